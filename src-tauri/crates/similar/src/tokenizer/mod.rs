//! Words of telegraphic clinical text, in a form in which two hands that mean the same write the same. Not a reading of the text: no site,
//! no negation but that of markers, no certainty; that is the crate `reading`.
//!
//! What it does, in order:
//! 1. [`scan`]: lower case; splits at white space and signs; `cT2N1M0` becomes `ct2 n1 m0`; `2.4cm` a number and its unit.
//! 2. [`table`]: abbreviations and phrases become one wording (`adenoca`, `SCC`, `lymph node`), from `data/synonyms.csv`.
//! 3. [`meaning`]: `ER Pos`, `ER+`, `estrogen receptor positive` and `ER 95 %` become `er+`; `stage IIA` becomes `stageiia stageii`; numbers
//!    become coarse; words that tell nothing go; plurals lose their s.

mod marker;
mod meaning;
mod number;
mod plural;
mod scan;
mod stage;
mod table;

pub(crate) use table::FINGERPRINT;

/// Changes with every change of behaviour of this folder that the data files do not show, so that no index outlives its words.
pub(crate) const VERSION: u32 = 1;

/// Bytes of the longest word; what is longer is no word, and is cut.
const LONGEST: usize = 64;

/// The words of a text as the index counts them, in their order, repeated words included. Empty for a text without words.
#[must_use]
pub fn tokens(text: &str) -> Vec<String> {
    let mut tokens = meaning::tokens(&table::in_one_wording(scan::items(text)));
    for token in &mut tokens {
        token.truncate(token.floor_char_boundary(LONGEST));
    }
    tokens
}

/// A piece of text on its way to a token.
#[derive(Debug, Clone, PartialEq)]
enum Item {
    /// Lower case, without spaces.
    Word(String),
    /// As written; its unit is the word behind it.
    Number(f64),
    /// `+`, `-`, `positive`, `neg`: of the marker before it, if there is one.
    Sign {
        /// Otherwise negative.
        is_positive: bool,
        /// A word, which counts by itself where no marker takes it.
        is_word: bool,
    },
    /// The end of a clause: no marker looks beyond it.
    Break,
}
