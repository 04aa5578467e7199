//! Closing the window while a fine-tune goes on: it asks first, and whoever says yes leaves a checkpoint behind.

use std::sync::Arc;
use std::time::Duration;

use isocenter_app::commands;
use tauri::{AppHandle, CloseRequestApi, Manager};
use tauri_plugin_dialog::{DialogExt, MessageDialogButtons, MessageDialogKind};

use crate::handlers::SharedApplication;
use crate::window;

/// A large model's step takes minutes, and its end must be awaited for the checkpoint.
const LONGEST_STEP: Duration = Duration::from_secs(10 * 60);

/// Keeps the window open while a run has the machine or waits for it, and asks.
pub fn ask_first(app: &AppHandle, api: &CloseRequestApi) {
    if !commands::runs_at_work(&app.state::<SharedApplication>()) {
        return;
    }
    api.prevent_close();
    let closing = app.clone();
    question(app, move |is_to_close| {
        if is_to_close {
            pause_and_close(&closing);
        }
    });
}

#[cfg(feature = "e2e")]
fn scripted() -> Option<bool> {
    std::env::var_os("ISOCENTER_E2E_CLOSE").map(|answer| answer == "pause")
}

fn question(app: &AppHandle, then: impl FnOnce(bool) + Send + 'static) {
    #[cfg(feature = "e2e")]
    if let Some(answer) = scripted() {
        return then(answer);
    }
    app.dialog()
        .message("A fine-tune is running. Pausing keeps a checkpoint, and it can go on from there the next time.")
        .title("Close Isocenter?")
        .kind(MessageDialogKind::Warning)
        .buttons(MessageDialogButtons::OkCancelCustom("Pause and close".into(), "Keep it open".into()))
        .show(then);
}

fn pause_and_close(app: &AppHandle) {
    if let Some(main) = app.get_webview_window(window::MAIN) {
        let _ = main.set_title("Isocenter: pausing the fine-tune, then closing");
    }
    let app = app.clone();
    std::thread::spawn(move || {
        let application = Arc::clone(&app.state::<SharedApplication>());
        // OK if it does not come to rest in time: the run goes on from its last checkpoint then.
        let _ = commands::pause_all_runs(&application, LONGEST_STEP);
        app.exit(0);
    });
}
