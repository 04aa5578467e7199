//! What was measured of letters without a rater: nearness to the physician's own letter, claims against the facts, edits.

use std::collections::BTreeMap;

use isocenter_stats::mean;
use serde::{Deserialize, Serialize};

use super::ArmName;
use crate::{Error, ItemNumber, Protocol};

/// Of one letter. How they are made is the caller's; none is computed here.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemMeasures {
    /// F1 of ROUGE-1 against the physician's own letter.
    pub rouge1: Option<f64>,
    /// F1 of ROUGE-2.
    pub rouge2: Option<f64>,
    /// F1 of ROUGE-L.
    pub rouge_l: Option<f64>,
    /// Claims that were read.
    pub claims: u32,
    /// Claims of which the facts say nothing.
    pub unsupported: u32,
    /// Claims of which the facts say otherwise.
    pub contradicted: u32,
    /// Facts that the letter leaves out.
    pub missing: Option<u32>,
    /// Words between the letter and the physician's own; of a distance beyond its bound, the bound.
    pub edits: Option<u32>,
}

/// Of one arm. Means are over the letters that have the measure, shares over all claims of the arm.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArmMeasures {
    /// Which arm.
    pub arm: ArmName,
    /// Letters that were measured.
    pub letters: usize,
    /// Mean F1 of ROUGE-1.
    pub rouge1: Option<f64>,
    /// Mean F1 of ROUGE-2.
    pub rouge2: Option<f64>,
    /// Mean F1 of ROUGE-L.
    pub rouge_l: Option<f64>,
    /// Letters with ROUGE-1.
    pub rouge_letters: usize,
    /// Claims.
    pub claims: u64,
    /// Claims of which the facts say nothing, over all claims; undefined without a claim.
    pub unsupported_share: Option<f64>,
    /// Claims of which the facts say otherwise, over all claims.
    pub contradicted_share: Option<f64>,
    /// Mean number of facts that a letter leaves out.
    pub missing: Option<f64>,
    /// Mean words between a letter and the physician's own.
    pub edits: Option<f64>,
}

pub(super) fn by_arm(
    protocol: &Protocol,
    measures: &BTreeMap<ItemNumber, ItemMeasures>,
) -> Result<Vec<ArmMeasures>, Error> {
    if measures.is_empty() {
        return Ok(Vec::new());
    }
    let mut of_letters = Vec::with_capacity(measures.len());
    for (item, measures) in measures {
        let letter = protocol.item(*item).ok_or(Error::UnknownItem { item: *item })?;
        of_letters.push((letter.arm(), measures));
    }
    let of_arm = |arm: &crate::Arm| {
        let own = || of_letters.iter().filter(|(of, _)| of == arm).map(|(_, measures)| *measures);
        let mean_of = |of: &dyn Fn(&ItemMeasures) -> Option<f64>| {
            let values: Vec<f64> = own().filter_map(of).collect();
            mean(&values)
        };
        let sum = |of: fn(&ItemMeasures) -> u32| own().map(|measures| u64::from(of(measures))).sum::<u64>();
        let claims = sum(|measures| measures.claims);
        let share = |count: u64| (claims > 0).then(|| count as f64 / claims as f64);
        Ok(ArmMeasures {
            arm: arm.into(),
            letters: own().count(),
            rouge1: mean_of(&|measures| measures.rouge1)?,
            rouge2: mean_of(&|measures| measures.rouge2)?,
            rouge_l: mean_of(&|measures| measures.rouge_l)?,
            rouge_letters: own().filter(|measures| measures.rouge1.is_some()).count(),
            claims,
            unsupported_share: share(sum(|measures| measures.unsupported)),
            contradicted_share: share(sum(|measures| measures.contradicted)),
            missing: mean_of(&|measures| measures.missing.map(f64::from))?,
            edits: mean_of(&|measures| measures.edits.map(f64::from))?,
        })
    };
    protocol.arms().iter().map(of_arm).collect()
}
