//! Three suggestions for one diagnosis: the regimen streamed, the modality scored, the code searched in the table.

use std::path::PathBuf;
use std::sync::Arc;

use isocenter_domain::{Icd10Code, Modality, Regimen, Task};
use isocenter_lm::{CancelToken, Engine, Finish, GenerationOptions, Quantize};

use crate::application::{Application, JobPermit};
use crate::assets;
use crate::diagnosis_text::{CheckedDiagnosis, check_diagnosis};
use crate::error::Error;
use crate::failure;
use crate::finetuning::release::{self, ReleasedAdapter};
use crate::model_catalogue::{self, Located};
use crate::permission::Permission;
use crate::suggestion_model::{self, CatalogConstraint, SuggestionModel};
use crate::wire::{
    Arm, ArmChoice, CodeCandidate, ErrorCode, FinishReason, ModalityProbability, ModelSummary, PhaseView, SuggestEvent,
    SuggestRequest, Task as WireTask,
};

/// Longest regimen, tokens.
const REGIMEN_TOKENS: usize = 160;
/// Longest code, tokens; the longest code has eight characters.
const CODE_TOKENS: usize = 12;
/// Hypotheses of the search; more than shown, so that the five shown are the five best in all but rare cases.
const CODE_BEAMS: usize = 8;
const CODES_SHOWN: usize = 5;

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
    /// How the base is held in memory.
    pub quantize: Quantize,
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
    for notice in &diagnosis.notices {
        sink(SuggestEvent::Notice { code: notice.code, message: notice.message.clone() });
    }
    let asker = Asker { engine: &model.engine, diagnosis: &diagnosis, job, permit: &permit };
    let was_cancelled = match asker.run(sink)? {
        Progress::Done => {
            let elapsed = application.elapsed().saturating_sub(began);
            sink(SuggestEvent::Finished {
                elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
                suggestion: String::new(),
            });
            false
        }
        Progress::Stopped => {
            sink(SuggestEvent::Cancelled);
            true
        }
    };
    Ok(SuggestionReport { model: located.id, was_cancelled })
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

/// Whether to go on to the next question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Progress {
    Done,
    Stopped,
}

/// One diagnosis before one model.
struct Asker<'a> {
    engine: &'a Engine,
    diagnosis: &'a CheckedDiagnosis,
    job: &'a SuggestionJob,
    permit: &'a JobPermit<'a>,
}

