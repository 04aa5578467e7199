//! The seven sections of a letter and how a past letter is cut into them. Headings are known in English and German as institutions write them;
//! an unknown heading keeps its place. Nothing of the text is lost: the sections follow each other without a gap.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use crate::pattern::pattern;
use crate::{Language, Span};

/// A section of a letter, in the order of the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// Salutation, with what introduces the patient.
    Salutation,
    /// Diagnoses.
    Diagnoses,
    /// Treatment history.
    TreatmentHistory,
    /// Summary and assessment.
    SummaryAndAssessment,
    /// Recommendations.
    Recommendations,
    /// Planned schedule.
    PlannedSchedule,
    /// Closing.
    Closing,
}

impl SectionKind {
    /// All seven, in the order of the letter.
    pub const ALL: [Self; 7] = [
        Self::Salutation,
        Self::Diagnoses,
        Self::TreatmentHistory,
        Self::SummaryAndAssessment,
        Self::Recommendations,
        Self::PlannedSchedule,
        Self::Closing,
    ];

    /// The heading that this program writes.
    #[must_use]
    pub const fn heading(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Salutation, Language::English) => "Salutation",
            (Self::Diagnoses, Language::English) => "Diagnoses",
            (Self::TreatmentHistory, Language::English) => "Treatment history",
            (Self::SummaryAndAssessment, Language::English) => "Summary and assessment",
            (Self::Recommendations, Language::English) => "Recommendations",
            (Self::PlannedSchedule, Language::English) => "Planned schedule",
            (Self::Closing, Language::English) => "Closing",
            (Self::Salutation, Language::German) => "Anrede",
            (Self::Diagnoses, Language::German) => "Diagnosen",
            (Self::TreatmentHistory, Language::German) => "Therapieverlauf",
            (Self::SummaryAndAssessment, Language::German) => "Zusammenfassung und Beurteilung",
            (Self::Recommendations, Language::German) => "Empfehlungen",
            (Self::PlannedSchedule, Language::German) => "Geplantes Vorgehen",
            (Self::Closing, Language::German) => "Grußformel",
        }
    }
}

/// Sections and the headings that institutions give them.
const HEADINGS: [(SectionKind, &str); 7] = [
    (SectionKind::Salutation, r"salutation|anrede"),
    (
        SectionKind::Diagnoses,
        r"(?:oncologic(?:al)?\s+|current\s+|main\s+|principal\s+)?diagnos[ei]s|(?:onkologische\s+|aktuelle\s+)?(?:haupt|neben|tumor)?diagnosen?|diagnosen\s+und\s+nebendiagnosen|(?:secondary\s+diagnoses|comorbidities|nebenerkrankungen)",
    ),
    (
        SectionKind::TreatmentHistory,
        r"(?:treatment|oncologic(?:al)?|past|previous|prior)\s+(?:history|treatments?|therapy|therapies)|history\s+of\s+(?:treatment|present\s+illness)|course\s+of\s+(?:the\s+)?(?:disease|treatment)|radiotherapy(?:\s+given|\s+course|\s+details)?|treatment\s+(?:given|summary|delivered)|(?:onkologische\s+|bisherige(?:r)?\s+)?(?:anamnese|therapieverlauf|therapien?|behandlungsverlauf|vorbehandlung(?:en)?|krankheitsverlauf|vorgeschichte)|(?:durchgef(?:ü)hrte\s+)?(?:strahlentherapie|radiotherapie|bestrahlung|therapie)|verlauf(?:\s+und\s+therapie)?",
    ),
    (
        SectionKind::SummaryAndAssessment,
        r"summary(?:\s+(?:and|&)\s+(?:assessment|evaluation))?|assessment|impression|(?:clinical\s+)?evaluation|opinion|zusammenfassung(?:\s+und\s+(?:beurteilung|bewertung))?|zusammenfassende\s+beurteilung|beurteilung|epikrise|bewertung|fazit",
    ),
    (
        SectionKind::Recommendations,
        r"(?:treatment\s+|our\s+)?recommendations?|advice|plan\s+and\s+recommendations|(?:therapie|unsere\s+)?empfehlung(?:en)?|(?:weitere\s+)?therapieempfehlung(?:en)?|procedere|prozedere|empfohlenes\s+vorgehen",
    ),
    (
        SectionKind::PlannedSchedule,
        r"(?:planned\s+)?schedule|planned\s+(?:schedule|treatment|appointments)|follow[\s-]?up(?:\s+(?:schedule|plan|appointments))?|next\s+(?:steps|appointments)|appointments|geplantes\s+(?:vorgehen|procedere)|weiteres\s+(?:vorgehen|procedere|prozedere)|termine|(?:weitere\s+)?planung|nachsorge(?:plan|termine)?|geplante\s+(?:therapie|termine)",
    ),
    (SectionKind::Closing, r"closing|gru(?:ß|ss)formel|abschluss"),
];

