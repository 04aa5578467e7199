//! Clinical notation that looks like an identifier and is none: stages, grades, codes, doses, shares of nodes, eponyms.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::eponyms::{EPONYMS, HEAD_WORDS};
use super::patterns::{compile, set_of};
use crate::TextSpan;

/// Why a span is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Notation, a code of the table, or an eponym with its head word.
    Notation,
    /// An eponym that stands alone and could be a person.
    BareEponym,
}

/// Notation by form.
const NOTATION: &[&str] = &[
    // TNM, AJCC, FIGO
    r"\b[cpyruam]{0,3}T(?:is|[xX]|[0-4][a-e]?\d?)(?:\(?m\)?)?[ ,]*(?:[cpyr]{0,2}N(?:[xX]|[0-3][a-c]?)(?:mi)?(?: ?\((?:sn|i[+-]|mol[+-]|f)\))?)?[ ,]*(?:[cp]?M(?:[xX]|[01][a-e]?))?\b",
    r"\b[cpyr]{0,2}N(?:[xX]|[0-3][a-c]?)(?:mi)?\b|\b[cp]?M(?:[xX]|[01][a-e]?)\b",
    r"(?i)\bAJCC(?: ?\d(?:st|nd|rd|th)?(?: ed(?:ition|\.)?)?)?|\b(?:FIGO|stage|grade) ?(?:I{1,3}|IV|V|[0-4X])[A-D]?\d?\b",
    // Gleason, ISUP
    r"(?i)\bGleason(?:'s)?(?: score| grade| sum)?[: ]*\d{1,2}(?: ?\+ ?\d(?: ?= ?\d{1,2})?)?|\b\d ?\+ ?\d ?= ?\d{1,2}\b|\b(?:GG|ISUP|grade group) ?\d\b",
    // doses, fractions, schedules
    r"(?i)\d[\d.,]*(?: ?(?:-|to|/) ?\d[\d.]*)? ?c?Gy\b(?: ?\(RBE\))?(?: ?(?:/|in|x) ?\d{1,2}(?: ?(?:fx|fractions|#))?)?|\b\d{1,5}(?:\.\d+)? ?CGE\b",
    r"(?i)\b\d{1,3} ?/ ?\d{1,3} ?(?:fx|fractions?|#)|\b\d{1,2} ?(?:fx|fractions)\b|\b\d{1,3}(?:\.\d+)? ?[x×] ?\d{1,3}(?:\.\d+)?(?: ?[x×] ?\d{1,3}(?:\.\d+)?)?\b",
    // nodes, cores, margins
    r"(?i)\b\d{1,3} ?/ ?\d{1,3}(?: ?/ ?\d{1,3})? ?(?:\+|(?:\w+ ){0,2}?(?:nodes?|LNs?|SLNs?|cores?|sentinel|positive|pos|neg|negative|involved|lymph|biops))",
    r"(?i)\b(?:nodes?|LNs?|SLNB?|ALND|cores?|biopsy|pain|NRS|VAS|vision|VA|BP)[: ]*\d{1,3} ?/ ?\d{1,3}\b",
    // performance, laboratory, physiology
    r"(?i)\b(?:ECOG|KPS|WHO|PS|PSA|iPSA|CEA|AFP|CA ?19-?9|CA ?125|CA ?15-?3|Ki-?67|FEV1|DLCO|LVEF|EF|eGFR|IPSS|AUA|SHIM|BMI|Hgb|Hb|SUV(?:max)?|PD-?L1|MU|HbA1c|LDH|TSH|INR|WBC|PLT|beta-?hCG|B2M|MELD|ALBI|CAS|DOI|Cr|creatinine|hemoglobin|platelets|SINS|BED|EQD2|CPS|TPS)(?: PS)?[:=<> ]{0,3}\d[\d.,]*(?:-\d+)?%?",
    // dose-volume metrics, volumes, beams
    r"(?i)\b[VD](?:\d{1,3}(?:\.\d+)?|max|mean|min)(?: ?(?:Gy|cc|%))? ?[=<>≤≥:]? ?\d*(?:\.\d+)? ?(?:%|cc|Gy)?",
    r"(?i)\b(?:GTV|CTV|ITV|PTV|PRV|IGTV|HRCTV)(?:[a-z]{0,2}|[ _-]?)\d{1,5}\b|\b\d{1,2} ?(?:MV|MeV|kV|FFF)\b",
    r"(?i)\b(?:iso(?:cent(?:er|re))?|couch|shifts?|slice|vrt|lng|lat|long|vert|gantry|collimator)\b[:= ]{0,3}(?:[-+]?\d+(?:\.\d+)*(?: ?(?:cm|mm|deg))?[ ,/;]{0,2}){1,4}",
    // trials
    r"(?i)\bNCT\d{8}\b|\b(?:RTOG|NRG|EORTC|NSABP|SWOG|ECOG-ACRIN|CALGB|GOG|COG|TROG|ALLIANCE|PORTEC|CHHIP|ISRCTN|ACRIN|AHEP|ACNS|ARST)[ -]?(?:[A-Z]{1,4}[ -]?)?\d{1,8}[A-Z]?\b",
    // markers and chromosomes
    r"(?i)\bHER-?2(?: ?(?:/neu)?(?: ?\d\+)?)?|\b(?:1p/?19q|11q|17p|13q|del\(?\d+[pq]?\)?|t\(\d{1,2};\d{1,2}\))|\bp(?:16|53)\b|\b(?:5-FU|IL-?\d|CD\d{1,3}|BRCA[12]|IDH-?[12]?|EGFR|L858R|V600E|G12C|R132H)\b",
    // vertebrae, levels, cycles
    r"\b(?:C[1-7]|T(?:1[0-2]|[1-9])|L[1-5]|S[1-5])(?:[-/][CTLS]?\d{1,2})?\b|(?i:\b(?:cycles?|course|arm|level|segment|zone|station)s? ?\d{1,2}[A-Z]?(?:[-/]\d{1,2}[A-Z]?)?\b)",
    // size, ratios of vision
    r"(?i)\b\d{1,3}(?:\.\d+)?(?:-\d{1,3}(?:\.\d+)?)? ?(?:mm|cm|cc|mL|mg|mCi|kg|lb)\b|(?:^|[ (,;])20/\d{2,3}\b|\b\d{1,3}-year (?:survival|OS|DFS|PFS|risk)\b",
    r"(?i)\bICD-?O(?:-?3)?[: ]*\d{4}/\d\b|\b[89]\d{3}/[0-9]\b",
];

