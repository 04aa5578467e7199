//! Answers between a study and the vault: a record as one line of JSON, its question as a text that no other question has.

use isocenter_domain::Redacted;
use isocenter_eval::{Record, SampleWriter, Unit, Way, read_samples};
use isocenter_store::{Reading, StudyId, StudySampleRow};

use crate::error::Error;
use crate::failure;

/// The answers of a study.
///
/// # Errors
/// A damaged vault.
pub(crate) fn records_of(reading: Reading<'_>, id: StudyId, study_sha256: &str) -> Result<Vec<Record>, Error> {
    let mut lines = Vec::new();
    SampleWriter::begin(&mut lines, study_sha256).map_err(failure::eval)?;
    for row in reading.study_samples(id).map_err(failure::vault)? {
        lines.extend_from_slice(row.record.reveal().as_bytes());
        lines.push(b'\n');
    }
    let stored = read_samples(lines.as_slice(), study_sha256).map_err(failure::eval)?;
    Ok(stored.records)
}

/// An answer as the vault stores it.
///
/// # Errors
/// Only a fault of this program.
pub(crate) fn row_of_record(record: &Record) -> Result<StudySampleRow, Error> {
    let mut line = Vec::new();
    SampleWriter::go_on(&mut line).write(record).map_err(failure::eval)?;
    let text = String::from_utf8(line).map_err(|error| failure::internal(&error.utf8_error()))?;
    Ok(StudySampleRow { unit: unit_text(&record.unit()), record: Redacted::new(text.trim_end().to_owned()) })
}

/// A question in one text; ids hold no tabs.
fn unit_text(unit: &Unit) -> String {
    let Unit { model, task, case, way } = unit;
    let way = match way {
        Way::Free { temperature, sample } => format!("free {temperature} {sample}"),
        Way::Labels => "labels".to_owned(),
        Way::Codes => "codes".to_owned(),
    };
    format!("{model}\t{task}\t{case}\t{way}")
}

#[cfg(test)]
mod tests {
    use isocenter_domain::Task;
    use isocenter_eval::{CaseId, ModelId, Temperature};

    use super::*;

    #[test]
    fn every_question_has_a_text_of_its_own() {
        let unit = |way| Unit { model: ModelId::new("m"), task: Task::Modality, case: CaseId::new("C-1"), way };
        let free = |temperature, sample| Way::Free { temperature: Temperature::new(temperature), sample };
        let texts = [free(0.1, 0), free(0.1, 1), free(0.2, 0), Way::Labels].map(|way| unit_text(&unit(way)));
        assert_eq!(texts[0], "m\tmodality\tC-1\tfree 0.1 0");
        let distinct: std::collections::BTreeSet<&String> = texts.iter().collect();
        assert_eq!(distinct.len(), texts.len());
    }
}
