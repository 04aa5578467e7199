//! Facts in and out, and every fault by its name.

use isocenter_letter::{Error, FactKind, Facts, FindingKind, Language, Place, SectionKind};

use crate::invented::{BREAST_FACTS, LUNG_FACTS, breast, lung};

fn kinds(json: &str) -> Vec<FindingKind> {
    Facts::read_json(json).unwrap().findings().into_iter().map(|finding| finding.kind).collect()
}

/// The invented breast facts with one text put for another.
fn changed(from: &str, to: &str) -> Vec<FindingKind> {
    assert!(BREAST_FACTS.contains(from), "{from}");
    kinds(&BREAST_FACTS.replacen(from, to, 1))
}

#[test]
fn facts_that_hang_together_have_no_fault() {
    assert_eq!(kinds(BREAST_FACTS), []);
    // No earlier treatment is none of the facts' faults: the course is the history.
    assert_eq!(kinds(LUNG_FACTS), []);
    assert_eq!((breast().language(), lung().language()), (Language::English, Language::German));
}

#[test]
fn canonical_json_read_again_gives_the_same_facts() {
    for facts in [breast(), lung()] {
        let json = facts.to_json();
        let again = Facts::read_json(&json).unwrap();
        assert_eq!(again.to_json(), json, "writing is stable");
        let ids = |facts: &Facts| facts.all().iter().map(|fact| fact.id.to_string()).collect::<Vec<_>>();
        assert_eq!(ids(&again), ids(&facts));
    }
}

#[test]
fn a_table_gives_the_same_facts_as_json() {
    let facts = lung();
    for mark in [",", ";", "\t"] {
        let rows = facts.all().iter().map(|fact| format!("{}{mark}\"{}\"\r\n", fact.id, fact.text()));
        let table = format!("\u{feff}fact{mark}value\r\n{}", rows.collect::<String>());
        let read = Facts::read_csv(&table).unwrap();
        assert_eq!(read.to_json(), facts.to_json(), "parted by {mark:?}");
        assert_eq!(read.all()[0].place, Place::Record(1));
    }
}

#[test]
fn every_fact_knows_its_name_its_thing_and_its_place() {
    let facts = breast();
    let dose = facts.of_kind(FactKind::Dose).nth(1).unwrap();
    assert_eq!(dose.id.as_str(), "courses.1.phases.2.dose");
    assert_eq!(dose.id.group(), "courses.1.phases.2");
    assert_eq!(dose.place, Place::Pointer("/courses/0/phases/1/dose".to_owned()));
    let drug = facts.of_kind(FactKind::Drug).next().unwrap();
    assert_eq!((drug.id.as_str(), drug.id.group()), ("treatments.2.drugs.1", "treatments.2"));
}

#[test]
fn a_gap_in_a_list_keeps_the_names_behind_it() {
    let facts = Facts::read_csv("fact,value\ndiagnoses.3.site,prostate\ndiagnoses.3.icd10,C61\n").unwrap();
    let again = Facts::read_json(&facts.to_json()).unwrap();
    assert_eq!(again.all()[1].id.as_str(), facts.all()[1].id.as_str());
}

#[test]
fn contradicting_facts_are_found_by_name() {
    use FindingKind as F;
    let cases: &[(&str, &str, &[F])] = &[
        ("\"dose\": 40.05", "\"dose\": 45", &[F::DoseIsNotFractionsTimesPart]),
        ("\"dose\": 40.05", "\"dose\": \"40,05\"", &[]),
        (
            "\"dose\": 40.05, \"unit\": \"Gy\"",
            "\"dose\": 4005, \"unit\": \"cGy\"",
            &[F::DoseIsNotFractionsTimesPart, F::UnitMixedUp],
        ),
        (
            "\"side\": \"left\",\n      \"hist",
            "\"side\": \"right\",\n      \"hist",
            &[F::CodeSideDiffers, F::SideDiffers, F::SideDiffers],
        ),
        ("\"end\": \"2026-03-23\"", "\"end\": \"2026-02-23\"", &[F::EndBeforeStart]),
        ("\"dose\": 10,", "\"dose\": 10, \"dose\": 16,", &[F::TwoDosesForOnePhase]),
        ("\"sex\": \"female\"", "\"sex\": \"f\"", &[]),
        ("\"icd10\": \"C50.412\"", "\"icd10\": \"C61\"", &[F::SexImpossibleCode]),
        ("\"age\": 62", "\"age\": 62, \"birth_year\": 1990", &[F::AgeDiffers]),
        ("\"date\": \"2025-12-11\"", "\"date\": \"31.02.2026\"", &[F::Unreadable]),
        ("\"fractions\": 15", "\"fractions\": \"about 15\"", &[F::Unreadable]),
        ("\"age\": 62", "\"age\": 62, \"height\": 170", &[F::UnknownField]),
        ("\"unit\": \"Gy\"", "\"unit\": \"mSv\"", &[F::UnitUnknown]),
    ];
    for (from, to, expected) in cases {
        assert_eq!(changed(from, to), *expected, "{to}");
    }
}

