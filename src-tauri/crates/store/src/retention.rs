//! Which backups are kept: the ten newest, and the last one of each of the last thirty days that had one.

use std::collections::BTreeSet;

use crate::backup::Backup;

const NEWEST: usize = 10;
const DAYS: usize = 30;

/// The backups to delete. The order is that of their numbers, which a clock set back does not change.
pub(crate) fn superseded(mut backups: Vec<Backup>) -> Vec<Backup> {
    backups.sort_by_key(|backup| std::cmp::Reverse(backup.number));
    let mut days = BTreeSet::new();
    let mut superseded = Vec::new();
    for (age, backup) in backups.into_iter().enumerate() {
        let is_last_of_its_day = days.len() < DAYS && days.insert(backup.day());
        if age >= NEWEST && !is_last_of_its_day {
            superseded.push(backup);
        }
    }
    superseded
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn made(day: i8, number: u32) -> Backup {
        Backup::named(&format!("{number:06}-202611{day:02}T090000Z"), std::path::Path::new("backups")).unwrap()
    }

    #[test]
    fn the_ten_newest_and_the_last_of_each_day_are_kept() {
        let mut backups: Vec<Backup> = (1..=5).map(|n| made(1, n)).collect();
        backups.extend((6..=8).map(|n| made(2, n)));
        backups.extend((9..=20).map(|n| made(3, n)));
        let gone: Vec<u32> = superseded(backups).iter().map(|backup| backup.number).collect();
        // 20 down to 11 are the ten newest; 8 and 5 are the last of their days.
        assert_eq!(gone, [10, 9, 7, 6, 4, 3, 2, 1]);
    }

    #[test]
    fn ten_backups_or_fewer_are_never_touched() {
        assert_eq!(superseded((1..=10).map(|n| made(1, n)).collect()), []);
    }
}
