//! Which device the golden values are computed on: the processor, or the one that `ISOCENTER_TEST_DEVICE` names.

use std::sync::LazyLock;

use candle_core::Device;
use isocenter_lm::{DeviceChoice, open_device};

/// `cuda` in the environment, else the processor.
pub fn device_choice() -> DeviceChoice {
    match std::env::var("ISOCENTER_TEST_DEVICE") {
        Ok(name) if name == "cuda" => DeviceChoice::Cuda,
        _ => DeviceChoice::Cpu,
    }
}

/// The device, opened once: tensors of two openings cannot be combined.
pub fn device() -> &'static Device {
    static DEVICE: LazyLock<Device> = LazyLock::new(|| open_device(device_choice()).expect("the device asked for"));
    &DEVICE
}
