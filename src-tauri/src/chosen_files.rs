//! The system's own dialogs for files. The test build takes its answers from the environment, because WebDriver cannot reach them.

use std::path::PathBuf;

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FilePath};

/// Test build: files that stand for what a person would choose, and the folder for what is saved.
#[cfg(feature = "e2e")]
mod scripted {
    use std::path::PathBuf;

    pub(super) fn exports() -> Option<Vec<PathBuf>> {
        let listed = std::env::var_os("ISOCENTER_E2E_EXPORTS")?;
        Some(std::env::split_paths(&listed).collect())
    }

    pub(super) fn folder() -> Option<PathBuf> {
        std::env::var_os("ISOCENTER_E2E_SAVE").map(PathBuf::from)
    }
}

/// The two exports, in the order in which they were clicked; nothing when the dialog was closed.
pub fn two_exports(app: &AppHandle) -> Option<Vec<PathBuf>> {
    #[cfg(feature = "e2e")]
    if let Some(paths) = scripted::exports() {
        return Some(paths);
    }
    let dialog = app.dialog().file().set_title("Choose both exports: diagnoses and plans");
    let chosen = dialog.add_filter("Exports", &["csv", "txt", "tsv"]).blocking_pick_files()?;
    Some(chosen.into_iter().filter_map(|path: FilePath| path.into_path().ok()).collect())
}

/// Where a file is to be written; nothing when the dialog was closed.
pub fn place_for(app: &AppHandle, name: &str) -> Option<PathBuf> {
    #[cfg(feature = "e2e")]
    if let Some(folder) = scripted::folder() {
        return Some(folder.join(name));
    }
    app.dialog().file().set_file_name(name).blocking_save_file()?.into_path().ok()
}
