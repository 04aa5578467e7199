//! Reads markers: `ER Pos PR Pos HER2 Neg`, `ER/PR+`, `Ki-67 12%`, `HPV/p16+`, `IDH-wt`, `MGMT unmeth`, `iPSA 7.8`, `triple negative`.

use std::sync::OnceLock;

use super::cues::Cues;
use super::scan::Scan;
use super::{Biomarker, FactValue, Marker, MarkerValue};
use crate::Span;
use crate::words::Kind;

/// Names as words; one with a capital only as written, since `pr`, `er` and `egfr` mean other things.
const NAMES: &[(&str, Marker)] = &[
    ("ER", Marker::EstrogenReceptor),
    ("estrogen receptor", Marker::EstrogenReceptor),
    ("oestrogen receptor", Marker::EstrogenReceptor),
    ("PR", Marker::ProgesteroneReceptor),
    ("PgR", Marker::ProgesteroneReceptor),
    ("progesterone receptor", Marker::ProgesteroneReceptor),
    ("her2 / neu", Marker::Her2),
    ("her2 neu", Marker::Her2),
    ("her2neu", Marker::Her2),
    ("her2", Marker::Her2),
    ("her - 2 / neu", Marker::Her2),
    ("her - 2", Marker::Her2),
    ("HER 2", Marker::Her2),
    ("ki - 67", Marker::Ki67),
    ("ki67", Marker::Ki67),
    ("ki 67", Marker::Ki67),
    ("mib - 1", Marker::Ki67),
    ("p16", Marker::P16),
    ("hpv", Marker::Hpv),
    ("ebv", Marker::Ebv),
    ("eber", Marker::Ebv),
    ("EGFR", Marker::Egfr),
    ("ALK", Marker::Alk),
    ("ROS1", Marker::Ros1),
    ("kras", Marker::Kras),
    ("pd - l1", Marker::PdL1),
    ("pdl1", Marker::PdL1),
    ("pd l1", Marker::PdL1),
    ("braf", Marker::Braf),
    ("idh", Marker::Idh),
    ("idh1", Marker::Idh),
    ("idh2", Marker::Idh),
    ("1 p19q", Marker::Codeletion1p19q),
    ("1 p / 19 q", Marker::Codeletion1p19q),
    ("mgmt", Marker::Mgmt),
    ("psa", Marker::Psa),
    ("ipsa", Marker::Psa),
    ("p53", Marker::P53),
    ("brca1", Marker::Brca),
    ("brca2", Marker::Brca),
    ("brca", Marker::Brca),
    ("fgfr2", Marker::Fgfr2),
    ("CEA", Marker::Cea),
    ("ca 19 - 9", Marker::Ca199),
    ("ca19 - 9", Marker::Ca199),
    ("ca - 125", Marker::Ca125),
    ("ca 125", Marker::Ca125),
    ("ca125", Marker::Ca125),
    ("afp", Marker::Afp),
    ("hcg", Marker::Hcg),
    ("cd30", Marker::Cd30),
    ("LVSI", Marker::LymphovascularInvasion),
    ("LVI", Marker::LymphovascularInvasion),
    ("lymphovascular invasion", Marker::LymphovascularInvasion),
    ("PNI", Marker::PerineuralInvasion),
    ("perineural invasion", Marker::PerineuralInvasion),
    ("ENE", Marker::ExtranodalExtension),
    ("ECE", Marker::ExtranodalExtension),
    ("extranodal extension", Marker::ExtranodalExtension),
    ("extracapsular extension", Marker::ExtranodalExtension),
];

/// Between a marker and its value.
const FILLERS: &[&str] = &[
    "(",
    "-",
    ":",
    "=",
    "<",
    ">",
    "~",
    "status",
    "is",
    "was",
    "of",
    "at",
    "now",
    "index",
    "expression",
    "level",
    "up",
    "to",
    "tps",
    "receptor",
    "promoter",
    "score",
];

