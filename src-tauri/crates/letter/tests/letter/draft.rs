//! A letter in work: what its acts do and refuse, what blocks its signing, and its JSON.

use isocenter_letter::{
    Block, ClaimKind, Draft, Error, Facts, FindingKind, Language, Letter, MOST_LETTER_CHARACTERS,
    MOST_REASON_CHARACTERS, Polarity, SectionKind, SectionOrigin, SectionState, Subject, Verdict, revision,
};

use crate::invented::{BREAST_FACTS, BREAST_LETTER, LUNG_LETTER, breast, lung};

use SectionKind as S;

/// The invented letter, each section as the model would have written it.
fn drafted(letter: &str, language: Language) -> Draft {
    let cut = Letter::cut(letter);
    S::ALL
        .into_iter()
        .fold(Draft::new(language), |draft, kind| draft.with_drafted(kind, &cut.text_of(kind).unwrap()).unwrap())
}

fn breast_draft() -> Draft {
    drafted(BREAST_LETTER, Language::English)
}

/// One section with one text put for another.
fn edited(draft: &Draft, kind: SectionKind, from: &str, to: &str) -> Draft {
    let text = draft.section(kind).text();
    assert!(text.contains(from), "{from}");
    draft.with_edited(kind, &text.replacen(from, to, 1)).unwrap()
}

#[test]
fn a_letter_that_says_what_the_facts_say_may_be_signed() {
    for (facts, letter) in [(breast(), BREAST_LETTER), (lung(), LUNG_LETTER)] {
        let draft = drafted(letter, facts.language());
        assert_eq!(Letter::cut(&draft.text()), Letter::cut(letter));
        let check = draft.check(&facts);
        assert_eq!((check.blocks.as_slice(), check.confirmed.len()), ([].as_slice(), 0));
        assert!(check.may_be_signed());
        assert_eq!(check.places.len(), check.check.claims.len());
    }
}

#[test]
fn a_new_draft_blocks_for_want_of_text_and_a_begun_one_names_what_is_empty() {
    let draft = Draft::new(Language::English);
    assert_eq!(draft.check(&breast()).blocks, [Block::NoText]);
    let begun = draft.with_edited(S::Diagnoses, "Breast cancer.").unwrap();
    let empty: Vec<SectionKind> = begun
        .check(&breast())
        .blocks
        .iter()
        .filter_map(|block| match block {
            Block::EmptySection { section } => Some(*section),
            _ => None,
        })
        .collect();
    assert_eq!(empty, S::ALL.into_iter().filter(|kind| *kind != S::Diagnoses).collect::<Vec<_>>());
    let all_left_out = S::ALL.into_iter().fold(begun, |draft, kind| draft.with_left_out(kind).unwrap());
    assert_eq!(all_left_out.check(&breast()).blocks, [Block::NoText]);
    assert_eq!(all_left_out.text(), "");
}

#[test]
fn a_section_that_is_left_out_has_no_heading_and_blocks_nothing() {
    let draft = edited(&breast_draft(), S::SummaryAndAssessment, "She completed", "She had completed");
    let without = draft.with_left_out(S::SummaryAndAssessment).unwrap();
    assert!(!without.text().contains("Summary"));
    assert!(without.check(&breast()).may_be_signed());
    assert!(without.drafted_text().contains("She completed"), "the edit distance still sees what the model wrote");
    assert_eq!(without.text_span(S::SummaryAndAssessment), None);
    let back = without.with_edited(S::SummaryAndAssessment, "All went well.").unwrap();
    assert_eq!(back.section(S::SummaryAndAssessment).state(), SectionState::Open);
    assert!(back.text().contains("Summary and assessment:\nAll went well."));
}

