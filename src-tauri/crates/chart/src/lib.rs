//! Figures as SVG, PNG and PDF, light or dark, and the places in them that tell a value. Numbers and words come in, pictures go out; this
//! crate knows nothing of medicine, of files or of statistics: values, intervals and shares of agreement are computed elsewhere.
//!
//! plotters draws the shapes onto a backend of ours (`recorder`), words are outlined (`font`), and one list of shapes becomes each kind of file.
//!
//! ```
//! use isocenter_chart::{ClassLabel, Confusion, Error, Figure, PictureFormat, Theme};
//!
//! let classes = || vec![ClassLabel::named("photon"), ClassLabel::named("proton")];
//! let matrix = Confusion::new(classes(), vec![], vec![vec![250, 6], vec![31, 98]])?;
//! let picture = matrix.draw("Modality by model, 385 cases", Theme::Light)?;
//! assert!(picture.svg()?.contains("role=\"img\""));
//! assert_eq!(picture.hit_areas()[1].value, "6 of 256 (2\u{a0}% of the row)");
//! assert!(picture.file(PictureFormat::Pdf)?.starts_with(b"%PDF"));
//!
//! let uneven = Confusion::new(classes(), vec![], vec![vec![250]]);
//! assert!(matches!(uneven, Err(Error::LengthsDiffer { .. })));
//! # Ok::<(), Error>(())
//! ```

mod axis;
mod canvas;
mod class_scores;
mod comparison;
mod confusion;
mod confusion_layout;
mod coverage;
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
pub use coverage::{Coverage, CoverageCurve, CoveragePanel, CoveragePoint};
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
