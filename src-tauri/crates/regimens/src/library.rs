//! The whole table and the look-ups in it. Which row a case should get is not decided here.

use std::collections::BTreeMap;

use isocenter_domain::{AlphaBeta, Dose, Fractions, Icd10Category, Modality};

use crate::entry::Row;
use crate::{Error, RegimenEntry};

/// Doses nearer than this are the same, Gy: plans are written to two decimals.
const SAME_DOSE_GRAY: f64 = 0.005;

/// The rows of `assets/regimens/regimens.csv`, by id.
#[derive(Debug, Clone)]
pub struct RegimenLibrary {
    entries: BTreeMap<String, RegimenEntry>,
}

/// The α/β that most rows of a category have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UsualAlphaBeta<'a> {
    /// The ratio.
    pub alpha_beta: AlphaBeta,
    /// The first row that has it.
    pub row: &'a RegimenEntry,
}

impl RegimenLibrary {
    /// Reads the table.
    ///
    /// # Errors
    /// [`Error::Table`] when it is no such CSV, [`Error::Row`] when a row has an impossible value, [`Error::SameId`] when two rows share an id.
    pub fn from_csv(csv: &str) -> Result<Self, Error> {
        let mut entries = BTreeMap::new();
        for row in csv::Reader::from_reader(csv.as_bytes()).deserialize() {
            let row: Row = row.map_err(|source| Error::Table { source })?;
            let entry = row.into_entry()?;
            if let Some(earlier) = entries.insert(entry.id.clone(), entry) {
                return Err(Error::SameId { id: earlier.id });
            }
        }
        Ok(Self { entries })
    }

    /// The schedule with this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&RegimenEntry> {
        self.entries.get(id)
    }

    /// Every schedule in order of id.
    pub fn entries(&self) -> impl Iterator<Item = &RegimenEntry> {
        self.entries.values()
    }

    /// The schedules under a site label of the table (`Breast`), in any case, in order of id.
    pub fn by_site<'a>(&'a self, label: &'a str) -> impl Iterator<Item = &'a RegimenEntry> {
        self.entries().filter(move |entry| entry.site.eq_ignore_ascii_case(label))
    }

    /// The schedules of a category of diagnoses, in order of id.
    pub fn by_category(&self, category: Icd10Category) -> impl Iterator<Item = &RegimenEntry> {
        self.entries().filter(move |entry| entry.icd10_category == category)
    }

    /// The schedules with this radiation, total dose (to half a hundredth of a gray) and number of fractions, of any site, in order of id.
    pub fn equal_to(
        &self,
        modality: Modality,
        dose: Dose,
        fractions: Fractions,
    ) -> impl Iterator<Item = &RegimenEntry> {
        self.entries().filter(move |entry| {
            entry.modality == modality
                && entry.fractions == fractions
                && (entry.dose.gray() - dose.gray()).abs() < SAME_DOSE_GRAY
        })
    }

    /// The α/β that most rows of the category have, the earlier row's where two are as frequent; nothing when no row states one.
    #[must_use]
    pub fn usual_alpha_beta(&self, category: Icd10Category) -> Option<UsualAlphaBeta<'_>> {
        let mut values: Vec<(UsualAlphaBeta<'_>, usize)> = Vec::new();
        for row in self.by_category(category) {
            let Some(alpha_beta) = row.alpha_beta else { continue };
            match values.iter_mut().find(|(known, _)| known.alpha_beta == alpha_beta) {
                Some((_, rows)) => *rows += 1,
                None => values.push((UsualAlphaBeta { alpha_beta, row }, 1)),
            }
        }
        let most = values.iter().map(|(_, rows)| *rows).max()?;
        values.into_iter().find(|(_, rows)| *rows == most).map(|(usual, _)| usual)
    }
}
