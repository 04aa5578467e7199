//! Which device computes. The choice is made once, when a model is opened.

use candle_core::Device;

use crate::Error;

/// The device asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeviceChoice {
    /// CUDA or Metal when this build and this machine have it, else the processor.
    #[default]
    Auto,
    /// The processor.
    Cpu,
    /// The first NVIDIA device; an error where there is none.
    Cuda,
    /// The first Apple device; an error where there is none.
    Metal,
}

/// Opens the device.
///
/// # Errors
/// [`Error::DeviceUnavailable`] when CUDA or Metal was asked for by name and this build or this machine has none.
pub fn open_device(choice: DeviceChoice) -> Result<Device, Error> {
    match choice {
        DeviceChoice::Cpu => Ok(Device::Cpu),
        DeviceChoice::Cuda => open_cuda(),
        DeviceChoice::Metal => open_metal(),
        DeviceChoice::Auto => Ok(open_cuda().or_else(|_| open_metal()).unwrap_or(Device::Cpu)),
    }
}

fn open_cuda() -> Result<Device, Error> {
    // Known at compile time: candle's own `cuda_if_available` tries the driver and fails instead of answering.
    if !cfg!(feature = "cuda") {
        return Err(Error::DeviceUnavailable { device: "cuda", source: None });
    }
    // One stream for every host thread: with the default there is one a thread, and nothing orders them.
    let unavailable = |source| Error::DeviceUnavailable { device: "cuda", source: Some(source) };
    let device = Device::new_cuda_with_stream(0).map_err(unavailable)?;
    #[cfg(feature = "cuda")]
    isocenter_nn::prepare(&device).map_err(unavailable)?;
    Ok(device)
}

fn open_metal() -> Result<Device, Error> {
    if !cfg!(feature = "metal") {
        return Err(Error::DeviceUnavailable { device: "metal", source: None });
    }
    Device::new_metal(0).map_err(|source| Error::DeviceUnavailable { device: "metal", source: Some(source) })
}

/// The most memory that tensors on a card held at once since this process began, in bytes; none for the processor.
#[must_use]
pub fn peak_card_bytes(device: &Device) -> Option<u64> {
    #[cfg(feature = "cuda")]
    return isocenter_nn::CardMemory::read(device).ok().flatten().map(|memory| memory.peak_used_bytes);
    #[cfg(not(feature = "cuda"))]
    {
        let _ = device;
        None
    }
}
