//! Classes of modality and ICD-10: averages of precision, recall and F1 (figure 5 c and d of Wang et al.), the same by class, and confusion
//! matrices (figure 6 and its twin for the other family). Each model at the temperature where its headline is highest.

use isocenter_chart::{
    ClassLabel, ClassScores, Comparison, ComparisonGroup, Confusion, ConfusionSummary, Estimate, ScoredClass, Scores,
    ScoresPanel,
};
use isocenter_domain::Task;
use isocenter_eval::{
    Class, ClassAverages, ClassRow, ClassScheme, ClassTable, FigureSubject, StudyModel, icd10_group_ranges,
};

use super::{Look, StudyFigure, cases_and_answers, comparison, in_file_name, name, task_words};
use crate::error::Error;
use crate::failure;

/// What the blocks of malignant neoplasms are called in full.
const MALIGNANT: &str = "Malignant: ";

/// The classes that fit into a figure.
pub(crate) const fn class_scheme(task: Task) -> ClassScheme {
    match task {
        Task::Icd10 => ClassScheme::Icd10Group,
        Task::Regimen | Task::Modality => ClassScheme::Modality,
    }
}

/// The average that Wang et al. report: weighted for modality, macro over main categories for ICD-10.
fn average(task: Task, table: &ClassTable) -> (&'static str, &ClassAverages) {
    match task {
        Task::Icd10 => ("macro", &table.rates.macro_average),
        Task::Regimen | Task::Modality => ("weighted", &table.rates.weighted),
    }
}

/// All of them for a task.
pub(super) fn figures(look: &Look<'_>, task: Task) -> Result<Vec<StudyFigure>, Error> {
    let mut figures = vec![averages(look, task)?];
    figures.extend(by_class(look, task)?);
    for index in look.tuned() {
        figures.extend(confusion(look, task, look.model(index))?);
    }
    Ok(figures)
}

fn averages(look: &Look<'_>, task: Task) -> Result<StudyFigure, Error> {
    // OK because the first scheme of a task is its headline's.
    let headline = ClassScheme::of(task).first().copied().unwrap_or(ClassScheme::Modality);
    let tables: Vec<Option<&ClassTable>> =
        look.study.models.iter().map(|model| look.numbers.best_classes(&model.id, headline)).collect();
    let group = |label: &str, pick: fn(&ClassAverages) -> Option<f64>| ComparisonGroup {
        label: label.to_owned(),
        bars: tables
            .iter()
            .map(|table| table.and_then(|table| pick(average(task, table).1)).map(Estimate::exact))
            .collect(),
        reference: None,
    };
    let groups = vec![
        group("Precision", |of| of.precision.value),
        group("Recall", |of| of.recall.value),
        group("F1", |of| of.f1.value),
    ];
    let words = tables.iter().flatten().next().map_or("", |table| average(task, table).0);
    let figure = Comparison::new(format!("{words} average"), comparison::series(look), groups);
    Ok(StudyFigure {
        subject: FigureSubject::ClassScores,
        task: Some(task),
        model: None,
        file: format!("scores-{task}"),
        name: format!("Precision, recall and F1 of the {} task, {words} averages, by model", task_words(task)),
        caption: format!(
            "{}; {words} averages over the classes ({}), each model at the temperature where its headline is highest.",
            look.cases(task),
            headline.words()
        ),
        figure: Box::new(figure.map_err(failure::chart)?),
    })
}

/// What a class is called in figures.
pub(crate) fn class_label(class: &Class) -> ClassLabel {
    match icd10_group_ranges(class.label()) {
        Some(ranges) => ClassLabel::with_short(ranges, class.label().trim_start_matches(MALIGNANT)),
        None => ClassLabel::named(class.label()),
    }
}

fn scores(row: &ClassRow) -> Scores {
    let exact = |rate: Option<f64>| rate.map(Estimate::exact);
    Scores { precision: exact(row.precision), recall: exact(row.recall), f1: exact(row.f1) }
}

