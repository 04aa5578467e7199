//! Signs of Word's Symbol font, which stand in a file as private numbers: Greek letters and the signs of comparison and measure.
//! Encoding of the Symbol font: Adobe, "Symbol" in Appendix D.5 of the PDF reference.

/// What a `w:sym` stands for; nothing when its font is another one than Symbol.
pub(super) fn sign(font: &str, code: &str) -> Option<char> {
    let code = u32::from_str_radix(code, 16).ok()?;
    // Numbers from F000 stand for those without it.
    let is_private = (0xf000..=0xf0ff).contains(&code);
    match (is_private, font) {
        (false, _) => char::from_u32(code),
        (true, "Symbol") => symbol(code - 0xf000),
        // The marks of lists and boxes in the Wingdings fonts.
        (true, "Wingdings") => match code - 0xf000 {
            0x6c | 0x9f | 0xa7 => Some('•'),
            0xe0 | 0xf0 => Some('→'),
            0x6f | 0xa8 => Some('☐'),
            0xfe => Some('☑'),
            0xfc => Some('✓'),
            _ => None,
        },
        _ => None,
    }
}

/// The sign of a private number in running text, whose font is not looked at.
pub(super) fn private(c: char) -> Option<char> {
    match u32::from(c) {
        code @ 0xf020..=0xf0ff => symbol(code - 0xf000),
        _ => None,
    }
}

fn symbol(code: u32) -> Option<char> {
    const UPPER: &str = "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ";
    const LOWER: &str = "αβχδεφγηιϕκλμνοπθρστυϖωξψζ";
    match code {
        0x41..=0x5a => UPPER.chars().nth((code - 0x41) as usize),
        0x61..=0x7a => LOWER.chars().nth((code - 0x61) as usize),
        0x2d => Some('−'),
        0x20..=0x3f => char::from_u32(code),
        0xa3 => Some('≤'),
        0xb0 => Some('°'),
        0xb1 => Some('±'),
        0xb3 => Some('≥'),
        0xb4 => Some('×'),
        0xb7 => Some('•'),
        0xb8 => Some('÷'),
        0xb9 => Some('≠'),
        0xbb => Some('≈'),
        0xac => Some('←'),
        0xad => Some('↑'),
        0xae => Some('→'),
        0xaf => Some('↓'),
        0xd6 => Some('√'),
        0xd7 => Some('·'),
        0xc6 => Some('∅'),
        0xa5 => Some('∞'),
        _ => None,
    }
}
