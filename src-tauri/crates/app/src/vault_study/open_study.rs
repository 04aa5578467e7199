//! A finished study, scored and held in memory while somebody reads it, so that a click on a cell need not score every answer again. A scored
//! study borrows its cases and answers, so it lives on a thread of its own that answers questions until nobody can ask any more.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use isocenter_eval::{CaseList, Evaluation, Record, RunFact, Study};
use isocenter_store::StudyId;

use crate::error::Error;
use crate::failure;
use crate::study::StudyOutputs;
use crate::wire::ErrorCode;

/// What questions are put to.
pub(crate) struct Scored<'a> {
    pub(crate) study: &'a Study,
    pub(crate) cases: &'a CaseList,
    pub(crate) evaluation: &'a Evaluation<'a>,
    pub(crate) outputs: &'a StudyOutputs<'a>,
}

type Question = Box<dyn FnOnce(&Scored<'_>) + Send>;

/// A way to ask the thread of a study.
pub(crate) struct OpenStudy {
    id: StudyId,
    questions: Mutex<Sender<Question>>,
}

/// The studies that are read now: one, or two that are compared. They hold texts of patients.
#[derive(Default)]
pub(crate) struct OpenStudies(Mutex<Vec<Arc<OpenStudy>>>);

const MOST: usize = 2;

impl OpenStudies {
    fn list(&self) -> MutexGuard<'_, Vec<Arc<OpenStudy>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The study, if it is open already.
    pub(crate) fn find(&self, id: StudyId) -> Option<Arc<OpenStudy>> {
        self.list().iter().find(|open| open.id == id).cloned()
    }

    /// Keeps a scored study in place of the one that was opened first.
    pub(crate) fn keep(&self, study: OpenStudy) -> Arc<OpenStudy> {
        let open = Arc::new(study);
        let mut list = self.list();
        list.retain(|other| other.id != open.id);
        if list.len() >= MOST {
            list.remove(0);
        }
        list.push(Arc::clone(&open));
        open
    }

    /// Forgets every text.
    pub(crate) fn forget(&self) {
        self.list().clear();
    }
}

impl OpenStudy {
    /// Scores a study on a thread of its own.
    ///
    /// # Errors
    /// Answers that are not those of the study, or not all of them.
    pub(crate) fn score(
        id: StudyId,
        study: Study,
        cases: CaseList,
        records: Vec<Record>,
        facts: Vec<RunFact>,
    ) -> Result<Self, Error> {
        let (questions, asked) = channel::<Question>();
        let (tell, told) = channel();
        std::thread::spawn(move || {
            let evaluation = match Evaluation::new(&study, &cases, records) {
                Ok(evaluation) => evaluation,
                Err(error) => return drop(tell.send(Err(failure::eval(error)))),
            };
            let outputs = match StudyOutputs::new(&evaluation, facts) {
                Ok(outputs) => outputs,
                Err(error) => return drop(tell.send(Err(error))),
            };
            let _ = tell.send(Ok(()));
            let scored = Scored { study: &study, cases: &cases, evaluation: &evaluation, outputs: &outputs };
            for question in asked {
                question(&scored);
            }
        });
        told.recv().map_err(|_| gone())??;
        Ok(Self { id, questions: Mutex::new(questions) })
    }

    /// Asks, and waits for the answer.
    ///
    /// # Errors
    /// Only a fault of this program.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Scored<'_>) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (tell, told) = channel();
        let asked: Question = Box::new(move |scored| {
            let _ = tell.send(question(scored));
        });
        self.questions.lock().unwrap_or_else(PoisonError::into_inner).send(asked).map_err(|_| gone())?;
        told.recv().map_err(|_| gone())
    }
}

fn gone() -> Error {
    Error::new(ErrorCode::Internal, "Isocenter met a fault of its own while it read the study", "open the study again")
}
