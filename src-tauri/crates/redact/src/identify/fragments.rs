//! Remarks that hold an identifier and nothing of the disease ("Seen by Dr. Roe on 3/14/2021.") go whole.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::IdentifierSpan;
use super::word_lists::ADMINISTRATIVE_WORDS;
use crate::sentences::sentences;
use crate::words::plain_words;
use crate::{Certainty, TextSpan};

static ADMINISTRATIVE: LazyLock<HashSet<&str>> = LazyLock::new(|| ADMINISTRATIVE_WORDS.split_whitespace().collect());

/// Widens hits to the remark they stand in, where nothing else is told there.
pub(super) fn widen(text: &str, hits: &mut [IdentifierSpan]) {
    if !hits.iter().any(|hit| hit.certainty == Certainty::Certain) {
        return;
    }
    for sentence in sentences(text) {
        if let Some(remark) = remark_in(text, sentence, hits) {
            for hit in hits.iter_mut().filter(|hit| remark.covers(hit.span)) {
                hit.extent = remark;
            }
        }
    }
}

/// The sentence, or what of it stands before its first colon behind an identifier.
fn remark_in(text: &str, sentence: TextSpan, hits: &[IdentifierSpan]) -> Option<TextSpan> {
    let colons =
        sentence.of(text).match_indices(':').map(|(at, _)| TextSpan::new(sentence.start, sentence.start + at + 1));
    let candidates = std::iter::once(sentence).chain(colons.filter(|part| part.end < sentence.end));
    candidates.into_iter().filter(|part| is_remark(text, *part, hits)).max_by_key(|part| part.len())
}

fn is_remark(text: &str, part: TextSpan, hits: &[IdentifierSpan]) -> bool {
    let mut inside = hits.iter().filter(|hit| part.overlaps(hit.span)).peekable();
    if inside.peek().is_none() {
        return false;
    }
    let mut from = part.start;
    for hit in inside {
        let is_open = hit.certainty == Certainty::Doubtful || !part.covers(hit.span);
        if is_open || !is_administrative(text.get(from..hit.span.start).unwrap_or("disease")) {
            return false;
        }
        from = hit.span.end;
    }
    is_administrative(&text[from..part.end])
}

fn is_administrative(text: &str) -> bool {
    plain_words(text).all(|word| ADMINISTRATIVE.contains(word.as_str()))
}
