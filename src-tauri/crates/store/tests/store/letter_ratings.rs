//! What raters record of letters: entries that only follow each other, one that stands.

use std::collections::BTreeMap;

use isocenter_store::{
    AccountId, Error, LetterFault, LetterRatingAct, LetterRatingId, LetterRatingPlace, LetterRatingRow, NewLetterRating,
};

use crate::kill::SplitMix;
use crate::letter_fixture::{letters, rating, withdrawal};

fn in_pairs(rows: Vec<LetterRatingRow>) -> Vec<(LetterRatingId, NewLetterRating)> {
    rows.into_iter().map(|row| (row.id, row.rating)).collect()
}

#[test]
fn a_rating_stands_for_its_rater_and_letter_only() {
    let mut letters = letters(2);
    let study = letters.open_study();
    let first = rating(letters.at(study, 0, 3), 2, None);
    let second = NewLetterRating { is_flagged: false, ..rating(letters.at(study, 0, 1), 3, None) };
    let other = rating(letters.at(study, 1, 3), 4, None);
    let ids = [&first, &second, &other].map(|rating| letters.rate(rating).unwrap());
    let letters = letters.reopen();
    let read = letters.vault.read();
    let of = |rater: usize| in_pairs(read.current_letter_ratings_of(study, letters.people[rater]).unwrap());
    assert_eq!(of(0), [(ids[1], second.clone()), (ids[0], first.clone())]);
    assert_eq!(of(1), [(ids[2], other.clone())]);
    let all = in_pairs(read.current_letter_ratings(study).unwrap());
    assert_eq!(all, [of(0), of(1)].concat());
    assert_eq!(read.current_letter_rating(first.place).unwrap().unwrap().rating, first);
    assert!(read.current_letter_rating(letters.at(study, 1, 1)).unwrap().is_none());
    let history = read.letter_rating_history(study).unwrap();
    assert!(history.windows(2).all(|pair| pair[0].at_us < pair[1].at_us));
    assert_eq!(in_pairs(history), [(ids[0], first), (ids[1], second), (ids[2], other)]);
}

#[test]
fn a_correction_keeps_what_it_corrects_and_a_withdrawal_leaves_the_place_empty() {
    let mut letters = letters(1);
    let study = letters.open_study();
    let place = letters.at(study, 0, 1);
    let one = letters.rate(&rating(place, 2, None)).unwrap();
    let two = letters.rate(&rating(place, 3, Some(one))).unwrap();
    assert_eq!(letters.vault.read().current_letter_rating(place).unwrap().unwrap().id, two);
    letters.rate(&withdrawal(place, two)).unwrap();
    assert!(letters.vault.read().current_letter_rating(place).unwrap().is_none());
    assert_eq!(letters.vault.read().letter_study(study).unwrap().unwrap().ratings, 0);
    let last = letters.rate(&rating(place, 4, None)).unwrap();
    let letters = letters.reopen();
    assert_eq!(letters.vault.read().current_letter_rating(place).unwrap().unwrap().id, last);
    assert_eq!(letters.vault.read().letter_rating_history(study).unwrap().len(), 4);
}

#[test]
fn a_rating_that_does_not_replace_what_stands_is_refused_and_leaves_nothing() {
    let mut letters = letters(1);
    let study = letters.open_study();
    let (place, other) = (letters.at(study, 0, 1), letters.at(study, 0, 2));
    let one = letters.rate(&rating(place, 2, None)).unwrap();
    let two = letters.rate(&rating(place, 3, Some(one))).unwrap();
    let stale =
        [rating(place, 4, None), rating(place, 4, Some(one)), withdrawal(place, one), rating(other, 4, Some(two))];
    for stale in stale {
        // Even if the caller goes on and commits.
        let result = letters.change(|change| change.insert_letter_rating(&stale));
        let refused =
            matches!(result, Err(Error::Letter(LetterFault::RatedMeanwhile { item })) if item == stale.place.item);
        assert!(refused, "{stale:?}: {result:?}");
    }
    let rows = letters.reopen().vault.read().letter_rating_history(study).unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [one, two]);
}

