//! Biological dose for the facts of a regimen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// BED and EQD2, phases summed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BiologicalDose {
    /// Biologically effective dose, Gy.
    pub bed_gy: f64,
    /// Equivalent dose in 2 Gy fractions, Gy.
    pub eqd2_gy: f64,
}
