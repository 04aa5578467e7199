//! The vault as this process holds it: none, locked, or open in somebody's name. One for the process; commands go through it.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use isocenter_curate::CuratedCase;
use isocenter_store::{
    AccountId, Actor, CaseRow, CohortId, CohortRow, LockCause, LockedVault, PersonHint, Vault, VaultKey,
};

use crate::cohort_facts::CohortFacts;
use crate::error::Error;
use crate::host::Host;
use crate::permission::{Permission, Standing, may, places};
use crate::rows::CohortSources;
use crate::wire::{ErrorCode, LockReason, PersonView, Place, Role, SessionView, WaitingCount};
use crate::{assets, failure};

/// Idle time of a new vault, minutes.
pub(crate) const USUAL_IDLE_MINUTES: u32 = 5;
/// What idle times may be chosen, minutes.
pub(crate) const IDLE_MINUTES: std::ops::RangeInclusive<u32> = 1..=15;
/// Setting under which the idle time is kept.
pub(crate) const IDLE_SETTING: &str = "idle_minutes";

/// The vault of this process.
pub(crate) struct Session {
    host: Arc<dyn Host>,
    state: State,
    last: Option<PersonView>,
    reason: LockReason,
    idle_minutes: u32,
    /// When the next password is looked at, on the host's clock.
    next_attempt: Duration,
}

enum State {
    /// Nobody has looked yet.
    Unknown,
    Absent,
    Locked(LockedVault),
    Open(Box<OpenVault>),
}

/// An open vault.
pub(crate) struct OpenVault {
    pub(crate) vault: Vault,
    /// Folder of a throw-away vault, deleted with it.
    throw_away: Option<tempfile::TempDir>,
    /// Counts of the cohorts that were looked at.
    facts: BTreeMap<i64, CohortFacts>,
}

impl Session {
    pub(crate) fn new(host: Arc<dyn Host>) -> Self {
        Self {
            host,
            state: State::Unknown,
            last: None,
            reason: LockReason::SignedOut,
            idle_minutes: USUAL_IDLE_MINUTES,
            next_attempt: Duration::ZERO,
        }
    }

    /// Looks for the vault at the first call.
    fn look(&mut self) -> Result<(), Error> {
        if !matches!(self.state, State::Unknown) {
            return Ok(());
        }
        let folder = self.host.vault_folder();
        // An empty folder, or none, is where a vault will be made.
        let is_there = folder.read_dir().is_ok_and(|mut entries| entries.next().is_some());
        self.state = if is_there { State::Locked(self.enter()?) } else { State::Absent };
        Ok(())
    }

    fn enter(&self) -> Result<LockedVault, Error> {
        LockedVault::enter(&self.host.vault_folder(), &self.host.station(), self.clock()).map_err(failure::vault)
    }

    /// Folder of the fine-tunes that belong to the vault of this process, or to the place where one will be made.
    pub(crate) fn runs_root(&self) -> PathBuf {
        match &self.state {
            State::Open(open) => open.throw_away.as_ref().map(|folder| folder.path().join("runs")),
            State::Unknown | State::Absent | State::Locked(_) => None,
        }
        .unwrap_or_else(|| self.host.runs_folder())
    }

    /// The open vault, whoever signed in: for what the program writes down by itself.
    pub(crate) fn if_open(&mut self) -> Option<&mut OpenVault> {
        match &mut self.state {
            State::Open(open) => Some(open),
            State::Unknown | State::Absent | State::Locked(_) => None,
        }
    }

    /// Whether there is no vault on this machine; not known before somebody has looked.
    pub(crate) fn is_without_vault(&self) -> bool {
        matches!(self.state, State::Unknown | State::Absent)
    }

