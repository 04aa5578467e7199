//! The model drafts a letter, section by section. Each section is on disk before the next begins.

use std::sync::Arc;

use isocenter_lm::{CancelToken, Quantize};
use isocenter_store::LetterChange;

use super::reading::view;
use super::writing::store;
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::letters::drafting::draft_section;
use crate::letters::{LetterBook, LetterModel, section_kind, wire_section};
use crate::model_catalogue;
use crate::permission::Permission;
use crate::suggestion_model::{SuggestionModel, read_into_memory};
use crate::wire::{LetterDraftRequest, LetterEvent};

/// Drafts sections of a letter; events go to `sink` as they happen. Blocks until finished, stopped or failed.
///
/// # Errors
/// Not permitted; a locked section; a signed letter; a letter that was changed meanwhile; a model that cannot be used; `busy`. A stop is an
/// event, no error.
pub fn draft_letter(
    application: &Application,
    request: &LetterDraftRequest,
    sink: &mut dyn FnMut(LetterEvent),
) -> Result<(), Error> {
    let began = application.elapsed();
    let facts = {
        let mut session = application.session();
        let open = session.open_for(Permission::WriteLetters)?;
        let book = LetterBook::find(open.vault.read(), request.letter)?;
        book.writable(request.version)?;
        for section in &request.sections {
            // Refuses a locked section before anything is asked.
            book.draft.with_drafted(section_kind(*section), "").map_err(failure::letter_draft)?;
        }
        book.facts
    };
    let permit = application.begin_job(CancelToken::new())?;
    let located = model_catalogue::find(application, &request.model)?;
    let model = opened(application, &located, sink)?;
    let (name, folder) = (&model.summary.name, &located.folder);
    let letters = LetterModel::tuned(&model.engine, folder, name, request.temperature, request.seed)?;
    let mut version = request.version;
    for section in &request.sections {
        let kind = section_kind(*section);
        let mut tell = |text: &str| sink(LetterEvent::SectionText { section: *section, text: text.to_owned() });
        let drafted = draft_section(&model.engine, &facts, kind, &letters.settings, &permit.cancel, &mut tell);
        if permit.cancel.is_cancelled() {
            sink(LetterEvent::Cancelled);
            return Ok(());
        }
        let text = drafted?;
        let mut session = application.session();
        let open = session.open_for(Permission::WriteLetters)?;
        let book = LetterBook::find(open.vault.read(), request.letter)?;
        book.writable(version)?;
        let is_first = book.draft.section(kind).drafted().is_none();
        let next = book.draft.with_drafted(kind, &text).map_err(failure::letter_draft)?;
        let change = if is_first { LetterChange::Drafted } else { LetterChange::Redrafted };
        store(open, &book, &next, change, letters.label.clone())?;
        let letter = Box::new(view(application, &mut session, request.letter)?);
        drop(session);
        version = letter.row.version;
        sink(LetterEvent::SectionDone { section: wire_section(kind), letter });
    }
    let elapsed = application.elapsed().saturating_sub(began);
    sink(LetterEvent::Finished { elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX) });
    Ok(())
}

/// Asks the running draft, if there is one, to stop.
pub fn cancel_letter_draft(application: &Application) {
    application.cancel_running_job();
}

/// The model in memory, read if it is not there.
fn opened(
    application: &Application,
    located: &model_catalogue::Located,
    sink: &mut dyn FnMut(LetterEvent),
) -> Result<Arc<SuggestionModel>, Error> {
    let released = crate::finetuning::release::released_for(&mut application.session(), &located.id)?;
    sink(LetterEvent::Started);
    if let Some(model) = application.model_in_memory(&located.folder, &released, Quantize::None) {
        return Ok(model);
    }
    let summary = model_catalogue::describe_usable(located)?;
    sink(LetterEvent::Loading { model: summary.name.clone(), megabytes: summary.weights_mb });
    read_into_memory(application, &located.folder, summary, released, Quantize::None)
}
