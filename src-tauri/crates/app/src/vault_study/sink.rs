//! The vault as the place of a study's answers. They come one by one and are stored in batches, each with one audit entry: an entry for every
//! answer would drown the log. A crash costs at most the last batch, whose answers are drawn again from their seeds.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use isocenter_eval::{Record, Unit};
use isocenter_store::{Action, AuditEntry, AuditValue, StudyId, StudyProgress, StudySampleRow, StudyState};

use super::list::subject;
use super::records::{records_of, row_of_record};
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::session::{OpenVault, Session};
use crate::study::SampleSink;
use crate::wire::ErrorCode;

/// A batch is stored once its first answer is this old.
const LONGEST_UNSTORED: Duration = Duration::from_secs(5);

/// Stores the answers of one study.
pub(super) struct VaultSink<'a> {
    application: &'a Application,
    study: StudyId,
    sha256: String,
    /// The vault that the study lies in, by the folder of its runs.
    root: PathBuf,
    /// Time that earlier sittings took.
    before: Duration,
    began: Duration,
    batch: Vec<StudySampleRow>,
    batch_began: Duration,
}

impl<'a> VaultSink<'a> {
    pub(super) fn new(
        application: &'a Application,
        study: StudyId,
        sha256: String,
        root: PathBuf,
        before: Duration,
    ) -> Self {
        let now = application.elapsed();
        Self { application, study, sha256, root, before, began: now, batch: Vec::new(), batch_began: now }
    }

    /// Time spent over all sittings.
    pub(super) fn spent(&self) -> Duration {
        self.before + self.application.elapsed().saturating_sub(self.began)
    }

    /// Keeps what the answers depend on, before the first of them.
    ///
    /// # Errors
    /// The vault was locked meanwhile; a full disk.
    pub(super) fn begin(&self, record: &str) -> Result<(), Error> {
        let mut session = self.application.session();
        let open = self.open(&mut session)?;
        let mut change = open.vault.write_as_program().map_err(failure::vault)?;
        change.set_study_record(self.study, record).map_err(failure::vault)?;
        let entry = AuditEntry::new(Action::StudyStarted, subject(self.study)).because("first");
        change.commit(&[entry]).map_err(failure::vault)?;
        Ok(())
    }

    /// The vault of the study, if it is still open.
    fn open<'s>(&self, session: &'s mut Session) -> Result<&'s mut OpenVault, Error> {
        let is_same = session.runs_root() == self.root;
        session.if_open().filter(|_| is_same).ok_or_else(locked)
    }

    /// Stores what is left and where the study stands now, in one transaction.
    ///
    /// # Errors
    /// The vault was locked meanwhile; a full disk.
    pub(super) fn close(&mut self, state: StudyState, failure: Option<String>, entry: AuditEntry) -> Result<(), Error> {
        self.commit(state, failure, Some(entry))
    }

    fn commit(&mut self, state: StudyState, failure: Option<String>, end: Option<AuditEntry>) -> Result<(), Error> {
        let elapsed_ms = i64::try_from(self.spent().as_millis()).unwrap_or(i64::MAX);
        let mut session = self.application.session();
        let open = self.open(&mut session)?;
        let mut change = open.vault.write_as_program().map_err(failure::vault)?;
        let mut entries = Vec::new();
        if !self.batch.is_empty() {
            let stored = change.insert_study_samples(self.study, &self.batch).map_err(failure::vault)?;
            let stored = AuditValue::Number(i64::try_from(stored).unwrap_or(i64::MAX));
            let entry = AuditEntry::new(Action::StudySamplesStored, subject(self.study));
            entries.push(entry.changing("answers", None, Some(stored)));
        }
        change.set_study_progress(self.study, &StudyProgress { state, elapsed_ms, failure }).map_err(failure::vault)?;
        entries.extend(end);
        if !entries.is_empty() {
            change.commit(&entries).map_err(failure::vault)?;
        }
        self.batch.clear();
        Ok(())
    }
}

impl SampleSink for VaultSink<'_> {
    fn stored(&mut self) -> Result<HashSet<Unit>, Error> {
        let mut session = self.application.session();
        let open = self.open(&mut session)?;
        let records = records_of(open.vault.read(), self.study, &self.sha256)?;
        Ok(records.iter().map(Record::unit).collect())
    }

    fn store(&mut self, record: Record) -> Result<(), Error> {
        let now = self.application.elapsed();
        if self.batch.is_empty() {
            self.batch_began = now;
        }
        self.batch.push(row_of_record(&record)?);
        if now.saturating_sub(self.batch_began) >= LONGEST_UNSTORED {
            self.commit(StudyState::Running, None, None)?;
        }
        Ok(())
    }
}

fn locked() -> Error {
    Error::new(ErrorCode::Locked, "the vault was locked while the study ran", "sign in, then go on with the study")
}
