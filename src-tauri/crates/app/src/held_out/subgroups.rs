//! The same figure for parts of the held-out cases: by what their diagnosis says of site, sex, age and intent, and by the delivered radiation.

use std::collections::BTreeMap;

use isocenter_domain::{Modality, Regimen, Task};
use isocenter_reading::{DiagnosisReading, Sex, Site};
use serde::{Deserialize, Serialize};

use super::{Measured, Question};
use crate::error::Error;

/// What cases are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Division {
    Site,
    Modality,
    Sex,
    Age,
    Intent,
}

impl Division {
    const ALL: [Self; 5] = [Self::Site, Self::Modality, Self::Sex, Self::Age, Self::Intent];

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Modality => "modality",
            Self::Sex => "sex",
            Self::Age => "age",
            Self::Intent => "intent",
        }
    }
}

/// A part of the cases with its figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Subgroup {
    pub(crate) by: Division,
    pub(crate) name: String,
    pub(crate) n: usize,
    pub(crate) tuned: Measured,
    /// Always the most frequent training answer.
    pub(crate) majority: Measured,
}

/// What every case reached, in the order of the questions.
pub(crate) struct CaseFigures<'a> {
    pub(crate) task: Task,
    pub(crate) questions: &'a [Question],
    pub(crate) tuned: &'a [f64],
    pub(crate) majority: &'a [f64],
}

/// Every part that holds a case, by division and then by size, the largest first. What a text does not say is a part of its own.
///
/// # Errors
/// Only a fault of this program.
pub(crate) fn subgroups(figures: &CaseFigures<'_>) -> Result<Vec<Subgroup>, Error> {
    let read: Vec<DiagnosisReading> =
        figures.questions.iter().map(|question| DiagnosisReading::read(&question.diagnosis)).collect();
    let mut all = Vec::new();
    for by in Division::ALL {
        let mut parts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, (question, reading)) in figures.questions.iter().zip(&read).enumerate() {
            if let Some(name) = part_of(by, figures.task, question, reading) {
                parts.entry(name).or_default().push(place);
            }
        }
        let mut parts: Vec<(String, Vec<usize>)> = parts.into_iter().collect();
        parts.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
        for (name, places) in parts {
            let of = |values: &[f64]| {
                let chosen: Vec<f64> = places.iter().filter_map(|place| values.get(*place).copied()).collect();
                Measured::of_cases(figures.task, &chosen)
            };
            let (tuned, majority) = (of(figures.tuned)?, of(figures.majority)?);
            all.push(Subgroup { by, name, n: places.len(), tuned, majority });
        }
    }
    Ok(all)
}

/// The part a case belongs to; nothing where the division says nothing of the task.
fn part_of(by: Division, task: Task, question: &Question, reading: &DiagnosisReading) -> Option<String> {
    let not_stated = || "not stated".to_owned();
    Some(match by {
        Division::Site => {
            reading.treated_sites().first().map_or_else(not_stated, |site| organ(*site).name().to_owned())
        }
        Division::Modality => modality(task, &question.answer)?.label().to_owned(),
        Division::Sex => match reading.sex() {
            Some(Sex::Female) => "female".to_owned(),
            Some(Sex::Male) => "male".to_owned(),
            None => not_stated(),
        },
        Division::Age => reading.age_years().map_or_else(not_stated, |age| age_band(age).to_owned()),
        Division::Intent => reading.intent().map_or_else(not_stated, |intent| intent.word().to_owned()),
    })
}

fn modality(task: Task, answer: &str) -> Option<Modality> {
    match task {
        Task::Regimen => Regimen::read(answer).phases.first().map(|phase| phase.modality),
        Task::Modality => Modality::from_term(answer),
        Task::Icd10 => None,
    }
}

/// The site below its region: a lobe counts as lung, not as thorax.
fn organ(site: Site) -> Site {
    let mut organ = site;
    while let Some(parent) = organ.parent().filter(|parent| parent.parent().is_some()) {
        organ = parent;
    }
    organ
}

/// Bands of Wang et al.'s kind of cohort: children, adults, the old.
const fn age_band(years: u8) -> &'static str {
    match years {
        0..=17 => "under 18",
        18..=49 => "18 to 49",
        50..=64 => "50 to 64",
        65..=79 => "65 to 79",
        80.. => "80 and over",
    }
}
