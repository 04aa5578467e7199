//! Held-out letters drafted whole, section by section, by the base alone and with its adapter: overlap with the physician's own letter, claims
//! without a source, facts that are missing, words that would have to be changed.

use std::path::Path;

use isocenter_letter::{Distance, Language, Letter, SectionKind, check_letter, revision, section_prompt};
use isocenter_lm::{CancelToken, DeviceChoice, Engine};
use isocenter_stats::{Stemming, rouge};
use serde::Serialize;

use super::super::BuildEvent;
use super::recipe::{LetterRecipe, LettersRecipe};
use super::training_text::{self, PastLetter};
use crate::error::Error;
use crate::failure;
use crate::held_out::Measured;
use crate::letters::adapter::{LETTER_ADAPTER, letter_adapter_folder};
use crate::letters::drafting::{DraftSettings, draft_sections};

/// Sections drafted side by side.
const AT_ONCE: usize = 32;

/// The whole result.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Evaluation {
    pub(super) model: String,
    /// Whose letters: always synthetic here.
    pub(super) cohort: &'static str,
    /// Whose style was learnt.
    pub(super) institution: &'static str,
    pub(super) temperature: f64,
    pub(super) seed: u64,
    pub(super) training_letters: usize,
    pub(super) held_out_patients: usize,
    pub(super) held_out_letters: usize,
    pub(super) tuned: ArmResult,
    pub(super) base: ArmResult,
    pub(super) tuned_english: ArmResult,
    pub(super) tuned_german: ArmResult,
    pub(super) base_english: ArmResult,
    pub(super) base_german: ArmResult,
}

/// What one arm reaches. Shares of claims and facts are of all letters together.
#[derive(Debug, Clone, Serialize)]
pub(super) struct ArmResult {
    pub(super) letters: usize,
    pub(super) rouge1_f1: Measured,
    pub(super) rouge2_f1: Measured,
    #[serde(rename = "rougeL_f1")]
    pub(super) rouge_l_f1: Measured,
    /// Claims that the letters make.
    pub(super) claims: usize,
    pub(super) claims_per_letter: f64,
    /// Claims that no fact supports or a fact contradicts, of all claims; nothing where no claim is made.
    pub(super) unsupported_share: Option<Measured>,
    /// Claims that a fact contradicts, of all claims.
    pub(super) contradicted_share: Option<Measured>,
    /// Supported claims.
    pub(super) traced: usize,
    /// Facts that a letter must state and that these state, of all such facts.
    pub(super) facts_stated: Measured,
    /// Facts that a letter must state and that are missing, a letter.
    pub(super) missing_per_letter: f64,
    /// Words that have to be changed to make the physician's letter of the draft, a letter.
    pub(super) word_edits_per_letter: f64,
    /// Letters in which nothing is unsupported and nothing is missing.
    pub(super) clear_letters: Measured,
}

/// What was measured of one letter.
struct One {
    language: Language,
    rouge: [f64; 3],
    claims: usize,
    traced: usize,
    contradicted: usize,
    asked_facts: usize,
    missing: usize,
    edits: usize,
}

