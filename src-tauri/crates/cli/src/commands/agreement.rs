//! `agreement`.

use isocenter_app::Error;
use isocenter_app::commands::agreement;

use super::{Format, Session, number};
use crate::args::Agreement;
use crate::output;

pub(super) fn run(session: &Session, arguments: &Agreement) -> Result<(), Error> {
    let found = agreement(&arguments.file)?;
    match session.format {
        Format::Json => output::print_json(&found)?,
        Format::Words => {
            output::print_line(&format!("{} cases, {} not graded by both", found.n, found.ungraded));
            output::print_line(&format!("equal {}, within one {}", number(found.exact), number(found.within_one)));
            let kappa = &found.kappa;
            output::print_line(&format!(
                "kappa {}, linear {}, quadratic {}; AC2 {}",
                number(kappa.unweighted),
                number(kappa.linear),
                number(kappa.quadratic),
                number(found.ac2)
            ));
            let flagged: Vec<&str> = found.flagged.iter().map(|case| case.as_str()).collect();
            output::print_line(&format!("{} more than one grade apart: {}", flagged.len(), flagged.join(", ")));
        }
    }
    Ok(())
}
