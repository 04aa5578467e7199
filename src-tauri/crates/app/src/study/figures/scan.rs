//! A metric over the temperatures, tuned and base of each model (supplement 1 of Wang et al.).

use isocenter_chart::{Scan, ScanColumn, ScanCurve, ScanRow};
use isocenter_domain::Task;
use isocenter_eval::{FigureSubject, Metric};

use super::{Look, StudyFigure, arm, estimate, role_words, task_words};
use crate::error::Error;
use crate::failure;

/// The headline, and below it what it hides.
pub(crate) const fn scan_metrics(task: Task) -> &'static [Metric] {
    match task {
        Task::Regimen => &[Metric::Rouge1Recall, Metric::SamePhases],
        Task::Modality => &[Metric::Modality],
        Task::Icd10 => &[Metric::Icd10Category, Metric::Icd10Code],
    }
}

/// The scan of a task: a panel for each tuned model with its base, or, where nothing is tuned, for each base.
pub(super) fn temperature_scan(look: &Look<'_>, task: Task) -> Result<StudyFigure, Error> {
    let mut panels: Vec<Vec<usize>> = look.pairs().iter().map(|pair| vec![pair.tuned, pair.base]).collect();
    let is_shown = |index: &usize| panels.iter().flatten().any(|shown| shown == index);
    let alone: Vec<usize> = (0..look.study.models.len()).filter(|index| !is_shown(index)).collect();
    panels.extend(alone.into_iter().map(|index| vec![index]));
    let column =
        |models: &Vec<usize>| ScanColumn { label: look.model(models[0]).label.clone(), hue: look.hues[models[0]] };
    let curve = |index: usize, metric: Metric| {
        let model = look.model(index);
        let points = look.numbers.scan(&model.id, task, metric).map(|series| series.points.as_slice());
        let values = match points {
            Some(points) => points.iter().map(estimate).collect(),
            None => vec![None; look.study.sampling.temperatures.len()],
        };
        ScanCurve { label: role_words(model.role).to_owned(), arm: arm(model.role), values }
    };
    let row = |metric: &Metric| ScanRow {
        metric: metric.to_string(),
        panels: panels.iter().map(|models| models.iter().map(|index| curve(*index, *metric)).collect()).collect(),
    };
    let settings = look.study.sampling.temperatures.iter().map(|temperature| temperature.value()).collect();
    let rows = scan_metrics(task).iter().map(row).collect();
    let figure = Scan::new("Sampling temperature", settings, panels.iter().map(column).collect(), rows);
    Ok(StudyFigure {
        subject: FigureSubject::TemperatureScan,
        task: Some(task),
        model: None,
        file: format!("scan-{task}"),
        name: format!(
            "{} of the {} task over the temperatures, {}",
            Metric::headline(task),
            task_words(task),
            look.cases(task)
        ),
        caption: format!("{} at each temperature. Bands are 95 % intervals.", look.cases(task)),
        figure: Box::new(figure.map_err(failure::chart)?),
    })
}