/// Drafts and measures every held-out letter by both arms.
pub(super) fn evaluate(
    recipe: &LetterRecipe,
    folder: &Path,
    cancel: &CancelToken,
    observe: &mut dyn FnMut(BuildEvent<'_>),
) -> Result<Evaluation, Error> {
    let letters = training_text::past_letters(recipe)?;
    let mut engine = Engine::open(folder, DeviceChoice::Auto).map_err(failure::lm)?;
    engine.add_adapter(LETTER_ADAPTER, &letter_adapter_folder(folder)).map_err(failure::lm)?;
    let mut of_arm = |adapter: Option<&str>| {
        let part = if adapter.is_some() { "letters, tuned" } else { "letters, base" };
        let settings = DraftSettings {
            adapter,
            form: training_text::FORM,
            temperature: recipe.evaluation.temperature,
            seed: recipe.evaluation.seed,
            max_tokens: recipe.evaluation.max_tokens,
        };
        let total = letters.held_out.len();
        let mut told = |done| observe(BuildEvent::Evaluated { part, done, total });
        let drafts = drafts(&engine, &letters.held_out, &settings, cancel, &mut told)?;
        Ok::<_, Error>(
            letters.held_out.iter().zip(&drafts).map(|(past, draft)| measure(past, draft)).collect::<Vec<_>>(),
        )
    };
    let tuned = of_arm(Some(LETTER_ADAPTER))?;
    let base = of_arm(None)?;
    let in_language = |arm: &[One], language| summary(arm.iter().filter(|one| one.language == language));
    let mut patients: Vec<&str> = letters.held_out.iter().map(|past| past.letter.pseudonym.as_str()).collect();
    patients.dedup();
    Ok(Evaluation {
        model: recipe.id.clone(),
        cohort: "synthetic",
        institution: LettersRecipe::INSTITUTION.name(),
        temperature: recipe.evaluation.temperature,
        seed: recipe.evaluation.seed,
        training_letters: letters.train.len(),
        held_out_patients: patients.len(),
        held_out_letters: letters.held_out.len(),
        tuned: summary(tuned.iter())?,
        base: summary(base.iter())?,
        tuned_english: in_language(&tuned, Language::English)?,
        tuned_german: in_language(&tuned, Language::German)?,
        base_english: in_language(&base, Language::English)?,
        base_german: in_language(&base, Language::German)?,
    })
}

/// Every letter as one arm drafts it, headings as the program writes them.
fn drafts(
    engine: &Engine,
    letters: &[PastLetter],
    settings: &DraftSettings<'_>,
    cancel: &CancelToken,
    told: &mut dyn FnMut(usize),
) -> Result<Vec<String>, Error> {
    let asked: Vec<(usize, SectionKind, String)> = (0..)
        .zip(letters)
        .flat_map(|(at, past)| SectionKind::ALL.map(|kind| Some((at, kind, section_prompt(&past.facts, kind)?))))
        .flatten()
        .collect();
    let mut sections: Vec<Vec<(SectionKind, String)>> = vec![Vec::new(); letters.len()];
    for batch in asked.chunks(AT_ONCE) {
        let questions: Vec<String> = batch.iter().map(|(_, _, question)| question.clone()).collect();
        for ((at, kind, _), text) in batch.iter().zip(draft_sections(engine, &questions, settings, cancel)?) {
            sections[*at].push((*kind, text));
        }
        told(batch.last().map_or(0, |(at, _, _)| *at));
    }
    told(letters.len());
    let whole = |(past, sections): (&PastLetter, &Vec<(SectionKind, String)>)| {
        let texts: Vec<(SectionKind, &str)> = sections.iter().map(|(kind, text)| (*kind, text.as_str())).collect();
        Letter::of_sections(past.facts.language(), &texts).print()
    };
    Ok(letters.iter().zip(&sections).map(whole).collect())
}

fn measure(past: &PastLetter, draft: &str) -> One {
    let scores = rouge(&past.letter.letter, draft, Stemming::None);
    let check = check_letter(&past.facts, draft);
    let edits = match revision(draft, &past.letter.letter).distance {
        Distance::Exactly(edits) | Distance::MoreThan(edits) => edits,
    };
    One {
        language: past.facts.language(),
        rouge: [scores.rouge1.f1, scores.rouge2.f1, scores.rouge_l.f1],
        claims: check.counts.claims,
        traced: check.counts.traced,
        contradicted: check.counts.contradicted,
        // What an empty letter lacks is what a letter must state.
        asked_facts: check_letter(&past.facts, "").counts.missing,
        missing: check.counts.missing,
        edits,
    }
}

fn summary<'a>(ones: impl Iterator<Item = &'a One>) -> Result<ArmResult, Error> {
    let ones: Vec<&One> = ones.collect();
    let total = |pick: fn(&One) -> usize| ones.iter().map(|one| pick(one)).sum::<usize>();
    let mean = |at: usize| Measured::mean(&ones.iter().map(|one| one.rouge[at]).collect::<Vec<_>>());
    let per_letter = |count: usize| count as f64 / ones.len().max(1) as f64;
    let (claims, traced, contradicted) =
        (total(|one| one.claims), total(|one| one.traced), total(|one| one.contradicted));
    let (asked, missing) = (total(|one| one.asked_facts), total(|one| one.missing));
    let share = |hits: usize, of: usize| Measured::share((0..of).map(|at| at < hits));
    let of_claims = |hits: usize| if claims > 0 { share(hits, claims).map(Some) } else { Ok(None) };
    Ok(ArmResult {
        letters: ones.len(),
        rouge1_f1: mean(0)?,
        rouge2_f1: mean(1)?,
        rouge_l_f1: mean(2)?,
        claims,
        claims_per_letter: per_letter(claims),
        unsupported_share: of_claims(claims - traced)?,
        contradicted_share: of_claims(contradicted)?,
        traced,
        facts_stated: share(asked - missing.min(asked), asked)?,
        missing_per_letter: per_letter(missing),
        word_edits_per_letter: per_letter(total(|one| one.edits)),
        clear_letters: Measured::share(ones.iter().map(|one| one.claims == one.traced && one.missing == 0))?,
    })
}
