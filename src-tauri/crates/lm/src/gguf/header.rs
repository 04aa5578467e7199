//! The header of a GGUF file: its metadata and the table of its tensors, each checked to lie within the file. Reads no
//! weight and knows no model. Format: `docs/gguf.md` of ggml, versions 2 and 3, little-endian.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use crate::Error;
use crate::gguf::cursor::{Cursor, Fault};
use crate::gguf::metadata::Metadata;
use crate::gguf::tensor_type::format_of;
use crate::stored_tensor::StoredFormat;

pub(crate) const MAGIC: [u8; 4] = *b"GGUF";
pub(crate) const VERSION: u32 = 3;
pub(crate) const ALIGNMENT_KEY: &str = "general.alignment";
pub(crate) const DEFAULT_ALIGNMENT: usize = 32;
/// A weight has one or two dimensions, and ggml itself has no more than four.
const MOST_DIMENSIONS: u32 = 4;

/// One tensor of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct TensorInfo {
    pub(crate) format: StoredFormat,
    /// As Hugging Face writes it: rows first. (The file has the fastest dimension first.)
    pub(crate) shape: Vec<usize>,
    /// Its bytes in the file.
    pub(crate) bytes: Range<usize>,
}

/// A header that was found sound and whole.
#[derive(Debug)]
pub(crate) struct Header {
    pub(crate) metadata: Metadata,
    pub(crate) tensors: BTreeMap<String, TensorInfo>,
}

impl Header {
    /// Reads the header of the file whose content is `bytes`.
    ///
    /// # Errors
    /// [`Error::TruncatedWeights`] when anything goes on after the end, [`Error::CorruptGguf`] for what cannot be,
    /// [`Error::UnknownTensorType`] by the format's name.
    pub(crate) fn read(file: &Path, bytes: &[u8]) -> Result<Self, Error> {
        let mut cursor = Cursor::at(bytes, 0);
        let fault = |fault: Fault| fault.in_file(file);
        let (tensor_count, pair_count) = counts(&mut cursor).map_err(fault)?;
        let metadata = Metadata::read(file, &mut cursor, pair_count).map_err(fault)?;
        let claimed = claims(&mut cursor, tensor_count).map_err(fault)?;
        let alignment = match metadata.optional_size(ALIGNMENT_KEY)? {
            None => DEFAULT_ALIGNMENT,
            Some(alignment) if alignment.is_power_of_two() => alignment,
            Some(_) => return Err(fault(Fault::Malformed("an alignment that is no power of two"))),
        };
        let data_start = cursor.position().checked_next_multiple_of(alignment).ok_or(fault(Fault::CutShort))?;
        let mut tensors = BTreeMap::new();
        for claim in claimed {
            let format = format_of(claim.type_id).map_err(|format| Error::UnknownTensorType {
                file: file.to_owned(),
                tensor: claim.name.to_owned(),
                format,
            })?;
            let info = claim.place(format, data_start, bytes.len()).map_err(fault)?;
            if tensors.insert(claim.name.to_owned(), info).is_some() {
                return Err(fault(Fault::Malformed("two tensors of one name")));
            }
        }
        Ok(Self { metadata, tensors })
    }
}

fn counts(cursor: &mut Cursor<'_>) -> Result<(u64, u64), Fault> {
    if cursor.array::<4>()? != MAGIC {
        return Err(Fault::Malformed("no GGUF mark at its beginning"));
    }
    match cursor.u32()? {
        2 | VERSION => (),
        1 => return Err(Fault::Malformed("the first version of the format, which is no longer read")),
        other if other.swap_bytes() <= VERSION => return Err(Fault::Malformed("big-endian numbers")),
        _ => return Err(Fault::Malformed("a version of the format that is not known")),
    }
    Ok((cursor.u64()?, cursor.u64()?))
}

/// A line of the table as the file has it.
struct Claim<'a> {
    name: &'a str,
    shape: Vec<usize>,
    type_id: u32,
    offset: u64,
}

fn claims<'a>(cursor: &mut Cursor<'a>, count: u64) -> Result<Vec<Claim<'a>>, Fault> {
    let mut claims = Vec::new();
    for _ in 0..count {
        let name = cursor.text()?;
        let dimensions = cursor.u32()?;
        if dimensions > MOST_DIMENSIONS {
            return Err(Fault::Malformed("a tensor of more than four dimensions"));
        }
        let mut shape = Vec::with_capacity(dimensions as usize);
        for _ in 0..dimensions {
            shape.push(usize::try_from(cursor.u64()?).map_err(|_| Fault::CutShort)?);
        }
        shape.reverse();
        claims.push(Claim { name, shape, type_id: cursor.u32()?, offset: cursor.u64()? });
    }
    Ok(claims)
}

impl Claim<'_> {
    fn place(&self, format: StoredFormat, data_start: usize, file_length: usize) -> Result<TensorInfo, Fault> {
        let columns = self.shape.last().copied().unwrap_or(1);
        let rows = self.shape.iter().rev().skip(1).try_fold(1_usize, |product, size| product.checked_mul(*size));
        let row_bytes = format.row_bytes(columns).ok_or(Fault::Malformed("a row that is not whole blocks"))?;
        let length = rows.and_then(|rows| rows.checked_mul(row_bytes)).ok_or(Fault::CutShort)?;
        let offset = usize::try_from(self.offset).map_err(|_| Fault::CutShort)?;
        let start = data_start.checked_add(offset).ok_or(Fault::CutShort)?;
        let end = start.checked_add(length).filter(|end| *end <= file_length).ok_or(Fault::CutShort)?;
        Ok(TensorInfo { format, shape: self.shape.clone(), bytes: start..end })
    }
}
