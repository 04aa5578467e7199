//! A new letter study: whose letters, who rates them, and what is rated.

use isocenter_rating::{Arm, Author, CaseLabel, PROTOCOL_FORMAT, Protocol, Rater, RaterNumber, numbered_items};
use isocenter_store::{
    AccountId, AccountRow, AccountState, Action, AuditEntry, AuditValue, Hash, LetterCaseSummaryRow, LetterPart,
    Reading, Role,
};

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::letter_studies::{PlannedModel, StudyBook, StudyPlan, dimensions, scale_view, study_row, subject};
use crate::letters::adapter::drafts_letters;
use crate::permission::Permission;
use crate::wire::{
    ErrorCode, LetterArm, LetterModelOption, LetterStudyOptions, LetterStudyRequest, LetterStudyRow, PersonView,
};
use crate::{failure, model_catalogue};

/// Who may rate: whoever reads letters of their own.
const RATERS: [Role; 3] = [Role::Resident, Role::Oncologist, Role::SeniorOncologist];

/// What the form of a new letter study offers.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn letter_study_options(application: &Application) -> Result<LetterStudyOptions, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::KeepLetters)?.vault.read();
    let raters = able(reading)?.into_iter().map(|row| PersonView {
        account: row.id.0.to_string(),
        name: row.display_name,
        role: row.role.into(),
    });
    let models = model_catalogue::located(application);
    let usable = models.iter().filter_map(|located| {
        let summary = model_catalogue::describe_usable(located).ok()?;
        let has_adapter = drafts_letters(&located.folder);
        Some(LetterModelOption { id: located.id.clone(), name: summary.name, has_adapter })
    });
    let mut models: Vec<LetterModelOption> = usable.collect();
    models.sort_by_key(|model| !model.has_adapter);
    Ok(LetterStudyOptions {
        models,
        raters: raters.collect(),
        letters: count(held_out(reading)?.len()),
        scale: scale_view(),
    })
}

fn able(reading: Reading<'_>) -> Result<Vec<AccountRow>, Error> {
    let accounts = reading.accounts().map_err(failure::vault)?;
    let is_able = |row: &AccountRow| row.state == AccountState::Active && RATERS.contains(&row.role);
    Ok(accounts.into_iter().filter(is_able).collect())
}

/// Held-out patients with the physician's own letter.
fn held_out(reading: Reading<'_>) -> Result<Vec<LetterCaseSummaryRow>, Error> {
    let cases = reading.letter_cases().map_err(failure::vault)?;
    Ok(cases.into_iter().filter(|case| case.part == LetterPart::HeldOut && case.has_reference).collect())
}

/// Makes a letter study; its letters are not drafted yet.
///
/// # Errors
/// Not permitted; too few held-out letters; models, raters or words that do not hold together.
pub fn make_letter_study(application: &Application, request: &LetterStudyRequest) -> Result<LetterStudyRow, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let reading = open.vault.read();
    let (raters, accounts) = raters(reading, request)?;
    let models = models(application, request)?;
    let drawn = drawn(held_out(reading)?, request)?;
    let letters: Vec<(CaseLabel, Arm)> = drawn
        .iter()
        .flat_map(|case| arms(&models, &request.arms).into_iter().map(|arm| (CaseLabel::new(&case.label), arm)))
        .collect();
    let points: [String; 4] = request
        .scale
        .points
        .iter()
        .map(|point| point.trim().to_owned())
        .collect::<Vec<_>>()
        .try_into()
        .map_err(|_| Error::new(ErrorCode::BadInput, "four words are needed, from 1 to 4", "write all four"))?;
    let protocol = Protocol {
        format: PROTOCOL_FORMAT,
        name: request.name.trim().to_owned(),
        dimensions: dimensions(&request.scale),
        points,
        raters,
        items: numbered_items(&letters, request.seed),
        seed: request.seed,
        is_demonstration: drawn.iter().any(|case| case.is_synthetic),
    };
    protocol.check().map_err(failure::rating)?;
    if !(0.0..=2.0).contains(&request.temperature) {
        return Err(Error::new(ErrorCode::BadInput, "the temperature lies between 0 and 2", "choose one of these"));
    }
    let plan = StudyPlan { protocol, models, temperature: request.temperature };
    let (name, json) = (plan.protocol.name.clone(), plan.to_json()?);
    let items = AuditValue::Number(i64::try_from(plan.protocol.items.len()).unwrap_or(i64::MAX));
    let written = open.vault.write().and_then(|mut change| {
        let id = change.insert_letter_study(&name, &json)?;
        change.set_letter_study_raters(id, &accounts)?;
        let entry = AuditEntry::new(Action::LetterStudyMade, subject(id));
        change.commit(&[entry.changing("letters", None, Some(items))])?;
        Ok(id)
    });
    let id = written.map_err(failure::vault)?;
    let reading = open.vault.read();
    study_row(application, reading, &StudyBook::find(reading, count(id.0))?)
}

