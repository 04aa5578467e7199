//! From items in one wording to tokens: signs of markers, stages, grades, coarse numbers; without words that tell nothing.

use super::marker::Kind;
use super::plural::singular;
use super::{Item, marker, number, stage, table};

/// Tokens of `items`.
pub(super) fn tokens(items: &[Item]) -> Vec<String> {
    let mut maker = Maker { items, tokens: Vec::with_capacity(items.len()), taken: vec![false; items.len()] };
    for at in 0..items.len() {
        if !maker.taken[at] {
            maker.make(at);
        }
    }
    maker.tokens
}

struct Maker<'a> {
    items: &'a [Item],
    tokens: Vec<String>,
    /// Items that an earlier one used.
    taken: Vec<bool>,
}

impl Maker<'_> {
    fn make(&mut self, at: usize) {
        match &self.items[at] {
            Item::Break => {}
            Item::Sign { is_word, is_positive } => {
                if *is_word {
                    self.tokens.push(if *is_positive { "positive" } else { "negative" }.to_owned());
                }
            }
            Item::Number(value) => self.number(at, *value),
            Item::Word(word) => self.word(at, word),
        }
    }

    fn number(&mut self, at: usize, value: f64) {
        let unit = self.word_at(at + 1).and_then(number::unit);
        if unit.is_some() {
            self.taken[at + 1] = true;
        }
        self.tokens.extend(number::coarse(value, unit));
    }

    fn word(&mut self, at: usize, word: &str) {
        if let Some(kind) = marker_kind(word) {
            self.marker(at, &singular(word), kind);
        } else if self.with_number(at, word) {
        } else if let Some(coarse) = stage::coarse_tnm(word) {
            self.tokens.extend([word.to_owned(), coarse.to_owned()]);
        } else if let Some(grade) = grade(word) {
            self.tokens.push(grade);
        } else if !table::is_stop(word) {
            self.tokens.push(singular(word).into_owned());
        }
    }

    /// `er+`, `lvsi-`; a finding without a sign is there unless `no` stands before it.
    fn marker(&mut self, at: usize, name: &str, kind: Kind) {
        let is_denied = at > 0 && matches!(self.word_at(at - 1), Some("no" | "without"));
        let sign = match marker::sign(self.items, at) {
            Some((is_positive, place)) => {
                if let Some(place) = place {
                    self.taken[place] = true;
                }
                Some(is_positive)
            }
            None if is_denied => {
                self.tokens.pop();
                Some(false)
            }
            None => (kind == Kind::Finding).then_some(true),
        };
        self.tokens.push(match sign {
            Some(true) => format!("{name}+"),
            Some(false) => format!("{name}-"),
            None => name.to_owned(),
        });
    }

    /// Words that mean something together with what stands behind them. Tells whether it was one.
    fn with_number(&mut self, at: usize, word: &str) -> bool {
        let next = self.items.get(at + 1);
        match (word, next) {
            ("stage" | "figo", Some(Item::Word(group))) => self.stage(at, group),
            // Chronic kidney disease has stages too.
            ("stage" | "figo", Some(Item::Number(n))) if self.word_at(at + 2) != Some("ckd") => {
                self.stage(at, &n.to_string())
            }
            ("psa", Some(Item::Number(value))) => {
                self.tokens.extend(["psa".to_owned(), number::psa_band(*value).to_owned()]);
                self.taken[at + 1] = true;
                true
            }
            ("grade" | "who", Some(Item::Number(n))) if (1.0..=4.0).contains(n) => self.exactly(at, "g", *n),
            ("gg" | "ecog" | "kps" | "deauville" | "koos", Some(Item::Number(n))) if *n <= 100.0 => {
                self.exactly(at, word, *n)
            }
            _ => false,
        }
    }

    fn stage(&mut self, at: usize, group: &str) -> bool {
        let Some((fine, coarse)) = stage::group(group) else { return false };
        self.tokens.push(fine);
        self.tokens.extend(coarse);
        self.taken[at + 1] = true;
        true
    }

    fn exactly(&mut self, at: usize, name: &str, number: f64) -> bool {
        self.tokens.push(format!("{name}{number}"));
        self.taken[at + 1] = true;
        true
    }

    fn word_at(&self, at: usize) -> Option<&str> {
        match self.items.get(at) {
            Some(Item::Word(word)) => Some(word),
            _ => None,
        }
    }
}

fn marker_kind(word: &str) -> Option<Kind> {
    marker::kind(word).or_else(|| marker::kind(&singular(word)))
}

/// `gr3` → `g3`.
fn grade(word: &str) -> Option<String> {
    let figure = word.strip_prefix("gr")?;
    matches!(figure, "1" | "2" | "3" | "4").then(|| format!("g{figure}"))
}
