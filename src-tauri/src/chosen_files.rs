//! The system's own dialogs for files. The test build takes its answers from the environment, because WebDriver cannot reach them.

use std::path::PathBuf;

use isocenter_app::wire::BaseModelKind;
use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt, FilePath};

/// Test build: files that stand for what a person would choose, and the folder for what is saved.
#[cfg(feature = "e2e")]
mod scripted {
    use std::path::PathBuf;

    use isocenter_app::wire::BaseModelKind;

    pub(super) fn exports() -> Option<Vec<PathBuf>> {
        let listed = std::env::var_os("ISOCENTER_E2E_EXPORTS")?;
        Some(std::env::split_paths(&listed).collect())
    }

    pub(super) fn model(kind: BaseModelKind) -> Option<PathBuf> {
        let listed = std::env::var_os("ISOCENTER_E2E_MODELS")?;
        std::env::split_paths(&listed).find(|place| place.is_dir() == (kind == BaseModelKind::Folder))
    }

    pub(super) fn data_file() -> Option<PathBuf> {
        std::env::var_os("ISOCENTER_E2E_DATA").map(PathBuf::from)
    }

    /// A folder stands for its files.
    pub(super) fn letters() -> Option<Vec<PathBuf>> {
        let folder = std::env::var_os("ISOCENTER_E2E_LETTERS")?;
        let files = std::fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
        Some(files.filter(|path| path.is_file()).collect())
    }

    pub(super) fn packet() -> Option<PathBuf> {
        std::env::var_os("ISOCENTER_E2E_PACKET").map(PathBuf::from)
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

/// A base model, a folder or a GGUF file; nothing when the dialog was closed.
pub fn model(app: &AppHandle, kind: BaseModelKind) -> Option<PathBuf> {
    #[cfg(feature = "e2e")]
    if let Some(place) = scripted::model(kind) {
        return Some(place);
    }
    let dialog = app.dialog().file();
    let chosen = match kind {
        BaseModelKind::Folder => dialog.set_title("Choose the folder of a model").blocking_pick_folder(),
        BaseModelKind::Gguf => {
            dialog.set_title("Choose a model file").add_filter("GGUF models", &["gguf"]).blocking_pick_file()
        }
    };
    chosen?.into_path().ok()
}

/// Lines of prompt and answer; nothing when the dialog was closed.
pub fn data_file(app: &AppHandle) -> Option<PathBuf> {
    #[cfg(feature = "e2e")]
    if let Some(path) = scripted::data_file() {
        return Some(path);
    }
    let dialog = app.dialog().file().set_title("Choose lines of prompt and answer");
    dialog.add_filter("JSON lines", &["jsonl", "json"]).blocking_pick_file()?.into_path().ok()
}

/// Facts and past letters; nothing when the dialog was closed.
pub fn letters(app: &AppHandle) -> Option<Vec<PathBuf>> {
    #[cfg(feature = "e2e")]
    if let Some(paths) = scripted::letters() {
        return Some(paths);
    }
    let dialog = app.dialog().file().set_title("Choose facts and past letters, named alike");
    let chosen =
        dialog.add_filter("Facts and letters", &["json", "csv", "txt", "docx", "pdf"]).blocking_pick_files()?;
    Some(chosen.into_iter().filter_map(|path: FilePath| path.into_path().ok()).collect())
}

/// A packet of another workstation; nothing when the dialog was closed.
pub fn packet(app: &AppHandle) -> Option<PathBuf> {
    #[cfg(feature = "e2e")]
    if let Some(path) = scripted::packet() {
        return Some(path);
    }
    let dialog = app.dialog().file().set_title("Choose a packet");
    dialog.add_filter("Packets", &["isopacket"]).blocking_pick_file()?.into_path().ok()
}

/// Where a file is to be written; nothing when the dialog was closed.
pub fn place_for(app: &AppHandle, name: &str) -> Option<PathBuf> {
    #[cfg(feature = "e2e")]
    if let Some(folder) = scripted::folder() {
        return Some(folder.join(name));
    }
    app.dialog().file().set_file_name(name).blocking_save_file()?.into_path().ok()
}
