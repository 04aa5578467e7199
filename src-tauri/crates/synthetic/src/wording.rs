//! Turns a template into text: slots, numbers, optional parts, then blanks and points put right. It decides no feature.

use std::cell::RefCell;
use std::collections::BTreeMap;

use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::Error;
use crate::book::{Slot, Value};
use crate::person::Person;

/// What a template may speak of.
pub(crate) struct Wording<'a> {
    pub scenario: &'a str,
    pub person: Person,
    pub chosen: &'a BTreeMap<String, &'a Value>,
    /// Slots that decide nothing are drawn where they are told.
    pub shared: &'a BTreeMap<String, Slot>,
    /// What was said once is said the same way again: a plan repeats the words of its diagnosis.
    pub said: RefCell<BTreeMap<String, String>>,
}

impl Wording<'_> {
    /// The template as text.
    pub(crate) fn say(&self, template: &str, rng: &mut ChaCha8Rng) -> Result<String, Error> {
        let mut text = String::with_capacity(template.len() * 2);
        self.append(template, rng, &mut text)?;
        Ok(tidy(&text))
    }

    fn append(&self, template: &str, rng: &mut ChaCha8Rng, text: &mut String) -> Result<(), Error> {
        let mut rest = template;
        while let Some(at) = rest.find(['{', '[']) {
            text.push_str(&rest[..at]);
            let closing = if rest.as_bytes()[at] == b'{' { '}' } else { ']' };
            let Some(length) = rest[at..].find(closing) else { break };
            let inner = &rest[at + 1..at + length];
            rest = &rest[at + length + 1..];
            if closing == '}' {
                self.append_slot(inner, rng, text)?;
            } else if rng.random_bool(0.5) {
                self.append(inner, rng, text)?;
            }
        }
        text.push_str(rest);
        Ok(())
    }

    fn append_slot(&self, inner: &str, rng: &mut ChaCha8Rng, text: &mut String) -> Result<(), Error> {
        let unknown = || Error::UnknownSlot { scenario: self.scenario.to_owned(), slot: inner.to_owned() };
        let mut words = inner.split_whitespace();
        match (words.next(), words.next(), words.next()) {
            (Some("who"), None, None) => text.push_str(&self.person.introduction(rng)),
            (Some("age"), None, None) => text.push_str(&self.person.age_years.to_string()),
            (Some("int"), Some(low), Some(high)) => {
                let (low, high): (u32, u32) =
                    (low.parse().map_err(|_| unknown())?, high.parse().map_err(|_| unknown())?);
                text.push_str(&rng.random_range(low..=high).to_string());
            }
            (Some("num"), Some(low), Some(high)) => {
                let (low, high): (f64, f64) =
                    (low.parse().map_err(|_| unknown())?, high.parse().map_err(|_| unknown())?);
                text.push_str(&format!("{:.1}", rng.random_range(low..=high)));
            }
            (Some(name), None, None) => {
                let (name, in_capitals) = name.strip_prefix('^').map_or((name, false), |name| (name, true));
                let (slot, facet) = name.split_once('.').map_or((name, None), |(slot, facet)| (slot, Some(facet)));
                let said = self.said.borrow().get(name).cloned();
                let said = match said {
                    Some(said) => said,
                    None => self.word(name, slot, facet, rng)?.ok_or_else(unknown)?,
                };
                if in_capitals {
                    text.push_str(&said.to_uppercase());
                } else {
                    text.push_str(&said);
                }
            }
            _ => return Err(unknown()),
        }
        Ok(())
    }

    /// Words a slot for the first time and, where the scenario drew it, remembers the words; nothing when there is no such slot.
    fn word(&self, name: &str, slot: &str, facet: Option<&str>, rng: &mut ChaCha8Rng) -> Result<Option<String>, Error> {
        let chosen = self.chosen.get(slot).copied();
        let value = chosen.or_else(|| any_value(self.shared.get(slot)?, rng));
        let wordings = match facet {
            Some(facet) => value.and_then(|value| value.facets.get(facet)),
            None => value.map(|value| &value.wordings),
        };
        let Some(wording) = wordings.and_then(|wordings| pick(wordings, rng)) else { return Ok(None) };
        let mut said = String::new();
        self.append(wording, rng, &mut said)?;
        if chosen.is_some() {
            self.said.borrow_mut().insert(name.to_owned(), said.clone());
        }
        Ok(Some(said))
    }
}

/// A value by weight.
fn any_value<'a>(slot: &'a Slot, rng: &mut ChaCha8Rng) -> Option<&'a Value> {
    let weights: Vec<f64> = slot.values.iter().map(|value| value.weight).collect();
    slot.values.get(draw_index(&weights, rng)?)
}

/// An index by weight; nothing when every weight is zero.
pub(crate) fn draw_index(weights: &[f64], rng: &mut ChaCha8Rng) -> Option<usize> {
    let total: f64 = weights.iter().sum();
    if total <= 0.0 {
        return None;
    }
    let mut left = rng.random::<f64>() * total;
    for (index, weight) in weights.iter().enumerate() {
        if *weight > 0.0 {
            left -= weight;
            if left < 0.0 {
                return Some(index);
            }
        }
    }
    weights.iter().rposition(|weight| *weight > 0.0)
}

/// Any of them; nothing when there is none.
pub(crate) fn pick<'a, T>(choices: &'a [T], rng: &mut ChaCha8Rng) -> Option<&'a T> {
    if choices.is_empty() { None } else { choices.get(rng.random_range(0..choices.len())) }
}

/// One blank between words, none before a point or comma, no two of them in a row.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        let word = match out.chars().last() {
            None | Some('.' | ',' | ';') => word.trim_start_matches([',', ';', '.']),
            Some(_) => word,
        };
        if word.is_empty() {
            continue;
        }
        let is_point = word.starts_with([',', ';', '.', ')']) && !word[1..].starts_with(|c: char| c.is_ascii_digit());
        if !out.is_empty() && !is_point {
            out.push(' ');
        }
        out.push_str(word);
    }
    for (from, to) in [(",.", "."), (";.", "."), (";,", ";"), (",;", ";"), (",,", ","), ("..", ".")] {
        while out.contains(from) {
            out = out.replace(from, to);
        }
    }
    out.trim_end_matches([',', ';', ' ']).to_owned()
}
