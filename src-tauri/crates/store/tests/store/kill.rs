//! kill -9 at random moments: a test runs itself as the process that is killed.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

const FOLDER: &str = "ISOCENTER_STORE_TEST_KILLED_FOLDER";
const SAVED: &str = "saved ";

/// When a process is killed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// While it opens the vault.
    Opening,
    /// After it has said once that it saved.
    Writing,
}

impl Moment {
    /// Most kills meet a process that writes, some one that is just opening the vault.
    pub fn of(kill: u64) -> Self {
        if kill.is_multiple_of(4) { Self::Opening } else { Self::Writing }
    }
}

/// The vault of the process that is to be killed, if this is that process.
pub fn folder_of_the_killed() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

/// Shows that a number is saved.
pub fn say_saved(number: u64) {
    let mut output = std::io::stdout();
    writeln!(output, "{SAVED}{number}.").unwrap();
}

/// Runs `test` as a process that saves into `folder`, and kills it. The last number that it showed as saved, or 0.
pub fn run_and_kill(test: &str, folder: &Path, moment: Moment, random: &mut SplitMix) -> u64 {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // A line that the kill cut in half does not end with a full stop.
    let saved = |line: String| line.strip_prefix(SAVED)?.strip_suffix('.')?.parse::<u64>().ok();
    let mut saved = lines.map_while(Result::ok).filter_map(saved);
    let (first, longest_us) = match moment {
        Moment::Opening => (None, 60_000),
        Moment::Writing => (saved.next(), 25_000),
    };
    std::thread::sleep(Duration::from_micros(random.below(longest_us)));
    child.kill().unwrap();
    let last = saved.last().or(first).unwrap_or(0);
    child.wait().unwrap();
    last
}

/// SplitMix64 (Steele, Lea and Flood 2014): the same moments in each run, as far as the machine lets them.
pub struct SplitMix(pub u64);

impl SplitMix {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}
