//! What a run's answers depend on beyond its study file: the program, the device, the questions and the files of the models, by hash.
//! Written before the first answer and held to before every later one, so that no study mixes two models under one name.

use std::collections::BTreeMap;

use isocenter_domain::Task;
use isocenter_eval::{RunFact, Study};
use isocenter_lm::{CancelToken, DeviceChoice, open_device, sha256_of_model};
use serde::{Deserialize, Serialize};

use super::places::Places;
use super::run::check_templates;
use super::weights::load_options;
use crate::commands::bench_dtype::dtype;
use crate::error::Error;
use crate::finetuning::adapter_proof::adapter_sha256;
use crate::wire::ErrorCode;
use crate::{assets, failure};

/// The record, in the order it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct StudyRecord(Vec<Fact>);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fact {
    name: String,
    value: String,
}

/// The record of a run that begins now. Reads every byte of the models.
///
/// # Errors
/// A prompt template of another version, a model or adapter that cannot be read; no such device; being stopped.
pub(crate) fn study_record(
    study: &Study,
    places: &Places,
    device: DeviceChoice,
    cancel: &CancelToken,
) -> Result<StudyRecord, Error> {
    check_templates(study)?;
    let mut facts = Vec::new();
    let mut add = |name: String, value: String| facts.push(Fact { name, value });
    add("Isocenter".into(), env!("CARGO_PKG_VERSION").into());
    let opened = open_device(device).map_err(failure::lm)?;
    let device_words = match (opened.is_cuda(), opened.is_metal()) {
        (true, _) => "NVIDIA card",
        (_, true) => "Apple card",
        _ => "processor",
    };
    add("Device".into(), device_words.into());
    for task in study.tasks() {
        add(format!("Question of {task}, SHA-256"), assets::prompt_sha256(task)?);
    }
    if study.tasks.icd10.is_some() {
        add("ICD-10-CM table, SHA-256".into(), assets::icd10_sha256());
    }
    let mut bases: BTreeMap<&str, String> = BTreeMap::new();
    for model in &study.models {
        let sha256 = match bases.get(model.folder.as_str()) {
            Some(known) => known.clone(),
            None => sha256_of_model(&places.of(&model.folder), cancel).map_err(failure::lm)?,
        };
        bases.insert(&model.folder, sha256.clone());
        add(format!("{}, weights, SHA-256", model.id), sha256);
        let folder = places.of(&model.folder);
        add(format!("{}, weights held as", model.id), dtype(&folder, &load_options(&folder, device)?)?.into());
        for task in Task::ALL.into_iter().filter(|task| study.tasks.get(*task).is_some()) {
            if let Some(adapter) = model.adapters.get(task) {
                add(format!("{}, adapter of {task}, SHA-256", model.id), adapter_sha256(&places.of(adapter))?);
            }
        }
    }
    Ok(StudyRecord(facts))
}

impl StudyRecord {
    /// Refuses to go on with another program, device, question or model than the run began with.
    ///
    /// # Errors
    /// The first difference.
    pub(crate) fn check_goes_on(&self, begun: &Self) -> Result<(), Error> {
        let differs = self.0.iter().zip(&begun.0).find(|(now, then)| now != then).map(|(now, _)| now.name.as_str());
        let differs = differs.or((self.0.len() != begun.0.len()).then_some("number of models"));
        match differs {
            None => Ok(()),
            Some(name) => Err(Error::new(
                ErrorCode::BadInput,
                format!("the run was begun with another {name}"),
                "put it back as it was, or begin the run anew in another folder",
            )),
        }
    }

    /// As the exports and the report state it.
    pub(crate) fn facts(&self) -> Vec<RunFact> {
        self.0.iter().map(|fact| RunFact { name: fact.name.clone(), value: fact.value.clone() }).collect()
    }
}
