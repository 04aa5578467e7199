//! Faults of dose: products that do not come out, units, two parts that disagree, plans without a dose, doses that no course has.

use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use super::{Case, Form};

/// `plan D Gy/ N fx RADIATION…. primary, radiation, D.0Gy, fractions:N…`, taken apart.
pub struct Parts {
    pub dose: f64,
    pub fractions: u32,
    /// `photons`.
    pub radiation: String,
    /// Technique and volume, up to the full stop before the delivered part.
    pub detail: String,
    /// `photon`.
    pub delivered: String,
}

impl Parts {
    /// Of plans with one phase.
    pub fn of(case: &Case) -> Option<Self> {
        let (summary, delivered) = case.plan.split_once(". primary, ")?;
        if delivered.contains("boost") || summary.contains(" + ") {
            return None;
        }
        let rest = summary.strip_prefix("plan ")?;
        let (dose, rest) = rest.split_once(" Gy/ ")?;
        let (fractions, rest) = rest.split_once(" fx ")?;
        let end = rest.find(',').unwrap_or(rest.len());
        let (radiation, detail) = rest.split_at(end);
        Some(Self {
            dose: dose.parse().ok()?,
            fractions: fractions.parse().ok()?,
            radiation: radiation.to_owned(),
            detail: detail.to_owned(),
            delivered: delivered.split(',').next()?.to_owned(),
        })
    }

    pub fn each(&self) -> f64 {
        (self.dose / f64::from(self.fractions) * 100.0).round() / 100.0
    }

    /// A dose per fraction that is another one by at least three per cent, as a model mistakes it.
    fn wrong_each(&self, rng: &mut ChaCha8Rng) -> f64 {
        let usual = [1.8, 2.0, 2.5, 2.67, 3.0, 4.0, 5.0, 6.0, 7.25, 8.0];
        let wrong: Vec<f64> = usual.into_iter().filter(|each| (each / self.each() - 1.0).abs() > 0.03).collect();
        *wrong.choose(rng).unwrap()
    }

    pub fn delivered(&self) -> String {
        format!("primary, {}, {:?}Gy, fractions:{}", self.delivered, self.dose, self.fractions)
    }

    fn is_implant(&self) -> bool {
        self.delivered == "brachytherapy" && self.fractions == 1
    }
}

fn with_plan(case: &Case, plan: String) -> Option<Case> {
    Some(Case { plan, ..case.clone() })
}

pub const ARITHMETIC: &[Form] = &[
    Form {
        name: "40 Gy/ 15 fx (2 Gy per fraction)",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let each = p.wrong_each(rng);
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {} fx ({each} Gy per fraction) {}{}. {}",
                    p.dose,
                    p.fractions,
                    p.radiation,
                    p.detail,
                    p.delivered()
                ),
            )
        },
    },
    Form {
        name: "40 Gy in 15 fractions of 2 Gy",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let each = p.wrong_each(rng);
            with_plan(
                case,
                format!(
                    "plan {} Gy in {} fractions of {each} Gy, {}{}. {}",
                    p.dose,
                    p.fractions,
                    p.radiation,
                    p.detail,
                    p.delivered()
                ),
            )
        },
    },
    Form {
        name: "2 Gy x 15 to 40 Gy",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let each = p.wrong_each(rng);
            with_plan(
                case,
                format!(
                    "plan {each} Gy x {} to {} Gy {}{}. {}",
                    p.fractions,
                    p.dose,
                    p.radiation,
                    p.detail,
                    p.delivered()
                ),
            )
        },
    },
    Form {
        name: "40 Gy/ 15 fx at 2 Gy/fx",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let each = p.wrong_each(rng);
            with_plan(
                case,
                format!("plan {} Gy/ {} fx at {each} Gy/fx, {}{}", p.dose, p.fractions, p.radiation, p.detail),
            )
        },
    },
    Form {
        name: "40 Gy/ 15 fx, 200 cGy per fraction",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let each = p.wrong_each(rng) * 100.0;
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {} fx {}{}, {each:.0} cGy per fraction. {}",
                    p.dose,
                    p.fractions,
                    p.radiation,
                    p.detail,
                    p.delivered()
                ),
            )
        },
    },
    Form {
        name: "15 x 2 Gy = 40 Gy",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let each = p.wrong_each(rng);
            with_plan(
                case,
                format!(
                    "plan {} x {each} Gy = {} Gy {}{}. {}",
                    p.fractions,
                    p.dose,
                    p.radiation,
                    p.detail,
                    p.delivered()
                ),
            )
        },
    },
    Form {
        name: "another number of fractions beside the right dose per fraction",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let off = *[-5_i64, -2, -1, 1, 2, 3, 5].choose(rng)?;
            let fractions = i64::from(p.fractions) + off;
            // One fraction more or less shows in the product only where each counts for more than the rounding.
            (fractions > 0 && p.fractions > 1 && p.fractions < 45).then_some(())?;
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {fractions} fx {}{}, {} Gy per fraction. primary, {}, {:?}Gy, fractions:{fractions}",
                    p.dose,
                    p.radiation,
                    p.detail,
                    p.each(),
                    p.delivered,
                    p.dose
                ),
            )
        },
    },
];

