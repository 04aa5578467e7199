//! Reads scenario files into a [`Book`]. The files are part of the program; a line that is not understood is an error with its number.

use std::collections::BTreeMap;

use isocenter_domain::Modality;

use crate::Error;
use crate::book::{Ages, Book, Boost, Line, MenuLine, Scenario, Slot, SlotUse, Tilt, TiltTarget, Value};
use crate::condition::Condition;

/// The files, each by name and text.
const FILES: &[(&str, &str)] = &[
    ("shared", include_str!("../scenarios/shared.txt")),
    ("breast", include_str!("../scenarios/breast.txt")),
    ("prostate", include_str!("../scenarios/prostate.txt")),
    ("thorax", include_str!("../scenarios/thorax.txt")),
    ("head_neck", include_str!("../scenarios/head_neck.txt")),
    ("brain", include_str!("../scenarios/brain.txt")),
    ("abdomen", include_str!("../scenarios/abdomen.txt")),
    ("pelvis", include_str!("../scenarios/pelvis.txt")),
    ("lymphoma", include_str!("../scenarios/lymphoma.txt")),
    ("sarcoma", include_str!("../scenarios/sarcoma.txt")),
    ("children", include_str!("../scenarios/children.txt")),
    ("skin", include_str!("../scenarios/skin.txt")),
    ("metastases", include_str!("../scenarios/metastases.txt")),
    ("benign", include_str!("../scenarios/benign.txt")),
];

/// Where slots that follow belong.
enum Place {
    Shared,
    Scenario,
}

struct Reader {
    book: Book,
    place: Place,
    slot: Option<Slot>,
}

impl Book {
    /// The scenarios of this program.
    ///
    /// # Errors
    /// [`Error::ScenarioLine`] names file and line.
    pub(crate) fn built_in() -> Result<Self, Error> {
        let mut reader =
            Reader { book: Self { scenarios: Vec::new(), shared: BTreeMap::new() }, place: Place::Shared, slot: None };
        for (file, text) in FILES {
            for (index, line) in text.lines().enumerate() {
                let line_text = line.trim();
                if line_text.is_empty() || line_text.starts_with('#') {
                    continue;
                }
                reader.line(line_text).ok_or(Error::ScenarioLine { file, line: index + 1 })?;
            }
            reader.close_slot();
        }
        Ok(reader.book)
    }
}

impl Reader {
    fn line(&mut self, line: &str) -> Option<()> {
        let (word, rest) = line.split_once(' ')?;
        let rest = rest.trim();
        match word {
            "=" => self.slot.as_mut()?.values.push(read_value(rest)?),
            "." => {
                let (facet, wordings) = rest.split_once(':')?;
                self.slot.as_mut()?.values.last_mut()?.facets.insert(facet.trim().to_owned(), read_wordings(wordings));
            }
            "slot" => {
                self.close_slot();
                self.slot = Some(Slot { name: rest.to_owned(), values: Vec::new() });
            }
            "scenario" => {
                self.close_slot();
                self.place = Place::Scenario;
                self.book.scenarios.push(Scenario {
                    name: rest.to_owned(),
                    site: String::new(),
                    share: 0.0,
                    male_share: 0.5,
                    ages: Ages { low: 30.0, mode: 65.0, high: 90.0 },
                    slots: Vec::new(),
                    texts: Vec::new(),
                    menu: Vec::new(),
                    codes: Vec::new(),
                    details: Vec::new(),
                });
            }
            _ => {
                self.close_slot();
                self.scenario_line(word, rest)?;
            }
        }
        Some(())
    }

