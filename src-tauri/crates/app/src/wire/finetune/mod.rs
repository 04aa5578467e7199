//! What crosses to the window for fine-tuning: models, data, settings, what is checked before, told during and kept after a run.

mod after;
mod base_model;
mod before;
mod during;
mod release;
mod settings;

pub use after::{
    ArmFigures, EvaluationEvent, Figure, HashRow, Interruption, LogitProbe, RepeatOutcome, RunComparison, RunCurve,
    RunDetail, RunEvaluation, RunRow, RunState, SettingDifference, SubgroupFigure,
};
pub use base_model::{BaseModelKind, BaseModelView, LicenceNote};
pub use before::{
    CasePart, DataSetKind, DataSetView, ExamplePreview, FormatNeed, LengthBin, LengthHistogram, MemoryForecastView,
    MemoryPart, MemoryPartKind, PreparationProblem, PreviewChoice, PreviewSpan, ProblemKind, Remedy, RunNumbers,
    RunPreparation, RunRequest, TimeEstimate,
};
pub use during::{RunEvent, RunPhase, RunPoint, RunProgress, ValidationPoint};
pub use release::{ExportReport, ReleaseRow, ReleaseView, RunExportFormat};
pub use settings::{
    QuantizeFormat, RecipeDescription, RecipePreset, Setting, SettingChoice, SettingField, SettingGroup, SettingKind,
};
