//! The regimens of a finished study: what each of its models answered to each held-out case, beside diagnosis and delivered plan.

use std::collections::{BTreeMap, HashMap};

use isocenter_domain::{Redacted, Task};
use isocenter_eval::{ModelId, Reply, Study, Temperature};
use isocenter_store::{Reading, StudyRow, StudyState};

use crate::commands::kept_cases;
use crate::error::Error;
use crate::vault_study;
use crate::wire::ErrorCode;

/// A case with what the models answered.
pub(crate) struct RegimenCase {
    /// Its pseudonym.
    pub(crate) label: String,
    /// What the models read.
    pub(crate) diagnosis: Redacted<String>,
    /// The delivered plan.
    pub(crate) delivered: Redacted<String>,
    /// Its ICD-10 code, for the α/β.
    pub(crate) code: Option<String>,
    /// By model.
    pub(crate) generated: BTreeMap<String, Redacted<String>>,
}

/// Whether a study's regimens may be graded.
pub(crate) fn is_gradable(row: &StudyRow, study: &Study) -> bool {
    row.state == StudyState::Finished && study.tasks().any(|task| task == Task::Regimen)
}

/// The cases that every one of `models` has answered at `temperature`, in the order of their pseudonyms; of several samples the first.
///
/// # Errors
/// A study that is not finished; a model or a temperature that it does not have; a damaged vault.
pub(crate) fn regimens(
    reading: Reading<'_>,
    row: &StudyRow,
    models: &[String],
    temperature: f64,
) -> Result<Vec<RegimenCase>, Error> {
    let study = vault_study::study_of(row)?;
    if !is_gradable(row, &study) {
        let what = format!("study {} has no finished regimens", row.id);
        return Err(Error::new(ErrorCode::BadInput, what, "choose a finished study that asked for regimens"));
    }
    let temperature = Temperature::new(temperature);
    if models.is_empty() || models.iter().any(|id| !study.models.iter().any(|model| model.id.as_str() == id)) {
        return Err(Error::new(
            ErrorCode::BadInput,
            "the study has not asked these models",
            "choose models of the study",
        ));
    }
    if !study.sampling.temperatures.contains(&temperature) {
        let what = format!("the study has not asked at temperature {temperature}");
        return Err(Error::new(ErrorCode::BadInput, what, "choose a temperature of the study"));
    }
    let mut answers: HashMap<(String, ModelId), Redacted<String>> = HashMap::new();
    for record in vault_study::records_of(reading, row.id, &study.sha256())? {
        let Reply::Free(answer) = record.reply else { continue };
        if record.task == Task::Regimen && answer.temperature == temperature && answer.sample == 0 {
            answers.insert((record.case.to_string(), record.model), answer.text);
        }
    }
    let codes: HashMap<String, String> = kept_cases(reading, row.made.cohort)?
        .into_iter()
        .filter_map(|(_, case)| Some((case.id.to_string(), case.icd10?.to_string())))
        .collect();
    let mut cases = Vec::new();
    let held_out = vault_study::held_out_cases(reading, row.made.cohort)?;
    for case in held_out.serving(Task::Regimen).map(|index| &held_out.cases()[index]) {
        let (label, Some(delivered)) = (case.id.to_string(), case.regimen.clone()) else { continue };
        let of = |id: &String| Some((id.clone(), answers.remove(&(label.clone(), ModelId::new(id)))?));
        let generated: Option<BTreeMap<_, _>> = models.iter().map(of).collect();
        let Some(generated) = generated else { continue };
        let code = codes.get(&label).cloned();
        cases.push(RegimenCase { label, diagnosis: case.diagnosis.clone(), delivered, code, generated });
    }
    cases.sort_by(|one, other| one.label.cmp(&other.label));
    Ok(cases)
}
