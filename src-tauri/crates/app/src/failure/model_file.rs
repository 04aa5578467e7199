//! Failures of GGUF files, of adapters away from their base or template, and of exports, as a code and words for a person.

use isocenter_lm::Error as Lm;

use super::DOWNLOAD_AGAIN;
use crate::error::Error;
use crate::files::name_of;
use crate::wire::ErrorCode;

const BESIDE: &str = "put the model's tokenizer.json beside the file";

/// The words for an error that is about these; none for others.
pub(super) fn model_file(error: &Lm) -> Option<Error> {
    let made = |code, what: String, remedy: &str| Some(Error::new(code, what, remedy).caused_by(error));
    let unsupported = |what: String, remedy: &str| made(ErrorCode::ModelUnsupported, what, remedy);
    match error {
        Lm::CorruptGguf { file, what } => made(
            ErrorCode::ModelCorrupt,
            format!("{} is not a readable GGUF file: it has {what}", name_of(file)),
            DOWNLOAD_AGAIN,
        ),
        Lm::UnknownTensorType { file, format, .. } => unsupported(
            format!("{} is packed as {format}, which Isocenter does not read", name_of(file)),
            "choose the file packed as Q8_0, Q4_K_M, Q5_K_M, Q6_K, Q4_0, F16 or BF16",
        ),
        Lm::UnplacedTensor { file, tensor } => unsupported(
            format!("{} holds the tensor {tensor}, which a LLaMA or Mistral model does not have", name_of(file)),
            "choose a plain LLaMA or Mistral model",
        ),
        Lm::MissingMetadata { file, key } => {
            made(ErrorCode::ModelIncomplete, format!("{} does not say its {key}", name_of(file)), DOWNLOAD_AGAIN)
        }
        Lm::MetadataType { file, key, expected, found } => made(
            ErrorCode::ModelCorrupt,
            format!("{} has {found} under {key}, where {expected} is needed", name_of(file)),
            DOWNLOAD_AGAIN,
        ),
        Lm::MetadataValue { file, key, value } => {
            made(ErrorCode::ModelCorrupt, format!("{} cannot have {key} = {value}", name_of(file)), DOWNLOAD_AGAIN)
        }
        Lm::UnsupportedMetadata { file, key, value } => {
            let remedy = match key.as_str() {
                "split.count" => "join the parts with llama.cpp's llama-gguf-split --merge",
                key if key.starts_with("tokenizer.") => BESIDE,
                _ => "choose a plain LLaMA or Mistral model",
            };
            unsupported(format!("{} asks for {key} = {value}, which Isocenter does not run", name_of(file)), remedy)
        }
        Lm::SeveralGgufFiles { folder } => made(
            ErrorCode::BadInput,
            format!("{} holds several GGUF files", folder.display()),
            "name one of the files instead of the folder",
        ),
        Lm::AdapterOfOtherBase { base, .. } => made(
            ErrorCode::AdapterMismatch,
            format!("the adapter was trained on another base model, {base}"),
            "choose that base, or an adapter that was trained on this one",
        ),
        Lm::AdapterOfOtherTemplate { template, .. } => made(
            ErrorCode::AdapterMismatch,
            format!("the adapter was trained with another prompt template, {template}"),
            "use that template, or tune an adapter with the present one",
        ),
        Lm::AdapterChanged { folder } => made(
            ErrorCode::AdapterMismatch,
            format!("the adapter {} is not the one its record was written for", name_of(folder)),
            "copy the adapter folder again, with all its files",
        ),
        Lm::ExportDiffers { differing, prompts } => made(
            ErrorCode::BadInput,
            format!("the exported model answers {differing} of {prompts} prompts differently and was not kept"),
            "export with more bits (f32), or use the adapter as it is",
        ),
        Lm::NoExportPrompts => made(
            ErrorCode::BadInput,
            "an export is checked with at least one prompt".into(),
            "give prompts that were not trained on",
        ),
        Lm::AlreadyThere { path } => {
            made(ErrorCode::BadInput, format!("{} exists already", path.display()), "choose another place")
        }
        Lm::TokenizerNotInGguf { what } => {
            unsupported(format!("the tokenizer does not fit a GGUF file: it has {what}"), "export a folder instead")
        }
        Lm::RotaryNotInConfig => {
            unsupported("this model's rotary settings fit a GGUF file only".into(), "export a GGUF file instead")
        }
        _ => None,
    }
}
