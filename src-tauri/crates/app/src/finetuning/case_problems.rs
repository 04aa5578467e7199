//! What is wrong with the cases of a run before it starts: cut, masked, empty, twice, on both sides. Each by case id, never by text.

use std::collections::HashMap;

use super::data_set::{DataCase, DataSet, Sides};
use super::token_lengths::CaseLength;
use crate::wire::{PreparationProblem, ProblemKind, Remedy, Setting};

/// A longer limit is offered as a multiple of this, tokens.
const LIMIT_STEP: usize = 64;

/// What the checks look at.
pub(crate) struct CaseChecks<'a> {
    pub(crate) set: &'a DataSet,
    pub(crate) sides: &'a Sides,
    /// In the order of [`DataSet::learning`].
    pub(crate) lengths: &'a [Option<CaseLength>],
    /// The longest a case may be, tokens.
    pub(crate) limit: usize,
    /// The longest the model reads, tokens.
    pub(crate) context: usize,
    /// Whether part of the cases was to validate.
    pub(crate) wants_validation: bool,
}

impl CaseChecks<'_> {
    /// Every problem, blocking ones first.
    pub(crate) fn problems(&self) -> Vec<PreparationProblem> {
        let mut found = vec![self.too_few(), self.empty(), self.nothing_learned(), self.cut()];
        found.extend([self.leak_to_test(), self.leak_to_validation(), self.duplicates()]);
        let mut found: Vec<PreparationProblem> = found.into_iter().flatten().collect();
        found.sort_by_key(|problem| !problem.is_blocking);
        found
    }

    fn places(&self) -> impl Iterator<Item = usize> {
        self.sides.train.iter().chain(&self.sides.validation).copied()
    }

    fn case(&self, place: usize) -> Option<&DataCase> {
        self.set.learning.get(place)
    }

    fn length(&self, place: usize) -> Option<CaseLength> {
        self.lengths.get(place).copied().flatten()
    }

    /// Ids of the places for which `is` holds.
    fn ids(&self, is: impl Fn(usize) -> bool) -> Vec<String> {
        let mut places: Vec<usize> = self.places().filter(|place| is(*place)).collect();
        places.sort_unstable();
        places.into_iter().filter_map(|place| Some(self.case(place)?.id.clone())).collect()
    }

    fn too_few(&self) -> Option<PreparationProblem> {
        let (train, validation) = (self.sides.train.len(), self.sides.validation.len());
        let words = match (train, validation) {
            (0, _) => "No case is left to train on.".to_owned(),
            (1, _) => "One case is too few to learn from: it would be learned by heart.".to_owned(),
            (_, 0) if self.wants_validation => {
                "No case is left to validate on: all are of one patient, or too few.".to_owned()
            }
            _ => return None,
        };
        let remedies = match train {
            0 | 1 => Vec::new(),
            _ => vec![Remedy {
                words: "Train without validation".to_owned(),
                settings: vec![setting("validation_fraction", "0")],
                left_out: Vec::new(),
            }],
        };
        Some(PreparationProblem { remedies, ..problem(ProblemKind::TooFewCases, words, Vec::new()) })
    }

    fn empty(&self) -> Option<PreparationProblem> {
        let cases = self.ids(|place| self.length(place).is_none());
        let words = format!("{} an empty question or an empty answer.", counted(cases.len(), "case has", "cases have"));
        with_leaving_out(ProblemKind::Empty, words, cases)
    }

    /// Cut before the first learned token: nothing of the case would be learned.
    fn nothing_learned(&self) -> Option<PreparationProblem> {
        let is = |length: CaseLength| length.tokens > self.limit && length.prompt_tokens >= self.limit;
        let cases = self.ids(|place| self.length(place).is_some_and(is));
        let words = format!(
            "In {} the question alone reaches the limit of {} tokens, so nothing would be learned.",
            counted(cases.len(), "case", "cases"),
            self.limit
        );
        self.with_longer_limit(ProblemKind::NothingLearned, words, cases)
    }

    fn cut(&self) -> Option<PreparationProblem> {
        let is = |length: CaseLength| length.tokens > self.limit && length.prompt_tokens < self.limit;
        let cases = self.ids(|place| self.length(place).is_some_and(is));
        let words = format!(
            "The answer of {} would be cut at the limit of {} tokens.",
            counted(cases.len(), "case", "cases"),
            self.limit
        );
        self.with_longer_limit(ProblemKind::AnswerCut, words, cases)
    }

    fn with_longer_limit(&self, kind: ProblemKind, words: String, cases: Vec<String>) -> Option<PreparationProblem> {
        let longest = self.places().filter_map(|place| self.length(place)).map(|length| length.tokens).max()?;
        let mut problem = with_leaving_out(kind, words, cases)?;
        if longest <= self.context {
            let limit = longest.next_multiple_of(LIMIT_STEP).min(self.context);
            problem.remedies.insert(
                0,
                Remedy {
                    words: format!("Raise the limit to {limit} tokens"),
                    settings: vec![setting("max_length", &limit.to_string())],
                    left_out: Vec::new(),
                },
            );
        }
        Some(problem)
    }

    fn leak_to_test(&self) -> Option<PreparationProblem> {
        let test: HashMap<String, &DataCase> =
            self.set.test.iter().map(|case| (text_key(&case.example.prompt), case)).collect();
        let mut pairs = Vec::new();
        for place in self.places() {
            let Some(case) = self.case(place) else { continue };
            if let Some(twin) = test.get(&text_key(&case.example.prompt)) {
                pairs.push((case.id.clone(), twin.id.clone()));
            }
        }
        let words = format!(
            "The text of {} also stands among the test cases: the test would measure what was learned by heart.",
            counted(pairs.len(), "case", "cases")
        );
        leak(ProblemKind::LeakToTest, words, pairs)
    }

    fn leak_to_validation(&self) -> Option<PreparationProblem> {
        let of = |place: &usize| self.case(*place).map(|case| (text_key(&case.example.prompt), case));
        let validation: HashMap<String, &DataCase> = self.sides.validation.iter().filter_map(of).collect();
        let mut pairs = Vec::new();
        for case in self.sides.train.iter().filter_map(|place| self.case(*place)) {
            if let Some(twin) = validation.get(&text_key(&case.example.prompt)) {
                pairs.push((case.id.clone(), twin.id.clone()));
            }
        }
        let words = format!(
            "The text of {} also stands among the validation cases: the best adapter would be chosen by what it knows by heart.",
            counted(pairs.len(), "training case", "training cases")
        );
        leak(ProblemKind::LeakToValidation, words, pairs)
    }

    /// Remarkable, not wrong: the same text may be of two patients.
    fn duplicates(&self) -> Option<PreparationProblem> {
        let mut first: HashMap<String, &DataCase> = HashMap::new();
        let mut pairs = Vec::new();
        for case in self.sides.train.iter().filter_map(|place| self.case(*place)) {
            match first.get(&text_key(&case.example.prompt)) {
                Some(earlier) => pairs.push((case.id.clone(), earlier.id.clone())),
                None => {
                    first.insert(text_key(&case.example.prompt), case);
                }
            }
        }
        let words = format!("{} the same text as an earlier one.", counted(pairs.len(), "case has", "cases have"));
        leak(ProblemKind::Duplicate, words, pairs).map(|problem| PreparationProblem { is_blocking: false, ..problem })
    }
}

