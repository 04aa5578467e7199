//! The tables: what is stored comes back, and what is frozen stays.

use isocenter_domain::Redacted;
use isocenter_store::{
    Action, AuditEntry, CaseDecision, CaseSummaryRow, CohortState, DraftKind, Drop, Error, Hash, IdentifierKind,
    IdentifierRow, ImportIssueRow, LockCause, NewCase, NewCohort, Outcome, ReviewState, Role, SplitMember, SplitPart,
    SplitState, Subject, Vault, WriteTransaction,
};

use crate::fixture::{CHEAP, Place, case, new_cohort, passphrase, person, station};

fn changed<T>(vault: &mut Vault, act: impl FnOnce(&mut WriteTransaction<'_>) -> T) -> T {
    let mut change = vault.write().unwrap();
    let result = act(&mut change);
    change.commit(&[AuditEntry::new(Action::RuleChanged, Subject::VAULT)]).unwrap();
    result
}

fn signed_in(place: &Place) -> Vault {
    let first = person("Ada Vogt", Role::Administrator);
    Vault::create(&place.folder, &first, &passphrase("right"), CHEAP, &station(), place.clock.shared()).unwrap().vault
}

fn decision() -> CaseDecision {
    CaseDecision {
        cleaned: Some(Redacted::new("cleaned".into())),
        regimen: Some(Redacted::new("plan 50 Gy/ 25 fx protons".into())),
        modality: Some("proton".into()),
        icd10: None,
        dropped: None,
        review: ReviewState::Done,
        record: Some(Redacted::new(r#"{"decided":true}"#.into())),
    }
}

#[test]
fn a_case_comes_back_as_it_was_stored_and_as_it_was_decided() {
    let place = Place::new();
    let mut vault = signed_in(&place);
    let stored = case("1");
    let (cohort, id) = changed(&mut vault, |change| {
        let cohort = new_cohort(change, "prostate");
        (cohort, change.insert_cases(cohort, [&stored]).unwrap()[0])
    });
    let row = vault.read().case(id).unwrap().unwrap();
    assert_eq!((row.cohort, row.case.original, row.case.regimen), (cohort, stored.original, stored.regimen));
    assert_eq!(row.case.record, stored.record);
    assert_eq!((row.decided_by, row.decided_at_us), (None, None));

    let decision =
        CaseDecision { dropped: Some(Drop { step: "modality".into(), reason: "unknown".into() }), ..decision() };
    changed(&mut vault, |change| change.decide_case(id, &decision).unwrap());
    let row = vault.read().case(id).unwrap().unwrap();
    assert_eq!((row.case.cleaned, row.case.modality, row.case.icd10), (decision.cleaned, decision.modality, None));
    assert_eq!((row.case.regimen, row.case.record), (decision.regimen, decision.record));
    assert_eq!((row.case.dropped, row.case.review), (decision.dropped, ReviewState::Done));
    assert_eq!(row.decided_by.map(|account| account.0), Some(1));
    assert!(row.decided_at_us.is_some());
}

#[test]
fn the_funnel_counts_every_case_once() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let left = |step: &str, reason: &str| Some(Drop { step: step.into(), reason: reason.into() });
    let cohort = changed(&mut vault, |change| {
        let cohort = new_cohort(change, "prostate");
        let cases: Vec<NewCase> = (0..10)
            .map(|number| NewCase {
                dropped: match number {
                    0..=2 => left("plan", "alternative_primaries"),
                    3 => left("plan", "no_plan"),
                    _ => None,
                },
                review: if number == 9 { ReviewState::Open } else { ReviewState::NotNeeded },
                ..case(&number.to_string())
            })
            .collect();
        change.insert_cases(cohort, &cases).unwrap();
        cohort
    });
    let expected = [
        Outcome { dropped: None, cases: 6 },
        Outcome { dropped: left("plan", "alternative_primaries"), cases: 3 },
        Outcome { dropped: left("plan", "no_plan"), cases: 1 },
    ];
    assert_eq!(vault.read().outcomes(cohort).unwrap(), expected);
    assert_eq!(vault.read().count_in_review(cohort, ReviewState::Open).unwrap(), 1);
}

#[test]
fn a_case_is_found_by_its_label_within_its_own_cohort_only() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let (cohort, other, ids) = changed(&mut vault, |change| {
        let (cohort, other) = (new_cohort(change, "prostate"), new_cohort(change, "breast"));
        (cohort, other, change.insert_cases(cohort, [&case("1"), &case("2")]).unwrap())
    });
    let found = |cohort, label| vault.read().case_by_label(cohort, label).unwrap().map(|row| row.id);
    assert_eq!((found(cohort, "1"), found(cohort, "2")), (Some(ids[0]), Some(ids[1])));
    assert_eq!((found(cohort, "3"), found(other, "1")), (None, None));
}

#[test]
fn a_list_names_each_case_in_the_order_of_import_or_those_of_one_state() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let stored = [
        NewCase { cleaned: Some(Redacted::new("cleaned".into())), ..case("9") },
        NewCase {
            dropped: Some(Drop { step: "plan".into(), reason: "no_plan".into() }),
            review: ReviewState::NotNeeded,
            record: None,
            ..case("1")
        },
        NewCase { review: ReviewState::Done, ..case("5") },
    ];
    let (cohort, ids) = changed(&mut vault, |change| {
        let (cohort, other) = (new_cohort(change, "prostate"), new_cohort(change, "breast"));
        change.insert_cases(other, [&case("0")]).unwrap();
        (cohort, change.insert_cases(cohort, &stored).unwrap())
    });
    let expected: Vec<CaseSummaryRow> = ids
        .iter()
        .zip(stored)
        .map(|(id, NewCase { label, cleaned, dropped, review, .. })| CaseSummaryRow {
            id: *id,
            label,
            cleaned,
            dropped,
            review,
        })
        .collect();
    let listed = |review| vault.read().case_summaries(cohort, review).unwrap();
    assert_eq!(listed(None), expected);
    assert_eq!(listed(Some(ReviewState::Open)), expected[..1]);
    assert_eq!(listed(Some(ReviewState::NotNeeded)), expected[1..2]);
    assert_eq!(listed(Some(ReviewState::Done)), expected[2..]);
}

