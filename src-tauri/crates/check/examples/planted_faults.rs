//! Prints how many planted faults the rules find and how often each rule fires on clean delivered plans, for a cohort's seed; with a fault's name
//! also each plant that was missed, with a rule's name each clean plan on which it fires: `cargo run --example planted_faults -- 1 [NAME] [training]`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "an example for people")]

#[path = "../tests/check/planted/mod.rs"]
mod planted;

use isocenter_check::{Finding, Level, TrainingCases, alarm_rates};
use planted::{Cohort, Fault, RULES, check, is_found, is_true_alarm, plants};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let seed = arguments.next().map_or(1, |seed| seed.parse().expect("a seed"));
    let shown = arguments.next().unwrap_or_default();
    let of_training = arguments.next().is_some_and(|word| word == "training");
    let cohort = Cohort::draw(seed);
    let cases = if of_training { &cohort.training } else { &cohort.held_out };
    let knows_word = |word: &str| cohort.knows_word(word);
    let of_category = |category| cohort.of_category(category);
    let training = Some(TrainingCases { knows_word: &knows_word, of_category: &of_category });
    println!("seed {seed}, {} delivered plans", cases.len());
    println!("\n| planted | plants | found | required |\n|---|---|---|---|");
    for fault in Fault::ALL {
        let plants = plants(fault, cases, 7);
        let mut forms: Vec<(&str, usize, usize)> = Vec::new();
        let mut found = 0;
        for plant in &plants {
            let findings = check(&RULES, &plant.faulty, training);
            let is_found = is_found(fault, &findings);
            found += usize::from(is_found);
            match forms.iter_mut().find(|(form, ..)| *form == plant.form) {
                Some((_, hits, of)) => {
                    *hits += usize::from(is_found);
                    *of += 1;
                }
                None => forms.push((plant.form, usize::from(is_found), 1)),
            }
            if !is_found && format!("{fault:?}") == shown {
                println!(
                    "MISSED {}: {}\n  {}\n  {:?}",
                    plant.form, plant.faulty.diagnosis, plant.faulty.plan, plant.faulty.code
                );
                for finding in findings.iter().filter(|finding| fault.rules().contains(&finding.rule)) {
                    println!("  {:?} {}", finding.level, finding.statement);
                }
            }
        }
        let share = 100.0 * found as f64 / plants.len().max(1) as f64;
        println!("| {fault:?} | {} | {found} ({share:.1} %) | {:.0} % |", plants.len(), 100.0 * fault.required());
        if !shown.is_empty() {
            for (form, hits, of) in forms {
                println!("    {hits:4} of {of:4}  {form}");
            }
        }
    }
    let findings: Vec<_> = cases.iter().map(|case| check(&RULES, case, training)).collect();
    println!("\n| rule | fires on clean plans | of these false | checked |\n|---|---|---|---|");
    for rate in alarm_rates(findings.iter().map(Vec::as_slice)) {
        let fires = |findings: &[Finding]| {
            findings.iter().any(|finding| finding.rule == rate.rule && finding.level <= Level::Look)
        };
        let fired = cases.iter().zip(&findings).filter(|(_, findings)| fires(findings));
        let wrongly = fired.filter(|(case, _)| !is_true_alarm(rate.rule, case)).count();
        let percent = |count: usize| 100.0 * count as f64 / rate.of.max(1) as f64;
        println!(
            "| {} | {} ({:.1} %) | {wrongly} ({:.1} %) | {} |",
            rate.rule,
            rate.fired,
            percent(rate.fired),
            percent(wrongly),
            rate.checked
        );
    }
    for (case, findings) in cases.iter().zip(&findings) {
        for finding in findings.iter().filter(|finding| finding.rule.name() == shown && finding.level <= Level::Look) {
            println!(
                "FIRES {:?} {}\n  {}\n  {}\n  {:?}",
                finding.level, finding.statement, case.diagnosis, case.plan, case.code
            );
        }
    }
}
