//! One case: features are drawn, told in a text, and answered as a physician would who read the same text. Also what a perfect reader would answer.

use std::cell::RefCell;
use std::collections::BTreeMap;

use isocenter_domain::{Dose, DoseError, Fractions, Modality, Phase};
use isocenter_regimens::{IntentClass, RegimenEntry, RegimenLibrary};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

use crate::book::{Book, Line, MenuLine, Scenario, Slot, SlotUse, TiltTarget, Value};
use crate::condition::Facts;
use crate::person::Person;
use crate::practice::{self, Habit};
use crate::wording::{Wording, draw_index};
use crate::{Error, plan_text};

/// Shorter notes are told more of.
const SHORTEST_TEXT_WORDS: usize = 20;

/// A case before the exports make a mess of it.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub site: String,
    pub person: Person,
    pub facts: Facts,
    /// Facets of the drawn values that exports have columns for, by slot (`t`, `n`, `side`).
    pub columns: BTreeMap<String, String>,
    pub diagnosis: String,
    pub answer: Answer,
    /// The most likely answer to the features the text tells.
    pub oracle: Answer,
    pub is_palliative: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Answer {
    pub phases: Vec<Phase>,
    /// Plan summary without the word "plan".
    pub summary: String,
    pub technique: String,
    pub icd10: String,
}

impl Answer {
    /// The modality of the main phase.
    pub(crate) fn modality(&self) -> Modality {
        self.phases.first().map_or(Modality::Photon, |phase| phase.modality)
    }

    pub(crate) fn regimen(&self) -> String {
        plan_text::answer(&self.phases, &self.summary)
    }
}

/// Draws a case of any scenario, each by its share.
pub(crate) fn draw(book: &Book, library: &RegimenLibrary, rng: &mut ChaCha8Rng) -> Result<Draft, Error> {
    let weights: Vec<f64> = book.scenarios.iter().map(|scenario| scenario.share).collect();
    let nothing = || Error::NothingApplies { scenario: String::new(), list: "scenario" };
    let scenario = draw_index(&weights, rng).and_then(|index| book.scenarios.get(index)).ok_or_else(nothing)?;
    draw_scenario(book, scenario, library, rng)
}

/// Draws a case of one scenario.
pub(crate) fn draw_scenario(
    book: &Book,
    scenario: &Scenario,
    library: &RegimenLibrary,
    rng: &mut ChaCha8Rng,
) -> Result<Draft, Error> {
    let person = Person::draw(scenario.male_share, scenario.ages, rng);
    let mut facts = Facts::from([
        ("sex".to_owned(), person.sex.key().to_owned()),
        ("age".to_owned(), person.age_band().to_owned()),
    ]);
    let mut chosen: BTreeMap<String, &Value> = BTreeMap::new();
    for slot in &scenario.slots {
        let (slot, weights) = resolve(book, scenario, slot)?;
        let value = draw_value(slot, weights, &facts, rng).ok_or_else(|| nothing_applies(scenario, "slot"))?;
        facts.insert(slot.name.clone(), value.key.clone());
        chosen.insert(slot.name.clone(), value);
    }
    let wording =
        Wording { scenario: &scenario.name, person, chosen: &chosen, shared: &book.shared, said: RefCell::default() };
    let text = draw_line(&scenario.texts, &facts, rng).ok_or_else(|| nothing_applies(scenario, "text"))?;
    let diagnosis = lengthened(wording.say(&text.template, rng)?, &wording, rng)?;

    let weights: Vec<f64> = scenario.menu.iter().map(|line| menu_weight(line, library, &facts, &chosen)).collect();
    let drawn = draw_index(&weights, rng)
        .and_then(|index| scenario.menu.get(index))
        .ok_or_else(|| nothing_applies(scenario, "menu"))?;
    let drawn = practice::another_line(scenario, &weights, drawn, library, rng).unwrap_or(drawn);
    let likely = most_likely_menu_line(scenario, &weights, library).ok_or_else(|| nothing_applies(scenario, "menu"))?;
    let habit = Habit::draw(rng);
    let mut answer = answer_for(scenario, drawn, library, &facts, &wording, rng, Choice::Drawn(habit))?;
    let mut oracle = answer_for(scenario, likely, library, &facts, &wording, rng, Choice::MostLikely)?;
    answer.icd10 = wording.say(
        &draw_line(&scenario.codes, &facts, rng).ok_or_else(|| nothing_applies(scenario, "code"))?.template,
        rng,
    )?;
    oracle.icd10 = wording.say(
        &most_likely_line(&scenario.codes, &facts).ok_or_else(|| nothing_applies(scenario, "code"))?.template,
        rng,
    )?;

    let columns = chosen
        .iter()
        .filter_map(|(slot, value)| Some((slot.clone(), value.facets.get("column")?.first()?.clone())))
        .collect();
    let is_palliative = library.get(&drawn.id).is_some_and(|entry| entry.intent_class == IntentClass::Palliative);
    Ok(Draft { site: scenario.site.clone(), person, facts, columns, diagnosis, answer, oracle, is_palliative })
}

