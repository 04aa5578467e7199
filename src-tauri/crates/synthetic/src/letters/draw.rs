//! Draws an invented patient: condition, disease, treatments with their days, what is recommended and planned.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use rand::Rng;
use rand::seq::IndexedRandom;
use rand_chacha::ChaCha8Rng;

use crate::Error;
use crate::person::Person;
use crate::wording::draw_index;

use super::case::{Appointment, Case, Diagnosis, Moment, Patient, Phase, Treatment, Tumour};
use super::conditions::{Code, Condition};
use super::reading::{Pair, capitalised, fill, with_numbers};
use super::{Clinic, LetterLanguage};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Right,
}

/// Draws one patient whose letters are in `language`.
pub(crate) fn patient(
    clinic: &Clinic<'_>,
    language: LetterLanguage,
    pseudonym: String,
    rng: &mut ChaCha8Rng,
) -> Result<Patient, Error> {
    let all = &clinic.conditions.all;
    let weights: Vec<f64> = all.iter().map(|condition| condition.share).collect();
    let nothing = |list| Error::NothingApplies { scenario: "letters".to_owned(), list };
    let condition = draw_index(&weights, rng).and_then(|at| all.get(at)).ok_or_else(|| nothing("condition"))?;
    let person = Person::draw(condition.male_share, condition.ages, rng);
    let side = if rng.random_bool(0.5) { Side::Left } else { Side::Right };
    let teller = Teller { condition, language, side };
    let phases = teller.phases(clinic, rng)?;
    let first = phases.first().map_or_else(|| Date::constant(2025, 1, 6), |phase| phase.start);
    let last = phases.last().map_or(first, |phase| phase.end);
    let (main, diagnosed) = teller.diagnosis(first, rng)?;
    let mut diagnoses = vec![main];
    if rng.random_bool(0.4) {
        let others: Vec<_> = clinic.conditions.comorbidities.choose_multiple(rng, 2).collect();
        let count = rng.random_range(1..=2);
        diagnoses.extend(others.into_iter().take(count).map(|(text, code)| Diagnosis {
            text: capitalised(text.in_language(language)),
            code: code.clone(),
            tumour: None,
        }));
    }
    let author = clinic.conditions.authors.choose(rng).ok_or_else(|| nothing("author"))?;
    let initial = char::from(b'A' + rng.random_range(0..26_u8));
    let author = match language {
        LetterLanguage::English => format!("Dr {initial}. {author}"),
        LetterLanguage::German => format!("Dr. {initial}. {author}"),
    };
    let before = workday(first - i64::from(rng.random_range(7..16)).days());
    let after = workday(last + i64::from(rng.random_range(1..15)).days());
    let roles = clinic.conditions.roles.iter();
    let roles: Vec<&Pair> = roles
        .filter(|role| role.conditions.is_empty() || role.conditions.contains(&condition.name))
        .map(|role| &role.text)
        .collect();
    let role = roles.choose(rng).map(|role| role.in_language(language).to_owned()).unwrap_or_default();
    let case = Case {
        moment: Moment::After,
        date: after,
        pseudonym,
        sex: person.sex,
        age: person.age_years,
        role,
        author,
        habit: rng.random_range(0..4),
        diagnoses,
        treatments: teller.treatments(diagnosed, first, rng),
        phases,
        concurrent: teller.any_by_percent(&condition.concurrent, rng),
        recommendations: teller.some(&condition.recommendations, 1..=3, rng),
        schedule: teller.appointments(after, rng),
        remarks: teller.some(&condition.remarks, 0..=2, rng),
    };
    let plannings = teller.some(&clinic.conditions.plannings, 1..=2, rng);
    let day = workday(before + i64::from(rng.random_range(1..4)).days());
    let appointments_before = plannings.into_iter().map(|text| Appointment { text, date: day }).collect();
    let remarks_before = teller.some(&clinic.conditions.statuses, 0..=2, rng);
    Ok(Patient { case, before, after, appointments_before, remarks_before })
}

fn workday(mut date: Date) -> Date {
    while matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday) {
        date += 1.day();
    }
    date
}

/// The last day of so many fractions on working days.
fn last_day(start: Date, fractions: u32) -> Date {
    (1..fractions).fold(start, |day, _| workday(day + 1.day()))
}

/// Says things of one condition in one language.
struct Teller<'a> {
    condition: &'a Condition,
    language: LetterLanguage,
    side: Side,
}

