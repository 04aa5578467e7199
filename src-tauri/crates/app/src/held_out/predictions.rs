//! Answers of one arm to a list of held-out cases, asked as studies ask. No answer is read and no metric computed here.

use super::{AskSettings, Question};
use crate::error::Error;
use crate::failure;
use crate::suggestion_model::{self, CatalogConstraint, CodeSearch};
use isocenter_domain::{Icd10Code, Modality, Task};
use isocenter_lm::{AdapterUse, CancelToken, Ending, Engine, ScanCase, ScanPlan, ScanSample};

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

    /// The free answers, in the order of the questions.
    pub(crate) fn generated(&self, tick: &mut dyn FnMut(usize)) -> Result<Vec<String>, Error> {
        let case = |(index, question): (usize, &Question)| {
            Ok(ScanCase { id: index.to_string(), prompt: self.prompt_ids(question)? })
        };
        let cases = self.questions.iter().enumerate().map(case).collect::<Result<Vec<_>, Error>>()?;
        let plan = ScanPlan {
            temperatures: vec![self.settings.temperature],
            samples_per_temperature: 1,
            seed: self.settings.seed,
            top_p: None,
            max_tokens: answer_tokens(self.task),
            ending: Ending::EndToken,
            adapter_use: AdapterUse::Merged,
        };
        let mut answers = vec![String::new(); cases.len()];
        let mut done = 0;
        let mut on_sample = |sample: ScanSample| {
            answers[sample.key.case] = sample.text;
            done += 1;
            tick(done);
        };
        suggestion_model::scan(self.engine, &cases, self.adapter, &plan, &|_| false, self.cancel, &mut on_sample)
            .map_err(failure::lm)?;
        Ok(answers)
    }

    /// The likeliest of the four labels for each case.
    pub(crate) fn scored_modalities(&self, tick: &mut dyn FnMut(usize)) -> Result<Vec<Modality>, Error> {
        let mut labels = Vec::with_capacity(self.questions.len());
        for question in self.questions {
            let scores =
                suggestion_model::modality_scores(self.engine, &self.prompt_ids(question)?, self.adapter, self.cancel)
                    .map_err(failure::lm)?;
            labels.push(isocenter_eval::likeliest(&scores));
            tick(labels.len());
        }
        Ok(labels)
    }

    /// The likeliest code of the table for each case.
    pub(crate) fn constrained_codes(&self, tick: &mut dyn FnMut(usize)) -> Result<Vec<Option<Icd10Code>>, Error> {
        let constraint = CatalogConstraint::new()?;
        let search =
            CodeSearch { constraint: &constraint, beams: self.settings.beams, max_tokens: answer_tokens(self.task) };
        let mut codes = Vec::with_capacity(self.questions.len());
        for question in self.questions {
            let prompt = self.prompt_ids(question)?;
            let found = suggestion_model::likeliest_code(self.engine, &prompt, self.adapter, &search, self.cancel);
            codes.push(found.map_err(failure::lm)?);
            tick(codes.len());
        }
        Ok(codes)
    }
}
