//! Free text of a plan, read into what it states: phases, technique, radiation, site and side, each with its place. It reads the answer form
//! (`plan 25 Gy/ 5 fx photons, IMRT to left breast. primary, photon, 25.0Gy, fractions:5`) and plan prose (`SBRT 54/3`, `7 Gy x 3`).
//!
//! Numbers and units are kept as they are written, also where they contradict each other or themselves.

mod clauses;
mod course;
mod delivered;
mod gathering;
mod phase;
mod pieces;
mod print;
mod prose;
mod quantity;
mod radiation;
mod schedule;
mod targets;
mod technique;
mod values;

pub use phase::{Counting, PlanPhase};
pub use technique::Technique;
pub use values::{DoseUnit, Schedule, StatedDose, StatedFractions};

use isocenter_domain::{Laterality, Modality};

use crate::words::{Kind, Word};
use crate::{Found, Site, SiteRelation, Span};

/// What a plan states.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PlanReading {
    /// Phases of the summary, or of prose.
    pub summary: Vec<PlanPhase>,
    /// Phases of the delivered part, `primary, photon, 25.0Gy, fractions:5`.
    pub delivered: Vec<PlanPhase>,
    /// Radiation that the summary names, by a word, a technique that has one only, an isotope or a unit; each once, in the order of [`Modality::ALL`].
    /// That of the delivered part stands in its phases.
    pub modalities: Vec<Found<Modality>>,
    /// Techniques, each once, in the order of [`Technique`].
    pub techniques: Vec<Found<Technique>>,
    /// Sites that are treated, each once, in the order of the text; not those that are spared or tell what the plan is for.
    pub sites: Vec<Found<Site>>,
    /// Sides of what is treated, each once, in the order of the text.
    pub sides: Vec<Found<Laterality>>,
    /// How often the patient is treated.
    pub schedule: Option<Found<Schedule>>,
    /// A simultaneous integrated boost.
    pub integrated_boost: Option<Span>,
    /// A total of the whole course: `(total 60 Gy)`.
    pub course_total: Option<StatedDose>,
}

impl PlanReading {
    /// Reads `text`. Never fails: what is not understood is not read.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let pieces = pieces::pieces(text);
        let delivered = delivered::delivered(text, &pieces);
        let prose = prose::read(&outside(pieces, &delivered));
        Self {
            summary: prose.phases,
            delivered,
            modalities: prose.modalities,
            techniques: prose.techniques,
            sites: prose.targets.sites,
            sides: prose.targets.sides,
            schedule: prose.schedule,
            integrated_boost: prose.integrated_boost,
            course_total: prose.course_total,
        }
    }

    /// The delivered phases, where there are any, else those of the summary.
    #[must_use]
    pub fn phases(&self) -> &[PlanPhase] {
        if self.delivered.is_empty() { &self.summary } else { &self.delivered }
    }

    /// The technique that says most of the plan: SBRT of `VMAT SBRT`.
    #[must_use]
    pub fn technique(&self) -> Option<Technique> {
        self.techniques.first().map(|found| found.value)
    }

    /// Every radiation that is named, in summary and delivered part, in the order of [`Modality::ALL`].
    #[must_use]
    pub fn named_modalities(&self) -> Vec<Modality> {
        let delivered = self.delivered.iter().filter_map(|phase| phase.modality);
        let mut named: Vec<Modality> = self.modalities.iter().map(|found| found.value).chain(delivered).collect();
        named.sort_unstable();
        named.dedup();
        named
    }

    /// The one site of the plan. Regional nodes beside an organ are no second site, nor is a part beside its whole (the part is told); of two
    /// parts of one organ it is the organ. Nothing where the text names sites that do not belong together, or none.
    #[must_use]
    pub fn site(&self) -> Option<Site> {
        one_site(&self.sites.iter().map(|found| found.value).collect::<Vec<_>>())
    }

    /// The one side of the plan; nothing where it states none, or several.
    #[must_use]
    pub fn side(&self) -> Option<Laterality> {
        if let [only] = self.sides[..] { Some(only.value) } else { None }
    }

    /// Whether a simultaneous integrated boost is stated.
    #[must_use]
    pub const fn is_sib(&self) -> bool {
        self.integrated_boost.is_some()
    }

    /// The same statements without their places, to compare two readings by what they say.
    #[must_use]
    pub fn without_places(mut self) -> Self {
        const NOWHERE: Span = Span { start: 0, end: 0 };
        for phase in self.summary.iter_mut().chain(&mut self.delivered) {
            phase.span = NOWHERE;
            let doses = phase.dose.iter_mut().chain(&mut phase.levels).chain(&mut phase.per_fraction);
            doses.for_each(|dose| dose.span = NOWHERE);
            phase.fractions.iter_mut().for_each(|fractions| fractions.span = NOWHERE);
        }
        self.modalities.iter_mut().for_each(|found| found.span = NOWHERE);
        self.techniques.iter_mut().for_each(|found| found.span = NOWHERE);
        self.sites.iter_mut().for_each(|found| found.span = NOWHERE);
        self.sides.iter_mut().for_each(|found| found.span = NOWHERE);
        self.schedule.iter_mut().for_each(|found| found.span = NOWHERE);
        self.integrated_boost.iter_mut().for_each(|span| *span = NOWHERE);
        self.course_total.iter_mut().for_each(|dose| dose.span = NOWHERE);
        self
    }
}

