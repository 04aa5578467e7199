//! Amendments: what they change, and the chain of their hashes.

use isocenter_grade::{Amendment, AmendmentRecord, Assignment, Error, Letter, amended};

use crate::fixture::{A, B, C, grade, protocol};

fn clarify(definition: &str) -> Amendment {
    Amendment::ClarifyGrade { grade: grade(3), name: "Significant".into(), definition: definition.into() }
}

#[test]
fn a_chain_leads_from_the_frozen_protocol_to_the_one_that_stands() {
    let frozen = protocol(5, 2, 2, 10, 1);
    let replace = Amendment::ReplaceGrader { grader: B, by: C, name: "Dr Cleo Marsh".into() };
    let (first, middle) = AmendmentRecord::make(&frozen, 1, clarify("Both differ."), "Asked twice", "P", 1).unwrap();
    let (second, last) = AmendmentRecord::make(&middle, 2, replace, "On leave", "P", 2).unwrap();
    let chain = vec![first, second];
    assert_eq!(amended(&frozen, &chain).unwrap(), last);
    assert_eq!(last.active(Letter::B).unwrap().id, C);
    assert_eq!(last.scale.of(grade(3)).definition, "Both differ.");
    assert_eq!(Assignment::of(&last, A).unwrap(), Assignment::of(&frozen, A).unwrap(), "A's order stays");
    assert_ne!(Assignment::of(&last, C).unwrap().grading(), Assignment::of(&last, B).unwrap().grading());

    let broken = |change: &dyn Fn(&mut Vec<AmendmentRecord>), number| {
        let mut altered = chain.clone();
        change(&mut altered);
        assert_eq!(amended(&frozen, &altered), Err(Error::AmendmentChain { number }));
    };
    broken(&|chain| drop(chain.remove(0)), 1);
    broken(&|chain| chain.swap(0, 1), 1);
    broken(&|chain| chain[0].amendment = clarify("Neither."), 1);
    broken(&|chain| chain[1].before = chain[0].before, 2);
    broken(&|chain| chain[1].number = 3, 2);
    let json = serde_json::to_string(&chain).unwrap();
    assert_eq!(serde_json::from_str::<Vec<AmendmentRecord>>(&json).unwrap(), chain);
}

#[test]
fn an_amendment_needs_a_reason_and_must_change_something() {
    let frozen = protocol(5, 2, 2, 10, 1);
    assert_eq!(AmendmentRecord::make(&frozen, 1, clarify("x"), " ", "P", 1), Err(Error::ReasonMissing));
    let same = frozen.scale.of(grade(3)).clone();
    let same = Amendment::ClarifyGrade { grade: grade(3), name: same.name, definition: same.definition };
    assert_eq!(same.apply(&frozen), Err(Error::NothingAmended));
    assert_eq!(clarify(" ").apply(&frozen), Err(Error::ScaleBlank { grade: grade(3) }));
}

#[test]
fn graders_leave_but_never_the_last_one_and_nobody_comes_back() {
    let frozen = protocol(5, 2, 2, 10, 1);
    let alone = Amendment::RemoveGrader { grader: A }.apply(&frozen).unwrap();
    assert!(alone.active_graders().map(|grader| grader.id).eq([B]));
    assert_eq!(Amendment::RemoveGrader { grader: B }.apply(&alone), Err(Error::LastGrader { grader: B }));
    assert_eq!(Amendment::RemoveGrader { grader: A }.apply(&alone), Err(Error::NotGrading { grader: A }));
    let back = Amendment::ReplaceGrader { grader: B, by: A, name: "Dr Ada Halvorsen".into() };
    assert_eq!(back.apply(&alone), Err(Error::GraderAgain { grader: A }));
    let stranger = Amendment::ReplaceGrader { grader: C, by: isocenter_grade::GraderId::new(99), name: "X".into() };
    assert_eq!(stranger.apply(&frozen), Err(Error::NotGrading { grader: C }));
}
