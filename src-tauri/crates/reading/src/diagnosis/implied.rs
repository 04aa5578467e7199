//! Sites that a diagnosis does not name but implies: the organ of an operation, the place of a disease, the prostate of a Gleason score.

use std::collections::HashSet;

use super::anatomy::{Finding, Read, Source, Tissue, present};
use super::surgery::Operation;
use super::{SiteRole, Standing, Takes};
use crate::{Site, SiteRelation};

/// The organs of an operation.
pub(super) fn operated(operation: Operation) -> Vec<Finding> {
    let Operation { first, end, surgery, standing } = operation;
    let finding = |site: Site, role, standing| Finding {
        site,
        first,
        end,
        role,
        standing,
        source: Source::Surgery,
        is_origin: false,
        is_reached: false,
    };
    match (surgery.takes(), standing) {
        (Takes::All, Standing::History) => {
            surgery.organs().iter().map(|site| finding(*site, SiteRole::Primary, Standing::Removed)).collect()
        }
        // A dissection of nodes tells that nodes are in question.
        (Takes::Nothing, Standing::History) => {
            let nodal = surgery.organ().filter(|site| site.is_nodal() || site.id() == "neck");
            nodal.into_iter().map(|site| finding(site, SiteRole::Node, Standing::Present)).collect()
        }
        _ => Vec::new(),
    }
}

/// Adds where diseases and operations lie by themselves, unless the text names a place of its own for them; and the prostate for a Gleason
/// score where nothing else is diseased.
pub(super) fn add_implied(findings: &mut Vec<Finding>, read: Read) {
    let told: HashSet<(Site, Standing)> = findings
        .iter()
        .filter(|found| found.role != SiteRole::Mention)
        .map(|found| (found.site, found.standing))
        .collect();
    // These lie in one place of several; the one that the text names beside them is meant.
    let is_of_eye = |site: Site| site.with_parents().any(|site| site.id() == "orbit");
    let is_covered = |site: Site, other: Site| match other.relation(site) {
        // A melanoma of the eye is none of the skin.
        SiteRelation::Apart if site.id() == "skin" => is_of_eye(other),
        SiteRelation::Same | SiteRelation::Within => true,
        SiteRelation::Near => matches!(site.id(), "skin" | "bladder" | "biliary" | "jugular_foramen"),
        SiteRelation::Apart => false,
    };
    let is_told = |site: Site, standing: Standing| {
        told.iter().any(|(other, stands)| *stands == standing && is_covered(site, *other))
    };
    let has_spread = present(findings).any(|found| found.role == SiteRole::Metastasis);
    let mut is_anything_present = told.iter().any(|(_, standing)| *standing == Standing::Present);
    let mut implied = |site, first, end, standing, source, is_origin| {
        let role = SiteRole::Primary;
        findings.push(Finding { site, first, end, role, standing, source, is_origin, is_reached: false });
    };
    let mut seen = HashSet::new();
    for Tissue { first, end, histology, standing } in read.tissues.iter().copied() {
        let Some(site) = histology.site() else { continue };
        if seen.insert((site, standing)) && !is_told(site, standing) {
            implied(site, first, end, standing, Source::Histology, has_spread);
            is_anything_present |= standing == Standing::Present;
        }
    }
    if let (Some((first, end)), Some(prostate), false) = (read.gleason, Site::from_id("prostate"), is_anything_present)
    {
        implied(prostate, first, end, Standing::Present, Source::Histology, false);
        is_anything_present = true;
    }
    for Operation { first, end, surgery, standing } in read.operations.iter().copied() {
        let Some(site) = surgery.organ().filter(|_| surgery.takes() == Takes::Part && standing == Standing::History)
        else {
            continue;
        };
        if !is_anything_present {
            implied(site, first, end, Standing::Present, Source::Surgery, false);
            is_anything_present = true;
        }
    }
}