/// The pieces that stand in no delivered phase; where one stood, thought breaks.
fn outside<'a>(pieces: Vec<Word<'a>>, delivered: &[PlanPhase]) -> Vec<Word<'a>> {
    if delivered.is_empty() {
        return pieces;
    }
    let mut outside = Vec::with_capacity(pieces.len());
    let mut phases = delivered.iter().map(|phase| phase.span).peekable();
    for piece in pieces {
        while phases.next_if(|phase| phase.end <= piece.span.start).is_some() {}
        match phases.peek().filter(|phase| phase.overlaps(piece.span)) {
            None => outside.push(piece),
            Some(_) if outside.last().is_some_and(|last: &Word| last.kind == Kind::Break) => {}
            Some(_) => outside.push(Word { kind: Kind::Break, lower: String::new(), ..piece }),
        }
    }
    outside
}

/// Regions that are everywhere.
const TISSUES: &[&str] = &["bone", "skin"];

/// The one site that several amount to.
#[must_use]
pub fn one_site(sites: &[Site]) -> Option<Site> {
    let organs: Vec<Site> = sites.iter().copied().filter(|site| !site.is_nodal()).collect();
    let sites = if organs.is_empty() { sites } else { &organs };
    // A tissue or a region says no more beside an organ in it.
    let is_surplus = |site: &Site| {
        site.is_region()
            && sites.iter().any(|other| {
                !other.is_region() && (TISSUES.contains(&site.id()) || site.relation(*other) != SiteRelation::Apart)
            })
    };
    let kept: Vec<Site> = sites.iter().copied().filter(|site| !is_surplus(site)).collect();
    let sites = &kept[..];
    let innermost = |sites: &[Site]| -> Vec<Site> {
        let holds_another =
            |site: &Site| sites.iter().any(|other| other != site && other.with_parents().any(|up| up == *site));
        sites.iter().copied().filter(|site| !holds_another(site)).collect()
    };
    match innermost(sites)[..] {
        [] => None,
        [only] => Some(only),
        [first, ref rest @ ..] => {
            let shared = first
                .with_parents()
                .skip(1)
                .find(|up| !up.is_region() && rest.iter().all(|site| site.with_parents().any(|over| over == *up)));
            let region = |site: Site| site.with_parents().last();
            let belongs = || {
                rest.iter().all(|site| {
                    first.relation(*site) == SiteRelation::Near
                        && (region(*site) == region(first) || (site.is_nodal() && first.is_nodal()))
                })
            };
            shared.or_else(|| belongs().then_some(first))
        }
    }
}
