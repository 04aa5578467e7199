//! Random studies of grades against scikit-learn, irrCAC and statsmodels: `tests/oracle/make_grades.py` wrote
//! `tests/golden/grades.json`.

use isocenter_grade::Numbers;
use serde_json::Value;

use crate::invented::{A, B, Invented, protocol};

const STUDIES: &str = include_str!("../../../../../tests/golden/grades.json");

fn grade(of: &Value) -> Option<u8> {
    of.as_u64().map(|grade| grade as u8)
}

fn numbers(study: &Value) -> Value {
    let arms = study["arms"].as_u64().unwrap() as usize;
    let rows = study["rows"].as_array().unwrap();
    let mut invented = Invented::new(protocol((rows.len() / arms) as u32, &["m", "n"][..arms], 0));
    for (row, number) in rows.iter().zip(1..) {
        for (grader, of) in [(A, "a"), (B, "b")] {
            match grade(&row[of]) {
                Some(grade) => invented.graded(grader, number, grade),
                None => invented.skipped(grader, number),
            }
        }
        if let Some(panel) = row["panel"].as_array() {
            let before = (grade(&row["a"]).unwrap(), grade(&row["b"]).unwrap());
            invented.settled(number, before, (grade(&panel[0]).unwrap(), grade(&panel[1]).unwrap()), "");
        }
    }
    serde_json::to_value(Numbers::of(&invented.record.check().unwrap()).unwrap()).unwrap()
}

/// Every value that is expected is there and within 1e-12; of a statistic its value.
#[track_caller]
fn assert_holds(ours: &Value, expected: &Value, path: &str) {
    match expected {
        Value::Object(fields) => fields.iter().for_each(|(name, expected)| {
            assert_holds(&ours[name], expected, &format!("{path}.{name}"));
        }),
        Value::Array(entries) => {
            assert_eq!(ours.as_array().map(Vec::len), Some(entries.len()), "{path}");
            for (place, expected) in entries.iter().enumerate() {
                assert_holds(&ours[place], expected, &format!("{path}[{place}]"));
            }
        }
        scalar => {
            let ours = ours.get("value").unwrap_or(ours);
            match (ours.as_f64(), scalar.as_f64()) {
                (Some(ours), Some(theirs)) => assert!((ours - theirs).abs() < 1e-12, "{path}: {ours}, not {theirs}"),
                _ => assert_eq!(ours, scalar, "{path}"),
            }
        }
    }
}

#[test]
fn the_numbers_of_random_studies_are_those_of_the_programs_named() {
    let file: Value = serde_json::from_str(STUDIES).unwrap();
    let studies = file["studies"].as_array().unwrap();
    assert!(studies.len() >= 20, "a golden file without studies proves nothing");
    for (place, study) in studies.iter().enumerate() {
        let (ours, expected) = (numbers(study), &study["expected"]);
        assert_holds(&ours["arms"], &expected["arms"], &format!("study {place} arms"));
        assert_holds(&ours["agreement"], &expected["agreement"], &format!("study {place}"));
        assert_holds(&ours["panel"]["flagged"], &expected["flagged"], &format!("study {place} flagged"));
        assert_holds(&ours["panel"]["moved"], &expected["moved"], &format!("study {place} moved"));
    }
}
