//! Labels cut to a width: measured, wrapped at blanks, and only then shortened. Whoever draws a shortened one gives its full text as title.

use crate::font::{Fonts, Weight};

/// A label in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrapped {
    pub(crate) lines: Vec<String>,
    pub(crate) is_shortened: bool,
}

/// What cuts labels of one size.
#[derive(Clone, Copy)]
pub(crate) struct Measure {
    pub(crate) fonts: &'static Fonts,
    pub(crate) size: f64,
    pub(crate) weight: Weight,
}

impl Measure {
    pub(crate) fn width(&self, words: &str) -> f64 {
        self.fonts.width(words, self.size, self.weight)
    }

    /// The width of the widest.
    pub(crate) fn widest<'a>(&self, labels: impl IntoIterator<Item = &'a str>) -> f64 {
        labels.into_iter().map(|label| self.width(label)).fold(0.0, f64::max)
    }

    /// At most `most` lines of at most `width`.
    pub(crate) fn wrap(&self, label: &str, width: f64, most: usize) -> Wrapped {
        let mut lines: Vec<String> = Vec::new();
        for word in label.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}")) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        let mut is_shortened = false;
        if lines.len() > most {
            let rest = lines.split_off(most.saturating_sub(1)).join(" ");
            // With the sign of omission the line is too long in any case.
            lines.push(format!("{rest}…"));
        }
        for line in &mut lines {
            if self.width(line) > width {
                *line = self.shorten(line, width);
                is_shortened = true;
            }
        }
        Wrapped { lines, is_shortened }
    }

    fn shorten(&self, line: &str, width: f64) -> String {
        let mut letters: Vec<char> = line.trim_end_matches('…').chars().collect();
        while letters.len() > 1 {
            letters.pop();
            let kept: String = letters.iter().collect();
            let short = format!("{}…", kept.trim_end());
            if self.width(&short) <= width {
                return short;
            }
        }
        "…".to_owned()
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const LONG: &str = "Malignant: ill-defined, secondary and unspecified sites";

    fn measure() -> Measure {
        Measure { fonts: Fonts::load().unwrap(), size: 11.0, weight: Weight::Regular }
    }

    #[test]
    fn a_label_that_fits_stays_as_it_is() {
        assert_eq!(
            measure().wrap("breast", 100.0, 2),
            Wrapped { lines: vec!["breast".to_owned()], is_shortened: false }
        );
    }

    #[test]
    fn a_long_label_is_wrapped_before_it_is_shortened() {
        let wrapped = measure().wrap(LONG, 180.0, 2);
        assert_eq!((wrapped.lines.join(" ").as_str(), wrapped.lines.len(), wrapped.is_shortened), (LONG, 2, false));
    }

    #[test]
    fn no_line_is_wider_than_it_may_be() {
        for width in [5.0, 30.0, 60.0, 120.0] {
            let wrapped = measure().wrap(LONG, width, 2);
            assert!(wrapped.is_shortened && wrapped.lines.len() <= 2, "{wrapped:?}");
            assert!(wrapped.lines.iter().all(|line| line == "…" || measure().width(line) <= width), "{wrapped:?}");
        }
    }

    #[test]
    fn no_words_are_no_lines() {
        assert!(measure().wrap("  ", 50.0, 2).lines.is_empty());
    }
}