#[test]
fn a_record_that_is_not_json_is_refused_and_the_old_one_stays() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let half = || Some(Redacted::new("{\"spans\":[".to_owned()));
    let id = changed(&mut vault, |change| {
        let cohort = new_cohort(change, "prostate");
        change.insert_cases(cohort, [&case("1")]).unwrap()[0]
    });
    let mut change = vault.write().unwrap();
    let refused = change.decide_case(id, &CaseDecision { record: half(), ..decision() });
    assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{refused:?}");
    let cohort = change.reading().cohorts().unwrap()[0].id;
    let refused = change.insert_cases(cohort, [&NewCase { record: half(), ..case("2") }]);
    assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{refused:?}");
    drop(change);
    assert_eq!(vault.read().case(id).unwrap().unwrap().case.record, case("1").record);
}

#[test]
fn a_frozen_cohort_refuses_every_change_but_the_deletion_of_identifiers() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let identifier = IdentifierRow {
        patient_key: "patient-1".into(),
        kind: IdentifierKind::Name,
        content: Redacted::new("Zebrafink".into()),
    };
    let (cohort, id) = changed(&mut vault, |change| {
        let cohort = new_cohort(change, "prostate");
        let id = change.insert_cases(cohort, [&case("1")]).unwrap()[0];
        change.insert_identifiers(cohort, [&identifier]).unwrap();
        change.freeze_cohort(cohort, Hash::from_bytes([7; 32])).unwrap();
        (cohort, id)
    });
    let row = vault.read().cohort(cohort).unwrap().unwrap();
    assert_eq!((row.state, row.frozen_hash), (CohortState::Frozen, Some(Hash::from_bytes([7; 32]))));

    let issue = ImportIssueRow { file: "plans".into(), row: 1, column: None, reason: "field_count".into() };
    let mut change = vault.write().unwrap();
    let refused = [
        change.insert_cases(cohort, [&case("2")]).map(drop),
        change.decide_case(id, &decision()),
        change.delete_cases(cohort),
        change.set_cohort_rules(cohort, "{}"),
        change.insert_identifiers(cohort, [&identifier]),
        change.insert_import_issues(cohort, [&issue]),
        change.freeze_cohort(cohort, Hash::from_bytes([8; 32])),
    ];
    assert!(refused.iter().all(|result| matches!(result, Err(Error::CohortFrozen { .. }))), "{refused:?}");
    assert_eq!(change.drop_identifiers(cohort).unwrap(), 1);
    change.commit(&[AuditEntry::new(Action::IdentifiersDropped, Subject::VAULT)]).unwrap();
    assert!(vault.read().identifiers(cohort, "patient-1").unwrap().is_empty());
    vault.close().unwrap();
    place.open_keyed().unwrap();
}

