//! The letter of a case in a style: salutation, five sections under headings, closing.

use crate::Error;

use super::LetterLanguage;
use super::case::{Appointment, Case, Diagnosis, Moment, Phase, Treatment};
use super::notation::{day, gray, list};
use super::reading::{capitalised, fill};
use super::style::{Join, Style};
use super::words::word;

/// The whole letter.
pub(crate) fn letter(case: &Case, style: &Style) -> Result<String, Error> {
    let writer = Writer { case, style };
    let mut text = writer.salutation()?;
    text.push('\n');
    let sections = [
        ("diagnoses", writer.diagnoses()?),
        ("history", writer.history()?),
        ("summary", writer.summary()?),
        ("recommendations", writer.recommendations()?),
        ("schedule", writer.schedule()?),
    ];
    for (name, statements) in sections.iter().filter(|(_, statements)| !statements.is_empty()) {
        text.push_str(&format!("\n{}\n{}\n", style.heading(name)?, writer.joined(statements)));
    }
    text.push_str(&format!("\n{}\n", writer.closing()?));
    Ok(text)
}

/// Writes the statements of one case.
pub(crate) struct Writer<'a> {
    pub case: &'a Case,
    pub style: &'a Style,
}

type Slots = Vec<(&'static str, Option<String>)>;

impl Writer<'_> {
    fn language(&self) -> LetterLanguage {
        self.style.language
    }

    fn joined(&self, statements: &[String]) -> String {
        match self.style.join {
            Join::Lines => statements.join("\n"),
            Join::Sentences => statements.join(" "),
        }
    }

    fn say(&self, template: &str, slots: &Slots) -> Result<String, Error> {
        let form = self.style.template(template, self.case.habit)?;
        let slot = |name: &str| match name {
            "age" => Some(self.case.age.to_string()),
            "author" => Some(self.case.author.clone()),
            _ => match slots.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => value.clone(),
                None => word(name, self.case.sex),
            },
        };
        let said =
            fill(form, &slot).map_err(|slot| Error::UnknownSlot { scenario: format!("template {template}"), slot })?;
        Ok(match self.style.join {
            Join::Sentences => capitalised(&said),
            Join::Lines => said,
        })
    }

    fn day(&self, date: jiff::civil::Date) -> Option<String> {
        Some(day(date, self.style.dates, self.language()))
    }

    pub(crate) fn salutation(&self) -> Result<String, Error> {
        self.say("salutation", &Vec::new())
    }

    pub(crate) fn closing(&self) -> Result<String, Error> {
        self.say("closing", &Vec::new())
    }

    pub(crate) fn diagnoses(&self) -> Result<Vec<String>, Error> {
        self.case.diagnoses.iter().map(|diagnosis| self.diagnosis(diagnosis)).collect()
    }

    fn diagnosis(&self, diagnosis: &Diagnosis) -> Result<String, Error> {
        let mut slots = vec![("diagnosis", Some(diagnosis.text.clone())), ("code", Some(diagnosis.code.clone()))];
        let Some(tumour) = &diagnosis.tumour else { return self.say("comorbidity", &slots) };
        slots.extend([
            ("tnm", tumour.tnm.clone()),
            ("stage", tumour.stage.clone()),
            ("grade", tumour.grade.clone()),
            ("date", self.day(tumour.date)),
        ]);
        self.say("diagnosis", &slots)
    }

    pub(crate) fn history(&self) -> Result<Vec<String>, Error> {
        let mut said = self.case.treatments.iter().map(|one| self.treatment(one)).collect::<Result<Vec<_>, _>>()?;
        if self.case.moment == Moment::After {
            said.extend(self.phases("phase", "boost")?);
        }
        Ok(said)
    }

    fn treatment(&self, treatment: &Treatment) -> Result<String, Error> {
        match treatment {
            Treatment::Surgery { text, date, margins } => {
                let slots = vec![("text", Some(text.clone())), ("date", self.day(*date)), ("margins", margins.clone())];
                self.say("surgery", &slots)
            }
            Treatment::Systemic { text, drugs, start, end } => {
                let mut slots = vec![
                    ("text", Some(text.clone())),
                    ("drugs", Some(list(drugs, self.language()))),
                    ("start", self.day(*start)),
                ];
                slots.push(("end", end.and_then(|end| self.day(end))));
                self.say(if end.is_some() { "before" } else { "since" }, &slots)
            }
        }
    }

    fn phases(&self, first: &str, next: &str) -> Result<Vec<String>, Error> {
        let phases = (0..).zip(&self.case.phases);
        phases.map(|(place, phase)| self.say(if place == 0 { first } else { next }, &self.phase(phase))).collect()
    }

    fn phase(&self, phase: &Phase) -> Slots {
        let language = self.language();
        vec![
            ("target", Some(phase.target.clone())),
            ("technique", Some(phase.technique.clone())),
            ("modality", Some(phase.modality.clone())),
            ("dose", Some(gray(phase.centigray, language))),
            ("n", Some(phase.fractions.to_string())),
            ("fractions", Some(fractions(phase.fractions, language))),
            ("part", Some(gray(phase.part_centigray(), language))),
            ("start", self.day(phase.start)),
            ("end", self.day(phase.end)),
            ("concurrent", self.case.concurrent.clone()),
        ]
    }

    pub(crate) fn summary(&self) -> Result<Vec<String>, Error> {
        let Some(first) = self.case.phases.first() else { return Ok(Vec::new()) };
        let end = self.case.phases.last().and_then(|last| self.day(last.end));
        let is_one = self.case.phases.len() == 1;
        let total: u32 = self.case.phases.iter().map(|phase| phase.centigray).sum();
        let count: u32 = self.case.phases.iter().map(|phase| phase.fractions).sum();
        let slots = vec![
            ("target", Some(first.target.clone())),
            ("end", end),
            ("total", (!is_one).then(|| gray(total, self.language()))),
            ("totalfractions", (!is_one).then(|| fractions(count, self.language()))),
        ];
        let form = if self.case.moment == Moment::After { "given" } else { "planned" };
        let mut said = vec![self.say(form, &slots)?];
        said.extend(self.texts("remark", &self.case.remarks)?);
        Ok(said)
    }

    fn texts(&self, template: &str, texts: &[String]) -> Result<Vec<String>, Error> {
        texts.iter().map(|text| self.say(template, &vec![("text", Some(text.clone()))])).collect()
    }

    pub(crate) fn recommendations(&self) -> Result<Vec<String>, Error> {
        self.texts("recommend", &self.case.recommendations)
    }

    pub(crate) fn schedule(&self) -> Result<Vec<String>, Error> {
        let mut said = match self.case.moment {
            Moment::Before => self.phases("plan", "planboost")?,
            Moment::After => Vec::new(),
        };
        let appointment = |one: &Appointment| {
            self.say("appointment", &vec![("text", Some(one.text.clone())), ("date", self.day(one.date))])
        };
        said.extend(self.case.schedule.iter().map(appointment).collect::<Result<Vec<_>, _>>()?);
        Ok(said)
    }
}

/// `1 fraction`, `15 fractions`.
fn fractions(count: u32, language: LetterLanguage) -> String {
    let word = match (language, count) {
        (LetterLanguage::English, 1) => "fraction",
        (LetterLanguage::English, _) => "fractions",
        (LetterLanguage::German, 1) => "Fraktion",
        (LetterLanguage::German, _) => "Fraktionen",
    };
    format!("{count} {word}")
}
