//! The runs of this process: the one that has the machine, those that wait for it, and whoever watches. One for each process.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use isocenter_lm::{CancelToken, StopRequest};
use isocenter_train::{Example, RecipeConfig, Resume};

use super::run_folder::{RunClaim, RunFolder};
use super::run_progress::{Progress, thinned};
use super::run_record::RunRecord;
use crate::wire::{RunEvent, RunPhase, RunProgress, RunRow};

const BYTES_PER_GB: f64 = 1e9;

/// A run that is ready to begin. Holds the training texts; no `Debug`.
pub(crate) struct RunTicket {
    pub(crate) record: RunRecord,
    pub(crate) folder: RunFolder,
    pub(crate) claim: Arc<RunClaim>,
    pub(crate) config: RecipeConfig,
    pub(crate) train: Vec<Example>,
    pub(crate) validation: Vec<Example>,
    pub(crate) base: PathBuf,
    pub(crate) resume: Resume,
    pub(crate) stop: CancelToken,
    /// The vault it belongs to: the folder of its runs.
    pub(crate) root: PathBuf,
}

/// Whoever is told.
type Watcher = Box<dyn FnMut(RunEvent) + Send>;
/// Told when a run has come to rest, also while nobody watches.
type EndListener = Box<dyn Fn(&RunRow) + Send + Sync>;

/// The runs of this process.
#[derive(Default)]
pub(crate) struct RunHall {
    state: Mutex<State>,
    at_rest: Condvar,
    listener: Mutex<Option<EndListener>>,
}

#[derive(Default)]
struct State {
    queue: VecDeque<RunTicket>,
    current: Option<Current>,
    watcher: Option<Watcher>,
    has_worker: bool,
}

struct Current {
    record: RunRecord,
    progress: Progress,
    stop: CancelToken,
    root: PathBuf,
}

/// Whether somebody must begin to work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Worker {
    /// Nobody works yet.
    Needed,
    /// Somebody does.
    There,
}

/// What became of a request to stop.
#[derive(Debug)]
pub(crate) enum Stopped {
    /// It has the machine and stops after the step it is at.
    Soon,
    /// It waited; it is out of the queue.
    Unqueued(Box<RunTicket>),
    /// This process has no such run.
    NotHere,
}

impl std::fmt::Debug for RunTicket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunTicket").field("run", &self.record.number).finish_non_exhaustive()
    }
}

impl RunHall {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts a run at the end of the queue.
    pub(crate) fn enqueue(&self, ticket: RunTicket) -> Worker {
        let mut state = self.state();
        state.queue.push_back(ticket);
        state.tell_queue();
        if state.has_worker {
            return Worker::There;
        }
        state.has_worker = true;
        Worker::Needed
    }

    /// The next run, which has the machine's turn from now on; with none left the worker is dismissed.
    pub(crate) fn next(&self) -> Option<RunTicket> {
        let mut state = self.state();
        let Some(ticket) = state.queue.pop_front() else {
            state.has_worker = false;
            state.current = None;
            self.at_rest.notify_all();
            return None;
        };
        state.current = Some(Current {
            record: ticket.record.clone(),
            progress: Progress::new(),
            stop: ticket.stop.clone(),
            root: ticket.root.clone(),
        });
        state.tell_snapshot();
        Some(ticket)
    }

    /// Changes what is known of the current run and tells the watcher what `change` gives.
    pub(crate) fn update(&self, change: impl FnOnce(&mut RunRecord, &mut Progress) -> Option<RunEvent>) {
        let mut state = self.state();
        let Some(current) = &mut state.current else { return };
        if let Some(event) = change(&mut current.record, &mut current.progress) {
            state.tell(event);
        }
    }

    /// Changes what is known of the current run and tells the watcher all of it, in place of what it was told before.
    pub(crate) fn renew(&self, change: impl FnOnce(&mut RunRecord, &mut Progress)) {
        let mut state = self.state();
        let Some(current) = &mut state.current else { return };
        change(&mut current.record, &mut current.progress);
        state.tell_snapshot();
    }

    /// The current run does something else.
    pub(crate) fn enter(&self, phase: RunPhase) {
        self.update(|record, progress| {
            progress.phase = phase;
            Some(RunEvent::Phase { run: record.number, phase })
        });
    }

    /// The current run has come to rest.
    pub(crate) fn rest(&self, row: RunRow) {
        {
            let mut state = self.state();
            state.current = None;
            state.tell(RunEvent::Ended { row: row.clone() });
            state.tell_snapshot();
        }
        self.at_rest.notify_all();
        if let Some(listener) = &*self.listener.lock().unwrap_or_else(PoisonError::into_inner) {
            listener(&row);
        }
    }

    /// A run that had waited has come to rest.
    pub(crate) fn announce(&self, row: RunRow) {
        self.state().tell(RunEvent::Ended { row });
    }

