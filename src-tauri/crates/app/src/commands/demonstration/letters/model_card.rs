//! The model card of the letter model: data, seeds, steps, times, held-out results, limits. Plain Markdown.

use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use super::super::model_card::{effort, interval, number, run_record};
use super::evaluate::{ArmResult, Evaluation};
use super::recipe::LetterRecipe;
use crate::error::Error;
use crate::held_out::Measured;
use crate::letters::adapter::letter_adapter_folder;

/// The text of `README.md`.
pub(super) fn model_card(recipe: &LetterRecipe, folder: &Path, evaluation: &Evaluation) -> Result<String, Error> {
    let mut card = String::new();
    let base = run_record(&folder.join("run.json"))?;
    let adapter = run_record(&letter_adapter_folder(folder).join("run.json"))?;
    // OK to drop the results of `writeln!`: writing to a `String` cannot fail.
    let _ = write_front(&mut card, recipe);
    let _ = write_results(&mut card, evaluation);
    let _ = write_base(&mut card, recipe, &base);
    let _ = write_adapter(&mut card, evaluation, &adapter);
    let _ = write_limits(&mut card, recipe);
    Ok(card)
}

fn write_front(card: &mut String, recipe: &LetterRecipe) -> std::fmt::Result {
    writeln!(
        card,
        "---\nlicense: apache-2.0\nlanguage: [en, de]\ntags: [demonstration, synthetic]\n---\n\n# {}\n",
        recipe.name
    )?;
    writeln!(
        card,
        "A demonstration: a small {} language model and one LoRA adapter that drafts physician letters in English and German, section by\n\
         section from structured facts, trained by Isocenter on invented text. It knows no medicine: it copies facts into the sentences of one\n\
         invented institution. Research use only; never use it for a patient.\n",
        recipe.architecture.architecture().class_name()
    )
}

fn write_results(card: &mut String, evaluation: &Evaluation) -> std::fmt::Result {
    writeln!(
        card,
        "## Held-out results, on synthetic letters\n\n\
         {} letters of {} invented patients, none of whom the adapter saw, drafted whole, section by section, at temperature {}, seed {}; the\n\
         base is asked the same questions. Measured against the letter that the generator's \"physician\" wrote of the same facts. They say\n\
         nothing about real letters. In brackets the 95 % interval (Wilson for shares of all claims or facts, which takes claims of one letter\n\
         for independent; normal for means).\n",
        evaluation.held_out_letters, evaluation.held_out_patients, evaluation.temperature, evaluation.seed
    )?;
    write_table(card, "both languages", &evaluation.tuned, &evaluation.base)?;
    write_table(card, "English", &evaluation.tuned_english, &evaluation.base_english)?;
    write_table(card, "German", &evaluation.tuned_german, &evaluation.base_german)
}

fn write_table(card: &mut String, title: &str, tuned: &ArmResult, base: &ArmResult) -> std::fmt::Result {
    writeln!(card, "| {title}, {} letters | tuned | base |\n|---|---|---|", tuned.letters)?;
    let mut row =
        |name: &str, of: &dyn Fn(&ArmResult) -> String| writeln!(card, "| {name} | {} | {} |", of(tuned), of(base));
    row("ROUGE-1 F1", &|arm| interval(&arm.rouge1_f1))?;
    row("ROUGE-2 F1", &|arm| interval(&arm.rouge2_f1))?;
    row("ROUGE-L F1", &|arm| interval(&arm.rouge_l_f1))?;
    row("claims a letter", &|arm| format!("{:.1}", arm.claims_per_letter))?;
    row("claims without a source, of all claims", &|arm| optional(arm.unsupported_share.as_ref()))?;
    row("of these contradicted by a fact, of all claims", &|arm| optional(arm.contradicted_share.as_ref()))?;
    row("facts stated, of those a letter must state", &|arm| interval(&arm.facts_stated))?;
    row("facts missing, a letter", &|arm| format!("{:.2}", arm.missing_per_letter))?;
    row("letters with nothing unsupported and nothing missing", &|arm| interval(&arm.clear_letters))?;
    row("words to change, a letter", &|arm| format!("{:.1}", arm.word_edits_per_letter))?;
    writeln!(card)
}

/// A share of no claims is undefined.
fn optional(share: Option<&Measured>) -> String {
    share.map_or_else(|| "undefined (no claim)".to_owned(), interval)
}

fn write_base(card: &mut String, recipe: &LetterRecipe, record: &Value) -> std::fmt::Result {
    writeln!(
        card,
        "## Base\n\n\
         - Text: {} invented documents in both languages, seed {}: lists of facts; lists whose values come again in another order and form\n\
         \u{20} (four in ten of these with random values); lists followed by sentences of two other invented institutions; letters of these two.\n\
         \u{20} It has therefore learnt to copy from lists and has seen how other institutions write. It never saw the question that a model is\n\
         \u{20} asked for a section, nor a letter of the institution that the adapter learns, which a test holds it to\n\
         - Tokenizer: {} pieces, learnt from that text and, each as a text of its own, from the questions and sections of training letters\n\
         - Parameters: {}; stored in bfloat16\n\
         - Training: {} steps from random weights, {} windows of {} tokens a step, seed {}, {}\n",
        recipe.prose.documents,
        recipe.prose.seed,
        recipe.tokenizer.vocabulary,
        number(record, "trainable_parameters"),
        number(record, "steps"),
        recipe.pretraining.batch,
        recipe.pretraining.context_tokens,
        number(record, "seed"),
        effort(record)
    )
}

fn write_adapter(card: &mut String, evaluation: &Evaluation, record: &Value) -> std::fmt::Result {
    let config = record.get("config").cloned().unwrap_or(Value::Null);
    writeln!(
        card,
        "## Adapter `letter`\n\n\
         - Data: {} sections of {} letters of one invented institution, English and German; patients split before anything is learnt\n\
         - Question: `assets/prompts/letter.txt`, plain form, with the facts that the section needs, as `letter.json` beside the adapter records\n\
         - LoRA: rank {}, alpha {}, {} parameters\n\
         - Training: {} steps, learning rate {}, seed {}, {}\n",
        number(record, "examples"),
        evaluation.training_letters,
        number(&config, "rank"),
        number(&config, "alpha"),
        number(record, "trainable_parameters"),
        number(record, "steps"),
        number(&config, "lr"),
        number(record, "seed"),
        effort(record)
    )
}

fn write_limits(card: &mut String, recipe: &LetterRecipe) -> std::fmt::Result {
    writeln!(
        card,
        "## Data and limits\n\n\
         The letters come from Isocenter's generator ({} patients, seed {}, split seed {}); no patient stands behind any of them, and the names of\n\
         authors are invented. Doses follow a library of published schedules. Training and held-out letters come from the same generator, with the\n\
         same phrases for recommendations and findings: the figures show that facts are copied and a style is learnt, not that letters of a real\n\
         institution could be drafted. What the facts do not say it may still write; every draft is checked against the facts and read by a\n\
         physician. Facts in other words than the generator's are copied less surely. Everything is rebuilt from\n\
         `models/recipes/letters/{}.toml` by `isocenter-cli demo build`.",
        recipe.letters.patients, recipe.letters.seed, recipe.letters.split_seed, recipe.id
    )
}
