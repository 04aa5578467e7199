//! The end of a fine-tune is told to whoever looks elsewhere: the title and the urgency of the window, and on Linux a notification of the
//! desktop through GIO, which the window brings along. No text of a patient is in it.

use isocenter_app::Application;
use isocenter_app::wire::{RunRow, RunState};
use tauri::{AppHandle, Manager, UserAttentionType};

use crate::window;

const TITLE: &str = "Isocenter";

/// Tells of each run that comes to rest from now on.
pub fn tell_of_ends(app: &AppHandle, application: &Application) {
    let app = app.clone();
    application.on_run_end(move |row| {
        let Some(words) = words(row) else { return };
        let shown = app.clone();
        // OK if the window is gone: then nobody is to be told.
        let _ = app.run_on_main_thread(move || show(&shown, &words));
    });
}

/// The title is as it was once somebody looks.
pub fn seen(app: &AppHandle) {
    if let Some(main) = app.get_webview_window(window::MAIN) {
        let _ = main.set_title(TITLE);
    }
}

/// Nothing for an end that whoever sits there asked for.
fn words(row: &RunRow) -> Option<String> {
    let end = match row.state {
        RunState::Finished => "has finished",
        RunState::StoppedEarly => "has ended by itself",
        RunState::Failed => "has failed",
        RunState::Queued
        | RunState::Running
        | RunState::Paused
        | RunState::Interrupted
        | RunState::Kept
        | RunState::Cancelled => return None,
    };
    Some(format!("Run {} {end}", row.run))
}

fn show(app: &AppHandle, words: &str) {
    let Some(main) = app.get_webview_window(window::MAIN) else { return };
    if main.is_focused().unwrap_or(false) {
        return;
    }
    let _ = main.set_title(&format!("{words} – {TITLE}"));
    let _ = main.request_user_attention(Some(UserAttentionType::Informational));
    #[cfg(target_os = "linux")]
    desktop(words);
}

#[cfg(target_os = "linux")]
fn desktop(words: &str) {
    use gtk::gio;
    use gtk::gio::prelude::ApplicationExt;
    if let Some(application) = gio::Application::default() {
        application.send_notification(Some("run"), &gio::Notification::new(words));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(state: RunState) -> RunRow {
        RunRow {
            run: 14,
            model: "m".into(),
            model_name: "Model".into(),
            architecture: "LLaMA".into(),
            task: None,
            data_set: "Cohort".into(),
            rank: 16,
            quantize: isocenter_app::wire::QuantizeFormat::None,
            validation_loss: None,
            held_out: None,
            steps_done: 1,
            steps: 1,
            seconds: 1.0,
            started: String::new(),
            ended: String::new(),
            state,
            failure: None,
            interruption: None,
            is_released: false,
            can_resume: false,
            has_adapter: true,
            repeats: None,
        }
    }

    #[test]
    fn only_an_end_that_nobody_asked_for_is_told() {
        assert_eq!(words(&row(RunState::Finished)).as_deref(), Some("Run 14 has finished"));
        assert_eq!(words(&row(RunState::Failed)).as_deref(), Some("Run 14 has failed"));
        assert_eq!(words(&row(RunState::Paused)), None);
        assert_eq!(words(&row(RunState::Cancelled)), None);
    }
}
