//! Letters from their files to signature and rating, without a model: what is refused, what blocks, what is kept, who sees what.

use std::fs;
use std::path::{Path, PathBuf};

use isocenter_app::ErrorCode;
use isocenter_app::commands::{self, Existing};
use isocenter_app::wire::{
    LetterArm, LetterBlockKind, LetterExportFormat, LetterPart, LetterRatingRequest, LetterSectionKind,
    LetterSectionLock, LetterState, LetterStudyEvent, LetterStudyRequest, LetterStudyState, LetterView, LockReason,
    Role, TickState,
};

use crate::fixture::House;
use crate::permissions::{PASSWORD, ROLES, staffed};

/// A vault with one person of each role.
struct Clinic {
    house: House,
    accounts: Vec<String>,
}

impl Clinic {
    fn open() -> Self {
        let house = House::empty();
        let accounts = staffed(&house);
        Self { house, accounts }
    }

    fn app(&self) -> &std::sync::Arc<isocenter_app::Application> {
        &self.house.application
    }

    fn account(&self, role: Role) -> &String {
        &self.accounts[ROLES.iter().position(|one| *one == role).unwrap()]
    }

    fn as_role(&self, role: Role) {
        let _ = commands::lock(self.app(), LockReason::SignedOut);
        commands::sign_in(self.app(), self.account(role), PASSWORD.into()).unwrap();
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

const FACTS: &str = r#"{
  "language": "en", "date": "2026-04-02",
  "patient": { "pseudonym": "P-0417", "sex": "female", "age": 62 },
  "addressee": { "role": "referring gynaecologist" }, "author": "Dr R. Mbeki",
  "diagnoses": [{ "text": "Invasive ductal carcinoma of the left breast", "icd10": "C50.412", "site": "breast", "side": "left" }],
  "courses": [{ "status": "given", "phases": [{ "site": "breast", "side": "left", "modality": "photon",
    "dose": 40.05, "unit": "Gy", "fractions": 15, "dose_per_fraction": 2.67, "start": "2026-03-03", "end": "2026-03-23" }] }]
}"#;

const LETTER: &str = "Dear colleague,\n\nthank you for referring your patient.\n\nTreatment history:\nRadiotherapy of the left breast \
with photons, 40.05 Gy in 15 fractions.\n\nWith kind regards\nDr R. Mbeki\n";

/// A PDF of one page without a letter on it, as a scanner makes them.
fn scanned_pdf() -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>".to_owned(),
        "<< /Length 20 >>\nstream\n10 10 180 180 re f  \nendstream".to_owned(),
    ];
    let mut pdf = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in (1..).zip(&objects) {
        places.push(pdf.len());
        pdf.push_str(&format!("{number} 0 obj\n{object}\nendobj\n"));
    }
    let start = pdf.len();
    pdf.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        pdf.push_str(&format!("{place:010} 00000 n \n"));
    }
    pdf.push_str(&format!("trailer << /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    pdf.into_bytes()
}

#[test]
fn an_import_takes_what_it_can_and_says_of_the_rest_what_to_do() {
    let clinic = Clinic::open();
    clinic.as_role(Role::Physicist);
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    put("good.json", FACTS.as_bytes());
    put("good.txt", LETTER.as_bytes());
    put("facts-only.json", FACTS.replace("P-0417", "P-0418").as_bytes());
    put("letter-only.txt", LETTER.as_bytes());
    put("scan.json", FACTS.replace("P-0417", "P-0419").as_bytes());
    put("scan.pdf", &scanned_pdf());
    put("centigray.json", FACTS.replace("40.05", "4005").replace("P-0417", "P-0420").as_bytes());
    put("no-side.json", FACTS.replace(", \"side\": \"left\"", "").replace("left breast", "breast").as_bytes());
    put("german.json", FACTS.replace("\"en\"", "\"de\"").as_bytes());
    put("german.txt", LETTER.as_bytes());
    put("empty.json", FACTS.as_bytes());
    put("empty.txt", b"  \n ");
    put("broken.json", b"{ not facts");
    put("picture.png", b"\x89PNG");
    let report = commands::import_letters(clinic.app(), &files(folder.path())).unwrap();
    let row = |name: &str| report.rows.iter().find(|row| row.files.iter().any(|file| file == name)).unwrap();
    let refusal = |name: &str| row(name).refusal.clone().unwrap_or_default();
    assert!(row("good.json").refusal.is_none() && row("facts-only.json").refusal.is_none());
    assert!(refusal("letter-only.txt").contains("without facts"), "{}", refusal("letter-only.txt"));
    assert!(refusal("scan.pdf").contains("OCR") || refusal("scan.pdf").contains("text"), "{}", refusal("scan.pdf"));
    assert!(refusal("german.txt").contains("German"), "{}", refusal("german.txt"));
    assert!(
        !refusal("empty.txt").is_empty() && !refusal("broken.json").is_empty() && !refusal("picture.png").is_empty()
    );
    assert!(row("centigray.json").remarks.iter().any(|remark| remark.contains("centigray")));
    assert!(row("no-side.json").remarks.iter().any(|remark| remark.contains("no side")));
    assert_eq!((report.taken, report.with_reference), (4, 1));
    let again = commands::import_letters(clinic.app(), &files(folder.path())).unwrap();
    assert_eq!(again.taken, 0, "what is there already is not taken twice");
    assert_eq!(commands::letters(clinic.app()).unwrap().len(), 4);
}

/// One letter in the vault, an oncologist signed in.
fn letter_at_hand() -> (Clinic, LetterView) {
    let clinic = Clinic::open();
    clinic.as_role(Role::Physicist);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("one.json"), FACTS).unwrap();
    commands::import_letters(clinic.app(), &files(folder.path())).unwrap();
    clinic.as_role(Role::Oncologist);
    let view = commands::letter(clinic.app(), commands::letters(clinic.app()).unwrap()[0].letter).unwrap();
    (clinic, view)
}

