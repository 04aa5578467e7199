//! What the system tells of a process that ended without a word: whether the machine was started anew since, and whether programs were ended
//! for lack of memory. Linux tells both; elsewhere nothing is known. It is a sign, not a proof: the count is of the whole machine.

use serde::{Deserialize, Serialize};

use crate::wire::Interruption;

const START: &str = "/proc/sys/kernel/random/boot_id";
const COUNTERS: &str = "/proc/vmstat";
const MEMORY_KILLS: &str = "oom_kill";

/// How the machine stood when a run began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MachineTrace {
    /// Names one start of the machine.
    start: String,
    /// Programs that the system ended for lack of memory since that start.
    memory_kills: u64,
}

impl MachineTrace {
    /// How it stands now; none where the system does not tell.
    pub(crate) fn read() -> Option<Self> {
        let start = std::fs::read_to_string(START).ok()?;
        let memory_kills = memory_kills(&std::fs::read_to_string(COUNTERS).ok()?)?;
        Some(Self { start: start.trim().to_owned(), memory_kills })
    }
}

fn memory_kills(counters: &str) -> Option<u64> {
    let mut pairs = counters.lines().filter_map(|line| line.split_once(' '));
    pairs.find(|(name, _)| *name == MEMORY_KILLS)?.1.trim().parse().ok()
}

/// Why a run whose process is gone was interrupted, as far as that can be told.
pub(crate) fn interruption(began: Option<&MachineTrace>, now: Option<&MachineTrace>) -> Interruption {
    match (began, now) {
        (Some(began), Some(now)) if began.start != now.start => Interruption::MachineRestarted,
        (Some(began), Some(now)) if now.memory_kills > began.memory_kills => Interruption::LackOfMemory,
        _ => Interruption::WithoutTrace,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trace(start: &str, memory_kills: u64) -> Option<MachineTrace> {
        Some(MachineTrace { start: start.into(), memory_kills })
    }

    fn told(began: Option<MachineTrace>, now: Option<MachineTrace>) -> Interruption {
        interruption(began.as_ref(), now.as_ref())
    }

    #[test]
    fn only_what_changed_since_the_run_began_is_told() {
        assert_eq!(told(trace("a", 2), trace("a", 2)), Interruption::WithoutTrace);
        assert_eq!(told(trace("a", 2), trace("a", 3)), Interruption::LackOfMemory);
        assert_eq!(told(trace("a", 2), trace("b", 0)), Interruption::MachineRestarted);
        assert_eq!(told(trace("a", 0), trace("b", 1)), Interruption::MachineRestarted, "another start counts anew");
    }

    #[test]
    fn a_system_that_tells_nothing_leaves_it_open() {
        assert_eq!(told(None, trace("a", 1)), Interruption::WithoutTrace);
        assert_eq!(told(trace("a", 0), None), Interruption::WithoutTrace);
    }

    #[test]
    fn the_count_is_found_by_its_whole_name() {
        assert_eq!(memory_kills("nr_free_pages 7\noom_killed 9\noom_kill 3\n"), Some(3));
        assert_eq!(memory_kills("nr_free_pages 7\n"), None);
    }
}
