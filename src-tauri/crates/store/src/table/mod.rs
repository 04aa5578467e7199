//! The tables: each file holds one table's rows, statements and migrations.

mod accounts;
mod audit;
mod base_models;
mod cases;
mod check_rules;
mod cohorts;
mod drafts;
mod grade_entries;
mod grading_items;
mod grading_packets;
mod gradings;
mod identifiers;
mod identity;
mod import_issues;
mod letter_cases;
mod letter_ratings;
mod letter_signatures;
mod letter_studies;
mod letter_study_items;
mod letter_versions;
mod panel_decisions;
mod panel_votes;
mod releases;
mod run_evaluations;
mod settings;
mod similar_indexes;
mod split_cases;
mod splits;
mod studies;
mod study_samples;
mod suggestion_decisions;
mod suggestions;
mod training_runs;

pub use accounts::{AccountId, AccountRow, AccountState, Role};
pub use base_models::{BaseModelId, BaseModelListing, BaseModelRow};
pub use cases::{CaseDecision, CaseId, CaseRow, CaseSummaryRow, Drop, NewCase, Outcome, ReviewState};
pub use check_rules::{CheckRulesRow, CheckRulesSummaryRow};
pub use cohorts::{CohortId, CohortRow, CohortState, NewCohort};
pub use drafts::{DraftKind, DraftRow};
pub(crate) use grade_entries::{COLUMNS as GRADE_COLUMNS, row as grade_row};
pub use grade_entries::{GradeAct, GradeEntryId, GradeEntryRow, GradePlace, GradeRound, NewGradeEntry};
pub use grading_items::{GradingItemKind, GradingItemRow};
pub use grading_packets::{GradingPacketRow, PacketWay};
pub use gradings::{
    GradingAmendmentRow, GradingId, GradingLockRow, GradingOrigin, GradingProtocolRow, GradingRow, GradingState,
    NewGrading,
};
pub use identifiers::{IdentifierKind, IdentifierRow};
pub(crate) use identity::{set_vault_id, vault_id};
pub use import_issues::ImportIssueRow;
pub use letter_cases::{
    LetterCaseId, LetterCaseRow, LetterCaseSummaryRow, LetterLanguage, LetterPart, LetterState, NewLetterCase,
};
pub use letter_ratings::{LetterRatingAct, LetterRatingId, LetterRatingPlace, LetterRatingRow, NewLetterRating};
pub use letter_signatures::{LetterSignatureRow, NewLetterSignature};
pub use letter_studies::{LetterRaterRow, LetterStudyId, LetterStudyRow, LetterStudyState};
pub use letter_study_items::{LetterAuthor, LetterStudyItemRow, LetterStudyItemSummaryRow};
pub use letter_versions::{
    LetterAct, LetterChange, LetterVersionId, LetterVersionRow, LetterVersionSummaryRow, NewLetterVersion,
};
pub use panel_decisions::{NewPanelDecision, PanelDecisionId, PanelDecisionRow, PanelSignatureRow};
pub use panel_votes::PanelVoteRow;
pub use releases::{NewRelease, ReleaseAct, ReleaseRow};
pub use run_evaluations::RunEvaluationRow;
pub use similar_indexes::{NewSimilarIndex, SimilarIndexRow};
pub use split_cases::SplitCaseRow;
pub use splits::{SplitId, SplitMember, SplitPart, SplitRow, SplitState};
pub use studies::{NewStudy, StudyId, StudyProgress, StudyRow, StudyState};
pub use study_samples::StudySampleRow;
pub use suggestion_decisions::{
    AcknowledgedStop, NewSuggestionDecision, SuggestionArm, SuggestionDecisionId, SuggestionDecisionKind,
    SuggestionDecisionRow,
};
pub use suggestions::{NewSuggestion, SuggestionId, SuggestionRow, SuggestionSummaryRow};
pub use training_runs::{TrainingRun, TrainingRunId, TrainingRunRow, TrainingRunState};

use rusqlite::{Connection, OptionalExtension as _, Params, Row};

use crate::code::coded_enum;
use crate::error::Error;
use crate::migration::Migration;

