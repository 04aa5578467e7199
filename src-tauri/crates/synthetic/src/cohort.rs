//! The whole cohort: a draft and a fate for each case, every text once.

use std::collections::HashSet;

use isocenter_domain::Modality;
use isocenter_regimens::RegimenLibrary;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::Error;
use crate::book::Book;
use crate::draft::{self, Draft};
use crate::drop_reason::DropReason;
use crate::export::{self, Counts, Exports};
use crate::fate::{Fate, draw_fates};
use crate::mess::MessCounts;
use crate::person::Person;
use crate::truth::TruthRow;
use crate::typing::with_slips;

/// The example of Wang et al., Figure 4, which the scenarios can tell word by word. It is shown to users, so no cohort trains on it.
const PUBLISHED_EXAMPLE: &str = "AJCC 8th edition prognostic stage I (pT1a Nx M0) LEFT invasive lobular carcinoma, grade 2, estrogen receptor positive, progesterone receptor positive, HER2/Neu negative. Stage X,T1a, pN0, M0, G2, HER2 Neg, ER Pos, PR Pos";

/// Drawing the same text again more often than this means that the scenarios are used up.
const MOST_REDRAWS: usize = 1_000;

/// How many cases, from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SynthesisOptions {
    /// Extracted cases, of which about half survive curation.
    pub cases: usize,
    /// The same seed gives the same cohort, byte by byte.
    pub seed: u64,
}

/// A cohort before it is written.
#[derive(Debug, Clone)]
pub struct SyntheticCohort {
    /// The truth of each case, in order of patient id.
    pub truth: Vec<TruthRow>,
    /// What a perfect reader would answer, and what the look-ups see, in the same order.
    pub baselines: Vec<Baselines>,
    pub(crate) exports: Exports,
}

impl SyntheticCohort {
    /// What the exports hold.
    #[must_use]
    pub fn counts(&self) -> Counts {
        Counts {
            cases: self.truth.len(),
            diagnosis_rows: self.exports.diagnoses.len(),
            plan_rows: self.exports.plans.len(),
            kept: self.truth.iter().filter(|row| row.kept).count(),
            icd10_kept: self.truth.iter().filter(|row| row.icd10_kept).count(),
        }
    }

    /// How often each kind of mess occurs in the exports.
    #[must_use]
    pub const fn mess(&self) -> &MessCounts {
        &self.exports.mess
    }

    /// For each case, in the order of `truth`, the pieces its exported text holds beyond the clean diagnosis: plans, names, dates, marks.
    #[must_use]
    pub fn injected(&self) -> &[Vec<String>] {
        &self.exports.injected
    }
}

/// What the quality of the cohort is measured with; not part of the exports.
#[derive(Debug, Clone)]
pub struct Baselines {
    /// The site a look-up by site would use.
    pub site: String,
    /// Sex and age.
    pub person: Person,
    /// Most likely regimen given everything the text tells.
    pub oracle_regimen: String,
    /// Most likely modality given everything the text tells.
    pub oracle_modality: Modality,
    /// Most likely code given everything the text tells.
    pub oracle_icd10: String,
    /// Whether the library calls the schedule palliative.
    pub is_palliative: bool,
}

/// A case on its way into the exports.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub patient_id: String,
    pub fate: Fate,
    pub draft: Draft,
}

/// Draws a cohort.
///
/// # Errors
/// [`Error::UnknownRegimen`] when the library lacks a schedule that the scenarios name; the other variants mean a faulty scenario.
pub fn synthesise(options: SynthesisOptions, library: &RegimenLibrary) -> Result<SyntheticCohort, Error> {
    let book = Book::built_in()?;
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    let fates = draw_fates(options.cases, &mut rng);
    let mut texts = HashSet::from([PUBLISHED_EXAMPLE.to_owned(), format!("{PUBLISHED_EXAMPLE}.")]);
    let mut cases = Vec::with_capacity(options.cases);
    let mut patient_number = 10_000_000_u64 + rng.random_range(0..1_000_000);
    for fate in fates {
        patient_number += rng.random_range(3..400);
        let draft = draw_new(&book, library, &mut texts, &mut rng)?;
        let patient_id = match fate {
            Fate::Dropped(DropReason::NotAPatient) if rng.random_bool(0.5) => {
                format!("$QA{}", patient_number % 1_000_000)
            }
            Fate::Dropped(DropReason::NotAPatient) => format!("QA_PHANTOM_{}", patient_number % 1_000_000),
            _ => patient_number.to_string(),
        };
        cases.push(Case { patient_id, fate, draft });
    }
    let with_several = cases.iter().filter(|case| case.fate == Fate::Dropped(DropReason::SeveralDiagnoses)).count();
    let others =
        (0..with_several).map(|_| draw_new(&book, library, &mut texts, &mut rng)).collect::<Result<Vec<_>, _>>()?;
    let exports = export::make(&cases, &others, options.seed);
    let truth = cases.iter().map(truth_of).collect();
    let baselines = cases.iter().map(|case| baselines_of(&case.draft)).collect();
    Ok(SyntheticCohort { truth, baselines, exports })
}

fn draw_new(
    book: &Book,
    library: &RegimenLibrary,
    texts: &mut HashSet<String>,
    rng: &mut ChaCha8Rng,
) -> Result<Draft, Error> {
    for _ in 0..MOST_REDRAWS {
        let mut draft = draft::draw(book, library, rng)?;
        draft.diagnosis = with_slips(&draft.diagnosis, rng);
        if texts.insert(draft.diagnosis.clone()) {
            return Ok(draft);
        }
    }
    Err(Error::Exhausted)
}

fn truth_of(case: &Case) -> TruthRow {
    use DropReason::{
        AlternativePlan, NoApprovedPlan, NoDiagnosisText, NoPatientPlan, NoPlan, NotAPatient, OnlyPlanInText,
        PlanIncomplete,
    };
    let (kept, icd10_kept, reason) = match case.fate {
        Fate::Kept { has_icd10 } => (true, has_icd10, None),
        Fate::Dropped(reason) => (false, false, Some(reason)),
    };
    let has_plan = !matches!(
        reason,
        Some(AlternativePlan | NoApprovedPlan | NoPatientPlan | NoPlan | PlanIncomplete | NotAPatient)
    );
    let has_text = !matches!(reason, Some(NoDiagnosisText | OnlyPlanInText | NotAPatient));
    let has_code = !matches!(case.fate, Fate::Kept { has_icd10: false }) && reason != Some(NotAPatient);
    let answer = &case.draft.answer;
    TruthRow {
        patient_id: case.patient_id.clone(),
        diagnosis: if has_text { case.draft.diagnosis.clone() } else { String::new() },
        regimen: if has_plan { answer.regimen() } else { String::new() },
        modality: if has_plan { answer.modality().label().to_owned() } else { String::new() },
        icd10: if has_code { answer.icd10.clone() } else { String::new() },
        kept,
        drop_reason: reason.map_or("", DropReason::label).to_owned(),
        icd10_kept,
    }
}

fn baselines_of(draft: &Draft) -> Baselines {
    Baselines {
        site: draft.site.clone(),
        person: draft.person,
        oracle_regimen: draft.oracle.regimen(),
        oracle_modality: draft.oracle.modality(),
        oracle_icd10: draft.oracle.icd10.clone(),
        is_palliative: draft.is_palliative,
    }
}