    /// Name of whoever signed in; empty where there is no vault or it is the demonstration.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn person_name(&self) -> Result<String, Error> {
        match &self.state {
            State::Open(open) => Ok(self.person(open)?.map(|person| person.name).unwrap_or_default()),
            State::Unknown | State::Absent | State::Locked(_) => Ok(String::new()),
        }
    }

    /// Whether the open vault is the throw-away one of the demonstration.
    pub(crate) fn is_demonstration(&self) -> bool {
        matches!(&self.state, State::Open(open) if open.throw_away.is_some())
    }

    /// The host's clock as the vault reads it.
    pub(crate) fn clock(&self) -> Arc<dyn isocenter_store::Clock> {
        let host = Arc::clone(&self.host);
        Arc::new(move || host.now())
    }

    pub(crate) fn host(&self) -> &dyn Host {
        self.host.as_ref()
    }

    /// What the window needs to know before anything else.
    ///
    /// # Errors
    /// A vault that cannot be entered: in use elsewhere, damaged, newer.
    pub(crate) fn view(&mut self) -> Result<SessionView, Error> {
        self.look()?;
        Ok(match &self.state {
            State::Unknown | State::Absent => SessionView::NoVault { places: places(Standing::WithoutVault) },
            State::Locked(locked) => SessionView::Locked {
                people: locked.people().iter().map(person_of_hint).collect(),
                last: self.last.clone(),
                reason: self.reason,
                idle_minutes: self.idle_minutes,
                wait_seconds: self.wait_seconds(),
            },
            State::Open(open) => {
                let person = self.person(open)?;
                SessionView::Open {
                    person,
                    is_demonstration: open.throw_away.is_some(),
                    places: places(open.standing()),
                    idle_minutes: self.idle_minutes,
                    waiting: open.waiting()?,
                }
            }
        })
    }

    fn wait_seconds(&self) -> u32 {
        let left = self.next_attempt.saturating_sub(self.host.elapsed()).as_millis().div_ceil(1000);
        u32::try_from(left).unwrap_or(u32::MAX)
    }

    /// What a refused password means for the next one.
    pub(crate) fn note_refusal(&mut self, refusal: isocenter_store::Error) -> Error {
        use isocenter_store::Error::{MustWait, WrongPassphrase};
        if let WrongPassphrase { wait_seconds, .. } | MustWait { wait_seconds } = &refusal {
            self.next_attempt = self.host.elapsed() + Duration::from_secs(*wait_seconds);
        }
        failure::vault(refusal)
    }

    fn person(&self, open: &OpenVault) -> Result<Option<PersonView>, Error> {
        let Some(account) = open.vault.actor().account() else { return Ok(None) };
        let row = open.vault.read().account(account).map_err(failure::vault)?;
        Ok(row.map(|row| PersonView { account: row.id.0.to_string(), name: row.display_name, role: row.role.into() }))
    }

    /// The open vault, if whoever works may do this.
    ///
    /// # Errors
    /// `locked`, `not_permitted`.
    pub(crate) fn open_for(&mut self, what: Permission) -> Result<&mut OpenVault, Error> {
        self.permit(what)?;
        match &mut self.state {
            State::Open(open) => Ok(open),
            State::Unknown | State::Absent | State::Locked(_) => Err(locked()),
        }
    }

    /// Whether this may be done now.
    ///
    /// # Errors
    /// `locked`, `not_permitted`; a vault that cannot be entered.
    pub(crate) fn permit(&mut self, what: Permission) -> Result<(), Error> {
        self.look()?;
        let standing = match &self.state {
            State::Unknown | State::Absent => Standing::WithoutVault,
            State::Locked(_) => return Err(locked()),
            State::Open(open) => open.standing(),
        };
        if may(standing, what) { Ok(()) } else { Err(not_permitted()) }
    }

    /// The locked vault, to be opened.
    ///
    /// # Errors
    /// When there is none, or it is open.
    pub(crate) fn locked(&mut self) -> Result<&mut LockedVault, Error> {
        self.look()?;
        match &mut self.state {
            State::Locked(locked) => Ok(locked),
            State::Unknown | State::Absent | State::Open(_) => {
                Err(Error::new(ErrorCode::BadInput, "nobody can sign in now", "lock the vault first"))
            }
        }
    }

    /// Refuses where there is a vault already.
    ///
    /// # Errors
    /// `bad_input`.
    pub(crate) fn refuse_second_vault(&mut self) -> Result<(), Error> {
        self.look()?;
        match &self.state {
            State::Unknown | State::Absent => Ok(()),
            State::Open(open) if open.throw_away.is_some() => Ok(()),
            State::Locked(_) | State::Open(_) => {
                Err(Error::new(ErrorCode::BadInput, "there is a vault on this machine already", "sign in to it"))
            }
        }
    }

    /// Opens the locked vault with what was unlocked.
    ///
    /// # Errors
    /// A vault that is not as it was sealed.
    pub(crate) fn open(&mut self, unlocked: isocenter_store::Unlocked) -> Result<(), Error> {
        let State::Locked(locked) = std::mem::replace(&mut self.state, State::Unknown) else { return Err(locked()) };
        self.adopt(locked.open(unlocked).map_err(failure::vault)?)
    }

    /// Takes an open vault as the one of this process.
    ///
    /// # Errors
    /// When its settings cannot be read.
    pub(crate) fn adopt(&mut self, vault: Vault) -> Result<(), Error> {
        let idle = vault.read().setting(IDLE_SETTING).map_err(failure::vault)?;
        self.idle_minutes = idle.and_then(|text| text.parse().ok()).unwrap_or(USUAL_IDLE_MINUTES);
        self.state = State::Open(Box::new(OpenVault::new(vault, None)));
        Ok(())
    }

    /// Makes the throw-away vault of the demonstration; its key is in memory only.
    ///
    /// # Errors
    /// No room for it.
    pub(crate) fn begin_demonstration(&mut self) -> Result<&mut OpenVault, Error> {
        self.refuse_second_vault()?;
        let folder = tempfile::Builder::new().prefix("isocenter-demonstration-").tempdir();
        let folder = folder.map_err(|source| crate::files::cannot_write(&std::env::temp_dir(), &source))?;
        let key = VaultKey::random().map_err(failure::vault)?;
        let path = folder.path().join("vault");
        let vault = Vault::create_throw_away(&path, key, &self.host.station(), self.clock()).map_err(failure::vault)?;
        self.state = State::Open(Box::new(OpenVault::new(vault, Some(folder))));
        self.open_for(Permission::Curate)
    }

    /// Locks: the key is forgotten, the folder stays taken. The demonstration is thrown away.
    ///
    /// # Errors
    /// A full disk; the key is forgotten all the same.
    pub(crate) fn lock(&mut self, reason: LockReason) -> Result<(), Error> {
        let State::Open(open) = &self.state else { return Ok(()) };
        self.last = self.person(open)?;
        self.reason = reason;
        self.forget_key(match reason {
            LockReason::SignedOut | LockReason::Requested => LockCause::Requested,
            LockReason::Idle => LockCause::Idle,
        })
    }

    /// Locks because the program ends.
    ///
    /// # Errors
    /// As [`Session::lock`].
    pub(crate) fn end(&mut self) -> Result<(), Error> {
        self.forget_key(LockCause::ProgramEnded)
    }

    fn forget_key(&mut self, cause: LockCause) -> Result<(), Error> {
        if !matches!(self.state, State::Open(_)) {
            return Ok(());
        }
        let State::Open(open) = std::mem::replace(&mut self.state, State::Unknown) else { return Ok(()) };
        let is_throw_away = open.throw_away.is_some();
        let locked = open.vault.lock(cause).map_err(failure::vault)?;
        self.state = if is_throw_away { State::Absent } else { State::Locked(locked) };
        Ok(())
    }

    pub(crate) fn set_idle_minutes(&mut self, minutes: u32) {
        self.idle_minutes = minutes;
    }
}

