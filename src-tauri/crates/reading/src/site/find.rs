//! Sites that a text names, each with its span. Every mention is told, also of organs that are spared or gone: what it means is the reader's to say.

use super::{Site, lexicon};
use crate::words::{Kind, Word, words};
use crate::{Found, Span};

/// A site named by the words `first..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SiteMention {
    pub(crate) site: Site,
    pub(crate) first: usize,
    pub(crate) end: usize,
}

impl SiteMention {
    pub(crate) fn span(self, words: &[Word]) -> Span {
        words[self.first].span.joined(words[self.end - 1].span)
    }
}

/// Every site that `text` names, in order.
#[must_use]
pub fn sites(text: &str) -> Vec<Found<Site>> {
    let words = words(text);
    mentions(&words).into_iter().map(|found| Found { value: found.site, span: found.span(&words) }).collect()
}

/// Mentions in order; of names within each other the longer one counts.
pub(crate) fn mentions(words: &[Word]) -> Vec<SiteMention> {
    let mut mentions = Vec::new();
    let mut first = 0;
    while first < words.len() {
        let named = match lexicon().words.longest_at(words, first) {
            Some((end, site)) => Some((end, site)),
            None => vertebra(words, first).map(|site| (first + 1, Some(site))),
        };
        match named {
            Some((end, site)) => {
                mentions.extend(site.map(|site| SiteMention { site, first, end }));
                first = end;
            }
            None => first += 1,
        }
    }
    mentions
}

/// Words beside a vertebra that tell `T3` from the third T of a tumour.
const BESIDE_A_VERTEBRA: &[&str] = &[
    "at",
    "body",
    "compression",
    "cord",
    "fracture",
    "lesion",
    "lesions",
    "level",
    "met",
    "metastasis",
    "mets",
    "painful",
    "pedicle",
    "spine",
    "vertebra",
    "vertebrae",
    "vertebral",
];

/// A vertebra by its number: C1 to C7, T1 to T12, L1 to L5, S1 to S5.
pub(crate) fn vertebra(words: &[Word], at: usize) -> Option<Site> {
    let word = words.get(at).filter(|word| word.kind == Kind::Word)?;
    let mut letters = word.text.chars();
    let letter = letters.next()?;
    let number: u8 = letters.as_str().parse().ok()?;
    let is_beside = || {
        let around = [at.checked_sub(1), Some(at + 1)];
        around.into_iter().flatten().filter_map(|at| words.get(at)).any(|word| word.is_any(BESIDE_A_VERTEBRA))
    };
    // `PD-L1` is a protein.
    let is_protein = at >= 2 && words[at - 1].is("-") && words[at - 2].is("pd");
    let id = match (letter, number) {
        _ if is_protein => return None,
        ('T', 5..=12) => "thoracic_spine",
        ('L', 1..=5) => "lumbar_spine",
        ('T', 1..=4) if is_beside() => "thoracic_spine",
        ('C', 1..=7) if is_beside() => "cervical_spine",
        ('S', 1..=5) if is_beside() => "sacrum",
        _ => return None,
    };
    Site::from_id(id)
}
