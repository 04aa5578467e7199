//! Physician letters on the wire: the list, one letter with its facts and its check, the stream of a draft, an import.

mod check;
mod drafting;
mod facts;
mod import;
mod row;
mod version;
mod view;

pub use check::{LetterBlock, LetterBlockKind, LetterClaimView, LetterConfirmation, LetterMissingFact, LetterVerdict};
pub use drafting::{LetterDraftRequest, LetterEvent};
pub use facts::{LetterFact, LetterFactGroup, LetterFactGroupKind};
pub use import::{LetterImportReport, LetterImportRow, LetterPairsReport};
pub use row::{LetterLanguage, LetterPart, LetterRow, LetterState};
pub use version::{LetterAct, LetterVersionRow, LetterVersionView};
pub use view::{
    LetterExportFormat, LetterRevision, LetterSectionKind, LetterSectionLock, LetterSectionOrigin, LetterSectionView,
    LetterSignatureView, LetterView,
};
