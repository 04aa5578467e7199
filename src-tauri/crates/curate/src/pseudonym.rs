//! Names without a patient in them: a keyed hash for the patient, a running number for the case. The key comes from the caller and stays with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// The secret that turns patient ids into [`PatientKey`]s: with another key nothing fits together.
#[derive(Clone)]
pub struct PseudonymKey(Hmac<Sha256>);

impl PseudonymKey {
    /// A key of 32 random bytes.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        // OK because HMAC takes keys of any length, so its constructor cannot refuse this one.
        #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
        Self(<Hmac<Sha256> as KeyInit>::new_from_slice(bytes).expect("HMAC takes keys of any length"))
    }

    /// HMAC-SHA-256 over `parts`, each behind its length so that no two lists of parts look alike; the first 16 bytes.
    pub(crate) fn digest<'a>(&self, parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 16] {
        let mut mac = self.0.clone();
        for part in parts {
            mac.update(&(part.len() as u64).to_le_bytes());
            mac.update(part);
        }
        let whole = mac.finalize().into_bytes();
        let mut digest = [0; 16];
        digest.copy_from_slice(&whole[..16]);
        digest
    }

    /// The key of the patient with this id; ids that differ in case only have the same.
    #[must_use]
    pub fn patient(&self, patient_id: &str) -> PatientKey {
        PatientKey(hex(&self.digest([b"patient".as_slice(), patient_id.trim().to_lowercase().as_bytes()])))
    }
}

/// A patient, told by a keyed hash in hexadecimal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PatientKey(String);

impl PatientKey {
    /// The hash.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PatientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A case, `C-09127`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseId(String);

impl CaseId {
    /// The id with this number.
    #[must_use]
    pub fn new(number: u32) -> Self {
        Self(format!("C-{number:05}"))
    }

    /// The id.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Which number each patient has. Numbers follow the hashes, so they tell nothing of the order of ids; a number once given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CaseNumbers(BTreeMap<PatientKey, u32>);

impl CaseNumbers {
    /// Gives numbers to the patients that have none, behind the highest there is.
    pub fn extend<'a>(&mut self, patients: impl IntoIterator<Item = &'a PatientKey>) {
        let new: BTreeSet<&PatientKey> = patients.into_iter().filter(|key| !self.0.contains_key(key)).collect();
        let mut last = self.0.values().copied().max().unwrap_or(0);
        for key in new {
            last += 1;
            self.0.insert(key.clone(), last);
        }
    }

    /// The case of a patient.
    #[must_use]
    pub fn case(&self, patient: &PatientKey) -> Option<CaseId> {
        self.0.get(patient).copied().map(CaseId::new)
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        // OK because writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
