//! The clean path from truth to training pairs, apart by patient. The curation of real exports is not here.

use isocenter_domain::Task;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::fate::{held_out_of, held_out_with_icd10_of};
use crate::truth::TruthRow;

/// A diagnosis with the answer a model should give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairedCase {
    /// The patient, so that a result can be traced.
    pub patient_id: String,
    /// The diagnosis text.
    pub diagnosis: String,
    /// Regimen, modality label or ICD-10 code.
    pub answer: String,
}

/// Pairs to train on and pairs never trained on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Split {
    /// Pairs to train on.
    pub train: Vec<PairedCase>,
    /// Pairs to test on; no patient of them is in `train`.
    pub held_out: Vec<PairedCase>,
}

/// Splits the kept cases: 7,500 and 403 (ICD-10: 6,800 and 377) of 15,724, in the same proportion at other sizes.
/// One order of patients serves all tasks, so most held-out patients are held out of all three.
#[must_use]
pub fn training_split(truth: &[TruthRow], task: Task, seed: u64) -> Split {
    let mut rows: Vec<&TruthRow> = truth.iter().filter(|row| row.kept).collect();
    rows.sort_by(|a, b| a.patient_id.cmp(&b.patient_id));
    rows.shuffle(&mut ChaCha8Rng::seed_from_u64(seed));
    let held_out = match task {
        Task::Regimen | Task::Modality => held_out_of(rows.len()),
        Task::Icd10 => {
            rows.retain(|row| row.icd10_kept);
            held_out_with_icd10_of(rows.len())
        }
    };
    let mut pairs = rows.into_iter().map(|row| {
        let answer = match task {
            Task::Regimen => &row.regimen,
            Task::Modality => &row.modality,
            Task::Icd10 => &row.icd10,
        };
        PairedCase { patient_id: row.patient_id.clone(), diagnosis: row.diagnosis.clone(), answer: answer.clone() }
    });
    let held_out = pairs.by_ref().take(held_out).collect();
    Split { train: pairs.collect(), held_out }
}
