//! What follows from all that was read of a diagnosis: organs that are gone, sites that may be treated, sides of the disease.

use std::collections::HashSet;

use isocenter_domain::Laterality;

use super::anatomy::Finding;
use super::scan::Scan;
use super::sides::SidedSite;
use super::{SiteRole, Standing};
use crate::{Site, SiteRelation};

/// An organ that is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RemovedSite {
    /// The organ.
    pub site: Site,
    /// Which of the two, where the text says so.
    pub side: Option<Laterality>,
    /// Whether the disease was in it, so that its bed may be treated.
    pub is_diseased: bool,
}

/// Organs that are gone. One is diseased where it is named as such, or where no other disease is named.
pub(super) fn removed(findings: &[Finding], sides: &[SidedSite]) -> Vec<RemovedSite> {
    let gone = || findings.iter().enumerate().filter(|(_, found)| found.standing == Standing::Removed);
    let present = || findings.iter().filter(|found| found.standing == Standing::Present);
    let has_spread = present().any(|found| found.role == SiteRole::Metastasis);
    // A region holds many organs and is none of them; where treated metastases came from is not what is treated.
    let primaries: HashSet<Site> = present()
        .filter(|found| !matches!(found.role, SiteRole::Mention | SiteRole::Node))
        .filter(|found| !(found.site.is_region() || found.is_origin && has_spread))
        .map(|found| found.site)
        .collect();
    let mut removed: Vec<RemovedSite> = Vec::new();
    for (place, found) in gone() {
        let side = sides.iter().find(|side| side.finding == Some(place)).map(|side| side.side);
        let is_named = primaries.iter().any(|site| lies_with(*site, found.site));
        let is_other_one = is_other_one(found.site, side, sides, findings);
        let site =
            RemovedSite { site: found.site, side, is_diseased: (is_named && !is_other_one) || primaries.is_empty() };
        if !removed.contains(&site) {
            removed.push(site);
        }
    }
    removed
}

/// Whether the organ of the other side is the diseased one.
fn is_other_one(site: Site, gone: Option<Laterality>, sides: &[SidedSite], findings: &[Finding]) -> bool {
    let Some(gone) = gone.filter(|gone| *gone != Laterality::Bilateral) else { return false };
    let is_of_disease = |side: &&SidedSite| {
        let of = side.finding.and_then(|place| findings.get(place));
        side.standing == Standing::Present
            && of.is_none_or(|of| of.role != SiteRole::Mention)
            && side.site.is_some_and(|of| lies_with(of, site))
    };
    let mut stated = sides.iter().filter(is_of_disease).map(|side| side.side).peekable();
    stated.peek().is_some() && stated.all(|side| side != gone)
}

/// Whether the text says that the primary is treated although it has spread is looked at too.
pub(super) fn treated(scan: &Scan, findings: &[Finding], removed: &[RemovedSite]) -> Vec<Site> {
    let says_primary = (0..scan.len()).any(|at| {
        (scan.is(at, &["primary"]) && scan.is(at + 1, &["treatment", "rt", "radiation", "radiotherapy"]))
            || (scan.is(at, &["low"]) && scan.is(at + 1, &["volume"]))
            || (scan.is(at, &["de"]) && scan.is(at + 1, &["novo"]))
    });
    let has_spread =
        findings.iter().any(|found| found.role == SiteRole::Metastasis && found.standing == Standing::Present);
    // With the organ its parts are gone.
    let holds = |gone: Site, site: Site| site.with_parents().any(|parent| parent == gone);
    let is_gone =
        |site: Site| removed.iter().any(|gone| holds(gone.site, site) && (gone.is_diseased || gone.side.is_none()));
    let of = |accepts: &dyn Fn(&Finding) -> bool| {
        let mut seen = HashSet::new();
        let mut treated: Vec<Site> = findings
            .iter()
            .filter(|found| accepts(found) && !is_gone(found.site) && !(found.is_origin && has_spread && !says_primary))
            .map(|found| found.site)
            .collect();
        treated.extend(removed.iter().filter(|gone| gone.is_diseased).filter_map(|gone| gone.site.bed()));
        treated.retain(|site| seen.insert(*site));
        treated
    };
    let is_diseased =
        |found: &Finding, standing: Standing| found.role != SiteRole::Mention && found.standing == standing;
    let mut treated = of(&|found| is_diseased(found, Standing::Present));
    for standing in [Standing::History, Standing::Possible] {
        if treated.is_empty() {
            treated = of(&|found| is_diseased(found, standing));
        }
    }
    // `Concern for cord compression, metastatic prostate cancer`: the prostate alone is hardly what is meant.
    let is_origin_only =
        findings.iter().filter(|found| is_diseased(found, Standing::Present)).all(|found| found.is_origin);
    if is_origin_only {
        let supposed = of(&|found| is_diseased(found, Standing::Possible));
        treated.extend(supposed.into_iter().filter(|site| !treated.contains(site)).collect::<Vec<_>>());
    }
    if treated.is_empty() {
        treated = of(&|found| found.is_reached && found.standing == Standing::Present);
    }
    treated
}

/// Sides of what is diseased; of an organ that is gone only where the disease was in it.
pub(super) fn disease_sides(
    sides: &[SidedSite],
    findings: &[Finding],
    removed: &[RemovedSite],
    treated: &[Site],
) -> Vec<(Laterality, Option<Site>)> {
    let counts = |side: &&SidedSite| {
        if side.is_aside {
            return false;
        }
        match side.standing {
            // `Right sided colon cancer with left adrenal metastasis`: the colon is not what is treated.
            Standing::Present => {
                let of = side.finding.and_then(|place| findings.get(place));
                of.is_none_or(|of| !of.is_origin || treated.contains(&of.site))
            }
            Standing::Removed => {
                let gone = side.finding.and_then(|place| findings.get(place));
                let is_own =
                    |gone: &RemovedSite, site| gone.site == site && gone.is_diseased && gone.side == Some(side.side);
                gone.is_some_and(|found| removed.iter().any(|gone| is_own(gone, found.site)))
            }
            Standing::History | Standing::Possible => side.site.is_some_and(|site| treated.contains(&site)),
            Standing::Negated | Standing::Family => false,
        }
    };
    sides.iter().filter(counts).map(|side| (side.side, side.site)).collect()
}

/// Every site of the disease: what may be treated, the primary of metastases, and diseased organs that are gone.
pub(super) fn diseased(findings: &[Finding], removed: &[RemovedSite], treated: &[Site]) -> Vec<Site> {
    let present =
        findings.iter().filter(|found| found.role != SiteRole::Mention && found.standing == Standing::Present);
    let gone = removed.iter().filter(|gone| gone.is_diseased).map(|gone| gone.site);
    let mut seen = HashSet::new();
    treated
        .iter()
        .copied()
        .chain(present.map(|found| found.site))
        .chain(gone)
        .filter(|site| seen.insert(*site))
        .collect()
}

/// Whether one is the other or holds it.
pub(super) fn lies_with(one: Site, other: Site) -> bool {
    matches!(one.relation(other), SiteRelation::Same | SiteRelation::Within)
}
