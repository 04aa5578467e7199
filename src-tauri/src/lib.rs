//! The desktop shell: one window over the use-cases of isocenter-app. No medicine, no model and no file format lives here; each
//! command is one line over the application.

mod chosen_files;
mod closing;
mod environment;
mod faults;
mod handlers;
mod run_notice;
mod setup;
mod start_trace;
mod window;

pub use setup::run;
