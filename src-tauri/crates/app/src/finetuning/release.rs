//! Whose adapter answers in Suggest: the history of releases read as what holds now. An adapter whose file changed is never used.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use isocenter_domain::Task;
use isocenter_store::{AccountId, Reading, ReleaseAct};

use super::adapter_proof;
use super::run_folder::RunFolder;
use crate::error::Error;
use crate::failure;
use crate::session::Session;

/// A base model by its id and a task.
pub(crate) type ReleaseKey = (String, Task);

/// What holds now for a base model and a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Release {
    /// The run.
    pub(crate) run: u32,
    /// SHA-256 of its adapter when it was released.
    pub(crate) adapter_sha256: String,
    /// Since when, microseconds since 1970 UTC.
    pub(crate) since_us: i64,
    /// Who released it.
    pub(crate) by: Option<AccountId>,
    /// The release it stands upon.
    pub(crate) before: Option<u32>,
}

/// Every release that holds.
///
/// # Errors
/// A damaged vault.
pub(crate) fn in_use(reading: Reading<'_>) -> Result<BTreeMap<ReleaseKey, Release>, Error> {
    let mut stacks: BTreeMap<ReleaseKey, Vec<Release>> = BTreeMap::new();
    for row in reading.releases().map_err(failure::vault)? {
        let (Ok(task), Ok(run)) = (row.release.task.parse(), u32::try_from(row.release.run.0)) else { continue };
        let stack = stacks.entry((row.release.model.clone(), task)).or_default();
        match row.release.act {
            ReleaseAct::Released => stack.push(Release {
                run,
                adapter_sha256: row.release.adapter.to_string(),
                since_us: row.made_at_us,
                by: row.made_by,
                before: stack.last().map(|earlier| earlier.run),
            }),
            ReleaseAct::Withdrawn => {
                stack.pop();
            }
        }
    }
    Ok(stacks.into_iter().filter_map(|(key, mut stack)| Some((key, stack.pop()?))).collect())
}

/// An adapter that may answer for a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ReleasedAdapter {
    pub(crate) task: Task,
    pub(crate) run: u32,
    pub(crate) folder: PathBuf,
}

/// The released adapters of a base model that are what they were when they were released.
///
/// # Errors
/// `adapter_mismatch` for one whose files changed or are gone: nobody may be answered by something that was not released.
pub(crate) fn adapters_of(
    releases: &BTreeMap<ReleaseKey, Release>,
    root: &Path,
    model: &str,
) -> Result<Vec<ReleasedAdapter>, Error> {
    let mut adapters = Vec::new();
    for ((_, task), release) in releases.iter().filter(|((of, _), _)| of == model) {
        let folder = RunFolder::of(root, release.run).map(|folder| folder.adapter());
        let folder = adapter_proof::unchanged(folder.as_deref(), release.run, &release.adapter_sha256)?;
        adapters.push(ReleasedAdapter { task: *task, run: release.run, folder });
    }
    Ok(adapters)
}

/// The adapters that answer for a base model in the open vault; none where no vault is open.
///
/// # Errors
/// A damaged vault; `adapter_mismatch` for a released adapter that is not what it was.
pub(crate) fn released_for(session: &mut Session, model: &str) -> Result<Vec<ReleasedAdapter>, Error> {
    let root = session.runs_root();
    match session.if_open() {
        Some(open) => adapters_of(&in_use(open.vault.read())?, &root, model),
        None => Ok(Vec::new()),
    }
}
