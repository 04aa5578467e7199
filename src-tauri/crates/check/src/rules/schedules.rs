//! The library's schedules for a suggestion's site: those of the code's category, and those of the sites that diagnosis or plan name.

use isocenter_domain::Icd10Code;
use isocenter_reading::diagnosis::Intent;
use isocenter_reading::{Site, SiteRelation};
use isocenter_regimens::{IntentClass, RegimenEntry};

use crate::facts::Facts;

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

/// Schedules for the site without phases; without palliative ones where the diagnosis says that cure is meant.
pub(super) fn whole_courses<'a>(facts: &Facts<'a>) -> Vec<&'a RegimenEntry> {
    let mut rows = for_site(facts);
    rows.retain(|row| !row.is_component);
    if matches!(facts.intent(), Some(Intent::Curative | Intent::Adjuvant | Intent::Neoadjuvant | Intent::Salvage)) {
        let to_cure: Vec<&RegimenEntry> =
            rows.iter().copied().filter(|row| row.intent_class != IntentClass::Palliative).collect();
        if !to_cure.is_empty() {
            return to_cure;
        }
    }
    rows
}

/// The row of the site with this dose and these fractions.
pub(super) fn equal<'a>(rows: &[&'a RegimenEntry], gray: f64, fractions: u32) -> Option<&'a RegimenEntry> {
    rows.iter()
        .copied()
        .find(|row| row.fractions.count() == fractions && (row.dose.gray() - gray).abs() < SAME_DOSE_GRAY)
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
