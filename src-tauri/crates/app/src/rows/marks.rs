//! The spans of a text as the window shows and returns them: numbered, in UTF-16 units of the original.

use isocenter_curate::{CaseId, CaseText, Decision, ReviewedSpan, SpanCertainty, SpanDecision, SpanKind};

use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::wire::{Mark, MarkDecision, MarkKind};

/// What is marked, in the order of the text; of two that overlap the earlier one is shown.
pub(crate) fn marks_of(text: &CaseText) -> Vec<Mark> {
    let original = text.original().reveal();
    let mut marks: Vec<(usize, usize, Mark)> = text
        .spans()
        .iter()
        .enumerate()
        .map(|(id, span)| {
            let (start, end) = borders(span);
            let mark = Mark {
                id: count(id as u64),
                kind: kind_of(span),
                start: to_utf16(original, start),
                end: to_utf16(original, end),
                label: if span.found.kind == SpanKind::Plan { String::new() } else { span.found.label.clone() },
                rule: span.found.rule.replace('-', " "),
                is_applied: span.removed().is_some(),
            };
            (start, end, mark)
        })
        .collect();
    marks.sort_by_key(|(start, end, _)| (*start, *end));
    let mut behind = 0;
    marks.retain(|(start, end, _)| {
        let is_free = *start >= behind;
        behind = if is_free { *end } else { behind };
        is_free
    });
    marks.into_iter().map(|(_, _, mark)| mark).collect()
}

fn borders(span: &ReviewedSpan) -> (usize, usize) {
    match span.decision {
        Some(Decision::Adjust { start, end }) => (start, end),
        Some(Decision::Accept | Decision::Keep) | None => (span.found.start, span.found.end),
    }
}

fn kind_of(span: &ReviewedSpan) -> MarkKind {
    match (span.found.kind, span.found.certainty) {
        (SpanKind::Plan, _) => MarkKind::Plan,
        (SpanKind::Identifier, SpanCertainty::Certain) => MarkKind::Identifier,
        (SpanKind::Identifier, SpanCertainty::Doubtful) => MarkKind::PossibleIdentifier,
    }
}

/// Takes the marks as a reviewer left them.
///
/// # Errors
/// Marks that are not of this text.
pub(crate) fn apply_marks(text: &mut CaseText, case: &CaseId, marks: &[MarkDecision]) -> Result<(), Error> {
    let original = text.original().reveal().clone();
    let decisions: Vec<SpanDecision> = marks
        .iter()
        .filter_map(|mark| {
            let found = &text.spans().get(mark.id as usize)?.found;
            let (start, end) = (from_utf16(&original, mark.start)?, from_utf16(&original, mark.end)?);
            let decision = match mark.is_applied {
                false => Decision::Keep,
                true if (start, end) == (found.start, found.end) => Decision::Accept,
                true => Decision::Adjust { start, end },
            };
            Some(SpanDecision { span: mark.id as usize, decision })
        })
        .collect();
    if decisions.len() != marks.len() {
        let span = marks.first().map_or(0, |mark| mark.id as usize);
        return Err(failure::curation(isocenter_curate::Error::SpanBorders { case: case.to_string(), span }));
    }
    text.apply(case, &decisions).map_err(failure::curation)
}

fn to_utf16(text: &str, byte: usize) -> u32 {
    count(text.get(..byte).unwrap_or(text).encode_utf16().count() as u64)
}

/// The byte at which a UTF-16 unit begins; nothing in the middle of a character or beyond the end.
fn from_utf16(text: &str, unit: u32) -> Option<usize> {
    let mut units = 0;
    for (byte, letter) in text.char_indices() {
        if units == unit {
            return Some(byte);
        }
        units += letter.len_utf16() as u32;
    }
    (units == unit).then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_survive_the_way_to_the_window_and_back() {
        let text = "α/β 3 – 𝄞 Gy";
        for (byte, _) in text.char_indices().chain([(text.len(), ' ')]) {
            assert_eq!(from_utf16(text, to_utf16(text, byte)), Some(byte));
        }
    }

    #[test]
    fn a_position_inside_a_character_is_none() {
        let clef = to_utf16("𝄞", 4);
        assert_eq!((clef, from_utf16("𝄞", 1), from_utf16("𝄞", 3)), (2, None, None));
    }
}
