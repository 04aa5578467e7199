//! Invented facts and letters, and text that nobody expects.

use isocenter_letter::Facts;

pub const BREAST_FACTS: &str = include_str!("../golden/breast_en.json");
pub const BREAST_LETTER: &str = include_str!("../golden/breast_en.txt");
pub const LUNG_FACTS: &str = include_str!("../golden/lung_de.json");
pub const LUNG_LETTER: &str = include_str!("../golden/lung_de.txt");

pub fn breast() -> Facts {
    Facts::read_json(BREAST_FACTS).unwrap()
}

pub fn lung() -> Facts {
    Facts::read_json(LUNG_FACTS).unwrap()
}

/// A small generator of numbers (xorshift), so that a failure comes back.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    /// Pieces that patterns look for, between characters of any script.
    pub fn text(&mut self, pieces: usize) -> String {
        const PIECES: &[&str] = &[
            "Gy",
            " ",
            "\n",
            "5",
            ",",
            ".",
            "in ",
            "Fraktionen",
            "à",
            "März",
            "Ma\u{308}rz",
            "2026",
            "-",
            "/",
            "left ",
            "links",
            "T1c",
            "N0",
            "Dear ",
            "Diagnosen:",
            "Mit freundlichen Grüßen",
            "no ",
            "keine ",
            "Dr. ",
            "Müßig",
            "ß",
            "\u{202e}",
            "مرحبا",
            "שלום",
            "𝒢",
            "\u{0}",
            "😀",
            "٣",
            "x",
            "(",
            ")",
            "Summary:",
            "Other things:",
            "\r\n",
            "50 Gy in 25",
            "cisplatin",
            "grade ",
            "IIA",
            "stage ",
            "\u{a0}",
            "Ω",
            "İ",
            "ﬁ",
            "#",
            "##",
            "40,05",
            "cGy",
            "R0",
            "C50.9",
            "3.3.",
        ];
        (0..pieces).map(|_| PIECES[self.below(PIECES.len())]).collect()
    }
}
