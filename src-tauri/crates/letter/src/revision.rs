//! How far a signed letter is from its draft: Levenshtein's distance over words, whole and by section. A distance above a bound is told as one
//! that is at least the bound, and is never guessed.

use std::collections::HashMap;

use serde::Serialize;

use crate::{Letter, SectionKind};

/// The bound on edits that [`revision`] counts up to.
pub const MOST_EDITS: usize = 4_000;

/// A distance in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// So many words put in, taken out or replaced.
    Exactly(usize),
    /// More than that many.
    MoreThan(usize),
}

/// What became of one section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SectionRevision {
    /// Which; nothing for what stands under no known heading.
    pub section: Option<SectionKind>,
    /// Words of the draft.
    pub draft_words: usize,
    /// Words of the signed letter.
    pub signed_words: usize,
    /// Between the two.
    pub distance: Distance,
}

/// What became of a draft.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revision {
    /// Words of the draft.
    pub draft_words: usize,
    /// Words of the signed letter.
    pub signed_words: usize,
    /// Between the two.
    pub distance: Distance,
    /// One less distance over the words of the longer of both; undefined beyond the bound and for two texts without a word.
    pub share_kept: Option<f64>,
    /// By section, in the order of the letter; what stands under no known heading last.
    pub sections: Vec<SectionRevision>,
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// Levenshtein's distance over words between blanks, marks and case counted (Levenshtein 1966; in a band, Ukkonen 1985).
#[must_use]
pub fn word_distance(draft: &str, signed: &str, most: usize) -> Distance {
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let (draft, signed) = (words(draft), words(signed));
    let mut number = |word| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(word).or_insert(next)
    };
    let draft: Vec<u32> = draft.into_iter().map(&mut number).collect();
    let signed: Vec<u32> = signed.into_iter().map(&mut number).collect();
    let same = draft.iter().zip(&signed).take_while(|(left, right)| left == right).count();
    let (draft, signed) = (&draft[same..], &signed[same..]);
    let same = draft.iter().rev().zip(signed.iter().rev()).take_while(|(left, right)| left == right).count();
    let (draft, signed) = (&draft[..draft.len() - same], &signed[..signed.len() - same]);
    // The band doubles until the distance fits into it.
    let mut band = 64.min(most);
    loop {
        match within(draft, signed, band) {
            Some(distance) => return Distance::Exactly(distance),
            None if band >= most => return Distance::MoreThan(most),
            None => band = (band * 2).min(most),
        }
    }
}

/// The distance where it is at most `band`.
fn within(left: &[u32], right: &[u32], band: usize) -> Option<usize> {
    if left.len().abs_diff(right.len()) > band {
        return None;
    }
    let far = band + 1;
    let mut above: Vec<usize> = (0..=right.len()).map(|column| column.min(far)).collect();
    let mut row = vec![far; right.len() + 1];
    for (line, word) in left.iter().enumerate() {
        let first = (line + 1).saturating_sub(band);
        let last = (line + 1 + band).min(right.len());
        row[first.saturating_sub(1)] = if first <= 1 { (line + 1).min(far) } else { far };
        if first == 0 {
            row[0] = (line + 1).min(far);
        }
        for column in first.max(1)..=last {
            let replaced = above[column - 1] + usize::from(*word != right[column - 1]);
            // Beyond the band the row above holds what an older row left there.
            let taken = if column < line + 1 + band { above[column] + 1 } else { far };
            row[column] = replaced.min(taken).min(row[column - 1] + 1).min(far);
        }
        std::mem::swap(&mut above, &mut row);
    }
    above.get(right.len()).copied().filter(|distance| *distance <= band)
}

/// What became of `draft` in `signed`.
#[must_use]
pub fn revision(draft: &str, signed: &str) -> Revision {
    let distance = word_distance(draft, signed, MOST_EDITS);
    let (draft_words, signed_words) = (words(draft).len(), words(signed).len());
    let longer = draft_words.max(signed_words);
    let share_kept = match distance {
        #[expect(clippy::cast_precision_loss, reason = "a letter has fewer words than f64 counts")]
        Distance::Exactly(edits) if longer > 0 => Some(1.0 - edits as f64 / longer as f64),
        _ => None,
    };
    let (cut_draft, cut_signed) = (Letter::cut(draft), Letter::cut(signed));
    let known = SectionKind::ALL.into_iter().map(Some).chain([None]);
    let text = |letter: &Letter, kind: Option<SectionKind>| {
        let parts: Vec<&str> = letter
            .sections
            .iter()
            .filter(|section| section.kind == kind)
            .map(|section| section.text.as_str())
            .collect();
        parts.join("\n")
    };
    let of_section = |kind| {
        let (draft, signed) = (text(&cut_draft, kind), text(&cut_signed, kind));
        SectionRevision {
            section: kind,
            draft_words: words(&draft).len(),
            signed_words: words(&signed).len(),
            distance: word_distance(&draft, &signed, MOST_EDITS),
        }
    };
    let sections = known.map(of_section).filter(|section| section.draft_words + section.signed_words > 0).collect();
    Revision { draft_words, signed_words, distance, share_kept, sections }
}
