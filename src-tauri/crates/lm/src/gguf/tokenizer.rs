//! The tokenizer a GGUF file carries in its metadata, as the one Hugging Face ships for the same model. No template of
//! a conversation is applied here.

use std::collections::HashMap;
use std::path::Path;

use tokenizers::decoders::byte_fallback::ByteFallback;
use tokenizers::decoders::fuse::Fuse;
use tokenizers::decoders::sequence::Sequence as Decoders;
use tokenizers::decoders::strip::Strip;
use tokenizers::models::bpe::{BPE, Merges, Vocab};
use tokenizers::normalizers::{NormalizerWrapper, Prepend, Replace, Sequence as Normalizers};
use tokenizers::pre_tokenizers::byte_level::ByteLevel;
use tokenizers::pre_tokenizers::sequence::Sequence as PreTokenizers;
use tokenizers::pre_tokenizers::split::{Split, SplitPattern};
use tokenizers::processors::template::TemplateProcessing;
use tokenizers::{AddedToken, DecoderWrapper, ModelWrapper, PreTokenizerWrapper, SplitDelimiterBehavior, Tokenizer};

use crate::gguf::metadata::Metadata;
use crate::gguf::model_config::{BOS_ID, EOS_ID};
use crate::tokenizer::{SpecialIds, TextTokenizer};
use crate::{Error, gguf::merges::merges_of_scores};

pub(crate) const MODEL: &str = "tokenizer.ggml.model";
pub(crate) const PRE: &str = "tokenizer.ggml.pre";
pub(crate) const TOKENS: &str = "tokenizer.ggml.tokens";
pub(crate) const SCORES: &str = "tokenizer.ggml.scores";
pub(crate) const KINDS: &str = "tokenizer.ggml.token_type";
pub(crate) const MERGES: &str = "tokenizer.ggml.merges";
pub(crate) const UNKNOWN_ID: &str = "tokenizer.ggml.unknown_token_id";
pub(crate) const PADDING_ID: &str = "tokenizer.ggml.padding_token_id";
pub(crate) const ADD_BOS: &str = "tokenizer.ggml.add_bos_token";
pub(crate) const ADD_EOS: &str = "tokenizer.ggml.add_eos_token";
pub(crate) const ADD_SPACE: &str = "tokenizer.ggml.add_space_prefix";
/// The whole `tokenizer.json`, where the writer kept it.
pub(crate) const HUGGING_FACE: &str = "tokenizer.huggingface.json";
pub(crate) const CHAT_TEMPLATE: &str = "tokenizer.chat_template";

/// The split of GPT-2 by its name in [`PRE`].
pub(crate) const GPT2: &str = "gpt-2";
/// The names that LLaMA-3's split goes by in [`PRE`]; the first is the one written.
pub(crate) const LLAMA3: [&str; 3] = ["llama-bpe", "llama3", "llama-v3"];
/// LLaMA-3's split expression.
pub(crate) const LLAMA3_SPLIT: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

/// What a token is, as [`KINDS`] numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenKind {
    Normal = 1,
    Unknown = 2,
    Control = 3,
    UserDefined = 4,
    Unused = 5,
    Byte = 6,
}

impl TokenKind {
    fn from_number(number: i64) -> Self {
        match number {
            2 => Self::Unknown,
            3 => Self::Control,
            4 => Self::UserDefined,
            5 => Self::Unused,
            6 => Self::Byte,
            _ => Self::Normal,
        }
    }
}