/// Reads every marker and takes its words.
pub(super) fn read(scan: &mut Scan) -> Vec<(FactValue, Span)> {
    let mut facts = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        if let Some((end, values)) = whole_phrase(scan, at) {
            let span = scan.span(at, end);
            facts.extend(values.iter().map(|(marker, value)| (fact(*marker, *value), span)));
            scan.take(at, end);
            at = end;
            continue;
        }
        let Some((mut end, marker)) = name(scan, at) else {
            at += 1;
            continue;
        };
        let mut markers = vec![marker];
        // `ER/PR+`, `ER and PR positive`.
        while scan.is(end, &["/", "&", "and"]) {
            let Some((next_end, next)) = name(scan, end + 1) else { break };
            markers.push(next);
            end = next_end;
        }
        let found = value(scan, end, marker).or_else(|| by_itself(scan, at, end, marker));
        if let Some((value_end, value)) = found {
            let denial = denial_before(scan, at).filter(|_| is_finding(marker) && value == MarkerValue::Negative);
            let first = denial.unwrap_or(at);
            let span = scan.span(first, value_end);
            facts.extend(markers.into_iter().map(|marker| (fact(marker, value), span)));
            scan.take(at, value_end);
            at = value_end;
        } else {
            at = end;
        }
    }
    facts
}

fn fact(marker: Marker, value: MarkerValue) -> FactValue {
    FactValue::Biomarker(Biomarker { marker, value })
}

/// Phrases that say several at once, or a marker without its name.
fn whole_phrase(scan: &Scan, at: usize) -> Option<(usize, &'static [(Marker, MarkerValue)])> {
    const TRIPLE_NEGATIVE: &[(Marker, MarkerValue)] = &[
        (Marker::EstrogenReceptor, MarkerValue::Negative),
        (Marker::ProgesteroneReceptor, MarkerValue::Negative),
        (Marker::Her2, MarkerValue::Negative),
    ];
    const HORMONE_POSITIVE: &[(Marker, MarkerValue)] =
        &[(Marker::EstrogenReceptor, MarkerValue::Positive), (Marker::ProgesteroneReceptor, MarkerValue::Positive)];
    const STABLE: &[(Marker, MarkerValue)] = &[(Marker::MismatchRepair, MarkerValue::Normal)];
    const DEFICIENT: &[(Marker, MarkerValue)] = &[(Marker::MismatchRepair, MarkerValue::Mutated)];
    if scan.is(at, &["triple"]) {
        let next = if scan.is(at + 1, &["-"]) { at + 2 } else { at + 1 };
        return scan.is(next, &["negative", "neg"]).then_some((next + 1, TRIPLE_NEGATIVE));
    }
    if scan.is(at, &["tripleneg"]) {
        return Some((at + 1, TRIPLE_NEGATIVE));
    }
    match scan.text(at) {
        // The disease of that name stays to be read.
        "TNBC" => Some((at + 1, TRIPLE_NEGATIVE)),
        "MSS" | "pMMR" => Some((at + 1, STABLE)),
        "dMMR" => Some((at + 1, DEFICIENT)),
        "MSI" if scan.is(at + 1, &["-"]) && scan.is(at + 2, &["h", "high"]) => Some((at + 3, DEFICIENT)),
        "HR" if scan.is(at + 1, &["+"]) => Some((at + 2, HORMONE_POSITIVE)),
        _ => None,
    }
}

fn name(scan: &Scan, at: usize) -> Option<(usize, Marker)> {
    static CUES: OnceLock<Cues<Marker>> = OnceLock::new();
    CUES.get_or_init(|| Cues::new(NAMES)).longest_at(scan, at)
}

/// The value behind a name: the word behind it, and what it says.
fn value(scan: &Scan, behind: usize, marker: Marker) -> Option<(usize, MarkerValue)> {
    let is_counted =
        matches!(marker, Marker::Psa | Marker::Cea | Marker::Ca199 | Marker::Ca125 | Marker::Afp | Marker::Hcg);
    // `ER-`: a mark that touches the name and no word behind it.
    if scan.is(behind, &["-", "−", "–"]) && behind > 0 && scan.touches_next(behind - 1) {
        let is_end = !scan.touches_next(behind) || !matches!(scan.kind(behind + 1), Some(Kind::Word | Kind::Number));
        if is_end {
            return Some((behind + 1, MarkerValue::Negative));
        }
    }
    for at in behind..behind + 4 {
        if let Some(found) = plain_value(scan, at, marker, is_counted) {
            return Some(found);
        }
        if !scan.is(at, FILLERS) {
            return None;
        }
    }
    None
}

