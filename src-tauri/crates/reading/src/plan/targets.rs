//! Sites and sides that are treated, told from those that are spared, that were treated before, or that tell what the plan is for.

use isocenter_domain::Laterality;

use super::Technique;
use super::clauses::{Clauses, Telling, is_boundary};
use super::quantity::is_any_at;
use super::radiation::Named;
use crate::side::side_mentions;
use crate::site::{SiteMention, mentions};
use crate::words::Word;
use crate::{Found, Site};

/// Behind a site, with a hyphen or without, these say that it is spared.
const SPARED_BEHIND: &[&str] = &[
    "avoidance",
    "avoiding",
    "below",
    "block",
    "blocked",
    "constraint",
    "constraints",
    "filling",
    "max",
    "mean",
    "shield",
    "shielding",
    "spacer",
    "spared",
    "sparing",
    "under",
    "<",
    "≤",
];
/// Before a site, these say so.
const SPARED_BEFORE: &[&str] = &[
    "avoid",
    "avoiding",
    "exclude",
    "excluding",
    "no",
    "not",
    "protect",
    "protecting",
    "spare",
    "spares",
    "sparing",
    "without",
];
const SPARED_WITHIN: usize = 3;

/// Sites and sides in the order of the text, each once.
#[derive(Debug, Default)]
pub(super) struct Targets {
    pub(super) sites: Vec<Found<Site>>,
    pub(super) sides: Vec<Found<Laterality>>,
}

/// What is treated: what stands outside of the indication; only where that names no site, the indication too (`8 Gy for a painful femur`).
pub(super) fn targets(pieces: &[Word], clauses: &Clauses, techniques: &[Named<Technique>]) -> Targets {
    let mentioned = mentions(pieces);
    // `TBI` and `CSI` are technique and site at once.
    let of_site = |named: &&Named<Technique>| matches!(named.value, Technique::TotalBody | Technique::Craniospinal);
    let naming: Vec<&Named<Technique>> = techniques.iter().filter(of_site).collect();
    let is_of_technique =
        |site: &SiteMention| naming.iter().any(|named| named.first < site.end && site.first < named.end);
    let sites: Vec<SiteMention> = mentioned
        .iter()
        .copied()
        .filter(|site| is_of_technique(site) || !is_spared(pieces, &mentioned, site))
        .collect();
    let is_plan = |at: usize| clauses.telling(at) == Telling::Plan;
    let has_plan = sites.iter().any(|site| is_plan(site.first) || is_of_technique(site));
    let accepts = |at: usize| is_plan(at) || (!has_plan && clauses.telling(at) == Telling::Indication);
    let mut targets = Targets::default();
    for site in sites.iter().filter(|site| accepts(site.first) || is_of_technique(site)) {
        if targets.sites.iter().all(|known| known.value != site.site) {
            targets.sites.push(Found { value: site.site, span: site.span(pieces) });
        }
    }
    for side in side_mentions(pieces, &mentioned) {
        let is_of_spared = || {
            let next = mentioned.iter().find(|site| site.first >= side.first);
            next.is_some_and(|site| site.first <= side.end + 1 && is_spared(pieces, &mentioned, site))
        };
        if accepts(side.first) && !is_of_spared() && targets.sides.iter().all(|known| known.value != side.side) {
            targets.sides.push(Found { value: side.side, span: side.span(pieces) });
        }
    }
    targets
}

fn is_spared(pieces: &[Word], mentioned: &[SiteMention], site: &SiteMention) -> bool {
    let behind = site.end + usize::from(is_any_at(pieces, site.end, &["-"]));
    // In `larynx sparing the left parotid` it is what follows that is spared.
    let next = mentioned.partition_point(|other| other.first <= behind);
    let spares_next = mentioned.get(next).is_some_and(|next| next.first <= behind + SPARED_WITHIN)
        && (behind..behind + SPARED_WITHIN).all(|at| !is_boundary(pieces, at));
    if is_any_at(pieces, behind, SPARED_BEHIND) && !spares_next {
        return true;
    }
    let before = (site.first.saturating_sub(SPARED_WITHIN)..site.first).rev();
    before.take_while(|at| !is_boundary(pieces, *at)).any(|at| is_any_at(pieces, at, SPARED_BEFORE))
}