/// A heading with a colon, and what stands behind it on the line, or a heading alone on its line.
static KNOWN: LazyLock<Regex> = LazyLock::new(|| {
    let all: Vec<String> = HEADINGS.iter().map(|(_, words)| format!("({words})")).collect();
    pattern(&format!(r"(?i)^[\s#*_]*(?:[0-9]{{1,2}}[.)]\s*)?(?:{})[\s*_]*(?::[\s*_]*(.*)|-*)$", all.join("|")))
});
/// Few words and a colon at the end, or a line marked as a heading.
static UNKNOWN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:#+\s*\S[^\n]{0,80}|[\s*_]*\p{Lu}[\p{L}\p{M}0-9/&()-]*(?:[ \t]+[\p{L}\p{M}0-9/&()-]+){0,5}[\s*_]*:[\s*_]*)$",
    )
});
static GREETING: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:dear|sehr\s+geehrte|liebe[rn]?\s|to\s+whom\s+it|hochverehrte|verehrte)"));
static FAREWELL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:(?:with\s+)?(?:kind|best|warm)(?:est)?\s+(?:personal\s+)?(?:regards|wishes)|yours\s+(?:sincerely|faithfully|truly)|sincerely|mit\s+(?:sehr\s+)?(?:freundlichen?|kollegialen?|besten|herzlichen?)\s|(?:freundliche|beste|kollegiale|herzliche)\s+gr(?:ü)(?:ß|ss)e)",
    )
});

/// A section by its places in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SectionSpan {
    /// Which section; nothing under an unknown heading, or none.
    pub kind: Option<SectionKind>,
    /// The line of its heading, empty where there is none.
    pub heading: Span,
    /// What stands under it, blank lines included.
    pub body: Span,
}

/// A line with more headings than this is text.
const MOST_HEADINGS_OF_A_LINE: usize = 8;

/// What a line begins.
enum Line {
    Known(SectionKind, usize),
    Unknown,
    Farewell,
    Text,
}

fn line_of(line: &str) -> Line {
    if line.trim().is_empty() {
        return Line::Text;
    }
    if let Some(found) = KNOWN.captures(line) {
        let group = (1..=HEADINGS.len()).find(|group| found.get(*group).is_some());
        if let Some(group) = group {
            let rest = found.get(HEADINGS.len() + 1).filter(|rest| !rest.as_str().trim().is_empty());
            return Line::Known(HEADINGS[group - 1].0, rest.map_or(line.len(), |rest| rest.start()));
        }
    }
    if FAREWELL.is_match(line) {
        return Line::Farewell;
    }
    if !GREETING.is_match(line) && UNKNOWN.is_match(line) {
        return Line::Unknown;
    }
    Line::Text
}

/// Cuts a text into sections that follow each other without a gap.
#[must_use]
pub fn section_spans(text: &str) -> Vec<SectionSpan> {
    let mut sections: Vec<SectionSpan> = Vec::new();
    let mut open = SectionSpan { kind: None, heading: Span::new(0, 0), body: Span::new(0, 0) };
    let mut is_greeted = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let bare = at + line.trim_end_matches(['\n', '\r']).len();
        let mut start = at;
        at = end;
        let close = |open: &mut SectionSpan, sections: &mut Vec<SectionSpan>, next: SectionSpan| {
            if open.heading.start < next.heading.start {
                sections.push(*open);
            }
            *open = next;
        };
        // What stands behind a heading on its line may be a heading in turn.
        for _ in 0..MOST_HEADINGS_OF_A_LINE {
            let Line::Known(kind, length) = line_of(&text[start..bare]) else { break };
            // A heading alone takes its line's end with it.
            let heading_end = if start + length == bare { end } else { start + length };
            let heading = Span::new(start, heading_end);
            let body = Span::new(heading_end, heading_end);
            close(&mut open, &mut sections, SectionSpan { kind: Some(kind), heading, body });
            start = heading_end;
            if start == end {
                break;
            }
        }
        if start == end {
            continue;
        }
        let is_first = sections.is_empty() && open.heading == Span::new(0, 0);
        match line_of(&text[start..bare]) {
            Line::Unknown => {
                let next = SectionSpan { kind: None, heading: Span::new(start, end), body: Span::new(end, end) };
                close(&mut open, &mut sections, next);
            }
            Line::Farewell if open.kind != Some(SectionKind::Closing) => {
                let kind = Some(SectionKind::Closing);
                let next = SectionSpan { kind, heading: Span::new(start, start), body: Span::new(start, end) };
                close(&mut open, &mut sections, next);
            }
            Line::Known(..) | Line::Farewell | Line::Text => {
                if is_first && !is_greeted && GREETING.is_match(&text[start..bare]) {
                    is_greeted = true;
                    open.kind = Some(SectionKind::Salutation);
                }
                open.body.end = end;
            }
        }
    }
    if open.heading.start < text.len() || sections.is_empty() && !text.is_empty() {
        sections.push(open);
    }
    split_greeting(text, &mut sections);
    sections
}

