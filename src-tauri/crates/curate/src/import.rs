//! Both exports read and joined by patient. Nothing is selected yet and no text is touched; every finding about a row is an issue.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use isocenter_domain::{Icd10Code, Redacted};
use jiff::civil::Date;

use crate::Error;
use crate::csv_layout::survey;
use crate::diagnosis_row::{DiagnosisRow, read_diagnosis_row};
use crate::dose_unit::{DoseEvidence, DoseUnit};
use crate::fingerprint::{CohortPrint, ExportPrint, RowTexts};
use crate::issue::{Issue, IssueReason};
use crate::mapping::{Mapping, Question};
use crate::plan_row::{PlanRow, read_plan_row};
use crate::pseudonym::{PatientKey, PseudonymKey};
use crate::read_export::{Cells, ExportReader, Observer, RowIssues, Stage};
use crate::table::{Field, Table};

/// What an import needs to know besides the files.
#[derive(Clone, Copy)]
pub struct ImportSettings<'a> {
    /// Days after it are in the future.
    pub today: Date,
    /// Turns patient ids into pseudonyms.
    pub key: &'a PseudonymKey,
    /// Whether a code is in the official ICD-10 table.
    pub is_icd10_code: &'a dyn Fn(&Icd10Code) -> bool,
}

/// Both exports, joined by patient. It holds patient text, so it has no `Debug`.
pub struct Import {
    pub(crate) patients: Vec<Patient>,
    pub(crate) print: CohortPrint,
    issues: Vec<Issue>,
    unit: DoseUnit,
    dose_field: Field,
    dose: DoseEvidence,
}

impl Import {
    /// Every finding, by file and row.
    #[must_use]
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// Hashes that tell later what another export changes.
    #[must_use]
    pub const fn print(&self) -> &CohortPrint {
        &self.print
    }

    /// What the dose column of this file tells.
    #[must_use]
    pub const fn dose_evidence(&self) -> &DoseEvidence {
        &self.dose
    }

    /// The unit that this file tells where it is not the one of the mapping: a saved mapping may be of another kind of export.
    #[must_use]
    pub fn contradicting_dose_unit(&self) -> Option<DoseUnit> {
        self.dose.decide(self.dose_field).filter(|unit| *unit != self.unit)
    }

    /// The patients of either export, in order of their keys.
    pub fn patients(&self) -> impl ExactSizeIterator<Item = &PatientKey> {
        self.patients.iter().map(|patient| &patient.key)
    }
}

/// What both exports say of one patient.
pub(crate) struct Patient {
    pub key: PatientKey,
    pub id: Redacted<String>,
    /// Whether rows under ids that differ in case only can be of different people.
    pub identity: Identity,
    pub diagnoses: Vec<DiagnosisRow>,
    pub plans: Vec<PlanRow>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    Clear,
    Ambiguous,
}

