//! The physician's plan summary and the answer built on it: `plan 40 Gy/ 15 fx photons, VMAT to left breast. primary, photon, 40.0Gy, fractions:15`.

use isocenter_domain::{Modality, Phase, PhaseRole, Regimen};

/// The summary without the word "plan": doses and fractions, then technique and volume when they are told.
pub(crate) fn summary(phases: &[Phase], detail: &str) -> String {
    let mut text = String::new();
    for (index, phase) in phases.iter().enumerate() {
        if index > 0 {
            text.push_str(" + ");
            text.push_str(&phase.label);
            text.push(' ');
        }
        text.push_str(&format!("{} Gy/ {} fx {}", phase.dose.gray(), phase.fractions.count(), phase.modality.plural()));
    }
    if !detail.is_empty() {
        text.push_str(", ");
        text.push_str(detail);
    }
    text
}

/// A summary cut where it begins to say what the plan is for.
pub(crate) fn without_indication(summary: &str) -> &str {
    [" for ", " of "].into_iter().filter_map(|word| summary.find(word)).min().map_or(summary, |at| &summary[..at])
}

/// The answer to the regimen question.
pub(crate) fn answer(phases: &[Phase], summary: &str) -> String {
    let regimen = Regimen::from_phases(phases.to_vec()).to_string();
    let delivered = regimen.split_once(". ").map_or("", |(_, delivered)| delivered);
    // OK because in the domain's form a point followed by a blank ends the opening.
    format!("plan {summary}. {delivered}")
}

/// Technique as a plan says it, from the library's column of alternatives.
pub(crate) fn technique(column: &str, modality: Modality) -> &str {
    const WHOLE: &[&str] = &["opposed laterals", "AP/PA", "lateral opposed", "opposed fields", "fixed eye line"];
    if column.starts_with("PA or") {
        return "AP/PA";
    }
    if column.starts_with("en-face") {
        return "en face";
    }
    if let Some(whole) = WHOLE.iter().find(|whole| column.starts_with(**whole)) {
        return whole;
    }
    if column.ends_with("plaque") || column.starts_with("Sr-90") {
        return "plaque";
    }
    let first = column.split(['/', ' ', ',']).next().unwrap_or(column);
    let is_of_protons = matches!(first, "PBS" | "IMPT" | "PSPT");
    if modality == Modality::Proton && !is_of_protons { "IMPT" } else { first }
}

/// The role of the phase at `index`.
pub(crate) const fn role(index: usize) -> PhaseRole {
    if index == 0 { PhaseRole::Primary } else { PhaseRole::Boost }
}

/// The label of the phase at `index`.
pub(crate) const fn label(index: usize) -> &'static str {
    if index == 0 { "primary" } else { "boost" }
}
