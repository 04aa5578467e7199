//! What crosses to the window for studies: how one is made, how it goes on, its results, and the cases behind them.

mod cases;
mod making;
mod results;
mod running;

pub use cases::{CaseAddress, CaseListView, CaseOrder, CaseRow, StudyAnswer, StudyCaseView};
pub use making::{
    AdapterChoice, AdapterOption, StudyCohort, StudyModelChoice, StudyModelOption, StudyOptions, StudyRequest,
    TaskLimit,
};
pub use results::{
    Baseline, CalibrationView, ClassLine, ClassTableView, FigureTheme, Finding, HeldOutTest, HitPlace, MeasuredView,
    ScoreCell, ScoreRow, StudyComparison, StudyFigure, StudyFigureKind, StudyModelRole, StudyModelView, StudyResults,
    SubgroupLine, TestState, UnreadableCount,
};
pub use running::{StudyEvent, StudyPhase, StudyProgress, StudyRow, StudyState};
