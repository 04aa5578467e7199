//! Takes accepted spans out of a text and puts right what is left at their borders. Elsewhere the text stays as it was.

use crate::TextSpan;

/// What becomes of a span.
#[derive(Clone, PartialEq, Eq)]
pub struct Edit {
    /// Where, in the original text.
    pub span: TextSpan,
    /// What stands there afterwards; nothing when the span is cut.
    pub replacement: Option<String>,
}

impl Edit {
    /// The span is cut.
    #[must_use]
    pub const fn cut(span: TextSpan) -> Self {
        Self { span, replacement: None }
    }

    /// The span is replaced.
    #[must_use]
    pub const fn replace(span: TextSpan, with: String) -> Self {
        Self { span, replacement: Some(with) }
    }
}

/// The text without the given spans.
#[must_use]
pub fn cut(text: &str, spans: &[TextSpan]) -> String {
    edited(text, spans.iter().copied().map(Edit::cut).collect())
}

/// The text with the edits made and then tidied: what a model may read.
#[must_use]
pub fn clean(text: &str, edits: Vec<Edit>) -> String {
    tidy(&edited(text, edits))
}

/// Blank padding and marks that mean nothing (`***`, `>>`, `~~`, `!!`) taken away; lines stay lines.
#[must_use]
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let before = out.len();
        for word in line.split_whitespace().map(|word| word.trim_matches(['*', '~'])).filter(|word| !is_odd(word)) {
            if out.len() > before {
                out.push(' ');
            }
            out.push_str(word);
        }
        if out.len() > before {
            out.push('\n');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Marks only, two or more, and none that could stand for something between two words.
fn is_odd(word: &str) -> bool {
    let is_run = word.len() > 1 && word.chars().all(|c| word.starts_with(c)) && word.starts_with(['>', '<', '=', '_']);
    is_run || word.chars().all(|c| matches!(c, '*' | '~' | '!' | '?' | '#' | '^' | '|'))
}

/// The text with the edits made; elsewhere it stays as it was, blank lines too.
/// Cuts beat replacements where both touch; otherwise the earlier and longer edit wins.
#[must_use]
pub fn edited(text: &str, mut edits: Vec<Edit>) -> String {
    edits.retain(|edit| edit.span.end <= text.len() && !edit.span.of(text).is_empty());
    edits.sort_by_key(|edit| (edit.replacement.is_some(), edit.span.start, std::cmp::Reverse(edit.span.end)));
    let mut chosen: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match chosen.iter_mut().find(|other| other.span.overlaps(edit.span)) {
            Some(other) if edit.replacement.is_none() => other.span = other.span.around(edit.span),
            Some(_) => {}
            None => chosen.push(edit),
        }
    }
    chosen.sort_by_key(|edit| edit.span);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    let mut joins = false;
    for edit in &chosen {
        push_kept(&mut out, text.get(from..edit.span.start).unwrap_or_default(), joins);
        joins = edit.replacement.is_none();
        if let Some(with) = &edit.replacement {
            out.push_str(with);
        }
        from = edit.span.end.max(from);
    }
    push_kept(&mut out, &text[from..], joins);
    if joins {
        drop_dangling(&mut out);
    }
    out
}

