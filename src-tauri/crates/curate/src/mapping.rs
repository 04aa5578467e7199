//! Which header feeds which field, and how dates and doses are to be read: the answers of a person or of `propose`, kept in a file.

use std::collections::{BTreeMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Error;
use crate::csv_layout::CsvLayout;
use crate::dates::DateOrder;
use crate::dose_unit::DoseUnit;
use crate::header_table::missing_fields;
use crate::table::{Field, Table};

/// The mapping file's format.
const VERSION: u32 = 1;

/// How both exports are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    version: u32,
    /// What the dose column holds; nothing until it is decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dose_unit: Option<DoseUnit>,
    /// The diagnosis export.
    pub diagnoses: TableMapping,
    /// The plan export.
    pub plans: TableMapping,
}

/// How one export is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableMapping {
    /// Day or month first in dates such as `03/04/2021`; nothing where no date needs it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_order: Option<DateOrder>,
    /// Encoding and delimiter.
    pub layout: CsvLayout,
    /// The header of each field.
    pub columns: BTreeMap<Field, String>,
}

/// What the data do not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// What the dose column holds.
    DoseUnit,
    /// Day or month first, in this export.
    DateOrder(Table),
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DoseUnit => f.write_str("what the dose column holds (dose_unit)"),
            Self::DateOrder(table) => {
                write!(f, "whether the dates of the {table} export begin with day or month ({table}.date_order)")
            }
        }
    }
}

impl Mapping {
    /// A mapping of these parts.
    #[must_use]
    pub const fn new(dose_unit: Option<DoseUnit>, diagnoses: TableMapping, plans: TableMapping) -> Self {
        Self { version: VERSION, dose_unit, diagnoses, plans }
    }

    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`Error::MappingSyntax`] says where; [`Error::MappingVersion`]; and what [`Mapping::validate`] refuses.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        let mapping: Self = toml::from_str(text).map_err(|source| Error::MappingSyntax(Box::new(source)))?;
        if mapping.version != VERSION {
            return Err(Error::MappingVersion { found: mapping.version, expected: VERSION });
        }
        mapping.validate()?;
        Ok(mapping)
    }

    /// The mapping file.
    ///
    /// # Errors
    /// [`Error::MappingUnwritable`].
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string_pretty(self).map_err(|source| Error::MappingUnwritable(Box::new(source)))
    }

    /// Whether every field suits its export, nothing required is missing, and the one dose column suits its unit.
    ///
    /// # Errors
    /// [`Error::FieldOfOtherTable`], [`Error::ColumnsMissing`], [`Error::DoseMapping`].
    pub fn validate(&self) -> Result<(), Error> {
        for table in [Table::Diagnoses, Table::Plans] {
            let columns = &self.table(table).columns;
            if let Some(field) = columns.keys().copied().find(|field| !table.fields().contains(field)) {
                return Err(Error::FieldOfOtherTable { table, field });
            }
            let fields = missing_fields(table, columns);
            if !fields.is_empty() {
                return Err(Error::ColumnsMissing { table, fields });
            }
        }
        let dose_columns = Field::DOSES.iter().filter(|dose| self.plans.columns.contains_key(dose)).count();
        let is_suited = self.dose_unit.is_none_or(|unit| unit.suits(self.dose_field()));
        if dose_columns == 1 && is_suited { Ok(()) } else { Err(Error::DoseMapping) }
    }

    /// The part of one export.
    #[must_use]
    pub const fn table(&self, table: Table) -> &TableMapping {
        match table {
            Table::Diagnoses => &self.diagnoses,
            Table::Plans => &self.plans,
        }
    }

    /// The field the dose is read from.
    #[must_use]
    pub fn dose_field(&self) -> Field {
        let mapped = Field::DOSES.iter().copied().find(|dose| self.plans.columns.contains_key(dose));
        mapped.unwrap_or(Field::PrescribedDose)
    }
}

/// Where in a row each field stands.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    places: Vec<(Field, usize)>,
}

impl Columns {
    /// Finds the mapped headers among those of the file.
    pub(crate) fn find(table: Table, mapping: &TableMapping, headers: &[String]) -> Result<Self, Error> {
        let mut places = Vec::new();
        let mut seen = HashSet::new();
        for (field, wanted) in &mapping.columns {
            let mut at = headers.iter().enumerate().filter(|(_, header)| header.trim() == wanted.trim());
            let Some((place, _)) = at.next() else {
                return Err(Error::HeaderNotFound { table, field: *field, header: wanted.clone() });
            };
            if at.next().is_some() || !seen.insert(place) {
                return Err(Error::HeaderTwice { table, header: wanted.clone() });
            }
            places.push((*field, place));
        }
        Ok(Self { places })
    }

    /// The fields with their places in a row.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (Field, usize)> {
        self.places.iter().copied()
    }

    /// Place of a field.
    pub(crate) fn place(&self, field: Field) -> Option<usize> {
        self.places.iter().find(|(mapped, _)| *mapped == field).map(|(_, place)| *place)
    }
}
