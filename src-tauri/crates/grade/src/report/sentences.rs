//! What was found and what can be said of the blinding, in a few sentences.

use crate::wording::{count, listed, share, statistic};
use crate::{CheckedRecord, Numbers, Protocol, Round, StudyRecord};

/// What was found, by arm and in the words that Wang et al. use, with the agreement it rests on.
#[must_use]
pub fn finding(protocol: &Protocol, numbers: &Numbers) -> String {
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
