//! Training, validation and test cases, apart by patient. A patient's place in the order depends on seed and patient alone, so that most held-out
//! patients are held out of every task, and a further import moves few of them.

use std::collections::{BTreeMap, HashMap, HashSet};

use isocenter_domain::Task;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;
use crate::duplicates::{Duplicate, duplicates};
use crate::pseudonym::CaseId;
use crate::task_case::TaskCase;

/// Cases held out of all in Wang et al.: 403 of 7,903 and, with ICD-10, 377 of 7,177.
const HELD_OUT: (usize, usize) = (403, 7_903);
const HELD_OUT_ICD10: (usize, usize) = (377, 7_177);

/// What is split, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SplitSettings {
    /// The task.
    pub task: Task,
    /// Another seed gives another split.
    pub seed: u64,
    /// Cases to test on.
    pub held_out: HeldOut,
    /// Cases to validate on while training.
    pub validation: usize,
    /// What every part has the same shares of.
    pub strata: Strata,
}

/// How many cases are held out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeldOut {
    /// As many as in Wang et al., in proportion: 403 of 7,903, for ICD-10 377 of 7,177.
    AsPublished,
    /// So many.
    Count(usize),
}

/// What every part of a split has the same shares of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Strata {
    /// Nothing.
    #[default]
    None,
    /// Modalities.
    Modality,
    /// ICD-10 categories.
    Icd10Category,
}

/// Cases apart by patient.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// Cases to train on.
    pub train: Vec<CaseId>,
    /// Cases to validate on.
    pub validation: Vec<CaseId>,
    /// Cases never trained on.
    pub held_out: Vec<CaseId>,
}

/// Like texts on two sides of a split.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Crossing {
    /// The pair.
    pub duplicate: Duplicate,
    /// The part of the first case.
    pub one: Part,
    /// The part of the other.
    pub other: Part,
}

/// A part of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Trained on.
    Train,
    /// Validated on.
    Validation,
    /// Never trained on.
    HeldOut,
}

impl SplitSettings {
    /// The published split of a task.
    #[must_use]
    pub const fn published(task: Task, seed: u64) -> Self {
        Self { task, seed, held_out: HeldOut::AsPublished, validation: 0, strata: Strata::None }
    }

    const fn held_out_of(&self, cases: usize) -> usize {
        let (part, whole) = match (self.held_out, self.task) {
            (HeldOut::Count(count), _) => return count,
            (HeldOut::AsPublished, Task::Icd10) => HELD_OUT_ICD10,
            (HeldOut::AsPublished, _) => HELD_OUT,
        };
        (cases * part + whole / 2) / whole
    }
}

