//! Crockford's base32 in groups, with a checksum: what people copy from paper.

use crate::hash::Hash;

const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Letters of the checksum: a mistyped text passes once in a million.
const CHECK: usize = 4;

/// `bytes` (a multiple of five) as letters with four letters of checksum, appended to `text` in groups of four.
/// `kind` keeps a code of one kind from passing as one of another.
pub(crate) fn encode_into(text: &mut String, kind: &str, bytes: &[u8]) {
    let mut letters = Letters { text, written: 0 };
    for five in bytes.chunks(5) {
        let number = five.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            letters.push(number >> (5 * place));
        }
    }
    for letter in checksum(kind, bytes) {
        letters.push(u64::from(letter));
    }
}

struct Letters<'t> {
    text: &'t mut String,
    written: usize,
}

impl Letters<'_> {
    fn push(&mut self, five_bits: u64) {
        if self.written > 0 && self.written.is_multiple_of(4) {
            self.text.push('-');
        }
        self.text.push(char::from(LETTERS[(five_bits & 31) as usize]));
        self.written += 1;
    }
}

fn checksum(kind: &str, bytes: &[u8]) -> [u8; CHECK] {
    let mut bound = zeroize::Zeroizing::new(Vec::with_capacity(kind.len() + bytes.len()));
    bound.extend_from_slice(kind.as_bytes());
    bound.extend_from_slice(bytes);
    let digest = Hash::of(&bound);
    std::array::from_fn(|at| digest.as_bytes()[at] & 31)
}

/// Reads what [`encode_into`] wrote, into `bytes`; case, blanks and hyphens do not matter, and `O`, `I`, `L` are read
/// as the digits they look like. False if the length or the checksum is wrong.
pub(crate) fn decode_into(text: &str, kind: &str, bytes: &mut [u8]) -> bool {
    let mut values = text.chars().filter(|letter| !letter.is_whitespace() && *letter != '-').map(value);
    for five in bytes.chunks_mut(5) {
        let mut number = 0_u64;
        for _ in 0..8 {
            let Some(Some(value)) = values.next() else { return false };
            number = number << 5 | u64::from(value);
        }
        for (place, byte) in five.iter_mut().rev().enumerate() {
            *byte = (number >> (8 * place)) as u8;
        }
    }
    let expected = checksum(kind, bytes);
    let mut check = expected.iter();
    values.by_ref().take(CHECK).all(|value| value == check.next().copied())
        && check.next().is_none()
        && values.next().is_none()
}

fn value(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let letter = u8::try_from(letter).ok()?;
    LETTERS.iter().position(|known| *known == letter).and_then(|at| u8::try_from(at).ok())
}
