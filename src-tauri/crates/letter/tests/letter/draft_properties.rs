//! What holds of a draft after any acts.

use isocenter_letter::{Block, Draft, Error, Facts, Language, SectionKind, SectionState, Subject, read_claims};

use crate::invented::{BREAST_FACTS, Chance, breast};

fn contradicting() -> Facts {
    Facts::read_json(&BREAST_FACTS.replacen("\"age\": 62", "\"age\": 62, \"birth_year\": 1990", 1)).unwrap()
}

/// One act by chance. A refusal leaves the draft as it was.
fn act(draft: &Draft, facts: &Facts, chance: &mut Chance) -> Result<Draft, Error> {
    let kind = SectionKind::ALL[chance.below(7)];
    let pieces = chance.below(12);
    match chance.below(8) {
        0 | 1 => draft.with_drafted(kind, &chance.text(pieces)),
        2 => draft.with_edited(kind, &chance.text(pieces)),
        3 => draft.with_edited(kind, &format!("{} {}", draft.section(kind).text(), chance.text(2))),
        4 => draft.with_locked(kind),
        5 => Ok(draft.with_unlocked(kind)),
        6 if chance.below(3) == 0 => draft.with_left_out(kind),
        6 => {
            let subject = draft.confirmations().first().map(|confirmation| confirmation.subject().clone());
            draft.with_withdrawn(
                &subject.unwrap_or(Subject::Finding {
                    kind: isocenter_letter::FindingKind::EndBeforeStart,
                    facts: Vec::new(),
                }),
            )
        }
        _ => {
            let check = draft.check(facts);
            let subjects: Vec<Subject> = check.blocks.iter().filter_map(|block| check.subject(block)).collect();
            match subjects.as_slice() {
                [] => Ok(draft.clone()),
                some => draft.with_confirmed(facts, some[chance.below(some.len())].clone(), "seen"),
            }
        }
    }
}

fn assert_holds(draft: &Draft, facts: &Facts) {
    let text = draft.text();
    let kinds: Vec<SectionKind> = draft.sections().iter().map(|section| section.kind()).collect();
    assert_eq!(kinds, SectionKind::ALL);
    for section in draft.sections() {
        match section.state() {
            SectionState::Locked => assert!(!section.text().is_empty()),
            SectionState::LeftOut => assert!(section.text().is_empty()),
            SectionState::Open => {}
        }
        match draft.text_span(section.kind()) {
            Some(span) => assert_eq!(span.of(&text), section.text()),
            None => assert_eq!(section.state(), SectionState::LeftOut),
        }
    }
    let check = draft.check(facts);
    assert_eq!(check.places.len(), check.check.claims.len());
    for (claim, place) in check.check.claims.iter().zip(&check.places) {
        let in_section = draft.section(place.section).text();
        let whole = draft.text_span(place.section).unwrap();
        // What a claim takes of its section's text, and nothing else, stands at its place there.
        let taken = claim.span.start.clamp(whole.start, whole.end)..claim.span.end.clamp(whole.start, whole.end);
        assert_eq!(in_section.get(place.range.start..place.range.end), text.get(taken));
        if whole.start <= claim.span.start && claim.span.end <= whole.end {
            assert_eq!(place.range.of(in_section), claim.text.reveal());
        }
    }
    let words = |subject: &Subject| match subject {
        Subject::Claim { kind, text: words, polarity, section } => read_claims(&text).into_iter().any(|claim| {
            let is_there = draft.place_of(claim.span).is_some_and(|place| place.section == *section);
            is_there && (claim.kind, claim.polarity) == (*kind, *polarity) && claim.span.of(&text) == words.reveal()
        }),
        Subject::Finding { .. } => true,
    };
    assert!(draft.confirmations().iter().all(|confirmation| words(confirmation.subject())), "a lapsed one stands");
    for confirmed in &check.confirmed {
        assert!(!check.blocks.contains(&confirmed.block));
        let subject = check.subject(&confirmed.block);
        assert_eq!(subject.as_ref(), Some(draft.confirmations()[confirmed.confirmation].subject()));
    }
    let counts = check.check.counts;
    let of_claims =
        |blocks: &mut dyn Iterator<Item = &Block>| blocks.filter(|block| matches!(block, Block::Claim { .. })).count();
    let open = of_claims(&mut check.blocks.iter());
    let answered = of_claims(&mut check.confirmed.iter().map(|confirmed| &confirmed.block));
    assert_eq!(open + answered, counts.unsupported + counts.contradicted);
    let json = draft.to_json().unwrap();
    assert_eq!(Draft::read_json(&json).unwrap(), *draft);
    assert_eq!(draft.place_of(isocenter_letter::Span::new(text.len(), text.len())), None);
}

#[test]
fn any_sequence_of_acts_keeps_a_draft_whole_and_every_place_true() {
    let mut chance = Chance(20_261_127);
    let (mut confirmations, mut refusals) = (0, 0);
    for round in 0..60 {
        let facts = if round % 2 == 0 { breast() } else { contradicting() };
        let mut draft = Draft::new(if round % 3 == 0 { Language::German } else { Language::English });
        for _ in 0..25 {
            let before = draft.clone();
            match act(&draft, &facts, &mut chance) {
                Ok(next) => draft = next,
                Err(_) => refusals += 1,
            }
            for section in before.sections().iter().filter(|section| section.state() == SectionState::Locked) {
                let after = draft.section(section.kind());
                assert_eq!((after.text(), after.drafted()), (section.text(), section.drafted()), "a lock holds");
            }
            assert_holds(&draft, &facts);
            confirmations += draft.confirmations().len();
        }
    }
    assert!(confirmations > 100 && refusals > 50, "{confirmations} {refusals}: the acts reach what they test");
}
