//! What was found and what can be said of the blinding, in a few sentences.

use crate::wording::{count, listed, share, statistic};
use crate::{CheckedRecord, Distribution, Numbers, Protocol, Round, StudyRecord};

/// What was found, in one sentence: how many regimens of each model each grader finds acceptable, as the grades stand. Counts where all
/// graded as many, else shares.
#[must_use]
pub fn finding(protocol: &Protocol, numbers: &Numbers) -> String {
    let graders = protocol.active_graders().count();
    let graded_any =
        |place: usize| numbers.arms.iter().any(|arm| arm.after.get(place).is_some_and(|of| of.mean.is_some()));
    let who_graded = (0..graders).filter(|place| graded_any(*place)).count();
    let counts = |of: &Distribution| (of.counts[0] + of.counts[1], of.counts.iter().sum::<usize>());
    let graded = numbers.arms.iter().flat_map(|arm| arm.after.iter().map(counts)).filter(|(_, n)| *n > 0);
    let Some(how_many) = range(&graded.collect::<Vec<_>>()) else {
        return "No regimen was graded, so nothing was found.".to_owned();
    };
    let of_each = if numbers.arms.len() > 1 { " of each model" } else { "" };
    let some_missing =
        numbers.arms.iter().flat_map(|arm| &arm.after).any(|of| of.mean.is_some() && of.skipped + of.unrecorded > 0);
    let (who, rest) = match (graders, who_graded) {
        (2, 2) => ("Both graders find", ""),
        (2, _) => ("One of the graders finds", "; the other has graded none"),
        _ => ("The one grader finds", ""),
    };
    let that = match (some_missing, who_graded) {
        (false, _) => "",
        (true, 2) => " that they graded",
        (true, _) => " that were graded",
    };
    let when = if numbers.panel.moved > 0 { " after the panel" } else { "" };
    format!("{who} {how_many}{of_each}{that} acceptable{when}{rest}.")
}

/// `65 to 74 of 100 regimens`, or in percent where not all are of as many; nothing of nothing.
fn range(found: &[(usize, usize)]) -> Option<String> {
    let ends = |low: String, high: String| if low == high { low } else { format!("{low} to {high}") };
    let (_, n) = *found.first()?;
    if found.iter().all(|(_, other)| *other == n) {
        let acceptable = || found.iter().map(|(acceptable, _)| acceptable);
        let (low, high) = (acceptable().min()?, acceptable().max()?);
        return Some(format!("{} of {}", ends(low.to_string(), high.to_string()), count(n, "regimen", "regimens")));
    }
    let percent = || found.iter().map(|(acceptable, n)| 100.0 * *acceptable as f64 / *n as f64);
    let (low, high) = (percent().min_by(f64::total_cmp)?, percent().max_by(f64::total_cmp)?);
    Some(format!("{} % of the regimens", ends(format!("{low:.1}"), format!("{high:.1}"))))
}

/// The same by arm, in the words that Wang et al. use, with the agreement it rests on.
pub(super) fn by_arm(protocol: &Protocol, numbers: &Numbers) -> String {
    let arm = |arm: &crate::ArmNumbers| {
        let acceptance = arm.acceptance_after;
        format!(
            "{}: {} of the regimens acceptable (grades 1 and 2), {} interchangeable (grade 1), n = {}",
            arm.label,
            share(acceptance.acceptable),
            share(acceptance.grade_one),
            acceptance.acceptable.n
        )
    };
    let arms: Vec<String> = numbers.arms.iter().map(arm).collect();
    let whose = if protocol.active_graders().count() == 2 {
        "Means over both graders, after the panel"
    } else {
        "By the one grader who graded to the end"
    };
    format!(
        "{whose}. {}. Quadratic κ before the panel: {}.",
        arms.join(". "),
        statistic(numbers.agreement.kappa_quadratic)
    )
}

/// What can be said of the blinding: what the program ensures, and what the record shows.
#[must_use]
pub fn blinding(record: &StudyRecord, checked: &CheckedRecord<'_>) -> String {
    let mut sentences = vec![String::from(
        "Each grader saw only an own list, in an own order drawn by the seed, without the models' names, and nothing of what the other \
         grader recorded until both had recorded every case. Models are named only after the lock.",
    )];
    let first_decision = record.decisions.iter().map(|decision| decision.decision.at_us).min();
    let counted = checked.ledger.standing().filter(|entry| entry.round != Round::Calibration);
    let counted = counted.filter(|entry| checked.protocol.active_graders().any(|grader| grader.id == entry.grader));
    let (counted, carried): (Vec<_>, Vec<_>) = counted.partition(|entry| entry.packet.is_none());
    if let Some(decided) = first_decision {
        let later = counted.iter().chain(&carried).filter(|entry| entry.recorded_at_us > decided).count();
        sentences.push(match later {
            0 => String::from("No grade that counts was recorded after the panel's first record."),
            later => format!(
                "{} recorded after the panel's first record, so that who gave them could know of it.",
                count(later, "grade that counts was", "grades that count were")
            ),
        });
    }
    if !carried.is_empty() {
        sentences.push(format!(
            "{} recorded at another workstation and came back in a signed packet.",
            count(carried.len(), "grade was", "grades were")
        ));
    }
    let removed: Vec<String> =
        checked.protocol.graders.iter().filter(|grader| grader.is_removed).map(|grader| grader.name.clone()).collect();
    if !removed.is_empty() {
        sentences.push(format!("Not counted, by amendment: grades of {}.", listed(&removed)));
    }
    sentences.join(" ")
}
