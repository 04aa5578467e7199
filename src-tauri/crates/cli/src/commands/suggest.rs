//! `suggest`.

use std::io::Read;

use isocenter_app::commands::{ModelChoice, SuggestionJob, suggest_with};
use isocenter_app::wire::{ArmChoice, CodeCandidate, Modality, ModalityProbability, PhaseView, SuggestEvent};
use isocenter_app::{Error, ErrorCode};
use serde_json::{Map, Value, json};

use super::{Format, Session};
use crate::args::Suggest;
use crate::output;

/// More than any diagnosis that is read; the rest of an endless input is not waited for.
const MAX_INPUT_BYTES: u64 = 1_000_000;

/// What the events said, once all is told.
#[derive(Default)]
struct Answers {
    text: String,
    phases: Vec<PhaseView>,
    modality: Option<(Modality, Vec<ModalityProbability>)>,
    candidates: Vec<CodeCandidate>,
}

pub(super) fn run(session: &Session, arguments: &Suggest) -> Result<(), Error> {
    let job = SuggestionJob {
        diagnosis: diagnosis(&arguments.text)?,
        model: arguments.model.clone().map_or(ModelChoice::Preferred, ModelChoice::Folder),
        arms: if arguments.base { ArmChoice::Base } else { ArmChoice::Tuned },
        temperature: arguments.temperature,
        seed: arguments.seed,
        quantize: arguments.quantize.into(),
    };
    let mut answers = Answers::default();
    let mut sink = |event: SuggestEvent| match event {
        SuggestEvent::Notice { message, .. } => output::print_note(&message),
        SuggestEvent::RegimenDone { text, phases, .. } => {
            answers.text = text;
            answers.phases = phases;
        }
        SuggestEvent::Modality { label, probabilities, .. } => answers.modality = Some((label, probabilities)),
        SuggestEvent::Icd10 { candidates, .. } => answers.candidates = candidates,
        _ => {}
    };
    let report = suggest_with(&session.application, &job, &session.cancel, &mut sink)?;
    if report.was_cancelled {
        return Err(Error::new(
            ErrorCode::BadInput,
            "stopped before it was finished",
            "run it again when you want the result",
        ));
    }
    match session.format {
        Format::Json => output::print_json(&answers.document(&report.model)),
        Format::Words => {
            answers.print(&report.model);
            Ok(())
        }
    }
}

fn diagnosis(text: &str) -> Result<String, Error> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let mut bytes = Vec::new();
    std::io::stdin().take(MAX_INPUT_BYTES).read_to_end(&mut bytes).map_err(|error| {
        Error::new(ErrorCode::BadInput, "standard input cannot be read", "give the diagnosis as an argument")
            .with_detail(error.to_string())
    })?;
    String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorCode::BadInput, "standard input is not UTF-8 text", "save it as UTF-8 and try again")
    })
}

impl Answers {
    /// The document of the contract; what is not stated is null.
    fn document(&self, model: &str) -> Value {
        let first = self.phases.first();
        let total =
            |of: fn(&PhaseView) -> f64| (!self.phases.is_empty()).then(|| self.phases.iter().map(of).sum::<f64>());
        let fractions = (!self.phases.is_empty()).then(|| self.phases.iter().map(|phase| phase.fractions).sum::<u32>());
        let probabilities: Map<String, Value> = self
            .modality
            .iter()
            .flat_map(|(_, probabilities)| probabilities)
            .map(|entry| (label(entry.modality).to_owned(), json!(entry.probability)))
            .collect();
        let best = self.candidates.first();
        json!({
            "model": model,
            "regimen": {
                "text": self.text,
                "modality": first.map(|phase| label(phase.modality)),
                "total_dose_gy": total(|phase| phase.dose_gy),
                "fractions": fractions,
                "dose_per_fraction_gy": first.map(|phase| phase.dose_per_fraction_gy),
                "phases": self.phases.iter().map(phase_document).collect::<Vec<_>>(),
            },
            "modality": { "label": self.modality.as_ref().map(|(modality, _)| label(*modality)), "probabilities": probabilities },
            "icd10": {
                "code": best.map(|candidate| candidate.code.as_str()),
                "category": best.map(|candidate| candidate.code.chars().take(3).collect::<String>()),
                "title": best.map(|candidate| candidate.title.as_str()),
                "candidates": self.candidates.iter().map(candidate_document).collect::<Vec<_>>(),
            },
        })
    }

    fn print(&self, model: &str) {
        output::print_line(&format!("model     {model}"));
        output::print_line(&format!("regimen   {}", if self.text.is_empty() { "not stated" } else { &self.text }));
        for phase in &self.phases {
            output::print_line(&format!(
                "          {}: {} Gy / {} fx, {}",
                phase.label,
                phase.dose_gy,
                phase.fractions,
                label(phase.modality)
            ));
        }
        if let Some((modality, probabilities)) = &self.modality {
            let shares: Vec<String> = probabilities
                .iter()
                .map(|entry| format!("{} {:.3}", label(entry.modality), entry.probability))
                .collect();
            output::print_line(&format!("modality  {} ({})", label(*modality), shares.join(", ")));
        }
        for (place, candidate) in self.candidates.iter().enumerate() {
            let head = if place == 0 { "icd10" } else { "" };
            output::print_line(&format!(
                "{head:9} {} {} ({:.3})",
                candidate.code, candidate.title, candidate.probability
            ));
        }
        output::print_line("Research use only. Every suggestion needs a physician's judgement.");
    }
}

fn phase_document(phase: &PhaseView) -> Value {
    json!({
        "label": phase.label,
        "modality": label(phase.modality),
        "dose_gy": phase.dose_gy,
        "fractions": phase.fractions,
        "dose_per_fraction_gy": phase.dose_per_fraction_gy,
    })
}

fn candidate_document(candidate: &CodeCandidate) -> Value {
    json!({ "code": candidate.code, "title": candidate.title, "probability": candidate.probability })
}

fn label(modality: Modality) -> &'static str {
    match modality {
        Modality::Photon => "photon",
        Modality::Proton => "proton",
        Modality::Electron => "electron",
        Modality::Brachytherapy => "brachytherapy",
    }
}
