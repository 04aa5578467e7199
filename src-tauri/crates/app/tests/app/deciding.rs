//! What stands beside a suggestion, what is decided about it and kept, in a clinic with a vault and without one.

use std::sync::Arc;

use isocenter_app::wire::{
    AgreementStanding, Arm, ArmChoice, CheckAcknowledgement, CheckLevel, CheckRuleChange, CheckRulesChange,
    CheckSeverity, CheckView, DecisionKind, DecisionRequest, LibraryRows, LockReason, NewAccount, PlanCheckRequest,
    Role, SampleAgreement, SimilarCases, SuggestEvent, SuggestRequest,
};
use isocenter_app::{Application, ErrorCode, commands};

use crate::finetuning::clinic::Clinic;
use crate::fixture::{House, request};
use crate::permissions::PASSWORD;

const BREAST: &str =
    "62 y/o F, IDC left breast upper outer quadrant, pT1c N0(sn) M0, grade 2, ER+ PR+ HER2-, s/p lumpectomy + SLNB";

/// What an arm showed.
struct Answer {
    suggestion: String,
    text: String,
    agreement: SampleAgreement,
    checks: Vec<CheckView>,
    similar: SimilarCases,
    library: LibraryRows,
}

fn asked(application: &Arc<Application>, asked: &SuggestRequest) -> Answer {
    let mut events = Vec::new();
    commands::suggest(application, asked, &mut |event| events.push(event)).unwrap();
    let (mut agreement, mut evidence, mut suggestion, mut first) = (None, None, None, None);
    for event in events {
        match event {
            SuggestEvent::RegimenDone { text, .. } => first = Some(text),
            SuggestEvent::Agreement { agreement: found, .. } => agreement = Some(found),
            SuggestEvent::Evidence { checks, similar, library, .. } => evidence = Some((checks, similar, library)),
            SuggestEvent::Finished { suggestion: named, .. } => suggestion = Some(named),
            _ => {}
        }
    }
    let (agreement, (checks, similar, library)) = (agreement.unwrap(), evidence.unwrap());
    let text = agreement.groups.first().map_or(first.unwrap(), |largest| largest.text.clone());
    Answer { suggestion: suggestion.unwrap(), text, agreement, checks, similar, library }
}

fn breast(samples: u32) -> SuggestRequest {
    let of = request(ArmChoice::Tuned);
    SuggestRequest { model: "demo".into(), diagnosis: BREAST.into(), temperature: 0.5, samples, ..of }
}

fn decision(answer: &Answer, kind: DecisionKind) -> DecisionRequest {
    DecisionRequest {
        suggestion: answer.suggestion.clone(),
        arm: Arm::Tuned,
        kind,
        reason: String::new(),
        plan: None,
        acknowledged: Vec::new(),
        alpha_beta_gy: Some(4.0),
    }
}

/// Every stop of these checks with a reason.
fn acknowledged(checks: &[CheckView]) -> Vec<CheckAcknowledgement> {
    let stops = checks.iter().filter(|check| check.level == CheckLevel::Stop);
    stops.map(|check| CheckAcknowledgement { rule: check.rule.clone(), reason: "weighed".into() }).collect()
}

#[test]
fn samples_agree_checks_come_exceptions_first_and_past_cases_are_those_of_training() {
    let clinic = Clinic::open();
    let answer = asked(clinic.app(), &breast(6));
    assert_eq!((answer.agreement.asked, answer.agreement.drawn), (6, 6));
    let grouped: u32 = answer.agreement.groups.iter().map(|group| group.count).sum();
    assert_eq!(grouped + answer.agreement.unread, 6);
    assert!(answer.agreement.groups.is_sorted_by(|one, next| one.count >= next.count));
    assert_ne!(answer.agreement.standing, AgreementStanding::Drawing);
    let order = |level| {
        [CheckLevel::Stop, CheckLevel::Look, CheckLevel::Pass, CheckLevel::NotChecked].iter().position(|l| *l == level)
    };
    assert!(answer.checks.is_sorted_by_key(|check| order(check.level)), "exceptions first");
    assert!(answer.checks.len() > 10 && answer.checks.iter().all(|check| !check.source.is_empty()));
    assert!(!answer.similar.cases.is_empty() && answer.similar.cases.len() <= 5);
    assert!(answer.similar.cases.is_sorted_by(|one, next| one.similarity >= next.similarity));
    let equal = answer.similar.cases.iter().filter(|case| case.equals_suggestion).count();
    assert_eq!(answer.similar.equal as usize, equal);
    assert!(answer.library.rows.iter().all(|row| !row.source.is_empty()));
    assert!(answer.library.rows.is_sorted_by_key(|row| !row.equals_suggestion));
}

