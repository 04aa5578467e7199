//! What an audit entry says. Its types leave no room for the text of a patient: every word is a code of this program,
//! every subject a row number, and a text that changed is a keyed fingerprint.

use crate::code::coded_enum;
use crate::hex;
use crate::table::{AccountId, Role};

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// A person who signed in.
    Person {
        /// Their account.
        account: AccountId,
        /// Their role at that time.
        role: Role,
    },
    /// Whoever typed the recovery code.
    RecoveryCode,
    /// The program itself, in a vault without accounts or before the first one.
    Program,
}

impl Actor {
    pub(crate) const fn code(self) -> &'static str {
        match self {
            Self::Person { .. } => "person",
            Self::RecoveryCode => "recovery_code",
            Self::Program => "program",
        }
    }

    /// The account, if a person acts.
    #[must_use]
    pub const fn account(self) -> Option<AccountId> {
        match self {
            Self::Person { account, .. } => Some(account),
            Self::RecoveryCode | Self::Program => None,
        }
    }

    pub(crate) const fn role(self) -> Option<Role> {
        match self {
            Self::Person { role, .. } => Some(role),
            Self::RecoveryCode | Self::Program => None,
        }
    }
}

coded_enum! {
    /// What was done.
    pub enum Action {
        /// The vault was created.
        VaultCreated = "vault_created",
        /// Somebody signed in; the new value is the number of failed attempts before.
        SignedIn = "signed_in",
        /// The vault was locked; the reason says by what.
        Locked = "locked",
        /// Somebody opened a vault whose seal did not hold; old is what was sealed, new is what was found.
        LossAccepted = "loss_accepted",
        /// The schema was brought up to date.
        Migrated = "migrated",
        /// A person was added.
        AccountAdded = "account_added",
        /// A person was removed; their slot is gone.
        AccountRemoved = "account_removed",
        /// A person got another role.
        RoleChanged = "role_changed",
        /// A passphrase was set anew.
        PassphraseChanged = "passphrase_changed",
        /// A new recovery code replaced the old one.
        RecoveryCodeReplaced = "recovery_code_replaced",
        /// A setting was changed.
        SettingChanged = "setting_changed",
        /// A draft was saved.
        DraftSaved = "draft_saved",
        /// A draft was discarded.
        DraftDiscarded = "draft_discarded",
        /// Exports were imported into a cohort; the new value is the number of cases.
        CohortImported = "cohort_imported",
        /// A rule of a cohort was switched.
        RuleChanged = "rule_changed",
        /// A case was decided upon.
        CaseDecided = "case_decided",
        /// A cohort was frozen.
        CohortFrozen = "cohort_frozen",
        /// Names, numbers and dates of a cohort's patients were deleted.
        IdentifiersDropped = "identifiers_dropped",
        /// A split was made or made anew.
        SplitMade = "split_made",
        /// A split was frozen.
        SplitFrozen = "split_frozen",
        /// A base model was put on the list.
        ModelAdded = "model_added",
        /// A base model was taken off the list.
        ModelRemoved = "model_removed",
        /// The hash of a base model was taken.
        ModelHashed = "model_hashed",
        /// A fine-tune was started or put into the queue.
        RunStarted = "run_started",
        /// A paused or interrupted fine-tune goes on.
        RunResumed = "run_resumed",
        /// A person asked for the end of a fine-tune or for a pause; the new value says which.
        RunStopRequested = "run_stop_requested",
        /// A fine-tune was paused.
        RunPaused = "run_paused",
        /// The program ended in the middle of a fine-tune.
        RunInterrupted = "run_interrupted",
        /// A fine-tune came to its end with an adapter; the new value is the number of steps.
        RunFinished = "run_finished",
        /// A fine-tune was thrown away.
        RunCancelled = "run_cancelled",
        /// A fine-tune failed; the reason is the code of the failure.
        RunFailed = "run_failed",
        /// A tuned model was measured against its base; the new value is the number of cases.
        RunEvaluated = "run_evaluated",
        /// The adapter of a fine-tune answers for a task from now on; old and new are runs.
        AdapterReleased = "adapter_released",
        /// The adapter of a fine-tune answers no more; old and new are runs.
        AdapterWithdrawn = "adapter_withdrawn",
        /// A study was made; the new value is the number of answers that it plans.
        StudyMade = "study_made",
        /// A study was started, or goes on.
        StudyStarted = "study_started",
        /// A batch of a study's answers was stored; the new value is how many.
        StudySamplesStored = "study_samples_stored",
        /// A study was paused: by a person, by the lock, or by the end of the program, as the reason says.
        StudyPaused = "study_paused",
        /// Every answer of a study is stored; the new value is how many.
        StudyFinished = "study_finished",
        /// A study failed; the reason is the code of the failure.
        StudyFailed = "study_failed",
        /// A study was removed with all its answers; the old value is how many.
        StudyRemoved = "study_removed",
        /// A study of grades was made; the new value is the number of its regimens.
        GradingMade = "grading_made",
        /// The senior oncologist graded an example; the new value is its number.
        ExampleGraded = "example_graded",
        /// The scale of a draft was changed.
        ScaleChanged = "scale_changed",
        /// The protocol of a study of grades was frozen.
        GradingOpened = "grading_opened",
        /// A frozen protocol was amended; the new value is the number of the amendment.
        GradingAmended = "grading_amended",
        /// A draft of a study of grades was removed.
        GradingRemoved = "grading_removed",
        /// A grade, or a reason to skip, was recorded. The new value of this and of the next two is put there by the
        /// commit: a fingerprint of everything recorded up to then.
        GradeRecorded = "grade_recorded",
        /// A grade was corrected.
        GradeCorrected = "grade_corrected",
        /// A grade was taken back.
        GradeWithdrawn = "grade_withdrawn",
        /// A member of the panel signed in to it.
        PanelJoined = "panel_joined",
        /// A member of the panel voted.
        PanelVoted = "panel_voted",
        /// The panel settled a discrepancy; the new value is the number of the record, the old one that of what it replaces.
        PanelSettled = "panel_settled",
        /// A member of the panel signed; the new value is how many records.
        PanelSigned = "panel_signed",
        /// A study of grades was locked; the new value is the fingerprint of everything recorded up to then.
        GradingLocked = "grading_locked",
        /// A packet was made for a grader elsewhere.
        PacketExported = "packet_exported",
        /// A packet was opened here.
        PacketOpened = "packet_opened",
        /// A packet was sent back.
        PacketReturned = "packet_returned",
        /// A packet was merged; the new value is how many entries it brought.
        PacketMerged = "packet_merged",
        /// Cases of letters were imported; the new value is how many.
        LettersImported = "letters_imported",
        /// Cases of letters were split anew into training, validation and held out; the new value is how many.
        LettersSplit = "letters_split",
        /// A case of a letter was removed.
        LetterCaseRemoved = "letter_case_removed",
        /// A model drafted a letter or a section of it; the new value of this and of the next four is the number of the
        /// version.
        LetterDrafted = "letter_drafted",
        /// A person changed a letter, or locked or unlocked a section; the reason is the code of what was done.
        LetterEdited = "letter_edited",
        /// A claim of a letter was confirmed, or a confirmation taken back.
        LetterConfirmed = "letter_confirmed",
        /// A letter was signed.
        LetterSigned = "letter_signed",
        /// A signed letter was opened for changes.
        LetterReopened = "letter_reopened",
        /// A letter left the vault as a file; the new value is the number of the version, the reason the format.
        LetterExported = "letter_exported",
        /// A letter study was made.
        LetterStudyMade = "letter_study_made",
        /// Name, protocol or raters of a letter study were changed.
        LetterStudyChanged = "letter_study_changed",
        /// The letters of a letter study are being drafted.
        LetterStudyDrafting = "letter_study_drafting",
        /// Drafted letters were stored with a letter study; the new value is how many.
        LetterStudyItemsStored = "letter_study_items_stored",
        /// Drafting was stopped: by a person, by the lock, or by the end of the program, as the reason says.
        LetterStudyStopped = "letter_study_stopped",
        /// Protocol, raters and letters of a letter study were fixed; the new value is the number of letters.
        LetterStudyOpened = "letter_study_opened",
        /// A letter of a letter study was rated; the new value of this and of the next two is the number of the entry.
        LetterRated = "letter_rated",
        /// A rating was corrected; the old value is the number of the entry that it replaces.
        LetterRatingCorrected = "letter_rating_corrected",
        /// A rating was taken back; the old value is the number of the entry that stood.
        LetterRatingWithdrawn = "letter_rating_withdrawn",
        /// A letter study was locked; the new value is how many ratings stand.
        LetterStudyLocked = "letter_study_locked",
        /// The ratings of a letter study left the vault as files.
        LetterStudyExported = "letter_study_exported",
        /// A letter study that nobody had rated was removed.
        LetterStudyRemoved = "letter_study_removed",
        /// A suggestion was shown to somebody; the new value of this, of the next three and of the change of rules is put
        /// there by the change itself: a hash of what was stored.
        SuggestionShown = "suggestion_shown",
        /// A suggested plan was taken as it was; the reason of this and of the next two says whose answer.
        SuggestionAccepted = "suggestion_accepted",
        /// A suggested plan was changed, then taken.
        SuggestionEdited = "suggestion_edited",
        /// A suggestion was turned down.
        SuggestionRejected = "suggestion_rejected",
        /// Findings that stop were acknowledged with reasons; the new value is how many.
        StopsAcknowledged = "stops_acknowledged",
        /// The rules of the checks were changed.
        CheckRulesChanged = "check_rules_changed",
        /// An index of a cohort's training cases was made; the new value is how many.
        SimilarIndexBuilt = "similar_index_built",
        /// Something left the vault as a file.
        Exported = "exported",
        /// A checkpoint was printed or exported.
        CheckpointExported = "checkpoint_exported",
        /// A backup was made.
        BackupMade = "backup_made",
        /// The vault was restored from a backup.
        VaultRestored = "vault_restored",
    }
}

