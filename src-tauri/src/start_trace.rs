//! How long the start took, for the number "window usable after start": with `ISOCENTER_TRACE_START=1` one line on standard error
//! when the page reports that it can be used. Nothing is measured otherwise.

use std::io::Write;
use std::time::Instant;

/// Managed by the shell; remembers when the process began.
pub struct StartTrace {
    began: Instant,
    is_wanted: bool,
}

impl StartTrace {
    /// To be called first in the program; time the loader took before it is added where the system tells it.
    pub fn begin() -> Self {
        let is_wanted = std::env::var_os("ISOCENTER_TRACE_START").is_some_and(|value| value == "1");
        let now = Instant::now();
        let before = if is_wanted { process_age() } else { None };
        Self { began: before.and_then(|age| now.checked_sub(age)).unwrap_or(now), is_wanted }
    }

    /// One line, if wanted: from process start until now.
    pub fn note_ready(&self) {
        if self.is_wanted {
            let total_ms = self.began.elapsed().as_millis();
            let _ = writeln!(std::io::stderr(), "isocenter: usable {total_ms} ms after process start");
        }
    }
}

/// Age of this process, to a hundredth of a second.
#[cfg(target_os = "linux")]
fn process_age() -> Option<std::time::Duration> {
    /// Linux counts process times in these on every architecture it runs on (`USER_HZ`).
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, in parentheses, may hold spaces; field 22 of proc(5) is the 20th after it.
    let (_, after_name) = stat.rsplit_once(')')?;
    let started_ticks: f64 = after_name.split_whitespace().nth(19)?.parse().ok()?;
    let uptime_s: f64 = std::fs::read_to_string("/proc/uptime").ok()?.split_whitespace().next()?.parse().ok()?;
    std::time::Duration::try_from_secs_f64(uptime_s - started_ticks / TICKS_PER_SECOND).ok()
}

#[cfg(not(target_os = "linux"))]
fn process_age() -> Option<std::time::Duration> {
    None
}