/// In a letter without any heading the salutation ends with its paragraph.
fn split_greeting(text: &str, sections: &mut Vec<SectionSpan>) {
    let has_headings = sections.iter().any(|section| section.heading.start < section.heading.end);
    let Some(first) = sections.first_mut().filter(|first| first.kind == Some(SectionKind::Salutation) && !has_headings)
    else {
        return;
    };
    let body = first.body.of(text);
    let mut at = 0;
    let mut is_greeted = false;
    for line in body.split_inclusive('\n') {
        if is_greeted && line.trim().is_empty() {
            let (end, last) = (first.body.start + at, first.body.end);
            let is_more = text.get(end..last).is_some_and(|rest| !rest.trim().is_empty());
            if is_more {
                first.body.end = end;
                let rest = SectionSpan { kind: None, heading: Span::new(end, end), body: Span::new(end, last) };
                sections.insert(1, rest);
            }
            return;
        }
        is_greeted |= GREETING.is_match(line);
        at += line.len();
    }
}

/// One section of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Which; nothing under an unknown heading, or none.
    pub kind: Option<SectionKind>,
    /// The heading as it is written; empty where there is none.
    pub heading: String,
    /// The text, without blank lines around it.
    pub text: String,
}

/// A letter in sections.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letter {
    /// In the order of the letter.
    pub sections: Vec<Section>,
}

/// Line ends as one kind, no blanks at line ends, no blank lines around.
pub(crate) fn tidy(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

impl Letter {
    /// Cuts a letter; sections without heading and text are left out.
    #[must_use]
    pub fn cut(text: &str) -> Self {
        let cut = section_spans(text).into_iter().map(|section| Section {
            kind: section.kind,
            heading: section.heading.of(text).trim().to_owned(),
            text: tidy(section.body.of(text)),
        });
        Self { sections: cut.filter(|section| !section.heading.is_empty() || !section.text.is_empty()).collect() }
    }

    /// The letter as text: headings as they are written, a blank line between sections. Cutting it gives the same sections.
    #[must_use]
    pub fn print(&self) -> String {
        let mut text = String::new();
        for section in &self.sections {
            if !text.is_empty() {
                text.push('\n');
            }
            for part in [&section.heading, &section.text].into_iter().filter(|part| !part.is_empty()) {
                text.push_str(part);
                text.push('\n');
            }
        }
        text
    }

    /// A letter from the texts of its sections, with headings as this program writes them; salutation and closing bear none.
    #[must_use]
    pub fn of_sections(language: Language, texts: &[(SectionKind, &str)]) -> Self {
        let section = |(kind, text): &(SectionKind, &str)| {
            let is_known_without = match kind {
                SectionKind::Salutation => GREETING.is_match(text),
                SectionKind::Closing => FAREWELL.is_match(text),
                _ => false,
            };
            let heading = if is_known_without { String::new() } else { format!("{}:", kind.heading(language)) };
            Section { kind: Some(*kind), heading, text: tidy(text) }
        };
        Self { sections: texts.iter().map(section).collect() }
    }

    /// The text of every part of one section, joined.
    #[must_use]
    pub fn text_of(&self, kind: SectionKind) -> Option<String> {
        self.text_under(Some(kind))
    }

    /// The text of every part of one section, or of all that stands under no known heading, joined.
    #[must_use]
    pub fn text_under(&self, kind: Option<SectionKind>) -> Option<String> {
        let parts: Vec<&str> =
            self.sections.iter().filter(|s| s.kind == kind).map(|section| section.text.as_str()).collect();
        (!parts.is_empty()).then(|| parts.join("\n"))
    }
}
