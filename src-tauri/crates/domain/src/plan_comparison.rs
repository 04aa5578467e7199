//! A delivered and a generated plan side by side, as a grader compares them. What a plan does not state differs from what the other states.

use crate::{AlphaBeta, Modality, Phase, Regimen, bed_gray, eqd2_gray};

/// Doses nearer than this are the same, Gy: plans are written to two decimals.
const SAME_DOSE_GRAY: f64 = 0.005;
/// Biological doses nearer than this are the same, Gy: they are shown to one decimal.
const SAME_BIOLOGICAL_DOSE_GRAY: f64 = 0.05;

/// A quantity of both plans.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct QuantityPair {
    /// Of the delivered plan, if it states it.
    pub delivered: Option<f64>,
    /// Of the generated plan.
    pub generated: Option<f64>,
    tolerance: f64,
}

impl QuantityPair {
    /// Generated minus delivered, where both state it.
    #[must_use]
    pub fn difference(&self) -> Option<f64> {
        Some(self.generated? - self.delivered?)
    }

    /// Whether they differ.
    #[must_use]
    pub fn differs(&self) -> bool {
        match (self.delivered, self.generated) {
            (Some(_), Some(_)) => self.difference().is_some_and(|difference| difference.abs() > self.tolerance),
            (None, None) => false,
            (Some(_), None) | (None, Some(_)) => true,
        }
    }
}

/// Two plans side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanComparison {
    /// The words of the phases, delivered and generated, such as `primary` and `boost nodes`.
    pub targets: [Vec<String>; 2],
    /// The kinds of radiation in the order of the phases, each once.
    pub modalities: [Vec<Modality>; 2],
    /// Sum of the phases, Gy.
    pub dose_gray: QuantityPair,
    /// Sum of the phases.
    pub fractions: QuantityPair,
    /// Of the first phase, Gy.
    pub dose_per_fraction_gray: QuantityPair,
    /// Phases summed, Gy.
    pub bed_gray: QuantityPair,
    /// Phases summed, Gy.
    pub eqd2_gray: QuantityPair,
}

impl PlanComparison {
    /// Compares two plans at one α/β.
    #[must_use]
    pub fn of(delivered: &Regimen, generated: &Regimen, alpha_beta: AlphaBeta) -> Self {
        let both = [delivered, generated];
        let pair = |tolerance: f64, value: &dyn Fn(&[Phase]) -> f64| {
            let of = |plan: &Regimen| (!plan.phases.is_empty()).then(|| value(&plan.phases));
            QuantityPair { delivered: of(delivered), generated: of(generated), tolerance }
        };
        let first = |phases: &[Phase]| phases.first().map_or(0.0, Phase::dose_per_fraction_gray);
        Self {
            targets: both.map(|plan| plan.phases.iter().map(|phase| phase.label.clone()).collect()),
            modalities: both.map(|plan| {
                let mut kinds: Vec<Modality> = Vec::new();
                for phase in &plan.phases {
                    if !kinds.contains(&phase.modality) {
                        kinds.push(phase.modality);
                    }
                }
                kinds
            }),
            dose_gray: pair(SAME_DOSE_GRAY, &|phases| phases.iter().map(|phase| phase.dose.gray()).sum()),
            fractions: pair(0.5, &|phases| phases.iter().map(|phase| f64::from(phase.fractions.count())).sum()),
            dose_per_fraction_gray: pair(SAME_DOSE_GRAY, &first),
            bed_gray: pair(SAME_BIOLOGICAL_DOSE_GRAY, &|phases| bed_gray(phases, alpha_beta)),
            eqd2_gray: pair(SAME_BIOLOGICAL_DOSE_GRAY, &|phases| eqd2_gray(phases, alpha_beta)),
        }
    }
}
