//! Exports for other programs.

use isocenter_rating::{
    Act, Error, Rating, read_ratings_json, write_numbers_json, write_ratings_csv, write_ratings_json,
};
use serde_json::Value;

use crate::invented::{Invented, protocol};

/// Three ratings, one corrected, one taken back, with what tables find hard.
fn study() -> Invented {
    let mut protocol = protocol(2, 2);
    protocol.raters[1].name = "=Bo, \"the second\"".into();
    let mut study = Invented::new(protocol);
    let said = |study: &Invented, comment: &str| {
        Act::Rated(Rating::new(&study.protocol, &[1, 2, 3, 4], comment, true).unwrap())
    };
    let entry = study.entry(1, 2, said(&study, "=HYPERLINK(\"x\")"), None);
    study.history.push(entry);
    let entry = study.entry(2, 3, said(&study, "two lines,\nשלום; 'quoted'"), None);
    study.history.push(entry);
    let entry = study.entry(1, 2, said(&study, "-5 would be fair"), Some(1));
    study.history.push(entry);
    let entry = study.entry(2, 3, Act::Withdrawn, Some(2));
    study.history.push(entry);
    study
}

fn csv(study: &Invented) -> String {
    let mut table = Vec::new();
    write_ratings_csv(&study.protocol, &study.ledger(), &mut table).unwrap();
    String::from_utf8(table).unwrap()
}

#[test]
fn the_table_has_a_row_for_each_entry_of_the_whole_history() {
    let table = csv(&study());
    assert!(table.starts_with(
        "entry,rater,rater_name,item,position,case,author,model,text_sha256,act,stands,replaces,score_correct,score_complete,\
         score_clear,score_useful,comment,is_flagged,focus_ms,at_us\r\n1,1,Dr Ada,2,"
    ));
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let column = |row: usize, name: &str| {
        let place = table.lines().next().unwrap().split(',').position(|head| head == name).unwrap();
        rows[row].get(place).unwrap().to_owned()
    };
    assert_eq!(rows.len(), 4);
    assert_eq!(
        (column(0, "stands"), column(2, "stands"), column(2, "replaces")),
        ("false".into(), "true".into(), "1".into())
    );
    assert_eq!(
        (column(2, "case"), column(2, "author"), column(2, "model")),
        ("L-0001".into(), "tuned".into(), "Letters demo".into())
    );
    assert_eq!((column(1, "author"), column(1, "model")), ("physician".into(), String::new()));
    assert_eq!((column(0, "score_correct"), column(0, "score_useful")), ("1".into(), "4".into()));
    assert_eq!(
        (column(3, "act"), column(3, "score_clear"), column(3, "is_flagged")),
        ("withdrawn".into(), String::new(), String::new())
    );
    assert_eq!(column(1, "comment"), "two lines,\nשלום; 'quoted'");
}

#[test]
fn no_cell_begins_a_formula() {
    let table = csv(&study());
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let cells: Vec<String> =
        reader.records().flat_map(|row| row.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
    assert!(cells.iter().all(|cell| !cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])), "{cells:?}");
    assert!(cells.contains(&"'=HYPERLINK(\"x\")".to_owned()) && cells.contains(&"'-5 would be fair".to_owned()));
    assert!(cells.contains(&"'=Bo, \"the second\"".to_owned()));
}

fn json(study: &Invented) -> String {
    let mut document = Vec::new();
    write_ratings_json(&study.protocol, &study.ledger(), &mut document).unwrap();
    String::from_utf8(document).unwrap()
}

#[test]
fn the_json_read_again_is_the_same_study() {
    let study = study();
    let document = json(&study);
    let again = read_ratings_json(&document).unwrap();
    assert_eq!((&again.protocol, again.ledger.history()), (&study.protocol, study.history.as_slice()));
    assert_eq!(json(&Invented { protocol: again.protocol, history: again.ledger.history().to_vec() }), document);
}

#[test]
fn an_export_that_was_changed_is_refused() {
    let document = json(&study());
    let refused = |from: &str, to: &str| {
        assert!(document.contains(from), "{from}");
        read_ratings_json(&document.replacen(from, to, 1)).unwrap_err()
    };
    assert_eq!(refused("\"seed\": 7", "\"seed\": 8"), Error::OtherProtocol);
    assert_eq!(refused("\"format\": 1", "\"format\": 2"), Error::NewerFormat { found: 2, newest: 1 });
    assert!(matches!(refused("\"replaces\": 1", "\"replaces\": 2"), Error::NotCurrent { .. }));
    assert!(matches!(refused("\"scores\": null", "\"scores\": [1, 2, 3, 9]"), Error::Json { .. }));
    assert!(matches!(refused("\"rater\": 1", "\"rater\": 3"), Error::UnknownRater { .. }));
    let last = document.rfind("\"is_flagged\": false").unwrap();
    let withdrawn = format!("{}{}", &document[..last], document[last..].replacen("false", "true", 1));
    assert!(matches!(read_ratings_json(&withdrawn), Err(Error::Json { .. })), "a withdrawal flags nothing");
    assert!(matches!(read_ratings_json("{\"format\": 1"), Err(Error::Json { .. })));
}

#[test]
fn numbers_as_json_carry_their_definitions_and_no_comment() {
    let study = study();
    let mut document = Vec::new();
    write_numbers_json(&study.protocol, &study.numbers(), &mut document).unwrap();
    let numbers: Value = serde_json::from_slice(&document).unwrap();
    assert_eq!(numbers["protocol_sha256"], study.protocol.sha256().unwrap().as_str());
    assert!(numbers["definitions"]["κ"].as_str().unwrap().contains("1 to 4"));
    let correct = &numbers["dimensions"][0];
    assert_eq!(correct["dimension"]["id"], "correct");
    assert_eq!(correct["arms"][1]["counts"], serde_json::json!([1, 0, 0, 0]));
    assert_eq!(correct["arms"][0]["mean"], Value::Null);
    assert_eq!(correct["pairs"][0]["kappa"], serde_json::json!({"value": null, "undefined": "no_pairs"}));
    assert_eq!(
        correct["mean_agreement"]["kappa"],
        serde_json::json!({"value": null, "undefined": "no_pairs", "pairs": 0})
    );
    assert_eq!(correct["comparisons"][0]["test"], serde_json::json!({"undefined": "no_cases"}));
    assert_eq!(
        (numbers["raters"][0]["corrected"].as_u64(), numbers["raters"][1]["corrected"].as_u64()),
        (Some(1), Some(2))
    );
    assert!(!String::from_utf8(document).unwrap().contains("HYPERLINK"));
}
