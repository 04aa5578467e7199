//! What each setting of the form takes: numbers in their bounds, choices with their words.

use crate::wire::{SettingChoice, SettingKind};

pub(super) fn whole(least: u32, usual: &[u32]) -> SettingKind {
    SettingKind::Integer { least: least.into(), usual: usual.iter().map(|value| f64::from(*value)).collect() }
}

pub(super) fn above(bound: f64) -> SettingKind {
    SettingKind::Decimal { least: bound, is_least_allowed: false, below: None }
}

pub(super) fn from(bound: f64) -> SettingKind {
    SettingKind::Decimal { least: bound, is_least_allowed: true, below: None }
}

pub(super) fn share() -> SettingKind {
    SettingKind::Decimal { least: 0.0, is_least_allowed: true, below: Some(1.0) }
}

fn choice(options: &[(&str, &str)]) -> Vec<SettingChoice> {
    options.iter().map(|(value, words)| SettingChoice { value: (*value).into(), words: (*words).into() }).collect()
}

pub(super) fn schedules() -> SettingKind {
    SettingKind::Choice {
        options: choice(&[("cosine", "falling curve"), ("linear", "falling line"), ("constant", "constant")]),
    }
}

pub(super) fn keeping() -> SettingKind {
    SettingKind::Choice { options: choice(&[("best", "the best"), ("last", "the last")]) }
}

pub(super) fn learn_from() -> SettingKind {
    SettingKind::Choice { options: choice(&[("answer", "the answer"), ("all", "the whole text")]) }
}

pub(super) fn formats() -> SettingKind {
    SettingKind::Choice {
        options: choice(&[("none", "as stored"), ("q8_0", "8-bit"), ("q4_k", "4-bit, Q4_K"), ("nf4", "4-bit, NF4")]),
    }
}

pub(super) fn precisions() -> SettingKind {
    SettingKind::Choice { options: choice(&[("f32", "exact, f32"), ("bf16", "faster, bf16")]) }
}

pub(super) fn modules() -> SettingKind {
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
