//! One row for each stored answer, with all that its numbers are made of. It holds the physicians' regimens and the models' texts, never a diagnosis.

use std::io::Write;

use isocenter_domain::{Phase, Regimen, Task};

use crate::evaluation::{Block, ScoredAnswer, ScoredBeside};
use crate::sample::Finish;
use crate::{Answer, ClassScheme, Division, Error, Evaluation, Metric, StudyCase, StudyModel, icd10_group};

/// Columns before the metrics.
const COLUMNS: [&str; 29] = [
    "model",
    "label",
    "family",
    "role",
    "task",
    "case_id",
    "way",
    "temperature",
    "sample",
    "seed",
    "finish",
    "tokens",
    "reference",
    "text",
    "answer_class",
    "truth_group",
    "answer_group",
    "truth_plan",
    "answer_plan",
    "p_photon",
    "p_proton",
    "p_electron",
    "p_brachytherapy",
    "site",
    "radiation",
    "intent",
    "sex",
    "age",
    "text_length",
];

/// Writes `samples.csv`: UTF-8 without a mark, commas, a header row. A metric without a meaning for the row is blank.
///
/// # Errors
/// [`Error::Csv`].
pub fn write_samples_csv(evaluation: &Evaluation<'_>, to: impl Write) -> Result<(), Error> {
    let mut csv = csv::Writer::from_writer(to);
    let refused = |source| Error::Csv { source };
    let metrics: Vec<Metric> = all_metrics();
    let header = COLUMNS.iter().copied().chain(metrics.iter().map(|metric| metric.name()));
    csv.write_record(header).map_err(refused)?;
    for block in &evaluation.blocks {
        let rows = Rows { evaluation, block, model: &evaluation.study.models[block.model], metrics: &metrics };
        for scored in &block.free {
            csv.write_record(rows.free(scored)).map_err(refused)?;
        }
        for scored in &block.beside {
            csv.write_record(rows.beside(scored)).map_err(refused)?;
        }
    }
    csv.flush().map_err(|error| refused(error.into()))
}

/// Every metric once, tasks one after the other.
fn all_metrics() -> Vec<Metric> {
    let mut metrics = Vec::new();
    for metric in Task::ALL.into_iter().flat_map(|task| Metric::of(task).iter().chain(Metric::beside(task))) {
        if !metrics.contains(metric) {
            metrics.push(*metric);
        }
    }
    metrics
}

struct Rows<'a> {
    evaluation: &'a Evaluation<'a>,
    block: &'a Block,
    model: &'a StudyModel,
    metrics: &'a [Metric],
}

impl Rows<'_> {
    fn free(&self, scored: &ScoredAnswer) -> Vec<String> {
        let given = &scored.given;
        let finish = match given.finish {
            Finish::Eos => "eos",
            Finish::Length => "length",
        };
        let asked = [
            "free".to_owned(),
            given.temperature.to_string(),
            given.sample.to_string(),
            given.seed.to_string(),
            finish.to_owned(),
            given.ids.len().to_string(),
        ];
        let row = Row { case: scored.case, asked, text: given.text.reveal(), answer: &scored.answer };
        self.row(row, None, |metric| value_of(Metric::of(self.block.task), &scored.values, metric))
    }

    fn beside(&self, scored: &ScoredBeside) -> Vec<String> {
        let way = if scored.probabilities.is_some() { "labels" } else { "codes" };
        let mut asked = [const { String::new() }; 6];
        way.clone_into(&mut asked[0]);
        let row = Row { case: scored.case, asked, text: "", answer: &scored.answer };
        self.row(row, scored.probabilities, |metric| value_of(Metric::beside(self.block.task), &scored.values, metric))
    }

    fn row(&self, row: Row<'_>, probabilities: Option<[f64; 4]>, value: impl Fn(Metric) -> Option<f64>) -> Vec<String> {
        let task = self.block.task;
        let case: &StudyCase = &self.evaluation.cases.cases()[self.block.cases[row.case]];
        let role = match self.model.role {
            crate::Role::Base => "base",
            crate::Role::Tuned => "tuned",
        };
        let mut fields: Vec<String> =
            [self.model.id.as_str(), &self.model.label, &self.model.family, role, task.name(), case.id.as_str()]
                .map(str::to_owned)
                .into();
        fields.extend(row.asked);
        fields.push(case.reference(task).unwrap_or_default().to_owned());
        fields.push(row.text.to_owned());
        let class = |scheme: ClassScheme| scheme.prediction(row.answer).to_string();
        match task {
            Task::Regimen => fields.extend([const { String::new() }; 3]),
            Task::Modality => fields.extend([class(ClassScheme::Modality), String::new(), String::new()]),
            Task::Icd10 => {
                let truth = case.icd10.as_ref().map_or("", |code| icd10_group(code.category()));
                fields.extend([class(ClassScheme::Icd10Code), truth.to_owned(), class(ClassScheme::Icd10Group)]);
            }
        }
        if task == Task::Regimen {
            let delivered = Regimen::read(case.reference(task).unwrap_or_default());
            fields.push(plan(&delivered.phases));
            fields.push(if let Answer::Regimen(Some(phases)) = row.answer { plan(phases) } else { String::new() });
        } else {
            fields.extend([const { String::new() }; 2]);
        }
        match probabilities {
            Some(probabilities) => fields.extend(probabilities.map(|probability| number(Some(probability)))),
            None => fields.extend([const { String::new() }; 4]),
        }
        fields.extend(Division::ALL.map(|division| division.level(case)));
        fields.extend(self.metrics.iter().map(|metric| number(value(*metric))));
        fields
    }
}

/// What differs between free answers and others.
struct Row<'a> {
    case: usize,
    /// Way, temperature, sample, seed, finish, tokens.
    asked: [String; 6],
    text: &'a str,
    answer: &'a Answer,
}

fn value_of(metrics: &[Metric], values: &[Option<f64>], metric: Metric) -> Option<f64> {
    values[metrics.iter().position(|other| *other == metric)?]
}

/// The phases as they were read, `photon 50.4 28; electron 10.0 5`: modality, gray, fractions. Blank where none was.
fn plan(phases: &[Phase]) -> String {
    let phase = |phase: &Phase| format!("{} {:?} {}", phase.modality, phase.dose.gray(), phase.fractions.count());
    phases.iter().map(phase).collect::<Vec<_>>().join("; ")
}

/// So many digits that reading gives the same number.
fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| format!("{value:?}"))
}
