//! The temperature scan and the writing of one answer, timed as the peers measure theirs: the same prompts, as many tokens
//! for every sample, no text. Writes nothing.

use std::path::Path;
use std::time::Instant;

use isocenter_nn::PackedProducts;

use crate::decoding::{Decoding, Draw, Drawn, Limits};
use crate::sampling::RowSampler;
use crate::{
    AdapterUse, CancelToken, Ending, Engine, Error, GenerationOptions, LoadOptions, ProcessMemory, ScanCase, ScanPlan,
    peak_card_bytes,
};

/// The ten temperatures of the study: 0.1 to 1.0.
const TEMPERATURES: u8 = 10;
/// New tokens of the first, uncounted prompt.
const WARM_UP_TOKENS: usize = 4;
/// The adapter's name in the engine.
const ADAPTER: &str = "measured";

/// What to measure.
#[derive(Debug, Clone, Copy)]
pub struct ScanBenchmark<'a> {
    /// The base model.
    pub model: &'a Path,
    /// An adapter's folder.
    pub adapter: Option<&'a Path>,
    /// Prompts; each is sampled once at each temperature.
    pub prompts: usize,
    /// Tokens of each prompt.
    pub prompt_tokens: usize,
    /// New tokens of each sample.
    pub new_tokens: usize,
    /// Threads that compute.
    pub threads: usize,
    /// How the model is opened.
    pub options: LoadOptions,
}

/// What a scan took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ScanMeasurement {
    /// Samples drawn.
    pub samples: usize,
    /// Their tokens.
    pub tokens: usize,
    /// From the first prompt to the last token, s.
    pub seconds: f64,
    /// Reading the model, s.
    pub load_seconds: f64,
    /// The most main memory this process held; none where the system does not tell.
    pub peak_resident_bytes: Option<u64>,
    /// The most that tensors on a card held at once; none on the processor.
    pub peak_card_bytes: Option<u64>,
}

/// What writing one answer took.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DecodingMeasurement {
    /// Reading the model, s.
    pub load_seconds: f64,
    /// From the start to the first token of the first answer, reading the model included, s.
    pub first_token_seconds: f64,
    /// From the prompt to the first token with everything warm, s.
    pub prompt_seconds: f64,
    /// The new tokens after the first, s.
    pub seconds: f64,
    /// The most main memory this process held; none where the system does not tell.
    pub peak_resident_bytes: Option<u64>,
    /// The most that tensors on a card held at once; none on the processor.
    pub peak_card_bytes: Option<u64>,
}

