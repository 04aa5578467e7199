//! Sentences about coverage against accuracy: what answering only where the answers of a case agree would gain.

use super::{Said, Speaker};
use crate::wording::{count, few, interval, listed, number};
use crate::{Coverage, CoveragePoint};

impl Speaker<'_> {
    pub(super) fn coverage(&self) -> Option<Said> {
        let found = self.tuned().filter_map(|model| {
            let found = self.numbers.coverages.iter().find(|found| found.model == model.id)?;
            Some((model.label.as_str(), found))
        });
        let tuned: Vec<(&str, &Coverage)> = found.collect();
        let answers = tuned.first()?.1.answers_per_case;
        if answers < 2 {
            return Some(Said {
                text: String::from(
                    "A case has one answer only: how far its answers agree is undefined, and so is coverage against accuracy.",
                ),
                details: Vec::new(),
            });
        }
        let listed_of = |point: &dyn Fn(&Coverage) -> Option<CoveragePoint>| {
            let value = |(label, found): &(&str, &Coverage)| {
                format!("{} ({label})", number(point(found).map(|point| point.accuracy)))
            };
            listed(&tuned.iter().map(value).collect::<Vec<_>>())
        };
        let text = format!(
            "The most frequent plan of a case’s answers is the delivered one in {} of all cases; answering at least half of the cases, those whose answers agree most, it is in {}.",
            listed_of(&|found| found.all),
            listed_of(&|found| found.at_least.first()?.point),
        );
        let mut details: Vec<String> = tuned.iter().filter_map(|(label, found)| detail(label, found)).collect();
        details.push(self.agreement_words(answers));
        Some(Said { text, details })
    }

    /// Over which answers agreement is counted.
    fn agreement_words(&self, answers: usize) -> String {
        let sampling = &self.evaluation.study.sampling;
        let temperatures: Vec<String> = sampling.temperatures.iter().map(ToString::to_string).collect();
        format!(
            "Agreement is over the {} of a case, drawn at {} {}, {} at each.",
            count(answers, "answer", "answers"),
            if temperatures.len() == 1 { "temperature" } else { "temperatures" },
            listed(&temperatures),
            few(sampling.samples_per_temperature as usize),
        )
    }
}

fn detail(label: &str, found: &Coverage) -> Option<String> {
    let all = found.all?;
    let answers = found.answers_per_case;
    let mut parts = vec![format!("all {} answered {}", count(found.cases, "case", "cases"), accuracy(&all))];
    for at in found.at_least.iter().rev() {
        let Some(point) = at.point else { continue };
        parts.push(format!(
            "at least {} of cases answered {}, where {} of {answers} answers or more agree ({} cases)",
            number(Some(at.least_coverage)),
            accuracy(&point),
            point.agreeing,
            point.answered
        ));
    }
    let without = match found.without_plan {
        0 => String::new(),
        n => format!("; in {} no answer states a plan", count(n, "case", "cases")),
    };
    Some(format!("{label}: {}{without}.", parts.join("; ")))
}

fn accuracy(point: &CoveragePoint) -> String {
    format!("{} (95 % {})", number(Some(point.accuracy)), interval(point.interval))
}
