//! What a department sets: its record number format and the order of day and month.

use regex::{Regex, RegexBuilder};

use super::NumericOrder;
use crate::Error;

/// Settings of the search.
pub struct Settings<'a> {
    pub(super) is_code: &'a dyn Fn(&str) -> bool,
    pub(super) record_number: Option<Regex>,
    pub(super) order: NumericOrder,
}

impl<'a> Settings<'a> {
    /// `is_code` says of a text such as `C50.912` or `C50912` whether the code table has it.
    #[must_use]
    pub fn new(is_code: &'a dyn Fn(&str) -> bool) -> Self {
        Self { is_code, record_number: None, order: NumericOrder::MonthFirst }
    }

    /// Which of two numbers is the month where both could be.
    #[must_use]
    pub const fn with_order(mut self, order: NumericOrder) -> Self {
        self.order = order;
        self
    }

    /// The site's own record number format, a regular expression without look-around.
    ///
    /// # Errors
    /// [`Error::RecordNumberFormat`] when it cannot be read, [`Error::RecordNumberFormatEmpty`] when it matches the
    /// empty text.
    pub fn with_record_number_format(mut self, pattern: &str) -> Result<Self, Error> {
        const LARGEST_PROGRAM_BYTES: usize = 1 << 20;
        let regex = RegexBuilder::new(pattern)
            .size_limit(LARGEST_PROGRAM_BYTES)
            .build()
            .map_err(|_| Error::RecordNumberFormat { pattern: pattern.to_owned() })?;
        if regex.is_match("") {
            return Err(Error::RecordNumberFormatEmpty { pattern: pattern.to_owned() });
        }
        self.record_number = Some(regex);
        Ok(self)
    }
}
