//! What may identify a patient in a text, as the rules of redaction find it. What is done about it is the caller's.

use isocenter_redact::identify::{self, IdentifierSpan, KnownValues, Settings};

use crate::assets;
use crate::error::Error;

/// Every hit, certain or not; codes of the ICD-10-CM table are none.
///
/// # Errors
/// A built-in table that cannot be read.
pub(crate) fn found_in(text: &str) -> Result<Vec<IdentifierSpan>, Error> {
    let catalog = assets::icd10_catalog()?;
    let is_code = |word: &str| catalog.contains(word);
    Ok(identify::find(text, &KnownValues::new(), &Settings::new(&is_code)))
}