    fn scenario_line(&mut self, word: &str, rest: &str) -> Option<()> {
        let scenario = self.book.scenarios.last_mut()?;
        match word {
            "site" => scenario.site = rest.to_owned(),
            "share" => scenario.share = rest.parse().ok()?,
            "male" => scenario.male_share = rest.parse::<f64>().ok()? / 100.0,
            "age" => {
                let ages: Vec<f64> = rest.split_whitespace().map(|age| age.parse().ok()).collect::<Option<_>>()?;
                let [low, mode, high] = ages.as_slice() else { return None };
                scenario.ages = Ages { low: *low, mode: *mode, high: *high };
            }
            "use" => {
                let mut words = rest.split_whitespace();
                let name = words.next()?.to_owned();
                let weights = words
                    .map(|pair| {
                        let (key, weight) = pair.split_once('=')?;
                        Some((key.to_owned(), weight.parse().ok()?))
                    })
                    .collect::<Option<_>>()?;
                scenario.slots.push(SlotUse::Shared { name, weights });
            }
            "text" => scenario.texts.push(read_line(rest)?),
            "detail" => scenario.details.push(read_line(rest)?),
            "code" => scenario.codes.push(read_line(rest)?),
            "menu" => scenario.menu.push(read_menu_line(rest)?),
            _ => return None,
        }
        Some(())
    }

    fn close_slot(&mut self) {
        let Some(slot) = self.slot.take() else { return };
        match (&self.place, self.book.scenarios.last_mut()) {
            (Place::Scenario, Some(scenario)) => scenario.slots.push(SlotUse::Own(slot)),
            _ => {
                self.book.shared.insert(slot.name.clone(), slot);
            }
        }
    }
}

fn read_wordings(text: &str) -> Vec<String> {
    text.split('|').map(|wording| wording.trim().to_owned()).collect()
}

/// `KEY WEIGHT [*TARGET=TIMES]... [if CONDITION] : SAY | SAY`
fn read_value(text: &str) -> Option<Value> {
    let (head, wordings) = text.split_once(" :")?;
    let (head, condition) = split_condition(head)?;
    let mut words = head.split_whitespace();
    let key = words.next()?.to_owned();
    let weight = words.next()?.parse().ok()?;
    let tilts = words
        .map(|word| {
            let (target, times) = word.strip_prefix('*')?.split_once('=')?;
            let target =
                Modality::from_term(target).map_or_else(|| TiltTarget::Id(target.to_owned()), TiltTarget::Modality);
            Some(Tilt { target, times: times.parse().ok()? })
        })
        .collect::<Option<_>>()?;
    Some(Value { key, weight, tilts, condition, wordings: read_wordings(wordings), facets: BTreeMap::new() })
}

/// `[WEIGHT] [if CONDITION] : TEMPLATE`
fn read_line(text: &str) -> Option<Line> {
    let (head, template) = text.split_once(": ").or_else(|| text.strip_suffix(':').map(|head| (head, "")))?;
    let (head, condition) = split_condition(head)?;
    let weight = if head.trim().is_empty() { 1.0 } else { head.trim().parse().ok()? };
    Some(Line { weight, condition, template: template.trim().to_owned() })
}

/// `ID[:MODALITY] WEIGHT [+DOSE/FRACTIONS[:MODALITY]] [if CONDITION]`
fn read_menu_line(text: &str) -> Option<MenuLine> {
    let (head, condition) = split_condition(text)?;
    let mut words = head.split_whitespace();
    let (id, modality) = split_modality(words.next()?)?;
    let weight = words.next()?.parse().ok()?;
    let boost = match words.next() {
        None => None,
        Some(word) => {
            let (course, modality) = split_modality(word.strip_prefix('+')?)?;
            let (dose, fractions) = course.split_once('/')?;
            Some(Boost { dose_gray: dose.parse().ok()?, fractions: fractions.parse().ok()?, modality })
        }
    };
    if words.next().is_some() {
        return None;
    }
    Some(MenuLine { id: id.to_owned(), modality, weight, boost, condition })
}

fn split_condition(text: &str) -> Option<(&str, Condition)> {
    if let Some(condition) = text.strip_prefix("if ") {
        return Some(("", Condition::read(condition)?));
    }
    match text.split_once(" if ") {
        Some((head, condition)) => Some((head, Condition::read(condition)?)),
        None => Some((text, Condition::default())),
    }
}

fn split_modality(word: &str) -> Option<(&str, Option<Modality>)> {
    match word.split_once(':') {
        Some((id, modality)) => Some((id, Some(Modality::from_term(modality)?))),
        None => Some((word, None)),
    }
}
