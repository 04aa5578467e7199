//! The settings of a run as a form: every key of the command line with its words, the pane's defaults, presets. What a value does is
//! decided in `isocenter-train`; here it only gets a name and a sentence.

use isocenter_train::RecipeConfig;

use crate::error::Error;
use crate::failure;
use crate::wire::{RecipeDescription, RecipePreset, Setting, SettingChoice, SettingField, SettingGroup, SettingKind};

/// Share of all steps that warms up where no number of steps is given.
const WARMUP_SHARE: f64 = 0.03;
/// Share of the training cases that validates unless said otherwise.
pub(crate) const VALIDATION_SHARE: f64 = 0.1;
const WARMUP: &str = "warmup_steps";
const STEPS: &str = "steps";
const SEED: &str = "seed";

/// Everything the form is built from.
pub(crate) fn description() -> RecipeDescription {
    RecipeDescription { fields: fields(), presets: presets() }
}

/// A recipe as the pane means it: the defaults of training, 10 % validation, and what `settings` say. The warm-up is 0 until
/// [`with_warmup`] knows the steps.
///
/// # Errors
/// A key that is unknown or a value that cannot be; [`key_of`] says which.
pub(crate) fn config_of(settings: &[Setting]) -> Result<RecipeConfig, isocenter_train::Error> {
    let mut config = RecipeConfig { validation_fraction: VALIDATION_SHARE, warmup_steps: 0, ..RecipeConfig::default() };
    for Setting { key, value } in settings.iter().filter(|setting| !setting.value.trim().is_empty()) {
        config.set(&format!("{key}={value}"))?;
    }
    config.validate()?;
    Ok(config)
}

/// The recipe with its warm-up: as set, or 3 % of the steps.
pub(crate) fn with_warmup(mut config: RecipeConfig, settings: &[Setting], steps: usize) -> RecipeConfig {
    let is_set = settings.iter().any(|setting| setting.key == WARMUP && !setting.value.trim().is_empty());
    if !is_set {
        let share = (steps as f64 * WARMUP_SHARE).round() as usize;
        config.warmup_steps = share;
    }
    config
}

/// The setting that an error of training is about.
pub(crate) fn key_of(error: &isocenter_train::Error) -> Option<&str> {
    match error {
        isocenter_train::Error::BadValue { key, .. } | isocenter_train::Error::UnknownKey { key, .. } => Some(key),
        _ => None,
    }
}