/// Puts what was kept behind what a cut left before it.
fn push_kept(out: &mut String, kept: &str, joins: bool) {
    if !joins {
        out.push_str(kept);
        return;
    }
    let right = kept.trim_start();
    if right.is_empty() {
        out.push_str(kept);
        return;
    }
    let had_blank = right.len() < kept.len() || out.ends_with(char::is_whitespace);
    let breaks_line = kept[..kept.len() - right.len()].contains('\n') && !out.trim_end_matches(' ').ends_with('\n');
    let starts_with_mark = right.starts_with(['.', ',', ';', ':']) && !starts_with_number(right);
    let right = if starts_with_mark && out.trim_end().ends_with(['.', '!', '?']) || out.trim().is_empty() {
        right.trim_start_matches(['.', ',', ';', ':', ' '])
    } else {
        right
    };
    if right.starts_with(['.', ';']) && !starts_with_number(right) {
        drop_dangling(out);
    }
    let right = if right.starts_with([',', ':']) && out.trim_end().ends_with([',', ';', ':']) {
        right[1..].trim_start()
    } else {
        right
    };
    let glues = right.starts_with(['.', ',', ';', ')']) && !starts_with_number(right);
    if glues {
        out.truncate(out.trim_end().len());
    } else if breaks_line {
        out.truncate(out.trim_end_matches(' ').len());
        out.push('\n');
    } else if had_blank && !out.is_empty() && !out.ends_with(char::is_whitespace) {
        out.push(' ');
    }
    out.push_str(right);
}

/// `.5` is a number, `. ` is a point.
fn starts_with_number(text: &str) -> bool {
    text.as_bytes().get(1).is_some_and(u8::is_ascii_digit)
}

/// Takes away what only led over to what was cut: blanks, commas, dashes, arrows.
fn drop_dangling(out: &mut String) {
    loop {
        let trimmed = out.trim_end().trim_end_matches([',', ';', ':', '→', '–', '—', '(', '[', '&']);
        let trimmed = trimmed
            .strip_suffix("->")
            .or_else(|| trimmed.strip_suffix("--"))
            .or_else(|| trimmed.strip_suffix("=>"))
            .or_else(|| trimmed.strip_suffix(" -"))
            .or_else(|| trimmed.strip_suffix(" +"))
            .unwrap_or(trimmed);
        if trimmed.len() == out.len() {
            return;
        }
        out.truncate(trimmed.len());
    }
}

#[cfg(test)]
mod tests {
    use super::{Edit, clean, cut, tidy};
    use crate::TextSpan;

    fn without(text: &str, piece: &str) -> String {
        let start = text.find(piece).unwrap_or(text.len());
        cut(text, &[TextSpan::new(start, start + piece.len())])
    }

    #[test]
    fn a_cut_leaves_no_second_point_and_no_second_blank() {
        assert_eq!(without("One. Two. Three.", "Two."), "One. Three.");
        assert_eq!(without("One. Two. Three.", "Two"), "One. Three.");
        assert_eq!(without("One. Two.", "Two."), "One.");
        assert_eq!(without("One, two, three.", "two"), "One, three.");
        assert_eq!(without("One, two. Three.", "two"), "One. Three.");
        assert_eq!(without("One -> two. Three", "two"), "One. Three");
        assert_eq!(without("One, M0: two", "two"), "One, M0");
        assert_eq!(without("Two: three", "Two"), "three");
    }

    #[test]
    fn the_rest_stays_as_it_was() {
        assert_eq!(without("a  b ,c. X. d  ;e", "X."), "a  b ,c. d  ;e");
        assert_eq!(without("a\nX\nb", "X"), "a\nb");
        assert_eq!(cut("untouched ,  text ", &[]), "untouched ,  text ");
    }

    #[test]
    fn spans_that_do_not_fit_the_text_are_ignored() {
        assert_eq!(cut("äb", &[TextSpan::new(1, 2), TextSpan::new(2, 9), TextSpan::new(1, 1)]), "äb");
    }

    #[test]
    fn a_cut_beats_a_replacement_inside_it() {
        let edits = vec![Edit::replace(TextSpan::new(5, 8), "[name]".to_owned()), Edit::cut(TextSpan::new(0, 9))];
        assert_eq!(clean("Seen Roe. 58F", edits), "58F");
    }

    #[test]
    fn odd_marks_and_padding_go_and_marks_that_mean_something_stay() {
        assert_eq!(tidy("  *** GBM >> <2 mm !! -- + -> ER+  \n\n ~~ "), "GBM <2 mm -- + -> ER+");
        assert_eq!(tidy("**GBM** R0"), "GBM R0");
    }
}