/// Reads both exports. Ids that differ in case only are one patient and reported; see [`RuleId::OnePatientPerId`](crate::RuleId).
///
/// # Errors
/// What stops the whole import: files that cannot be read, a mapping that does not fit, an open question, cancel.
pub fn import(
    diagnoses: &Path,
    plans: &Path,
    mapping: &Mapping,
    settings: ImportSettings<'_>,
    observer: &mut Observer<'_>,
) -> Result<Import, Error> {
    mapping.validate()?;
    let Some(unit) = mapping.dose_unit else {
        return Err(Error::Undecided { questions: vec![Question::DoseUnit] });
    };
    let mut gathered = Gathered::default();
    let diagnosis_print = gathered.read(Table::Diagnoses, diagnoses, mapping, observer, |patient, cells, issues| {
        let row = read_diagnosis_row(cells, mapping, settings.today, settings.is_icd10_code, issues)?;
        patient.diagnoses.push(row);
        Ok(())
    })?;
    let dose_field = mapping.dose_field();
    let mut dose = DoseEvidence::default();
    let plan_print = gathered.read(Table::Plans, plans, mapping, observer, |patient, cells, issues| {
        dose.add(cells, dose_field);
        if patient.diagnoses.is_empty() {
            issues.cell(Field::PatientId, IssueReason::PlanWithoutDiagnosis);
        }
        patient.plans.push(read_plan_row(cells, mapping, unit, settings.today, issues)?);
        Ok(())
    })?;
    dose.finish();
    let Gathered { patients, mut issues } = gathered;
    issues.sort();
    let mut prints = BTreeMap::new();
    let mut joined = Vec::with_capacity(patients.len());
    for (id, patient) in patients {
        let key = settings.key.patient(&id);
        let identity = patient.identity();
        prints.insert(key.clone(), patient.texts.print(settings.key));
        joined.push(Patient {
            key,
            id: Redacted::new(patient.first_spelling),
            identity,
            diagnoses: patient.diagnoses,
            plans: patient.plans,
        });
    }
    joined.sort_by(|a, b| a.key.cmp(&b.key));
    let print = CohortPrint { diagnoses: diagnosis_print, plans: plan_print, patients: prints };
    Ok(Import { patients: joined, print, issues, unit, dose_field, dose })
}

#[derive(Default)]
struct Gathered {
    /// By id in lower case.
    patients: HashMap<String, Draft>,
    issues: Vec<Issue>,
}

#[derive(Default)]
struct Draft {
    first_spelling: String,
    /// Spellings in the diagnosis export with the people they stand for: family name and date of birth as written.
    people: BTreeMap<String, BTreeSet<(String, String)>>,
    diagnoses: Vec<DiagnosisRow>,
    plans: Vec<PlanRow>,
    texts: RowTexts,
}

impl Draft {
    /// Several spellings in the diagnosis export are one person only if name and date of birth say so.
    fn identity(&self) -> Identity {
        let people: BTreeSet<&(String, String)> = self.people.values().flatten().collect();
        let is_one_person =
            people.len() == 1 && people.iter().all(|(name, birth)| !name.is_empty() && !birth.is_empty());
        if self.people.len() < 2 || is_one_person { Identity::Clear } else { Identity::Ambiguous }
    }
}

impl Gathered {
    fn read(
        &mut self,
        table: Table,
        path: &Path,
        mapping: &Mapping,
        observer: &mut Observer<'_>,
        mut take: impl FnMut(&mut Draft, &Cells<'_>, &mut RowIssues<'_>) -> Result<(), Error>,
    ) -> Result<ExportPrint, Error> {
        let table_mapping = mapping.table(table);
        let survey = survey(table, path, Some(table_mapping.layout))?;
        let mut reader = ExportReader::open(table, Stage::Reading(table), path, &survey, table_mapping)?;
        let mut issues = std::mem::take(&mut self.issues);
        while let Some((line, cells)) = reader.next(&mut issues, observer)? {
            let mut row_issues = RowIssues::new(table, table_mapping, line, &mut issues);
            let id = cells.get(Field::PatientId);
            if id.is_empty() {
                row_issues.cell(Field::PatientId, IssueReason::PatientIdBlank);
                continue;
            }
            let patient = self.patients.entry(id.to_lowercase()).or_default();
            if patient.first_spelling.is_empty() {
                id.clone_into(&mut patient.first_spelling);
            } else if patient.first_spelling != id {
                row_issues.cell(Field::PatientId, IssueReason::PatientIdCase);
            }
            if table == Table::Diagnoses {
                let person = (cells.get(Field::LastName).to_lowercase(), cells.get(Field::DateOfBirth).to_owned());
                patient.people.entry(id.to_owned()).or_default().insert(person);
            }
            patient.texts.add(table, &cells);
            take(patient, &cells, &mut row_issues)?;
        }
        self.issues = issues;
        let fields = table_mapping.columns.keys().copied().collect();
        Ok(ExportPrint { sha256: survey.sha256, rows: reader.rows(), fields })
    }
}
