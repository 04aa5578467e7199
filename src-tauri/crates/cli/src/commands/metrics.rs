//! `metrics`.

use isocenter_app::commands::metrics;
use isocenter_app::{Error, PredictionMetrics, Rates};

use super::{Format, Session, number};
use crate::args::Metrics;
use crate::output;

pub(super) fn run(session: &Session, arguments: &Metrics) -> Result<(), Error> {
    let found = metrics(&arguments.file, arguments.task.into())?;
    match session.format {
        Format::Json => output::print_json(&found)?,
        Format::Words => match &found {
            PredictionMetrics::Regimen(regimen) => {
                output::print_line(&format!("{} cases", regimen.n));
                for (name, rates) in
                    [("ROUGE-1", &regimen.rouge1), ("ROUGE-2", &regimen.rouge2), ("ROUGE-L", &regimen.rouge_l)]
                {
                    output::print_line(&rates_in_words(name, rates));
                }
            }
            PredictionMetrics::Classes(classes) => {
                let interval =
                    classes.interval.map_or_else(String::new, |range| format!(" ({:.4}–{:.4})", range.low, range.high));
                output::print_line(&format!("{} cases, {} unreadable", classes.n, classes.unreadable));
                output::print_line(&format!("accuracy {}{interval}", number(classes.accuracy)));
                if classes.code_accuracy.is_some() {
                    output::print_line(&format!("full code accuracy {}", number(classes.code_accuracy)));
                }
                output::print_line(&format!("always the commonest {}", number(classes.majority)));
                for (name, rates) in
                    [("macro", &classes.macro_average), ("weighted", &classes.weighted), ("micro", &classes.micro)]
                {
                    output::print_line(&rates_in_words(name, rates));
                }
            }
        },
    }
    Ok(())
}

fn rates_in_words(name: &str, rates: &Rates) -> String {
    let [precision, recall, f1] = [rates.precision, rates.recall, rates.f1].map(number);
    format!("{name}: precision {precision}, recall {recall}, F1 {f1}")
}
