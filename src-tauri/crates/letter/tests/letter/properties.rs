//! What holds for any text.

use isocenter_letter::{Facts, Letter, check_letter, read_claims, revision, section_spans};

use crate::invented::{Chance, breast, lung};

#[test]
fn spans_lie_in_the_text_on_borders_of_characters_and_nothing_panics() {
    let mut chance = Chance(20_260_303);
    let facts = [breast(), lung()];
    for round in 0..1500 {
        let pieces = 1 + chance.below(40);
        let text = chance.text(pieces);
        for claim in read_claims(&text) {
            assert!(
                claim.span.start < claim.span.end && text.get(claim.span.start..claim.span.end).is_some(),
                "{text:?}"
            );
        }
        let joined: String = section_spans(&text)
            .iter()
            .flat_map(|section| [section.heading.of(&text), section.body.of(&text)])
            .collect();
        assert_eq!(joined, text);
        let cut = Letter::cut(&text);
        let printed = cut.print();
        assert_eq!(Letter::cut(&printed).print(), printed, "{text:?}");
        let check = check_letter(&facts[round % 2], &text);
        let counts = check.counts;
        assert_eq!(counts.traced + counts.unsupported + counts.contradicted, counts.claims);
        assert!(revision(&text, &printed).share_kept.is_none_or(|share| (0.0..=1.0).contains(&share)));
        let _ = Facts::read_json(&text).is_ok();
        let _ = Facts::read_csv(&text).is_ok();
    }
}

#[test]
fn any_value_in_any_field_is_kept_and_checked_without_a_panic() {
    let mut chance = Chance(99);
    let ids: Vec<String> = breast().all().iter().map(|fact| fact.id.to_string()).collect();
    for _ in 0..400 {
        let mut table = String::from("fact,value\n");
        for id in &ids {
            let value = chance.text(3).replace('"', "'");
            table.push_str(&format!("{id},\"{value}\"\n"));
        }
        let Ok(facts) = Facts::read_csv(&table) else { continue };
        let again = Facts::read_json(&facts.to_json()).unwrap();
        let values = |facts: &Facts| {
            facts.all().iter().map(|fact| (fact.id.to_string(), fact.text().to_owned())).collect::<Vec<_>>()
        };
        let (one, two) = (values(&facts), values(&again));
        assert_eq!(one.len(), two.len());
        let findings = facts.findings();
        assert_eq!(findings, facts.findings());
        let text = chance.text(30);
        let _ = check_letter(&facts, &text);
    }
}