    /// Waits until nothing runs and nothing waits, at most so long; says whether that came.
    pub(crate) fn wait_until_at_rest(&self, most: Duration) -> bool {
        let waited = self
            .at_rest
            .wait_timeout_while(self.state(), most, |state| state.current.is_some() || !state.queue.is_empty());
        !waited.unwrap_or_else(PoisonError::into_inner).1.timed_out()
    }

    /// Tells `watcher` from now on, in place of an earlier one; a snapshot first.
    pub(crate) fn watch(&self, watcher: Watcher) {
        let mut state = self.state();
        state.watcher = Some(watcher);
        state.tell_snapshot();
        state.tell_queue();
    }

    /// Tells `listener` of each run that comes to rest.
    pub(crate) fn listen(&self, listener: EndListener) {
        *self.listener.lock().unwrap_or_else(PoisonError::into_inner) = Some(listener);
    }

    /// Asks a run to stop.
    pub(crate) fn stop(&self, run: u32, request: StopRequest) -> Stopped {
        let mut state = self.state();
        if let Some(place) = state.queue.iter().position(|ticket| ticket.record.number == run) {
            let ticket = state.queue.remove(place);
            state.tell_queue();
            return ticket.map_or(Stopped::NotHere, |ticket| Stopped::Unqueued(Box::new(ticket)));
        }
        let Some(current) = state.current.as_mut().filter(|current| current.record.number == run) else {
            return Stopped::NotHere;
        };
        current.stop.request(request);
        current.progress.phase = RunPhase::Stopping;
        state.tell(RunEvent::Phase { run, phase: RunPhase::Stopping });
        Stopped::Soon
    }

    /// Asks the current run to stop and takes all others out of the queue; gives these.
    pub(crate) fn stop_all(&self, request: StopRequest) -> Vec<RunTicket> {
        let mut state = self.state();
        if let Some(current) = &state.current {
            current.stop.request(request);
        }
        let waiting = state.queue.drain(..).collect();
        state.tell_queue();
        waiting
    }

    /// The run that has the machine's turn, as it stands, if it is of this folder of runs.
    pub(crate) fn current_in(&self, root: &std::path::Path) -> Option<RunRecord> {
        self.state().current.as_ref().filter(|current| current.root == root).map(Current::live_record)
    }

    /// The run that has the machine's turn: its number and the time left, s.
    pub(crate) fn current(&self) -> Option<(u32, Option<f64>)> {
        let state = self.state();
        let current = state.current.as_ref()?;
        Some((current.record.number, current.progress.left_s(current.record.numbers.steps)))
    }

    /// The last run that a new one would wait for.
    pub(crate) fn last_in_line(&self) -> Option<u32> {
        let state = self.state();
        let waiting = state.queue.back().map(|ticket| ticket.record.number);
        waiting.or_else(|| state.current.as_ref().map(|current| current.record.number))
    }

    /// Numbers of the runs of this process, the one with the machine first.
    pub(crate) fn numbers(&self) -> Vec<u32> {
        let state = self.state();
        let current = state.current.iter().map(|current| current.record.number);
        current.chain(state.queue.iter().map(|ticket| ticket.record.number)).collect()
    }

    /// Bases that runs of this process read or will read.
    pub(crate) fn bases(&self) -> Vec<String> {
        let state = self.state();
        let current = state.current.iter().map(|current| current.record.base.id.clone());
        current.chain(state.queue.iter().map(|ticket| ticket.record.base.id.clone())).collect()
    }

    /// Whether anything runs or waits.
    pub(crate) fn is_at_work(&self) -> bool {
        let state = self.state();
        state.current.is_some() || !state.queue.is_empty()
    }
}

impl State {
    fn tell(&mut self, event: RunEvent) {
        if let Some(watcher) = &mut self.watcher {
            watcher(event);
        }
    }

    fn tell_snapshot(&mut self) {
        let queue: Vec<u32> = self.queue.iter().map(|ticket| ticket.record.number).collect();
        let progress = self.current.as_ref().map(|current| current.view(queue));
        self.tell(RunEvent::Snapshot { progress });
    }

    fn tell_queue(&mut self) {
        let waiting = self.queue.iter().map(|ticket| ticket.record.number).collect();
        self.tell(RunEvent::Queue { waiting });
    }
}

impl Current {
    fn live_record(&self) -> RunRecord {
        let mut record = self.record.clone();
        record.steps_done = record.steps_done.max(self.progress.step);
        record.seconds = record.seconds.max(self.progress.elapsed_s());
        record
    }

    fn view(&self, queue: Vec<u32>) -> RunProgress {
        let Self { record, progress, .. } = self;
        RunProgress {
            row: self.live_record().row(),
            phase: progress.phase,
            step: progress.step,
            steps: record.numbers.steps,
            steps_per_pass: record.numbers.steps_per_pass,
            points: thinned(&progress.points),
            validations: progress.validations.clone(),
            checkpoint_step: record.checkpoint_step,
            elapsed_s: progress.elapsed_s(),
            left_s: progress.left_s(record.numbers.steps),
            seconds_per_step: progress.seconds_per_step(),
            resident_gb: progress.resident_bytes as f64 / BYTES_PER_GB,
            queue,
        }
    }
}
