//! Every metric of two columns, with what must hold of it. A new metric gets a line here, and the properties follow.

use isocenter_stats::{
    Alternative, Average, Averages, Averaging, BootstrapSettings, ConfusionMatrix, Continuity, DisagreementWeight,
    Distribution, FIVE_POINT, PairedGrades, Stemming, UndefinedAs, Wilcoxon, WilcoxonSettings, Zeros, accuracy,
    average, bootstrap_mean_difference, rouge, wilcoxon,
};

/// What the metric becomes when the two columns change places.
pub enum Swap {
    Same,
    Negated,
    /// Another metric of the register.
    Becomes(&'static str),
}

/// What a metric knows of labels.
#[derive(PartialEq)]
pub enum Labels {
    /// Only which are equal: any renaming leaves it as it is.
    Names,
    /// How far apart they are: turning the scale round leaves its size as it is.
    Order,
}

/// A metric of two columns of labels, or of grades 1 to 5.
pub struct LabelMetric {
    pub name: &'static str,
    pub range: (f64, f64),
    pub perfect: f64,
    pub swap: Swap,
    pub labels: Labels,
    pub of: fn(&[u8], &[u8]) -> Option<f64>,
}

/// A metric of two columns of numbers.
pub struct ValueMetric {
    pub name: &'static str,
    pub range: (f64, f64),
    pub swap: Swap,
    /// Whether multiplying both columns multiplies the metric; otherwise it leaves it as it is.
    pub follows_scale: bool,
    pub of: fn(&[f64], &[f64]) -> Option<f64>,
}

/// A metric of a reference and a hypothesis.
pub struct TextMetric {
    pub name: &'static str,
    pub swap: Swap,
    pub of: fn(&str, &str) -> f64,
}

const UNIT: (f64, f64) = (0.0, 1.0);

fn averages(truth: &[u8], predicted: &[u8], averaging: Averaging) -> Averages {
    average(&ConfusionMatrix::of_observed(truth, predicted).unwrap().classes(), averaging, UndefinedAs::Zero)
}

fn pairs(a: &[u8], b: &[u8]) -> PairedGrades {
    PairedGrades::new(a, b, FIVE_POINT).unwrap()
}

macro_rules! averaged {
    ($name:literal, $averaging:ident, $rate:ident, $swap:expr) => {
        LabelMetric {
            name: $name,
            range: UNIT,
            perfect: 1.0,
            swap: $swap,
            labels: Labels::Names,
            of: |a, b| {
                let Average { value, .. } = averages(a, b, Averaging::$averaging).$rate;
                value
            },
        }
    };
}

macro_rules! coefficient {
    ($name:literal, $method:ident, $weight:ident, $labels:ident) => {
        LabelMetric {
            name: $name,
            range: (-1.0, 1.0),
            perfect: 1.0,
            swap: Swap::Same,
            labels: Labels::$labels,
            of: |a, b| pairs(a, b).$method(DisagreementWeight::$weight).ok(),
        }
    };
}

pub const LABEL_METRICS: &[LabelMetric] = &[
    LabelMetric {
        name: "accuracy",
        range: UNIT,
        perfect: 1.0,
        swap: Swap::Same,
        labels: Labels::Names,
        of: |a, b| accuracy(a, b).unwrap().share(),
    },
    averaged!("macro precision", Macro, precision, Swap::Becomes("macro recall")),
    averaged!("macro recall", Macro, recall, Swap::Becomes("macro precision")),
    averaged!("macro F1", Macro, f1, Swap::Same),
    averaged!("micro precision", Micro, precision, Swap::Same),
    averaged!("micro recall", Micro, recall, Swap::Same),
    averaged!("micro F1", Micro, f1, Swap::Same),
    // Weighted recall is the accuracy, also of swapped columns; weighted precision and F1 have no twin.
    averaged!("weighted recall", Weighted, recall, Swap::Becomes("accuracy")),
    coefficient!("kappa", kappa, Unweighted, Names),
    coefficient!("linear kappa", kappa, Linear, Order),
    coefficient!("quadratic kappa", kappa, Quadratic, Order),
    coefficient!("AC1", gwet, Unweighted, Names),
    coefficient!("linear AC2", gwet, Linear, Order),
    coefficient!("quadratic AC2", gwet, Quadratic, Order),
    LabelMetric {
        name: "exact agreement",
        range: UNIT,
        perfect: 1.0,
        swap: Swap::Same,
        labels: Labels::Names,
        of: |a, b| pairs(a, b).exact().share(),
    },
    LabelMetric {
        name: "agreement within one",
        range: UNIT,
        perfect: 1.0,
        swap: Swap::Same,
        labels: Labels::Order,
        of: |a, b| pairs(a, b).within_one().share(),
    },
    LabelMetric {
        name: "bias",
        range: (-4.0, 4.0),
        perfect: 0.0,
        swap: Swap::Negated,
        labels: Labels::Order,
        of: |a, b| pairs(a, b).bias(),
    },
];

fn tested(x: &[f64], y: &[f64], settings: WilcoxonSettings) -> Option<Wilcoxon> {
    wilcoxon(x, y, settings).ok()
}

macro_rules! p_value {
    ($name:literal, $alternative:ident, $distribution:ident, $zeros:ident, $continuity:ident, $swap:expr) => {
        ValueMetric {
            name: $name,
            range: UNIT,
            swap: $swap,
            follows_scale: false,
            of: |x, y| {
                let settings = WilcoxonSettings {
                    distribution: Distribution::$distribution,
                    zeros: Zeros::$zeros,
                    continuity: Continuity::$continuity,
                    ..WilcoxonSettings::new(Alternative::$alternative)
                };
                tested(x, y, settings).map(|test| test.p)
            },
        }
    };
}

const GREATER: WilcoxonSettings = WilcoxonSettings {
    alternative: Alternative::Greater,
    distribution: Distribution::Auto,
    zeros: Zeros::Dropped,
    continuity: Continuity::Uncorrected,
    rounding: isocenter_stats::Rounding::AsSubtracted,
};

const ONE_DRAW: BootstrapSettings = BootstrapSettings { resamples: 1, confidence: 0.95, seed: 0 };

pub const VALUE_METRICS: &[ValueMetric] = &[
    p_value!("exact p, greater", Greater, Exact, Dropped, Uncorrected, Swap::Becomes("exact p, less")),
    p_value!("exact p, less", Less, Exact, Dropped, Uncorrected, Swap::Becomes("exact p, greater")),
    p_value!("exact p", TwoSided, Exact, Dropped, Uncorrected, Swap::Same),
    p_value!("Pratt p, greater", Greater, Exact, RankedThenDropped, Uncorrected, Swap::Becomes("Pratt p, less")),
    p_value!("Pratt p, less", Less, Exact, RankedThenDropped, Uncorrected, Swap::Becomes("Pratt p, greater")),
    p_value!("normal p, greater", Greater, Asymptotic, Dropped, Corrected, Swap::Becomes("normal p, less")),
    p_value!("normal p, less", Less, Asymptotic, Dropped, Corrected, Swap::Becomes("normal p, greater")),
    p_value!("normal p", TwoSided, Asymptotic, RankedThenDropped, Corrected, Swap::Same),
    ValueMetric {
        name: "rank-biserial correlation",
        range: (-1.0, 1.0),
        swap: Swap::Negated,
        follows_scale: false,
        of: |x, y| tested(x, y, GREATER).map(|test| test.rank_biserial),
    },
    ValueMetric {
        name: "median difference",
        range: (f64::NEG_INFINITY, f64::INFINITY),
        swap: Swap::Negated,
        follows_scale: true,
        of: |x, y| tested(x, y, GREATER).map(|test| test.median_difference),
    },
    ValueMetric {
        name: "mean difference",
        range: (f64::NEG_INFINITY, f64::INFINITY),
        swap: Swap::Negated,
        follows_scale: true,
        of: |x, y| Some(bootstrap_mean_difference(x, y, ONE_DRAW).unwrap()?.estimate),
    },
];

macro_rules! overlap {
    ($name:literal, $kind:ident, $part:ident, $stemming:ident, $swap:expr) => {
        TextMetric { name: $name, swap: $swap, of: |a, b| rouge(a, b, Stemming::$stemming).$kind.$part }
    };
}

pub const TEXT_METRICS: &[TextMetric] = &[
    overlap!("ROUGE-1 precision", rouge1, precision, None, Swap::Becomes("ROUGE-1 recall")),
    overlap!("ROUGE-1 recall", rouge1, recall, None, Swap::Becomes("ROUGE-1 precision")),
    overlap!("ROUGE-1 F1", rouge1, f1, None, Swap::Same),
    overlap!("ROUGE-2 precision", rouge2, precision, None, Swap::Becomes("ROUGE-2 recall")),
    overlap!("ROUGE-2 recall", rouge2, recall, None, Swap::Becomes("ROUGE-2 precision")),
    overlap!("ROUGE-2 F1", rouge2, f1, None, Swap::Same),
    overlap!("ROUGE-L precision", rouge_l, precision, None, Swap::Becomes("ROUGE-L recall")),
    overlap!("ROUGE-L recall", rouge_l, recall, None, Swap::Becomes("ROUGE-L precision")),
    overlap!("ROUGE-L F1", rouge_l, f1, None, Swap::Same),
    overlap!("stemmed ROUGE-1 F1", rouge1, f1, Porter, Swap::Same),
    overlap!("stemmed ROUGE-2 F1", rouge2, f1, Porter, Swap::Same),
    overlap!("stemmed ROUGE-L F1", rouge_l, f1, Porter, Swap::Same),
];
