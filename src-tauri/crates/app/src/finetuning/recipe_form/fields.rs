//! Every setting of the form with its label and its sentence, in order. What a value does is decided in `isocenter-train`.

use isocenter_train::RecipeConfig;

use super::kinds::{above, formats, from, keeping, learn_from, modules, precisions, schedules, share, whole};
use super::{SEED, STEPS, VALIDATION_SHARE, WARMUP};
use crate::wire::{SettingField, SettingGroup, SettingKind};

/// Every setting, in the order of the form.
pub(super) fn fields() -> Vec<SettingField> {
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
            STEPS => "by the passes".to_owned(),
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
        field("dropout", "Dropout", Adapter, Basic, share(), "Keeps it from learning single cases by heart. 0 is off."),
        field(
            "target_modules",
            "Layers",
            Adapter,
            Basic,
            modules(),
            "Which parts get an add-on. Fewer take less memory.",
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
            "Warm-up",
            Learning,
            Advanced,
            whole(0, &[]),
            "The learning rate rises over these steps; a softer start.",
        ),
        field(STEPS, "Steps", Learning, Advanced, whole(1, &[]), "A fixed number of steps instead of passes."),
        field(
            "betas",
            "Moments",
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
            "Base held",
            Memory,
            Basic,
            formats(),
            "4-bit takes a quarter of 16-bit and costs a little accuracy.",
        ),
        field(
            "precision",
            "Products",
            Memory,
            Advanced,
            precisions(),
            "In bf16 a processor that can is faster, and rounds a little more.",
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
        field(
            "keep",
            "Keep",
            Watching,
            Advanced,
            keeping(),
            "Which adapter is written: the best by validation, or the last.",
        ),
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
