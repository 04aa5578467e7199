//! The synthetic cohort on disk, biological dose, the machine.

use isocenter_app::ErrorCode;
use isocenter_app::commands::{CohortRequest, Existing, biological_dose, machine, synthesise_cohort};
use isocenter_app::wire::{Modality, PhaseRole, PhaseView};

use crate::fixture::listing;

fn phase(dose_gy: f64, fractions: u32) -> PhaseView {
    PhaseView {
        role: PhaseRole::Primary,
        label: "primary".into(),
        modality: Modality::Photon,
        dose_gy,
        fractions,
        dose_per_fraction_gy: dose_gy / f64::from(fractions),
    }
}

#[test]
fn published_values_of_bed_and_eqd2_are_met() {
    // SHARE protocol (Trials 2021), table 3: 65 Gy in 26 fractions, α/β 3.
    let dose = biological_dose(&[phase(65.0, 26)], 3.0).unwrap();
    assert!((dose.bed_gy - 119.17).abs() < 0.01 && (dose.eqd2_gy - 71.5).abs() < 0.01, "{dose:?}");
}

#[test]
fn a_dose_that_cannot_be_is_refused() {
    for (phase, alpha_beta) in [(phase(50.0, 25), 0.0), (phase(-1.0, 25), 10.0), (phase(50.0, 25), f64::NAN)] {
        assert_eq!(biological_dose(&[phase], alpha_beta).unwrap_err().code(), ErrorCode::BadInput);
    }
}

#[test]
fn the_machine_has_memory_and_a_device() {
    let machine = machine();
    assert!(machine.device.starts_with("CPU, "), "{}", machine.device);
    assert!(machine.memory_total_gb >= machine.memory_used_gb && machine.memory_used_gb >= 0.0);
}

#[test]
fn a_cohort_is_three_files_the_same_for_the_same_seed() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let request = CohortRequest { cases: 120, seed: 9, out: folder.path().join(name), existing: Existing::Keep };
        let counts = synthesise_cohort(&request).unwrap();
        let again = synthesise_cohort(&request).unwrap_err();
        assert!(again.what().contains("a cohort already") && again.remedy().contains("--force"), "{again}");
        assert_eq!(counts.cases, 120);
        assert!(counts.kept <= counts.cases && counts.icd10_kept <= counts.kept);
        listing(&request.out).into_iter().map(|name| std::fs::read(request.out.join(name)).unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(write("first"), write("second"));
    assert_eq!(listing(&folder.path().join("first")), ["diagnoses.csv", "plans.csv", "truth.csv"]);
}
