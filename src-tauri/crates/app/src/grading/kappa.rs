//! Quadratic κ for the panel's screen, without an interval: it is asked anew after every record.

use isocenter_grade::Pair;
use isocenter_stats::{DisagreementWeight, FIVE_POINT, PairedGrades};

use crate::error::Error;
use crate::failure;
use crate::wire::StatisticView;

/// Quadratic κ of the pairs, before the discussion.
///
/// # Errors
/// Only a fault of this program.
pub(crate) fn quadratic_kappa(pairs: &[Pair]) -> Result<StatisticView, Error> {
    let grades = |of: fn(&Pair) -> u8| pairs.iter().map(of).collect::<Vec<u8>>();
    let (first, second) = (grades(|pair| pair.first.number()), grades(|pair| pair.second.number()));
    let paired = PairedGrades::new(&first, &second, FIVE_POINT).map_err(|error| failure::internal(&error))?;
    let (value, undefined) = match paired.kappa(DisagreementWeight::Quadratic) {
        Ok(value) => (Some(value), String::new()),
        Err(why) => (None, why.to_string()),
    };
    Ok(StatisticView { value, low: None, high: None, undefined })
}
