//! A base model as the fine-tune pane lists it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::FormatNeed;
use crate::wire::ErrorView;

/// Where a base model's numbers lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum BaseModelKind {
    /// A Hugging Face folder.
    Folder,
    /// One GGUF file.
    Gguf,
}

/// What a model says of its licence; nobody has judged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LicenceNote {
    /// One sentence, e.g. `Licence named by the model: apache-2.0` or that none is named.
    pub words: String,
    /// Whether the model names one at all.
    pub is_named: bool,
}

/// A base that may be fine-tuned, or that cannot be used and says why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BaseModelView {
    /// What a request names.
    pub id: String,
    /// What a person reads.
    pub name: String,
    /// Folder or file.
    pub kind: BaseModelKind,
    /// Where it lies, for a person; no request takes a path.
    pub place: String,
    /// `LLaMA` or `Mistral`; empty where it is unknown.
    pub architecture: String,
    /// Number of parameters.
    #[ts(type = "number")]
    pub parameters: u64,
    /// The longest text it reads, tokens; 0 where it is unknown.
    pub context_tokens: u32,
    /// Weights on disk, MB.
    pub weights_mb: f64,
    /// How the numbers are stored, e.g. `BF16`, `Q8_0`; empty where it is unknown.
    pub stored_as: String,
    /// SHA-256 over weights, configuration and tokenizer, hexadecimal; none until `hash_base_model` has read it once.
    pub sha256: Option<String>,
    /// What is said of its licence.
    pub licence: LicenceNote,
    /// Memory a fine-tune with the default settings takes, for each way of holding the base; empty where it is unknown.
    pub needs: Vec<FormatNeed>,
    /// Runs on this base so far, failed ones too.
    pub runs: u32,
    /// Whether it is one of the small bases shipped to demonstrate the application.
    pub is_demonstration: bool,
    /// Whether a person added it and may take it off the list; its files are never touched.
    pub can_be_removed: bool,
    /// Why it cannot be used, if it cannot.
    pub problem: Option<ErrorView>,
}
