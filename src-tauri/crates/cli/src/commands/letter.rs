//! `letter draft`, `letter check`, `letter score` and `letter synthesise`.

use isocenter_app::commands::{
    LetterDraftJob, LetterOverlap, LetterScoreRequest, ModelChoice, check_letter_file, draft_letter_file,
    score_letter_file, synthesise_letters,
};
use isocenter_app::{Distance, Error, SectionKind, Verdict};

use super::{Format, Session, existing, number};
use crate::args::{Letter, LetterCheck, LetterDraft, LetterScore, LetterSynthesise};
use crate::output;

pub(super) fn run(session: &Session, letter: &Letter) -> Result<(), Error> {
    match letter {
        Letter::Draft(arguments) => draft(session, arguments),
        Letter::Synthesise(arguments) => synthesise(session, arguments),
        Letter::Check(arguments) => check(session, arguments),
        Letter::Score(arguments) => score(session, arguments),
    }
}

fn draft(session: &Session, arguments: &LetterDraft) -> Result<(), Error> {
    let job = LetterDraftJob {
        model: arguments.model.clone().map_or(ModelChoice::Preferred, ModelChoice::Folder),
        facts: arguments.facts.clone(),
        base: arguments.base,
        temperature: arguments.temperature,
        seed: arguments.seed,
        quantize: isocenter_app::Quantize::None,
        out: arguments.out.clone(),
    };
    let found = draft_letter_file(&session.application, &job, &session.cancel, &mut |_| ())?;
    if session.format == Format::Json {
        return output::print_json(&found);
    }
    output::print_line(&found.text);
    let counts = found.check.counts;
    output::print_line(&format!(
        "{}: {} claims, {} unsupported, {} contradicted, {} facts missing. Research use only: a physician reads and corrects it.",
        found.model, counts.claims, counts.unsupported, counts.contradicted, counts.missing
    ));
    Ok(())
}

fn synthesise(session: &Session, arguments: &LetterSynthesise) -> Result<(), Error> {
    let LetterSynthesise { patients, seed, out, force } = arguments;
    let letters = synthesise_letters(*patients, *seed, out, existing(*force))?;
    match session.format {
        Format::Json => output::print_json(&serde_json::json!({ "letters": letters }))?,
        Format::Words => {
            output::print_line(&format!("{letters} letters of {patients} invented patients in {}", out.display()))
        }
    }
    Ok(())
}

fn check(session: &Session, arguments: &LetterCheck) -> Result<(), Error> {
    let found = check_letter_file(&arguments.facts, &arguments.letter)?;
    if session.format == Format::Json {
        return output::print_json(&found);
    }
    let counts = found.check.counts;
    output::print_line(&format!(
        "{} claims: {} traced, {} unsupported, {} contradicted; share without a source {}",
        counts.claims,
        counts.traced,
        counts.unsupported,
        counts.contradicted,
        number(found.check.unsupported_share)
    ));
    for claim in found.check.claims.iter().filter(|claim| claim.verdict != Verdict::Traced) {
        let facts: Vec<&str> = claim.facts.iter().map(|fact| fact.as_str()).collect();
        let verdict = match claim.verdict {
            Verdict::Contradicted => format!("contradicts {}", facts.join(", ")),
            _ => "is in no fact".to_owned(),
        };
        let text = claim.text.reveal().split_whitespace().collect::<Vec<_>>().join(" ");
        output::print_line(&format!("“{text}” (byte {}) {verdict}", claim.span.start));
    }
    for missing in &found.check.missing {
        output::print_line(&format!("{} is not in the letter", missing.fact));
    }
    for finding in &found.check.findings {
        let facts: Vec<&str> = finding.facts.iter().map(|fact| fact.as_str()).collect();
        let of = if facts.is_empty() { "facts".to_owned() } else { facts.join(", ") };
        output::print_line(&format!("{of}: {}", finding.kind.sentence()));
    }
    if !found.check.empty_sections.is_empty() {
        output::print_line(&format!("{} headings with no text under them", found.check.empty_sections.len()));
    }
    output::print_line(if found.clear { "nothing stands against signing" } else { "not to be signed as it is" });
    Ok(())
}

fn score(session: &Session, arguments: &LetterScore) -> Result<(), Error> {
    let LetterScore { reference, letter, facts } = arguments;
    let request = LetterScoreRequest { reference: reference.clone(), letter: letter.clone(), facts: facts.clone() };
    let found = score_letter_file(&request)?;
    if session.format == Format::Json {
        return output::print_json(&found);
    }
    print_overlap("whole letter", &found.overlap);
    for section in &found.sections {
        print_overlap(section.section.map_or("under other headings", name), &section.overlap);
    }
    let edits = match found.revision.distance {
        Distance::Exactly(edits) => edits.to_string(),
        Distance::MoreThan(most) => format!("more than {most}"),
    };
    output::print_line(&format!("{edits} words changed, share kept {}", number(found.revision.share_kept)));
    if let Some(claims) = found.claims {
        output::print_line(&format!(
            "{} claims, {} without a source; share {}",
            claims.claims,
            claims.unsupported + claims.contradicted,
            number(found.unsupported_share)
        ));
    }
    Ok(())
}

fn print_overlap(of: &str, overlap: &LetterOverlap) {
    for (name, rates) in [("ROUGE-1", &overlap.rouge1), ("ROUGE-2", &overlap.rouge2), ("ROUGE-L", &overlap.rouge_l)] {
        let [precision, recall, f1] = [rates.precision, rates.recall, rates.f1].map(number);
        output::print_line(&format!("{of}, {name}: precision {precision}, recall {recall}, F1 {f1}"));
    }
}

const fn name(section: SectionKind) -> &'static str {
    match section {
        SectionKind::Salutation => "salutation",
        SectionKind::Diagnoses => "diagnoses",
        SectionKind::TreatmentHistory => "treatment history",
        SectionKind::SummaryAndAssessment => "summary and assessment",
        SectionKind::Recommendations => "recommendations",
        SectionKind::PlannedSchedule => "planned schedule",
        SectionKind::Closing => "closing",
    }
}
