//! Figures with values like those of a study, made without chance, for the tests and for looking at.

use isocenter_chart::*;

/// The groups of figure 6 of arXiv 2501.17286, named after ICD-10-CM blocks.
pub const GROUPS: [&str; 23] = [
    "Malignant: lip, oral cavity and pharynx",
    "Malignant: digestive organs",
    "Malignant: respiratory and intrathoracic organs",
    "Malignant: bone and articular cartilage",
    "Malignant: melanoma and other skin",
    "Malignant: mesothelial and soft tissue",
    "Malignant: breast",
    "Malignant: female genital organs",
    "Malignant: male genital organs",
    "Malignant: urinary tract",
    "Malignant: eye, brain and other CNS",
    "Malignant: thyroid and other endocrine glands",
    "Malignant: neuroendocrine tumors",
    "Malignant: neuroendocrine tumors (secondary)",
    "Malignant: ill-defined, secondary and unspecified sites",
    "Malignant: lymphoid, hematopoietic and related",
    "In Situ Neoplasms",
    "Benign Neoplasms",
    "Diseases of the Nervous System",
    "Diseases of the Blood and Blood-Forming Organs",
    "Diseases of the Eye and Adnexa",
    "Congenital Malformations",
    "Others",
];

const CODES: [(&str, &str); 12] = [
    ("C00–C14", "head and neck"),
    ("C15–C26", "digestive"),
    ("C30–C39", "thorax"),
    ("C43–C44", "skin"),
    ("C50", "breast"),
    ("C51–C58", "gynaecological"),
    ("C60–C63", "male genital"),
    ("C64–C68", "urinary"),
    ("C69–C72", "CNS, eye"),
    ("C73–C75", "endocrine"),
    ("C76–C80", "secondary"),
    ("C81–C96", "haematological"),
];

/// An even spread between 0 and 1 that looks like chance.
fn wobble(seed: usize) -> f64 {
    let mixed = seed.wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(seed).wrapping_mul(40_503));
    (mixed % 1_009) as f64 / 1_009.0
}

fn estimate(value: f64, half: f64) -> Option<Estimate> {
    Some(Estimate::between(value, (value - half).max(0.0), (value + half).min(1.0)))
}

/// How many models a figure has.
pub fn models(count: usize) -> Vec<(&'static str, Hue)> {
    let all = [
        ("LLaMA-2-7B", Hue::Amber),
        ("Mistral-7B", Hue::Blue),
        ("LLaMA-3-8B", Hue::Plum),
        ("LLaMA demonstration", Hue::Grey),
        ("Mistral demonstration", Hue::Grey),
    ];
    all.into_iter().cycle().take(count).collect()
}

/// Two metrics over ten temperatures; one value of the base is not defined.
pub fn scan(count: usize) -> Scan {
    let settings: Vec<f64> = (1..=10).map(|tenth| f64::from(tenth) / 10.0).collect();
    let columns = models(count).into_iter().map(|(label, hue)| ScanColumn { label: label.to_owned(), hue }).collect();
    let curve = |label: &str, arm, start: f64, fall: f64, seed: usize| {
        let value = |i: usize| (start - fall * (i as f64 / 9.0).powf(1.6) + 0.012 * wobble(seed + i)).max(0.0);
        let values = (0..10).map(|i| if seed == 300 && i == 8 { None } else { estimate(value(i), 0.022) });
        ScanCurve { label: label.to_owned(), arm, values: values.collect() }
    };
    let row = |metric: &str, tuned: f64, base: f64, seed: usize| ScanRow {
        metric: metric.to_owned(),
        panels: (0..count)
            .map(|at| {
                let more = 0.03 * (at % 3) as f64;
                vec![
                    curve("base", Arm::Base, base + more, 0.05, seed + 100 * at),
                    curve("fine-tuned", Arm::Tuned, tuned + more, 0.14, seed + 100 * at + 50),
                ]
            })
            .collect(),
    };
    let rows = vec![row("ROUGE-1 recall", 0.69, 0.17, 0), row("Accuracy", 0.39, 0.07, 100)];
    Scan::new("Sampling temperature", settings, columns, rows).expect("it fits together")
}