#[test]
fn whose_words_a_section_holds_follows_from_what_the_model_wrote() {
    let empty = Draft::new(Language::English);
    let origin = |draft: &Draft| draft.section(S::Recommendations).origin();
    assert_eq!(origin(&empty.with_edited(S::Recommendations, "Rest.").unwrap()), SectionOrigin::Written);
    let draft = empty.with_drafted(S::Recommendations, "Rest.\n").unwrap();
    assert_eq!(origin(&draft), SectionOrigin::Drafted);
    let changed = draft.with_edited(S::Recommendations, "Rest, please.").unwrap();
    assert_eq!(origin(&changed), SectionOrigin::Edited);
    assert_eq!(changed.section(S::Recommendations).drafted(), Some("Rest."));
    assert_eq!(origin(&changed.with_edited(S::Recommendations, "Rest.  ").unwrap()), SectionOrigin::Drafted);
    let anew = changed.with_drafted(S::Recommendations, "Walk.").unwrap();
    assert_eq!((anew.section(S::Recommendations).text(), origin(&anew)), ("Walk.", SectionOrigin::Drafted));
    let edits = revision(&changed.drafted_text(), &changed.text());
    assert_eq!(edits.signed_words - edits.draft_words, 1 + heading_words(&changed));
}

/// Words of the headings of sections without text: they are in the letter and not in what the model wrote.
fn heading_words(draft: &Draft) -> usize {
    let empty = draft.sections().iter().filter(|section| section.text().is_empty());
    empty.map(|section| section.kind().heading(Language::English).split(' ').count()).sum()
}

#[test]
fn a_locked_section_is_neither_drafted_nor_edited_nor_left_out() {
    let draft = breast_draft().with_locked(S::Diagnoses).unwrap();
    let refused = Error::SectionLocked { section: S::Diagnoses };
    assert_eq!(draft.with_drafted(S::Diagnoses, "x").unwrap_err(), refused);
    assert_eq!(draft.with_edited(S::Diagnoses, "x").unwrap_err(), refused);
    assert_eq!(draft.with_left_out(S::Diagnoses).unwrap_err(), refused);
    assert!(refused.to_string().contains("“Diagnoses” is locked; unlock it"), "{refused}");
    assert!(draft.with_drafted(S::Recommendations, "x").is_ok());
    let open = draft.with_unlocked(S::Diagnoses);
    assert!(open.with_edited(S::Diagnoses, "x").is_ok());
    let nothing = Draft::new(Language::German).with_locked(S::Closing).unwrap_err();
    assert_eq!(nothing, Error::NothingToLock { section: S::Closing });
    let left_out = breast_draft().with_left_out(S::Closing).unwrap();
    assert_eq!(left_out.with_unlocked(S::Closing), left_out);
}

#[test]
fn a_claim_without_a_source_blocks_until_it_is_confirmed_or_gone() {
    let facts = breast();
    let to = "as planned; the images were fused on 24 June 2026";
    let draft = edited(&breast_draft(), S::SummaryAndAssessment, "as planned", to);
    let check = draft.check(&facts);
    let [block] = check.blocks.as_slice() else { panic!("{:?}", check.blocks) };
    let Block::Claim { place, verdict, .. } = block else { panic!("{block:?}") };
    assert_eq!((place.section, *verdict), (S::SummaryAndAssessment, Verdict::Unsupported));
    assert_eq!(place.range.of(draft.section(place.section).text()), "24 June 2026");
    let subject = check.subject(block).unwrap();
    let date = Subject::of_claim(ClaimKind::Date, Polarity::Affirmed, S::SummaryAndAssessment, "24 June 2026");
    assert_eq!(subject, date);

    let confirmed = draft.with_confirmed(&facts, subject.clone(), "  read from the planning system ").unwrap();
    assert_eq!(confirmed.confirmations()[0].reason(), "read from the planning system");
    let check = confirmed.check(&facts);
    assert!(check.may_be_signed());
    assert_eq!((check.confirmed[0].confirmation, &check.confirmed[0].block), (0, block));

    // Text elsewhere may change; the words themselves may not.
    let elsewhere = edited(&confirmed, S::Salutation, "Dear colleague", "Dear and much esteemed colleague");
    assert!(elsewhere.check(&facts).may_be_signed());
    let gone = edited(&confirmed, S::SummaryAndAssessment, "24 June 2026", "25 June 2026");
    assert_eq!((gone.confirmations().len(), gone.check(&facts).blocks.len()), (0, 1));
    let back = edited(&gone, S::SummaryAndAssessment, "25 June 2026", "24 June 2026");
    assert!(!back.check(&facts).may_be_signed(), "what lapsed stays lapsed");

    let withdrawn = confirmed.with_withdrawn(&subject).unwrap();
    assert!(!withdrawn.check(&facts).may_be_signed());
    assert_eq!(withdrawn.with_withdrawn(&subject).unwrap_err(), Error::NotConfirmed);
}