impl Teller<'_> {
    fn say(&self, pair: &Pair, histology: &str, rng: &mut ChaCha8Rng) -> Result<String, Error> {
        let text = with_numbers(pair.in_language(self.language), rng);
        let slot = |name: &str| match (name, self.side) {
            ("histology", _) => Some(histology.to_owned()),
            ("Histology", _) => Some(capitalised(histology)),
            ("side", Side::Left) => Some("left".to_owned()),
            ("side", Side::Right) => Some("right".to_owned()),
            ("li", Side::Left) => Some("link".to_owned()),
            ("li", Side::Right) => Some("recht".to_owned()),
            _ => None,
        };
        fill(&text, &slot).map_err(|slot| Error::UnknownSlot { scenario: self.condition.name.clone(), slot })
    }

    /// Some of a list, each once, in the words of the language.
    fn some(&self, list: &[Pair], count: std::ops::RangeInclusive<usize>, rng: &mut ChaCha8Rng) -> Vec<String> {
        let count = rng.random_range(count).min(list.len());
        let chosen: Vec<&Pair> = list.choose_multiple(rng, count).collect();
        chosen.into_iter().map(|pair| with_numbers(pair.in_language(self.language), rng)).collect()
    }

    fn any_by_percent(&self, list: &[(u32, Pair)], rng: &mut ChaCha8Rng) -> Option<String> {
        let mut left = rng.random_range(0..100);
        list.iter().find_map(|(percent, pair)| match left < *percent {
            true => Some(pair.in_language(self.language).to_owned()),
            false => {
                left -= *percent;
                None
            }
        })
    }

    fn appointments(&self, from: Date, rng: &mut ChaCha8Rng) -> Vec<Appointment> {
        let mut day = from;
        let texts = self.some(&self.condition.appointments, 1..=2, rng);
        let dated = texts.into_iter().map(|text| {
            day = workday(day + i64::from(rng.random_range(14..80)).days());
            Appointment { text, date: day }
        });
        dated.collect()
    }

    fn phases(&self, clinic: &Clinic<'_>, rng: &mut ChaCha8Rng) -> Result<Vec<Phase>, Error> {
        let condition = self.condition;
        let nothing = || Error::NothingApplies { scenario: condition.name.clone(), list: "course" };
        let course = condition.courses.choose(rng).ok_or_else(nothing)?;
        let id = course.regimens.choose(rng).ok_or_else(nothing)?;
        let unknown = || Error::UnknownRegimen { id: id.clone(), scenario: condition.name.clone() };
        let regimen = clinic.library.get(id).ok_or_else(unknown)?;
        let technique = course.techniques.choose(rng).ok_or_else(nothing)?;
        let earliest = Date::constant(2024, 1, 8);
        let start = workday(earliest + i64::from(rng.random_range(0..760)).days());
        let fractions = regimen.fractions.count();
        let mut phases = vec![Phase {
            target: self.say(&course.target, "", rng)?,
            technique: technique.clone(),
            modality: course.modality.in_language(self.language).to_owned(),
            centigray: centigray(regimen.dose.gray()),
            fractions,
            start,
            end: last_day(start, fractions),
        }];
        for boost in &condition.boosts {
            if rng.random_range(0..100) >= boost.percent {
                continue;
            }
            let Some((centigray, fractions)) = boost.doses.choose(rng).copied() else { continue };
            let start = workday(phases.last().map_or(start, |phase| phase.end) + 1.day());
            phases.push(Phase {
                target: self.say(&boost.target, "", rng)?,
                technique: technique.clone(),
                modality: course.modality.in_language(self.language).to_owned(),
                centigray,
                fractions,
                start,
                end: last_day(start, fractions),
            });
        }
        Ok(phases)
    }

    fn diagnosis(&self, first: Date, rng: &mut ChaCha8Rng) -> Result<(Diagnosis, Date), Error> {
        let condition = self.condition;
        let nothing = |list| Error::NothingApplies { scenario: condition.name.clone(), list };
        let histology = condition.histologies.choose(rng).ok_or_else(|| nothing("histology"))?;
        let histology = histology.in_language(self.language).to_owned();
        let text = condition.diagnoses.choose(rng).ok_or_else(|| nothing("diagnosis"))?;
        let text = self.say(text, &histology, rng)?;
        let staging = condition.stagings.choose(rng).ok_or_else(|| nothing("staging"))?;
        let date = workday(first - i64::from(rng.random_range(60..150)).days());
        let (code, side) = match (&condition.code, self.side) {
            (Code::One(code), _) => (code, None),
            (Code::OfSide { left, .. }, Side::Left) => (left, Some(["left", "links"])),
            (Code::OfSide { right, .. }, Side::Right) => (right, Some(["right", "rechts"])),
        };
        let side = side.map(|[english, german]| match self.language {
            LetterLanguage::English => english.to_owned(),
            LetterLanguage::German => german.to_owned(),
        });
        let tumour = Tumour {
            site: condition.site.in_language(self.language).to_owned(),
            side,
            histology,
            tnm: staging.tnm.clone(),
            stage: staging.stage.clone(),
            grade: staging.grade.as_ref().map(|grade| grade.in_language(self.language).to_owned()),
            date,
        };
        Ok((Diagnosis { text, code: code.clone(), tumour: Some(tumour) }, date))
    }

    /// Surgery and systemic therapy between diagnosis and radiotherapy; there is always at least one treatment.
    fn treatments(&self, diagnosed: Date, first: Date, rng: &mut ChaCha8Rng) -> Vec<Treatment> {
        let condition = self.condition;
        let mut treatments = Vec::new();
        let days = |rng: &mut ChaCha8Rng, range| i64::from(rng.random_range::<i32, std::ops::Range<i32>>(range)).days();
        let surgery = workday(diagnosed + days(rng, 7..30));
        let systemic: Vec<_> =
            condition.systemics.iter().filter(|systemic| rng.random_range(0..100) < systemic.percent).take(2).collect();
        let is_operated = rng.random_range(0..100) < condition.operated_percent || systemic.is_empty();
        if let Some(chosen) = condition.surgeries.choose(rng).filter(|_| is_operated) {
            treatments.push(Treatment::Surgery {
                text: chosen.text.in_language(self.language).to_owned(),
                date: surgery,
                margins: chosen.margins.choose(rng).cloned(),
            });
        }
        for systemic in systemic {
            let text = systemic.text.in_language(self.language).to_owned();
            let drugs = systemic.drugs.iter().map(|drug| drug.in_language(self.language).to_owned()).collect();
            let start = workday(surgery + days(rng, 5..16));
            let end = match systemic.is_lasting {
                true => None,
                false => Some(workday(first - days(rng, 5..14))),
            };
            // A treatment that would end before it begins was not given.
            if end.is_none_or(|end| end > start) {
                treatments.push(Treatment::Systemic { text, drugs, start, end });
            }
        }
        treatments.sort_by_key(Treatment::begin);
        treatments
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "doses of the library are below 200 Gy")]
fn centigray(gray: f64) -> u32 {
    (gray * 100.0).round() as u32
}
