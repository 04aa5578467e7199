//! One diagnosis read: its facts in the order of the text, and what follows from them together.

use std::collections::HashSet;

use isocenter_domain::Laterality;

use super::anatomy::{Read, Tissue, findings};
use super::conclusions::{RemovedSite, disease_sides, diseased, lies_with, removed, treated};
use super::scan::Scan;
use super::sides::tie;
use super::surgery::Operation;
use super::tables::{aside_end, histology_at};
use super::{
    Fact, FactValue, Grade, Intent, PriorRadiotherapy, StageGroup, StageSystem, Standing, grading, intent, margins,
    markers, person, radiotherapy, staging, standing, surgery,
};
use crate::side::side_mentions;
use crate::site::{SiteMention, mentions, vertebra};
use crate::words::words;
use crate::{Sex, Site, SiteRelation, spelling};

/// What a diagnosis says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DiagnosisReading {
    facts: Vec<Fact>,
    treated: Vec<Site>,
    diseased: Vec<Site>,
    removed: Vec<RemovedSite>,
    sides: Vec<(Laterality, Option<Site>)>,
}

impl DiagnosisReading {
    /// Reads `text`. Never fails: what is not understood gives no fact. Linear in the length of the text.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut words = words(text);
        spelling::mend(&mut words);
        let mut scan = Scan::new(words);
        let named = mentions(&scan.words);

        let mut facts = Vec::new();
        let mut push = |found: Vec<(FactValue, crate::Span)>| {
            facts.extend(found.into_iter().map(|(value, span)| Fact { value, span, standing: Standing::Present }));
        };
        push(person::read(&mut scan));
        push(markers::read(&mut scan));
        let spine: HashSet<usize> = (0..scan.len()).filter(|at| vertebra(&scan.words, *at).is_some()).collect();
        push(staging::read(&mut scan, &|at| spine.contains(&at)));
        let grades = grading::read(&mut scan);
        let gleason = grades
            .iter()
            .find(|(first, end, grade)| *end > *first && is_gleason(*grade))
            .map(|(first, end, _)| (*first, *end));
        push(grades.iter().map(|(first, end, grade)| (FactValue::Grade(*grade), scan.span(*first, *end))).collect());
        push(margins::read(&mut scan));
        let courses = radiotherapy::read(&mut scan, &named);
        let is_disease_at = |at: usize| {
            named.binary_search_by_key(&at, |mention| mention.first).is_ok() || histology_at(&scan.words, at).is_some()
        };
        let standings = standing::standings(&scan, &is_disease_at);
        let operations = surgery::read(&mut scan, &standings);
        let tissues = tissues(&scan, &standings);
        let asides = asides(&scan);
        let read = Read {
            standings: &standings,
            tissues: &tissues,
            operations: &operations,
            courses: &courses,
            gleason,
            asides: &asides,
        };
        let is_free = |first: usize| {
            let next = operations.partition_point(|operation| operation.end <= first);
            operations.get(next).is_none_or(|operation| first < operation.first)
        };
        let mut named: Vec<_> = named.into_iter().filter(|mention| is_free(mention.first)).collect();
        name_hila(&mut named, &tissues);
        named.extend(necks(&scan, &tissues));
        named.sort_by_key(|mention| mention.first);
        let findings = findings(&scan, &named, read);
        let sides = side_mentions(&scan.words, &with_diseases(&named, &tissues));
        let sides = tie(&scan, &sides, &findings, &tissues, &courses, &standings);

        for course in &courses {
            let standing = if course.is_denied { Standing::Negated } else { Standing::History };
            let span = scan.span(course.first, course.end);
            facts.push(Fact { value: FactValue::PriorRadiotherapy(course.course), span, standing });
        }
        for Operation { first, end, surgery, standing } in operations.iter().copied() {
            facts.push(Fact { value: FactValue::Surgery(surgery), span: scan.span(first, end), standing });
        }
        for tissue in &tissues {
            let (span, standing) = (scan.span(tissue.first, tissue.end), tissue.standing);
            facts.push(Fact { value: FactValue::Histology(tissue.histology), span, standing });
        }
        for found in &findings {
            let value = FactValue::Site { site: found.site, role: found.role };
            facts.push(Fact { value, span: scan.span(found.first, found.end), standing: found.standing });
        }
        for side in &sides {
            facts.push(Fact { value: FactValue::Side(side.side), span: side.span, standing: side.standing });
        }
        facts.extend(intents(&scan, &standings, &tissues));
        name_systems(&mut facts, &tissues);
        // OK because a sort that is stable keeps site before side where both are one word.
        facts.sort_by_key(|fact| (fact.span.start, fact.span.end));

