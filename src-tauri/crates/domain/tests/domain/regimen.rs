//! Reading and printing of regimens.

use isocenter_domain::{Modality, PhaseRole, Regimen};

/// Dose, fractions, modality of each phase.
fn read(text: &str) -> Vec<(f64, u32, Modality)> {
    Regimen::read(text)
        .phases
        .iter()
        .map(|phase| (phase.dose.gray(), phase.fractions.count(), phase.modality))
        .collect()
}

const ANSWER: &str = "plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5";
const WITH_BOOST: &str = "plan 40 Gy/ 15 fx photons + boost 10 Gy/ 5 fx electrons. \
                          primary, photon, 40.0Gy, fractions:15, boost, electron, 10.0Gy, fractions:5";

#[test]
fn the_published_answer_is_read_and_printed_as_it_was() {
    let regimen = Regimen::read(ANSWER);
    assert_eq!(read(ANSWER), [(25.0, 5, Modality::Photon)]);
    assert_eq!(regimen.text, ANSWER);
    assert_eq!(regimen.to_string(), ANSWER);
    assert_eq!(regimen.total_dose_gray(), Some(25.0));
    assert_eq!(regimen.total_fractions(), Some(5));
}

#[test]
fn a_boost_is_a_further_phase() {
    let regimen = Regimen::read(WITH_BOOST);
    assert_eq!(read(WITH_BOOST), [(40.0, 15, Modality::Photon), (10.0, 5, Modality::Electron)]);
    assert_eq!(
        regimen.phases.iter().map(|phase| phase.role).collect::<Vec<_>>(),
        [PhaseRole::Primary, PhaseRole::Boost]
    );
    assert_eq!(regimen.to_string(), WITH_BOOST);
    assert_eq!(regimen.total_fractions(), Some(20));
}

#[test]
fn units_case_and_terms_of_physicians_are_accepted() {
    assert_eq!(read("primary, brachy, 2100 cGy, fractions: 3"), [(21.0, 3, Modality::Brachytherapy)]);
    assert_eq!(read("Primary, Photons, 50.4 GY, Fractions:28."), [(50.4, 28, Modality::Photon)]);
    assert_eq!(read("primary, proton, 70Gy(RBE), fractions:33"), [(70.0, 33, Modality::Proton)]);
    assert_eq!(read("primary, HDR brachy, 21.0 Gy, fractions:3"), [(21.0, 3, Modality::Brachytherapy)]);
    assert_eq!(read("primary, proton, 54 CGE, fractions:30"), [(54.0, 30, Modality::Proton)]);
    assert_eq!(
        read("primary, photon, 45.0Gy, fractions:25, boost nodes, photon, 9.0Gy, fractions:5, boost, brachy, 28 Gy, fractions:4").len(),
        3
    );
}

#[test]
fn a_longer_plan_summary_does_not_hide_what_was_delivered() {
    let text = "plan 40.05 Gy/ 15 fx photons, 3DCRT tangents to left breast, breath hold for pT1c N0, UOQ. primary, photon, 40.05Gy, fractions:15";
    assert_eq!(read(text), [(40.05, 15, Modality::Photon)]);
}

#[test]
fn what_was_delivered_wins_over_what_was_planned() {
    assert_eq!(
        read("plan 60 Gy/ 30 fx photons. primary, photon, 59.4Gy, fractions:33"),
        [(59.4, 33, Modality::Photon)]
    );
}

#[test]
fn a_stream_is_read_as_far_as_it_is_sure() {
    for (so_far, phases) in [
        ("", 0),
        ("plan", 0),
        ("plan 25", 0),
        ("plan 25 Gy/ 5 fx", 0),
        ("plan 25 Gy/ 5 fx pho", 0),
        ("plan 25 Gy/ 5 fx photons", 0),
        ("plan 25 Gy/ 5 fx photons.", 1),
        ("plan 25 Gy/ 5 fx photons. primary, photon, 25.0", 1),
        (ANSWER, 1),
    ] {
        let read = read(so_far);
        assert_eq!(read.len(), phases, "{so_far}");
        assert!(read.iter().all(|phase| *phase == (25.0, 5, Modality::Photon)), "{so_far}");
    }
}

