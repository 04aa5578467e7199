//! What a finished study leaves: numbers, tables, figures, the report and the script that computes them anew, each written whole.

use std::path::Path;

use isocenter_chart::{PictureFormat, Theme};
use isocenter_eval::{
    Evaluation, Finding, ModelCard, Numbers, RECOMPUTE_PY, ReportFigure, ReportParts, RunFact, report_html,
    write_results_json, write_samples_csv,
};

use super::figures::{StudyFigure, study_figures};
use super::places::Places;
use crate::error::Error;
use crate::{failure, files};

/// The numbers as one JSON document.
const RESULTS: &str = "results.json";
/// The study with every default written out.
pub(crate) const STUDY: &str = "study.toml";
/// The report for people.
pub(crate) const REPORT: &str = "report.html";
const TABLE: &str = "samples.csv";
const SCRIPT: &str = "recompute.py";
const FIGURES: &str = "figures";

/// The files of a figure.
const FORMATS: [(PictureFormat, &str); 3] =
    [(PictureFormat::Svg, "svg"), (PictureFormat::Png, "png"), (PictureFormat::Pdf, "pdf")];

/// A finished study with everything that is made of it.
pub(crate) struct StudyOutputs<'a> {
    evaluation: &'a Evaluation<'a>,
    pub(crate) numbers: Numbers,
    pub(crate) findings: Vec<Finding>,
    pub(crate) figures: Vec<StudyFigure>,
    facts: Vec<RunFact>,
}

impl<'a> StudyOutputs<'a> {
    /// Computes the numbers and what is said and drawn of them.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) fn new(evaluation: &'a Evaluation<'a>, facts: Vec<RunFact>) -> Result<Self, Error> {
        let numbers = evaluation.numbers().map_err(failure::eval)?;
        let findings = evaluation.findings(&numbers);
        let figures = study_figures(evaluation, &numbers)?;
        Ok(Self { evaluation, numbers, findings, figures, facts })
    }

    /// `results.json`: the same study with the same answers gives the same bytes.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) fn results_json(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        write_results_json(self.evaluation, &self.numbers, &self.findings, &self.facts, &mut bytes)
            .map_err(failure::eval)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// `samples.csv`.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) fn samples_csv(&self) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        write_samples_csv(self.evaluation, &mut bytes).map_err(failure::eval)?;
        Ok(bytes)
    }

    /// The report, made at `made`, with the sections that others made.
    ///
    /// # Errors
    /// A fault of ours.
    pub(crate) fn report(&self, cards: &[ModelCard], sections: &[String], made: &str) -> Result<String, Error> {
        let drawn = |figure: &StudyFigure| {
            let svg = figure.draw(Theme::Light)?.svg().map_err(failure::chart)?;
            Ok(ReportFigure { subject: figure.subject, task: figure.task, caption: figure.caption.clone(), svg })
        };
        Ok(report_html(&ReportParts {
            evaluation: self.evaluation,
            numbers: &self.numbers,
            findings: &self.findings,
            figures: &self.figures.iter().map(drawn).collect::<Result<Vec<_>, Error>>()?,
            sections,
            model_cards: cards,
            run: &self.facts,
            made,
        }))
    }

    /// Writes everything but the answers themselves into `folder`. The tables hold texts, so they are for their owner only.
    ///
    /// # Errors
    /// A full disk, a folder that may not be written to.
    pub(crate) fn write(
        &self,
        folder: &Path,
        cards: &[ModelCard],
        sections: &[String],
        made: &str,
    ) -> Result<(), Error> {
        files::write_private(&folder.join(TABLE), &self.samples_csv()?)?;
        files::write_whole(&folder.join(SCRIPT), RECOMPUTE_PY.as_bytes())?;
        for figure in &self.figures {
            let picture = figure.draw(Theme::Light)?;
            for (format, ending) in FORMATS {
                let bytes = picture.file(format).map_err(failure::chart)?;
                files::write_whole(&folder.join(FIGURES).join(format!("{}.{ending}", figure.file)), &bytes)?;
            }
        }
        files::write_whole(&folder.join(REPORT), self.report(cards, sections, made)?.as_bytes())?;
        // The last: where it is, everything is.
        files::write_whole(&folder.join(RESULTS), &self.results_json()?)
    }
}

/// The cards that lie in the models' folders, each once.
pub(crate) fn model_cards(evaluation: &Evaluation<'_>, places: &Places) -> Vec<ModelCard> {
    let mut cards = Vec::new();
    let mut seen = Vec::new();
    for model in &evaluation.study().models {
        if seen.contains(&&model.folder) {
            continue;
        }
        seen.push(&model.folder);
        // A folder without a card has none to print.
        if let Ok(text) = std::fs::read_to_string(places.of(&model.folder).join("README.md")) {
            cards.push(ModelCard { title: model.label.clone(), text });
        }
    }
    cards
}