const HISTORY: LetterSectionKind = LetterSectionKind::TreatmentHistory;

#[test]
fn what_no_fact_says_blocks_signing_until_a_physician_answers_for_it_or_takes_it_out() {
    let (clinic, view) = letter_at_hand();
    let (app, letter) = (clinic.app(), view.row.letter);
    assert_eq!((view.row.state, view.row.version), (LetterState::NotStarted, 0));
    assert!(commands::sign_letter(app, letter, 0).is_err(), "there is nothing to sign");
    let text = "Radiotherapy of the right breast, 40.05 Gy in 15 fractions, and cisplatin.";
    let view = commands::write_letter_section(app, letter, 0, HISTORY, text).unwrap();
    let kinds: Vec<LetterBlockKind> = view.blocks.iter().map(|block| block.kind).collect();
    assert!(kinds.contains(&LetterBlockKind::Contradicted) && kinds.contains(&LetterBlockKind::Unsupported));
    let section = view.sections.iter().find(|section| section.kind == HISTORY).unwrap();
    let marked = section
        .claims
        .iter()
        .any(|claim| claim.block.is_some() && &section.text[claim.start as usize..claim.end as usize] == "cisplatin");
    assert!(marked, "the place of the claim is told");
    assert!(commands::sign_letter(app, letter, view.row.version).is_err());

    let text = text.replace("right", "left");
    let mut view = commands::write_letter_section(app, letter, view.row.version, HISTORY, &text).unwrap();
    let other: Vec<LetterSectionKind> = view
        .blocks
        .iter()
        .filter(|block| block.kind == LetterBlockKind::EmptySection)
        .filter_map(|b| b.section)
        .collect();
    for section in other {
        view = commands::write_letter_section(app, letter, view.row.version, section, "").unwrap();
    }
    let [block] = view.blocks.as_slice() else { panic!("{} blocks", view.blocks.len()) };
    assert_eq!(block.quote, "cisplatin");
    let key = block.key.clone();
    assert!(commands::confirm_letter_block(app, letter, view.row.version, &key, "  ").is_err(), "a reason is needed");
    let view = commands::confirm_letter_block(app, letter, view.row.version, &key, "given elsewhere").unwrap();
    assert!(view.blocks.is_empty() && view.confirmations.len() == 1);
    let view = commands::sign_letter(app, letter, view.row.version).unwrap();
    assert_eq!(view.row.state, LetterState::Signed);
    assert_eq!(view.signature.as_ref().unwrap().by, "Oncologist");
    let refused = commands::write_letter_section(app, letter, view.row.version, HISTORY, "other");
    assert!(refused.is_err(), "a signed letter is not changed");
    let view = commands::reopen_letter(app, letter, view.row.version).unwrap();
    let view = commands::write_letter_section(app, letter, view.row.version, HISTORY, "None.").unwrap();
    assert!(view.confirmations.is_empty(), "a confirmation lapses with its words");
    let versions = commands::letter_versions(app, letter).unwrap();
    assert_eq!(versions.len() as u32, view.row.version);
    let signed = versions.iter().find(|version| version.act == isocenter_app::wire::LetterAct::Signed).unwrap();
    assert!(commands::letter_version(app, letter, signed.version).unwrap().text.contains("cisplatin"));
}

