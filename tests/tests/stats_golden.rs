//! ROUGE-1 against rouge-score (no stemmer), as the golden pack recorded it.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::path::Path;

use isocenter_stats::rouge1;
use serde_json::Value;

#[test]
fn rouge_1_is_that_of_rouge_score_for_every_recorded_pair() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden/pack/metrics.json");
    let pack: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let rows: Vec<&Value> = pack["rouge"].as_array().unwrap().iter().filter(|row| row["stemmer"] == false).collect();
    assert!(rows.len() >= 10, "{} rows", rows.len());
    for row in rows {
        let (reference, hypothesis) = (row["reference"].as_str().unwrap(), row["hypothesis"].as_str().unwrap());
        let (ours, theirs) = (rouge1(reference, hypothesis), &row["rouge1"]);
        for (name, value) in [("precision", ours.precision), ("recall", ours.recall), ("f1", ours.f1)] {
            let expected = theirs[name].as_f64().unwrap();
            assert!(
                (value - expected).abs() < 1e-12,
                "{name} of `{hypothesis}` against `{reference}`: {value}, not {expected}"
            );
        }
    }
}
