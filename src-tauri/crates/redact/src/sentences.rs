//! Where sentences end in telegraphic notes: a point, question or exclamation mark before a blank, or a line end.

use crate::TextSpan;

/// Words whose point ends no sentence.
const ABBREVIATIONS: &[&str] = &[
    "dr", "drs", "mr", "mrs", "ms", "prof", "st", "vs", "approx", "e.g", "i.e", "y.o", "y/o", "ca", "incl", "hr", "fr",
    "nr", "tel", "jr", "sr",
];

/// The sentences in order, each with its final mark and without blanks around it.
pub(crate) fn sentences(text: &str) -> Vec<TextSpan> {
    let bytes = text.as_bytes();
    let mut spans = Vec::new();
    let mut start = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let is_followed_by_blank = bytes.get(at + 1).is_none_or(u8::is_ascii_whitespace);
        let ends = match byte {
            b'\n' | b'\r' => true,
            b'!' | b'?' => is_followed_by_blank,
            b'.' => is_followed_by_blank && !is_abbreviation(&text[start..at]),
            _ => false,
        };
        if ends {
            push_trimmed(text, start, at + 1, &mut spans);
            start = at + 1;
        }
    }
    push_trimmed(text, start, text.len(), &mut spans);
    spans
}

fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | ';' | '_')).next();
    let word = word.unwrap_or_default().to_ascii_lowercase();
    ABBREVIATIONS.contains(&word.as_str())
}

fn push_trimmed(text: &str, start: usize, end: usize, spans: &mut Vec<TextSpan>) {
    let raw = &text[start..end];
    let trimmed = raw.trim();
    if !trimmed.is_empty() {
        let from = start + (raw.len() - raw.trim_start().len());
        spans.push(TextSpan::new(from, from + trimmed.len()));
    }
}

#[cfg(test)]
mod tests {
    use super::sentences;

    fn split(text: &str) -> Vec<&str> {
        sentences(text).into_iter().map(|span| span.of(text)).collect()
    }

    #[test]
    fn a_point_ends_a_sentence_and_one_in_a_number_or_abbreviation_does_not() {
        assert_eq!(
            split("  62 y.o. man, 1.2 cm, seen by Dr. Roe. PSA 7.8.  KPS 90"),
            ["62 y.o. man, 1.2 cm, seen by Dr. Roe.", "PSA 7.8.", "KPS 90"]
        );
    }

    #[test]
    fn a_line_end_ends_a_sentence() {
        assert_eq!(split("one\r\n\ntwo! three"), ["one", "two!", "three"]);
        assert!(split(" \n ").is_empty());
    }
}
