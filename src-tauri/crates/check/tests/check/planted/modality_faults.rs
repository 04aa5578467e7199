//! Faults of radiation: between the parts of a plan, between plan and technique, between plan and the answer of the modality task.

use super::{Case, Form};

const PHOTON_TECHNIQUES: &[&str] = &["VMAT", "IMRT", "3DCRT", "HA-IMRT"];
const PROTON_TECHNIQUES: &[&str] = &["IMPT", "PBS"];

/// Everything of the first radiation replaced by the other, in summary and delivered part.
fn replaced(plan: &str, from: (&str, &str), to: (&str, &str)) -> Option<String> {
    let faulty = plan.replace(from.0, to.0).replace(&format!(", {},", from.1), &format!(", {},", to.1));
    (faulty != plan).then_some(faulty)
}

/// Whether the delivered plan itself names a technique of another radiation, as some of the synthetic cohort do.
pub fn contradicts_itself(case: &Case) -> bool {
    (case.modality == "photon" && uses(case, PROTON_TECHNIQUES))
        || (case.modality == "electron" && uses(case, &["VMAT", "IMRT"]))
}

fn uses(case: &Case, techniques: &[&str]) -> bool {
    techniques.iter().any(|technique| case.plan.contains(&format!(", {technique} ")))
}

fn is_single(case: &Case) -> bool {
    !case.plan.contains("boost")
}

pub const FORMS: &[Form] = &[
    Form {
        name: "VMAT, protons in both parts",
        plant: |case, _| {
            (case.modality == "photon" && is_single(case) && uses(case, PHOTON_TECHNIQUES)).then_some(())?;
            let plan = replaced(&case.plan, ("photons", "photon"), ("protons", "proton"))?;
            Some(Case { plan, modality: "proton".into(), ..case.clone() })
        },
    },
    Form {
        name: "IMPT, photons in both parts",
        plant: |case, _| {
            (case.modality == "proton" && is_single(case) && uses(case, PROTON_TECHNIQUES)).then_some(())?;
            let plan = replaced(&case.plan, ("protons", "proton"), ("photons", "photon"))?;
            Some(Case { plan, modality: "photon".into(), ..case.clone() })
        },
    },
    Form {
        name: "electrons delivered with an IMRT technique",
        plant: |case, _| {
            (case.modality == "photon" && is_single(case) && uses(case, &["VMAT", "IMRT", "HA-IMRT"])).then_some(())?;
            let plan = replaced(&case.plan, ("photons", "photon"), ("electrons", "electron"))?;
            Some(Case { plan, modality: "electron".into(), ..case.clone() })
        },
    },
    Form {
        name: "summary photons, delivered proton",
        plant: |case, _| {
            (case.modality == "photon" && is_single(case)).then_some(())?;
            Some(Case { plan: case.plan.replace("primary, photon,", "primary, proton,"), ..case.clone() })
        },
    },
    Form {
        name: "summary protons, delivered photon",
        plant: |case, _| {
            (case.modality == "proton" && is_single(case)).then_some(())?;
            Some(Case { plan: case.plan.replace("primary, proton,", "primary, photon,"), ..case.clone() })
        },
    },
    Form {
        name: "modality answer of another radiation",
        plant: |case, _| {
            is_single(case).then_some(())?;
            let modality = if case.modality == "photon" { "electron" } else { "photon" };
            Some(Case { modality: modality.into(), ..case.clone() })
        },
    },
    Form {
        name: "Gy(RBE) beside photons",
        plant: |case, _| {
            (case.modality == "photon" && is_single(case)).then_some(())?;
            Some(Case {
                plan: case.plan.replacen(" Gy/", " Gy(RBE)/", 1).replacen("Gy, fractions", "Gy(RBE), fractions", 1),
                ..case.clone()
            })
        },
    },
    Form {
        name: "HDR of photons",
        plant: |case, _| {
            (case.modality == "brachytherapy" && is_single(case) && uses(case, &["HDR"])).then_some(())?;
            let plan = replaced(&case.plan, ("brachytherapy,", "brachytherapy"), ("photons,", "photon"))?;
            Some(Case {
                plan: plan.replace("primary, brachytherapy,", "primary, photon,"),
                modality: "photon".into(),
                ..case.clone()
            })
        },
    },
];
