//! Clean plans written in other ways that say the same: no rule may fire on them that does not fire on the plan as it was.

use super::dose_faults::Parts;
use super::site_faults::{initial, side_of_target};
use super::{Case, Form};

fn with_plan(case: &Case, plan: String) -> Option<Case> {
    Some(Case { plan, ..case.clone() })
}

pub const FORMS: &[Form] = &[
    Form {
        name: "40 Gy/ 15 fx (2.67 Gy per fraction)",
        plant: |case, _| {
            let p = Parts::of(case)?;
            let plan = format!(
                "plan {} Gy/ {} fx ({} Gy per fraction) {}{}. {}",
                p.dose,
                p.fractions,
                p.each(),
                p.radiation,
                p.detail,
                p.delivered()
            );
            with_plan(case, plan)
        },
    },
    Form {
        name: "2.67 Gy x 15 to 40 Gy",
        plant: |case, _| {
            let p = Parts::of(case)?;
            let plan = format!(
                "plan {} Gy x {} to {} Gy {}{}. {}",
                p.each(),
                p.fractions,
                p.dose,
                p.radiation,
                p.detail,
                p.delivered()
            );
            with_plan(case, plan)
        },
    },
    Form {
        name: "40 Gy/ 15 fx, …, 267 cGy per fraction",
        plant: |case, _| {
            let p = Parts::of(case)?;
            let each = p.each() * 100.0;
            let (dose, fractions) = (p.dose, p.fractions);
            with_plan(
                case,
                format!("plan {dose} Gy/ {fractions} fx {}{}, {each:.0} cGy per fraction", p.radiation, p.detail),
            )
        },
    },
    Form {
        name: "RT 4005 cGy in 15 fx, prose",
        plant: |case, _| {
            let p = Parts::of(case)?;
            with_plan(case, format!("RT {:.0} cGy in {} fx, {}{}", p.dose * 100.0, p.fractions, p.radiation, p.detail))
        },
    },
    Form {
        name: "cGy in both parts",
        plant: |case, _| {
            let p = Parts::of(case)?;
            let (dose, fractions) = (p.dose * 100.0, p.fractions);
            let plan = format!(
                "plan {dose:.0} cGy/ {fractions} fx {}{}. primary, {}, {dose:.1}cGy, fractions:{fractions}",
                p.radiation, p.detail, p.delivered
            );
            with_plan(case, plan)
        },
    },
    Form { name: "Lt for left", plant: |case, _| same_side(case, |side| format!("{}t", initial(side))) },
    Form { name: "L for left", plant: |case, _| same_side(case, initial) },
    Form { name: "(L) for left", plant: |case, _| same_side(case, |side| format!("({})", initial(side))) },
    Form { name: "LEFT for left", plant: |case, _| same_side(case, str::to_uppercase) },
    Form {
        name: "target in capitals",
        plant: |case, _| {
            let (start, end) = super::site_faults::target(&case.plan)?;
            let (before, behind) = (&case.plan[..start], &case.plan[end..]);
            with_plan(case, format!("{before}{}{behind}", case.plan[start..end].to_uppercase()))
        },
    },
];

fn same_side(case: &Case, with: impl Fn(&str) -> String) -> Option<Case> {
    let (start, end, side) = side_of_target(case)?;
    let rest = case.plan[start..end].strip_prefix(side)?;
    with_plan(case, format!("{}{}{rest}{}", &case.plan[..start], with(side), &case.plan[end..]))
}
