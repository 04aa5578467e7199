//! The phases of a plan as a person writes it. A suggestion in the answer form is read by the domain; both readings of it must agree.

use isocenter_domain::{Phase, Regimen};
use isocenter_reading::plan::PlanReading;

/// The plan with its phases; none unless each states dose and fractions, and its radiation or the only one that the plan names.
pub(crate) fn read(plan: &str) -> Regimen {
    let reading = PlanReading::read(plan);
    let only = match reading.named_modalities()[..] {
        [modality] => Some(modality),
        _ => None,
    };
    let phases: Option<Vec<Phase>> = reading
        .phases()
        .iter()
        .map(|phase| {
            let mut whole = phase.clone();
            whole.modality = whole.modality.or(only);
            whole.phase()
        })
        .collect();
    Regimen { text: plan.to_owned(), phases: phases.unwrap_or_default() }
}

/// Whether the reader of facts and the reader of checks read the same phases; a plan of which the first reads nothing is no suggestion.
pub(crate) fn are_read_alike(plan: &str) -> bool {
    let facts = Regimen::read(plan);
    facts.phases.is_empty() || facts.is_clinically_equal(&read(plan))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn doses(plan: &str) -> Vec<(f64, u32)> {
        read(plan).phases.iter().map(|phase| (phase.dose.gray(), phase.fractions.count())).collect()
    }

    #[test]
    fn a_plan_in_a_physicians_words_has_all_its_phases_or_none() {
        assert_eq!(doses("40 Gy / 15 fx, photons, left breast"), [(40.0, 15)]);
        assert_eq!(doses("plan 45 Gy/ 25 fx photons then boost 16 Gy/ 8 fx photons"), [(45.0, 25), (16.0, 8)]);
        assert_eq!(doses("40 Gy / 15 fx left breast"), [], "no radiation is named");
        assert_eq!(doses("as discussed"), []);
    }

    #[test]
    fn both_readers_agree_on_the_answer_form_and_a_phase_that_one_leaves_out_shows() {
        assert!(are_read_alike("plan 40 Gy/ 15 fx photons. primary, photon, 40.0Gy, fractions:15"));
        assert!(are_read_alike("no plan at all"));
        assert!(!are_read_alike("plan 45 Gy/ 25 fx photons then boost 16 Gy/ 8 fx photons"));
    }
}
