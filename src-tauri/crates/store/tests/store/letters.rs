//! Letters: cases that keep their facts, versions that only follow each other, signatures; and a vault from before they
//! were kept.

use isocenter_store::{
    Error, Hash, LetterAct, LetterCaseId, LetterChange, LetterFault, LetterPart, LetterState, NewLetterCase,
};

use crate::grading_fixture::{draft, hash};
use crate::kill::SplitMix;
use crate::letter_fixture::{Letters, changed, letter_case, letters, signature, text, version};
use crate::older::brought_up_from;

fn fault<T: std::fmt::Debug>(result: Result<T, Error>) -> LetterFault {
    match result {
        Err(Error::Letter(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_case_comes_back_as_it_was_stored_and_only_what_it_is_for_changes() {
    let mut letters = letters(4);
    let (first, last) = (letters.cases[0], letters.cases[3]);
    letters.change(|change| change.set_letter_part(last, LetterPart::HeldOut).unwrap());
    let letters = letters.reopen();
    let read = letters.vault.read();
    assert_eq!(read.letter_case(first).unwrap().unwrap().case, letter_case(1));
    let row = read.letter_case(last).unwrap().unwrap();
    assert_eq!((row.id, row.case), (last, NewLetterCase { part: LetterPart::HeldOut, ..letter_case(4) }));
    assert!(row.imported_at_us > 0);
    assert!(read.letter_case(LetterCaseId(99)).unwrap().is_none());
}

#[test]
fn a_label_that_is_taken_and_facts_that_are_no_json_are_refused() {
    let mut letters = letters(1);
    let wrong = [
        NewLetterCase { facts: letter_case(2).facts, ..letter_case(1) },
        NewLetterCase { facts: text("male, 71 years"), ..letter_case(2) },
        NewLetterCase { label: String::new(), ..letter_case(2) },
        NewLetterCase { pseudonym: String::new(), ..letter_case(2) },
    ];
    for case in &wrong {
        let refused = letters.vault.write().unwrap().insert_letter_cases([case]);
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{refused:?}");
    }
    let nobody = letters.vault.write().unwrap().set_letter_part(LetterCaseId(99), LetterPart::Train);
    assert!(matches!(nobody, Err(Error::NoSuchRow { table: "letter_cases", id: 99 })));
    assert_eq!(letters.vault.read().letter_cases().unwrap().len(), 1);
}

#[test]
fn the_list_says_where_each_letter_stands_and_who_last_worked_on_it() {
    let mut letters = letters(4);
    let [untouched, drafted, signed, reopened] = letters.cases[..] else { panic!("four cases") };
    letters.change(|change| {
        for case in [drafted, signed, reopened] {
            change.insert_letter_version(&version(case, None, LetterChange::Drafted)).unwrap();
        }
        change.insert_letter_version(&version(drafted, Some(1), LetterChange::Locked)).unwrap();
        change.sign_letter(&signature(signed, 1)).unwrap();
        change.sign_letter(&signature(reopened, 1)).unwrap();
    });
    letters.change(|change| change.reopen_letter(reopened, 2).unwrap());
    let letters = letters.reopen();
    let rows = letters.vault.read().letter_cases().unwrap();
    let standing: Vec<_> = rows
        .iter()
        .map(|row| (row.id, row.state(), row.latest.as_ref().map(|latest| (latest.number, latest.act))))
        .collect();
    let expected = [
        (untouched, LetterState::NotBegun, None),
        (drafted, LetterState::Drafted, Some((2, LetterAct::Locked))),
        (signed, LetterState::Signed, Some((2, LetterAct::Signed))),
        (reopened, LetterState::Drafted, Some((3, LetterAct::Reopened))),
    ];
    assert_eq!(standing, expected);
    assert_eq!(rows.iter().map(|row| row.has_reference).collect::<Vec<_>>(), [false, true, false, true]);
    for (row, number) in rows.iter().zip(1..) {
        let case = letter_case(number);
        assert_eq!((&row.label, &row.pseudonym, row.language), (&case.label, &case.pseudonym, case.language));
        assert_eq!((row.part, row.is_synthetic, row.source_sha256), (case.part, case.is_synthetic, case.source_sha256));
    }
    let latest = rows[3].latest.as_ref().unwrap();
    assert_eq!(latest, letters.vault.read().letter_versions(reopened).unwrap().last().unwrap());
    assert_eq!((latest.letter_case, latest.account), (reopened, letters.vault.actor().account()));
    assert!(latest.at_us > rows[3].imported_at_us && latest.account.is_some());
}

#[test]
fn a_version_holds_what_was_put_in_and_stays_beside_the_next() {
    let mut letters = letters(2);
    let case = letters.cases[1];
    let versions = [
        version(case, None, LetterChange::Edited),
        version(case, Some(1), LetterChange::Redrafted),
        version(case, Some(2), LetterChange::Confirmed),
    ];
    for (version, number) in versions.iter().zip(1..) {
        let made = letters.change(|change| change.insert_letter_version(version).unwrap());
        assert_eq!((made.letter_case, made.number, made.act), (case, number, version.change.act()));
        assert_eq!((made.text_sha256, &made.model), (version.text_sha256, &version.model));
    }
    let letters = letters.reopen();
    let read = letters.vault.read();
    let listed = read.letter_versions(case).unwrap();
    for (version, row) in versions.iter().zip(&listed) {
        let whole = read.letter_version(case, row.number).unwrap().unwrap();
        assert_eq!((&whole.summary, &whole.content), (row, &version.content));
    }
    assert_eq!(read.latest_letter_version(case).unwrap().unwrap().content, versions[2].content);
    assert!(read.letter_version(case, 4).unwrap().is_none());
    let other = letters.cases[0];
    assert!(read.letter_versions(other).unwrap().is_empty() && read.latest_letter_version(other).unwrap().is_none());
}

/// Two windows with the same letter: the second one learns of the first.
#[test]
fn a_version_that_does_not_follow_the_latest_is_refused_and_leaves_nothing() {
    let mut letters = letters(2);
    let (case, other) = (letters.cases[0], letters.cases[1]);
    letters.change(|change| {
        change.insert_letter_version(&version(case, None, LetterChange::Drafted)).unwrap();
        change.insert_letter_version(&version(case, Some(1), LetterChange::Edited)).unwrap();
    });
    let stale = [(case, None, Some(2)), (case, Some(1), Some(2)), (case, Some(3), Some(2)), (other, Some(1), None)];
    for (case, follows, latest) in stale {
        // Even if the caller goes on and commits.
        let faults = letters.change(|change| {
            let edited = change.insert_letter_version(&version(case, follows, LetterChange::Edited));
            let signed = follows.map(|follows| fault(change.sign_letter(&signature(case, follows))));
            let reopened = follows.map(|follows| fault(change.reopen_letter(case, follows)));
            [Some(fault(edited)), signed, reopened]
        });
        for fault in faults.into_iter().flatten() {
            assert_eq!(fault, LetterFault::MovedOn { latest }, "{follows:?}");
        }
    }
    let nowhere = letters
        .vault
        .write()
        .unwrap()
        .insert_letter_version(&version(LetterCaseId(99), None, LetterChange::Drafted))
        .map(drop);
    assert!(matches!(nowhere, Err(Error::ConstraintBroken { .. })), "{nowhere:?}");
    let letters = letters.reopen();
    assert_eq!(letters.vault.read().letter_versions(case).unwrap().len(), 2);
    assert!(letters.vault.read().letter_versions(other).unwrap().is_empty());
}

#[test]
fn a_signed_letter_keeps_exactly_what_was_signed_and_changes_only_when_it_is_reopened() {
    let mut letters = letters(1);
    let case = letters.cases[0];
    let first = signature(case, 1);
    letters.change(|change| {
        change.insert_letter_version(&version(case, None, LetterChange::Drafted)).unwrap();
        assert_eq!(fault(change.reopen_letter(case, 1)), LetterFault::NotSigned);
        change.sign_letter(&first).unwrap();
    });
    letters.change(|change| {
        assert_eq!(fault(change.sign_letter(&signature(case, 2))), LetterFault::Signed);
        let edited = change.insert_letter_version(&version(case, Some(2), LetterChange::Edited));
        assert_eq!(fault(edited), LetterFault::Signed);
    });
    letters.change(|change| change.reopen_letter(case, 2).unwrap());
    let reopened = letters.vault.read().latest_letter_version(case).unwrap().unwrap();
    let hash = Hash::of(first.text.reveal().as_bytes());
    assert_eq!((reopened.content, reopened.summary.text_sha256), (first.content.clone(), hash));
    let second = isocenter_store::NewLetterSignature { text: text("another"), ..signature(case, 3) };
    letters.change(|change| change.sign_letter(&second).unwrap());

    let letters = letters.reopen();
    let versions = letters.vault.read().letter_versions(case).unwrap();
    let acts: Vec<_> = versions.iter().map(|version| version.act).collect();
    assert_eq!(acts, [LetterAct::Drafted, LetterAct::Signed, LetterAct::Reopened, LetterAct::Signed]);
    let signatures = letters.vault.read().letter_signatures(case).unwrap();
    assert_eq!(signatures.iter().map(|signature| signature.number).collect::<Vec<_>>(), [2, 4]);
    for (row, new) in signatures.iter().zip([&first, &second]) {
        assert!(row.holds());
        assert_eq!((&row.text, &row.revision, row.confirmations), (&new.text, &new.revision, new.confirmations));
        let version = &versions[row.number as usize - 1];
        assert_eq!((row.version, row.account, row.at_us), (version.id, version.account, version.at_us));
        assert_eq!(row.text_sha256, version.text_sha256);
    }
}

#[test]
fn a_signature_that_cannot_be_stored_leaves_the_letter_unsigned() {
    let mut letters = letters(1);
    let case = letters.cases[0];
    letters.change(|change| change.insert_letter_version(&version(case, None, LetterChange::Edited)).unwrap());
    let wrong = [
        isocenter_store::NewLetterSignature { text: text(""), ..signature(case, 1) },
        isocenter_store::NewLetterSignature { revision: text("none"), ..signature(case, 1) },
        isocenter_store::NewLetterSignature { content: text("none"), ..signature(case, 1) },
    ];
    for new in &wrong {
        let refused = letters.vault.write().unwrap().sign_letter(new).map(drop);
        assert!(matches!(refused, Err(Error::ConstraintBroken { .. })), "{refused:?}");
    }
    let letters = letters.reopen();
    assert_eq!(letters.vault.read().letter_versions(case).unwrap().len(), 1);
    assert!(letters.vault.read().letter_signatures(case).unwrap().is_empty());
}

#[test]
fn a_case_is_removed_while_there_is_no_letter_and_its_number_is_not_given_again() {
    let mut letters = letters(3);
    let [first, second, third] = letters.cases[..] else { panic!("three cases") };
    letters.change(|change| {
        change.insert_letter_version(&version(first, None, LetterChange::Drafted)).unwrap();
        change.remove_letter_case(third).unwrap();
    });
    let kept = letters.vault.write().unwrap().remove_letter_case(first);
    assert!(matches!(kept, Err(Error::ConstraintBroken { .. })), "{kept:?}");
    let gone = letters.vault.write().unwrap().remove_letter_case(third);
    assert!(matches!(gone, Err(Error::NoSuchRow { .. })), "{gone:?}");
    let again = letters.change(|change| change.insert_letter_cases([&letter_case(3)]).unwrap());
    assert!(again[0] > third);
    let rows = letters.reopen().vault.read().letter_cases().unwrap();
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [first, second, again[0]]);
}

#[test]
fn any_sequence_of_edits_signatures_and_reopenings_leaves_what_a_simple_model_says() {
    let mut random = SplitMix(20_261_127);
    for sequence in 0..6 {
        let mut letters = letters(2);
        let mut model: [Vec<LetterAct>; 2] = Default::default();
        for step in 0..60 {
            let which = random.below(2) as usize;
            let (case, acts) = (letters.cases[which], &mut model[which]);
            let latest = u32::try_from(acts.len()).ok().filter(|number| *number > 0);
            // Now and then what the caller takes for the latest is not.
            let follows = if random.below(5) == 0 { Some(1 + random.below(4) as u32) } else { latest };
            let is_signed = acts.last() == Some(&LetterAct::Signed);
            let way = random.below(4);
            let (act, result) = letters.change(|change| match (way, follows) {
                (0, Some(follows)) => (LetterAct::Signed, change.sign_letter(&signature(case, follows))),
                (1, Some(follows)) => (LetterAct::Reopened, change.reopen_letter(case, follows)),
                _ => (LetterAct::Edited, change.insert_letter_version(&version(case, follows, LetterChange::Edited))),
            });
            let expected = match act {
                _ if follows != latest => Some(LetterFault::MovedOn { latest }),
                LetterAct::Reopened if !is_signed => Some(LetterFault::NotSigned),
                LetterAct::Signed | LetterAct::Edited if is_signed => Some(LetterFault::Signed),
                _ => None,
            };
            match expected {
                Some(expected) => assert_eq!(fault(result), expected, "sequence {sequence}, step {step}"),
                None => {
                    assert_eq!(result.unwrap().act, act, "sequence {sequence}, step {step}");
                    acts.push(act);
                }
            }
        }
        let letters = letters.reopen();
        for (case, acts) in letters.cases.iter().zip(&model) {
            let versions = letters.vault.read().letter_versions(*case).unwrap();
            assert_eq!(versions.iter().map(|row| row.act).collect::<Vec<_>>(), *acts);
            let signed = (1_u32..).zip(acts).filter(|(_, act)| **act == LetterAct::Signed).map(|(number, _)| number);
            let signatures = letters.vault.read().letter_signatures(*case).unwrap();
            assert_eq!(signatures.iter().map(|row| row.number).collect::<Vec<_>>(), signed.collect::<Vec<_>>());
        }
    }
}

#[test]
fn rows_and_errors_of_letters_do_not_show_their_text() {
    let mut letters = letters(2);
    let case = letters.cases[1];
    let study = letters.open_study();
    letters.change(|change| {
        change.insert_letter_version(&version(case, None, LetterChange::Drafted)).unwrap();
        change.sign_letter(&signature(case, 1)).unwrap();
    });
    let new = crate::letter_fixture::rating(letters.at(study, 0, 1), 3, None);
    letters.rate(&new).unwrap();
    let read = letters.vault.read();
    let shown = format!(
        "{:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
        read.letter_cases().unwrap(),
        read.letter_case(case).unwrap(),
        read.letter_version(case, 1).unwrap(),
        read.letter_signatures(case).unwrap(),
        read.letter_study_items(study).unwrap(),
        read.letter_study_item(study, 1).unwrap(),
        read.letter_rating_history(study).unwrap(),
        (letter_case(2), version(case, None, LetterChange::Drafted), signature(case, 1), new),
    );
    assert!(shown.contains("Redacted(") && !shown.contains("Zebrafink"), "{shown}");
    let log = format!("{:?}", read.audit_after(0, 1_000).unwrap());
    assert!(log.contains("letters_imported") && !log.contains("Zebrafink") && !log.contains("L-0001"), "{log}");
    let Letters { place, mut vault, .. } = letters;
    let error = vault.write().unwrap().insert_letter_cases([&letter_case(1)]).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("Zebrafink"));
    vault.close().unwrap();
    crate::plain_text::assert_no_plain_text(&place.folder);
}

#[test]
fn a_vault_from_before_letters_opens_with_all_it_held_and_takes_them() {
    let (place, mut vault) = brought_up_from(4);
    let id = changed(&mut vault, |change| {
        draft(change, 2);
        let id = change.insert_letter_cases([&letter_case(1)]).unwrap()[0];
        change.insert_letter_version(&version(id, None, LetterChange::Drafted)).unwrap();
        change.sign_letter(&signature(id, 1)).unwrap();
        id
    });
    vault.close().unwrap();
    let vault = place.open_keyed().unwrap();
    let signed = vault.read().letter_signatures(id).unwrap();
    assert_eq!((signed.len(), signed[0].account), (1, None), "a vault without accounts");
    assert_eq!(vault.read().letter_version(id, 1).unwrap().unwrap().summary.text_sha256, hash(1));
}
