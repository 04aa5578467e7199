//! The window's fonts, handed to the drawing library once for the process.

use std::sync::OnceLock;

use plotters::style::{FontStyle, register_font};

use crate::error::Error;

/// Family under which the fonts are known.
pub(crate) const FAMILY: &str = "Inter";

const REGULAR: &[u8] = include_bytes!("../../../../assets/fonts/Inter-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../../../assets/fonts/Inter-SemiBold.ttf");

/// Makes the fonts known; cheap after the first call.
///
/// # Errors
/// [`Error::Font`] when the shipped files cannot be read as fonts.
pub(crate) fn register() -> Result<(), Error> {
    static ARE_KNOWN: OnceLock<bool> = OnceLock::new();
    let are_known = *ARE_KNOWN.get_or_init(|| {
        register_font(FAMILY, FontStyle::Normal, REGULAR).is_ok()
            && register_font(FAMILY, FontStyle::Bold, SEMIBOLD).is_ok()
    });
    if are_known { Ok(()) } else { Err(Error::Font) }
}
