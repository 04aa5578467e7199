//! How a kernel is started on tensors: pointers of contiguous numbers, results without a history.

use std::cell::RefCell;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use candle_core::backend::BackendStorage;
use candle_core::cuda_backend::cudarc::driver::{CudaFunction, DevicePtr, LaunchConfig, PushKernelArg};
use candle_core::cuda_backend::{CudaStorageSlice, DeviceId, WrapErr};
use candle_core::op::BackpropOp;
use candle_core::{CudaDevice, CudaStorage, DType, Result, Shape, Storage, Tensor, bail};

const PTX: &str = include_str!(concat!(env!("OUT_DIR"), "/kernels.ptx"));
/// The name under which the device keeps them.
const MODULE: &str = "isocenter";

/// Threads of a block where each number has its own.
const BLOCK: usize = 256;

/// An argument of a kernel.
#[derive(Debug, Clone, Copy)]
pub(super) enum Argument {
    /// A place on the card, 0 for none.
    Place(u64),
    /// A size.
    Size(i32),
    /// A number.
    Number(f32),
}

impl Argument {
    /// The numbers of a contiguous tensor on the card.
    pub(super) fn numbers(tensor: &Tensor) -> Result<Self> {
        let (storage, layout) = tensor.storage_and_layout();
        let Storage::Cuda(storage) = &*storage else { bail!("a kernel needs its tensors on the card") };
        let Some((start, _)) = layout.contiguous_offsets() else { bail!("a kernel needs contiguous numbers") };
        let stream = storage.device.cuda_stream();
        let place = match &storage.slice {
            CudaStorageSlice::F32(numbers) => numbers.device_ptr(&stream).0,
            CudaStorageSlice::BF16(numbers) => numbers.device_ptr(&stream).0,
            CudaStorageSlice::U8(numbers) => numbers.device_ptr(&stream).0,
            _ => bail!("no kernel takes numbers of this type"),
        };
        Ok(Self::Place(place + (start * storage.dtype().size_in_bytes()) as u64))
    }

    /// Those of a tensor that may be absent.
    pub(super) fn maybe(tensor: Option<&Tensor>) -> Result<Self> {
        tensor.map_or(Ok(Self::Place(0)), Self::numbers)
    }

    pub(super) fn size(size: usize) -> Result<Self> {
        match i32::try_from(size) {
            Ok(size) => Ok(Self::Size(size)),
            Err(_) => bail!("a tensor of {size} numbers is too large for one kernel"),
        }
    }
}

/// How many threads run a kernel.
#[derive(Debug, Clone, Copy)]
pub(super) enum Grid {
    /// One thread each.
    Each(usize),
    /// One block of so many threads for each row.
    Rows(usize, usize),
}

/// Kernels by device, name and number type.
type Functions = HashMap<(DeviceId, &'static str, &'static str), CudaFunction>;

thread_local! {
    /// Found once: to ask the driver again takes as long as to start one.
    static FUNCTIONS: RefCell<Functions> = RefCell::default();
}

fn function(device: &CudaDevice, name: &'static str, suffix: &'static str) -> Result<CudaFunction> {
    FUNCTIONS.with_borrow_mut(|functions| match functions.entry((device.id(), name, suffix)) {
        Entry::Occupied(found) => Ok(found.get().clone()),
        Entry::Vacant(missing) => {
            let found = device.get_or_load_custom_func(&format!("{name}_{suffix}"), MODULE, PTX)?;
            Ok(missing.insert(found.into_cuda_function()).clone())
        }
    })
}

/// Starts the kernel `name` for the number type of `like`.
pub(super) fn launch(name: &'static str, like: &Tensor, grid: Grid, arguments: &[Argument]) -> Result<()> {
    let (blocks, threads) = match grid {
        Grid::Each(count) => (count.div_ceil(BLOCK), BLOCK),
        Grid::Rows(rows, threads) => (rows, threads),
    };
    if blocks == 0 {
        return Ok(());
    }
    let suffix = match like.dtype() {
        DType::F32 => "f32",
        DType::BF16 => "bf16",
        other => bail!("no kernel computes in {other:?}"),
    };
    let device = like.device().as_cuda_device()?;
    let function = function(device, name, suffix)?;
    let stream = device.cuda_stream();
    let mut builder = stream.launch_builder(&function);
    for argument in arguments {
        match argument {
            Argument::Place(place) => builder.arg(place),
            Argument::Size(size) => builder.arg(size),
            Argument::Number(number) => builder.arg(number),
        };
    }
    let config = LaunchConfig {
        grid_dim: (u32::try_from(blocks)?, 1, 1),
        block_dim: (u32::try_from(threads)?, 1, 1),
        shared_mem_bytes: 0,
    };
    #[expect(unsafe_code, reason = "starting a kernel; each caller gives it the arguments its signature names")]
    // SAFETY: the tensors outlive the call, and the one stream runs what frees them after this kernel.
    unsafe { builder.launch(config) }.w()?;
    Ok(())
}

/// A tensor of numbers that mean nothing until a kernel has written them all.
pub(super) fn blank(shape: impl Into<Shape>, like: &Tensor) -> Result<Tensor> {
    let shape = shape.into();
    let (device, count) = (like.device().as_cuda_device()?, shape.elem_count());
    let storage = match like.dtype() {
        DType::F32 => CudaStorage::wrap_cuda_slice(numbers::<f32>(device, count)?, device.clone()),
        DType::BF16 => CudaStorage::wrap_cuda_slice(numbers::<half::bf16>(device, count)?, device.clone()),
        other => bail!("no kernel computes in {other:?}"),
    };
    Ok(Tensor::from_storage(Storage::Cuda(storage), shape, BackpropOp::none(), false))
}

fn numbers<T: candle_core::cuda_backend::cudarc::driver::DeviceRepr>(
    device: &CudaDevice,
    count: usize,
) -> Result<candle_core::cuda_backend::cudarc::driver::CudaSlice<T>> {
    #[expect(unsafe_code, reason = "memory without a value, which the kernel after it fills")]
    // SAFETY: only `blank` calls this, and whoever calls that writes every number.
    unsafe {
        device.alloc::<T>(count)
    }
}

/// Whether the card's kernels serve this tensor.
pub(crate) fn serves(tensor: &Tensor) -> bool {
    tensor.device().is_cuda() && matches!(tensor.dtype(), DType::F32 | DType::BF16)
}
