//! First-run set-up, sign-in, lock, drafts: what stands before every other screen.

use std::time::Duration;

use isocenter_domain::Redacted;
use isocenter_lm::StopRequest;
use isocenter_store::{
    Action, AuditEntry, AuditValue, DraftKind, KdfCost, NewPerson, Passphrase, RecoveryCode as StoredCode, Subject,
    SubjectKind, Vault,
};

use super::finetuning::stop_all_runs;
use super::studies::pause_for_lock;
use crate::application::Application;
use crate::error::Error;
use crate::failure;
use crate::finetuning::registry;
use crate::host::KeyCost;
use crate::permission::Permission;
use crate::session::{IDLE_MINUTES, IDLE_SETTING, Session};
use crate::vault_study;
use crate::wire::{CreateVault, ErrorCode, LockReason, Place, RecoveryCode, Role, SessionView};

/// Shortest password, characters; there are no rules of composition (NIST SP 800-63B).
pub(crate) const SHORTEST_PASSWORD: usize = 12;

/// How long the demonstration waits for the step that a run is at.
const LONGEST_STEP: Duration = Duration::from_secs(30);

/// The state of the vault.
///
/// # Errors
/// A vault that cannot be entered.
pub fn session(application: &Application) -> Result<SessionView, Error> {
    application.session().view()
}

/// Makes the vault of this machine and signs its first person in.
///
/// # Errors
/// There is one already; a name or password that cannot be used; no room.
pub fn create_vault(application: &Application, request: &CreateVault) -> Result<RecoveryCode, Error> {
    let name = checked_name(&request.name)?;
    let passphrase = checked_password(&request.password)?;
    if !matches!(request.role, Role::Physicist | Role::Administrator) {
        return Err(Error::new(
            ErrorCode::BadInput,
            "the first account must keep the others",
            "choose medical physicist or administrator",
        ));
    }
    forget_patients(application);
    let mut session = application.session();
    session.refuse_second_vault()?;
    session.lock(LockReason::Requested)?;
    let first = NewPerson { display_name: name, role: request.role.into() };
    let cost = key_cost(&session)?;
    let host = session.host();
    let created = Vault::create(&host.vault_folder(), &first, &passphrase, cost, &host.station(), session.clock())
        .map_err(failure::vault)?;
    let code = created.recovery_code.to_text().to_string();
    session.adopt(created.vault)?;
    look_around(application, &mut session)?;
    Ok(RecoveryCode { code })
}

/// Signs somebody in.
///
/// # Errors
/// A wrong password; a wait after too many; a vault that is not as it was sealed.
pub fn sign_in(application: &Application, account: &str, password: String) -> Result<SessionView, Error> {
    let mut session = application.session();
    let locked = session.locked()?;
    let slot = locked.people().into_iter().find(|person| person.account.0.to_string() == account);
    let slot = slot.ok_or_else(no_such_account)?.slot;
    let unlocked = locked.unlock(slot, &Passphrase::new(password));
    let unlocked = unlocked.map_err(|refusal| session.note_refusal(refusal))?;
    session.open(unlocked)?;
    look_around(application, &mut session)?;
    session.view()
}

/// What the vault that was opened must learn, and what must be known of it: added models, and runs that came to rest while it was locked.
fn look_around(application: &Application, session: &mut Session) -> Result<(), Error> {
    if let Some(open) = session.if_open() {
        application.bases().look(open.vault.read())?;
    }
    vault_study::settle_interrupted(application, session)?;
    registry::records(application, session).map(drop)
}

/// Signs in with the recovery code, gives `account` a new password and signs out again: the person then signs in with it.
///
/// # Errors
/// A code that opens nothing; a password that cannot be used.
pub fn sign_in_with_recovery(
    application: &Application,
    code: &str,
    account: &str,
    new_password: String,
) -> Result<SessionView, Error> {
    let passphrase = checked_password(&new_password)?;
    let code = StoredCode::from_text(code).map_err(failure::vault)?;
    let mut session = application.session();
    let locked = session.locked()?;
    let person = locked.people().into_iter().find(|person| person.account.0.to_string() == account);
    let person = person.ok_or_else(no_such_account)?.account;
    let unlocked = locked.unlock_with_recovery_code(&code);
    let unlocked = unlocked.map_err(|refusal| session.note_refusal(refusal))?;
    session.open(unlocked)?;
    let cost = key_cost(&session)?;
    let changed = session.open_for(Permission::KeepAccounts)?.vault.set_passphrase(person, &passphrase, cost);
    session.lock(LockReason::SignedOut)?;
    changed.map_err(failure::vault)?;
    session.view()
}

/// Locks: the key is forgotten. A run that uses the machine goes on; what it says reaches nobody.
///
/// # Errors
/// A full disk; the key is forgotten all the same.
pub fn lock(application: &Application, reason: LockReason) -> Result<SessionView, Error> {
    application.forget_import();
    forget_patients(application);
    let mut session = application.session();
    session.lock(reason)?;
    // What was read between the first forgetting and the lock.
    application.forget_suggestions();
    session.view()
}

