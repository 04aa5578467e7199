//! The vault: one encrypted SQLite file, key slots, audit chain, seal and backups in one folder. It knows rows and
//! codes, nothing of curation, terminals or windows.
//!
//! [`LockedVault::enter`] takes the folder's lock and names the people who may sign in; [`LockedVault::unlock`] and
//! [`LockedVault::open`] give a [`Vault`]; [`Vault::read`] reads, [`Vault::write`] changes, and
//! [`WriteTransaction::commit`] wants the audit entries of the change, but for those that some changes tell by themselves; [`Vault::lock`] forgets the key.

mod aead;
mod audit_chain;
mod audit_entry;
mod audit_verify;
mod backup;
mod checkpoint;
mod clock;
mod code;
mod connection;
mod creation;
mod crockford;
mod error;
mod evidence_binding;
mod evidence_fault;
mod folder;
mod grade_chain;
mod hash;
mod hex;
mod integrity;
mod kdf;
mod key;
mod letter_fault;
mod lock;
mod locked_vault;
mod migration;
mod packet_file;
mod people;
mod private;
mod recovery_code;
mod retention;
mod seal;
mod sign_in_delay;
mod slot;
mod slot_file;
mod table;
mod transaction;
mod vault;
mod whole_file;

pub use audit_chain::{AuditRecord, ClockReading};
pub use audit_entry::{Action, Actor, AuditEntry, AuditValue, Fingerprint, Subject, SubjectKind};
pub use audit_verify::{ChainReport, Finding};
pub use backup::{Backup, BackupJob, backups, restore};
pub use checkpoint::Checkpoint;
pub use clock::Clock;
pub use creation::Created;
pub use error::{Error, FileAction, PacketFault, Part};
pub use evidence_binding::{EvidenceFinding, EvidenceRecord};
pub use evidence_fault::EvidenceFault;
pub use grade_chain::GradeFinding;
pub use hash::Hash;
pub use integrity::Depth;
pub use kdf::{KdfCost, Passphrase};
pub use key::VaultKey;
pub use letter_fault::LetterFault;
pub use lock::{Holder, Station};
pub use locked_vault::{LockedVault, Unlocked};
pub use packet_file::{
    OpenedPacket, PacketCode, PacketKey, new_packet_id, open_packet, open_packet_back, packet_of_file, write_packet,
    write_packet_back,
};
pub use people::NewPerson;
pub use recovery_code::RecoveryCode;
pub use slot::{PersonHint, SlotId};
pub use table::{
    AccountId, AccountRow, AccountState, AcknowledgedStop, BaseModelId, BaseModelListing, BaseModelRow, CaseDecision,
    CaseId, CaseRow, CaseSummaryRow, CheckRulesRow, CheckRulesSummaryRow, CohortId, CohortRow, CohortState, DraftKind,
    DraftRow, Drop, GradeAct, GradeEntryId, GradeEntryRow, GradePlace, GradeRound, GradingAmendmentRow, GradingId,
    GradingItemKind, GradingItemRow, GradingLockRow, GradingOrigin, GradingPacketRow, GradingProtocolRow, GradingRow,
    GradingState, IdentifierKind, IdentifierRow, ImportIssueRow, LetterAct, LetterAuthor, LetterCaseId, LetterCaseRow,
    LetterCaseSummaryRow, LetterChange, LetterLanguage, LetterPart, LetterRaterRow, LetterRatingAct, LetterRatingId,
    LetterRatingPlace, LetterRatingRow, LetterSignatureRow, LetterState, LetterStudyId, LetterStudyItemRow,
    LetterStudyItemSummaryRow, LetterStudyRow, LetterStudyState, LetterVersionId, LetterVersionRow,
    LetterVersionSummaryRow, NewCase, NewCohort, NewGradeEntry, NewGrading, NewLetterCase, NewLetterRating,
    NewLetterSignature, NewLetterVersion, NewPanelDecision, NewRelease, NewSimilarIndex, NewStudy, NewSuggestion,
    NewSuggestionDecision, Outcome, PacketWay, PanelDecisionId, PanelDecisionRow, PanelSignatureRow, PanelVoteRow,
    ReleaseAct, ReleaseRow, ReviewState, Role, RunEvaluationRow, SimilarIndexRow, SplitCaseRow, SplitId, SplitMember,
    SplitPart, SplitRow, SplitState, StudyId, StudyProgress, StudyRow, StudySampleRow, StudyState, SuggestionArm,
    SuggestionDecisionId, SuggestionDecisionKind, SuggestionDecisionRow, SuggestionId, SuggestionRow,
    SuggestionSummaryRow, Table, TrainingRun, TrainingRunId, TrainingRunRow, TrainingRunState,
};
pub use transaction::{Committed, Reading, SealState, WriteTransaction};
pub use vault::{LockCause, Vault};