pub const UNITS: &[Form] = &[
    Form {
        name: "4005 Gy/ 15 fx, both parts",
        plant: |case, _| {
            let p = Parts::of(case)?;
            (p.dose > 2.0).then_some(())?;
            let dose = (p.dose * 100.0).round();
            with_plan(
                case,
                format!(
                    "plan {dose} Gy/ {} fx {}{}. primary, {}, {dose:?}Gy, fractions:{}",
                    p.fractions, p.radiation, p.detail, p.delivered, p.fractions
                ),
            )
        },
    },
    Form {
        name: "4005 Gy in the summary",
        plant: |case, _| {
            let p = Parts::of(case)?;
            (p.dose > 2.0).then_some(())?;
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {} fx {}{}. {}",
                    (p.dose * 100.0).round(),
                    p.fractions,
                    p.radiation,
                    p.detail,
                    p.delivered()
                ),
            )
        },
    },
    Form {
        name: "4005.0Gy in the delivered part",
        plant: |case, _| {
            let p = Parts::of(case)?;
            (p.dose > 2.0).then_some(())?;
            let dose = (p.dose * 100.0).round();
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {} fx {}{}. primary, {}, {dose:?}Gy, fractions:{}",
                    p.dose, p.fractions, p.radiation, p.detail, p.delivered, p.fractions
                ),
            )
        },
    },
    Form {
        name: "40 cGy/ 15 fx",
        plant: |case, _| {
            let p = Parts::of(case)?;
            (p.dose < 100.0).then_some(())?;
            with_plan(
                case,
                format!(
                    "plan {} cGy/ {} fx {}{}. primary, {}, {:?}cGy, fractions:{}",
                    p.dose, p.fractions, p.radiation, p.detail, p.delivered, p.dose, p.fractions
                ),
            )
        },
    },
    Form {
        name: "dose per fraction as the total, both parts",
        plant: |case, _| {
            let p = Parts::of(case)?;
            // Of few fractions the dose per fraction may be the total of another course.
            (p.fractions >= 10 && p.each() / f64::from(p.fractions) < 0.2).then_some(())?;
            let each = p.each();
            with_plan(
                case,
                format!(
                    "plan {each} Gy/ {} fx {}{}. primary, {}, {each:?}Gy, fractions:{}",
                    p.fractions, p.radiation, p.detail, p.delivered, p.fractions
                ),
            )
        },
    },
    Form {
        name: "RT 4005 Gy in 15 fx, prose",
        plant: |case, _| {
            let p = Parts::of(case)?;
            (p.dose > 2.0).then_some(())?;
            with_plan(
                case,
                format!("RT {} Gy in {} fx, {}{}", (p.dose * 100.0).round(), p.fractions, p.radiation, p.detail),
            )
        },
    },
];

