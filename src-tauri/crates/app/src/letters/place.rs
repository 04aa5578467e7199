//! Places in a text as the window counts them.

/// The UTF-16 unit at a byte of `text`; its end for a byte behind it.
pub(crate) fn utf16(text: &str, byte: usize) -> u32 {
    let before = text.get(..byte.min(text.len())).unwrap_or(text);
    u32::try_from(before.encode_utf16().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::utf16;

    #[test]
    fn umlauts_count_one_unit_and_an_emoji_two() {
        let text = "Müller 😀 x";
        assert_eq!(utf16(text, text.find("ller").unwrap_or_default()), 2);
        assert_eq!(utf16(text, text.find('x').unwrap_or_default()), 10);
        assert_eq!(utf16(text, 999), 11);
    }
}
