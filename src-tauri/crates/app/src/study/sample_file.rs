//! The sample file of a study folder as a sink: one writer at a time, a torn last line is cut, what is written reaches the disk within seconds.

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use isocenter_eval::{Record, SampleWriter, Unit, read_samples};

use super::SampleSink;
use crate::error::Error;
use crate::wire::ErrorCode;
use crate::{failure, files};

/// A power cut costs at most the answers of so long; a killed process loses nothing that was written.
const UNTIL_SYNC: Duration = Duration::from_secs(5);

/// An open sample file with what it holds. No other process writes to it meanwhile.
pub(crate) struct SampleFile {
    path: PathBuf,
    writer: SampleWriter<File>,
    file: File,
    records: Vec<Record>,
    synced: Instant,
}

impl SampleFile {
    /// Opens the file of the study with this hash, or begins it.
    ///
    /// # Errors
    /// A file of another study or of another form, one that another process writes to, a place that cannot be written.
    pub(crate) fn open(path: &Path, study_sha256: &str) -> Result<Self, Error> {
        let refused = |source| files::cannot_write(path, &source);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        for_owner_only(&mut options);
        let mut file = options.open(path).map_err(refused)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::new(
                    ErrorCode::Busy,
                    format!("another run is writing to {}", path.display()),
                    "wait until it has finished, or choose another folder",
                ));
            }
            Err(TryLockError::Error(source)) => return Err(refused(source)),
        }
        let stored = read_samples(&file, study_sha256).map_err(failure::eval)?;
        file.set_len(stored.whole_bytes).map_err(refused)?;
        file.seek(SeekFrom::Start(stored.whole_bytes)).map_err(refused)?;
        let to = file.try_clone().map_err(refused)?;
        let writer = match stored.whole_bytes {
            0 => SampleWriter::begin(to, study_sha256).map_err(failure::eval)?,
            _ => SampleWriter::go_on(to),
        };
        Ok(Self { path: path.to_owned(), writer, file, records: stored.records, synced: Instant::now() })
    }

    /// Makes everything last.
    ///
    /// # Errors
    /// A disk that fails.
    pub(crate) fn sync(&mut self) -> Result<(), Error> {
        self.synced = Instant::now();
        self.file.sync_data().map_err(|source| files::cannot_write(&self.path, &source))
    }

    /// How many answers it holds.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// Everything it holds; others may write to it then.
    pub(crate) fn into_records(self) -> Vec<Record> {
        self.records
    }
}

impl SampleSink for SampleFile {
    fn stored(&mut self) -> Result<HashSet<Unit>, Error> {
        Ok(self.records.iter().map(Record::unit).collect())
    }

    fn store(&mut self, record: Record) -> Result<(), Error> {
        self.writer.write(&record).map_err(failure::eval)?;
        self.records.push(record);
        if self.synced.elapsed() >= UNTIL_SYNC { self.sync() } else { Ok(()) }
    }
}

/// Answers of a tuned model may repeat what it was trained on.
#[cfg(unix)]
fn for_owner_only(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn for_owner_only(_options: &mut OpenOptions) {}