/// Texts and lists of the vault leave the memory; a run that has the machine keeps the texts it learns from, a study pauses, for its answers
/// are stored in an open vault only. The demonstration's runs end with it.
fn forget_patients(application: &Application) {
    pause_for_lock(application);
    let is_demonstration = application.session().is_demonstration();
    if is_demonstration && !stop_all_runs(application, StopRequest::Cancel, LONGEST_STEP) {
        // OK to go on: the folder goes, and the run ends with the next file it writes.
        application.cancel_measuring();
    }
    application.panel().clear();
    application.data().forget();
    application.bases().forget();
    application.forget_suggestions();
}

/// Locks because the program ends; the demonstration's folder is deleted.
///
/// # Errors
/// A full disk; the key is forgotten all the same.
pub fn end_session(application: &Application) -> Result<(), Error> {
    application.forget_import();
    forget_patients(application);
    application.session().end()
}

/// Lock after so many minutes without input.
///
/// # Errors
/// Outside 1 to 15; not permitted.
pub fn set_idle_minutes(application: &Application, minutes: u32) -> Result<SessionView, Error> {
    if !IDLE_MINUTES.contains(&minutes) {
        return Err(Error::new(ErrorCode::BadInput, "the idle time is from 1 to 15 minutes", "choose one of these"));
    }
    let mut session = application.session();
    let open = session.open_for(Permission::KeepAccounts)?;
    let mut change = open.vault.write().map_err(failure::vault)?;
    change.set_setting(IDLE_SETTING, &minutes.to_string()).map_err(failure::vault)?;
    let entry = AuditEntry::new(Action::SettingChanged, Subject::new(SubjectKind::Setting, 0)).changing(
        IDLE_SETTING,
        None,
        Some(AuditValue::Number(minutes.into())),
    );
    change.commit(&[entry]).map_err(failure::vault)?;
    session.set_idle_minutes(minutes);
    session.view()
}

/// Keeps what somebody was writing, for themselves only; an empty text discards it.
///
/// # Errors
/// Not signed in; a full disk.
pub fn keep_draft(application: &Application, place: Place, content: String) -> Result<(), Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::OwnAccount)?;
    let kind = draft_kind(place)?;
    let mut change = open.vault.write().map_err(failure::vault)?;
    let action = if content.is_empty() {
        change.discard_draft(kind, 0).map_err(failure::vault)?;
        Action::DraftDiscarded
    } else {
        change.save_draft(kind, 0, &Redacted::new(content)).map_err(failure::vault)?;
        Action::DraftSaved
    };
    change.commit(&[AuditEntry::new(action, Subject::new(SubjectKind::Draft, 0))]).map_err(failure::vault)?;
    Ok(())
}

/// What the same person had been writing.
///
/// # Errors
/// Not signed in.
pub fn draft(application: &Application, place: Place) -> Result<Option<String>, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::OwnAccount)?;
    let Some(account) = open.account() else { return Ok(None) };
    let row = open.vault.read().draft(account, draft_kind(place)?, 0).map_err(failure::vault)?;
    Ok(row.map(|row| row.content.into_inner()))
}

fn draft_kind(place: Place) -> Result<DraftKind, Error> {
    match place {
        Place::Suggest => Ok(DraftKind::Diagnosis),
        Place::Curate => Ok(DraftKind::Curate),
        Place::Grade => Ok(DraftKind::Grade),
        Place::Adjudicate => Ok(DraftKind::Panel),
        Place::Letters => Ok(DraftKind::Letter),
        Place::Start
        | Place::Examples
        | Place::Gradings
        | Place::LetterStudies
        | Place::Results
        | Place::FineTune
        | Place::Settings
        | Place::Audit => {
            Err(Error::new(ErrorCode::BadInput, "nothing is written on that screen", "keep drafts of the others"))
        }
    }
}

/// What a new key slot costs to try.
pub(super) fn key_cost(session: &Session) -> Result<KdfCost, Error> {
    match session.host().key_cost() {
        KeyCost::TunedToThisMachine => {
            KdfCost::tuned(|cost| cost.time(|| session.host().elapsed())).map_err(failure::vault)
        }
        KeyCost::LowestAllowed => Ok(KdfCost::FLOOR),
    }
}

/// A password that may be used.
pub(super) fn checked_password(password: &str) -> Result<Passphrase, Error> {
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Error::new(
            ErrorCode::BadInput,
            format!("the password has fewer than {SHORTEST_PASSWORD} characters"),
            "choose a longer one; a few words will do",
        ));
    }
    Ok(Passphrase::new(password.to_owned()))
}

/// A name that may be shown.
pub(super) fn checked_name(name: &str) -> Result<String, Error> {
    let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > 80 {
        return Err(Error::new(ErrorCode::BadInput, "a name of 1 to 80 characters is needed", "write one"));
    }
    Ok(name)
}

fn no_such_account() -> Error {
    Error::new(ErrorCode::NotPermitted, "there is no such account", "choose one of the people shown")
}
