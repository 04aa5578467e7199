//! `demo build`.

use isocenter_app::Error;
use isocenter_app::commands::TrainingEvent;
use isocenter_app::commands::demonstration::{BuildEvent, DemonstrationRequest, build_demonstration};
use serde_json::json;

use super::{Format, Session};
use crate::args::Build;
use crate::output;
use crate::progress::Progress;

/// Steps between two lines where there is no terminal to show a bar on.
const STEPS_PER_NOTE: usize = 50;

pub(super) fn run(session: &Session, arguments: &Build) -> Result<(), Error> {
    let request = DemonstrationRequest {
        recipes: arguments.recipes.clone(),
        out: arguments.out.clone(),
        only: arguments.model.clone(),
        stage: arguments.stage,
    };
    let progress = Progress::new("building");
    let mut observe = |event: BuildEvent<'_>| match event {
        BuildEvent::Stage { model, stage } => output::print_note(&format!("{model}: {}", stage.name())),
        BuildEvent::Skipped { model, stage } => output::print_note(&format!("{model}: {} is finished", stage.name())),
        BuildEvent::Training(event) => {
            progress.training(&event);
            if let TrainingEvent::Stepped(step) = &event
                && step.step.is_multiple_of(STEPS_PER_NOTE)
                && progress.is_hidden()
            {
                output::print_note(&format!(
                    "step {}, loss {:.4}, {:.0} tokens/s",
                    step.step, step.loss, step.tokens_per_s
                ));
            }
        }
        BuildEvent::Evaluated { part, done, total } => {
            progress.message(part.to_owned());
            progress.set(done, total);
        }
    };
    let built = build_demonstration(&session.application, &request, &session.cancel, &mut observe)?;
    drop(progress);
    let models: Vec<_> = built.iter().map(|model| json!({ "model": model.id, "folder": model.folder })).collect();
    match session.format {
        Format::Json => output::print_json(&models)?,
        Format::Words => {
            for model in built {
                output::print_line(&format!("{} in {}", model.id, model.folder.display()));
            }
        }
    }
    Ok(())
}
