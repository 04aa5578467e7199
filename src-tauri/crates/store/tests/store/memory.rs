//! After the lock the key is nowhere in the process's memory. The test runs itself as a process of its own for that.
#![cfg(target_os = "linux")]

use std::fs::{self, File};
use std::os::unix::fs::FileExt as _;
use std::process::Command;

use isocenter_store::{LockCause, Role, Vault, VaultKey};
use zeroize::{Zeroize as _, Zeroizing};

use crate::fixture::{CHEAP, Place, case, new_cohort, passphrase, person, station};

/// Bytes looked for together: 64 bits are not there by chance.
const PART: usize = 8;

const ALONE: &str = "ISOCENTER_STORE_TEST_ALONE";

#[test]
fn the_key_is_nowhere_in_memory_after_the_lock() {
    if std::env::var_os(ALONE).is_some() {
        return look_for_the_key();
    }
    let alone = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "memory::the_key_is_nowhere_in_memory_after_the_lock", "--nocapture"])
        .env(ALONE, "yes")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&alone.stderr);
    assert!(alone.status.success(), "{said}");
}

/// The key as two halves that only together are the key, so that the test's own memory does not hold it.
struct Halves {
    one: [u8; 32],
    other: [u8; 32],
}

impl Halves {
    fn random() -> Self {
        let (mut one, mut other) = ([0; 32], [0; 32]);
        getrandom::fill(&mut one).unwrap();
        getrandom::fill(&mut other).unwrap();
        Self { one, other }
    }

    fn byte(&self, at: usize) -> u8 {
        self.one[at] ^ self.other[at]
    }

    fn key(&self) -> VaultKey {
        let mut bytes = Zeroizing::new([0; 32]);
        for (at, byte) in bytes.iter_mut().enumerate() {
            *byte = self.byte(at);
        }
        VaultKey::from_bytes(&bytes)
    }

    fn raw_at(&self, part: usize, memory: &[u8]) -> bool {
        memory.len() >= PART && (0..PART).all(|at| memory[at] == self.byte(part + at))
    }

    fn hex_at(&self, part: usize, memory: &[u8]) -> bool {
        let digit = |value: u8| char::from_digit(value.into(), 16).unwrap() as u8;
        memory.len() >= 2 * PART
            && (0..PART).all(|at| {
                memory[2 * at].to_ascii_lowercase() == digit(self.byte(part + at) >> 4)
                    && memory[2 * at + 1].to_ascii_lowercase() == digit(self.byte(part + at) & 15)
            })
    }

    /// Places in this process's writable memory that hold a quarter of the key, raw or as hexadecimal. A quarter,
    /// because freeing memory overwrites its first bytes.
    fn found(&self) -> Vec<String> {
        let memory = File::open("/proc/self/mem").unwrap();
        let mut found = Vec::new();
        for line in fs::read_to_string("/proc/self/maps").unwrap().lines().filter(|line| line.contains(" rw")) {
            let (start, end) = line.split_once(' ').unwrap().0.split_once('-').unwrap();
            let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
            let mut content = vec![0; (end - start) as usize];
            if memory.read_exact_at(&mut content, start).is_ok() {
                let mut may_begin = [false; 256];
                for part in (0..32).step_by(PART) {
                    let byte = self.byte(part);
                    let digit = char::from_digit((byte >> 4).into(), 16).unwrap();
                    for first in [byte, digit as u8, digit.to_ascii_uppercase() as u8] {
                        may_begin[usize::from(first)] = true;
                    }
                }
                for at in (0..content.len()).filter(|at| may_begin[usize::from(content[*at])]) {
                    for part in (0..32).step_by(PART) {
                        let raw = self.raw_at(part, &content[at..]);
                        if raw || self.hex_at(part, &content[at..]) {
                            let form = if raw { "raw" } else { "hex" };
                            found.push(format!("{form} from byte {part} at {:x} of {line}", start + at as u64));
                        }
                    }
                }
            }
            content.zeroize();
        }
        found
    }
}

fn look_for_the_key() {
    let place = Place::new();
    let halves = Halves::random();
    let mut vault = Vault::create_throw_away(&place.folder, halves.key(), &station(), place.clock.shared()).unwrap();
    vault.add_person(&person("Ada Vogt", Role::Administrator), &passphrase("right"), CHEAP).unwrap();
    let mut change = vault.write().unwrap();
    let cohort = new_cohort(&mut change, "prostate");
    change.insert_cases(cohort, [&case("1")]).unwrap();
    change
        .commit(&[isocenter_store::AuditEntry::new(isocenter_store::Action::Exported, isocenter_store::Subject::VAULT)])
        .unwrap();
    vault.backup_job().run().unwrap();
    assert!(!halves.found().is_empty(), "the scan does not see a key that is there");

    let mut locked = vault.lock(LockCause::Requested).unwrap();
    assert_eq!(halves.found(), Vec::<String>::new(), "after the first lock");
    let slot = locked.people()[0].slot;
    assert!(locked.unlock(slot, &passphrase("wrong")).is_err());
    let unlocked = locked.unlock(slot, &passphrase("right")).unwrap();
    let vault = locked.open(unlocked).unwrap();
    assert_eq!(vault.read().cases(cohort).unwrap().len(), 1);
    let locked = vault.lock(LockCause::Idle).unwrap();
    assert_eq!(halves.found(), Vec::<String>::new(), "after a sign-in and a lock");
    assert_eq!(locked.people().len(), 1);
}
