//! Reading the bytes of an index: every length is held against the bytes that are left before anything is kept for it.

use super::{MARK, VERSION, fnv1a};
use crate::builder::MOST_CASES;
use crate::error::Error;
use crate::index::{Case, Index};
use crate::key::{CaseKey, GroupKey};
use crate::tokenizer;
use crate::vectors::{MOST_VALUES, Vectors, check};
use crate::words::Words;

/// Bytes of a case without entries, and of an entry.
const CASE: usize = 20;
const ENTRY: usize = 6;

/// The index in `bytes`.
///
/// # Errors
/// [`Error::Foreign`], [`Error::OtherVersion`], [`Error::Damaged`].
pub(crate) fn read(bytes: &[u8]) -> Result<Index, Error> {
    let rest = bytes.strip_prefix(&MARK).ok_or(Error::Foreign)?;
    let mut left = Left(rest);
    if left.u32()? != VERSION || left.u32()? != tokenizer::VERSION || left.u64()? != *tokenizer::FINGERPRINT {
        return Err(Error::OtherVersion);
    }
    let end = left.0.len().checked_sub(8).ok_or(Error::Damaged)?;
    let (content, checksum) = left.0.split_at(end);
    if Left(checksum).u64()? != fnv1a(&bytes[..bytes.len() - 8]) {
        return Err(Error::Damaged);
    }
    let mut left = Left(content);
    let terms = terms(&mut left)?;
    let (cases, starts, entries) = cases(&mut left, terms.len())?;
    let words = Words::from_parts(terms, starts, entries);
    let vectors = vectors(&mut left, cases.len())?;
    // A word of no case, or bytes behind the end, were never written.
    if words.frequencies.contains(&0) || !left.0.is_empty() {
        return Err(Error::Damaged);
    }
    Ok(Index { cases, words, vectors })
}

fn terms(left: &mut Left<'_>) -> Result<Vec<String>, Error> {
    let count = left.count(2)?;
    let mut terms: Vec<String> = Vec::with_capacity(count);
    for _ in 0..count {
        let length = usize::from(left.u16()?);
        let term = std::str::from_utf8(left.take(length)?).map_err(|_| Error::Damaged)?;
        if terms.last().is_some_and(|last| last.as_str() >= term) {
            return Err(Error::Damaged);
        }
        terms.push(term.to_owned());
    }
    Ok(terms)
}

type Cases = (Vec<Case>, Vec<usize>, Vec<(u32, u16)>);

fn cases(left: &mut Left<'_>, terms: usize) -> Result<Cases, Error> {
    let count = left.count(CASE)?;
    if count > MOST_CASES {
        return Err(Error::Damaged);
    }
    let mut cases: Vec<Case> = Vec::with_capacity(count);
    let mut starts = vec![0];
    let mut entries: Vec<(u32, u16)> = Vec::new();
    for _ in 0..count {
        let case = Case { key: CaseKey(left.u64()?), group: GroupKey(left.u64()?) };
        if cases.last().is_some_and(|last| last.key >= case.key) {
            return Err(Error::Damaged);
        }
        cases.push(case);
        let mut last = None;
        for _ in 0..left.count(ENTRY)? {
            let (term, times) = (left.u32()?, left.u16()?);
            if last.is_some_and(|last| last >= term) || term as usize >= terms || times == 0 {
                return Err(Error::Damaged);
            }
            last = Some(term);
            entries.push((term, times));
        }
        starts.push(entries.len());
    }
    Ok((cases, starts, entries))
}

fn vectors(left: &mut Left<'_>, cases: usize) -> Result<Option<Vectors>, Error> {
    let length = left.u32()? as usize;
    if length == 0 {
        return Ok(None);
    }
    if length > MOST_VALUES || cases == 0 {
        return Err(Error::Damaged);
    }
    let mean: Vec<f32> =
        left.take(length * 4)?.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    check(&mean).map_err(|_| Error::Damaged)?;
    let values = left.take(length * cases)?.iter().map(|byte| byte.cast_signed()).collect();
    Ok(Some(Vectors::from_parts(mean, values)))
}

/// Bytes not read yet.
struct Left<'a>(&'a [u8]);

impl<'a> Left<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Error> {
        let (taken, left) = self.0.split_at_checked(length).ok_or(Error::Damaged)?;
        self.0 = left;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Error> {
        let (taken, left) = self.0.split_first_chunk().ok_or(Error::Damaged)?;
        self.0 = left;
        Ok(*taken)
    }

    fn u16(&mut self) -> Result<u16, Error> {
        self.array().map(u16::from_le_bytes)
    }

    fn u32(&mut self) -> Result<u32, Error> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, Error> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number of things of at least `size` bytes each, which are there.
    fn count(&mut self, size: usize) -> Result<usize, Error> {
        let count = self.u32()? as usize;
        if count <= self.0.len() / size { Ok(count) } else { Err(Error::Damaged) }
    }
}
