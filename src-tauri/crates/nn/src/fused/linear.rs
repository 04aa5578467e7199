//! y = x Wᵀ: with a frozen weight (no gradient of it is ever computed) and with one that learns.

use candle_core::backend::BackendStorage;
use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, CustomOp2, DType, Layout, MetalStorage, Result, Shape, Storage, Tensor, bail,
};

use super::matrix_product::{Matrix, Threads, Write, multiply};
use super::slices::{numbers, output, serves, tensor, with_numbers};
use crate::Error;

/// y = x Wᵀ with `x`: (rows, in), frozen `weight`: (out, in), on any device.
pub(crate) fn frozen_linear(x: &Tensor, weight: &Tensor) -> std::result::Result<Tensor, Error> {
    Ok(x.apply_op1(FrozenLinear { weight: weight.clone() })?)
}

/// y = x Wᵀ with `x`: (rows, in), learning `weight`: (out, in).
pub(crate) fn trainable_linear(x: &Tensor, weight: &Tensor) -> std::result::Result<Tensor, Error> {
    Ok(x.apply_op2(weight, TrainableLinear { input_learns: x.track_op() })?)
}

struct FrozenLinear {
    weight: Tensor,
}

impl FrozenLinear {
    /// (rows, out, in), for a batch of one.
    fn sizes(&self, layout: &Layout) -> Result<(usize, usize, usize, usize)> {
        let (rows, columns) = layout.shape().dims2()?;
        Ok((1, rows, self.weight.dim(0)?, columns))
    }
}

impl CustomOp1 for FrozenLinear {
    fn name(&self) -> &'static str {
        "frozen-linear"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let sizes @ (_, rows, out_width, in_width) = self.sizes(layout)?;
        if self.weight.dtype() != DType::F32 {
            let transposed = self.weight.t()?;
            let (weight, weight_layout) = transposed.storage_and_layout();
            let Storage::Cpu(weight) = &*weight else { bail!("the weight and its input lie on different devices") };
            return Ok((storage.matmul(weight, sizes, layout, weight_layout)?, (rows, out_width).into()));
        }
        let x = numbers(storage, layout)?;
        let y = with_numbers(&self.weight, |weight| {
            let mut y = vec![0f32; rows * out_width];
            let weight = Matrix::new(weight, out_width, in_width).transposed();
            multiply(&mut y, Write::Replace, 1.0, Matrix::new(x, rows, in_width), weight, Threads::All);
            Ok(y)
        })?;
        output(y, (rows, out_width))
    }

    fn cuda_fwd(&self, storage: &CudaStorage, layout: &Layout) -> Result<(CudaStorage, Shape)> {
        let sizes = self.sizes(layout)?;
        let transposed = self.weight.t()?;
        let (weight, weight_layout) = transposed.storage_and_layout();
        let Storage::Cuda(weight) = &*weight else { bail!("the weight and its input lie on different devices") };
        Ok((storage.matmul(weight, sizes, layout, weight_layout)?, (sizes.1, sizes.2).into()))
    }

    fn metal_fwd(&self, storage: &MetalStorage, layout: &Layout) -> Result<(MetalStorage, Shape)> {
        let sizes = self.sizes(layout)?;
        let transposed = self.weight.t()?;
        let (weight, weight_layout) = transposed.storage_and_layout();
        let Storage::Metal(weight) = &*weight else { bail!("the weight and its input lie on different devices") };
        Ok((storage.matmul(weight, sizes, layout, weight_layout)?, (sizes.1, sizes.2).into()))
    }

    fn bwd(&self, _x: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        if !serves(grad) {
            return Ok(Some(grad.matmul(&self.weight)?));
        }
        input_gradient(grad, &self.weight).map(Some)
    }
}

/// dx = dy W.
pub(super) fn input_gradient(grad: &Tensor, weight: &Tensor) -> Result<Tensor> {
    let (rows, out_width) = grad.dims2()?;
    let in_width = weight.dim(1)?;
    let dx = with_numbers(grad, |grad| {
        with_numbers(weight, |weight| {
            let mut dx = vec![0f32; rows * in_width];
            let (grad, weight) = (Matrix::new(grad, rows, out_width), Matrix::new(weight, out_width, in_width));
            multiply(&mut dx, Write::Replace, 1.0, grad, weight, Threads::All);
            Ok(dx)
        })
    })?;
    tensor(dx, (rows, in_width))
}

struct TrainableLinear {
    input_learns: bool,
}

impl CustomOp2 for TrainableLinear {
    fn name(&self) -> &'static str {
        "trainable-linear"
    }

    fn cpu_fwd(
        &self,
        x: &CpuStorage,
        x_at: &Layout,
        weight: &CpuStorage,
        weight_at: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (rows, in_width) = x_at.shape().dims2()?;
        let out_width = weight_at.shape().dims2()?.0;
        let mut y = vec![0f32; rows * out_width];
        let weight = Matrix::new(numbers(weight, weight_at)?, out_width, in_width).transposed();
        multiply(&mut y, Write::Replace, 1.0, Matrix::new(numbers(x, x_at)?, rows, in_width), weight, Threads::All);
        output(y, (rows, out_width))
    }

    fn bwd(&self, x: &Tensor, weight: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<(Option<Tensor>, Option<Tensor>)> {
        let dx = if self.input_learns { Some(input_gradient(grad, weight)?) } else { None };
        let (rows, out_width) = grad.dims2()?;
        let in_width = x.dim(1)?;
        let dw = with_numbers(x, |x| {
            with_numbers(grad, |grad| {
                let mut dw = vec![0f32; out_width * in_width];
                let grad = Matrix::new(grad, rows, out_width).transposed();
                multiply(&mut dw, Write::Replace, 1.0, grad, Matrix::new(x, rows, in_width), Threads::All);
                Ok(dw)
            })
        })?;
        Ok((dx, Some(tensor(dw, (out_width, in_width))?)))
    }
}
