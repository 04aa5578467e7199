//! Reads earlier radiotherapy: `prior chest RT 2012`, `s/p 46.8 Gy in 26 fx to Lt SCV 2004`, `re-irradiation`, `no prior RT`, `Prior RT none`.

use super::PriorCourse;
use super::scan::Scan;
use crate::site::SiteMention;
use crate::words::Kind;

/// What names radiotherapy.
const RADIOTHERAPY: &[&str] = &[
    "wbi",
    "pbi",
    "apbi",
    "rni",
    "pmrt",
    "csi",
    "vmat",
    "rt",
    "xrt",
    "ebrt",
    "imrt",
    "sbrt",
    "sabr",
    "wbrt",
    "srs",
    "chemort",
    "radiation",
    "radiotherapy",
    "irradiation",
    "irradiated",
    "radiated",
    "chemoradiation",
    "chemoradiotherapy",
    "crt",
    "radiosurgery",
    "brachytherapy",
];
/// What says that it is past.
const PAST: &[&str] = &["prior", "previous", "previously", "remote", "past", "earlier"];
/// Farthest from a cue to the radiotherapy it speaks of.
const REACH: usize = 5;

/// A course, with the words it was read from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Course {
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) course: PriorCourse,
    pub(super) is_denied: bool,
}

/// Reads courses and takes their words.
pub(super) fn read(scan: &mut Scan, sites: &[SiteMention]) -> Vec<Course> {
    let mut courses = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        let Some((first, end, is_denied)) = denied(scan, at).map(|end| (at, end, true)).or_else(|| {
            let named = named(scan, at)?;
            Some((course_first(scan, at, named), named, false))
        }) else {
            at += 1;
            continue;
        };
        let end = if is_denied { end } else { course_end(scan, first, end) };
        let course = if is_denied {
            PriorCourse { site: site_in(sites, first, end), ..PriorCourse::default() }
        } else {
            details(scan, sites, first, end)
        };
        courses.push(Course { first, end, course, is_denied });
        scan.take(first, end);
        at = end.max(at + 1);
    }
    courses
}

/// Behind `no prior RT`, `never irradiated`, `prior RT none`, `RT naive`, `denies previous radiation`.
fn denied(scan: &Scan, at: usize) -> Option<usize> {
    let is_rt = |at: usize| scan.is(at, RADIOTHERAPY);
    if scan.is(at, &["no", "denies", "without", "not", "never", "denied"]) {
        let behind = (at + 1..=at + REACH).take_while(|next| scan.same_clause(at, *next)).find(|next| is_rt(*next))?;
        let is_never = scan.is(at, &["never"]);
        let is_past = (at + 1..behind).any(|next| scan.is(next, PAST) || is_history(scan, next));
        let is_irradiated = scan.is(behind, &["irradiated", "radiated"]);
        let mut end = behind + 1;
        if scan.is(end, &["therapy", "before", "previously"]) {
            end += 1;
        }
        return (is_never || is_past || is_irradiated).then_some(end);
    }
    if is_rt(at) {
        let next = if scan.is(at + 1, &["-"]) { at + 2 } else { at + 1 };
        return scan.is(next, &["naive"]).then_some(next + 1);
    }
    if scan.is(at, PAST) {
        let behind = (at + 1..=at + REACH).take_while(|next| scan.same_clause(at, *next)).find(|next| is_rt(*next))?;
        let next = if scan.is(behind + 1, &[":", "-", "=", "therapy"]) { behind + 2 } else { behind + 1 };
        return scan.is(next, &["none", "no", "denied", "negative", "n"]).then_some(next + 1);
    }
    None
}

fn is_history(scan: &Scan, at: usize) -> bool {
    scan.is(at, &["history", "hx"]) || (scan.is(at, &["h"]) && scan.is(at + 1, &["/"]) && scan.is(at + 2, &["o"]))
}