#[derive(Clone, Copy)]
enum Choice {
    Drawn(Habit),
    MostLikely,
}

fn answer_for(
    scenario: &Scenario,
    line: &MenuLine,
    library: &RegimenLibrary,
    facts: &Facts,
    wording: &Wording<'_>,
    rng: &mut ChaCha8Rng,
    choice: Choice,
) -> Result<Answer, Error> {
    let entry = library
        .get(&line.id)
        .ok_or_else(|| Error::UnknownRegimen { id: line.id.clone(), scenario: scenario.name.clone() })?;
    let habit = match choice {
        Choice::Drawn(habit) => habit,
        Choice::MostLikely => Habit::BY_THE_BOOK,
    };
    let phases = phases_of(line, entry, habit).map_err(|_| Error::RegimenRow { id: line.id.clone() })?;
    let modality = phases.first().map_or(entry.modality, |phase| phase.modality);
    let technique = plan_text::technique(&entry.technique, modality).to_owned();
    let mut facts = facts.clone();
    facts.insert("modality".to_owned(), modality.label().to_owned());
    facts.insert("id".to_owned(), line.id.clone());
    let detail = match choice {
        Choice::Drawn(_) => draw_line(&scenario.details, &facts, rng),
        Choice::MostLikely => most_likely_line(&scenario.details, &facts),
    };
    let mut told = String::new();
    if habit.tells_detail {
        told.push_str(&technique);
        if let Some(detail) = detail {
            told.push(' ');
            told.push_str(&wording.say(&detail.template, rng)?);
        }
    }
    let summary = plan_text::summary(&phases, &told);
    Ok(Answer { phases, summary, technique, icd10: String::new() })
}

fn phases_of(line: &MenuLine, entry: &RegimenEntry, habit: Habit) -> Result<Vec<Phase>, DoseError> {
    let modality = line.modality.unwrap_or(entry.modality);
    let (dose, fractions) = habit.apply(entry.dose, entry.fractions)?;
    let phase = |index, modality, dose, fractions| Phase {
        role: plan_text::role(index),
        label: plan_text::label(index).to_owned(),
        modality,
        dose,
        fractions,
    };
    let mut phases = vec![phase(0, modality, dose, fractions)];
    if let Some(boost) = line.boost {
        phases.push(phase(
            1,
            boost.modality.unwrap_or(modality),
            Dose::from_gray(boost.dose_gray)?,
            Fractions::new(boost.fractions)?,
        ));
    }
    Ok(phases)
}

/// A slot with the weights a scenario gives a shared one.
type WeighedSlot<'a> = (&'a Slot, Option<&'a BTreeMap<String, f64>>);

