//! The program: hands over to the shell's library, nothing else.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    isocenter_desktop::run()
}
