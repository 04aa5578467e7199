//! The curation funnel without a window: two exports in, a folder with the cohort, its issues and its funnel out.

use std::path::{Path, PathBuf};

use isocenter_chart::PictureFormat;
use isocenter_curate::{
    CaseNumbers, Curated, CuratedCase, DateTreatment, Funnel, Issue, Mapping, PseudonymKey, RuleSet,
};
use isocenter_lm::CancelToken;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::application::Application;
use crate::error::Error;
use crate::exports::{Curation, ExportFiles, ImportProgress, cleaner, code_test};
use crate::files::Existing;
use crate::{assets, failure, files, funnel_words};

/// What an import leaves.
const WRITTEN: [&str; 7] =
    ["cases.jsonl", "review.json", "issues.csv", "mapping.toml", "funnel.json", "funnel.svg", "funnel.png"];

/// What to import.
#[derive(Debug, Clone)]
pub struct CohortImportRequest {
    /// The diagnosis export.
    pub diagnoses: PathBuf,
    /// The plan export.
    pub plans: PathBuf,
    /// Folder to write into.
    pub out: PathBuf,
    /// A saved mapping; recognised from the files if not given.
    pub mapping: Option<PathBuf>,
    /// What becomes of dates in texts.
    pub dates: DateTreatment,
    /// What becomes of a cohort that is there.
    pub existing: Existing,
}

/// What came of it.
#[derive(Debug, Clone, Serialize)]
pub struct CohortImportReport {
    /// Kept and dropped at each step, and why.
    pub funnel: Funnel,
    /// Rows and cells that were set aside or noted.
    pub issues: Vec<Issue>,
    /// What the dose column was taken for.
    pub dose_unit: Option<isocenter_curate::DoseUnit>,
    /// Kept cases that a person should look at.
    pub to_review: usize,
    /// Findings of the leak scan in the cleaned texts.
    pub leaks: usize,
}

impl CohortImportReport {
    /// The funnel, a line for each step and each reason.
    #[must_use]
    pub fn funnel_in_words(&self) -> Vec<String> {
        let of_step = |step: &isocenter_curate::FunnelStep| {
            let head = format!("{} {}", step.kept, funnel_words::step_words(step.step));
            let drops = funnel_words::drops_of(step).into_iter();
            let drops = drops.map(|(reason, cases)| format!("  {cases} {}", funnel_words::reason_words(reason)));
            std::iter::once(head).chain(drops).collect::<Vec<_>>()
        };
        self.funnel.steps.iter().flat_map(of_step).collect()
    }
}

/// A kept case, as `cases.jsonl` holds it.
#[derive(Serialize)]
struct CaseLine<'a> {
    case: &'a str,
    diagnosis: &'a str,
    regimen: Option<String>,
    modality: Option<&'static str>,
    icd10: Option<&'a str>,
    needs_review: bool,
}

/// Reads both exports, curates them and writes `cases.jsonl`, `issues.csv`, `review.json`, `mapping.toml`, `funnel.json`,
/// `funnel.svg` and `funnel.png`. Nothing is written before all of it is known.
///
/// # Errors
/// A cohort in the way; files that are no such exports; something the data do not tell and the mapping must; cancelled; a full disk.
pub fn import_cohort(
    application: &Application,
    request: &CohortImportRequest,
    cancel: &CancelToken,
    sink: &mut dyn FnMut(ImportProgress),
) -> Result<CohortImportReport, Error> {
    files::refuse_finished(&request.out, &WRITTEN, "an imported cohort", request.existing)?;
    let exports = ExportFiles { diagnoses: request.diagnoses.clone(), plans: request.plans.clone() };
    let mapping = match &request.mapping {
        Some(path) => Mapping::from_toml(&files::read_text(path)?).map_err(failure::curation)?,
        None => exports.propose()?.mapping,
    };
    let key = key_of_content(&exports)?;
    let how = Curation {
        mapping: &mapping,
        rules: &RuleSet::default(),
        key: &key,
        dates: request.dates,
        numbers: &CaseNumbers::default(),
        today: application.today(),
        cancel,
    };
    let read = exports.curate(&how, sink)?;
    let is_code = code_test(assets::icd10_catalog()?);
    let leaks = read.curated.leak_scan(&cleaner(&is_code, &key, &mapping, request.dates)).len();
    let report = CohortImportReport {
        funnel: read.curated.funnel(),
        issues: read.import.issues().to_vec(),
        dose_unit: mapping.dose_unit,
        to_review: read.curated.cases.iter().filter(|case| !case.questions().is_empty()).count(),
        leaks,
    };
    write(&request.out, &mapping, &read.curated, &report)?;
    Ok(report)
}

/// The same exports give the same pseudonyms, and without the exports nobody can try ids.
fn key_of_content(exports: &ExportFiles) -> Result<PseudonymKey, Error> {
    use isocenter_curate::{Table, survey};
    let mut digest = Sha256::new();
    for (table, path) in [(Table::Diagnoses, &exports.diagnoses), (Table::Plans, &exports.plans)] {
        digest.update(survey(table, path, None).map_err(failure::curation)?.sha256.as_bytes());
    }
    Ok(PseudonymKey::new(&digest.finalize().into()))
}

fn write(out: &Path, mapping: &Mapping, curated: &Curated, report: &CohortImportReport) -> Result<(), Error> {
    let mut issues = Vec::new();
    isocenter_curate::write_issues(&report.issues, &mut issues).map_err(failure::curation)?;
    let figure = funnel_words::figure(&report.funnel)?;
    let picture = |format| figure.render(format).map_err(|error| failure::internal(&error));
    let mapping = mapping.to_toml().map_err(failure::curation)?;
    let contents = [
        case_lines(&curated.cases)?,
        files::to_json(&curated.review_queue())?,
        issues,
        mapping.into_bytes(),
        files::to_json(&report.funnel)?,
        picture(PictureFormat::Svg)?,
        picture(PictureFormat::Png)?,
    ];
    WRITTEN.iter().zip(&contents).try_for_each(|(name, bytes)| files::write_whole(&out.join(name), bytes))
}

fn case_lines(cases: &[CuratedCase]) -> Result<Vec<u8>, Error> {
    let mut lines = Vec::new();
    for case in cases {
        let line = CaseLine {
            case: case.id.as_str(),
            diagnosis: case.text.cleaned().reveal(),
            regimen: case.regimen(),
            modality: case.modality().map(isocenter_domain::Modality::label),
            icd10: case.icd10.as_ref().map(isocenter_domain::Icd10Code::as_str),
            needs_review: !case.questions().is_empty(),
        };
        serde_json::to_writer(&mut lines, &line).map_err(|error| failure::internal(&error))?;
        lines.push(b'\n');
    }
    Ok(lines)
}
