//! The side that a text states. Only surely stated sides are read: a text that names left and right of different things states none.

/// A side of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Laterality {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both sides.
    Bilateral,
}

/// Organs that come in pairs: before one of them a lone letter is a side.
const PAIRED: &[&str] = &[
    "adrenal", "arm", "axilla", "breast", "cheek", "chest", "ear", "eye", "face", "femur", "foot", "forearm", "hand",
    "hip", "humerus", "kidney", "knee", "leg", "lung", "neck", "orbit", "parotid", "shoulder", "thigh", "tonsil",
    "wrist",
];
/// What `left` and `right` mean something else in.
const OTHER_MEANING_BEFORE: &[&str] = &["handed", "over", "out", "away", "ventricle", "ventricular", "atrium", "shift"];

impl Laterality {
    /// The side that `text` states: one side only, or that it is both.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let words: Vec<&str> = words(&lower).collect();
        let mut sides: Vec<Self> = Vec::new();
        for (place, word) in words.iter().enumerate() {
            let next = words.get(place + 1).copied().unwrap_or_default();
            let side = match *word {
                "bilateral" | "bilaterally" | "b/l" => Self::Bilateral,
                "left" | "left-sided" | "leftsided" if !OTHER_MEANING_BEFORE.contains(&next) => Self::Left,
                "right" | "right-sided" | "rightsided" if !OTHER_MEANING_BEFORE.contains(&next) => Self::Right,
                "l" | "lt" if PAIRED.contains(&next) => Self::Left,
                "r" | "rt" if PAIRED.contains(&next) => Self::Right,
                _ => continue,
            };
            if !sides.contains(&side) {
                sides.push(side);
            }
        }
        match sides.as_slice() {
            [side] => Some(*side),
            _ if sides.contains(&Self::Bilateral) => Some(Self::Bilateral),
            _ => None,
        }
    }

    /// `left`, `right` or `bilateral`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Bilateral => "bilateral",
        }
    }
}

/// Words with their hyphens and slashes; `right-handed` falls apart so that its second part can be looked at.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '/';
    text.split(move |letter| !is_word(letter)).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::Laterality::{self, Bilateral, Left, Right};

    #[test]
    fn a_side_is_read_where_it_is_surely_stated() {
        let cases = [
            ("IDC of the left breast, grade 2", Some(Left)),
            ("plan 60 Gy/ 30 fx photons, IMRT to right upper lobe", Some(Right)),
            ("Right-sided tonsil SCC", Some(Right)),
            ("bilateral whole breast", Some(Bilateral)),
            ("R breast, s/p lumpectomy", Some(Right)),
            ("Lt lung nodule", Some(Left)),
            ("left breast with left axillary nodes", Some(Left)),
        ];
        for (text, side) in cases {
            assert_eq!(Laterality::read(text), side, "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_side_is_none() {
        let none = [
            "painful metastasis of L3 and T8",
            "R1 resection, thymoma",
            "prior RT to the prostate",
            "right-handed patient, glioblastoma",
            "nothing left out, prostate",
            "T2 N0, L5 fracture",
            "left breast cancer, now right lung nodule",
            "",
        ];
        for text in none {
            assert_eq!(Laterality::read(text), None, "{text}");
        }
    }
}
