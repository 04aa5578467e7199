//! Metrics, intervals and tests of paired values, each by a definition that its documentation names. Nothing of ours, no IO, no medicine.
//! What a definition leaves open is `None` or a named state; what cannot be an input is an [`Error`]. Nothing undefined becomes 0.

mod agreement;
mod bootstrap;
mod calibration;
mod class_scores;
mod classification;
mod confusion;
mod error;
mod interval;
mod multiplicity;
mod normal;
mod porter;
mod quantile;
mod random;
mod ranks;
mod rouge;
mod selective;
mod wilcoxon;
mod wilcoxon_exact;

pub use agreement::{DisagreementWeight, FIVE_POINT, PairedGrades, Undefined};
pub use bootstrap::{
    Bootstrap, BootstrapSettings, bootstrap, bootstrap_difference, bootstrap_each, bootstrap_mean,
    bootstrap_mean_difference,
};
pub use calibration::{Reliability, ReliabilityBin, brier_score, reliability};
pub use class_scores::{Average, Averages, Averaging, ClassCounts, UndefinedAs, average};
pub use classification::{accuracy, majority_share};
pub use confusion::ConfusionMatrix;
pub use error::Error;
pub use interval::{Interval, Proportion, wilson_interval, wilson_interval_of_mean};
pub use multiplicity::holm;
pub use normal::Z_95;
pub use quantile::{mean, median, quantile};
pub use random::SplitMix64;
pub use rouge::{Rouge, RougeScores, Stemming, rouge, rouge_tokens, rouge1};
pub use selective::{CoveragePoint, coverage_accuracy, youden_point};
pub use wilcoxon::{
    Alternative, Continuity, Distribution, MOST_EXACT_PAIRS, Rounding, Wilcoxon, WilcoxonError, WilcoxonMethod,
    WilcoxonSettings, Zeros, wilcoxon,
};