/// Splits the cases of a task. Parts list their cases in order of id.
///
/// # Errors
/// [`Error::SplitTooLarge`] when fewer cases are there than are asked for.
pub fn split(cases: &[TaskCase<'_>], settings: &SplitSettings) -> Result<Split, Error> {
    let asked = [settings.held_out_of(cases.len()), settings.validation];
    if asked.iter().sum::<usize>() > cases.len() {
        return Err(Error::SplitTooLarge { asked: asked.iter().sum(), available: cases.len() });
    }
    let mut strata: BTreeMap<String, Vec<&TaskCase<'_>>> = BTreeMap::new();
    for case in cases {
        strata.entry(stratum_of(case, settings.strata)).or_default().push(case);
    }
    strata.values_mut().for_each(|members| members.sort_by_cached_key(|case| place_of(settings.seed, case)));
    let mut placed: HashMap<&str, Part> = HashMap::new();
    for (part, count) in [Part::HeldOut, Part::Validation].into_iter().zip(asked) {
        strata.values_mut().for_each(|members| members.retain(|case| !placed.contains_key(case.patient.as_str())));
        let sizes: Vec<usize> = strata.values().map(Vec::len).collect();
        for (members, quota) in strata.values().zip(quotas(&sizes, count)) {
            placed.extend(members.iter().take(quota).map(|case| (case.patient.as_str(), part)));
        }
    }
    let mut split = Split::default();
    for case in cases {
        let part = match placed.get(case.patient.as_str()) {
            Some(Part::HeldOut) => &mut split.held_out,
            Some(Part::Validation) => &mut split.validation,
            Some(Part::Train) | None => &mut split.train,
        };
        part.push(case.id.clone());
    }
    for part in [&mut split.train, &mut split.validation, &mut split.held_out] {
        part.sort();
    }
    Ok(split)
}

impl Split {
    /// Every case with its part.
    pub fn members(&self) -> impl Iterator<Item = (&CaseId, Part)> {
        let parts = [(&self.train, Part::Train), (&self.validation, Part::Validation), (&self.held_out, Part::HeldOut)];
        parts.into_iter().flat_map(|(ids, part)| ids.iter().map(move |id| (id, part)))
    }

    /// Like texts on two sides: what a test would already have seen.
    #[must_use]
    pub fn crossings(&self, cases: &[TaskCase<'_>], threshold: f64) -> Vec<Crossing> {
        let parts: HashMap<&CaseId, Part> = self.members().collect();
        let texts = cases.iter().filter(|case| parts.contains_key(case.id)).map(|case| (case.id, case.diagnosis));
        let pairs = duplicates(texts, threshold).into_iter();
        pairs
            .filter_map(|duplicate| {
                let (one, other) = (*parts.get(&duplicate.one)?, *parts.get(&duplicate.other)?);
                (one != other).then_some(Crossing { duplicate, one, other })
            })
            .collect()
    }
}

fn stratum_of(case: &TaskCase<'_>, strata: Strata) -> String {
    match strata {
        Strata::None => String::new(),
        Strata::Modality => case.modality.map_or("", isocenter_domain::Modality::label).to_owned(),
        Strata::Icd10Category => case.category.map(|category| category.to_string()).unwrap_or_default(),
    }
}

/// A place in the order that nothing but seed and patient decides.
fn place_of(seed: u64, case: &TaskCase<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed.to_le_bytes());
    hash.update(case.patient.as_str());
    hash.finalize().into()
}

/// `count` shared out in proportion to `sizes`: whole shares first, then one each to the largest remainders, the earlier of equals.
fn quotas(sizes: &[usize], count: usize) -> Vec<usize> {
    let all: usize = sizes.iter().sum::<usize>().max(1);
    let mut quotas: Vec<usize> = sizes.iter().map(|size| size * count / all).collect();
    let mut by_remainder: Vec<usize> = (0..sizes.len()).collect();
    by_remainder.sort_by_key(|place| (std::cmp::Reverse(sizes[*place] * count % all), *place));
    let missing = count - quotas.iter().sum::<usize>();
    for place in by_remainder.into_iter().take(missing) {
        quotas[place] += 1;
    }
    quotas
}

/// Whether no patient is in two parts.
#[must_use]
pub fn is_apart_by_patient(split: &Split, cases: &[TaskCase<'_>]) -> bool {
    let patients: HashMap<&CaseId, &str> = cases.iter().map(|case| (case.id, case.patient.as_str())).collect();
    let of = |ids: &[CaseId]| ids.iter().filter_map(|id| patients.get(id).copied()).collect::<HashSet<&str>>();
    let (train, validation, held_out) = (of(&split.train), of(&split.validation), of(&split.held_out));
    train.is_disjoint(&validation) && train.is_disjoint(&held_out) && validation.is_disjoint(&held_out)
}

#[cfg(test)]
mod tests {
    use super::quotas;

    #[test]
    fn quotas_add_up_and_follow_the_sizes() {
        assert_eq!(quotas(&[64, 32, 3, 1], 10), [7, 3, 0, 0]);
        assert_eq!(quotas(&[1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(quotas(&[], 0), Vec::<usize>::new());
        assert_eq!(quotas(&[7_903], 403), [403]);
    }
}
