//! How the fused operations reach a tensor's numbers, and when they use more than one thread.

use candle_core::{CpuStorage, DType, Layout, Result, Shape, Storage, Tensor, bail};
use rayon::prelude::*;

/// Below this many numbers a loop stays on the calling thread: handing it over would cost more.
const PARALLEL_FROM: usize = 32 * 1024;

/// Whether the fused operations serve this tensor.
pub(crate) fn serves(tensor: &Tensor) -> bool {
    tensor.device().is_cpu() && tensor.dtype() == DType::F32
}

/// The numbers of a contiguous f32 argument.
pub(super) fn numbers<'a>(storage: &'a CpuStorage, layout: &Layout) -> Result<&'a [f32]> {
    match (storage, layout.contiguous_offsets()) {
        (CpuStorage::F32(all), Some((start, end))) => Ok(&all[start..end]),
        _ => bail!("a fused operation needs contiguous f32 numbers"),
    }
}

/// Lends the numbers of a tensor, copied first only if they do not lie in order.
pub(super) fn with_numbers<R>(tensor: &Tensor, work: impl FnOnce(&[f32]) -> Result<R>) -> Result<R> {
    let tensor = tensor.contiguous()?;
    let (storage, layout) = tensor.storage_and_layout();
    match &*storage {
        Storage::Cpu(storage) => work(numbers(storage, layout)?),
        _ => bail!("a fused operation needs a tensor on the CPU"),
    }
}

/// A result of an operation's forward.
pub(super) fn output(numbers: Vec<f32>, shape: impl Into<Shape>) -> Result<(CpuStorage, Shape)> {
    Ok((CpuStorage::F32(numbers), shape.into()))
}

/// A plain tensor on the CPU.
pub(super) fn tensor(numbers: Vec<f32>, shape: impl Into<Shape>) -> Result<Tensor> {
    Tensor::from_vec(numbers, shape.into(), &candle_core::Device::Cpu)
}

/// Rows of `width` numbers that a thread should take at once.
pub(super) fn rows_per_task(rows: usize, width: usize) -> usize {
    if rows * width < PARALLEL_FROM { rows.max(1) } else { rows.div_ceil(4 * rayon::current_num_threads()).max(1) }
}

/// Runs `work(first row, its rows of out)` over `out`, on several threads if it is large.
pub(super) fn for_rows(out: &mut [f32], width: usize, work: impl Fn(usize, &mut [f32]) + Send + Sync) {
    let rows = out.len() / width.max(1);
    let take = rows_per_task(rows, width);
    if take >= rows {
        work(0, out);
    } else {
        out.par_chunks_mut(take * width).enumerate().for_each(|(task, out)| work(task * take, out));
    }
}
