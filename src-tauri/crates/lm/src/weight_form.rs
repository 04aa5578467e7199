//! What the weights of a model become in memory: as they are stored, widened, or quantised while they are read.

use isocenter_nn::WeightFormat;

use crate::DeviceChoice;
use crate::stored_tensor::StoredFormat;

/// Packing of weights while a model is read. Norms always stay f32, and what a file holds in blocks already (GGUF) stays
/// as it is: nothing is quantised twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Quantize {
    /// As stored; see [`SixteenBit`] for F16 and BF16.
    #[default]
    None,
    /// Every matrix to Q8_0.
    Q8_0,
    /// The seven projections to Q4_K; embedding and output head to Q8_0, as are projections whose rows are not whole
    /// blocks of 256.
    Q4K,
    /// The seven projections to NF4 with double quantisation, as bitsandbytes does it for QLoRA; embedding and output
    /// head stay as stored.
    Nf4,
}

/// What becomes of weights stored as F16 or BF16 on the processor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SixteenBit {
    /// Two bytes a weight, read out of the file's map: half the memory, and slower where a product is computed in f32.
    Keep,
    /// Four bytes a weight.
    #[default]
    Widen,
}

/// The form of a model's weights in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WeightForm {
    /// Packing while reading.
    pub quantize: Quantize,
    /// Sixteen-bit weights that are not packed further.
    pub sixteen_bit: SixteenBit,
}

/// How a model is opened. A device choice alone is one too: nothing quantised, sixteen bits widened where they fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LoadOptions {
    /// Where it computes.
    pub device: DeviceChoice,
    /// Packing while reading.
    pub quantize: Quantize,
    /// Sixteen-bit weights that are not packed further; none widens them if, widened, the model leaves half of the free
    /// memory to others, and keeps them otherwise.
    pub sixteen_bit: Option<SixteenBit>,
}

impl From<DeviceChoice> for LoadOptions {
    fn from(device: DeviceChoice) -> Self {
        Self { device, ..Self::default() }
    }
}

/// The form of one matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MatrixForm {
    /// f32 on the device.
    Dense,
    /// The file's own bytes.
    AsStored(WeightFormat),
    /// Packed from f32.
    Quantized(WeightFormat),
}

impl WeightForm {
    /// The form of the matrix `name`, stored as `stored` with rows of `columns` numbers.
    pub(crate) fn of_matrix(self, name: &str, stored: StoredFormat, columns: usize) -> MatrixForm {
        let is_sixteen_bit = matches!(stored, StoredFormat::Packed(WeightFormat::F16 | WeightFormat::Bf16));
        if let StoredFormat::Packed(format) = stored
            && !is_sixteen_bit
        {
            return MatrixForm::AsStored(format);
        }
        let is_projection = name.starts_with("model.layers.");
        let whole = |format: WeightFormat| columns.is_multiple_of(format.block_columns());
        let wanted: &[WeightFormat] = match (self.quantize, is_projection) {
            (Quantize::None, _) | (Quantize::Nf4, false) => &[],
            (Quantize::Q8_0, _) | (Quantize::Q4K, false) => &[WeightFormat::Q8_0],
            (Quantize::Q4K, true) => &[WeightFormat::Q4K, WeightFormat::Q8_0],
            (Quantize::Nf4, true) => &[WeightFormat::Nf4],
        };
        if let Some(format) = wanted.iter().copied().find(|format| whole(*format)) {
            return MatrixForm::Quantized(format);
        }
        match (stored, self.sixteen_bit) {
            (StoredFormat::Packed(format), SixteenBit::Keep) => MatrixForm::AsStored(format),
            _ => MatrixForm::Dense,
        }
    }

    /// Bytes in memory of a matrix of this shape stored so.
    pub(crate) fn matrix_bytes(self, name: &str, stored: StoredFormat, rows: usize, columns: usize) -> u64 {
        let bytes = match self.of_matrix(name, stored, columns) {
            MatrixForm::Dense => Some(rows.saturating_mul(columns).saturating_mul(4)),
            MatrixForm::AsStored(WeightFormat::Nf4) | MatrixForm::Quantized(WeightFormat::Nf4) => {
                WeightFormat::Nf4.byte_count(rows, columns).ok()
            }
            MatrixForm::AsStored(format) | MatrixForm::Quantized(format) => {
                StoredFormat::Packed(format).row_bytes(columns).map(|bytes| bytes.saturating_mul(rows))
            }
        };
        bytes.map_or(u64::MAX, |bytes| bytes as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROJECTION: &str = "model.layers.0.mlp.up_proj.weight";
    const EMBEDDING: &str = "model.embed_tokens.weight";
    const BF16: StoredFormat = StoredFormat::Packed(WeightFormat::Bf16);

    fn form(quantize: Quantize) -> WeightForm {
        WeightForm { quantize, sixteen_bit: SixteenBit::Keep }
    }

    #[test]
    fn nothing_is_quantised_twice() {
        for quantize in [Quantize::None, Quantize::Q8_0, Quantize::Q4K, Quantize::Nf4] {
            let stored = StoredFormat::Packed(WeightFormat::Q6K);
            assert_eq!(form(quantize).of_matrix(PROJECTION, stored, 256), MatrixForm::AsStored(WeightFormat::Q6K));
        }
    }

    #[test]
    fn embedding_and_head_keep_more_bits_than_the_projections() {
        let of = |quantize, name| form(quantize).of_matrix(name, BF16, 512);
        assert_eq!(of(Quantize::Q4K, PROJECTION), MatrixForm::Quantized(WeightFormat::Q4K));
        assert_eq!(of(Quantize::Q4K, EMBEDDING), MatrixForm::Quantized(WeightFormat::Q8_0));
        assert_eq!(of(Quantize::Nf4, PROJECTION), MatrixForm::Quantized(WeightFormat::Nf4));
        assert_eq!(of(Quantize::Nf4, EMBEDDING), MatrixForm::AsStored(WeightFormat::Bf16));
    }

    #[test]
    fn rows_that_are_not_whole_blocks_take_the_next_format_that_holds_them() {
        assert_eq!(form(Quantize::Q4K).of_matrix(PROJECTION, BF16, 160), MatrixForm::Quantized(WeightFormat::Q8_0));
        assert_eq!(form(Quantize::Q4K).of_matrix(PROJECTION, BF16, 20), MatrixForm::AsStored(WeightFormat::Bf16));
        assert_eq!(form(Quantize::Q8_0).of_matrix(PROJECTION, StoredFormat::F32, 20), MatrixForm::Dense);
    }

    #[test]
    fn bytes_follow_the_form() {
        let bytes = |form: WeightForm, stored| form.matrix_bytes(PROJECTION, stored, 2, 256);
        assert_eq!(bytes(WeightForm::default(), BF16), 2 * 256 * 4);
        assert_eq!(bytes(form(Quantize::None), BF16), 2 * 256 * 2);
        assert_eq!(bytes(form(Quantize::Q8_0), BF16), 2 * 8 * 34);
    }
}