#[test]
fn the_patients_own_case_is_not_among_the_similar_ones() {
    let clinic = Clinic::open();
    let nearest = asked(clinic.app(), &breast(1)).similar.cases.remove(0).diagnosis;
    let again = |diagnosis: String| asked(clinic.app(), &SuggestRequest { diagnosis, ..breast(1) }).similar;
    let typed_otherwise = format!("  {}  ", nearest.to_uppercase());
    let with_identifiers = format!("Pt John Millerton. MRN 00481516. {nearest}");
    for text in [nearest.clone(), typed_otherwise, format!("{nearest} Seen today."), with_identifiers] {
        let similar = again(text);
        assert!(!similar.cases.is_empty());
        assert!(similar.cases.iter().all(|case| case.diagnosis != nearest));
    }
}

#[test]
fn where_each_token_is_the_likeliest_one_sample_is_drawn_and_too_many_are_refused() {
    let clinic = Clinic::open();
    let answer = asked(clinic.app(), &SuggestRequest { temperature: 0.0, ..breast(10) });
    assert_eq!((answer.agreement.asked, answer.agreement.drawn), (1, 1));
    for samples in [0, 51] {
        let refused = commands::suggest(clinic.app(), &breast(samples), &mut |_| ()).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::BadInput);
    }
}

#[test]
fn a_plan_can_be_copied_once_it_was_accepted_with_every_stop_weighed() {
    let clinic = Clinic::open();
    let answer = asked(clinic.app(), &breast(3));
    let accepted =
        DecisionRequest { acknowledged: acknowledged(&answer.checks), ..decision(&answer, DecisionKind::Accepted) };
    if !accepted.acknowledged.is_empty() {
        let without = DecisionRequest { acknowledged: Vec::new(), ..accepted.clone() };
        assert_eq!(commands::decide_suggestion(clinic.app(), &without).unwrap_err().code(), ErrorCode::BadInput);
    }
    let decided = commands::decide_suggestion(clinic.app(), &accepted).unwrap();
    assert!(decided.is_kept);
    assert_eq!(decided.plan.as_deref(), Some(answer.text.as_str()));
    let copied = decided.copy_text.unwrap();
    assert!(copied.contains(&answer.text) && copied.contains("EQD2") && copied.contains("ICD-10 code suggested: "));
    assert!(copied.ends_with("Research use only: every suggestion needs a physician’s judgement."));
    assert!(!copied.contains("62 y/o"), "the diagnosis is not copied");
    let earlier = commands::earlier_suggestions(clinic.app()).unwrap();
    assert_eq!((earlier.len(), earlier[0].decision), (1, Some(DecisionKind::Accepted)));
    assert_eq!((earlier[0].diagnosis.as_str(), earlier[0].plan.as_str()), (BREAST, answer.text.as_str()));
}

#[test]
fn an_edited_plan_is_checked_anew_and_its_stops_must_be_weighed_too() {
    let clinic = Clinic::open();
    let answer = asked(clinic.app(), &breast(1));
    let plan = "plan 4005 Gy/ 15 fx photons, 3DCRT to right breast. primary, photon, 4005Gy, fractions:15";
    let request = PlanCheckRequest { suggestion: answer.suggestion.clone(), arm: Arm::Tuned, plan: plan.into() };
    let checked = commands::check_plan(clinic.app(), &request).unwrap();
    let stops = acknowledged(&checked.checks);
    assert!(!stops.is_empty(), "4005 Gy to the other side stops");
    let edited = DecisionRequest { plan: Some(plan.into()), ..decision(&answer, DecisionKind::Edited) };
    let refused = commands::decide_suggestion(clinic.app(), &edited).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::BadInput);
    let weighed = DecisionRequest { acknowledged: stops.clone(), ..edited.clone() };
    let copied = commands::decide_suggestion(clinic.app(), &weighed).unwrap().copy_text.unwrap();
    assert!(copied.contains("Plan edited by a physician") && copied.contains("Reason: weighed"));
    let blank = stops.iter().map(|stop| CheckAcknowledgement { reason: "  ".into(), ..stop.clone() }).collect();
    let unweighed = DecisionRequest { acknowledged: blank, ..edited.clone() };
    assert!(commands::decide_suggestion(clinic.app(), &unweighed).is_err(), "a blank is no reason");
    let empty = DecisionRequest { plan: Some("  ".into()), ..edited };
    assert!(commands::decide_suggestion(clinic.app(), &empty).is_err());
}

