//! `score`.

use isocenter_app::Error;
use isocenter_app::commands::{ScoreRequest, ScoredLine, score};

use super::{Format, Session};
use crate::args::Score;
use crate::output;

pub(super) fn run(session: &Session, arguments: &Score) -> Result<(), Error> {
    let request = ScoreRequest {
        model: arguments.model.clone(),
        adapter: arguments.adapter.clone(),
        input: arguments.input.clone(),
        device: arguments.device.into(),
        quantize: arguments.quantize.into(),
    };
    let mut printed = Ok(());
    let mut on_line = |line: ScoredLine| {
        if printed.is_ok() {
            printed = match session.format {
                Format::Json => output::print_json(&line),
                Format::Words => {
                    output::print_line(&in_words(&line));
                    Ok(())
                }
            };
            if printed.is_err() {
                session.cancel.cancel();
            }
        }
    };
    let scored = score(&session.application, &request, &session.cancel, &mut on_line);
    printed.and(scored)
}

fn in_words(line: &ScoredLine) -> String {
    let scored: Vec<f64> = line.logprobs.iter().flatten().map(|p| f64::from(*p)).collect();
    let total: f64 = scored.iter().sum();
    let mean = if scored.is_empty() { "undefined".to_owned() } else { format!("{:.4}", total / scored.len() as f64) };
    format!("{} tokens, log p {total:.4}, per token {mean}", line.ids.len())
}