static SET: LazyLock<RegexSet> =
    LazyLock::new(|| set_of(NOTATION.iter().map(|form| compile(form).as_str().to_owned())));
static COMPILED: LazyLock<Vec<Regex>> = LazyLock::new(|| NOTATION.iter().map(|form| compile(form)).collect());
static EPONYM: LazyLock<Regex> = LazyLock::new(|| {
    let names = EPONYMS.join("|");
    compile(&format!(
        r"\b(?:non-)?(?:(?:{names})|(?i:hodgkin|paget|ewing|merkel|kaposi|crohn|gleason))(?:['’]?s)?\b(?:[ -](?:{names})(?:['’]?s)?\b){{0,2}}(?:[- ](?i:(?:{HEAD_WORDS}|[IV]{{1,3}}|[A-C]?\d))\b)?"
    ))
});
static CODE: LazyLock<Regex> = LazyLock::new(|| compile(r"\b[A-TV-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?\b"));

/// The protected spans, in no particular order.
pub(super) fn find(text: &str, is_code: &dyn Fn(&str) -> bool) -> Vec<(TextSpan, Kind)> {
    let mut spans = Vec::new();
    for index in &SET.matches(text) {
        spans.extend(COMPILED[index].find_iter(text).map(|found| (TextSpan::from(found), Kind::Notation)));
    }
    // `S21-12345` is a specimen.
    let codes = CODE.find_iter(text).filter(|found| !text[found.end()..].starts_with('-') && is_code(found.as_str()));
    spans.extend(codes.map(|found| (TextSpan::from(found), Kind::Notation)));
    for whole in EPONYM.find_iter(text) {
        let last = whole.as_str().rsplit([' ', '-']).next().unwrap_or_default();
        let is_bare = EPONYMS.contains(&last);
        spans.push((TextSpan::from(whole), if is_bare { Kind::BareEponym } else { Kind::Notation }));
    }
    spans.retain(|(span, _)| !span.is_empty());
    spans
}
