//! Every setting of a run: its key on the command line, its words, its default. Values cross as the command line writes them
//! (`--set key=value`), so a key that training gains needs no second type here.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// How the frozen base is held in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
pub enum QuantizeFormat {
    /// As the files have it.
    #[serde(rename = "none")]
    None,
    /// 8 bits.
    #[serde(rename = "q8_0")]
    Q8_0,
    /// 4 bits in super-blocks.
    #[serde(rename = "q4_k")]
    Q4K,
    /// 4-bit normal floats.
    #[serde(rename = "nf4")]
    Nf4,
}

/// One setting with its value; an empty value means the default, which may depend on the data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Setting {
    /// The key of the command line, e.g. `gradient_accumulation`.
    pub key: String,
    /// The value as the command line writes it, e.g. `16`, `true`, `cosine`, `[0.9, 0.999]`.
    pub value: String,
}

/// Where a setting stands in the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SettingGroup {
    /// Size and place of the adapter.
    Adapter,
    /// How it learns.
    Learning,
    /// In which portions it reads.
    Reading,
    /// What it costs in memory.
    Memory,
    /// Validation, and when to stop by itself.
    Watching,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingChoice {
    /// The value.
    pub value: String,
    /// Its words.
    pub words: String,
}

/// What kind of value a setting takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum SettingKind {
    /// A whole number.
    Integer {
        /// The smallest allowed.
        least: f64,
        /// Values worth a button; empty for a plain field.
        usual: Vec<f64>,
    },
    /// Any number.
    Decimal {
        /// The smallest allowed.
        least: f64,
        /// Whether the smallest itself is allowed.
        is_least_allowed: bool,
        /// The bound it must stay below, if there is one.
        below: Option<f64>,
    },
    /// `true` or `false`.
    Switch,
    /// One of a few words.
    Choice {
        /// The options.
        options: Vec<SettingChoice>,
    },
    /// Two numbers, `[a, b]`.
    Pair,
    /// `all-linear` or a list of module names.
    Modules {
        /// Every module there is, with its words.
        options: Vec<SettingChoice>,
    },
}

/// A setting as the form shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SettingField {
    /// The key of the command line.
    pub key: String,
    /// Its name for a person, e.g. `Learning rate`.
    pub label: String,
    /// One plain sentence.
    pub help: String,
    /// Where it stands.
    pub group: SettingGroup,
    /// Whether it stands in the form itself rather than under "advanced".
    pub is_basic: bool,
    /// What it takes.
    pub kind: SettingKind,
    /// The default; empty where it depends on the data.
    pub default_value: String,
    /// What the default is in words where `default_value` is empty, e.g. `3 % of the steps`.
    pub default_words: String,
}

/// A named set of settings; keys it does not name keep their defaults.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecipePreset {
    /// What it is called in requests.
    pub id: String,
    /// What a person reads, e.g. `Quick look`.
    pub name: String,
    /// What it is for, one sentence.
    pub words: String,
    /// What it sets.
    pub settings: Vec<Setting>,
}

/// Everything the form is built from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecipeDescription {
    /// Every key of the command line, in the order of the form.
    pub fields: Vec<SettingField>,
    /// The presets; the first is what the defaults are.
    pub presets: Vec<RecipePreset>,
}
