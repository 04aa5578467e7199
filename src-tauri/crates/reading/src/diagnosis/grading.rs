//! Reads grades: `grade 2`, `gr 3`, `G1`, `HG`, `low grade`, `WHO 2`, `Gleason 4+3=7`, `GG2`, `grade 1-2`.

use super::Grade;
use super::scan::Scan;
use crate::words::Kind;

/// After these a grade is one of another scale.
const OTHER_SCALES: &[&str] =
    &["albi", "simpson", "brooker", "martin", "ctcae", "kellgren", "toxicity", "meckel", "fazekas", "lawrence"];

/// Reads grades with the words they were read from, and takes these.
pub(super) fn read(scan: &mut Scan) -> Vec<(usize, usize, Grade)> {
    let mut facts = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        let found = (!scan.is_taken(at)).then(|| grade(scan, at)).flatten();
        let Some((end, grade)) = found else {
            at += 1;
            continue;
        };
        facts.push((at, end, grade));
        scan.take(at, end);
        at = end;
    }
    facts
}

fn grade(scan: &Scan, at: usize) -> Option<(usize, Grade)> {
    let next = if scan.is(at + 1, &["-"]) { at + 2 } else { at + 1 };
    match scan.lower(at) {
        "gleason" | "gs" => gleason(scan, at + 1),
        "grade" if scan.is(at + 1, &["group"]) => grade_group(scan, at + 2),
        "isup" => grade_group(scan, if scan.is(at + 1, &["grade", "group"]) { at + 2 } else { at + 1 }),
        "gg" => grade_group(scan, at + 1),
        "gg1" | "gg2" | "gg3" | "gg4" | "gg5" => {
            let group = scan.lower(at).as_bytes()[2] - b'0';
            Some((at + 1, Grade::GradeGroup(group)))
        }
        "who" => {
            let at = if scan.is(at + 1, &["grade", "gr"]) { at + 2 } else { at + 1 };
            let (end, number) = number(scan, at)?;
            Some((end, Grade::Who(number)))
        }
        "high" if scan.is(next, &["grade"]) => Some((next + 1, Grade::High)),
        "low" if scan.is(next, &["grade"]) => Some((next + 1, Grade::Low)),
        "intermediate" if scan.is(next, &["grade"]) => Some((next + 1, Grade::Intermediate)),
        "hg" if scan.text(at) == "HG" => Some((at + 1, Grade::High)),
        "lg" if scan.text(at) == "LG" => Some((at + 1, Grade::Low)),
        "grade" | "gr" | "nuclear" => {
            let is_other = at.checked_sub(1).is_some_and(|before| scan.is(before, OTHER_SCALES));
            let first = if scan.is(at, &["nuclear"]) && scan.is(at + 1, &["grade"]) { at + 2 } else { at + 1 };
            let first = if scan.is(first, &[":", "="]) { first + 1 } else { first };
            (!is_other).then(|| numbered(scan, first)).flatten()
        }
        "g1" | "g2" | "g3" | "g4" if scan.text(at).starts_with('G') => {
            Some((at + 1, Grade::Numbered(last_digit(scan, at))))
        }
        "gr1" | "gr2" | "gr3" | "gr4" => Some((at + 1, Grade::Numbered(last_digit(scan, at)))),
        _ => None,
    }
}

/// OK because only words that end in a digit come here.
fn last_digit(scan: &Scan, at: usize) -> u8 {
    scan.lower(at).bytes().last().map_or(0, |byte| byte.saturating_sub(b'0'))
}

fn grade_group(scan: &Scan, at: usize) -> Option<(usize, Grade)> {
    let group = scan.words.get(at)?.whole().filter(|group| (1..=5).contains(group))?;
    Some((at + 1, Grade::GradeGroup(u8::try_from(group).ok()?)))
}

/// `4+3=7`, `4 + 3`, `score 7`, `8`.
fn gleason(scan: &Scan, at: usize) -> Option<(usize, Grade)> {
    let mut at = at;
    while scan.is(at, &["score", "sum", "grade", ":", "=", "of"]) {
        at += 1;
    }
    let pattern = |at: usize| {
        let number = scan.words.get(at)?.whole()?;
        u8::try_from(number).ok()
    };
    let first = pattern(at)?;
    if scan.is(at + 1, &["+"]) {
        let second = pattern(at + 2).filter(|second| (1..=5).contains(second))?;
        let has_sum = scan.is(at + 3, &["="]) && pattern(at + 4) == Some(first.checked_add(second)?);
        return (1..=5)
            .contains(&first)
            .then_some((if has_sum { at + 5 } else { at + 3 }, Grade::Gleason(first, second)));
    }
    // `4/12 cores` is no Gleason sum.
    ((6..=10).contains(&first) && !scan.is(at + 1, &["/", "of"])).then_some((at + 1, Grade::GleasonSum(first)))
}

/// A grade of 1 to 4, in figures or as a numeral.
fn number(scan: &Scan, at: usize) -> Option<(usize, u8)> {
    let number = match scan.kind(at)? {
        Kind::Number => u8::try_from(scan.words[at].whole()?).ok()?,
        Kind::Word => match scan.text(at) {
            "I" => 1,
            "II" => 2,
            "III" => 3,
            "IV" => 4,
            _ => return None,
        },
        _ => return None,
    };
    (1..=4).contains(&number).then_some((at + 1, number))
}

fn numbered(scan: &Scan, at: usize) -> Option<(usize, Grade)> {
    let (end, first) = number(scan, at)?;
    if scan.is(end, &["-", "–", "/"]) {
        if let Some((further, second)) = number(scan, end + 1).filter(|(_, second)| *second > first) {
            return Some((further, Grade::Range(first, second)));
        }
        // `grade 2/3` with three grades in all.
        if let Some((further, 3 | 4)) = number(scan, end + 1) {
            return Some((further, Grade::Numbered(first)));
        }
    }
    Some((end, Grade::Numbered(first)))
}