pub const SUMMARY: &[Form] = &[
    Form {
        name: "another dose in the delivered part",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let dose = p.dose + [-10.0, -5.4, -2.0, 2.0, 5.0, 10.0].choose(rng)?;
            (dose > 1.0).then_some(())?;
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {} fx {}{}. primary, {}, {dose:?}Gy, fractions:{}",
                    p.dose, p.fractions, p.radiation, p.detail, p.delivered, p.fractions
                ),
            )
        },
    },
    Form {
        name: "another number of fractions in the delivered part",
        plant: |case, rng| {
            let p = Parts::of(case)?;
            let fractions = p.fractions + rng.random_range(1..6);
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {} fx {}{}. primary, {}, {:?}Gy, fractions:{fractions}",
                    p.dose, p.fractions, p.radiation, p.detail, p.delivered, p.dose
                ),
            )
        },
    },
    Form {
        name: "another radiation in the delivered part",
        plant: |case, _| {
            let p = Parts::of(case)?;
            let other = if p.delivered == "photon" { "proton" } else { "photon" };
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {} fx {}{}. primary, {other}, {:?}Gy, fractions:{}",
                    p.dose, p.fractions, p.radiation, p.detail, p.dose, p.fractions
                ),
            )
        },
    },
    Form {
        name: "a boost in the summary that is not delivered",
        plant: |case, _| {
            let p = Parts::of(case)?;
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {} fx {} + boost 10 Gy/ 5 fx {}{}. {}",
                    p.dose,
                    p.fractions,
                    p.radiation,
                    p.radiation,
                    p.detail,
                    p.delivered()
                ),
            )
        },
    },
];

pub const UNREAD: &[Form] = &[
    Form {
        name: "no numbers",
        plant: |case, _| with_plan(case, "plan per institutional protocol, see consult note".into()),
    },
    Form { name: "empty", plant: |case, _| with_plan(case, String::new()) },
    Form {
        name: "diagnosis repeated",
        plant: |case, rng| {
            let words = [
                "Patient is seen in consultation.",
                "Diagnosis as above, discussed at tumor board.",
                "No radiotherapy recommended at this time.",
            ];
            with_plan(case, (*words.choose(rng)?).to_owned())
        },
    },
    Form {
        name: "dose without fractions",
        plant: |case, _| {
            let p = Parts::of(case)?;
            with_plan(case, format!("plan {} Gy {}{}", p.dose, p.radiation, p.detail))
        },
    },
];

pub const EXTREME: &[Form] = &[
    Form {
        name: "dose and fractions twice",
        plant: |case, _| {
            let p = Parts::of(case).filter(|p| !p.is_implant() && p.fractions > 1)?;
            let (dose, fractions) = (p.dose * 2.0, p.fractions * 2);
            with_plan(
                case,
                format!(
                    "plan {dose} Gy/ {fractions} fx {}{}. primary, {}, {dose:?}Gy, fractions:{fractions}",
                    p.radiation, p.detail, p.delivered
                ),
            )
        },
    },
    Form {
        name: "dose twice in the same fractions",
        plant: |case, _| {
            let p = Parts::of(case).filter(|p| !p.is_implant())?;
            let dose = p.dose * 2.0;
            with_plan(
                case,
                format!(
                    "plan {dose} Gy/ {} fx {}{}. primary, {}, {dose:?}Gy, fractions:{}",
                    p.fractions, p.radiation, p.detail, p.delivered, p.fractions
                ),
            )
        },
    },
    Form {
        name: "the dose in a fifth of the fractions",
        plant: |case, _| {
            let p = Parts::of(case).filter(|p| p.fractions >= 15)?;
            let fractions = p.fractions / 5;
            with_plan(
                case,
                format!(
                    "plan {} Gy/ {fractions} fx {}{}. primary, {}, {:?}Gy, fractions:{fractions}",
                    p.dose, p.radiation, p.detail, p.delivered, p.dose
                ),
            )
        },
    },
    Form {
        name: "a fifth of the dose",
        plant: |case, _| {
            let p = Parts::of(case).filter(|p| p.fractions >= 15)?;
            let dose = (p.dose * 2.0).round() / 10.0;
            with_plan(
                case,
                format!(
                    "plan {dose} Gy/ {} fx {}{}. primary, {}, {dose:?}Gy, fractions:{}",
                    p.fractions, p.radiation, p.detail, p.delivered, p.fractions
                ),
            )
        },
    },
];
