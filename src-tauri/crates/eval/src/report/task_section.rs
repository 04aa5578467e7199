//! One task: its findings, each above its figures, and its tables.

use isocenter_domain::Task;

use super::{ReportParts, coverage_table, finding, task_words};
use crate::wording::{count, decimals, number, p_value, sentence};
use crate::{ClassScheme, ClassTable, Conditions, FigureSubject, Highest, Measured, Metric, Role, StudyModel};
use isocenter_report::{Align, Html};

const SUBJECTS: [FigureSubject; 9] = [
    FigureSubject::TemperatureScan,
    FigureSubject::Comparison,
    FigureSubject::FieldAgreement,
    FigureSubject::Coverage,
    FigureSubject::ClassScores,
    FigureSubject::Confusion,
    FigureSubject::Families,
    FigureSubject::Reliability,
    FigureSubject::Subgroups,
];

pub(super) fn write(html: &mut Html, parts: &ReportParts<'_>, task: Task) {
    html.element("h2", task_words(task));
    for subject in SUBJECTS {
        let figures = || parts.figures.iter().filter(|figure| figure.subject == subject && figure.task == Some(task));
        let is_found = parts.findings.iter().any(|found| found.figure == subject && found.task == Some(task.name()));
        if !is_found && figures().next().is_none() {
            continue;
        }
        html.element("h3", subject.words());
        finding(html, parts, subject, task);
        figures().for_each(|figure| html.picture(&figure.svg, &figure.caption));
        match subject {
            FigureSubject::TemperatureScan => metrics(html, parts, task),
            FigureSubject::Coverage => coverage_table::write(html, parts),
            FigureSubject::ClassScores => classes(html, parts, task),
            FigureSubject::Reliability => calibration(html, parts),
            FigureSubject::Subgroups => subgroups(html, parts, task),
            FigureSubject::Comparison
            | FigureSubject::FieldAgreement
            | FigureSubject::Confusion
            | FigureSubject::Families
            | FigureSubject::Grades
            | FigureSubject::Origin => {}
        }
    }
    for subject in [FigureSubject::Grades, FigureSubject::Origin] {
        let figures = parts.figures.iter().filter(|figure| figure.subject == subject && figure.task == Some(task));
        figures.for_each(|figure| html.picture(&figure.svg, &figure.caption));
    }
}

pub(super) fn name(model: &StudyModel) -> String {
    let role = match model.role {
        Role::Base => "base",
        Role::Tuned => "fine-tuned",
    };
    format!("{}, {role}", model.label)
}

