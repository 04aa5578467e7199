//! One diagnosis put before one model: the regimen streamed and sampled, the modality scored, the code searched in the table.

use isocenter_domain::{Icd10Code, Modality, Regimen, Task};
use isocenter_lm::{AdapterUse, Ending, Engine, Finish, GenerationOptions, ScanCase, ScanPlan};

use super::agreement_record::AgreementRecord;
use super::samples::Samples;
use crate::application::JobPermit;
use crate::assets;
use crate::commands::SuggestionJob;
use crate::diagnosis_text::CheckedDiagnosis;
use crate::error::Error;
use crate::failure;
use crate::suggestion_model::{self, CatalogConstraint};
use crate::wire::{Arm, CodeCandidate, ErrorCode, FinishReason, ModalityProbability, PhaseView, SuggestEvent};

/// Longest regimen, tokens.
pub(crate) const REGIMEN_TOKENS: usize = 160;
/// Longest code, tokens; the longest code has eight characters.
const CODE_TOKENS: usize = 12;
/// Hypotheses of the search; more than shown, so that the five shown are the five best in all but rare cases.
const CODE_BEAMS: usize = 8;
const CODES_SHOWN: usize = 5;
/// Names the question among those of a scan, so that its samples can be drawn again.
const CASE: &str = "suggestion";

/// Whether to go on to the next question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    Done,
    Stopped,
}

/// One diagnosis before one model.
pub(crate) struct Asker<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) diagnosis: &'a CheckedDiagnosis,
    pub(crate) job: &'a SuggestionJob,
    pub(crate) permit: &'a JobPermit<'a>,
    /// What is known of the agreement of the tuned arm's samples.
    pub(crate) agreement: Option<&'a AgreementRecord>,
}

/// What an arm has answered. No `Debug`: it is made from a patient's text.
#[derive(Default)]
pub(crate) struct ArmAnswer {
    /// The suggested plan: text of the largest group's first sample, or of the first sample where none states a plan.
    pub(crate) plan: String,
    pub(crate) modality: Option<Modality>,
    pub(crate) code: Option<Icd10Code>,
}

impl Asker<'_> {
    /// Asks every arm everything; `beside` hears each arm's answers and tells what stands beside them.
    pub(crate) fn run(
        &self,
        sink: &mut dyn FnMut(SuggestEvent),
        beside: &dyn Fn(Arm, &ArmAnswer) -> Result<SuggestEvent, Error>,
    ) -> Result<Progress, Error> {
        let prompts = Prompts {
            regimen: self.prompt(Task::Regimen, REGIMEN_TOKENS)?,
            modality: self.prompt(Task::Modality, CODE_TOKENS)?,
            icd10: self.prompt(Task::Icd10, CODE_TOKENS)?,
        };
        for &arm in self.job.arms.arms() {
            let mut answer = ArmAnswer::default();
            for task in Task::ALL {
                if self.permit.cancel.is_cancelled() {
                    return Ok(Progress::Stopped);
                }
                let asked = match task {
                    Task::Regimen => self.regimen(arm, &prompts.regimen, &mut answer, sink),
                    Task::Modality => self.modality(arm, &prompts.modality, &mut answer, sink),
                    Task::Icd10 => self.icd10(arm, &prompts.icd10, &mut answer, sink),
                };
                match asked {
                    Ok(Progress::Done) => {}
                    Ok(Progress::Stopped) | Err(Asked::Cancelled) => return Ok(Progress::Stopped),
                    Err(Asked::Failed(error)) => return Err(error),
                }
            }
            if self.permit.cancel.is_cancelled() {
                return Ok(Progress::Stopped);
            }
            sink(beside(arm, &answer)?);
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

    /// The first sample word for word, then the others.
    fn regimen(
        &self,
        arm: Arm,
        prompt: &[u32],
        answer: &mut ArmAnswer,
        sink: &mut dyn FnMut(SuggestEvent),
    ) -> Result<Progress, Asked> {
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
        let Some(first) = answers.into_iter().next() else { return Ok(Progress::Done) };
        let finish = match first.finish {
            Finish::Eos => FinishReason::Eos,
            Finish::Length => FinishReason::Length,
            Finish::Cancelled => return Ok(Progress::Stopped),
        };
        let text = first.text.trim().to_owned();
        answer.plan.clone_from(&text);
        sink(SuggestEvent::RegimenDone { arm, phases: phases(&text), text: text.clone(), finish });
        self.further_samples(arm, prompt, &text, answer, sink)
    }

    /// Draws the other samples beside each other from one reading of the prompt. The adapter stays beside the base: merging it would cost
    /// more than the samples of one question.
    fn further_samples(
        &self,
        arm: Arm,
        prompt: &[u32],
        first: &str,
        answer: &mut ArmAnswer,
        sink: &mut dyn FnMut(SuggestEvent),
    ) -> Result<Progress, Asked> {
        let asked = self.job.samples_to_draw();
        let record = self.agreement.filter(|_| arm == Arm::Tuned);
        let mut samples = Samples::new(asked);
        samples.put(0, first);
        if asked > 1 {
            let case = ScanCase { id: CASE.to_owned(), prompt: prompt.to_vec() };
            let plan = ScanPlan {
                temperatures: vec![self.job.temperature],
                samples_per_temperature: asked - 1,
                seed: self.job.seed,
                top_p: None,
                max_tokens: REGIMEN_TOKENS,
                ending: Ending::EndToken,
                adapter_use: AdapterUse::Apart,
            };
            let none_is_done = |_| false;
            self.engine.scan(
                &[case],
                adapter(arm, Task::Regimen),
                &plan,
                &none_is_done,
                &self.permit.cancel,
                &mut |sample| {
                    samples.put(sample.key.sample + 1, &sample.text);
                    let agreement = samples.agreement(self.job.temperature, record);
                    sink(SuggestEvent::Agreement { arm, agreement });
                },
            )?;
        }
        let agreement = samples.agreement(self.job.temperature, record);
        if let Some(largest) = agreement.groups.first() {
            answer.plan.clone_from(&largest.text);
        }
        sink(SuggestEvent::Agreement { arm, agreement });
        Ok(Progress::Done)
    }

    fn modality(
        &self,
        arm: Arm,
        prompt: &[u32],
        answer: &mut ArmAnswer,
        sink: &mut dyn FnMut(SuggestEvent),
    ) -> Result<Progress, Asked> {
        let scores =
            suggestion_model::modality_scores(self.engine, prompt, adapter(arm, Task::Modality), &self.permit.cancel)?;
        let label = isocenter_eval::likeliest(&scores);
        answer.modality = Some(label);
        let probabilities = Modality::ALL
            .into_iter()
            .zip(suggestion_model::softmax(&scores))
            .map(|(modality, probability)| ModalityProbability { modality: modality.into(), probability })
            .collect();
        sink(SuggestEvent::Modality { arm, label: label.into(), probabilities });
        Ok(Progress::Done)
    }

    fn icd10(
        &self,
        arm: Arm,
        prompt: &[u32],
        answer: &mut ArmAnswer,
        sink: &mut dyn FnMut(SuggestEvent),
    ) -> Result<Progress, Asked> {
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
        answer.code = Some(best);
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