/// Where a course is told of whose cue stands at `at` and whose radiotherapy ends at `named`: `RT` alone of `s/p prostatectomy and RT`, so that
/// the operation between stays to be read.
fn course_first(scan: &Scan, at: usize, named: usize) -> usize {
    let radiotherapy = named.saturating_sub(1);
    let is_shared = scan.is(at, &["s", "status", "h", "history", "hx"]) && named > at + 5;
    let has_kind = scan.kind(radiotherapy.saturating_sub(1)) == Some(Kind::Word)
        && !scan.is(radiotherapy.saturating_sub(1), &["and", "with", "w", "then"]);
    match (is_shared && scan.is(radiotherapy, RADIOTHERAPY), has_kind) {
        (true, true) => radiotherapy - 1,
        (true, false) => radiotherapy,
        (false, _) => at,
    }
}

/// Behind the words that tell of an earlier course that begins at `at`.
fn named(scan: &Scan, at: usize) -> Option<usize> {
    if scan.kind(at) != Some(Kind::Word) || scan.is_taken(at) {
        return None;
    }
    let is_rt = |at: usize| scan.is(at, RADIOTHERAPY);
    let find = |from: usize, reach: usize| {
        (from..from + reach).take_while(|next| scan.same_clause(at, *next)).find(|next| is_rt(*next)).map(|at| at + 1)
    };
    // Farther off, only one with a dose or a year is past, and none that is still to come.
    let told = |from: usize, reach: usize| {
        let end = find(from, reach)?;
        let is_to_come =
            (from..end).any(|at| scan.is(at, &["for", "planned", "consider", "considering", "pending", "candidate"]));
        let is_dated = (end..end + 8)
            .take_while(|next| scan.same_sentence(at, *next))
            .any(|next| gray(scan, next).is_some() || year(scan, next).is_some());
        (!is_to_come && (is_dated || end <= from + 3 || is_treated_with(scan, from, end))).then_some(end)
    };
    if scan.is(at, PAST) {
        // `prior field overlaps`.
        let is_field =
            scan.is(at + 1, &["field", "fields"]) && scan.is(at + 2, &["overlap", "overlaps", "overlapping"]);
        if scan.is(at + 1, &["to"]) {
            return None;
        }
        if is_field {
            return Some(at + 3);
        }
        return find(at + 1, REACH).or_else(|| gray(scan, at + 1).map(|(end, _)| end));
    }
    // Nobody plans a mantle today.
    if scan.is(at, &["mantle"]) {
        return find(at + 1, 2).or_else(|| gray(scan, at + 1).map(|(end, _)| end));
    }
    if scan.is(at, &["reirradiation", "reirradiate"]) {
        return Some(at + 1);
    }
    if scan.is(at, &["re"])
        && scan.is(at + 1, &["-"])
        && scan.is(at + 2, &["irradiation", "irradiate", "rt", "treatment"])
    {
        return Some(at + 3);
    }
    if is_history(scan, at) {
        let from = if scan.is(at, &["h"]) { at + 3 } else { at + 1 };
        return told(from, 8);
    }
    if scan.is(at, &["s"]) && scan.is(at + 1, &["/"]) && scan.is(at + 2, &["p"]) {
        return told(at + 3, 6).or_else(|| gray(scan, at + 3).map(|(end, _)| end));
    }
    if scan.is(at, &["status"]) && scan.is(at + 1, &["post"]) {
        return told(at + 2, 6).or_else(|| gray(scan, at + 2).map(|(end, _)| end));
    }
    if scan.is(at, &["after"]) && is_recurrence_before(scan, at) {
        return find(at + 1, 3).or_else(|| gray(scan, at + 1).map(|(end, _)| end));
    }
    // `received 50 Gy in 2010`, `treated with RT 2010`.
    if scan.is(at, &["received", "underwent"]) {
        let rt = find(at + 1, 4).or_else(|| gray(scan, at + 1).map(|(end, _)| end))?;
        return (at..scan.sentence_end(at, at + 24)).any(|next| year(scan, next).is_some()).then_some(rt);
    }
    None
}

/// `treated w/ mantle RT`.
fn is_treated_with(scan: &Scan, from: usize, end: usize) -> bool {
    (from..end).any(|at| scan.is(at, &["treated", "received", "underwent"]))
}

fn is_recurrence_before(scan: &Scan, at: usize) -> bool {
    let before = at.saturating_sub(3)..at;
    before.into_iter().any(|before| {
        scan.is(before, &["recurrent", "recurrence", "recurred", "relapse", "relapsed", "failure", "progression"])
    })
}

