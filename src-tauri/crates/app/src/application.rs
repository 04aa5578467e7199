//! What lives as long as the process: the model in memory and the one job that may use the machine.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use isocenter_lm::CancelToken;

use crate::error::Error;
use crate::host::Host;
use crate::pending_import::PendingImport;
use crate::session::Session;
use crate::suggestion_model::SuggestionModel;
use crate::wire::ErrorCode;

/// The application; one for each process, shared between threads.
pub struct Application {
    host: Arc<dyn Host>,
    session: Mutex<Session>,
    import: Mutex<Option<PendingImport>>,
    loaded: Mutex<Option<Arc<SuggestionModel>>>,
    job: Mutex<JobSlot>,
}

#[derive(Default)]
struct JobSlot {
    started: u32,
    running: Option<CancelToken>,
}

/// The right to use the machine; given back when dropped.
pub(crate) struct JobPermit<'a> {
    application: &'a Application,
    /// Number of the job, counted from 1.
    pub(crate) number: u32,
    /// Set when the user stops the job.
    pub(crate) cancel: CancelToken,
}

impl Drop for JobPermit<'_> {
    fn drop(&mut self) {
        lock(&self.application.job).running = None;
    }
}

/// A panic elsewhere leaves plain values behind, so a poisoned lock is still good to use.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Application {
    /// An application in `host`, with no model in memory.
    pub fn new(host: impl Host) -> Self {
        let host: Arc<dyn Host> = Arc::new(host);
        Self {
            session: Mutex::new(Session::new(Arc::clone(&host))),
            host,
            import: Mutex::new(None),
            loaded: Mutex::new(None),
            job: Mutex::new(JobSlot::default()),
        }
    }

    /// Takes the machine for one job; `cancel` is what stops it.
    ///
    /// # Errors
    /// `busy` while another job runs.
    pub(crate) fn begin_job(&self, cancel: CancelToken) -> Result<JobPermit<'_>, Error> {
        let mut slot = lock(&self.job);
        if slot.running.is_some() {
            return Err(Error::new(
                ErrorCode::Busy,
                "another run is using the machine",
                "wait until it has finished, or cancel it",
            ));
        }
        slot.started = slot.started.wrapping_add(1);
        slot.running = Some(cancel.clone());
        Ok(JobPermit { application: self, number: slot.started, cancel })
    }

    /// Asks the running job, if there is one, to stop; it stops after the token or step it is at.
    pub fn cancel_running_job(&self) {
        if let Some(cancel) = &lock(&self.job).running {
            cancel.cancel();
        }
    }

    /// Time since some fixed moment of this process.
    pub(crate) fn elapsed(&self) -> Duration {
        self.host.elapsed()
    }

    /// The vault of this process. Held while a command works with it, so commands on it come one after the other.
    pub(crate) fn session(&self) -> MutexGuard<'_, Session> {
        lock(&self.session)
    }

    /// The exports that were chosen and not yet imported.
    pub(crate) fn import(&self) -> MutexGuard<'_, Option<PendingImport>> {
        lock(&self.import)
    }

    /// Stops and forgets a chosen import.
    pub(crate) fn forget_import(&self) {
        if let Some(pending) = self.import().take() {
            pending.cancel.cancel();
        }
    }

    /// The day, where this machine stands.
    pub(crate) fn today(&self) -> jiff::civil::Date {
        self.host.now().date()
    }

    /// Folders whose sub-folders are models.
    pub(crate) fn model_roots(&self) -> Vec<PathBuf> {
        self.host.model_roots()
    }

    /// The model of `folder` if it is the one in memory and its files have not changed since.
    pub(crate) fn model_in_memory(&self, folder: &Path) -> Option<Arc<SuggestionModel>> {
        lock(&self.loaded).as_ref().filter(|model| model.is_current(folder)).cloned()
    }

    /// Lets go of the model in memory, so that its room is free before another is read.
    pub(crate) fn forget_model(&self) {
        *lock(&self.loaded) = None;
    }

    /// Keeps `model` as the one in memory.
    pub(crate) fn keep_model(&self, model: &Arc<SuggestionModel>) {
        *lock(&self.loaded) = Some(Arc::clone(model));
    }
}