/// Reads the tokenizer out of the metadata of the file whose content is `bytes`.
///
/// # Errors
/// [`Error::UnsupportedMetadata`] for a kind of tokenizer or split that is not built here (a `tokenizer.json` beside
/// the file takes its place), [`Error::MissingMetadata`], [`Error::MetadataType`], [`Error::Tokenizer`].
pub(crate) fn read(file: &Path, metadata: &Metadata, bytes: &[u8]) -> Result<TextTokenizer, Error> {
    let failed = |source: tokenizers::Error| Error::Tokenizer { path: file.to_owned(), source };
    let specials = SpecialIds {
        bos: metadata.token_id(BOS_ID)?,
        eos: metadata.token_id(EOS_ID)?,
        pad: metadata.token_id(PADDING_ID)?,
    };
    if let Some(whole) = metadata.text(HUGGING_FACE)? {
        let tokenizer = Tokenizer::from_bytes(whole).map_err(failed)?;
        return TextTokenizer::of(tokenizer, specials).map_err(failed);
    }
    let pieces = Pieces::read(file, metadata, bytes)?;
    let refuse = |key: &str, value: &str| {
        Err(Error::UnsupportedMetadata { file: file.to_owned(), key: key.to_owned(), value: value.to_owned() })
    };
    let (tokenizer, adds_bos) = match metadata.text(MODEL)? {
        Some("llama") => {
            let scores = metadata.numbers(bytes, SCORES)?.unwrap_or_default();
            let space = metadata.flag(ADD_SPACE)?.unwrap_or(true);
            (sentence_pieces(&pieces, &scores, space).map_err(failed)?, true)
        }
        Some("gpt2") => {
            let merges = metadata.texts(bytes, MERGES)?.unwrap_or_default();
            let split = match metadata.text(PRE)? {
                Some(GPT2) => ByteSplit::Gpt2,
                Some(name) if LLAMA3.contains(&name) => ByteSplit::Llama3,
                other => return refuse(PRE, other.unwrap_or("(none)")),
            };
            (byte_level(&pieces, &merges, split).map_err(failed)?, split == ByteSplit::Llama3)
        }
        other => return refuse(MODEL, other.unwrap_or("(none)")),
    };
    let adds_bos = metadata.flag(ADD_BOS)?.unwrap_or(adds_bos);
    let adds_eos = metadata.flag(ADD_EOS)?.unwrap_or(false);
    let around = Around { bos: specials.bos.filter(|_| adds_bos), eos: specials.eos.filter(|_| adds_eos) };
    finish(tokenizer, &pieces, around).and_then(|tokenizer| TextTokenizer::of(tokenizer, specials)).map_err(failed)
}

/// The vocabulary by id.
struct Pieces<'a> {
    texts: Vec<&'a str>,
    kinds: Vec<TokenKind>,
    unknown: Option<u32>,
}

impl<'a> Pieces<'a> {
    fn read(file: &Path, metadata: &Metadata, bytes: &'a [u8]) -> Result<Self, Error> {
        let missing = || Error::MissingMetadata { file: file.to_owned(), key: TOKENS.to_owned() };
        let texts = metadata.texts(bytes, TOKENS)?.ok_or_else(missing)?;
        let numbers = metadata.wholes(bytes, KINDS)?.unwrap_or_default();
        let kind = |id: usize| numbers.get(id).copied().map_or(TokenKind::Normal, TokenKind::from_number);
        let kinds = (0..texts.len()).map(kind).collect();
        Ok(Self { texts, kinds, unknown: metadata.token_id(UNKNOWN_ID)? })
    }

    /// Ids with their texts and kinds.
    fn iter(&self) -> impl Iterator<Item = (u32, &'a str, TokenKind)> {
        let numbered = (0_u32..).zip(self.texts.iter().zip(&self.kinds));
        numbered.map(|(id, (text, kind))| (id, *text, *kind))
    }

    /// Ids by text; of two pieces with one text the first.
    fn vocabulary(&self) -> HashMap<&'a str, u32> {
        let mut ids = HashMap::with_capacity(self.texts.len());
        for (id, text, _) in self.iter() {
            ids.entry(text).or_insert(id);
        }
        ids
    }

    fn unknown_text(&self) -> Option<&'a str> {
        let declared = self.unknown.and_then(|id| self.texts.get(usize::try_from(id).ok()?).copied());
        declared.or_else(|| self.iter().find(|(_, _, kind)| *kind == TokenKind::Unknown).map(|(_, text, _)| text))
    }
}

fn owned(ids: &HashMap<&str, u32>) -> Vocab {
    ids.iter().map(|(text, id)| ((*text).to_owned(), *id)).collect()
}

/// LLaMA-2's and Mistral's way: SentencePiece's merges by score, spaces as `▁`, what has no piece as bytes.
fn sentence_pieces(pieces: &Pieces<'_>, scores: &[f32], space: bool) -> Result<Tokenizer, tokenizers::Error> {
    let ids = pieces.vocabulary();
    let is_text = |kind: TokenKind| matches!(kind, TokenKind::Normal | TokenKind::UserDefined);
    let scored = pieces
        .iter()
        .filter(|(_, _, kind)| is_text(*kind))
        .filter_map(|(id, text, _)| Some((text, *scores.get(usize::try_from(id).ok()?)?)));
    let merges = merges_of_scores(scored, &ids);
    let mut model = BPE::builder().vocab_and_merges(owned(&ids), merges).fuse_unk(true).byte_fallback(true);
    if let Some(unknown) = pieces.unknown_text() {
        model = model.unk_token(unknown.to_owned());
    }
    let mut normalizers = vec![NormalizerWrapper::Replace(Replace::new(" ", "▁")?)];
    let mut decoders = vec![
        DecoderWrapper::Replace(Replace::new("▁", " ")?),
        DecoderWrapper::ByteFallback(ByteFallback::new()),
        DecoderWrapper::Fuse(Fuse::new()),
    ];
    if space {
        normalizers.insert(0, NormalizerWrapper::Prepend(Prepend::new("▁".to_owned())));
        decoders.push(DecoderWrapper::Strip(Strip::new(' ', 1, 0)));
    }
    let mut tokenizer = Tokenizer::new(ModelWrapper::BPE(model.build()?));
    tokenizer.with_normalizer(Some(Normalizers::new(normalizers)))?.with_decoder(Some(Decoders::new(decoders)));
    Ok(tokenizer)
}

