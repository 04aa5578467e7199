//! How each word of a diagnosis stands: denied, past, supposed, or of a relative. Cues reach over the words behind or before them until the
//! clause ends; a cue that is part of something already understood (`HER2 neg`) reaches over nothing.

use std::sync::OnceLock;

use super::Standing;
use super::cues::Cues;
use super::scan::Scan;
use crate::words::{Kind, Word};

/// Farthest that a cue reaches over the words behind it.
const REACH: usize = 9;
/// Farthest that a word of a relative reaches: on over a list of them.
const REACH_OF_FAMILY: usize = 20;
/// Farthest that a cue reaches back.
const REACH_BACK: usize = 4;

/// Cues before what they are said of. Of several that begin at one word the longest is read.
const BEFORE: &[(&str, Option<Standing>)] = &[
    ("no", Some(Standing::Negated)),
    ("not", Some(Standing::Negated)),
    ("without", Some(Standing::Negated)),
    ("w / o", Some(Standing::Negated)),
    ("denies", Some(Standing::Negated)),
    ("denied", Some(Standing::Negated)),
    ("never", Some(Standing::Negated)),
    ("absence of", Some(Standing::Negated)),
    ("free of", Some(Standing::Negated)),
    ("negative for", Some(Standing::Negated)),
    ("neg for", Some(Standing::Negated)),
    ("no evidence of", Some(Standing::Negated)),
    ("no sign of", Some(Standing::Negated)),
    ("no history of", Some(Standing::Negated)),
    ("no h / o", Some(Standing::Negated)),
    ("ruled out for", Some(Standing::Negated)),
    ("h / o", Some(Standing::History)),
    ("hx of", Some(Standing::History)),
    ("hx", Some(Standing::History)),
    ("history of", Some(Standing::History)),
    ("prior", Some(Standing::History)),
    ("previous", Some(Standing::History)),
    ("previously treated", Some(Standing::History)),
    ("remote", Some(Standing::History)),
    ("past", Some(Standing::History)),
    ("pmh", Some(Standing::History)),
    ("pmhx", Some(Standing::History)),
    ("former", Some(Standing::History)),
    ("possible", Some(Standing::Possible)),
    ("possibly", Some(Standing::Possible)),
    ("probable", Some(Standing::Possible)),
    ("probably", Some(Standing::Possible)),
    ("suspected", Some(Standing::Possible)),
    ("suspicious for", Some(Standing::Possible)),
    ("suspicion of", Some(Standing::Possible)),
    ("suspicion for", Some(Standing::Possible)),
    ("concern for", Some(Standing::Possible)),
    ("concerning for", Some(Standing::Possible)),
    ("worrisome for", Some(Standing::Possible)),
    ("likely", Some(Standing::Possible)),
    ("question of", Some(Standing::Possible)),
    ("rule out", Some(Standing::Possible)),
    ("r / o", Some(Standing::Possible)),
    ("questionable", Some(Standing::Possible)),
    ("equivocal", Some(Standing::Possible)),
    ("indeterminate", Some(Standing::Possible)),
    ("may represent", Some(Standing::Possible)),
    ("cannot exclude", Some(Standing::Possible)),
    ("cannot rule out", Some(Standing::Possible)),
    ("can not rule out", Some(Standing::Possible)),
    ("could not rule out", Some(Standing::Possible)),
    ("not ruled out", Some(Standing::Possible)),
    ("not excluded", Some(Standing::Possible)),
    ("differential includes", Some(Standing::Possible)),
    ("ddx", Some(Standing::Possible)),
    ("family history of", Some(Standing::Family)),
    ("family hx of", Some(Standing::Family)),
    ("fam hx", Some(Standing::Family)),
    ("family hx", Some(Standing::Family)),
    ("father died", Some(Standing::Family)),
    ("mother died", Some(Standing::Family)),
    ("family history", Some(Standing::Family)),
    ("fh of", Some(Standing::Family)),
    ("fhx", Some(Standing::Family)),
    ("fh", Some(Standing::Family)),
    ("mother with", Some(Standing::Family)),
    ("mother had", Some(Standing::Family)),
    ("mother has", Some(Standing::Family)),
    ("father with", Some(Standing::Family)),
    ("father had", Some(Standing::Family)),
    ("father has", Some(Standing::Family)),
    ("sister with", Some(Standing::Family)),
    ("sister had", Some(Standing::Family)),
    ("brother with", Some(Standing::Family)),
    ("brother had", Some(Standing::Family)),
    ("aunt with", Some(Standing::Family)),
    ("aunt had", Some(Standing::Family)),
    ("grandmother with", Some(Standing::Family)),
    ("grandmother had", Some(Standing::Family)),
    ("daughter with", Some(Standing::Family)),
    ("daughter had", Some(Standing::Family)),
    // Cues that are none.
    ("no change", None),
    ("no increase", None),
    ("no longer negative", None),
    ("no doubt", None),
    ("not only", None),
    ("not without", None),
    ("not negative for", None),
    ("not free of", None),
    ("not a surgical candidate", None),
    ("no surgical option", None),
    ("not ruled in", None),
    ("not resectable", None),
    ("not operable", None),
    ("not for radiosurgery", None),
    ("not for surgery", None),
    ("prior to", None),
    ("no prior treatment", None),
    ("past week", None),
];

