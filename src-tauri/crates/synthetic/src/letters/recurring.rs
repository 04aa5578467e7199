//! What the base of the letters reads: lists of facts, texts in which the values of a list come again in another order and form, and letters of
//! two of the three institutions. The question that a model is asked and the letters of the third institution, from which an adapter learns,
//! never stand here.

use std::collections::BTreeMap;

use isocenter_regimens::RegimenLibrary;
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::{Error, Sex};

use super::case::{Case, Diagnosis, Moment, Phase, Treatment};
use super::notation::{DateForm, day, gray};
use super::reading::lines;
use super::write::{Writer, letter};
use super::{Clinic, Institution, LetterLanguage, PROSE, draw};

const LABELS_FILE: &str = "letters/labels.txt";
static LABELS: &str = include_str!("../../letters/labels.txt");

/// How much prose, from which seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LetterProseOptions {
    /// Documents of about 60 to 250 words, both languages.
    pub documents: usize,
    /// The same seed gives the same documents. Its stream is apart from that of the letters.
    pub seed: u64,
}

/// A thing of a list and its value.
type Item = (&'static str, String);

/// Things that belong together: a diagnosis, a treatment, a phase.
type Record = Vec<Item>;

/// The two institutions whose letters the base reads.
const READ: [Institution; 2] = [Institution::Harbour, Institution::Valley];

const BETWEEN_ENGLISH: &[&str] = &[
    ", ", ", ", "; ", " - ", ": ", " (", ") ", " with ", " to ", " from ", " of ", " in ", " and ", "\n", " | ",
    ", since ", ", on ",
];
const BETWEEN_GERMAN: &[&str] = &[
    ", ", ", ", "; ", " - ", ": ", " (", ") ", " mit ", " bis ", " vom ", " zu ", " in ", " und ", "\n", " | ",
    ", seit ", ", am ",
];
const BULLETS: &[&str] = &["- ", "- ", "* ", "", "", "+ "];
const NOTATIONS: &[(&str, &str)] =
    &[(": ", "\n"), (": ", "\n"), (" = ", "\n"), (" - ", "\n"), (": ", "; "), ("\t", "\n")];

/// Writes the documents.
///
/// # Errors
/// As [`letters`](super::letters).
pub fn letter_prose(options: LetterProseOptions, library: &RegimenLibrary) -> Result<Vec<String>, Error> {
    let clinic = Clinic::open(library)?;
    let labels = Labels::built_in()?;
    let mut rng = ChaCha8Rng::seed_from_u64(options.seed);
    rng.set_stream(PROSE);
    (0..options.documents).map(|_| document(&clinic, &labels, &mut rng)).collect()
}

fn document(clinic: &Clinic<'_>, labels: &Labels, rng: &mut ChaCha8Rng) -> Result<String, Error> {
    let language = if rng.random_bool(0.5) { LetterLanguage::English } else { LetterLanguage::German };
    let case = draw::patient(clinic, language, String::new(), rng)?.at(if rng.random_bool(0.4) {
        Moment::Before
    } else {
        Moment::After
    });
    let form = *[DateForm::Long, DateForm::Short, DateForm::Slash].choose(rng).unwrap_or(&DateForm::Long);
    let words = clinic.conditions.words(language);
    let scribe = Scribe { case: &case, language, form, labels, words: &words };
    let institution = *READ.choose(rng).unwrap_or(&Institution::Harbour);
    Ok(match rng.random_range(0..100) {
        0..50 => scribe.rearranged(rng),
        50..66 => scribe.told(&Writer { case: &case, style: clinic.styles.of(institution, language)? }, rng)?,
        66..82 => letter(&case, clinic.styles.of(institution, language)?)?,
        _ => scribe.copied(rng),
    })
}

/// What things are called.
struct Labels {
    of: BTreeMap<String, [Vec<String>; 2]>,
}

impl Labels {
    fn built_in() -> Result<Self, Error> {
        let mut of = BTreeMap::new();
        for (line, thing, names) in lines(LABELS) {
            let (english, german) = names.split_once('|').ok_or(Error::ScenarioLine { file: LABELS_FILE, line })?;
            let split = |names: &str| names.split('/').map(|name| name.trim().to_owned()).collect();
            of.insert(thing.to_owned(), [split(english), split(german)]);
        }
        Ok(Self { of })
    }

    /// The names of one list: the same thing is called the same throughout.
    fn choose(&self, language: LetterLanguage, rng: &mut ChaCha8Rng) -> BTreeMap<&str, &str> {
        let place = usize::from(language == LetterLanguage::German);
        let is_first = rng.random_bool(0.5);
        let chosen = self.of.iter().filter_map(|(thing, names)| {
            let names = names.get(place)?;
            let name = if is_first { names.first()? } else { names.choose(rng)? };
            Some((thing.as_str(), name.as_str()))
        });
        chosen.collect()
    }
}

struct Scribe<'a> {
    case: &'a Case,
    language: LetterLanguage,
    form: DateForm,
    labels: &'a Labels,
    /// Every word that texts are made of.
    words: &'a [&'a str],
}

