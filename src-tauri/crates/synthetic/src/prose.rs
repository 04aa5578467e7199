//! Prose of radiation oncology for the demonstration bases: notes, techniques, plans standing alone, code titles.
//! No document tells a diagnosis together with its plan, modality or code; pairing them is what fine-tuning is for.

use isocenter_domain::Icd10Catalog;
use isocenter_regimens::RegimenLibrary;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::book::Book;
use crate::prose_phrases::{CLINIC, CONTRAST, DOSE, FREQUENT_CODES, MACHINE, OPENINGS, TECHNIQUE};
use crate::typing::with_slips;
use crate::wording::pick;
use crate::{Error, draft, plan_text};

const SHORTEST_WORDS: usize = 30;
const LONGEST_WORDS: usize = 120;

/// How much prose, from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProseOptions {
    /// Documents of 30 to 120 words, about 430 characters each.
    pub documents: usize,
    /// The same seed gives the same documents. Its stream is apart from the cohort's, so seed 1 may serve both.
    pub seed: u64,
}

/// What a document is made of; never of two kinds that would pair a case with its answer.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Diagnoses,
    Plans,
    Codes,
    Guideline,
}

/// Writes the documents.
///
/// # Errors
/// As [`synthesise`](crate::synthesise).
pub fn prose_documents(
    options: ProseOptions,
    library: &RegimenLibrary,
    catalog: &Icd10Catalog,
) -> Result<Vec<String>, Error> {
    let book = Book::built_in()?;
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    // The cohort draws from stream 0.
    rng.set_stream(1);
    let codes: Vec<(&str, &str)> =
        catalog.entries().filter(|entry| is_of_interest(entry.code)).map(|entry| (entry.code, entry.title)).collect();
    let mut documents = Vec::with_capacity(options.documents);
    for _ in 0..options.documents {
        let kind = match rng.random_range(0..100) {
            0..48 => Kind::Diagnoses,
            48..66 => Kind::Plans,
            66..82 => Kind::Codes,
            _ => Kind::Guideline,
        };
        documents.push(match kind {
            Kind::Diagnoses => diagnoses(&book, library, &mut rng)?,
            Kind::Plans => plans(&book, library, &mut rng)?,
            Kind::Codes => code_titles(&codes, &mut rng),
            Kind::Guideline => guideline(&mut rng),
        });
    }
    Ok(documents)
}

fn is_of_interest(code: &str) -> bool {
    code.starts_with('C')
        || code.starts_with('D') && code.as_bytes().get(1).is_some_and(|digit| *digit <= b'4')
        || FREQUENT_CODES.iter().any(|start| code.starts_with(start))
}

/// Notes in the style of the cohort, with clinic sentences that fit any of them.
fn diagnoses(book: &Book, library: &RegimenLibrary, rng: &mut ChaCha8Rng) -> Result<String, Error> {
    let mut text = String::new();
    if rng.random_bool(0.3) {
        push_any(&mut text, OPENINGS, rng);
    }
    let wanted = rng.random_range(SHORTEST_WORDS..80);
    // A second telling of the same words teaches to copy them.
    let mut first = String::new();
    loop {
        let note = if first.is_empty() || rng.random_bool(0.6) {
            with_slips(&draft::draw(book, library, rng)?.diagnosis, rng)
        } else {
            first.clone()
        };
        if words(&text) + words(&note) > LONGEST_WORDS {
            break;
        }
        push(&mut text, &note);
        first = note;
        if words(&text) >= wanted {
            break;
        }
        push_any(&mut text, CLINIC, rng);
    }
    fill(text, CLINIC, rng)
}

/// Plans standing alone: dose, technique and volume in the words of the answers, without the features of the case they were made for.
fn plans(book: &Book, library: &RegimenLibrary, rng: &mut ChaCha8Rng) -> Result<String, Error> {
    let mut text = String::new();
    let wanted = rng.random_range(SHORTEST_WORDS..90);
    while words(&text) < wanted {
        let answer = draft::draw(book, library, rng)?.answer;
        let general = plan_text::without_indication(&answer.summary);
        let plan = match rng.random_range(0..4) {
            0 | 1 => plan_text::answer(&answer.phases, general),
            2 => format!("plan {general}"),
            _ => spelled_out(&answer),
        };
        if words(&text) + words(&plan) > LONGEST_WORDS {
            break;
        }
        push(&mut text, &plan);
    }
    fill(text, MACHINE, rng)
}

fn spelled_out(answer: &draft::Answer) -> String {
    let phases: Vec<String> = answer
        .phases
        .iter()
        .map(|phase| {
            format!(
                "{} Gy in {} fractions of {:.2} Gy with {}",
                phase.dose.gray(),
                phase.fractions.count(),
                phase.dose_per_fraction_gray(),
                phase.modality.plural()
            )
        })
        .collect();
    format!("The course delivered {}", phases.join(" and then "))
}

fn code_titles(codes: &[(&str, &str)], rng: &mut ChaCha8Rng) -> String {
    let mut text = String::new();
    let wanted = rng.random_range(SHORTEST_WORDS..70);
    while words(&text) < wanted {
        let Some((code, title)) = pick(codes, rng) else { return guideline(rng) };
        let line = match rng.random_range(0..4) {
            0 | 1 => format!("{code} is {title}"),
            2 => format!("ICD-10 {code}: {title}"),
            _ => format!("{title} is coded {code}"),
        };
        if words(&text) + words(&line) > LONGEST_WORDS {
            break;
        }
        push(&mut text, &line);
    }
    fill(text, OPENINGS, rng).unwrap_or_default()
}

fn guideline(rng: &mut ChaCha8Rng) -> String {
    let mut text = String::new();
    let wanted = rng.random_range(40..100);
    while words(&text) < wanted {
        let list = [TECHNIQUE, DOSE, CONTRAST, MACHINE, CLINIC][rng.random_range(0..5)];
        push_any(&mut text, list, rng);
    }
    text
}

/// Lengthens a document that came out short.
fn fill(mut text: String, sentences: &[&str], rng: &mut ChaCha8Rng) -> Result<String, Error> {
    while words(&text) < SHORTEST_WORDS {
        push_any(&mut text, sentences, rng);
    }
    Ok(text)
}

fn push_any(text: &mut String, sentences: &[&str], rng: &mut ChaCha8Rng) {
    if let Some(sentence) = pick(sentences, rng) {
        push(text, sentence);
    }
}

fn push(text: &mut String, sentence: &str) {
    if !text.is_empty() {
        text.push(' ');
    }
    text.push_str(sentence);
    if !text.ends_with(['.', ':']) {
        text.push('.');
    }
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}