/// Cues behind what they are said of.
const BEHIND: &[(&str, Standing)] = &[
    ("neg", Standing::Negated),
    ("negative", Standing::Negated),
    ("absent", Standing::Negated),
    ("clear", Standing::Negated),
    ("clean", Standing::Negated),
    ("uninvolved", Standing::Negated),
    ("not involved", Standing::Negated),
    ("not seen", Standing::Negated),
    ("ruled out", Standing::Negated),
    ("excluded", Standing::Negated),
    ("none", Standing::Negated),
    ("unremarkable", Standing::Negated),
    ("spared", Standing::Negated),
    ("not excluded", Standing::Possible),
    ("not ruled out", Standing::Possible),
    ("cannot be excluded", Standing::Possible),
    ("suspected", Standing::Possible),
    ("indeterminate", Standing::Possible),
    ("equivocal", Standing::Possible),
    ("vs", Standing::Possible),
    ("versus", Standing::Possible),
    ("in mother", Standing::Family),
    ("in her mother", Standing::Family),
    ("in his mother", Standing::Family),
    ("in father", Standing::Family),
    ("in his father", Standing::Family),
    ("in her father", Standing::Family),
    ("in sister", Standing::Family),
    ("in her sister", Standing::Family),
    ("in brother", Standing::Family),
    ("in aunt", Standing::Family),
    ("in grandmother", Standing::Family),
    ("in maternal aunt", Standing::Family),
    ("in maternal grandmother", Standing::Family),
    ("in paternal aunt", Standing::Family),
    ("in daughter", Standing::Family),
    ("in family", Standing::Family),
    ("in the family", Standing::Family),
];

/// Behind these words a cue reaches no farther.
const STOPS: &[&str] = &[
    "but",
    "however",
    "except",
    "now",
    "then",
    "although",
    "though",
    "presents",
    "presenting",
    "here",
    "currently",
    "s",
    "with",
    "after",
    "following",
    "since",
    "status",
    "awaiting",
];

