//! Choosing the next token of one row from its logits: greedy, temperature, top-p. Knows no model and no text.

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;

use crate::Error;
use crate::generate::GenerationOptions;

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
        if logits.iter().any(|logit| !logit.is_finite()) {
            return Err(Error::NonFiniteLogits);
        }
        let index = if self.temperature == 0.0 { largest(logits) } else { self.draw(logits) };
        u32::try_from(index).map_err(|_| Error::NonFiniteLogits)
    }

    fn draw(&mut self, logits: &[f32]) -> usize {
        let top = f64::from(logits.iter().copied().fold(f32::NEG_INFINITY, f32::max));
        let weights: Vec<f64> =
            logits.iter().map(|logit| ((f64::from(*logit) - top) / self.temperature).exp()).collect();
        let total: f64 = weights.iter().sum();
        match self.top_p {
            None => self.draw_among(weights.iter().copied().enumerate(), total),
            Some(top_p) => {
                let kept = nucleus(&weights, total, top_p);
                let kept_total = kept.iter().map(|(_, weight)| weight).sum();
                self.draw_among(kept.into_iter(), kept_total)
            }
        }
    }

    fn draw_among(&mut self, candidates: impl Iterator<Item = (usize, f64)>, total: f64) -> usize {
        let mut left = self.random.random::<f64>() * total;
        let mut last = 0;
        for (index, weight) in candidates {
            if weight > 0.0 {
                last = index;
            }
            left -= weight;
            if left < 0.0 {
                return index;
            }
        }
        // Rounding may leave a little over at the end.
        last
    }
}

/// The smallest set of most probable tokens whose share is at least `top_p` (Holtzman et al. 2020), most probable
/// first.
fn nucleus(weights: &[f64], total: f64, top_p: f64) -> Vec<(usize, f64)> {
    // All tokens below this bound together hold less than 1 - top_p: they need not be sorted.
    let bound = (1.0 - top_p) * total / weights.len() as f64;
    let mut sorted: Vec<(usize, f64)> =
        weights.iter().copied().enumerate().filter(|(_, weight)| *weight >= bound).collect();
    sorted.sort_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    let mut held = 0.0;
    let mut kept = 0;
    for (_, weight) in &sorted {
        kept += 1;
        held += weight;
        if held >= top_p * total {
            break;
        }
    }
    sorted.truncate(kept);
    sorted
}

fn largest(logits: &[f32]) -> usize {
    let mut best = 0;
    for (index, logit) in logits.iter().enumerate() {
        if *logit > logits[best] {
            best = index;
        }
    }
    best
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

    #[test]
    fn the_nucleus_is_the_same_with_and_without_its_short_cut() {
        let weights: Vec<f64> = (0..500).map(|index| (f64::from(index) * 0.37).sin().exp().powi(3)).collect();
        let total: f64 = weights.iter().sum();
        for top_p in [0.1, 0.5, 0.9, 0.99] {
            let kept = nucleus(&weights, total, top_p);
            let held: f64 = kept.iter().map(|(_, weight)| weight).sum();
            let least = kept.last().unwrap().1;
            assert!(
                held >= top_p * total && held - least < top_p * total,
                "top_p {top_p}: smallest set that holds its mass"
            );
            let outside = weights.iter().filter(|weight| **weight > least).count();
            assert!(outside < kept.len(), "nothing outside is more probable than what is kept");
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
