//! The request for suggestions and the events that answer it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Arm, ArmChoice, CheckView, LibraryRows, Modality, SampleAgreement, SimilarCases};

/// One diagnosis to suggest for.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SuggestRequest {
    /// The diagnosis as pasted.
    pub diagnosis: String,
    /// The `id` of a model in the list.
    pub model: String,
    /// Which arms to run.
    pub arms: ArmChoice,
    /// Sampling temperature of the regimen; 0 takes the likeliest token each time.
    pub temperature: f64,
    /// Seed of the sampling.
    #[ts(type = "number")]
    pub seed: u64,
    /// Regimens drawn for the agreement, from 1; the likeliest tokens need no more than one.
    pub samples: u32,
    /// What the physician would prescribe, written down before the suggestion; nothing where that is not asked for.
    pub own_plan: Option<String>,
}

impl std::fmt::Debug for SuggestRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SuggestRequest")
            .field("diagnosis_chars", &self.diagnosis.chars().count())
            .field("model", &self.model)
            .field("arms", &self.arms)
            .finish_non_exhaustive()
    }
}

/// First course or boost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum PhaseRole {
    /// The primary plan.
    Primary,
    /// A boost that follows it.
    Boost,
}

/// One phase read from a regimen's text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhaseView {
    /// First course or boost.
    pub role: PhaseRole,
    /// The label as the text gives it.
    pub label: String,
    /// Modality of the phase.
    pub modality: Modality,
    /// Total dose of the phase, Gy.
    pub dose_gy: f64,
    /// Number of fractions.
    pub fractions: u32,
    /// Dose per fraction, Gy.
    pub dose_per_fraction_gy: f64,
}

/// The probability of one of the four modality labels; the four sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ModalityProbability {
    /// The label.
    pub modality: Modality,
    /// Its probability among the four.
    pub probability: f64,
}

/// An ICD-10-CM code of the shipped table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CodeCandidate {
    /// The code with its dot, e.g. `C50.912`.
    pub code: String,
    /// The official title.
    pub title: String,
    /// The model's probability of writing exactly this code and ending; not normalised over the candidates, so
    /// what is missing to 1 is the model's probability of everything else.
    pub probability: f64,
}

/// A remark on the diagnosis; nothing is refused for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum NoticeCode {
    /// So short that little can be read from it.
    VeryShort,
    /// So long that the models have seen nothing like it.
    VeryLong,
    /// Seems not to be English.
    NotEnglish,
    /// Control characters were taken out.
    ControlCharacters,
    /// What surely identifies the patient was masked.
    Masked,
}

/// Why generation ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum FinishReason {
    /// The model ended its answer.
    Eos,
    /// The limit of tokens was reached.
    Length,
}

/// What a running suggestion reports, in this order: started, loading (if the model is not in memory), notices, then
/// for each arm regimen text (growing), regimen, agreement (growing with every sample), modality, code and evidence; at the end finished
/// or cancelled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SuggestEvent {
    /// The run has the machine.
    Started {
        /// Number of the job, counted from 1 in each process.
        job: u32,
    },
    /// The model is being read into memory.
    Loading {
        /// The model's name for people.
        model: String,
        /// Weights to read, MB.
        megabytes: f64,
    },
    /// A remark on the diagnosis.
    Notice {
        /// Which remark.
        code: NoticeCode,
        /// One sentence for a person.
        message: String,
    },
    /// The regimen so far.
    RegimenText {
        /// Whose answer.
        arm: Arm,
        /// The whole text so far.
        text: String,
        /// The phases read from it so far.
        phases: Vec<PhaseView>,
    },
    /// The regimen is complete.
    RegimenDone {
        /// Whose answer.
        arm: Arm,
        /// The whole text.
        text: String,
        /// The phases read from it; none means: not stated.
        phases: Vec<PhaseView>,
        /// Why it ended.
        finish: FinishReason,
    },
    /// One sample more, or all of them. Once all are drawn, the largest group is the suggestion.
    Agreement {
        /// Whose answer.
        arm: Arm,
        /// How far they agree.
        agreement: SampleAgreement,
    },
    /// The modality, scored.
    Modality {
        /// Whose answer.
        arm: Arm,
        /// The likeliest label.
        label: Modality,
        /// All four, in the order of the labels.
        probabilities: Vec<ModalityProbability>,
    },
    /// The ICD-10-CM code.
    Icd10 {
        /// Whose answer.
        arm: Arm,
        /// Best first, up to five.
        candidates: Vec<CodeCandidate>,
        /// The usual α/β for the best code's category, Gy.
        alpha_beta_gy: f64,
        /// Where that value comes from.
        alpha_beta_source: String,
    },
    /// What stands beside the answer of an arm.
    Evidence {
        /// Whose answer.
        arm: Arm,
        /// What the rules found, exceptions first.
        checks: Vec<CheckView>,
        /// Past cases like this one.
        similar: SimilarCases,
        /// Schedules of the library.
        library: LibraryRows,
    },
    /// Everything was answered.
    Finished {
        /// From the call to this event, ms.
        #[ts(type = "number")]
        elapsed_ms: u64,
        /// What a decision names.
        suggestion: String,
    },
    /// The user stopped it; what came before stays.
    Cancelled,
}
