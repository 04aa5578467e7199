//! Training a tokenizer on texts: byte-level BPE as LLaMA-3 ships it, or metaspace BPE with byte fallback as LLaMA-2 and
//! Mistral do. The same texts give the same files.

use crate::Error;
use crate::output_folder::replace_file;
use serde_json::{Value, json};
use std::path::Path;
use tokenizers::models::TrainerWrapper;
use tokenizers::models::bpe::{BPE, BpeTrainer};
use tokenizers::normalizers::{NormalizerWrapper, Prepend, Replace, Sequence as Normalizers};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence as PreTokenizers;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::processors::template::TemplateProcessing;
use tokenizers::{
    AddedToken, DecoderWrapper, ModelWrapper, PostProcessorWrapper, PreTokenizerWrapper, SplitDelimiterBehavior,
    Tokenizer,
};

/// How text is cut before and within BPE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenizerKind {
    /// LLaMA-3's way: bytes, its split expression (digits by up to three), header tokens and chat template.
    ByteLevelBpe,
    /// LLaMA-2's and Mistral's way: spaces as `▁`, unknown characters as bytes, digits one by one.
    Metaspace,
}

/// LLaMA-3's split expression.
const LLAMA3_SPLIT: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// Words with the spaces before them, digits, spaces, and every other character by itself. Only for training: merges
/// learnt within these pieces cannot reach across them, so that the finished tokenizer needs no split, as LLaMA-2's.
const METASPACE_SPLIT: &str = r"▁*\p{L}+|\p{N}|▁+|[^▁\p{L}\p{N}]";

const LLAMA3_CHAT_TEMPLATE: &str = concat!(
    "{{ bos_token }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' ",
    "+ message['content'] | trim + '<|eot_id|>' }}{% endfor %}",
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
);

/// A pair must be seen this often to become a token.
const MIN_FREQUENCY: u64 = 2;

/// Trains a tokenizer of at most `vocab_size` tokens and writes `tokenizer.json` and `tokenizer_config.json` into `out`.
///
/// # Errors
/// When there is no text, the vocabulary cannot hold even the alphabet, or the files cannot be written.
pub fn train_tokenizer(texts: &[String], kind: TokenizerKind, vocab_size: usize, out: &Path) -> Result<(), Error> {
    if texts.iter().all(|text| text.trim().is_empty()) {
        return Err(Error::TokenizerTraining { reason: "there is no text to learn from".to_owned() });
    }
    let (tokenizer, config) = match kind {
        TokenizerKind::ByteLevelBpe => byte_level(texts, vocab_size).map_err(failed)?,
        TokenizerKind::Metaspace => metaspace(texts, vocab_size).map_err(failed)?,
    };
    let learnt = tokenizer.pointer("/model/vocab").and_then(Value::as_object).map_or(0, serde_json::Map::len);
    if learnt > vocab_size {
        let reason = format!(
            "the special tokens and the alphabet alone need {learnt} tokens, more than vocab_size = {vocab_size}"
        );
        return Err(Error::TokenizerTraining { reason });
    }
    std::fs::create_dir_all(out).map_err(Error::writing(out))?;
    for (name, content) in [("tokenizer.json", &tokenizer), ("tokenizer_config.json", &config)] {
        let path = out.join(name);
        replace_file(&path, |partial| {
            std::fs::write(partial, format!("{content:#}\n")).map_err(Error::writing(&path))
        })?;
    }
    Ok(())
}

fn failed(source: tokenizers::Error) -> Error {
    Error::TokenizerTraining { reason: source.to_string() }
}

