//! Three suggestions for one diagnosis with what stands beside them, kept as they were shown.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use isocenter_domain::Task;
use isocenter_lm::{CancelToken, Quantize};

use crate::application::Application;
use crate::diagnosis_text::check_diagnosis;
use crate::error::Error;
use crate::finetuning::release::{self, ReleasedAdapter};
use crate::model_catalogue::{self, Located};
use crate::permission::Permission;
use crate::suggestion::evidence::{self, Evidence};
use crate::suggestion::past_cases::PastCases;
use crate::suggestion::shown::{self, Shown};
use crate::suggestion::{Asker, Progress, past_cases};
use crate::suggestion_model::{self, SuggestionModel};
use crate::wire::{Arm, ArmChoice, ErrorCode, ModelSummary, SuggestEvent, SuggestRequest, Task as WireTask};

/// The most samples of a regimen.
const MOST_SAMPLES: u32 = 50;
/// Longest own plan, characters.
const MAX_OWN_PLAN_CHARS: usize = 2_000;

/// Which model answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelChoice {
    /// The first that has an adapter for every task.
    Preferred,
    /// One of the list by its id.
    Listed(String),
    /// Any model folder.
    Folder(PathBuf),
}

/// One diagnosis to suggest for; no `Debug`, for it holds a patient's text.
#[derive(Clone)]
pub struct SuggestionJob {
    /// The diagnosis as given.
    pub diagnosis: String,
    /// Which model answers.
    pub model: ModelChoice,
    /// Which arms.
    pub arms: ArmChoice,
    /// Sampling temperature of the regimen.
    pub temperature: f64,
    /// Seed of the sampling.
    pub seed: u64,
    /// Regimens drawn for the agreement, at least one.
    pub samples: u32,
    /// What the physician would prescribe, written down before.
    pub own_plan: Option<String>,
    /// How the base is held in memory.
    pub quantize: Quantize,
}

impl SuggestionJob {
    /// Samples that are drawn: where each takes the likeliest token, all are the first.
    pub(crate) fn samples_to_draw(&self) -> usize {
        if self.temperature == 0.0 { 1 } else { self.samples.max(1) as usize }
    }

    /// The question as it is recorded, in the words of the window's request.
    fn as_request(&self, model: &str) -> SuggestRequest {
        SuggestRequest {
            diagnosis: self.diagnosis.clone(),
            model: model.to_owned(),
            arms: self.arms,
            temperature: self.temperature,
            seed: self.seed,
            samples: self.samples,
            own_plan: self.own_plan.clone(),
        }
    }
}

/// How a suggestion ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionReport {
    /// Id of the model that answered.
    pub model: String,
    /// Whether the user stopped it.
    pub was_cancelled: bool,
}

/// Suggests for the window; events go to `sink` as they happen. Blocks until finished, cancelled or failed.
///
/// # Errors
/// Not permitted; a diagnosis, a model or an adapter that cannot be used; too little memory; `busy`. Cancelling is an event, no error.
pub fn suggest(
    application: &Application,
    request: &SuggestRequest,
    sink: &mut dyn FnMut(SuggestEvent),
) -> Result<(), Error> {
    application.session().permit(Permission::Suggest)?;
    let job = SuggestionJob {
        diagnosis: request.diagnosis.clone(),
        model: ModelChoice::Listed(request.model.clone()),
        arms: request.arms,
        temperature: request.temperature,
        seed: request.seed,
        samples: request.samples,
        own_plan: request.own_plan.clone().filter(|plan| !plan.trim().is_empty()),
        quantize: Quantize::None,
    };
    suggest_with(application, &job, &CancelToken::new(), sink).map(drop)
}

/// Asks the running suggestion, if there is one, to stop.
pub fn cancel_suggestion(application: &Application) {
    application.cancel_running_job();
}

/// [`suggest`] with any model folder and a cancel token of the caller's.
///
/// # Errors
/// As [`suggest`].
pub fn suggest_with(
    application: &Application,
    job: &SuggestionJob,
    cancel: &CancelToken,
    sink: &mut dyn FnMut(SuggestEvent),
) -> Result<SuggestionReport, Error> {
    let began = application.elapsed();
    let diagnosis = check_diagnosis(&job.diagnosis)?;
    refuse_job(job)?;
    let (asked_by, rules) = {
        let mut session = application.session();
        (shown::who_asks(&mut session), evidence::rulebook(&mut session)?)
    };
    let permit = application.begin_job(cancel.clone())?;
    let located = match &job.model {
        ModelChoice::Preferred => model_catalogue::preferred(application)?,
        ModelChoice::Listed(id) => model_catalogue::find(application, id)?,
        ModelChoice::Folder(folder) => model_catalogue::in_folder(folder)?,
    };
    let released = released(application, &job.model, &located)?;
    let in_memory = application.model_in_memory(&located.folder, &released, job.quantize);
    let mut summary = match &in_memory {
        Some(model) => model.summary.clone(),
        None => model_catalogue::describe_usable(&located)?,
    };
    summary.tasks = tasks(&summary, &released);
    refuse_missing_adapters(&summary, job.arms)?;
    sink(SuggestEvent::Started { job: permit.number });
    let model = match in_memory {
        Some(model) => model,
        None => load(application, &located, summary, released, job.quantize, sink)?,
    };
    let mut record = Shown {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        rules_version: rules.version,
        request: job.as_request(&located.id),
        model: model.summary.clone(),
        adapters: model.adapters.clone(),
        events: Vec::new(),
    };
    let mut tell = |event: SuggestEvent| {
        record.hear(&event);
        sink(event);
    };
    for notice in &diagnosis.notices {
        tell(SuggestEvent::Notice { code: notice.code, message: notice.message.clone() });
    }
    let asker = Asker {
        engine: &model.engine,
        diagnosis: &diagnosis,
        job,
        permit: &permit,
        agreement: model.agreement.as_ref(),
    };
    let beside = Beside {
        application,
        model: &model,
        job,
        diagnosis: &diagnosis.text,
        rules: &rules,
        cancel,
        past: OnceLock::new(),
        vector: OnceLock::new(),
    };
    let asked = std::thread::scope(|scope| {
        // Past cases are read while the model answers: nobody waits for them before the first word.
        scope.spawn(|| drop(beside.past()));
        asker.run(&mut tell, &|arm, answer| beside.of(arm, answer))
    });
    let was_cancelled = match asked? {
        Progress::Done => {
            let elapsed = application.elapsed().saturating_sub(began);
            let suggestion = shown::keep(application, asked_by, record)?;
            let elapsed_ms = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
            sink(SuggestEvent::Finished { elapsed_ms, suggestion });
            false
        }
        Progress::Stopped => {
            sink(SuggestEvent::Cancelled);
            true
        }
    };
    Ok(SuggestionReport { model: located.id, was_cancelled })
}

