//! Where a study's answers are stored while it runs.

use std::collections::HashSet;

use isocenter_eval::{Record, Unit};

use crate::error::Error;

/// A store of answers. What it says is stored is never asked again, so it may say so only of what a crash cannot take back
/// into nothing: a torn answer is none.
pub(crate) trait SampleSink {
    /// What is stored already; asked once, before the first question.
    ///
    /// # Errors
    /// A store that cannot be read.
    fn stored(&mut self) -> Result<HashSet<Unit>, Error>;

    /// Keeps an answer. It may wait a moment with making it last; who opened the sink also closes it.
    ///
    /// # Errors
    /// A store that cannot be written; the run ends.
    fn store(&mut self, record: Record) -> Result<(), Error>;
}
