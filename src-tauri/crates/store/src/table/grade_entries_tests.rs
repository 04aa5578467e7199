//! A full disk while somebody grades.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::sync::Arc;

use isocenter_domain::Redacted;

use super::*;
use crate::audit_entry::{Action, AuditEntry, Subject, SubjectKind};
use crate::key::VaultKey;
use crate::lock::Station;
use crate::table::{GradingItemKind, GradingItemRow, GradingOrigin, NewGrading, Role};
use crate::vault::Vault;
use crate::{Hash, KdfCost, NewPerson, Passphrase};

fn text(text: &str) -> Redacted<String> {
    Redacted::new(text.to_owned())
}

fn vault_with_a_grader(folder: &std::path::Path) -> (Vault, GradePlace) {
    let clock = || jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
    let station = Station { user: "keller".into(), host: "planning-3".into() };
    let mut vault = Vault::create_throw_away(folder, VaultKey::random().unwrap(), &station, Arc::new(clock)).unwrap();
    let person = NewPerson { display_name: "Bo Lind".into(), role: Role::Resident };
    let account = vault.add_person(&person, &Passphrase::new("right".into()), KdfCost::FLOOR).unwrap();
    let mut change = vault.write().unwrap();
    let (name, origin, protocol) = ("Prostate".into(), GradingOrigin::Packet, "{}".into());
    let sha256 = Some(Hash::from_bytes([1; 32]));
    let grading = change.insert_grading(&NewGrading { name, origin, study: None, protocol, sha256 }).unwrap();
    let item = GradingItemRow { kind: GradingItemKind::Case, number: 1, label: "P-1".into(), content: text("{}") };
    change.insert_grading_items(grading, &[item]).unwrap();
    change.commit(&[AuditEntry::new(Action::PacketOpened, Subject::new(SubjectKind::Grading, grading.0))]).unwrap();
    (vault, GradePlace { grading, account, round: GradeRound::First, item: 1 })
}

/// A database that may not grow fails as one on a full disk: SQLITE_FULL.
#[test]
fn a_grade_on_a_full_disk_is_not_recorded_and_is_as_soon_as_there_is_room() {
    let temporary = tempfile::tempdir().unwrap();
    let (mut vault, place) = vault_with_a_grader(&temporary.path().join("vault"));
    let entry = |grade: u8, replaces: Option<GradeEntryId>| NewGradeEntry {
        place,
        act: GradeAct::Graded,
        grade: Some(grade),
        reason: text(""),
        comment: text(&"a long comment ".repeat(1_000)),
        is_flagged: true,
        focus_ms: 1,
        recorded_at_us: 2,
        replaces,
        packet: None,
    };
    let record = |vault: &mut Vault, entry: &NewGradeEntry| {
        let mut change = vault.write()?;
        let id = change.insert_grade_entry(entry)?;
        change
            .commit(&[AuditEntry::new(Action::GradeRecorded, Subject::new(SubjectKind::Grading, place.grading.0))])?;
        Ok::<_, Error>(id)
    };
    let first = record(&mut vault, &entry(4, None)).unwrap();
    let before = vault.checkpoint();
    let correction = entry(2, Some(first));
    vault.connection.pragma_update(None, "max_page_count", 1).unwrap();
    for _ in 0..3 {
        assert!(matches!(record(&mut vault, &correction), Err(Error::DiskFull)));
        assert_eq!(vault.checkpoint(), before);
        assert_eq!(vault.read().current_grade(place).unwrap().unwrap().entry.grade, Some(4));
        assert_eq!(vault.read().grade_entries_at(place).unwrap(), 1);
    }
    vault.connection.pragma_update(None, "max_page_count", 1_000_000).unwrap();
    let second = record(&mut vault, &correction).unwrap();
    assert_eq!(second, GradeEntryId(first.0 + 1), "the tries before it used no number");
    assert_eq!(vault.read().current_grade(place).unwrap().unwrap().id, second);
    assert_eq!(vault.read().grade_entries_at(place).unwrap(), 2);
    assert!(vault.read().verify_grades().unwrap().is_empty());
    assert!(vault.read().verify_audit(Some(&before)).unwrap().holds());
}
