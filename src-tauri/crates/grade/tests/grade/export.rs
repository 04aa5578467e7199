//! Exports: the same fields in both, nothing lost, no formula.

use isocenter_grade::{
    Act, Amendment, AmendmentRecord, EXPORT_COLUMNS, Error, LockSignature, MemberId, StudyRecord, read_grades_csv,
    read_grades_json, write_grades_csv, write_grades_json,
};

use crate::fixture::{Numbers, grade, hidden, settled_study};

fn csv(study: &StudyRecord) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_grades_csv(study, &mut bytes).unwrap();
    bytes
}

fn json(study: &StudyRecord) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_grades_json(study, &mut bytes).unwrap();
    bytes
}

const AWKWARD: [&str; 24] = [
    "",
    "=1+1",
    "+49 30",
    "-4 Gy",
    "@SUM(A1)",
    "\t=1",
    "\r\n=1",
    "\n",
    "'",
    "''=1",
    "'quoted'",
    "\"=HYPERLINK(\"\"x\"\")\"",
    "a,b;c|d",
    "two\nlines",
    "two\r\nlines\r",
    " leading and trailing ",
    "null",
    "\u{feff}mark",
    "＝1",
    "Größe 50\u{a0}Gy – „gut“",
    "照射 ☢ 🫁",
    "e\u{301} \u{202e}right to left",
    "{\"format\":2}",
    "\\N \\\" \u{7}\u{1b}",
];

/// The settled study with awkward text in every place that holds some.
fn awkward(seed: u64) -> StudyRecord {
    let mut numbers = Numbers::new(seed);
    let mut text = |words: bool| {
        let one = AWKWARD[numbers.below(AWKWARD.len() as u64) as usize];
        let other = AWKWARD[numbers.below(AWKWARD.len() as u64) as usize];
        let text = format!("{one}{other}");
        if words && text.trim().is_empty() { "=x".to_owned() } else { text }
    };
    let mut study = settled_study();
    study.frozen.name = text(true);
    let clarify = Amendment::ClarifyGrade { grade: grade(2), name: text(true), definition: text(true) };
    let reason = text(true);
    let (amendment, _) = AmendmentRecord::make(&study.frozen, 1, clarify, &reason, &text(false), -5).unwrap();
    study.amendments.push(amendment);
    for (place, entry) in study.entries.iter_mut().enumerate() {
        entry.comment = hidden(&text(false));
        entry.is_flagged = place % 4 == 0;
        entry.packet = (place % 5 == 0).then(|| text(true));
        if place % 7 == 0 {
            entry.act = Act::Skipped(hidden(&text(true)));
        }
    }
    for record in &mut study.decisions {
        record.decision.words = hidden(&text(false));
        record.decision.dissent = hidden(&text(false));
        record.decision.by.name = text(false);
    }
    for signature in &mut study.signatures {
        signature.meaning = text(false);
        signature.member.name = text(false);
    }
    study.votes.iter_mut().for_each(|vote| vote.member.name = text(false));
    let sha256 = study.sha256().unwrap();
    let account = MemberId::new(30);
    study.lock = Some(LockSignature { account, name: text(false), meaning: text(false), at_us: i64::MAX, sha256 });
    study
}

#[test]
fn nothing_is_lost_from_the_study_to_either_file_and_from_one_file_to_the_other() {
    for seed in 0..80 {
        let study = awkward(seed);
        let (table, text) = (csv(&study), json(&study));
        let from_csv = read_grades_csv(table.as_slice()).unwrap();
        let from_json = read_grades_json(text.as_slice()).unwrap();
        assert!(from_csv == study && from_json == study, "seed {seed}");
        assert!(csv(&from_json) == table && json(&from_csv) == text, "seed {seed}");
        assert_eq!(from_csv.sha256().unwrap(), study.lock.as_ref().unwrap().sha256);
    }
}

