//! The SVG of small figures, held word for word. Outlines of letters are left out; everything else is compared. With
//! `ISOCENTER_UPDATE_SNAPSHOTS` set, the files are written anew, to be looked at before they are kept.

use std::path::PathBuf;

use isocenter_chart::*;

use crate::samples;

/// Without what the fonts determine.
fn plain(svg: &str) -> String {
    let mut lines = Vec::new();
    let mut is_letters = false;
    for line in svg.lines() {
        is_letters |= line == "<defs>";
        if !is_letters && !line.contains("aria-hidden") {
            lines.push(line.split_once("<use").map_or(line, |(words, _)| words));
        }
        is_letters &= line != "</defs>";
    }
    lines.join("\n") + "\n"
}

fn check(name: &str, figure: &dyn Figure, theme: Theme) {
    let svg = figure.draw("A figure & its name", theme).unwrap().svg().unwrap();
    let again = figure.draw("A figure & its name", theme).unwrap().svg().unwrap();
    assert!(svg == again, "{name}: the same figure is the same text");
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/chart/snapshots/{name}.svg.txt"));
    if std::env::var_os("ISOCENTER_UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&file, plain(&svg)).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    let differs = plain(&svg).lines().zip(kept.lines()).position(|(new, old)| new != old);
    assert_eq!(differs.map(|line| line + 1), None, "{name}: first line that differs from the snapshot");
    assert_eq!(plain(&svg).lines().count(), kept.lines().count(), "{name}: length of the snapshot");
}

#[test]
fn figures_are_written_as_before() {
    check("scan", &samples::scan(1), Theme::Light);
    check("comparison", &samples::comparison_by_group(2), Theme::Light);
    check("grades", &samples::grades(), Theme::Light);
    check("class-scores", &samples::class_scores(2), Theme::Light);
    check("confusion", &samples::confusion(2), Theme::Light);
    check("confusion-dark", &samples::confusion(2), Theme::Dark);
    check("reliability", &samples::reliability(1), Theme::Light);
    check("coverage", &samples::coverage(1), Theme::Light);
    check("loss-curves", &samples::loss_curves(1, 12), Theme::Light);
    check("funnel", &samples::funnel(), Theme::Light);
    check("nothing", &Grades::new("better", "worse", vec![]), Theme::Light);
}
