//! `generate`.

use isocenter_app::Error;
use isocenter_app::commands::{GenerateRequest, GeneratedLine, PromptSource, generate};

use super::{Format, Session};
use crate::args::Generate;
use crate::output;

pub(super) fn run(session: &Session, arguments: &Generate) -> Result<(), Error> {
    let source = match (&arguments.input, &arguments.prompt) {
        (Some(path), _) => PromptSource::File(path.clone()),
        (None, prompt) => PromptSource::Prompt(prompt.clone().unwrap_or_default()),
    };
    let request = GenerateRequest {
        model: arguments.model.clone(),
        adapter: arguments.adapter.clone(),
        source,
        temperature: arguments.temperature,
        top_p: arguments.top_p,
        seed: arguments.seed,
        max_tokens: arguments.max_tokens,
        device: arguments.device.into(),
        quantize: arguments.quantize.into(),
    };
    let mut printed = Ok(());
    let mut on_line = |line: GeneratedLine| {
        if printed.is_ok() {
            printed = match session.format {
                Format::Json => output::print_json(&line),
                Format::Words => {
                    output::print_line(&line.text);
                    Ok(())
                }
            };
            if printed.is_err() {
                session.cancel.cancel();
            }
        }
    };
    let generated = generate(&session.application, &request, &session.cancel, &mut on_line);
    printed.and(generated)
}
