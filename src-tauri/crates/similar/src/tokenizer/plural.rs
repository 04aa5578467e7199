//! Plurals, and no other ending: the S stemmer (Harman, "How effective is suffixing?", JASIS 1991;42:7). Stronger stemmers would join
//! metastatic with metastable; clinical endings carry meaning.

use std::borrow::Cow;

/// `word` without the ending of its plural. Short words and those with figures stay as they are.
pub(super) fn singular(word: &str) -> Cow<'_, str> {
    if word.len() <= 3 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    let without = |count: usize| &word[..word.len() - count];
    if word.ends_with("ies") && !word.ends_with("eies") && !word.ends_with("aies") {
        Cow::Owned(format!("{}y", without(3)))
    } else if word.ends_with('s') && !["us", "ss", "is"].iter().any(|end| word.ends_with(end)) {
        Cow::Borrowed(without(1))
    } else {
        Cow::Borrowed(word)
    }
}
