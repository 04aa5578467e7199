//! What cannot be drawn is refused with a name; what is empty is said in words.

use isocenter_chart::*;

use crate::written_svg::words_of;

fn scan_of(values: Vec<Option<Estimate>>) -> Result<Scan, Error> {
    let settings = (0..values.len()).map(|i| i as f64).collect();
    let curve = ScanCurve { label: "tuned".to_owned(), arm: Arm::Tuned, values };
    let row = ScanRow { metric: "accuracy".to_owned(), panels: vec![vec![curve]] };
    Scan::new("temperature", settings, vec![ScanColumn { label: "model".to_owned(), hue: Hue::Blue }], vec![row])
}

fn assert_says_nothing(what: &str, figure: &dyn Figure) {
    for theme in [Theme::Light, Theme::Dark] {
        let picture = figure.draw(what, theme).unwrap();
        let words = words_of(&picture.svg().unwrap());
        assert!(words.iter().any(|words| words.words.starts_with("Nothing to show")), "{what}");
        assert!(picture.hit_areas().is_empty(), "{what}");
        for format in [PictureFormat::Svg, PictureFormat::Png, PictureFormat::Pdf] {
            assert!(!picture.file(format).unwrap().is_empty(), "{what}");
        }
    }
}

#[test]
fn nothing_is_said_in_words() {
    assert_says_nothing("scan", &Scan::new("t", vec![], vec![], vec![]).unwrap());
    assert_says_nothing("scan without settings", &scan_of(vec![]).unwrap());
    assert_says_nothing("comparison", &Comparison::new("accuracy", vec![], vec![]).unwrap());
    assert_says_nothing("grades", &Grades::new("better", "worse", vec![]));
    assert_says_nothing("scores", &ClassScores::new(vec![], vec![]).unwrap());
    assert_says_nothing("matrix", &Confusion::new(vec![], vec![], vec![]).unwrap());
    assert_says_nothing("reliability", &Reliability::new(vec![]).unwrap());
    assert_says_nothing("coverage", &Coverage::new(vec![]).unwrap());
    assert_says_nothing("losses", &LossCurves::new(vec![]).unwrap());
}

#[test]
fn numbers_that_are_none_are_refused_by_name() {
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let bad = Estimate::exact(value);
        assert!(matches!(scan_of(vec![Some(bad)]), Err(Error::NotFinite { series, .. }) if series == "model tuned"));
        assert!(matches!(scan_of(vec![Some(Estimate::between(0.5, value, 0.7))]), Err(Error::NotFinite { .. })));
        let series = vec![ComparisonSeries { label: "model".to_owned(), hue: Hue::Blue, arm: Arm::Base }];
        let group = |bar, reference: f64| ComparisonGroup {
            label: "task".to_owned(),
            bars: vec![bar],
            reference: Some(Reference { label: "majority".to_owned(), value: reference }),
        };
        for group in [group(Some(bad), 0.5), group(None, value)] {
            let refused = Comparison::new("accuracy", series.clone(), vec![group]);
            assert!(matches!(refused, Err(Error::NotFinite { .. })));
        }
        let scores = Scores { recall: Some(bad), ..Scores::default() };
        let class = ScoredClass { label: ClassLabel::named("class"), n: 1 };
        let panel = ScoresPanel { label: "model".to_owned(), scores: vec![scores] };
        assert!(
            matches!(ClassScores::new(vec![class], vec![panel]), Err(Error::NotFinite { series, .. }) if series == "Recall")
        );
        let confusion = Confusion::new(vec![ClassLabel::named("class")], vec![], vec![vec![1]]).unwrap();
        assert!(matches!(confusion.with_scores(vec![scores], None), Err(Error::NotFinite { .. })));
        let bin = ReliabilityBin { predicted: value, observed: None, n: 0 };
        let curve = ReliabilityCurve { label: "tuned".to_owned(), arm: Arm::Tuned, bins: vec![bin] };
        let panel = ReliabilityPanel { label: "model".to_owned(), hue: Hue::Blue, curves: vec![curve] };
        assert!(matches!(Reliability::new(vec![panel]), Err(Error::NotFinite { .. })));
        let point = CoveragePoint { label: "all".to_owned(), coverage: value, accuracy: Estimate::exact(0.5) };
        let curve = CoverageCurve { label: "tuned".to_owned(), arm: Arm::Tuned, points: vec![point] };
        let panel = CoveragePanel { label: "model".to_owned(), hue: Hue::Blue, curves: vec![curve] };
        assert!(matches!(Coverage::new(vec![panel]), Err(Error::NotFinite { .. })));
        let point = LossPoint { step: 1, loss: Some(value) };
        let run = LossRun {
            label: "run".to_owned(),
            hue: Hue::Blue,
            training: vec![point],
            smoothed: vec![],
            validation: vec![],
        };
        assert!(matches!(LossCurves::new(vec![run]), Err(Error::NotFinite { .. })));
    }
}

