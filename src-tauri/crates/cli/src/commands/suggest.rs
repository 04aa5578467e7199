//! `suggest`.

use std::io::Read;

use isocenter_app::commands::{ModelChoice, SuggestionJob, suggest_with};
use isocenter_app::wire::{
    ArmChoice, CheckLevel, CheckView, CodeCandidate, Modality, ModalityProbability, PhaseView, SampleAgreement,
    SimilarCase, SimilarCases, SuggestEvent,
};
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
    agreement: Option<SampleAgreement>,
    checks: Vec<CheckView>,
    similar: Option<SimilarCases>,
}

pub(super) fn run(session: &Session, arguments: &Suggest) -> Result<(), Error> {
    let job = SuggestionJob {
        diagnosis: diagnosis(&arguments.text)?,
        model: arguments.model.clone().map_or(ModelChoice::Preferred, ModelChoice::Folder),
        arms: if arguments.base { ArmChoice::Base } else { ArmChoice::Tuned },
        temperature: arguments.temperature,
        seed: arguments.seed,
        samples: arguments.samples,
        own_plan: None,
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
        SuggestEvent::Agreement { agreement, .. } => {
            if let Some(largest) = agreement.groups.first() {
                answers.text.clone_from(&largest.text);
                answers.phases.clone_from(&largest.phases);
            }
            answers.agreement = Some(agreement);
        }
        SuggestEvent::Evidence { checks, similar, .. } => {
            answers.checks = checks;
            answers.similar = Some(similar);
        }
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
            "agreement": self.agreement.as_ref().map(agreement_document),
            "checks": self.checks.iter().map(check_document).collect::<Vec<_>>(),
            "similar": self.similar.as_ref().map(similar_document),
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
        if let Some(agreement) = self.agreement.as_ref().filter(|agreement| agreement.asked > 1) {
            let agreeing = agreement.groups.first().map_or(0, |largest| largest.count);
            output::print_line(&format!("samples   {agreeing} of {} agree", agreement.drawn));
        }
        for check in self.checks.iter().filter(|check| is_exception(check)) {
            let head = if check.level == CheckLevel::Stop { "stop" } else { "look" };
            output::print_line(&format!("{head:9} {}", check.statement));
        }
        if let Some(similar) = self.similar.as_ref().filter(|similar| !similar.cases.is_empty()) {
            let (equal, of) = (similar.equal, similar.cases.len());
            output::print_line(&format!("similar   {equal} of the {of} nearest training cases had this plan"));
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

fn is_exception(check: &CheckView) -> bool {
    matches!(check.level, CheckLevel::Stop | CheckLevel::Look)
}

fn agreement_document(agreement: &SampleAgreement) -> Value {
    let groups = agreement.groups.iter().map(|group| {
        json!({
            "samples": group.count,
            "text": group.text,
            "phases": group.phases.iter().map(phase_document).collect::<Vec<_>>(),
        })
    });
    json!({
        "asked": agreement.asked,
        "drawn": agreement.drawn,
        "unread": agreement.unread,
        "agreeing": agreement.groups.first().map_or(0, |largest| largest.count),
        "standing": agreement.standing,
        "groups": groups.collect::<Vec<_>>(),
    })
}

fn check_document(check: &CheckView) -> Value {
    json!({
        "rule": check.rule,
        "level": check.level,
        "statement": check.statement,
        "weigh": check.weigh,
        "source": check.source,
    })
}

fn similar_document(similar: &SimilarCases) -> Value {
    let case = |case: &SimilarCase| {
        json!({
            "similarity": case.similarity,
            "diagnosis": case.diagnosis,
            "delivered": case.delivered_text,
            "code": case.code,
            "equals_suggestion": case.equals_suggestion,
        })
    };
    json!({
        "searched": similar.searched,
        "basis": similar.basis,
        "origin": similar.origin,
        "equal": similar.equal,
        "cases": similar.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

fn label(modality: Modality) -> &'static str {
    match modality {
        Modality::Photon => "photon",
        Modality::Proton => "proton",
        Modality::Electron => "electron",
        Modality::Brachytherapy => "brachytherapy",
    }
}
