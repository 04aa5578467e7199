//! Hashes of exports and of each patient's rows, and what another export would change. Keyed, so that they tell nothing without the key.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::pseudonym::{CaseId, CaseNumbers, PatientKey, PseudonymKey};
use crate::read_export::Cells;
use crate::table::{Field, Table};

/// Behind each cell of a row; the unit separator does not occur in text of people.
const CELL_END: char = '\u{1f}';

/// Both exports as they were imported, told by hashes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CohortPrint {
    /// The diagnosis export.
    pub diagnoses: ExportPrint,
    /// The plan export.
    pub plans: ExportPrint,
    pub(crate) patients: BTreeMap<PatientKey, PatientPrint>,
}

/// One export as it was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportPrint {
    /// SHA-256 of the file in hexadecimal.
    pub sha256: String,
    /// Rows behind the header.
    pub rows: u64,
    /// The mapped fields, in the order of the hashes.
    pub fields: Vec<Field>,
}

/// One patient's rows: a hash per mapped field of each export.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PatientPrint {
    diagnoses: Vec<u64>,
    plans: Vec<u64>,
}

/// What another export would change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// Cases that are new.
    pub added: Vec<CaseId>,
    /// Cases whose patient is in neither export any more.
    pub removed: Vec<CaseId>,
    /// Cases of which some rows say something else.
    pub changed: Vec<CaseChange>,
}

/// The fields of a case that say something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseChange {
    /// The case.
    pub case: CaseId,
    /// Fields of its diagnosis rows.
    pub diagnosis_fields: Vec<Field>,
    /// Fields of its plan rows.
    pub plan_fields: Vec<Field>,
}

impl Difference {
    /// Whether the other export changes nothing.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }
}

/// What importing `new` after `old` would change. Only fields mapped both times are compared; the order of rows does not count.
/// `numbers` names the cases; patients it does not know are left out, so extend it with the new import first.
#[must_use]
pub fn difference(old: &CohortPrint, new: &CohortPrint, numbers: &CaseNumbers) -> Difference {
    let only_in = |one: &CohortPrint, other: &CohortPrint| -> Vec<CaseId> {
        let keys = one.patients.keys().filter(|key| !other.patients.contains_key(key));
        let cases: BTreeSet<CaseId> = keys.filter_map(|key| numbers.case(key)).collect();
        cases.into_iter().collect()
    };
    let mut changed: Vec<CaseChange> = new
        .patients
        .iter()
        .filter_map(|(key, after)| {
            let before = old.patients.get(key).filter(|before| *before != after)?;
            let diagnosis_fields =
                changed_fields((&old.diagnoses, &before.diagnoses), (&new.diagnoses, &after.diagnoses));
            let plan_fields = changed_fields((&old.plans, &before.plans), (&new.plans, &after.plans));
            let is_changed = !diagnosis_fields.is_empty() || !plan_fields.is_empty();
            let case = numbers.case(key).filter(|_| is_changed)?;
            Some(CaseChange { case, diagnosis_fields, plan_fields })
        })
        .collect();
    changed.sort_by(|a, b| a.case.cmp(&b.case));
    Difference { added: only_in(new, old), removed: only_in(old, new), changed }
}

fn changed_fields(old: (&ExportPrint, &Vec<u64>), new: (&ExportPrint, &Vec<u64>)) -> Vec<Field> {
    let hash_of = |(export, hashes): (&ExportPrint, &Vec<u64>), field| {
        let place = export.fields.iter().position(|mapped| *mapped == field)?;
        // OK because a patient without rows in an export has no hashes, which differs from every hash.
        Some(hashes.get(place).copied())
    };
    let fields = new.0.fields.iter().copied();
    fields.filter(|field| hash_of(old, *field).is_some_and(|hash| Some(hash) != hash_of(new, *field))).collect()
}

/// The rows of one patient as text, kept only until they are hashed.
#[derive(Default)]
pub(crate) struct RowTexts {
    diagnoses: Vec<String>,
    plans: Vec<String>,
}

impl RowTexts {
    pub(crate) fn add(&mut self, table: Table, cells: &Cells<'_>) {
        let mut text = String::new();
        for (_, cell) in cells.iter() {
            text.push_str(cell);
            text.push(CELL_END);
        }
        match table {
            Table::Diagnoses => self.diagnoses.push(text),
            Table::Plans => self.plans.push(text),
        }
    }

    pub(crate) fn print(mut self, key: &PseudonymKey) -> PatientPrint {
        self.diagnoses.sort();
        self.plans.sort();
        PatientPrint { diagnoses: column_hashes(&self.diagnoses, key), plans: column_hashes(&self.plans, key) }
    }
}

fn column_hashes(rows: &[String], key: &PseudonymKey) -> Vec<u64> {
    let mut columns: Vec<_> = rows.iter().map(|row| row.split_terminator(CELL_END)).collect();
    let Some(width) = rows.first().map(|row| row.matches(CELL_END).count()) else { return Vec::new() };
    (0..width)
        .map(|_| {
            let digest = key.digest(columns.iter_mut().map(|row| row.next().unwrap_or("").as_bytes()));
            let mut start = [0; 8];
            start.copy_from_slice(&digest[..8]);
            u64::from_le_bytes(start)
        })
        .collect()
}
