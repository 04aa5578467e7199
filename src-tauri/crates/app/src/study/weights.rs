//! The form in which a study holds a model's weights: by how much memory the machine has, not by how much of it is free now, so that a run
//! that goes on computes with the same numbers.

use std::path::Path;

use isocenter_lm::memory_budget::MachineMemory;
use isocenter_lm::{DeviceChoice, LoadOptions, ModelSource, Quantize};

use crate::error::Error;
use crate::failure;

/// How to open the model in `folder`.
///
/// # Errors
/// A model that cannot be used.
pub(super) fn load_options(folder: &Path, device: DeviceChoice) -> Result<LoadOptions, Error> {
    let options = LoadOptions { device, quantize: Quantize::None, sixteen_bit: None };
    let machine =
        MachineMemory::read().map(|machine| MachineMemory { available_bytes: machine.total_bytes, ..machine });
    let source = ModelSource::open(folder).map_err(failure::lm)?;
    let form = source.form(&options, machine).map_err(failure::lm)?;
    Ok(LoadOptions { sixteen_bit: Some(form.sixteen_bit), ..options })
}
