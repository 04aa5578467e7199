//! How the words of the field are written in files: tasks and modalities by the names the domain gives them.

/// A task as `regimen`, `modality` or `icd10`.
pub(crate) mod task {
    use isocenter_domain::Task;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(task: &Task, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(task.name())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Task, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// A modality as `photon`, `proton`, `electron` or `brachytherapy`, or nothing.
pub(crate) mod modality {
    use isocenter_domain::Modality;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(modality: &Option<Modality>, to: S) -> Result<S::Ok, S::Error> {
        match modality {
            Some(modality) => to.serialize_some(modality.label()),
            None => to.serialize_none(),
        }
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Modality>, D::Error> {
        let Some(label) = Option::<String>::deserialize(from)? else { return Ok(None) };
        let found = Modality::ALL.into_iter().find(|modality| modality.label() == label);
        found.map(Some).ok_or_else(|| D::Error::custom("a modality is photon, proton, electron or brachytherapy"))
    }
}

/// A number as its shortest decimal, in quotes: reading a bare number may miss its last digit, and numbers made of it would differ then.
pub(crate) mod exact {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(value: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(&format_args!("{value:?}"))
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<f64, D::Error> {
        String::deserialize(from)?.parse().map_err(|_| D::Error::custom("a number in quotes is wanted"))
    }
}
