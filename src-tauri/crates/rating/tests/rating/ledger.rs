//! What stands after a history, and histories that cannot have happened.

use isocenter_rating::{Act, Entry, EntryId, Error, Ledger, MOST_COMMENT_CHARACTERS, Order, Progress, Rating};

use crate::invented::{Invented, letter, protocol, rater};

#[test]
fn a_rating_has_a_score_for_each_dimension_and_a_comment_with_an_end() {
    let study = protocol(1, 1);
    let of = |scores: &[u8], comment: &str| Rating::new(&study, scores, comment, true);
    let rating = of(&[1, 2, 3, 4], "good").unwrap();
    assert_eq!(rating.scores().iter().map(|score| score.number()).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!((rating.comment(), rating.is_flagged()), ("good", true));
    assert_eq!(of(&[1, 2, 3], "").unwrap_err(), Error::ScoreCount { found: 3, wanted: 4 });
    assert_eq!(of(&[1, 2, 3, 5], "").unwrap_err(), Error::NotAScore { number: 5 });
    assert_eq!(of(&[1, 2, 0, 4], "").unwrap_err(), Error::NotAScore { number: 0 });
    assert_eq!(of(&[1; 4], "a\0").unwrap_err(), Error::NulInText);
    let long = "ä".repeat(MOST_COMMENT_CHARACTERS + 1);
    assert_eq!(of(&[1; 4], &long).unwrap_err(), Error::CommentTooLong { found: 2001, most: 2000 });
    assert!(!format!("{rating:?}").contains("good"), "no comment in a log");
}

#[test]
fn the_last_of_a_chain_stands_and_the_whole_chain_is_kept() {
    let mut study = Invented::new(protocol(2, 2));
    study.rated(1, 1, 2);
    study.rated(2, 1, 4);
    study.history.push(study.entry(1, 1, study.all(3), Some(1)));
    let ledger = study.ledger();
    let scores = |of| ledger.rating(rater(of), letter(1)).unwrap().scores()[0].number();
    assert_eq!((scores(1), scores(2), ledger.history().len()), (3, 4, 3));
    assert_eq!((ledger.earlier(rater(1), letter(1)), ledger.earlier(rater(2), letter(1))), (1, 0));
    assert!(!ledger.stands(&study.history[0]) && ledger.stands(&study.history[2]));
    assert_eq!(ledger.standing().map(|entry| entry.id.number()).collect::<Vec<_>>(), [3, 2]);

    study.history.push(study.entry(1, 1, Act::Withdrawn, Some(3)));
    let ledger = study.ledger();
    assert_eq!((ledger.current(rater(1), letter(1)), ledger.earlier(rater(1), letter(1))), (None, 3));
    study.rated(1, 1, 1);
    assert_eq!(study.ledger().current(rater(1), letter(1)).unwrap().id, EntryId::new(5));
}

#[test]
fn a_history_that_cannot_have_happened_is_refused() {
    let mut study = Invented::new(protocol(2, 1));
    study.rated(1, 1, 2);
    let refused = |change: &dyn Fn(&mut Entry)| {
        let mut entry = study.entry(1, 1, study.all(3), Some(1));
        change(&mut entry);
        let mut ledger = study.ledger();
        let error = ledger.append(&study.protocol, entry).unwrap_err();
        assert_eq!((ledger.history().len(), ledger.standing().count()), (1, 1), "the ledger is as it was");
        error
    };
    let id = EntryId::new;
    assert_eq!(refused(&|entry| entry.id = id(1)), Error::EntryOrder { entry: id(1) });
    assert_eq!(refused(&|entry| entry.rater = rater(3)), Error::UnknownRater { rater: rater(3) });
    assert_eq!(refused(&|entry| entry.item = letter(4)), Error::UnknownItem { item: letter(4) });
    assert_eq!(refused(&|entry| entry.item = letter(0)), Error::UnknownItem { item: letter(0) });
    assert_eq!(refused(&|entry| entry.replaces = None), Error::AlreadyCurrent { entry: id(2) });
    assert_eq!(refused(&|entry| entry.replaces = Some(id(7))), Error::NotCurrent { entry: id(2), replaces: id(7) });
    assert_eq!(refused(&|entry| entry.rater = rater(2)), Error::NotCurrent { entry: id(2), replaces: id(1) });
    let withdraw = |entry: &mut Entry| {
        (entry.item, entry.act, entry.replaces) = (letter(2), Act::Withdrawn, None);
    };
    assert_eq!(refused(&withdraw), Error::NothingWithdrawn { entry: id(2) });
    let mut other = study.protocol.clone();
    other.dimensions.pop();
    let refused = Ledger::of(&other, study.history.clone()).unwrap_err();
    assert_eq!(refused, Error::ScoreCount { found: 4, wanted: 3 });
}

#[test]
fn progress_counts_and_the_next_position_waits() {
    let mut study = Invented::new(protocol(1, 2));
    let order = Order::of(&study.protocol, rater(1)).unwrap();
    let number = |position: usize| order.item_at(position).unwrap().number();
    assert_eq!(study.ledger().next_open(&order, 0), Some(0));
    study.rated(1, number(1), 3);
    let flagged = Act::Rated(Rating::new(&study.protocol, &[1; 4], "", true).unwrap());
    study.history.push(study.entry(1, number(2), flagged, None));
    let ledger = study.ledger();
    assert_eq!(ledger.progress(&order), Progress { rated: 2, total: 6, flagged: 1 });
    assert_eq!((ledger.next_open(&order, 1), ledger.next_open(&order, 99)), (Some(3), Some(0)));
    for position in [3, 4, 5] {
        study.rated(1, number(position), 2);
    }
    assert_eq!(study.ledger().next_open(&order, 4), Some(0), "then from the start");
    study.rated(1, number(0), 2);
    assert_eq!(study.ledger().next_open(&order, 0), None);
}
