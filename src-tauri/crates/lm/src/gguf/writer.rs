//! The header of a GGUF file in the making: metadata and the table of tensors. The tensors' bytes are written behind it,
//! in the table's order, each filled up to the alignment.

use crate::gguf::header::{DEFAULT_ALIGNMENT, MAGIC, VERSION};
use crate::gguf::metadata::ValueType;
use crate::gguf::tensor_type::id_of;
use crate::stored_tensor::StoredFormat;

/// Metadata and table as they are collected.
#[derive(Debug, Default)]
pub(crate) struct HeaderDraft {
    pairs: Vec<u8>,
    pair_count: u64,
    table: Vec<u8>,
    tensor_count: u64,
    /// Bytes of the tensors so far, with their filling.
    data_bytes: u64,
}

impl HeaderDraft {
    fn begin(&mut self, key: &str, kind: ValueType) {
        put_text(&mut self.pairs, key);
        self.pairs.extend(kind.id().to_le_bytes());
        self.pair_count += 1;
    }

    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.begin(key, ValueType::String);
        put_text(&mut self.pairs, value);
    }

    /// A size or an id. The format's readers take it in 32 bits; what is larger is capped, as no model has it.
    pub(crate) fn whole(&mut self, key: &str, value: usize) {
        self.begin(key, ValueType::U32);
        self.pairs.extend(u32::try_from(value).unwrap_or(u32::MAX).to_le_bytes());
    }

    pub(crate) fn number(&mut self, key: &str, value: f64) {
        self.begin(key, ValueType::F32);
        #[expect(clippy::cast_possible_truncation, reason = "the format's readers take these as f32")]
        self.pairs.extend((value as f32).to_le_bytes());
    }

    pub(crate) fn flag(&mut self, key: &str, value: bool) {
        self.begin(key, ValueType::Bool);
        self.pairs.push(u8::from(value));
    }

    fn begin_list(&mut self, key: &str, element: ValueType, count: usize) {
        self.begin(key, ValueType::Array);
        self.pairs.extend(element.id().to_le_bytes());
        self.pairs.extend((count as u64).to_le_bytes());
    }

    pub(crate) fn texts(&mut self, key: &str, values: &[String]) {
        self.begin_list(key, ValueType::String, values.len());
        values.iter().for_each(|value| put_text(&mut self.pairs, value));
    }

    pub(crate) fn numbers(&mut self, key: &str, values: &[f32]) {
        self.begin_list(key, ValueType::F32, values.len());
        values.iter().for_each(|value| self.pairs.extend(value.to_le_bytes()));
    }

    pub(crate) fn wholes(&mut self, key: &str, values: &[u32]) {
        // Signed, as llama.cpp asks for the kinds of tokens.
        self.begin_list(key, ValueType::I32, values.len());
        values.iter().for_each(|value| self.pairs.extend(value.to_le_bytes()));
    }

    /// Adds a line to the table. `shape`: rows first. False where the format cannot hold such rows.
    #[must_use]
    pub(crate) fn tensor(&mut self, name: &str, shape: &[usize], format: StoredFormat) -> bool {
        let columns = shape.last().copied().unwrap_or(1);
        let rows: usize = shape.iter().rev().skip(1).product();
        let (Some(id), Some(row_bytes)) = (id_of(format), format.row_bytes(columns)) else { return false };
        put_text(&mut self.table, name);
        self.table.extend(u32::try_from(shape.len()).unwrap_or(u32::MAX).to_le_bytes());
        shape.iter().rev().for_each(|size| self.table.extend((*size as u64).to_le_bytes()));
        self.table.extend(id.to_le_bytes());
        self.table.extend(self.data_bytes.to_le_bytes());
        self.tensor_count += 1;
        self.data_bytes += ((rows * row_bytes) as u64).next_multiple_of(DEFAULT_ALIGNMENT as u64);
        true
    }

    /// The header's bytes, up to where the first tensor begins.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(self.tensor_count.to_le_bytes());
        bytes.extend(self.pair_count.to_le_bytes());
        bytes.extend(&self.pairs);
        bytes.extend(&self.table);
        bytes.resize(bytes.len().next_multiple_of(DEFAULT_ALIGNMENT), 0);
        bytes
    }
}

/// The zeros behind a tensor of so many bytes.
pub(crate) fn filling(tensor_bytes: usize) -> &'static [u8] {
    const ZEROS: [u8; DEFAULT_ALIGNMENT] = [0; DEFAULT_ALIGNMENT];
    &ZEROS[..tensor_bytes.next_multiple_of(DEFAULT_ALIGNMENT) - tensor_bytes]
}

fn put_text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}
