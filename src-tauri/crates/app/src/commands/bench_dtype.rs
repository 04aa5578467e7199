//! In what a measured base is held, as the command line names it. Blocks of a file stay as they are; only the rest is packed or widened.

use std::path::Path;

use isocenter_lm::memory_budget::MachineMemory;
use isocenter_lm::{DeviceChoice, LoadOptions, ModelSource, Quantize, SixteenBit, WeightFormat};

use crate::error::Error;
use crate::failure;

/// The format of the projections of a model that is opened so.
///
/// # Errors
/// A model that cannot be used.
pub(crate) fn dtype(model: &Path, options: &LoadOptions) -> Result<&'static str, Error> {
    let source = ModelSource::open(model).map_err(failure::lm)?;
    let form = source.form(options, MachineMemory::read()).map_err(failure::lm)?;
    let stored = source.projection_format().map_err(failure::lm)?;
    let is_on_card = matches!(options.device, DeviceChoice::Cuda | DeviceChoice::Metal);
    Ok(match (stored, form.quantize, form.sixteen_bit) {
        (Some(WeightFormat::F16 | WeightFormat::Bf16), Quantize::None, _) if is_on_card => "bfloat16",
        (Some(WeightFormat::Q8_0), _, _) => "q8_0",
        (Some(WeightFormat::Q4_0), _, _) => "q4_0",
        (Some(WeightFormat::Q4K), _, _) => "q4_k",
        (Some(WeightFormat::Q5K), _, _) => "q5_k",
        (Some(WeightFormat::Q6K), _, _) => "q6_k",
        (Some(WeightFormat::Nf4), _, _) | (_, Quantize::Nf4, _) => "nf4",
        (_, Quantize::Q8_0, _) => "q8_0",
        (_, Quantize::Q4K, _) => "q4_k",
        (Some(WeightFormat::F16), Quantize::None, SixteenBit::Keep) => "float16",
        (Some(WeightFormat::Bf16), Quantize::None, SixteenBit::Keep) => "bfloat16",
        (_, Quantize::None, _) => "float32",
    })
}
