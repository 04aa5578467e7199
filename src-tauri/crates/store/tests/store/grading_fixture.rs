//! A study of grades with two graders, and what they record.

use isocenter_domain::Redacted;
use isocenter_store::{
    AccountId, Action, AuditEntry, Error, GradeAct, GradeEntryId, GradePlace, GradeRound, GradingId, GradingItemKind,
    GradingItemRow, GradingOrigin, Hash, NewGradeEntry, NewGrading, Role, Subject, SubjectKind, Vault,
    WriteTransaction,
};

use crate::fixture::{CANARY, CHEAP, Place, passphrase, person};

/// A vault in which the physicist is signed in.
pub struct Graded {
    pub place: Place,
    pub vault: Vault,
    pub graders: [AccountId; 2],
    pub grading: GradingId,
}

/// A vault in which the physicist is signed in, and two more people.
pub fn with_two_people() -> (Place, Vault, [AccountId; 2]) {
    let place = Place::new();
    // Made with the key that `Place::raw` knows.
    let mut vault = place.keyed_vault();
    vault.add_person(&person("Ada Vogt", Role::Physicist), &passphrase("right"), CHEAP).unwrap();
    vault.close().unwrap();
    let mut vault = opened(&place).unwrap();
    let people = ["Bo Lind", "Cy Maas"]
        .map(|name| vault.add_person(&person(name, Role::Resident), &passphrase(name), CHEAP).unwrap());
    (place, vault, people)
}

/// An open study of so many regimens and two examples.
pub fn graded(items: u32) -> Graded {
    let (place, mut vault, graders) = with_two_people();
    let grading = changed(&mut vault, |change| {
        let id = draft(change, items);
        change.open_grading(id, r#"{"v":1}"#, hash(1)).unwrap();
        id
    });
    Graded { place, vault, graders, grading }
}

impl Graded {
    pub fn reopen(self) -> Self {
        let Self { place, vault, graders, grading } = self;
        vault.close().unwrap();
        let vault = opened(&place).unwrap();
        Self { place, vault, graders, grading }
    }

    pub fn at(&self, grader: usize, item: u32) -> GradePlace {
        GradePlace { grading: self.grading, account: self.graders[grader], round: GradeRound::First, item }
    }

    pub fn record(&mut self, entry: &NewGradeEntry) -> Result<GradeEntryId, Error> {
        record(&mut self.vault, entry)
    }
}

/// The vault as the physicist opens it.
pub fn opened(place: &Place) -> Result<Vault, Error> {
    let mut locked = place.enter()?;
    let slot = locked.people()[0].slot;
    let unlocked = locked.unlock(slot, &passphrase("right"))?;
    locked.open(unlocked)
}

/// A draft with its regimens and two examples.
pub fn draft(change: &mut WriteTransaction<'_>, items: u32) -> GradingId {
    let grading = NewGrading {
        name: "Prostate 2026".into(),
        origin: GradingOrigin::Here,
        study: None,
        protocol: "{}".into(),
        sha256: None,
    };
    let id = change.insert_grading(&grading).unwrap();
    let cases = (1..=items).map(|number| regimen(GradingItemKind::Case, number));
    let examples = (1..=2).map(|number| regimen(GradingItemKind::Example, number));
    change.insert_grading_items(id, &cases.chain(examples).collect::<Vec<_>>()).unwrap();
    id
}

pub fn regimen(kind: GradingItemKind, number: u32) -> GradingItemRow {
    let content = Redacted::new(format!(r#"{{"diagnosis":"{CANARY}","generated":"plan {number}"}}"#));
    GradingItemRow { kind, number, label: format!("P-{number}"), content }
}

pub fn hash(byte: u8) -> Hash {
    Hash::from_bytes([byte; 32])
}

pub fn changed<T>(vault: &mut Vault, act: impl FnOnce(&mut WriteTransaction<'_>) -> T) -> T {
    let mut change = vault.write().unwrap();
    let result = act(&mut change);
    change.commit(&[AuditEntry::new(Action::GradingMade, Subject::VAULT)]).unwrap();
    result
}

/// One entry with its audit entry, as the application commits it.
pub fn record(vault: &mut Vault, entry: &NewGradeEntry) -> Result<GradeEntryId, Error> {
    let action = match (entry.act, entry.replaces) {
        (GradeAct::Withdrawn, _) => Action::GradeWithdrawn,
        (_, None) => Action::GradeRecorded,
        (_, Some(_)) => Action::GradeCorrected,
    };
    let mut change = vault.write()?;
    let id = change.insert_grade_entry(entry)?;
    change.commit(&[AuditEntry::new(action, Subject::new(SubjectKind::Grading, entry.place.grading.0))])?;
    Ok(id)
}

pub fn grade(place: GradePlace, grade: u8, replaces: Option<GradeEntryId>) -> NewGradeEntry {
    NewGradeEntry {
        place,
        act: GradeAct::Graded,
        grade: Some(grade),
        reason: Redacted::new(String::new()),
        comment: Redacted::new(CANARY.into()),
        is_flagged: false,
        focus_ms: 12_000,
        recorded_at_us: 1_790_000_000_000_000,
        replaces,
        packet: None,
    }
}

pub fn withdrawal(place: GradePlace, replaces: GradeEntryId) -> NewGradeEntry {
    NewGradeEntry { act: GradeAct::Withdrawn, grade: None, ..grade(place, 1, Some(replaces)) }
}

pub fn skip(place: GradePlace, replaces: Option<GradeEntryId>) -> NewGradeEntry {
    let reason = Redacted::new("not my site".into());
    NewGradeEntry { act: GradeAct::Skipped, grade: None, reason, ..grade(place, 1, replaces) }
}
