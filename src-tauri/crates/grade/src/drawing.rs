//! Which cases are graded and which are examples, and the numbers of the regimens: drawn by the seed, whatever the order of the list.

use crate::draw::Draw;
use crate::{ArmId, CaseId, Error};

/// What was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// The cases to be graded.
    pub cases: Vec<CaseId>,
    /// The examples, each with the arm whose regimen it shows; the first is number 1.
    pub examples: Vec<(CaseId, ArmId)>,
    /// Each case with each arm in the order of their numbers; the first is number 1.
    pub items: Vec<(CaseId, ArmId)>,
}

/// Draws `cases` cases and `examples` others out of `available`, and an order in which the regimens are numbered.
///
/// # Errors
/// [`Error::TooFewCases`], [`Error::NoArm`].
pub fn draw(available: &[CaseId], arms: &[ArmId], cases: usize, examples: usize, seed: u64) -> Result<Drawn, Error> {
    if arms.is_empty() {
        return Err(Error::NoArm);
    }
    let mut all = available.to_vec();
    all.sort();
    all.dedup();
    if cases == 0 || cases.saturating_add(examples) > all.len() {
        return Err(Error::TooFewCases { available: all.len(), cases, examples });
    }
    let mut arms = arms.to_vec();
    arms.sort();
    Draw::new(seed, "cases", 0).shuffle(&mut all);
    let mut of_arm = Draw::new(seed, "example arms", 0);
    let examples = all[cases..cases + examples].iter();
    let examples = examples.map(|case| (case.clone(), arms[of_arm.below(arms.len())].clone())).collect();
    all.truncate(cases);
    let mut items: Vec<_> = all.iter().flat_map(|case| arms.iter().map(|arm| (case.clone(), arm.clone()))).collect();
    Draw::new(seed, "items", 0).shuffle(&mut items);
    all.sort();
    Ok(Drawn { cases: all, examples, items })
}
