//! A tiny base in a temporary folder, made by this crate's own means, and examples for it.

use candle_core::{DType, Device, Tensor};
use isocenter_lm::{Architecture, CancelToken, DeviceChoice, StopRequest, TextTokenizer, write_base};
use isocenter_nn::{BaseWeights, Decoder, DecoderConfig, RopeScaling};
use isocenter_train::{
    Error, Example, FinetuneJob, FinetuneSummary, LogLine, Observer, RecipeConfig, Resume, TokenizerKind, Unobserved,
    Validation, ValidationSet, finetune, train_tokenizer,
};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder with a random base; removed when dropped.
pub struct Fixture {
    pub folder: TempDir,
}

pub fn documents() -> Vec<String> {
    let sites = ["left breast", "right breast", "prostate", "larynx", "rectum"];
    let doses = ["25 Gy in 5 fractions", "60 Gy in 30 fractions", "50.4 Gy in 28 fractions"];
    sites
        .iter()
        .flat_map(|site| doses.iter().map(move |dose| format!("The {site} was treated with {dose}, photons.")))
        .collect()
}

pub fn examples(count: usize) -> Vec<Example> {
    let sites = ["left breast", "right breast, grade 2", "prostate", "larynx cT2 N0 M0", "rectum"];
    (0..count)
        .map(|index| Example {
            prompt: format!("What is the prescription for {}, case {index}", sites[index % sites.len()]),
            answer: format!("{} Gy in {} fractions", 20 + index % 7, 5 + index % 3),
        })
        .collect()
}

pub fn shape(vocab_size: usize) -> DecoderConfig {
    DecoderConfig {
        vocab_size,
        hidden_size: 16,
        intermediate_size: 40,
        num_layers: 2,
        num_heads: 4,
        num_kv_heads: 2,
        head_dim: 4,
        rms_norm_eps: 1e-5,
        rope_theta: 10000.0,
        rope_scaling: RopeScaling::None,
        sliding_window: None,
        tie_word_embeddings: false,
        max_position_embeddings: 256,
    }
}

impl Fixture {
    pub fn new() -> Self {
        Self::of_shape(&shape(320))
    }

    pub fn of_shape(shape: &DecoderConfig) -> Self {
        let fixture = Self { folder: tempfile::tempdir().unwrap() };
        let decoder = Decoder::new_random(shape.clone(), 5, 0.15, BaseWeights::Frozen, &Device::Cpu).unwrap();
        fixture.write("base", shape, &decoder.named_tensors());
        fixture
    }

    /// Writes a base with the tokenizer of all fixtures.
    pub fn write(&self, name: &str, shape: &DecoderConfig, tensors: &[(String, Tensor)]) {
        let base = self.path(name);
        train_tokenizer(&documents(), TokenizerKind::ByteLevelBpe, 320, &base).unwrap();
        let tokenizer = TextTokenizer::open(&base).unwrap();
        let (bos, eos) = (tokenizer.bos_id(), tokenizer.eos_id());
        write_base(&base, shape, Architecture::Llama, tensors, DType::F32, bos, eos).unwrap();
    }

    pub fn base(&self) -> PathBuf {
        self.folder.path().join("base")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Names of everything beside the base, to see that nothing half-written was left.
    pub fn left_behind(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != "base")
            .collect();
        names.sort();
        names
    }

    pub fn job<'a>(&self, base: &'a Path, out: &'a Path, config: RecipeConfig, count: usize) -> FinetuneJob<'a> {
        Self::job_for(base, out, config, count)
    }

    /// The same without a fixture of one's own.
    pub fn job_for<'a>(base: &'a Path, out: &'a Path, config: RecipeConfig, count: usize) -> FinetuneJob<'a> {
        FinetuneJob {
            base,
            examples: examples(count),
            validation: ValidationSet::Fraction,
            out,
            config,
            init: None,
            resume: Resume::Fresh,
            device: DeviceChoice::Cpu,
        }
    }

    pub fn tune(&self, name: &str, config: RecipeConfig, count: usize) -> Result<FinetuneSummary, Error> {
        let (base, out) = (self.base(), self.path(name));
        let outcome = finetune(self.job(&base, &out, config, count), &mut Unobserved, &CancelToken::new())?;
        Ok(outcome.summary().expect("nobody stopped it").clone())
    }
}

/// A short, quick configuration.
pub fn quick() -> RecipeConfig {
    RecipeConfig::from_toml(
        "rank = 4\nalpha = 8\nlr = 5e-3\nwarmup_steps = 1\nsteps = 6\nmicro_batch = 4\ngradient_accumulation = 2",
    )
    .unwrap()
}

/// Keeps every line and validation, and asks to stop after a step if told to.
pub struct Recorder {
    pub lines: Vec<LogLine>,
    pub validations: Vec<Validation>,
    pub stop_after: Option<(usize, StopRequest, CancelToken)>,
}

impl Recorder {
    pub fn new() -> Self {
        Self { lines: Vec::new(), validations: Vec::new(), stop_after: None }
    }

    /// Asks `cancel` to stop after `step`.
    pub fn stopping_after(step: usize, request: StopRequest, cancel: &CancelToken) -> Self {
        Self { stop_after: Some((step, request, cancel.clone())), ..Self::new() }
    }
}

impl Observer for Recorder {
    fn stepped(&mut self, line: &LogLine) {
        self.lines.push(line.clone());
        if let Some((step, request, cancel)) = &self.stop_after
            && *step == line.step
        {
            cancel.request(*request);
        }
    }

    fn validated(&mut self, found: Validation, _best: Validation) {
        self.validations.push(found);
    }
}
