//! Choosing the next token of one row from its logits: greedy, temperature, top-p. Knows no model and no text.

use std::cell::RefCell;
use std::cmp::Ordering;

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::Error;
use crate::generate::GenerationOptions;
use crate::softmax_weights::{CHUNK, chunk_sums, fill_weights, peak};

/// So many candidates are put in order at once; more are divided by their mass first.
const SORTED_AT_ONCE: usize = 48;

thread_local! {
    /// Weights of a vocabulary, used again: a new allocation for each token would cost more than the drawing.
    static WEIGHTS: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
    static CANDIDATES: RefCell<Vec<(u32, f64)>> = const { RefCell::new(Vec::new()) };
}

/// The sampler of one row. It has its own stream of random numbers, so that a row's answer does not depend on its
/// neighbours in the batch.
pub(crate) struct RowSampler {
    random: ChaCha8Rng,
    temperature: f64,
    top_p: Option<f64>,
}

impl RowSampler {
    /// The stream of `row` under the options' seed.
    pub(crate) fn new(options: &GenerationOptions, row: usize) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(options.seed);
        random.set_stream(row as u64);
        Self { random, temperature: options.temperature, top_p: options.top_p.filter(|top_p| *top_p < 1.0) }
    }

    /// One token id for the logits: the first of the largest at temperature 0, else drawn.
    pub(crate) fn choose(&mut self, logits: &[f32]) -> Result<u32, Error> {
        let top = peak(logits).ok_or(Error::NonFiniteLogits)?;
        let index = match (self.temperature == 0.0, self.top_p) {
            (true, _) => logits.iter().position(|logit| *logit == top).unwrap_or(0),
            (false, None) => WEIGHTS.with_borrow_mut(|sums| self.draw_among_all(logits, top, sums)),
            (false, Some(top_p)) => {
                let candidates = |weights: &mut Vec<f64>| {
                    CANDIDATES.with_borrow_mut(|candidates| {
                        fill_weights(logits, top, 1.0 / self.temperature, weights);
                        let share = self.random.random::<f64>();
                        draw_from_nucleus(weights, top_p, share, candidates)
                    })
                };
                WEIGHTS.with_borrow_mut(candidates)
            }
        };
        u32::try_from(index).map_err(|_| Error::NonFiniteLogits)
    }

    /// The first token, by id, at which the weights added up pass a random part of their sum.
    fn draw_among_all(&mut self, logits: &[f32], top: f32, sums: &mut Vec<f64>) -> usize {
        let inverse = 1.0 / self.temperature;
        chunk_sums(logits, top, inverse, sums);
        let mut left = self.random.random::<f64>() * sums.iter().sum::<f64>();
        // Rounding may leave a little over at the end: then it is the last that weighs anything.
        let heaviest_left = sums.iter().rposition(|sum| *sum > 0.0).unwrap_or(0);
        let mut chunk = 0;
        while chunk < heaviest_left && left >= sums[chunk] {
            left -= sums[chunk];
            chunk += 1;
        }
        let first = chunk * CHUNK;
        let mut weights = Vec::with_capacity(CHUNK);
        fill_weights(&logits[first..logits.len().min(first + CHUNK)], top, inverse, &mut weights);
        let mut last = 0;
        for (index, weight) in weights.iter().enumerate() {
            if *weight > 0.0 {
                last = index;
            }
            left -= weight;
            if left < 0.0 {
                return first + index;
            }
        }
        first + last
    }
}

/// The token at which the weights of the nucleus, most probable first, pass `share` of their sum. The nucleus is the
/// smallest set of most probable tokens that holds at least `top_p` of all (Holtzman et al. 2020).
fn draw_from_nucleus(weights: &[f64], top_p: f64, share: f64, candidates: &mut Vec<(u32, f64)>) -> usize {
    let total: f64 = weights.iter().sum();
    // All tokens below this bound together hold less than 1 - top_p: they need not be looked at.
    let bound = (1.0 - top_p) * total / weights.len() as f64;
    candidates.clear();
    candidates.extend((0..).zip(weights.iter().copied()).filter(|(_, weight)| *weight >= bound));
    let nucleus = first_to_reach(candidates, top_p * total);
    let kept: f64 = candidates[..=nucleus].iter().map(|(_, weight)| weight).sum();
    let drawn = first_to_reach(&mut candidates[..=nucleus], share * kept);
    candidates[drawn].0 as usize
}