/// How each word stands; nothing where no cue reaches it. `is_disease_at` tells whether a site or a disease is named at a word.
pub(super) fn standings(scan: &Scan, is_disease_at: &dyn Fn(usize) -> bool) -> Vec<Option<Standing>> {
    static CUES: OnceLock<(Cues<Option<Standing>>, Cues<Standing>)> = OnceLock::new();
    let (before, behind) = CUES.get_or_init(|| (Cues::new(BEFORE), Cues::new(BEHIND)));
    let mut standings = vec![None; scan.len()];
    let mut at = 0;
    while at < scan.len() {
        if scan.is_taken(at) || scan.kind(at) != Some(Kind::Word) {
            at += 1;
            continue;
        }
        // What ends its clause speaks of what stands before: `T3 lesion indeterminate`.
        let forward = before.longest_at(scan, at).filter(|(end, _)| {
            behind.longest_at(scan, at).is_none() || scan.same_clause(at, *end) && scan.kind(*end) != Some(Kind::Mark)
        });
        if let Some((end, standing)) = forward {
            if let Some(standing) = standing {
                reach_forward(scan, &mut standings, at, end, standing);
            }
            at = end;
            continue;
        }
        // `Negative groin nodes` denies what follows, `groin nodes negative` what stands before.
        let are_nodes =
            (at + 1..at + 4).any(|next| scan.same_clause(at, next) && scan.is(next, &["node", "nodes", "ln", "lns"]));
        if are_nodes && scan.is(at, &["neg", "negative"]) {
            reach_forward(scan, &mut standings, at, at + 1, Standing::Negated);
            at += 1;
            continue;
        }
        if let Some((end, standing)) = behind.longest_at(scan, at) {
            reach_back(scan, &mut standings, at, standing);
            at = end;
            continue;
        }
        at += 1;
    }
    set_past_before_now(scan, &mut standings, is_disease_at);
    standings
}

/// Farthest from `now` to the disease that it speaks of.
const REACH_OF_NOW: usize = 8;

/// `Left mastectomy 2015 for DCIS. Now right lung adenocarcinoma`: what stands in one sentence with a year, before a disease of now, is past.
fn set_past_before_now(scan: &Scan, standings: &mut [Option<Standing>], is_disease_at: &dyn Fn(usize) -> bool) {
    let speaks_of_disease = |now: &usize| {
        let ahead = (now + 1..now + 1 + REACH_OF_NOW).take_while(|at| scan.same_sentence(*now, *at));
        ahead.into_iter().any(is_disease_at)
    };
    let Some(now) = (0..scan.len()).rev().filter(|at| scan.is(*at, &["now"])).find(speaks_of_disease) else { return };
    let is_year = |at: usize| {
        let year = scan.words.get(at).and_then(Word::whole);
        year.is_some_and(|year| (1940..2060).contains(&year))
    };
    let years: Vec<usize> = (0..now).filter(|at| is_year(*at)).collect();
    for (at, standing) in standings.iter_mut().enumerate().take(now) {
        let next = years.partition_point(|year| *year < at);
        // Behind the year only in a sentence of its own: `2019 breast cancer, now lung` leaves open which of them is past.
        let is_after = |year: usize| scan.same_sentence(at, year) && !scan.same_sentence(at, now);
        let before = next.checked_sub(1).is_some_and(|before| is_after(years[before]));
        if before || years.get(next).is_some_and(|year| scan.same_sentence(at, *year)) {
            strengthen(standing, Standing::History);
        }
    }
}

fn reach_forward(scan: &Scan, standings: &mut [Option<Standing>], at: usize, end: usize, standing: Standing) {
    let is_family = standing == Standing::Family;
    let stops = |next: usize| !is_family && scan.is(next, STOPS);
    let same = |next: usize| if is_family { scan.same_sentence(at, next) } else { scan.same_clause(at, next) };
    let reach = if is_family { REACH_OF_FAMILY } else { REACH };
    for next in (end..scan.len()).take(reach).take_while(|next| same(*next) && !stops(*next)) {
        strengthen(&mut standings[next], standing);
    }
}

fn reach_back(scan: &Scan, standings: &mut [Option<Standing>], at: usize, standing: Standing) {
    let reach = if standing == Standing::Family { REACH } else { REACH_BACK };
    for before in
        (0..at).rev().take(reach).take_while(|before| scan.same_clause(at, *before) && !scan.is_taken(*before))
    {
        if scan.is(before, &["but", "and", "with"]) && standing != Standing::Family {
            break;
        }
        strengthen(&mut standings[before], standing);
    }
}

/// The nearer cue wins, but what is of a relative stays so, and what is denied is not past.
fn strengthen(slot: &mut Option<Standing>, standing: Standing) {
    let rank = |standing: Standing| match standing {
        Standing::Family => 3,
        Standing::Negated => 2,
        Standing::Possible => 1,
        Standing::History | Standing::Removed | Standing::Present => 0,
    };
    if slot.is_none_or(|before| rank(before) < rank(standing)) {
        *slot = Some(standing);
    }
}
