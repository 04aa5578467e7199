//! What the rules ask of the readings, in one place: phases in gray, the side that counts for a site, the code as the table knows it.

use isocenter_domain::{AlphaBeta, Dose, Icd10Category, Laterality, Modality, Phase};
use isocenter_reading::diagnosis::{FactValue, Intent, Standing};
use isocenter_reading::plan::{Counting, PlanPhase, Schedule};
use isocenter_reading::{Sex, Site, Span};

use crate::code_facts::CodeFacts;
use crate::{CheckInput, Place, ReadText};

/// α/β where the library has no row for a category: tumours react early, benign tissue late.
const TUMOUR_ALPHA_BETA_GRAY: f64 = 10.0;
const LATE_TISSUE_ALPHA_BETA_GRAY: f64 = 3.0;

/// A suggestion as the rules see it.
pub(crate) struct Facts<'a> {
    pub input: &'a CheckInput<'a>,
    /// The code by its shape and the table; nothing when none was given or it has no shape.
    pub code: Option<CodeFacts<'a>>,
}

/// A place in the plan.
pub(crate) const fn in_plan(span: Span) -> Place {
    Place { text: ReadText::Plan, span }
}

/// A place in the diagnosis.
pub(crate) const fn in_diagnosis(span: Span) -> Place {
    Place { text: ReadText::Diagnosis, span }
}

impl<'a> Facts<'a> {
    pub(crate) fn of(input: &'a CheckInput<'a>) -> Self {
        Self { input, code: input.code.and_then(|code| CodeFacts::of(code, input.catalog)) }
    }

