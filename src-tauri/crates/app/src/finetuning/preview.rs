//! One case exactly as it will be learned: special tokens by name, what is learned apart from what is only read.

use isocenter_train::{LossOn, example_tokens};

use super::base_model::OpenedBase;
use super::data_set::{DataSet, Sides};
use crate::error::Error;
use crate::failure;
use crate::wire::{CasePart, ErrorCode, ExamplePreview, PreviewChoice, PreviewSpan};

/// What a token is in the preview.
#[derive(Clone, Copy, PartialEq, Eq)]
struct TokenKind {
    is_learned: bool,
    is_special: bool,
    is_cut: bool,
}

/// Shows one case to learn from.
///
/// # Errors
/// No such case.
pub(crate) fn preview(
    base: &OpenedBase,
    set: &DataSet,
    sides: &Sides,
    loss_on: LossOn,
    limit: usize,
    choice: &PreviewChoice,
) -> Result<ExamplePreview, Error> {
    let place = match choice {
        PreviewChoice::Place { place } => Some(*place as usize),
        PreviewChoice::Case { case } => set.learning.iter().position(|known| known.id == *case),
    };
    let place = place.filter(|place| *place < set.learning.len()).ok_or_else(no_such_case)?;
    let case = set.learning.get(place).ok_or_else(no_such_case)?;
    let tokens = example_tokens(&base.tokenizer, &case.example, loss_on).map_err(failure::train)?;
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(ExamplePreview {
        case: case.id.clone(),
        place: count(place),
        of: count(set.learning.len()),
        part: part_of(place, sides),
        spans: spans(base, &tokens.ids, tokens.first_label, limit),
        tokens: count(tokens.ids.len()),
        learned_tokens: count(tokens.ids.len().min(limit).saturating_sub(tokens.first_label)),
    })
}

fn part_of(place: usize, sides: &Sides) -> CasePart {
    if sides.train.contains(&place) {
        CasePart::Train
    } else if sides.validation.contains(&place) {
        CasePart::Validation
    } else {
        CasePart::LeftOut
    }
}

/// Stretches of tokens of one kind. A stretch's text is what the whole text gains by it, so that characters of several tokens stay whole.
fn spans(base: &OpenedBase, ids: &[u32], first_label: usize, limit: usize) -> Vec<PreviewSpan> {
    let kind = |index: usize, id: u32| TokenKind {
        is_learned: index >= first_label,
        is_special: base.tokenizer.special_name(id).is_some(),
        is_cut: index >= limit,
    };
    let mut spans = Vec::new();
    let mut start = 0;
    while let Some(first) = ids.get(start) {
        let of = kind(start, *first);
        let mut end = start + 1;
        while !of.is_special && ids.get(end).is_some_and(|id| kind(end, *id) == of) {
            end += 1;
        }
        let text = match base.tokenizer.special_name(*first) {
            Some(name) => name,
            None => gained(base, ids, start, end),
        };
        if !text.is_empty() {
            let TokenKind { is_learned, is_special, is_cut } = of;
            spans.push(PreviewSpan { text, is_learned, is_special, is_cut });
        }
        start = end;
    }
    spans
}

fn gained(base: &OpenedBase, ids: &[u32], start: usize, end: usize) -> String {
    let before = base.tokenizer.decode(ids.get(..start).unwrap_or(&[]));
    let after = base.tokenizer.decode(ids.get(..end).unwrap_or(ids));
    match after.strip_prefix(before.as_str()) {
        Some(gained) => gained.to_owned(),
        None => base.tokenizer.decode(ids.get(start..end).unwrap_or(&[])),
    }
}

fn no_such_case() -> Error {
    Error::new(ErrorCode::BadInput, "that case is not in the data set", "choose one of its cases")
}