fn byte_level(texts: &[String], vocab_size: usize) -> Result<(Value, Value), tokenizers::Error> {
    const BOS: &str = "<|begin_of_text|>";
    let specials = [BOS, "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"];
    let mut tokenizer = Tokenizer::new(ModelWrapper::BPE(BPE::default()));
    let split = Split::new(SplitPattern::Regex(LLAMA3_SPLIT.to_owned()), SplitDelimiterBehavior::Isolated, false)?;
    let bytes = ByteLevel::new(false, true, false);
    tokenizer
        .with_pre_tokenizer(Some(PreTokenizers::new(vec![
            PreTokenizerWrapper::Split(split),
            PreTokenizerWrapper::ByteLevel(bytes),
        ])))
        .with_decoder(Some(DecoderWrapper::ByteLevel(ByteLevel::default())));
    let trainer = BpeTrainer::builder()
        .vocab_size(vocab_size)
        .min_frequency(MIN_FREQUENCY)
        .show_progress(false)
        .special_tokens(specials.map(special).to_vec())
        .initial_alphabet(ByteLevel::alphabet().into_iter().collect())
        .build();
    tokenizer.train(&mut TrainerWrapper::BpeTrainer(trainer), texts.iter())?;
    let bos_id = tokenizer.token_to_id(BOS).unwrap_or_default();
    tokenizer.with_post_processor(Some(bos_in_front(BOS, bos_id)?));
    let config = json!({
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": BOS,
        "eos_token": "<|eot_id|>",
        "clean_up_tokenization_spaces": false,
        "chat_template": LLAMA3_CHAT_TEMPLATE,
    });
    Ok((serde_json::to_value(&tokenizer)?, config))
}

fn metaspace(texts: &[String], vocab_size: usize) -> Result<(Value, Value), tokenizers::Error> {
    let names = ["<unk>", "<s>", "</s>"];
    let model = BPE::builder().unk_token("<unk>".to_owned()).fuse_unk(true).byte_fallback(true).build()?;
    let mut tokenizer = Tokenizer::new(ModelWrapper::BPE(model));
    let split = Split::new(SplitPattern::Regex(METASPACE_SPLIT.to_owned()), SplitDelimiterBehavior::Isolated, false)?;
    let decoder = json!({ "type": "Sequence", "decoders": [
        { "type": "Replace", "pattern": { "String": "▁" }, "content": " " },
        { "type": "ByteFallback" },
        { "type": "Fuse" },
        { "type": "Strip", "content": " ", "start": 1, "stop": 0 },
    ]});
    tokenizer
        .with_normalizer(Some(Normalizers::new(vec![
            NormalizerWrapper::Prepend(Prepend::new("▁".to_owned())),
            NormalizerWrapper::Replace(Replace::new(" ", "▁")?),
        ])))?
        .with_pre_tokenizer(Some(split))
        .with_decoder(Some(serde_json::from_value::<DecoderWrapper>(decoder)?));
    let bytes = (0..=u8::MAX).map(|byte| format!("<0x{byte:02X}>"));
    let specials = names.iter().map(|name| (*name).to_owned()).chain(bytes).map(special).collect();
    let trainer = BpeTrainer::builder()
        .vocab_size(vocab_size)
        .min_frequency(MIN_FREQUENCY)
        .show_progress(false)
        .special_tokens(specials)
        .initial_alphabet((' '..='~').filter(|c| *c != ' ').chain(['▁', '\n']).collect())
        .build();
    tokenizer.train(&mut TrainerWrapper::BpeTrainer(trainer), texts.iter())?;
    tokenizer.with_post_processor(Some(bos_in_front("<s>", 1)?));
    let mut value = serde_json::to_value(&tokenizer)?;
    value["pre_tokenizer"] = Value::Null;
    // The bytes are ordinary tokens: written out in a text they are characters, and decoding must not skip them.
    if let Some(added) = value["added_tokens"].as_array_mut() {
        added.retain(|token| token["content"].as_str().is_some_and(|content| names.contains(&content)));
    }
    let config = json!({
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "unk_token": "<unk>",
        "clean_up_tokenization_spaces": false,
    });
    Ok((value, config))
}

fn special(name: impl Into<String>) -> AddedToken {
    AddedToken::from(name.into(), true)
}

fn bos_in_front(bos: &str, bos_id: u32) -> Result<PostProcessorWrapper, tokenizers::Error> {
    let template = TemplateProcessing::builder()
        .try_single(format!("{bos} $A"))?
        .try_pair(format!("{bos} $A {bos} $B"))?
        .special_tokens(vec![(bos.to_owned(), bos_id)])
        .build()?;
    Ok(PostProcessorWrapper::Template(template))
}
