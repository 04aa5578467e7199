//! Categories of tumour, nodes and metastases: `cT2N1M0`, `pT1c N0(sn) M0`, `Tis N0`, `ypT2`, `uT3 uN1`.

use super::{FactValue, Tnm};
use crate::Span;
use crate::words::{Kind, Word};

/// One category, and how many letters of the word it took.
fn category(text: &str, letter: char, suffixes: &[&str]) -> Option<usize> {
    let prefix = text.chars().take_while(|letter| "cpyrua".contains(*letter)).count();
    let rest = text.get(prefix..)?.strip_prefix(letter)?;
    let suffix = suffixes.iter().filter(|suffix| rest.starts_with(**suffix)).max_by_key(|suffix| suffix.len())?;
    (prefix <= 2).then_some(prefix + 1 + suffix.len())
}

const T: &[&str] = &[
    "is", "a", "x", "X", "0", "1", "1mi", "1a", "1b", "1c", "1d", "2", "2a", "2b", "2c", "2d", "3", "3a", "3b", "3c",
    "4", "4a", "4b", "4c", "4d",
];
const N: &[&str] = &["x", "X", "0", "1", "1mi", "1a", "1b", "1c", "2", "2a", "2b", "2c", "3", "3a", "3b", "3c"];
const M: &[&str] = &["x", "X", "0", "1", "1a", "1b", "1c", "1d"];

/// The categories that one word holds.
fn in_word(text: &str) -> Option<Tnm> {
    let mut tnm = Tnm::default();
    let mut rest = text;
    for (letter, suffixes, slot) in [('T', T, &mut tnm.t), ('N', N, &mut tnm.n), ('M', M, &mut tnm.m)] {
        if let Some(length) = category(rest, letter, suffixes) {
            *slot = Some(rest[..length].to_owned());
            rest = &rest[length..];
        }
    }
    (rest.is_empty() && tnm != Tnm::default()).then_some(tnm)
}

/// Facts about stages, each with its span.
pub(super) fn facts(words: &[Word]) -> Vec<(FactValue, Span)> {
    let mut facts = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let first = at;
        at += 1;
        let Some(mut tnm) = (words[first].kind == Kind::Word).then(|| in_word(words[first].text)).flatten() else {
            continue;
        };
        let mut span = words[first].span;
        while let Some(more) = words.get(at).and_then(|word| in_word(word.text)) {
            let fits = more.t.is_none() && (more.n.is_none() || tnm.n.is_none()) && tnm.m.is_none();
            if !fits {
                break;
            }
            tnm.n = tnm.n.or(more.n);
            tnm.m = tnm.m.or(more.m);
            span = span.joined(words[at].span);
            at += 1;
        }
        facts.push((FactValue::Tnm(tnm), span));
    }
    facts
}