/// Scores of the classes that some case has, a panel for each tuned model.
fn by_class(look: &Look<'_>, task: Task) -> Result<Option<StudyFigure>, Error> {
    let tables: Vec<(&StudyModel, &ClassTable)> = look
        .tuned()
        .filter_map(|index| {
            let model = look.model(index);
            Some((model, look.numbers.best_classes(&model.id, class_scheme(task))?))
        })
        .collect();
    let Some((_, first)) = tables.first() else { return Ok(None) };
    let counted = if first.samples == first.cases { "cases of the class" } else { "answers to cases of the class" };
    let true_classes: Vec<&ClassRow> = first.rates.classes.iter().filter(|row| row.truth > 0).collect();
    let classes = true_classes.iter().map(|row| ScoredClass { label: class_label(&row.class), n: row.truth as u64 });
    let panel = |(model, table): &(&StudyModel, &ClassTable)| {
        let of = |sought: &&ClassRow| table.rates.classes.iter().find(|row| row.class == sought.class);
        let scores = true_classes.iter().map(|row| of(row).map(scores).unwrap_or_default()).collect();
        ScoresPanel { label: format!("{}, T {}", model.label, table.temperature), scores }
    };
    let figure = ClassScores::new(classes.collect(), tables.iter().map(panel).collect());
    Ok(Some(StudyFigure {
        subject: FigureSubject::ClassScores,
        task: Some(task),
        model: None,
        file: format!("classes-{task}"),
        name: format!("Precision, recall and F1 by {}, for each fine-tuned model", class_scheme(task).words()),
        caption: format!(
            "Fine-tuned models, {} by {}; n: {counted}.",
            cases_and_answers(first.cases, first.samples),
            class_scheme(task).words()
        ),
        figure: Box::new(figure.map_err(failure::chart)?),
    }))
}

/// The matrix of a model; answers that cannot be read are a column without a row.
fn confusion(look: &Look<'_>, task: Task, model: &StudyModel) -> Result<Option<StudyFigure>, Error> {
    let Some(table) = look.numbers.best_classes(&model.id, class_scheme(task)) else { return Ok(None) };
    let rates = &table.rates;
    let (other, rows): (Vec<usize>, Vec<usize>) =
        (0..rates.classes.len()).partition(|index| rates.classes[*index].class == Class::Unreadable);
    let matrix = rates.matrix();
    let row = |truth: &usize| rows.iter().chain(&other).map(|answer| matrix[*truth][*answer] as u64).collect();
    let labels = |of: &[usize]| of.iter().map(|index| class_label(&rates.classes[*index].class)).collect();
    let (words, averages) = average(task, table);
    let exact = |value: Option<f64>| value.map(Estimate::exact);
    let summary = ConfusionSummary {
        label: words.to_owned(),
        scores: Scores {
            precision: exact(averages.precision.value),
            recall: exact(averages.recall.value),
            f1: exact(averages.f1.value),
        },
    };
    let answers = cases_and_answers(table.cases, table.samples);
    let figure = Confusion::new(labels(&rows), labels(&other), rows.iter().map(row).collect())
        .and_then(|matrix| {
            matrix.with_scores(rows.iter().map(|index| scores(&rates.classes[*index])).collect(), Some(summary))
        })
        .map_err(failure::chart)?;
    Ok(Some(StudyFigure {
        subject: FigureSubject::Confusion,
        task: Some(task),
        model: Some(model.id.clone()),
        file: format!("confusion-{task}-{}", in_file_name(model)),
        name: format!("Confusion of {} by {}, {}", class_scheme(task).words(), name(model), answers),
        caption: format!(
            "{}, temperature {}, {}. Shades are shares of the row; the {words} average is over these classes.",
            name(model),
            table.temperature,
            answers
        ),
        figure: Box::new(figure),
    }))
}
