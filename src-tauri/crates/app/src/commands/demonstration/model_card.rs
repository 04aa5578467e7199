//! The model card of a demonstration model: data, seeds, steps, times, held-out results. Plain Markdown.

use std::fmt::Write;
use std::path::Path;

use isocenter_domain::Task;
use serde_json::Value;

use super::evaluate::{Evaluation, TaskResult};
use super::recipe::DemonstrationRecipe;
use crate::error::Error;
use crate::files;
use crate::held_out::Measured;

/// The text of `README.md`.
pub(super) fn model_card(
    recipe: &DemonstrationRecipe,
    folder: &Path,
    evaluation: &Evaluation,
) -> Result<String, Error> {
    let mut card = String::new();
    // OK to drop the results of `writeln!`: writing to a `String` cannot fail.
    let _ = write_front(&mut card, recipe);
    let _ = write_results(&mut card, evaluation);
    let base = run_record(&folder.join("run.json"))?;
    let _ = write_base(&mut card, recipe, &base);
    for task in Task::ALL {
        let record = run_record(&folder.join("adapters").join(task.name()).join("run.json"))?;
        let _ = write_adapter(&mut card, task, &record);
    }
    let _ = write_limits(&mut card, recipe);
    Ok(card)
}

pub(super) fn run_record(path: &Path) -> Result<Value, Error> {
    serde_json::from_str(&files::read_text(path)?).map_err(|error| {
        Error::new(
            crate::ErrorCode::BadInput,
            format!("{} is not a run record", path.display()),
            "build that stage again",
        )
        .caused_by(&error)
    })
}

fn write_front(card: &mut String, recipe: &DemonstrationRecipe) -> std::fmt::Result {
    writeln!(
        card,
        "---\nlicense: apache-2.0\nlanguage: en\ntags: [demonstration, synthetic]\n---\n\n# {}\n",
        recipe.name
    )?;
    writeln!(
        card,
        "A demonstration: a small {} language model and three LoRA adapters, trained by Isocenter on invented text so that every\n\
         screen works without a download. It knows no medicine. Research use only; never use it for a patient.\n",
        recipe.architecture().class_name()
    )
}

fn write_results(card: &mut String, evaluation: &Evaluation) -> std::fmt::Result {
    writeln!(
        card,
        "## Held-out results, on the synthetic cohort\n\n\
         Measured on invented cases that no adapter was trained on, by free generation at temperature {}, seed {}. They say nothing\n\
         about real patients. In brackets the 95 % interval (Wilson for shares, normal for means). \"Majority\" always gives the most\n\
         frequent training answer. \"Published\" is the better model's best in Wang et al. (arXiv 2501.17286), on real cases.\n",
        evaluation.temperature, evaluation.seed
    )?;
    writeln!(card, "| task | metric | n | tuned | base | majority | published |\n|---|---|---|---|---|---|---|")?;
    for task in Task::ALL {
        let Some(result) = evaluation.tasks.get(task.name()) else { continue };
        writeln!(
            card,
            "| {task} | {} | {} | **{}** | {} | {} | {:.3} |",
            words(result.metric),
            result.n,
            interval(&result.tuned),
            interval(&result.base),
            interval(&result.majority),
            result.published_best
        )?;
    }
    writeln!(card, "\nFurther:\n\n| task | metric | tuned | base |\n|---|---|---|---|")?;
    for task in Task::ALL {
        let Some(result) = evaluation.tasks.get(task.name()) else { continue };
        write_further(card, task, result)?;
    }
    writeln!(card)
}

fn write_further(card: &mut String, task: Task, result: &TaskResult) -> std::fmt::Result {
    for (metric, tuned) in &result.tuned_further {
        let base = result.base_further.get(metric).map_or_else(|| "undefined".into(), interval);
        writeln!(card, "| {task} | {} | {} | {base} |", words(metric), interval(tuned))?;
    }
    Ok(())
}

fn write_base(card: &mut String, recipe: &DemonstrationRecipe, record: &Value) -> std::fmt::Result {
    writeln!(
        card,
        "## Base\n\n\
         - Text: {} documents of synthetic radiation-oncology prose, seed {}; no document pairs a diagnosis with its answer\n\
         - Tokenizer: {} pieces, learned from that prose and, each as a text of its own, from the training cases' diagnoses and answers\n\
         - Parameters: {}; stored in bfloat16\n\
         - Training: {} steps from random weights, seed {}, {}\n",
        recipe.prose.documents,
        recipe.prose.seed,
        recipe.tokenizer.vocabulary,
        number(record, "trainable_parameters"),
        number(record, "steps"),
        number(record, "seed"),
        effort(record)
    )
}

fn write_adapter(card: &mut String, task: Task, record: &Value) -> std::fmt::Result {
    let config = record.get("config").cloned().unwrap_or(Value::Null);
    writeln!(
        card,
        "## Adapter `{task}`\n\n\
         - Data: {} synthetic cases\n\
         - LoRA: rank {}, alpha {}, {} parameters\n\
         - Training: {} steps, learning rate {}, seed {}, {}\n",
        number(record, "examples"),
        number(&config, "rank"),
        number(&config, "alpha"),
        number(record, "trainable_parameters"),
        number(record, "steps"),
        number(&config, "lr"),
        number(record, "seed"),
        effort(record)
    )
}

fn write_limits(card: &mut String, recipe: &DemonstrationRecipe) -> std::fmt::Result {
    writeln!(
        card,
        "## Data and limits\n\n\
         The cases come from Isocenter's generator ({} cases, seed {}, split seed {}); no patient stands behind any of them. Doses follow\n\
         a library of published schedules with invented variation. Everything is rebuilt from `models/recipes/{}.toml` by\n\
         `isocenter-cli demo build`.",
        recipe.cohort.cases, recipe.cohort.seed, recipe.cohort.split_seed, recipe.id
    )
}

pub(super) fn effort(record: &Value) -> String {
    let seconds = record.get("training_seconds").and_then(Value::as_f64).unwrap_or(0.0);
    format!("{:.0} s on {} ({} threads)", seconds, text(record, "device"), number(record, "cpu_threads"))
}

fn text(record: &Value, key: &str) -> String {
    record.get(key).and_then(Value::as_str).unwrap_or("unknown").to_owned()
}

pub(super) fn number(record: &Value, key: &str) -> String {
    record.get(key).map_or_else(|| "unknown".to_owned(), Value::to_string)
}

fn words(metric: &str) -> String {
    metric.replace('_', " ").replace("rouge1", "ROUGE-1")
}

pub(super) fn interval(measured: &Measured) -> String {
    format!("{:.3} ({:.3}–{:.3})", measured.value, measured.low, measured.high)
}
