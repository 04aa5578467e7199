//! isocenter-cli: the use-cases of Isocenter without a window. Parsing is in `args`, words for the user in `output`.

mod args;
mod commands;
mod exit_code;
mod output;
mod passphrase;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use args::Arguments;

fn main() -> ExitCode {
    // OK because clap itself ends with code 2 on wrong usage and 0 on help.
    let arguments = Arguments::parse();
    match commands::run(arguments) {
        Ok(()) => exit_code::SUCCESS,
        Err(error) => {
            output::print_error(&error);
            exit_code::of(&error)
        }
    }
}
