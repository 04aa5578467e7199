//! A physician's slips of the keyboard, rare and only in long plain words, so that no number or stage changes.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

const SHARE_OF_TEXTS: f64 = 0.10;
const SHORTEST_WORD: usize = 8;

/// The text, now and then with two neighbouring letters of one long word swapped or one left out.
pub(crate) fn with_slips(text: &str, rng: &mut ChaCha8Rng) -> String {
    if !rng.random_bool(SHARE_OF_TEXTS) {
        return text.to_owned();
    }
    let words: Vec<&str> = text.split(' ').collect();
    let long: Vec<usize> = (0..words.len())
        .filter(|index| words[*index].len() >= SHORTEST_WORD && words[*index].bytes().all(|b| b.is_ascii_lowercase()))
        .collect();
    let Some(&target) = crate::wording::pick(&long, rng) else { return text.to_owned() };
    let mut letters: Vec<u8> = words[target].bytes().collect();
    let at = rng.random_range(2..letters.len() - 2);
    if rng.random_bool(0.5) {
        letters.swap(at, at + 1);
    } else {
        letters.remove(at);
    }
    let slipped: String = letters.into_iter().map(char::from).collect();
    let mut out: Vec<&str> = words;
    out[target] = &slipped;
    out.join(" ")
}
