//! Figures as SVG, PNG and PDF, light or dark, and the places in them that tell a value. Numbers and words come in, pictures go out; this
//! crate knows nothing of medicine, of files or of statistics: values, intervals and shares of agreement are computed elsewhere.
//!
//! plotters draws the shapes onto a backend of ours (`recorder`), words are outlined (`font`), and one list of shapes becomes each kind of file.

mod axis;
mod canvas;
mod class_scores;
mod comparison;
mod confusion;
mod confusion_layout;
mod error;
mod estimate;
mod figure;
mod font;
mod funnel;
mod grades;
mod legend;
mod loss_curves;
mod multiples;
mod number;
mod pdf;
mod png;
mod recorder;
mod reliability;
mod room;
mod scan;
mod scan_labels;
mod scene;
mod svg;
mod theme;
mod tokens;
mod trace;
mod wrap;

pub use class_scores::{ClassScores, ScoredClass, Scores, ScoresPanel};
pub use comparison::{Comparison, ComparisonGroup, ComparisonSeries, Reference};
pub use confusion::{ClassLabel, Confusion, ConfusionSummary};
pub use error::Error;
pub use estimate::{Estimate, Interval};
pub use figure::{Figure, Picture, PictureFormat};
pub use funnel::{Funnel, FunnelDrop, FunnelStage};
pub use grades::{GradeArm, GradeBar, Grades};
pub use loss_curves::{LossCurves, LossPoint, LossRun};
pub use reliability::{Reliability, ReliabilityBin, ReliabilityCurve, ReliabilityPanel};
pub use scan::{Scan, ScanColumn, ScanCurve, ScanRow};
pub use scene::HitArea;
pub use theme::{Arm, Hue, Theme};