/// Three tasks, base and tuned of `count` models.
pub fn comparison(count: usize) -> Comparison {
    let series = models(count).into_iter().flat_map(|(label, hue)| {
        [("base", Arm::Base), ("fine-tuned", Arm::Tuned)].map(|(word, arm)| ComparisonSeries {
            label: format!("{label} {word}"),
            hue,
            arm,
        })
    });
    let group = |label: &str, base: f64, tuned: f64, majority: Option<f64>, seed: usize| ComparisonGroup {
        label: label.to_owned(),
        bars: (0..count)
            .flat_map(|at| {
                let base = if seed == 20 && at == 1 { None } else { estimate(base + 0.08 * wobble(seed + at), 0.045) };
                [base, estimate(tuned + 0.04 * at as f64, 0.04)]
            })
            .collect(),
        reference: majority.map(|value| Reference { label: "majority class".to_owned(), value }),
    };
    let groups = vec![
        group("Regimen, ROUGE-1 recall", 0.06, 0.531, None, 1),
        group("Modality, accuracy", 0.37, 0.705, Some(0.635), 10),
        group("ICD-10 category, accuracy", 0.08, 0.642, Some(0.143), 20),
    ];
    Comparison::new("Score", series.collect(), groups).expect("it fits together")
}

/// One bar pair for each of `count` groups with long names.
pub fn comparison_by_group(count: usize) -> Comparison {
    let series = [("base", Arm::Base), ("fine-tuned", Arm::Tuned)].map(|(label, arm)| ComparisonSeries {
        label: label.to_owned(),
        hue: Hue::Blue,
        arm,
    });
    let groups = (0..count).map(|at| ComparisonGroup {
        label: GROUPS[at].to_owned(),
        bars: vec![estimate(0.3 * wobble(at), 0.05), estimate(0.6 + 0.35 * wobble(at + 7), 0.06)],
        reference: None,
    });
    Comparison::new("Accuracy", series.to_vec(), groups.collect()).expect("it fits together")
}

/// Two graders of three models; one grader is not done.
pub fn grades() -> Grades {
    let arm = |label: &str, bars: &[(&str, Option<[u32; 5]>)]| GradeArm {
        label: label.to_owned(),
        bars: bars.iter().map(|(label, counts)| GradeBar { label: (*label).to_owned(), counts: *counts }).collect(),
    };
    let arms = vec![
        arm("LLaMA-2-7B", &[("A", Some([187, 70, 68, 47, 31])), ("B", Some([180, 77, 71, 49, 26]))]),
        arm("Mistral-7B", &[("A", Some([208, 57, 60, 55, 23])), ("B", Some([211, 61, 58, 52, 21]))]),
        arm("LLaMA-3-8B", &[("A", Some([204, 60, 66, 48, 25])), ("B", None)]),
    ];
    Grades::new("acceptable", "unsafe", arms)
}

/// Scores of `count` classes in two models; one class was never suggested.
pub fn class_scores(count: usize) -> ClassScores {
    let modalities = ["photon", "proton", "electron", "brachytherapy"];
    let name = |at: usize| if count == 4 { modalities[at] } else { GROUPS[at] };
    let classes =
        (0..count).map(|at| ScoredClass { label: ClassLabel::named(name(at)), n: 3 + (wobble(at) * 240.0) as u64 });
    let scores = |seed: usize| Scores {
        precision: (seed != 103).then(|| estimate(0.35 + 0.6 * wobble(seed), 0.05)).flatten(),
        recall: estimate(0.3 + 0.69 * wobble(seed + 1), 0.06),
        f1: (seed != 103).then(|| estimate(0.3 + 0.6 * wobble(seed + 2), 0.04)).flatten(),
    };
    let panel = |label: &str, seed: usize| ScoresPanel {
        label: label.to_owned(),
        scores: (0..count).map(|at| scores(seed + at)).collect(),
    };
    let panels = vec![panel("LLaMA-2-7B fine-tuned", 0), panel("Mistral-7B fine-tuned", 100)];
    ClassScores::new(classes.collect(), panels).expect("it fits together")
}

