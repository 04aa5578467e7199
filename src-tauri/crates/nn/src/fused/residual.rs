//! x + y, without a gradient for a stream that does not learn (the embedding under a frozen base).

use candle_core::{CpuStorage, CustomOp2, Layout, Result, Shape, Tensor};

use super::exponential::vectorised;
use super::slices::{for_rows, numbers, output};
use crate::Error;

/// `stream` + `change`, of one shape.
pub(crate) fn add_to_stream(stream: &Tensor, change: &Tensor) -> std::result::Result<Tensor, Error> {
    Ok(stream.apply_op2(change, AddToStream { stream_learns: stream.track_op() })?)
}

vectorised! {
    fn sum_of<'a>(out: &'a mut [f32], a: &'a [f32], b: &'a [f32]) {
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out = a + b;
        }
    }
}

vectorised! {
    fn add_to<'a>(to: &'a mut [f32], from: &'a [f32]) {
        for (to, from) in to.iter_mut().zip(from) {
            *to += from;
        }
    }
}

/// `to` gains `from`.
pub(super) fn add(to: &mut [f32], from: &[f32]) {
    for_rows(to, 1, |first, to| add_to(to, &from[first..][..to.len()]));
}

struct AddToStream {
    stream_learns: bool,
}

impl CustomOp2 for AddToStream {
    fn name(&self) -> &'static str {
        "add-to-stream"
    }

    fn cpu_fwd(
        &self,
        stream: &CpuStorage,
        stream_at: &Layout,
        change: &CpuStorage,
        change_at: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (stream, change) = (numbers(stream, stream_at)?, numbers(change, change_at)?);
        let mut out = vec![0f32; stream.len()];
        for_rows(&mut out, 1, |first, out| sum_of(out, &stream[first..][..out.len()], &change[first..][..out.len()]));
        output(out, stream_at.shape().clone())
    }

    fn bwd(
        &self,
        _stream: &Tensor,
        _change: &Tensor,
        _out: &Tensor,
        grad: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>)> {
        Ok((self.stream_learns.then(|| grad.clone()), Some(grad.clone())))
    }
}
