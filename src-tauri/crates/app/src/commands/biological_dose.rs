//! BED and EQD2 for the phases of a regimen and an α/β that the user may edit.

use isocenter_domain::{AlphaBeta, Dose, Fractions, Phase, PhaseRole, bed_gray, eqd2_gray};

use crate::error::Error;
use crate::wire::{self, BiologicalDose, ErrorCode, PhaseView};

/// BED and EQD2, the phases summed.
///
/// # Errors
/// `badInput` for a dose, a number of fractions or an α/β that cannot be.
pub fn biological_dose(phases: &[PhaseView], alpha_beta_gy: f64) -> Result<BiologicalDose, Error> {
    let refused = |what: &str, source: &dyn std::error::Error| {
        Error::new(ErrorCode::BadInput, what.to_owned(), "enter a number above 0").caused_by(source)
    };
    let alpha_beta = AlphaBeta::from_gray(alpha_beta_gy).map_err(|e| refused("this α/β cannot be", &e))?;
    let phase = |view: &PhaseView| {
        Ok(Phase {
            role: match view.role {
                wire::PhaseRole::Primary => PhaseRole::Primary,
                wire::PhaseRole::Boost => PhaseRole::Boost,
            },
            label: view.label.clone(),
            modality: view.modality.into(),
            dose: Dose::from_gray(view.dose_gy).map_err(|e| refused("this dose cannot be", &e))?,
            fractions: Fractions::new(view.fractions).map_err(|e| refused("this number of fractions cannot be", &e))?,
        })
    };
    let phases = phases.iter().map(phase).collect::<Result<Vec<_>, Error>>()?;
    Ok(BiologicalDose { bed_gy: bed_gray(&phases, alpha_beta), eqd2_gy: eqd2_gray(&phases, alpha_beta) })
}

impl From<&Phase> for PhaseView {
    fn from(phase: &Phase) -> Self {
        Self {
            role: match phase.role {
                PhaseRole::Primary => wire::PhaseRole::Primary,
                PhaseRole::Boost => wire::PhaseRole::Boost,
            },
            label: phase.label.clone(),
            modality: phase.modality.into(),
            dose_gy: phase.dose.gray(),
            fractions: phase.fractions.count(),
            dose_per_fraction_gy: phase.dose_per_fraction_gray(),
        }
    }
}
