//! A draft of a study of grades, made of a finished study: cases, examples and item numbers are drawn, texts are hashed and kept apart.

use std::collections::HashMap;

use isocenter_domain::Redacted;
use isocenter_grade::{
    Arm, ArmId, CaseId, Example, Grader, GraderId, Item, ItemNumber, Letter, PROTOCOL_FORMAT, Protocol, ProtocolCase,
    Sha256, StudyRef, draw,
};
use isocenter_store::{AccountRow, AccountState, GradingItemKind, GradingItemRow, Reading, Role, StudyRow};

use super::item_content::ItemContent;
use super::regimens::{RegimenCase, regimens};
use super::words::{free_text, scale_of_wire};
use crate::error::Error;
use crate::wire::{ErrorCode, GradingRequest};
use crate::{failure, vault_study};

/// A draft: what the protocol says, and the texts that go with it.
pub(crate) struct Draft {
    pub(crate) protocol: Protocol,
    pub(crate) items: Vec<GradingItemRow>,
}

/// The draft that a request asks for.
///
/// # Errors
/// A study without finished regimens; too few cases; graders who may not grade; a scale without words.
pub(crate) fn draft(reading: Reading<'_>, study: &StudyRow, request: &GradingRequest) -> Result<Draft, Error> {
    let cases = regimens(reading, study, &request.models, request.temperature)?;
    let asked = vault_study::study_of(study)?;
    let arms: Vec<Arm> = asked
        .models
        .iter()
        .filter(|model| request.models.iter().any(|id| id == model.id.as_str()))
        .map(|model| Arm { id: ArmId::new(model.id.as_str()), label: crate::study::figures::name(model) })
        .collect();
    let arm_ids: Vec<ArmId> = arms.iter().map(|arm| arm.id.clone()).collect();
    let available: Vec<CaseId> = cases.iter().map(|case| CaseId::new(&case.label)).collect();
    let seed = request.seed.into();
    let drawn =
        draw(&available, &arm_ids, request.cases as usize, request.examples as usize, seed).map_err(failure::grade)?;
    let by_label: HashMap<&str, &RegimenCase> = cases.iter().map(|case| (case.label.as_str(), case)).collect();
    let case_of = |id: &CaseId| by_label.get(id.as_str()).copied().ok_or_else(lost);
    let text_of = |case: &CaseId, arm: &ArmId| case_of(case)?.generated.get(arm.as_str()).ok_or_else(lost);
    let mut rows = Vec::new();
    let mut row = |kind, number: u32, case: &CaseId, arm: &ArmId| -> Result<(), Error> {
        let of = case_of(case)?;
        let content = ItemContent {
            diagnosis: of.diagnosis.reveal().clone(),
            delivered: of.delivered.reveal().clone(),
            generated: text_of(case, arm)?.reveal().clone(),
            code: of.code.clone(),
        };
        rows.push(content.to_row(kind, number, case.as_str())?);
        Ok(())
    };
    let mut items = Vec::new();
    for (number, (case, arm)) in (1..).zip(&drawn.items) {
        row(GradingItemKind::Case, number, case, arm)?;
        let sha256 = Sha256::of(text_of(case, arm)?.reveal());
        items.push(Item { number: ItemNumber::new(number), case: case.clone(), arm: arm.clone(), sha256 });
    }
    let mut examples = Vec::new();
    for (number, (case, arm)) in (1..).zip(&drawn.examples) {
        row(GradingItemKind::Example, number, case, arm)?;
        examples.push(Example {
            number: ItemNumber::new(number),
            case: case.clone(),
            arm: arm.clone(),
            case_sha256: case_sha256(case_of(case)?),
            sha256: Sha256::of(text_of(case, arm)?.reveal()),
            given: None,
        });
    }
    let of_case = |id: &CaseId| Ok(ProtocolCase { id: id.clone(), sha256: case_sha256(case_of(id)?) });
    let protocol = Protocol {
        format: PROTOCOL_FORMAT,
        name: checked_name(&request.name)?,
        study: StudyRef { name: study.made.name.clone(), sha256: Sha256::new(*study.made.sha256.as_bytes()) },
        temperature: request.temperature,
        sample: 0,
        arms,
        graders: graders(reading, request)?,
        scale: scale_of_wire(&request.scale)?,
        cases: drawn.cases.iter().map(of_case).collect::<Result<Vec<_>, Error>>()?,
        items,
        examples,
        repeat_percent: request.repeat_percent,
        order_seed: seed,
        analysis: free_text(&request.analysis)?.reveal().clone(),
        is_demonstration: asked.is_demonstration(),
    };
    protocol.check().map_err(failure::grade)?;
    Ok(Draft { protocol, items: rows })
}

/// Hash of what is fixed of a case: its text and its delivered plan.
fn case_sha256(case: &RegimenCase) -> Sha256 {
    let both: Redacted<String> = Redacted::new(format!("{}\n{}", case.diagnosis.reveal(), case.delivered.reveal()));
    Sha256::of(both.reveal())
}

/// The two graders: residents or oncologists who can sign in.
fn graders(reading: Reading<'_>, request: &GradingRequest) -> Result<Vec<Grader>, Error> {
    let accounts = reading.accounts().map_err(failure::vault)?;
    let [first, second] = request.graders.as_slice() else {
        return Err(Error::new(ErrorCode::BadInput, "a study of grades has two graders", "choose two"));
    };
    if first == second {
        return Err(Error::new(ErrorCode::BadInput, "one person cannot be both graders", "choose two people"));
    }
    [(first, Letter::A), (second, Letter::B)]
        .into_iter()
        .map(|(account, letter)| grader(&accounts, account, letter))
        .collect()
}

/// A grader by their account.
///
/// # Errors
/// Somebody who may not grade, or cannot sign in.
pub(crate) fn grader(accounts: &[AccountRow], account: &str, letter: Letter) -> Result<Grader, Error> {
    let may_grade =
        |row: &&AccountRow| row.state == AccountState::Active && matches!(row.role, Role::Resident | Role::Oncologist);
    let row = accounts.iter().filter(may_grade).find(|row| row.id.0.to_string() == account).ok_or_else(|| {
        Error::new(ErrorCode::BadInput, "only residents and oncologists grade", "choose one of the people offered")
    })?;
    Ok(Grader { id: GraderId::new(row.id.0), name: row.display_name.clone(), letter, is_removed: false })
}

fn checked_name(name: &str) -> Result<String, Error> {
    let name = free_text(name)?.reveal().split_whitespace().collect::<Vec<_>>().join(" ");
    if name.is_empty() || name.chars().count() > 80 {
        return Err(Error::new(
            ErrorCode::BadInput,
            "a study of grades needs a name of 1 to 80 characters",
            "write one",
        ));
    }
    Ok(name)
}

fn lost() -> Error {
    Error::new(ErrorCode::Internal, "Isocenter lost a case while it drew them", "make the study of grades again")
}
