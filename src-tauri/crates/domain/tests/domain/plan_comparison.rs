//! Two plans side by side.

use isocenter_domain::{AlphaBeta, Modality, PlanComparison, Regimen};

const SBRT: &str = "plan 54 Gy/ 3 fx photons. primary, photon, 54.0Gy, fractions:3";
const FIVE: &str = "plan 50 Gy/ 5 fx photons. primary, photon, 50.0Gy, fractions:5";
const BOOSTED: &str = "plan 40 Gy/ 15 fx photons + boost 10 Gy/ 5 fx electrons. primary, photon, 40.0Gy, fractions:15, \
                       boost, electron, 10.0Gy, fractions:5";

fn compare(delivered: &str, generated: &str, alpha_beta: f64) -> PlanComparison {
    let alpha_beta = AlphaBeta::from_gray(alpha_beta).unwrap();
    PlanComparison::of(&Regimen::read(delivered), &Regimen::read(generated), alpha_beta)
}

/// The numbers of the design's example: 54 Gy in 3 against 50 Gy in 5 at α/β 10.
#[test]
fn every_quantity_is_compared_and_differences_carry_their_sign() {
    let compared = compare(SBRT, FIVE, 10.0);
    assert_eq!(compared.dose_gray.difference(), Some(-4.0));
    assert_eq!(compared.fractions.difference(), Some(2.0));
    assert_eq!(compared.dose_per_fraction_gray.difference(), Some(-8.0));
    assert!((compared.bed_gray.delivered.unwrap() - 151.2).abs() < 1e-9);
    assert!((compared.bed_gray.difference().unwrap() + 51.2).abs() < 1e-9);
    let all = [compared.dose_gray, compared.fractions, compared.dose_per_fraction_gray, compared.eqd2_gray];
    assert!(all.iter().all(isocenter_domain::QuantityPair::differs));
    assert_eq!(compared.modalities, [vec![Modality::Photon], vec![Modality::Photon]]);
}

#[test]
fn the_same_plan_differs_in_nothing() {
    let compared = compare(BOOSTED, BOOSTED, 4.0);
    let all = [compared.dose_gray, compared.fractions, compared.dose_per_fraction_gray, compared.bed_gray];
    assert!(!all.iter().any(isocenter_domain::QuantityPair::differs));
    assert_eq!(compared.targets[0], ["primary", "boost"]);
    assert_eq!(compared.modalities[0], [Modality::Photon, Modality::Electron]);
    assert_eq!(compared.dose_gray.delivered, Some(50.0));
}

#[test]
fn what_one_plan_does_not_state_differs_and_what_neither_states_does_not() {
    let one = compare(SBRT, "no plan at all", 10.0);
    assert_eq!((one.dose_gray.generated, one.dose_gray.difference()), (None, None));
    assert!(one.dose_gray.differs() && one.eqd2_gray.differs());
    let neither = compare("nothing", "no plan at all", 10.0);
    assert!(!neither.dose_gray.differs() && !neither.fractions.differs());
}
