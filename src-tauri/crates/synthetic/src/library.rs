//! The dose-fractionation library: total dose, fractions, modality and technique by id. Which one a case gets is the scenarios' to say.

use std::collections::BTreeMap;

use isocenter_domain::{Dose, Fractions, Modality};
use serde::Deserialize;

use crate::Error;

/// The rows of `assets/regimens/regimens.csv`, by id.
#[derive(Debug, Clone)]
pub struct RegimenLibrary {
    entries: BTreeMap<String, RegimenEntry>,
}

/// One schedule of the library.
#[derive(Debug, Clone)]
pub struct RegimenEntry {
    /// `R001`.
    pub id: String,
    /// The library's site label.
    pub site: String,
    /// The condition it is given for.
    pub condition: String,
    /// The radiation.
    pub modality: Modality,
    /// Technique as the library writes it, alternatives separated by slashes.
    pub technique: String,
    /// Total dose.
    pub dose: Dose,
    /// Fractions.
    pub fractions: Fractions,
    /// `curative`, `palliative`, `benign` or `investigational`.
    pub intent_class: String,
    /// `page` when the figure was seen in a public source, `named` when an oncologist must still review it.
    pub verification: String,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    site: String,
    condition: String,
    intent_class: String,
    modality: String,
    technique: String,
    total_dose_gy: f64,
    fractions: u32,
    verification: String,
}

impl RegimenLibrary {
    /// Reads the table.
    ///
    /// # Errors
    /// [`Error::RegimenTable`] when it is no such CSV, [`Error::RegimenRow`] when a row has an impossible value.
    pub fn from_csv(csv: &str) -> Result<Self, Error> {
        let mut entries = BTreeMap::new();
        for row in csv::Reader::from_reader(csv.as_bytes()).deserialize() {
            let row: Row = row.map_err(|source| Error::RegimenTable { source })?;
            let refused = |_| Error::RegimenRow { id: row.id.clone() };
            let dose = Dose::from_gray(row.total_dose_gy).map_err(refused)?;
            let fractions = Fractions::new(row.fractions).map_err(refused)?;
            let Some(modality) = Modality::from_term(&row.modality) else {
                return Err(Error::RegimenRow { id: row.id });
            };
            let Row { id, site, condition, intent_class, technique, verification, .. } = row;
            entries.insert(
                id.clone(),
                RegimenEntry { id, site, condition, modality, technique, dose, fractions, intent_class, verification },
            );
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
}
