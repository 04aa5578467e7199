//! The run of a study: every question of its plan that is not answered yet, put to its models as Suggest and fine-tunes put them.
//! An answer is whole before it is stored; stopping or a crash costs only the answers in the making.

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Duration;

use isocenter_domain::{Redacted, Task};
use isocenter_eval::{CaseList, FreeAnswer, Plan, Record, Reply, Role, Scan, Study, StudyModel, Unit, Way};
use isocenter_lm::{
    AdapterUse, CancelToken, DeviceChoice, Ending, Engine, Finish, SampleKey, ScanCase, ScanPlan, ScanSample,
};

use super::SampleSink;
use super::pace::{Pace, StudyProgress};
use super::places::Places;
use super::weights::load_options;
use crate::error::Error;
use crate::suggestion_model::{self, CatalogConstraint, CodeSearch};
use crate::wire::ErrorCode;
use crate::{assets, failure};

/// What is run.
pub(crate) struct StudyRun<'a> {
    pub(crate) study: &'a Study,
    pub(crate) cases: &'a CaseList,
    /// Where its folders lie.
    pub(crate) places: &'a Places,
    pub(crate) device: DeviceChoice,
    pub(crate) cancel: &'a CancelToken,
    /// Time since some fixed moment.
    pub(crate) clock: &'a dyn Fn() -> Duration,
}

/// What a run tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum RunEvent<'a> {
    /// A model is about to be asked a task; nothing is told of a task that is answered already.
    Asking {
        /// The model.
        model: &'a StudyModel,
        /// The task.
        task: Task,
    },
    /// An answer was stored.
    Stored(StudyProgress),
}

/// Asks what `sink` has not stored, until everything is stored.
///
/// # Errors
/// A model or adapter that cannot be used, a prompt template of another version, a sink that fails; being stopped, after which the sink
/// holds whole answers only and a later run goes on from them.
pub(crate) fn run_study(
    run: &StudyRun<'_>,
    sink: &mut dyn SampleSink,
    tell: &mut dyn FnMut(RunEvent<'_>),
) -> Result<StudyProgress, Error> {
    let plan = Plan::new(run.study, run.cases).map_err(failure::eval)?;
    check_templates(run.study)?;
    let stored = sink.stored()?;
    let pace = Pace::new(run.study, &plan, &stored, (run.clock)());
    let mut opened: Option<OpenModel> = None;
    let mut answers = Answers { sink, pace, clock: run.clock, cancel: run.cancel, failed: None, tell };
    for scan in plan.scans() {
        let asker = Asker::new(run, scan, &stored);
        if asker.is_answered() {
            continue;
        }
        (answers.tell)(RunEvent::Asking { model: asker.scan.model, task: asker.scan.task });
        let folder = run.places.of(&asker.scan.model.folder);
        let model = match opened.take() {
            Some(model) if model.folder == folder => model,
            other => {
                // The room of one model is free before the next is read.
                drop(other);
                let options = load_options(&folder, run.device)?;
                OpenModel { engine: Engine::open(&folder, options).map_err(failure::lm)?, folder }
            }
        };
        opened = Some(asker.ask(model, &mut answers)?);
    }
    Ok(answers.pace.progress((run.clock)()))
}

/// The questions are the program's own: a study that names another version asks what this program cannot.
pub(super) fn check_templates(study: &Study) -> Result<(), Error> {
    for task in study.tasks() {
        let (wanted, ours) = (study.tasks.get(task), assets::prompt_template(task)?.version());
        if let Some(wanted) = wanted.filter(|wanted| wanted.prompt_version != ours) {
            return Err(Error::new(
                ErrorCode::BadInput,
                format!("the study asks {task} by prompt version {}, this program has {ours}", wanted.prompt_version),
                "run it with the program it was made for, or make a new study",
            ));
        }
    }
    Ok(())
}

struct OpenModel {
    folder: PathBuf,
    engine: Engine,
}

/// Takes answers from the engine to the sink.
struct Answers<'a> {
    sink: &'a mut dyn SampleSink,
    pace: Pace,
    clock: &'a dyn Fn() -> Duration,
    cancel: &'a CancelToken,
    /// Why storing failed; the engine, which knows no sink, is stopped by the token.
    failed: Option<Error>,
    tell: &'a mut dyn FnMut(RunEvent<'_>),
}