/// What is put beside an answer, once it is there.
struct Beside<'a> {
    application: &'a Application,
    model: &'a SuggestionModel,
    job: &'a SuggestionJob,
    /// As the model read it.
    diagnosis: &'a str,
    rules: &'a evidence::CurrentRules,
    cancel: &'a CancelToken,
    past: OnceLock<Result<Option<Arc<PastCases>>, Error>>,
    /// The diagnosis as the model reads it, for both arms.
    vector: OnceLock<Result<Vec<f32>, Error>>,
}

impl Beside<'_> {
    fn past(&self) -> Result<Option<Arc<PastCases>>, Error> {
        self.past.get_or_init(|| past_cases::of_model(self.application, self.model)).clone()
    }

    fn vector(&self) -> Result<Vec<f32>, Error> {
        let read = || past_cases::vector_of(&self.model.engine, self.diagnosis, self.cancel);
        self.vector.get_or_init(read).clone()
    }

    fn of(&self, arm: Arm, answer: &crate::suggestion::ArmAnswer) -> Result<SuggestEvent, Error> {
        let past = self.past()?;
        let vector = match past.as_ref().filter(|past| past.is_read_by_model()) {
            Some(_) => Some(self.vector()?),
            None => None,
        };
        let evidence =
            Evidence { diagnosis: &self.job.diagnosis, as_read: self.diagnosis, rules: self.rules, past, vector };
        evidence.beside(arm, answer)
    }
}

fn refuse_job(job: &SuggestionJob) -> Result<(), Error> {
    let refused = |what: String, remedy: &str| Err(Error::new(ErrorCode::BadInput, what, remedy));
    if job.samples == 0 || job.samples > MOST_SAMPLES {
        return refused(format!("{} samples cannot be drawn", job.samples), "ask for 1 to 50");
    }
    let chars = job.own_plan.as_ref().map_or(0, |plan| plan.chars().count());
    if chars > MAX_OWN_PLAN_CHARS {
        return refused(
            format!("your own plan has {chars} characters, at most {MAX_OWN_PLAN_CHARS} are kept"),
            "shorten it",
        );
    }
    Ok(())
}

/// The adapters released for a model of the list; a folder that somebody names is used as it is.
fn released(application: &Application, choice: &ModelChoice, located: &Located) -> Result<Vec<ReleasedAdapter>, Error> {
    if matches!(choice, ModelChoice::Folder(_)) {
        return Ok(Vec::new());
    }
    release::released_for(&mut application.session(), &located.id)
}

/// Tasks that have an adapter, those released among them.
fn tasks(summary: &ModelSummary, released: &[ReleasedAdapter]) -> Vec<WireTask> {
    let has = |task: &WireTask| {
        summary.tasks.contains(task) || released.iter().any(|adapter| WireTask::from(adapter.task) == *task)
    };
    Task::ALL.into_iter().map(WireTask::from).filter(has).collect()
}

fn refuse_missing_adapters(model: &ModelSummary, arms: ArmChoice) -> Result<(), Error> {
    if !arms.arms().contains(&Arm::Tuned) {
        return Ok(());
    }
    match Task::ALL.into_iter().find(|task| !model.tasks.contains(&(*task).into())) {
        None => Ok(()),
        Some(task) => Err(Error::new(
            ErrorCode::ModelIncomplete,
            format!("the model {} has no adapter for {task}", model.name),
            "choose the base, another model, or fine-tune that adapter",
        )),
    }
}

fn load(
    application: &Application,
    located: &Located,
    summary: ModelSummary,
    released: Vec<ReleasedAdapter>,
    quantize: Quantize,
    sink: &mut dyn FnMut(SuggestEvent),
) -> Result<Arc<SuggestionModel>, Error> {
    sink(SuggestEvent::Loading { model: summary.name.clone(), megabytes: summary.weights_mb });
    suggestion_model::read_into_memory(application, &located.folder, summary, released, quantize)
}
