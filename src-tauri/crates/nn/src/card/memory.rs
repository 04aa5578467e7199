//! A card's own memory: how its pool is kept, and how much of it was in use at most.

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::{result, sys};
use candle_core::{CudaDevice, Device, Result};

/// Bytes of a card's memory, as its allocator counts them since the process began. The driver's own share is not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CardMemory {
    /// The most that tensors held at once.
    pub peak_used_bytes: u64,
    /// The most that the allocator had taken from the card.
    pub peak_reserved_bytes: u64,
}

impl CardMemory {
    /// Asks the card; none for another device.
    ///
    /// # Errors
    /// What the driver says.
    pub fn read(device: &Device) -> Result<Option<Self>> {
        let Device::Cuda(device) = device else { return Ok(None) };
        Ok(Some(Self {
            peak_used_bytes: attribute(device, sys::CUmemPool_attribute::CU_MEMPOOL_ATTR_USED_MEM_HIGH)?,
            peak_reserved_bytes: attribute(device, sys::CUmemPool_attribute::CU_MEMPOOL_ATTR_RESERVED_MEM_HIGH)?,
        }))
    }
}

/// Makes a card ready: memory let go of stays with this process, and no event is made for each allocation.
///
/// # Errors
/// What the driver says.
pub fn prepare(device: &Device) -> Result<()> {
    let Device::Cuda(device) = device else { return Ok(()) };
    let pool = pool(device)?;
    let mut all = u64::MAX;
    #[expect(unsafe_code, reason = "the pool's threshold has no safe setter")]
    // SAFETY: the attribute is a u64 and the driver copies it.
    unsafe {
        let attribute = sys::CUmemPool_attribute::CU_MEMPOOL_ATTR_RELEASE_THRESHOLD;
        sys::cuMemPoolSetAttribute(pool, attribute, std::ptr::from_mut(&mut all).cast()).result().w()?;
    }
    #[expect(unsafe_code, reason = "events order several streams; this process has one")]
    // SAFETY: `open_device` gives every thread the same stream.
    unsafe {
        device.disable_event_tracking();
    }
    Ok(())
}

fn pool(device: &CudaDevice) -> Result<sys::CUmemoryPool> {
    let ordinal = device.cuda_stream().context().ordinal();
    let number = result::device::get(i32::try_from(ordinal)?).w()?;
    #[expect(unsafe_code, reason = "the driver's default pool has no safe getter")]
    // SAFETY: the device is open.
    unsafe { result::device::get_default_mem_pool(number) }.w()
}

fn attribute(device: &CudaDevice, which: sys::CUmemPool_attribute) -> Result<u64> {
    let mut bytes = 0_u64;
    #[expect(unsafe_code, reason = "the pool's counters have no safe getter")]
    // SAFETY: both attributes are u64.
    unsafe {
        sys::cuMemPoolGetAttribute(pool(device)?, which, std::ptr::from_mut(&mut bytes).cast()).result().w()?;
    }
    Ok(bytes)
}