fn plain_value(scan: &Scan, at: usize, marker: Marker, is_counted: bool) -> Option<(usize, MarkerValue)> {
    if let Some(number) = scan.words.get(at).and_then(crate::words::Word::number) {
        if scan.is(at + 1, &["%"]) {
            return Some((at + 2, MarkerValue::Percent(number)));
        }
        if marker == Marker::Her2 && number <= 3.0 && scan.is(at + 1, &["+"]) {
            let score = [0, 1, 2, 3].into_iter().find(|score| f64::from(*score) == number)?;
            return Some((at + 2, MarkerValue::Score(score)));
        }
        return match marker {
            _ if is_counted => Some((at + 1, MarkerValue::Number(number))),
            // The number of the virus type.
            Marker::Hpv if number == 16.0 || number == 18.0 => {
                Some(plain_value(scan, at + 1, marker, false).unwrap_or((at + 1, MarkerValue::Positive)))
            }
            _ => None,
        };
    }
    let value = match scan.lower(at) {
        "+" | "pos" | "positive" | "expressed" | "overexpressed" | "amplified" | "amp" | "present" => {
            MarkerValue::Positive
        }
        "neg" | "negative" | "absent" | "nonamplified" => MarkerValue::Negative,
        "non" if scan.is(at + 1, &["-"]) && scan.is(at + 2, &["amplified"]) => {
            return Some((at + 3, MarkerValue::Negative));
        }
        "not" if scan.is(at + 1, &["amplified", "identified", "seen", "present"]) => {
            return Some((at + 2, MarkerValue::Negative));
        }
        "mutated" | "mutant" | "mut" | "mutation" | "v600e" | "fusion" | "rearranged" | "rearrangement" => {
            MarkerValue::Mutated
        }
        "wt" | "wildtype" => MarkerValue::WildType,
        "wild" => {
            let next = if scan.is(at + 1, &["-"]) { at + 2 } else { at + 1 };
            return scan.is(next, &["type"]).then_some((next + 1, MarkerValue::WildType));
        }
        "methylated" | "meth" => MarkerValue::Methylated,
        "unmethylated" | "unmeth" => MarkerValue::Unmethylated,
        "codeleted" | "codel" | "codeletion" | "deleted" => MarkerValue::Codeleted,
        "co" if scan.is(at + 1, &["-"]) && scan.is(at + 2, &["deleted", "deletion"]) => {
            return Some((at + 3, MarkerValue::Codeleted));
        }
        "intact" | "normal" => MarkerValue::Normal,
        _ => return None,
    };
    Some((at + 1, value))
}

/// What its bare name says: `LVSI` that it was seen, `no ENE` that it was not.
fn by_itself(scan: &Scan, at: usize, end: usize, marker: Marker) -> Option<(usize, MarkerValue)> {
    let value = if denial_before(scan, at).is_some() { MarkerValue::Negative } else { MarkerValue::Positive };
    is_finding(marker).then_some((end, value))
}

const fn is_finding(marker: Marker) -> bool {
    matches!(marker, Marker::LymphovascularInvasion | Marker::PerineuralInvasion | Marker::ExtranodalExtension)
}

/// The first word of a denial that stands before `at`: `no`, `without`, `w/o`.
fn denial_before(scan: &Scan, at: usize) -> Option<usize> {
    if scan.is_before(at, &["no", "without", "negative", "neg"]) {
        return at.checked_sub(1);
    }
    let slashed = at.checked_sub(3)?;
    let is_without = scan.is(slashed, &["w"]) && scan.is(slashed + 1, &["/"]) && scan.is(slashed + 2, &["o"]);
    is_without.then_some(slashed)
}
