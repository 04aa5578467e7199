//! Free text of a diagnosis, read into facts. The reader knows the telegraphic English of radiation oncology; of other languages it reads little.
//!
//! Beyond the plan's list a fact may stand as [`Standing::Family`] (somebody else's illness), and grades, margins and markers are closed types.

mod biomarker;
mod fact;
mod person;
mod staging;
mod tables;
mod values;

pub use biomarker::{Biomarker, Marker, MarkerValue};
pub use fact::{Fact, FactValue, Standing};
pub use tables::{Histology, Surgery, Takes};
pub use values::{Grade, Intent, Margins, PriorCourse, PriorRadiotherapy, SiteRole, StageGroup, StageSystem, Tnm};

use isocenter_domain::Laterality;

use crate::side::side_mentions;
use crate::site::mentions;
use crate::words::words;
use crate::{Sex, Site};

/// What a diagnosis says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DiagnosisReading {
    facts: Vec<Fact>,
}

impl DiagnosisReading {
    /// Reads `text`. Never fails: what is not understood gives no fact.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let words = words(text);
        let sites = mentions(&words);
        let mut facts = Vec::new();
        let mut push = |value, span| facts.push(Fact { value, span, standing: Standing::Present });
        for (value, span) in person::facts(&words).into_iter().chain(staging::facts(&words)) {
            push(value, span);
        }
        for found in side_mentions(&words, &sites) {
            push(FactValue::Side(found.side), found.span(&words));
        }
        for found in &sites {
            push(FactValue::Site { site: found.site, role: SiteRole::Primary }, found.span(&words));
        }
        let mut at = 0;
        while at < words.len() {
            let Some((end, histology)) = tables::histology_words().longest_at(&words, at) else {
                at += 1;
                continue;
            };
            let span = words[at].span.joined(words[end - 1].span);
            push(FactValue::Histology(histology), span);
            if let Some(site) = histology.site() {
                push(FactValue::Site { site, role: SiteRole::Primary }, span);
            }
            at = end;
        }
        at = 0;
        while at < words.len() {
            let Some((end, surgery)) = tables::surgery_words().longest_at(&words, at) else {
                at += 1;
                continue;
            };
            let span = words[at].span.joined(words[end - 1].span);
            facts.push(Fact { value: FactValue::Surgery(surgery), span, standing: Standing::History });
            if let (Some(site), Takes::All) = (surgery.organ(), surgery.takes()) {
                let value = FactValue::Site { site, role: SiteRole::Mention };
                facts.push(Fact { value, span, standing: Standing::Removed });
            }
            at = end;
        }
        facts.sort_by_key(|fact| fact.span);
        Self { facts }
    }

    /// Every fact, in the order of the text.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Sites to which a plan may sensibly go: diseased ones that are there, and the beds of those that are gone.
    #[must_use]
    pub fn treated_sites(&self) -> Vec<Site> {
        let removed = self.removed_sites();
        let mut treated = Vec::new();
        for fact in &self.facts {
            let FactValue::Site { site, role } = fact.value else { continue };
            if fact.standing == Standing::Present && role != SiteRole::Mention && !removed.contains(&site) {
                treated.push(site);
            }
        }
        treated.extend(removed.iter().filter_map(|site| site.bed()));
        let mut seen = std::collections::HashSet::new();
        treated.retain(|site| seen.insert(*site));
        treated
    }

    /// Organs that are gone or said not to be there: a plan to the organ itself is a fault, one to its bed is not.
    #[must_use]
    pub fn removed_sites(&self) -> Vec<Site> {
        let removed = self.facts.iter().filter(|fact| fact.standing == Standing::Removed);
        let mut sites: Vec<Site> = removed.filter_map(|fact| fact.site()).collect();
        let mut seen = std::collections::HashSet::new();
        sites.retain(|site| seen.insert(*site));
        sites
    }

    /// Sides stated of what is diseased, each once, in the order of the text.
    #[must_use]
    pub fn sides(&self) -> Vec<Laterality> {
        let mut sides = Vec::new();
        for fact in &self.facts {
            if let (FactValue::Side(side), Standing::Present) = (&fact.value, fact.standing) {
                if !sides.contains(side) {
                    sides.push(*side);
                }
            }
        }
        sides
    }

    /// The side of `site`, where the text states one and only one for it.
    #[must_use]
    pub fn side_of(&self, site: Site) -> Option<Laterality> {
        let _ = site;
        match self.sides()[..] {
            [side] => Some(side),
            _ => None,
        }
    }

    /// Sex, where it is stated.
    #[must_use]
    pub fn sex(&self) -> Option<Sex> {
        self.facts.iter().find_map(|fact| if let FactValue::Sex(sex) = fact.value { Some(sex) } else { None })
    }

    /// Age in full years, where it is stated.
    #[must_use]
    pub fn age_years(&self) -> Option<u8> {
        self.facts.iter().find_map(|fact| if let FactValue::AgeYears(age) = fact.value { Some(age) } else { None })
    }

    /// Whether the patient was irradiated before.
    #[must_use]
    pub fn prior_radiotherapy(&self) -> PriorRadiotherapy {
        let (mut courses, mut is_denied) = (Vec::new(), false);
        for fact in &self.facts {
            if let FactValue::PriorRadiotherapy(course) = fact.value {
                match fact.standing {
                    Standing::Negated => is_denied = true,
                    Standing::Family => {}
                    _ => courses.push(course),
                }
            }
        }
        match (courses.is_empty(), is_denied) {
            (false, _) => PriorRadiotherapy::Mentioned(courses),
            (true, true) => PriorRadiotherapy::Denied,
            (true, false) => PriorRadiotherapy::NotMentioned,
        }
    }

    /// What treatment is for, where the text says so.
    #[must_use]
    pub fn intent(&self) -> Option<Intent> {
        let present = self.facts.iter().filter(|fact| fact.standing == Standing::Present);
        present.filter_map(|fact| if let FactValue::Intent(intent) = fact.value { Some(intent) } else { None }).next()
    }
}

impl Fact {
    /// The site, of a fact about one.
    #[must_use]
    pub fn site(&self) -> Option<Site> {
        if let FactValue::Site { site, .. } = self.value { Some(site) } else { None }
    }
}
