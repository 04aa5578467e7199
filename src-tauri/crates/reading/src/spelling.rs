//! Slips of the keyboard in long words: a letter left out, doubled, swapped with its neighbour or replaced. A word of at least eight letters
//! that the crate does not know is read as the one long word it knows that lies one slip away. Spans and text stay as they were written.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use crate::words::{Kind, Word, words};

/// Shorter words lie too close to others.
const SHORTEST: usize = 8;
/// Longer words are nobody's slip.
const LONGEST: usize = 24;

/// Long words that no table of this crate holds, and that change a meaning or look like one that does.
const OTHER_WORDS: &str = "abdominal adjuvant adjacent allergies alternate appendix bilateral biochemical biopsied carcinomas carotid \
    concerning concurrent confined continence contralateral curative decision deferred definitive dissected dissection encases epithelial \
    esophagitis estrogen evidence extended extension extensive externally family father fractionation fractions function functioning gastritis \
    gentleman gleason hepatitis hospice hepatic history hyperplasia internal interval intestinal invasion invasive involved involvement irradiated \
    irradiation keratoses limited lobular localized lymphadenopathy malignant margin margins meningitis metastasis metastases metastatic \
    metastatectomy methylated unmethylated micrometastases mother mutated negative neoadjuvant neuritis nodular oligometastatic \
    oligometastasis oncology overlapping overlaps palliation palliative pancreatitis paraneoplastic parathyroid pathologic pathology patient \
    planned pneumonitis positive possible possibly posterior postoperative preoperative previous previously primary probable progesterone \
    progression prophylactic prophylaxis prostatitis radiation radiotherapy receptor reconstruction recurrence recurrent reirradiation \
    removed residual resectable unresectable satellite sarcoidosis scleroderma scheduled sentinel suspected suspicion suspicious surgical \
    symptoms syndrome therapy thyroiditis transplant transplanted unilateral untreated uninvolved vertebroplasty versus vincristine wildtype \
    ependymal keratosis adenomas adenopathy carcinoid myelopathy gastroscopy colonoscopy cystoscopy bronchoscopy prostatic respected inspection injection disease";

struct Vocabulary {
    known: HashSet<String>,
    /// A known word without one of its letters, and the word; nothing where two words share it.
    shortened: HashMap<String, Option<String>>,
}

/// The vocabulary, gathered once from the tables.
fn vocabulary() -> &'static Vocabulary {
    static VOCABULARY: OnceLock<Vocabulary> = OnceLock::new();
    VOCABULARY.get_or_init(|| {
        let tables = [
            include_str!("site/sites.txt"),
            include_str!("diagnosis/histologies.txt"),
            include_str!("diagnosis/surgeries.txt"),
            include_str!("diagnosis/asides.txt"),
            OTHER_WORDS,
        ];
        let lines = tables.iter().flat_map(|table| table.lines()).filter(|line| !line.starts_with('#'));
        let long = lines.flat_map(words).filter(|word| word.kind == Kind::Word && word.lower.len() >= SHORTEST);
        let known: HashSet<String> = long.map(|word| word.lower).filter(|word| word.is_ascii()).collect();
        let mut shortened: HashMap<String, Option<String>> = HashMap::new();
        for word in &known {
            for short in shorter(word) {
                let entry = shortened.entry(short).or_insert_with(|| Some(word.clone()));
                if entry.as_ref() != Some(word) {
                    *entry = None;
                }
            }
        }
        Vocabulary { known, shortened }
    })
}

/// The word without each of its letters in turn; the first stays, since nobody misses it.
fn shorter(word: &str) -> impl Iterator<Item = String> {
    (1..word.len()).map(move |at| {
        let mut short = word.to_owned();
        short.remove(at);
        short
    })
}

/// Puts the known word where a slip stands, in the lower-case form only.
pub(crate) fn mend(words: &mut [Word]) {
    for word in words.iter_mut() {
        let length = word.lower.len();
        let is_candidate = word.kind == Kind::Word && (SHORTEST - 1..=LONGEST).contains(&length);
        if is_candidate
            && word.lower.bytes().all(|letter| letter.is_ascii_lowercase())
            && let Some(meant) = meant(&word.lower)
        {
            word.lower = meant;
        }
    }
}

/// The known word that `slip` stands for; nothing for a known word, or where two could be meant.
fn meant(slip: &str) -> Option<String> {
    let Vocabulary { known, shortened } = vocabulary();
    let is_known = |word: &str| known.contains(word) || word.strip_suffix('s').is_some_and(|word| known.contains(word));
    if is_known(slip) {
        return None;
    }
    // A letter left out.
    if let Some(Some(word)) = shortened.get(slip) {
        return Some(word.clone());
    }
    if slip.len() < SHORTEST {
        return None;
    }
    let mut candidates: Vec<&str> = Vec::new();
    for short in shorter(slip) {
        // A letter too many.
        if let Some(word) = known.get(&short) {
            candidates.push(word);
        }
        // Two swapped, or one replaced.
        if let Some(Some(word)) = shortened.get(&short)
            && is_one_slip(slip, word)
        {
            candidates.push(word);
        }
    }
    candidates.sort_unstable();
    candidates.dedup();
    match candidates[..] {
        [word] => Some(word.to_owned()),
        _ => None,
    }
}

/// Whether words of one length differ in one letter, or by two neighbours that changed places.
fn is_one_slip(one: &str, other: &str) -> bool {
    let differ: Vec<usize> =
        (0..one.len()).filter(|at| one.as_bytes()[*at] != other.as_bytes().get(*at).copied().unwrap_or(0)).collect();
    one.len() == other.len()
        && match differ[..] {
            [_] => true,
            [a, b] => {
                b == a + 1 && one.as_bytes()[a] == other.as_bytes()[b] && one.as_bytes()[b] == other.as_bytes()[a]
            }
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::words::words;

    #[test]
    fn a_slip_in_a_long_word_is_read_as_the_word_that_is_meant() {
        let cases = [
            ("adenocarcinma", "adenocarcinoma"),
            ("cacrinoma", "carcinoma"),
            ("mediastnium", "mediastinum"),
            ("prostaetctomy", "prostatectomy"),
            ("lumppectomy", "lumpectomy"),
            ("maxilary", "maxillary"),
            ("negaive", "negative"),
            ("Glioblastona", "glioblastoma"),
        ];
        for (slip, meant) in cases {
            let mut found = words(slip);
            mend(&mut found);
            assert_eq!(found[0].lower, meant);
            assert_eq!(found[0].text, slip, "the text stays");
        }
    }

    #[test]
    fn other_words_stay_what_they_are() {
        for word in
            ["decision", "respected", "adenomas", "unmethylated", "methylated", "breast", "pancreatitis", "prostatitis"]
        {
            let mut found = words(word);
            mend(&mut found);
            assert_eq!(found[0].lower, word);
        }
    }
}
