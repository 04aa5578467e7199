//! What stands between a draft and its signature, with the name by which the window confirms it.

use isocenter_letter::{Block, DraftCheck, Facts, Subject, Verdict};
use isocenter_store::Hash;

use super::fact_list;
use super::words::{claim_word, wire_section};
use crate::error::Error;
use crate::wire::{ErrorCode, LetterBlock, LetterBlockKind};

/// Of a hash, so many digits tell the blocks of one letter apart.
const KEY_DIGITS: usize = 16;

/// A block, confirmed or not, with its name.
pub(crate) struct Blocker {
    pub(crate) view: LetterBlock,
    /// What a confirmation names; none for what cannot be confirmed.
    pub(crate) subject: Option<Subject>,
}

impl Blocker {
    /// A block of a check, for the window.
    pub(crate) fn of(facts: &Facts, check: &DraftCheck, block: &Block) -> Self {
        let subject = check.subject(block);
        let view = match block {
            Block::Claim { claim, place, verdict } => {
                let claim = &check.check.claims[*claim];
                let word = claim_word(claim.kind);
                let (kind, message) = match verdict {
                    Verdict::Contradicted => (
                        LetterBlockKind::Contradicted,
                        format!("The facts say another {word}{}: correct it, or confirm it", said(facts, &claim.facts)),
                    ),
                    Verdict::Traced | Verdict::Unsupported => {
                        (LetterBlockKind::Unsupported, format!("No fact says this {word}: take it out, or confirm it"))
                    }
                };
                LetterBlock {
                    key: String::new(),
                    kind,
                    section: Some(wire_section(place.section)),
                    quote: claim.text.reveal().clone(),
                    message,
                    facts: claim.facts.iter().map(|id| id.as_str().to_owned()).collect(),
                }
            }
            Block::Finding { finding } => {
                let finding = &check.check.findings[*finding];
                LetterBlock {
                    key: String::new(),
                    kind: LetterBlockKind::Facts,
                    section: None,
                    quote: String::new(),
                    message: format!("In the facts, {}", finding.kind.sentence()),
                    facts: finding.facts.iter().map(|id| id.as_str().to_owned()).collect(),
                }
            }
            Block::EmptySection { section } => LetterBlock {
                key: format!("empty-{section:?}"),
                kind: LetterBlockKind::EmptySection,
                section: Some(wire_section(*section)),
                quote: String::new(),
                message: "The heading has no text: write the section, or leave it out".to_owned(),
                facts: Vec::new(),
            },
            Block::NoText => LetterBlock {
                key: "no-text".to_owned(),
                kind: LetterBlockKind::NoText,
                section: None,
                quote: String::new(),
                message: "The letter has no text: draft or write it".to_owned(),
                facts: Vec::new(),
            },
        };
        let key = subject.as_ref().map_or(view.key.clone(), key_of);
        Self { view: LetterBlock { key, ..view }, subject }
    }
}

/// What the facts say instead, where that is short.
fn said(facts: &Facts, ids: &[isocenter_letter::FactId]) -> String {
    let named: Vec<String> = facts
        .all()
        .iter()
        .filter(|fact| ids.contains(&fact.id))
        .map(|fact| fact_list::value(facts, fact))
        .filter(|value| value.chars().count() <= 40)
        .take(3)
        .collect();
    if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) }
}

/// The name of what is confirmed: the same for the same words in the same section, whatever else changes. A hash, because it goes back and
/// forth where texts of patients do not belong.
fn key_of(subject: &Subject) -> String {
    let named = match subject {
        Subject::Claim { kind, polarity, section, text } => {
            format!("{kind:?}|{polarity:?}|{section:?}|{}", text.reveal())
        }
        Subject::Finding { kind, facts } => {
            format!("{kind:?}|{}", facts.iter().map(|id| id.as_str()).collect::<Vec<_>>().join("|"))
        }
    };
    Hash::of(named.as_bytes()).to_string().chars().take(KEY_DIGITS).collect()
}

/// What a key of the window names, among all that blocks or is confirmed.
///
/// # Errors
/// It is not there any more, or cannot be confirmed.
pub(crate) fn blocker_named(facts: &Facts, check: &DraftCheck, key: &str) -> Result<Subject, Error> {
    let confirmed = check.confirmed.iter().map(|confirmed| &confirmed.block);
    let all = check.blocks.iter().chain(confirmed).map(|block| Blocker::of(facts, check, block));
    let found = all.filter(|blocker| blocker.view.key == key).find_map(|blocker| blocker.subject);
    found.ok_or_else(|| {
        Error::new(ErrorCode::BadInput, "there is nothing of this name to confirm", "look at the letter again")
    })
}
