//! What was done, with the exact settings, and the record of the run.

use isocenter_domain::Task;

use super::{ReportParts, task_words};
use crate::wording::count;
use crate::{PerTask, Role, Study};
use isocenter_report::{Align, Html};

/// The methods paragraphs.
pub(super) fn write(html: &mut Html, parts: &ReportParts<'_>) {
    let study = parts.evaluation.study();
    html.element("h2", "Methods");
    html.element("p", &design(study, &parts.numbers.cases));
    html.element("p", &asking(study));
    html.element("p", &measuring(study));
    if study.tasks.regimen.is_some() {
        html.element("p", &selecting(study));
    }
    html.element("p", &testing(study));
}

fn design(study: &Study, cases: &PerTask<usize>) -> String {
    let of = |task: Task| cases.get(task).map(|n| format!("{} for {task}", count(*n, "case", "cases")));
    let cases: Vec<String> = study.tasks().filter_map(of).collect();
    let models = |role: Role| {
        let labels: Vec<String> = study
            .models
            .iter()
            .filter(|model| model.role == role)
            .map(|model| format!("{} ({} family)", model.label, model.family))
            .collect();
        labels.join(", ")
    };
    format!(
        "Design of Wang et al., arXiv 2501.17286: held-out cases ({}), frozen by their hash, are put to each base model ({}) and each tuned model ({}); \
         each tuned model is compared with the base in the same folder.",
        cases.join(", "),
        models(Role::Base),
        models(Role::Tuned)
    )
}

fn asking(study: &Study) -> String {
    let sampling = &study.sampling;
    let temperatures: Vec<String> = sampling.temperatures.iter().map(ToString::to_string).collect();
    let top_p = sampling.top_p.map_or_else(
        || String::from("tokens are drawn among all"),
        |share| format!("tokens are drawn among the likeliest that hold {share}"),
    );
    let limits: Vec<String> = study
        .tasks()
        .filter_map(|task| study.tasks.get(task).map(|settings| (task, settings)))
        .map(|(task, settings)| {
            format!("{} tokens for {task} (prompt version {})", settings.max_tokens, settings.prompt_version)
        })
        .collect();
    let mut text = format!(
        "Free answers are drawn at the temperatures {}, {} for each case and temperature; {top_p}, seed {}; the longest answers are {}.",
        temperatures.join(", "),
        count(sampling.samples_per_temperature as usize, "sample", "samples"),
        sampling.seed,
        limits.join(", ")
    );
    if study.tasks.modality.is_some() {
        text.push_str(" Beside them the four modalities are scored by the model itself.");
    }
    if let Some(icd10) = &study.tasks.icd10 {
        text.push_str(&format!(
            " Beside them the likeliest code of the ICD-10-CM table is searched with {} hypotheses.",
            icd10.beams
        ));
    }
    text
}

fn measuring(study: &Study) -> String {
    let statistics = &study.statistics;
    format!(
        "Answers are read by parser version {}; one that cannot be read counts as wrong and is a class of its own. Regimens: ROUGE-1, ROUGE-2 and ROUGE-L \
         as rouge-score 0.1.2 without stemmer; the headline is ROUGE-1 recall, which Wang et al. call ROUGE-1. Doses agree within 0.005 Gy, EQD2 \
         (α/β {} Gy) within {} % of the reference. ICD-10: the headline counts the main category, the first three characters; the full code stands beside it. \
         Precision, recall and F1 are scikit-learn’s over the classes that truth or answers have; a class that is never answered has an undefined precision, which \
         counts 0 in the averages. Intervals hold 95 %: Wilson’s over cases where each case gives one yes or no, and where all cases are at 0 or at 1, else a percentile bootstrap over \
         cases ({} resamples, seed {}); cases that are all alike elsewhere, or all differ by as much, give none.",
        study.answer_parser,
        statistics.alpha_beta_gray,
        statistics.eqd2_tolerance * 100.0,
        statistics.bootstrap_resamples,
        statistics.bootstrap_seed
    )
}

fn selecting(study: &Study) -> String {
    let answers = study.answers_per_case();
    if answers < 2 {
        return String::from(
            "Coverage against accuracy of the regimen needs several answers of a case; here each case has one, so its agreement is undefined.",
        );
    }
    format!(
        "Coverage against accuracy of the regimen (El-Yaniv & Wiener 2010): the {answers} answers of a case, drawn at all temperatures of the scan, are grouped \
         where modality, dose (within 0.005 Gy) and fractions of every phase are equal. Agreement is the share of all answers that is in the largest group; \
         unreadable answers are in none. Of groups of one size the one whose first answer was drawn at the lowest temperature counts. A case is right where that group’s plan equals the delivered one; where no \
         answer states a plan, agreement is 0 and the case is wrong. Cases whose delivered regimen cannot be read are left out."
    )
}

fn testing(study: &Study) -> String {
    format!(
        "Tuned against base: Wilcoxon’s signed-rank test, one-sided, exact and conditional on ties; pairs without a difference are dropped; differences are \
         compared at nine decimals. The pair is a temperature (as in Wang et al.) or, in a second test, a case by its mean over the scan. Temperatures of one \
         model are not independent patients. Family against family is two-sided, for the alternative of Wang et al. is not known. p is corrected by Holm over the tasks; \
         significance {}. Subgroups of fewer than {} cases are marked.",
        study.statistics.significance, study.statistics.small_subgroup_cases
    )
}

/// The record: hashes, the run's facts, the study file.
pub(super) fn record(html: &mut Html, parts: &ReportParts<'_>) {
    let study = parts.evaluation.study();
    html.element("h2", "Record of the run");
    let mut rows = vec![
        vec![String::from("Study, SHA-256"), study.sha256()],
        vec![String::from("Case list, SHA-256"), study.cases.sha256.clone()],
    ];
    for task in study.tasks() {
        if let Some(cases) = parts.numbers.cases.get(task) {
            rows.push(vec![format!("{}, cases", task_words(task)), cases.to_string()]);
        }
    }
    rows.extend(parts.run.iter().map(|fact| vec![fact.name.clone(), fact.value.clone()]));
    html.table("What determines the numbers", &[("", Align::Start), ("", Align::Start)], &rows);
    // OK to leave out: a checked study always has a text.
    if let Ok(text) = study.to_toml() {
        html.element("h3", "Study file");
        html.element("pre", &text);
    }
}
