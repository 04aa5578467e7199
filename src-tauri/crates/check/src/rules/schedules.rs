//! The library's schedules for a suggestion's site: those of the code's category, and those of the sites that diagnosis or plan name.

use isocenter_domain::{Icd10Code, Modality, Phase};
use isocenter_reading::diagnosis::Intent;
use isocenter_reading::{Site, SiteRelation};
use isocenter_regimens::{IntentClass, RegimenEntry};

use crate::facts::Facts;

/// A course of more fractions than this is not compared with stereotactic and other short ones.
const LONG_COURSE_ABOVE: u32 = 10;
const FEW_FRACTIONS: u32 = 5;
/// What the library calls a stereotactic technique.
const STEREOTACTIC: &[&str] = &["SBRT", "SRS", "FSRT", "SABR", "stereotactic", "GK"];
/// Doses nearer than this are the same, Gy.
const SAME_DOSE_GRAY: f64 = 0.01;

/// Schedules for the site, whole courses and phases, in order of id.
pub(super) fn for_site<'a>(facts: &Facts<'a>) -> Vec<&'a RegimenEntry> {
    let category = facts.category();
    let mut sites = facts.diagnosis_sites();
    if sites.is_empty() && category.is_none() {
        sites = facts.plan_sites();
    }
    let entries = facts.input.library.entries();
    entries.filter(|entry| Some(entry.icd10_category) == category || is_for(entry, &sites)).collect()
}

/// Schedules for the site that a plan of this radiation and number of fractions is compared with: no phases; no palliative ones where the diagnosis
/// says that cure is meant. A narrowing that leaves nothing is not made.
pub(super) fn whole_courses<'a>(facts: &Facts<'a>) -> Vec<&'a RegimenEntry> {
    let mut rows = for_site(facts);
    rows.retain(|row| !row.is_component);
    if let Some(modality) = facts.modality() {
        narrow(&mut rows, |row| is_external(row.modality) == is_external(modality));
        narrow(&mut rows, |row| (row.modality == Modality::Electron) <= (modality == Modality::Electron));
    }
    let fractions: u32 =
        facts.phases().iter().filter_map(|phase| phase.fraction_count()).map(|count| count.count()).sum();
    if fractions > LONG_COURSE_ABOVE {
        narrow(&mut rows, |row| row.fractions.count() > FEW_FRACTIONS);
    }
    if matches!(facts.intent(), Some(Intent::Curative | Intent::Adjuvant | Intent::Neoadjuvant | Intent::Salvage)) {
        narrow(&mut rows, |row| row.intent_class != IntentClass::Palliative);
    }
    rows
}

fn narrow(rows: &mut Vec<&RegimenEntry>, is_kept: impl Fn(&RegimenEntry) -> bool) {
    if rows.iter().any(|row| is_kept(row)) {
        rows.retain(|row| is_kept(row));
    }
}

fn is_external(modality: Modality) -> bool {
    modality != Modality::Brachytherapy
}

/// The row of the site with the dose and fractions of a phase, given in its way: a schedule of brachytherapy is none of external beams.
pub(super) fn equal<'a>(rows: &[&'a RegimenEntry], phase: &Phase) -> Option<&'a RegimenEntry> {
    rows.iter().copied().find(|row| {
        is_external(row.modality) == is_external(phase.modality)
            && row.fractions == phase.fractions
            && (row.dose.gray() - phase.dose.gray()).abs() < SAME_DOSE_GRAY
    })
}

/// Whether a row has as many fractions as a phase, given in its way.
pub(super) fn has_fractions_of(row: &RegimenEntry, phase: &Phase, is_stereotactic: bool) -> bool {
    row.fractions == phase.fractions
        && is_external(row.modality) == is_external(phase.modality)
        && (!is_stereotactic || STEREOTACTIC.iter().any(|word| row.technique.contains(word)))
}

fn is_for(entry: &RegimenEntry, sites: &[Site]) -> bool {
    let Ok(code) = Icd10Code::parse(entry.icd10_category.as_str()) else { return false };
    let is_related = |of_row: Site, site: Site| {
        let parent = of_row.parent().filter(|parent| !parent.is_region());
        matches!(of_row.relation(site), SiteRelation::Same | SiteRelation::Within)
            || parent.is_some_and(|parent| site.parent() == Some(parent))
    };
    // Regions hold too much: a schedule for skin is none for what lies beneath it.
    let sites = || sites.iter().copied().filter(|site| !site.is_region());
    Site::of_code(&code)
        .into_iter()
        .filter(|site| !site.is_region())
        .any(|of_row| sites().any(|site| is_related(of_row, site)))
}