#[test]
fn two_people_at_one_letter_do_not_write_over_each_other_and_a_locked_section_stays() {
    let (clinic, view) = letter_at_hand();
    let (app, letter) = (clinic.app(), view.row.letter);
    let first = commands::write_letter_section(app, letter, 0, HISTORY, "None so far.").unwrap();
    let late = commands::write_letter_section(app, letter, 0, HISTORY, "Mine.").map(drop).unwrap_err();
    assert_eq!(late.code(), ErrorCode::AlreadyRecorded);
    let locked =
        commands::lock_letter_section(app, letter, first.row.version, HISTORY, LetterSectionLock::Locked).unwrap();
    assert!(commands::write_letter_section(app, letter, locked.row.version, HISTORY, "Other.").is_err());
    clinic.as_role(Role::Physicist);
    let refused = commands::sign_letter(app, letter, locked.row.version).map(drop).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::NotPermitted);
    let seen = commands::letter(app, letter).unwrap();
    assert!(!seen.may_sign && seen.sections.iter().any(|section| section.text == "None so far."));
}

#[test]
fn a_signed_letter_leaves_as_word_pdf_and_text_with_its_label_and_an_unsigned_one_does_not() {
    let (clinic, view) = letter_at_hand();
    let (app, letter) = (clinic.app(), view.row.letter);
    let out = tempfile::tempdir().unwrap();
    let mut view =
        commands::write_letter_section(app, letter, 0, HISTORY, "Radiotherapy of the left breast, 40.05 Gy.").unwrap();
    let export = |format, name: &str| commands::export_letter(app, letter, format, &out.path().join(name));
    assert!(export(LetterExportFormat::Text, "early.txt").is_err() && !out.path().join("early.txt").exists());
    let empty =
        view.blocks.iter().filter(|block| block.kind == LetterBlockKind::EmptySection).filter_map(|b| b.section);
    for section in empty.collect::<Vec<_>>() {
        view = commands::write_letter_section(app, letter, view.row.version, section, "").unwrap();
    }
    let view = commands::sign_letter(app, letter, view.row.version).unwrap();
    for (format, name, begins) in [
        (LetterExportFormat::Docx, "letter.docx", b"PK".as_slice()),
        (LetterExportFormat::Pdf, "letter.pdf", b"%PDF"),
        (LetterExportFormat::Text, "letter.txt", b""),
    ] {
        assert_eq!(export(format, name).unwrap(), name);
        assert!(fs::read(out.path().join(name)).unwrap().starts_with(begins), "{name}");
    }
    let text = fs::read_to_string(out.path().join("letter.txt")).unwrap();
    assert!(text.contains("40.05 Gy") && text.contains("Research use only") && text.contains("Oncologist"), "{text}");
    assert!(text.contains(&view.signature.unwrap().sha256));
}

/// Ten invented letters in the vault, two of them held out for rating.
fn study_of_physicians(clinic: &Clinic) -> u32 {
    clinic.as_role(Role::Physicist);
    let app = clinic.app();
    let folder = tempfile::tempdir().unwrap();
    commands::synthesise_letters(8, 5, folder.path(), Existing::Replace).unwrap();
    commands::import_letters(app, &files(folder.path())).unwrap();
    let rows = commands::split_letters(app, 1, 10, 40).unwrap();
    for row in &rows {
        let of_patient = rows.iter().filter(|other| other.pseudonym == row.pseudonym);
        assert!(of_patient.map(|other| other.part).all(|part| part == row.part), "letters of a patient stay together");
    }
    assert!(rows.iter().any(|row| row.part == LetterPart::HeldOut));
    let options = commands::letter_study_options(app).unwrap();
    let request = LetterStudyRequest {
        name: "Own letters".into(),
        models: Vec::new(),
        arms: vec![LetterArm::Physician],
        letters: 2,
        raters: vec![clinic.account(Role::Oncologist).clone(), clinic.account(Role::SeniorOncologist).clone()],
        scale: options.scale,
        temperature: 0.0,
        seed: 3,
    };
    assert!(commands::make_letter_study(app, &LetterStudyRequest { letters: 99, ..request.clone() }).is_err());
    assert!(commands::make_letter_study(app, &LetterStudyRequest { raters: Vec::new(), ..request.clone() }).is_err());
    let made = commands::make_letter_study(app, &request).unwrap();
    assert_eq!((made.state, made.total), (LetterStudyState::Drafting, 2));
    let mut heard = Vec::new();
    let open = commands::draft_letter_study(app, made.study, &mut |event| heard.push(event)).unwrap();
    assert_eq!(open.state, LetterStudyState::Open);
    assert!(heard.contains(&LetterStudyEvent::Finished) && !open.protocol_sha256.is_empty());
    made.study
}

fn rating(study: u32, position: u32, score: u8) -> LetterRatingRequest {
    LetterRatingRequest {
        study,
        position,
        scores: vec![score; 4],
        comment: String::new(),
        is_flagged: position == 1,
        focus_ms: 900,
        replaces: None,
    }
}

