//! The signed-rank test of two columns.

use std::io::Read;

use isocenter_stats::Alternative;

use super::rows;
use crate::{Error, TestOutcome};

/// Reads columns `x` and `y` and tests x against y, as studies do: exact, zeros dropped, differences at nine decimals.
///
/// # Errors
/// [`Error::Table`], [`Error::ColumnsMissing`], [`Error::ColumnTwice`]; [`Error::Field`] for what is no finite number.
pub fn compare_csv(alternative: Alternative, from: impl Read) -> Result<TestOutcome, Error> {
    const COLUMNS: [&str; 2] = ["x", "y"];
    let (mut x, mut y) = (Vec::new(), Vec::new());
    for row in rows(COLUMNS, from)? {
        for ((field, column), values) in row.fields.iter().zip(COLUMNS).zip([&mut x, &mut y]) {
            let number = field.parse::<f64>().ok().filter(|number| number.is_finite());
            values.push(number.ok_or(Error::Field { line: row.line, column })?);
        }
    }
    TestOutcome::of(&x, &y, alternative)
}
