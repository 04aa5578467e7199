//! A text of a case: the original, what was found in it, what a person decided, and the cleaned text that follows from these alone.

use isocenter_domain::Redacted;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::cleaning;
use crate::pseudonym::CaseId;

/// What a span is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanKind {
    /// Text of this course's plan.
    Plan,
    /// Something that identifies a person.
    Identifier,
}

/// How sure the rule is that found a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpanCertainty {
    /// Left in the text until a person decides.
    Doubtful,
    /// Taken out unless a person keeps it.
    Certain,
}

/// What a rule found, before anybody looked. The replacement can hold a shifted date, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundSpan {
    /// First byte in the original.
    pub start: usize,
    /// One behind the last byte.
    pub end: usize,
    /// Plan text or identifier.
    pub kind: SpanKind,
    /// What the screen calls it: `plan`, `name 1`, `record no.`.
    pub label: String,
    /// The rule that found it, or `by-hand`.
    pub rule: String,
    /// How sure the rule is.
    pub certainty: SpanCertainty,
    /// What stands there instead; nothing when the span is cut.
    pub replacement: Option<String>,
}

/// What a person says of a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// It goes.
    Accept,
    /// It goes, with these borders in bytes of the original.
    Adjust {
        /// First byte.
        start: usize,
        /// One behind the last byte.
        end: usize,
    },
    /// It stays in the text.
    Keep,
}

/// A decision about one span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanDecision {
    /// Place of the span in [`CaseText::spans`].
    pub span: usize,
    /// What a person says of it.
    pub decision: Decision,
}

/// A span with the decision about it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewedSpan {
    /// What was found.
    pub found: FoundSpan,
    /// What a person decided, if anybody did.
    pub decision: Option<Decision>,
}

impl ReviewedSpan {
    /// Where the text is taken out, if it is.
    #[must_use]
    pub const fn removed(&self) -> Option<(usize, usize)> {
        match (self.decision, self.found.certainty) {
            (Some(Decision::Adjust { start, end }), _) => Some((start, end)),
            (Some(Decision::Accept), _) | (None, SpanCertainty::Certain) => Some((self.found.start, self.found.end)),
            (Some(Decision::Keep), _) | (None, SpanCertainty::Doubtful) => None,
        }
    }

    /// Whether a person must decide.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.decision.is_none() && matches!(self.found.certainty, SpanCertainty::Doubtful)
    }
}

/// A text with its spans. It holds patient text, so it has no `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseText {
    original: Redacted<String>,
    spans: Vec<ReviewedSpan>,
    cleaned: Redacted<String>,
}

impl CaseText {
    pub(crate) fn new(original: Redacted<String>, found: Vec<FoundSpan>) -> Self {
        Self::restored(original, found.into_iter().map(|found| ReviewedSpan { found, decision: None }).collect())
    }

    /// The text as it was kept, its cleaned form made anew.
    #[must_use]
    pub fn restored(original: Redacted<String>, spans: Vec<ReviewedSpan>) -> Self {
        let mut text = Self { original, spans, cleaned: Redacted::default() };
        text.clean();
        text
    }

    /// The text of the export.
    #[must_use]
    pub const fn original(&self) -> &Redacted<String> {
        &self.original
    }

    /// What was found, in order of place; spans marked by hand stand last.
    #[must_use]
    pub fn spans(&self) -> &[ReviewedSpan] {
        &self.spans
    }

    /// The text without what is taken out.
    #[must_use]
    pub const fn cleaned(&self) -> &Redacted<String> {
        &self.cleaned
    }

    /// Whether anything but marks and blanks is left.
    #[must_use]
    pub fn says_something(&self) -> bool {
        self.cleaned.reveal().chars().any(char::is_alphanumeric)
    }

    /// Takes decisions and makes the cleaned text anew from the original. A later decision about a span replaces an earlier one.
    ///
    /// # Errors
    /// [`Error::UnknownSpan`] and [`Error::SpanBorders`]; nothing is changed then.
    pub fn apply(&mut self, case: &CaseId, decisions: &[SpanDecision]) -> Result<(), Error> {
        for SpanDecision { span, decision } in decisions {
            if *span >= self.spans.len() {
                return Err(Error::UnknownSpan { case: case.to_string(), span: *span });
            }
            if let Decision::Adjust { start, end } = decision {
                self.check_borders(case, *span, *start, *end)?;
            }
        }
        for SpanDecision { span, decision } in decisions {
            self.spans[*span].decision = Some(*decision);
        }
        self.clean();
        Ok(())
    }

    /// Marks a place that no rule found: plan text is cut, an identifier masked. Gives the place of the new span.
    ///
    /// # Errors
    /// [`Error::SpanBorders`].
    pub fn mark(&mut self, case: &CaseId, kind: SpanKind, start: usize, end: usize) -> Result<usize, Error> {
        let span = self.spans.len();
        self.check_borders(case, span, start, end)?;
        let (label, replacement) = match kind {
            SpanKind::Plan => ("plan", None),
            SpanKind::Identifier => ("identifier", Some(String::from("[identifier]"))),
        };
        let found = FoundSpan {
            start,
            end,
            kind,
            label: label.to_owned(),
            rule: String::from("by-hand"),
            certainty: SpanCertainty::Certain,
            replacement,
        };
        self.spans.push(ReviewedSpan { found, decision: Some(Decision::Accept) });
        self.clean();
        Ok(span)
    }

    /// Takes every decision back; spans marked by hand go away.
    pub fn reset(&mut self) {
        self.spans.retain(|span| span.found.rule != "by-hand");
        self.spans.iter_mut().for_each(|span| span.decision = None);
        self.clean();
    }

    fn check_borders(&self, case: &CaseId, span: usize, start: usize, end: usize) -> Result<(), Error> {
        let fits = start < end && self.original.reveal().get(start..end).is_some();
        if fits { Ok(()) } else { Err(Error::SpanBorders { case: case.to_string(), span }) }
    }

    fn clean(&mut self) {
        let removed = self.spans.iter().filter_map(|span| {
            let (start, end) = span.removed()?;
            Some((start, end, span.found.replacement.as_deref()))
        });
        self.cleaned = Redacted::new(cleaning::without(self.original.reveal(), removed));
    }
}