#[test]
fn a_split_can_be_made_anew_until_it_is_frozen() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let (cohort, other, ids) = changed(&mut vault, |change| {
        let (cohort, other) = (new_cohort(change, "prostate"), new_cohort(change, "breast"));
        let cases: Vec<NewCase> = (0..4).map(|number| case(&number.to_string())).collect();
        let ids = change.insert_cases(cohort, &cases).unwrap();
        (cohort, other, ids)
    });
    let members = |first: SplitPart| -> Vec<SplitMember> {
        ids.iter()
            .map(|case| SplitMember { case: *case, part: if *case == ids[0] { first } else { SplitPart::Train } })
            .collect()
    };
    changed(&mut vault, |change| change.replace_split(cohort, "regimen", "{}", &members(SplitPart::Train)).unwrap());
    let split =
        changed(&mut vault, |change| change.replace_split(cohort, "regimen", "{}", &members(SplitPart::Test)).unwrap());
    assert_eq!(vault.read().split_members(split).unwrap(), members(SplitPart::Test));

    let mut change = vault.write().unwrap();
    let foreign = change.replace_split(other, "regimen", "{}", &members(SplitPart::Test));
    assert!(matches!(foreign, Err(Error::NoSuchRow { table: "cases", .. })), "a case of another cohort");
    drop(change);

    changed(&mut vault, |change| change.freeze_split(split, Hash::from_bytes([9; 32])).unwrap());
    let row = vault.read().splits(cohort).unwrap().remove(0);
    assert_eq!((row.state, row.frozen_hash), (SplitState::Frozen, Some(Hash::from_bytes([9; 32]))));
    let mut change = vault.write().unwrap();
    let again = change.replace_split(cohort, "regimen", "{}", &members(SplitPart::Train));
    assert!(matches!(again, Err(Error::SplitFrozen { .. })));
    let again = change.freeze_split(split, Hash::from_bytes([1; 32]));
    assert!(matches!(again, Err(Error::SplitFrozen { .. })));
    // The other task of the same cohort is not frozen with it.
    change.replace_split(cohort, "icd10", "{}", &members(SplitPart::Train)).unwrap();
}

#[test]
fn cases_with_all_that_hangs_on_them_can_be_replaced_and_labels_stay_unique() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    let issue = ImportIssueRow { file: "plans".into(), row: 7, column: Some("Dose".into()), reason: "negative".into() };
    let cohort = changed(&mut vault, |change| {
        let cohort = new_cohort(change, "prostate");
        change.insert_cases(cohort, [&case("1"), &case("2")]).unwrap();
        change.insert_import_issues(cohort, [&issue]).unwrap();
        cohort
    });
    assert_eq!(vault.read().import_issues(cohort).unwrap(), [issue]);
    let twice = vault.write().unwrap().insert_cases(cohort, [&case("1")]);
    assert!(matches!(twice, Err(Error::ConstraintBroken { .. })));
    changed(&mut vault, |change| {
        change.delete_cases(cohort).unwrap();
        change.insert_cases(cohort, [&case("1")]).unwrap();
    });
    assert_eq!(vault.read().cases(cohort).unwrap().len(), 1);
    assert!(vault.read().import_issues(cohort).unwrap().is_empty());
    let name_taken = vault.write().unwrap().insert_cohort(&NewCohort {
        name: "prostate".into(),
        sources: "[]".into(),
        rules: "{}".into(),
    });
    assert!(matches!(name_taken, Err(Error::ConstraintBroken { .. })));
}

#[test]
fn a_draft_survives_the_lock_for_the_same_person_only() {
    let place = Place::new();
    let mut vault = signed_in(&place);
    let second = vault.add_person(&person("Bo Lind", Role::Resident), &passphrase("second"), CHEAP).unwrap();
    let text = Redacted::new("half a sentence".to_owned());
    changed(&mut vault, |change| {
        change.save_draft(DraftKind::Grade, 3, &Redacted::new("half".into())).unwrap();
        change.save_draft(DraftKind::Grade, 3, &text).unwrap();
    });
    let mut locked = vault.lock(LockCause::Idle).unwrap();
    let slot = locked.people()[0].slot;
    let unlocked = locked.unlock(slot, &passphrase("right")).unwrap();
    let mut vault = locked.open(unlocked).unwrap();
    let first = vault.actor().account().unwrap();
    assert_eq!(vault.read().draft(first, DraftKind::Grade, 3).unwrap().unwrap().content, text);
    assert_eq!(vault.read().drafts(first).unwrap().len(), 1);
    assert_eq!(vault.read().drafts(second).unwrap(), []);
    changed(&mut vault, |change| change.discard_draft(DraftKind::Grade, 3).unwrap());
    assert_eq!(vault.read().drafts(first).unwrap(), []);
}

#[test]
fn a_setting_is_replaced_by_its_next_value() {
    let place = Place::new();
    let mut vault = place.keyed_vault();
    assert_eq!(vault.read().setting("idle_minutes").unwrap(), None);
    for value in ["5", "10"] {
        changed(&mut vault, |change| change.set_setting("idle_minutes", value).unwrap());
    }
    assert_eq!(vault.read().settings().unwrap(), [("idle_minutes".to_owned(), "10".to_owned())]);
}
