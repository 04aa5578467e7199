//! Base models as runs use them: where they lie, what they are, which hash they have. No weight is loaded here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::UNIX_EPOCH;

use isocenter_lm::memory_budget::MachineMemory;
use isocenter_lm::{DecoderConfig, LoadOptions, ModelSource, TextTokenizer};
use isocenter_store::{BaseModelListing, BaseModelRow, Reading};
use isocenter_train::Quantize;

use super::forecast::{format_of, loaded_as};
use crate::application::Application;
use crate::error::Error;
use crate::model_catalogue::{self, Located};
use crate::{failure, files};

/// A base whose configuration and tokenizer were read.
pub(crate) struct OpenedBase {
    pub(crate) config: DecoderConfig,
    pub(crate) tokenizer: TextTokenizer,
    /// Bytes in memory for each way of holding it.
    resident_bytes: Vec<(Quantize, u64)>,
}

impl OpenedBase {
    fn read(place: &Path) -> Result<Self, Error> {
        let opened = ModelSource::open(place).map_err(failure::lm)?;
        let machine = MachineMemory::read();
        let resident = |quantize: Quantize| {
            let options = LoadOptions { quantize: loaded_as(format_of(quantize)), ..LoadOptions::default() };
            let bytes = opened.form(&options, machine).and_then(|form| opened.resident_bytes(form));
            bytes.map(|bytes| (quantize, bytes)).map_err(failure::lm)
        };
        let all = [Quantize::None, Quantize::Q8_0, Quantize::Q4K, Quantize::Nf4];
        let resident_bytes = all.into_iter().map(resident).collect::<Result<Vec<_>, Error>>()?;
        Ok(Self { config: opened.config().clone(), tokenizer: opened.into_text().0, resident_bytes })
    }

    /// Bytes of the base in memory, held so.
    pub(crate) fn resident_bytes(&self, quantize: Quantize) -> u64 {
        let known = self.resident_bytes.iter().find(|(known, _)| *known == quantize);
        known.map_or(u64::MAX, |(_, bytes)| *bytes)
    }
}

/// Bases that were looked at, and the places that people added to the list.
#[derive(Default)]
pub(crate) struct FoundBases {
    opened: Mutex<BTreeMap<PathBuf, KnownBase>>,
    added: Mutex<Vec<PathBuf>>,
}

struct KnownBase {
    files: String,
    base: Arc<OpenedBase>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl FoundBases {
    /// Reads configuration and tokenizer, or takes them from the last time while the files are the same.
    ///
    /// # Errors
    /// A model that cannot be used.
    pub(crate) fn open(&self, place: &Path) -> Result<Arc<OpenedBase>, Error> {
        let files = files_of(place);
        if let Some(known) = lock(&self.opened).get(place).filter(|known| known.files == files) {
            return Ok(Arc::clone(&known.base));
        }
        let base = Arc::new(OpenedBase::read(place)?);
        lock(&self.opened).insert(place.to_owned(), KnownBase { files, base: Arc::clone(&base) });
        Ok(base)
    }

    /// The places that people added.
    pub(crate) fn added(&self) -> Vec<PathBuf> {
        lock(&self.added).clone()
    }

    /// Reads which places people added from the vault that was opened.
    ///
    /// # Errors
    /// A damaged vault.
    pub(crate) fn look(&self, reading: Reading<'_>) -> Result<(), Error> {
        let rows = reading.base_models().map_err(failure::vault)?;
        let added = rows.into_iter().filter(|row| row.listing == BaseModelListing::Added);
        *lock(&self.added) = added.map(|row| PathBuf::from(row.place)).collect();
        Ok(())
    }

    /// Forgets the places, because the vault is locked.
    pub(crate) fn forget(&self) {
        lock(&self.added).clear();
    }
}

/// The base that a request names.
///
/// # Errors
/// `model_missing`.
pub(crate) fn find(application: &Application, id: &str) -> Result<Located, Error> {
    model_catalogue::find(application, id)
}

/// Names, sizes and times of the files that make a model what it is, as JSON: while they are the same, a hash holds.
pub(crate) fn files_of(place: &Path) -> String {
    let of = |path: &Path| {
        let found = std::fs::metadata(path).ok()?;
        let changed = found.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let name = path.file_name()?.to_string_lossy().into_owned();
        Some((name, (found.len(), u64::try_from(changed.as_millis()).unwrap_or(u64::MAX))))
    };
    let listed: BTreeMap<String, (u64, u64)> = match place.is_dir() {
        false => of(place).into_iter().collect(),
        true => {
            let entries = files::entries(place).unwrap_or_default();
            let belongs = |path: &&PathBuf| {
                path.extension().is_some_and(|ending| ending == "safetensors" || ending == "json" || ending == "gguf")
            };
            entries.iter().filter(belongs).filter(|path| path.is_file()).filter_map(|path| of(path)).collect()
        }
    };
    serde_json::to_string(&listed).unwrap_or_default()
}

/// The hash that was kept of a place, while its files are the same.
pub(crate) fn known_hash(rows: &[BaseModelRow], place: &Path) -> Option<String> {
    let row = rows.iter().find(|row| Path::new(&row.place) == place)?;
    let content = row.content?;
    (row.files == files_of(place)).then(|| content.to_string())
}
