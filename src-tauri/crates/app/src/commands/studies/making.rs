//! A new study, and the end of one.

use isocenter_eval::Plan;
use isocenter_store::{Action, AuditEntry, AuditValue, CohortId, CohortState, Hash, NewStudy};

use super::running::LONGEST_STOP;
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::permission::Permission;
use crate::vault_study::{self, PauseCause};
use crate::wire::{ErrorCode, StudyOptions, StudyRequest, StudyRow};

/// What the form of a new study offers.
///
/// # Errors
/// Not permitted; a damaged vault.
pub fn study_options(application: &Application) -> Result<StudyOptions, Error> {
    let mut session = application.session();
    session.open_for(Permission::Evaluate)?;
    vault_study::options(application, &mut session)
}

/// Makes a study that nobody has started.
///
/// # Errors
/// Not permitted; a cohort that is not frozen; a model, an adapter or settings that do not hold together.
pub fn make_study(application: &Application, request: &StudyRequest) -> Result<StudyRow, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::Evaluate)?;
    let cohort = frozen_cohort(open.vault.read(), &request.cohort)?;
    let cases = vault_study::held_out_cases(open.vault.read(), cohort)?;
    let study = vault_study::study_of_request(application, &mut session, request, cohort, &cases)?;
    let planned = Plan::new(&study, &cases).map_err(failure::eval)?.units().count();
    let planned = i64::try_from(planned).unwrap_or(i64::MAX);
    let sha256 = Hash::from_hex(&study.sha256()).ok_or_else(|| failure::eval(isocenter_eval::Error::NotASha256))?;
    let text = study.to_toml().map_err(failure::eval)?;
    let open = session.open_for(Permission::Evaluate)?;
    let mut change = open.vault.write().map_err(failure::vault)?;
    let new = NewStudy { cohort, name: study.name.clone(), study: text, sha256, planned };
    let id = change.insert_study(&new).map_err(failure::vault)?;
    let entry = AuditEntry::new(Action::StudyMade, vault_study::subject(id));
    let entry = entry.changing("answers", None, Some(AuditValue::Number(planned)));
    change.commit(&[entry]).map_err(failure::vault)?;
    let reading = open.vault.read();
    let row = vault_study::find(reading, u32::try_from(id.0).unwrap_or(u32::MAX))?;
    vault_study::row_of(application, reading, &row)
}

fn frozen_cohort(reading: isocenter_store::Reading<'_>, cohort: &str) -> Result<CohortId, Error> {
    let rows = reading.cohorts().map_err(failure::vault)?;
    let row = rows.into_iter().find(|row| row.id.0.to_string() == cohort && row.state == CohortState::Frozen);
    let row = row.ok_or_else(|| {
        Error::new(ErrorCode::BadInput, "there is no such frozen cohort", "freeze a cohort, then choose it")
    })?;
    Ok(row.id)
}

/// Removes a study with all its answers; one that runs is stopped first.
///
/// # Errors
/// Not permitted; no such study; one that does not stop in time.
pub fn remove_study(application: &Application, study: u32) -> Result<Vec<StudyRow>, Error> {
    application.session().open_for(Permission::Evaluate)?;
    if application.studies().pause(Some(study), PauseCause::Person)
        && !application.studies().wait_until_at_rest(LONGEST_STOP)
    {
        let remedy = "try again when it has stopped";
        return Err(Error::new(ErrorCode::Busy, format!("study {study} is still stopping"), remedy));
    }
    application.open_studies().forget();
    let mut session = application.session();
    let open = session.open_for(Permission::Evaluate)?;
    let row = vault_study::find(open.vault.read(), study)?;
    let mut change = open.vault.write().map_err(failure::vault)?;
    change.remove_study(row.id).map_err(failure::vault)?;
    let entry = AuditEntry::new(Action::StudyRemoved, vault_study::subject(row.id));
    let entry = entry.changing("answers", Some(AuditValue::Number(row.stored)), None);
    change.commit(&[entry]).map_err(failure::vault)?;
    vault_study::rows(application, open)
}
