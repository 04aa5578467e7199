//! Packets: what travels, and what merging them does.

use std::collections::{BTreeMap, HashMap};

use isocenter_domain::Redacted;
use isocenter_grade::{
    Act, Amendment, Assignment, EntryId, Error, GradeEntry, GraderId, ItemNumber, ItemText, Ledger, Look, Merge,
    PacketBack, PacketHome, PacketId, PacketOut, PacketSignature, Place, Protocol, Round, Standing, merge,
};

use crate::fixture::{A, B, entry, first, graded, hidden, item, protocol};

fn texts(count: u32) -> BTreeMap<ItemNumber, ItemText> {
    let text = |number| ItemText {
        diagnosis: Redacted::new(format!("diagnosis {number}")),
        delivered: hidden("60 Gy / 30 fx"),
        generated: hidden("50 Gy / 5 fx"),
        category: Some("C34".into()),
    };
    (1..=count).map(|number| (item(number), text(number))).collect()
}

fn packet_out(protocol: &Protocol, is_recorded: impl Fn(Look) -> bool) -> PacketOut {
    PacketOut::of(protocol, A, PacketId::new("ab01"), &texts(8), &texts(2), is_recorded).unwrap()
}

fn small() -> Protocol {
    protocol(4, 2, 2, 25, 1)
}

fn signed(entries: Vec<GradeEntry>, protocol: &Protocol) -> PacketBack {
    let (packet, hash) = (PacketId::new("ab01"), protocol.sha256().unwrap());
    let sha256 = PacketBack::sha256_of(&packet, hash, A, &entries).unwrap();
    let signature = PacketSignature { name: "Dr Ada Halvorsen".into(), meaning: "My grades".into(), at_us: 5, sha256 };
    PacketBack { format: 1, packet, protocol_sha256: hash, grader: A, entries, signature }
}

fn merged(protocol: &Protocol, here: &[GradeEntry], back: &PacketBack) -> Result<Merge, Error> {
    let hashes = [protocol.sha256().unwrap()];
    let packet = PacketId::new("ab01");
    let home = PacketHome { protocol, protocol_hashes: &hashes, packet: &packet, grader: A, merged: None };
    merge(home, &Ledger::of(protocol, here.to_vec()).unwrap(), back)
}

/// Adds what was merged to the history at home, as the caller does.
fn added(here: &[GradeEntry], merge: &Merge) -> Vec<GradeEntry> {
    let mut history = here.to_vec();
    let mut numbers = HashMap::new();
    for merged in &merge.entries {
        let id = EntryId::new(history.last().map_or(0, |last| last.id.number()) + 1);
        history.push(merged.numbered(id, &numbers).unwrap());
        numbers.insert(merged.entry.id, id);
    }
    history
}

fn at(mut entry: GradeEntry, recorded_at_us: i64) -> GradeEntry {
    entry.recorded_at_us = recorded_at_us;
    entry
}

fn replacing(mut entry: GradeEntry, replaces: i64) -> GradeEntry {
    entry.replaces = Some(EntryId::new(replaces));
    entry
}

const PLACE: Place = Place { grader: A, round: Round::First, item: ItemNumber::new(1) };

#[test]
fn no_arm_no_other_grader_and_no_order_but_their_own_travels() {
    let protocol = small();
    let json = packet_out(&protocol, |_| false).to_json().unwrap();
    for secret in ["model-0", "model-1", "Model", "Ben Okafor", "arm", "order_seed", "repeat_percent"] {
        assert!(!json.contains(secret), "{secret}");
    }
    assert!(json.contains("Dr Ada Halvorsen") && json.contains("diagnosis 8") && json.contains("Same intent."));
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert!(value["items"].as_array().unwrap().iter().zip(1..).all(|(item, number)| item["number"] == number));
}

#[test]
fn a_packet_reads_back_with_the_order_that_its_grader_has_at_home() {
    let protocol = small();
    let packet = packet_out(&protocol, |_| false);
    let read = PacketOut::from_json(&packet.to_json().unwrap()).unwrap();
    assert!(read == packet);
    assert_eq!(read.assignment(), Assignment::of(&protocol, A).unwrap());
    assert!(!format!("{packet:?}").contains("diagnosis"));
    let newer = packet.to_json().unwrap().replacen("\"format\":1", "\"format\":2", 1);
    assert_eq!(PacketOut::from_json(&newer).err(), Some(Error::NewerFormat { found: 2, newest: 1 }));
}

#[test]
fn only_positions_that_wait_travel() {
    let protocol = small();
    let packet = packet_out(&protocol, |look| look.item == item(3) || look.round == Round::Calibration);
    assert!(packet.calibration.is_empty());
    assert_eq!(packet.examples.len(), 2, "the drawer of examples stays full");
    assert!(packet.items.iter().all(|other| other.number != item(3)));
    assert_eq!(packet.items.len(), 7);
}

#[test]
fn what_lacks_a_text_or_a_grader_is_no_packet() {
    let protocol = small();
    let of = |grader: GraderId, items: u32, examples: u32| {
        let packet = PacketId::new("ab01");
        PacketOut::of(&protocol, grader, packet, &texts(items), &texts(examples), |_| false).err()
    };
    assert_eq!(of(A, 7, 2), Some(Error::TextMissing { item: item(8) }));
    assert_eq!(of(A, 8, 1), Some(Error::TextMissing { item: item(2) }));
    assert_eq!(of(GraderId::new(99), 8, 2), Some(Error::NotGrading { grader: GraderId::new(99) }));
}

