//! The decoder on an NVIDIA card: a layer and its gradients in own kernels and cuBLAS products, NF4 weights that stay
//! packed. No graph is recorded: what learns goes through `adapter_gradients`. Only with the feature `cuda`.

mod head;
mod launch;
mod layer;
mod memory;
mod nf4_matrix;
mod operations;
mod projection;
mod workspace;

pub(crate) use head::loss_and_gradient;
pub(crate) use launch::serves;
pub(crate) use layer::{CardCall, CardLayer, CardTrace};
pub use memory::{CardMemory, prepare};
pub(crate) use nf4_matrix::CardNf4;
pub(crate) use operations::few_rows_or_product;
pub(crate) use projection::GradientSums;
pub(crate) use workspace::CardWorkspace;