#[test]
fn the_opening_of_a_stream_tells_its_boost() {
    let opening = "plan 40 Gy/ 15 fx photons + boost 10 Gy/ 5 fx electrons, 3DCRT to";
    assert_eq!(read(opening), [(40.0, 15, Modality::Photon), (10.0, 5, Modality::Electron)]);
    assert_eq!(read("plan 21 Gy/ 3 fx HDR brachytherapy."), [(21.0, 3, Modality::Brachytherapy)]);
}

#[test]
fn ramblings_are_read_as_nothing() {
    for text in [
        "The radiation therapy prescription for this is 50 Gy in 25 fractions of photons or protons.",
        "I am not sure. Consider 60 Gy, 30 fractions, photon.",
        "plan to discuss 45 Gy/ 25 fx with the patient",
        "primary, x, 25.0Gy, fractions:5",
        "primary, photon, Gy, fractions:5",
        "primary, photon, 25.0Gy, fractions:",
        "primary, photon, 25.0Gy, fractions:0",
        "primary, photon, 25.0Gy, fractions:5.5",
        "primary, photon, 0.0Gy, fractions:5",
        "primary, photon, -25.0Gy, fractions:5",
        "primary, photon, 2,500 cGy, fractions:5",
        "primary, photon, 25.0, fractions:5",
        "primary, photon, 2500 Gy, fractions:5",
        "primary, photon, 25.0Gy, fractions:500",
        "primary, photon and proton, 25.0Gy, fractions:5",
        "the long story of what was once thought of, photon, 25.0Gy, fractions:5",
        "Stage X,T1a, pN0, M0, G2, HER2 Neg, ER Pos, PR Pos",
        "photons photons photons photons",
        "plan 1e3 Gy/ 5 fx photons.",
        "plan 25 Gy/ 5 fx of something else, and photons.",
        "\u{0}\u{1f600},,,,,,,,::::",
    ] {
        assert!(read(text).is_empty(), "{text}: {:?}", read(text));
    }
}

#[test]
fn a_regimen_that_is_not_stated_prints_as_its_text() {
    let regimen = Regimen::read("no prescription here");
    assert_eq!(regimen.to_string(), "no prescription here");
    assert_eq!(regimen.total_dose_gray(), None);
    assert_eq!(regimen.total_fractions(), None);
}

#[test]
fn printing_and_reading_and_printing_changes_nothing() {
    let doses = [0.3, 1.0, 7.25, 12.5, 25.0, 40.05, 42.56, 50.4, 69.96, 145.0];
    let counts = [1, 2, 5, 15, 33, 68];
    for (index, dose) in doses.into_iter().enumerate() {
        for count in counts {
            for modality in Modality::ALL {
                let boost_modality = Modality::ALL[index % 4];
                for text in [
                    format!("primary, {modality}, {dose:?}Gy, fractions:{count}"),
                    format!(
                        "primary, {modality}, {dose:?}Gy, fractions:{count}, boost, {boost_modality}, 10.0Gy, fractions:5"
                    ),
                ] {
                    let once = Regimen::read(&text);
                    assert!(!once.phases.is_empty(), "{text}");
                    let printed = once.to_string();
                    let twice = Regimen::read(&printed);
                    assert_eq!(once.phases, twice.phases, "{text}");
                    assert_eq!(printed, twice.to_string());
                    assert_eq!(Regimen::from_phases(once.phases).text, printed);
                }
            }
        }
    }
}

#[test]
fn no_cut_of_an_answer_invents_a_dose() {
    for (end, _) in WITH_BOOST.char_indices() {
        for phase in Regimen::read(&WITH_BOOST[..end]).phases {
            assert!([40.0, 10.0].contains(&phase.dose.gray()), "{}", &WITH_BOOST[..end]);
        }
    }
}