        let removed = removed(&findings, &sides);
        let treated = treated(&scan, &findings, &removed);
        let diseased = diseased(&findings, &removed, &treated);
        let sides = disease_sides(&sides, &findings, &removed, &treated);
        Self { facts, treated, diseased, removed, sides }
    }

    /// Every fact, in the order of the text.
    #[must_use]
    pub fn facts(&self) -> &[Fact] {
        &self.facts
    }

    /// Sites to which a plan may sensibly go: diseased ones that are there, and the beds of those that are gone.
    #[must_use]
    pub fn treated_sites(&self) -> Vec<Site> {
        self.treated.clone()
    }

    /// Every site of the disease: those of [`Self::treated_sites`], and the primary from which treated metastases came. For the question
    /// whether a code fits; `C34.90` may stand for brain metastases from the lung.
    #[must_use]
    pub fn diseased_sites(&self) -> Vec<Site> {
        self.diseased.clone()
    }

    /// Organs that are gone or said not to be there: a plan to the organ itself is a fault, one to its bed is not. Of a pair of which the
    /// other one is diseased, the one that is gone is not told here but in [`Self::removed`].
    #[must_use]
    pub fn removed_sites(&self) -> Vec<Site> {
        let disease_side = |site: Site| {
            self.sides.iter().find(|(_, of)| of.is_some_and(|of| lies_with(of, site))).map(|(side, _)| *side)
        };
        let is_other_one = |gone: &RemovedSite| matches!((gone.side, disease_side(gone.site)), (Some(gone), Some(diseased)) if gone != diseased && gone != Laterality::Bilateral);
        let mut seen = HashSet::new();
        let gone = self.removed.iter().filter(|gone| !is_other_one(gone)).map(|gone| gone.site);
        gone.filter(|site| seen.insert(*site)).collect()
    }

    /// Organs that are gone, with their sides.
    #[must_use]
    pub fn removed(&self) -> &[RemovedSite] {
        &self.removed
    }

    /// Sides stated of what is diseased, each once, in the order of the text.
    #[must_use]
    pub fn sides(&self) -> Vec<Laterality> {
        let mut seen = HashSet::new();
        self.sides.iter().map(|(side, _)| *side).filter(|side| seen.insert(*side)).collect()
    }

    /// The side of `site`, where the text states one and only one for it: of itself first, else of what lies near, else of the disease.
    #[must_use]
    pub fn side_of(&self, site: Site) -> Option<Laterality> {
        let nearness = |of: Option<Site>| match of.map(|of| of.relation(site)) {
            Some(SiteRelation::Same | SiteRelation::Within) => 0,
            Some(SiteRelation::Near) => 1,
            Some(SiteRelation::Apart) | None => 2,
        };
        let nearest = self.sides.iter().map(|(_, of)| nearness(*of)).min()?;
        let mut sides = self.sides.iter().filter(|(_, of)| nearness(*of) == nearest).map(|(side, _)| *side);
        let first = sides.next()?;
        sides.all(|other| other == first).then_some(first)
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

    /// Whether the patient was irradiated before. A course that is told of outweighs a denial elsewhere in the text.
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

    /// What treatment is for, where the text says so. Palliation outweighs what else is said, then a benign disease.
    #[must_use]
    pub fn intent(&self) -> Option<Intent> {
        let present = || {
            self.facts
                .iter()
                .filter(|fact| fact.standing == Standing::Present)
                .filter_map(|fact| if let FactValue::Intent(intent) = fact.value { Some(intent) } else { None })
        };
        let weight = |intent: &Intent| match intent {
            Intent::Palliative => 0,
            Intent::Benign => 1,
            _ => 2,
        };
        // OK because of equals the first is taken.
        present().min_by_key(weight)
    }
}

const fn is_gleason(grade: Grade) -> bool {
    matches!(grade, Grade::Gleason(..) | Grade::GleasonSum(_) | Grade::GradeGroup(_))
}

