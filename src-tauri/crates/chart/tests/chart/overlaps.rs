//! No label lies on another and none leaves the picture, however many classes there are and however long their names.

use isocenter_chart::*;

use crate::samples::{self, GROUPS};
use crate::written_svg::{WrittenWords, words_of};

/// How far ink may come into the box of other ink; boxes of slanted lines are a little too large.
const TOLERANCE: f64 = 0.3;
const COUNTS: [usize; 5] = [1, 2, 7, 12, 20];

/// Whether both boxes share ground: no side of either separates them.
fn meet(a: &[(f64, f64); 4], b: &[(f64, f64); 4]) -> bool {
    let sides = [(a[0], a[1]), (a[1], a[2]), (b[0], b[1]), (b[1], b[2])];
    sides.iter().all(|((x0, y0), (x1, y1))| {
        let length = (x1 - x0).hypot(y1 - y0).max(f64::MIN_POSITIVE);
        let (across, along) = ((x1 - x0) / length, (y1 - y0) / length);
        let reach = |corners: &[(f64, f64); 4]| {
            let shadow = corners.map(|(x, y)| x * across + y * along);
            (shadow.iter().copied().fold(f64::MAX, f64::min), shadow.iter().copied().fold(f64::MIN, f64::max))
        };
        let ((a_low, a_high), (b_low, b_high)) = (reach(a), reach(b));
        a_low + TOLERANCE < b_high && b_low + TOLERANCE < a_high
    })
}

fn overlaps(picture: &Picture) -> Vec<String> {
    let words: Vec<WrittenWords> = words_of(&picture.svg().unwrap());
    assert!(!words.is_empty(), "a figure has words");
    let mut found = Vec::new();
    for (index, a) in words.iter().enumerate() {
        let leaves = |(x, y): &(f64, f64)| {
            *x < -TOLERANCE || *y < -TOLERANCE || *x > picture.width() + TOLERANCE || *y > picture.height() + TOLERANCE
        };
        if a.corners.iter().any(leaves) {
            found.push(format!("{:?} leaves the picture", a.words));
        }
        let met = words[index + 1..].iter().filter(|b| meet(&a.corners, &b.corners));
        found.extend(met.map(|b| format!("{:?} lies on {:?}", a.words, b.words)));
    }
    found
}

fn assert_clear(what: &str, figure: &dyn Figure) {
    for theme in [Theme::Light, Theme::Dark] {
        let found = overlaps(&figure.draw(what, theme).unwrap());
        assert!(found.is_empty(), "{what}, {theme:?}: {found:#?}");
    }
}

#[test]
fn the_test_itself_sees_an_overlap() {
    let square = |x: f64, y: f64| [(x, y), (x + 10.0, y), (x + 10.0, y + 10.0), (x, y + 10.0)];
    let diamond = |x: f64, y: f64| [(x, y - 10.0), (x + 10.0, y), (x, y + 10.0), (x - 10.0, y)];
    assert!(meet(&square(0.0, 0.0), &square(9.0, 9.0)));
    assert!(!meet(&square(0.0, 0.0), &square(10.0, 0.0)));
    assert!(!meet(&square(0.0, 0.0), &diamond(16.0, 16.0)), "upright boxes round both would meet");
}

#[test]
fn labels_of_all_samples_are_clear() {
    for (name, figure) in samples::all() {
        assert_clear(name, figure.as_ref());
    }
}

#[test]
fn long_names_of_classes_are_clear_at_any_number() {
    for count in COUNTS {
        assert_clear(&format!("matrix of {count}"), &samples::confusion(count));
        assert_clear(&format!("scores of {count}"), &samples::class_scores(count));
        assert_clear(&format!("bars of {count}"), &samples::comparison_by_group(count));
    }
}

/// Groups of `defined` bars among ten narrow ones.
fn narrow(defined: [fn(usize) -> bool; 3]) -> Comparison {
    let series = (0..10).map(|at| ComparisonSeries { label: format!("model {at}"), hue: Hue::Blue, arm: Arm::Tuned });
    let group = |(name, is_defined): (usize, fn(usize) -> bool)| ComparisonGroup {
        label: format!("group {name}"),
        bars: (0..10).map(|at| is_defined(at).then(|| Estimate::exact(0.5))).collect(),
        reference: None,
    };
    Comparison::new("Score", series.collect(), defined.into_iter().enumerate().map(group).collect()).unwrap()
}

