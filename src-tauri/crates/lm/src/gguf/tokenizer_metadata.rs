//! A tokenizer as the metadata of a GGUF file: in llama.cpp's words, and whole as `tokenizer.json`. The counterpart of
//! `tokenizer`.

use std::collections::HashMap;

use serde_json::Value;

use crate::gguf::tokenizer as keys;
use crate::gguf::tokenizer::TokenKind;
use crate::gguf::writer::HeaderDraft;
use crate::{Error, TextTokenizer};

/// Writes the tokenizer of a model with `vocab_size` rows.
///
/// # Errors
/// [`Error::TokenizerNotInGguf`] for one that llama.cpp has no words for.
pub(crate) fn put_tokenizer(
    draft: &mut HeaderDraft,
    tokenizer: &TextTokenizer,
    vocab_size: usize,
    chat_template: Option<&str>,
) -> Result<(), Error> {
    let whole = tokenizer.to_json()?;
    let json: Value = serde_json::from_str(&whole).map_err(|_| Error::TokenizerNotInGguf { what: "no JSON form" })?;
    let model = &json["model"];
    if model["type"].as_str() != Some("BPE") {
        return Err(Error::TokenizerNotInGguf { what: "a model that is not byte-pair encoding" });
    }
    let has_byte_pieces = model["byte_fallback"].as_bool() == Some(true);
    let pieces = pieces(&json, vocab_size, has_byte_pieces);
    let merges = merges(model);
    if has_byte_pieces {
        draft.text(keys::MODEL, "llama");
        draft.text(keys::PRE, "default");
        draft.numbers(keys::SCORES, &scores(&pieces.texts, &merges));
        draft.flag(keys::ADD_SPACE, prepends_space(&json));
    } else {
        draft.text(keys::MODEL, "gpt2");
        draft.text(keys::PRE, split_name(&json["pre_tokenizer"])?);
        let joined: Vec<String> = merges.iter().map(|(left, right)| format!("{left} {right}")).collect();
        draft.texts(keys::MERGES, &joined);
    }
    draft.texts(keys::TOKENS, &pieces.texts);
    draft.wholes(keys::KINDS, &pieces.kinds.iter().map(|kind| *kind as u32).collect::<Vec<_>>());
    if let Some(id) = model["unk_token"].as_str().and_then(|text| tokenizer.token_id(text)) {
        draft.whole(keys::UNKNOWN_ID, id as usize);
    }
    if let Some(id) = tokenizer.declared_pad_id() {
        draft.whole(keys::PADDING_ID, id as usize);
    }
    let around = tokenizer.encode("")?;
    draft.flag(keys::ADD_BOS, tokenizer.bos_id().is_some_and(|bos| around.first() == Some(&bos)));
    draft.flag(keys::ADD_EOS, tokenizer.declared_eos_id().is_some_and(|eos| around.last() == Some(&eos)));
    draft.text(keys::HUGGING_FACE, &whole);
    if let Some(template) = chat_template {
        draft.text(keys::CHAT_TEMPLATE, template);
    }
    Ok(())
}

/// The vocabulary by id; rows without a token are filled.
struct Pieces {
    texts: Vec<String>,
    kinds: Vec<TokenKind>,
}

fn pieces(json: &Value, vocab_size: usize, has_byte_pieces: bool) -> Pieces {
    let unused = (0..vocab_size).map(|id| format!("<unused_{id}>"));
    let mut pieces = Pieces { texts: unused.collect(), kinds: vec![TokenKind::Unused; vocab_size] };
    let mut set = |id: Option<u64>, text: &str, kind: TokenKind| {
        let place = id.and_then(|id| usize::try_from(id).ok()).filter(|id| *id < vocab_size);
        if let Some(id) = place {
            pieces.texts[id] = text.to_owned();
            pieces.kinds[id] = if has_byte_pieces && is_byte(text) { TokenKind::Byte } else { kind };
        }
    };
    for (text, id) in json["model"]["vocab"].as_object().into_iter().flatten() {
        set(id.as_u64(), text, TokenKind::Normal);
    }
    let unknown = json["model"]["unk_token"].as_str();
    for added in json["added_tokens"].as_array().into_iter().flatten() {
        let text = added["content"].as_str().unwrap_or_default();
        let kind = match added["special"].as_bool() {
            _ if unknown == Some(text) => TokenKind::Unknown,
            Some(true) => TokenKind::Control,
            _ => TokenKind::UserDefined,
        };
        set(added["id"].as_u64(), text, kind);
    }
    pieces
}

/// `<0x0A>` and the like.
fn is_byte(text: &str) -> bool {
    let digits = text.strip_prefix("<0x").and_then(|rest| rest.strip_suffix('>'));
    digits.is_some_and(|digits| digits.len() == 2 && u8::from_str_radix(digits, 16).is_ok())
}

/// Both spellings: two texts, or one with a space between.
fn merges(model: &Value) -> Vec<(&str, &str)> {
    model["merges"].as_array().into_iter().flatten().filter_map(merge).collect()
}

fn merge(merge: &Value) -> Option<(&str, &str)> {
    match merge {
        Value::String(joined) => joined.split_once(' '),
        Value::Array(parts) => Some((parts.first()?.as_str()?, parts.get(1)?.as_str()?)),
        _ => None,
    }
}

/// What SentencePiece would score: the earlier a piece is made, the better. Pieces that nothing makes come last.
fn scores(texts: &[String], merges: &[(&str, &str)]) -> Vec<f32> {
    let mut ranks: HashMap<String, usize> = HashMap::new();
    for (rank, (left, right)) in merges.iter().enumerate() {
        ranks.entry(format!("{left}{right}")).or_insert(rank);
    }
    let rank = |text: &String| ranks.get(text).copied().unwrap_or(merges.len());
    texts.iter().map(|text| -((rank(text) + 1) as f32)).collect()
}

fn prepends_space(json: &Value) -> bool {
    let all = format!("{}{}", json["normalizer"], json["pre_tokenizer"]);
    all.contains("\"Prepend\"")
        || all.contains("\"prepend_scheme\":\"first\"")
        || all.contains("\"prepend_scheme\":\"always\"")
}

/// The name of a way to cut a text before byte-level merges.
fn split_name(pre_tokenizer: &Value) -> Result<&'static str, Error> {
    let parts = match pre_tokenizer["pretokenizers"].as_array() {
        Some(parts) => parts.iter().collect(),
        None => vec![pre_tokenizer],
    };
    let expression = |part: &Value| part["pattern"]["Regex"].as_str().map(str::to_owned);
    let cuts_itself =
        |part: &Value| part["type"].as_str() == Some("ByteLevel") && part["use_regex"].as_bool() != Some(false);
    match *parts {
        [bytes] if cuts_itself(bytes) => Ok(keys::GPT2),
        [split, bytes] if expression(split).as_deref() == Some(keys::LLAMA3_SPLIT) && !cuts_itself(bytes) => {
            Ok(keys::LLAMA3[0])
        }
        _ => Err(Error::TokenizerNotInGguf { what: "a way to split text that llama.cpp has no name for" }),
    }
}