#[test]
fn who_answers_for_a_drug_does_not_answer_for_its_absence() {
    let facts = breast();
    let draft = edited(&breast_draft(), S::Recommendations, "Continue letrozole", "Start palbociclib and letrozole");
    let check = draft.check(&facts);
    let subject = check.subject(&check.blocks[0]).unwrap();
    let confirmed = draft.with_confirmed(&facts, subject, "decided today").unwrap();
    assert!(confirmed.check(&facts).may_be_signed());
    let denied = edited(&confirmed, S::Recommendations, "Start palbociclib", "No palbociclib");
    assert_eq!(denied.confirmations(), []);
}

#[test]
fn contradicting_facts_block_until_somebody_answers_for_them_and_missing_ones_do_not() {
    let facts =
        Facts::read_json(&BREAST_FACTS.replacen("\"age\": 62", "\"age\": 62, \"birth_year\": 1990", 1)).unwrap();
    let draft = breast_draft();
    let check = draft.check(&facts);
    assert_eq!(check.blocks, [Block::Finding { finding: 0 }]);
    let subject = check.subject(&check.blocks[0]).unwrap();
    assert!(matches!(&subject, Subject::Finding { kind: FindingKind::AgeDiffers, facts } if facts.len() == 2));
    let confirmed = draft.with_confirmed(&facts, subject.clone(), "the register is wrong").unwrap();
    assert!(confirmed.check(&facts).may_be_signed());
    // The letter may change as it likes: the facts do not.
    let changed = edited(&confirmed, S::Recommendations, "Annual mammography of both breasts. ", "");
    assert_eq!(changed.confirmations().len(), 1);
    let check = changed.check(&facts);
    assert!(!check.check.missing.is_empty() && check.may_be_signed());
    assert_eq!(draft.with_confirmed(&breast(), subject, "x").unwrap_err(), Error::NothingToConfirm);
    assert!(!FindingKind::SideMissing.is_contradiction() && !FindingKind::SectionEmpty(S::Closing).is_contradiction());
}

#[test]
fn a_confirmation_needs_something_to_confirm_and_a_reason_of_some_words() {
    let facts = breast();
    let draft = edited(&breast_draft(), S::SummaryAndAssessment, "as planned", "on 24 June 2026");
    let subject = |text: &str| Subject::of_claim(ClaimKind::Date, Polarity::Affirmed, S::SummaryAndAssessment, text);
    let confirm = |text: &str, reason: &str| draft.with_confirmed(&facts, subject(text), reason);
    assert_eq!(confirm("24 June 2026", " \n").unwrap_err(), Error::ReasonMissing);
    let long = "ä".repeat(MOST_REASON_CHARACTERS + 1);
    assert_eq!(confirm("24 June 2026", &long).unwrap_err(), Error::ReasonTooLong { found: 501, most: 500 });
    assert!(confirm("24 June 2026", &long[2..]).is_ok());
    assert_eq!(confirm("23 June 2026", "seen").unwrap_err(), Error::NothingToConfirm);
    let twice = confirm("24 June 2026", "seen").unwrap();
    let twice = twice.with_confirmed(&facts, subject("24 June 2026"), "seen again").unwrap();
    assert_eq!(twice.confirmations().len(), 1);
    assert_eq!(twice.confirmations()[0].reason(), "seen again");
}

#[test]
fn what_cannot_be_printed_is_left_out_and_fifty_pages_are_the_end() {
    let draft = Draft::new(Language::German).with_edited(S::Closing, "\n\nA\u{0}\u{7}\r\nB \t\rשלום  \n\n").unwrap();
    assert_eq!(draft.section(S::Closing).text(), "A\nB\nשלום");
    let long = "ä".repeat(MOST_LETTER_CHARACTERS - 8);
    let full = draft.with_edited(S::Diagnoses, &long).unwrap();
    let refused = full.with_drafted(S::Recommendations, "x").unwrap_err();
    assert_eq!(refused, Error::LetterTooLong { found: 150_001, most: 150_000 });
    assert!(full.check(&breast()).blocks.len() > 3);
}