    /// Phases that count: the delivered ones, else those of the summary.
    pub(crate) fn phases(&self) -> &'a [PlanPhase] {
        self.input.plan_reading.phases()
    }

    /// Every phase that the text states, in the order of the text; the same phase may stand there twice.
    pub(crate) fn stated_phases(&self) -> impl Iterator<Item = &'a PlanPhase> {
        self.input.plan_reading.summary.iter().chain(&self.input.plan_reading.delivered)
    }

    /// The radiation of the first phase that names one, else the only one that the plan names.
    pub(crate) fn modality(&self) -> Option<Modality> {
        let of_phase = self.phases().iter().find_map(|phase| phase.modality);
        of_phase.or_else(|| self.input.plan_reading.modalities.first().map(|found| found.value))
    }

    /// The phases with dose and fractions as the domain's, each with its own dose; nothing unless all have both.
    pub(crate) fn whole_phases(&self) -> Option<Vec<Phase>> {
        let phases = self.phases();
        let mut whole: Vec<Phase> = Vec::with_capacity(phases.len());
        let mut reached = 0.0;
        for phase in phases {
            let stated = phase.total_gray()?;
            let gray = if phase.counting == Counting::Cumulative { stated - reached } else { stated };
            reached += gray;
            whole.push(Phase {
                role: phase.role,
                label: phase.label.clone(),
                // OK because the radiation changes limits and unit only, and photons are what is not called anything else.
                modality: phase.modality.or(self.modality()).unwrap_or(Modality::Photon),
                dose: Dose::from_gray(gray).ok()?,
                fractions: phase.fraction_count()?,
            });
        }
        (!whole.is_empty()).then_some(whole)
    }

    /// Where the phases stand in the plan.
    pub(crate) fn phase_places(&self) -> impl Iterator<Item = Place> + 'a {
        self.phases().iter().map(|phase| in_plan(phase.span))
    }

    /// Sites that the plan names, each once.
    pub(crate) fn plan_sites(&self) -> Vec<Site> {
        let mut sites = Vec::new();
        for found in &self.input.plan_reading.sites {
            if !sites.contains(&found.value) {
                sites.push(found.value);
            }
        }
        sites
    }

    /// Sites of the diagnosis that a plan may go to.
    pub(crate) fn diagnosis_sites(&self) -> Vec<Site> {
        self.input.diagnosis_reading.treated_sites()
    }

    /// Sites that the code stands for.
    pub(crate) fn code_sites(&self) -> Vec<Site> {
        self.code.as_ref().map(|code| Site::of_code(&code.code)).unwrap_or_default()
    }

    /// The side that the diagnosis states for the sites given; where it states none for them, the sides it states at all.
    pub(crate) fn diagnosis_sides(&self, sites: &[Site]) -> Vec<Laterality> {
        let reading = self.input.diagnosis_reading;
        let mut of_sites: Vec<Laterality> = sites.iter().filter_map(|site| reading.side_of(*site)).collect();
        of_sites.dedup();
        if of_sites.is_empty() { reading.sides() } else { of_sites }
    }

    /// The sex that the diagnosis states, else that of an organ it names.
    pub(crate) fn sex(&self) -> Option<Sex> {
        let stated = self.input.diagnosis_reading.sex();
        stated.or_else(|| self.diagnosis_sites().into_iter().find_map(Site::sex))
    }

    pub(crate) fn intent(&self) -> Option<Intent> {
        self.input.diagnosis_reading.intent()
    }

    /// The category of a code that the table holds.
    pub(crate) fn category(&self) -> Option<Icd10Category> {
        self.code.as_ref().filter(|code| code.title.is_some()).map(|code| code.code.category())
    }

    /// The α/β for the diagnosis: that of most rows of the library for the code, else a default for tumours or for late-responding tissue.
    pub(crate) fn alpha_beta(&self) -> Option<AlphaBeta> {
        let usual = |category| self.input.library.usual_alpha_beta(category).map(|usual| usual.alpha_beta);
        if let Some(alpha_beta) = self.category().and_then(usual) {
            return Some(alpha_beta);
        }
        let default = if self.is_benign() { LATE_TISSUE_ALPHA_BETA_GRAY } else { TUMOUR_ALPHA_BETA_GRAY };
        AlphaBeta::from_gray(default).ok()
    }

    /// Whether the whole course is one fraction of so much dose that it means to destroy a function, as for trigeminal neuralgia.
    pub(crate) fn is_functional(&self, least_gray: f64) -> bool {
        let is_external = self.modality() != Some(Modality::Brachytherapy);
        let [phase] = self.phases() else { return false };
        let is_single = phase.fraction_count().is_some_and(|fractions| fractions.count() == 1);
        is_external && is_single && phase.total_gray().is_some_and(|gray| gray >= least_gray)
    }

    /// Sides that the plan names, each once.
    pub(crate) fn plan_sides(&self) -> Vec<Laterality> {
        let mut sides = Vec::new();
        for found in &self.input.plan_reading.sides {
            if !sides.contains(&found.value) {
                sides.push(found.value);
            }
        }
        sides
    }

    /// Every site that the diagnosis names, whatever its standing: a code may be of the disease of which a metastasis is treated.
    pub(crate) fn named_sites(&self) -> Vec<Site> {
        let mut sites = self.diagnosis_sites();
        for site in self.input.diagnosis_reading.facts().iter().filter_map(|fact| fact.site()) {
            if !sites.contains(&site) {
                sites.push(site);
            }
        }
        sites
    }

    /// Whether the plan itself says that the bed is treated where this site is named.
    pub(crate) fn plan_says_bed(&self, site: Site) -> bool {
        const BED: &[&str] = &["bed", "fossa", "stump", "cuff", "scar", "remnant"];
        let of_site = self.input.plan_reading.sites.iter().filter(|found| found.value == site);
        of_site.map(|found| found.span).all(|span| {
            let text = self.input.plan;
            let after = text.get(span.start..).unwrap_or_default();
            let near = after.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).take(4);
            near.map(str::to_lowercase).any(|word| BED.contains(&word.as_str()))
        })
    }

    /// Where the diagnosis states sides that hold.
    pub(crate) fn diagnosis_side_spans(&self) -> Vec<Span> {
        self.spans(|value| matches!(value, FactValue::Side(_)))
    }

    /// Where the diagnosis names sites that hold.
    pub(crate) fn diagnosis_site_spans(&self) -> Vec<Span> {
        self.spans(|value| matches!(value, FactValue::Site { .. }))
    }

    /// Where the diagnosis states sides that hold.
    pub(crate) fn side_places(&self) -> impl Iterator<Item = Place> {
        self.diagnosis_side_spans().into_iter().map(in_diagnosis)
    }

    /// Where the diagnosis states the sex.
    pub(crate) fn sex_places(&self) -> impl Iterator<Item = Place> {
        self.spans(|value| matches!(value, FactValue::Sex(_))).into_iter().map(in_diagnosis)
    }

    fn spans(&self, is_wanted: impl Fn(&FactValue) -> bool) -> Vec<Span> {
        let facts = self.input.diagnosis_reading.facts().iter();
        facts
            .filter(|fact| fact.standing == Standing::Present && is_wanted(&fact.value))
            .map(|fact| fact.span)
            .collect()
    }

    /// Whether the disease is benign, by the text or by the code.
    pub(crate) fn is_benign(&self) -> bool {
        let by_code =
            self.category().is_some_and(|category| !matches!(category.as_str().as_bytes()[0], b'C' | b'Z' | b'R'));
        by_code || self.intent() == Some(Intent::Benign)
    }

    /// Whether the plan is given twice a day.
    pub(crate) fn is_twice_daily(&self) -> bool {
        self.input.plan_reading.schedule.is_some_and(|found| found.value == Schedule::TwiceDaily)
    }
}
