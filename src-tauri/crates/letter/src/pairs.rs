//! A past letter as training pairs, one for each section that has facts and text; and patients split into parts, so that no patient's letters
//! are torn apart. It reads no files.

use std::collections::HashMap;

use crate::{Facts, Letter, SectionKind, section_prompt};

/// The question for one section and what the physician wrote there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionPair {
    /// Which section.
    pub section: SectionKind,
    /// The question ([`section_prompt`]), in no form yet.
    pub prompt: String,
    /// The section's text, without its heading.
    pub answer: String,
}

/// The pairs of a letter, in the order of the sections. A section without text, or without a fact that belongs to it, teaches nothing and is
/// left out.
#[must_use]
pub fn training_pairs(facts: &Facts, letter_text: &str) -> Vec<SectionPair> {
    let letter = Letter::cut(letter_text);
    let pair = |section| {
        let answer = letter.text_of(section).filter(|answer| !answer.trim().is_empty())?;
        let prompt = section_prompt(facts, section)?;
        Some(SectionPair { section, prompt, answer: answer.trim().to_owned() })
    };
    SectionKind::ALL.into_iter().filter_map(pair).collect()
}

/// Shares of patients, above 0 and below 1 together; the rest is held out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SplitFractions {
    /// To learn from.
    pub train: f64,
    /// To measure the loss on while learning.
    pub validation: f64,
}

impl Default for SplitFractions {
    /// Eight tenths, one tenth, one tenth: this application's own choice.
    fn default() -> Self {
        Self { train: 0.8, validation: 0.1 }
    }
}

/// Where a patient's letters go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LetterPart {
    /// To learn from.
    Train,
    /// To measure the loss on while learning.
    Validation,
    /// Never seen in training.
    HeldOut,
}

/// The part of each letter, by the pseudonym of its patient. Letters of one patient have one part; the same pseudonyms, seed and fractions give
/// the same parts, in whatever order the letters come. Shares are of patients and met to the nearest patient.
#[must_use]
pub fn split_by_patient(pseudonyms: &[&str], seed: u64, fractions: SplitFractions) -> Vec<LetterPart> {
    let mut patients: Vec<&str> = pseudonyms.to_vec();
    patients.sort_unstable();
    patients.dedup();
    patients.sort_by_key(|patient| (place(patient, seed), *patient));
    let until = |share: f64| {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let count = (patients.len() as f64 * share.clamp(0.0, 1.0)).round() as usize;
        count.min(patients.len())
    };
    let (train, validation) = (until(fractions.train), until(fractions.train + fractions.validation));
    let part = |at| match at {
        at if at < train => LetterPart::Train,
        at if at < validation => LetterPart::Validation,
        _ => LetterPart::HeldOut,
    };
    let parts: HashMap<&str, LetterPart> = (0..).zip(&patients).map(|(at, patient)| (*patient, part(at))).collect();
    // OK to fall back: every pseudonym is among the patients.
    pseudonyms.iter().map(|patient| parts.get(patient).copied().unwrap_or(LetterPart::HeldOut)).collect()
}

/// A number that stands for a patient under a seed: FNV-1a over the seed and the name, mixed as splitmix64 does.
fn place(pseudonym: &str, seed: u64) -> u64 {
    let bytes = seed.to_le_bytes().into_iter().chain(pseudonym.bytes());
    let hash =
        bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let mut mixed = hash.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
