//! Every delivered plan of a synthetic cohort, and the plans that its physicians wrote into diagnoses.

use std::sync::LazyLock;

use isocenter_domain::Regimen;
use isocenter_reading::PlanReading;
use isocenter_synthetic::{RegimenLibrary, SynthesisOptions, SyntheticCohort, TruthRow, synthesise};

use super::{assert_places, library, states};

static COHORT: LazyLock<SyntheticCohort> = LazyLock::new(|| {
    let library = RegimenLibrary::from_csv(library::CSV).unwrap();
    synthesise(SynthesisOptions { cases: 15_724, seed: 1 }, &library).unwrap()
});

fn kept() -> impl Iterator<Item = (usize, &'static TruthRow)> {
    COHORT.truth.iter().enumerate().filter(|(_, row)| row.kept)
}

#[test]
fn every_delivered_plan_is_read_to_exactly_its_phases_in_both_parts() {
    let mut wrong = Vec::new();
    for (_, row) in kept() {
        let phases = Regimen::read(&row.regimen).phases;
        let reading = PlanReading::read(&row.regimen);
        assert_places(&row.regimen, &reading);
        let delivered: Vec<_> = reading.delivered.iter().filter_map(|phase| phase.phase()).collect();
        let summary: Vec<_> = reading.summary.iter().filter_map(|phase| phase.phase()).collect();
        let modality = reading.delivered.first().and_then(|phase| phase.modality).map(|modality| modality.label());
        if delivered != phases || summary != phases || modality != Some(row.modality.as_str()) {
            wrong.push(format!("{}: {summary:?} / {delivered:?}", row.regimen));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), kept().count(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn few_delivered_plans_name_a_radiation_beside_their_own() {
    let mut other = Vec::new();
    for (_, row) in kept() {
        let reading = PlanReading::read(&row.regimen);
        let mut delivered: Vec<_> = reading.delivered.iter().filter_map(|phase| phase.modality).collect();
        delivered.sort_unstable();
        delivered.dedup();
        assert_eq!(reading.course_total, None, "{}", row.regimen);
        if reading.named_modalities() != delivered {
            other.push(format!("{}: {:?}", row.regimen, reading.named_modalities()));
        }
    }
    // The cohort's own slips: photons by IMPT.
    assert!(other.len() * 1000 < kept().count() * 15, "{}:\n{}", other.len(), other[..other.len().min(20)].join("\n"));
}

#[test]
fn the_plans_that_physicians_wrote_into_diagnoses_are_read() {
    const OPENINGS: &[&str] =
        &["Plan:", "PLAN:", "plan ", "Plan -", "Tx plan:", "RT plan:", "Rx:", "RT ", "-- ", "Tx:", "->", "XRT "];
    let (mut read, mut wrong) = (0, Vec::new());
    for (place, row) in kept() {
        let phases = Regimen::read(&row.regimen).phases;
        for piece in &COHORT.injected()[place] {
            if !OPENINGS.iter().any(|opening| piece.starts_with(opening))
                || !piece.contains(|c: char| c.is_ascii_digit())
            {
                continue;
            }
            read += 1;
            let reading = PlanReading::read(piece);
            assert_places(piece, &reading);
            if !states(&reading.summary, &phases) {
                wrong.push(format!("{piece}: {:?}", super::given(&reading.summary)));
            }
        }
    }
    assert!(read > 5_000, "{read}");
    assert!(wrong.is_empty(), "{} of {read}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

#[test]
fn the_sites_of_delivered_plans_are_of_one_place_as_a_rule() {
    let (mut named, mut several) = (0, Vec::new());
    for (_, row) in kept() {
        let reading = PlanReading::read(&row.regimen);
        named += usize::from(!reading.sites.is_empty());
        if !reading.sites.is_empty() && reading.site().is_none() {
            several.push(row.regimen.clone());
        }
    }
    assert!(named * 100 > kept().count() * 80, "{named} of {}", kept().count());
    let shown = several[..several.len().min(40)].join("\n");
    assert!(several.len() * 100 < named * 3, "{} of {named}:\n{shown}", several.len());
}
