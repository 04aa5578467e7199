//! The synthetic cases that a demonstration model learnt from: drawn again from the seeds of its recipe. Their index, with the model's hidden
//! states, comes with the model; without it, it is made of the words.

use std::path::Path;

use isocenter_domain::{Icd10Code, Regimen};
use isocenter_lm::{CancelToken, DeviceChoice, Engine};
use isocenter_similar::Index;
use isocenter_synthetic::TruthRow;

use super::{CaseSource, HeldOutCases, LearntCase, PastCases, read_by_model};
use crate::commands::demonstration::truth_of_demonstration;
use crate::error::Error;
use crate::{failure, files};

/// File in the folder of a demonstration model.
pub(crate) const INDEX_FILE: &str = "similar-cases.idx";

/// The demonstration model whose cohort serves where there is no other; both have the same.
const HELD_OUT_OF: &str = "demo-llama";

fn case(row: TruthRow) -> LearntCase {
    LearntCase {
        patient: row.patient_id,
        diagnosis: row.diagnosis,
        regimen: Regimen::read(&row.regimen),
        icd10: Icd10Code::parse(&row.icd10).ok(),
    }
}

fn cases(id: &str) -> Result<Option<Vec<LearntCase>>, Error> {
    let truth = truth_of_demonstration(id)?;
    Ok(truth.map(|[learnt, _]| learnt.into_iter().map(case).collect()))
}

/// The held-out cases of the synthetic cohort.
pub(super) fn held_out() -> Result<Option<HeldOutCases>, Error> {
    let Some([learnt, held_out]) = truth_of_demonstration(HELD_OUT_OF)? else { return Ok(None) };
    let learnt = learnt.into_iter().map(case).collect();
    let source = CaseSource::Demonstration(HELD_OUT_OF.to_owned());
    Ok(Some(HeldOutCases {
        origin: format!(
            "{} held-out synthetic cases of the demonstration; no patient stands behind any of them",
            held_out.len()
        ),
        cases: held_out.into_iter().map(case).collect(),
        learnt: PastCases::new(source, String::new(), learnt, None)?,
    }))
}

/// The cases of a demonstration model.
pub(super) fn read(id: &str, folder: &Path) -> Result<Option<PastCases>, Error> {
    let Some(cases) = cases(id)? else { return Ok(None) };
    let stored = std::fs::read(folder.join(INDEX_FILE)).ok();
    // OK to go on without: the words serve.
    let index = stored.and_then(|bytes| Index::from_bytes(&bytes).ok());
    let origin = "synthetic training cases of this demonstration; no patient stands behind any of them";
    PastCases::new(CaseSource::Demonstration(id.to_owned()), origin.to_owned(), cases, index).map(Some)
}

/// Makes the index that comes with a demonstration model.
///
/// # Errors
/// A model that cannot be used; a folder that cannot be written; being cancelled.
pub(crate) fn index_of_demonstration(
    learnt: Vec<TruthRow>,
    folder: &Path,
    cancel: &CancelToken,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<(), Error> {
    let cases: Vec<LearntCase> = learnt.into_iter().map(case).collect();
    let engine = Engine::open(folder, DeviceChoice::Auto).map_err(failure::lm)?;
    let index = read_by_model(&engine, &cases, cancel, &mut |done| tick(done, cases.len()))?;
    files::write_whole(&folder.join(INDEX_FILE), &index.to_bytes())
}
