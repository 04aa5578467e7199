//! Export of any adapter with any base, as the command line asks for it.

use std::path::PathBuf;

use isocenter_lm::CancelToken;
use serde::Serialize;

use super::input_lines::{Accepts, Input, bad_line, read_lines};
use crate::application::Application;
use crate::error::Error;
use crate::finetuning::export::Export;
pub use crate::wire::RunExportFormat as ExportAs;

/// What to export.
#[derive(Debug, Clone)]
pub struct ExportRequest {
    /// The base model: folder or GGUF file.
    pub model: PathBuf,
    /// The adapter's folder.
    pub adapter: PathBuf,
    /// What to write.
    pub format: ExportAs,
    /// Where; nothing may be there.
    pub out: PathBuf,
    /// Lines `{"prompt"}` that were not trained on; each is answered before and after.
    pub input: PathBuf,
    /// The longest answer compared, tokens.
    pub max_tokens: usize,
}

/// What was exported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExportedAdapter {
    /// Folder or file.
    pub out: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of it, hexadecimal.
    pub sha256: String,
    /// Greedy answers compared; all were equal.
    pub answers_compared: u32,
    /// Answers that the rounding to fewer bits changed against base and adapter.
    pub answers_changed_by_rounding: u32,
}

/// Writes an adapter, alone or merged into its base, and keeps it only if it answers as the pair did.
///
/// # Errors
/// `busy`; a base, an adapter or a line that cannot be used; answers that differ; a place that is taken; a full disk.
pub fn export_adapter(
    application: &Application,
    request: &ExportRequest,
    cancel: &CancelToken,
) -> Result<ExportedAdapter, Error> {
    let prompts = read_lines(&request.input, Accepts::Prompts)?.into_iter().map(|line| match line.input {
        Input::Prompt(prompt) => Ok(prompt),
        Input::Text(_) | Input::Messages(_) | Input::Ids(_) => Err(bad_line(line.number, "holds no \"prompt\"")),
    });
    let prompts = prompts.collect::<Result<Vec<_>, Error>>()?;
    let permit = application.begin_job(cancel.clone())?;
    let export = Export {
        base: &request.model,
        adapter: &request.adapter,
        out: &request.out,
        prompts: &prompts,
        max_tokens: request.max_tokens,
    };
    let report = export.write(request.format, &permit.cancel)?;
    Ok(ExportedAdapter {
        out: request.out.clone(),
        bytes: report.bytes,
        sha256: report.sha256,
        answers_compared: report.answers_compared,
        answers_changed_by_rounding: report.answers_changed_by_rounding,
    })
}
