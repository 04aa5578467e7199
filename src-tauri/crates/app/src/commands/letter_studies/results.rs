//! The numbers of a locked letter study, and what it leaves as files.

use std::collections::BTreeMap;
use std::path::Path;

use isocenter_rating::{
    Act, ArmName, Author, Entry, EntryId, ItemMeasures, ItemNumber, Ledger, MeanOfPairs, Numbers, Rating,
};
use isocenter_store::{Action, AuditEntry, LetterRatingAct, LetterStudyState as Stored, Reading};

use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::letter_studies::{StudyBook, study_row, subject, write_outputs};
use crate::permission::Permission;
use crate::wire::{
    ErrorCode, LetterArm, LetterArmMeasures, LetterArmRatings, LetterDimensionResults, LetterRaterAgreement,
    LetterStudyResults,
};
use crate::{failure, files};

/// The numbers of a locked study.
///
/// # Errors
/// Not permitted; one that is not locked; a damaged vault.
pub fn letter_study_results(application: &Application, study: u32) -> Result<LetterStudyResults, Error> {
    let mut session = application.session();
    let reading = session.open_for(Permission::KeepLetters)?.vault.read();
    let (book, _, numbers) = locked(reading, study)?;
    let dimensions = numbers.dimensions.iter().map(|dimension| LetterDimensionResults {
        label: dimension.dimension.label.clone(),
        question: dimension.dimension.question.clone(),
        arms: dimension
            .arms
            .iter()
            .map(|arm| LetterArmRatings {
                label: arm.arm.label.clone(),
                arm: arm_of(&arm.arm),
                n: count(arm.n),
                counts: arm.counts.iter().map(|times| count(*times)).collect(),
                mean: arm.mean,
                low: arm.interval.map(|interval| interval.low),
                high: arm.interval.map(|interval| interval.high),
                median: arm.median,
            })
            .collect(),
        agreement: agreement(dimension),
        test: dimension.comparisons.iter().map(|comparison| comparison.sentence()).collect::<Vec<_>>().join(" "),
    });
    let measures = numbers.measures.iter().map(|arm| LetterArmMeasures {
        label: arm.arm.label.clone(),
        arm: arm_of(&arm.arm),
        letters: count(arm.letters),
        rouge1: arm.rouge1,
        rouge2: arm.rouge2,
        rouge_l: arm.rouge_l,
        unsupported_share: arm.unsupported_share,
        contradicted_share: arm.contradicted_share,
        missing: arm.missing,
        edits: arm.edits,
    });
    Ok(LetterStudyResults {
        row: study_row(application, reading, &book)?,
        scale: book.plan.scale(),
        dimensions: dimensions.collect(),
        measures: measures.collect(),
    })
}

fn agreement(dimension: &isocenter_rating::DimensionNumbers) -> Vec<LetterRaterAgreement> {
    let pairs = dimension.pairs.iter().map(|pair| LetterRaterAgreement {
        raters: format!("{} and {}", pair.names[0], pair.names[1]),
        n: count(pair.n),
        exact: pair.exact.value(),
        within_one: pair.within_one.value(),
        kappa: pair.kappa.value(),
        ac2: pair.ac2.value(),
    });
    let mean = &dimension.mean_agreement;
    let value = |of: &MeanOfPairs| of.mean.value();
    let of_all = (mean.pairs > 1).then(|| LetterRaterAgreement {
        raters: format!("Mean of {} pairs", mean.pairs),
        n: count(dimension.pairs.iter().map(|pair| pair.n).max().unwrap_or(0)),
        exact: value(&mean.exact),
        within_one: value(&mean.within_one),
        kappa: value(&mean.kappa),
        ac2: value(&mean.ac2),
    });
    pairs.chain(of_all).collect()
}

fn arm_of(arm: &ArmName) -> LetterArm {
    match arm.author {
        Author::Base => LetterArm::Base,
        Author::Tuned => LetterArm::Tuned,
        Author::Physician => LetterArm::Physician,
    }
}

/// Writes ratings, numbers and the report into `folder`; gives the folder's name.
///
/// # Errors
/// Not permitted; one that is not locked; a folder that cannot be written.
pub fn export_letter_study(application: &Application, study: u32, folder: &Path) -> Result<String, Error> {
    let mut session = application.session();
    let open = session.open_for(Permission::KeepLetters)?;
    let (book, ledger, numbers) = locked(open.vault.read(), study)?;
    write_outputs(&book.plan, &ledger, &numbers, folder, &application.local_time())?;
    let entry = AuditEntry::new(Action::LetterStudyExported, subject(book.id()));
    open.vault.write().and_then(|change| change.commit(&[entry])).map_err(failure::vault)?;
    Ok(files::name_of(folder))
}

/// A locked study with everything that was recorded, and its numbers.
fn locked(reading: Reading<'_>, study: u32) -> Result<(StudyBook, Ledger, Numbers), Error> {
    let book = StudyBook::find(reading, study)?;
    if book.row.state != Stored::Locked {
        let what = "the numbers of a letter study open with its lock";
        return Err(Error::new(ErrorCode::NotPermitted, what, "lock it when everything is rated"));
    }
    let protocol = &book.plan.protocol;
    let mut entries = Vec::new();
    for row in reading.letter_rating_history(book.id()).map_err(failure::vault)? {
        let rater = book.rater(row.rating.place.account).ok_or_else(failure::damaged)?;
        let rating = &row.rating;
        let act = match rating.act {
            LetterRatingAct::Rated => Act::Rated(
                Rating::new(protocol, &rating.scores, rating.comment.reveal(), rating.is_flagged)
                    .map_err(failure::rating)?,
            ),
            LetterRatingAct::Withdrawn => Act::Withdrawn,
        };
        entries.push(Entry {
            id: EntryId::new(row.id.0),
            rater,
            item: ItemNumber::new(rating.place.item),
            act,
            focus_ms: rating.focus_ms,
            at_us: row.at_us,
            replaces: rating.replaces.map(|id| EntryId::new(id.0)),
        });
    }
    let ledger = Ledger::of(protocol, entries).map_err(failure::rating)?;
    let mut measures: BTreeMap<ItemNumber, ItemMeasures> = BTreeMap::new();
    for item in reading.letter_study_items(book.id()).map_err(failure::vault)? {
        let read = serde_json::from_str(item.measures.reveal()).map_err(|_| failure::damaged())?;
        measures.insert(ItemNumber::new(item.number), read);
    }
    let numbers = Numbers::of(protocol, &ledger, &measures).map_err(failure::rating)?;
    Ok((book, ledger, numbers))
}
