//! Lines as paragraphs, and what stands on every page taken out. The rule is told at [`read_text`](crate::read_text).

use std::collections::BTreeMap;

use super::lines::Line;

/// Sizes of letters that differ by less than this part are one.
const SAME_SIZE: f64 = 0.04;
/// A distance of lines within a paragraph, in parts of the smallest on the pages.
const SAME_DISTANCE: f64 = 1.2;
/// A blank between words, in parts of their size: the widest that fonts have.
const BLANK: f64 = 0.35;
/// A wrapped line is longer than this part of its column,
const WRAPPED: f64 = 0.6;
/// and longer than this many times the size of its letters: some six words.
const SHORTEST: f64 = 18.0;

/// Takes out heads and feet: lines at a page's top or bottom that stand on more than half of three or more pages, figures aside, or on both of two.
pub(super) fn take_repeated(pages: &mut [Vec<Line>]) -> bool {
    /// How many lines a head or a foot has at most.
    const DEEPEST: usize = 3;
    let sign = |line: &Line| -> (String, i64) {
        let words = line.text.chars().filter(|c| !c.is_ascii_digit() && !c.is_whitespace()).collect();
        #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
        let place = (line.y / 4.0).round() as i64;
        (words, place)
    };
    let mut seen: BTreeMap<(String, i64), usize> = BTreeMap::new();
    for page in pages.iter() {
        for at in edges(page.len(), DEEPEST) {
            *seen.entry(sign(&page[at])).or_default() += 1;
        }
    }
    let fewest = pages.len() / 2 + 1;
    if pages.len() < 2 {
        return false;
    }
    let mut has_any = false;
    for page in pages.iter_mut() {
        let at_edge: Vec<usize> = edges(page.len(), DEEPEST).collect();
        let mut at = 0;
        page.retain(|line| {
            let is_repeated = at_edge.contains(&at) && seen.get(&sign(line)).is_some_and(|count| *count >= fewest);
            at += 1;
            has_any |= is_repeated;
            !is_repeated
        });
    }
    has_any
}

fn edges(count: usize, deepest: usize) -> impl Iterator<Item = usize> {
    (0..count).filter(move |at| *at < deepest || at + deepest >= count)
}

/// The text of all pages.
pub(super) fn join(pages: &[Vec<Line>]) -> String {
    let widths = Widths::of(pages);
    let words = Words::of(pages);
    let mut text = String::new();
    let mut before: Option<(usize, &Line)> = None;
    for (page, lines) in pages.iter().enumerate() {
        for line in lines {
            match before {
                None => {}
                Some((last_page, last)) => {
                    let is_same_page = last_page == page;
                    let distance = widths.is_close(last, line);
                    if widths.goes_on(last, line) && (distance || !is_same_page) {
                        words.join(&mut text, line);
                        before = Some((page, line));
                        continue;
                    }
                    text.push_str(if distance || !is_same_page { "\n" } else { "\n\n" });
                }
            }
            text.push_str(&line.text);
            before = Some((page, line));
        }
    }
    text.replace('\u{ad}', "")
}

/// How far lines reach, and how far they lie apart, by the size of their letters in tenths of a point.
struct Widths {
    /// Left and right ends of all lines.
    ends: Vec<(f64, f64)>,
    distances: BTreeMap<i64, f64>,
}

/// Lines that begin within this many points of each other are of one column: indented ones, too.
const SAME_COLUMN: f64 = 30.0;

#[expect(clippy::cast_possible_truncation, reason = "a size of letters")]
fn tenths(line: &Line) -> i64 {
    (line.size * 10.0).round() as i64
}

fn is_same_size(a: &Line, b: &Line) -> bool {
    (a.size - b.size).abs() < SAME_SIZE * a.size.max(b.size)
}

impl Widths {
    fn of(pages: &[Vec<Line>]) -> Self {
        let mut ends: Vec<(f64, f64)> = pages.iter().flatten().map(|line| (line.left, line.right)).collect();
        ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        ends.dedup();
        let mut distances: BTreeMap<i64, f64> = BTreeMap::new();
        for pair in pages.iter().flat_map(|page| page.windows(2)) {
            let distance = pair[1].y - pair[0].y;
            if is_same_size(&pair[0], &pair[1]) && distance > 0.5 * pair[0].size {
                let least = distances.entry(tenths(&pair[0])).or_insert(f64::MAX);
                *least = least.min(distance);
            }
        }
        Self { ends, distances }
    }

