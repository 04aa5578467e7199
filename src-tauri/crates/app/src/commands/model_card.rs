//! What is known of a model, for whoever reads its suggestions: results on cases it never saw, parts of them, limits.

use std::path::Path;

use isocenter_domain::Task;
use serde::Deserialize;

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::finetuning::adapter_proof::adapter_sha256;
use crate::finetuning::registry;
use crate::finetuning::release::{self, ReleasedAdapter};
use crate::finetuning::run_folder::RunFolder;
use crate::held_out::Measured;
use crate::held_out::subgroups::Subgroup;
use crate::model_catalogue;
use crate::permission::Permission;
use crate::suggestion::agreement_record::AgreementRecord;
use crate::suggestion_model::adapter_folder;
use crate::wire::{CardFact, CardResult, CardSubgroup, CardValue, Figure, ModelCard, RunEvaluation};

/// Said of every model.
const LIMITS: [&str; 4] = [
    "It can suggest what no source supports, and the prescription of a site that was removed; the checks look for that and can miss it.",
    "It was trained for these three questions about one short diagnosis; anything else it was not trained for.",
    "Rare kinds of treatment (electrons, brachytherapy) were rare in its training cases; their results stand under \"modality\".",
    "It learnt the practice of the cases it was trained on; another department treats otherwise.",
];
const DEMONSTRATION_LIMIT: &str =
    "It is a demonstration, trained on invented cases. It knows no medicine. Never use it for a patient.";

/// The card of a model of the list.
///
/// # Errors
/// Not permitted; no such model; a damaged vault.
pub fn model_card(application: &Application, model: &str) -> Result<ModelCard, Error> {
    let mut session = application.session();
    session.permit(Permission::Suggest)?;
    let located = model_catalogue::find(application, model)?;
    let summary = model_catalogue::describe(&located);
    let released = release::released_for(&mut session, &located.id)?;
    let root = session.runs_root();
    let of_folder = FolderEvaluation::read(&located.folder);
    let mut card = ModelCard {
        model: located.id.clone(),
        name: summary.name.clone(),
        is_demonstration: summary.is_demonstration,
        summary: String::new(),
        facts: vec![
            fact("Base", format!("{}, {} parameters", summary.architecture, thousands(summary.parameters))),
            fact("Weights on disk", format!("{:.1} MB", summary.weights_mb)),
        ],
        results: Vec::new(),
        subgroups: Vec::new(),
        coverage: Vec::new(),
        limits: Vec::new(),
    };
    let mut unmeasured = Vec::new();
    for task in Task::ALL {
        let run = released.iter().find(|adapter| adapter.task == task);
        let has_own = summary.tasks.contains(&task.into());
        let found = match run {
            Some(adapter) => {
                card.facts.push(run_fact(application, &mut session, adapter)?);
                let evaluation = RunFolder::of(&root, adapter.run).and_then(|folder| folder.evaluation());
                evaluation.map(|evaluation| card.take_run(&evaluation))
            }
            None if has_own => {
                card.facts.push(fact(&format!("Adapter for {task}"), "came with the model".to_owned()));
                of_folder.as_ref().and_then(|evaluation| card.take_folder(task, evaluation))
            }
            None => {
                card.facts.push(fact(&format!("Adapter for {task}"), "none: the base answers".to_owned()));
                None
            }
        };
        if found.is_none() {
            unmeasured.push(task.name());
        }
    }
    drop(session);
    let adapter = released.iter().find(|adapter| adapter.task == Task::Regimen);
    let adapter =
        adapter.map_or_else(|| adapter_folder(&located.folder, Task::Regimen), |adapter| adapter.folder.clone());
    let record = AgreementRecord::beside(&adapter);
    if let Some(record) = record.filter(|record| adapter_sha256(&adapter).is_ok_and(|now| now == record.adapter_sha256))
    {
        card.take_agreement(&record);
    }
    card.limits = limits(summary.is_demonstration, &unmeasured);
    card.summary = match (summary.is_demonstration, released.is_empty()) {
        (_, false) => "A base model with adapters that were fine-tuned and released here.".to_owned(),
        (true, true) => "A small model and its adapters, made to show the application on invented cases.".to_owned(),
        (false, true) => "A base model with the adapters that lie in its folder, if there are any.".to_owned(),
    };
    Ok(card)
}

fn limits(is_demonstration: bool, unmeasured: &[&str]) -> Vec<String> {
    let mut limits = Vec::new();
    if is_demonstration {
        limits.push(DEMONSTRATION_LIMIT.to_owned());
    }
    if !unmeasured.is_empty() {
        limits.push(format!("Nothing was measured on held-out cases for: {}.", unmeasured.join(", ")));
    }
    limits.extend(LIMITS.map(str::to_owned));
    limits
}

