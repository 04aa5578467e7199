//! Reads the lines of the lists: pairs `English | German`, fields parted by `;`, `{slot}` templates with `[optional parts]`.

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use super::LetterLanguage;

/// One thing in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pair {
    english: String,
    german: String,
}

impl Pair {
    /// `breast | Brust`; without a bar both languages say the same.
    pub(crate) fn read(text: &str) -> Self {
        let (english, german) = text.split_once('|').unwrap_or((text, text));
        Self { english: english.trim().to_owned(), german: german.trim().to_owned() }
    }

    pub(crate) fn in_language(&self, language: LetterLanguage) -> &str {
        match language {
            LetterLanguage::English => &self.english,
            LetterLanguage::German => &self.german,
        }
    }
}

/// Fields of a line.
pub(crate) fn fields(text: &str) -> Vec<&str> {
    text.split(';').map(str::trim).collect()
}

/// Lines without comments and blank lines, each as its first word and the rest, with its number.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (usize, &str, &str)> {
    let is_content = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with("# ");
    let numbered = (1..).zip(text.lines()).filter(move |(_, line)| is_content(line));
    numbered.map(|(number, line)| {
        let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
        (number, word, rest.trim())
    })
}

/// `{int LOW HIGH}` becomes a number.
pub(crate) fn with_numbers(text: &str, rng: &mut ChaCha8Rng) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("{int ") {
        out.push_str(&rest[..at]);
        let Some(length) = rest[at..].find('}') else { break };
        let mut bounds = rest[at + 5..at + length].split_whitespace().filter_map(|word| word.parse::<u32>().ok());
        if let (Some(low), Some(high)) = (bounds.next(), bounds.next()) {
            out.push_str(&rng.random_range(low..=high).to_string());
        }
        rest = &rest[at + length + 1..];
    }
    out.push_str(rest);
    out
}

/// Fills a template; `slot` gives nothing for what is not known. An optional part stands only where all of its slots are known. The first
/// slot that is unknown outside of one is the error.
pub(crate) fn fill(template: &str, slot: &dyn Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut out = String::with_capacity(template.len() * 2);
    let mut rest = template;
    while let Some(at) = rest.find(['{', '[', '\\']) {
        out.push_str(&rest[..at]);
        match rest.as_bytes()[at] {
            b'\\' => {
                out.push('\n');
                rest = rest.get(at + 2..).unwrap_or_default();
            }
            b'{' => {
                let length = rest[at..].find('}').ok_or_else(|| rest.to_owned())?;
                let name = &rest[at + 1..at + length];
                out.push_str(&slot(name).ok_or_else(|| name.to_owned())?);
                rest = &rest[at + length + 1..];
            }
            _ => {
                let length = rest[at..].find(']').ok_or_else(|| rest.to_owned())?;
                if let Ok(part) = fill(&rest[at + 1..at + length], slot) {
                    out.push_str(&part);
                }
                rest = &rest[at + length + 1..];
            }
        }
    }
    out.push_str(rest);
    Ok(out)
}

/// The first letter as a capital.
pub(crate) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
