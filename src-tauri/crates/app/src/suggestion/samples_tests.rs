//! What follows from samples as they come in, and when a threshold applies.
#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::suggestion::agreement_record::{MeasuredCases, SharePoint};

const FORTY: &str = "plan 40 Gy/ 15 fx photons. primary, photon, 40.0Gy, fractions:15";
const TWENTY_SIX: &str = "plan 26 Gy/ 5 fx photons. primary, photon, 26.0Gy, fractions:5";

fn samples(texts: &[Option<&str>]) -> Samples {
    let mut samples = Samples::new(texts.len());
    for (number, text) in texts.iter().enumerate() {
        if let Some(text) = text {
            samples.put(number, text);
        }
    }
    samples
}

/// From half of the samples on, 60 of 70 plans are right; below, none of 30.
fn record(samples: usize) -> AgreementRecord {
    let point = |share, answered, equal| SharePoint { share, answered, equal };
    let validation =
        MeasuredCases { origin: "invented".into(), cases: 100, points: vec![point(0.5, 70, 60), point(0.25, 100, 60)] };
    AgreementRecord { samples, temperature: 0.5, seed: 1, adapter_sha256: "a".into(), validation, held_out: None }
}

#[test]
fn while_samples_are_missing_nothing_follows_from_their_agreement() {
    let agreement = samples(&[Some(FORTY), None, Some(FORTY)]).agreement(0.5, Some(&record(3)));
    assert_eq!(agreement.standing, AgreementStanding::Drawing);
    assert_eq!(agreement.group_of, [Some(0), None, Some(0)]);
    assert_eq!((agreement.asked, agreement.drawn, agreement.groups[0].count), (3, 2, 2));
}

#[test]
fn a_plan_is_suggested_from_the_threshold_on_and_not_below() {
    let standing = |texts: &[Option<&str>]| samples(texts).agreement(0.5, Some(&record(texts.len()))).standing;
    let other = "plan 30 Gy/ 10 fx photons. primary, photon, 30.0Gy, fractions:10";
    let more = "plan 8 Gy/ 1 fx photons. primary, photon, 8.0Gy, fractions:1";
    assert_eq!(standing(&[Some(FORTY), Some(TWENTY_SIX), Some(FORTY), Some(other)]), AgreementStanding::Agrees);
    assert_eq!(standing(&[Some(FORTY), Some(TWENTY_SIX), Some(more), Some(other)]), AgreementStanding::Abstains);
    let agreement = samples(&[Some(FORTY); 4]).agreement(0.5, Some(&record(4)));
    let threshold = agreement.threshold.unwrap();
    assert_eq!((threshold.share, threshold.coverage, threshold.validation_cases), (0.5, 0.7, 100));
    assert!((threshold.accuracy - 60.0 / 70.0).abs() < 1e-12 && (threshold.accuracy_of_all - 0.6).abs() < 1e-12);
}

#[test]
fn a_threshold_chosen_with_other_samples_or_another_temperature_is_not_applied() {
    let two = samples(&[Some(FORTY), Some(TWENTY_SIX)]);
    assert_eq!(two.agreement(0.5, Some(&record(10))).standing, AgreementStanding::NoThreshold);
    assert_eq!(two.agreement(0.7, Some(&record(2))).standing, AgreementStanding::NoThreshold);
    assert_eq!(two.agreement(0.5, None).standing, AgreementStanding::NoThreshold);
}

#[test]
fn where_most_samples_state_no_plan_none_is_suggested() {
    let nothing = Some("The patient should be seen");
    let agreement = samples(&[nothing, Some(FORTY), nothing]).agreement(0.5, Some(&record(3)));
    assert_eq!(agreement.standing, AgreementStanding::NoPlan);
    assert_eq!((agreement.unread, agreement.group_of), (2, vec![None, Some(0), None]));
}
