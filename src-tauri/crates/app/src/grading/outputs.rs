//! What a locked study of grades leaves: every entry, the numbers, figures, the report and the script that computes them anew, each
//! written whole.

use std::path::Path;

use isocenter_chart::{PictureFormat, Theme};
use isocenter_grade::{
    CheckedRecord, GradeFact, GradeFigure, Numbers, RECOMPUTE_GRADES_PY, ReportParts, StudyRecord, report_page,
    report_section, write_grades_csv, write_grades_json, write_numbers_json,
};

use super::figures::GradingFigure;
use crate::error::Error;
use crate::{failure, files};

const FORMATS: [(PictureFormat, &str); 3] =
    [(PictureFormat::Svg, "svg"), (PictureFormat::Png, "png"), (PictureFormat::Pdf, "pdf")];

/// A locked study of grades with all that is made of it.
pub(crate) struct GradingOutputs<'a> {
    pub(crate) record: &'a StudyRecord,
    pub(crate) checked: &'a CheckedRecord<'a>,
    pub(crate) numbers: &'a Numbers,
    pub(crate) figures: &'a [GradingFigure],
}

impl GradingOutputs<'_> {
    /// Writes everything into `folder`. Tables and report name people and hold their comments, so they are for their owner only.
    ///
    /// # Errors
    /// A full disk, a folder that may not be written to.
    pub(crate) fn write(&self, folder: &Path, at: &dyn Fn(i64) -> String, made: &str) -> Result<(), Error> {
        let (mut csv, mut json, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        write_grades_csv(self.record, &mut csv).map_err(failure::grade)?;
        write_grades_json(self.record, &mut json).map_err(failure::grade)?;
        write_numbers_json(self.checked, self.numbers, &mut numbers).map_err(failure::grade)?;
        files::write_private(&folder.join("grades.csv"), &csv)?;
        files::write_private(&folder.join("grades.json"), &json)?;
        files::write_whole(&folder.join("recompute_grades.py"), RECOMPUTE_GRADES_PY.as_bytes())?;
        for figure in self.figures {
            let picture = figure.draw(Theme::Light)?;
            for (format, ending) in FORMATS {
                let bytes = picture.file(format).map_err(failure::chart)?;
                files::write_whole(&folder.join("figures").join(format!("{}.{ending}", figure.file)), &bytes)?;
            }
        }
        let report = self.with_parts(at, made, report_page)?;
        files::write_private(&folder.join("report.html"), report.as_bytes())?;
        // The last: where it is, everything is.
        files::write_private(&folder.join("numbers.json"), &numbers)
    }

    /// Its section for the report of the study whose regimens were graded.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) fn section(&self, at: &dyn Fn(i64) -> String, made: &str) -> Result<String, Error> {
        self.with_parts(at, made, report_section)
    }

    fn with_parts(
        &self,
        at: &dyn Fn(i64) -> String,
        made: &str,
        write: fn(&ReportParts<'_>) -> Result<String, isocenter_grade::Error>,
    ) -> Result<String, Error> {
        let Self { record, checked, numbers, .. } = self;
        let drawn = |figure: &GradingFigure| {
            let svg = figure.draw(Theme::Light)?.svg().map_err(failure::chart)?;
            Ok(GradeFigure { caption: figure.caption.clone(), svg })
        };
        let figures = self.figures.iter().map(drawn).collect::<Result<Vec<_>, Error>>()?;
        let program = format!("Isocenter {}", env!("CARGO_PKG_VERSION"));
        let facts = [GradeFact { name: "Program".to_owned(), value: program }];
        let parts = ReportParts { record, checked, numbers, figures: &figures, facts: &facts, at, made };
        write(&parts).map_err(failure::grade)
    }
}
