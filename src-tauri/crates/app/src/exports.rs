//! Two exports of the oncology information system, looked at, read and curated with the tables that ship inside the program.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use isocenter_curate::{
    CaseNumbers, Cleaner, Curated, DateOrder, DateTreatment, Import, ImportSettings, Mapping, Progress, Proposal,
    PseudonymKey, RuleSet, Stage,
};
use isocenter_domain::Icd10Catalog;
use isocenter_lm::CancelToken;
use jiff::civil::Date;

use crate::error::Error;
use crate::{assets, failure};

/// Where the two exports lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExportFiles {
    pub(crate) diagnoses: PathBuf,
    pub(crate) plans: PathBuf,
}

/// How far reading and curating have come.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ImportProgress {
    /// Both files are read, one after the other.
    Reading {
        /// Rows read of the file that is being read.
        rows: u64,
        /// Share of that file's bytes, 0 to 1.
        share: f64,
        /// Whether it is the second of the two.
        is_second: bool,
    },
    /// Texts are cleaned.
    Curating {
        /// Share of the patients, 0 to 1.
        share: f64,
    },
}

/// Hears of the progress.
pub(crate) type ProgressSink<'a> = dyn FnMut(ImportProgress) + 'a;

/// Read and curated.
pub(crate) struct CuratedExports {
    pub(crate) import: Import,
    pub(crate) curated: Curated,
}

impl ExportFiles {
    /// Looks through both and proposes how to read them.
    ///
    /// # Errors
    /// Files that are no such exports.
    pub(crate) fn propose(&self) -> Result<Proposal, Error> {
        let headers = assets::export_headers()?;
        isocenter_curate::propose(&self.diagnoses, &self.plans, headers, &mut isocenter_curate::unobserved)
            .map_err(failure::curation)
    }

    /// Reads both and curates them. Patients known to `numbers` keep their case ids.
    ///
    /// # Errors
    /// Files that cannot be read with this mapping; an open question; cancelled.
    pub(crate) fn curate(&self, how: &Curation<'_>, sink: &mut ProgressSink<'_>) -> Result<CuratedExports, Error> {
        let catalog = assets::icd10_catalog()?;
        let mut observer = |progress: Progress| {
            report(progress, sink);
            if how.cancel.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let settings =
            ImportSettings { today: how.today, key: how.key, is_icd10_code: &|code| catalog.contains(code.as_str()) };
        let import = isocenter_curate::import(&self.diagnoses, &self.plans, how.mapping, settings, &mut observer)
            .map_err(failure::curation)?;
        let mut numbers = how.numbers.clone();
        let is_code = code_test(catalog);
        let cleaner = cleaner(&is_code, how.key, how.mapping, how.dates);
        let curated = isocenter_curate::curate(&import, how.rules, &cleaner, &mut numbers, &mut observer)
            .map_err(failure::curation)?;
        Ok(CuratedExports { import, curated })
    }
}

/// How exports are to be read and curated.
pub(crate) struct Curation<'a> {
    pub(crate) mapping: &'a Mapping,
    pub(crate) rules: &'a RuleSet,
    pub(crate) key: &'a PseudonymKey,
    /// What becomes of dates in texts.
    pub(crate) dates: DateTreatment,
    /// Patients that have a number already.
    pub(crate) numbers: &'a CaseNumbers,
    pub(crate) today: Date,
    pub(crate) cancel: &'a CancelToken,
}

/// Whether a text is a code of the shipped table.
pub(crate) fn code_test(catalog: &Icd10Catalog) -> impl Fn(&str) -> bool {
    |text| isocenter_domain::Icd10Code::parse(text).is_ok_and(|code| catalog.contains(code.as_str()))
}

/// What finds plan text and identifiers; dates in texts are read in the order of the diagnosis export.
pub(crate) fn cleaner<'a>(
    is_code: &'a dyn Fn(&str) -> bool,
    key: &'a PseudonymKey,
    mapping: &Mapping,
    dates: DateTreatment,
) -> Cleaner<'a> {
    let order = mapping.diagnoses.date_order.or(mapping.plans.date_order).unwrap_or(DateOrder::MonthFirst);
    Cleaner::new(is_code, key).with_dates(dates, order)
}

fn report(progress: Progress, sink: &mut ProgressSink<'_>) {
    // A word for each thousandth is enough, and cheap.
    const EVERY: u64 = 64;
    if !progress.done.is_multiple_of(EVERY) && progress.position < progress.length {
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "a share for a progress bar")]
    let share = (progress.position as f64 / progress.length.max(1) as f64).min(1.0);
    sink(match progress.stage {
        Stage::Cleaning => ImportProgress::Curating { share },
        Stage::Looking(table) | Stage::Reading(table) => {
            ImportProgress::Reading { rows: progress.done, share, is_second: table == isocenter_curate::Table::Plans }
        }
    });
}

/// The name of a file without its folder.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