#[test]
fn a_plan_in_the_physicians_words_is_copied_with_every_phase_and_an_unchanged_one_is_not_edited() {
    let clinic = Clinic::open();
    let answer = asked(clinic.app(), &breast(1));
    let unchanged = DecisionRequest { plan: Some(answer.text.clone()), ..decision(&answer, DecisionKind::Edited) };
    assert_eq!(commands::decide_suggestion(clinic.app(), &unchanged).unwrap_err().code(), ErrorCode::BadInput);
    let plan = "45 Gy/ 25 fx photons then boost 16 Gy/ 8 fx photons, left breast";
    let request = PlanCheckRequest { suggestion: answer.suggestion.clone(), arm: Arm::Tuned, plan: plan.into() };
    let checked = commands::check_plan(clinic.app(), &request).unwrap();
    assert_eq!(checked.phases.iter().map(|phase| phase.dose_gy).collect::<Vec<_>>(), [45.0, 16.0]);
    let acknowledged = acknowledged(&checked.checks);
    let edited = DecisionRequest { plan: Some(plan.into()), acknowledged, ..decision(&answer, DecisionKind::Edited) };
    let copied = commands::decide_suggestion(clinic.app(), &edited).unwrap().copy_text.unwrap();
    assert!(
        copied.contains("Primary: photon, 45 Gy / 25 fx") && copied.contains("Boost: photon, 16 Gy / 8 fx"),
        "{copied}"
    );
}

#[test]
fn a_rejection_needs_a_reason_and_copies_nothing_and_may_be_changed_later() {
    let clinic = Clinic::open();
    let answer = asked(clinic.app(), &breast(1));
    let rejected = decision(&answer, DecisionKind::Rejected);
    assert_eq!(commands::decide_suggestion(clinic.app(), &rejected).unwrap_err().code(), ErrorCode::BadInput);
    let with_reason = DecisionRequest { reason: "other volume".into(), ..rejected };
    let decided = commands::decide_suggestion(clinic.app(), &with_reason).unwrap();
    assert_eq!((decided.copy_text, decided.plan), (None, None));
    let accepted =
        DecisionRequest { acknowledged: acknowledged(&answer.checks), ..decision(&answer, DecisionKind::Accepted) };
    commands::decide_suggestion(clinic.app(), &accepted).unwrap();
    let earlier = commands::earlier_suggestions(clinic.app()).unwrap();
    assert_eq!(earlier[0].decision, Some(DecisionKind::Accepted), "the latest stands");
    let log = commands::audit_log(clinic.app(), 0, 500).unwrap();
    let told = serde_json::to_string(&log).unwrap();
    assert!(!told.contains("other volume") && !told.contains("IDC"), "the audit log tells no text");
}

#[test]
fn nobody_decides_on_what_was_shown_to_another() {
    let clinic = Clinic::open();
    let answer = asked(clinic.app(), &breast(1));
    let resident = NewAccount { name: "R. Okafor".into(), role: Role::Resident, password: PASSWORD.into() };
    let people = commands::add_account(clinic.app(), &resident).unwrap();
    let account = people.into_iter().find(|person| person.role == Role::Resident).unwrap().account;
    commands::lock(clinic.app(), LockReason::SignedOut).unwrap();
    commands::sign_in(clinic.app(), &account, PASSWORD.into()).unwrap();
    let rejected = DecisionRequest { reason: "x".into(), ..decision(&answer, DecisionKind::Rejected) };
    assert_eq!(commands::decide_suggestion(clinic.app(), &rejected).unwrap_err().code(), ErrorCode::BadInput);
    assert!(commands::earlier_suggestions(clinic.app()).unwrap().is_empty());
    let change = CheckRulesChange { version: 0, rules: Vec::new(), reason: "x".into() };
    let refused = commands::change_check_rules(clinic.app(), &change).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotPermitted);
}

