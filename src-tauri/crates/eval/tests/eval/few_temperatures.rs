//! Twelve cases at few temperatures with three samples each: the test over temperatures can show nothing, the one case by case can.

use isocenter_domain::{Modality, Redacted, Task};
use isocenter_eval::{
    CaseId, CaseList, CaseTraits, Evaluation, FigureSubject, Finding, Finish, FreeAnswer, IntervalMethod, Measured,
    Metric, ModelId, Numbers, Plan, Record, Reply, Role, Study, StudyCase, Way,
};

use crate::fixture::study_text;

fn cases() -> CaseList {
    let case = |number: u32| StudyCase {
        id: CaseId::new(format!("C{number:02}")),
        diagnosis: Redacted::new(String::from("a lump")),
        regimen: Some(Redacted::new(crate::fixture::REGIMEN.to_owned())),
        modality: Some(Modality::Photon),
        icd10: isocenter_domain::Icd10Code::parse("C61").ok(),
        traits: CaseTraits::default(),
    };
    CaseList::new((1..=12).map(case).collect()).unwrap()
}

/// Whom a model answers rightly.
type IsRight = fn(Role, family: &str, case: u32, temperature: f64) -> bool;

fn findings(temperatures: &str, is_right: IsRight) -> (Numbers, Vec<Finding>) {
    let cases = cases();
    let text = study_text()
        .replace(&crate::fixture::cases().sha256(), &cases.sha256())
        .replace("[0.2, 0.1]", &format!("{temperatures}\nsamples_per_temperature = 3"));
    let study = Study::from_toml(&text).unwrap();
    let plan = Plan::new(&study, &cases).unwrap();
    let answer = |unit: isocenter_eval::Unit| {
        let model = &study.models[study.model_index(&unit.model).unwrap()];
        let number = unit.case.as_str()[1..].parse().unwrap();
        let reply = match unit.way {
            Way::Free { temperature, sample } => {
                let is_right = is_right(model.role, &model.family, number, temperature.value());
                let right = match unit.task {
                    Task::Regimen => crate::fixture::REGIMEN,
                    Task::Modality => "photon",
                    Task::Icd10 => "C61",
                };
                let text = if is_right { right } else { "I do not know" };
                let text = Redacted::new(text.to_owned());
                Reply::Free(FreeAnswer { temperature, sample, seed: 1, ids: vec![5], text, finish: Finish::Eos })
            }
            Way::Labels => Reply::Labels([0.7, 0.1, 0.1, 0.1]),
            Way::Codes => Reply::Code(None),
        };
        Record { model: unit.model, task: unit.task, case: unit.case, reply }
    };
    let records: Vec<Record> = plan.units().map(answer).collect();
    let evaluation = Evaluation::new(&study, &cases, records).unwrap();
    let numbers = evaluation.numbers().unwrap();
    let findings = evaluation.findings(&numbers);
    (numbers, findings)
}

fn said(findings: &[Finding], figure: FigureSubject) -> &Finding {
    findings.iter().find(|finding| finding.figure == figure && finding.task == Some("modality")).unwrap()
}

const FOUR: &str = "[0.1, 0.2, 0.3, 0.4]";

/// Tuned is right in ten of twelve, llama in the last of them at the lowest temperature only.
fn ten_of_twelve(role: Role, family: &str, case: u32, temperature: f64) -> bool {
    role == Role::Tuned && case <= if family == "llama" && temperature > 0.1 { 9 } else { 10 }
}

#[test]
fn four_temperatures_say_that_they_are_too_few_and_the_cases_speak() {
    let (_, findings) = findings(FOUR, ten_of_twelve);
    let scan = said(&findings, FigureSubject::TemperatureScan);
    assert_eq!(
        scan.text,
        "Case by case, fine-tuning raises accuracy in llama (+0.771, 95 % +0.526 to +0.933, p = 0.003 by Holm) and \
         mistral (+0.833, 95 % +0.583 to +1.000, p = 0.003 by Holm). Tuned is above base at 4 of 4 temperatures; \
         four are too few for the test over temperatures to show anything below 0.063."
    );
    assert!(
        scan.details.iter().any(|detail| detail.contains("; p = 0.063, the smallest that 4 differing pairs allow"))
    );
    assert_eq!(
        scan.details[2],
        "Case by case, llama: +0.771 (95 % +0.526 to +0.933) over 12 cases; \
         p = 0.00098, the smallest that 10 differing pairs allow, by Holm 0.003."
    );
    assert!(findings.iter().all(|finding| !finding.text.to_lowercase().contains("no gain")));
}