fn run_fact(
    application: &Application,
    session: &mut crate::session::Session,
    adapter: &ReleasedAdapter,
) -> Result<CardFact, Error> {
    let record = registry::record(application, session, adapter.run)?;
    let learnt = format!("run {}, {}, rank {}, ended {}", record.number, record.data.name, record.rank, record.ended);
    Ok(fact(&format!("Adapter for {}", adapter.task), learnt))
}

fn fact(name: &str, value: String) -> CardFact {
    CardFact { name: name.to_owned(), value }
}

/// 2,347,200.
fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What the build of a model wrote down of it, as far as a card tells it.
#[derive(Deserialize)]
struct FolderEvaluation {
    temperature: f64,
    tasks: std::collections::BTreeMap<String, FolderTask>,
}

#[derive(Deserialize)]
struct FolderTask {
    trained_on: usize,
    n: usize,
    metric: String,
    tuned: Measured,
    base: Measured,
    majority: Measured,
    #[serde(default)]
    subgroups: Vec<Subgroup>,
}

impl FolderEvaluation {
    /// A broken one is none.
    fn read(model: &Path) -> Option<Self> {
        serde_json::from_slice(&std::fs::read(model.join("evaluation.json")).ok()?).ok()
    }
}

impl ModelCard {
    fn take_run(&mut self, evaluation: &RunEvaluation) {
        let metric = &evaluation.tuned.headline.name;
        self.results.push(CardResult {
            task: evaluation.task,
            metric: metric.clone(),
            cases: evaluation.cases,
            tuned: of_figure(&evaluation.tuned.headline),
            base: of_figure(&evaluation.base.headline),
            majority: evaluation.majority.as_ref().and_then(of_figure),
        });
        self.facts.push(fact(&format!("Measured, {}", Task::from(evaluation.task)), evaluation.made.clone()));
        self.subgroups.extend(evaluation.subgroups.iter().filter_map(|part| {
            Some(CardSubgroup {
                by: part.by.clone(),
                name: part.name.clone(),
                task: evaluation.task,
                metric: metric.clone(),
                cases: part.cases,
                tuned: of_figure(&part.tuned)?,
                majority: of_figure(&part.majority),
            })
        }));
    }

    fn take_folder(&mut self, task: Task, evaluation: &FolderEvaluation) -> Option<()> {
        let found = evaluation.tasks.get(task.name())?;
        let metric = metric_words(&found.metric);
        self.facts.push(fact(
            &format!("Training cases, {task}"),
            format!("{} (measured at temperature {})", thousands(found.trained_on as u64), evaluation.temperature),
        ));
        self.results.push(CardResult {
            task: task.into(),
            metric: metric.to_owned(),
            cases: count(found.n),
            tuned: Some(found.tuned.into()),
            base: Some(found.base.into()),
            majority: Some(found.majority.into()),
        });
        self.subgroups.extend(found.subgroups.iter().map(|part| CardSubgroup {
            by: part.by.word().to_owned(),
            name: part.name.clone(),
            task: task.into(),
            metric: metric.to_owned(),
            cases: count(part.n),
            tuned: part.tuned.into(),
            majority: Some(part.majority.into()),
        }));
        Some(())
    }

    fn take_agreement(&mut self, record: &AgreementRecord) {
        let (cases, which) = match &record.held_out {
            Some(held_out) => (held_out, "Then, on held-out cases"),
            None => (&record.validation, "Then, on the validation cases"),
        };
        self.coverage = cases.curve();
        if let Some(threshold) = record.threshold() {
            self.facts.push(fact(
                "A plan is suggested from",
                format!(
                    "{:.0} % of {} samples agreeing at temperature {}, chosen on {} validation cases",
                    100.0 * threshold.share,
                    record.samples,
                    record.temperature,
                    record.validation.cases
                ),
            ));
            if let Some(at) = cases.at(threshold.share) {
                let percent =
                    |share: Option<f64>| share.map_or("undefined".to_owned(), |s| format!("{:.1} %", 100.0 * s));
                let (answered, equal) = (percent(at.answered.share()), percent(at.correct.share()));
                self.facts
                    .push(fact(which, format!("{answered} answered, of these {equal} equal to the delivered plan")));
            }
        }
    }
}

fn metric_words(metric: &str) -> &str {
    match metric {
        "rouge1_recall" => "ROUGE-1 recall",
        "accuracy" => "accuracy",
        "category_accuracy" => "category accuracy",
        other => other,
    }
}

fn of_figure(figure: &Figure) -> Option<CardValue> {
    Some(CardValue { value: figure.value?, low: figure.low, high: figure.high })
}

impl From<Measured> for CardValue {
    fn from(measured: Measured) -> Self {
        Self { value: measured.value, low: Some(measured.low), high: Some(measured.high) }
    }
}
