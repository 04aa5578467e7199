//! The side that a text states. Only surely stated sides are read: a text that names left and right of different things states none, and
//! neither does one that names a side beside `bilateral`.

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
    "hip", "humerus", "kidney", "knee", "leg", "lung", "neck", "orbit", "ovary", "parotid", "rib", "scapula",
    "shoulder", "testis", "thigh", "tonsil", "wrist",
];
/// Lobes of the lung in capitals, whose first letter is the side.
const LOBES: &[&str] = &["LLL", "LUL", "RLL", "RML", "RUL"];
/// Before these, `left` and `right` are no side of what is treated.
const OTHER_MEANING_BEFORE: &[&str] = &[
    "after",
    "alone",
    "atrium",
    "away",
    "before",
    "behind",
    "bundle",
    "choice",
    "dose",
    "for",
    "handed",
    "heart",
    "in",
    "now",
    "out",
    "over",
    "plan",
    "shift",
    "the",
    "time",
    "to",
    "untreated",
    "ventricle",
    "ventricular",
    "with",
];
/// After these, `left` is what remains.
const REMAINS_AFTER: &[&str] = &["be", "been", "is", "not", "nothing", "was", "were"];

impl Laterality {
    /// The side that `text` states: one side only, or that it is both.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let words: Vec<&str> = words(text).collect();
        let lower: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
        let mut found: Option<Self> = None;
        for (place, word) in lower.iter().enumerate() {
            let before = place.checked_sub(1).map_or("", |before| lower[before].as_str());
            let next = lower.get(place + 1).map_or("", String::as_str);
            let is_side = !OTHER_MEANING_BEFORE.contains(&next);
            let after_next = lower.get(place + 2).map_or("", String::as_str);
            let is_lobe = ["lower", "middle", "upper"].contains(&next) && after_next == "lobe";
            let is_paired =
                is_lobe || PAIRED.contains(&next.strip_suffix('s').unwrap_or(next)) || PAIRED.contains(&next);
            let side = match word.as_str() {
                "bilateral" | "bilaterally" | "bilat" | "b/l" => Self::Bilateral,
                // Alone it may be bilirubin.
                "bil" if is_paired => Self::Bilateral,
                "left" if is_side && !REMAINS_AFTER.contains(&before) => Self::Left,
                "right" if is_side => Self::Right,
                "l" | "lt" if is_paired => Self::Left,
                "r" if is_paired => Self::Right,
                // In capitals it is radiotherapy as often.
                "rt" if is_paired && words[place] != "RT" => Self::Right,
                _ if LOBES.contains(&words[place]) && word.starts_with('l') => Self::Left,
                _ if LOBES.contains(&words[place]) => Self::Right,
                _ => continue,
            };
            if found.is_some_and(|earlier| earlier != side) {
                return None;
            }
            found = Some(side);
        }
        found
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

/// Words with their slashes; `right-handed` falls apart so that its second part can be looked at.
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
            ("LT BREAST", Some(Left)),
            ("Rt neck, levels II-IV", Some(Right)),
            ("l-breast, tangents", Some(Left)),
            ("b/l necks", Some(Bilateral)),
            ("bil. breasts, tangents", Some(Bilateral)),
            ("Bilat neck, levels II-IV", Some(Bilateral)),
            ("(L) breast", Some(Left)),
            ("L ribs 5-7", Some(Left)),
            ("L3 and R breast", Some(Right)),
            ("R upper lobe, 54 Gy/ 3 fx", Some(Right)),
            ("SBRT to the LUL", Some(Left)),
            ("RML nodule", Some(Right)),
            ("left\nbreast", Some(Left)),
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
            "adjuvant RT breast",
            "RT neck 70 Gy",
            "left tonsil, bilateral neck",
            "what is left, and the stent left in place",
            "residual left behind; left untreated",
            "left ventricular dose below 5 Gy",
            "L/R breast",
            "upright, leftover, brightly",
            "links, rechts",
            "T-bil 0.8, liver SBRT",
            "LUL and RUL nodules",
            "lul, rul",
            "left the clinic; the right dose, right after surgery",
            "left to heal, left with a stent, left for palliation",
            "r. 5 fx; L. 25 Gy",
            "Stage IIIB R/R lymphoma",
            "R0, R1 and R2",
            "",
        ];
        for text in none {
            assert_eq!(Laterality::read(text), None, "{text}");
        }
    }
}
