//! Letter studies: from draft to lock, their raters and letters, and when they go.

use isocenter_store::{AccountId, Error, LetterAuthor, LetterFault, LetterStudyId, LetterStudyState, WriteTransaction};

use crate::grading_fixture::hash;
use crate::letter_fixture::{Letters, item, letters, rating, withdrawal};

type Step =
    (&'static str, fn(&mut WriteTransaction<'_>, LetterStudyId) -> Result<(), Error>, &'static [LetterStudyState]);

use LetterStudyState::{Draft, Drafting, Open};

/// Every change of a study, and where it stands when that is allowed.
const STEPS: [Step; 8] = [
    ("change", |change, id| change.set_letter_study_draft(id, "Other", "[]"), &[Draft]),
    ("name raters", |change, id| change.set_letter_study_raters(id, &[AccountId(1)]), &[Draft, Drafting]),
    ("begin", |change, id| change.begin_letter_study_drafting(id), &[Draft]),
    ("stop", |change, id| change.stop_letter_study_drafting(id), &[Drafting]),
    ("add letters", |change, id| change.insert_letter_study_items(id, &[]), &[Drafting]),
    ("remove letters", |change, id| change.remove_letter_study_items(id), &[Draft]),
    ("open", |change, id| change.open_letter_study(id, "[]", hash(2)), &[Drafting]),
    ("lock", |change, id| change.lock_letter_study(id), &[Open]),
];

