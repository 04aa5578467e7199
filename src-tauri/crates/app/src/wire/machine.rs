//! What the status bar says of the machine.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The machine this runs on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MachineView {
    /// The device that computes, e.g. `CPU, 2 threads`.
    pub device: String,
    /// Memory of the machine, GB.
    pub memory_total_gb: f64,
    /// Memory in use, by everything, GB.
    pub memory_used_gb: f64,
    /// Version of Isocenter.
    pub version: String,
}
