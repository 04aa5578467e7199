//! What the dose column of a file holds. One vote per row that makes sense in one unit only, and per prescription in words that fits one unit;
//! the file is decided when nearly all agree, else a person is asked. Nothing is converted here silently.

use serde::{Deserialize, Serialize};

use crate::plan_row::{read_count, read_decimal};
use crate::prescription_text::read_prescription;
use crate::read_export::Cells;
use crate::table::Field;

/// Shorter courses make sense in several units.
const FEWEST_VOTING_FRACTIONS: u32 = 5;
const FEWEST_VOTES: u64 = 5;
/// Votes that must agree.
const SHARE_THAT_DECIDES: f64 = 0.95;

/// What the numbers of a dose column mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DoseUnit {
    /// Gray in each fraction.
    GrayPerFraction,
    /// Gray in all fractions.
    TotalGray,
    /// Centigray in all fractions.
    TotalCentigray,
    /// Centigray in each fraction.
    CentigrayPerFraction,
}

impl DoseUnit {
    /// Every unit.
    pub const ALL: [Self; 4] =
        [Self::GrayPerFraction, Self::TotalGray, Self::TotalCentigray, Self::CentigrayPerFraction];

    /// Total dose in gray, to the centigray: per-fraction columns are rounded, prescriptions are whole centigray.
    #[must_use]
    pub fn total_gray(self, value: f64, fractions: u32) -> f64 {
        let total = match self {
            Self::GrayPerFraction => value * f64::from(fractions),
            Self::TotalGray => value,
            Self::TotalCentigray => value / 100.0,
            Self::CentigrayPerFraction => value / 100.0 * f64::from(fractions),
        };
        (total * 100.0).round() / 100.0
    }

    /// Whether a column of this kind can hold the unit.
    #[must_use]
    pub const fn suits(self, field: Field) -> bool {
        match field {
            Field::DosePerFraction => matches!(self, Self::GrayPerFraction | Self::CentigrayPerFraction),
            Field::TotalDose => matches!(self, Self::TotalGray | Self::TotalCentigray),
            _ => true,
        }
    }
}

/// The votes for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct DoseVotes {
    /// The unit.
    pub unit: DoseUnit,
    /// Rows that make sense in this unit only.
    pub rows: u64,
    /// Prescriptions in words that fit this unit only.
    pub prescriptions: u64,
}

/// What the numbers of a file tell.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DoseEvidence {
    /// Rows with a dose and fractions.
    pub rows: u64,
    /// Median of the column as written.
    pub median: Option<f64>,
    /// Votes by unit.
    pub votes: [DoseVotes; 4],
    #[serde(skip)]
    values: Vec<f64>,
}

impl Default for DoseEvidence {
    fn default() -> Self {
        let votes = DoseUnit::ALL.map(|unit| DoseVotes { unit, rows: 0, prescriptions: 0 });
        Self { rows: 0, median: None, votes, values: Vec::new() }
    }
}

impl DoseEvidence {
    /// Adds a row, if it has a dose above zero and fractions.
    pub(crate) fn add(&mut self, cells: &Cells<'_>, dose: Field) {
        let fractions = read_count(cells.get(Field::Fractions)).and_then(|count| u32::try_from(count).ok());
        if let (Some(value), Some(fractions @ 1..)) = (read_decimal(cells.get(dose)), fractions)
            && value > 0.0
        {
            self.add_figures(value, fractions, cells.get(Field::PrescriptionText));
        }
    }

    fn add_figures(&mut self, value: f64, fractions: u32, prescription: &str) {
        self.rows += 1;
        self.values.push(value);
        if fractions >= FEWEST_VOTING_FRACTIONS
            && let Some(place) = only_one(|unit| is_usual(unit.total_gray(value, fractions), fractions))
        {
            self.votes[place].rows += 1;
        }
        if let Some(told) = read_prescription(prescription)
            && told.fractions == fractions
            && let Some(place) = only_one(|unit| (unit.total_gray(value, fractions) - told.total_gray).abs() < 0.02)
        {
            self.votes[place].prescriptions += 1;
        }
    }

    /// Puts the median in; call it behind the last row.
    pub(crate) fn finish(&mut self) {
        let values = std::mem::take(&mut self.values);
        self.median = median(values);
    }

    /// The unit of a column of kind `field`, where the numbers tell it.
    #[must_use]
    pub fn decide(&self, field: Field) -> Option<DoseUnit> {
        let by_rows = winner(&self.votes.map(|votes| votes.rows));
        let by_prescriptions = winner(&self.votes.map(|votes| votes.prescriptions));
        let place = match (by_rows, by_prescriptions) {
            (Winner::Clear(one), Winner::Clear(other)) if one == other => one,
            (Winner::Clear(one), Winner::None) | (Winner::None, Winner::Clear(one)) => one,
            _ => return None,
        };
        Some(DoseUnit::ALL[place]).filter(|unit| unit.suits(field))
    }
}

/// A course that departments give often. Below 1 Gy per fraction a total in gray would look like centigray per fraction.
fn is_usual(total_gray: f64, fractions: u32) -> bool {
    let per_fraction_gray = total_gray / f64::from(fractions);
    (1.0..=12.0).contains(&per_fraction_gray) && (4.0..=100.0).contains(&total_gray)
}

fn only_one(fits: impl Fn(DoseUnit) -> bool) -> Option<usize> {
    let mut fitting = DoseUnit::ALL.iter().enumerate().filter(|(_, unit)| fits(**unit)).map(|(place, _)| place);
    fitting.next().filter(|_| fitting.next().is_none())
}

enum Winner {
    Clear(usize),
    /// Too few votes to tell.
    None,
    Unclear,
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows are far below 2^52")]
fn winner(votes: &[u64; 4]) -> Winner {
    let all: u64 = votes.iter().sum();
    if all < FEWEST_VOTES {
        return Winner::None;
    }
    let clear = votes.iter().position(|count| *count as f64 >= all as f64 * SHARE_THAT_DECIDES);
    clear.map_or(Winner::Unclear, Winner::Clear)
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        values.get(middle).copied()
    } else {
        Some((values.get(middle.checked_sub(1)?)? + values.get(middle)?) / 2.0)
    }
}
