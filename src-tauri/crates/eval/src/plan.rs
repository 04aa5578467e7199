//! What a study asks, in an order that only the study and its cases decide. Asking is the caller's; so is leaving out what is answered already.

use isocenter_domain::Task;
use sha2::{Digest, Sha256};

use crate::{CaseList, Error, Role, Study, StudyCase, StudyModel, TaskSettings, Unit, Way};

/// All that a study asks.
#[derive(Debug, Clone, Copy)]
pub struct Plan<'a> {
    study: &'a Study,
    cases: &'a CaseList,
}

/// What is asked of one model in one task: a scan, and beside it scored labels or constrained codes.
#[derive(Debug, Clone)]
pub struct Scan<'a> {
    /// The model.
    pub model: &'a StudyModel,
    /// The adapter folder; none for a base.
    pub adapter: Option<&'a str>,
    /// The task.
    pub task: Task,
    /// How it is asked.
    pub settings: &'a TaskSettings,
    /// The cases, in order of id.
    pub cases: Vec<&'a StudyCase>,
    /// Seed of the scan. It derives each sample's own seed from this one, the case's id, the temperature and the sample's number.
    pub seed: u64,
}

impl<'a> Plan<'a> {
    /// The plan of `study` for `cases`.
    ///
    /// # Errors
    /// [`Error::OtherCases`] when the list is not the study's, [`Error::NoCase`] when a task has none.
    pub fn new(study: &'a Study, cases: &'a CaseList) -> Result<Self, Error> {
        let found = cases.sha256();
        if found != study.cases.sha256 {
            return Err(Error::OtherCases { expected: study.cases.sha256.clone(), found });
        }
        match study.tasks().find(|task| cases.serving(*task).next().is_none()) {
            Some(task) => Err(Error::NoCase { task }),
            None => Ok(Self { study, cases }),
        }
    }

    /// Its scans, model by model, so that each model is read once.
    pub fn scans(&self) -> impl Iterator<Item = Scan<'a>> + use<'a> {
        let Self { study, cases } = *self;
        study.models.iter().flat_map(move |model| {
            study.tasks().filter_map(move |task| {
                Some(Scan {
                    model,
                    adapter: if model.role == Role::Tuned {
                        model.adapters.get(task).map(String::as_str)
                    } else {
                        None
                    },
                    task,
                    settings: study.tasks.get(task)?,
                    cases: cases.serving(task).map(|index| &cases.cases()[index]).collect(),
                    seed: scan_seed(study.sampling.seed, model, task),
                })
            })
        })
    }

    /// Every question, scan by scan.
    pub fn units(&self) -> impl Iterator<Item = Unit> + use<'a> {
        let sampling = &self.study.sampling;
        self.scans().flat_map(move |scan| {
            let free = sampling.temperatures.iter().flat_map(|temperature| {
                (0..sampling.samples_per_temperature).map(|sample| Way::Free { temperature: *temperature, sample })
            });
            let beside = match scan.task {
                Task::Regimen => None,
                Task::Modality => Some(Way::Labels),
                Task::Icd10 => Some(Way::Codes),
            };
            let ways: Vec<Way> = free.chain(beside).collect();
            let (model, task) = (scan.model.id.clone(), scan.task);
            scan.cases.into_iter().flat_map(move |case| {
                let (model, case) = (model.clone(), case.id.clone());
                ways.clone().into_iter().map(move |way| Unit { model: model.clone(), task, case: case.clone(), way })
            })
        })
    }
}

/// The first eight bytes of a hash over the study's seed, the model and the task: scans do not share their draws.
fn scan_seed(seed: u64, model: &StudyModel, task: Task) -> u64 {
    let hash = Sha256::digest(format!("isocenter scan 1\t{seed}\t{}\t{task}", model.id));
    let mut first = [0; 8];
    first.copy_from_slice(&hash[..8]);
    u64::from_le_bytes(first)
}
