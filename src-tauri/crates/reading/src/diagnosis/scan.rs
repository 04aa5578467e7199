//! The words of one diagnosis with what every reader of it needs: sentences, clauses, and which words were already understood.

use crate::Span;
use crate::words::{Kind, Word};

/// Behind these a point ends no sentence.
const SHORTENED: &[&str] =
    &["approx", "bil", "bilat", "ca", "dr", "gr", "lt", "no", "pt", "rt", "st", "vs", "y", "o", "w"];

/// Words in their sentences.
#[derive(Debug)]
pub(super) struct Scan<'a> {
    pub(super) words: Vec<Word<'a>>,
    /// Number of the sentence in which each word stands.
    sentence: Vec<u32>,
    /// Number of the clause: what commas and brackets cut.
    clause: Vec<u32>,
    /// Words that a reader has understood, and that mean nothing else.
    taken: Vec<bool>,
    /// Whether the text is written in capitals throughout, so that case says nothing.
    pub(super) is_upper: bool,
}

impl<'a> Scan<'a> {
    pub(super) fn new(words: Vec<Word<'a>>) -> Self {
        let (mut sentence, mut clause) = (Vec::with_capacity(words.len()), Vec::with_capacity(words.len()));
        let (mut current, mut part) = (0_u32, 0_u32);
        for (at, word) in words.iter().enumerate() {
            sentence.push(current);
            clause.push(part);
            let ends_sentence = match (word.kind, word.text) {
                (Kind::Break, _) | (Kind::Mark, ";" | "!" | "•" | "—") => true,
                (Kind::Mark, ".") => ends_here(&words, at),
                _ => false,
            };
            current += u32::from(ends_sentence);
            let is_cut = matches!((word.kind, word.text), (Kind::Mark, "," | "(" | ")" | "[" | "]" | ":" | "?"));
            part += u32::from(ends_sentence || is_cut);
        }
        let letters = || words.iter().flat_map(|word| word.text.chars());
        let is_upper =
            !letters().any(char::is_lowercase) && letters().filter(|letter| letter.is_uppercase()).count() > 12;
        let taken = vec![false; words.len()];
        Self { words, sentence, clause, taken, is_upper }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// Lower-case form of a word, empty behind the end.
    pub(super) fn lower(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.lower.as_str())
    }

    /// The word as it stands, empty behind the end.
    pub(super) fn text(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| word.text)
    }

    pub(super) fn is(&self, at: usize, any: &[&str]) -> bool {
        any.contains(&self.lower(at))
    }

    /// Whether the word before `at` is one of these.
    pub(super) fn is_before(&self, at: usize, any: &[&str]) -> bool {
        at.checked_sub(1).is_some_and(|before| self.is(before, any))
    }

    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.words.get(at).map(|word| word.kind)
    }

    /// Whether nothing, not even a blank, stands between a word and the next.
    pub(super) fn touches_next(&self, at: usize) -> bool {
        matches!((self.words.get(at), self.words.get(at + 1)), (Some(word), Some(next)) if word.span.end == next.span.start)
    }

    /// The bytes of words `first..end`; empty for no word.
    pub(super) fn span(&self, first: usize, end: usize) -> Span {
        match (self.words.get(first), end.checked_sub(1).and_then(|last| self.words.get(last))) {
            (Some(first), Some(last)) => first.span.joined(last.span),
            _ => Span { start: 0, end: 0 },
        }
    }

    pub(super) fn same_sentence(&self, one: usize, other: usize) -> bool {
        one < self.len() && other < self.len() && self.sentence[one] == self.sentence[other]
    }

    pub(super) fn same_clause(&self, one: usize, other: usize) -> bool {
        one < self.len() && other < self.len() && self.clause[one] == self.clause[other]
    }

    /// Behind the last word of the sentence of `at`, or behind word `most` where that comes first.
    pub(super) fn sentence_end(&self, at: usize, most: usize) -> usize {
        let most = most.min(self.len());
        (at..most).find(|next| !self.same_sentence(at, *next)).unwrap_or(most)
    }

    pub(super) fn is_taken(&self, at: usize) -> bool {
        self.taken.get(at).copied().unwrap_or(true)
    }

    /// Marks words as understood.
    pub(super) fn take(&mut self, first: usize, end: usize) {
        let end = end.min(self.len());
        if let Some(words) = self.taken.get_mut(first..end) {
            words.fill(true);
        }
    }
}

/// Whether the point at `at` ends a sentence: blank or end behind it, and no shortened word before it.
fn ends_here(words: &[Word], at: usize) -> bool {
    let touches = words.get(at + 1).is_some_and(|next| next.span.start == words[at].span.end);
    let before = at.checked_sub(1).map(|before| &words[before]);
    let is_shortened = before.is_some_and(|before| before.is_any(SHORTENED) && before.span.end == words[at].span.start)
        && words.get(at + 1).is_some_and(|next| !next.text.starts_with(char::is_uppercase));
    !touches && !is_shortened
}
