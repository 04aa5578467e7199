//! The number formats a GGUF file can hold: their ids and names as ggml has them, and which of them are read here.

use isocenter_nn::WeightFormat;

use crate::stored_tensor::StoredFormat;

/// The formats that are read, with their ids in a file.
const READ: [(u32, StoredFormat); 8] = [
    (0, StoredFormat::F32),
    (1, StoredFormat::Packed(WeightFormat::F16)),
    (2, StoredFormat::Packed(WeightFormat::Q4_0)),
    (8, StoredFormat::Packed(WeightFormat::Q8_0)),
    (12, StoredFormat::Packed(WeightFormat::Q4K)),
    (13, StoredFormat::Packed(WeightFormat::Q5K)),
    (14, StoredFormat::Packed(WeightFormat::Q6K)),
    (30, StoredFormat::Packed(WeightFormat::Bf16)),
];

/// The names of those that are not, as `ggml.h` counts them.
const NOT_READ: [(u32, &str); 25] = [
    (3, "Q4_1"),
    (6, "Q5_0"),
    (7, "Q5_1"),
    (9, "Q8_1"),
    (10, "Q2_K"),
    (11, "Q3_K"),
    (15, "Q8_K"),
    (16, "IQ2_XXS"),
    (17, "IQ2_XS"),
    (18, "IQ3_XXS"),
    (19, "IQ1_S"),
    (20, "IQ4_NL"),
    (21, "IQ3_S"),
    (22, "IQ2_S"),
    (23, "IQ4_XS"),
    (24, "I8"),
    (25, "I16"),
    (26, "I32"),
    (27, "I64"),
    (28, "F64"),
    (29, "IQ1_M"),
    (34, "TQ1_0"),
    (35, "TQ2_0"),
    (39, "MXFP4"),
    (40, "NVFP4"),
];

/// The format of an id, or the name of one that is not read.
pub(crate) fn format_of(id: u32) -> Result<StoredFormat, String> {
    let read = READ.iter().find(|(known, _)| *known == id).map(|(_, format)| *format);
    read.ok_or_else(|| match NOT_READ.iter().find(|(known, _)| *known == id) {
        Some((_, name)) => (*name).to_owned(),
        None => format!("number {id}"),
    })
}

/// The id of a format; none for those that GGUF does not have.
pub(crate) fn id_of(format: StoredFormat) -> Option<u32> {
    READ.iter().find(|(_, known)| *known == format).map(|(id, _)| *id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_that_is_read_is_found_by_its_id() {
        for (id, format) in READ {
            assert_eq!((format_of(id), id_of(format)), (Ok(format), Some(id)));
        }
        assert_eq!(id_of(StoredFormat::Packed(WeightFormat::Nf4)), None);
    }

    #[test]
    fn a_format_that_is_not_read_has_its_name_and_an_unknown_one_its_number() {
        assert_eq!(format_of(17), Err("IQ2_XS".to_owned()));
        assert_eq!(format_of(3), Err("Q4_1".to_owned()));
        assert_eq!(format_of(4000), Err("number 4000".to_owned()));
    }
}