/// Texts that differ in case or white space only are the same text.
fn text_key(text: &str) -> String {
    text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

pub(crate) fn setting(key: &str, value: &str) -> Setting {
    Setting { key: key.to_owned(), value: value.to_owned() }
}

pub(crate) fn problem(kind: ProblemKind, words: String, cases: Vec<String>) -> PreparationProblem {
    PreparationProblem { kind, is_blocking: true, words, key: None, cases, remedies: Vec::new() }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn leave_out(cases: Vec<String>) -> Remedy {
    let words = match cases.len() {
        1 => "Leave this case out".to_owned(),
        count => format!("Leave these {count} cases out"),
    };
    Remedy { words, settings: Vec::new(), left_out: cases }
}

fn with_leaving_out(kind: ProblemKind, words: String, cases: Vec<String>) -> Option<PreparationProblem> {
    if cases.is_empty() {
        return None;
    }
    Some(PreparationProblem { remedies: vec![leave_out(cases.clone())], ..problem(kind, words, cases) })
}

/// Pairs of case and twin; the case is what may be left out.
fn leak(kind: ProblemKind, words: String, mut pairs: Vec<(String, String)>) -> Option<PreparationProblem> {
    if pairs.is_empty() {
        return None;
    }
    pairs.sort();
    let out = pairs.iter().map(|(case, _)| case.clone()).collect();
    let cases = pairs.into_iter().flat_map(|(case, twin)| [case, twin]).collect();
    Some(PreparationProblem { remedies: vec![leave_out(out)], ..problem(kind, words, cases) })
}
