//! What a reader of the screen and a pointer are told: names, titles, hit areas, and "n/a" for what is not defined.

use isocenter_chart::*;

use crate::samples;
use crate::written_svg::{titles_of, words_of};

#[test]
fn the_picture_has_the_role_and_the_name_it_was_given() {
    for (name, figure) in samples::all() {
        let svg = figure.draw("Accuracy of <two> \"models\"", Theme::Light).unwrap().svg().unwrap();
        let head = svg.lines().next().unwrap();
        assert!(
            head.contains(" role=\"img\" ")
                && head.contains("aria-label=\"Accuracy of &lt;two&gt; &quot;models&quot;\""),
            "{name}: {head}"
        );
    }
}

#[test]
fn every_hit_area_lies_in_the_picture_and_is_the_title_of_a_mark() {
    for (name, figure) in samples::all() {
        let picture = figure.draw(name, Theme::Light).unwrap();
        let svg = picture.svg().unwrap();
        let titles = titles_of(&svg);
        for hit in picture.hit_areas() {
            let inside = hit.x >= -8.0
                && hit.y >= -1.0
                && hit.x + hit.width <= picture.width() + 8.0
                && hit.y + hit.height <= picture.height() + 1.0;
            assert!(inside && hit.width > 0.0 && hit.height > 0.0, "{name}: {hit:?}");
            assert!(titles.iter().any(|title| title.ends_with(&format!(": {}", hit.value))), "{name}: {hit:?}");
        }
        assert_eq!(svg.matches("<g").count(), svg.matches("</g>").count(), "{name}: what is opened is closed");
    }
}

#[test]
fn a_hit_area_tells_series_label_and_value() {
    let picture = samples::scan(3).draw("scan", Theme::Light).unwrap();
    assert_eq!(picture.hit_areas().len(), 3 * 2 * 2 * 10, "each point of each curve, defined or not");
    let first = &picture.hit_areas()[0];
    assert_eq!((first.series.as_str(), first.label.as_str()), ("LLaMA-2-7B base", "Sampling temperature 0.1"));
    assert!(first.value.starts_with("0.17") && first.value.contains('–'), "{}", first.value);

    let matrix = samples::confusion(4).draw("matrix", Theme::Light).unwrap();
    assert_eq!(matrix.hit_areas().len(), 16);
    let hit = &matrix.hit_areas()[13];
    let told = (hit.series.as_str(), hit.label.as_str(), hit.value.as_str());
    assert_eq!(told, ("brachytherapy", "proton", "1 of 74 (1\u{a0}% of the row)"));
}

#[test]
fn what_is_not_defined_is_told_and_never_drawn_as_zero() {
    let figures: [(&str, Box<dyn Figure>); 5] = [
        ("scan", Box::new(samples::scan(3))),
        ("comparison", Box::new(samples::comparison(2))),
        ("grades", Box::new(samples::grades())),
        ("scores", Box::new(samples::class_scores(4))),
        ("reliability", Box::new(samples::reliability(1))),
    ];
    for (name, figure) in figures {
        let picture = figure.draw(name, Theme::Light).unwrap();
        assert!(words_of(&picture.svg().unwrap()).iter().any(|words| words.words == "n/a"), "{name} shows it");
        assert!(picture.hit_areas().iter().any(|hit| hit.value.starts_with("not defined")), "{name} tells it");
    }
    let matrix = samples::confusion(7).draw("matrix", Theme::Light).unwrap().svg().unwrap();
    assert_eq!(
        words_of(&matrix).iter().filter(|words| words.words == "n/a").count(),
        2,
        "precision and F1 of one class"
    );
}

#[test]
fn a_point_of_coverage_tells_its_threshold_and_its_interval() {
    let picture = samples::coverage(2).draw("coverage", Theme::Light).unwrap();
    assert_eq!(picture.hit_areas().len(), 2 * (9 + 1), "each threshold of the tuned, one of the base");
    let tuned = picture.hit_areas().iter().find(|hit| hit.series == "LLaMA-2-7B fine-tuned").unwrap();
    assert_eq!(tuned.label, "at least 10 of 10 agree, coverage 0.200");
    assert!(tuned.value.starts_with("0.9") && tuned.value.contains('–'), "{}", tuned.value);
    assert!(words_of(&picture.svg().unwrap()).iter().any(|words| words.words == "share of cases answered →"));
}

#[test]
fn a_row_without_cases_has_no_share() {
    let classes = vec![ClassLabel::named("a"), ClassLabel::named("b")];
    let picture =
        Confusion::new(classes, vec![], vec![vec![0, 0], vec![1, 1]]).unwrap().draw("", Theme::Light).unwrap();
    assert_eq!(picture.hit_areas()[0].value, "0 of 0");
}
