//! The frozen case list: what each case asks and what is true of it, as JSON lines. Which cases are held out is decided before.

use std::io::{BufRead, BufReader, Read, Write};

use isocenter_domain::{Icd10Code, Modality, Redacted, Task};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::digest::hex;
use crate::error::StudyFileKind;
use crate::{CaseId, Error, words};

/// A held-out case. A task that it does not serve has no true answer here, also when one is known.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyCase {
    /// Its pseudonym.
    pub id: CaseId,
    /// The text the model reads.
    pub diagnosis: Redacted<String>,
    /// The physician's regimen in the answer form.
    pub regimen: Option<Redacted<String>>,
    /// The modality.
    pub modality: Option<Modality>,
    /// The ICD-10 code.
    pub icd10: Option<Icd10Code>,
    /// Of which kind the case is.
    pub traits: CaseTraits,
}

/// What subgroups are made of; nothing where it is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CaseTraits {
    /// Site of the disease, in the cohort's words.
    pub site: Option<String>,
    /// Radiation of the primary plan, also where the case does not serve the modality task.
    #[serde(with = "words::modality")]
    pub radiation: Option<Modality>,
    /// Why the patient is treated.
    pub intent: Option<Intent>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Age at treatment, years.
    pub age_years: Option<u16>,
}

/// Why a patient is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// To cure.
    Curative,
    /// To relieve.
    Palliative,
}

/// Sex as the export tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

impl Intent {
    /// The name in files and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Curative => "curative",
            Self::Palliative => "palliative",
        }
    }
}

impl Sex {
    /// The name in files and tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Female => "female",
            Self::Male => "male",
        }
    }
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseLine {
    case_id: CaseId,
    diagnosis: String,
    #[serde(default)]
    regimen: Option<String>,
    #[serde(default, with = "words::modality")]
    modality: Option<Modality>,
    #[serde(default)]
    icd10: Option<String>,
    #[serde(default)]
    traits: CaseTraits,
}

impl StudyCase {
    /// Whether the case has a true answer for `task`.
    #[must_use]
    pub const fn serves(&self, task: Task) -> bool {
        match task {
            Task::Regimen => self.regimen.is_some(),
            Task::Modality => self.modality.is_some(),
            Task::Icd10 => self.icd10.is_some(),
        }
    }

    /// The true answer as text.
    #[must_use]
    pub fn reference(&self, task: Task) -> Option<&str> {
        match task {
            Task::Regimen => self.regimen.as_ref().map(|regimen| regimen.reveal().as_str()),
            Task::Modality => self.modality.map(Modality::label),
            Task::Icd10 => self.icd10.as_ref().map(Icd10Code::as_str),
        }
    }

    fn line(&self) -> CaseLine {
        CaseLine {
            case_id: self.id.clone(),
            diagnosis: self.diagnosis.reveal().clone(),
            regimen: self.regimen.as_ref().map(|regimen| regimen.reveal().clone()),
            modality: self.modality,
            icd10: self.icd10.as_ref().map(ToString::to_string),
            traits: self.traits.clone(),
        }
    }
}

/// The cases of a study in order of id, each once.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseList(Vec<StudyCase>);

impl CaseList {
    /// The list of these cases, in whatever order they come.
    ///
    /// # Errors
    /// [`Error::CaseTwice`].
    pub fn new(mut cases: Vec<StudyCase>) -> Result<Self, Error> {
        cases.sort_by(|a, b| a.id.cmp(&b.id));
        match cases.windows(2).find(|pair| pair[0].id == pair[1].id) {
            Some(twice) => Err(Error::CaseTwice { case: twice[0].id.clone() }),
            None => Ok(Self(cases)),
        }
    }

    /// Reads a case from each line of JSON: `case_id`, `diagnosis`, and what is known of `regimen`, `modality`, `icd10`, `traits`.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Line`] for a line of another form, [`Error::CaseTwice`].
    pub fn read(from: impl Read) -> Result<Self, Error> {
        let mut cases = Vec::new();
        for (index, line) in BufReader::new(from).lines().enumerate() {
            let line = line.map_err(|source| Error::Io { file: StudyFileKind::Cases, source })?;
            if line.trim().is_empty() {
                continue;
            }
            let refused = |column| Error::Line { file: StudyFileKind::Cases, line: index + 1, column };
            // The parser's own words may quote the line, which is a patient's; the place is enough.
            let read: CaseLine = serde_json::from_str(&line).map_err(|error| refused(error.column()))?;
            let icd10 = read.icd10.map(|code| Icd10Code::parse(&code)).transpose().map_err(|_| refused(0))?;
            cases.push(StudyCase {
                id: read.case_id,
                diagnosis: Redacted::new(read.diagnosis),
                regimen: read.regimen.map(Redacted::new),
                modality: read.modality,
                icd10,
                traits: read.traits,
            });
        }
        Self::new(cases)
    }

    /// Writes what [`CaseList::read`] reads.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn write(&self, mut to: impl Write) -> Result<(), Error> {
        for case in &self.0 {
            let written = serde_json::to_writer(&mut to, &case.line()).map_err(Into::into);
            written
                .and_then(|()| to.write_all(b"\n"))
                .map_err(|source| Error::Io { file: StudyFileKind::Cases, source })?;
        }
        to.flush().map_err(|source| Error::Io { file: StudyFileKind::Cases, source })
    }

    /// SHA-256 over all of every case, in hexadecimal; the order they came in does not matter.
    #[must_use]
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new().chain_update("isocenter cases 1\n");
        for case in &self.0 {
            // OK because strings and numbers always have a JSON form.
            hash.update(serde_json::to_string(&case.line()).unwrap_or_default());
            hash.update("\n");
        }
        hex(&hash.finalize())
    }

    /// The cases in order of id.
    #[must_use]
    pub fn cases(&self) -> &[StudyCase] {
        &self.0
    }

    /// The place of a case in the list.
    #[must_use]
    pub fn index(&self, id: &CaseId) -> Option<usize> {
        self.0.binary_search_by(|case| case.id.cmp(id)).ok()
    }

    /// The places of the cases that serve `task`.
    pub fn serving(&self, task: Task) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().filter(move |(_, case)| case.serves(task)).map(|(index, _)| index)
    }
}