fn counts(rows: usize, columns: usize) -> Vec<Vec<u64>> {
    let cell = |row: usize, column: usize| match (row == column, wobble(31 * row + column)) {
        (true, share) => 12 + (share * 130.0) as u64,
        (false, share) if share > 0.72 => ((share - 0.7) * 22.0) as u64,
        _ => 0,
    };
    (0..rows).map(|row| (0..columns).map(|column| cell(row, column)).collect()).collect()
}

fn scores_of(counts: &[Vec<u64>]) -> Vec<Scores> {
    let share = |part: u64, whole: u64| (whole > 0).then(|| Estimate::exact(part as f64 / whole as f64));
    let score = |at: usize| {
        let precision = share(counts[at][at], counts.iter().map(|row| row[at]).sum());
        let recall = share(counts[at][at], counts[at].iter().sum());
        let f1 = precision.zip(recall).map(|(p, r)| Estimate::exact(2.0 * p.value * r.value / (p.value + r.value)));
        Scores { precision, recall, f1 }
    };
    (0..counts.len()).map(score).collect()
}

/// The matrix of the design: codes and short names.
pub fn confusion_with_codes() -> Confusion {
    let counts = counts(12, 13);
    let scores = scores_of(&counts);
    let mean = Some(Estimate::exact(0.89));
    let summary =
        ConfusionSummary { label: "weighted".to_owned(), scores: Scores { precision: mean, recall: mean, f1: mean } };
    let classes = CODES.iter().map(|(code, name)| ClassLabel::with_short(*code, *name)).collect();
    let others = vec![ClassLabel::named("no code")];
    let confusion = Confusion::new(classes, others, counts).expect("it fits together");
    confusion.with_scores(scores, Some(summary)).expect("it fits together")
}

/// A matrix of `count` classes with whole names only; one class was never suggested.
pub fn confusion(count: usize) -> Confusion {
    let modalities = ["photon", "proton", "electron", "brachytherapy"];
    let name = |at: usize| if count == 4 { modalities[at] } else { GROUPS[at] };
    let mut counts = counts(count, count);
    if count > 4 {
        counts.iter_mut().for_each(|row| row[3] = 0);
    }
    let mut scores = scores_of(&counts);
    if count > 4 {
        scores[3].f1 = None;
    }
    let mean = Some(Estimate::exact(0.81));
    let summary =
        ConfusionSummary { label: "macro".to_owned(), scores: Scores { precision: mean, recall: mean, f1: mean } };
    let confusion = Confusion::new((0..count).map(|at| ClassLabel::named(name(at))).collect(), vec![], counts);
    confusion.and_then(|confusion| confusion.with_scores(scores, Some(summary))).expect("it fits together")
}

/// Coverage against accuracy of `count` models; the base states no plan, so it has one point.
pub fn coverage(count: usize) -> Coverage {
    let points = |seed: usize| {
        let point = |agreeing: usize| CoveragePoint {
            label: format!("at least {agreeing} of 10 agree"),
            coverage: 1.0 - 0.1 * (agreeing as f64 - 2.0),
            accuracy: estimate(0.55 + 0.04 * agreeing as f64 - 0.03 * wobble(seed + agreeing), 0.05).expect("a value"),
        };
        (2..=10).rev().map(point).collect()
    };
    let lone = CoveragePoint {
        label: "at least 0 of 10 agree".to_owned(),
        coverage: 1.0,
        accuracy: Estimate::between(0.0, 0.0, 0.009),
    };
    let panel = |(at, (label, hue)): (usize, (&str, Hue))| CoveragePanel {
        label: label.to_owned(),
        hue,
        curves: vec![
            CoverageCurve { label: "base".to_owned(), arm: Arm::Base, points: vec![lone.clone()] },
            CoverageCurve { label: "fine-tuned".to_owned(), arm: Arm::Tuned, points: points(at) },
        ],
    };
    Coverage::new(models(count).into_iter().enumerate().map(panel).collect()).expect("it fits together")
}

