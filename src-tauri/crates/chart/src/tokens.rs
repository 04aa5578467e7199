//! Colours of `assets/design-tokens.json`, looked up while the crate is compiled: a name that the file lacks does not compile.
//! Not a JSON reader; it knows flat objects of `"name": "#rrggbb"`.

use plotters::style::RGBColor;

const TOKENS: &[u8] = include_bytes!("../../../../assets/design-tokens.json");

/// The colour `name` of `theme`.
pub(crate) const fn colour(theme: &str, name: &str) -> RGBColor {
    let value = after(name, after(theme, 0));
    assert!(is_at(value, b": \"#"), "a colour is written #rrggbb");
    RGBColor(byte(value + 4), byte(value + 6), byte(value + 8))
}

/// Where the quoted `name` ends, at or after `from` and in the same object.
const fn after(name: &str, from: usize) -> usize {
    let name = name.as_bytes();
    let mut at = from;
    while at < TOKENS.len() {
        let end = at + 1 + name.len();
        if TOKENS[at] == b'"' && is_at(at + 1, name) && is_at(end, b"\"") {
            return end + 1;
        }
        assert!(from == 0 || TOKENS[at] != b'}', "the theme has no such colour");
        at += 1;
    }
    panic!("the tokens have no such theme")
}

const fn is_at(at: usize, word: &[u8]) -> bool {
    if at + word.len() > TOKENS.len() {
        return false;
    }
    let mut index = 0;
    while index < word.len() {
        if TOKENS[at + index] != word[index] {
            return false;
        }
        index += 1;
    }
    true
}

const fn byte(at: usize) -> u8 {
    digit(TOKENS[at]) * 16 + digit(TOKENS[at + 1])
}

const fn digit(letter: u8) -> u8 {
    match letter {
        b'0'..=b'9' => letter - b'0',
        b'a'..=b'f' => letter - b'a' + 10,
        b'A'..=b'F' => letter - b'A' + 10,
        _ => panic!("a colour has hexadecimal digits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_begin_alike_are_told_apart() {
        assert_eq!(colour("light", "ink"), RGBColor(0x14, 0x19, 0x1a));
        assert_eq!(colour("light", "ink-2"), RGBColor(0x41, 0x4a, 0x49));
    }

    #[test]
    fn each_theme_has_its_own_colour() {
        assert_eq!(colour("light", "surface"), RGBColor(0xff, 0xff, 0xff));
        assert_eq!(colour("dark", "surface"), RGBColor(0x14, 0x18, 0x19));
    }
}
