//! Bars of every model beside each other: the headlines of all tasks (figure 3 of Wang et al.), and the fields of the regimen.

use isocenter_chart::{Comparison, ComparisonGroup, ComparisonSeries, Estimate, Reference};
use isocenter_domain::Task;
use isocenter_eval::{FigureSubject, Metric, Role, StudyModel};

use super::{Look, StudyFigure, arm, estimate, name, task_words};
use crate::error::Error;
use crate::failure;

/// The fields of the regimen that are compared.
pub(crate) const FIELDS: [Metric; 7] = [
    Metric::SameModality,
    Metric::SameDose,
    Metric::SameFractions,
    Metric::SameDosePerFraction,
    Metric::SameEqd2,
    Metric::SameSite,
    Metric::SameSide,
];

pub(super) fn series(look: &Look<'_>) -> Vec<ComparisonSeries> {
    let of = |(model, hue): (&StudyModel, _)| ComparisonSeries { label: name(model), hue, arm: arm(model.role) };
    look.study.models.iter().zip(look.hues.iter().copied()).map(of).collect()
}

/// The mean over the whole scan of each model.
fn bars(look: &Look<'_>, task: Task, metric: Metric) -> Vec<Option<Estimate>> {
    let of = |model: &StudyModel| estimate(&look.numbers.scan(&model.id, task, metric)?.all);
    look.study.models.iter().map(of).collect()
}

/// The headline of each task, held against the most frequent answer.
pub(super) fn headlines(look: &Look<'_>) -> Result<StudyFigure, Error> {
    let group = |task: Task| {
        let metric = Metric::headline(task);
        let baseline = look.numbers.baseline(metric).and_then(|baseline| baseline.value);
        ComparisonGroup {
            label: format!("{}, {metric}", task_words(task)),
            bars: bars(look, task, metric),
            reference: baseline.map(|value| Reference { label: "most frequent answer".into(), value }),
        }
    };
    let groups: Vec<ComparisonGroup> = look.study.tasks().map(group).collect();
    let cases: Vec<String> =
        look.study.tasks().map(|task| format!("{} ({})", task_words(task), look.cases(task))).collect();
    let figure = Comparison::new("mean over the scan", series(look), groups).map_err(failure::chart)?;
    Ok(StudyFigure {
        subject: FigureSubject::Comparison,
        task: None,
        model: None,
        file: "comparison".into(),
        name: "Headline of each task for every model, mean over the temperatures".into(),
        caption: format!(
            "{}. Bars are means over all temperatures, whiskers their 95 % intervals; dashed: always giving the most frequent answer.",
            cases.join(", ")
        ),
        figure: Box::new(figure),
    })
}

/// Which fields of the regimen are those of the physician.
pub(super) fn fields(look: &Look<'_>) -> Result<StudyFigure, Error> {
    let task = Task::Regimen;
    let group = |metric: &Metric| ComparisonGroup {
        label: metric.to_string(),
        bars: bars(look, task, *metric),
        reference: None,
    };
    let figure = Comparison::new("share of answers", series(look), FIELDS.iter().map(group).collect());
    let has_base = look.study.models.iter().any(|model| model.role == Role::Base);
    Ok(StudyFigure {
        subject: FigureSubject::FieldAgreement,
        task: Some(task),
        model: None,
        file: "fields-regimen".into(),
        name: "Share of regimens whose fields are those of the physician, by field and model".into(),
        caption: format!(
            "{} over all temperatures{}; a field counts where the physician’s regimen states it. Whiskers are 95 % intervals.",
            look.cases(task),
            if has_base { ", base and fine-tuned" } else { "" }
        ),
        figure: Box::new(figure.map_err(failure::chart)?),
    })
}
