//! The training data: one prompt and its answer a line (JSON Lines). Knows no tokens.

use crate::Error;
use std::path::Path;

/// One prompt and the answer to learn. Its `Debug` shows lengths only: the text may be a patient's.
#[derive(Clone, PartialEq, Eq)]
pub struct Example {
    /// What the model is asked.
    pub prompt: String,
    /// What it shall answer.
    pub answer: String,
}

impl std::fmt::Debug for Example {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Example")
            .field("prompt_bytes", &self.prompt.len())
            .field("answer_bytes", &self.answer.len())
            .finish()
    }
}

/// Reads `{"prompt", "answer"}` lines; further fields are ignored, empty lines only allowed at the end.
///
/// # Errors
/// When the file cannot be read, holds nothing, or a line is not such an object; the line is named, its text never.
pub fn read_examples(path: &Path) -> Result<Vec<Example>, Error> {
    let bytes = std::fs::read(path).map_err(Error::reading(path))?;
    parse_examples(&bytes)
}

/// [`read_examples`] of bytes already in memory.
///
/// # Errors
/// As [`read_examples`].
pub fn parse_examples(bytes: &[u8]) -> Result<Vec<Example>, Error> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes).trim_ascii_end();
    if bytes.is_empty() {
        return Err(Error::NoExamples);
    }
    bytes.split(|&byte| byte == b'\n').enumerate().map(|(index, line)| parse_line(index + 1, line)).collect()
}

fn parse_line(line: usize, bytes: &[u8]) -> Result<Example, Error> {
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| Error::ExampleNotJson { line })?;
    let object = value.as_object().ok_or(Error::ExampleNotJson { line })?;
    let text = |field: &'static str| {
        let value = object.get(field).ok_or(Error::ExampleLacks { line, field })?;
        value.as_str().ok_or(Error::ExampleNotJson { line })
    };
    let example = Example { prompt: text("prompt")?.to_owned(), answer: text("answer")?.to_owned() };
    check_filled(line, &example)?;
    Ok(example)
}

/// Refuses an example from which nothing can be learnt; `line` counts from 1.
pub(crate) fn check_filled(line: usize, example: &Example) -> Result<(), Error> {
    for (field, text) in [("prompt", &example.prompt), ("answer", &example.answer)] {
        if text.trim().is_empty() {
            return Err(Error::ExampleEmpty { line, field });
        }
    }
    Ok(())
}
