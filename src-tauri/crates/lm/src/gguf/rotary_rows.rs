//! The order of query and key rows: Hugging Face rotates row i of a head with row i + head_dim / 2, llama.cpp rotates
//! neighbours, so its converter interleaves the two halves of each head. Rows move, their bytes stay as they are.

use rayon::prelude::*;

/// Which way the rows move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowOrder {
    /// From a GGUF file's neighbours to Hugging Face's halves.
    Halves,
    /// From Hugging Face's halves to a GGUF file's neighbours.
    Neighbours,
}

impl RowOrder {
    /// The row of the old order that stands at `row` of the new one.
    fn source(self, row: usize, head_dim: usize) -> usize {
        let half = head_dim / 2;
        let (head, within) = (row / head_dim, row % head_dim);
        let from = match self {
            Self::Halves => 2 * (within % half) + within / half,
            Self::Neighbours => (within % 2) * half + within / 2,
        };
        head * head_dim + from
    }
}

/// The rows of a matrix in the other order. `bytes`: whole heads of `head_dim` rows, `row_bytes` each; for keys as for
/// queries, whose heads may be fewer.
pub(crate) fn reordered(bytes: &[u8], row_bytes: usize, head_dim: usize, order: RowOrder) -> Vec<u8> {
    let mut moved = vec![0; bytes.len()];
    let head_bytes = row_bytes * head_dim;
    if head_bytes == 0 {
        return moved;
    }
    moved.par_chunks_exact_mut(head_bytes).zip(bytes.par_chunks_exact(head_bytes)).for_each(|(head, old)| {
        for (row, place) in head.chunks_exact_mut(row_bytes).enumerate() {
            let from = order.source(row, head_dim) * row_bytes;
            place.copy_from_slice(&old[from..from + row_bytes]);
        }
    });
    moved
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_interleaved_as_llama_cpp_interleaves_them() {
        // numpy: arange(8).reshape(1, 2, 4).swapaxes(1, 2).reshape(8)
        let rows: Vec<u8> = (0..8).collect();
        assert_eq!(reordered(&rows, 1, 8, RowOrder::Neighbours), [0, 4, 1, 5, 2, 6, 3, 7]);
    }

    #[test]
    fn one_order_undoes_the_other_in_every_head() {
        let rows: Vec<u8> = (0..96).collect();
        for head_dim in [2, 4, 8] {
            let moved = reordered(&rows, 3, head_dim, RowOrder::Neighbours);
            assert_eq!(reordered(&moved, 3, head_dim, RowOrder::Halves), rows, "heads of {head_dim}");
            assert_eq!(moved == rows, head_dim == 2, "heads of {head_dim}");
        }
    }
}