fn resolve<'a>(book: &'a Book, scenario: &Scenario, slot: &'a SlotUse) -> Result<WeighedSlot<'a>, Error> {
    match slot {
        SlotUse::Own(slot) => Ok((slot, None)),
        SlotUse::Shared { name, weights } => {
            let slot = book
                .shared
                .get(name)
                .ok_or_else(|| Error::UnknownSlot { scenario: scenario.name.clone(), slot: name.clone() })?;
            Ok((slot, Some(weights)))
        }
    }
}

fn draw_value<'a>(
    slot: &'a Slot,
    weights: Option<&BTreeMap<String, f64>>,
    facts: &Facts,
    rng: &mut ChaCha8Rng,
) -> Option<&'a Value> {
    let weights: Vec<f64> = slot
        .values
        .iter()
        .map(|value| {
            let weight = weights.and_then(|weights| weights.get(&value.key)).copied().unwrap_or(value.weight);
            if value.condition.holds(facts) { weight } else { 0.0 }
        })
        .collect();
    slot.values.get(draw_index(&weights, rng)?)
}

fn menu_weight(line: &MenuLine, library: &RegimenLibrary, facts: &Facts, chosen: &BTreeMap<String, &Value>) -> f64 {
    if !line.condition.holds(facts) {
        return 0.0;
    }
    let modality = modality_of(line, library);
    let tilts = chosen.values().flat_map(|value| &value.tilts);
    let times: f64 = tilts
        .filter(|tilt| match &tilt.target {
            TiltTarget::Modality(target) => modality == Some(*target),
            TiltTarget::Id(id) => *id == line.id,
        })
        .map(|tilt| tilt.times)
        .product();
    line.weight * times
}

/// The radiation of a menu line, its own or the library's.
pub(crate) fn modality_of(line: &MenuLine, library: &RegimenLibrary) -> Option<Modality> {
    line.modality.or_else(|| library.get(&line.id).map(|entry| entry.modality))
}

/// The heaviest line of the heaviest modality: the best answer to both questions at once.
fn most_likely_menu_line<'a>(
    scenario: &'a Scenario,
    weights: &[f64],
    library: &RegimenLibrary,
) -> Option<&'a MenuLine> {
    let mut totals: BTreeMap<Modality, f64> = BTreeMap::new();
    for (line, weight) in scenario.menu.iter().zip(weights) {
        *totals.entry(modality_of(line, library)?).or_default() += weight;
    }
    let best = totals.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))?.0;
    let among = scenario.menu.iter().zip(weights).filter(|(line, _)| modality_of(line, library) == Some(best));
    among.max_by(|a, b| a.1.total_cmp(b.1)).map(|(line, _)| line)
}

fn draw_line<'a>(lines: &'a [Line], facts: &Facts, rng: &mut ChaCha8Rng) -> Option<&'a Line> {
    let weights: Vec<f64> =
        lines.iter().map(|line| if line.condition.holds(facts) { line.weight } else { 0.0 }).collect();
    lines.get(draw_index(&weights, rng)?)
}

fn most_likely_line<'a>(lines: &'a [Line], facts: &Facts) -> Option<&'a Line> {
    // `rev`, so that of equals the first is taken.
    lines.iter().rev().filter(|line| line.condition.holds(facts)).max_by(|a, b| a.weight.total_cmp(&b.weight))
}

/// Short texts get sentences that say nothing about the treatment.
fn lengthened(mut text: String, wording: &Wording<'_>, rng: &mut ChaCha8Rng) -> Result<String, Error> {
    let wanted = rng.random_range(SHORTEST_TEXT_WORDS..=SHORTEST_TEXT_WORDS + 12);
    while text.split_whitespace().count() < wanted {
        let filler = wording.say("{filler}", rng)?;
        if !text.contains(&filler) {
            if !text.ends_with('.') {
                text.push('.');
            }
            text.push(' ');
            text.push_str(&filler);
        }
    }
    Ok(text)
}

fn nothing_applies(scenario: &Scenario, list: &'static str) -> Error {
    Error::NothingApplies { scenario: scenario.name.clone(), list }
}
