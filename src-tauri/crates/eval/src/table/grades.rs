//! Agreement of two graders before adjudication, on the scale from 1 to 5.

use std::io::Read;

use isocenter_stats::{DisagreementWeight, FIVE_POINT, PairedGrades};
use serde::Serialize;

use super::{check_ids, rows};
use crate::{CaseId, Error};

/// How far two graders agree; `None` is undefined: no pair, or one grade throughout.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GradeAgreement {
    /// Cases that both graded.
    pub n: usize,
    /// Cases that one or both left ungraded; they are no pairs.
    pub ungraded: usize,
    /// Share of equal grades.
    pub exact: Option<f64>,
    /// Share of grades at most one apart.
    pub within_one: Option<f64>,
    /// Cohen's κ.
    pub kappa: Kappas,
    /// Gwet's AC2 with quadratic weights.
    pub ac2: Option<f64>,
    /// Cases more than one grade apart, in the order of the table.
    pub flagged: Vec<CaseId>,
}

/// Cohen's κ by weight of a disagreement, over the whole scale whichever grades were used.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Kappas {
    /// All disagreements alike.
    pub unweighted: Option<f64>,
    /// By distance.
    pub linear: Option<f64>,
    /// By its square.
    pub quadratic: Option<f64>,
}

/// Reads columns `case_id`, `grader_a`, `grader_b`; a blank grade is none.
///
/// # Errors
/// [`Error::Table`], [`Error::ColumnsMissing`], [`Error::ColumnTwice`], [`Error::CaseTwice`]; [`Error::Field`] for what is no grade.
pub fn agreement_of_csv(from: impl Read) -> Result<GradeAgreement, Error> {
    const COLUMNS: [&str; 3] = ["case_id", "grader_a", "grader_b"];
    let rows = rows(COLUMNS, from)?;
    check_ids(&rows)?;
    let (mut first, mut second, mut flagged) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let grade = |at: usize| match row.fields[at].as_str() {
            "" => Ok(None),
            text => {
                let grade = text.parse::<u8>().ok().filter(|grade| FIVE_POINT.contains(grade));
                grade.map(Some).ok_or(Error::Field { line: row.line, column: COLUMNS[at] })
            }
        };
        if let (Some(a), Some(b)) = (grade(1)?, grade(2)?) {
            first.push(a);
            second.push(b);
            if a.abs_diff(b) > 1 {
                flagged.push(CaseId::new(row.fields[0].clone()));
            }
        }
    }
    let pairs = PairedGrades::new(&first, &second, FIVE_POINT)?;
    let kappa = |weight| pairs.kappa(weight).ok();
    Ok(GradeAgreement {
        n: first.len(),
        ungraded: rows.len() - first.len(),
        exact: pairs.exact().share(),
        within_one: pairs.within_one().share(),
        kappa: Kappas {
            unweighted: kappa(DisagreementWeight::Unweighted),
            linear: kappa(DisagreementWeight::Linear),
            quadratic: kappa(DisagreementWeight::Quadratic),
        },
        ac2: pairs.gwet(DisagreementWeight::Quadratic).ok(),
        flagged,
    })
}