fn study_in(letters: &mut Letters, state: LetterStudyState) -> LetterStudyId {
    let study = letters.drafted_study();
    letters.change(|change| match state {
        LetterStudyState::Draft => change.stop_letter_study_drafting(study).unwrap(),
        LetterStudyState::Drafting => {}
        LetterStudyState::Open => change.open_letter_study(study, r#"{"v":1}"#, hash(1)).unwrap(),
        LetterStudyState::Locked => {
            change.open_letter_study(study, r#"{"v":1}"#, hash(1)).unwrap();
            change.lock_letter_study(study).unwrap();
        }
    });
    study
}

#[test]
fn a_study_goes_from_draft_to_drafting_to_open_to_locked_and_no_other_way() {
    for state in LetterStudyState::ALL {
        let mut letters = letters(2);
        let study = study_in(&mut letters, *state);
        assert_eq!(letters.vault.read().letter_study(study).unwrap().unwrap().state, *state);
        for (step, act, allowed) in STEPS {
            let mut change = letters.vault.write().unwrap();
            match act(&mut change, study) {
                Ok(()) => assert!(allowed.contains(state), "{step} of one that is {state:?}"),
                Err(Error::Letter(LetterFault::StudyStands { state: found })) => {
                    assert!(!allowed.contains(state) && found == *state, "{step} of one that is {state:?}");
                }
                other => panic!("{step} of one that is {state:?}: {other:?}"),
            }
        }
        for (step, act, _) in STEPS {
            let nothing = act(&mut letters.vault.write().unwrap(), LetterStudyId(99));
            assert!(matches!(nothing, Err(Error::NoSuchRow { id: 99, .. })), "{step}: {nothing:?}");
        }
    }
}

#[test]
fn what_is_opened_is_the_protocol_given_then_and_stays_after_the_lock() {
    let mut letters = letters(2);
    let study = letters.drafted_study();
    let row = letters.vault.read().letter_study(study).unwrap().unwrap();
    assert_eq!((row.name.as_str(), row.protocol.as_str(), row.protocol_sha256), ("Letters 2026", "{}", None));
    assert_eq!((row.raters, row.items, row.ratings), (2, 4, 0));
    letters.change(|change| change.open_letter_study(study, r#"{"v":1}"#, hash(1)).unwrap());
    let new = rating(letters.at(study, 1, 3), 2, None);
    letters.rate(&new).unwrap();
    letters.change(|change| change.lock_letter_study(study).unwrap());
    let letters = letters.reopen();
    let row = letters.vault.read().letter_studies().unwrap().remove(0);
    assert_eq!((row.id, row.state, row.created_by), (study, LetterStudyState::Locked, letters.vault.actor().account()));
    assert_eq!((row.protocol.as_str(), row.protocol_sha256), (r#"{"v":1}"#, Some(hash(1))));
    assert_eq!((row.raters, row.items, row.ratings), (2, 4, 1));
}

#[test]
fn a_study_without_raters_or_letters_is_not_opened() {
    let mut letters = letters(1);
    let (people, items) = (letters.people, letters.items());
    let study = letters.change(|change| {
        let study = change.insert_letter_study("Empty", "{}").unwrap();
        change.begin_letter_study_drafting(study).unwrap();
        study
    });
    let mut change = letters.vault.write().unwrap();
    let open = |change: &mut WriteTransaction<'_>| change.open_letter_study(study, "{}", hash(1));
    assert!(matches!(open(&mut change), Err(Error::Letter(LetterFault::NothingToRate))));
    change.set_letter_study_raters(study, &people).unwrap();
    assert!(matches!(open(&mut change), Err(Error::Letter(LetterFault::NothingToRate))));
    change.insert_letter_study_items(study, &items).unwrap();
    open(&mut change).unwrap();
}

#[test]
fn two_studies_do_not_share_a_name() {
    let mut letters = letters(1);
    letters.change(|change| {
        let first = change.insert_letter_study("First", "{}").unwrap();
        let second = change.insert_letter_study("Second", "{}").unwrap();
        let taken = Err(LetterFault::StudyNameTaken { study: first.0 });
        let fault = |result: Result<(), Error>| match result {
            Ok(()) => Ok(()),
            Err(Error::Letter(fault)) => Err(fault),
            other => panic!("{other:?}"),
        };
        assert_eq!(fault(change.insert_letter_study("First", "{}").map(drop)), taken);
        assert_eq!(fault(change.set_letter_study_draft(second, "First", "{}")), taken);
        assert_eq!(fault(change.set_letter_study_draft(first, "First", r#"{"v":2}"#)), Ok(()));
    });
    let rows = letters.reopen().vault.read().letter_studies().unwrap();
    let kept: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.protocol.as_str())).collect();
    assert_eq!(kept, [("First", r#"{"v":2}"#), ("Second", "{}")]);
}

#[test]
fn raters_are_numbered_as_they_were_named_last() {
    let mut letters = letters(1);
    let [one, other] = letters.people;
    let study = letters.change(|change| {
        let study = change.insert_letter_study("Raters", "{}").unwrap();
        change.set_letter_study_raters(study, &[AccountId(1), one]).unwrap();
        change.set_letter_study_raters(study, &[other, AccountId(1), one]).unwrap();
        study
    });
    for wrong in [[one, one], [one, AccountId(99)]] {
        let refused = letters.vault.write().unwrap().set_letter_study_raters(study, &wrong);
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{wrong:?}");
    }
    let raters = letters.reopen().vault.read().letter_study_raters(study).unwrap();
    let raters: Vec<_> = raters.into_iter().map(|rater| (rater.number, rater.account)).collect();
    assert_eq!(raters, [(1, other), (2, AccountId(1)), (3, one)]);
}

#[test]
fn letters_come_while_they_are_drafted_and_are_still_there_after_a_stop() {
    let mut letters = letters(3);
    let (study, items, cases) = (letters.drafted_study(), letters.items(), letters.cases.clone());
    letters.change(|change| {
        change.stop_letter_study_drafting(study).unwrap();
        change.begin_letter_study_drafting(study).unwrap();
        change.insert_letter_study_items(study, &[item(7, cases[0], LetterAuthor::Base, "demo")]).unwrap();
    });
    let wrong = [
        ("a number twice", item(7, cases[1], LetterAuthor::Base, "demo")),
        ("a letter twice", item(8, cases[0], LetterAuthor::Base, "demo")),
        ("no such case", item(8, isocenter_store::LetterCaseId(99), LetterAuthor::Base, "demo")),
        ("a physician's of a model", item(8, cases[1], LetterAuthor::Physician, "demo")),
        ("a model's of none", item(8, cases[1], LetterAuthor::Base, "")),
        ("number 0", item(0, cases[1], LetterAuthor::Base, "demo")),
    ];
    for (what, wrong) in wrong {
        let refused = letters.vault.write().unwrap().insert_letter_study_items(study, &[wrong]);
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{what}: {refused:?}");
    }
    let in_use = letters.vault.write().unwrap().remove_letter_case(cases[2]);
    assert!(matches!(in_use, Err(Error::ConstraintBroken { .. })), "{in_use:?}");
    let letters = letters.reopen();
    let read = letters.vault.read();
    assert_eq!((read.count_letter_study_items(study).unwrap(), read.letter_study_items(study).unwrap().len()), (7, 7));
    for (item, listed) in items.iter().zip(read.letter_study_items(study).unwrap()) {
        assert_eq!(
            (&listed, read.letter_study_item(study, listed.number).unwrap()),
            (&item.summary, Some(item.clone()))
        );
    }
    assert!(read.letter_study_item(study, 8).unwrap().is_none());
}

#[test]
fn letters_are_removed_with_a_draft_so_that_its_protocol_can_change() {
    let mut letters = letters(2);
    let study = letters.drafted_study();
    letters.change(|change| {
        change.stop_letter_study_drafting(study).unwrap();
        change.remove_letter_study_items(study).unwrap();
        change.set_letter_study_draft(study, "Other", "[]").unwrap();
    });
    let letters = letters.reopen();
    let row = letters.vault.read().letter_study(study).unwrap().unwrap();
    assert_eq!((row.name.as_str(), row.protocol.as_str(), row.items, row.raters), ("Other", "[]", 0, 2));
}

#[test]
fn a_study_goes_with_its_raters_and_letters_while_nobody_has_rated_it() {
    for state in LetterStudyState::ALL {
        let mut letters = letters(2);
        let study = study_in(&mut letters, *state);
        letters.change(|change| change.remove_letter_study(study).unwrap());
        let mut letters = letters.reopen();
        let read = letters.vault.read();
        assert!(read.letter_study(study).unwrap().is_none(), "{state:?}");
        assert!(
            read.letter_study_raters(study).unwrap().is_empty() && read.letter_study_items(study).unwrap().is_empty()
        );
        let gone = letters.vault.write().unwrap().remove_letter_study(study);
        assert!(matches!(gone, Err(Error::NoSuchRow { .. })));
        assert!(letters.drafted_study() > study, "its number is not given again");
        assert_eq!(letters.reopen().vault.read().letter_cases().unwrap().len(), 2, "the cases stay");
    }
}

#[test]
fn a_study_that_was_rated_stays_even_if_every_rating_was_withdrawn() {
    let mut letters = letters(1);
    let study = letters.open_study();
    let place = letters.at(study, 0, 1);
    let id = letters.rate(&rating(place, 3, None)).unwrap();
    let removed = |letters: &mut Letters| letters.vault.write().unwrap().remove_letter_study(study);
    assert!(matches!(removed(&mut letters), Err(Error::Letter(LetterFault::StudyRated))));
    letters.rate(&withdrawal(place, id)).unwrap();
    assert!(matches!(removed(&mut letters), Err(Error::Letter(LetterFault::StudyRated))));
}
