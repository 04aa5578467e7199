//! Build script of the shell: names the commands a page may be granted, and nothing else.

use tauri_build::{AppManifest, Attributes};

/// Every command the shell registers. Only a command named here falls under the capability file; without the list any page could call
/// anything. `ungranted` is registered but granted to nobody: the window tests prove with it that an ungranted command is refused.
const COMMANDS: &[&str] =
    &["list_models", "machine", "suggest", "cancel_suggestion", "biological_dose", "note_ready", "ungranted"];

fn main() -> tauri_build::Result<()> {
    tauri_build::try_build(Attributes::new().app_manifest(AppManifest::new().commands(COMMANDS)))
}