#[test]
fn a_draft_read_from_its_json_is_the_same() {
    let facts =
        Facts::read_json(&BREAST_FACTS.replacen("\"age\": 62", "\"age\": 62, \"birth_year\": 1990", 1)).unwrap();
    let draft = edited(&breast_draft(), S::SummaryAndAssessment, "as planned", "on 24 June 2026");
    let draft = draft.with_locked(S::Salutation).unwrap().with_left_out(S::PlannedSchedule).unwrap();
    let subjects: Vec<Subject> = {
        let check = draft.check(&facts);
        check.blocks.iter().filter_map(|block| check.subject(block)).collect()
    };
    assert_eq!(subjects.len(), 2);
    let draft =
        subjects.into_iter().fold(draft, |draft, subject| draft.with_confirmed(&facts, subject, "“so”").unwrap());
    let json = draft.to_json().unwrap();
    let again = Draft::read_json(&json).unwrap();
    assert_eq!(again, draft);
    assert_eq!(again.to_json().unwrap(), json);
    let debug = format!("{draft:?}");
    assert!(!debug.contains("June") && !debug.contains("Mbeki") && !debug.contains("so”"), "no text in a log: {debug}");
}

#[test]
fn a_damaged_draft_and_one_of_a_newer_version_are_refused_without_their_text() {
    let json = breast_draft().to_json().unwrap();
    let refused = |from: &str, to: &str| {
        assert!(json.contains(from), "{from}");
        Draft::read_json(&json.replacen(from, to, 1)).unwrap_err()
    };
    let broken = Error::DamagedDraft { line: 0, column: 0 };
    assert_eq!(refused("\"format\":1", "\"format\":2"), Error::NewerFormat { found: 2, newest: 1 });
    assert_eq!(refused("\"format\":1", "\"format\":9,\"new\":[]"), Error::NewerFormat { found: 9, newest: 1 });
    assert_eq!(refused("\"format\":1", "\"format\":0"), broken);
    assert_eq!(refused("\"section\":\"diagnoses\"", "\"section\":\"closing\""), broken, "a section twice");
    assert_eq!(refused("\"state\":\"open\"", "\"state\":\"left_out\""), broken, "left out, and yet with text");
    let twice = "\"confirmations\":[{\"of\":\"finding\",\"kind\":\"age_differs\",\"facts\":[],\"reason\":\"x\"},\
        {\"of\":\"finding\",\"kind\":\"age_differs\",\"facts\":[],\"reason\":\"y\"}]";
    assert_eq!(refused("\"confirmations\":[]", twice), broken);
    let without = twice
        .replace("\"x\"", "\"\"")
        .replace(",{\"of\":\"finding\",\"kind\":\"age_differs\",\"facts\":[],\"reason\":\"y\"}", "");
    assert_eq!(refused("\"confirmations\":[]", &without), broken, "a reason without words");
    assert!(matches!(refused("\"open\"", "\"ajar\""), Error::DamagedDraft { line: 1, .. }));
    assert!(matches!(refused("\"language\"", "\"x\":1,\"language\""), Error::DamagedDraft { line: 1, .. }));
    for text in ["", "[]", "{\"format\":1}", "null", &json[..json.len() / 2]] {
        let error = Draft::read_json(text).unwrap_err();
        assert!(matches!(error, Error::DamagedDraft { .. }), "{error}");
        assert!(!error.to_string().contains("Dear"));
    }
}

#[test]
fn a_check_of_a_draft_as_json_names_what_blocks() {
    let draft = edited(&breast_draft(), S::SummaryAndAssessment, "as planned", "on 24 June 2026");
    let json = serde_json::to_value(draft.check(&breast())).unwrap();
    assert_eq!(json["blocks"][0]["of"], "claim");
    assert_eq!(json["blocks"][0]["place"]["section"], "summary_and_assessment");
    assert_eq!(json["check"]["counts"]["unsupported"], 1);
}
