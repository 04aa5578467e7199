//! Histories: what stands, how far everybody is, and what cannot have happened.

use isocenter_grade::{
    Act, Amendment, Assignment, EntryId, Error, GradeEntry, GraderId, Ledger, Look, Place, Protocol, Round,
};

use crate::fixture::{A, B, C, Numbers, all_entries, entry, first, grade, graded, hidden, item, protocol};

fn small() -> Protocol {
    protocol(4, 2, 2, 25, 1)
}

fn replacing(mut entry: GradeEntry, replaces: i64) -> GradeEntry {
    entry.replaces = Some(EntryId::new(replaces));
    entry
}

fn place(number: u32) -> Place {
    Place { grader: A, round: Round::First, item: item(number) }
}

#[test]
fn a_correction_stands_and_the_old_entry_stays() {
    let history = vec![
        entry(1, A, first(1), graded(3)),
        replacing(entry(2, A, first(1), graded(2)), 1),
        entry(3, A, first(2), Act::Skipped(hidden("No text"))),
        replacing(entry(4, A, first(2), Act::Withdrawn), 3),
    ];
    let ledger = Ledger::of(&small(), history).unwrap();
    assert_eq!(ledger.current(place(1)).unwrap().act, graded(2));
    assert_eq!(ledger.current(place(2)), None, "withdrawn: to do again");
    assert_eq!((ledger.earlier(place(1)), ledger.earlier(place(2)), ledger.earlier(place(3))), (1, 2, 0));
    assert_eq!((ledger.corrections(A), ledger.corrections(B)), (1, 0));
    assert_eq!(ledger.history().len(), 4);
}

#[test]
fn impossible_histories_are_refused_by_name() {
    let refused = |history: Vec<GradeEntry>| Ledger::of(&small(), history).unwrap_err();
    let one = || entry(1, A, first(1), graded(3));
    let id = EntryId::new;
    assert_eq!(refused(vec![one(), entry(2, A, first(1), graded(2))]), Error::AlreadyCurrent { entry: id(2) });
    let two = || replacing(entry(2, A, first(1), graded(2)), 1);
    assert_eq!(
        refused(vec![one(), two(), replacing(entry(3, A, first(1), graded(1)), 1)]),
        Error::NotCurrent { entry: id(3), replaces: id(1) }
    );
    let of_other = replacing(entry(2, B, first(1), graded(2)), 1);
    assert_eq!(refused(vec![one(), of_other]), Error::NotCurrent { entry: id(2), replaces: id(1) });
    assert_eq!(refused(vec![two()]), Error::NotCurrent { entry: id(2), replaces: id(1) });
    assert_eq!(refused(vec![entry(1, A, first(1), Act::Withdrawn)]), Error::NothingWithdrawn { entry: id(1) });
    assert_eq!(refused(vec![entry(1, C, first(1), graded(1))]), Error::UnknownGrader { grader: C });
    assert_eq!(refused(vec![entry(1, A, first(9), graded(1))]), Error::UnknownItem { item: item(9) });
    let example = Look { round: Round::Calibration, item: item(3) };
    assert_eq!(refused(vec![entry(1, A, example, graded(1))]), Error::UnknownItem { item: item(3) });
    assert_eq!(refused(vec![one(), one()]), Error::EntryOrder { entry: id(1) });
    assert_eq!(refused(vec![entry(1, A, first(1), Act::Skipped(hidden(" ")))]), Error::NotAnAct);
    let mut nul = one();
    nul.comment = hidden("a\0b");
    assert_eq!(refused(vec![nul]), Error::NulInText);
}

