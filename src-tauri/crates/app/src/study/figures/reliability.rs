//! Whether the modality probabilities mean what they say.

use isocenter_chart::{Reliability, ReliabilityBin, ReliabilityCurve, ReliabilityPanel};
use isocenter_domain::Task;
use isocenter_eval::{CalibrationBin, FigureSubject};

use super::{Look, StudyFigure, arm, between, role_words};
use crate::error::Error;
use crate::failure;

/// A panel for each folder: the tuned model and its base.
pub(super) fn figure(look: &Look<'_>) -> Result<StudyFigure, Error> {
    let mut panels: Vec<ReliabilityPanel> = Vec::new();
    let mut folders: Vec<&str> = Vec::new();
    for (model, hue) in look.study.models.iter().zip(&look.hues) {
        let Some(found) = look.numbers.calibrations.iter().find(|found| found.model == model.id) else { continue };
        let curve = ReliabilityCurve {
            label: role_words(model.role).to_owned(),
            arm: arm(model.role),
            bins: found.bins.iter().filter_map(bin).collect(),
        };
        match folders.iter().position(|folder| *folder == model.folder) {
            Some(at) => panels[at].curves.push(curve),
            None => {
                folders.push(&model.folder);
                panels.push(ReliabilityPanel { label: model.label.clone(), hue: *hue, curves: vec![curve] });
            }
        }
    }
    Ok(StudyFigure {
        subject: FigureSubject::Reliability,
        task: Some(Task::Modality),
        model: None,
        file: "reliability-modality".into(),
        name: "How often the likeliest modality was right, by the probability it was given".into(),
        caption: format!(
            "{}. Points are bins of the likeliest label’s probability with Wilson’s 95 % intervals; the strip below counts their cases.",
            look.cases(Task::Modality)
        ),
        figure: Box::new(Reliability::new(panels).map_err(failure::chart)?),
    })
}

/// An empty bin has no mean probability and so no place.
fn bin(bin: &CalibrationBin) -> Option<ReliabilityBin> {
    Some(ReliabilityBin {
        predicted: bin.mean_probability?,
        observed: between(bin.share, bin.interval),
        n: bin.cases as u64,
    })
}
