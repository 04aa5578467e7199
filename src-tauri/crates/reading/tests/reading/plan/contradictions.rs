//! What a plan states is kept as it is stated: the checks are to find what is wrong with it.

use isocenter_domain::Modality::{Photon, Proton};
use isocenter_domain::Regimen;
use isocenter_reading::PlanReading;
use isocenter_reading::plan::DoseUnit;

use super::given;

#[test]
fn number_and_unit_stay_as_they_are_written() {
    let dose = |text: &str| PlanReading::read(text).phases()[0].dose.unwrap();
    let stated = |text: &str| (dose(text).value, dose(text).unit, dose(text).gray());
    assert_eq!(stated("plan 4005 Gy/ 15 fx photons"), (4005.0, DoseUnit::Gray, Some(4005.0)));
    assert_eq!(stated("plan 40.05 cGy/ 15 fx photons"), (40.05, DoseUnit::Centigray, Some(40.05 / 100.0)));
    assert_eq!(stated("plan 4005/15 fx photons"), (4005.0, DoseUnit::Unwritten, None));
    assert_eq!(stated("primary, photon, 4005Gy, fractions:15"), (4005.0, DoseUnit::Gray, Some(4005.0)));
    assert_eq!(stated("primary, photon, 40.05, fractions:15"), (40.05, DoseUnit::Unwritten, Some(40.05)));
    assert_eq!(stated("primary, photon, 0Gy, fractions:15").2, Some(0.0));
}

#[test]
fn fractions_times_dose_need_not_be_the_total() {
    let reading = PlanReading::read("60 Gy in 30 fractions of 1.8 Gy");
    let phase = &reading.summary[0];
    assert_eq!((phase.total_gray(), phase.per_fraction_gray()), (Some(60.0), Some(1.8)));
    let reading = PlanReading::read("25 x 2 Gy = 60 Gy");
    assert_eq!(reading.summary[0].total_gray(), Some(60.0));
    assert_eq!(reading.summary[0].per_fraction_gray(), Some(2.0));
    let reading = PlanReading::read("45 Gy/25 fx + 5.4 Gy/3 fx, total 54 Gy");
    assert_eq!(reading.course_total.unwrap().value, 54.0);
    assert_eq!(reading.summary.len(), 2);
}

#[test]
fn summary_and_delivered_part_are_both_reachable() {
    let text = "plan 40 Gy/ 15 fx photons, IMPT to left breast. primary, proton, 42.56Gy, fractions:16";
    let reading = PlanReading::read(text);
    assert_eq!(given(&reading.summary), [(Some(40.0), Some(15), Some(Photon))]);
    assert_eq!(given(&reading.delivered), [(Some(42.56), Some(16), Some(Proton))]);
    assert_eq!(given(reading.phases()), given(&reading.delivered));
    assert_eq!(reading.named_modalities(), [Photon, Proton]);
    assert_eq!(reading.delivered[0].span.of(text), "primary, proton, 42.56Gy, fractions:16");
    assert_eq!(reading.delivered[0].dose.unwrap().span.of(text), "42.56Gy");
    assert_eq!(reading.summary[0].fractions.unwrap().span.of(text), "15 fx");
}

#[test]
fn a_delivered_phase_with_a_radiation_or_a_number_that_is_none_is_kept_without_it() {
    let reading = PlanReading::read("plan 40 Gy/ 15 fx photons. primary, neutron, 40.0Gy, fractions:15");
    assert_eq!(given(&reading.delivered), [(Some(40.0), Some(15), None)]);
    let reading = PlanReading::read("primary, photon, 40.0Gy, fractions:0, boost, photon, 10.0Gy, fractions:500");
    assert_eq!(given(&reading.delivered), [(Some(40.0), None, Some(Photon)), (Some(10.0), Some(500), Some(Photon))]);
}

#[test]
fn weighted_doses_of_photons_name_two_radiations() {
    let reading = PlanReading::read("plan 60 Gy(RBE)/ 30 fx photons");
    assert_eq!(given(&reading.summary), [(Some(60.0), Some(30), Some(Photon))]);
    assert_eq!(reading.named_modalities(), [Photon, Proton]);
    assert_eq!(PlanReading::read("54 Gy/30 fx IMRT, declined protons").named_modalities(), [Photon]);
    assert_eq!(PlanReading::read("proton SBRT 60 Gy(RBE)/8 fx").named_modalities(), [Proton]);
}

#[test]
fn wherever_the_reader_of_answers_finds_phases_the_same_are_found() {
    let texts = [
        "plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5",
        "plan 45 Gy/ 25 fx photons + boost 15 Gy/ 1 fx brachytherapy. primary, photon, 45.0Gy, fractions:25, boost, brachytherapy, 15.0Gy, fractions:1",
        "Primary, X-rays, 25 gy, Fractions : 5; boost nodes, e-, 10Gy, fractions:5.",
        "plan 50.4 Gy(RBE)/ 28 fx protons.",
        "plan 2500 cGy in 5 fractions photons.",
    ];
    for text in texts {
        let phases = Regimen::read(text).phases;
        assert!(!phases.is_empty(), "{text}");
        let read: Vec<_> = PlanReading::read(text).phases().iter().map(|phase| phase.phase().unwrap()).collect();
        assert_eq!(read, phases, "{text}");
    }
}
