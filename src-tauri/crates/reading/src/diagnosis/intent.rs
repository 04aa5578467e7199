//! Reads what treatment is for: `palliative`, `definitive`, `adjuvant`, `salvage`, `benign disease`.

use super::scan::Scan;
use super::{FactValue, Histology, Intent, Standing};
use crate::Span;

/// Words that speak of a drug, an operation or a body, where an intent before them is not that of radiotherapy.
const OF_SOMETHING_ELSE: &[&str] = &[
    "chemo",
    "chemotherapy",
    "surgery",
    "therapy",
    "immunotherapy",
    "folfirinox",
    "systemic",
    "care",
    "endocrine",
    "hormonal",
    "medicine",
];

/// Diseases that are benign by their names; they tell the intent where no malignant one stands beside them.
const BENIGN: &[&str] = &[
    "keloid",
    "heterotopic_ossification",
    "osteoarthritis",
    "plantar_fasciitis",
    "dupuytren",
    "gynaecomastia",
    "sialorrhoea",
    "haemangioma",
    "pterygium",
    "graves",
    "orbital_inflammation",
    "tachycardia",
    "splenomegaly",
    "trigeminal_neuralgia",
    "tremor",
    "avm",
];

/// Reads intents; their words may mean more and are not taken.
pub(super) fn read(scan: &Scan, standings: &[Option<Standing>]) -> Vec<(FactValue, Span, Standing)> {
    let mut facts = Vec::new();
    // `Salvage RT 2019` is of the past and taken by its reader.
    for at in (0..scan.len()).filter(|at| !scan.is_taken(*at)) {
        let next = if scan.is(at + 1, &["-", "intent"]) { at + 2 } else { at + 1 };
        let is_other = scan.is(next, OF_SOMETHING_ELSE);
        let intent = match scan.lower(at) {
            "palliative" | "palliation" | "palliate" if !scan.is(next, &["care", "medicine"]) => Intent::Palliative,
            "curative" | "definitive" if !is_other => Intent::Curative,
            "adjuvant" if !is_other => Intent::Adjuvant,
            "pmrt" | "port" if scan.text(at).starts_with('P') && scan.text(at).ends_with('T') => Intent::Adjuvant,
            "postop" | "postoperative" if !scan.is(next, &["day", "mri", "ct", "psa", "complication", "course"]) => {
                Intent::Adjuvant
            }
            "preoperative" | "preop" if !scan.is(next, OF_SOMETHING_ELSE) => Intent::Neoadjuvant,
            "neoadjuvant" if !is_other && !scan.is_before(at, &["after", "p"]) => Intent::Neoadjuvant,
            "salvage" if !is_other => Intent::Salvage,
            "prophylactic" | "prophylaxis" if !scan.is(next, &["antibiotics", "mastectomy", "lovenox"]) => {
                Intent::Prophylactic
            }
            "benign" if scan.is(at + 1, &["disease", "condition", "indication"]) => Intent::Benign,
            _ => continue,
        };
        let standing = match standings.get(at).copied().flatten() {
            Some(standing @ (Standing::Negated | Standing::Family | Standing::Possible)) => standing,
            _ => Standing::Present,
        };
        let has_word = scan.is(at + 1, &["intent"]) || intent == Intent::Benign;
        facts.push((FactValue::Intent(intent), scan.span(at, if has_word { at + 2 } else { at + 1 }), standing));
    }
    facts
}

/// Whether a disease is benign by its name.
pub(super) fn is_benign(histology: Histology) -> bool {
    BENIGN.contains(&histology.id())
}
