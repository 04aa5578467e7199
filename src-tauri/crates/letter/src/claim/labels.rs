//! Drugs, techniques and modalities: words of closed lists.

use std::sync::LazyLock;

use regex::Regex;

use super::{Claim, ClaimKind, ClaimValue};
use crate::pattern::pattern;

type Names = &'static [(&'static str, &'static str)];

/// The international name and how letters in English and German write the drug. A short list: another drug is no claim.
const DRUGS: Names = &[
    ("cisplatin", r"cisplatin\w*|CDDP"),
    ("carboplatin", r"carboplatin\w*"),
    ("oxaliplatin", r"oxaliplatin\w*"),
    ("fluorouracil", r"5-?FU|(?:5-)?fluoro-?uracil"),
    ("capecitabine", r"capecitabine?|Xeloda"),
    ("mitomycin", r"mitomycin(?:[\s-]?C)?|MMC"),
    ("temozolomide", r"temozolomide?|TMZ|Temodal"),
    ("paclitaxel", r"paclitaxel|Taxol"),
    ("nab-paclitaxel", r"nab-paclitaxel|Abraxane"),
    ("docetaxel", r"docetaxel|Taxotere"),
    ("doxorubicin", r"doxorubicin|adriamycin"),
    ("epirubicin", r"epirubicin"),
    ("cyclophosphamide", r"[cz]y[ck]lophosphamide?"),
    ("gemcitabine", r"gemcitabine?"),
    ("etoposide", r"etoposide?"),
    ("vinorelbine", r"vinorelbine?"),
    ("pemetrexed", r"pemetrexed"),
    ("irinotecan", r"irinotecan"),
    ("cetuximab", r"cetuximab|Erbitux"),
    ("bevacizumab", r"bevacizumab|Avastin"),
    ("trastuzumab", r"trastuzumab|Herceptin"),
    ("pertuzumab", r"pertuzumab"),
    ("rituximab", r"rituximab"),
    ("pembrolizumab", r"pembrolizumab|Keytruda"),
    ("nivolumab", r"nivolumab|Opdivo"),
    ("durvalumab", r"durvalumab|Imfinzi"),
    ("atezolizumab", r"atezolizumab"),
    ("osimertinib", r"osimertinib|Tagrisso"),
    ("tamoxifen", r"tamoxifen"),
    ("letrozole", r"letrozole?"),
    ("anastrozole", r"anastrozole?"),
    ("exemestane", r"exemestane?"),
    ("goserelin", r"goserelin|Zoladex"),
    ("leuprorelin", r"leuprorelin|leuprolide|Trenantone?"),
    ("bicalutamide", r"bicalutamide?"),
    ("enzalutamide", r"enzalutamide?"),
    ("abiraterone", r"abirateron\w*"),
    ("apalutamide", r"apalutamide?"),
    ("palbociclib", r"palbociclib"),
    ("ribociclib", r"ribociclib"),
    ("abemaciclib", r"abemaciclib"),
    ("dexamethasone", r"dexamethason\w*"),
    ("denosumab", r"denosumab"),
    ("zoledronic acid", r"zoledronic\s+acid|zoledronate?|Zoledrons(?:ä)ure"),
];

const TECHNIQUES: Names = &[
    ("VMAT", r"VMAT|RapidArc"),
    ("IMRT", r"IMRT"),
    ("3DCRT", r"3D-?CRT|3D-konformal\w*|3D-conformal"),
    ("SBRT", r"SBRT|SABR|K(?:ö)rperstereotaxie|stereotactic\s+body\s+radio\w+|stereotactic\s+ablative\s+radio\w+"),
    ("SRS", r"SRS|radiosurgery|Radiochirurgie"),
    ("IMPT", r"IMPT"),
    ("SIB", r"SIB|simultaneous(?:ly)?\s+integrated\s+boost|simultan\s+integrierte\w*\s+Boost"),
    ("IGRT", r"IGRT"),
    ("DIBH", r"DIBH|deep\s+inspiration\s+breath[\s-]hold"),
];

const MODALITIES: Names = &[
    ("photon", r"photons?|Photonen\w*"),
    ("proton", r"protons?|Protonen\w*"),
    ("electron", r"electrons?|Elektronen\w*"),
    ("brachytherapy", r"brachytherapy|Brachytherapie\w*"),
];

fn words(names: Names) -> Regex {
    let all: Vec<String> = names.iter().map(|(_, words)| format!("({words})")).collect();
    pattern(&format!(r"(?i)\b(?:{})\b", all.join("|")))
}

static DRUG: LazyLock<Regex> = LazyLock::new(|| words(DRUGS));
static TECHNIQUE: LazyLock<Regex> = LazyLock::new(|| words(TECHNIQUES));
static MODALITY: LazyLock<Regex> = LazyLock::new(|| words(MODALITIES));

fn named(text: &str, kind: ClaimKind, form: &Regex, names: Names, claims: &mut Vec<Claim>) {
    for found in form.captures_iter(text) {
        let group = (1..found.len()).find(|group| found.get(*group).is_some());
        if let (Some(group), Some(whole)) = (group, found.get(0)) {
            claims.push(Claim::new(kind, ClaimValue::word(names[group - 1].0), whole.into()));
        }
    }
}

pub(super) fn read(text: &str) -> Vec<Claim> {
    let mut claims = Vec::new();
    named(text, ClaimKind::Drug, &DRUG, DRUGS, &mut claims);
    named(text, ClaimKind::Technique, &TECHNIQUE, TECHNIQUES, &mut claims);
    named(text, ClaimKind::Modality, &MODALITY, MODALITIES, &mut claims);
    claims
}

/// The international name of a drug, where it is on the list.
pub(crate) fn drug_of(text: &str) -> Option<&'static str> {
    let found = DRUG.captures(text)?;
    (1..found.len()).find(|group| found.get(*group).is_some()).map(|group| DRUGS[group - 1].0)
}
