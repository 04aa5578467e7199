//! What the generator knows of each case: the row of `truth.csv`.

use serde::{Deserialize, Serialize};

/// One case as it should read after clean curation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TruthRow {
    /// The id of both exports.
    pub patient_id: String,
    /// The diagnosis without plan, names and dates; empty when none can be read.
    pub diagnosis: String,
    /// The answer to the regimen question; empty when no plan can be paired.
    pub regimen: String,
    /// `photon`, `proton`, `electron`, `brachytherapy`, or empty with the regimen.
    pub modality: String,
    /// The ICD-10-CM code; empty when the exports have none.
    pub icd10: String,
    /// Whether the case survives curation.
    #[serde(with = "zero_or_one")]
    pub kept: bool,
    /// Why it does not; empty when it does.
    pub drop_reason: String,
    /// Whether it survives with an ICD-10 code.
    #[serde(with = "zero_or_one")]
    pub icd10_kept: bool,
}

/// Truth values as `0` and `1`.
mod zero_or_one {
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature is serde's")]
    pub(super) fn serialize<S: Serializer>(value: &bool, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u8(u8::from(*value))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
        match u8::deserialize(deserializer)? {
            0 => Ok(false),
            1 => Ok(true),
            other => Err(de::Error::invalid_value(de::Unexpected::Unsigned(u64::from(other)), &"0 or 1")),
        }
    }
}
