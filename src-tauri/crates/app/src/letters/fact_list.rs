//! A patient's facts as a list under headings. A unit stands behind its dose and has no line of its own.

use isocenter_letter::{Fact, FactKind, Facts};

use super::words::fact_label;
use crate::wire::{LetterFact, LetterFactGroup, LetterFactGroupKind};

/// The facts under headings, in canonical order.
pub(crate) fn fact_groups(facts: &Facts) -> Vec<LetterFactGroup> {
    let mut groups: Vec<(String, LetterFactGroup)> = Vec::new();
    for fact in facts.all().iter().filter(|fact| fact.kind != FactKind::Unit) {
        let (key, kind) = home(facts, fact);
        let line = LetterFact {
            id: fact.id.as_str().to_owned(),
            label: fact_label(fact.kind).to_owned(),
            value: value(facts, fact),
        };
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.facts.push(line),
            None => {
                let title = title(facts, kind, &key);
                groups.push((key, LetterFactGroup { kind, title, facts: vec![line] }));
            }
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

/// The value with its unit.
pub(super) fn value(facts: &Facts, fact: &Fact) -> String {
    let unit = match fact.kind {
        FactKind::Dose | FactKind::DosePerFraction => {
            facts.in_group(fact.id.group(), FactKind::Unit).map(|unit| unit.text().to_owned())
        }
        FactKind::Age => Some("years".to_owned()),
        _ => None,
    };
    match unit {
        Some(unit) => format!("{} {unit}", fact.text()),
        None => fact.text().to_owned(),
    }
}

/// Which group a fact belongs to.
fn home(facts: &Facts, fact: &Fact) -> (String, LetterFactGroupKind) {
    let mut path = fact.id.as_str().split('.');
    let (part, item) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
    match part {
        "diagnoses" => (format!("{part}.{item}"), LetterFactGroupKind::Diagnosis),
        "treatments" => (format!("{part}.{item}"), LetterFactGroupKind::Treatment),
        "courses" => {
            // What is said of a whole course stands with its first phase.
            let group = fact.id.group();
            let phase = if group.contains(".phases.") { group.to_owned() } else { first_phase(facts, group) };
            (phase, LetterFactGroupKind::Radiotherapy)
        }
        "recommendations" => (part.to_owned(), LetterFactGroupKind::Recommendations),
        "schedule" => (part.to_owned(), LetterFactGroupKind::Schedule),
        "remarks" => (part.to_owned(), LetterFactGroupKind::Remarks),
        _ => ("letter".to_owned(), LetterFactGroupKind::Letter),
    }
}

fn first_phase(facts: &Facts, course: &str) -> String {
    let inside = format!("{course}.phases.");
    let first = facts.all().iter().find(|fact| fact.id.as_str().starts_with(&inside));
    first.map_or_else(|| course.to_owned(), |fact| fact.id.group().to_owned())
}

fn title(facts: &Facts, kind: LetterFactGroupKind, key: &str) -> String {
    let numbered = |name: &str| match key.rsplit('.').next() {
        Some(number) if number != "1" => format!("{name} {number}"),
        _ => name.to_owned(),
    };
    match kind {
        LetterFactGroupKind::Letter => "Letter and patient".to_owned(),
        LetterFactGroupKind::Diagnosis => numbered("Diagnosis"),
        LetterFactGroupKind::Treatment => {
            let kind = facts.in_group(key, FactKind::TreatmentKind).map(Fact::text);
            match kind {
                Some("surgery") => "Surgery".to_owned(),
                Some("systemic") => "Systemic treatment".to_owned(),
                _ => "Treatment".to_owned(),
            }
        }
        LetterFactGroupKind::Radiotherapy => {
            let course = key.split(".phases.").next().unwrap_or(key);
            let status = facts.in_group(course, FactKind::Status).map(Fact::text);
            let name = match status {
                Some("given") => "Radiotherapy, given",
                Some("planned") => "Radiotherapy, planned",
                _ => "Radiotherapy",
            };
            match key.rsplit('.').next() {
                Some(phase) if phase != "1" => format!("{name}, phase {phase}"),
                _ => name.to_owned(),
            }
        }
        LetterFactGroupKind::Recommendations => "Recommendations".to_owned(),
        LetterFactGroupKind::Schedule => "Planned schedule".to_owned(),
        LetterFactGroupKind::Remarks => "Remarks".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn phases_are_groups_of_their_own_and_a_unit_stands_behind_its_dose() {
        let facts = Facts::read_json(
            r#"{"patient":{"sex":"female","age":62},"courses":[{"status":"given","concurrent":["cisplatin"],
            "phases":[{"dose":50,"unit":"Gy","fractions":25},{"dose":10,"unit":"Gy","fractions":5}]}]}"#,
        )
        .unwrap();
        let groups = fact_groups(&facts);
        let titles: Vec<&str> = groups.iter().map(|group| group.title.as_str()).collect();
        assert_eq!(titles, ["Letter and patient", "Radiotherapy, given", "Radiotherapy, given, phase 2"]);
        let lines: Vec<(&str, &str)> =
            groups[1].facts.iter().map(|fact| (fact.label.as_str(), fact.value.as_str())).collect();
        assert_eq!(lines, [("Status", "given"), ("Drug", "cisplatin"), ("Dose", "50 Gy"), ("Fractions", "25")]);
        assert_eq!(groups[0].facts[1].value, "62 years");
    }
}
