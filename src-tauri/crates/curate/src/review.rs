//! What a person must look at before a cohort is finished, and what a finished one still holds.

use serde::Serialize;

use crate::case::{CuratedCase, DoseAgreement};
use crate::cleaning::{Cleaner, Leftover, TextRole};
use crate::curate::Curated;
use crate::pseudonym::CaseId;

/// One open question about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReviewItem {
    /// The case.
    pub case: CaseId,
    /// What is open.
    pub question: ReviewQuestion,
}

/// What is open about a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewQuestion {
    /// A rule is not sure of a span.
    DoubtfulSpan {
        /// In which text.
        text: TextRole,
        /// Place among the spans of that text.
        span: usize,
    },
    /// The words of the export name no radiation.
    UnknownModality {
        /// Place among the phases.
        phase: usize,
        /// The words.
        words: String,
    },
    /// The plan summary tells another dose than was delivered.
    DoseDiffers,
}

/// A leak in a finished cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leak {
    /// The case.
    pub case: CaseId,
    /// In which text.
    pub text: TextRole,
    /// What is left, in the cleaned text.
    pub leftover: Leftover,
}

impl CuratedCase {
    /// What is open about this case.
    #[must_use]
    pub fn questions(&self) -> Vec<ReviewQuestion> {
        let mut questions = Vec::new();
        for (text, role) in [(&self.text, TextRole::Diagnosis), (&self.summary, TextRole::PlanSummary)] {
            let open = text.spans().iter().enumerate().filter(|(_, span)| span.is_open());
            questions.extend(open.map(|(span, _)| ReviewQuestion::DoubtfulSpan { text: role, span }));
        }
        let unnamed = self.phases.iter().enumerate().filter(|(_, phase)| phase.modality.is_none());
        questions.extend(unnamed.map(|(place, phase)| ReviewQuestion::UnknownModality {
            phase: place,
            words: phase.radiation_words.clone(),
        }));
        if self.dose_agreement() == DoseAgreement::Differ {
            questions.push(ReviewQuestion::DoseDiffers);
        }
        questions
    }
}

impl Curated {
    /// Every open question, by case.
    #[must_use]
    pub fn review_queue(&self) -> Vec<ReviewItem> {
        let of_case = |case: &CuratedCase| {
            let id = case.id.clone();
            case.questions().into_iter().map(move |question| ReviewItem { case: id.clone(), question })
        };
        self.cases.iter().flat_map(of_case).collect()
    }

    /// What the texts still hold, those that a person kept included.
    #[must_use]
    pub fn leak_scan(&self, cleaner: &Cleaner<'_>) -> Vec<Leak> {
        let mut leaks = Vec::new();
        for case in &self.cases {
            for (text, role) in [(&case.text, TextRole::Diagnosis), (&case.summary, TextRole::PlanSummary)] {
                let found = cleaner.scan(text.cleaned().reveal(), role, &case.values);
                leaks.extend(found.into_iter().map(|leftover| Leak { case: case.id.clone(), text: role, leftover }));
            }
        }
        leaks
    }
}
