//! The fonts of a PDF: two weights, and fonts for letters these do not hold.

/// Font files (TrueType or OpenType), as bytes.
#[derive(Clone)]
pub struct Fonts {
    /// Text.
    pub regular: Vec<u8>,
    /// Headings.
    pub bold: Vec<u8>,
    /// Asked in this order for a letter that the two do not hold.
    pub fallbacks: Vec<Vec<u8>>,
}

impl Fonts {
    /// The fonts that ship with the program: Inter for Latin and Greek letters, Noto Sans for Hebrew and Arabic ones.
    #[must_use]
    pub fn shipped() -> Self {
        const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Letter-Regular.ttf");
        const BOLD: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Letter-Bold.ttf");
        const HEBREW: &[u8] = include_bytes!("../../../../assets/fonts/NotoSansHebrew-Regular.ttf");
        const ARABIC: &[u8] = include_bytes!("../../../../assets/fonts/NotoSansArabic-Regular.ttf");
        Self { regular: REGULAR.to_vec(), bold: BOLD.to_vec(), fallbacks: vec![HEBREW.to_vec(), ARABIC.to_vec()] }
    }
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fonts({} and {} bytes, {} more)", self.regular.len(), self.bold.len(), self.fallbacks.len())
    }
}
