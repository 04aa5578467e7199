//! How it was graded, what the protocol fixed and how it was amended, what it may not be taken for, and the hashes that bind it.

use super::ReportParts;
use crate::wording::{count, listed};
use crate::{Amendment, Error, Protocol};
use isocenter_report::{Align, Column, Html};

const LIMITATIONS: [&str; 7] = [
    "Graders read texts, not plans: a grade says what a physician makes of a prescription in words.",
    "All arms have the same cases, so their shares are not independent; the intervals are of each share and not of a difference.",
    "Exact and within one over all models count each regimen as a trial: where regimens of one case are graded alike, Wilson's interval is too narrow.",
    "An interval of κ without width says that no resample of these cases could show anything else, not that other cases would not.",
    "Wilson's interval takes the graders as given: it does not say what other graders would have found.",
    "κ falls when one grade prevails, whatever the agreement; the raw shares and AC2 stand beside it.",
    "Repeats come in the last third of the list: a grader may remember a regimen, which makes them agree with themselves.",
];

/// Methods and limitations.
pub(super) fn write(html: &mut Html, parts: &ReportParts<'_>) {
    let protocol = &parts.checked.protocol;
    html.element("h3", "Methods");
    html.element("p", &design(protocol));
    html.element("p", &conduct(protocol));
    if !protocol.analysis.trim().is_empty() {
        html.element("p", &format!("Planned analysis, fixed before the first grade: {}", protocol.analysis.trim()));
    }
    scale(html, protocol);
    amendments(html, parts);
    html.element("h3", "Limitations of the grades");
    html.raw("<ul>\n");
    if protocol.is_demonstration {
        html.element("li", "This is a demonstration on synthetic cases or with demonstration models. Its numbers say how the program works and nothing about patients.");
    }
    if protocol.active_graders().count() < 2 {
        html.element("li", "One grader graded to the end: nothing can be said of agreement between graders.");
    }
    LIMITATIONS.iter().for_each(|limitation| html.element("li", limitation));
    html.raw("</ul>\n");
}

fn design(protocol: &Protocol) -> String {
    let arms: Vec<String> = protocol.arms.iter().map(|arm| arm.label.clone()).collect();
    let graders: Vec<String> =
        protocol.active_graders().map(|grader| format!("{} ({})", grader.name, grader.letter.word())).collect();
    format!(
        "Design of Wang et al., arXiv 2501.17286. {} of the study “{}”, drawn by the seed, each with the regimen of {} at temperature \
         {:?}, sample {}: {}, numbered in a drawn order. Graders: {}.",
        count(protocol.cases.len(), "case", "cases"),
        protocol.study.name,
        listed(&arms),
        protocol.temperature,
        protocol.sample,
        count(protocol.items.len(), "regimen", "regimens"),
        listed(&graders)
    )
}

fn conduct(protocol: &Protocol) -> String {
    let examples = match protocol.examples.len() {
        0 => String::from("No examples were graded beforehand."),
        n => format!(
            "Before, each grader graded {} of other cases with the senior oncologist's grade and note shown after each; these do not count.",
            count(n, "example", "examples")
        ),
    };
    format!(
        "{examples} Each grader had an own order (seed {}), with regimens of one case not beside each other where avoidable, and saw {} % of \
         the regimens a second time, unannounced, in the last third. Grades may be corrected until the discussion begins; every entry is kept. \
         Grades more than one apart go to the panel of both graders, the senior oncologist and a physicist, nothing else does.",
        protocol.order_seed, protocol.repeat_percent
    )
}

fn scale(html: &mut Html, protocol: &Protocol) {
    const COLUMNS: [Column<'_>; 3] = [("Grade", Align::Start), ("", Align::Start), ("Definition", Align::Start)];
    let row = |definition: &crate::GradeDefinition| {
        vec![definition.grade.to_string(), definition.name.clone(), definition.definition.clone()]
    };
    let rows: Vec<Vec<String>> = protocol.scale.definitions().iter().map(row).collect();
    html.table("The scale as it stands", &COLUMNS, &rows);
}

fn amendments(html: &mut Html, parts: &ReportParts<'_>) {
    const COLUMNS: [Column<'_>; 5] = [
        ("No.", Align::Start),
        ("Change", Align::Start),
        ("Reason", Align::Start),
        ("By", Align::Start),
        ("SHA-256 after", Align::Start),
    ];
    html.element("h3", "Amendments");
    if parts.record.amendments.is_empty() {
        html.element("p", "None: the protocol stands as it was frozen.");
        return;
    }
    let row = |record: &crate::AmendmentRecord| {
        vec![
            record.number.to_string(),
            change(&parts.record.frozen, parts, &record.amendment),
            record.reason.reveal().clone(),
            format!("{}, {}", record.by, (parts.at)(record.at_us)),
            record.after.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = parts.record.amendments.iter().map(row).collect();
    html.table("Changes after the freeze, each with its reason", &COLUMNS, &rows);
}

fn change(frozen: &Protocol, parts: &ReportParts<'_>, amendment: &Amendment) -> String {
    let name = |id| {
        let grader = parts.checked.protocol.grader(id).or_else(|| frozen.grader(id));
        grader.map_or_else(|| format!("account {id}"), |grader| grader.name.clone())
    };
    match amendment {
        Amendment::RemoveGrader { grader } => format!("{} grades no more", name(*grader)),
        Amendment::ReplaceGrader { grader, name: by, .. } => format!("{by} grades in place of {}", name(*grader)),
        Amendment::ClarifyGrade { grade, name, definition } => format!("Grade {grade} reads “{name}: {definition}”"),
    }
}

/// Hashes and facts.
pub(super) fn record(html: &mut Html, parts: &ReportParts<'_>) -> Result<(), Error> {
    let protocol = &parts.checked.protocol;
    html.element("h3", "Record of the grading");
    let row = |name: &str, value: String| vec![name.to_owned(), value];
    let mut rows = vec![
        row("Protocol as frozen, SHA-256", parts.record.frozen.sha256()?.to_string()),
        row("Protocol as it stands, SHA-256", protocol.sha256()?.to_string()),
        row("Study whose regimens were graded, SHA-256", protocol.study.sha256.to_string()),
        row("All that was recorded, SHA-256", parts.record.sha256()?.to_string()),
        row("Entries, replaced ones included", parts.record.entries.len().to_string()),
    ];
    match &parts.record.lock {
        Some(lock) => {
            rows.push(row("Locked", format!("{}, by {}: {}", (parts.at)(lock.at_us), lock.name, lock.meaning)));
            rows.push(row("What was locked, SHA-256", lock.sha256.to_string()));
        }
        None => rows.push(row("Locked", "not yet".to_owned())),
    }
    rows.extend(parts.facts.iter().map(|fact| row(&fact.name, fact.value.clone())));
    html.table("What determines the numbers", &[("", Align::Start), ("", Align::Start)], &rows);
    Ok(())
}
