//! No text of a patient in any file of the folder, while the vault is open and after.

use std::fs;
use std::path::Path;

use isocenter_domain::Redacted;
use isocenter_store::{
    Action, AuditEntry, AuditValue, CaseDecision, CohortId, DraftKind, IdentifierKind, IdentifierRow, ReviewState,
    Role, Subject, SubjectKind, Vault,
};

use crate::fixture::{CANARY, CHEAP, Place, case, new_cohort, passphrase, person, station};

/// Bytes that would be an accident: the canary as UTF-8 and as UTF-16, and SQLite's own header.
fn hits(folder: &Path) -> Vec<String> {
    let wide: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let needles: [&[u8]; 3] = [CANARY.as_bytes(), &wide, b"SQLite format 3"];
    let mut hits = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            hits.extend(self::hits(&path));
            continue;
        }
        let content = fs::read(&path).unwrap();
        for needle in needles {
            if content.windows(needle.len()).any(|window| window == needle) {
                hits.push(path.display().to_string());
            }
        }
    }
    hits
}

pub fn assert_no_plain_text(folder: &Path) {
    assert_eq!(hits(folder), Vec::<String>::new(), "plain text on disk");
}

fn fill(vault: &mut Vault) -> CohortId {
    let canary = || Redacted::new(CANARY.to_owned());
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    let cases: Vec<_> = (0..500).map(|number| case(&number.to_string())).collect();
    let ids = change.insert_cases(cohort, &cases).unwrap();
    let identifier = IdentifierRow { patient_key: "patient-0".into(), kind: IdentifierKind::Name, content: canary() };
    change.insert_identifiers(cohort, [&identifier]).unwrap();
    change.save_draft(DraftKind::Diagnosis, 0, &canary()).unwrap();
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();

    let (old, new) = (vault.fingerprint(CANARY), vault.fingerprint("cleaned"));
    let mut change = vault.write().unwrap();
    let decision = CaseDecision {
        cleaned: Some(canary()),
        regimen: Some(canary()),
        modality: None,
        icd10: None,
        dropped: None,
        review: ReviewState::Done,
        record: case("0").record,
    };
    change.decide_case(ids[0], &decision).unwrap();
    let entry = AuditEntry::new(Action::CaseDecided, Subject::new(SubjectKind::Case, ids[0].0)).changing(
        "cleaned",
        Some(AuditValue::Fingerprint(old)),
        Some(AuditValue::Fingerprint(new)),
    );
    change.commit(&[entry]).unwrap();
    cohort
}

#[test]
fn the_canary_is_in_no_file_while_the_vault_is_open_nor_after_it_is_closed() {
    let place = Place::new();
    let first = person("Ada Vogt", Role::Administrator);
    let created =
        Vault::create(&place.folder, &first, &passphrase(CANARY), CHEAP, &station(), place.clock.shared()).unwrap();
    let mut vault = created.vault;
    let cohort = fill(&mut vault);
    assert!(place.file("vault.db-wal").is_file() && place.file("vault.db-shm").is_file());
    assert_no_plain_text(&place.folder);
    vault.backup_job().run().unwrap();
    let row = vault.read().cases(cohort).unwrap().remove(0).case;
    assert!(row.original.reveal().contains(CANARY) && row.record.unwrap().reveal().contains(CANARY));
    assert_no_plain_text(&place.folder);
    vault.close().unwrap();
    assert_no_plain_text(&place.folder);
}

#[test]
fn the_audit_chain_knows_a_changed_text_by_its_fingerprint_only() {
    let place = Place::new();
    let mut vault = Vault::create(
        &place.folder,
        &person("Ada Vogt", Role::Administrator),
        &passphrase("x"),
        CHEAP,
        &station(),
        place.clock.shared(),
    )
    .unwrap()
    .vault;
    fill(&mut vault);
    let records = vault.read().audit_after(0, 1000).unwrap();
    assert!(!format!("{records:?}").contains("Zebrafink"));
    let decided = records.last().unwrap();
    assert!(decided.old.as_deref().unwrap().starts_with("fingerprint "));
    assert_ne!(decided.old, decided.new);
    assert_eq!(vault.fingerprint(CANARY), vault.fingerprint(CANARY));
}

#[test]
fn the_same_text_has_another_fingerprint_in_another_vault() {
    let (one, other) = (Place::new(), Place::new());
    let key = isocenter_store::VaultKey::random().unwrap();
    let other = Vault::create_throw_away(&other.folder, key, &station(), other.clock.shared()).unwrap();
    assert_ne!(one.keyed_vault().fingerprint(CANARY), other.fingerprint(CANARY));
}

#[test]
fn rows_with_text_of_a_patient_do_not_show_it_to_debug() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    change.insert_cases(cohort, [&case("1")]).unwrap();
    let reading = change.reading();
    let (rows, list) = (reading.cases(cohort).unwrap(), reading.case_summaries(cohort, None).unwrap());
    let shown = format!("{rows:?} {list:?}");
    assert!(shown.contains("Redacted(") && !shown.contains("Zebrafink"), "{shown}");
}

#[test]
fn an_error_names_no_text_of_a_patient() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    let twice = isocenter_store::NewCase { label: CANARY.into(), ..case("1") };
    let error = change.insert_cases(cohort, [&twice, &twice]).unwrap_err();
    assert!(matches!(error, isocenter_store::Error::ConstraintBroken { .. }));
    assert!(!format!("{error} {error:?}").contains("Zebrafink"));
}
