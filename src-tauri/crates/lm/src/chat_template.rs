//! Chat messages as the one text a model was tuned on, by the folder's own Jinja template, rendered as transformers
//! does it.

use std::path::Path;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{Environment, ErrorKind, context};
use serde_json::Value as Json;

use crate::json_file::{read_bytes, read_json};
use crate::{Error, TextTokenizer};

const NAME: &str = "chat";

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatMessage {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// What is said.
    pub content: String,
}

/// A compiled chat template.
pub struct ChatTemplate {
    environment: Environment<'static>,
    bos: String,
    eos: String,
}

impl ChatTemplate {
    /// Reads `chat_template.jinja`, or `chat_template` of `tokenizer_config.json` (a text, or the one named `default`
    /// of a list). None where there is neither.
    ///
    /// # Errors
    /// [`Error::ChatTemplate`] when the template cannot be compiled.
    pub fn open(folder: &Path, tokenizer: &TextTokenizer) -> Result<Option<Self>, Error> {
        folder_template(folder)?.map(|source| Self::compile(source, tokenizer)).transpose()
    }

    /// Compiles a template's source.
    pub(crate) fn compile(source: String, tokenizer: &TextTokenizer) -> Result<Self, Error> {
        let mut environment = Environment::new();
        environment
            .set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().map_err(template_error)?);
        environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
        environment.add_function("raise_exception", raise_exception);
        environment.add_filter("tojson", to_json);
        environment.add_template_owned(NAME, source).map_err(template_error)?;
        let owned = |text: Option<&str>| text.unwrap_or_default().to_owned();
        Ok(Self { environment, bos: owned(tokenizer.bos_text()), eos: owned(tokenizer.eos_text()) })
    }

    /// The template as it is written.
    pub(crate) fn source(&self) -> Option<String> {
        self.environment.get_template(NAME).ok().map(|template| template.source().to_owned())
    }

    /// The conversation as one text. It holds its special tokens: encode it with
    /// [`TextTokenizer::encode_without_special`].
    ///
    /// # Errors
    /// [`Error::ChatTemplate`] when the template refuses the messages (such as two user turns in a row).
    pub fn render(&self, messages: &[ChatMessage], add_generation_prompt: bool) -> Result<String, Error> {
        let messages: Vec<Value> =
            messages.iter().map(|message| context! { role => &message.role, content => &message.content }).collect();
        // transformers passes the last two as None, and templates ask whether they are none.
        let context = context! {
            messages, add_generation_prompt,
            bos_token => &self.bos, eos_token => &self.eos,
            tools => (), documents => (),
        };
        self.environment.get_template(NAME).and_then(|template| template.render(context)).map_err(template_error)
    }
}

/// The source of a folder's template.
pub(crate) fn folder_template(folder: &Path) -> Result<Option<String>, Error> {
    let file = folder.join("chat_template.jinja");
    if file.exists() {
        return String::from_utf8(read_bytes(&file)?)
            .map(Some)
            .map_err(|error| Error::ChatTemplate { reason: error.utf8_error().to_string() });
    }
    let config_path = folder.join("tokenizer_config.json");
    if !config_path.exists() {
        return Ok(None);
    }
    let config: Json = read_json(&config_path)?;
    Ok(match config.get("chat_template") {
        Some(Json::String(template)) => Some(template.clone()),
        Some(Json::Array(named)) => {
            let name_of = |entry: &&Json| entry.get("name").and_then(Json::as_str) == Some("default");
            let chosen = named.iter().find(name_of).or_else(|| named.first());
            chosen.and_then(|entry| entry.get("template")).and_then(Json::as_str).map(str::to_owned)
        }
        _ => None,
    })
}

fn raise_exception(message: &str) -> Result<Value, minijinja::Error> {
    Err(minijinja::Error::new(ErrorKind::InvalidOperation, message.to_owned()))
}

/// `json.dumps(value, ensure_ascii=False, indent=indent)`; minijinja's own filter escapes for HTML.
fn to_json(value: &Value, options: Kwargs) -> Result<String, minijinja::Error> {
    let indent: Option<usize> = options.get("indent")?;
    options.assert_all_used()?;
    let mut text = String::new();
    write_json(&mut text, value, indent, 0)?;
    Ok(text)
}

fn write_json(out: &mut String, value: &Value, indent: Option<usize>, depth: usize) -> Result<(), minijinja::Error> {
    use minijinja::value::ValueKind;
    let line = |out: &mut String, depth: usize| {
        if let Some(width) = indent {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', width * depth));
        }
    };
    let separator = if indent.is_some() { "," } else { ", " };
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => out.push_str("null"),
        ValueKind::Map => {
            out.push('{');
            for (position, key) in value.try_iter()?.enumerate() {
                if position > 0 {
                    out.push_str(separator);
                }
                line(out, depth + 1);
                out.push_str(&Json::String(key.to_string()).to_string());
                out.push_str(": ");
                write_json(out, &value.get_item(&key)?, indent, depth + 1)?;
            }
            if value.len() != Some(0) {
                line(out, depth);
            }
            out.push('}');
        }
        ValueKind::Seq | ValueKind::Iterable => {
            out.push('[');
            for (position, item) in value.try_iter()?.enumerate() {
                if position > 0 {
                    out.push_str(separator);
                }
                line(out, depth + 1);
                write_json(out, &item, indent, depth + 1)?;
            }
            if value.len() != Some(0) {
                line(out, depth);
            }
            out.push(']');
        }
        // Written out, because templates print True and False as Python does.
        ValueKind::Bool => out.push_str(if value.is_true() { "true" } else { "false" }),
        ValueKind::Number => out.push_str(&value.to_string()),
        _ => out.push_str(&Json::String(value.to_string()).to_string()),
    }
    Ok(())
}

fn template_error(error: minijinja::Error) -> Error {
    let reason = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    Error::ChatTemplate { reason }
}
