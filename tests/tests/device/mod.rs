//! Which device the golden values are computed on: the processor, or the one that `ISOCENTER_TEST_DEVICE` names.

use isocenter_lm::DeviceChoice;

/// `cuda` in the environment, else the processor.
pub fn device_choice() -> DeviceChoice {
    match std::env::var("ISOCENTER_TEST_DEVICE") {
        Ok(name) if name == "cuda" => DeviceChoice::Cuda,
        _ => DeviceChoice::Cpu,
    }
}
