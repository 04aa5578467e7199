//! Token log-probabilities of given texts.

use std::path::PathBuf;

use isocenter_lm::{CancelToken, DeviceChoice, LoadOptions, Quantize};
use serde::Serialize;

use super::generate::{ADAPTER, open_engine, prompt_ids};
use super::input_lines::{Accepts, read_lines};
use crate::application::Application;
use crate::error::Error;
use crate::failure;

/// What to score.
#[derive(Debug, Clone)]
pub struct ScoreRequest {
    /// The base model: folder or GGUF file.
    pub model: PathBuf,
    /// An adapter's folder.
    pub adapter: Option<PathBuf>,
    /// Lines `{"text"}` or `{"ids"}`.
    pub input: PathBuf,
    /// Where to compute.
    pub device: DeviceChoice,
    /// How the base is held in memory.
    pub quantize: Quantize,
}

/// One scored text, as a line of output.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoredLine {
    /// The tokens.
    pub ids: Vec<u32>,
    /// log p (natural) of each token given those before it; none for the first.
    pub logprobs: Vec<Option<f32>>,
}

/// Scores every line in order; `on_line` hears of each when it is done.
///
/// # Errors
/// A model, adapter or line that cannot be used (before anything is computed); `busy`; being cancelled.
pub fn score(
    application: &Application,
    request: &ScoreRequest,
    cancel: &CancelToken,
    on_line: &mut dyn FnMut(ScoredLine),
) -> Result<(), Error> {
    let lines = read_lines(&request.input, Accepts::Texts)?;
    let permit = application.begin_job(cancel.clone())?;
    let options = LoadOptions { device: request.device, quantize: request.quantize, sixteen_bit: None };
    let engine = open_engine(&request.model, request.adapter.as_deref(), options)?;
    let texts = lines.iter().map(|line| prompt_ids(&engine, line)).collect::<Result<Vec<_>, _>>()?;
    for ids in texts {
        if permit.cancel.is_cancelled() {
            return Err(failure::cancelled());
        }
        let logprobs = engine.score(&ids, request.adapter.as_ref().map(|_| ADAPTER)).map_err(failure::lm)?;
        on_line(ScoredLine { ids, logprobs });
    }
    Ok(())
}
