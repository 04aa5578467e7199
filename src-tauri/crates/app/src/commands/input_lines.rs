//! JSON Lines that the user gives to `generate` and `score`: read whole and checked before anything is computed.

use std::path::Path;

use isocenter_lm::ChatMessage;
use serde::Deserialize;
use serde_json::Value;

use crate::error::Error;
use crate::files;
use crate::wire::ErrorCode;

/// One line, with its number from 1 for messages.
pub(super) struct InputLine {
    pub(super) number: usize,
    pub(super) input: Input,
}

/// What a line gives; no `Debug`, for it may be a patient's text.
pub(super) enum Input {
    Prompt(String),
    Messages(Vec<ChatMessage>),
    Text(String),
    Ids(Vec<u32>),
}

/// Which fields a command takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepts {
    Prompts,
    Texts,
}

impl Accepts {
    fn names(self) -> &'static str {
        match self {
            Self::Prompts => "\"prompt\", \"messages\" or \"ids\"",
            Self::Texts => "\"text\" or \"ids\"",
        }
    }
}

#[derive(Deserialize)]
struct Message {
    role: String,
    content: String,
}

/// Every line of a file.
pub(super) fn read_lines(path: &Path, accepts: Accepts) -> Result<Vec<InputLine>, Error> {
    let text = files::read_text(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end();
    if text.is_empty() {
        return Err(Error::new(
            ErrorCode::BadInput,
            format!("{} holds no line", path.display()),
            format!("give lines of {}", accepts.names()),
        ));
    }
    text.lines().enumerate().map(|(index, line)| read_line(index + 1, line, accepts)).collect()
}

/// A bad line, named by number only.
pub(super) fn bad_line(number: usize, complaint: &str) -> Error {
    Error::new(
        ErrorCode::BadInput,
        format!("line {number} of the input {complaint}"),
        "correct that line; nothing was computed",
    )
}

fn read_line(number: usize, line: &str, accepts: Accepts) -> Result<InputLine, Error> {
    let value: Value = serde_json::from_str(line).map_err(|_| bad_line(number, "is not JSON"))?;
    let object = value.as_object().ok_or_else(|| bad_line(number, "is not a JSON object"))?;
    let wrong_kind = |field: &str| bad_line(number, &format!("has a \"{field}\" of the wrong kind"));
    let text = |field: &str| match object.get(field) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(wrong_kind(field)),
    };
    let ids = match object.get("ids") {
        None => None,
        Some(ids) => Some(Vec::<u32>::deserialize(ids).map_err(|_| wrong_kind("ids"))?),
    };
    let input = match accepts {
        Accepts::Prompts => {
            let messages = match object.get("messages") {
                None => None,
                Some(given) => Some(Vec::<Message>::deserialize(given).map_err(|_| wrong_kind("messages"))?),
            };
            let messages = messages.map(|list| {
                list.into_iter().map(|message| ChatMessage { role: message.role, content: message.content }).collect()
            });
            text("prompt")?.map(Input::Prompt).or(messages.map(Input::Messages)).or(ids.map(Input::Ids))
        }
        Accepts::Texts => text("text")?.map(Input::Text).or(ids.map(Input::Ids)),
    };
    let input = input.ok_or_else(|| bad_line(number, &format!("has none of {}", accepts.names())))?;
    Ok(InputLine { number, input })
}
