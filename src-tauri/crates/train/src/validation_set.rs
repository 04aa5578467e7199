//! What the validation loss is measured on: cases held out of the data by seed, one by one or patient by patient, or
//! cases given for it.

use crate::data_order::{Stream, generator};
use crate::{Error, Example};
use rand::seq::SliceRandom;

/// Where the held-out examples come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ValidationSet {
    /// `validation_fraction` of the examples, drawn by seed.
    #[default]
    Fraction,
    /// These; every example of the data is trained on.
    Given(Vec<Example>),
    /// About `validation_fraction` of the examples in whole groups, drawn by seed: all cases of a patient lie on one
    /// side. One group number an example; equal numbers are one group. At least one group is trained on.
    ByGroup(Vec<u64>),
}

/// Indices of the examples on either side, ascending.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) trained: Vec<usize>,
    pub(crate) held_out: Vec<usize>,
}

impl ValidationSet {
    /// Splits `examples` examples.
    ///
    /// # Errors
    /// Groups that are not one an example.
    pub(crate) fn sides(&self, examples: usize, share: f64, seed: u64) -> Result<Sides, Error> {
        match self {
            Self::Fraction => Ok(by_example(examples, share, seed)),
            Self::Given(_) => Ok(Sides { trained: (0..examples).collect(), held_out: Vec::new() }),
            Self::ByGroup(groups) if groups.len() == examples => Ok(by_group(groups, share, seed)),
            Self::ByGroup(groups) => Err(Error::GroupsMismatch { examples, groups: groups.len() }),
        }
    }

    /// What goes into the fingerprint of the data.
    pub(crate) fn texts(&self) -> Vec<String> {
        match self {
            Self::Fraction => Vec::new(),
            Self::Given(examples) => std::iter::once("given".to_owned())
                .chain(examples.iter().flat_map(|example| [example.prompt.clone(), example.answer.clone()]))
                .collect(),
            Self::ByGroup(groups) => {
                std::iter::once("groups".to_owned()).chain(groups.iter().map(u64::to_string)).collect()
            }
        }
    }
}

/// With a share above 0 at least one example is held out, and at least one is always trained on.
fn by_example(examples: usize, share: f64, seed: u64) -> Sides {
    let count = if share > 0.0 { wanted(examples, share).min(examples.saturating_sub(1)) } else { 0 };
    let mut trained: Vec<usize> = (0..examples).collect();
    trained.shuffle(&mut generator(seed, Stream::HeldOut));
    let mut held_out = trained.split_off(examples - count);
    trained.sort_unstable();
    held_out.sort_unstable();
    Sides { trained, held_out }
}

/// Groups in a seeded order are held out until their examples are as many as wanted.
fn by_group(groups: &[u64], share: f64, seed: u64) -> Sides {
    let mut names: Vec<u64> = groups.to_vec();
    names.sort_unstable();
    names.dedup();
    names.shuffle(&mut generator(seed, Stream::HeldOut));
    let wanted = if share > 0.0 { wanted(groups.len(), share) } else { 0 };
    let mut chosen = std::collections::BTreeSet::new();
    let mut count = 0;
    for name in names.iter().skip(1) {
        if count >= wanted {
            break;
        }
        count += groups.iter().filter(|group| *group == name).count();
        chosen.insert(*name);
    }
    let (held_out, trained) = (0..groups.len()).partition(|&index| chosen.contains(&groups[index]));
    Sides { trained, held_out }
}

fn wanted(examples: usize, share: f64) -> usize {
    ((examples as f64 * share).round() as usize).max(1)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn all_cases_of_a_patient_lie_on_one_side_and_every_case_on_one() {
        let groups: Vec<u64> = (0..200).map(|index| (index * index) % 37).collect();
        let sides = ValidationSet::ByGroup(groups.clone()).sides(200, 0.1, 3).unwrap();
        let names = |side: &[usize]| side.iter().map(|&index| groups[index]).collect::<std::collections::BTreeSet<_>>();
        assert!(names(&sides.trained).is_disjoint(&names(&sides.held_out)));
        let mut all = [sides.trained.clone(), sides.held_out.clone()].concat();
        all.sort_unstable();
        assert_eq!(all, (0..200).collect::<Vec<_>>());
        assert!((20..40).contains(&sides.held_out.len()), "{} of 200", sides.held_out.len());
        assert_eq!(sides, ValidationSet::ByGroup(groups.clone()).sides(200, 0.1, 3).unwrap(), "the seed decides");
        assert_ne!(sides, ValidationSet::ByGroup(groups).sides(200, 0.1, 4).unwrap());
    }

    #[test]
    fn one_patient_or_one_case_is_trained_on_and_nothing_held_out() {
        for set in [ValidationSet::Fraction, ValidationSet::ByGroup(vec![7])] {
            assert_eq!(set.sides(1, 0.5, 1).unwrap(), Sides { trained: vec![0], held_out: vec![] });
        }
        let one_patient = ValidationSet::ByGroup(vec![7, 7, 7]).sides(3, 0.9, 1).unwrap();
        assert!(one_patient.held_out.is_empty());
    }

    #[test]
    fn a_share_of_zero_and_given_cases_hold_nothing_out() {
        for set in [ValidationSet::Fraction, ValidationSet::ByGroup(vec![1, 2, 3, 4])] {
            assert!(set.sides(4, 0.0, 1).unwrap().held_out.is_empty());
        }
        let given = ValidationSet::Given(vec![Example { prompt: "p".into(), answer: "a".into() }]);
        assert_eq!(given.sides(3, 0.5, 1).unwrap().trained, [0, 1, 2]);
    }

    #[test]
    fn groups_that_are_not_one_a_case_are_refused() {
        let failure = ValidationSet::ByGroup(vec![1, 2]).sides(3, 0.1, 1).unwrap_err();
        assert!(matches!(failure, Error::GroupsMismatch { examples: 3, groups: 2 }), "{failure}");
    }
}