#[test]
fn without_a_vault_a_decision_lasts_as_long_as_the_program_and_says_so() {
    let house = House::with_model();
    let of = SuggestRequest { diagnosis: BREAST.into(), ..request(ArmChoice::Tuned) };
    let answer = asked(&house.application, &of);
    assert!(answer.similar.cases.is_empty() && answer.similar.remark.is_some());
    let rejected = DecisionRequest { reason: "no plan".into(), ..decision(&answer, DecisionKind::Rejected) };
    assert!(!commands::decide_suggestion(&house.application, &rejected).unwrap().is_kept);
    let earlier = commands::earlier_suggestions(&house.application).unwrap();
    assert_eq!(earlier[0].decision, Some(DecisionKind::Rejected));
    let accepted = decision(&answer, DecisionKind::Accepted);
    let refused = commands::decide_suggestion(&house.application, &accepted).unwrap_err();
    assert!(refused.to_string().contains("no plan was suggested"), "a random model states no plan: {refused}");
}

#[test]
fn rules_are_changed_with_a_reason_and_hold_for_the_next_suggestion() {
    let clinic = Clinic::open();
    let rules = commands::check_rules(clinic.app()).unwrap();
    assert_eq!(rules.version, 0);
    assert!(
        rules
            .rules
            .iter()
            .all(|rule| rule.alarm.is_some_and(|rate| rate.fired <= rate.checked && rate.checked <= rate.of))
    );
    let switched = asked(clinic.app(), &breast(1)).checks[0].rule.clone();
    let rule = rules.rules.iter().find(|rule| rule.id == switched).unwrap();
    let off = CheckRuleChange { rule: switched.clone(), severity: CheckSeverity::Off, limits: Vec::new() };
    let change = CheckRulesChange { version: 0, rules: vec![off.clone()], reason: "our way".into() };
    let blank = CheckRulesChange { reason: " ".into(), ..change.clone() };
    assert_eq!(commands::change_check_rules(clinic.app(), &blank).unwrap_err().code(), ErrorCode::BadInput);
    let changed = commands::change_check_rules(clinic.app(), &change).unwrap();
    assert_eq!((changed.version, changed.reason.as_str()), (1, "our way"));
    let now = changed.rules.iter().find(|rule| rule.id == switched).unwrap();
    assert_eq!((now.severity, now.usual_severity), (CheckSeverity::Off, rule.severity));
    assert!(
        asked(clinic.app(), &breast(1))
            .checks
            .iter()
            .all(|check| check.rule != switched || check.level == CheckLevel::NotChecked),
        "a rule that is off is not applied"
    );
    assert!(commands::change_check_rules(clinic.app(), &change).is_err(), "version 0 is not the latest any more");
    let unknown =
        CheckRulesChange { version: 1, rules: vec![CheckRuleChange { rule: "nothing".into(), ..off }], ..change };
    assert_eq!(commands::change_check_rules(clinic.app(), &unknown).unwrap_err().code(), ErrorCode::BadInput);
}

#[test]
fn a_model_card_tells_limits_first_and_what_was_not_measured() {
    let clinic = Clinic::open();
    let card = commands::model_card(clinic.app(), "demo").unwrap();
    assert!(card.is_demonstration && card.limits[0].contains("demonstration"));
    assert_eq!(card.results.len(), 3);
    assert!(card.results.iter().all(|result| result.majority.is_some() && result.cases > 0));
    let house = House::with_model();
    let card = commands::model_card(&house.application, "llama2").unwrap();
    assert!(card.results.is_empty() && card.limits[0].contains("Nothing was measured"), "{:?}", card.limits);
}

#[test]
fn a_diagnosis_is_read_with_places_in_utf16() {
    let clinic = Clinic::open();
    let text = "Größe 2 cm 😀, IDC left breast";
    let read = commands::read_diagnosis(clinic.app(), text).unwrap();
    let units: Vec<u16> = text.encode_utf16().collect();
    let words: Vec<String> = read
        .facts
        .iter()
        .map(|fact| String::from_utf16(&units[fact.start as usize..fact.end as usize]).unwrap())
        .collect();
    assert!(
        words.iter().any(|word| word.contains("left")) && words.iter().any(|word| word.contains("breast")),
        "{words:?}"
    );
}
