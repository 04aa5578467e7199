//! The study of this process that runs, and whoever watches it. One for each process; the machine itself is shared with fine-tunes through
//! `Application::wait_for_machine`.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use isocenter_lm::CancelToken;

use crate::error::Error;
use crate::wire::{ErrorCode, ErrorView, StudyEvent, StudyPhase, StudyProgress, StudyState};

/// Watchers are told of answers this often at most.
const TELL_EVERY: Duration = Duration::from_millis(200);

/// Why a study shall pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PauseCause {
    /// A person wants it.
    Person,
    /// The vault is about to be locked.
    Lock,
}

type Watcher = Box<dyn FnMut(StudyEvent) + Send>;

/// The running study.
#[derive(Default)]
pub(crate) struct StudyHall {
    state: Mutex<State>,
    at_rest: Condvar,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    watcher: Option<Watcher>,
}

struct Current {
    progress: StudyProgress,
    cancel: CancelToken,
    pause: Option<PauseCause>,
    told: Duration,
}

impl StudyHall {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the one place.
    ///
    /// # Errors
    /// `busy` while another study has it.
    pub(crate) fn begin(&self, progress: StudyProgress, cancel: &CancelToken) -> Result<(), Error> {
        let mut state = self.state();
        if let Some(current) = &state.current {
            return Err(Error::new(
                ErrorCode::Busy,
                format!("study {} is running", current.progress.study),
                "wait until it has finished, or pause it",
            ));
        }
        state.current = Some(Current { progress, cancel: cancel.clone(), pause: None, told: Duration::ZERO });
        state.tell_snapshot();
        Ok(())
    }

    /// Changes what is known of the running study and tells it, but answers only every so often.
    pub(crate) fn update(&self, now: Duration, change: impl FnOnce(&mut StudyProgress)) {
        let mut state = self.state();
        let Some(current) = &mut state.current else { return };
        let before = (current.progress.phase, current.progress.asking.clone());
        change(&mut current.progress);
        if current.pause.is_some() {
            current.progress.phase = StudyPhase::Stopping;
        }
        let is_other = before != (current.progress.phase, current.progress.asking.clone());
        if is_other || now.saturating_sub(current.told) >= TELL_EVERY {
            current.told = now;
            state.tell_snapshot();
        }
    }

    /// The running study has come to rest.
    pub(crate) fn end(&self, ended: StudyState, failure: Option<ErrorView>) {
        {
            let mut state = self.state();
            let Some(current) = state.current.take() else { return };
            state.tell(StudyEvent::Ended { study: current.progress.study, state: ended, failure });
            state.tell_snapshot();
        }
        self.at_rest.notify_all();
    }

    /// Asks the running study to pause, if it is this one or any is meant; answers whether it runs.
    pub(crate) fn pause(&self, study: Option<u32>, cause: PauseCause) -> bool {
        let mut state = self.state();
        let is_meant = |current: &&mut Current| study.is_none_or(|study| current.progress.study == study);
        let Some(current) = state.current.as_mut().filter(is_meant) else { return false };
        current.pause = Some(cause);
        current.progress.phase = StudyPhase::Stopping;
        current.cancel.cancel();
        state.tell_snapshot();
        true
    }

    /// Why the running study was asked to pause, if it was.
    pub(crate) fn pause_cause(&self) -> Option<PauseCause> {
        self.state().current.as_ref().and_then(|current| current.pause)
    }

    /// The running study as it stands.
    pub(crate) fn current(&self) -> Option<StudyProgress> {
        self.state().current.as_ref().map(|current| current.progress.clone())
    }

    /// Waits until none runs, at most so long; says whether that came.
    pub(crate) fn wait_until_at_rest(&self, most: Duration) -> bool {
        let waited = self.at_rest.wait_timeout_while(self.state(), most, |state| state.current.is_some());
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Tells `watcher` from now on, in place of an earlier one; a snapshot first.
    pub(crate) fn watch(&self, watcher: Watcher) {
        let mut state = self.state();
        state.watcher = Some(watcher);
        state.tell_snapshot();
    }
}

impl State {
    fn tell(&mut self, event: StudyEvent) {
        if let Some(watcher) = &mut self.watcher {
            watcher(event);
        }
    }

    fn tell_snapshot(&mut self) {
        let progress = self.current.as_ref().map(|current| current.progress.clone());
        self.tell(StudyEvent::Snapshot { progress });
    }
}
