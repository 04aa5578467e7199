//! The shape of a decoder from the metadata of a GGUF file. What would be computed wrongly is refused by its key.

use std::path::Path;

use isocenter_nn::{DecoderConfig, RopeScaling};

use crate::Error;
use crate::gguf::header::Header;
use crate::gguf::metadata::Metadata;
use crate::gguf::tensor_names::ROPE_FACTORS;
use crate::manifest::{Architecture, Manifest};

pub(crate) const ARCHITECTURE: &str = "general.architecture";
/// LLaMA and Mistral files say the same: their arithmetic differs in the window alone.
pub(crate) const LLAMA: &str = "llama";
pub(crate) const SLIDING_WINDOW: &str = "llama.attention.sliding_window";
/// Written by this program: the family's class, which the format has no word for.
pub(crate) const FAMILY: &str = "isocenter.model_type";
/// Written by this program: every token that ends an answer, where the format has words for two.
pub(crate) const EOS_IDS: &str = "isocenter.eos_token_ids";
pub(crate) const BOS_ID: &str = "tokenizer.ggml.bos_token_id";
pub(crate) const EOS_ID: &str = "tokenizer.ggml.eos_token_id";
pub(crate) const EOT_ID: &str = "tokenizer.ggml.eot_token_id";

/// Reads the sizes of the file whose content is `bytes`; `rope_factors` are the values of [`ROPE_FACTORS`], where the file has that tensor.
///
/// # Errors
/// [`Error::UnknownArchitecture`], [`Error::UnsupportedMetadata`], [`Error::MissingMetadata`] or
/// [`Error::MetadataType`], each with its key.
pub(crate) fn manifest(
    file: &Path,
    bytes: &[u8],
    header: &Header,
    rope_factors: Option<Vec<f32>>,
) -> Result<Manifest, Error> {
    let metadata = &header.metadata;
    let architecture = metadata
        .text(ARCHITECTURE)?
        .ok_or_else(|| Error::MissingMetadata { file: file.to_owned(), key: ARCHITECTURE.to_owned() })?;
    if architecture != LLAMA {
        return Err(Error::UnknownArchitecture { architecture: architecture.to_owned() });
    }
    refuse_unsupported(file, metadata)?;
    let hidden_size = metadata.size("llama.embedding_length")?;
    let num_heads = metadata.size("llama.attention.head_count")?;
    let num_kv_heads = metadata.optional_size("llama.attention.head_count_kv")?.unwrap_or(num_heads);
    let head_dim = match metadata.optional_size("llama.attention.key_length")? {
        Some(length) => length,
        None if hidden_size.is_multiple_of(num_heads) => hidden_size / num_heads,
        None => return Err(unsupported(file, "llama.attention.head_count", num_heads)),
    };
    for key in ["llama.attention.value_length", "llama.rope.dimension_count"] {
        if let Some(found) = metadata.optional_size(key)?.filter(|found| *found != head_dim) {
            return Err(unsupported(file, key, found));
        }
    }
    let embedding = header.tensors.get("token_embd.weight");
    let vocab_size = match metadata.optional_size("llama.vocab_size")? {
        Some(size) => size,
        None => embedding
            .and_then(|tensor| tensor.shape.first().copied())
            .ok_or_else(|| Error::MissingTensor { file: file.to_owned(), tensor: "token_embd.weight".to_owned() })?,
    };
    let sliding_window = metadata.optional_size(SLIDING_WINDOW)?;
    let family = match metadata.text(FAMILY)? {
        Some(name) if name == Architecture::Mistral.model_type() => Architecture::Mistral,
        _ if sliding_window.is_some() => Architecture::Mistral,
        _ => Architecture::Llama,
    };
    let config = DecoderConfig {
        vocab_size,
        hidden_size,
        intermediate_size: metadata.size("llama.feed_forward_length")?,
        num_layers: metadata.size("llama.block_count")?,
        num_heads,
        num_kv_heads,
        head_dim,
        rms_norm_eps: metadata.number("llama.attention.layer_norm_rms_epsilon")?.unwrap_or(1e-5),
        rope_theta: metadata.number("llama.rope.freq_base")?.unwrap_or(10_000.0),
        rope_scaling: rope_scaling(file, metadata, head_dim, rope_factors)?,
        sliding_window,
        tie_word_embeddings: !header.tensors.contains_key("output.weight"),
        max_position_embeddings: metadata.size("llama.context_length")?,
    };
    config.check()?;
    let refused =
        |id: i64| Error::MetadataValue { file: file.to_owned(), key: EOS_IDS.to_owned(), value: id.to_string() };
    let listed = metadata.wholes(bytes, EOS_IDS)?.unwrap_or_default();
    let mut eos_ids =
        listed.into_iter().map(|id| u32::try_from(id).map_err(|_| refused(id))).collect::<Result<Vec<_>, _>>()?;
    for key in [EOS_ID, EOT_ID] {
        eos_ids.extend(metadata.token_id(key)?.filter(|id| !eos_ids.contains(id)));
    }
    Ok(Manifest { architecture: family, config, bos_id: metadata.token_id(BOS_ID)?, eos_ids })
}

fn refuse_unsupported(file: &Path, metadata: &Metadata) -> Result<(), Error> {
    if let Some(count) = metadata.whole("llama.expert_count")?.filter(|count| *count > 0) {
        return Err(unsupported(file, "llama.expert_count", count));
    }
    if let Some(count) = metadata.whole("split.count")?.filter(|count| *count > 1) {
        return Err(unsupported(file, "split.count", count));
    }
    if metadata.is_list("llama.attention.head_count_kv") {
        return Err(unsupported(file, "llama.attention.head_count_kv", "a list"));
    }
    Ok(())
}

fn unsupported(file: &Path, key: &str, value: impl ToString) -> Error {
    Error::UnsupportedMetadata { file: file.to_owned(), key: key.to_owned(), value: value.to_string() }
}

fn rope_scaling(
    file: &Path,
    metadata: &Metadata,
    head_dim: usize,
    factors: Option<Vec<f32>>,
) -> Result<RopeScaling, Error> {
    const KIND: &str = "llama.rope.scaling.type";
    let kind = metadata.text(KIND)?.unwrap_or("none");
    match (kind, factors) {
        ("none", None) => Ok(RopeScaling::None),
        // The divisors are the whole of the LLaMA 3.1 rule.
        ("none", Some(factors)) if factors.len() == head_dim / 2 => Ok(RopeScaling::Divided { factors }),
        ("linear", None) => {
            let factor = metadata.number("llama.rope.scaling.factor")?;
            Ok(RopeScaling::Linear { factor: factor.ok_or_else(|| unsupported(file, KIND, kind))? })
        }
        (_, Some(factors)) => Err(unsupported(file, ROPE_FACTORS, factors.len())),
        (other, None) => Err(unsupported(file, KIND, other)),
    }
}
