//! Radiation and techniques that a plan names: by the word, by an energy, an isotope, a technique that has one radiation only.

use isocenter_domain::Modality;

use super::Technique;
use super::pieces::{is_glued, value};
use super::quantity::is_any_at;
use super::technique::{Implies, phrases};
use crate::words::{Kind, Word};
use crate::{Found, Span};

/// Something named by the pieces `first..end`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Named<T> {
    pub(super) value: T,
    pub(super) first: usize,
    pub(super) end: usize,
}

impl<T: Copy> Named<T> {
    pub(super) fn span(&self, pieces: &[Word]) -> Span {
        pieces[self.first].span.joined(pieces[self.end - 1].span)
    }

    pub(super) fn found(&self, pieces: &[Word]) -> Found<T> {
        Found { value: self.value, span: self.span(pieces) }
    }
}

/// Before one of these within a few words, what is named is not what is given.
const DENIALS: &[&str] =
    &["no", "not", "instead", "rather", "declined", "denied", "versus", "vs", "without", "unlike", "than"];
const DENIED_WITHIN: usize = 3;
const ISOTOPES: &[(&str, &[&str])] =
    &[("ir", &["192"]), ("i", &["125"]), ("pd", &["103"]), ("cs", &["131", "137"]), ("ru", &["106"]), ("sr", &["90"])];
const RUN_TOGETHER_ISOTOPES: &[&str] =
    &["ir192", "i125", "pd103", "cs131", "cs137", "ru106", "sr90", "iridium", "palladium"];

/// Techniques in order.
pub(super) fn techniques(pieces: &[Word]) -> Vec<Named<Technique>> {
    let mut named = Vec::new();
    let mut first = 0;
    while first < pieces.len() {
        let found = phrases().longest_at(pieces, first).or_else(|| plaque(pieces, first));
        match found {
            Some((end, technique)) => {
                if !is_denied(pieces, first) && !is_part_of_a_name(pieces, first, end) {
                    named.push(Named { value: technique, first, end });
                }
                first = end;
            }
            None => first += 1,
        }
    }
    named
}

/// `plaque` alone is an applicator, `to plaque` a lesion of the skin.
fn plaque(pieces: &[Word], at: usize) -> Option<(usize, Technique)> {
    let is_lesion = is_any_at(
        pieces,
        at.wrapping_sub(1),
        &["to", "the", "of", "this", "each", "a", "thick", "thin", "skin", "plaques", "and"],
    );
    (pieces.get(at)?.is("plaque") && !is_lesion).then_some((at + 1, Technique::Plaque))
}

/// `HT-29`, `IMRT-QA`.
fn is_part_of_a_name(pieces: &[Word], first: usize, end: usize) -> bool {
    let is_number_joined = is_any_at(pieces, end, &["-"])
        && is_glued(pieces, end)
        && is_glued(pieces, end + 1)
        && pieces.get(end + 1).is_some_and(|next| next.kind == Kind::Number);
    is_number_joined && pieces[first].text.len() == 2
}

/// Words, energies and isotopes for a radiation, in order.
pub(super) fn radiation_words(pieces: &[Word]) -> Vec<Named<Modality>> {
    let mut named = Vec::new();
    let mut first = 0;
    while first < pieces.len() {
        match radiation_at(pieces, first) {
            Some((end, modality)) => {
                if !is_denied(pieces, first) {
                    named.push(Named { value: modality, first, end });
                }
                first = end;
            }
            None => first += 1,
        }
    }
    named
}

fn radiation_at(pieces: &[Word], at: usize) -> Option<(usize, Modality)> {
    let piece = pieces.get(at)?;
    let is = |ahead: usize, lower: &[&str]| is_any_at(pieces, at + ahead, lower);
    if value(piece).is_some() {
        if is(1, &["mv", "mvp"]) {
            return Some((at + 2, Modality::Photon));
        }
        // `200 MeV protons` are named by their own word.
        let is_of_protons = is(2, &["proton", "protons"]) || (is(2, &["(", "-"]) && is(3, &["proton", "protons"]));
        return (is(1, &["mev"]) && !is_of_protons).then_some((at + 2, Modality::Electron));
    }
    match piece.lower.as_str() {
        "photon" | "photons" => Some((at + 1, Modality::Photon)),
        "proton" | "protons" | "pbt" => Some((at + 1, Modality::Proton)),
        "electron" | "electrons" => Some((at + 1, Modality::Electron)),
        "brachytherapy" | "brachy" | "icbt" => Some((at + 1, Modality::Brachytherapy)),
        "x" if is(1, &["-"]) && is(2, &["ray", "rays"]) => Some((at + 3, Modality::Photon)),
        // Not the `e-` of `e-cadherin`.
        "e" if is(1, &["-"]) && is_glued(pieces, at + 1) && !is_word_glued(pieces, at + 2) => {
            Some((at + 2, Modality::Electron))
        }
        lower if RUN_TOGETHER_ISOTOPES.contains(&lower) => Some((at + 1, Modality::Brachytherapy)),
        lower => {
            let (_, masses) = ISOTOPES.iter().find(|(symbol, _)| *symbol == lower)?;
            (is(1, &["-"]) && is(2, masses)).then_some((at + 3, Modality::Brachytherapy))
        }
    }
}

fn is_word_glued(pieces: &[Word], at: usize) -> bool {
    is_glued(pieces, at) && pieces.get(at).is_some_and(|piece| piece.kind != Kind::Mark)
}

fn is_denied(pieces: &[Word], at: usize) -> bool {
    let nearest = pieces[..at].iter().rev().take(DENIED_WITHIN);
    nearest.take_while(|piece| piece.kind == Kind::Word).any(|piece| piece.is_any(DENIALS))
}

/// The radiations that a stretch of text states, each once: of its words, of techniques that have one only, of doses weighted for protons; and, where
/// none of these says anything, of techniques that have one as a rule.
pub(super) fn stated(
    pieces: &[Word],
    words: &[Named<Modality>],
    techniques: &[Named<Technique>],
    weighted: &[Span],
) -> Vec<Found<Modality>> {
    let mut surely: Vec<Found<Modality>> = words.iter().map(|named| named.found(pieces)).collect();
    let mut usually = Vec::new();
    for named in techniques {
        let span = named.span(pieces);
        match named.value.implies() {
            Implies::Surely(value) => surely.push(Found { value, span }),
            Implies::Usually(value) => usually.push(Found { value, span }),
        }
    }
    surely.extend(weighted.iter().map(|span| Found { value: Modality::Proton, span: *span }));
    each_once(if surely.is_empty() { usually } else { surely })
}

/// Each value once, at its first place, in order of the values.
pub(super) fn each_once<T: Ord + Copy>(mut found: Vec<Found<T>>) -> Vec<Found<T>> {
    found.sort_by_key(|found| (found.value, found.span));
    found.dedup_by_key(|found| found.value);
    found
}