/// Where the weights, most probable first, add up to `mass`: that candidate's place. Those more probable stand before
/// it then, in no order, the others after it. The last place, if all together have less.
fn first_to_reach(candidates: &mut [(u32, f64)], mass: f64) -> usize {
    let more_probable_first =
        |left: &(u32, f64), right: &(u32, f64)| -> Ordering { right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)) };
    let (mut start, mut end, mut held) = (0, candidates.len(), 0.0);
    while end - start > SORTED_AT_ONCE {
        let middle = (end - start) / 2;
        candidates[start..end].select_nth_unstable_by(middle, more_probable_first);
        let half: f64 = candidates[start..start + middle].iter().map(|(_, weight)| weight).sum();
        if held + half >= mass {
            end = start + middle;
        } else {
            held += half;
            start += middle;
        }
    }
    candidates[start..end].sort_unstable_by(more_probable_first);
    for (place, (_, weight)) in candidates.iter().enumerate().take(end).skip(start) {
        held += weight;
        if held >= mass {
            return place;
        }
    }
    end - 1
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    const DRAWS: usize = 20_000;

    fn sampler(temperature: f64, top_p: Option<f64>, row: usize) -> RowSampler {
        RowSampler::new(&GenerationOptions { temperature, top_p, seed: 7, max_tokens: 1 }, row)
    }

    fn shares(sampler: &mut RowSampler, logits: &[f32]) -> Vec<f64> {
        let mut counts = vec![0_usize; logits.len()];
        for _ in 0..DRAWS {
            counts[sampler.choose(logits).unwrap() as usize] += 1;
        }
        counts.into_iter().map(|count| count as f64 / DRAWS as f64).collect()
    }

    /// Five standard errors of a share at its widest, p = 1/2.
    const SHARE_TOLERANCE: f64 = 5.0 * 0.5 / 141.4;

    #[test]
    fn temperature_zero_takes_the_first_of_the_largest() {
        assert_eq!(sampler(0.0, None, 0).choose(&[0.1, 3.0, 3.0, -1.0]).unwrap(), 1);
    }

    #[test]
    fn shares_follow_the_softmax_at_the_temperature() {
        let logits = [0.0_f32, 1.0, 2.0];
        for temperature in [0.5, 1.0, 2.0] {
            let weights: Vec<f64> = logits.iter().map(|logit| (f64::from(*logit) / temperature).exp()).collect();
            let total: f64 = weights.iter().sum();
            for (share, weight) in shares(&mut sampler(temperature, None, 0), &logits).iter().zip(&weights) {
                assert!(
                    (share - weight / total).abs() < SHARE_TOLERANCE,
                    "temperature {temperature}: {share} against {}",
                    weight / total
                );
            }
        }
    }

    #[test]
    fn top_p_keeps_the_smallest_set_that_holds_its_mass() {
        let logits: Vec<f32> = [0.5_f32, 0.3, 0.15, 0.05].iter().map(|share| share.ln()).collect();
        let drawn = shares(&mut sampler(1.0, Some(0.7), 0), &logits);
        assert!((drawn[0] - 0.625).abs() < SHARE_TOLERANCE, "0.5 of the kept 0.8, got {}", drawn[0]);
        assert_eq!(&drawn[2..], [0.0, 0.0], "tokens outside the nucleus are never drawn");
    }

    #[test]
    fn top_p_keeps_at_least_the_most_probable_token() {
        let drawn = shares(&mut sampler(1.0, Some(1e-9), 0), &[0.0, 2.0, 1.0]);
        assert_eq!(drawn, [0.0, 1.0, 0.0]);
    }

    /// The draw by its definition: everything sorted, then added up.
    fn draw_by_definition(logits: &[f32], temperature: f64, top_p: Option<f64>, share: f64) -> usize {
        let top = f64::from(logits.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        let weights = logits.iter().map(|logit| ((f64::from(*logit) - top) / temperature).exp());
        let mut sorted: Vec<(usize, f64)> = weights.enumerate().collect();
        if let Some(top_p) = top_p {
            sorted.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
            let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
            let mut held = 0.0;
            let kept = sorted.iter().position(|(_, weight)| {
                held += weight;
                held >= top_p * total
            });
            sorted.truncate(kept.unwrap() + 1);
        }
        let mut left = share * sorted.iter().map(|(_, weight)| weight).sum::<f64>();
        for (index, weight) in &sorted {
            left -= weight;
            if left < 0.0 {
                return *index;
            }
        }
        sorted.last().unwrap().0
    }

    #[test]
    fn the_short_cuts_draw_what_the_definition_draws() {
        let mut random = ChaCha8Rng::seed_from_u64(3);
        for size in [3, 64, 200, 5000] {
            for spread in [0.0f32, 1.0, 8.0] {
                let logits: Vec<f32> = (0..size).map(|_| spread * random.random::<f32>().ln()).collect();
                for temperature in [0.1, 0.7, 1.0] {
                    for top_p in [None, Some(0.05), Some(0.5), Some(0.95), Some(0.999)] {
                        let mut sampler = sampler(temperature, top_p, size);
                        for _ in 0..20 {
                            let share = sampler.random.clone().random::<f64>();
                            let wanted = draw_by_definition(&logits, temperature, top_p, share);
                            let found = sampler.choose(&logits).unwrap() as usize;
                            assert_eq!(found, wanted, "{size} tokens, spread {spread}, {temperature}, {top_p:?}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn rows_draw_from_different_streams_and_repeat_with_their_seed() {
        let logits = [0.0_f32; 64];
        let draw = |row: usize| {
            let mut sampler = sampler(1.0, None, row);
            (0..32).map(|_| sampler.choose(&logits).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
    }

    #[test]
    fn logits_that_are_not_finite_are_an_error() {
        assert!(matches!(sampler(0.0, None, 0).choose(&[0.0, f32::NAN]), Err(Error::NonFiniteLogits)));
    }
}
