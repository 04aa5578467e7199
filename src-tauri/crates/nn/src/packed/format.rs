//! The packed formats and the sizes of their blocks.

use crate::Error;

/// How the numbers of a frozen matrix are packed. Block layouts are those of GGUF; NF4 is that of bitsandbytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WeightFormat {
    /// IEEE half precision.
    F16,
    /// The upper half of an f32.
    Bf16,
    /// 32 signed bytes under an f16 scale: 8.5 bits a weight.
    Q8_0,
    /// 32 four-bit codes under an f16 scale: 4.5 bits a weight.
    Q4_0,
    /// 256 four-bit codes in eight sub-blocks, each with a six-bit scale and minimum: 4.5 bits a weight.
    Q4K,
    /// As Q4_K with a fifth bit: 5.5 bits a weight.
    Q5K,
    /// 256 six-bit codes in sixteen sub-blocks, each with an eight-bit scale: 6.56 bits a weight.
    Q6K,
    /// The sixteen quantiles of a normal distribution (Dettmers et al. 2023), blocks of 64, their scales quantised
    /// again in blocks of 256: 4.127 bits a weight.
    Nf4,
}

impl WeightFormat {
    /// Every format.
    pub const ALL: [Self; 8] =
        [Self::F16, Self::Bf16, Self::Q8_0, Self::Q4_0, Self::Q4K, Self::Q5K, Self::Q6K, Self::Nf4];

    /// Consecutive numbers of a row that are packed together. 1 for NF4, whose blocks run over the ends of rows.
    #[must_use]
    pub fn block_columns(self) -> usize {
        match self {
            Self::F16 | Self::Bf16 | Self::Nf4 => 1,
            Self::Q8_0 | Self::Q4_0 => 32,
            Self::Q4K | Self::Q5K | Self::Q6K => 256,
        }
    }

    /// Bytes of a block; 0 for NF4.
    pub(super) fn block_bytes(self) -> usize {
        match self {
            Self::F16 | Self::Bf16 => 2,
            Self::Q8_0 => 34,
            Self::Q4_0 => 18,
            Self::Q4K => 144,
            Self::Q5K => 176,
            Self::Q6K => 210,
            Self::Nf4 => 0,
        }
    }

    /// Bytes of a packed (rows, columns) matrix.
    ///
    /// # Errors
    /// [`Error::PackedColumns`] when rows do not divide into blocks.
    pub fn byte_count(self, rows: usize, columns: usize) -> Result<usize, Error> {
        if self == Self::Nf4 {
            return Ok(super::nf4::byte_count(rows * columns));
        }
        let block = self.block_columns();
        if !columns.is_multiple_of(block) {
            return Err(Error::PackedColumns { format: self, columns, block });
        }
        Ok(rows * (columns / block) * self.block_bytes())
    }
}

impl std::fmt::Display for WeightFormat {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::F16 => "F16",
            Self::Bf16 => "BF16",
            Self::Q8_0 => "Q8_0",
            Self::Q4_0 => "Q4_0",
            Self::Q4K => "Q4_K",
            Self::Q5K => "Q5_K",
            Self::Q6K => "Q6_K",
            Self::Nf4 => "NF4",
        })
    }
}
