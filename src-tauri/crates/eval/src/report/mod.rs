//! The report: one HTML page that needs nothing else, for the screen and for A4. It says what was done with the exact settings, what came
//! out, and what it may not be taken for. Figures come as finished SVG, model cards as text; nothing is computed here.

mod coverage_table;
mod limitations;
mod methods;
mod result_tables;
mod task_section;

use isocenter_domain::Task;

use crate::{Evaluation, FigureSubject, Finding, Numbers};
use isocenter_report::{Html, Page};

/// Everything a report is made of.
pub struct ReportParts<'a> {
    /// The study with its answers.
    pub evaluation: &'a Evaluation<'a>,
    /// Its numbers.
    pub numbers: &'a Numbers,
    /// Its findings.
    pub findings: &'a [Finding],
    /// The figures that there are.
    pub figures: &'a [ReportFigure],
    /// Sections that others made, HTML below an `h2` of their own, trusted as they are: grades by physicians.
    pub sections: &'a [String],
    /// Cards of the models.
    pub model_cards: &'a [ModelCard],
    /// What else the run's record holds: hashes of weights, device, program version, times.
    pub run: &'a [RunFact],
    /// When the report was made, as it is to be printed.
    pub made: &'a str,
}

/// A drawn figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFigure {
    /// What it shows.
    pub subject: FigureSubject,
    /// Its task; nothing for a figure of all tasks.
    pub task: Option<Task>,
    /// The line below it: model, temperature, n.
    pub caption: String,
    /// The picture, trusted as it is.
    pub svg: String,
}

/// A model card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelCard {
    /// The model's name.
    pub title: String,
    /// The card as plain text or Markdown; printed as it is.
    pub text: String,
}

/// A line of the run's record.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct RunFact {
    /// What it is.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The report as HTML. The same parts give the same page.
#[must_use]
pub fn report_html(parts: &ReportParts<'_>) -> String {
    let study = parts.evaluation.study();
    let mut html = Html::default();
    html.element("h1", &study.name);
    html.element("p", &format!("Did fine-tuning help? Made {}.", parts.made));
    summary(&mut html, parts);
    methods::write(&mut html, parts);
    result_tables::table1(&mut html, parts);
    figures(&mut html, parts, None);
    for task in study.tasks() {
        task_section::write(&mut html, parts, task);
    }
    result_tables::tests(&mut html, parts);
    parts.sections.iter().for_each(|section| html.raw(section));
    limitations::write(&mut html, parts);
    if !parts.model_cards.is_empty() {
        html.element("h2", "Model cards");
    }
    for card in parts.model_cards {
        html.element("h3", &card.title);
        html.element("pre", &card.text);
    }
    methods::record(&mut html, parts);
    let page = Page {
        title: &format!("{}: did fine-tuning help?", study.name),
        name: &study.name,
        is_demonstration: study.is_demonstration(),
        bound_to: &format!("Study {}", &study.sha256()[..12]),
    };
    page.around(html)
}

/// What the scan showed, task by task.
fn summary(html: &mut Html, parts: &ReportParts<'_>) {
    html.element("h2", "Findings");
    for task in parts.evaluation.study().tasks() {
        html.element("h3", task_words(task));
        for subject in [FigureSubject::TemperatureScan, FigureSubject::Comparison, FigureSubject::ClassScores] {
            let is_meant = |finding: &&Finding| finding.figure == subject && finding.task == Some(task.name());
            parts.findings.iter().filter(is_meant).for_each(|finding| html.classed("p", "finding", &finding.text));
        }
    }
}

fn finding(html: &mut Html, parts: &ReportParts<'_>, subject: FigureSubject, task: Task) {
    let is_meant = |finding: &&Finding| finding.figure == subject && finding.task == Some(task.name());
    for finding in parts.findings.iter().filter(is_meant) {
        html.classed("p", "finding", &finding.text);
        if !finding.details.is_empty() {
            html.raw("<ul class=\"note\">\n");
            finding.details.iter().for_each(|detail| html.element("li", detail));
            html.raw("</ul>\n");
        }
    }
}

/// The figures of a task, or of all tasks together, with their headings.
fn figures(html: &mut Html, parts: &ReportParts<'_>, task: Option<Task>) {
    for figure in parts.figures.iter().filter(|figure| figure.task == task) {
        html.picture(&figure.svg, &figure.caption);
    }
}

/// A task's name in headings.
pub(crate) const fn task_words(task: Task) -> &'static str {
    match task {
        Task::Regimen => "Regimen",
        Task::Modality => "Modality",
        Task::Icd10 => "ICD-10",
    }
}