#[test]
fn only_a_named_rater_rates_and_only_while_the_study_is_open() {
    let mut letters = letters(1);
    let study = letters.drafted_study();
    let new = rating(letters.at(study, 0, 1), 3, None);
    let early = letters.rate(&new);
    assert!(matches!(early, Err(Error::Letter(LetterFault::StudyStands { .. }))), "{early:?}");
    letters.change(|change| change.open_letter_study(study, "{}", crate::grading_fixture::hash(1)).unwrap());
    let stranger = NewLetterRating { place: LetterRatingPlace { account: AccountId(1), ..new.place }, ..new.clone() };
    let refused = letters.rate(&stranger);
    assert!(matches!(refused, Err(Error::Letter(LetterFault::NotARater { account: 1 }))), "{refused:?}");
    let id = letters.rate(&new).unwrap();
    letters.change(|change| change.lock_letter_study(study).unwrap());
    for late in [rating(new.place, 1, Some(id)), withdrawal(new.place, id)] {
        let refused = letters.rate(&late);
        assert!(matches!(refused, Err(Error::Letter(LetterFault::StudyStands { .. }))), "{refused:?}");
    }
    assert_eq!(letters.vault.read().letter_rating_history(study).unwrap().len(), 1);
}

#[test]
fn impossible_ratings_are_refused() {
    let mut letters = letters(1);
    let study = letters.open_study();
    let fine = rating(letters.at(study, 0, 1), 3, None);
    let scores = |scores: &[u8]| NewLetterRating { scores: scores.to_vec(), ..fine.clone() };
    let impossible = [
        ("a score of 0", scores(&[4, 0])),
        ("a score of 5", scores(&[5, 4])),
        ("no score", scores(&[])),
        ("a withdrawal of nothing", NewLetterRating { act: LetterRatingAct::Withdrawn, ..scores(&[]) }),
        ("no such letter", rating(letters.at(study, 0, 3), 3, None)),
    ];
    for (what, rating) in impossible {
        let refused = letters.rate(&rating);
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{what}: {refused:?}");
    }
    let id = letters.rate(&fine).unwrap();
    let with_scores = NewLetterRating { scores: vec![1], ..withdrawal(fine.place, id) };
    assert!(matches!(letters.rate(&with_scores), Err(Error::ConstraintBroken { .. })), "a withdrawal with scores");
    assert_eq!(letters.vault.read().letter_rating_history(study).unwrap().len(), 1);
}

#[test]
fn any_sequence_of_ratings_corrections_and_withdrawals_leaves_what_a_simple_model_says() {
    let mut random = SplitMix(20_261_127);
    for sequence in 0..4 {
        let mut letters = letters(1);
        let study = letters.open_study();
        let mut history: Vec<(LetterRatingId, NewLetterRating)> = Vec::new();
        let mut standing: BTreeMap<LetterRatingPlace, (LetterRatingId, NewLetterRating)> = BTreeMap::new();
        for step in 0..60 {
            let place = letters.at(study, random.below(2) as usize, 1 + random.below(2) as u32);
            let stands = standing.get(&place).map(|(id, _)| *id);
            // Now and then what the caller takes for standing is not: nothing, or any entry at all.
            let replaces = match random.below(5) {
                0 => None,
                1 => Some(LetterRatingId(1 + random.below(step + 2).cast_signed())),
                _ => stands,
            };
            let new = match (random.below(4), replaces) {
                (0, Some(replaces)) => withdrawal(place, replaces),
                _ => rating(place, 1 + random.below(4) as u8, replaces),
            };
            match letters.rate(&new) {
                Ok(id) if replaces == stands => {
                    history.push((id, new.clone()));
                    match new.act {
                        LetterRatingAct::Rated => standing.insert(place, (id, new)),
                        LetterRatingAct::Withdrawn => standing.remove(&place),
                    };
                }
                Err(Error::Letter(LetterFault::RatedMeanwhile { .. })) if replaces != stands => {}
                other => panic!("sequence {sequence}, step {step}: {new:?} gave {other:?}"),
            }
        }
        let letters = letters.reopen();
        assert_eq!(in_pairs(letters.vault.read().letter_rating_history(study).unwrap()), history);
        let current = in_pairs(letters.vault.read().current_letter_ratings(study).unwrap());
        assert_eq!(current, standing.into_values().collect::<Vec<_>>());
    }
}