    /// Whether a line is the one below, not one after a gap.
    fn is_close(&self, last: &Line, line: &Line) -> bool {
        let usual = self.distances.get(&tenths(last)).copied().unwrap_or(1.4 * last.size);
        // Letters that are set wide apart from the outset have paragraphs like anybody else: no wider than twice their size.
        is_same_size(last, line) && (line.y - last.y) <= SAME_DISTANCE * usual.min(2.0 * last.size)
    }

    /// Whether `last` was wrapped: the next line's first word had no room on it.
    fn goes_on(&self, last: &Line, line: &Line) -> bool {
        let runs_left = |line: &Line| line.text.chars().find(|c| c.is_alphabetic()).is_some_and(is_of_rtl_script);
        let needed = line.first_word + BLANK * last.size;
        let (edge, room) = if runs_left(last) {
            let in_column = self.ends.iter().filter(|(_, right)| (right - last.right).abs() < SAME_COLUMN);
            let edge = in_column.map(|(left, _)| *left).fold(f64::MAX, f64::min);
            (last.right - edge, last.left - edge)
        } else {
            let in_column = self.ends.iter().filter(|(left, _)| (left - last.left).abs() < SAME_COLUMN);
            let edge = in_column.map(|(_, right)| *right).fold(f64::MIN, f64::max);
            (edge - last.left, edge - last.right)
        };
        let is_wrapped = last.right - last.left > (WRAPPED * edge).max(SHORTEST * last.size) && room < needed;
        let is_beside = last.text.contains('\t') || line.text.contains('\t');
        let is_one_way = runs_left(last) == runs_left(line);
        is_same_size(last, line) && is_wrapped && is_one_way && !is_beside && !begins_anew(&line.text)
    }
}

const fn is_of_rtl_script(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

/// Entries of lists: a mark, or a number with a full stop or bracket.
fn begins_anew(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let (Some(first), Some(_)) = (words.next(), words.next()) else { return false };
    let is_mark = matches!(first, "-" | "–" | "•" | "*" | "o" | "▪" | "◦" | "‣" | "·" | "\u{f0b7}");
    let figures = first.trim_start_matches('(').trim_end_matches([')', '.']);
    let is_number = figures.len() <= 2 && first.ends_with([')', '.']) && figures.chars().all(|c| c.is_ascii_digit());
    is_mark || (is_number && !figures.is_empty() && first.ends_with(')'))
}

/// The words of the whole file, to tell a hyphen of a compound from one at a line's end.
struct Words(String);

impl Words {
    fn of(pages: &[Vec<Line>]) -> Self {
        let words: Vec<&str> = pages.iter().flatten().flat_map(|line| line.text.split_whitespace()).collect();
        Self(format!(" {} ", words.join(" ").to_lowercase()))
    }

    fn join(&self, text: &mut String, line: &Line) {
        let kept = text.trim_end().len();
        text.truncate(kept);
        let next = line.text.trim_start();
        let is_divided = text.ends_with('\u{ad}');
        let is_hyphenated =
            text.ends_with('-') && text[..kept - 1].chars().next_back().is_some_and(char::is_alphanumeric);
        if is_divided {
            text.pop();
        } else if is_hyphenated {
            let is_pair = ["und", "oder", "bzw.", "and", "or", "to"]
                .iter()
                .any(|word| next.split_whitespace().next() == Some(word));
            if is_pair {
                text.push(' ');
            } else if self.knows_without_hyphen(text, next) {
                text.pop();
            }
        } else {
            text.push(' ');
        }
        text.push_str(next);
    }

    /// The file writes the word elsewhere, and without a hyphen.
    fn knows_without_hyphen(&self, text: &str, next: &str) -> bool {
        let is_letter = |c: char| c.is_alphabetic();
        let first = text[..text.len() - 1].rsplit(|c| !is_letter(c)).next().unwrap_or_default();
        let second: String = next.chars().take_while(|c| is_letter(*c)).collect();
        let whole = format!("{first}{second}").to_lowercase();
        let ends = [" ", ".", ",", ";", ":", ")"];
        second.chars().next().is_some_and(char::is_lowercase)
            && first.chars().count() > 2
            && ends.iter().any(|end| self.0.contains(&format!(" {whole}{end}")))
    }
}
