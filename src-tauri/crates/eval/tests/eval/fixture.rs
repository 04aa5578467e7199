//! A study of four invented cases, two temperatures and one model pair of each of two families.

use isocenter_domain::{Icd10Code, Modality, Redacted, Task};
use isocenter_eval::{
    CaseId, CaseList, CaseTraits, Evaluation, Finish, FreeAnswer, Intent, Plan, Record, Reply, Role, Sex, Study,
    StudyCase, Temperature, Way,
};

pub const REGIMEN: &str = "plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5";
/// Another dose, yet EQD2 is within 5 %.
pub const NEAR_REGIMEN: &str = "plan 24.5 Gy/ 5 fx photons. primary, photon, 24.5Gy, fractions:5";

pub fn cases() -> CaseList {
    let case = |id: &str, diagnosis: &str, modality, code: Option<&str>, site: &str| StudyCase {
        id: CaseId::new(id),
        diagnosis: Redacted::new(diagnosis.to_owned()),
        regimen: Some(Redacted::new(REGIMEN.to_owned())),
        modality: Some(modality),
        icd10: code.map(|code| Icd10Code::parse(code).unwrap()),
        traits: CaseTraits {
            site: Some(site.to_owned()),
            radiation: Some(modality),
            intent: Some(Intent::Curative),
            sex: Some(Sex::Female),
            age_years: Some(62),
        },
    };
    CaseList::new(vec![
        case("A", "IDC of the left breast", Modality::Photon, Some("C50.912"), "Breast"),
        case("B", "adenoca prostate", Modality::Photon, Some("C61"), "Prostate"),
        case("C", "NSCLC of the right lung", Modality::Proton, Some("C34.11"), "Lung"),
        case("D", "BCC of the nose", Modality::Electron, None, "Skin"),
    ])
    .unwrap()
}

/// The study file; `%models%` and more can be replaced by the tests of faults.
pub fn study_text() -> String {
    format!(
        "name = \"Four <cases>\"\npurpose = \"demonstration\"\n\n[cases]\nfile = \"cases.jsonl\"\nsha256 = \"{}\"\n\n\
         [sampling]\ntemperatures = [0.2, 0.1]\nseed = 7\n\n[statistics]\nbootstrap_resamples = 50\n\n\
         [tasks.regimen]\nmax_tokens = 96\nprompt_version = 1\n\n[tasks.modality]\nmax_tokens = 16\nprompt_version = 1\n\n\
         [tasks.icd10]\nmax_tokens = 24\nprompt_version = 1\n\n{}{}",
        cases().sha256(),
        pair("llama"),
        pair("mistral")
    )
}

fn pair(family: &str) -> String {
    format!(
        "[[models]]\nid = \"{family}-base\"\nlabel = \"{family}\"\nfamily = \"{family}\"\nrole = \"base\"\nfolder = \"{family}\"\n\n\
         [[models]]\nid = \"{family}-tuned\"\nlabel = \"{family}\"\nfamily = \"{family}\"\nrole = \"tuned\"\nfolder = \"{family}\"\n\
         adapters = {{ regimen = \"r\", modality = \"m\", icd10 = \"i\" }}\n\n"
    )
}

pub fn study() -> Study {
    Study::from_toml(&study_text()).unwrap()
}

/// What a model says; tuned and base of both families say the same.
fn text(role: Role, task: Task, case: &str, temperature: f64) -> &'static str {
    let cool = temperature < 0.15;
    match (role, task, case) {
        (Role::Base, Task::Regimen | Task::Icd10, _) => "I do not know",
        (Role::Base, Task::Modality, "A") => {
            if cool {
                "photon"
            } else {
                "photon or proton"
            }
        }
        (Role::Base, Task::Modality, "B") => {
            if cool {
                "x"
            } else {
                "photons"
            }
        }
        (Role::Base, Task::Modality, "D") => {
            if cool {
                "x"
            } else {
                "proton"
            }
        }
        (Role::Base, Task::Modality, _) => "x",
        (Role::Tuned, Task::Regimen, _) => {
            if cool {
                REGIMEN
            } else {
                NEAR_REGIMEN
            }
        }
        (Role::Tuned, Task::Modality, "A") => " photon",
        (Role::Tuned, Task::Modality, "B") => {
            if cool {
                "photon"
            } else {
                "proton"
            }
        }
        (Role::Tuned, Task::Modality, "C") => "IMPT",
        (Role::Tuned, Task::Modality, _) => {
            if cool {
                "photon"
            } else {
                "no idea"
            }
        }
        (Role::Tuned, Task::Icd10, "A") => {
            if cool {
                "C50.911"
            } else {
                "C50.912"
            }
        }
        (Role::Tuned, Task::Icd10, "B") => {
            if cool {
                "The code is C61."
            } else {
                "C62"
            }
        }
        (Role::Tuned, Task::Icd10, _) => {
            if cool {
                "I do not know"
            } else {
                "c3411"
            }
        }
    }
}

pub fn records(study: &Study, cases: &CaseList) -> Vec<Record> {
    let plan = Plan::new(study, cases).unwrap();
    let answer = |unit: isocenter_eval::Unit| {
        let role = study.models[study.model_index(&unit.model).unwrap()].role;
        let reply = match unit.way {
            Way::Free { temperature, sample } => Reply::Free(FreeAnswer {
                temperature,
                sample,
                seed: u64::MAX,
                ids: vec![5, 6],
                text: Redacted::new(text(role, unit.task, unit.case.as_str(), temperature.value()).to_owned()),
                finish: Finish::Eos,
            }),
            Way::Labels => Reply::Labels([0.7, 0.1, 0.1, 0.1]),
            Way::Codes => Reply::Code(Icd10Code::parse("C50.911").ok()),
        };
        Record { model: unit.model, task: unit.task, case: unit.case, reply }
    };
    plan.units().map(answer).collect()
}

/// Runs `check` on the whole study.
pub fn with_evaluation(check: impl FnOnce(&Evaluation<'_>)) {
    let (study, cases) = (study(), cases());
    let evaluation = Evaluation::new(&study, &cases, records(&study, &cases)).unwrap();
    check(&evaluation);
}

pub const COOL: Temperature = Temperature::new(0.1);
pub const WARM: Temperature = Temperature::new(0.2);