fn tissues(scan: &Scan, standings: &[Option<Standing>]) -> Vec<Tissue> {
    let mut tissues = Vec::new();
    let mut at = 0;
    while at < scan.len() {
        let found = (!scan.is_taken(at)).then(|| histology_at(&scan.words, at)).flatten();
        let Some((end, histology)) = found else {
            at += 1;
            continue;
        };
        let standing = standings.get(at).copied().flatten().unwrap_or(Standing::Present);
        // Denied, these letters may as well be spinal cord compression.
        if standing == Standing::Negated && scan.is(at, &["scc"]) {
            at = end;
            continue;
        }
        tissues.push(Tissue { first: at, end, histology, standing });
        at = end;
    }
    tissues
}

/// `cervical` alone: the neck of a lymphoma. Elsewhere it may be a vertebra or a uterus.
fn necks(scan: &Scan, tissues: &[Tissue]) -> Vec<SiteMention> {
    let neck = Site::from_id("neck").filter(|_| is_lymphoma(tissues));
    let is_alone = |at: &usize| {
        scan.is(*at, &["cervical"])
            && !scan.is(at + 1, &["spine", "esophagus", "oesophagus", "cancer", "vertebra"])
            && !scan.is_taken(*at)
    };
    let places = (0..scan.len()).filter(is_alone);
    neck.map(|site| places.map(|first| SiteMention { site, first, end: first + 1 }).collect()).unwrap_or_default()
}

/// The hilum of a cholangiocarcinoma is that of the liver.
fn name_hila(named: &mut [SiteMention], tissues: &[Tissue]) {
    let is_of_bile = tissues.iter().any(|tissue| tissue.histology.id() == "cholangiocarcinoma");
    if let Some(biliary) = Site::from_id("biliary").filter(|_| is_of_bile) {
        named.iter_mut().filter(|mention| mention.site.id() == "hilum").for_each(|mention| mention.site = biliary);
    }
}

/// Sites and the diseases that lie in a paired one: before either a lone letter is a side.
fn with_diseases(named: &[SiteMention], tissues: &[Tissue]) -> Vec<SiteMention> {
    let of_disease = |tissue: &Tissue| {
        let site = tissue.histology.site()?;
        Some(SiteMention { site, first: tissue.first, end: tissue.end })
    };
    let mut all: Vec<SiteMention> = named.iter().copied().chain(tissues.iter().filter_map(of_disease)).collect();
    all.sort_by_key(|mention| (mention.first, mention.end));
    all
}

const LYMPHOMAS: &[&str] = &["hodgkin", "dlbcl", "follicular", "malt", "nk_t", "lymphoma"];

fn is_lymphoma(tissues: &[Tissue]) -> bool {
    tissues.iter().any(|tissue| LYMPHOMAS.contains(&tissue.histology.id()))
}

/// Which words belong to another illness or to a function.
fn asides(scan: &Scan) -> Vec<bool> {
    let mut asides = vec![false; scan.len()];
    let mut at = 0;
    while at < scan.len() {
        let end = aside_end(&scan.words, at).unwrap_or(at);
        if let Some(words) = asides.get_mut(at..end) {
            words.fill(true);
        }
        at = end.max(at + 1);
    }
    asides
}

/// Intents that are said, and that of a disease benign by its name where no other disease stands beside it.
fn intents(scan: &Scan, standings: &[Option<Standing>], tissues: &[Tissue]) -> Vec<Fact> {
    let said = intent::read(scan, standings);
    let mut facts: Vec<Fact> = said.into_iter().map(|(value, span, standing)| Fact { value, span, standing }).collect();
    let mut present = tissues.iter().filter(|tissue| tissue.standing == Standing::Present).peekable();
    if let Some(first) = present.peek().copied()
        && present.all(|tissue| intent::is_benign(tissue.histology))
    {
        let span = scan.span(first.first, first.end);
        facts.push(Fact { value: FactValue::Intent(Intent::Benign), span, standing: Standing::Present });
    }
    facts
}

/// A stage that names no system is one of Ann Arbor in a lymphoma.
fn name_systems(facts: &mut [Fact], tissues: &[Tissue]) {
    if !is_lymphoma(tissues) {
        return;
    }
    for fact in facts {
        if let FactValue::StageGroup(stage @ StageGroup { system: StageSystem::Unnamed, .. }) = &mut fact.value {
            stage.system = StageSystem::AnnArbor;
        }
    }
}
