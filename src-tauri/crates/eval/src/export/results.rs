//! All numbers as one JSON document. An undefined number is `null`.

use std::io::Write;

use serde::Serialize;

use crate::{Error, Evaluation, Finding, Numbers, RunFact, Study};

/// The whole document.
#[derive(Serialize)]
struct Results<'a> {
    format: u32,
    study: &'a Study,
    study_sha256: String,
    cases_sha256: &'a str,
    is_demonstration: bool,
    definitions: Definitions,
    run: &'a [RunFact],
    findings: &'a [Finding],
    #[serde(flatten)]
    numbers: &'a Numbers,
}

/// What the numbers mean, in words.
#[derive(Serialize)]
struct Definitions {
    rouge: &'static str,
    wilcoxon: &'static str,
    classes: &'static str,
    intervals: &'static str,
    multiplicity: &'static str,
    coverage: &'static str,
    undefined: &'static str,
}

const DEFINITIONS: Definitions = Definitions {
    rouge: "tokens of rouge-score 0.1.2, no stemmer; the headline is ROUGE-1 recall",
    wilcoxon: "signed-rank, zeros dropped, mid-ranks, exact conditional distribution up to 1000 differing pairs; differences rounded to 9 decimals",
    classes: "labels are those of truth or answers, unreadable answers included; zero_division = 0 in averages, undefined in rows",
    intervals: "95 %: Wilson over cases where each case gives one yes or no, and where every case is 0 or every case is 1; else percentile bootstrap over cases, SplitMix64; null where the cases are all alike",
    multiplicity: "Holm over the tasks of the same two models and the same kind of pairs",
    coverage: "regimen: all answers of a case, over all temperatures, grouped by clinical equality (modality, dose within 0.005 Gy, fractions of each phase) with the first of each group; agreement = largest group / all answers, unreadable ones included, 0 without a plan; right where the first of the largest group equals the delivered regimen; cases whose delivered regimen cannot be read are left out; undefined with one answer for each case",
    undefined: "null",
};

/// Writes `results.json`; `run` is what else the run's record holds.
///
/// # Errors
/// [`Error::Json`].
pub fn write_results_json(
    evaluation: &Evaluation<'_>,
    numbers: &Numbers,
    findings: &[Finding],
    run: &[RunFact],
    to: impl Write,
) -> Result<(), Error> {
    let study = evaluation.study();
    let results = Results {
        format: 1,
        study,
        study_sha256: study.sha256(),
        cases_sha256: &study.cases.sha256,
        is_demonstration: study.is_demonstration(),
        definitions: DEFINITIONS,
        run,
        findings,
        numbers,
    };
    serde_json::to_writer(to, &results).map_err(|source| Error::Json { source })
}
