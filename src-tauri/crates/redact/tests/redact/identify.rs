//! Identifiers in single notes: what is found, what it becomes, what is protected.

use isocenter_redact::identify::{
    self, DatePolicy, IdentifierClass, IdentifierRule, IdentifierSpan, KnownValues, NumericOrder, PatternId, Settings,
};
use isocenter_redact::{Certainty, Error, clean};
use jiff::civil::date;

use crate::fixture::CATALOG;

fn find(text: &str, known: &KnownValues) -> Vec<IdentifierSpan> {
    let is_code = |code: &str| CATALOG.get(code).is_some();
    identify::find(text, known, &Settings::new(&is_code))
}

fn masked(text: &str, known: &KnownValues, policy: DatePolicy) -> String {
    let hits: Vec<_> = find(text, known).into_iter().filter(|hit| hit.certainty == Certainty::Certain).collect();
    clean(text, identify::edits(text, &hits, policy, NumericOrder::MonthFirst))
}

#[test]
fn the_note_of_the_curation_window_reads_as_designed() {
    let known = KnownValues::new()
        .with_name("Okonkwo")
        .with_name("Johanna")
        .with_value(IdentifierClass::RecordNumber, "40084321");
    let note = "Johanna Okonkwo, 40084321. 58-year-old woman, squamous cell carcinoma of the anal canal, cT2 (3.1 cm) cN1a cM0, \
                no Virchow node. HIV negative. Seen with Dr. Lindholm on 03/14/2021, consent given.";
    let hits = find(note, &known);
    let labels = identify::labels(note, &hits);
    assert_eq!(labels, ["name 1", "record no.", "name 2", "name 3", "date 1"]);
    let doubtful: Vec<&str> =
        hits.iter().filter(|hit| hit.certainty == Certainty::Doubtful).map(|hit| hit.span.of(note)).collect();
    assert_eq!(doubtful, ["Virchow"]);
    assert_eq!(
        masked(note, &known, DatePolicy::YearOnly),
        "58-year-old woman, squamous cell carcinoma of the anal canal, cT2 (3.1 cm) cN1a cM0, no Virchow node. HIV negative."
    );
}

#[test]
fn identifiers_inside_a_clinical_sentence_are_masked_and_not_cut() {
    let known = KnownValues::new().with_name("Marchetti").with_date(date(1951, 4, 2));
    let note =
        "Mr. Marchetti had a biopsy on 03/14/2021 showing GG2; DOB 04/02/1951, age 93, call 555-234-5678 or a@b.org.";
    assert_eq!(
        masked(note, &known, DatePolicy::Shift(10)),
        "[name 1] had a biopsy on 03/24/2021 showing GG2; DOB 04/12/1951, age 90+, call [phone] or [e-mail]."
    );
    let offset = DatePolicy::DayOffsetFrom(date(2021, 3, 24));
    assert!(masked(note, &known, offset).contains("biopsy on day -10 showing"));
    assert!(masked(note, &known, DatePolicy::YearOnly).contains("biopsy on 2021 showing"));
}

#[test]
fn the_same_value_has_the_same_number() {
    let known = KnownValues::new().with_name("Marchetti").with_name("Anton");
    let note = "Anton met Dr. Roe. Later ANTON had pain and Dr. Roe was told, so Dr. Quint saw a lesion";
    let labels = identify::labels(note, &find(note, &known));
    assert_eq!(labels, ["name 1", "name 2", "name 1", "name 2", "name 3"]);
}

#[test]
fn a_title_makes_a_person_of_an_eponym_and_a_head_word_a_thing() {
    let nobody = KnownValues::new();
    assert_eq!(find("Seen by Dr. Gleason, stable nodule", &nobody).len(), 1);
    assert!(find("Hodgkin lymphoma, Merkel cell ca, Breslow 2.1, Ann Arbor II, Gleason 4+3=7", &nobody).is_empty());
    let hodgkin = KnownValues::new().with_name("Hodgkin");
    assert!(find("Hodgkin lymphoma stage II", &hodgkin).is_empty());
    assert_eq!(find("Mass in Hodgkin, 4 cm", &hodgkin)[0].certainty, Certainty::Doubtful);
}

