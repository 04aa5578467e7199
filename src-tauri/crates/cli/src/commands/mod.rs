//! One file for each command: arguments to a request, the use-case, its result to words or JSON.

mod agreement;
mod audit;
mod bench;
mod cohort;
mod compare;
mod demo;
mod demo_study;
mod doctor;
mod evaluate;
mod export;
mod finetune;
mod generate;
mod import;
mod letter;
mod metrics;
mod score;
mod suggest;
mod vault;

use isocenter_app::commands::Existing;
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
        Command::Evaluate(evaluate) => evaluate::run(&session, &evaluate),
        Command::Metrics(metrics) => metrics::run(&session, &metrics),
        Command::Compare(compare) => compare::run(&session, &compare),
        Command::Agreement(agreement) => agreement::run(&session, &agreement),
        Command::Letter(letter) => letter::run(&session, &letter),
        Command::Bench(bench) => bench::run(&session, &bench),
        Command::Export(export) => export::run(&session, &export),
        Command::Import(import) => import::run(&session, &import),
        Command::Cohort(Cohort::Synthesise(synthesise)) => cohort::run(&session, &synthesise),
        Command::Vault(vault) => vault::run(&session, &vault),
        Command::Audit(audit) => audit::run(&session, &audit),
        Command::Demo(Demo::Build(build)) => demo::run(&session, &build),
        Command::Demo(Demo::Study(study)) => demo_study::run(&session, &study),
        Command::Doctor => doctor::run(&session),
    }
}

/// A number for people; an undefined one is never a 0.
/// What `--force` says.
fn existing(force: bool) -> Existing {
    if force { Existing::Replace } else { Existing::Keep }
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(|| "undefined".to_owned(), |value| format!("{value:.4}"))
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
