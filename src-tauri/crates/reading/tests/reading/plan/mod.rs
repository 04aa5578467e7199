//! Plans: the ways of writing a course, the library, a whole cohort, what is kept of contradictions, sites and sides, printing.

mod cohort;
mod contradictions;
mod courses;
mod library;
mod notes;
mod places;
mod printing;
mod sites;

use isocenter_domain::{Modality, Phase};
use isocenter_reading::PlanReading;
use isocenter_reading::plan::PlanPhase;

/// Gray, fractions and radiation of each phase.
pub fn given(phases: &[PlanPhase]) -> Vec<(Option<f64>, Option<u32>, Option<Modality>)> {
    let hundredths = |gray: f64| (gray * 10_000.0).round() / 10_000.0;
    phases
        .iter()
        .map(|phase| {
            (phase.total_gray().map(hundredths), phase.fraction_count().map(|count| count.count()), phase.modality)
        })
        .collect()
}

/// Whether a reading states these phases: doses to half a hundredth, or, where only the dose per fraction is written to two decimals, as near as
/// that lets them be.
pub fn states(reading: &[PlanPhase], phases: &[Phase]) -> bool {
    reading.len() == phases.len()
        && reading.iter().zip(phases).all(|(read, phase)| {
            let count = phase.fractions.count();
            let tolerance = if read.dose.is_some() { 0.005 } else { 0.0051 * f64::from(count) };
            read.fraction_count().map(|read| read.count()) == Some(count)
                && read.total_gray().is_some_and(|gray| (gray - phase.dose.gray()).abs() <= tolerance)
        })
}

/// Every place of a reading lies in the text, on boundaries between characters.
pub fn assert_places(text: &str, reading: &PlanReading) {
    let phases = reading.summary.iter().chain(&reading.delivered);
    let mut spans: Vec<_> = phases
        .flat_map(|phase| {
            let doses = phase.dose.iter().chain(&phase.levels).chain(&phase.per_fraction).map(|dose| dose.span);
            doses.chain(phase.fractions.map(|fractions| fractions.span)).chain([phase.span]).collect::<Vec<_>>()
        })
        .collect();
    spans.extend(reading.modalities.iter().map(|found| found.span));
    spans.extend(reading.techniques.iter().map(|found| found.span));
    spans.extend(reading.sites.iter().map(|found| found.span));
    spans.extend(reading.sides.iter().map(|found| found.span));
    spans.extend(reading.schedule.map(|found| found.span));
    spans.extend(reading.integrated_boost);
    spans.extend(reading.course_total.map(|dose| dose.span));
    for span in spans {
        assert!(span.start < span.end && text.get(span.start..span.end).is_some(), "{span:?} of {text:?}");
    }
}
