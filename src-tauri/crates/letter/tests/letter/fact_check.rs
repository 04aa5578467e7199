//! Letters against facts: the two invented ones are clear, and each change is found as what it is.

use isocenter_letter::{ClaimKind, FactCheck, FactId, FactKind, Facts, Verdict, check_letter};

use crate::invented::{BREAST_FACTS, BREAST_LETTER, LUNG_LETTER, breast, lung};

fn not_traced(check: &FactCheck) -> Vec<(ClaimKind, String, Verdict)> {
    let claims = check.claims.iter().filter(|claim| claim.verdict != Verdict::Traced);
    claims.map(|claim| (claim.kind, claim.text.reveal().clone(), claim.verdict)).collect()
}

fn changed(from: &str, to: &str) -> FactCheck {
    assert!(BREAST_LETTER.contains(from), "{from}");
    check_letter(&breast(), &BREAST_LETTER.replacen(from, to, 1))
}

#[test]
fn letters_that_say_what_the_facts_say_are_clear() {
    for (facts, letter) in [(breast(), BREAST_LETTER), (lung(), LUNG_LETTER)] {
        let check = check_letter(&facts, letter);
        let open: Vec<_> = not_traced(&check).into_iter().filter(|(kind, ..)| *kind != ClaimKind::Side).collect();
        assert_eq!(open, [], "{:?}", facts.language());
        assert_eq!(check.missing, []);
        assert!(check.counts.claims > 12, "{}", check.counts.claims);
        assert_eq!(not_traced(&check), []);
        assert_eq!((check.unsupported_share, check.weight), (Some(0.0), 0));
        assert!(check.is_clear());
    }
}

#[test]
fn each_wrong_value_is_a_contradiction() {
    let cases = [
        ("40.05 Gy", "42.56 Gy", ClaimKind::Dose),
        ("15 fractions", "16 fractions", ClaimKind::Fractions),
        ("of 2.67 Gy", "of 2.5 Gy", ClaimKind::DosePerFraction),
        ("carcinoma of the left breast", "carcinoma of the right breast", ClaimKind::Side),
        ("pT1c", "pT2", ClaimKind::Tnm),
        ("stage IA", "stage IIA", ClaimKind::Stage),
        ("G2", "G3", ClaimKind::Grade),
        (", R0", ", R1", ClaimKind::Margins),
        ("62-year-old", "72-year-old", ClaimKind::Age),
        ("a woman", "a man", ClaimKind::Sex),
        ("with photons", "with protons", ClaimKind::Modality),
        ("C50.412", "C50.411", ClaimKind::Icd10),
        ("with letrozole", "without letrozole", ClaimKind::Drug),
    ];
    for (from, to, kind) in cases {
        let check = changed(from, to);
        let found = not_traced(&check);
        assert!(found.iter().any(|(k, _, verdict)| *k == kind && *verdict == Verdict::Contradicted), "{to}: {found:?}");
        assert!(check.weight >= 3 && !check.is_clear());
        let named_once = |facts: &[FactId]| facts.iter().enumerate().all(|(at, fact)| !facts[..at].contains(fact));
        assert!(check.claims.iter().all(|claim| named_once(&claim.facts)), "{to}");
    }
}

#[test]
fn what_no_fact_says_is_unsupported() {
    let cases = [
        ("11 December 2025", "12 December 2025", ClaimKind::Date),
        ("with letrozole", "with letrozole and palbociclib", ClaimKind::Drug),
        ("Dr R. Mbeki", "Dr R. Meier", ClaimKind::Name),
        ("as planned", "as planned; the images were fused in the last week of June", ClaimKind::Date),
        ("as planned", "as planned, mean heart dose 1.9 Gy", ClaimKind::OtherDose),
        ("as planned", "as planned, liver without lesions", ClaimKind::Site),
    ];
    for (from, to, kind) in cases {
        let found = not_traced(&changed(from, to));
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert_eq!((found[0].0, found[0].2), (kind, Verdict::Unsupported), "{to}");
    }
}

#[test]
fn numbers_of_two_phases_do_not_make_one_prescription() {
    let check = changed("40.05 Gy in 15 fractions of 2.67 Gy", "40.05 Gy in 5 fractions of 2.67 Gy");
    let found = not_traced(&check);
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|(.., verdict)| *verdict == Verdict::Contradicted));
}

