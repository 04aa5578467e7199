//! Random letter studies against scikit-learn, irrCAC, SciPy and NumPy: `tests/oracle/make_ratings.py` wrote `tests/golden/ratings.json`.

use isocenter_rating::Author;
use serde_json::Value;

use crate::invented::{Invented, one_dimension, protocol_of};

const STUDIES: &str = include_str!("../../../../../tests/golden/ratings.json");

fn author(of: &Value) -> Author {
    match of.as_str().unwrap() {
        "base" => Author::Base,
        "tuned" => Author::Tuned,
        _ => Author::Physician,
    }
}

fn numbers(study: &Value) -> Value {
    let rows = study["rows"].as_array().unwrap();
    let letters: Vec<(u32, Author)> =
        rows.iter().map(|row| (row["case"].as_u64().unwrap() as u32, author(&row["author"]))).collect();
    let mut invented = Invented::new(one_dimension(protocol_of(study["raters"].as_u64().unwrap() as u32, &letters)));
    for (number, row) in (1..).zip(rows) {
        for (rater, score) in (1..).zip(row["scores"].as_array().unwrap()) {
            if let Some(score) = score.as_u64() {
                invented.rated(rater, number, score as u8);
            }
        }
    }
    serde_json::to_value(&invented.numbers().dimensions[0]).unwrap()
}

/// Every value that is expected is there and within 1e-12; of a statistic its value. Says how many there were.
#[track_caller]
fn assert_holds(ours: &Value, expected: &Value, path: &str) -> usize {
    match expected {
        Value::Object(fields) => {
            fields.iter().map(|(name, expected)| assert_holds(&ours[name], expected, &format!("{path}.{name}"))).sum()
        }
        Value::Array(entries) => {
            assert_eq!(ours.as_array().map(Vec::len), Some(entries.len()), "{path}");
            let each = entries.iter().enumerate();
            each.map(|(place, expected)| assert_holds(&ours[place], expected, &format!("{path}[{place}]"))).sum()
        }
        scalar => {
            let ours = ours.get("value").unwrap_or(ours);
            match (ours.as_f64(), scalar.as_f64()) {
                (Some(ours), Some(theirs)) => assert!((ours - theirs).abs() < 1e-12, "{path}: {ours}, not {theirs}"),
                _ => assert_eq!(ours, scalar, "{path}"),
            }
            1
        }
    }
}

#[test]
fn the_numbers_of_random_studies_are_those_of_the_programs_named() {
    let file: Value = serde_json::from_str(STUDIES).unwrap();
    let studies = file["studies"].as_array().unwrap();
    let (mut held, mut tests) = (0, 0);
    for (place, study) in studies.iter().enumerate() {
        let (ours, expected) = (numbers(study), &study["expected"]);
        for arm in ours["arms"].as_array().unwrap() {
            let theirs = &expected["arms"][arm["arm"]["author"].as_str().unwrap()];
            held += assert_holds(arm, theirs, &format!("study {place} arm"));
        }
        held += assert_holds(&ours["pairs"], &expected["pairs"], &format!("study {place} pairs"));
        match &expected["comparison"] {
            Value::Null => assert_eq!(ours["comparisons"], Value::Array(Vec::new())),
            theirs => {
                let mut theirs = theirs.clone();
                // No test of theirs: too few cases, or none that differs.
                if theirs["test"].is_null() {
                    theirs.as_object_mut().unwrap().remove("test");
                } else {
                    tests += 1;
                }
                held += assert_holds(&ours["comparisons"][0], &theirs, &format!("study {place} comparison"));
            }
        }
    }
    assert!(
        studies.len() >= 20 && held > 400 && tests >= 8,
        "{held} values, {tests} tests: a golden file without them proves nothing"
    );
}