impl Asker<'_> {
    fn run(&self, sink: &mut dyn FnMut(SuggestEvent)) -> Result<Progress, Error> {
        let prompts = Prompts {
            regimen: self.prompt(Task::Regimen, REGIMEN_TOKENS)?,
            modality: self.prompt(Task::Modality, CODE_TOKENS)?,
            icd10: self.prompt(Task::Icd10, CODE_TOKENS)?,
        };
        for &arm in self.job.arms.arms() {
            for task in Task::ALL {
                if self.permit.cancel.is_cancelled() {
                    return Ok(Progress::Stopped);
                }
                let asked = match task {
                    Task::Regimen => self.regimen(arm, &prompts.regimen, sink),
                    Task::Modality => self.modality(arm, &prompts.modality, sink),
                    Task::Icd10 => self.icd10(arm, &prompts.icd10, sink),
                };
                match asked {
                    Ok(Progress::Done) => {}
                    Ok(Progress::Stopped) | Err(Asked::Cancelled) => return Ok(Progress::Stopped),
                    Err(Asked::Failed(error)) => return Err(error),
                }
            }
        }
        Ok(Progress::Done)
    }

    /// The question's tokens, refused if the model could not read them and answer.
    fn prompt(&self, task: Task, answer_tokens: usize) -> Result<Vec<u32>, Error> {
        let text = assets::prompt_template(task)?.render(&self.diagnosis.text);
        let ids = suggestion_model::prompt_ids(self.engine, &text)?;
        let limit = self.engine.config().max_position_embeddings.saturating_sub(answer_tokens);
        if ids.len() > limit {
            return Err(Error::new(
                ErrorCode::DiagnosisTooLong,
                format!("the diagnosis takes {} tokens with its question, this model reads at most {limit}", ids.len()),
                "shorten it to what matters for the treatment, or choose a model that reads more",
            ));
        }
        Ok(ids)
    }

    fn regimen(&self, arm: Arm, prompt: &[u32], sink: &mut dyn FnMut(SuggestEvent)) -> Result<Progress, Asked> {
        let options = GenerationOptions {
            temperature: self.job.temperature,
            top_p: None,
            seed: self.job.seed,
            max_tokens: REGIMEN_TOKENS,
        };
        let mut shown = String::new();
        let mut on_token = |token: isocenter_lm::TokenEvent<'_>| {
            let text = token.text_so_far();
            let text = text.trim_start();
            if text != shown {
                shown = text.to_owned();
                sink(SuggestEvent::RegimenText { arm, text: shown.clone(), phases: phases(text) });
            }
        };
        let prompts = [prompt.to_vec()];
        let answers = self.engine.generate(
            &prompts,
            adapter(arm, Task::Regimen),
            &options,
            &self.permit.cancel,
            &mut on_token,
        )?;
        let Some(answer) = answers.into_iter().next() else { return Ok(Progress::Done) };
        let finish = match answer.finish {
            Finish::Eos => FinishReason::Eos,
            Finish::Length => FinishReason::Length,
            Finish::Cancelled => return Ok(Progress::Stopped),
        };
        let text = answer.text.trim().to_owned();
        sink(SuggestEvent::RegimenDone { arm, phases: phases(&text), text, finish });
        Ok(Progress::Done)
    }

    fn modality(&self, arm: Arm, prompt: &[u32], sink: &mut dyn FnMut(SuggestEvent)) -> Result<Progress, Asked> {
        let scores =
            suggestion_model::modality_scores(self.engine, prompt, adapter(arm, Task::Modality), &self.permit.cancel)?;
        let label = isocenter_eval::likeliest(&scores);
        let probabilities = Modality::ALL
            .into_iter()
            .zip(suggestion_model::softmax(&scores))
            .map(|(modality, probability)| ModalityProbability { modality: modality.into(), probability })
            .collect();
        sink(SuggestEvent::Modality { arm, label: label.into(), probabilities });
        Ok(Progress::Done)
    }

    fn icd10(&self, arm: Arm, prompt: &[u32], sink: &mut dyn FnMut(SuggestEvent)) -> Result<Progress, Asked> {
        let constraint = CatalogConstraint::new()?;
        let found = self.engine.constrained_beam(
            prompt,
            adapter(arm, Task::Icd10),
            &constraint,
            CODE_BEAMS,
            CODE_TOKENS,
            &self.permit.cancel,
        )?;
        let catalog = assets::icd10_catalog()?;
        let candidates: Vec<CodeCandidate> = found
            .iter()
            .filter_map(|scored| {
                let entry = catalog.get(&scored.text)?;
                Some(CodeCandidate {
                    code: entry.code.to_owned(),
                    title: entry.title.to_owned(),
                    probability: scored.log_probability.exp(),
                })
            })
            .take(CODES_SHOWN)
            .collect();
        let best = candidates.first().and_then(|candidate| Icd10Code::parse(&candidate.code).ok());
        let best = best.ok_or_else(|| {
            Error::new(
                ErrorCode::ModelCorrupt,
                "the model can spell no code of the ICD-10-CM table",
                "use another model; this one's tokenizer is damaged",
            )
        })?;
        let usual = assets::usual_alpha_beta(best.category())?;
        sink(SuggestEvent::Icd10 { arm, candidates, alpha_beta_gy: usual.gray, alpha_beta_source: usual.source });
        Ok(Progress::Done)
    }
}

struct Prompts {
    regimen: Vec<u32>,
    modality: Vec<u32>,
    icd10: Vec<u32>,
}

/// Why a question was not answered.
enum Asked {
    Cancelled,
    Failed(Error),
}

impl From<Error> for Asked {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<isocenter_lm::Error> for Asked {
    fn from(error: isocenter_lm::Error) -> Self {
        match error {
            isocenter_lm::Error::Cancelled => Self::Cancelled,
            other => Self::Failed(failure::lm(other)),
        }
    }
}

fn adapter(arm: Arm, task: Task) -> Option<&'static str> {
    (arm == Arm::Tuned).then_some(task.name())
}

fn phases(text: &str) -> Vec<PhaseView> {
    Regimen::read(text).phases.iter().map(PhaseView::from).collect()
}
