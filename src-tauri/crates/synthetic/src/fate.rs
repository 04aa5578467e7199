//! Which cases survive curation: the proportions of Wang et al. (15,724 extracted, 7,903 kept, 7,177 with ICD-10), met exactly at any size.

use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

use crate::drop_reason::DropReason;

const EXTRACTED: usize = 15_724;
const KEPT: usize = 7_903;
const KEPT_WITH_ICD10: usize = 7_177;
const HELD_OUT: usize = 403;
const HELD_OUT_WITH_ICD10: usize = 377;

/// What becomes of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Kept { has_icd10: bool },
    Dropped(DropReason),
}

/// `part` of `whole` scaled to `total`, rounded to the nearest.
const fn scaled(total: usize, part: usize, whole: usize) -> usize {
    (total * part + whole / 2) / whole
}

/// How many of `cases` are kept.
pub(crate) const fn kept_of(cases: usize) -> usize {
    scaled(cases, KEPT, EXTRACTED)
}

/// How many of `cases` are kept with an ICD-10 code.
pub(crate) const fn kept_with_icd10_of(cases: usize) -> usize {
    scaled(cases, KEPT_WITH_ICD10, EXTRACTED)
}

/// How many of `kept` cases are held out from training.
pub(crate) const fn held_out_of(kept: usize) -> usize {
    scaled(kept, HELD_OUT, KEPT)
}

/// How many of `kept` cases with ICD-10 are held out from training.
pub(crate) const fn held_out_with_icd10_of(kept: usize) -> usize {
    scaled(kept, HELD_OUT_WITH_ICD10, KEPT_WITH_ICD10)
}

/// A fate for each case, shuffled.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "case counts are far below 2^52 and shares are positive"
)]
pub(crate) fn draw_fates(cases: usize, rng: &mut ChaCha8Rng) -> Vec<Fate> {
    let (kept, with_icd10) = (kept_of(cases), kept_with_icd10_of(cases));
    let mut fates = vec![Fate::Kept { has_icd10: true }; with_icd10];
    fates.resize(kept, Fate::Kept { has_icd10: false });
    let dropped = cases - kept;
    let mut reached = 0.0;
    for (reason, share) in DropReason::SHARES {
        reached += share;
        // Cumulated, so that rounding never leaves a case without a fate.
        let until = kept + ((dropped as f64 * reached).round() as usize).min(dropped);
        fates.resize(until.max(fates.len()), Fate::Dropped(reason));
    }
    fates.resize(cases, Fate::Dropped(DropReason::SeveralDiagnoses));
    fates.shuffle(rng);
    fates
}