#[test]
fn a_dose_per_fraction_follows_from_dose_and_fractions() {
    let facts = BREAST_FACTS.replace(", \"dose_per_fraction\": 2.67", "");
    let facts = Facts::read_json(&facts).unwrap();
    assert_eq!(not_traced(&check_letter(&facts, BREAST_LETTER)), []);
    assert_eq!(not_traced(&check_letter(&facts, "40,05 Gy in 15 Fraktionen à 2,67 Gy")), []);
    assert_eq!(not_traced(&check_letter(&facts, "4005 cGy in 15 fractions")), []);
}

#[test]
fn what_the_letter_leaves_out_is_listed() {
    let cases = [
        ("40.05 Gy in 15 fractions of 2.67 Gy from", "radiotherapy from", FactKind::Dose),
        ("with letrozole since", "since", FactKind::Drug),
        ("pT1c pN0 (sn) cM0, ", "pT1c cM0, ", FactKind::Tnm),
        ("stage IA, ", "", FactKind::Stage),
        ("Annual mammography of both breasts.", "", FactKind::Recommendation),
        ("Clinical follow-up in our department on 12 May 2026.", "None so far.", FactKind::Appointment),
        (", R0", "", FactKind::Margins),
    ];
    for (from, to, kind) in cases {
        let letter = BREAST_LETTER
            .replacen(from, to, 1)
            .replace(" Total 50.05 Gy in 20 fractions.", "")
            .replace("Continue letrozole for five years.", "");
        let missing = check_letter(&breast(), &letter).missing;
        assert!(missing.iter().any(|missing| missing.kind == kind), "{from}: {missing:?}");
    }
}

#[test]
fn a_side_is_held_against_its_own_organ() {
    let facts = "{\"diagnoses\":[{\"site\":\"breast\",\"side\":\"left\"},{\"site\":\"lung\",\"side\":\"right\"}]}";
    let facts = Facts::read_json(facts).unwrap();
    let verdict = |text: &str| {
        let claims = check_letter(&facts, text).claims;
        claims.into_iter().find(|claim| claim.kind == ClaimKind::Side).unwrap().verdict
    };
    assert_eq!(verdict("the left breast"), Verdict::Traced);
    assert_eq!(verdict("the right lung"), Verdict::Traced);
    assert_eq!(verdict("the right breast"), Verdict::Contradicted, "a side of the other organ does not help");
    assert_eq!(verdict("der linken Lunge"), Verdict::Contradicted);
    assert_eq!(verdict("the left kidney"), Verdict::Unsupported);
}

#[test]
fn an_empty_letter_says_nothing_and_its_share_is_undefined() {
    let check = check_letter(&breast(), "");
    assert_eq!((check.counts.claims, check.unsupported_share), (0, None));
    assert!(check.missing.len() > 8);
}

#[test]
fn a_check_is_the_same_each_time() {
    let once = serde_json::to_string(&check_letter(&breast(), BREAST_LETTER)).unwrap();
    assert_eq!(once, serde_json::to_string(&check_letter(&breast(), BREAST_LETTER)).unwrap());
}

#[test]
fn a_site_beside_another_and_a_code_more_exact_than_the_facts_are_not_traced() {
    let letter = LUNG_LETTER.replacen("des rechten Oberlappens", "des rechten Unterlappens", 1);
    let found = not_traced(&check_letter(&lung(), &letter));
    assert_eq!(found, [(ClaimKind::Site, "Unterlappens".to_owned(), Verdict::Unsupported)]);
    let verdict = |letter: &str| check_letter(&lung(), letter).claims[0].verdict;
    assert_eq!(verdict("C34.1"), Verdict::Traced);
    assert_eq!(verdict("C34"), Verdict::Traced);
    assert_eq!(verdict("C34.9"), Verdict::Traced);
    assert_eq!(verdict("C34.12"), Verdict::Contradicted);
    assert_eq!(verdict("C39"), Verdict::Contradicted);
}

#[test]
fn a_side_that_only_the_words_of_a_diagnosis_say_is_held_against_the_letter() {
    let facts = Facts::read_json("{\"diagnoses\":[{\"text\":\"Mammakarzinom links\"}]}").unwrap();
    let verdict = |letter: &str| {
        let claims = check_letter(&facts, letter).claims;
        claims.into_iter().find(|claim| claim.kind == ClaimKind::Side).unwrap().verdict
    };
    assert_eq!(verdict("der linken Brust"), Verdict::Traced);
    assert_eq!(verdict("der rechten Brust"), Verdict::Contradicted);
}
