//! Tasks, arms and modalities as the window names them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What is asked of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Task {
    /// The treatment regimen.
    Regimen,
    /// The radiation modality.
    Modality,
    /// The ICD-10-CM code.
    Icd10,
}

/// With or without the fine-tuned adapter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Arm {
    /// The base with its adapter.
    Tuned,
    /// The base alone.
    Base,
}

/// Which arms a request wants; `both` runs tuned first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum ArmChoice {
    /// Only the tuned arm.
    Tuned,
    /// Only the base.
    Base,
    /// Tuned, then base.
    Both,
}

impl ArmChoice {
    /// The arms in the order in which they run.
    pub fn arms(self) -> &'static [Arm] {
        match self {
            Self::Tuned => &[Arm::Tuned],
            Self::Base => &[Arm::Base],
            Self::Both => &[Arm::Tuned, Arm::Base],
        }
    }
}

/// A radiation modality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum Modality {
    /// External photons.
    Photon,
    /// Protons.
    Proton,
    /// Electrons.
    Electron,
    /// Sealed sources.
    Brachytherapy,
}

impl From<isocenter_domain::Task> for Task {
    fn from(task: isocenter_domain::Task) -> Self {
        match task {
            isocenter_domain::Task::Regimen => Self::Regimen,
            isocenter_domain::Task::Modality => Self::Modality,
            isocenter_domain::Task::Icd10 => Self::Icd10,
        }
    }
}

impl From<Task> for isocenter_domain::Task {
    fn from(task: Task) -> Self {
        match task {
            Task::Regimen => Self::Regimen,
            Task::Modality => Self::Modality,
            Task::Icd10 => Self::Icd10,
        }
    }
}

impl From<isocenter_domain::Modality> for Modality {
    fn from(modality: isocenter_domain::Modality) -> Self {
        match modality {
            isocenter_domain::Modality::Photon => Self::Photon,
            isocenter_domain::Modality::Proton => Self::Proton,
            isocenter_domain::Modality::Electron => Self::Electron,
            isocenter_domain::Modality::Brachytherapy => Self::Brachytherapy,
        }
    }
}

impl From<Modality> for isocenter_domain::Modality {
    fn from(modality: Modality) -> Self {
        match modality {
            Modality::Photon => Self::Photon,
            Modality::Proton => Self::Proton,
            Modality::Electron => Self::Electron,
            Modality::Brachytherapy => Self::Brachytherapy,
        }
    }
}
