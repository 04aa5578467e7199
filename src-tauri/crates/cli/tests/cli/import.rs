//! The curation funnel without a window: what it keeps, what it refuses, and that it writes all or nothing.

use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{Ran, names, run};

/// The exports of some hundred invented patients, and room beside them.
struct Exports {
    folder: TempDir,
}

impl Exports {
    fn new() -> Self {
        let exports = Self { folder: tempfile::tempdir().unwrap() };
        let out = exports.text("");
        run(&["cohort", "synthesise", "--cases", "300", "--seed", "5", "--out", &out, "--json"]).json();
        exports
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn import(&self, more: &[&str]) -> Ran {
        self.import_of("diagnoses.csv", "plans.csv", more)
    }

    fn import_of(&self, diagnoses: &str, plans: &str, more: &[&str]) -> Ran {
        let (diagnoses, plans, out) = (self.text(diagnoses), self.text(plans), self.text("cohort"));
        let given = ["import", "--json", "--diagnoses", &diagnoses, "--plans", &plans, "--out", &out];
        run(&[&given, more].concat())
    }

    fn lines(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path("cohort/cases.jsonl")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn assert_nothing_written(&self) {
        assert!(!self.path("cohort").exists() || names(&self.path("cohort")).is_empty(), "half a cohort was written");
    }
}

#[test]
fn the_funnel_of_the_contract_adds_up_and_matches_the_truth() {
    let exports = Exports::new();
    let report = exports.import(&[]).json();
    let steps = report["funnel"].as_array().unwrap();
    for pair in steps.windows(2) {
        let reasons = pair[1]["reasons"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum::<u64>();
        assert_eq!(pair[1]["dropped"].as_u64().unwrap(), reasons);
        assert_eq!(pair[0]["kept"].as_u64().unwrap(), pair[1]["kept"].as_u64().unwrap() + reasons);
    }
    let issue = &report["issues"].as_array().unwrap()[0];
    assert!(issue["file"].is_string() && issue["row"].is_u64() && issue["reason"].is_string(), "{issue}");
    let truth = std::fs::read_to_string(exports.path("truth.csv")).unwrap();
    let mut truth = csv::Reader::from_reader(truth.as_bytes());
    let kept = truth.records().filter(|row| &row.as_ref().unwrap()[5] == "1").count();
    assert_eq!(exports.lines().len(), kept);
    let files = ["cases.jsonl", "funnel.json", "funnel.png", "funnel.svg", "issues.csv", "mapping.toml", "review.json"];
    assert_eq!(names(&exports.path("cohort")), files);
}

#[test]
fn a_saved_mapping_gives_the_same_cohort() {
    let exports = Exports::new();
    exports.import(&[]).json();
    let before = exports.lines();
    std::fs::copy(exports.path("cohort/mapping.toml"), exports.path("mapping.toml")).unwrap();
    let given = ["--mapping", &exports.text("mapping.toml")];
    exports.import(&given).assert_failed("an imported cohort already");
    exports.import(&[given.as_slice(), &["--force"]].concat()).json();
    assert_eq!(exports.lines(), before);
}

#[test]
fn swapped_files_and_a_workbook_are_refused_in_words() {
    let exports = Exports::new();
    exports.import_of("plans.csv", "diagnoses.csv", &[]).assert_failed("swapped");
    std::fs::write(exports.path("book.csv"), b"PK\x03\x04 and more").unwrap();
    exports.import_of("book.csv", "plans.csv", &[]).assert_failed("Excel");
    exports.import_of("no-such.csv", "plans.csv", &[]).assert_failed("cannot be read");
    exports.assert_nothing_written();
}

#[test]
fn a_missing_column_is_named() {
    let exports = Exports::new();
    let text = std::fs::read_to_string(exports.path("plans.csv")).unwrap();
    let (header, rest) = text.split_once('\n').unwrap();
    let other = header.replace("NoFractions", "Something").replace("Fractions", "Something");
    assert_ne!(other, header);
    std::fs::write(exports.path("plans.csv"), format!("{other}\n{rest}")).unwrap();
    exports.import(&[]).assert_failed("fractions");
    exports.assert_nothing_written();
}

/// A limit on the size of files stands in for a full disk: both end a write half-way.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_no_half_cohort() {
    let exports = Exports::new();
    let (diagnoses, plans, out) = (exports.text("diagnoses.csv"), exports.text("plans.csv"), exports.text("cohort"));
    let output = std::process::Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_isocenter-cli")])
        .args(["import", "--diagnoses", &diagnoses, "--plans", &plans, "--out", &out])
        .output()
        .unwrap();
    Ran::new(output).assert_failed("the disk is full");
    exports.assert_nothing_written();
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let exports = Exports::new();
    std::fs::write(exports.path("cohort"), "a file where the folder should be").unwrap();
    let ran = exports.import(&[]);
    assert_eq!(ran.code, 1);
    assert_eq!(std::fs::read_to_string(exports.path("cohort")).unwrap(), "a file where the folder should be");
}
