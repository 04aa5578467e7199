//! Stored answers as JSON lines: what a model said to one question, with all that is needed to compute on it without asking again.
//! A crash may tear the last line; the reader says where the whole ones end. Opening files is the caller's.

use std::io::{BufRead, BufReader, Read, Write};

use isocenter_domain::{Icd10Code, Modality, Redacted, Task};
use serde::{Deserialize, Serialize};

use crate::error::StudyFileKind;
use crate::{CaseId, Error, ModelId, Temperature, words};

/// What one question of the study is: model, task, case, and how it is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unit {
    /// The model asked.
    pub model: ModelId,
    /// The task.
    pub task: Task,
    /// The case.
    pub case: CaseId,
    /// How it is asked.
    pub way: Way,
}

/// How a model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// It answers freely.
    Free {
        /// At this temperature.
        temperature: Temperature,
        /// The number of the sample at it, from 0.
        sample: u32,
    },
    /// The four modalities are scored.
    Labels,
    /// The likeliest code of the ICD-10 table is searched.
    Codes,
}

/// What was answered, and to which way of asking.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// To [`Way::Free`].
    Free(FreeAnswer),
    /// To [`Way::Labels`]: probabilities in the order of [`Modality::ALL`], summing to 1.
    Labels([f64; 4]),
    /// To [`Way::Codes`]: the best code; nothing when the search found none.
    Code(Option<Icd10Code>),
}

/// A generated answer. Neither its text nor its tokens, which are the text, are shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct FreeAnswer {
    /// The temperature it was drawn at.
    pub temperature: Temperature,
    /// The number of the sample at it, from 0.
    pub sample: u32,
    /// Seed with which this sample alone can be drawn again.
    pub seed: u64,
    /// Every token drawn, the ending one included.
    pub ids: Vec<u32>,
    /// Their text, without special tokens.
    pub text: Redacted<String>,
    /// Why it ended.
    pub finish: Finish,
}

impl std::fmt::Debug for FreeAnswer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { temperature, sample, seed, ids, text, finish } = self;
        write!(f, "FreeAnswer({temperature}, {sample}, seed {seed}, {} tokens, {text:?}, {finish:?})", ids.len())
    }
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// With the model's end token.
    Eos,
    /// At the longest length.
    Length,
}

/// One answer to one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The model that answered.
    pub model: ModelId,
    /// The task.
    pub task: Task,
    /// The case.
    pub case: CaseId,
    /// The answer.
    pub reply: Reply,
}

impl Record {
    /// The question it answers.
    #[must_use]
    pub fn unit(&self) -> Unit {
        let way = match &self.reply {
            Reply::Free(answer) => Way::Free { temperature: answer.temperature, sample: answer.sample },
            Reply::Labels(_) => Way::Labels,
            Reply::Code(_) => Way::Codes,
        };
        Unit { model: self.model.clone(), task: self.task, case: self.case.clone(), way }
    }
}

/// The file's first line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    format: u32,
    study_sha256: String,
}

