//! How often the plan that most answers of a case give is the delivered one, by the share of cases that are answered.

use isocenter_chart::{Coverage, CoverageCurve, CoveragePanel, CoveragePoint, Estimate};
use isocenter_domain::Task;
use isocenter_eval::FigureSubject;

use super::{Look, StudyFigure, arm, between, role_words};
use crate::error::Error;
use crate::failure;

/// A panel for each folder, the tuned model and its base; nothing where agreement is undefined.
pub(super) fn figure(look: &Look<'_>) -> Result<Option<StudyFigure>, Error> {
    let mut panels: Vec<CoveragePanel> = Vec::new();
    let mut folders: Vec<&str> = Vec::new();
    for (model, hue) in look.study.models.iter().zip(&look.hues) {
        let found = look.numbers.coverages.iter().find(|found| found.model == model.id);
        let Some(found) = found.filter(|found| !found.points.is_empty()) else { continue };
        let point = |point: &isocenter_eval::CoveragePoint| CoveragePoint {
            label: format!("at least {} of {} agree", point.agreeing, found.answers_per_case),
            coverage: point.coverage,
            accuracy: between(Some(point.accuracy), point.interval).unwrap_or(Estimate::exact(point.accuracy)),
        };
        let curve = CoverageCurve {
            label: role_words(model.role).to_owned(),
            arm: arm(model.role),
            points: found.points.iter().map(point).collect(),
        };
        match folders.iter().position(|folder| *folder == model.folder) {
            Some(at) => panels[at].curves.push(curve),
            None => {
                folders.push(&model.folder);
                panels.push(CoveragePanel { label: model.label.clone(), hue: *hue, curves: vec![curve] });
            }
        }
    }
    if panels.is_empty() {
        return Ok(None);
    }
    let answers = look.study.answers_per_case();
    let temperatures: Vec<String> = look.study.sampling.temperatures.iter().map(ToString::to_string).collect();
    Ok(Some(StudyFigure {
        subject: FigureSubject::Coverage,
        task: Some(Task::Regimen),
        model: None,
        file: "coverage-regimen".into(),
        name: "How often the most frequent plan is the delivered one, by the share of cases that are answered".into(),
        caption: format!(
            "{}. A point answers the cases in which at least so many of their {answers} answers, drawn at temperatures {}, state the same modality, \
             dose and fractions; whiskers are Wilson’s 95 % intervals.",
            look.cases(Task::Regimen),
            temperatures.join(", ")
        ),
        figure: Box::new(Coverage::new(panels).map_err(failure::chart)?),
    }))
}