#[test]
fn five_temperatures_are_too_few_once_three_tasks_are_corrected_for() {
    let (_, findings) = findings("[0.1, 0.2, 0.3, 0.4, 0.5]", ten_of_twelve);
    let scan = said(&findings, FigureSubject::TemperatureScan);
    assert!(scan.text.starts_with("Case by case, fine-tuning raises accuracy in llama"), "{}", scan.text);
    assert!(
        scan.text.ends_with("five are too few for the test over temperatures to show anything below 0.094 when 3 tasks are corrected for."),
        "{}",
        scan.text
    );
}

#[test]
fn ten_temperatures_lead_with_their_own_test() {
    let (_, findings) = findings("[0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0]", ten_of_twelve);
    let scan = said(&findings, FigureSubject::TemperatureScan);
    assert_eq!(scan.text, "Fine-tuning raises accuracy at all 10 temperatures in llama and mistral.");
    assert_eq!(scan.details.len(), 2);
}

#[test]
fn a_test_case_by_case_may_say_that_no_gain_is_shown() {
    let as_good = |role: Role, _: &str, case: u32, temperature: f64| match role {
        Role::Tuned => case <= 6 && (case > 1 || temperature > 0.1),
        Role::Base => case > 6,
    };
    let (_, findings) = findings(FOUR, as_good);
    let scan = said(&findings, FigureSubject::TemperatureScan);
    assert!(
        scan.text.starts_with("Case by case, no gain in accuracy is shown in llama (−0.021, 95 % "),
        "{}",
        scan.text
    );
    let end = "Tuned is above base at 0 of 4 temperatures; the one that differs is too few for the test over temperatures to show anything below 0.500.";
    assert!(scan.text.ends_with(end), "{}", scan.text);
}

#[test]
fn families_are_not_said_to_be_alike_by_a_test_that_cannot_tell() {
    let mistral_only = |role: Role, family: &str, _: u32, _: f64| role == Role::Tuned && family == "mistral";
    let (_, findings) = findings(FOUR, mistral_only);
    assert_eq!(
        said(&findings, FigureSubject::Families).text,
        "Case by case, tuned mistral is above tuned llama in accuracy (llama less mistral −1.000, 95 % undefined, p = 0.001 by Holm); \
         4 temperatures are too few for a test over them to show anything below 0.125."
    );
}

fn all<'a>(numbers: &'a Numbers, model: &str, task: Task) -> &'a Measured {
    &numbers.scan(&ModelId::new(model), task, Metric::headline(task)).unwrap().all
}

/// Of 0 of 12, Wilson's interval at 95 % is 0 to 1.96² / (12 + 1.96²).
#[test]
fn an_interval_at_an_end_has_a_width() {
    let (numbers, _) = findings(FOUR, |role, _, _, _| role == Role::Tuned);
    let z_squared = 1.959_963_984_540_054_f64.powi(2);
    let width = z_squared / (12.0 + z_squared);
    for task in Task::ALL {
        let (tuned, base) = (all(&numbers, "llama-tuned", task), all(&numbers, "llama-base", task));
        assert_eq!((tuned.value, tuned.samples, tuned.cases), (Some(1.0), 144, 12));
        let (tuned, base) = (tuned.interval.unwrap(), (base.interval.unwrap(), base.interval_method));
        assert!((tuned.low - (1.0 - width)).abs() < 1e-9 && tuned.high == 1.0, "{task}: {tuned:?}");
        assert!(base.0.low == 0.0 && (base.0.high - width).abs() < 1e-9, "{task}: {base:?}");
        assert_eq!(base.1, IntervalMethod::Wilson);
    }
    assert!(numbers.differences.iter().all(|of| of.difference.bootstrap.is_none()), "no case differs from another");
}

#[test]
fn cases_that_are_alike_elsewhere_have_no_interval() {
    let at_half = |role: Role, _: &str, _: u32, temperature: f64| role == Role::Tuned && temperature < 0.25;
    let (numbers, _) = findings(FOUR, at_half);
    let half = all(&numbers, "llama-tuned", Task::Modality);
    assert_eq!((half.value, half.interval), (Some(0.5), None));
}