/// Reliability of `count` models; one bin is empty.
pub fn reliability(count: usize) -> Reliability {
    let curve = |label: &str, arm, slope: f64, seed: usize| {
        let bin = |i: usize| {
            let predicted = 0.05 + 0.1 * i as f64;
            let value = (0.5 + (predicted - 0.5) * slope + 0.05 * wobble(seed + i)).clamp(0.0, 1.0);
            let n = (12.0 + 130.0 * predicted * wobble(seed + i + 3)) as u64;
            let is_empty = arm == Arm::Base && i == 9;
            ReliabilityBin {
                predicted,
                observed: if is_empty { None } else { estimate(value, 0.07) },
                n: if is_empty { 0 } else { n },
            }
        };
        ReliabilityCurve { label: label.to_owned(), arm, bins: (0..10).map(bin).collect() }
    };
    let panel = |(at, (label, hue)): (usize, (&str, Hue))| ReliabilityPanel {
        label: label.to_owned(),
        hue,
        curves: vec![curve("base", Arm::Base, 0.35, at), curve("fine-tuned", Arm::Tuned, 0.9, at + 40)],
    };
    Reliability::new(models(count).into_iter().enumerate().map(panel).collect()).expect("it fits together")
}

/// Losses of `count` runs over `steps` steps.
pub fn loss_curves(count: usize, steps: u64) -> LossCurves {
    let run = |(at, (label, hue)): (usize, (&str, Hue))| {
        let mean = |step: u64| 0.42 + 2.6 * (-(step as f64) / (steps as f64 / 6.0)).exp() + 0.1 * at as f64;
        let point = |step: u64, loss: f64| LossPoint { step, loss: Some(loss) };
        let training = (1..=steps).map(|step| point(step, mean(step) * (0.75 + 0.5 * wobble(step as usize + at))));
        let smoothed = (1..=steps).map(|step| point(step, mean(step)));
        let validation = (1..=8).map(|tenth| {
            let step = steps * tenth / 8;
            let is_lost = at == 1 && tenth == 8;
            LossPoint { step, loss: (!is_lost).then(|| mean(step) + 0.16) }
        });
        LossRun {
            label: label.to_owned(),
            hue,
            training: training.collect(),
            smoothed: smoothed.collect(),
            validation: validation.collect(),
        }
    };
    LossCurves::new(models(count).into_iter().enumerate().map(run).collect()).expect("it fits together")
}

/// The selection of the study.
pub fn funnel() -> Funnel {
    let drops = |all: &[(&str, u32)]| {
        all.iter().map(|(reason, cases)| FunnelDrop { reason: (*reason).to_owned(), cases: *cases }).collect()
    };
    let stages = vec![
        FunnelStage {
            label: "one diagnosis, clear primary plan".to_owned(),
            kept: 7_903,
            drops: drops(&[("more than one diagnosis", 4_000), ("no clear primary plan", 3_821)]),
        },
        FunnelStage { label: "with ICD-10 code".to_owned(), kept: 7_177, drops: drops(&[("ICD-9 only", 726)]) },
    ];
    Funnel::new("extracted", 15_724, stages).expect("it adds up")
}

/// Every figure with its name.
pub fn all() -> Vec<(&'static str, Box<dyn Figure>)> {
    vec![
        ("scan-3", Box::new(scan(3))),
        ("scan-1", Box::new(scan(1))),
        ("scan-5", Box::new(scan(5))),
        ("comparison-2", Box::new(comparison(2))),
        ("comparison-3", Box::new(comparison(3))),
        ("comparison-groups-7", Box::new(comparison_by_group(7))),
        ("comparison-groups-20", Box::new(comparison_by_group(20))),
        ("grades", Box::new(grades())),
        ("class-scores-4", Box::new(class_scores(4))),
        ("class-scores-20", Box::new(class_scores(20))),
        ("confusion-codes", Box::new(confusion_with_codes())),
        ("confusion-1", Box::new(confusion(1))),
        ("confusion-2", Box::new(confusion(2))),
        ("confusion-4", Box::new(confusion(4))),
        ("confusion-7", Box::new(confusion(7))),
        ("confusion-12", Box::new(confusion(12))),
        ("confusion-20", Box::new(confusion(20))),
        ("reliability-3", Box::new(reliability(3))),
        ("reliability-1", Box::new(reliability(1))),
        ("coverage-2", Box::new(coverage(2))),
        ("loss-1", Box::new(loss_curves(1, 600))),
        ("loss-3", Box::new(loss_curves(3, 2_000))),
        ("funnel", Box::new(funnel())),
        ("nothing", Box::new(Grades::new("acceptable", "unsafe", Vec::new()))),
    ]
}
