//! Which projections get an adapter: all seven, or a list by Hugging Face module names.

use isocenter_nn::Projection;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The configuration's spelling of "all".
const ALL_LINEAR: &str = "all-linear";

/// Which projections of every layer are adapted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetModules {
    /// All seven projections (`"all-linear"`).
    All,
    /// The listed ones (`["q_proj", "v_proj"]`).
    Listed(Vec<Projection>),
}

impl TargetModules {
    /// The projections, in the order of [`Projection::ALL`].
    #[must_use]
    pub fn projections(&self) -> Vec<Projection> {
        match self {
            Self::All => Projection::ALL.to_vec(),
            Self::Listed(listed) => Projection::ALL.iter().copied().filter(|p| listed.contains(p)).collect(),
        }
    }

    /// As an adapter's settings say it.
    #[must_use]
    pub fn to_adapter_file(&self) -> isocenter_lm::adapter_file::TargetModules {
        match self {
            Self::All => isocenter_lm::adapter_file::TargetModules::All,
            Self::Listed(listed) => isocenter_lm::adapter_file::TargetModules::Listed(listed.clone()),
        }
    }

    /// From an adapter's settings.
    #[must_use]
    pub fn from_adapter_file(found: &isocenter_lm::adapter_file::TargetModules) -> Self {
        match found {
            isocenter_lm::adapter_file::TargetModules::All => Self::All,
            isocenter_lm::adapter_file::TargetModules::Listed(listed) => Self::Listed(listed.clone()),
        }
    }

    fn from_names<'a>(names: impl Iterator<Item = &'a str>) -> Result<Self, String> {
        let mut listed = Vec::new();
        for name in names {
            let projection = Projection::ALL
                .iter()
                .copied()
                .find(|p| p.module_name() == name.trim())
                .ok_or_else(|| format!("unknown module \"{}\"", name.trim()))?;
            if !listed.contains(&projection) {
                listed.push(projection);
            }
        }
        Ok(Self::Listed(listed))
    }
}

impl Serialize for TargetModules {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::All => serializer.serialize_str(ALL_LINEAR),
            Self::Listed(listed) => serializer.collect_seq(listed.iter().map(|p| p.module_name())),
        }
    }
}

impl<'de> Deserialize<'de> for TargetModules {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Spelling {
            Text(String),
            List(Vec<String>),
        }
        let read = match Spelling::deserialize(deserializer)? {
            Spelling::Text(text) if text == ALL_LINEAR => Ok(Self::All),
            Spelling::Text(text) => Self::from_names(text.split(',')),
            Spelling::List(names) => Self::from_names(names.iter().map(String::as_str)),
        };
        read.map_err(de::Error::custom)
    }
}
