//! Facts and past letters come in from files, paired by their names. What is wrong with one patient's files refuses these, not the others.

use std::path::{Path, PathBuf};

use isocenter_document::{FileKind, read_text};
use isocenter_domain::Redacted;
use isocenter_letter::{FactKind, Language, pair_by_stem, review_pair};
use isocenter_store::{
    Action, AuditEntry, AuditValue, Hash, LetterLanguage, LetterPart, NewLetterCase, Subject, SubjectKind,
};

use super::checking::facts_in;
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::letters::{masked, notice_words};
use crate::permission::Permission;
use crate::wire::{LetterImportReport, LetterImportRow};
use crate::{failure, files};

/// Reads files and stores what can be used: facts with their past letter, or facts of a letter that has to be written.
///
/// # Errors
/// Not permitted; a full disk. Files that cannot be used are told in the report.
pub fn import_letters(application: &Application, paths: &[PathBuf]) -> Result<LetterImportReport, Error> {
    application.session().permit(Permission::KeepLetters)?;
    let names: Vec<String> = paths.iter().map(|path| files::name_of(path)).collect();
    let named: Vec<&str> = names.iter().map(String::as_str).collect();
    let pairing = pair_by_stem(&named);
    let mut taken: Vec<Taken> = Vec::new();
    let mut rows: Vec<LetterImportRow> = Vec::new();
    let refused = |places: &[usize], why: &str| LetterImportRow {
        files: places.iter().map(|place| names[*place].clone()).collect(),
        label: None,
        refusal: Some(why.to_owned()),
        remarks: Vec::new(),
    };
    let whole = pairing.pairs.iter().map(|pair| (pair.facts, Some(pair.letter)));
    for (facts, letter) in whole.chain(pairing.facts_alone.iter().map(|facts| (*facts, None))) {
        let places: Vec<usize> = [facts].into_iter().chain(letter).collect();
        match take(&paths[facts], letter.map(|letter| paths[letter].as_path())) {
            Ok(one) => taken.push(Taken { files: places.iter().map(|place| names[*place].clone()).collect(), ..one }),
            Err(why) => rows.push(refused(&places, &why.to_string())),
        }
    }
    for letter in &pairing.letters_alone {
        rows.push(refused(&[*letter], "a letter without facts; name its facts alike, as JSON or CSV, and choose both"));
    }
    for duplicate in &pairing.duplicates {
        rows.push(refused(&duplicate.files, "two files of one kind have the same name; keep the right one"));
    }
    for other in &pairing.others {
        rows.push(refused(&[*other], "neither a letter (text, DOCX, PDF) nor facts (JSON, CSV); leave it out"));
    }
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let known = open.vault.read().letter_cases().map_err(failure::vault)?;
    let mut number =
        known.iter().filter_map(|row| row.label.strip_prefix("L-")?.parse::<u32>().ok()).max().unwrap_or(0);
    let mut cases: Vec<NewLetterCase> = Vec::new();
    let (mut with_reference, mut masks) = (0, 0);
    for one in taken {
        let twin = known.iter().find(|row| row.source_sha256 == one.case.source_sha256).map(|row| row.label.clone());
        let twin = twin.or_else(|| {
            let other = cases.iter().find(|case| case.source_sha256 == one.case.source_sha256);
            other.map(|case| case.label.clone())
        });
        if let Some(twin) = twin {
            let refusal = Some(format!("these files are in the vault already, as {twin}; leave them out"));
            rows.push(LetterImportRow { files: one.files, label: None, refusal, remarks: Vec::new() });
            continue;
        }
        number += 1;
        let label = format!("L-{number:04}");
        with_reference += usize::from(one.case.reference.is_some());
        masks += one.masked;
        cases.push(NewLetterCase { label: label.clone(), ..one.case });
        rows.push(LetterImportRow { files: one.files, label: Some(label), refusal: None, remarks: one.remarks });
    }
    if !cases.is_empty() {
        let number = AuditValue::Number(i64::try_from(cases.len()).unwrap_or(i64::MAX));
        let written = open.vault.write().and_then(|mut change| {
            change.insert_letter_cases(&cases)?;
            let entry = AuditEntry::new(Action::LettersImported, Subject::new(SubjectKind::Letter, 0));
            change.commit(&[entry.changing("letters", None, Some(number))])
        });
        written.map_err(failure::vault)?;
    }
    // What needs a person's eye stands first.
    rows.sort_by_key(|row| (row.refusal.is_none(), row.remarks.is_empty()));
    Ok(LetterImportReport {
        taken: count(cases.len()),
        with_reference: count(with_reference),
        refused: count(rows.iter().filter(|row| row.refusal.is_some()).count()),
        masked: count(masks),
        rows,
    })
}

/// One patient's files, read.
struct Taken {
    files: Vec<String>,
    case: NewLetterCase,
    remarks: Vec<String>,
    masked: usize,
}

fn take(facts_path: &Path, letter_path: Option<&Path>) -> Result<Taken, Error> {
    let text = files::read_text(facts_path)?;
    let facts = facts_in(facts_path, &text)?;
    let mut source = text.into_bytes();
    let mut remarks = Vec::new();
    let mut masks = 0;
    let mut reference = None;
    if let Some(path) = letter_path {
        let bytes = files::read_bytes(path)?;
        let kind = FileKind::from_bytes(&bytes).map_err(|error| failure::document_file(path, error))?;
        let read = read_text(&bytes, kind).map_err(|error| failure::document_file(path, error))?;
        source.extend_from_slice(&bytes);
        let review = review_pair(&facts, read.text.reveal());
        if let Some(fault) = review.faults.first() {
            return Err(failure::letter_pair(path, fault));
        }
        remarks.extend(read.notices.iter().map(notice_words));
        remarks.extend(review.remarks.iter().map(|remark| remark.sentence().to_owned()));
        let found = masked(read.text.reveal(), &facts)?;
        masks = found.masked;
        if found.masked > 0 {
            remarks.push(format!("{} places that identify somebody were masked", found.masked));
        }
        if found.doubtful > 0 {
            remarks.push(format!("{} words may be names and were left; look at the letter", found.doubtful));
        }
        reference = Some(Redacted::new(found.text));
    }
    for finding in facts.findings() {
        let sentence = format!("in the facts, {}", finding.kind.sentence());
        if !remarks.contains(&sentence) {
            remarks.push(sentence);
        }
    }
    let pseudonym = facts.of_kind(FactKind::Pseudonym).next().map(|fact| fact.text().to_owned());
    let pseudonym = pseudonym.unwrap_or_else(|| files::name_of(facts_path).split('.').next().unwrap_or("?").to_owned());
    let case = NewLetterCase {
        label: String::new(),
        pseudonym,
        language: match facts.language() {
            Language::English => LetterLanguage::English,
            Language::German => LetterLanguage::German,
        },
        part: LetterPart::Work,
        is_synthetic: false,
        source_sha256: Hash::of(&source),
        facts: Redacted::new(facts.to_json()),
        reference,
    };
    Ok(Taken { files: Vec::new(), case, remarks, masked: masks })
}
