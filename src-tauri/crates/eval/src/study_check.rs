//! Whether a study file holds together. Reading it is `study`'s.

use std::collections::HashSet;

use isocenter_domain::Task;

use crate::study::{Role, Sampling, Statistics, Study};
use crate::{Error, Setting};

pub(crate) fn check(study: &Study) -> Result<(), Error> {
    check_models(study)?;
    check_tasks(study)?;
    check_sampling(&study.sampling)?;
    check_statistics(&study.statistics)?;
    if study.name.trim().is_empty() {
        return Err(Error::StudyUnnamed);
    }
    let sha256 = &study.cases.sha256;
    if sha256.is_empty() {
        // A draft: whether it may stay so is the caller's.
        return Ok(());
    }
    if sha256.len() != 64 || !sha256.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')) {
        return Err(Error::NotASha256);
    }
    Ok(())
}

fn check_models(study: &Study) -> Result<(), Error> {
    if study.models.is_empty() {
        return Err(Error::NoModel);
    }
    let (mut ids, mut names) = (HashSet::new(), HashSet::new());
    for model in &study.models {
        let id = || model.id.clone();
        if [model.id.as_str(), &model.label, &model.family, &model.folder].iter().any(|text| text.trim().is_empty()) {
            return Err(Error::ModelIncomplete { model: id() });
        }
        if !ids.insert(&model.id) || !names.insert((&model.label, model.role)) {
            return Err(Error::ModelTwice { model: id() });
        }
        match model.role {
            Role::Base if model.adapters.tasks().next().is_some() => {
                return Err(Error::BaseWithAdapter { model: id() });
            }
            Role::Base => {
                let of_folder = |other: &&_| -> bool {
                    let other: &crate::StudyModel = other;
                    other.role == Role::Base && other.folder == model.folder
                };
                if study.models.iter().filter(of_folder).count() > 1 {
                    return Err(Error::BaseTwice { model: id() });
                }
            }
            Role::Tuned => {
                if let Some(task) = study.tasks().find(|task| model.adapters.get(*task).is_none()) {
                    return Err(Error::AdapterMissing { model: id(), task });
                }
                if !study.models.iter().any(|base| base.role == Role::Base && base.folder == model.folder) {
                    return Err(Error::BaseMissing { model: id() });
                }
            }
        }
    }
    Ok(())
}

fn check_tasks(study: &Study) -> Result<(), Error> {
    if study.tasks().next().is_none() {
        return Err(Error::NoTask);
    }
    for task in study.tasks() {
        let Some(settings) = study.tasks.get(task) else { continue };
        at_least_one(Setting::MaxTokens, settings.max_tokens)?;
        if task == Task::Icd10 {
            at_least_one(Setting::Beams, settings.beams)?;
        }
    }
    Ok(())
}

fn check_sampling(sampling: &Sampling) -> Result<(), Error> {
    at_least_one(Setting::Temperatures, sampling.temperatures.len())?;
    at_least_one(Setting::SamplesPerTemperature, sampling.samples_per_temperature as usize)?;
    for temperature in &sampling.temperatures {
        in_range(Setting::Temperatures, temperature.value(), |value| (0.0..=10.0).contains(&value))?;
    }
    if let Some(twice) = sampling.temperatures.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::TemperatureTwice { temperature: twice[0] });
    }
    // TOML has no unsigned numbers of 64 bits; a seed that cannot be written back would not be the same study.
    in_integers(Setting::Seed, sampling.seed)?;
    sampling.top_p.map_or(Ok(()), |share| in_range(Setting::TopP, share, |value| value > 0.0 && value <= 1.0))
}

fn check_statistics(statistics: &Statistics) -> Result<(), Error> {
    let share = |value: f64| value > 0.0 && value < 1.0;
    in_integers(Setting::BootstrapSeed, statistics.bootstrap_seed)?;
    at_least_one(Setting::BootstrapResamples, statistics.bootstrap_resamples)?;
    at_least_one(Setting::CalibrationBins, statistics.calibration_bins)?;
    in_range(Setting::Significance, statistics.significance, share)?;
    in_range(Setting::Eqd2Tolerance, statistics.eqd2_tolerance, |value| (0.0..1.0).contains(&value))?;
    in_range(Setting::AlphaBetaGray, statistics.alpha_beta_gray, |value| value.is_finite() && value > 0.0)
}

fn at_least_one(setting: Setting, value: usize) -> Result<(), Error> {
    if value > 0 { Ok(()) } else { Err(Error::SettingOutOfRange { setting, value: 0.0 }) }
}

fn in_range(setting: Setting, value: f64, holds: impl Fn(f64) -> bool) -> Result<(), Error> {
    if holds(value) { Ok(()) } else { Err(Error::SettingOutOfRange { setting, value }) }
}

#[expect(clippy::cast_precision_loss, reason = "shown to a person only")]
fn in_integers(setting: Setting, value: u64) -> Result<(), Error> {
    if i64::try_from(value).is_ok() { Ok(()) } else { Err(Error::SettingOutOfRange { setting, value: value as f64 }) }
}
