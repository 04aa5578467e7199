//! A tiny base in a temporary folder, made by this crate's own means, and examples for it.

use candle_core::{DType, Device};
use isocenter_lm::{Architecture, CancelToken, DeviceChoice, TextTokenizer, write_base};
use isocenter_nn::{BaseWeights, Decoder, DecoderConfig, RopeScaling};
use isocenter_train::{
    Error, Example, FinetuneJob, FinetuneSummary, LogLine, Observer, RecipeConfig, Resume, TokenizerKind, Unobserved,
    finetune, train_tokenizer,
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
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().join("base");
        train_tokenizer(&documents(), TokenizerKind::ByteLevelBpe, 320, &base).unwrap();
        let tokenizer = TextTokenizer::open(&base).unwrap();
        let decoder = Decoder::new_random(shape(320), 5, 0.15, BaseWeights::Frozen, &Device::Cpu).unwrap();
        let (bos, eos) = (tokenizer.bos_id(), tokenizer.eos_id());
        write_base(&base, &shape(320), Architecture::Llama, &decoder.named_tensors(), DType::F32, bos, eos).unwrap();
        Self { folder }
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
        FinetuneJob {
            base,
            examples: examples(count),
            out,
            config,
            init: None,
            resume: Resume::Fresh,
            device: DeviceChoice::Cpu,
        }
    }

    pub fn tune(&self, name: &str, config: RecipeConfig, count: usize) -> Result<FinetuneSummary, Error> {
        finetune(self.job(&self.base(), &self.path(name), config, count), &mut Unobserved, &CancelToken::new())
    }
}

/// A short, quick configuration.
pub fn quick() -> RecipeConfig {
    RecipeConfig::from_toml(
        "rank = 4\nalpha = 8\nlr = 5e-3\nwarmup_steps = 1\nsteps = 6\nmicro_batch = 4\ngradient_accumulation = 2",
    )
    .unwrap()
}

/// Keeps every line, and cancels after a step if told to.
pub struct Recorder {
    pub lines: Vec<LogLine>,
    pub cancel_after: Option<(usize, CancelToken)>,
}

impl Recorder {
    pub fn new() -> Self {
        Self { lines: Vec::new(), cancel_after: None }
    }
}

impl Observer for Recorder {
    fn stepped(&mut self, line: &LogLine) {
        self.lines.push(line.clone());
        if let Some((step, cancel)) = &self.cancel_after
            && *step == line.step
        {
            cancel.cancel();
        }
    }
}