#[test]
fn raters_see_only_their_own_ratings_and_the_numbers_open_with_the_lock() {
    let clinic = Clinic::open();
    let study = study_of_physicians(&clinic);
    let app = clinic.app();
    clinic.as_role(Role::Oncologist);
    let desk = commands::letter_desk(app, study).unwrap();
    assert_eq!((desk.next, desk.ticks.len()), (Some(0), 2));
    let shown = commands::letter_item(app, study, 0).unwrap();
    assert!(shown.text.contains("\n\n"), "sections stand apart, whoever wrote them");
    let before = serde_json::to_string(&shown).unwrap();
    assert!(
        commands::record_letter_rating(app, &LetterRatingRequest { scores: vec![4], ..rating(study, 0, 4) }).is_err()
    );
    assert!(commands::record_letter_rating(app, &rating(study, 0, 5)).is_err(), "five is no point of four");
    let first = commands::record_letter_rating(app, &rating(study, 0, 4)).unwrap();
    assert_eq!((first.next, first.tick), (Some(1), TickState::Graded));
    let twice = commands::record_letter_rating(app, &rating(study, 0, 3)).map(drop).unwrap_err();
    assert_eq!(twice.code(), ErrorCode::AlreadyRecorded);
    let corrected = LetterRatingRequest { replaces: Some(first.recorded.entry.clone()), ..rating(study, 0, 3) };
    let corrected = commands::record_letter_rating(app, &corrected).unwrap();
    assert_eq!((corrected.recorded.scores, corrected.recorded.corrections), (vec![3; 4], 1));
    let last = commands::record_letter_rating(app, &rating(study, 1, 2)).unwrap();
    assert_eq!((last.next, last.row.flagged), (None, 1));
    clinic.as_role(Role::Physicist);
    assert!(commands::letter_study_results(app, study).is_err(), "no number before the lock");
    assert!(commands::lock_letter_study(app, study, PASSWORD.into()).is_err(), "somebody has not rated yet");
    assert!(commands::remove_letter_study(app, study).is_err(), "a rated study stays");
    clinic.as_role(Role::SeniorOncologist);
    let seen = commands::letter_desk(app, study).unwrap();
    assert!(seen.ticks.iter().all(|tick| *tick == TickState::ToDo), "nothing of the other rater");
    let seen = commands::letter_item(app, study, 0).unwrap();
    assert!(seen.recorded.is_none() && !before.to_lowercase().contains("fine-tuned"));
    for position in 0..2 {
        commands::record_letter_rating(app, &rating(study, position, 3)).unwrap();
    }
    clinic.as_role(Role::Resident);
    assert_eq!(commands::letter_desk(app, study).map(drop).unwrap_err().code(), ErrorCode::NotPermitted);
    clinic.as_role(Role::Physicist);
    assert!(commands::lock_letter_study(app, study, "the wrong password".into()).is_err());
    assert_eq!(commands::lock_letter_study(app, study, PASSWORD.into()).unwrap().state, LetterStudyState::Locked);
    let results = commands::letter_study_results(app, study).unwrap();
    let arm = &results.dimensions[0].arms[0];
    assert_eq!((arm.n, arm.counts.clone(), arm.mean), (4, vec![0, 1, 3, 0], Some(2.75)));
    assert_eq!(results.measures[0].rouge1, Some(1.0), "the physician's own letter against itself");
    let out = tempfile::tempdir().unwrap();
    commands::export_letter_study(app, study, &out.path().join("study")).unwrap();
    for name in ["ratings.csv", "ratings.json", "numbers.json", "report.html"] {
        assert!(out.path().join("study").join(name).is_file(), "{name}");
    }
    clinic.as_role(Role::Oncologist);
    assert!(commands::record_letter_rating(app, &rating(study, 0, 1)).is_err(), "nothing changes after the lock");
}

#[test]
fn past_letters_become_pairs_for_a_fine_tune_and_none_of_a_patient_kept_aside() {
    let clinic = Clinic::open();
    study_of_physicians(&clinic);
    let out = tempfile::tempdir().unwrap();
    let report = commands::export_letter_pairs(clinic.app(), &out.path().join("pairs")).unwrap();
    let lines = |name: &str| fs::read_to_string(out.path().join("pairs").join(name)).unwrap();
    let (train, held_out) = (lines("train.jsonl"), lines("held-out.jsonl"));
    assert_eq!((train.lines().count() as u32, held_out.lines().count() as u32), (report.train, report.held_out));
    for line in train.lines() {
        let pair: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(pair["prompt"].as_str().unwrap().len() > 20 && !pair["answer"].as_str().unwrap().is_empty());
    }
    assert!(report.train > 7 && report.held_out > 0);
}
