//! A model as one GGUF file, written tensor by tensor. What the numbers are is the caller's.

use isocenter_nn::WeightFormat;

use crate::Error;
use crate::gguf::model_metadata::{TextBounds, put_bounds, put_model, rope_factors};
use crate::gguf::rotary_rows::{RowOrder, reordered};
use crate::gguf::tensor_names::{ROPE_FACTORS, gguf_name, is_rotated};
use crate::gguf::tokenizer_metadata::put_tokenizer;
use crate::gguf::writer::{HeaderDraft, filling};
use crate::merged_weights::MergedWeights;
use crate::staged_folder::StagedWriter;
use crate::stored_tensor::StoredFormat;
use crate::tensor_names::{ExpectedTensor, expected_tensors};

/// Writes the model; `on_tensor` hears of each tensor that is written and may end it with an error.
///
/// # Errors
/// [`Error::TokenizerNotInGguf`] before anything is written; the errors of reading the base and of writing.
pub(crate) fn write_model(
    out: &mut StagedWriter,
    weights: &MergedWeights<'_>,
    on_tensor: &mut dyn FnMut() -> Result<(), Error>,
) -> Result<(), Error> {
    let base = weights.base;
    let config = base.config();
    let mut draft = HeaderDraft::default();
    put_model(&mut draft, base.architecture(), config);
    draft.whole("general.file_type", file_type(weights.format));
    if let Some(name) = base.path().file_stem() {
        draft.text("general.name", &name.to_string_lossy());
    }
    put_bounds(&mut draft, &TextBounds { bos: base.bos_id(), eos: &base.eos_ids() });
    let template = base.chat_template().and_then(crate::ChatTemplate::source);
    put_tokenizer(&mut draft, base.tokenizer(), config.vocab_size, template.as_deref())?;
    let factors = rope_factors(config);
    if let Some(factors) = &factors {
        plan(&mut draft, ROPE_FACTORS, &[factors.len()], StoredFormat::F32)?;
    }
    let tensors: Vec<ExpectedTensor> = expected_tensors(config).collect();
    for ExpectedTensor { name, shape } in &tensors {
        plan(&mut draft, &name_of(name), shape, weights.format_of(shape))?;
    }
    out.put(&draft.bytes())?;
    if let Some(factors) = factors {
        put(out, &factors.into_iter().flat_map(f32::to_le_bytes).collect::<Vec<_>>())?;
    }
    for ExpectedTensor { name, shape } in &tensors {
        let mut bytes = weights.bytes(name, shape)?;
        if is_rotated(name) {
            let row_bytes = bytes.len() / shape.first().copied().unwrap_or(1).max(1);
            bytes = reordered(&bytes, row_bytes, config.head_dim, RowOrder::Neighbours);
        }
        put(out, &bytes)?;
        on_tensor()?;
    }
    Ok(())
}

fn name_of(hugging_face: &str) -> String {
    // OK because every tensor of a decoder has a name there.
    gguf_name(hugging_face).unwrap_or_default()
}

fn plan(draft: &mut HeaderDraft, name: &str, shape: &[usize], format: StoredFormat) -> Result<(), Error> {
    match (draft.tensor(name, shape, format), format) {
        (false, StoredFormat::Packed(format)) => Err(Error::NoSuchFormat { format }),
        _ => Ok(()),
    }
}

fn put(out: &mut StagedWriter, bytes: &[u8]) -> Result<(), Error> {
    out.put(bytes)?;
    out.put(filling(bytes.len()))
}

/// What most tensors are, as llama.cpp numbers it (`llama_ftype`).
fn file_type(format: StoredFormat) -> usize {
    match format {
        StoredFormat::Packed(WeightFormat::F16) => 1,
        StoredFormat::Packed(WeightFormat::Q8_0) => 7,
        StoredFormat::Packed(WeightFormat::Bf16) => 32,
        _ => 0,
    }
}
