//! Memory that one step on the card leaves to the next: a page-locked place through which gradients come to the host.

use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::PinnedHostSlice;
use candle_core::{Result, Storage, Tensor, bail};
use rayon::prelude::*;

/// Empty at first; grows to what a step needs.
#[derive(Default)]
pub(crate) struct CardWorkspace {
    landing: Option<PinnedHostSlice<f32>>,
}

impl std::fmt::Debug for CardWorkspace {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("CardWorkspace").field("held_bytes", &self.held_bytes()).finish()
    }
}

impl CardWorkspace {
    /// Bytes of main memory held between two steps.
    pub(crate) fn held_bytes(&self) -> usize {
        self.landing.as_ref().map_or(0, PinnedHostSlice::num_bytes)
    }

    /// Adds the numbers of `flat` to those of `into`, one vector behind the other.
    pub(crate) fn add_to(&mut self, flat: &Tensor, into: &mut [Vec<f32>]) -> Result<()> {
        let device = flat.device().as_cuda_device()?;
        let (storage, _) = flat.storage_and_layout();
        let Storage::Cuda(storage) = &*storage else { bail!("gradients of a card lie on it") };
        let count = flat.elem_count();
        let landing = match self.landing.take().filter(|landing| landing.len() == count) {
            Some(landing) => self.landing.insert(landing),
            None => {
                #[expect(unsafe_code, reason = "memory without a value, written whole by the copy below")]
                // SAFETY: it is read only after that copy.
                let landing = unsafe { device.cuda_stream().context().alloc_pinned_with_flags::<f32>(count, 0) }.w()?;
                self.landing.insert(landing)
            }
        };
        device.memcpy_dtoh(storage.as_cuda_slice::<f32>()?, landing)?;
        let mut numbers = landing.as_slice().w()?;
        let mut pieces = Vec::with_capacity(into.len());
        for sum in into.iter() {
            let (piece, rest) = numbers.split_at(sum.len());
            pieces.push(piece);
            numbers = rest;
        }
        into.par_iter_mut().zip(pieces).for_each(|(sum, piece)| {
            sum.iter_mut().zip(piece).for_each(|(sum, number)| *sum += number);
        });
        Ok(())
    }
}
