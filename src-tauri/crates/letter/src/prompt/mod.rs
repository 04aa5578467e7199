//! What a model is asked for one section of a letter: the facts that the section needs, each on a line in the language and notation that the
//! letter uses, so that a model copies and never converts. It asks nobody and reads no answer.

mod lines;
mod notation;

use serde::{Deserialize, Serialize};

use crate::{Facts, Language, SectionKind};

static TEMPLATE: &str = include_str!("../../../../../assets/prompts/letter.txt");

/// The question with its place-holders `{section}`, `{language}` and `{facts}`.
#[must_use]
pub fn prompt_template() -> &'static str {
    TEMPLATE.trim_end()
}

/// In what form the question stands in the text that a model reads. Trainer and engine put the tokenizer's BOS before it and a line break
/// behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromptForm {
    /// As it is.
    #[default]
    Plain,
    /// As the user's turn of LLaMA-3's chat template, the assistant's turn opened.
    Llama3Chat,
}

impl PromptForm {
    /// The question as the model reads it. In the chat form nothing of it can pass for a mark of the template; BOS is not written, since
    /// the tokenizer puts it there.
    #[must_use]
    pub fn render(self, question: &str) -> String {
        match self {
            Self::Plain => question.to_owned(),
            // The line break that follows every prompt is the second of the two behind the header.
            Self::Llama3Chat => format!(
                "<|start_header_id|>user<|end_header_id|>\n\n{}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n",
                question.trim().replace("<|", "< |")
            ),
        }
    }
}

/// The question for a section; nothing where no fact belongs to it. Salutation and closing are always asked for.
#[must_use]
pub fn section_prompt(facts: &Facts, kind: SectionKind) -> Option<String> {
    let lines = lines::lines(facts, kind);
    let is_always = matches!(kind, SectionKind::Salutation | SectionKind::Closing);
    if lines.is_empty() && !is_always {
        return None;
    }
    let language = facts.language();
    let in_words = match language {
        Language::English => "English",
        Language::German => "German",
    };
    // The facts go in last: what they hold is never taken for a place-holder.
    let question = prompt_template().replacen("{section}", kind.heading(language), 1);
    Some(question.replacen("{language}", in_words, 1).replacen("{facts}", &lines.join("\n"), 1).replace("\n\n", "\n"))
}
