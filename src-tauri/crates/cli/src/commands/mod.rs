//! One file for each command: arguments to a request, the use-case, its result to words or JSON.

mod audit;
mod bench;
mod cohort;
mod demo;
mod doctor;
mod export;
mod finetune;
mod generate;
mod import;
mod score;
mod suggest;
mod vault;

use isocenter_app::{Application, CancelToken, Error, ErrorCode, OperatingSystemHost, StopRequest};

use crate::args::{Arguments, Cohort, Command, Demo};
use crate::output;

/// How results are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Words,
    /// For programs.
    Json,
}

/// What every command is given.
pub(crate) struct Session {
    pub(crate) application: Application,
    pub(crate) cancel: CancelToken,
    pub(crate) format: Format,
}

/// Runs the command.
///
/// # Errors
/// Those of the use-case.
pub(crate) fn run(arguments: Arguments) -> Result<(), Error> {
    let cancel = CancelToken::new();
    stop_on_interrupt(&cancel)?;
    let format = if arguments.json { Format::Json } else { Format::Words };
    let session = Session { application: Application::new(OperatingSystemHost::new()), cancel, format };
    match arguments.command {
        Command::Suggest(suggest) => suggest::run(&session, &suggest),
        Command::Generate(generate) => generate::run(&session, &generate),
        Command::Score(score) => score::run(&session, &score),
        Command::Finetune(finetune) => finetune::run(&session, &finetune),
        Command::Bench(bench) => bench::run(&session, &bench),
        Command::Export(export) => export::run(&session, &export),
        Command::Import(import) => import::run(&session, &import),
        Command::Cohort(Cohort::Synthesise(synthesise)) => cohort::run(&session, &synthesise),
        Command::Vault(vault) => vault::run(&session, &vault),
        Command::Audit(audit) => audit::run(&session, &audit),
        Command::Demo(Demo::Build(build)) => demo::run(&session, &build),
        Command::Doctor => doctor::run(&session),
    }
}

/// The first Ctrl-C asks the work to stop so that it can go on later, the second ends the process.
fn stop_on_interrupt(cancel: &CancelToken) -> Result<(), Error> {
    let cancel = cancel.clone();
    let stop = move || {
        if cancel.is_cancelled() {
            std::process::exit(130);
        }
        cancel.request(StopRequest::Pause);
        output::print_note("stopping cleanly; press Ctrl-C again to stop at once");
    };
    ctrlc::set_handler(stop).map_err(|error| {
        Error::new(ErrorCode::Internal, "Ctrl-C cannot be heard", "report this").with_detail(error.to_string())
    })
}
