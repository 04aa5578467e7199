//! Settings that go together, under a name.

use crate::wire::{RecipePreset, Setting};

/// The presets of the form.
pub(super) fn presets() -> Vec<RecipePreset> {
    let preset = |id: &str, name: &str, words: &str, settings: &[(&str, &str)]| RecipePreset {
        id: id.to_owned(),
        name: name.to_owned(),
        words: words.to_owned(),
        settings: settings.iter().map(|(key, value)| Setting { key: (*key).into(), value: (*value).into() }).collect(),
    };
    vec![
        preset("standard", "Standard", "Three passes: what a few thousand short cases need.", &[]),
        preset(
            "quick",
            "Quick look",
            "One pass, a small add-on: does the data teach anything?",
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
            "Small machine",
            "Base in 4 bits, one case at a time: least memory, slower.",
            &[("quantize", "nf4"), ("checkpointing", "true"), ("micro_batch", "1"), ("gradient_accumulation", "16")],
        ),
        // What Hou et al. (Front. Artif. Intell. 7, 1493716) chose for letters is not known beyond QLoRA and LLaMA-3-8B.
        preset(
            "letters_8b",
            "Letters, LLaMA-3-8B",
            "QLoRA for letters of up to 4,096 tokens. The numbers are this application's own choice.",
            &[
                ("rank", "16"),
                ("alpha", "32"),
                ("dropout", "0.05"),
                ("lr", "0.0002"),
                ("epochs", "3"),
                ("quantize", "nf4"),
                ("checkpointing", "true"),
                ("micro_batch", "1"),
                ("gradient_accumulation", "16"),
                ("max_length", "4096"),
            ],
        ),
    ]
}
