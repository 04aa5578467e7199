//! Raw generation: no template, no reading of the answer.

use std::path::{Path, PathBuf};

use isocenter_lm::{CancelToken, DeviceChoice, Engine, Finish, GenerationOptions, LoadOptions, Quantize};
use serde::Serialize;

use super::input_lines::{Accepts, Input, InputLine, bad_line, read_lines};
use crate::application::Application;
use crate::error::Error;
use crate::failure;

/// Prompts generated at once.
const ROWS_AT_ONCE: usize = 16;
/// The one adapter of a raw generation.
pub(super) const ADAPTER: &str = "chosen";

/// Where the prompts come from.
#[derive(Clone)]
pub enum PromptSource {
    /// One prompt.
    Prompt(String),
    /// Lines `{"prompt"}`, `{"messages"}` or `{"ids"}`.
    File(PathBuf),
}

/// What to generate.
#[derive(Clone)]
pub struct GenerateRequest {
    /// The base model: folder or GGUF file.
    pub model: PathBuf,
    /// An adapter's folder.
    pub adapter: Option<PathBuf>,
    /// The prompts.
    pub source: PromptSource,
    /// 0 takes the likeliest token each time.
    pub temperature: f64,
    /// Draw only among the likeliest tokens that hold this share.
    pub top_p: Option<f64>,
    /// The same seed gives the same answers.
    pub seed: u64,
    /// The longest answer, tokens.
    pub max_tokens: usize,
    /// Where to compute.
    pub device: DeviceChoice,
    /// How the base is held in memory.
    pub quantize: Quantize,
}

/// One answer, as a line of output.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct GeneratedLine {
    /// The answer.
    pub text: String,
    /// Its tokens, the ending one included.
    pub ids: Vec<u32>,
    /// `eos` or `length`.
    pub finish: &'static str,
}

/// Answers every prompt in order; `on_line` hears of each answer when it is whole.
///
/// Answers are drawn in groups of sixteen lines; line `i` draws from stream `i mod 16` of seed `seed + i div 16`.
///
/// # Errors
/// A model, adapter or line that cannot be used (before anything is generated); `busy`; being cancelled.
pub fn generate(
    application: &Application,
    request: &GenerateRequest,
    cancel: &CancelToken,
    on_line: &mut dyn FnMut(GeneratedLine),
) -> Result<(), Error> {
    let lines = match &request.source {
        PromptSource::Prompt(prompt) => vec![InputLine { number: 1, input: Input::Prompt(prompt.clone()) }],
        PromptSource::File(path) => read_lines(path, Accepts::Prompts)?,
    };
    let permit = application.begin_job(cancel.clone())?;
    let options = LoadOptions { device: request.device, quantize: request.quantize, sixteen_bit: None };
    let engine = open_engine(&request.model, request.adapter.as_deref(), options)?;
    let prompts = lines.iter().map(|line| prompt_ids(&engine, line)).collect::<Result<Vec<_>, _>>()?;
    let adapter = request.adapter.as_ref().map(|_| ADAPTER);
    for (group, rows) in prompts.chunks(ROWS_AT_ONCE).enumerate() {
        let options = GenerationOptions {
            temperature: request.temperature,
            top_p: request.top_p,
            seed: request.seed.wrapping_add(group as u64),
            max_tokens: request.max_tokens,
        };
        let answers = engine.generate(rows, adapter, &options, &permit.cancel, &mut |_| {}).map_err(failure::lm)?;
        for answer in answers {
            let finish = match answer.finish {
                Finish::Eos => "eos",
                Finish::Length => "length",
                Finish::Cancelled => return Err(failure::cancelled()),
            };
            on_line(GeneratedLine { text: answer.text, ids: answer.ids, finish });
        }
    }
    Ok(())
}

/// The base with one adapter, if one is named.
pub(super) fn open_engine(model: &Path, adapter: Option<&Path>, options: LoadOptions) -> Result<Engine, Error> {
    let mut engine = Engine::open(model, options).map_err(failure::lm)?;
    if let Some(folder) = adapter {
        engine.add_adapter(ADAPTER, folder).map_err(failure::lm)?;
    }
    Ok(engine)
}

/// The tokens of a line, refused by its number if the model cannot read them.
pub(super) fn prompt_ids(engine: &Engine, line: &InputLine) -> Result<Vec<u32>, Error> {
    let ids = match &line.input {
        Input::Prompt(text) | Input::Text(text) => engine.tokenizer().encode(text).map_err(failure::lm)?,
        Input::Messages(messages) => engine.encode_chat(messages).map_err(failure::lm)?,
        Input::Ids(ids) => ids.clone(),
    };
    let limit = engine.config().max_position_embeddings;
    if ids.is_empty() {
        return Err(bad_line(line.number, "holds no token"));
    }
    if ids.len() > limit {
        return Err(bad_line(line.number, &format!("has {} tokens, the model reads at most {limit}", ids.len())));
    }
    let vocabulary = engine.config().vocab_size;
    if ids.iter().any(|id| *id as usize >= vocabulary) {
        return Err(bad_line(line.number, &format!("has an id outside the model's vocabulary of {vocabulary}")));
    }
    Ok(ids)
}
