//! Many samples of many prompts at several temperatures, as one job: the evaluation's temperature scan. Knows no task and
//! no metric.

use isocenter_nn::PackedProducts;

use crate::decoding::{Decoding, Draw, Drawn};
use crate::sampling::RowSampler;
use crate::{CancelToken, Engine, Error, Finish, GenerationOptions};

/// A prompt of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanCase {
    /// Names the case; its samples depend on it, not on its place in the list.
    pub id: String,
    /// The prompt's tokens, BOS included.
    pub prompt: Vec<u32>,
}

/// What is drawn for every case.
#[derive(Debug, Clone, PartialEq)]
pub struct ScanPlan {
    /// Each at least 0; 0 takes the most probable token each time.
    pub temperatures: Vec<f64>,
    /// Samples of a case at each temperature.
    pub samples_per_temperature: usize,
    /// The same seed gives the same samples.
    pub seed: u64,
    /// Draw only among the most probable tokens that hold this share, in (0, 1]; none draws among all.
    pub top_p: Option<f64>,
    /// The longest sample, in tokens; at least 1.
    pub max_tokens: usize,
    /// When samples end.
    pub ending: Ending,
    /// How an adapter takes part.
    pub adapter_use: AdapterUse,
}

/// When samples end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// With the model's end token, or at the length.
    EndToken,
    /// At the length alone: for measurements, where every sample must have as many tokens.
    LengthOnly,
}

/// How an adapter takes part in a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdapterUse {
    /// Added into a copy of the projections for the length of the scan, which saves its products; a packed base, into
    /// which nothing can be added, computes it apart. The engine's own base stays as it is.
    Merged,
    /// Computed beside the base, as [`Engine::generate`] does.
    Apart,
}

/// Which sample of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SampleKey {
    /// Place of the case in the list.
    pub case: usize,
    /// Place of the temperature in the plan.
    pub temperature: usize,
    /// Which sample at this temperature, from 0.
    pub sample: usize,
}

/// One sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanSample {
    /// Which one.
    pub key: SampleKey,
    /// Every token that was drawn, the ending one included.
    pub ids: Vec<u32>,
    /// Their text without special tokens.
    pub text: String,
    /// Why it ended; never [`Finish::Cancelled`].
    pub finish: Finish,
}

impl ScanPlan {
    /// The seed of one sample: [`Engine::generate`] with it, the sample's temperature and the case's prompt alone draws
    /// the same tokens. Depends on the plan's seed, the case's id, the temperature and the number of the sample.
    #[must_use]
    pub fn sample_seed(&self, case_id: &str, temperature: f64, sample: usize) -> u64 {
        let bytes = case_id.bytes().map(u64::from).chain([u64::from(u32::MAX), temperature.to_bits(), sample as u64]);
        bytes.fold(self.seed, |seed, next| mixed(seed.rotate_left(5) ^ next))
    }

    fn options(&self, case: &ScanCase, key: SampleKey) -> GenerationOptions {
        let temperature = self.temperatures[key.temperature];
        GenerationOptions {
            temperature,
            top_p: self.top_p,
            seed: self.sample_seed(&case.id, temperature, key.sample),
            max_tokens: self.max_tokens,
        }
    }

    fn check(&self) -> Result<(), Error> {
        if self.max_tokens == 0 {
            return Err(Error::OptionOutOfRange { option: "max_tokens", value: 0.0 });
        }
        for temperature in &self.temperatures {
            let options = GenerationOptions {
                temperature: *temperature,
                top_p: self.top_p,
                seed: 0,
                max_tokens: self.max_tokens,
            };
            options.check()?;
        }
        Ok(())
    }
}

/// Splitmix64 (Steele, Lea and Flood 2014).
fn mixed(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

impl Engine {
    /// Draws every sample of the plan for every case but those that `is_done` knows; `on_sample` hears of each when it is
    /// whole, in no particular order.
    ///
    /// Each prompt is read once, and what all prompts begin with once for all. On the CPU a sample is the same to the
    /// last token whatever else is drawn, in whatever order, and however often the scan was interrupted; it is the one
    /// that [`Engine::generate`] gives for its [`ScanPlan::sample_seed`] (with an adapter that is merged, or
    /// a packed base: as far as no choice hangs on a rounding).
    ///
    /// # Errors
    /// As [`Engine::generate`]; [`Error::NotEnoughMemory`] when an adapter is to be merged and the copy does not fit;
    /// [`Error::Cancelled`], after which the samples heard of are good.
    pub fn scan(
        &self,
        cases: &[ScanCase],
        adapter: Option<&str>,
        plan: &ScanPlan,
        is_done: &dyn Fn(SampleKey) -> bool,
        cancel: &CancelToken,
        on_sample: &mut dyn FnMut(ScanSample),
    ) -> Result<(), Error> {
        plan.check()?;
        let prompts: Vec<&[u32]> = cases.iter().map(|case| case.prompt.as_slice()).collect();
        self.check_prompts(&prompts)?;
        let keys: Vec<SampleKey> = (0..cases.len())
            .flat_map(|case| (0..plan.temperatures.len()).map(move |temperature| (case, temperature)))
            .flat_map(|(case, temperature)| {
                (0..plan.samples_per_temperature).map(move |sample| SampleKey { case, temperature, sample })
            })
            .filter(|key| !is_done(*key))
            .collect();
        let draws = keys
            .iter()
            .map(|key| Draw { prompt: key.case, sampler: RowSampler::new(&plan.options(&cases[key.case], *key), 0) })
            .collect();
        let adapter = self.adapter(adapter)?;
        let merged = match (adapter, plan.adapter_use) {
            (Some(adapter), AdapterUse::Merged) => self.merged(adapter)?,
            _ => None,
        };
        let (decoder, adapter) = match &merged {
            Some(merged) => (merged, None),
            None => (self.decoder(), adapter),
        };
        let mut limits = self.limits(plan.max_tokens);
        if plan.ending == Ending::LengthOnly {
            limits.eos_ids = &[];
        }
        Decoding::new(decoder, adapter, &prompts, limits, PackedProducts::Steady).run(draws, cancel, &mut |drawn| {
            match drawn {
                Drawn::Token { .. } | Drawn::Ended { finish: Finish::Cancelled, .. } => {}
                Drawn::Ended { draw, ids, finish } => {
                    on_sample(ScanSample { key: keys[draw], text: self.tokenizer().decode(&ids), ids, finish });
                }
            }
        })?;
        if cancel.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
    }
}
