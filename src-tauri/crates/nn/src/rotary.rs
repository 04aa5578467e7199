//! Rotary position embedding (Su et al. 2021) in the form Hugging Face uses: pairs are (i, i + head_dim / 2).
//! Tables of cosines and sines grow with the longest position asked for.

use std::f64::consts::TAU;
use std::sync::{Arc, RwLock};

use candle_core::{Device, Tensor};

use crate::{DecoderConfig, Error, RopeScaling};

/// Positions the table begins with.
const FIRST_POSITIONS: usize = 256;

/// The frequencies of a decoder and a growing table of their angles.
#[derive(Debug)]
pub(crate) struct Rotary {
    frequencies: Vec<f32>,
    table: RwLock<Arc<AngleTable>>,
}

/// cos and sin of position · frequency: (positions, head_dim / 2).
#[derive(Debug)]
struct AngleTable {
    cos: Vec<f32>,
    sin: Vec<f32>,
    positions: usize,
}

impl AngleTable {
    fn new(frequencies: &[f32], positions: usize) -> Self {
        let angles =
            || (0..positions).flat_map(|position| frequencies.iter().map(move |f| f64::from(position as f32 * f)));
        Self {
            cos: angles().map(|angle| angle.cos() as f32).collect(),
            sin: angles().map(|angle| angle.sin() as f32).collect(),
            positions,
        }
    }
}

/// The angles of every row (batch · tokens) of an input.
#[derive(Debug, Clone)]
pub(crate) struct Rotation {
    table: Arc<AngleTable>,
    positions: Arc<[u32]>,
    half: usize,
}

impl Rotation {
    /// cos and sin of one row, head_dim / 2 each.
    #[inline(always)]
    pub(crate) fn of_row(&self, row: usize) -> (&[f32], &[f32]) {
        let start = self.positions[row] as usize * self.half;
        (&self.table.cos[start..start + self.half], &self.table.sin[start..start + self.half])
    }

    /// cos and sin of one position that the table reaches, head_dim / 2 each.
    #[inline(always)]
    pub(crate) fn of_position(&self, position: usize) -> (&[f32], &[f32]) {
        let start = position * self.half;
        (&self.table.cos[start..start + self.half], &self.table.sin[start..start + self.half])
    }

    /// cos and sin as tensors: (batch, 1, tokens, head_dim / 2) each.
    pub(crate) fn tensors(&self, batch: usize, tokens: usize, device: &Device) -> Result<(Tensor, Tensor), Error> {
        let pick = |table: &[f32]| -> Result<Tensor, Error> {
            let rows: Vec<f32> = self
                .positions
                .iter()
                .flat_map(|position| &table[*position as usize * self.half..(*position as usize + 1) * self.half])
                .copied()
                .collect();
            Ok(Tensor::from_vec(rows, (batch, 1, tokens, self.half), device)?)
        };
        Ok((pick(&self.table.cos)?, pick(&self.table.sin)?))
    }
}

impl Rotary {
    pub(crate) fn new(config: &DecoderConfig) -> Self {
        let frequencies = frequencies(config);
        let table = Arc::new(AngleTable::new(&frequencies, FIRST_POSITIONS));
        Self { frequencies, table: RwLock::new(table) }
    }

    /// The rotation of rows at these positions.
    pub(crate) fn rotation(&self, positions: Vec<u32>) -> Rotation {
        let needed = positions.iter().max().map_or(0, |last| *last as usize + 1);
        Rotation { table: self.table_for(needed), positions: positions.into(), half: self.frequencies.len() }
    }

    fn table_for(&self, positions: usize) -> Arc<AngleTable> {
        let held = self.table.read().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        if held.positions >= positions {
            return held;
        }
        let grown = Arc::new(AngleTable::new(&self.frequencies, positions.next_power_of_two()));
        *self.table.write().unwrap_or_else(std::sync::PoisonError::into_inner) = grown.clone();
        grown
    }
}

/// Radians per token of each pair, scaled as the configuration says. The LLaMA 3.1 rule is that of transformers'
/// `_compute_llama3_parameters`: wavelengths beyond what the base has seen are stretched, short ones kept, and
/// those between mixed.
fn frequencies(config: &DecoderConfig) -> Vec<f32> {
    let plain =
        (0..config.head_dim / 2).map(|pair| config.rope_theta.powf(-2.0 * pair as f64 / config.head_dim as f64));
    plain
        .enumerate()
        .map(|(pair, frequency)| match &config.rope_scaling {
            RopeScaling::None => frequency,
            RopeScaling::Linear { factor } => frequency / factor,
            RopeScaling::Divided { factors } => frequency / f64::from(factors[pair]),
            RopeScaling::Llama3 { factor, low_freq_factor, high_freq_factor, original_max_position_embeddings } => {
                let original = *original_max_position_embeddings as f64;
                let wavelength = TAU / frequency;
                if wavelength < original / high_freq_factor {
                    frequency
                } else if wavelength > original / low_freq_factor {
                    frequency / factor
                } else {
                    let smooth = (original / wavelength - low_freq_factor) / (high_freq_factor - low_freq_factor);
                    (1.0 - smooth) * frequency / factor + smooth * frequency
                }
            }
        })
        .map(|frequency| frequency as f32)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::frequencies;
    use crate::{DecoderConfig, RopeScaling};

    fn config(rope_scaling: RopeScaling) -> DecoderConfig {
        DecoderConfig {
            vocab_size: 8,
            hidden_size: 16,
            intermediate_size: 16,
            num_layers: 1,
            num_heads: 1,
            num_kv_heads: 1,
            head_dim: 16,
            rms_norm_eps: 1e-5,
            rope_theta: 10_000.0,
            rope_scaling,
            sliding_window: None,
            tie_word_embeddings: false,
            max_position_embeddings: 64,
        }
    }

    #[test]
    fn frequencies_fall_from_one_by_the_root_of_theta() {
        let found = frequencies(&config(RopeScaling::None));
        assert_eq!(found[0], 1.0);
        assert!((found[4] - 0.01).abs() < 1e-8);
    }

    #[test]
    fn llama3_keeps_short_waves_and_stretches_long_ones() {
        let scaling = RopeScaling::Llama3 {
            factor: 8.0,
            low_freq_factor: 1.0,
            high_freq_factor: 4.0,
            original_max_position_embeddings: 64,
        };
        let (plain, scaled) = (frequencies(&config(RopeScaling::None)), frequencies(&config(scaling)));
        assert_eq!(scaled[0], plain[0], "wavelength 6 is below 16");
        assert!(scaled[1] < plain[1] && scaled[1] > plain[1] / 8.0, "wavelength 20 lies between");
        assert_eq!(scaled[7], plain[7] / 8.0, "wavelength 20,000 is above 64");
    }

    #[test]
    fn each_pair_may_have_a_divisor_of_its_own() {
        let factors: Vec<f32> = (1..=8).map(|factor| factor as f32).collect();
        let (plain, divided) =
            (frequencies(&config(RopeScaling::None)), frequencies(&config(RopeScaling::Divided { factors })));
        assert_eq!((divided[0], divided[3]), (plain[0], plain[3] / 4.0));
    }
}
