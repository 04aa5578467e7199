//! A letter drafted from a file of facts, without a vault: for the command line.

use std::path::PathBuf;

use isocenter_letter::{FactCheck, Letter, SectionKind, check_letter, section_prompt};
use isocenter_lm::{CancelToken, Quantize};
use serde::Serialize;

use super::checking::read_facts;
use crate::application::Application;
use crate::commands::ModelChoice;
use crate::error::Error;
use crate::letters::LetterModel;
use crate::letters::drafting::draft_section;
use crate::suggestion_model::SuggestionModel;
use crate::{files, model_catalogue};

/// What is to be drafted.
#[derive(Debug, Clone)]
pub struct LetterDraftJob {
    /// Which model; the first that drafts letters where none is named.
    pub model: ModelChoice,
    /// The patient's facts.
    pub facts: PathBuf,
    /// Whether the base answers instead of its adapter.
    pub base: bool,
    /// 0 takes the likeliest token each time.
    pub temperature: f64,
    /// Seed of the sampling.
    pub seed: u64,
    /// How the base is held in memory.
    pub quantize: Quantize,
    /// Also written here.
    pub out: Option<PathBuf>,
}

/// A section as it was drafted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DraftedSection {
    /// Which.
    pub section: SectionKind,
    /// Its text.
    pub text: String,
}

/// A drafted letter with what the facts say to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LetterDraft {
    /// Who drafted, with the hash of the adapter.
    pub model: String,
    /// In the order of the letter; a section without facts is not there.
    pub sections: Vec<DraftedSection>,
    /// The whole letter.
    pub text: String,
    /// Its claims against the facts.
    pub check: FactCheck,
}

/// Drafts a letter; `told` hears of each section when it is complete.
///
/// # Errors
/// Facts that are none; a model without an adapter for letters; `busy`; being cancelled.
pub fn draft_letter_file(
    application: &Application,
    job: &LetterDraftJob,
    cancel: &CancelToken,
    told: &mut dyn FnMut(&DraftedSection),
) -> Result<LetterDraft, Error> {
    let facts = read_facts(&job.facts)?;
    let permit = application.begin_job(cancel.clone())?;
    let located = match &job.model {
        ModelChoice::Preferred => model_catalogue::first_that_drafts_letters(application)?,
        ModelChoice::Listed(id) => model_catalogue::find(application, id)?,
        ModelChoice::Folder(folder) => model_catalogue::in_folder(folder)?,
    };
    let summary = model_catalogue::describe_usable(&located)?;
    let name = summary.name.clone();
    let model = SuggestionModel::open(&located.folder, summary, Vec::new(), job.quantize)?;
    let (engine, folder) = (&model.engine, &located.folder);
    let who = match job.base {
        true => LetterModel::base(engine, folder, &name, job.temperature, job.seed)?,
        false => LetterModel::tuned(engine, folder, &name, job.temperature, job.seed)?,
    };
    let mut sections = Vec::new();
    for section in SectionKind::ALL.into_iter().filter(|kind| section_prompt(&facts, *kind).is_some()) {
        let text = draft_section(engine, &facts, section, &who.settings, &permit.cancel, &mut |_| ())?;
        let drafted = DraftedSection { section, text };
        told(&drafted);
        sections.push(drafted);
    }
    let texts: Vec<(SectionKind, &str)> =
        sections.iter().map(|section| (section.section, section.text.as_str())).collect();
    let text = Letter::of_sections(facts.language(), &texts).print();
    let check = check_letter(&facts, &text);
    if let Some(out) = &job.out {
        files::write_whole(out, text.as_bytes())?;
    }
    Ok(LetterDraft { model: who.label, sections, text, check })
}