const FORMAT: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    model: ModelId,
    #[serde(with = "words::task")]
    task: Task,
    case: CaseId,
    #[serde(skip_serializing_if = "Option::is_none")]
    free: Option<FreeLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    labels: Option<LabelsLine>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<CodeLine>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FreeLine {
    temperature: Temperature,
    sample: u32,
    seed: u64,
    finish: Finish,
    text: String,
    ids: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LabelsLine {
    #[serde(with = "words::exact")]
    photon: f64,
    #[serde(with = "words::exact")]
    proton: f64,
    #[serde(with = "words::exact")]
    electron: f64,
    #[serde(with = "words::exact")]
    brachytherapy: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CodeLine {
    best: Option<String>,
}

impl From<&Record> for Line {
    fn from(record: &Record) -> Self {
        let Record { model, task, case, reply } = record.clone();
        let mut line = Self { model, task, case, free: None, labels: None, code: None };
        match reply {
            Reply::Free(FreeAnswer { temperature, sample, seed, ids, text, finish }) => {
                line.free = Some(FreeLine { temperature, sample, seed, finish, text: text.into_inner(), ids });
            }
            Reply::Labels([photon, proton, electron, brachytherapy]) => {
                line.labels = Some(LabelsLine { photon, proton, electron, brachytherapy });
            }
            Reply::Code(best) => line.code = Some(CodeLine { best: best.map(|code| code.to_string()) }),
        }
        line
    }
}

impl Line {
    /// The record, if the line holds exactly one answer.
    fn record(self) -> Option<Record> {
        let reply = match (self.free, self.labels, self.code) {
            (Some(FreeLine { temperature, sample, seed, finish, text, ids }), None, None) => {
                Reply::Free(FreeAnswer { temperature, sample, seed, ids, text: Redacted::new(text), finish })
            }
            (None, Some(LabelsLine { photon, proton, electron, brachytherapy }), None) => {
                Reply::Labels([photon, proton, electron, brachytherapy])
            }
            (None, None, Some(code)) => Reply::Code(code.best.map(|code| Icd10Code::parse(&code)).transpose().ok()?),
            _ => return None,
        };
        Some(Record { model: self.model, task: self.task, case: self.case, reply })
    }
}

/// Writes records one after the other, each whole before the next.
#[derive(Debug)]
pub struct SampleWriter<W: Write> {
    to: W,
}

impl<W: Write> SampleWriter<W> {
    /// Begins a file for the study of this hash.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn begin(to: W, study_sha256: &str) -> Result<Self, Error> {
        let mut writer = Self { to };
        writer.line(&Header { format: FORMAT, study_sha256: study_sha256.to_owned() })?;
        Ok(writer)
    }

    /// Goes on behind the whole lines of a file that [`read_samples`] read.
    pub const fn go_on(to: W) -> Self {
        Self { to }
    }

    /// Writes a record and flushes it.
    ///
    /// # Errors
    /// [`Error::Io`], after which the file may end in a torn line.
    pub fn write(&mut self, record: &Record) -> Result<(), Error> {
        self.line(&Line::from(record))
    }

    fn line(&mut self, line: &impl Serialize) -> Result<(), Error> {
        let mut bytes = serde_json::to_vec(line).map_err(|source| io_error(source.into()))?;
        bytes.push(b'\n');
        self.to.write_all(&bytes).and_then(|()| self.to.flush()).map_err(io_error)
    }
}

fn io_error(source: std::io::Error) -> Error {
    Error::Io { file: StudyFileKind::Samples, source }
}

/// What a file of samples holds.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSamples {
    /// The records, in the order of the file.
    pub records: Vec<Record>,
    /// Where the last whole line ends: cut the file here before writing on.
    pub whole_bytes: u64,
}

/// Reads the samples of the study with this hash. A last line without its end is left out: its sample must be drawn again.
/// Whether the records are those of the study is [`Evaluation::new`](crate::Evaluation::new)'s to say.
///
/// # Errors
/// [`Error::Io`], [`Error::OtherStudy`], [`Error::Line`] for a whole line of another form.
pub fn read_samples(from: impl Read, study_sha256: &str) -> Result<StoredSamples, Error> {
    let mut from = BufReader::new(from);
    let mut stored = StoredSamples { records: Vec::new(), whole_bytes: 0 };
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        let read = from.read_until(b'\n', &mut bytes).map_err(io_error)?;
        if bytes.last() != Some(&b'\n') {
            break;
        }
        let refused = |column| Error::Line { file: StudyFileKind::Samples, line, column };
        if line == 1 {
            let header: Header = serde_json::from_slice(&bytes).map_err(|error| refused(error.column()))?;
            if header.format != FORMAT {
                return Err(refused(0));
            }
            if header.study_sha256 != study_sha256 {
                return Err(Error::OtherStudy { expected: study_sha256.to_owned(), found: header.study_sha256 });
            }
        } else {
            let record: Line = serde_json::from_slice(&bytes).map_err(|error| refused(error.column()))?;
            stored.records.push(record.record().ok_or_else(|| refused(0))?);
        }
        stored.whole_bytes += read as u64;
    }
    Ok(stored)
}

/// The likeliest of the four; the earlier one where two are equal.
#[must_use]
pub fn likeliest(probabilities: &[f64; 4]) -> Modality {
    let mut best = 0;
    for (place, probability) in probabilities.iter().enumerate() {
        if *probability > probabilities[best] {
            best = place;
        }
    }
    Modality::ALL[best]
}
