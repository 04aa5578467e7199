//! The library's schedules for a suggestion's site: by category of the code, else by the sites that plan and diagnosis name.

use isocenter_reading::diagnosis::Intent;
use isocenter_reading::{Site, SiteRelation};
use isocenter_regimens::{IntentClass, RegimenEntry};

use crate::facts::Facts;

/// Doses nearer than this are the same, Gy.
const SAME_DOSE_GRAY: f64 = 0.01;

/// Schedules for the site, whole courses and phases.
pub(super) fn for_site<'a>(facts: &Facts<'a>) -> Vec<&'a RegimenEntry> {
    let library = facts.input.library;
    let by_category: Vec<&RegimenEntry> =
        facts.category().map(|category| library.by_category(category).collect()).unwrap_or_default();
    if !by_category.is_empty() {
        return by_category;
    }
    let mut sites = facts.diagnosis_sites();
    if sites.is_empty() {
        sites = facts.plan_sites();
    }
    library.entries().filter(|entry| is_for(entry, &sites)).collect()
}

/// Schedules for the site that fit the intent, phases apart; all of the site where the intent is not told or none fits.
pub(super) fn whole_courses<'a>(facts: &Facts<'a>) -> Vec<&'a RegimenEntry> {
    let mut rows = for_site(facts);
    rows.retain(|row| !row.is_component);
    if facts.intent() == Some(Intent::Palliative) {
        let palliative: Vec<&RegimenEntry> =
            rows.iter().copied().filter(|row| row.intent_class == IntentClass::Palliative).collect();
        // A text that speaks of metastases may be treated to cure all the same, so the wider range stands unless it is palliative by the plan.
        if !palliative.is_empty() && facts.input.plan.to_lowercase().contains("palliative") {
            return palliative;
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
    let Ok(code) = isocenter_domain::Icd10Code::parse(entry.icd10_category.as_str()) else { return false };
    Site::of_code(&code).into_iter().any(|of_row| {
        sites.iter().any(|site| matches!(of_row.relation(*site), SiteRelation::Same | SiteRelation::Within))
    })
}
