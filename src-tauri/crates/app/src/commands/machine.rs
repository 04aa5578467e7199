//! The machine, for the status bar.

use isocenter_lm::memory_budget::MachineMemory;

use crate::wire::MachineView;

const BYTES_PER_GB: f64 = 1e9;
/// The thread pool of the engine reads this variable too.
const THREADS_VARIABLE: &str = "RAYON_NUM_THREADS";

/// The machine as it is now.
pub fn machine() -> MachineView {
    let (total, available) =
        MachineMemory::read().map_or((0, 0), |memory| (memory.total_bytes, memory.available_bytes));
    MachineView {
        device: device_name(),
        memory_total_gb: total as f64 / BYTES_PER_GB,
        memory_used_gb: total.saturating_sub(available) as f64 / BYTES_PER_GB,
        version: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

/// Threads that compute.
pub(crate) fn threads() -> usize {
    let chosen = std::env::var(THREADS_VARIABLE).ok().and_then(|value| value.parse().ok()).filter(|count| *count > 0);
    chosen.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from))
}

pub(crate) fn device_name() -> String {
    match threads() {
        1 => "CPU, 1 thread".to_owned(),
        count => format!("CPU, {count} threads"),
    }
}
