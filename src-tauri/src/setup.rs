//! Puts the shell together and runs it until the window closes.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use isocenter_app::{Application, OperatingSystemHost, commands};
use tauri::{AppHandle, Manager, RunEvent, WindowEvent};

use crate::handlers::SharedApplication;
use crate::start_trace::StartTrace;
use crate::{closing, environment, faults, handlers, run_notice, window};

/// Runs the application; returns when the window is closed.
pub fn run() -> ExitCode {
    let trace = StartTrace::begin();
    faults::report_places_only();
    if let Err(refusal) = environment::prepare() {
        return refuse(refusal.sentence());
    }
    let started = tauri::Builder::default()
        // First, so that a second start ends before it opens anything.
        .plugin(tauri_plugin_single_instance::init(|app, _arguments, _folder| {
            if let Some(main) = app.get_webview_window(window::MAIN) {
                let _ = main.unminimize();
                let _ = main.set_focus();
            }
        }))
        .plugin(tauri_plugin_dialog::init())
        .invoke_handler(handlers::all())
        .manage(trace)
        .manage::<SharedApplication>(Arc::new(Application::new(OperatingSystemHost::new())))
        .setup(|app| {
            window::open(app)?;
            run_notice::tell_of_ends(app.handle(), &app.state::<SharedApplication>());
            Ok(())
        })
        .build(tauri::generate_context!());
    match started {
        Ok(program) => {
            program.run(|app, event| match event {
                RunEvent::WindowEvent { event: WindowEvent::CloseRequested { api, .. }, .. } => {
                    closing::ask_first(app, &api)
                }
                RunEvent::WindowEvent { event: WindowEvent::Focused(true), .. } => run_notice::seen(app),
                RunEvent::Exit => end(app),
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            refuse(&format!("the window could not be opened ({error}) — restart the desktop session and try again"))
        }
    }
}

/// The process ends without running destructors, so the vault is locked here.
fn end(app: &AppHandle) {
    if let Err(error) = commands::end_session(&app.state::<SharedApplication>()) {
        let _ = writeln!(std::io::stderr(), "isocenter: {error}");
    }
}

fn refuse(sentence: &str) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "error: {sentence}");
    ExitCode::FAILURE
}
