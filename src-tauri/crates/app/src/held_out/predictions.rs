//! Answers of one arm to a list of held-out cases, and how an answer is read as a label. No metric is computed here.

use super::{AskSettings, Question};
use crate::error::Error;
use crate::failure;
use crate::suggestion_model::{self, CatalogConstraint};
use isocenter_domain::{Icd10Category, Icd10Code, Modality, Task};
use isocenter_lm::{CancelToken, Engine, Finish, GenerationOptions};

/// Longest answers, tokens.
const REGIMEN_TOKENS: usize = 96;
const MODALITY_TOKENS: usize = 16;
const ICD10_TOKENS: usize = 24;

/// Tokens an answer of the task may take.
pub(crate) fn answer_tokens(task: Task) -> usize {
    match task {
        Task::Regimen => REGIMEN_TOKENS,
        Task::Modality => MODALITY_TOKENS,
        Task::Icd10 => ICD10_TOKENS,
    }
}

/// One task of one arm on the held-out cases.
pub(crate) struct Asked<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) task: Task,
    /// Adapter by name; none for the base.
    pub(crate) adapter: Option<&'a str>,
    pub(crate) questions: &'a [Question],
    pub(crate) settings: &'a AskSettings,
    pub(crate) cancel: &'a CancelToken,
}

impl Asked<'_> {
    fn prompt_ids(&self, question: &Question) -> Result<Vec<u32>, Error> {
        suggestion_model::prompt_ids(self.engine, &question.prompt)
    }

    /// The free answers, in the order of the questions. Questions of similar length are generated together.
    pub(crate) fn generated(&self, tick: &mut dyn FnMut(usize)) -> Result<Vec<String>, Error> {
        let prompts = self.questions.iter().map(|question| self.prompt_ids(question)).collect::<Result<Vec<_>, _>>()?;
        let mut order: Vec<usize> = (0..prompts.len()).collect();
        order.sort_by_key(|&index| prompts[index].len());
        let mut answers = vec![String::new(); prompts.len()];
        let mut done = 0;
        for (batch, indices) in order.chunks(self.settings.batch.max(1)).enumerate() {
            let rows: Vec<Vec<u32>> = indices.iter().map(|&index| prompts[index].clone()).collect();
            let options = GenerationOptions {
                temperature: self.settings.temperature,
                top_p: None,
                seed: self.settings.seed.wrapping_add(batch as u64),
                max_tokens: answer_tokens(self.task),
            };
            let generated =
                self.engine.generate(&rows, self.adapter, &options, self.cancel, &mut |_| {}).map_err(failure::lm)?;
            for (&index, answer) in indices.iter().zip(generated) {
                if answer.finish == Finish::Cancelled {
                    return Err(failure::cancelled());
                }
                answers[index] = answer.text;
            }
            done += indices.len();
            tick(done);
        }
        Ok(answers)
    }

    /// The likeliest of the four labels for each case.
    pub(crate) fn scored_modalities(&self, tick: &mut dyn FnMut(usize)) -> Result<Vec<Option<Modality>>, Error> {
        let mut labels = Vec::with_capacity(self.questions.len());
        for question in self.questions {
            let scores =
                suggestion_model::modality_scores(self.engine, &self.prompt_ids(question)?, self.adapter, self.cancel)
                    .map_err(failure::lm)?;
            labels.push(suggestion_model::likeliest(&scores));
            tick(labels.len());
        }
        Ok(labels)
    }

    /// The likeliest code of the table for each case.
    pub(crate) fn constrained_codes(&self, tick: &mut dyn FnMut(usize)) -> Result<Vec<Option<Icd10Code>>, Error> {
        let constraint = CatalogConstraint::new()?;
        let mut codes = Vec::with_capacity(self.questions.len());
        for question in self.questions {
            let prompt = self.prompt_ids(question)?;
            let found = self
                .engine
                .constrained_beam(&prompt, self.adapter, &constraint, self.settings.beams, ICD10_TOKENS, self.cancel)
                .map_err(failure::lm)?;
            codes.push(found.first().and_then(|best| Icd10Code::parse(&best.text).ok()));
            tick(codes.len());
        }
        Ok(codes)
    }
}

/// The modality a free answer names: the whole answer, or its first line; nothing when it names none or several.
pub(crate) fn read_modality(answer: &str) -> Option<Modality> {
    Modality::from_term(answer.trim().lines().next()?)
}

/// The first code in a free answer.
pub(crate) fn read_code(answer: &str) -> Option<Icd10Code> {
    answer
        .split(|symbol: char| !symbol.is_ascii_alphanumeric() && symbol != '.')
        .map(|word| word.trim_matches('.'))
        // The parser mends an O typed for a zero; here that would make a code of a word such as "code".
        .filter(|word| !matches!(word.as_bytes().get(1), Some(b'o' | b'O')))
        .find_map(|word| Icd10Code::parse(word).ok())
}

/// The category of the first code in a free answer.
pub(crate) fn read_category(answer: &str) -> Option<Icd10Category> {
    read_code(answer).map(|code| code.category())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_answer_is_read_as_the_one_modality_it_names() {
        assert_eq!(read_modality(" photon"), Some(Modality::Photon));
        assert_eq!(read_modality("Proton\nand more"), Some(Modality::Proton));
        assert_eq!(read_modality("photon or proton"), None, "two named is none chosen");
        assert_eq!(read_modality(""), None);
    }

    #[test]
    fn the_first_code_of_a_free_answer_counts() {
        assert_eq!(read_code("the code is C50.912, left breast").map(|code| code.to_string()), Some("C50.912".into()));
        assert_eq!(read_code("C61.").map(|code| code.to_string()), Some("C61".into()));
        assert_eq!(read_code("no code here"), None);
    }
}
