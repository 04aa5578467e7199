//! The settings of a run as a form: from what is typed to a recipe and back, with the pane's defaults. The words are in `fields`, `kinds`
//! and `presets`; what a value does is decided in `isocenter-train`.

mod fields;
mod kinds;
mod presets;

use isocenter_train::RecipeConfig;

use fields::fields;
use presets::presets;

use crate::error::Error;
use crate::failure;
use crate::wire::{RecipeDescription, Setting};

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
