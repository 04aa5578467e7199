//! The invented conditions that letters are of, read from `letters/conditions.txt`.

use crate::Error;
use crate::book::Ages;

use super::LetterLanguage;
use super::reading::{Pair, fields, lines};

const FILE: &str = "letters/conditions.txt";
static TEXT: &str = include_str!("../../letters/conditions.txt");
static AUTHORS: &str = include_str!("../../letters/authors.txt");

/// A code, or one for each side.
#[derive(Debug, Clone)]
pub(crate) enum Code {
    One(String),
    OfSide { left: String, right: String },
}

#[derive(Debug, Clone)]
pub(crate) struct Staging {
    pub tnm: Option<String>,
    pub stage: Option<String>,
    pub grade: Option<Pair>,
}

#[derive(Debug, Clone)]
pub(crate) struct Surgery {
    pub text: Pair,
    pub margins: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Systemic {
    pub percent: u32,
    /// Whether it goes on when the letter is written.
    pub is_lasting: bool,
    pub text: Pair,
    pub drugs: Vec<Pair>,
}

#[derive(Debug, Clone)]
pub(crate) struct Course {
    pub regimens: Vec<String>,
    pub target: Pair,
    pub techniques: Vec<String>,
    pub modality: Pair,
}

#[derive(Debug, Clone)]
pub(crate) struct Boost {
    pub percent: u32,
    pub target: Pair,
    /// Centigray and fractions.
    pub doses: Vec<(u32, u32)>,
}

#[derive(Debug, Clone)]
pub(crate) struct Condition {
    pub name: String,
    pub share: f64,
    pub male_share: f64,
    pub ages: Ages,
    pub code: Code,
    pub site: Pair,
    pub histologies: Vec<Pair>,
    pub diagnoses: Vec<Pair>,
    pub stagings: Vec<Staging>,
    pub operated_percent: u32,
    pub surgeries: Vec<Surgery>,
    pub systemics: Vec<Systemic>,
    pub courses: Vec<Course>,
    pub concurrent: Vec<(u32, Pair)>,
    pub boosts: Vec<Boost>,
    pub recommendations: Vec<Pair>,
    pub appointments: Vec<Pair>,
    pub remarks: Vec<Pair>,
}

/// An addressee, for some conditions only where any are named.
#[derive(Debug, Clone)]
pub(crate) struct Role {
    pub text: Pair,
    pub conditions: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Conditions {
    pub all: Vec<Condition>,
    pub comorbidities: Vec<(Pair, String)>,
    pub roles: Vec<Role>,
    /// Appointments before a radiotherapy, and what is noted then.
    pub plannings: Vec<Pair>,
    pub statuses: Vec<Pair>,
    pub authors: Vec<&'static str>,
}

impl Conditions {
    /// Those of the built-in file.
    pub(crate) fn built_in() -> Result<Self, Error> {
        let mut read = Self {
            all: Vec::new(),
            comorbidities: Vec::new(),
            roles: Vec::new(),
            plannings: Vec::new(),
            statuses: Vec::new(),
            authors: authors(),
        };
        for (line, word, rest) in lines(TEXT) {
            read.line(word, rest).ok_or(Error::ScenarioLine { file: FILE, line })?;
        }
        Ok(read)
    }

    /// The words of every text in one language, without those with a place-holder.
    pub(crate) fn words(&self, language: LetterLanguage) -> Vec<&str> {
        let of_conditions = self.all.iter().flat_map(|condition| {
            let lists =
                [&condition.histologies, &condition.recommendations, &condition.appointments, &condition.remarks];
            lists.into_iter().flatten().chain(condition.surgeries.iter().map(|surgery| &surgery.text))
        });
        let others = self.comorbidities.iter().map(|(text, _)| text).chain(&self.plannings).chain(&self.statuses);
        let texts = of_conditions.chain(others).map(|pair| pair.in_language(language));
        let words = texts.flat_map(str::split_whitespace).filter(|word| !word.contains(['{', '}', '.', ',', ';']));
        let mut words: Vec<&str> = words.filter(|word| word.parse::<u32>().is_err()).collect();
        words.sort_unstable();
        words.dedup();
        words
    }