/// Every setting of a recipe as the command line writes it, in the order of the form.
///
/// # Errors
/// Only a fault of this program.
pub(crate) fn settings_of(config: &RecipeConfig) -> Result<Vec<Setting>, Error> {
    let value = serde_json::to_value(config).map_err(|error| failure::internal(&error))?;
    let text = |key: &str| match value.get(key) {
        None | Some(serde_json::Value::Null) => String::new(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    Ok(fields().into_iter().map(|field| Setting { value: text(&field.key), key: field.key }).collect())
}

fn fields() -> Vec<SettingField> {
    use SettingGroup::{Adapter, Learning, Memory, Reading, Watching};
    let defaults = RecipeConfig { validation_fraction: VALIDATION_SHARE, ..RecipeConfig::default() };
    let defaults = serde_json::to_value(&defaults).unwrap_or_default();
    let field = |key: &str, label: &str, group, place: FormPlace, kind, help: &str| SettingField {
        key: key.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        group,
        is_basic: place == FormPlace::Basic,
        kind,
        default_value: match defaults.get(key) {
            _ if matches!(key, WARMUP | STEPS) => String::new(),
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        },
        default_words: match key {
            WARMUP => "3 % of the steps".to_owned(),
            STEPS => "as the passes need".to_owned(),
            _ => String::new(),
        },
    };
    use FormPlace::{Advanced, Basic};
    vec![
        field(
            "rank",
            "Rank",
            Adapter,
            Basic,
            whole(1, &[8, 16, 32, 64]),
            "How much it can learn. 16 suits a few thousand short texts.",
        ),
        field("alpha", "Alpha", Adapter, Basic, above(0.0), "How strongly it acts. Twice the rank is a safe start."),
        field(
            "dropout",
            "Dropout",
            Adapter,
            Basic,
            share(),
            "Keeps it from learning single cases by heart. 0 switches it off.",
        ),
        field(
            "target_modules",
            "Layers",
            Adapter,
            Basic,
            modules(),
            "Which parts of the model get an add-on. All seven learn best; fewer take less memory.",
        ),
        field("epochs", "Passes", Learning, Basic, whole(1, &[1, 2, 3, 5]), "How often it reads every case."),
        field("lr", "Learning rate", Learning, Basic, above(0.0), "Lower it if the loss curve jumps."),
        field(SEED, "Seed", Learning, Basic, whole(0, &[]), "The same seed and the same settings give the same run."),
        field(
            "rslora",
            "Rank-stabilised",
            Adapter,
            Advanced,
            SettingKind::Switch,
            "Scales by the root of the rank, so that high ranks learn as steadily as low ones.",
        ),
        field(
            "schedule",
            "Schedule",
            Learning,
            Advanced,
            schedules(),
            "How the learning rate goes on after the warm-up.",
        ),
        field(
            WARMUP,
            "Warm-up steps",
            Learning,
            Advanced,
            whole(0, &[]),
            "The learning rate rises over these steps; a softer start.",
        ),
        field(STEPS, "Steps", Learning, Advanced, whole(1, &[]), "A fixed number of steps instead of passes."),
        field(
            "betas",
            "Moment decay",
            Learning,
            Advanced,
            SettingKind::Pair,
            "AdamW's memory of earlier gradients. Rarely worth a change.",
        ),
        field("eps", "Epsilon", Learning, Advanced, above(0.0), "AdamW's guard against division by nothing."),
        field(
            "weight_decay",
            "Weight decay",
            Learning,
            Advanced,
            from(0.0),
            "Pulls the add-on towards nothing; 0 is usual.",
        ),
        field(
            "max_grad_norm",
            "Gradient limit",
            Learning,
            Advanced,
            from(0.0),
            "Larger gradients are scaled down to this. 0 switches it off.",
        ),
        field("loss_on", "Learn from", Learning, Advanced, learn_from(), "Only the answer, or the question as well."),
        field(
            "micro_batch",
            "Cases at once",
            Reading,
            Advanced,
            whole(1, &[1, 2, 4, 8]),
            "Cases computed together. More is faster and takes more memory.",
        ),
        field(
            "gradient_accumulation",
            "Portions a step",
            Reading,
            Advanced,
            whole(1, &[]),
            "Portions read before one step. Cases at once times this is the effective batch; 16 is usual.",
        ),
        field(
            "max_length",
            "Longest case",
            Reading,
            Advanced,
            whole(3, &[512, 1024, 2048]),
            "In tokens. A longer case stops the start; none is ever cut.",
        ),
        field("shuffle", "Shuffle", Reading, Advanced, SettingKind::Switch, "A new order in each pass, by the seed."),
        field(
            "quantize",
            "Base in memory",
            Memory,
            Basic,
            formats(),
            "4-bit takes a quarter of the memory of 16-bit and costs a little accuracy.",
        ),
        field(
            "checkpointing",
            "Save activations",
            Memory,
            Advanced,
            SettingKind::Switch,
            "Computes parts twice instead of keeping them: far less memory, about a third slower.",
        ),
        field(
            "packing",
            "Pack cases",
            Reading,
            Advanced,
            SettingKind::Switch,
            "Puts short cases one behind the other instead of filling rows up. Each still sees only itself.",
        ),
        field(
            "checkpoint_every",
            "Checkpoint every",
            Memory,
            Advanced,
            whole(0, &[]),
            "Steps between checkpoints; after a power cut it goes on from the last one. 0: only when paused.",
        ),
        field(
            "validation_fraction",
            "For validation",
            Watching,
            Advanced,
            share(),
            "Share of the training cases that only measures. All cases of a patient stay on one side.",
        ),
        field(
            "validation_every",
            "Validate every",
            Watching,
            Advanced,
            whole(0, &[]),
            "Steps between validations. 0: at the end of each pass.",
        ),
        field("keep", "Keep", Watching, Advanced, keeping(), "Which adapter is written at the end."),
        field(
            "early_stopping_patience",
            "Patience",
            Watching,
            Advanced,
            whole(0, &[]),
            "Ends the run after so many validations without a better one. 0 switches it off.",
        ),
        field(
            "watchdog_factor",
            "Alarm at",
            Watching,
            Advanced,
            from(1.0),
            "A loss above this many times the smoothed one counts as running away.",
        ),
        field(
            "watchdog_patience",
            "Alarm after",
            Watching,
            Advanced,
            whole(0, &[]),
            "Ends the run after so many such steps in a row and keeps the adapter before them. 0 switches it off.",
        ),
    ]
}

/// In the form itself, or folded away.
#[derive(Clone, Copy, PartialEq, Eq)]
enum FormPlace {
    Basic,
    Advanced,
}

fn whole(least: u32, usual: &[u32]) -> SettingKind {
    SettingKind::Integer { least: least.into(), usual: usual.iter().map(|value| f64::from(*value)).collect() }
}

fn above(bound: f64) -> SettingKind {
    SettingKind::Decimal { least: bound, is_least_allowed: false, below: None }
}

fn from(bound: f64) -> SettingKind {
    SettingKind::Decimal { least: bound, is_least_allowed: true, below: None }
}

fn share() -> SettingKind {
    SettingKind::Decimal { least: 0.0, is_least_allowed: true, below: Some(1.0) }
}

fn choice(options: &[(&str, &str)]) -> Vec<SettingChoice> {
    options.iter().map(|(value, words)| SettingChoice { value: (*value).into(), words: (*words).into() }).collect()
}

fn schedules() -> SettingKind {
    SettingKind::Choice {
        options: choice(&[("cosine", "falls in a curve"), ("linear", "falls in a line"), ("constant", "stays")]),
    }
}

fn keeping() -> SettingKind {
    SettingKind::Choice { options: choice(&[("best", "the best by validation"), ("last", "the last")]) }
}

fn learn_from() -> SettingKind {
    SettingKind::Choice { options: choice(&[("answer", "the answer"), ("all", "question and answer")]) }
}

fn formats() -> SettingKind {
    SettingKind::Choice {
        options: choice(&[
            ("none", "as the files have it"),
            ("q8_0", "8-bit"),
            ("q4_k", "4-bit, super-blocks"),
            ("nf4", "4-bit, normal floats"),
        ]),
    }
}

fn modules() -> SettingKind {
    SettingKind::Modules {
        options: choice(&[
            ("q_proj", "query"),
            ("k_proj", "key"),
            ("v_proj", "value"),
            ("o_proj", "output"),
            ("gate_proj", "gate"),
            ("up_proj", "up"),
            ("down_proj", "down"),
        ]),
    }
}

fn presets() -> Vec<RecipePreset> {
    let preset = |id: &str, name: &str, words: &str, settings: &[(&str, &str)]| RecipePreset {
        id: id.to_owned(),
        name: name.to_owned(),
        words: words.to_owned(),
        settings: settings.iter().map(|(key, value)| Setting { key: (*key).into(), value: (*value).into() }).collect(),
    };
    vec![
        preset("standard", "Standard", "Three passes over every case: what a few thousand short cases need.", &[]),
        preset(
            "quick",
            "Quick look",
            "One pass with a small add-on: shows within the shortest time whether the data teaches anything.",
            &[("rank", "8"), ("alpha", "16"), ("epochs", "1")],
        ),
        preset(
            "careful",
            "Careful",
            "Slower steps over more passes; the best of them is kept.",
            &[("epochs", "5"), ("lr", "0.0001"), ("dropout", "0.05")],
        ),
        preset(
            "small_machine",
            "4-bit for a small machine",
            "Holds the base in 4 bits and reads one case at a time: the least memory, and slower.",
            &[("quantize", "nf4"), ("checkpointing", "true"), ("micro_batch", "1"), ("gradient_accumulation", "16")],
        ),
    ]
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn set(key: &str, value: &str) -> Setting {
        Setting { key: key.into(), value: value.into() }
    }

    #[test]
    fn every_key_of_the_command_line_stands_in_the_form_once() {
        let value = serde_json::to_value(RecipeConfig { steps: Some(1), ..RecipeConfig::default() }).unwrap();
        let mut keys: Vec<&String> = value.as_object().unwrap().keys().collect();
        keys.sort();
        let description = description();
        let mut shown: Vec<&String> = description.fields.iter().map(|field| &field.key).collect();
        shown.sort();
        assert_eq!(shown, keys);
        assert!(description.fields.iter().all(|field| field.help.ends_with('.') && !field.label.is_empty()));
    }

    #[test]
    fn the_defaults_are_those_that_the_pane_promises() {
        let config = with_warmup(config_of(&[]).unwrap(), &[], 1_000);
        assert_eq!((config.rank, config.alpha, config.dropout, config.lr), (16, 32.0, 0.0, 2e-4));
        assert_eq!((config.epochs, config.window(), config.warmup_steps), (3, 16, 30));
        assert_eq!((config.validation_fraction, config.target_modules.projections().len()), (0.1, 7));
    }

    #[test]
    fn a_warm_up_that_was_set_stays_and_an_empty_value_means_the_default() {
        let settings = [set("warmup_steps", "7"), set("rank", " ")];
        let config = with_warmup(config_of(&settings).unwrap(), &settings, 1_000);
        assert_eq!((config.warmup_steps, config.rank), (7, 16));
    }

    #[test]
    fn every_preset_can_be_set_and_what_was_set_comes_back_in_the_same_words() {
        for preset in presets() {
            let mut config = RecipeConfig::default();
            for Setting { key, value } in &preset.settings {
                config.set(&format!("{key}={value}")).unwrap();
            }
            let back = settings_of(&config).unwrap();
            let mut again = RecipeConfig::default();
            for Setting { key, value } in back.iter().filter(|setting| !setting.value.is_empty()) {
                again.set(&format!("{key}={value}")).unwrap();
            }
            assert_eq!(again, config, "{}", preset.id);
        }
    }

    #[test]
    fn an_error_names_the_setting_it_is_about() {
        for (key, value) in [("rank", "0"), ("ranks", "4"), ("lr", "fast"), ("dropout", "1.5")] {
            assert_eq!(key_of(&config_of(&[set(key, value)]).unwrap_err()), Some(key));
        }
    }
}
