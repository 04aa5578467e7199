//! A letter as its screen shows it: facts, sections with their claims, what blocks signing.

use isocenter_letter::{Distance, Draft, DraftCheck, SectionOrigin, SectionState, Verdict, revision, section_prompt};
use isocenter_store::{AccountId, AccountRow, LetterAct as StoredAct, LetterVersionSummaryRow, Reading};

use super::blocks::Blocker;
use super::book::{LetterBook, letter_row};
use super::words::{claim_word, fact_label, wire_section};
use super::{fact_groups, fact_list, utf16};
use crate::application::Application;
use crate::count::count;
use crate::error::Error;
use crate::failure;
use crate::people::name_of;
use crate::wire::{
    LetterAct, LetterClaimView, LetterConfirmation, LetterMissingFact, LetterRevision, LetterSectionLock,
    LetterSectionOrigin, LetterSectionView, LetterSignatureView, LetterVerdict, LetterVersionRow, LetterView,
};

/// The letter as it stands now.
///
/// # Errors
/// A damaged vault.
pub(crate) fn letter_view(
    application: &Application,
    reading: Reading<'_>,
    letter: u32,
    may_sign: bool,
) -> Result<LetterView, Error> {
    let book = LetterBook::find(reading, letter)?;
    let people = reading.accounts().map_err(failure::vault)?;
    let summary = reading.letter_case_summary(book.id()).map_err(failure::vault)?.ok_or_else(failure::damaged)?;
    let check = book.draft.check(&book.facts);
    let blocker = |block| Blocker::of(&book.facts, &check, block).view;
    let confirmations = check.confirmed.iter().map(|confirmed| LetterConfirmation {
        block: blocker(&confirmed.block),
        reason: book.draft.confirmations()[confirmed.confirmation].reason().to_owned(),
    });
    Ok(LetterView {
        row: letter_row(application, &people, &summary),
        facts: fact_groups(&book.facts),
        sections: sections(&book, &check),
        blocks: check.blocks.iter().map(blocker).collect(),
        confirmations: confirmations.collect(),
        missing: missing(&book, &check),
        traced_claims: count(check.check.counts.traced),
        words: count(book.draft.text().split_whitespace().count()),
        revision: revised(&book.draft),
        model: book.model(),
        signature: signature(application, reading, &people, &book)?,
        may_sign,
    })
}

fn sections(book: &LetterBook, check: &DraftCheck) -> Vec<LetterSectionView> {
    let language = book.draft.language();
    let shown = book.draft.sections().iter().map(|section| {
        let text = section.text();
        let claims = check.check.claims.iter().zip(&check.places).enumerate();
        let claims = claims.filter(|(_, (_, place))| place.section == section.kind()).map(|(at, (claim, place))| {
            let is_this = |block: &&isocenter_letter::Block| {
                matches!(block, isocenter_letter::Block::Claim { claim, .. } if *claim == at)
            };
            let confirmed = check.confirmed.iter().map(|confirmed| &confirmed.block).find(is_this);
            let block = confirmed.or_else(|| check.blocks.iter().find(is_this));
            LetterClaimView {
                start: utf16(text, place.range.start),
                end: utf16(text, place.range.end),
                kind: claim_word(claim.kind).to_owned(),
                verdict: verdict(claim.verdict),
                facts: claim.facts.iter().map(|id| id.as_str().to_owned()).collect(),
                block: block.map(|block| Blocker::of(&book.facts, check, block).view.key),
                is_confirmed: confirmed.is_some(),
            }
        });
        LetterSectionView {
            kind: wire_section(section.kind()),
            heading: section.kind().heading(language).to_owned(),
            text: text.to_owned(),
            origin: match section.origin() {
                _ if text.is_empty() => LetterSectionOrigin::Empty,
                SectionOrigin::Drafted => LetterSectionOrigin::Drafted,
                SectionOrigin::Edited => LetterSectionOrigin::Edited,
                SectionOrigin::Written => LetterSectionOrigin::Written,
            },
            lock: match section.state() {
                SectionState::Locked => LetterSectionLock::Locked,
                SectionState::Open | SectionState::LeftOut => LetterSectionLock::Open,
            },
            can_be_drafted: section_prompt(&book.facts, section.kind()).is_some(),
            claims: claims.collect(),
        }
    });
    shown.collect()
}

/// A verdict, for the window.
pub(crate) const fn verdict(verdict: Verdict) -> LetterVerdict {
    match verdict {
        Verdict::Traced => LetterVerdict::Traced,
        Verdict::Unsupported => LetterVerdict::Unsupported,
        Verdict::Contradicted => LetterVerdict::Contradicted,
    }
}

fn missing(book: &LetterBook, check: &DraftCheck) -> Vec<LetterMissingFact> {
    let missing = check.check.missing.iter().map(|missing| LetterMissingFact {
        fact: missing.fact.as_str().to_owned(),
        label: fact_label(missing.kind).to_owned(),
        value: book
            .facts
            .all()
            .iter()
            .find(|fact| fact.id == missing.fact)
            .map(|fact| fact_list::value(&book.facts, fact))
            .unwrap_or_default(),
    });
    missing.collect()
}

fn revised(draft: &Draft) -> Option<LetterRevision> {
    let drafted = draft.drafted_text();
    if drafted.is_empty() {
        return None;
    }
    let revised = revision(&drafted, &draft.text());
    Some(LetterRevision {
        edits: match revised.distance {
            Distance::Exactly(edits) | Distance::MoreThan(edits) => count(edits),
        },
        draft_words: count(revised.draft_words),
        letter_words: count(revised.signed_words),
        share_kept: revised.share_kept,
    })
}

fn signature(
    application: &Application,
    reading: Reading<'_>,
    people: &[AccountRow],
    book: &LetterBook,
) -> Result<Option<LetterSignatureView>, Error> {
    Ok(book.signature(reading)?.map(|signature| LetterSignatureView {
        by: name_of(people, signature.account),
        at: application.local_time_of(signature.at_us),
        version: signature.number,
        sha256: signature.text_sha256.to_string(),
    }))
}

/// The name of whoever signed; empty in the demonstration.
///
/// # Errors
/// A damaged vault.
pub(crate) fn account_name(reading: Reading<'_>, account: Option<AccountId>) -> Result<String, Error> {
    Ok(name_of(&reading.accounts().map_err(failure::vault)?, account))
}

/// A version in the list.
pub(crate) fn version_row(
    application: &Application,
    people: &[AccountRow],
    version: &LetterVersionSummaryRow,
) -> LetterVersionRow {
    let act = match version.act {
        StoredAct::Drafted => LetterAct::Drafted,
        StoredAct::Redrafted => LetterAct::Redrafted,
        StoredAct::Edited => LetterAct::Edited,
        StoredAct::Locked => LetterAct::Locked,
        StoredAct::Unlocked => LetterAct::Unlocked,
        StoredAct::Confirmed => LetterAct::Confirmed,
        StoredAct::Signed => LetterAct::Signed,
        StoredAct::Reopened => LetterAct::Reopened,
    };
    let is_drafted = matches!(act, LetterAct::Drafted | LetterAct::Redrafted);
    LetterVersionRow {
        version: version.number,
        act,
        by: name_of(people, version.account),
        at: application.local_time_of(version.at_us),
        model: if is_drafted { version.model.clone() } else { String::new() },
    }
}