#[test]
fn names_are_found_however_they_are_written() {
    let known = KnownValues::new().with_name("Kowalczyk-Müller").with_name("Robert");
    for note in [
        "KOWALCZYK has pain",
        "kowalczyk has pain",
        "pain in Kowalczyk's hip",
        "the Kowalczyks agree",
        "Muller has pain",
        "MUELLER has pain",
        "Kowal-\nczyk has pain",
        "PTV_Kowalczyk_1",
        "Plan1Kowalczyk2",
        "RobertKowalczyk has pain",
        "Told Bob of it",
        "seen: Kowalcyzk, stable",
        "R. Kowalczyk has pain",
        "dear Rob, stable",
    ] {
        let hits = find(note, &known);
        assert!(
            hits.iter().any(|hit| hit.class == IdentifierClass::Name && hit.rule == IdentifierRule::Known),
            "{note}"
        );
    }
}

#[test]
fn a_name_that_is_a_word_is_only_asked_about_where_it_is_written_as_a_name() {
    let known = KnownValues::new().with_name("Small");
    assert!(find("small node, small gland", &known).is_empty());
    assert_eq!(find("Small gland", &known)[0].certainty, Certainty::Doubtful);
}

#[test]
fn initials_belong_to_the_name_and_the_sex_does_not() {
    let known = KnownValues::new().with_name("Kowalczyk").with_name("Graves").with_name("Mary Ann");
    for (note, left) in [
        ("Told J. Q. Kowalczyk of it", "Told [name 1] of it"),
        ("Told Kowalczyk, J.Q. of it", "Told [name 1] of it"),
        ("58 y/o F. Kowalczyk has pain", "58 y/o F. [name 1] has pain"),
        ("Mrs Graves has Graves disease; Mary-Ann Graves agreed", "[name 1] has Graves disease; [name 2] agreed"),
    ] {
        assert_eq!(masked(note, &known, DatePolicy::YearOnly), left);
    }
}

#[test]
fn signatures_go_and_abbreviations_in_the_text_stay() {
    let nobody = KnownValues::new();
    assert_eq!(masked("Biopsy proven. --QWS", &nobody, DatePolicy::YearOnly), "Biopsy proven.");
    assert_eq!(masked("Biopsy proven. [SGD] ***", &nobody, DatePolicy::YearOnly), "Biopsy proven.");
    assert_eq!(masked("Biopsy proven. --SCC", &nobody, DatePolicy::YearOnly), "Biopsy proven.");
    assert_eq!(masked("Biopsy proven. [DCC]", &nobody, DatePolicy::YearOnly), "Biopsy proven.");
    assert_eq!(masked("Right BOT -- SCC, [HPV] pos", &nobody, DatePolicy::YearOnly), "Right BOT -- SCC, [HPV] pos");
}

#[test]
fn the_sites_own_record_number_format_is_a_setting() {
    let is_code = |_: &str| false;
    let settings = Settings::new(&is_code).with_record_number_format(r"\b[A-Z]{2}\d{6}\b").unwrap();
    let note = "GBM, QX123456, stable";
    let hits = identify::find(note, &KnownValues::new(), &settings);
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].rule, IdentifierRule::Pattern(PatternId::SiteRecordNumber));
    let bad = |pattern: &str| Settings::new(&is_code).with_record_number_format(pattern).err().unwrap();
    assert_eq!(bad("("), Error::RecordNumberFormat { pattern: "(".to_owned() });
    assert_eq!(bad("x*"), Error::RecordNumberFormatEmpty { pattern: "x*".to_owned() });
}

#[test]
fn spans_lie_on_character_borders_in_any_text() {
    let known =
        KnownValues::new().with_name("Żółć").with_name("Ünal").with_value(IdentifierClass::RecordNumber, "12345678");
    for note in [
        "ŻÓŁĆ_Ünal–12 345 678é 15.März",
        "„Dr. Ünal“ — 03/14/2021…",
        "é".repeat(40).as_str(),
        "\u{0}\u{301}Ünal\u{301}",
    ] {
        for hit in find(note, &known) {
            for at in [hit.span.start, hit.span.end, hit.extent.start, hit.extent.end] {
                assert!(note.is_char_boundary(at));
            }
        }
    }
}
