//! The table of coverage against accuracy: what each model gets right of all cases, and of those in which its answers agree most.

use super::ReportParts;
use super::task_section::name;
use crate::wording::{UNDEFINED, count, interval, number};
use crate::{Coverage, CoveragePoint};
use isocenter_report::{Align, Html};

pub(super) fn write(html: &mut Html, parts: &ReportParts<'_>) {
    let study = parts.evaluation.study();
    let columns = [
        ("Model", Align::Start),
        ("Cases answered", Align::Start),
        ("Agreeing answers", Align::End),
        ("Answered", Align::End),
        ("Coverage", Align::End),
        ("Right", Align::End),
        ("Accuracy", Align::End),
        ("95 %", Align::End),
    ];
    let mut rows = Vec::new();
    for found in &parts.numbers.coverages {
        let Some(model) = study.model_index(&found.model).map(|index| &study.models[index]) else { continue };
        rows.push(row(name(model), "all", found, found.all));
        for at in found.at_least.iter().rev() {
            rows.push(row(name(model), &format!("at least {}", number(Some(at.least_coverage))), found, at.point));
        }
    }
    let temperatures: Vec<String> = study.sampling.temperatures.iter().map(ToString::to_string).collect();
    let caption = format!(
        "Agreement over the {} answers of a case, drawn at temperatures {}: the share of them in the largest group of clinically equal plans \
         (modality, dose and fractions of every phase). Right: the plan of that group is the delivered one. At least: the strictest agreement that \
         answers so many of the cases. Wilson’s intervals.",
        study.answers_per_case(),
        temperatures.join(", ")
    );
    html.table(&caption, &columns, &rows);
    for found in parts.numbers.coverages.iter().filter(|found| found.without_plan > 0) {
        let Some(model) = study.model_index(&found.model).map(|index| &study.models[index]) else { continue };
        let text = format!(
            "{}: in {} of {} no answer states a plan; they are answered last and count as wrong.",
            name(model),
            found.without_plan,
            count(found.cases, "case", "cases")
        );
        html.classed("p", "note", &text);
    }
}

fn row(model: String, answered: &str, found: &Coverage, point: Option<CoveragePoint>) -> Vec<String> {
    let mut fields = vec![model, answered.to_owned()];
    match point {
        Some(point) => fields.extend([
            format!("≥ {} of {}", point.agreeing, found.answers_per_case),
            format!("{} of {}", point.answered, found.cases),
            number(Some(point.coverage)),
            point.correct.to_string(),
            number(Some(point.accuracy)),
            interval(point.interval),
        ]),
        None => fields.extend([const { UNDEFINED }; 6].map(str::to_owned)),
    }
    fields
}