coded_enum! {
    /// What kind of thing it was done to.
    pub enum SubjectKind {
        /// The vault as a whole.
        Vault = "vault",
        /// A person's account.
        Account = "account",
        /// A setting.
        Setting = "setting",
        /// A draft.
        Draft = "draft",
        /// A cohort.
        Cohort = "cohort",
        /// A case.
        Case = "case",
        /// A split of a cohort.
        Split = "split",
        /// A base model.
        BaseModel = "base_model",
        /// A fine-tune.
        Run = "run",
        /// A study.
        Study = "study",
        /// A study of grades.
        Grading = "grading",
        /// A case of a letter; 0 for several at once.
        Letter = "letter",
        /// A letter study.
        LetterStudy = "letter_study",
        /// A suggestion.
        Suggestion = "suggestion",
        /// The rules of the checks; the number is that of the version.
        CheckRules = "check_rules",
    }
}

/// What it was done to: a kind and a row number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The kind.
    pub kind: SubjectKind,
    /// The row's number; 0 for the vault and for settings.
    pub id: i64,
}

impl Subject {
    /// The vault as a whole.
    pub const VAULT: Self = Self { kind: SubjectKind::Vault, id: 0 };

    /// A row.
    #[must_use]
    pub const fn new(kind: SubjectKind, id: i64) -> Self {
        Self { kind, id }
    }
}