fn raters(reading: Reading<'_>, request: &LetterStudyRequest) -> Result<(Vec<Rater>, Vec<AccountId>), Error> {
    let able = able(reading)?;
    let (mut raters, mut accounts): (Vec<Rater>, Vec<AccountId>) = (Vec::new(), Vec::new());
    for (number, named) in (1..).zip(&request.raters) {
        let row = able.iter().find(|row| row.id.0.to_string() == *named).ok_or_else(|| {
            Error::new(ErrorCode::BadInput, "a rater is no physician with an account here", "choose of the list")
        })?;
        if accounts.contains(&row.id) {
            return Err(Error::new(ErrorCode::BadInput, "a rater is named twice", "name everybody once"));
        }
        raters.push(Rater { number: RaterNumber::new(number), name: row.display_name.clone() });
        accounts.push(row.id);
    }
    if raters.is_empty() {
        return Err(Error::new(ErrorCode::BadInput, "nobody rates", "choose at least one rater"));
    }
    Ok((raters, accounts))
}

fn models(application: &Application, request: &LetterStudyRequest) -> Result<Vec<PlannedModel>, Error> {
    let drafts = request.arms.iter().any(|arm| *arm != LetterArm::Physician);
    let refused = |what: &str, remedy: &str| Err(Error::new(ErrorCode::BadInput, what, remedy));
    if request.arms.is_empty() {
        return refused("nobody writes the letters", "choose base, fine-tuned, or the physician's own");
    }
    if drafts && request.models.is_empty() {
        return refused("no model drafts the letters", "choose a model");
    }
    let mut models: Vec<PlannedModel> = Vec::new();
    for id in &request.models {
        let located = model_catalogue::find(application, id)?;
        let name = model_catalogue::describe_usable(&located)?.name;
        if request.arms.contains(&LetterArm::Tuned) && !drafts_letters(&located.folder) {
            let what = format!("the model {name} has no adapter for letters");
            return refused(&what, "leave it out, or ask bases only");
        }
        if models.iter().any(|model| model.name == name) {
            return refused(&format!("two models are called {name}"), "choose one of them");
        }
        models.push(PlannedModel { id: id.clone(), name });
    }
    Ok(models)
}

/// So many of the held-out letters, drawn by the seed.
fn drawn(
    mut letters: Vec<LetterCaseSummaryRow>,
    request: &LetterStudyRequest,
) -> Result<Vec<LetterCaseSummaryRow>, Error> {
    let wanted = request.letters as usize;
    if wanted == 0 || letters.len() < wanted {
        let what = format!("{} held-out patients have a past letter, {wanted} are asked for", letters.len());
        return Err(Error::new(ErrorCode::BadInput, what, "keep more letters aside, or ask for fewer"));
    }
    letters.sort_by_key(|case| *Hash::of(format!("letters {} {}", request.seed, case.label).as_bytes()).as_bytes());
    letters.truncate(wanted);
    Ok(letters)
}

/// Who writes each letter.
fn arms(models: &[PlannedModel], chosen: &[LetterArm]) -> Vec<Arm> {
    let of_model = models.iter().flat_map(|model| {
        let author = |arm: &LetterArm| match arm {
            LetterArm::Base => Some(Author::Base),
            LetterArm::Tuned => Some(Author::Tuned),
            LetterArm::Physician => None,
        };
        chosen.iter().filter_map(author).map(|author| Arm { author, model: model.name.clone() }).collect::<Vec<_>>()
    });
    let own = chosen.contains(&LetterArm::Physician).then(|| Arm { author: Author::Physician, model: String::new() });
    of_model.chain(own).collect()
}
