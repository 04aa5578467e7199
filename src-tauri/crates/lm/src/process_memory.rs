//! How much main memory this process holds, and the most it held. Measured, not estimated.

use sysinfo::{ProcessRefreshKind, ProcessesToUpdate, System, get_current_pid};

/// Memory of this process that is resident in main memory, mapped files included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ProcessMemory {
    /// Now.
    pub resident_bytes: u64,
    /// The most since the start of the process or [`ProcessMemory::forget_peak`]; where the system keeps no such
    /// number, that of now.
    pub peak_bytes: u64,
}

impl ProcessMemory {
    /// Asks the system; none where it does not tell.
    #[must_use]
    pub fn read() -> Option<Self> {
        status().or_else(current)
    }

    /// Begins the peak anew, where the system can (Linux).
    pub fn forget_peak() {
        // Resets VmHWM (proc_pid_clear_refs(5)); where it is not allowed the peak is that of the whole process.
        let _ = std::fs::write("/proc/self/clear_refs", "5");
    }
}

/// From `/proc/self/status`: VmRSS and VmHWM, in kB.
fn status() -> Option<ProcessMemory> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let bytes = |key: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
        line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
    };
    Some(ProcessMemory { resident_bytes: bytes("VmRSS")?, peak_bytes: bytes("VmHWM")? })
}

fn current() -> Option<ProcessMemory> {
    let pid = get_current_pid().ok()?;
    let mut system = System::new().ok()?;
    system.refresh_processes_specifics(
        ProcessesToUpdate::Some(&[pid]),
        false,
        ProcessRefreshKind::nothing().with_memory(),
    );
    let bytes = system.process(pid)?.memory();
    Some(ProcessMemory { resident_bytes: bytes, peak_bytes: bytes })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::ProcessMemory;

    #[test]
    fn memory_in_use_is_counted_and_stays_in_the_peak() {
        let size = 64u64 << 20;
        let held = vec![1u8; size as usize];
        let during = ProcessMemory::read().unwrap();
        assert!(held.iter().all(|byte| *byte == 1) && during.resident_bytes >= size, "{during:?}");
        drop(held);
        let after = ProcessMemory::read().unwrap();
        assert!(after.peak_bytes >= after.resident_bytes && after.peak_bytes >= size, "{after:?}");
    }
}
