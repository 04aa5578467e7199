//! A diagnosis as the program reads it, while it is typed. No model is asked.

use isocenter_reading::DiagnosisReading;

use crate::application::Application;
use crate::diagnosis_text::MAX_CHARS;
use crate::error::Error;
use crate::permission::Permission;
use crate::suggestion::evidence::read_view;
use crate::wire::ReadDiagnosis;

/// Reads a diagnosis. One that is too long to be asked about gives no fact.
///
/// # Errors
/// Not permitted.
pub fn read_diagnosis(application: &Application, text: &str) -> Result<ReadDiagnosis, Error> {
    application.session().permit(Permission::Suggest)?;
    if text.chars().count() > MAX_CHARS {
        return Ok(ReadDiagnosis { facts: Vec::new() });
    }
    Ok(read_view(text, &DiagnosisReading::read(text)))
}
