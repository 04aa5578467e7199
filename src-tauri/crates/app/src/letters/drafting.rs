//! Drafting one section of a letter: the question of its facts put to a model. What is drafted is not checked here.

use isocenter_letter::{Facts, PromptForm, SectionKind, section_prompt};
use isocenter_lm::{CancelToken, Engine, Finish, Generated, GenerationOptions};

use crate::error::Error;
use crate::failure;
use crate::suggestion_model::prompt_ids;

/// How a section is drafted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct DraftSettings<'a> {
    /// The letter adapter by its name in the engine; the base alone where none is named.
    pub(crate) adapter: Option<&'a str>,
    /// In what form the model is asked.
    pub(crate) form: PromptForm,
    /// 0 takes the likeliest token each time.
    pub(crate) temperature: f64,
    /// The same seed gives the same text.
    pub(crate) seed: u64,
    /// The longest section, tokens.
    pub(crate) max_tokens: usize,
}

impl DraftSettings<'_> {
    fn options(&self) -> GenerationOptions {
        GenerationOptions { temperature: self.temperature, top_p: None, seed: self.seed, max_tokens: self.max_tokens }
    }
}

/// Drafts one section; `on_text` hears the whole text so far as it grows. Empty where no fact belongs to the section.
///
/// # Errors
/// A failing model, an adapter nobody added, facts that are longer than the model's context; being cancelled.
pub(crate) fn draft_section(
    engine: &Engine,
    facts: &Facts,
    kind: SectionKind,
    settings: &DraftSettings<'_>,
    cancel: &CancelToken,
    on_text: &mut dyn FnMut(&str),
) -> Result<String, Error> {
    let Some(question) = section_prompt(facts, kind) else { return Ok(String::new()) };
    let ids = prompt_ids(engine, &settings.form.render(&question))?;
    let drafted = engine
        .generate(&[ids], settings.adapter, &settings.options(), cancel, &mut |event| on_text(&event.text_so_far()))
        .map_err(failure::lm)?;
    drafted.into_iter().next().map_or_else(|| Ok(String::new()), whole)
}

/// Drafts many sections side by side, each as [`draft_section`] would at temperature 0.
///
/// # Errors
/// As [`draft_section`].
pub(crate) fn draft_sections(
    engine: &Engine,
    questions: &[String],
    settings: &DraftSettings<'_>,
    cancel: &CancelToken,
) -> Result<Vec<String>, Error> {
    let ids = questions.iter().map(|question| prompt_ids(engine, &settings.form.render(question)));
    let ids = ids.collect::<Result<Vec<_>, _>>()?;
    let drafted =
        engine.generate(&ids, settings.adapter, &settings.options(), cancel, &mut |_| {}).map_err(failure::lm)?;
    drafted.into_iter().map(whole).collect()
}

/// The text of an answer that was not stopped.
fn whole(drafted: Generated) -> Result<String, Error> {
    match drafted.finish {
        Finish::Cancelled => Err(failure::cancelled()),
        Finish::Eos | Finish::Length => Ok(drafted.text.trim().to_owned()),
    }
}
