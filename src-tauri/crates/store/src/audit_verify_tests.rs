//! Every way of tampering, at every place of chains of several lengths.
#![allow(clippy::unwrap_used, reason = "tests")]

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::*;
use crate::audit_chain::{Head, genesis};
use crate::audit_entry::{Action, Actor, AuditEntry, Subject, SubjectKind};

const VAULT: [u8; 16] = [3; 16];

fn chain(length: u64) -> Vec<AuditRecord> {
    chain_of(length, 0)
}

fn chain_of(length: u64, first_case: i64) -> Vec<AuditRecord> {
    let mut head = Head::before_first(&VAULT);
    (0..length)
        .map(|number| {
            let now = Timestamp::from_second(number.cast_signed()).unwrap().to_zoned(TimeZone::UTC);
            let subject = Subject::new(SubjectKind::Case, first_case + number.cast_signed());
            let record = head.follow(&AuditEntry::new(Action::CaseDecided, subject), Actor::Program, &now);
            head = Head::of(&record);
            record
        })
        .collect()
}

fn findings(records: &[AuditRecord]) -> Vec<Finding> {
    verify(records, genesis(&VAULT)).findings
}

fn renumber(records: &mut [AuditRecord]) {
    for (at, record) in records.iter_mut().enumerate() {
        record.sequence = at as u64 + 1;
    }
}

fn checkpoint_of(records: &[AuditRecord]) -> Checkpoint {
    let last = records.last().unwrap();
    Checkpoint { vault: VAULT, entries: last.sequence, at: Timestamp::UNIX_EPOCH, root: last.hash }
}

fn against(records: &[AuditRecord], checkpoint: &Checkpoint) -> Vec<Finding> {
    let mut report = verify(records, genesis(&VAULT));
    compare(&mut report, records, &VAULT, checkpoint);
    report.findings
}

#[test]
fn an_untouched_chain_of_any_length_holds() {
    for length in 0..40 {
        assert_eq!(findings(&chain(length)), [], "length {length}");
    }
}

#[test]
fn an_edit_of_any_field_of_any_entry_is_found_where_it_was_made() {
    let edits: [fn(&mut AuditRecord); 16] = [
        |r| r.at_us += 1,
        |r| r.offset_seconds = 60,
        |r| r.clock = crate::audit_chain::ClockReading::MovedBack,
        |r| r.actor = "person".into(),
        |r| r.account = Some(1),
        |r| r.role = Some("resident".into()),
        |r| r.action = "locked".into(),
        |r| r.subject_kind = "cohort".into(),
        |r| r.subject_id += 1,
        |r| r.field = Some("icd10".into()),
        |r| r.old = Some(String::new()),
        |r| r.new = Some(String::new()),
        |r| r.reason = Some("none".into()),
        |r| r.program_version = "0".into(),
        |r| r.previous_hash = Hash::of(b"another"),
        |r| r.hash = Hash::of(b"another"),
    ];
    for place in 0..12 {
        for (number, edit) in edits.iter().enumerate() {
            let mut records = chain(12);
            edit(&mut records[place]);
            let sequence = place as u64 + 1;
            assert_eq!(findings(&records), [Finding::Edited { sequence }], "edit {number}");
        }
    }
}

#[test]
fn an_edit_with_a_hash_computed_anew_breaks_the_link_to_the_next() {
    for place in 0..11 {
        let mut records = chain(12);
        records[place].reason = Some("asked_to".into());
        records[place].hash = records[place].computed_hash();
        assert_eq!(findings(&records), [Finding::Edited { sequence: place as u64 + 1 }]);
    }
}

#[test]
fn deleted_entries_are_found_with_and_without_renumbering() {
    for first in 0..11 {
        for count in 1..=(11 - first) {
            let mut records = chain(12);
            records.drain(first..first + count);
            let expected = [Finding::Deleted { first: first as u64 + 1, count: count as u64 }];
            assert_eq!(findings(&records), expected);
            if count == 1 {
                renumber(&mut records);
                assert_eq!(findings(&records), expected, "renumbered");
            }
        }
    }
}

#[test]
fn swapped_entries_are_found() {
    for first in 0..12_usize {
        for second in first + 1..12 {
            let mut records = chain(12);
            records.swap(first, second);
            renumber(&mut records);
            let expected = [Finding::Swapped { first: first as u64 + 1, second: second as u64 + 1 }];
            assert_eq!(findings(&records), expected);
        }
    }
}

#[test]
fn an_inserted_entry_is_found_with_a_wrong_and_with_a_right_hash() {
    for place in 0..11 {
        for computed in [false, true] {
            let mut records = chain(12);
            let mut stranger = records[place].clone();
            stranger.subject_id = 4711;
            records.insert(place, stranger);
            renumber(&mut records);
            if computed {
                records[place].hash = records[place].computed_hash();
            }
            let sequence = place as u64 + 1;
            assert_eq!(findings(&records), [Finding::Inserted { sequence }], "hash computed: {computed}");
        }
    }
}

#[test]
fn a_cut_tail_and_a_rewrite_show_against_a_checkpoint_only() {
    let checkpoint = checkpoint_of(&chain(12));
    for length in 0..12 {
        let cut = chain(length);
        assert_eq!(findings(&cut), []);
        assert_eq!(against(&cut, &checkpoint), [Finding::Truncated { first: length + 1, count: 12 - length }]);
    }
    for length in 12..15 {
        let rewritten = chain_of(length, 100);
        assert_eq!(findings(&rewritten), []);
        assert_eq!(against(&rewritten, &checkpoint), [Finding::Rewritten { sequence: 12 }]);
        assert_eq!(against(&chain(length), &checkpoint), [], "a chain that has only grown");
    }
}