#[test]
fn new_entries_come_with_their_history_and_the_name_of_the_packet() {
    let protocol = small();
    let back = signed(
        vec![
            entry(1, A, first(1), graded(3)),
            replacing(entry(2, A, first(1), graded(2)), 1),
            entry(3, A, first(2), Act::Skipped(hidden("No text"))),
        ],
        &protocol,
    );
    let here = vec![entry(1, B, first(1), graded(5)), entry(2, A, first(4), graded(1))];
    let merge = merged(&protocol, &here, &back).unwrap();
    assert!(merge.conflicts.is_empty());
    let ledger = Ledger::of(&protocol, added(&here, &merge)).unwrap();
    assert_eq!(ledger.current(PLACE).unwrap().act, graded(2));
    assert_eq!(ledger.current(PLACE).unwrap().packet.as_deref(), Some("ab01"));
    assert_eq!((ledger.earlier(PLACE), ledger.history().len()), (1, 5));
    assert_eq!(PacketBack::from_json(&back.to_json().unwrap()).unwrap(), back);
}

#[test]
fn of_two_grades_of_one_place_the_one_recorded_first_stands() {
    let protocol = small();
    let here = vec![at(entry(1, A, first(1), graded(4)), 100)];
    let packet = |last: i64| {
        signed(
            vec![at(entry(7, A, first(1), graded(1)), 10), at(replacing(entry(8, A, first(1), graded(2)), 7), last)],
            &protocol,
        )
    };
    for (last, standing) in [(99, graded(2)), (100, graded(4)), (101, graded(4))] {
        let merge = merged(&protocol, &here, &packet(last)).unwrap();
        assert_eq!(merge.conflicts.len(), 1);
        let conflict = merge.conflicts[0];
        assert_eq!((conflict.place, conflict.here_at_us, conflict.packet_at_us), (PLACE, 100, last));
        assert_eq!(conflict.packet_stands, standing == graded(2));
        let ledger = Ledger::of(&protocol, added(&here, &merge)).unwrap();
        assert_eq!(ledger.current(PLACE).unwrap().act, standing);
        assert_eq!(ledger.history().len(), 3, "the other one is kept");
        assert_eq!(ledger.earlier(PLACE), 2);
    }
}

#[test]
fn what_was_withdrawn_at_one_place_is_no_conflict() {
    let protocol = small();
    let taken_back =
        |id: i64| vec![entry(id, A, first(1), graded(4)), replacing(entry(id + 1, A, first(1), Act::Withdrawn), id)];
    let there = signed(taken_back(1), &protocol);
    let here = vec![entry(1, A, first(1), graded(3))];
    let merge = merged(&protocol, &here, &there).unwrap();
    assert!(merge.conflicts.is_empty());
    assert!(merge.entries.iter().all(|entry| entry.standing == Standing::Beside));
    let ledger = Ledger::of(&protocol, added(&here, &merge)).unwrap();
    assert_eq!(ledger.current(PLACE).unwrap().act, graded(3));

    let there = signed(vec![entry(1, A, first(1), graded(3))], &protocol);
    let merge = merged(&protocol, &taken_back(1), &there).unwrap();
    assert!(merge.conflicts.is_empty());
    let ledger = Ledger::of(&protocol, added(&taken_back(1), &merge)).unwrap();
    assert_eq!(ledger.current(PLACE).unwrap().act, graded(3));
}

#[test]
fn each_packet_that_does_not_belong_is_refused_by_name() {
    let protocol = small();
    let sound = || signed(vec![entry(1, A, first(1), graded(3))], &protocol);
    let refused = |back: &PacketBack| merged(&protocol, &[], back).unwrap_err();
    let other_study = crate::fixture::protocol(4, 2, 2, 25, 2);
    assert_eq!(refused(&signed(Vec::new(), &other_study)), Error::OtherStudy);
    let mut back = sound();
    back.packet = PacketId::new("cd02");
    assert_eq!(refused(&back), Error::OtherPacket);
    let mut back = sound();
    back.entries[0].grader = B;
    assert_eq!(refused(&back), Error::OtherGrader);
    let mut back = sound();
    back.entries[0].act = graded(1);
    assert_eq!(refused(&back), Error::PacketAltered);
    let not_repeated = Look { round: Round::Repeat, item: first_only(&protocol) };
    assert_eq!(
        refused(&signed(vec![entry(1, A, not_repeated, graded(1))], &protocol)),
        Error::UnknownItem { item: not_repeated.item }
    );
    let twice = signed(vec![entry(1, A, first(1), graded(3)), entry(2, A, first(1), graded(1))], &protocol);
    assert_eq!(refused(&twice), Error::AlreadyCurrent { entry: EntryId::new(2) });
    let newer = sound().to_json().unwrap().replacen("\"format\":1", "\"format\":2", 1);
    assert_eq!(PacketBack::from_json(&newer), Err(Error::NewerFormat { found: 2, newest: 1 }));

    let (hashes, packet) = ([protocol.sha256().unwrap()], PacketId::new("ab01"));
    let back = sound();
    let merged = Some(back.sha256().unwrap());
    let home = PacketHome { protocol: &protocol, protocol_hashes: &hashes, packet: &packet, grader: A, merged };
    let here = Ledger::of(&protocol, Vec::new()).unwrap();
    assert_eq!(merge(home, &here, &back), Err(Error::MergedBefore));
    let alone = Amendment::RemoveGrader { grader: A }.apply(&protocol).unwrap();
    let home = PacketHome { protocol: &alone, merged: None, ..home };
    assert_eq!(merge(home, &here, &back), Err(Error::NotGrading { grader: A }));
}

fn first_only(protocol: &Protocol) -> ItemNumber {
    let order = Assignment::of(protocol, A).unwrap();
    let is_repeated = |number: &ItemNumber| order.position(Look { round: Round::Repeat, item: *number }).is_some();
    protocol.items.iter().map(|item| item.number).find(|number| !is_repeated(number)).unwrap()
}
