//! Synthetic exports, tables, and files made by hand for single faults.

use std::collections::HashMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use isocenter_curate::{
    CaseNumbers, Cleaner, Curated, Error, HeaderTable, Import, ImportSettings, Issue, Mapping, PseudonymKey, RuleSet,
    curate, import, propose, unobserved,
};
use isocenter_domain::{Icd10Catalog, Icd10Code};
use isocenter_synthetic::{RegimenLibrary, SynthesisOptions, TruthRow, synthesise, write_exports};
use jiff::civil::{Date, date};
use tempfile::TempDir;

/// Most tests look at so many cases.
pub const SOME_CASES: usize = 1_500;
pub const TODAY: Date = date(2024, 6, 30);

fn assets() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../assets")
}

pub static HEADERS: LazyLock<HeaderTable> =
    LazyLock::new(|| HeaderTable::from_toml(&fs::read_to_string(assets().join("aria/headers.toml")).unwrap()).unwrap());

pub static CATALOG: LazyLock<Icd10Catalog> = LazyLock::new(|| {
    let packed = fs::File::open(assets().join("icd10/icd10cm.tsv.gz")).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(packed).read_to_string(&mut text).unwrap();
    Icd10Catalog::from_tsv(&text).unwrap()
});

pub static KEY: LazyLock<PseudonymKey> = LazyLock::new(|| PseudonymKey::new(&[7; 32]));

pub fn is_code(code: &Icd10Code) -> bool {
    CATALOG.contains(code.as_str())
}

pub fn is_code_text(text: &str) -> bool {
    Icd10Code::parse(text).is_ok_and(|code| is_code(&code))
}

pub fn cleaner() -> Cleaner<'static> {
    Cleaner::new(&is_code_text, &KEY)
}

/// Two exports in a folder of their own.
pub struct Exports {
    pub folder: TempDir,
    pub truth: Vec<TruthRow>,
}

impl Exports {
    pub fn synthetic(cases: usize, seed: u64) -> Self {
        let library = fs::read_to_string(assets().join("regimens/regimens.csv")).unwrap();
        let cohort =
            synthesise(SynthesisOptions { cases, seed }, &RegimenLibrary::from_csv(&library).unwrap()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        write_exports(&cohort, folder.path()).unwrap();
        Self { folder, truth: cohort.truth }
    }

    pub fn of_bytes(diagnoses: impl AsRef<[u8]>, plans: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("diagnoses.csv"), diagnoses).unwrap();
        fs::write(folder.path().join("plans.csv"), plans).unwrap();
        Self { folder, truth: Vec::new() }
    }

    /// Tables by hand: a diagnosis row is `id, code, text`, further cells as written.
    pub fn of_rows(diagnoses: &[String], plans: &[String]) -> Self {
        let table = |header: &str, rows: &[String]| format!("{header}\n{}\n", rows.join("\n"));
        Self::of_bytes(table(DIAGNOSIS_HEADER, diagnoses), table(PLAN_HEADER, plans))
    }

    pub fn diagnoses(&self) -> PathBuf {
        self.folder.path().join("diagnoses.csv")
    }

    pub fn plans(&self) -> PathBuf {
        self.folder.path().join("plans.csv")
    }

    pub fn mapping(&self) -> Result<Mapping, Error> {
        propose(&self.diagnoses(), &self.plans(), &HEADERS, &mut unobserved).map(|proposal| proposal.mapping)
    }

    pub fn import(&self) -> Result<Import, Error> {
        self.import_with(&self.mapping()?)
    }

    pub fn import_with(&self, mapping: &Mapping) -> Result<Import, Error> {
        import(&self.diagnoses(), &self.plans(), mapping, settings(), &mut unobserved)
    }

    pub fn curate(&self) -> Curated {
        curate_with(&self.import().unwrap(), &RuleSet::default())
    }

    pub fn issues(&self) -> Vec<Issue> {
        self.import().unwrap().issues().to_vec()
    }
}

pub fn settings() -> ImportSettings<'static> {
    ImportSettings { today: TODAY, key: &KEY, is_icd10_code: &is_code }
}

pub fn curate_with(import: &Import, rules: &RuleSet) -> Curated {
    curate(import, rules, &cleaner(), &mut CaseNumbers::default(), &mut unobserved).unwrap()
}

pub static SOME: LazyLock<Exports> = LazyLock::new(|| Exports::synthetic(SOME_CASES, 1));

pub const DIAGNOSIS_HEADER: &str = "PatientId,LastName,FirstName,DateOfBirth,DiagnosisTableName,DiagnosisCode,DiagnosisType,ObjectStatus,dx_desc,DateStamp";
pub const PLAN_HEADER: &str = "PatientId,CourseId,PlanSetupId,PlanSetupName,Status,Intent,PhaseType,TreatmentType,RadiationType,EnergyMode,NoFractions,PrescribedDose,PrescriptionName,PlanComment,FirstDayOfTreatment";

/// A diagnosis row of a patient nobody doubts.
pub fn diagnosis(id: &str, text: &str) -> String {
    format!("{id},Roe,Jane,1950-01-02,ICD-10-CM,C61,Primary,Active,{text},2020-03-04")
}

/// A plan row nobody doubts, 2 Gy × 30.
pub fn plan(id: &str) -> String {
    format!(
        "{id},C1,PROS,,Completed,,Primary,EXTERNAL,X,6X,30,2,6000 cGy in 30 Fractions,plan 60 Gy/ 30 fx photons,2020-04-05"
    )
}

/// Enough plain plans for the dose unit to be told from.
pub fn plain_patients(count: usize) -> (Vec<String>, Vec<String>) {
    let id = |number| format!("P{number:04}");
    let text = |number| format!("Prostate adenocarcinoma number {number} of the plain ones");
    ((0..count).map(|n| diagnosis(&id(n), &text(n))).collect(), (0..count).map(|n| plan(&id(n))).collect())
}

/// The plain patients and one more, whose rows are these.
pub fn with_patient(diagnoses: &[String], plans: &[String]) -> Exports {
    let (mut all_diagnoses, mut all_plans) = plain_patients(20);
    all_diagnoses.extend_from_slice(diagnoses);
    all_plans.extend_from_slice(plans);
    Exports::of_rows(&all_diagnoses, &all_plans)
}

pub fn truth_by_patient(truth: &[TruthRow]) -> HashMap<String, &TruthRow> {
    truth.iter().map(|row| (KEY.patient(&row.patient_id).to_string(), row)).collect()
}

pub fn rewrite(path: &Path, change: impl FnOnce(String) -> Vec<u8>) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(text)).unwrap();
}
