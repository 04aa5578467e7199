//! The whole synthetic cohort: how often the reading agrees with the code and with the delivered plan. Figures printed by a failing test are
//! those that ARCHITECTURE.md and the report of a release give.

use isocenter_domain::{Icd10Code, Laterality};
use isocenter_reading::{DiagnosisReading, Site, SiteRelation, sides, sites};

use crate::fixture::{CATALOG, TRUTH};

/// Counts agreement, and keeps a few that disagree for the message.
#[derive(Default)]
struct Agreement {
    all: usize,
    agreeing: usize,
    apart: Vec<String>,
}

impl Agreement {
    fn count(&mut self, agrees: bool, told: impl FnOnce() -> String) {
        self.all += 1;
        self.agreeing += usize::from(agrees);
        if !agrees && self.apart.len() < 5 {
            self.apart.push(told());
        }
    }

    #[track_caller]
    fn reaches(&self, share: f64, of_at_least: usize) {
        let reached = self.agreeing as f64 / self.all as f64;
        assert!(self.all >= of_at_least, "only {} were compared", self.all);
        assert!(
            reached >= share,
            "{} of {} ({:.2} %)\n{}",
            self.agreeing,
            self.all,
            100.0 * reached,
            self.apart.join("\n")
        );
    }
}

/// The side that an official title names.
fn side_of_title(title: &str) -> Option<Laterality> {
    let lower = title.to_lowercase();
    let names = |side: &str| lower.split(|letter: char| !letter.is_alphanumeric()).any(|word| word == side);
    match (names("left"), names("right"), names("bilateral")) {
        (true, false, false) => Some(Laterality::Left),
        (false, true, false) => Some(Laterality::Right),
        (false, false, true) => Some(Laterality::Bilateral),
        _ => None,
    }
}

fn agrees(treated: &[Site], others: impl IntoIterator<Item = Site>) -> bool {
    others.into_iter().any(|other| treated.iter().any(|site| site.relation(other) != SiteRelation::Apart))
}

#[test]
fn every_diagnosis_gives_facts_and_its_age_and_sex() {
    let mut persons = Agreement::default();
    for row in TRUTH.iter() {
        let reading = DiagnosisReading::read(&row.diagnosis);
        assert!(!reading.facts().is_empty(), "{}", row.diagnosis);
        persons.count(reading.age_years().is_some() && reading.sex().is_some(), || row.diagnosis.clone());
    }
    persons.reaches(0.95, 10_000);
}

#[test]
fn a_treated_site_agrees_with_that_of_the_code() {
    let mut agreement = Agreement::default();
    for row in TRUTH.iter().filter(|row| row.kept) {
        let Ok(code) = Icd10Code::parse(&row.icd10) else { continue };
        let of_code = Site::of_code(&code);
        if of_code.is_empty() {
            continue;
        }
        let treated = DiagnosisReading::read(&row.diagnosis).treated_sites();
        agreement.count(agrees(&treated, of_code), || format!("{code} {treated:?} {}", row.diagnosis));
    }
    agreement.reaches(0.97, 6_000);
}

#[test]
fn the_side_agrees_with_that_of_the_codes_title() {
    let mut agreement = Agreement::default();
    for row in TRUTH.iter().filter(|row| row.kept) {
        let Ok(code) = Icd10Code::parse(&row.icd10) else { continue };
        let Some(side) = CATALOG.title(&code).and_then(side_of_title) else { continue };
        let reading = DiagnosisReading::read(&row.diagnosis);
        let stated = match reading.sides()[..] {
            [] => continue,
            [one] => Some(one),
            _ => Site::of_code(&code).first().and_then(|site| reading.side_of(*site)),
        };
        agreement.count(stated == Some(side), || format!("{code} {:?} {}", reading.sides(), row.diagnosis));
    }
    agreement.reaches(0.98, 1_900);
}

#[test]
fn a_treated_site_agrees_with_the_delivered_plan_and_no_plan_goes_to_an_organ_that_is_gone() {
    let (mut places, mut organs, mut stated_sides) = (Agreement::default(), Agreement::default(), Agreement::default());
    for row in TRUTH.iter().filter(|row| row.kept && !row.regimen.is_empty()) {
        let planned: Vec<Site> = sites(&row.regimen).into_iter().map(|found| found.value).collect();
        let reading = DiagnosisReading::read(&row.diagnosis);
        let told = || format!("{planned:?} {} | {}", row.diagnosis, row.regimen);
        if !planned.is_empty() {
            places.count(agrees(&reading.treated_sites(), planned.iter().copied()), told);
            organs.count(!planned.iter().any(|site| reading.removed_sites().contains(site)), told);
        }
        let planned = sides(&row.regimen);
        if !planned.is_empty() && !reading.sides().is_empty() {
            let is_stated = |side: Laterality| side == Laterality::Bilateral || reading.sides().contains(&side);
            stated_sides.count(planned.iter().all(|found| is_stated(found.value)), || {
                format!("{} | {}", row.diagnosis, row.regimen)
            });
        }
    }
    places.reaches(0.97, 4_000);
    organs.reaches(0.99, 4_000);
    stated_sides.reaches(0.98, 2_000);
}
