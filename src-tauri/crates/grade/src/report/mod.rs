//! The report of a locked study of grades: a section for the study's report, and a page of its own that needs nothing else, for the screen
//! and for A4. Every text is escaped; figures come as finished SVG, times as the caller words them; nothing is computed here.
//!
//! It holds no comment, no skip reason and no text of a case: those are in the exports.

mod definitions;
mod methods;
mod panel_section;
mod sentences;
mod tables;

use crate::{CheckedRecord, Error, Numbers, StudyRecord};
use isocenter_report::{Html, Page};

pub(crate) use definitions::DEFINITIONS;
pub use sentences::{blinding, finding};

/// Everything a report is made of.
pub struct ReportParts<'a> {
    /// The study of grades.
    pub record: &'a StudyRecord,
    /// What of it stands.
    pub checked: &'a CheckedRecord<'a>,
    /// Its numbers.
    pub numbers: &'a Numbers,
    /// The figures that there are.
    pub figures: &'a [GradeFigure],
    /// What else its record holds: program version, when it was frozen.
    pub facts: &'a [GradeFact],
    /// Words a time in microseconds since 1970 UTC.
    pub at: &'a dyn Fn(i64) -> String,
    /// When the report was made, as it is to be printed.
    pub made: &'a str,
}

/// A drawn figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeFigure {
    /// The line below it.
    pub caption: String,
    /// The picture, trusted as it is.
    pub svg: String,
}

/// A line of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GradeFact {
    /// What it is.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// The section for the report of the study whose regimens were graded: HTML below an `h2` of its own, to be put into a page as it is.
///
/// # Errors
/// [`Error::Json`] where a hash cannot be made.
pub fn report_section(parts: &ReportParts<'_>) -> Result<String, Error> {
    let mut html = Html::default();
    section(&mut html, parts)?;
    Ok(html.into_string())
}

/// The whole page. The same parts give the same page.
///
/// # Errors
/// [`Error::Json`] where a hash cannot be made.
pub fn report_page(parts: &ReportParts<'_>) -> Result<String, Error> {
    let mut html = Html::default();
    html.element("h1", &parts.checked.protocol.name);
    html.element("p", &format!("What did physicians make of the regimens? Made {}.", parts.made));
    section(&mut html, parts)?;
    let protocol = &parts.checked.protocol;
    let page = Page {
        title: &format!("{}: grades by physicians", protocol.name),
        name: &protocol.name,
        is_demonstration: protocol.is_demonstration,
        bound_to: &format!("Protocol {}", &protocol.sha256()?.to_string()[..12]),
    };
    Ok(page.around(html))
}

fn section(html: &mut Html, parts: &ReportParts<'_>) -> Result<(), Error> {
    html.element("h2", "Grades by physicians");
    if parts.record.lock.is_none() {
        html.classed("p", "demonstration", "Not locked: these numbers may still change.");
    }
    html.classed("p", "finding", &finding(&parts.checked.protocol, parts.numbers));
    html.element("p", &sentences::by_arm(&parts.checked.protocol, parts.numbers));
    html.element("p", &blinding(parts.record, parts.checked));
    parts.figures.iter().for_each(|figure| html.picture(&figure.svg, &figure.caption));
    tables::acceptance(html, parts);
    tables::distributions(html, parts);
    tables::agreement(html, parts);
    tables::repeats(html, parts);
    tables::pace(html, parts);
    panel_section::write(html, parts)?;
    methods::write(html, parts);
    definitions::write(html);
    methods::record(html, parts)
}