#[test]
fn after_any_possible_history_at_most_one_entry_stands_at_each_place() {
    let protocol = small();
    for seed in 0..50 {
        let mut numbers = Numbers::new(seed);
        let mut standing: std::collections::HashMap<(GraderId, u32), i64> = std::collections::HashMap::new();
        let mut history = Vec::new();
        for id in 1..200 {
            let grader = if numbers.below(2) == 0 { A } else { B };
            let number = numbers.below(8) as u32 + 1;
            let stands = standing.get(&(grader, number)).copied();
            let act = match (numbers.below(5), stands) {
                (0, Some(_)) => Act::Withdrawn,
                (1, _) => Act::Skipped(hidden("unclear")),
                _ => graded(numbers.below(5) as u8 + 1),
            };
            match act {
                Act::Withdrawn => standing.remove(&(grader, number)),
                _ => standing.insert((grader, number), id),
            };
            let mut next = entry(id, grader, first(number), act);
            next.replaces = stands.map(EntryId::new);
            history.push(next);
        }
        let ledger = Ledger::of(&protocol, history).unwrap();
        assert_eq!(ledger.standing().count(), standing.len());
        for ((grader, number), id) in standing {
            let place = Place { grader, round: Round::First, item: item(number) };
            assert_eq!(ledger.current(place).unwrap().id, EntryId::new(id));
        }
    }
}

#[test]
fn the_discussion_waits_for_every_position_of_everybody_who_grades() {
    let protocol = small();
    let orders = [A, B].map(|grader| Assignment::of(&protocol, grader).unwrap());
    let all = all_entries(&protocol, |_| 1, |_| 2);
    let ready = |entries: Vec<GradeEntry>, protocol: &Protocol| {
        Ledger::of(protocol, entries).unwrap().is_ready_for_discussion(protocol, &orders)
    };
    assert!(ready(all.clone(), &protocol));
    for missing in 0..all.len() {
        let mut entries = all.clone();
        let calibration = entries.remove(missing).round == Round::Calibration;
        assert_eq!(ready(entries, &protocol), calibration, "without entry {missing}");
    }
    let of_a: Vec<GradeEntry> = all.iter().filter(|entry| entry.grader == A).cloned().collect();
    assert!(!ready(of_a.clone(), &protocol));
    let alone = Amendment::RemoveGrader { grader: B }.apply(&protocol).unwrap();
    assert!(ready(of_a, &alone), "a study of one grader");
    let ledger = Ledger::of(&protocol, all).unwrap();
    let progress = ledger.progress(&orders[0]);
    assert_eq!((progress.calibrated, progress.examples, progress.recorded, progress.total), (2, 2, 10, 10));
}

#[test]
fn a_skip_by_one_leaves_no_pair_and_counts_as_missing() {
    let protocol = small();
    let mut entries = all_entries(&protocol, |_| 1, |number| if number == 5 { 3 } else { 2 });
    let skipped = entries.iter_mut().find(|entry| entry.place() == place(2)).unwrap();
    skipped.act = Act::Skipped(hidden("No text"));
    let pairs = Ledger::of(&protocol, entries.clone()).unwrap().pairs(&protocol);
    assert_eq!(pairs.missing, [item(2)]);
    assert_eq!(pairs.pairs.len(), 7);
    assert_eq!(pairs.pairs.iter().find(|pair| pair.item == item(5)).unwrap().second, grade(3));

    let replace = Amendment::ReplaceGrader { grader: B, by: C, name: "Dr Cleo Marsh".into() };
    let replaced = replace.apply(&protocol).unwrap();
    let pairs = Ledger::of(&replaced, entries.clone()).unwrap().pairs(&replaced);
    assert_eq!((pairs.pairs.len(), pairs.missing.len()), (0, 8), "the old grader's grades are not counted");
    let alone = Amendment::RemoveGrader { grader: B }.apply(&protocol).unwrap();
    let pairs = Ledger::of(&alone, entries).unwrap().pairs(&alone);
    assert_eq!((pairs.pairs.len(), pairs.missing.len()), (0, 0));
}

#[test]
fn no_comment_is_in_a_debug_text() {
    let mut one = entry(1, A, first(1), Act::Skipped(hidden("canary")));
    one.comment = hidden("canary");
    assert!(!format!("{one:?}").contains("canary"));
}
