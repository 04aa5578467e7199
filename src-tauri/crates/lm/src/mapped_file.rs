//! A file mapped into memory, shared by all who read from it.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use isocenter_nn::SharedBytes;
use memmap2::Mmap;

use crate::Error;

/// A mapped file. Clones share the map, which stays good when the file is deleted or replaced by another.
#[derive(Debug, Clone)]
pub(crate) struct MappedFile {
    path: PathBuf,
    file: Arc<File>,
    map: Arc<Mmap>,
}

impl MappedFile {
    /// Maps the file whole.
    pub(crate) fn open(path: &Path) -> Result<Self, Error> {
        let read = |source: std::io::Error| match source.kind() {
            std::io::ErrorKind::NotFound => Error::MissingFile { path: path.to_owned() },
            _ => Error::Read { path: path.to_owned(), source },
        };
        let file = File::open(path).map_err(read)?;
        if file.metadata().map_err(read)?.len() == 0 {
            return Err(Error::TruncatedWeights { file: path.to_owned() });
        }
        #[expect(unsafe_code, reason = "mapped files must not change meanwhile; we replace them only by rename")]
        // SAFETY: the map is read-only and private to this value; see the reason above for the file itself.
        let map = unsafe { Mmap::map(&file) }.map_err(read)?;
        Ok(Self { path: path.to_owned(), file: Arc::new(file), map: Arc::new(map) })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.map
    }

    /// A part of the map; none if it reaches past the end.
    pub(crate) fn part(&self, range: Range<usize>) -> Option<SharedBytes> {
        SharedBytes::new(Arc::clone(&self.map) as _, range)
    }

    /// Lets go of the main memory behind a part that was copied out of the map; reading it again brings it back.
    pub(crate) fn release(&self, part: &[u8]) {
        #[cfg(unix)]
        if let Some(offset) = (part.as_ptr() as usize).checked_sub(self.map.as_ptr() as usize) {
            #[expect(
                unsafe_code,
                reason = "a page of a read-only map of a file that is dropped is read anew when touched"
            )]
            // SAFETY: see the reason. OK if the system refuses: the memory is held a while longer then.
            let _ = unsafe { self.map.unchecked_advise_range(memmap2::UncheckedAdvice::DontNeed, offset, part.len()) };
        }
    }

    /// Refuses to read on when the file was cut since it was opened: touching the lost part would end the process.
    pub(crate) fn check_whole(&self) -> Result<(), Error> {
        let found = self.file.metadata().map_err(|source| Error::Read { path: self.path.clone(), source })?;
        match found.len() < self.map.len() as u64 {
            true => Err(Error::TruncatedWeights { file: self.path.clone() }),
            false => Ok(()),
        }
    }
}