/// A dose that begins at `at`: the word behind it and its gray.
fn gray(scan: &Scan, at: usize) -> Option<(usize, f64)> {
    let number = scan.words.get(at)?.number()?;
    let (end, factor) = match scan.lower(at + 1) {
        "gy" | "cge" | "gye" => (at + 2, 1.0),
        "cgy" => (at + 2, 0.01),
        _ => return None,
    };
    Some((end, number * factor))
}

/// Fractions named at `at` (`26 fx`, `in 26 fractions`, `/26`): the word behind them and their number.
fn fractions(scan: &Scan, at: usize) -> Option<(usize, u32)> {
    let number = scan.words.get(at)?.whole().filter(|number| (1..=80).contains(number))?;
    let is_named = scan.is(at + 1, &["fx", "fxs", "fraction", "fractions", "#", "fr"]);
    let is_after_dose = scan.is_before(at, &["/"]) && at >= 2 && scan.is(at - 2, &["gy", "cgy"]);
    (is_named || is_after_dose).then_some((if is_named { at + 2 } else { at + 1 }, number))
}

fn year(scan: &Scan, at: usize) -> Option<u16> {
    let number = scan.words.get(at)?.whole()?;
    u16::try_from(number).ok().filter(|year| (1940..=2060).contains(year))
}

const OVERLAP: &[&str] = &["overlap", "overlaps", "overlapping", "overlapped", "reirradiation"];

/// Behind the words that begin at `at` and say that the courses overlap.
fn overlap_end(scan: &Scan, at: usize) -> Option<usize> {
    const PLACES: &[&str] = &["region", "field", "area", "volume", "site"];
    if scan.is(at, OVERLAP) || scan.is(at, &["infield"]) {
        return Some(at + 1);
    }
    if scan.is(at, &["same", "in", "within"]) && scan.is(at + 1, PLACES) {
        return Some(at + 2);
    }
    if scan.is(at, &["in"]) && scan.is(at + 1, &["-"]) && scan.is(at + 2, &["field"]) {
        return Some(at + 3);
    }
    let is_again = scan.is(at, &["re"]) && scan.is(at + 1, &["-"]) && scan.is(at + 2, &["irradiation", "irradiate"]);
    is_again.then_some(at + 3)
}

/// How far a course is told of: on over its dose, fractions, site, year and overlap.
fn course_end(scan: &Scan, first: usize, named: usize) -> usize {
    let mut end = named;
    let limit = scan.sentence_end(first, named + 24);
    for at in named..limit {
        let is_next = scan.is(at, &["s"]) && scan.is(at + 1, &["/"]) && gray(scan, at + 3).is_none();
        if at > named && (is_next || scan.is(at, &["now"])) {
            break;
        }
        let own = gray(scan, at)
            .map(|(end, _)| end)
            .or_else(|| overlap_end(scan, at))
            .or_else(|| fractions(scan, at).map(|(end, _)| end))
            .or_else(|| year(scan, at).map(|_| at + 1));
        if let Some(own) = own {
            end = end.max(own);
        } else if at == end && scan.is(at, &["to", "of"]) {
            // `re-irradiation of the pelvis`: on to the end of the clause.
            let clause = (at..limit).take_while(|next| scan.same_clause(at, *next));
            end = clause.filter(|next| scan.kind(*next) != Some(Kind::Mark)).last().map_or(end, |last| last + 1);
        }
    }
    end.min(scan.len())
}

fn details(scan: &Scan, sites: &[SiteMention], first: usize, end: usize) -> PriorCourse {
    let mut course = PriorCourse { site: site_in(sites, first, end), ..PriorCourse::default() };
    for at in first..end {
        course.dose_gray = course.dose_gray.or_else(|| gray(scan, at).map(|(_, dose)| dose));
        course.fractions = course.fractions.or_else(|| fractions(scan, at).map(|(_, number)| number));
        course.year = course.year.or_else(|| year(scan, at));
        course.overlap |= overlap_end(scan, at).is_some();
    }
    course
}

fn site_in(sites: &[SiteMention], first: usize, end: usize) -> Option<crate::Site> {
    let from = sites.partition_point(|mention| mention.first < first);
    sites[from..].iter().take_while(|mention| mention.first < end).map(|mention| mention.site).next()
}
