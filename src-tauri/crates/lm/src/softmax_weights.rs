//! e^((logit - peak) / temperature) over a vocabulary, in f64 and in loops the compiler turns into vector instructions.

/// Weights added up together.
pub(crate) const CHUNK: usize = 64;

/// Independent sums, so that they vectorise.
const LANES: usize = 8;

/// The largest logit; none where one is not finite, or there is none.
pub(crate) fn peak(logits: &[f32]) -> Option<f32> {
    let peak = pulp::Arch::new().dispatch(Peak { logits });
    peak.is_finite().then_some(peak)
}

/// `sums` becomes the sum of the weights of each [`CHUNK`] of logits.
pub(crate) fn chunk_sums(logits: &[f32], peak: f32, inverse_temperature: f64, sums: &mut Vec<f64>) {
    sums.clear();
    sums.resize(logits.len().div_ceil(CHUNK), 0.0);
    pulp::Arch::new().dispatch(ChunkSums { logits, peak, inverse_temperature, sums });
}

/// `weights` becomes the weight of each logit.
pub(crate) fn fill_weights(logits: &[f32], peak: f32, inverse_temperature: f64, weights: &mut Vec<f64>) {
    weights.clear();
    weights.resize(logits.len(), 0.0);
    pulp::Arch::new().dispatch(Weights { logits, peak, inverse_temperature, weights });
}

struct Peak<'a> {
    logits: &'a [f32],
}

impl pulp::WithSimd for Peak<'_> {
    type Output = f32;

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) -> f32 {
        let mut peaks = [f32::NEG_INFINITY; 16];
        // Anything not finite leaves NaN here.
        let mut poison = [0f32; 16];
        let (blocks, rest) = self.logits.as_chunks::<16>();
        for block in blocks {
            for lane in 0..16 {
                peaks[lane] = if block[lane] > peaks[lane] { block[lane] } else { peaks[lane] };
                poison[lane] += block[lane] * 0.0;
            }
        }
        for logit in rest {
            peaks[0] = if *logit > peaks[0] { *logit } else { peaks[0] };
            poison[0] += logit * 0.0;
        }
        let mut peak = f32::NEG_INFINITY;
        for lane in peaks {
            peak = if lane > peak { lane } else { peak };
        }
        peak + poison.iter().sum::<f32>()
    }
}

struct ChunkSums<'a> {
    logits: &'a [f32],
    peak: f32,
    inverse_temperature: f64,
    sums: &'a mut [f64],
}

impl pulp::WithSimd for ChunkSums<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        let Self { logits, peak, inverse_temperature, sums } = self;
        for (sum, logits) in sums.iter_mut().zip(logits.chunks(CHUNK)) {
            let mut lanes = [0f64; LANES];
            let (blocks, rest) = logits.as_chunks::<LANES>();
            for block in blocks {
                for lane in 0..LANES {
                    lanes[lane] += exp((f64::from(block[lane]) - f64::from(peak)) * inverse_temperature);
                }
            }
            for (lane, logit) in rest.iter().enumerate() {
                lanes[lane] += exp((f64::from(*logit) - f64::from(peak)) * inverse_temperature);
            }
            *sum = lanes.iter().sum();
        }
    }
}

struct Weights<'a> {
    logits: &'a [f32],
    peak: f32,
    inverse_temperature: f64,
    weights: &'a mut [f64],
}

impl pulp::WithSimd for Weights<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: pulp::Simd>(self, _: S) {
        for (weight, logit) in self.weights.iter_mut().zip(self.logits) {
            *weight = exp((f64::from(*logit) - f64::from(self.peak)) * self.inverse_temperature);
        }
    }
}

/// Adding and taking away 1.5 · 2⁵² rounds to the nearest integer, and leaves it in the low bits.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// e^x for x ≤ 0, to two units in the last place; 0 below -708.
#[inline(always)]
fn exp(x: f64) -> f64 {
    let bounded = if x < -708.0 { -708.0 } else { x };
    let shifted = bounded * std::f64::consts::LOG2_E + ROUNDING;
    let whole = shifted - ROUNDING;
    // ln 2 in two parts (Cody and Waite), so that the remainder is exact.
    let rest = bounded - whole * 0.693_147_180_369_123_8 - whole * 1.908_214_929_270_587_7e-10;
    // Taylor's series; |rest| is at most ln 2 / 2, where its fourteenth member is below the last place.
    let mut series = 1.0 / 6_227_020_800.0;
    series = series * rest + 1.0 / 479_001_600.0;
    series = series * rest + 1.0 / 39_916_800.0;
    series = series * rest + 1.0 / 3_628_800.0;
    series = series * rest + 1.0 / 362_880.0;
    series = series * rest + 1.0 / 40_320.0;
    series = series * rest + 1.0 / 5_040.0;
    series = series * rest + 1.0 / 720.0;
    series = series * rest + 1.0 / 120.0;
    series = series * rest + 1.0 / 24.0;
    series = series * rest + 1.0 / 6.0;
    series = series * rest + 0.5;
    series = series * rest * rest + rest + 1.0;
    let exponent = shifted.to_bits().wrapping_sub(ROUNDING.to_bits()).wrapping_add(1023) << 52;
    if x < -708.0 { 0.0 } else { series * f64::from_bits(exponent) }
}

#[cfg(test)]
mod tests {
    use super::{CHUNK, chunk_sums, exp, fill_weights, peak};

    #[test]
    fn the_exponential_is_within_two_units_in_the_last_place() {
        for step in 0..70_800 {
            let x = f64::from(step) * -0.009_999_7;
            let wanted = x.exp();
            assert!((exp(x) - wanted).abs() <= 2.0 * f64::EPSILON * wanted, "e^{x}: {} against {wanted}", exp(x));
        }
        assert_eq!((exp(0.0), exp(-1000.0), exp(f64::NEG_INFINITY)), (1.0, 0.0, 0.0));
    }

    #[test]
    fn chunks_add_up_to_the_weights() {
        let logits: Vec<f32> = (0..1000u16).map(|index| (f32::from(index) * 0.37).sin() * 9.0).collect();
        let (mut weights, mut sums) = (Vec::new(), Vec::new());
        let top = peak(&logits).unwrap_or_default();
        fill_weights(&logits, top, 2.0, &mut weights);
        chunk_sums(&logits, top, 2.0, &mut sums);
        assert_eq!(sums.len(), 1000usize.div_ceil(CHUNK));
        for (sum, weights) in sums.iter().zip(weights.chunks(CHUNK)) {
            assert!((sum - weights.iter().sum::<f64>()).abs() < 1e-13);
        }
    }

    #[test]
    fn a_peak_is_found_only_among_finite_logits() {
        let mut logits = vec![-3.0f32; 37];
        logits[35] = 7.5;
        assert_eq!(peak(&logits), Some(7.5));
        for wrong in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            for place in [0, 20, 36] {
                let mut logits = logits.clone();
                logits[place] = wrong;
                assert_eq!(peak(&logits), None, "{wrong} at {place}");
            }
        }
        assert_eq!(peak(&[]), None);
    }
}