impl OpenVault {
    fn new(vault: Vault, throw_away: Option<tempfile::TempDir>) -> Self {
        Self { vault, throw_away, facts: BTreeMap::new() }
    }

    /// Asks the counts of a cohort, which are worked out at the first question.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn with_facts<T>(
        &mut self,
        cohort: &CohortRow,
        ask: impl FnOnce(&CohortFacts) -> T,
    ) -> Result<T, Error> {
        if !self.facts.contains_key(&cohort.id.0) {
            let mapping = CohortSources::of(self.vault.read(), cohort.id)?.mapping;
            let facts = CohortFacts::of(self.vault.read(), cohort.id, mapping)?;
            self.facts.insert(cohort.id.0, facts);
        }
        let facts = self.facts.get(&cohort.id.0);
        facts.map(ask).ok_or_else(locked)
    }

    /// Keeps the counts up with a decision about a case.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn keep_up_facts(&mut self, row: &CaseRow, case: &CuratedCase) -> Result<(), Error> {
        if let Some(facts) = self.facts.get_mut(&row.cohort.0) {
            facts.take(assets::icd10_catalog()?, row, Some(case));
        }
        Ok(())
    }

    /// The counts are worked out anew when they are asked for next.
    pub(crate) fn forget_facts(&mut self, cohort: CohortId) {
        self.facts.remove(&cohort.0);
    }

    pub(crate) fn standing(&self) -> Standing {
        match self.vault.actor() {
            Actor::Person { role, .. } => Standing::SignedIn(role),
            Actor::RecoveryCode => Standing::Recovering,
            Actor::Program => Standing::Demonstration,
        }
    }

    /// The account of whoever works.
    pub(crate) fn account(&self) -> Option<AccountId> {
        self.vault.actor().account()
    }

    /// The account of whoever signed in by name.
    ///
    /// # Errors
    /// In the demonstration and under the recovery code, nobody did.
    pub(crate) fn signed_in(&self) -> Result<AccountId, Error> {
        let nobody = || Error::new(ErrorCode::NotPermitted, "nobody is signed in by name", "sign in first");
        self.account().ok_or_else(nobody)
    }

    /// What waits for this person.
    fn waiting(&self) -> Result<Vec<WaitingCount>, Error> {
        let mut counts = Vec::new();
        if may(self.standing(), Permission::Curate) {
            let reading = self.vault.read();
            let mut count = 0;
            for cohort in reading.cohorts().map_err(failure::vault)? {
                count += crate::rows::waiting(reading, &cohort)?;
            }
            counts.push(WaitingCount { place: Place::Curate, count });
        }
        counts.extend(crate::commands::grading_waiting(self)?);
        counts.extend(crate::commands::letters_waiting(self)?);
        counts.retain(|waiting| waiting.count > 0);
        Ok(counts)
    }
}

fn locked() -> Error {
    Error::new(ErrorCode::Locked, "nobody is signed in", "sign in first")
}

fn not_permitted() -> Error {
    Error::new(ErrorCode::NotPermitted, "this account may not do that", "ask whoever keeps the accounts")
}

fn person_of_hint(hint: &PersonHint) -> PersonView {
    PersonView { account: hint.account.0.to_string(), name: hint.display_name.clone(), role: hint.role.into() }
}

impl From<isocenter_store::Role> for Role {
    fn from(role: isocenter_store::Role) -> Self {
        use isocenter_store::Role as Stored;
        match role {
            Stored::Resident => Self::Resident,
            Stored::Oncologist => Self::Oncologist,
            Stored::SeniorOncologist => Self::SeniorOncologist,
            Stored::Physicist => Self::Physicist,
            Stored::Administrator => Self::Administrator,
        }
    }
}

impl From<Role> for isocenter_store::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Resident => Self::Resident,
            Role::Oncologist => Self::Oncologist,
            Role::SeniorOncologist => Self::SeniorOncologist,
            Role::Physicist => Self::Physicist,
            Role::Administrator => Self::Administrator,
        }
    }
}
