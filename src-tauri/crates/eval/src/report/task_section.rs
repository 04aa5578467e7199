//! One task: its findings, each above its figures, and its tables.

use isocenter_domain::Task;

use super::markup::{Align, Html};
use super::{ReportParts, finding, picture, task_words};
use crate::wording::{count, interval, number, p_value};
use crate::{ClassScheme, ClassTable, FigureSubject, Measured, Metric, Role, ScanSeries, StudyModel};

const SUBJECTS: [FigureSubject; 8] = [
    FigureSubject::TemperatureScan,
    FigureSubject::Comparison,
    FigureSubject::FieldAgreement,
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
        figures().for_each(|figure| picture(html, figure));
        match subject {
            FigureSubject::TemperatureScan => metrics(html, parts, task),
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
        figures.for_each(|figure| picture(html, figure));
    }
}

fn name(model: &StudyModel) -> String {
    let role = match model.role {
        Role::Base => "base",
        Role::Tuned => "fine-tuned",
    };
    format!("{}, {role}", model.label)
}

/// Every metric of every model where the headline is highest, and over the whole scan.
fn metrics(html: &mut Html, parts: &ReportParts<'_>, task: Task) {
    let columns = [
        ("Model", Align::Start),
        ("Measured", Align::Start),
        ("T", Align::End),
        ("Value", Align::End),
        ("95 %", Align::End),
        ("Over the scan", Align::End),
        ("Cases", Align::End),
        ("Samples", Align::End),
    ];
    let mut rows = Vec::new();
    for model in &parts.evaluation.study().models {
        let best = parts.numbers.scan(&model.id, task, Metric::headline(task)).and_then(|series| series.highest);
        for metric in Metric::of(task) {
            let Some(series) = parts.numbers.scan(&model.id, task, *metric) else { continue };
            let is_best =
                |point: &&Measured| best.is_some_and(|best| point.conditions.temperature == Some(best.temperature));
            rows.extend(series.points.iter().find(is_best).map(|point| metric_row(model, point, Some(series))));
        }
        let beside = parts.numbers.beside.iter();
        let of_model = beside.filter(|found| found.conditions.model == model.id && found.conditions.task == task);
        rows.extend(of_model.map(|found| metric_row(model, found, None)));
    }
    html.table("At the temperature where the model’s headline is highest.", &columns, &rows);
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

fn metric_row(model: &StudyModel, point: &Measured, series: Option<&ScanSeries>) -> Vec<String> {
    vec![
        name(model),
        point.conditions.metric.to_string(),
        point.conditions.temperature.map_or_else(|| String::from("none"), |temperature| temperature.to_string()),
        number(point.value),
        interval(point.interval),
        series.map_or_else(String::new, |series| number(series.all.value)),
        point.cases.to_string(),
        point.samples.to_string(),
    ]
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
    let columns = [
        ("Class", Align::Start),
        ("Cases", Align::End),
        ("Answered", Align::End),
        ("Right", Align::End),
        ("Precision", Align::End),
        ("Recall", Align::End),
        ("F1", Align::End),
    ];
    let mut rows: Vec<Vec<String>> = table
        .classes
        .iter()
        .map(|row| {
            let mut fields =
                vec![row.class.to_string(), row.truth.to_string(), row.predicted.to_string(), row.correct.to_string()];
            fields.extend([row.precision, row.recall, row.f1].map(number));
            fields
        })
        .collect();
    for (words, averages) in [("macro", &table.macro_average), ("weighted", &table.weighted), ("micro", &table.micro)] {
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
        "{} over the whole scan; few: fewer than {} cases. Not corrected for looking at many groups (significance {}).",
        Metric::headline(task),
        study.statistics.small_subgroup_cases,
        p_value(study.statistics.significance)
    );
    html.table(&caption, &columns, &rows);
}
