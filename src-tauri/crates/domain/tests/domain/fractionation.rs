//! BED and EQD2 against published values and each other.

use isocenter_domain::{AlphaBeta, Dose, DoseError, Error, Fractions, Modality, Phase, PhaseRole, bed_gray, eqd2_gray};

fn phase(dose_gray: f64, fractions: u32) -> Phase {
    Phase {
        role: PhaseRole::Primary,
        label: "primary".to_owned(),
        modality: Modality::Photon,
        dose: Dose::from_gray(dose_gray).unwrap(),
        fractions: Fractions::new(fractions).unwrap(),
    }
}

fn alpha_beta(gray: f64) -> AlphaBeta {
    AlphaBeta::from_gray(gray).unwrap()
}

/// The SHARE protocol, table 3 (Trials 2021), to the two decimals it prints.
#[test]
fn bed_and_eqd2_are_those_of_the_share_protocol() {
    let (long, short) = ([phase(66.0, 33)], [phase(65.0, 26)]);
    for (ratio, bed) in [(1.5, 154.0), (3.0, 110.0), (10.0, 79.2)] {
        assert!((bed_gray(&long, alpha_beta(ratio)) - bed).abs() < 0.005, "66/33 at {ratio}");
        assert!((eqd2_gray(&long, alpha_beta(ratio)) - 66.0).abs() < 0.005, "2 Gy fractions are their own EQD2");
    }
    for (ratio, eqd2, bed) in [(1.5, 74.29, 173.33), (3.0, 71.5, 119.17), (10.0, 67.71, 81.25)] {
        assert!((eqd2_gray(&short, alpha_beta(ratio)) - eqd2).abs() < 0.005, "65/26 at {ratio}");
        assert!((bed_gray(&short, alpha_beta(ratio)) - bed).abs() < 0.005, "65/26 at {ratio}");
    }
}

#[test]
fn phases_add_up_in_bed_and_not_in_gray() {
    let (main, boost) = (phase(40.0, 15), phase(10.0, 5));
    let ratio = alpha_beta(4.0);
    let both = bed_gray(&[main.clone(), boost.clone()], ratio);
    assert!((both - bed_gray(&[main], ratio) - bed_gray(&[boost], ratio)).abs() < 1e-9);
    assert!((both - bed_gray(&[phase(50.0, 20)], ratio)).abs() > 0.1);
}

#[test]
fn no_phase_has_no_effect() {
    assert_eq!(bed_gray(&[], alpha_beta(3.0)), 0.0);
    assert_eq!(eqd2_gray(&[], alpha_beta(3.0)), 0.0);
}

#[test]
fn larger_fractions_have_more_effect_at_the_same_dose() {
    for ratio in [1.5, 3.0, 10.0] {
        let effects: Vec<f64> = [30, 20, 10, 5, 1].map(|n| bed_gray(&[phase(30.0, n)], alpha_beta(ratio))).to_vec();
        assert!(effects.is_sorted(), "{effects:?}");
    }
}

#[test]
fn impossible_quantities_are_refused() {
    for gray in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(Dose::from_gray(gray), Err(DoseError::NotPositive));
        assert_eq!(AlphaBeta::from_gray(gray), Err(Error::AlphaBetaNotPositive));
    }
    assert_eq!(Fractions::new(0), Err(DoseError::NoFractions));
    assert!((phase(54.0, 3).dose_per_fraction_gray() - 18.0).abs() < 1e-12);
}