impl ScanBenchmark<'_> {
    /// Measures a scan at ten temperatures, on threads of its own.
    ///
    /// # Errors
    /// As [`Engine::open`] and [`Engine::scan`].
    pub fn measure_scan(&self, cancel: &CancelToken) -> Result<ScanMeasurement, Error> {
        self.on_threads(|| {
            let begun = Instant::now();
            let engine = self.open()?;
            let load_seconds = begun.elapsed().as_secs_f64();
            let cases = self.cases();
            let temperatures: Vec<f64> = (1..=TEMPERATURES).map(|tenths| f64::from(tenths) / 10.0).collect();
            self.draw(&engine, &cases[..1], &temperatures, WARM_UP_TOKENS, cancel)?;
            let begun = Instant::now();
            let tokens = self.draw(&engine, &cases, &temperatures, self.new_tokens, cancel)?;
            Ok(ScanMeasurement {
                samples: cases.len() * temperatures.len(),
                tokens,
                seconds: begun.elapsed().as_secs_f64(),
                load_seconds,
                peak_resident_bytes: ProcessMemory::read().map(|memory| memory.peak_bytes),
                peak_card_bytes: peak_card_bytes(engine.device()),
            })
        })
    }

    /// Measures one greedy answer to the first prompt, as [`Engine::generate`] writes it, on threads of its own.
    ///
    /// # Errors
    /// As [`Engine::open`] and [`Engine::generate`].
    pub fn measure_decoding(&self, cancel: &CancelToken) -> Result<DecodingMeasurement, Error> {
        self.on_threads(|| {
            let begun = Instant::now();
            let engine = self.open()?;
            let load_seconds = begun.elapsed().as_secs_f64();
            self.answer(&engine, 1, cancel)?;
            let first_token_seconds = begun.elapsed().as_secs_f64();
            let Answered { prompt_seconds, seconds } = self.answer(&engine, self.new_tokens + 1, cancel)?;
            let peak_resident_bytes = ProcessMemory::read().map(|memory| memory.peak_bytes);
            let peak_card_bytes = peak_card_bytes(engine.device());
            Ok(DecodingMeasurement {
                load_seconds,
                first_token_seconds,
                prompt_seconds,
                seconds,
                peak_resident_bytes,
                peak_card_bytes,
            })
        })
    }

    /// Writes one answer of exactly `tokens` tokens to the first prompt.
    fn answer(&self, engine: &Engine, tokens: usize, cancel: &CancelToken) -> Result<Answered, Error> {
        let cases = self.cases();
        let prompts: Vec<&[u32]> = cases.iter().take(1).map(|case| case.prompt.as_slice()).collect();
        engine.check_prompts(&prompts)?;
        let adapter = engine.adapter(self.adapter.map(|_| ADAPTER))?;
        let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 1, max_tokens: tokens };
        let draw = Draw { prompt: 0, sampler: RowSampler::new(&options, 0) };
        let limits = Limits { eos_ids: &[], ..engine.limits(tokens) };
        let (begun, mut times) = (Instant::now(), Vec::with_capacity(tokens));
        Decoding::new(engine.decoder(), adapter, &prompts, limits, PackedProducts::Fastest).run(
            vec![draw],
            cancel,
            &mut |drawn| {
                if matches!(drawn, Drawn::Token { .. }) {
                    times.push(begun.elapsed().as_secs_f64());
                }
            },
        )?;
        let prompt_seconds = times.first().copied().unwrap_or_default();
        Ok(Answered { prompt_seconds, seconds: times.last().copied().unwrap_or_default() - prompt_seconds })
    }

    fn on_threads<R: Send>(&self, work: impl FnOnce() -> Result<R, Error> + Send) -> Result<R, Error> {
        let threads = rayon::ThreadPoolBuilder::new().num_threads(self.threads).build();
        threads.map_err(|source| Error::Threads { source })?.install(work)
    }

    fn open(&self) -> Result<Engine, Error> {
        let mut engine = Engine::open(self.model, self.options)?;
        if let Some(folder) = self.adapter {
            engine.add_adapter(ADAPTER, folder)?;
        }
        Ok(engine)
    }

    /// The prompts of `bench/peer_scan.py`.
    fn cases(&self) -> Vec<ScanCase> {
        let prompt = |number: usize| {
            let ids = (0..self.prompt_tokens.saturating_sub(1)).map(|place| 3 + (7 * place + 13 * number) % 250);
            std::iter::once(1).chain(ids).filter_map(|id| u32::try_from(id).ok()).collect()
        };
        (0..self.prompts).map(|number| ScanCase { id: number.to_string(), prompt: prompt(number) }).collect()
    }

    /// Draws one sample of each case at each temperature; gives the tokens drawn.
    fn draw(
        &self,
        engine: &Engine,
        cases: &[ScanCase],
        temperatures: &[f64],
        max_tokens: usize,
        cancel: &CancelToken,
    ) -> Result<usize, Error> {
        let plan = ScanPlan {
            temperatures: temperatures.to_vec(),
            samples_per_temperature: 1,
            seed: 1,
            top_p: None,
            max_tokens,
            ending: Ending::LengthOnly,
            adapter_use: AdapterUse::Merged,
        };
        let mut tokens = 0;
        let adapter = self.adapter.map(|_| ADAPTER);
        engine.scan(cases, adapter, &plan, &|_| false, cancel, &mut |sample| tokens += sample.ids.len())?;
        Ok(tokens)
    }
}

/// The times of one answer.
struct Answered {
    /// To the first token, s.
    prompt_seconds: f64,
    /// From the first to the last, s.
    seconds: f64,
}
