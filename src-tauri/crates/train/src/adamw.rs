//! AdamW with decoupled weight decay (Loshchilov & Hutter 2019, algorithm 2), the arithmetic of `torch.optim.AdamW`.
//!
//! Parameters and moments are plain f32 vectors on the host and one fused loop runs over each tensor, several at once. It knows no
//! schedule and no clipping.

use rayon::prelude::*;

/// The constants of AdamW.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamWSettings {
    /// Decay rates of the first and the second moment.
    pub betas: [f64; 2],
    /// Added to the root of the second moment.
    pub eps: f64,
    /// Decoupled weight decay: each step takes `lr × weight_decay` of a decayed parameter away.
    pub weight_decay: f64,
}

/// Whether a tensor's weights shrink.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decay {
    /// Decayed by the setting's weight decay.
    Decayed,
    /// Left alone (norm weights).
    Spared,
}

/// The optimiser's state: two moments for each tensor and the number of steps taken.
#[derive(Clone, Debug, PartialEq)]
pub struct AdamW {
    settings: AdamWSettings,
    decays: Vec<Decay>,
    /// Steps taken.
    pub(crate) steps_taken: usize,
    /// First moments, one vector a tensor.
    pub(crate) first: Vec<Vec<f32>>,
    /// Second moments, one vector a tensor.
    pub(crate) second: Vec<Vec<f32>>,
}

impl AdamW {
    /// Zero moments for tensors of these sizes (in numbers), all decayed.
    #[must_use]
    pub fn new(settings: AdamWSettings, sizes: &[usize]) -> Self {
        Self::with_decays(settings, sizes, vec![Decay::Decayed; sizes.len()])
    }

    /// Zero moments, with a say for each tensor whether it decays.
    pub(crate) fn with_decays(settings: AdamWSettings, sizes: &[usize], decays: Vec<Decay>) -> Self {
        let zeros = || sizes.iter().map(|&size| vec![0f32; size]).collect();
        Self { settings, decays, steps_taken: 0, first: zeros(), second: zeros() }
    }

    /// One step for all tensors: `parameters[i]` moves against `gradients[i]`.
    ///
    /// Lengths must agree with those given to [`AdamW::new`]; a shorter slice moves less.
    pub fn step(&mut self, parameters: &mut [Vec<f32>], gradients: &[Vec<f32>], lr: f64) {
        self.steps_taken += 1;
        let [beta1, beta2] = self.settings.betas;
        let exponent = self.steps_taken as f64;
        let correction1 = 1.0 - beta1.powf(exponent);
        let correction2_root = (1.0 - beta2.powf(exponent)).sqrt();
        let constants = StepConstants {
            keep: 1.0,
            first_weight: (1.0 - beta1) as f32,
            beta2: beta2 as f32,
            second_weight: (1.0 - beta2) as f32,
            correction2_root: correction2_root as f32,
            eps: self.settings.eps as f32,
            step_size: (lr / correction1) as f32,
        };
        let kept = (1.0 - lr * self.settings.weight_decay) as f32;
        let moments = self.first.par_iter_mut().zip(&mut self.second);
        parameters.par_iter_mut().zip(gradients).zip(moments).zip(&self.decays).for_each(
            |(((parameter, gradient), (first, second)), decay)| {
                let keep = match decay {
                    Decay::Decayed => kept,
                    Decay::Spared => 1.0,
                };
                StepConstants { keep, ..constants }.apply(parameter, gradient, first, second);
            },
        );
    }
}

#[derive(Clone, Copy)]
struct StepConstants {
    keep: f32,
    first_weight: f32,
    beta2: f32,
    second_weight: f32,
    correction2_root: f32,
    eps: f32,
    step_size: f32,
}

impl StepConstants {
    fn apply(self, parameter: &mut [f32], gradient: &[f32], first: &mut [f32], second: &mut [f32]) {
        for (((p, &g), m), v) in parameter.iter_mut().zip(gradient).zip(first).zip(second) {
            *p *= self.keep;
            *m += self.first_weight * (g - *m);
            *v = self.beta2 * *v + self.second_weight * g * g;
            let denominator = v.sqrt() / self.correction2_root + self.eps;
            *p -= self.step_size * (*m / denominator);
        }
    }
}
