//! `compare`.

use isocenter_app::Error;
use isocenter_app::commands::{Compared, compare};

use super::{Format, Session, number};
use crate::args::Compare;
use crate::output;

pub(super) fn run(session: &Session, arguments: &Compare) -> Result<(), Error> {
    let found = compare(&arguments.file, arguments.alternative.into())?;
    if found.p.is_none() {
        output::print_note(match found.n {
            0 => "the table holds no pair, so there is nothing to test: statistic and p are undefined",
            _ => "no pair differs, so there is nothing to test: statistic and p are undefined",
        });
    }
    match session.format {
        Format::Json => output::print_json(&found)?,
        Format::Words => output::print_line(&in_words(&found)),
    }
    Ok(())
}

fn in_words(found: &Compared) -> String {
    let Compared { n, zeros, ties, method, .. } = found;
    let p = found.p.map_or_else(|| "undefined".to_owned(), |p| format!("{p:.3e}"));
    format!(
        "statistic {}, p {p}, n {n}, {zeros} without a difference, {ties} in ties, {method}, rank-biserial {}, median difference {}",
        number(found.statistic),
        number(found.rank_biserial),
        number(found.median_difference)
    )
}
