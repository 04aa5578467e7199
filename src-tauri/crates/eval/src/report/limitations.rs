//! What the results may not be taken for.

use super::ReportParts;
use crate::wording::{count, p_value};
use isocenter_report::Html;

const ALWAYS: [&str; 6] = [
    "The highest value of a scan is chosen on the cases it is measured on, so it flatters; the median does not choose.",
    "ROUGE counts words. It does not see that 1.8 Gy × 28 and 28.1 Gy × 8 are different treatments; the agreement of fields stands beside it.",
    "A p over temperatures says that the order of two curves is no accident of sampling at these cases, not that other patients would show the same.",
    "Accuracy of the main category forgives a wrong side and a wrong subsite; the full code does not.",
    "The majority baseline knows these cases’ commonest answer; it is a bar to clear, not a competitor.",
    "Cases of one institution, and of one way of writing, say nothing of another.",
];

pub(super) fn write(html: &mut Html, parts: &ReportParts<'_>) {
    let study = parts.evaluation.study();
    html.element("h2", "Limitations");
    html.raw("<ul>\n");
    if study.is_demonstration() {
        html.element("li", "This is a demonstration on synthetic cases or with demonstration models. Its numbers say how the program works and nothing about patients.");
    }
    for limitation in ALWAYS {
        html.element("li", limitation);
    }
    if study.tasks.regimen.is_some() && study.answers_per_case() > 1 {
        html.element(
            "li",
            "Agreement is counted over the answers of the scan, which mixes temperatures. A suggestion draws all its samples at one temperature: its agreement and its threshold are other ones. \
             What is read off at a coverage was chosen on the cases it is measured on.",
        );
    }
    let (pairs, tasks) = (study.sampling.temperatures.len(), study.tasks().count());
    let floor = 0.5_f64.powi(i32::try_from(pairs).unwrap_or(i32::MAX));
    if floor * tasks as f64 > study.statistics.significance {
        let corrected = if tasks > 1 {
            format!(", and {} after Holm over {tasks} tasks", p_value((floor * tasks as f64).min(1.0)))
        } else {
            String::new()
        };
        html.element(
            "li",
            &format!(
                "With {} the p of tuned against base cannot fall below {}{corrected}: that test cannot be significant at {}, whatever the answers are. \
                 What is said of them rests on the test case by case.",
                count(pairs, "temperature", "temperatures"),
                p_value(floor),
                study.statistics.significance
            ),
        );
    }
    if study.sampling.samples_per_temperature == 1 {
        html.element(
            "li",
            "One sample for each case and temperature: the spread between samples of one case is not measured.",
        );
    }
    html.raw("</ul>\n");
}