/// How a text is cut before byte-level merges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ByteSplit {
    Gpt2,
    Llama3,
}

/// LLaMA-3's and GPT-2's way: merges among bytes, written as the letters GPT-2 gave them.
fn byte_level(pieces: &Pieces<'_>, merges: &[&str], split: ByteSplit) -> Result<Tokenizer, tokenizers::Error> {
    let ids = pieces.vocabulary();
    let merges: Merges = merges
        .iter()
        .filter_map(|merge| merge.split_once(' '))
        // A merge whose parts or whole have no id can never be made.
        .filter(|(left, right)| {
            ids.contains_key(left) && ids.contains_key(right) && ids.contains_key(format!("{left}{right}").as_str())
        })
        .map(|(left, right)| (left.to_owned(), right.to_owned()))
        .collect();
    let model = BPE::builder().vocab_and_merges(owned(&ids), merges).ignore_merges(split == ByteSplit::Llama3);
    let mut tokenizer = Tokenizer::new(ModelWrapper::BPE(model.build()?));
    let cut = match split {
        ByteSplit::Gpt2 => PreTokenizerWrapper::ByteLevel(ByteLevel::new(false, true, true)),
        ByteSplit::Llama3 => {
            let expression = SplitPattern::Regex(LLAMA3_SPLIT.to_owned());
            PreTokenizerWrapper::Sequence(PreTokenizers::new(vec![
                PreTokenizerWrapper::Split(Split::new(expression, SplitDelimiterBehavior::Isolated, false)?),
                PreTokenizerWrapper::ByteLevel(ByteLevel::new(false, true, false)),
            ]))
        }
    };
    tokenizer.with_pre_tokenizer(Some(cut)).with_decoder(Some(DecoderWrapper::ByteLevel(ByteLevel::default())));
    Ok(tokenizer)
}

/// Tokens put around every text.
struct Around {
    bos: Option<u32>,
    eos: Option<u32>,
}

fn finish(mut tokenizer: Tokenizer, pieces: &Pieces<'_>, around: Around) -> Result<Tokenizer, tokenizers::Error> {
    let named = |kinds: &[TokenKind]| -> Vec<&str> {
        pieces
            .iter()
            .filter(|(_, text, kind)| kinds.contains(kind) && !text.is_empty())
            .map(|(_, text, _)| text)
            .collect()
    };
    let special = named(&[TokenKind::Control, TokenKind::Unknown]);
    tokenizer.add_special_tokens(special.into_iter().map(|text| AddedToken::from(text, true)))?;
    let defined = named(&[TokenKind::UserDefined]);
    tokenizer.add_tokens(defined.into_iter().map(|text| AddedToken::from(text, false).normalized(false)))?;
    let text_of =
        |id: Option<u32>| id.and_then(|id| Some((pieces.texts.get(usize::try_from(id).ok()?)?.to_string(), id)));
    let (bos, eos) = (text_of(around.bos), text_of(around.eos));
    if bos.is_none() && eos.is_none() {
        return Ok(tokenizer);
    }
    let one = |sequence: &'static str| {
        let parts =
            [bos.as_ref().map(|(text, _)| text.as_str()), Some(sequence), eos.as_ref().map(|(text, _)| text.as_str())];
        parts.into_iter().flatten().map(str::to_owned).collect::<Vec<_>>()
    };
    let template = TemplateProcessing::builder()
        .try_single(one("$A"))?
        .try_pair([one("$A"), one("$B")].concat())?
        .special_tokens(bos.iter().chain(&eos).cloned().collect::<Vec<_>>())
        .build()?;
    tokenizer.with_post_processor(Some(template));
    Ok(tokenizer)
}
