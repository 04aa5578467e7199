//! Holds the scenarios to the rule that makes the cohort learnable: what decides an answer is told by every text.

use std::collections::BTreeSet;

use crate::book::{Book, Scenario, Slot, SlotUse};
use crate::condition::Condition;
use crate::draft::draw_scenario;
use isocenter_regimens::RegimenLibrary;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

fn slots<'a>(book: &'a Book, scenario: &'a Scenario) -> Vec<&'a Slot> {
    let slot = |slot: &'a SlotUse| match slot {
        SlotUse::Own(slot) => slot,
        SlotUse::Shared { name, .. } => &book.shared[name],
    };
    scenario.slots.iter().map(slot).collect()
}

/// Slots that a template names, directly or through the wordings of the slots it names.
fn told(book: &Book, scenario: &Scenario, template: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![template.to_owned()];
    while let Some(text) = open.pop() {
        for piece in text.split('{').skip(1) {
            let name = piece.split(['}', '.', ' ']).next().unwrap_or_default().trim_start_matches('^');
            if found.insert(name.to_owned()) {
                let named = slots(book, scenario).into_iter().filter(|slot| slot.name == name);
                open.extend(named.flat_map(|slot| slot.values.iter().flat_map(|value| value.wordings.clone())));
            }
        }
    }
    found
}

/// The template without its optional parts.
fn certain(template: &str) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('[') {
        out.push_str(before);
        rest = behind.split_once(']').map_or("", |(_, rest)| rest);
    }
    out + rest
}

fn asked(condition: &Condition) -> impl Iterator<Item = String> {
    condition.slots().map(str::to_owned)
}

#[test]
fn every_feature_that_decides_is_told_by_every_text() {
    let book = Book::built_in().unwrap();
    for scenario in &book.scenarios {
        let mut decisive: BTreeSet<String> = scenario.menu.iter().flat_map(|line| asked(&line.condition)).collect();
        decisive.extend(scenario.codes.iter().flat_map(|line| asked(&line.condition)));
        let tilting = |slot: &&Slot| slot.values.iter().any(|value| !value.tilts.is_empty());
        decisive.extend(slots(&book, scenario).into_iter().filter(tilting).map(|slot| slot.name.clone()));
        // A man with breast cancer is one in a hundred; stage lines do not tell the sex.
        decisive.remove("sex");
        if decisive.remove("age") {
            decisive.insert("who".to_owned());
        }
        for text in &scenario.texts {
            let told = told(&book, scenario, &certain(&text.template));
            for slot in &decisive {
                assert!(told.contains(slot), "{}: a text does not tell {slot}", scenario.name);
            }
        }
    }
}

#[test]
fn every_condition_asks_for_a_key_that_its_slot_can_have() {
    let book = Book::built_in().unwrap();
    for scenario in &book.scenarios {
        let conditions = scenario.menu.iter().map(|line| &line.condition);
        let conditions = conditions.chain(scenario.codes.iter().map(|line| &line.condition));
        for condition in conditions.chain(scenario.details.iter().map(|line| &line.condition)) {
            for (name, key) in condition.pairs() {
                if ["sex", "age", "modality", "id"].contains(&name) {
                    continue;
                }
                let slot = slots(&book, scenario).into_iter().find(|slot| slot.name == name);
                let slot = slot.unwrap_or_else(|| panic!("{}: no slot {name}", scenario.name));
                assert!(slot.values.iter().any(|value| value.key == key), "{}: {name} is never {key}", scenario.name);
            }
        }
    }
}

#[test]
fn every_scenario_can_be_drawn_many_times() {
    let book = Book::built_in().unwrap();
    let library = RegimenLibrary::from_csv(include_str!("../../../../assets/regimens/regimens.csv")).unwrap();
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for scenario in &book.scenarios {
        assert!(!scenario.site.is_empty() && scenario.share > 0.0, "{}", scenario.name);
        for _ in 0..200 {
            let draft = draw_scenario(&book, scenario, &library, &mut rng).unwrap();
            assert!(
                !draft.diagnosis.contains(['{', '}', '[', ']', '|', '^']),
                "{}: {}",
                scenario.name,
                draft.diagnosis
            );
            assert!(!draft.answer.summary.contains(['{', '}', '|', '^']), "{}", scenario.name);
        }
    }
}