    fn line(&mut self, word: &str, rest: &str) -> Option<()> {
        let parts = fields(rest);
        match word {
            "condition" => self.all.push(empty(rest)),
            "comorbidity" => self.comorbidities.push((Pair::read(parts.first()?), (*parts.get(1)?).to_owned())),
            "planning" => self.plannings.push(Pair::read(rest)),
            "status" => self.statuses.push(Pair::read(rest)),
            "role" => {
                let conditions = parts.get(1).map(|names| words(names)).unwrap_or_default();
                self.roles.push(Role { text: Pair::read(parts.first()?), conditions });
            }
            _ => property(self.all.last_mut()?, word, rest, &parts)?,
        }
        Some(())
    }
}

fn authors() -> Vec<&'static str> {
    AUTHORS.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn empty(name: &str) -> Condition {
    Condition {
        name: name.replace(' ', "_"),
        share: 1.0,
        male_share: 0.5,
        ages: Ages { low: 40.0, mode: 60.0, high: 80.0 },
        code: Code::One(String::new()),
        site: Pair::read(""),
        histologies: Vec::new(),
        diagnoses: Vec::new(),
        stagings: Vec::new(),
        operated_percent: 0,
        surgeries: Vec::new(),
        systemics: Vec::new(),
        courses: Vec::new(),
        concurrent: Vec::new(),
        boosts: Vec::new(),
        recommendations: Vec::new(),
        appointments: Vec::new(),
        remarks: Vec::new(),
    }
}

/// Nothing for `-`.
fn known(text: &str) -> Option<String> {
    (text != "-").then(|| text.to_owned())
}

/// `35 adjuvant chemotherapy | …`: the share and what follows.
fn with_percent(text: &str) -> Option<(u32, &str)> {
    let (percent, rest) = text.split_once(' ')?;
    Some((percent.parse().ok()?, rest.trim()))
}

/// `13.35/5`: centigray and fractions.
fn dose(text: &str) -> Option<(u32, u32)> {
    let (gray, fractions) = text.split_once('/')?;
    let (whole, part) = gray.split_once('.').unwrap_or((gray, ""));
    let hundredths: u32 = format!("{part:0<2}").get(..2)?.parse().ok()?;
    Some((whole.parse::<u32>().ok()? * 100 + hundredths, fractions.parse().ok()?))
}

fn property(condition: &mut Condition, word: &str, rest: &str, parts: &[&str]) -> Option<()> {
    match word {
        "share" => condition.share = rest.parse().ok()?,
        "male" => condition.male_share = rest.parse::<f64>().ok()? / 100.0,
        "ages" => {
            let years: Vec<f64> = rest.split_whitespace().filter_map(|word| word.parse().ok()).collect();
            let [low, mode, high] = years[..] else { return None };
            condition.ages = Ages { low, mode, high };
        }
        "code" => {
            condition.code = match words(rest).as_slice() {
                [code] => Code::One(code.clone()),
                [_, left, _, right] => Code::OfSide { left: left.clone(), right: right.clone() },
                _ => return None,
            };
        }
        "site" => condition.site = Pair::read(rest),
        "histology" => condition.histologies.push(Pair::read(rest)),
        "diagnosis" => condition.diagnoses.push(Pair::read(rest)),
        "staging" => {
            let [tnm, stage, grade] = parts else { return None };
            let grade = known(grade).filter(|grade| !grade.starts_with("- "));
            let grade = grade.as_deref().map(Pair::read);
            condition.stagings.push(Staging { tnm: known(tnm), stage: known(stage), grade });
        }
        "operated" => condition.operated_percent = rest.parse().ok()?,
        "surgery" => {
            let margins = words(parts.get(1)?).into_iter().filter(|margins| margins != "-").collect();
            condition.surgeries.push(Surgery { text: Pair::read(parts.first()?), margins });
        }
        "before" | "since" => {
            let (percent, text) = with_percent(parts.first()?)?;
            let drugs = parts.get(1)?.split('+').map(Pair::read).collect();
            let is_lasting = word == "since";
            condition.systemics.push(Systemic { percent, is_lasting, text: Pair::read(text), drugs });
        }
        "course" => {
            let [regimens, target, techniques, modality] = parts else { return None };
            condition.courses.push(Course {
                regimens: words(regimens),
                target: Pair::read(target),
                techniques: words(techniques),
                modality: Pair::read(modality),
            });
        }
        "concurrent" => {
            let (percent, drug) = with_percent(rest)?;
            condition.concurrent.push((percent, Pair::read(drug)));
        }
        "boost" => {
            let (percent, target) = with_percent(parts.first()?)?;
            let doses = parts.get(1)?.split_whitespace().map(dose).collect::<Option<Vec<_>>>()?;
            condition.boosts.push(Boost { percent, target: Pair::read(target), doses });
        }
        "recommend" => condition.recommendations.push(Pair::read(rest)),
        "appoint" => condition.appointments.push(Pair::read(rest)),
        "remark" => condition.remarks.push(Pair::read(rest)),
        _ => return None,
    }
    Some(())
}
