//! Reading little-endian values out of a GGUF header, never past its end and never allocating what the file does not
//! hold.

use std::path::Path;

use crate::Error;

/// What is wrong with a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It goes on after the end of the file.
    CutShort,
    /// Something in it cannot be.
    Malformed(&'static str),
}

impl Fault {
    pub(crate) fn in_file(self, file: &Path) -> Error {
        match self {
            Self::CutShort => Error::TruncatedWeights { file: file.to_owned() },
            Self::Malformed(what) => Error::CorruptGguf { file: file.to_owned(), what },
        }
    }
}

/// A place in the bytes of a file.
#[derive(Debug)]
pub(crate) struct Cursor<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Cursor<'a> {
    pub(crate) fn at(bytes: &'a [u8], position: usize) -> Self {
        Self { bytes, position }
    }

    pub(crate) fn position(&self) -> usize {
        self.position
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let end = self.position.checked_add(length).ok_or(Fault::CutShort)?;
        let taken = self.bytes.get(self.position..end).ok_or(Fault::CutShort)?;
        self.position = end;
        Ok(taken)
    }

    pub(crate) fn skip(&mut self, length: usize) -> Result<(), Fault> {
        self.take(length).map(drop)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        self.take(N)?.try_into().map_err(|_| Fault::CutShort)
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Fault> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(crate) fn u64(&mut self) -> Result<u64, Fault> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    /// A text with its length before it.
    pub(crate) fn text(&mut self) -> Result<&'a str, Fault> {
        let length = usize::try_from(self.u64()?).map_err(|_| Fault::CutShort)?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Fault::Malformed("a text that is not UTF-8"))
    }
}