/// Every table's migrations; a table stands after those it refers to.
pub(crate) const MIGRATIONS: &[&[Migration]] = &[
    identity::MIGRATIONS,
    audit::MIGRATIONS,
    accounts::MIGRATIONS,
    settings::MIGRATIONS,
    drafts::MIGRATIONS,
    cohorts::MIGRATIONS,
    cases::MIGRATIONS,
    identifiers::MIGRATIONS,
    import_issues::MIGRATIONS,
    splits::MIGRATIONS,
    base_models::MIGRATIONS,
    training_runs::MIGRATIONS,
    run_evaluations::MIGRATIONS,
    releases::MIGRATIONS,
    studies::MIGRATIONS,
    study_samples::MIGRATIONS,
    gradings::MIGRATIONS,
    grading_items::MIGRATIONS,
    grade_entries::MIGRATIONS,
    panel_votes::MIGRATIONS,
    panel_decisions::MIGRATIONS,
    grading_packets::MIGRATIONS,
    letter_cases::MIGRATIONS,
    letter_versions::MIGRATIONS,
    letter_signatures::MIGRATIONS,
    letter_studies::MIGRATIONS,
    letter_study_items::MIGRATIONS,
    letter_ratings::MIGRATIONS,
    suggestions::MIGRATIONS,
    suggestion_decisions::MIGRATIONS,
    check_rules::MIGRATIONS,
    similar_indexes::MIGRATIONS,
];

coded_enum! {
    /// A table whose rows are counted in the seal; the code is its name.
    pub enum Table {
        /// Audit entries.
        Audit = "audit",
        /// Accounts.
        Accounts = "accounts",
        /// Settings.
        Settings = "settings",
        /// Drafts.
        Drafts = "drafts",
        /// Cohorts.
        Cohorts = "cohorts",
        /// Cases.
        Cases = "cases",
        /// Identifiers of patients.
        Identifiers = "identifiers",
        /// Rows of an export that were set aside.
        ImportIssues = "import_issues",
        /// Splits of cohorts.
        Splits = "splits",
        /// Cases of a split.
        SplitMembers = "split_members",
        /// Base models.
        BaseModels = "base_models",
        /// Fine-tunes.
        TrainingRuns = "training_runs",
        /// Measurements of fine-tunes.
        RunEvaluations = "run_evaluations",
        /// Releases and withdrawals.
        Releases = "releases",
        /// Studies.
        Studies = "studies",
        /// Answers of studies.
        StudySamples = "study_samples",
        /// Studies of grades.
        Gradings = "gradings",
        /// Amendments of their protocols.
        GradingAmendments = "grading_amendments",
        /// Signatures that locked them.
        GradingLocks = "grading_locks",
        /// Regimens of studies of grades.
        GradingItems = "grading_items",
        /// What graders recorded.
        GradeEntries = "grade_entries",
        /// Which entries stand.
        CurrentGrades = "current_grades",
        /// Private votes of the panel.
        PanelVotes = "panel_votes",
        /// What the panel settled.
        PanelDecisions = "panel_decisions",
        /// Which of it stands.
        CurrentDecisions = "current_decisions",
        /// Signatures on it.
        PanelSignatures = "panel_signatures",
        /// Packets of other workstations.
        GradingPackets = "grading_packets",
        /// Cases of letters.
        LetterCases = "letter_cases",
        /// Versions of letters.
        LetterVersions = "letter_versions",
        /// Signatures of letters.
        LetterSignatures = "letter_signatures",
        /// Letter studies.
        LetterStudies = "letter_studies",
        /// Who rates in them.
        LetterStudyRaters = "letter_study_raters",
        /// Their letters.
        LetterStudyItems = "letter_study_items",
        /// What raters recorded.
        LetterRatings = "letter_ratings",
        /// Which of it stands.
        CurrentLetterRatings = "current_letter_ratings",
        /// What was shown as suggestions.
        Suggestions = "suggestions",
        /// What was decided on them.
        SuggestionDecisions = "suggestion_decisions",
        /// Versions of the rules of the checks.
        CheckRules = "check_rules",
        /// Indexes of training cases.
        SimilarIndexes = "similar_indexes",
    }
}

/// Every row that a query gives.
pub(crate) fn all<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    row: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    Ok(statement.query_map(values, row)?.collect::<Result<_, _>>()?)
}

/// The one row that a query gives, or none.
pub(crate) fn one<T>(
    connection: &Connection,
    sql: &str,
    values: impl Params,
    row: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, Error> {
    Ok(connection.prepare_cached(sql)?.query_row(values, row).optional()?)
}

/// Runs a change that must meet exactly one row.
fn change_one(connection: &Connection, table: Table, id: i64, sql: &str, values: impl Params) -> Result<(), Error> {
    match connection.prepare_cached(sql)?.execute(values)? {
        1 => Ok(()),
        _ => Err(Error::NoSuchRow { table: table.code(), id }),
    }
}
