//! A vault with letters, and a letter study of them.

use isocenter_domain::Redacted;
use isocenter_store::{
    AccountId, Action, AuditEntry, Error, LetterAuthor, LetterCaseId, LetterChange, LetterLanguage, LetterPart,
    LetterRatingAct, LetterRatingId, LetterRatingPlace, LetterStudyId, LetterStudyItemRow, LetterStudyItemSummaryRow,
    NewLetterCase, NewLetterRating, NewLetterSignature, NewLetterVersion, Subject, SubjectKind, Vault,
    WriteTransaction,
};

use crate::fixture::{CANARY, Place};
use crate::grading_fixture::{hash, opened, with_two_people};

/// A vault in which the physicist is signed in.
pub struct Letters {
    pub place: Place,
    pub vault: Vault,
    /// Who is named as raters, in this order.
    pub people: [AccountId; 2],
    pub cases: Vec<LetterCaseId>,
}

/// So many cases, no letter of which is begun.
pub fn letters(count: u32) -> Letters {
    let (place, mut vault, people) = with_two_people();
    let cases: Vec<NewLetterCase> = (1..=count).map(letter_case).collect();
    let cases = changed(&mut vault, |change| change.insert_letter_cases(&cases).unwrap());
    Letters { place, vault, people, cases }
}

impl Letters {
    pub fn reopen(self) -> Self {
        let Self { place, vault, people, cases } = self;
        vault.close().unwrap();
        let vault = opened(&place).unwrap();
        Self { place, vault, people, cases }
    }

    pub fn change<T>(&mut self, act: impl FnOnce(&mut WriteTransaction<'_>) -> T) -> T {
        changed(&mut self.vault, act)
    }

    /// A study whose letters are being drafted: of each case the tuned model's, then the physician's.
    pub fn drafted_study(&mut self) -> LetterStudyId {
        let (people, items) = (self.people, self.items());
        self.change(|change| {
            let study = change.insert_letter_study("Letters 2026", "{}").unwrap();
            change.set_letter_study_raters(study, &people).unwrap();
            change.begin_letter_study_drafting(study).unwrap();
            change.insert_letter_study_items(study, &items).unwrap();
            study
        })
    }

    /// The same, open.
    pub fn open_study(&mut self) -> LetterStudyId {
        let study = self.drafted_study();
        self.change(|change| change.open_letter_study(study, r#"{"v":1}"#, hash(1)).unwrap());
        study
    }

    pub fn items(&self) -> Vec<LetterStudyItemRow> {
        let of_case = |case: &LetterCaseId| {
            [(LetterAuthor::Tuned, "demo + 1f2e"), (LetterAuthor::Physician, "")].map(|author| (*case, author))
        };
        let items = (1..).zip(self.cases.iter().flat_map(of_case));
        items.map(|(number, (case, (author, model)))| item(number, case, author, model)).collect()
    }

    pub fn at(&self, study: LetterStudyId, rater: usize, item: u32) -> LetterRatingPlace {
        LetterRatingPlace { study, account: self.people[rater], item }
    }

    pub fn rate(&mut self, rating: &NewLetterRating) -> Result<LetterRatingId, Error> {
        let mut change = self.vault.write()?;
        let id = change.insert_letter_rating(rating)?;
        let subject = Subject::new(SubjectKind::LetterStudy, rating.place.study.0);
        change.commit(&[AuditEntry::new(Action::LetterRated, subject)])?;
        Ok(id)
    }
}

pub fn changed<T>(vault: &mut Vault, act: impl FnOnce(&mut WriteTransaction<'_>) -> T) -> T {
    let mut change = vault.write().unwrap();
    let result = act(&mut change);
    change.commit(&[AuditEntry::new(Action::LettersImported, Subject::new(SubjectKind::Letter, 0))]).unwrap();
    result
}

pub fn text(text: impl Into<String>) -> Redacted<String> {
    Redacted::new(text.into())
}

/// Every second one has the physician's own letter.
pub fn letter_case(number: u32) -> NewLetterCase {
    NewLetterCase {
        label: format!("L-{number:04}"),
        pseudonym: format!("P-{number}"),
        language: if number.is_multiple_of(3) { LetterLanguage::German } else { LetterLanguage::English },
        part: LetterPart::Work,
        is_synthetic: number.is_multiple_of(5),
        source_sha256: hash(number as u8),
        facts: text(format!(r#"{{"diagnosis":"{CANARY}","number":{number}}}"#)),
        reference: number.is_multiple_of(2).then(|| text(format!("Dear colleague, {CANARY}"))),
    }
}

pub fn version(letter_case: LetterCaseId, follows: Option<u32>, change: LetterChange) -> NewLetterVersion {
    let number = follows.map_or(1, |follows| follows + 1);
    NewLetterVersion {
        letter_case,
        follows,
        change,
        content: text(format!(r#"{{"sections":["{CANARY}"],"number":{number}}}"#)),
        text_sha256: hash(number as u8),
        model: "demo + 1f2e".into(),
    }
}

pub fn signature(letter_case: LetterCaseId, follows: u32) -> NewLetterSignature {
    NewLetterSignature {
        letter_case,
        follows,
        content: text(format!(r#"{{"sections":["{CANARY}"],"signed":true}}"#)),
        model: "demo + 1f2e".into(),
        text: text(format!("Dear colleague, {CANARY}")),
        revision: text(r#"{"kept":12}"#),
        confirmations: 2,
    }
}

pub fn item(number: u32, letter_case: LetterCaseId, author: LetterAuthor, model: &str) -> LetterStudyItemRow {
    let (model, measures) = (model.into(), text(r#"{"rouge_l":0.4}"#));
    let summary = LetterStudyItemSummaryRow { number, letter_case, author, model, measures };
    LetterStudyItemRow { summary, text: text(format!("letter {number}: {CANARY}")) }
}

pub fn rating(place: LetterRatingPlace, score: u8, replaces: Option<LetterRatingId>) -> NewLetterRating {
    NewLetterRating {
        place,
        act: LetterRatingAct::Rated,
        scores: vec![score, 4, 1],
        comment: text(CANARY),
        is_flagged: true,
        focus_ms: 60_000,
        replaces,
    }
}

pub fn withdrawal(place: LetterRatingPlace, replaces: LetterRatingId) -> NewLetterRating {
    NewLetterRating { act: LetterRatingAct::Withdrawn, scores: Vec::new(), ..rating(place, 1, Some(replaces)) }
}
