//! The most probable answers among the allowed ones, by beam search. Nothing is drawn at random and nothing is
//! renormalised.

use std::cmp::Ordering;

use isocenter_nn::{Adapter, KvCache};

use crate::piece_trie::Start;
use crate::score::log_sum_exp;
use crate::{CancelToken, Engine, Error, TextConstraint};

/// An allowed answer.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredText {
    /// Without leading white space.
    pub text: String,
    /// The model's own log p (natural) of the answer and its end, not renormalised over the allowed answers.
    /// Where several token sequences spell the text, that of the most probable one found.
    pub log_probability: f64,
}

/// An answer in the making.
struct Hypothesis {
    text: String,
    start: Start,
    log_probability: f64,
}

/// One token more on one hypothesis.
struct Candidate {
    parent: usize,
    id: u32,
    text: String,
    log_probability: f64,
}

impl Engine {
    /// Up to `beams` allowed answers, best first; fewer where fewer were reached. The prompt is read once; an answer
    /// takes at most `max_tokens` tokens and its end.
    ///
    /// At each step every hypothesis goes on only with tokens that keep its text the start of an allowed one, and may
    /// end only where its text is complete.
    /// The `beams` most probable are kept. With `beams` at least the number of allowed token sequences the search is
    /// exhaustive.
    ///
    /// # Errors
    /// As [`Engine::score_continuations`]; [`Error::Cancelled`].
    pub fn constrained_beam(
        &self,
        prompt: &[u32],
        adapter: Option<&str>,
        constraint: &dyn TextConstraint,
        beams: usize,
        max_tokens: usize,
        cancel: &CancelToken,
    ) -> Result<Vec<ScoredText>, Error> {
        let adapter = self.adapter(adapter)?;
        let read = self.read_prompt(prompt, adapter)?;
        // Tokens the model still has positions for.
        let room = self.config().max_position_embeddings - prompt.len();
        let mut cache = read.cache;
        let mut logits = read.logits;
        let vocab_size = self.config().vocab_size;
        let mut alive = vec![Hypothesis { text: String::new(), start: Start::Open, log_probability: 0.0 }];
        let mut finished = Finished { limit: beams, texts: Vec::new() };
        for step in 0..=max_tokens.min(room) {
            if cancel.is_cancelled() {
                return Err(Error::Cancelled);
            }
            let mut candidates = Vec::new();
            for (parent, (hypothesis, row)) in alive.iter().zip(logits.chunks_exact(vocab_size)).enumerate() {
                let normaliser = log_sum_exp(row)?;
                if constraint.is_complete(&hypothesis.text) {
                    let end: Vec<f32> = self.eos_ids().iter().filter_map(|id| row.get(*id as usize).copied()).collect();
                    if !end.is_empty() {
                        finished.add(&hypothesis.text, hypothesis.log_probability + log_sum_exp(&end)? - normaliser);
                    }
                }
                if step < max_tokens.min(room) {
                    let allowed = self.pieces().allowed(&hypothesis.text, hypothesis.start, constraint);
                    candidates.extend(allowed.into_iter().map(|token| Candidate {
                        parent,
                        log_probability: hypothesis.log_probability + f64::from(row[token.id as usize]) - normaliser,
                        id: token.id,
                        text: token.text,
                    }));
                }
            }
            candidates.sort_by(|left, right| {
                better_first(left.log_probability, right.log_probability)
                    .then(left.parent.cmp(&right.parent))
                    .then(left.id.cmp(&right.id))
            });
            candidates.truncate(beams);
            let best_possible = candidates.first().map(|candidate| candidate.log_probability);
            // Log-probabilities only fall, so nothing alive can pass what is finished any more.
            if best_possible.is_none_or(|best| finished.cannot_be_passed_by(best)) {
                break;
            }
            self.step_beams(&mut cache, &candidates, alive.len(), adapter, &mut logits)?;
            alive = candidates
                .into_iter()
                .map(|candidate| Hypothesis {
                    text: candidate.text,
                    start: Start::Passed,
                    log_probability: candidate.log_probability,
                })
                .collect();
        }
        Ok(finished.texts)
    }

    fn step_beams(
        &self,
        cache: &mut KvCache,
        candidates: &[Candidate],
        rows: usize,
        adapter: Option<&Adapter>,
        logits: &mut Vec<f32>,
    ) -> Result<(), Error> {
        let parents: Vec<usize> = candidates.iter().map(|candidate| candidate.parent).collect();
        if !parents.iter().copied().eq(0..rows) {
            *cache = cache.select_rows(&parents)?;
        }
        let tokens: Vec<&[u32]> = candidates.iter().map(|candidate| std::slice::from_ref(&candidate.id)).collect();
        Ok(self.decoder().read_to_logits(&tokens, adapter, cache, logits)?)
    }
}

/// The best answers so far, best first, each text once.
struct Finished {
    limit: usize,
    texts: Vec<ScoredText>,
}

impl Finished {
    fn add(&mut self, text: &str, log_probability: f64) {
        match self.texts.iter_mut().find(|finished| finished.text == text) {
            Some(known) => known.log_probability = known.log_probability.max(log_probability),
            None => self.texts.push(ScoredText { text: text.to_owned(), log_probability }),
        }
        self.texts.sort_by(|left, right| {
            better_first(left.log_probability, right.log_probability).then_with(|| left.text.cmp(&right.text))
        });
        self.texts.truncate(self.limit);
    }

    fn cannot_be_passed_by(&self, log_probability: f64) -> bool {
        self.texts.len() >= self.limit && self.texts.last().is_none_or(|last| last.log_probability >= log_probability)
    }
}

fn better_first(left: f64, right: f64) -> Ordering {
    right.total_cmp(&left)
}