impl Answers<'_> {
    fn store(&mut self, record: Record) {
        let unit = record.unit();
        if self.failed.is_some() {
            return;
        }
        match self.sink.store(record) {
            Ok(()) => {
                self.pace.count(&unit);
                (self.tell)(RunEvent::Stored(self.pace.progress((self.clock)())));
            }
            Err(error) => {
                self.failed = Some(error);
                self.cancel.cancel();
            }
        }
    }

    /// What became of asking: a failing sink is why it was stopped.
    fn outcome(&mut self, asked: Result<(), isocenter_lm::Error>) -> Result<(), Error> {
        match self.failed.take() {
            Some(error) => Err(error),
            None => asked.map_err(failure::lm),
        }
    }
}

/// One scan of the plan with what is answered of it.
struct Asker<'a> {
    scan: Scan<'a>,
    study: &'a Study,
    cancel: &'a CancelToken,
    adapter_folder: Option<PathBuf>,
    plan: ScanPlan,
    /// The ways that are answered, case by case.
    answered: Vec<HashSet<Way>>,
    beside: Option<Way>,
}

impl<'a> Asker<'a> {
    fn new(run: &StudyRun<'a>, scan: Scan<'a>, stored: &HashSet<Unit>) -> Self {
        let sampling = &run.study.sampling;
        let plan = ScanPlan {
            temperatures: sampling.temperatures.iter().map(|temperature| temperature.value()).collect(),
            samples_per_temperature: sampling.samples_per_temperature as usize,
            seed: scan.seed,
            top_p: sampling.top_p,
            max_tokens: scan.settings.max_tokens,
            ending: Ending::EndToken,
            adapter_use: AdapterUse::Merged,
        };
        let ways = || {
            let free = sampling.temperatures.iter().flat_map(|temperature| {
                (0..sampling.samples_per_temperature).map(|sample| Way::Free { temperature: *temperature, sample })
            });
            free.chain([Way::Labels, Way::Codes])
        };
        let of_case = |case: &isocenter_eval::CaseId| {
            let unit = |way| Unit { model: scan.model.id.clone(), task: scan.task, case: case.clone(), way };
            ways().filter(|way| stored.contains(&unit(*way))).collect()
        };
        Self {
            study: run.study,
            cancel: run.cancel,
            adapter_folder: scan.adapter.map(|adapter| run.places.of(adapter)),
            plan,
            answered: scan.cases.iter().map(|case| of_case(&case.id)).collect(),
            beside: match scan.task {
                Task::Regimen => None,
                Task::Modality => Some(Way::Labels),
                Task::Icd10 => Some(Way::Codes),
            },
            scan,
        }
    }

    fn ways(&self) -> usize {
        self.plan.temperatures.len() * self.plan.samples_per_temperature + usize::from(self.beside.is_some())
    }

    fn is_answered(&self) -> bool {
        self.answered.iter().all(|ways| ways.len() == self.ways())
    }

    fn ask(&self, mut model: OpenModel, answers: &mut Answers<'_>) -> Result<OpenModel, Error> {
        let engine = &mut model.engine;
        let adapter = match (&self.adapter_folder, self.scan.model.role) {
            (Some(folder), Role::Tuned) => {
                let name = format!("{} {}", self.scan.model.id, self.scan.task);
                engine.add_adapter(&name, folder).map_err(failure::lm)?;
                let template = assets::prompt_template(self.scan.task)?.template();
                engine.check_template(&name, template).map_err(failure::lm)?;
                Some(name)
            }
            _ => None,
        };
        let cases = self.scan_cases(engine)?;
        let adapter = adapter.as_deref();
        self.ask_freely(engine, &cases, adapter, answers)?;
        self.ask_beside(engine, &cases, adapter, answers)?;
        Ok(model)
    }

