//! What may be copied once a plan was accepted or edited. It always ends with the research label and never holds the diagnosis.

use isocenter_domain::{AlphaBeta, Modality, Phase, PhaseRole, Regimen, bed_gray, eqd2_gray};

use super::shown::{Shown, ShownArm};
use crate::wire::{Arm, CheckAcknowledgement, CheckView, DecisionKind};

const RESEARCH_LABEL: &str = "Research use only: every suggestion needs a physician’s judgement.";

/// A plan that was decided on.
pub(crate) struct Decided<'a> {
    pub(crate) shown: &'a Shown,
    pub(crate) arm: Arm,
    pub(crate) of_arm: &'a ShownArm<'a>,
    /// What the rules found in this plan.
    pub(crate) checks: &'a [CheckView],
    pub(crate) kind: DecisionKind,
    pub(crate) plan: &'a Regimen,
    pub(crate) reason: &'a str,
    pub(crate) acknowledged: &'a [CheckAcknowledgement],
    pub(crate) alpha_beta: Option<AlphaBeta>,
}

impl Decided<'_> {
    /// The text, its lines ended by line feeds.
    pub(crate) fn text(&self) -> String {
        let mut lines = vec![
            match self.kind {
                DecisionKind::Edited => format!("Plan edited by a physician, after a suggestion of {}", self.origin()),
                DecisionKind::Accepted | DecisionKind::Rejected => {
                    format!("Plan suggested by {}, accepted by a physician", self.origin())
                }
            },
            match self.kind {
                DecisionKind::Edited => format!("Plan: {}", self.plan.text.trim()),
                DecisionKind::Accepted | DecisionKind::Rejected => format!("Model text: {}", self.plan.text.trim()),
            },
        ];
        lines.extend(self.plan.phases.iter().map(phase_line));
        lines.extend(self.dose_line());
        if let Some(code) = &self.of_arm.code {
            lines.push(format!("ICD-10 code suggested: {code} {}", self.of_arm.code_title));
        }
        for acknowledged in self.acknowledged {
            let check = self.checks.iter().find(|check| check.rule == acknowledged.rule);
            let statement = check.map_or(acknowledged.rule.as_str(), |check| check.statement.as_str());
            lines.push(format!("Acknowledged: {statement}. Reason: {}", acknowledged.reason.trim()));
        }
        if !self.reason.is_empty() {
            lines.push(format!("Note: {}", self.reason));
        }
        lines.push(String::new());
        lines.push(RESEARCH_LABEL.to_owned());
        lines.join("\n").replace('\u{a0}', " ")
    }

    /// `LLaMA demo, a demonstration model trained on synthetic cases (fine-tuned; regimen from run 12)`.
    fn origin(&self) -> String {
        let model = &self.shown.model;
        let demonstration =
            if model.is_demonstration { ", a demonstration model trained on synthetic cases" } else { "" };
        let mut about = vec![if self.arm == Arm::Tuned { "fine-tuned" } else { "base" }.to_owned()];
        if self.arm == Arm::Tuned {
            let released = model.released.iter();
            about.extend(
                released.map(|released| {
                    format!("{} from run {}", isocenter_domain::Task::from(released.task), released.run)
                }),
            );
        }
        format!("{}{demonstration} ({})", model.name, about.join("; "))
    }

    fn dose_line(&self) -> Option<String> {
        let alpha_beta = self.alpha_beta?;
        let first = self.plan.phases.first()?;
        let gray = unit(first.modality);
        let (bed, eqd2) = (bed_gray(&self.plan.phases, alpha_beta), eqd2_gray(&self.plan.phases, alpha_beta));
        let of = trimmed(alpha_beta.gray(), 1);
        Some(format!("BED {} {gray}, EQD2 {} {gray} (α/β {of} Gy)", trimmed(bed, 1), trimmed(eqd2, 1)))
    }
}

fn phase_line(phase: &Phase) -> String {
    let name = if phase.role == PhaseRole::Boost { "Boost" } else { "Primary" };
    let (gray, dose) = (unit(phase.modality), trimmed(phase.dose.gray(), 2));
    let each = trimmed(phase.dose_per_fraction_gray(), 2);
    let (modality, count) = (phase.modality, phase.fractions.count());
    format!("{name}: {modality}, {dose} {gray} / {count} fx, {each} {gray} per fraction")
}

/// Proton doses are weighted for their biological effect and say so.
const fn unit(modality: Modality) -> &'static str {
    match modality {
        Modality::Proton => "Gy (RBE)",
        Modality::Photon | Modality::Electron | Modality::Brachytherapy => "Gy",
    }
}

/// A number with at most so many decimals, never a trailing zero.
fn trimmed(value: f64, decimals: usize) -> String {
    let fixed = format!("{value:.decimals$}");
    if fixed.contains('.') { fixed.trim_end_matches('0').trim_end_matches('.').to_owned() } else { fixed }
}
