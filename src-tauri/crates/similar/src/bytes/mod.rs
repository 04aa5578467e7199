//! The index as bytes: little-endian, one way to write each index, a checksum at the end. Damage is told from chance, not from intent:
//! whoever keeps the bytes seals them.
//!
//! Mark of 8, version, version of the words' rules (4 each), fingerprint of their data (8); number of words (4), each with its length (2);
//! number of cases (4), each with key, group (8 each), number of entries (4), entries of word (4) and count (2); length of vectors (4, 0 for
//! none), their mean (4 each), their bytes case by case; FNV-1a of all before (8).

mod reader;

use crate::index::Index;
use crate::tokenizer;

pub(crate) use reader::read;

const MARK: [u8; 8] = *b"ISOSIMIL";
const VERSION: u32 = 1;

/// FNV-1a of 64 bits (Fowler, Noll & Vo): any one changed byte changes it.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The bytes of an index.
pub(crate) fn write(index: &Index) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(MARK);
    bytes.extend(VERSION.to_le_bytes());
    bytes.extend(tokenizer::VERSION.to_le_bytes());
    bytes.extend(tokenizer::FINGERPRINT.to_le_bytes());
    let words = &index.words;
    bytes.extend((words.terms.len() as u32).to_le_bytes());
    for term in &words.terms {
        bytes.extend((term.len() as u16).to_le_bytes());
        bytes.extend(term.as_bytes());
    }
    bytes.extend((index.cases.len() as u32).to_le_bytes());
    for (case, ends) in index.cases.iter().zip(words.starts.windows(2)) {
        let entries = &words.entries[ends[0]..ends[1]];
        bytes.extend(case.key.0.to_le_bytes());
        bytes.extend(case.group.0.to_le_bytes());
        bytes.extend((entries.len() as u32).to_le_bytes());
        for (term, count) in entries {
            bytes.extend(term.to_le_bytes());
            bytes.extend(count.to_le_bytes());
        }
    }
    let (mean, values) = index.vectors.as_ref().map_or((&[][..], &[][..]), |v| (&v.mean, &v.values));
    bytes.extend((mean.len() as u32).to_le_bytes());
    bytes.extend(mean.iter().flat_map(|value| value.to_le_bytes()));
    bytes.extend(values.iter().map(|value| value.cast_unsigned()));
    bytes.extend(fnv1a(&bytes).to_le_bytes());
    bytes
}