/// Every metric, a column for each model at the temperature where its headline is highest.
fn metrics(html: &mut Html, parts: &ReportParts<'_>, task: Task) {
    let models = &parts.evaluation.study().models;
    let best: Vec<Option<Highest>> = models
        .iter()
        .map(|model| parts.numbers.scan(&model.id, task, Metric::headline(task)).and_then(|series| series.highest))
        .collect();
    let heads: Vec<String> = models
        .iter()
        .zip(&best)
        .map(|(model, best)| {
            best.map_or_else(|| name(model), |best| format!("{}, T {}", name(model), best.temperature))
        })
        .collect();
    let mut columns = vec![("", Align::Start), ("Cases", Align::End)];
    columns.extend(heads.iter().map(|head| (head.as_str(), Align::End)));
    let row = |metric: &Metric, of: &dyn Fn(usize) -> Option<Measured>| {
        let found: Vec<Option<Measured>> = (0..models.len()).map(of).collect();
        let cases = found.iter().flatten().map(|measured| measured.cases).max().unwrap_or(0);
        let mut fields = vec![metric.to_string(), cases.to_string()];
        fields.extend(found.iter().map(|measured| measured.as_ref().map_or_else(String::new, with_interval)));
        fields
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    for metric in Metric::of(task) {
        rows.push(row(metric, &|model| {
            let points = &parts.numbers.scan(&models[model].id, task, *metric)?.points;
            let temperature = best[model]?.temperature;
            points.iter().find(|point| point.conditions.temperature == Some(temperature)).cloned()
        }));
    }
    for metric in Metric::beside(task) {
        rows.push(row(metric, &|model| {
            let mut beside = parts.numbers.beside.iter().map(|found| (found, &found.conditions));
            let is_meant = |of: &Conditions| of.model == models[model].id && of.metric == *metric;
            beside.find(|(_, conditions)| is_meant(conditions)).map(|(found, _)| found.clone())
        }));
    }
    let caption = "Each model at the temperature where its headline is highest, with its 95 % interval. Scored labels and codes of the table know no temperature.";
    html.table(caption, &columns, &rows);
    for baseline in parts.numbers.baselines.iter().filter(|baseline| baseline.task == task) {
        let answer = baseline.class.as_ref().map_or("the commonest regimen", crate::Class::label);
        let text = format!(
            "Always answering {answer}, the truth of {} of {}, reaches {} {}.",
            baseline.frequency,
            count(baseline.cases, "case", "cases"),
            baseline.metric,
            number(baseline.value)
        );
        html.classed("p", "note", &text);
    }
}

fn with_interval(measured: &Measured) -> String {
    let range = measured
        .interval
        .map_or_else(String::new, |range| format!(" ({}–{})", decimals(range.low, 2), decimals(range.high, 2)));
    format!("{}{range}", number(measured.value))
}

/// The classes of each tuned model at its best temperature; full codes are in the exports only.
fn classes(html: &mut Html, parts: &ReportParts<'_>, task: Task) {
    for scheme in ClassScheme::of(task).iter().filter(|scheme| **scheme != ClassScheme::Icd10Code) {
        for model in parts.evaluation.study().models.iter().filter(|model| model.role == Role::Tuned) {
            if let Some(table) = parts.numbers.best_classes(&model.id, *scheme) {
                class_table(html, model, table);
            }
        }
    }
}

fn class_table(html: &mut Html, model: &StudyModel, table: &ClassTable) {
    let counted = if table.samples == table.cases { "Cases" } else { "Answers to its cases" };
    let columns = [
        ("Class", Align::Start),
        (counted, Align::End),
        ("Answered", Align::End),
        ("Right", Align::End),
        ("Precision", Align::End),
        ("Recall", Align::End),
        ("F1", Align::End),
    ];
    let mut rows: Vec<Vec<String>> = table
        .rates
        .classes
        .iter()
        .map(|row| {
            let mut fields =
                vec![row.class.to_string(), row.truth.to_string(), row.predicted.to_string(), row.correct.to_string()];
            fields.extend([row.precision, row.recall, row.f1].map(number));
            fields
        })
        .collect();
    for (words, averages) in
        [("macro", &table.rates.macro_average), ("weighted", &table.rates.weighted), ("micro", &table.rates.micro)]
    {
        let mut fields = vec![format!("{words}, {} classes", averages.f1.classes), table.samples.to_string()];
        fields.extend([String::new(), String::new()]);
        fields.extend([averages.precision, averages.recall, averages.f1].map(|average| number(average.value)));
        rows.push(fields);
    }
    let caption = format!("{}, {}, T {}.", name(model), table.scheme.words(), table.temperature);
    html.table(&caption, &columns, &rows);
}

fn calibration(html: &mut Html, parts: &ReportParts<'_>) {
    let columns =
        [("Model", Align::Start), ("Cases", Align::End), ("Brier", Align::End), ("Calibration error", Align::End)];
    let name_of = |id: &crate::ModelId| {
        let study = parts.evaluation.study();
        study.model_index(id).map_or_else(|| id.to_string(), |index| name(&study.models[index]))
    };
    let rows: Vec<Vec<String>> = parts
        .numbers
        .calibrations
        .iter()
        .map(|found| {
            vec![
                name_of(&found.model),
                found.cases.to_string(),
                number(found.brier),
                number(found.expected_calibration_error),
            ]
        })
        .collect();
    html.table(
        "Brier’s score over the four labels, from 0 to 2; expected calibration error of the likeliest label.",
        &columns,
        &rows,
    );
}

fn subgroups(html: &mut Html, parts: &ReportParts<'_>, task: Task) {
    let study = parts.evaluation.study();
    let names: Vec<String> = study.models.iter().map(name).collect();
    let mut columns = vec![("Subgroup", Align::Start), ("", Align::Start), ("Cases", Align::End)];
    columns.extend(names.iter().map(|name| (name.as_str(), Align::End)));
    let rows: Vec<Vec<String>> = parts
        .numbers
        .subgroups
        .iter()
        .filter(|group| group.task == task)
        .map(|group| {
            let small = if group.is_small { " (few)" } else { "" };
            let mut fields = vec![group.subgroup.division.words().to_owned(), group.subgroup.level.clone()];
            fields.push(format!("{}{small}", group.cases));
            fields.extend(group.measured.iter().map(|measured| number(measured.value)));
            fields
        })
        .collect();
    let caption = format!(
        "{} over the whole scan. Few: fewer than {} cases. Not corrected for looking at many groups (significance {}).",
        sentence(Metric::headline(task).words()),
        study.statistics.small_subgroup_cases,
        p_value(study.statistics.significance)
    );
    html.table(&caption, &columns, &rows);
}
