//! Every row of the dose-fractionation library, in the ways a course is written.

use isocenter_domain::{Modality, Phase, PhaseRole};
use isocenter_reading::PlanReading;
use isocenter_synthetic::RegimenLibrary;

use super::{assert_places, states};

pub const CSV: &str = include_str!("../../../../../../assets/regimens/regimens.csv");

/// A course in seven ways; the last with the technique as the library writes it.
pub fn ways(phase: &Phase, technique: &str, label: &str) -> Vec<String> {
    let (gray, count) = (phase.dose.gray(), phase.fractions.count());
    let per_fraction = (phase.dose_per_fraction_gray() * 100.0).round() / 100.0;
    let unit = if phase.modality == Modality::Proton { "Gy(RBE)" } else { "Gy" };
    let radiation = phase.modality.plural();
    vec![
        format!("{label}{gray}{unit}/{count}# {radiation}"),
        format!("{label}{:.0} cGy in {count} fx {radiation}", gray * 100.0),
        format!("{label}{radiation} {gray} {unit}/{count} fx"),
        format!("{label}{count} x {per_fraction} {unit} {radiation}"),
        format!("{label}{gray} {unit} in {count} fractions of {per_fraction} {unit} {radiation}"),
        format!("{label}{radiation} {per_fraction} {unit} x {count}"),
        format!("{label}{gray} {unit}/ {count} fx {radiation}, {technique}"),
    ]
}

#[test]
fn every_row_of_the_library_is_read_in_every_way_it_is_written() {
    let library = RegimenLibrary::from_csv(CSV).unwrap();
    let mut wrong = Vec::new();
    for entry in library.entries() {
        let phase = Phase {
            role: PhaseRole::Primary,
            label: "primary".to_owned(),
            modality: entry.modality,
            dose: entry.dose,
            fractions: entry.fractions,
        };
        for opening in ["plan ", "Rx: ", "", "-> "] {
            for text in ways(&phase, &entry.technique, opening) {
                let reading = PlanReading::read(&text);
                assert_places(&text, &reading);
                let is_read = states(&reading.summary, std::slice::from_ref(&phase))
                    && reading.summary.first().is_some_and(|read| read.modality == Some(entry.modality));
                if !is_read {
                    wrong.push(format!("{}: {text}: {:?}", entry.id, super::given(&reading.summary)));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