/// A keyed digest of a text: two entries show whether a text changed, nobody can tell from what to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint([u8; 16]);

impl Fingerprint {
    pub(crate) const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}

/// An old or a new value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditValue {
    /// A code of this program, which no patient's text can be: it is known when the program is compiled.
    Code(&'static str),
    /// A number.
    Number(i64),
    /// A text that only its fingerprint may stand for; see [`Vault::fingerprint`](crate::Vault::fingerprint).
    Fingerprint(Fingerprint),
}

impl AuditValue {
    pub(crate) fn to_text(self) -> String {
        match self {
            Self::Code(code) => format!("code {code}"),
            Self::Number(number) => format!("number {number}"),
            Self::Fingerprint(fingerprint) => format!("fingerprint {}", hex::encode(&fingerprint.0)),
        }
    }
}

/// One thing done, as the caller of [`WriteTransaction::commit`](crate::WriteTransaction::commit) tells it; who, when
/// and the program's version are added by the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditEntry {
    /// What was done.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// Which of its fields changed.
    pub field: Option<&'static str>,
    /// From what.
    pub old: Option<AuditValue>,
    /// To what.
    pub new: Option<AuditValue>,
    /// Why, as a code.
    pub reason: Option<&'static str>,
}

impl AuditEntry {
    /// An action without a change of a field.
    #[must_use]
    pub const fn new(action: Action, subject: Subject) -> Self {
        Self { action, subject, field: None, old: None, new: None, reason: None }
    }

    /// With the field that changed.
    #[must_use]
    pub const fn changing(mut self, field: &'static str, old: Option<AuditValue>, new: Option<AuditValue>) -> Self {
        self.field = Some(field);
        self.old = old;
        self.new = new;
        self
    }

    /// With the reason.
    #[must_use]
    pub const fn because(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }
}