#[test]
fn no_cell_begins_a_formula() {
    for seed in 0..40 {
        let bytes = csv(&awkward(seed));
        let mut table = ::csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        for record in table.records() {
            for cell in &record.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']), "{cell}");
            }
        }
    }
}

#[test]
fn both_files_have_the_same_fields() {
    let study = awkward(3);
    let header = String::from_utf8(csv(&study)).unwrap().lines().next().unwrap().to_owned();
    assert_eq!(header, EXPORT_COLUMNS.join(","));
    let value: serde_json::Value = serde_json::from_slice(&json(&study)).unwrap();
    assert_eq!(value["columns"], serde_json::json!(EXPORT_COLUMNS));
    let bytes = csv(&study);
    let mut table = ::csv::Reader::from_reader(bytes.as_slice());
    let rows: Vec<_> = table.records().map(|row| row.unwrap()).collect();
    let records = value["records"].as_array().unwrap();
    assert_eq!(rows.len(), records.len());
    let mut used = std::collections::BTreeSet::new();
    for (row, record) in rows.iter().zip(records) {
        for (name, cell) in EXPORT_COLUMNS.iter().zip(row) {
            assert_eq!(cell.is_empty(), record.get(name).is_none(), "{name}");
            used.extend((!cell.is_empty()).then_some(*name));
        }
    }
    assert!(EXPORT_COLUMNS.iter().all(|name| used.contains(name) || *name == "replaces"), "{used:?}");
}

#[test]
fn an_altered_file_is_refused() {
    let study = settled_study();
    let table = String::from_utf8(csv(&study)).unwrap();
    let read = |table: &str| read_grades_csv(table.as_bytes()).map(|_| ());
    let another_arm = table.lines().map(|line| {
        if line.starts_with(",entry,1,") {
            line.replace("model-0", "m").replace("model-1", "m")
        } else {
            line.to_owned()
        }
    });
    assert_eq!(read(&another_arm.collect::<Vec<_>>().join("\n")), Err(Error::ExportBroken { record: 2 }));
    assert_eq!(read(&table.replacen("graded", "granted", 1)), Err(Error::ExportField { record: 2, column: "act" }));
    assert_eq!(read(&table.replacen("skip_reason", "reason_to_skip", 1)), Err(Error::ExportColumns));
    assert_eq!(read(""), Err(Error::ExportColumns));
    assert!(read(&table.replacen("\n1,protocol", "\n2,protocol", 1)).unwrap_err().to_string().contains("format 2"));
    let text = String::from_utf8(json(&study)).unwrap();
    let newer = text.replacen("\"format\":1", "\"format\":2", 1);
    assert_eq!(read_grades_json(newer.as_bytes()).err(), Some(Error::NewerFormat { found: 2, newest: 1 }));
    let unheard = text.replacen("\"record\":\"entry\"", "\"record\":\"entry\",\"unheard\":1", 1);
    assert_eq!(read_grades_json(unheard.as_bytes()).err(), Some(Error::ExportColumns));
}

#[test]
fn a_nul_is_refused_before_anything_could_be_lost() {
    let mut study = settled_study();
    study.signatures[0].meaning = "a\0b".into();
    assert_eq!(write_grades_csv(&study, Vec::new()), Err(Error::NulInText));
    assert_eq!(write_grades_json(&study, Vec::new()), Err(Error::NulInText));
    study.entries[0].comment = hidden("\0");
    assert_eq!(write_grades_csv(&study, Vec::new()), Err(Error::NulInText));
}

#[test]
fn ten_thousand_cases_of_two_graders_are_written_and_read() {
    let protocol = crate::fixture::protocol(10_000, 1, 0, 5, 1);
    let entries = crate::fixture::all_entries(&protocol, |_| 1, |_| 2);
    let mut study = settled_study();
    study.frozen = protocol;
    (study.entries, study.decisions, study.signatures, study.votes) = (entries, vec![], vec![], vec![]);
    assert!(read_grades_csv(csv(&study).as_slice()).unwrap() == study);
    assert!(read_grades_json(json(&study).as_slice()).unwrap() == study);
}