#[test]
fn two_doses_for_one_phase_are_found_as_two_phases_and_as_two_rows() {
    let twice = "{\"diagnoses\":[{\"icd10\":\"C61\"}],\"courses\":[{\"phases\":[\
        {\"target\":\"prostate\",\"dose\":60,\"unit\":\"Gy\"},{\"target\":\"Prostate\",\"dose\":74,\"unit\":\"Gy\"}]}]}";
    assert!(kinds(twice).contains(&FindingKind::TwoDosesForOnePhase));
    let rows = "fact,value\ncourses.1.phases.1.dose,60\ncourses.1.phases.1.dose,74\ncourses.1.phases.1.unit,Gy\n";
    let found = Facts::read_csv(rows).unwrap().findings();
    assert_eq!(found[0].kind, FindingKind::TwoDosesForOnePhase);
}

#[test]
fn a_paired_organ_needs_a_side_and_another_does_not() {
    let of =
        |diagnosis: &str| kinds(&format!("{{\"diagnoses\":[{{{diagnosis}}}]}}")).contains(&FindingKind::SideMissing);
    assert!(of("\"site\":\"breast\""));
    assert!(of("\"icd10\":\"C34.9\""), "the code alone says the organ");
    assert!(of("\"text\":\"Mammakarzinom\""));
    assert!(!of("\"text\":\"Mammakarzinom links\""), "the words say the side");
    assert!(!of("\"site\":\"prostate\""));
}

#[test]
fn the_wrong_unit_is_found_both_ways() {
    let of = |dose: &str, unit: &str| {
        let facts =
            format!("{{\"courses\":[{{\"phases\":[{{\"dose\":{dose},\"unit\":\"{unit}\",\"fractions\":25}}]}}]}}");
        kinds(&facts).contains(&FindingKind::UnitMixedUp)
    };
    assert!(of("5000", "Gy"));
    assert!(of("50", "cGy"));
    assert!(!of("50", "Gy"));
    assert!(!of("\"5,000\"", "cGy"), "a comma that parts thousands");
    assert!(!of("60", "Gy (RBE)"));
}

#[test]
fn an_empty_part_is_an_empty_section() {
    let found = kinds("{\"diagnoses\":[{\"icd10\":\"C61\"}],\"recommendations\":[\"  \"],\"schedule\":[]}");
    for section in [SectionKind::TreatmentHistory, SectionKind::Recommendations, SectionKind::PlannedSchedule] {
        assert!(found.contains(&FindingKind::SectionEmpty(section)), "{section:?}");
    }
}

#[test]
fn right_to_left_text_and_umlauts_stay_as_they_are() {
    let value = "שלום \u{200f}(Größe) Ma\u{308}rz مرحبا";
    let json = serde_json::json!({"diagnoses": [{"text": value}], "remarks": [value]}).to_string();
    let facts = Facts::read_json(&json).unwrap();
    assert_eq!(facts.of_kind(FactKind::Diagnosis).next().unwrap().text(), value);
    assert!(facts.to_json().contains(value));
}

#[test]
fn what_is_no_facts_is_refused_without_its_text() {
    let refused = |text: &str| Facts::read_json(text).unwrap_err();
    assert_eq!(refused("[1, 2]"), Error::NotAnObject);
    assert_eq!(refused("{}"), Error::NoFacts);
    assert_eq!(refused("{\"format\": 9, \"author\": \"x\"}"), Error::NewerFormat { found: 9, newest: 1 });
    assert_eq!(refused("{\"author\": \n \"secret\" oops}"), Error::Json { line: 2, column: 11 });
    assert!(matches!(refused(""), Error::Json { .. }));
    assert!(matches!(refused(&"[".repeat(100_000)), Error::Json { .. }));
    assert!(
        matches!(refused(&"{\"a\":".repeat(100_000)), Error::Json { .. }),
        "deep nesting ends the reading, not the program"
    );
    assert_eq!(Facts::read_csv("a,b\n1,2\n").unwrap_err(), Error::Table { record: 0 });
    assert_eq!(Facts::read_csv("fact,value\nauthor\n").unwrap_err(), Error::Table { record: 1 });
    let debug = format!("{:?}", breast());
    assert!(!debug.contains("Mbeki") && !debug.contains("ductal"), "no text of a patient in a log");
}

#[test]
fn the_facts_of_many_patients_are_refused_and_many_phases_are_all_checked() {
    let rows = |count: usize| {
        let row = |n| format!("courses.1.phases.{n}.dose,{n}\ncourses.1.phases.{n}.target,bed\n");
        (1..=count).fold("fact,value\n".to_owned(), |table, n| table + &row(n))
    };
    assert_eq!(Facts::read_csv(&rows(1001)).unwrap_err(), Error::TooMany { found: 2002, most: 2000 });
    assert!(Facts::read_csv(&rows(900)).unwrap().findings().len() > 400_000);
}
