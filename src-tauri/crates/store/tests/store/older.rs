//! A vault as an older program left it, opened by this one.

use isocenter_store::{Action, AuditEntry, Subject, Vault};

use crate::fixture::{Place, case, new_cohort};

/// Tables that each version after the first added.
const ADDED: [&[&str]; 5] = [
    &["base_models", "training_runs", "run_evaluations", "releases"],
    &["studies", "study_samples"],
    &[
        "gradings",
        "grading_amendments",
        "grading_locks",
        "grading_items",
        "grade_entries",
        "current_grades",
        "panel_votes",
        "panel_decisions",
        "current_decisions",
        "panel_signatures",
        "grading_packets",
    ],
    &[
        "letter_cases",
        "letter_versions",
        "letter_signatures",
        "letter_studies",
        "letter_study_raters",
        "letter_study_items",
        "letter_ratings",
        "current_letter_ratings",
    ],
    &["suggestions", "suggestion_decisions", "check_rules", "similar_indexes"],
];

/// The version that this program writes.
pub const CURRENT: u32 = 1 + ADDED.len() as u32;

/// A vault that the program of `version` left with one case in it. Asserts that the case is there when this program
/// opens it, and that the audit log tells from which version it was brought to which.
pub fn brought_up_from(version: u32) -> (Place, Vault) {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    let id = change.insert_cases(cohort, [&case("1")]).unwrap()[0];
    change.commit(&[AuditEntry::new(Action::CohortImported, Subject::VAULT)]).unwrap();
    vault.close().unwrap();
    put_back_to(&place, version);

    let vault = place.open_keyed().unwrap();
    assert_eq!(vault.read().case(id).unwrap().unwrap().case.label, "1");
    let log = vault.read().audit_after(0, 100).unwrap();
    let migrated = log.iter().find(|entry| entry.action == "migrated").unwrap();
    let told = [version, CURRENT].map(|version| format!("number {version}"));
    assert_eq!([migrated.old.as_ref(), migrated.new.as_ref()], told.each_ref().map(Some));
    assert!(vault.read().verify_audit(None).unwrap().holds());
    (place, vault)
}

/// Takes away what later versions added, in a vault that has none of it yet.
fn put_back_to(place: &Place, version: u32) {
    let raw = place.raw();
    for table in ADDED[version as usize - 1..].concat().iter().rev() {
        raw.execute_batch(&format!("DROP TABLE {table}")).unwrap();
    }
    raw.pragma_update(None, "user_version", version).unwrap();
}
