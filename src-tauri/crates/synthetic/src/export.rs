//! Puts a cohort into rows and writes the three files, each whole or not at all.

use std::fs;
use std::path::Path;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Serialize;

use crate::Error;
use crate::cohort::{Case, SyntheticCohort};
use crate::diagnosis_rows::{self, DiagnosisRow};
use crate::diagnosis_text::{SoiledText, soil};
use crate::draft::Draft;
use crate::drop_reason::DropReason;
use crate::fate::Fate;
use crate::mess::{Mess, MessCounts};
use crate::names::Identity;
use crate::plan_rows::{COURSE_IDS, DoseColumn, PlanRow, PlanSheet, draw_start};

/// What the exports of a cohort hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Extracted cases.
    pub cases: usize,
    /// Rows of `diagnoses.csv`.
    pub diagnosis_rows: usize,
    /// Rows of `plans.csv`.
    pub plan_rows: usize,
    /// Cases that survive clean curation.
    pub kept: usize,
    /// Cases that survive it with an ICD-10 code.
    pub icd10_kept: usize,
}

/// The rows of both exports and what was put into the texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Exports {
    pub diagnoses: Vec<DiagnosisRow>,
    pub plans: Vec<PlanRow>,
    /// For each case the pieces that clean curation removes from its text.
    pub injected: Vec<Vec<String>>,
    pub mess: MessCounts,
}

/// Makes the rows. `others` are further diagnoses, one for each case that has several.
pub(crate) fn make(cases: &[Case], others: &[Draft], seed: u64) -> Exports {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    // The cases were drawn from stream 0, prose draws from stream 1.
    rng.set_stream(2);
    let mut exports = Exports::default();
    let mut others = others.iter();
    let mut serial = 400_000;
    for case in cases {
        let identity = Identity::draw(case.draft.person.sex, &mut rng);
        let answer = &case.draft.answer;
        let mess = &mut exports.mess;
        let text = match case.fate {
            Fate::Dropped(DropReason::NoDiagnosisText) => SoiledText::default(),
            Fate::Dropped(DropReason::OnlyPlanInText) => {
                mess.count(Mess::TextIsPlan);
                soil("", answer, &identity, true, mess, &mut rng)
            }
            _ => soil(&case.draft.diagnosis, answer, &identity, false, mess, &mut rng),
        };
        let other = match case.fate {
            Fate::Dropped(DropReason::SeveralDiagnoses) => others.next(),
            _ => None,
        };
        let other_text =
            other.map(|draft| soil(&draft.diagnosis, &draft.answer, &identity, false, mess, &mut rng).text);
        let other = other.zip(other_text.as_deref());
        exports.diagnoses.extend(diagnosis_rows::rows(case, &identity, &text.text, other, &mut serial, mess, &mut rng));
        let sheet = PlanSheet {
            case,
            dose_column: DoseColumn::of_seed(seed),
            start: draw_start(&mut rng),
            course_id: COURSE_IDS[rng.random_range(0..COURSE_IDS.len())],
        };
        exports.plans.extend(sheet.rows(mess, &mut rng));
        exports.injected.push(text.injected);
    }
    exports
}

/// Writes `diagnoses.csv`, `plans.csv` and `truth.csv` into the folder `out`, which is made when it is missing.
///
/// # Errors
/// [`Error::Write`] and [`Error::WriteRow`] name the file; a file that stood there before is then unchanged.
pub fn write_exports(cohort: &SyntheticCohort, out: &Path) -> Result<Counts, Error> {
    fs::create_dir_all(out).map_err(|source| Error::Write { path: out.to_owned(), source })?;
    write_csv(&out.join("diagnoses.csv"), &cohort.exports.diagnoses)?;
    write_csv(&out.join("plans.csv"), &cohort.exports.plans)?;
    write_csv(&out.join("truth.csv"), &cohort.truth)?;
    Ok(cohort.counts())
}

fn write_csv<T: Serialize>(path: &Path, rows: &[T]) -> Result<(), Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row).map_err(|source| Error::WriteRow { path: path.to_owned(), source })?;
    }
    let failed = |source| Error::Write { path: path.to_owned(), source };
    let bytes = writer.into_inner().map_err(|error| failed(error.into_error()))?;
    let unfinished = path.with_extension("csv.part");
    let written = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, path));
    if written.is_err() {
        // OK to ignore: the first failure is the one to tell.
        let _ = fs::remove_file(&unfinished);
    }
    written.map_err(failed)
}
