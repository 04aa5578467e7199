//! A whole letter drafted by one arm of a model, section beside section.

use isocenter_letter::{Facts, Letter, SectionKind, section_prompt};
use isocenter_lm::{CancelToken, Engine};

use crate::error::Error;
use crate::letters::drafting::{DraftSettings, draft_sections};

/// What a study shows of a model that wrote nothing at all.
const NOTHING: &str = "(The letter is empty.)";

/// A letter as a model drafts it, headings as this program writes them. Sections without facts are not in it.
///
/// # Errors
/// A failing model; facts that are longer than the model reads; being cancelled.
pub(crate) fn drafted_letter(
    engine: &Engine,
    facts: &Facts,
    settings: &DraftSettings<'_>,
    cancel: &CancelToken,
) -> Result<String, Error> {
    let asked: Vec<(SectionKind, String)> =
        SectionKind::ALL.into_iter().filter_map(|kind| Some((kind, section_prompt(facts, kind)?))).collect();
    let questions: Vec<String> = asked.iter().map(|(_, question)| question.clone()).collect();
    let texts = draft_sections(engine, &questions, settings, cancel)?;
    let sections = asked.iter().zip(&texts).map(|((kind, _), text)| (*kind, text.as_str()));
    let written: Vec<(SectionKind, &str)> = sections.filter(|(_, text)| !text.is_empty()).collect();
    let letter = Letter::of_sections(facts.language(), &written).print();
    Ok(if letter.is_empty() { NOTHING.to_owned() } else { letter })
}

/// The physician's own letter, its sections set as a model's are: a blank line, or a heading in other words, would tell a rater who wrote.
/// A letter with sections of its own keeps its headings.
pub(crate) fn physicians_letter(facts: &Facts, reference: &str) -> String {
    let letter = Letter::cut(reference);
    let known: Option<Vec<(SectionKind, &str)>> =
        letter.sections.iter().map(|section| Some((section.kind?, section.text.as_str()))).collect();
    match known {
        Some(sections) => Letter::of_sections(facts.language(), &sections).print(),
        None => letter.print(),
    }
}
