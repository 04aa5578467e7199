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

#[test]
fn rounding_does_not_differ_and_a_hundredth_of_a_gray_does() {
    let plan = |gray: &str| format!("plan {gray} Gy/ 15 fx photons. primary, photon, {gray}Gy, fractions:15");
    let rounded = compare(&plan("40.05"), &plan("40.054"), 4.0);
    let all = [rounded.dose_gray, rounded.dose_per_fraction_gray, rounded.bed_gray, rounded.eqd2_gray];
    assert!(!all.iter().any(isocenter_domain::QuantityPair::differs));
    let other = compare(&plan("40.05"), &plan("40.06"), 4.0);
    assert!(other.dose_gray.differs() && !other.dose_per_fraction_gray.differs() && !other.bed_gray.differs());
    assert!(compare(&plan("40.05"), &plan("40.10"), 4.0).bed_gray.differs());
}

/// A course that gives the same dose in one more fraction.
#[test]
fn one_fraction_more_differs_though_the_dose_is_the_same() {
    let compared = compare(SBRT, "plan 54 Gy/ 4 fx photons. primary, photon, 54.0Gy, fractions:4", 10.0);
    assert!(!compared.dose_gray.differs() && compared.fractions.differs() && compared.bed_gray.differs());
}

#[test]
fn a_boost_changes_the_sums_and_not_the_first_phase() {
    let whole = "plan 40 Gy/ 15 fx photons. primary, photon, 40.0Gy, fractions:15";
    let compared = compare(whole, BOOSTED, 4.0);
    assert_eq!((compared.dose_gray.difference(), compared.fractions.difference()), (Some(10.0), Some(5.0)));
    assert!(!compared.dose_per_fraction_gray.differs() && compared.eqd2_gray.differs());
    assert_eq!(compared.targets, [vec!["primary".to_owned()], vec!["primary".to_owned(), "boost".to_owned()]]);
}

#[test]
fn kinds_of_radiation_stand_once_each_and_in_the_order_of_the_phases() {
    let phases = "primary, electron, 10.0Gy, fractions:5, boost, photon, 10.0Gy, fractions:5, boost nodes, electron, 4.0Gy, fractions:2";
    let [kinds, _] = compare(phases, SBRT, 10.0).modalities;
    assert_eq!(kinds, [Modality::Electron, Modality::Photon]);
}
