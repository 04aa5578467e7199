//! Subgroups of cases: who belongs to which, and the headline in each. A small one is marked, not hidden.

use isocenter_domain::{Modality, Task};
use serde::Serialize;

use super::measured::{Difference, Measured};
use crate::{CaseTraits, Error, Evaluation, Metric, StudyCase, words};

/// By what cases are divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Division {
    /// Site of the disease.
    Site,
    /// Radiation of the primary plan.
    Radiation,
    /// Curative or palliative.
    Intent,
    /// Sex.
    Sex,
    /// Age at treatment.
    Age,
    /// Words of the diagnosis.
    TextLength,
}

/// A part of the cases.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subgroup {
    /// By what they are divided.
    pub division: Division,
    /// Which part; `unknown` where the trait is not known.
    pub level: String,
}

/// The headline of a task in a subgroup.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SubgroupNumbers {
    /// The task.
    #[serde(with = "words::task")]
    pub task: Task,
    /// The subgroup.
    #[serde(flatten)]
    pub subgroup: Subgroup,
    /// Its cases that serve the task.
    pub cases: usize,
    /// Whether it has fewer cases than the study's threshold.
    pub is_small: bool,
    /// Each model over the whole scan.
    pub measured: Vec<Measured>,
    /// Each tuned model less its base.
    pub differences: Vec<Difference>,
}

const UNKNOWN: &str = "unknown";

/// Upper ends of the age bands, years; the last band has none.
const AGES: [usize; 4] = [17, 39, 59, 74];
/// Upper ends of the bands of text length, words; the last band has none.
const WORDS: [usize; 3] = [20, 40, 80];

impl Division {
    /// Every division.
    pub const ALL: [Self; 6] = [Self::Site, Self::Radiation, Self::Intent, Self::Sex, Self::Age, Self::TextLength];

    /// The name in tables.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::Radiation => "radiation",
            Self::Intent => "intent",
            Self::Sex => "sex",
            Self::Age => "age, years",
            Self::TextLength => "length of the diagnosis, words",
        }
    }

    /// The part that holds `case`.
    #[must_use]
    pub fn level(self, case: &StudyCase) -> String {
        let CaseTraits { site, radiation, intent, sex, age_years } = &case.traits;
        let level = match self {
            Self::Site => site.clone(),
            Self::Radiation => radiation.map(|modality| modality.label().to_owned()),
            Self::Intent => intent.map(|intent| intent.name().to_owned()),
            Self::Sex => sex.map(|sex| sex.name().to_owned()),
            Self::Age => age_years.map(|age| band(&AGES, usize::from(age))),
            Self::TextLength => Some(band(&WORDS, case.diagnosis.reveal().split_whitespace().count())),
        };
        level.unwrap_or_else(|| UNKNOWN.to_owned())
    }

    /// The place of a level among its fellows: bands and modalities in their order, others by the alphabet, unknown last.
    fn rank(self, level: &str) -> (usize, String) {
        let of_band = |uppers: &[usize]| (0..=uppers.len()).position(|band| band_name(uppers, band) == level);
        let place = match self {
            Self::Site | Self::Intent | Self::Sex => (level != UNKNOWN).then_some(0),
            Self::Radiation => Modality::ALL.iter().position(|modality| modality.label() == level),
            Self::Age => of_band(&AGES),
            Self::TextLength => of_band(&WORDS),
        };
        (place.unwrap_or(usize::MAX), level.to_owned())
    }
}

fn band(uppers: &[usize], value: usize) -> String {
    band_name(uppers, uppers.partition_point(|upper| *upper < value))
}

/// `18–39`, or `75 and more` above the last end.
fn band_name(uppers: &[usize], band: usize) -> String {
    let low = band.checked_sub(1).map_or(0, |below| uppers[below] + 1);
    uppers.get(band).map_or_else(|| format!("{low} and more"), |upper| format!("{low}–{upper}"))
}

impl Subgroup {
    /// Whether the case belongs to it.
    #[must_use]
    pub fn holds(&self, case: &StudyCase) -> bool {
        self.division.level(case) == self.level
    }
}

impl Evaluation<'_> {
    pub(crate) fn subgroups(&self) -> Result<Vec<SubgroupNumbers>, Error> {
        let mut found = Vec::new();
        for task in self.study.tasks() {
            for division in Division::ALL {
                let cases = self.cases.serving(task).map(|index| &self.cases.cases()[index]);
                let mut levels: Vec<String> = cases.map(|case| division.level(case)).collect();
                levels.sort_by_key(|level| division.rank(level));
                for same in levels.chunk_by(|a, b| a == b) {
                    found.push(self.subgroup(task, Subgroup { division, level: same[0].clone() }, same.len())?);
                }
            }
        }
        Ok(found)
    }

    fn subgroup(&self, task: Task, subgroup: Subgroup, cases: usize) -> Result<SubgroupNumbers, Error> {
        let blocks = self.blocks.iter().filter(|block| block.task == task);
        let measured = blocks.map(|block| self.measure(block, Metric::headline(task), None, Some(&subgroup)));
        let measured = measured.collect::<Result<_, Error>>()?;
        let mut differences = Vec::new();
        for pair in self.study.pairs() {
            if let (Some(tuned), Some(base)) = (self.block(pair.tuned, task), self.block(pair.base, task)) {
                differences.push(self.difference(tuned, base, Some(&subgroup))?);
            }
        }
        let is_small = cases < self.study.statistics.small_subgroup_cases;
        Ok(SubgroupNumbers { task, subgroup, cases, is_small, measured, differences })
    }
}
