//! Which side and which site a text states, by few plain words: enough to see that an answer treats another side or site, no reading of anatomy.

use std::collections::BTreeSet;

/// A side of the body, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Side {
    Left,
    Right,
    Bilateral,
}

/// The side a text states; nothing when it states none. Left and right together are both.
pub(crate) fn side(text: &str) -> Option<Side> {
    let sides: BTreeSet<Side> = words(text).filter_map(|word| side_of_word(&word)).collect();
    let mut found = sides.iter().copied();
    match (found.next(), found.next()) {
        (side, None) => side,
        _ => Some(Side::Bilateral),
    }
}

fn side_of_word(word: &str) -> Option<Side> {
    match word {
        "left" | "lt" | "lft" => Some(Side::Left),
        "right" | "rt" | "rgt" => Some(Side::Right),
        "bilateral" | "bilat" | "bilaterally" => Some(Side::Bilateral),
        _ => None,
    }
}

/// The sites that the cases of a study have, by their words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SiteWords(Vec<Vec<String>>);

impl SiteWords {
    /// Of these labels (`Breast`, `Head and neck`), each once.
    pub(crate) fn new<'a>(labels: impl Iterator<Item = &'a str>) -> Self {
        let labels: BTreeSet<Vec<String>> = labels.map(|label| words(label).collect()).collect();
        Self(labels.into_iter().filter(|label: &Vec<String>| !label.is_empty()).collect())
    }

    /// The labels whose words stand in `text` one behind the other.
    fn stated(&self, text: &str) -> Vec<&[String]> {
        let text: Vec<String> = words(text).collect();
        let stands = |label: &&Vec<String>| text.windows(label.len()).any(|window| window == label.as_slice());
        self.0.iter().filter(stands).map(Vec::as_slice).collect()
    }

    /// Whether `text` states `site` and no other one; nothing when it states none.
    pub(crate) fn agrees(&self, site: &str, text: &str) -> Option<bool> {
        let stated = self.stated(text);
        let site: Vec<String> = words(site).collect();
        (!stated.is_empty()).then(|| stated.iter().all(|label| *label == site.as_slice()))
    }
}

fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_side_is_a_word_of_its_own() {
        assert_eq!(side("SCC Lt BOT"), Some(Side::Left));
        assert_eq!(side("right breast; nodes right"), Some(Side::Right));
        assert_eq!(side("left and right"), Some(Side::Bilateral));
        assert_eq!(side("what is left over is upright"), Some(Side::Left), "a word is a word");
        assert_eq!(side("upright, alert"), None);
    }

    #[test]
    fn a_site_agrees_when_it_alone_is_stated() {
        let sites = SiteWords::new(["Breast", "Head and neck", "Brain"].into_iter());
        assert_eq!(sites.agrees("Breast", "left breast tangents"), Some(true));
        assert_eq!(sites.agrees("Breast", "breast and brain"), Some(false));
        assert_eq!(sites.agrees("Brain", "HEAD AND NECK"), Some(false));
        assert_eq!(sites.agrees("Brain", "plan 25 Gy"), None);
    }
}