#[test]
fn an_interval_that_runs_backwards_is_refused() {
    let refused = scan_of(vec![Some(Estimate::between(0.5, 0.6, 0.4))]);
    assert!(matches!(refused, Err(Error::IntervalReversed { .. })));
    assert_eq!(refused.unwrap_err().to_string(), "model tuned, 0: the interval runs from 0.6 down to 0.4");
}

#[test]
fn lists_that_do_not_fit_together_are_refused() {
    let refused =
        Confusion::new(vec![ClassLabel::named("a"), ClassLabel::named("b")], vec![], vec![vec![1, 2], vec![3]]);
    assert!(matches!(refused, Err(Error::LengthsDiffer { expected: 2, found: 1, .. })));
    let series = vec![ComparisonSeries { label: "model".to_owned(), hue: Hue::Blue, arm: Arm::Base }];
    let group = ComparisonGroup { label: "task".to_owned(), bars: vec![], reference: None };
    assert!(matches!(Comparison::new("accuracy", series, vec![group]), Err(Error::LengthsDiffer { .. })));
}

#[test]
fn values_at_the_edge_are_drawn() {
    let odd = [
        vec![None, None, None],
        vec![Some(Estimate::exact(0.0))],
        vec![Some(Estimate::exact(0.0)), Some(Estimate::exact(0.0))],
        vec![Some(Estimate::exact(1.0)), None, Some(Estimate::between(1.0, 1.0, 1.0))],
        vec![Some(Estimate::exact(-3.5)), Some(Estimate::exact(1e12))],
        vec![Some(Estimate::exact(f64::MAX)), Some(Estimate::exact(-f64::MAX))],
    ];
    for values in odd {
        let picture = scan_of(values.clone()).unwrap().draw("", Theme::Light).unwrap();
        assert_eq!(picture.hit_areas().len(), values.len(), "{values:?}");
        assert!(picture.file(PictureFormat::Png).is_ok());
    }
    let point = |step, loss| LossPoint { step, loss };
    let lost = LossRun {
        label: "diverged".to_owned(),
        hue: Hue::Grey,
        training: vec![point(1, Some(3.0)), point(2, None)],
        smoothed: vec![point(1, None)],
        validation: vec![point(2, None)],
    };
    assert!(LossCurves::new(vec![lost]).unwrap().draw("", Theme::Dark).is_ok());
}

#[test]
fn words_that_no_font_has_and_no_xml_may_hold_are_drawn_all_the_same() {
    let class = ClassLabel::named("\u{0}\u{7f}<b>&\u{1f600}\u{4e2d}\u{ffff}\"");
    let picture = Confusion::new(vec![class], vec![], vec![vec![1]]).unwrap().draw("\u{1}", Theme::Light).unwrap();
    let svg = picture.svg().unwrap();
    assert!(svg.contains("&lt;b&gt;&amp;") && !svg.contains('\u{0}') && !svg.contains('\u{ffff}'));
    assert!(picture.file(PictureFormat::Pdf).is_ok());
}
