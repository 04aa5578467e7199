//! Samples of a regimen group by what they prescribe, not by how they say it.

use isocenter_domain::{Regimen, SampleAgreement};

fn read(texts: &[&str]) -> SampleAgreement {
    SampleAgreement::of(&texts.iter().map(|text| Regimen::read(text)).collect::<Vec<_>>())
}

const FIFTEEN: &str = "plan 40 Gy/ 15 fx photons. primary, photon, 40.0Gy, fractions:15";
const FIFTEEN_IN_OTHER_WORDS: &str =
    "plan 40 Gy/ 15 fx photons, VMAT to left breast. primary, photon, 4000 cGy, fractions:15";
const FIVE: &str = "plan 26 Gy/ 5 fx photons. primary, photon, 26.0Gy, fractions:5";
const PROTONS: &str = "plan 40 Gy/ 15 fx protons. primary, proton, 40.0Gy, fractions:15";
const WITH_BOOST: &str =
    "plan 40 Gy/ 15 fx photons. primary, photon, 40.0Gy, fractions:15, boost, photon, 10.0Gy, fractions:5";
const NO_PLAN: &str = "The patient should be seen";

#[test]
fn plans_in_other_words_are_one_group_and_another_modality_dose_or_boost_is_another() {
    let agreement = read(&[FIVE, FIFTEEN, PROTONS, FIFTEEN_IN_OTHER_WORDS, WITH_BOOST, NO_PLAN]);
    let groups: Vec<_> = agreement.groups.iter().map(|group| group.samples.clone()).collect();
    assert_eq!(groups, [vec![1, 3], vec![0], vec![2], vec![4]]);
    assert_eq!((agreement.agreeing(), agreement.unread()), (2, 1));
    assert_eq!(agreement.share(), Some(2.0 / 6.0));
}

#[test]
fn of_equal_groups_the_one_that_came_first_leads() {
    let agreement = read(&[FIVE, FIFTEEN, FIFTEEN, FIVE]);
    assert_eq!(agreement.groups[0].samples, [0, 3]);
}

#[test]
fn what_states_no_plan_agrees_with_nothing_not_even_itself() {
    let agreement = read(&[NO_PLAN, NO_PLAN]);
    assert_eq!((agreement.groups.len(), agreement.unread(), agreement.share()), (0, 2, Some(0.0)));
    assert_eq!(read(&[]).share(), None);
    let nothing = Regimen::read(NO_PLAN);
    assert!(!nothing.is_clinically_equal(&nothing));
}

#[test]
fn samples_state_a_plan_unless_more_of_them_state_none_than_agree() {
    assert!(read(&[FIVE, NO_PLAN]).states_a_plan());
    assert!(!read(&[FIVE, NO_PLAN, NO_PLAN]).states_a_plan());
    assert!(!read(&[NO_PLAN]).states_a_plan() && !read(&[]).states_a_plan());
}
