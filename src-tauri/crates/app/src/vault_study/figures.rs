//! The figures of a study for the window: drawn for its theme, each place that tells a value with the cases behind it.

use isocenter_chart::{HitArea, Theme};
use isocenter_domain::Task;
use isocenter_eval::{Class, ClassTable, FigureSubject, Metric, Role, StudyModel, Temperature};

use super::open_study::Scored;
use super::views::{address_of, figure_kind};
use crate::error::Error;
use crate::study::figures::{FIELDS, StudyFigure as Drawn, class_label, class_scheme, scan_metrics};
use crate::wire::{CaseAddress, FigureTheme, HitPlace, StudyFigure};

/// Every figure, in the order of the report.
///
/// # Errors
/// A fault of ours.
pub(crate) fn figures(scored: &Scored<'_>, theme: FigureTheme) -> Result<Vec<StudyFigure>, Error> {
    let theme = match theme {
        FigureTheme::Light => Theme::Light,
        FigureTheme::Dark => Theme::Dark,
    };
    scored.outputs.figures.iter().map(|figure| view(scored, figure, theme)).collect()
}

fn view(scored: &Scored<'_>, figure: &Drawn, theme: Theme) -> Result<StudyFigure, Error> {
    let picture = figure.draw(theme)?;
    let addresses = Addresses { scored, figure };
    let mut before: Vec<(&str, &str)> = Vec::new();
    let mut hits = Vec::new();
    for hit in picture.hit_areas() {
        let named = (hit.series.as_str(), hit.label.as_str());
        let earlier = before.iter().filter(|other| **other == named).count();
        before.push(named);
        hits.push(HitPlace {
            x: hit.x,
            y: hit.y,
            width: hit.width,
            height: hit.height,
            series: hit.series.clone(),
            label: addresses.label(hit, earlier),
            value: hit.value.clone(),
            behind: addresses.behind(hit, earlier),
        });
    }
    Ok(StudyFigure {
        id: figure.file.clone(),
        kind: figure_kind(figure.subject),
        task: figure.task.map(Into::into),
        model: figure.model.as_ref().map(ToString::to_string),
        caption: figure.caption.clone(),
        svg: picture.svg().map_err(crate::failure::chart)?,
        width: picture.width(),
        height: picture.height(),
        hits,
    })
}

/// From the words of a mark to what it means: figures know words, not addresses.
struct Addresses<'a> {
    scored: &'a Scored<'a>,
    figure: &'a Drawn,
}

impl Addresses<'_> {
    /// Which value a mark tells; of a scan also the metric, for its rows have marks of the same words.
    fn label(&self, hit: &HitArea, earlier: usize) -> String {
        let metrics = self.figure.task.filter(|_| self.figure.subject == FigureSubject::TemperatureScan);
        let metric = metrics.and_then(|task| scan_metrics(task).get(earlier));
        metric.map_or_else(|| hit.label.clone(), |metric| format!("{metric}, {}", hit.label))
    }

    /// The cases behind a mark; `earlier` marks of the same words were drawn before it.
    fn behind(&self, hit: &HitArea, earlier: usize) -> Option<CaseAddress> {
        match self.figure.subject {
            FigureSubject::TemperatureScan => {
                let task = self.figure.task?;
                let temperature: f64 = hit.label.rsplit(' ').next()?.parse().ok()?;
                // OK because a model has one mark for each temperature in every row, and rows are drawn one below the other.
                let metric = *scan_metrics(task).get(earlier)?;
                let temperature = self.temperature(temperature)?;
                self.number(self.model(&hit.series, " ")?, task, metric, Some(temperature))
            }
            FigureSubject::Comparison => {
                let of = |task: &Task| hit.label.ends_with(Metric::headline(*task).words());
                let task = self.scored.study.tasks().find(of)?;
                self.number(self.model(&hit.series, ", ")?, task, Metric::headline(task), None)
            }
            FigureSubject::FieldAgreement => {
                let metric = *FIELDS.iter().find(|metric| metric.words() == hit.label)?;
                self.number(self.model(&hit.series, ", ")?, Task::Regimen, metric, None)
            }
            FigureSubject::Confusion => self.cell(hit),
            FigureSubject::Coverage
            | FigureSubject::ClassScores
            | FigureSubject::Families
            | FigureSubject::Subgroups
            | FigureSubject::Reliability
            | FigureSubject::Grades
            | FigureSubject::Origin => None,
        }
    }

    /// The temperature of the scan that a mark names: marks are rounded to what tells the scan's temperatures apart.
    fn temperature(&self, near: f64) -> Option<Temperature> {
        let all = self.scored.study.sampling.temperatures.iter().copied();
        all.min_by(|a, b| (a.value() - near).abs().total_cmp(&(b.value() - near).abs()))
    }

    /// The model that a series names as its label, `between`, and its arm.
    fn model(&self, series: &str, between: &str) -> Option<&StudyModel> {
        let words = |model: &StudyModel| {
            let arm = if model.role == Role::Tuned { "fine-tuned" } else { "base" };
            format!("{}{between}{arm}", model.label)
        };
        self.scored.study.models.iter().find(|model| words(model) == series)
    }

    fn number(
        &self,
        model: &StudyModel,
        task: Task,
        metric: Metric,
        temperature: Option<Temperature>,
    ) -> Option<CaseAddress> {
        let series = self.scored.outputs.numbers.scan(&model.id, task, metric)?;
        let measured = match temperature {
            None => &series.all,
            Some(_) => series.points.iter().find(|point| point.conditions.temperature == temperature)?,
        };
        (measured.cases > 0).then(|| address_of(&measured.conditions))
    }

    /// An empty cell has nothing behind it.
    fn cell(&self, hit: &HitArea) -> Option<CaseAddress> {
        let (task, model) = (self.figure.task?, self.figure.model.as_ref()?);
        let table: &ClassTable = self.scored.outputs.numbers.best_classes(model, class_scheme(task))?;
        let classes = &table.rates.classes;
        let of = |words: &str| classes.iter().position(|row| class_label(&row.class).full() == words);
        let (truth, prediction) = (of(&hit.series)?, of(&hit.label)?);
        let is_empty = !table.rates.cells.iter().any(|cell| (cell.truth, cell.prediction) == (truth, prediction));
        let label = |at: usize| -> String { Class::label(&classes[at].class).to_owned() };
        (!is_empty).then(|| CaseAddress::Cell {
            model: model.to_string(),
            scheme: table.scheme.words().to_owned(),
            temperature: table.temperature.value(),
            truth: label(truth),
            prediction: label(prediction),
        })
    }
}