    fn scan_cases(&self, engine: &Engine) -> Result<Vec<ScanCase>, Error> {
        let template = assets::prompt_template(self.scan.task)?;
        let case = |case: &&isocenter_eval::StudyCase| {
            let prompt = suggestion_model::prompt_ids(engine, &template.render(case.diagnosis.reveal()))?;
            Ok(ScanCase { id: case.id.to_string(), prompt })
        };
        self.scan.cases.iter().map(case).collect()
    }

    fn way(&self, key: SampleKey) -> Way {
        // OK because the plan counts its samples in 32 bits.
        let sample = u32::try_from(key.sample).unwrap_or(u32::MAX);
        Way::Free { temperature: self.study.sampling.temperatures[key.temperature], sample }
    }

    fn record(&self, case: usize, reply: Reply) -> Record {
        let case = self.scan.cases[case].id.clone();
        Record { model: self.scan.model.id.clone(), task: self.scan.task, case, reply }
    }

    fn ask_freely(
        &self,
        engine: &Engine,
        cases: &[ScanCase],
        adapter: Option<&str>,
        answers: &mut Answers<'_>,
    ) -> Result<(), Error> {
        let is_done = |key: SampleKey| self.answered[key.case].contains(&self.way(key));
        let mut on_sample = |sample: ScanSample| {
            if let Some(reply) = self.free_reply(cases, &sample) {
                answers.store(self.record(sample.key.case, reply));
            }
        };
        let asked = suggestion_model::scan(engine, cases, adapter, &self.plan, &is_done, self.cancel, &mut on_sample);
        answers.outcome(asked)
    }

    fn free_reply(&self, cases: &[ScanCase], sample: &ScanSample) -> Option<Reply> {
        let Way::Free { temperature, sample: number } = self.way(sample.key) else { return None };
        let finish = match sample.finish {
            Finish::Eos => isocenter_eval::Finish::Eos,
            Finish::Length => isocenter_eval::Finish::Length,
            Finish::Cancelled => return None,
        };
        let seed = self.plan.sample_seed(&cases[sample.key.case].id, temperature.value(), sample.key.sample);
        Some(Reply::Free(FreeAnswer {
            temperature,
            sample: number,
            seed,
            ids: sample.ids.clone(),
            text: Redacted::new(sample.text.clone()),
            finish,
        }))
    }

    fn ask_beside(
        &self,
        engine: &Engine,
        cases: &[ScanCase],
        adapter: Option<&str>,
        answers: &mut Answers<'_>,
    ) -> Result<(), Error> {
        let Some(way) = self.beside else { return Ok(()) };
        let constraint = CatalogConstraint::new()?;
        let settings = self.scan.settings;
        let search = CodeSearch { constraint: &constraint, beams: settings.beams, max_tokens: settings.max_tokens };
        for (index, case) in cases.iter().enumerate().filter(|(index, _)| !self.answered[*index].contains(&way)) {
            if self.cancel.is_cancelled() {
                return answers.outcome(Err(isocenter_lm::Error::Cancelled));
            }
            let reply = match way {
                Way::Labels => suggestion_model::modality_scores(engine, &case.prompt, adapter, self.cancel)
                    .map(|scores| Reply::Labels(suggestion_model::softmax(&scores))),
                Way::Codes | Way::Free { .. } => {
                    suggestion_model::likeliest_code(engine, &case.prompt, adapter, &search, self.cancel)
                        .map(Reply::Code)
                }
            };
            answers.store(self.record(index, reply.map_err(failure::lm)?));
            answers.outcome(Ok(()))?;
        }
        Ok(())
    }
}
