//! `doctor`.

use isocenter_app::Error;
use isocenter_app::commands::{DoctorReport, Fit, FoundModel, doctor};

use super::{Format, Session};
use crate::output;

pub(super) fn run(session: &Session) -> Result<(), Error> {
    let report = doctor(&session.application);
    match session.format {
        Format::Json => output::print_json(&report)?,
        Format::Words => print(&report),
    }
    Ok(())
}

fn print(report: &DoctorReport) {
    output::print_line(&format!("Isocenter {}", report.version));
    for device in &report.devices {
        let state = device.problem.as_deref().unwrap_or("available");
        output::print_line(&format!("device {}: {state}", device.name));
    }
    output::print_line(&format!("threads: {}", report.threads));
    output::print_line(&match (report.memory_available_gb, report.memory_total_gb) {
        (Some(available), Some(total)) => format!("memory: {available:.1} of {total:.1} GB free"),
        _ => "memory: the system does not say".to_owned(),
    });
    if report.models.is_empty() {
        output::print_line(&format!("no model in {}", report.model_roots.join(", ")));
    }
    for model in &report.models {
        print_model(model);
    }
}

fn print_model(model: &FoundModel) {
    output::print_line(&format!("model {} ({}) in {}", model.id, model.name, model.folder));
    if let Some(problem) = &model.problem {
        output::print_line(&format!("  cannot be used: {}", problem.message));
        return;
    }
    let adapters = if model.tasks.is_empty() {
        "none"
    } else {
        &model.tasks.iter().map(|task| format!("{task:?}").to_lowercase()).collect::<Vec<_>>().join(", ")
    };
    output::print_line(&format!(
        "  {}, {:.1} million parameters, {:.0} MB on disk; adapters: {adapters}",
        model.architecture,
        model.parameters as f64 / 1e6,
        model.weights_mb
    ));
    for format in &model.formats {
        let answering = format.generation.map_or_else(|| "unknown".to_owned(), words);
        let name = serde_json::to_value(format.quantize).unwrap_or_default();
        output::print_line(&format!(
            "  {:5} answering {answering}; fine-tuning {}",
            name.as_str().unwrap_or_default(),
            words(format.finetuning)
        ));
    }
}

fn words(fit: Fit) -> String {
    format!("{:.2} GB{}", fit.needed_gb, verdict(fit))
}

fn verdict(fit: Fit) -> &'static str {
    match fit.fits {
        Some(true) => ", fits",
        Some(false) => ", does not fit now",
        None => "",
    }
}
