//! Known phrases, looked up word by word. A phrase in lower case is found in any case, one with a capital only as it is written; between its
//! words a hyphen, a slash or an ampersand may stand, and its last word may carry a plural s.

use std::collections::HashMap;

use crate::words::{Kind, Word, words};

/// Phrases and what each stands for.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    by_first: HashMap<String, Vec<Phrase<T>>>,
}

#[derive(Debug)]
struct Phrase<T> {
    words: Vec<(String, Option<String>)>,
    value: T,
}

impl<T: Copy> Phrases<T> {
    pub(crate) fn new<'p>(phrases: impl IntoIterator<Item = (&'p str, T)>) -> Self {
        let mut by_first: HashMap<String, Vec<Phrase<T>>> = HashMap::new();
        for (phrase, value) in phrases {
            let parts: Vec<_> = words(phrase)
                .into_iter()
                .filter(|word| word.kind != Kind::Mark)
                .map(|word| {
                    let exact = word.text.chars().any(char::is_uppercase).then(|| word.text.to_owned());
                    (word.lower, exact)
                })
                .collect();
            if let Some((first, _)) = parts.first() {
                by_first.entry(first.clone()).or_default().push(Phrase { words: parts, value });
            }
        }
        // Of two phrases that fit, the longer one is meant.
        by_first.values_mut().for_each(|phrases| phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len())));
        Self { by_first }
    }

    /// The longest phrase that begins at word `at`: the word behind it, and what it stands for.
    pub(crate) fn longest_at(&self, words: &[Word], at: usize) -> Option<(usize, T)> {
        let first = words.get(at)?;
        let singular = first.lower.strip_suffix('s');
        let fits = |key: &str| {
            let phrases = self.by_first.get(key)?;
            phrases.iter().find_map(|phrase| Some((phrase.end(words, at)?, phrase.value)))
        };
        let whole = fits(&first.lower);
        let plural = singular.and_then(fits);
        match (whole, plural) {
            (Some(whole), Some(plural)) if plural.0 > whole.0 => Some(plural),
            (None, plural) => plural,
            (whole, _) => whole,
        }
    }
}

impl<T> Phrase<T> {
    fn end(&self, words: &[Word], at: usize) -> Option<usize> {
        let mut next = at;
        for (place, (lower, exact)) in self.words.iter().enumerate() {
            if place > 0 && words.get(next).is_some_and(|word| word.is_any(&["-", "/", "&", "’", "'"])) {
                next += 1;
            }
            let word = words.get(next)?;
            let is_last = place + 1 == self.words.len();
            let is_same = |stands: &str, wanted: &str| {
                stands == wanted || (is_last && stands.strip_suffix('s').is_some_and(|singular| singular == wanted))
            };
            let fits = match exact {
                Some(exact) => is_same(word.text, exact),
                // `CAS` is no two carcinomas.
                None => {
                    is_same(&word.lower, lower) && (word.lower == *lower || word.text.ends_with('s') || lower.len() > 3)
                }
            };
            if !fits {
                return None;
            }
            next += 1;
        }
        Some(next)
    }
}
