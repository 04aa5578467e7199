//! The three questions asked about a diagnosis.

use std::{fmt, str::FromStr};

use crate::Error;

/// One of the three questions of Wang et al.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Task {
    /// The radiation therapy prescription as text.
    Regimen,
    /// One of the four radiation modalities.
    Modality,
    /// An ICD-10-CM code.
    Icd10,
}

impl Task {
    /// Every task, in the order the screens show them.
    pub const ALL: [Self; 3] = [Self::Regimen, Self::Modality, Self::Icd10];

    /// The name in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Regimen => "regimen",
            Self::Modality => "modality",
            Self::Icd10 => "icd10",
        }
    }
}

impl fmt::Display for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Task {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|task| task.name() == name)
            .ok_or_else(|| Error::UnknownTask { name: name.to_owned() })
    }
}
