//! The delivered part of an answer: `primary, photon, 25.0Gy, fractions:5`, any number of times. Numbers are kept as they stand, also those that
//! no course can have.

use isocenter_domain::{Fractions, Modality, PhaseRole};

use super::pieces::{value, whole};
use super::quantity::{dose_at, is_any_at};
use super::{Counting, DoseUnit, PlanPhase, StatedDose, StatedFractions};
use crate::Span;
use crate::words::{Kind, Word};

const LONGEST_LABEL_WORDS: usize = 4;
const LONGEST_MODALITY_WORDS: usize = 3;

/// Every delivered phase, in order; its span begins with its label.
pub(super) fn delivered(text: &str, pieces: &[Word]) -> Vec<PlanPhase> {
    let mut fields: Vec<Span> = Vec::new();
    let mut start = 0;
    for (comma, _) in text.match_indices(',') {
        fields.push(Span { start, end: comma });
        start = comma + 1;
    }
    fields.push(Span { start, end: text.len() });
    let mut phases = Vec::new();
    let mut at = 0;
    while let Some([label, modality, dose, fractions]) = fields.get(at..at + 4) {
        match phase(text, pieces, *label, *modality, *dose, *fractions) {
            Some(phase) => {
                phases.push(phase);
                at += 4;
            }
            None => at += 1,
        }
    }
    phases
}

fn phase(text: &str, pieces: &[Word], label: Span, modality: Span, dose: Span, fractions: Span) -> Option<PlanPhase> {
    let counted = within(pieces, fractions);
    let is_count = is_any_at(counted, 0, &["fractions"]) && is_any_at(counted, 1, &[":"]);
    let number = is_count.then(|| counted.get(2)).flatten().filter(|number| number.kind == Kind::Number)?;
    let is_part_of_a_word =
        counted.get(3).is_some_and(|next| next.kind == Kind::Word && next.span.start == number.span.end);
    let dose = dose_of(within(pieces, dose))?;
    let words = modality.of(text);
    if is_part_of_a_word || words.split_whitespace().count() > LONGEST_MODALITY_WORDS || words.trim().is_empty() {
        return None;
    }
    let label = label_of(text, label)?;
    let name = label.of(text).to_ascii_lowercase();
    let is_boost = name.contains("boost") || name.contains("cone");
    Some(PlanPhase {
        role: if is_boost { PhaseRole::Boost } else { PhaseRole::Primary },
        label: name,
        modality: Modality::from_term(words),
        dose: Some(dose),
        counting: Counting::Phase,
        levels: Vec::new(),
        fractions: whole(number)
            .and_then(|count| Fractions::new(count).ok())
            .map(|count| StatedFractions { count, span: number.span }),
        per_fraction: None,
        span: label.joined(number.span),
    })
}

fn within<'p, 'a>(pieces: &'p [Word<'a>], span: Span) -> &'p [Word<'a>] {
    let first = pieces.partition_point(|piece| piece.span.start < span.start);
    let end = pieces.partition_point(|piece| piece.span.end <= span.end);
    pieces.get(first..end).unwrap_or_default()
}

/// A dose and nothing else.
fn dose_of(field: &[Word]) -> Option<StatedDose> {
    if let [number] = field {
        return Some(StatedDose { value: value(number)?, unit: DoseUnit::Unwritten, span: number.span });
    }
    dose_at(field, 0).filter(|(_, end)| *end == field.len()).map(|(dose, _)| dose)
}

/// The words behind the last end of a sentence, if they are few and plain.
fn label_of(text: &str, field: Span) -> Option<Span> {
    let field_text = field.of(text);
    let last = field_text.rfind(['.', ';', ':', '\n']).map_or(0, |end| end + 1);
    let behind = field_text.get(last..)?;
    let label = behind.trim();
    let start = field.start + last + (behind.len() - behind.trim_start().len());
    let is_plain = label.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == ' ' || letter == '-')
        && label.starts_with(|letter: char| letter.is_ascii_alphabetic());
    (is_plain && label.split_whitespace().count() <= LONGEST_LABEL_WORDS)
        .then_some(Span { start, end: start + label.len() })
}
