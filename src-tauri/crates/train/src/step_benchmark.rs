//! One LoRA optimiser step, timed and weighed: a full batch of random tokens without padding, as the peers measure it.
//!
//! It goes through the same gradient, clipping and optimiser as a fine-tune, and writes nothing.

use crate::accumulate::{Activations, Differentiator};
use crate::adamw::AdamW;
use crate::batch::Batch;
use crate::data_order::{Stream, generator};
use crate::lora_init::fresh_adapter;
use crate::lora_recipe::weight_form;
use crate::run_record::device_name;
use crate::tokenized_example::Sequence;
use crate::training_loop::TrainingState;
use crate::{Error, ForecastInput, MemoryForecast, RecipeConfig, clip_gradients};
use isocenter_lm::{CancelToken, DeviceChoice, ModelSource, ProcessMemory, open_device, peak_card_bytes};
use isocenter_nn::BaseWeights;
use rand::Rng;
use std::cell::RefCell;
use std::path::Path;
use std::time::Instant;

/// Steps that are not counted: caches are cold, and memory is asked for the first time.
const WARM_UP_STEPS: usize = 2;
/// Token ids below this are special in every family.
const FIRST_PLAIN_ID: u32 = 3;
/// Enough for the deepest model's backward pass, which recurses from operation to operation.
const STACK_BYTES: usize = 16 << 20;

/// What to measure.
#[derive(Debug)]
pub struct StepBenchmark<'a> {
    /// The base model.
    pub base: &'a Path,
    /// Rank, alpha, modules, optimiser, clipping, quantisation and checkpointing are taken from here.
    pub config: RecipeConfig,
    /// Rows of the batch.
    pub batch: usize,
    /// Tokens read of each row.
    pub length: usize,
    /// Tokens of each row's end that count in the loss.
    pub answer: usize,
    /// Steps counted.
    pub steps: usize,
    /// Threads that compute.
    pub threads: usize,
    /// Where to compute.
    pub device: DeviceChoice,
}

/// What was measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepMeasurement {
    /// `cpu`, `cuda` or `metal`.
    pub device: &'static str,
    /// Median over the steps counted, s.
    pub seconds_per_step: f64,
    /// Tokens read a second, at the median.
    pub tokens_per_s: f64,
    /// The most main memory this process held since its start; none where the system does not tell.
    pub peak_resident_bytes: Option<u64>,
    /// The most that tensors on a card held at once; none on the processor.
    pub peak_card_bytes: Option<u64>,
    /// What was forecast for it.
    pub forecast: MemoryForecast,
    /// The last loss, nats.
    pub loss: f64,
}

/// Measures, on threads of its own.
///
/// # Errors
/// A configuration or a model that cannot be used, or [`Error::NothingToKeep`] when it was stopped.
pub fn measure_steps(benchmark: &StepBenchmark<'_>, cancel: &CancelToken) -> Result<StepMeasurement, Error> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(benchmark.threads).stack_size(STACK_BYTES).build();
    threads.map_err(|source| Error::Threads { source })?.install(|| measure(benchmark, cancel))
}

fn measure(benchmark: &StepBenchmark<'_>, cancel: &CancelToken) -> Result<StepMeasurement, Error> {
    let config = &benchmark.config;
    config.validate()?;
    if benchmark.answer == 0 || benchmark.answer > benchmark.length || benchmark.batch == 0 || benchmark.steps == 0 {
        return Err(Error::bad_value(
            "answer",
            "must be at least 1 and at most the length, and so must batch and steps",
        ));
    }
    let device = open_device(benchmark.device)?;
    let folder = ModelSource::open(benchmark.base)?;
    config.check_fits(folder.config())?;
    let vocab_size = folder.config().vocab_size as u32;
    let form = weight_form(&folder, config, benchmark.device)?;
    let forecast = MemoryForecast::new(&ForecastInput {
        shape: folder.config(),
        weights_bytes: folder.resident_bytes(form)?,
        config: &RecipeConfig { micro_batch: benchmark.batch, ..config.clone() },
        longest_tokens: benchmark.length + 1,
        longest_answer_tokens: benchmark.answer,
        keeps_best: false,
    });
    let start = fresh_adapter(config, folder.config(), &device)?;
    let decoder = folder.load_decoder_as(form, BaseWeights::Frozen, &device)?;
    let mut state = TrainingState::new(start.variables, |sizes| AdamW::new(config.adamw(), sizes))?;
    let activations = if config.checkpointing { Activations::Recomputed } else { Activations::Kept };
    let workspace = RefCell::default();
    let precision = config.precision.into();
    let differentiator = Differentiator { decoder: &decoder, activations, precision, workspace: &workspace };
    let mut random = generator(config.seed, Stream::Order);
    let (mut seconds, mut loss) = (Vec::with_capacity(benchmark.steps), 0.0);
    for step in 0..benchmark.steps + WARM_UP_STEPS {
        let rows: Vec<Sequence> = (0..benchmark.batch)
            .map(|_| Sequence {
                ids: (0..=benchmark.length).map(|_| random.random_range(FIRST_PLAIN_ID..vocab_size)).collect(),
                first_label: benchmark.length + 1 - benchmark.answer,
            })
            .collect();
        let begun = Instant::now();
        let batch = Batch::rows(&rows.iter().collect::<Vec<_>>(), 0, &device)?;
        let adapter_for = |_| Some(start.adapter.clone());
        let window = differentiator.window(&adapter_for, &state.variables, &[batch], cancel)?;
        let mut window = window.ok_or(Error::NothingToKeep)?;
        clip_gradients(&mut window.gradients, config.max_grad_norm);
        state.optimizer.step(&mut state.values, &window.gradients, config.lr);
        state.write_variables()?;
        loss = window.loss;
        if step >= WARM_UP_STEPS {
            seconds.push(begun.elapsed().as_secs_f64());
        }
    }
    let seconds_per_step = median(seconds);
    Ok(StepMeasurement {
        device: device_name(&device),
        seconds_per_step,
        tokens_per_s: (benchmark.batch * benchmark.length) as f64 / seconds_per_step,
        peak_resident_bytes: ProcessMemory::read().map(|memory| memory.peak_bytes),
        peak_card_bytes: peak_card_bytes(&device),
        forecast,
        loss,
    })
}

/// As Python's `statistics.median`: the mean of the two in the middle when there are two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() % 2 {
        0 => values.get(middle.saturating_sub(1)..=middle).map_or(f64::NAN, |two| two.iter().sum::<f64>() / 2.0),
        _ => values.get(middle).copied().unwrap_or(f64::NAN),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_median_lies_in_the_middle() {
        assert_eq!(super::median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(super::median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