impl Scribe<'_> {
    fn day(&self, date: jiff::civil::Date) -> String {
        day(date, self.form, self.language)
    }

    fn gray(&self, centigray: u32) -> String {
        format!("{} Gy", gray(centigray, self.language))
    }

    fn records(&self) -> Vec<Record> {
        let case = self.case;
        let mut records = vec![self.person()];
        records.extend(case.diagnoses.iter().map(|diagnosis| self.diagnosis(diagnosis)));
        records.extend(case.treatments.iter().map(|treatment| self.treatment(treatment)));
        records.extend(case.phases.iter().map(|phase| self.phase(phase)));
        records.extend(case.recommendations.iter().map(|text| vec![("recommendation", text.clone())]));
        let appointments = case.schedule.iter();
        records.extend(appointments.map(|one| vec![("appointment", one.text.clone()), ("date", self.day(one.date))]));
        records.extend(case.remarks.iter().map(|text| vec![("remark", text.clone())]));
        records
    }

    fn person(&self) -> Record {
        let sex = match (self.case.sex, self.language) {
            (Sex::Female, LetterLanguage::English) => "female",
            (Sex::Male, LetterLanguage::English) => "male",
            (Sex::Female, LetterLanguage::German) => "weiblich",
            (Sex::Male, LetterLanguage::German) => "männlich",
        };
        vec![
            ("role", self.case.role.clone()),
            ("age", self.case.age.to_string()),
            ("sex", sex.to_owned()),
            ("author", self.case.author.clone()),
        ]
    }

    fn diagnosis(&self, diagnosis: &Diagnosis) -> Record {
        let mut record = vec![("diagnosis", diagnosis.text.clone()), ("code", diagnosis.code.clone())];
        if let Some(tumour) = &diagnosis.tumour {
            record.push(("date", self.day(tumour.date)));
            let known = [("tnm", &tumour.tnm), ("stage", &tumour.stage), ("grade", &tumour.grade)];
            record.extend(known.into_iter().filter_map(|(thing, value)| Some((thing, value.clone()?))));
        }
        record
    }

    fn treatment(&self, treatment: &Treatment) -> Record {
        match treatment {
            Treatment::Surgery { text, date, margins } => {
                let mut record = vec![("treatment", text.clone()), ("date", self.day(*date))];
                record.extend(margins.clone().map(|margins| ("margins", margins)));
                record
            }
            Treatment::Systemic { text, drugs, start, end } => {
                let mut record = vec![("start", self.day(*start))];
                record.extend(end.map(|end| ("end", self.day(end))));
                record.push(("treatment", text.clone()));
                record.extend(drugs.iter().map(|drug| ("drug", drug.clone())));
                record
            }
        }
    }

    fn phase(&self, phase: &Phase) -> Record {
        let mut record = vec![
            ("start", self.day(phase.start)),
            ("end", self.day(phase.end)),
            ("target", phase.target.clone()),
            ("technique", phase.technique.clone()),
            ("modality", phase.modality.clone()),
            ("dose", self.gray(phase.centigray)),
            ("fractions", phase.fractions.to_string()),
            ("part", self.gray(phase.part_centigray())),
        ];
        record.extend(self.case.concurrent.clone().map(|drug| ("concurrent", drug)));
        record
    }

    /// The records as a list of names and values.
    fn list(&self, records: &[Record], rng: &mut ChaCha8Rng) -> String {
        let names = self.labels.choose(self.language, rng);
        let (equals, between) = NOTATIONS.choose(rng).copied().unwrap_or((": ", "\n"));
        let item = |(thing, value): &Item| format!("{}{equals}{value}", names.get(thing).copied().unwrap_or(thing));
        let record = |record: &Record| record.iter().map(item).collect::<Vec<_>>().join(between);
        records.iter().map(record).collect::<Vec<_>>().join("\n")
    }

    fn some_records(&self, rng: &mut ChaCha8Rng) -> Vec<Record> {
        let records = self.records();
        let count = rng.random_range(2..=5).min(records.len());
        let from = rng.random_range(0..=records.len() - count);
        let mut some: Vec<Record> = records.into_iter().skip(from).take(count).collect();
        if rng.random_bool(0.3) {
            some.shuffle(rng);
        }
        if rng.random_bool(0.4) {
            some.iter_mut().flatten().for_each(|item| self.scramble(item, rng));
        }
        some
    }

    /// Another value of the same kind, so that what is copied cannot be known beforehand.
    fn scramble(&self, item: &mut Item, rng: &mut ChaCha8Rng) {
        let (thing, value) = item;
        match *thing {
            "dose" => *value = self.gray(rng.random_range(100..=9000)),
            "part" => *value = self.gray(rng.random_range(100..=2000)),
            "fractions" | "age" => *value = rng.random_range(1..=99).to_string(),
            "tnm" | "stage" | "grade" | "sex" | "margins" | "modality" | "technique" | "author" => {}
            "code" => {
                let letter = char::from(b'A' + rng.random_range(0..20_u8));
                *value = format!("{letter}{:02}.{}", rng.random_range(0..100), rng.random_range(0..10));
            }
            "date" | "start" | "end" => {
                let days = i64::from(rng.random_range(0..6000));
                *value = self.day(jiff::civil::Date::constant(2012, 1, 1) + jiff::ToSpan::days(days));
            }
            _ => {
                let count = rng.random_range(1..=6);
                let words = (0..count).filter_map(|_| self.words.choose(rng).copied());
                *value = words.collect::<Vec<_>>().join(" ");
            }
        }
    }

    /// A list, and its records again in another order of their values: one order for all records of a kind.
    fn rearranged(&self, rng: &mut ChaCha8Rng) -> String {
        let records = self.some_records(rng);
        let mut text = self.list(&records, rng);
        text.push_str("\n\n");
        let bullet = BULLETS.choose(rng).copied().unwrap_or("- ");
        let mut orders: BTreeMap<Vec<&str>, Vec<(usize, &str)>> = BTreeMap::new();
        let separators = if self.language == LetterLanguage::German { BETWEEN_GERMAN } else { BETWEEN_ENGLISH };
        for record in &records {
            let shape: Vec<&str> = record.iter().map(|(thing, _)| *thing).collect();
            let order = orders.entry(shape).or_insert_with(|| {
                let mut places: Vec<usize> = (0..record.len()).collect();
                if rng.random_bool(0.7) {
                    places.shuffle(rng);
                }
                let left_out = if record.len() > 3 && rng.random_bool(0.4) { rng.random_range(1..=2) } else { 0 };
                places.truncate(record.len() - left_out);
                places.into_iter().map(|place| (place, separators.choose(rng).copied().unwrap_or(", "))).collect()
            });
            let mut line = String::from(bullet);
            for (turn, (place, separator)) in order.iter().enumerate() {
                if turn > 0 {
                    line.push_str(separator);
                }
                line.push_str(record.get(*place).map_or("", |(_, value)| value.as_str()));
            }
            text.push_str(&line);
            text.push('\n');
        }
        text
    }

    /// A list, and sentences of an institution in which its values come again.
    fn told(&self, writer: &Writer<'_>, rng: &mut ChaCha8Rng) -> Result<String, Error> {
        // The institution's notation of days is that of its list.
        let scribe = Scribe { form: writer.style.dates, ..*self };
        let records = scribe.records();
        let begins = |record: &Record, things: &[&str]| record.first().is_some_and(|(thing, _)| things.contains(thing));
        let part = |things: &[&str]| -> Vec<Record> {
            records.iter().filter(|record| begins(record, things)).cloned().collect()
        };
        let is_after = self.case.moment == Moment::After;
        let (records, mut statements) = match rng.random_range(0..5) {
            0 => (part(&["diagnosis"]), writer.diagnoses()?),
            1 if is_after => (part(&["treatment", "start"]), writer.history()?),
            1 | 2 => (part(&["appointment", "start"]), writer.schedule()?),
            3 => (part(&["recommendation"]), writer.recommendations()?),
            _ => (part(&["remark", "start"]), writer.summary()?),
        };
        if rng.random_bool(0.3) {
            statements.shuffle(rng);
        }
        Ok(format!("{}\n\n{}\n", scribe.list(&records, rng), statements.join("\n")))
    }

    /// A list, and some of it again under other names.
    fn copied(&self, rng: &mut ChaCha8Rng) -> String {
        let mut records = self.some_records(rng);
        let mut text = self.list(&records, rng);
        text.push_str("\n\n");
        records.iter_mut().for_each(|record| record.shuffle(rng));
        text.push_str(&self.list(&records, rng));
        text.push('\n');
        text
    }
}