#[test]
fn undefined_bars_beside_each_other_share_their_words_where_these_do_not_fit() {
    let figure = narrow([|_| false, |at| at == 4, |_| true]);
    assert_clear("narrow bars", &figure);
    let picture = figure.draw("narrow bars", Theme::Light).unwrap();
    let written = words_of(&picture.svg().unwrap()).iter().filter(|words| words.words == "n/a").count();
    assert_eq!(written, 3, "one for ten, and one at each side of the one that is defined");
    let told = picture.hit_areas().iter().filter(|hit| hit.value.starts_with("not defined")).count();
    assert_eq!(told, 19, "each bar still tells it");
}

#[test]
fn the_whole_name_is_told_where_it_is_shortened() {
    let endless = "unspecified ".repeat(30);
    let confusion = Confusion::new(vec![ClassLabel::named(endless.as_str())], vec![], vec![vec![1]]).unwrap();
    assert_clear("an endless name", &confusion);
    let svg = confusion.draw("", Theme::Light).unwrap().svg().unwrap();
    assert!(svg.contains(&format!("<title>{endless}</title>")));
    assert!(words_of(&svg).iter().any(|words| words.words.ends_with('…')));
}

#[test]
fn large_counts_widen_the_cells() {
    let classes = || vec![ClassLabel::with_short("A", "a"), ClassLabel::with_short("B", "b")];
    let counts = vec![vec![1_234_567, 7_654_321], vec![9_999_999, 1]];
    assert_clear("counts of millions", &Confusion::new(classes(), vec![], counts).unwrap());
}

#[test]
fn grades_of_many_arms_with_long_names_are_clear() {
    let bar = |label: &str, counts| GradeBar { label: label.to_owned(), counts };
    let arm = |name: &&str| GradeArm {
        label: (*name).to_owned(),
        bars: vec![
            bar("Resident of the third year", Some([1, 0, 0, 0, 402])),
            bar("B", Some([400, 1, 1, 1, 0])),
            bar("C", Some([0; 5])),
            bar("D", None),
        ],
    };
    for count in COUNTS {
        let grades = Grades::new("acceptable", "unsafe", GROUPS[..count].iter().map(arm).collect());
        assert_clear(&format!("grades of {count}"), &grades);
    }
}

#[test]
fn small_multiples_are_clear_at_any_number() {
    for count in 1..=7 {
        assert_clear(&format!("scan of {count}"), &samples::scan(count));
        assert_clear(&format!("reliability of {count}"), &samples::reliability(count));
        assert_clear(&format!("coverage of {count}"), &samples::coverage(count));
        assert_clear(&format!("losses of {count}"), &samples::loss_curves(count, 30_000));
    }
}

#[test]
fn curves_that_cross_and_cover_each_other_do_not_cover_their_names() {
    let curve = |label: &str, arm, start: f64, step: f64| ScanCurve {
        label: label.to_owned(),
        arm,
        values: (0..10).map(|i| Some(Estimate::between(start + step * f64::from(i), 0.05, 0.95))).collect(),
    };
    let curves = vec![
        curve("base of the first family", Arm::Base, 0.9, -0.08),
        curve("tuned", Arm::Tuned, 0.1, 0.08),
        curve("tuned again", Arm::Tuned, 0.5, 0.0),
    ];
    let columns = vec![ScanColumn { label: GROUPS[14].to_owned(), hue: Hue::Plum }; 3];
    let row = ScanRow { metric: "a metric with a long name".to_owned(), panels: vec![curves; 3] };
    let settings = (1..=10).map(f64::from).collect();
    assert_clear("crossing curves", &Scan::new("setting", settings, columns, vec![row]).unwrap());
}

#[test]
fn a_funnel_of_many_stages_is_clear() {
    let drops =
        |names: &[&str]| names.iter().map(|reason| FunnelDrop { reason: (*reason).to_owned(), cases: 40 }).collect();
    let stage = |at: usize| FunnelStage {
        label: GROUPS[at].to_owned(),
        kept: 1_000 - 80 * (at as u32 + 1),
        drops: drops(&GROUPS[at + 5..at + 7]),
    };
    for count in [1, 2, 5] {
        assert_clear(
            &format!("funnel of {count}"),
            &Funnel::new("extracted", 1_000, (0..count).map(stage).collect()).unwrap(),
        );
    }
}
