//! y = x Wᵀ: with a frozen weight (no gradient of it is ever computed) and with one that learns.

use candle_core::backend::BackendStorage;
use candle_core::{
    CpuStorage, CudaStorage, CustomOp1, CustomOp2, Layout, MetalStorage, Result, Shape, Storage, Tensor, bail,
};

use super::frozen_matrix::with_matrix;
use super::matrix_product::{Matrix, Threads, Write, multiply};
use super::slices::{numbers, output, serves, tensor, with_numbers};
use crate::{BaseMatrix, Error};

/// y = x Wᵀ with `x`: (rows, in), frozen `weight`: (out, in), on any device; packed weights on the CPU only.
pub(crate) fn frozen_linear(x: &Tensor, weight: &BaseMatrix) -> std::result::Result<Tensor, Error> {
    match weight {
        BaseMatrix::Dense(weight) if !serves(weight) => Ok(x.apply_op1(OtherLinear { weight: weight.clone() })?),
        weight => Ok(x.apply_op1(FrozenLinear { weight: weight.clone() })?),
    }
}

/// y = x Wᵀ with `x`: (rows, in), learning `weight`: (out, in).
pub(crate) fn trainable_linear(x: &Tensor, weight: &Tensor) -> std::result::Result<Tensor, Error> {
    Ok(x.apply_op2(weight, TrainableLinear { input_learns: x.track_op() })?)
}

/// In f32 on the CPU, from a dense or packed weight.
struct FrozenLinear {
    weight: BaseMatrix,
}

impl CustomOp1 for FrozenLinear {
    fn name(&self) -> &'static str {
        "frozen-linear"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let (rows, in_width) = layout.shape().dims2()?;
        let x = numbers(storage, layout)?;
        with_matrix(&self.weight, |weight| {
            let (out_width, _) = weight.size();
            let mut y = vec![0f32; rows * out_width];
            weight.product(&mut y, Matrix::new(x, rows, in_width), None);
            output(y, (rows, out_width))
        })
    }

    fn bwd(&self, _x: &Tensor, _y: &Tensor, grad: &Tensor) -> Result<Option<Tensor>> {
        input_gradient(grad, &self.weight).map(Some)
    }
}

/// In candle's own products, on other devices and in other types.
struct OtherLinear {
    weight: Tensor,
}

impl OtherLinear {
    /// (batch of one, rows, out, in).
    fn sizes(&self, layout: &Layout) -> Result<(usize, usize, usize, usize)> {
        let (rows, columns) = layout.shape().dims2()?;
        Ok((1, rows, self.weight.dim(0)?, columns))
    }
}

impl CustomOp1 for OtherLinear {
    fn name(&self) -> &'static str {
        "other-linear"
    }

    fn cpu_fwd(&self, storage: &CpuStorage, layout: &Layout) -> Result<(CpuStorage, Shape)> {
        let sizes = self.sizes(layout)?;
        let transposed = self.weight.t()?;
        let (weight, weight_layout) = transposed.storage_and_layout();
        let Storage::Cpu(weight) = &*weight else { bail!("the weight and its input lie on different devices") };
        Ok((storage.matmul(weight, sizes, layout, weight_layout)?, (sizes.1, sizes.2).into()))
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
        Ok(Some(grad.matmul(&self.weight)?))
    }
}

/// dx = dy W.
fn input_gradient(grad: &Tensor, weight: &BaseMatrix) -> Result<Tensor> {
    let (rows, out_width) = grad.dims2()?;
    with_numbers(grad, |grad| {
        with_matrix(weight, |weight| {
            let (_, in_width) = weight.size();
            let mut dx = vec![0f32; rows * in_width];
            weight.input_gradient(&mut dx, Write::Replace, Matrix::new(grad, rows, out_width), None);
            tensor(dx, (rows, in_width))
        })
    })
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
        let dx = if self.input_learns { Some(input_gradient(grad, &BaseMatrix::Dense(weight.clone()))?) } else { None };
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
