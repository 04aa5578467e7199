//! The code against the table, and its sex, side and site against the text.

use isocenter_domain::Laterality;
use isocenter_reading::Sex;

use super::Outcome;
use super::site::{is_apart, names};
use crate::code_facts::CodeFacts;
use crate::facts::Facts;
use crate::words::list;

pub(super) fn exists(facts: &Facts<'_>) -> Outcome {
    let table = facts.input.catalog_name;
    match (&facts.code, facts.input.code) {
        (_, None) => Outcome::not_checked("Code: none was suggested, not checked"),
        (None, Some(_)) => {
            Outcome::fires("The answer has not the shape of an ICD-10 code", "Choose a code of the table yourself")
        }
        (Some(CodeFacts { code, title: None, .. }), _) => {
            Outcome::fires(format!("{code} is not in {table}"), "Choose a code of the table yourself")
        }
        (Some(CodeFacts { code, title: Some(title), is_billable: false, .. }), _) => Outcome::doubtful(
            format!("{code} has finer codes below it in {table}: {title}"),
            "A finer code is needed for billing",
        ),
        (Some(CodeFacts { code, title: Some(title), .. }), _) => {
            Outcome::passes(format!("{code} is in {table}: {title}"))
        }
    }
}

/// The code where the table holds it, else why nothing can be compared.
pub(super) fn known<'a, 'f>(facts: &'f Facts<'a>, what: &str) -> Result<&'f CodeFacts<'a>, Outcome> {
    match &facts.code {
        Some(code) if code.title.is_some() => Ok(code),
        _ => Err(Outcome::not_checked(format!("{what}: no code of the table, not checked"))),
    }
}

pub(super) fn sex(facts: &Facts<'_>) -> Outcome {
    let code = match known(facts, "Sex of the code") {
        Ok(code) => code,
        Err(outcome) => return outcome,
    };
    let Some(of_code) = code.sex else {
        return Outcome::not_checked(format!("Sex: {} is for either, nothing to check", code.code));
    };
    let Some(of_text) = facts.sex() else {
        return Outcome::not_checked("Sex: the text tells none, not checked");
    };
    if of_code != of_text {
        let statement =
            format!("{} is a code of {} patients, the text says {}", code.code, word(of_code), word(of_text));
        return Outcome::fires(statement, "Choose a code of the table yourself").at(facts.sex_places());
    }
    Outcome::passes(format!("Sex matches: {} in text and code", word(of_text))).at(facts.sex_places())
}

const fn word(sex: Sex) -> &'static str {
    match sex {
        Sex::Female => "female",
        Sex::Male => "male",
    }
}

pub(super) fn side(facts: &Facts<'_>) -> Outcome {
    let code = match known(facts, "Side of the code") {
        Ok(code) => code,
        Err(outcome) => return outcome,
    };
    let Some(of_code) = code.side else {
        return Outcome::not_checked(format!("Side of the code: {} names none, not checked", code.code));
    };
    let text = facts.diagnosis_sides(&facts.code_sites());
    if text.is_empty() {
        return Outcome::not_checked(format!("Side of the code: {}, the text names none, not checked", of_code.word()));
    }
    let said = list(&text.iter().map(|side| side.word()).collect::<Vec<_>>());
    let agrees = text.iter().any(|side| *side == of_code || *side == Laterality::Bilateral)
        || of_code == Laterality::Bilateral && text.len() > 1;
    if !agrees {
        let statement = format!("{} is {}, the text says {said}", code.code, of_code.word());
        return Outcome::fires(statement, "Choose the code of the side that is meant").at(facts.side_places());
    }
    Outcome::passes(format!("{} is {}, as the text says", code.code, of_code.word())).at(facts.side_places())
}

pub(super) fn site(facts: &Facts<'_>) -> Outcome {
    let code = match known(facts, "Site of the code") {
        Ok(code) => code,
        Err(outcome) => return outcome,
    };
    let (of_code, text) = (facts.code_sites(), facts.named_sites());
    if of_code.is_empty() {
        return Outcome::not_checked(format!("Site of the code: {} stands for none, not checked", code.code));
    }
    if text.is_empty() {
        return Outcome::not_checked("Site of the code: the text names none, not checked");
    }
    if of_code.iter().all(|site| is_apart(*site, &text)) {
        let statement = format!("{} stands for {}, the text names {}", code.code, names(&of_code), names(&text));
        return Outcome::fires(statement, "Whether the code fits this diagnosis");
    }
    Outcome::passes(format!("{} stands for {}, as the text says", code.code, names(&of_code)))
}
