//! Faults planted into clean delivered plans of the synthetic cohort, in forms that a language model writes, and what the rules make of them.

#![allow(dead_code, reason = "shared by the tests and the example, which use different parts")]

mod cases;
mod code_faults;
mod dose_faults;
mod harmless;
mod modality_faults;
mod site_faults;
mod text_faults;

use isocenter_check::{CheckInput, Finding, Level, RuleId, Rulebook, TrainingCases};
use isocenter_domain::Modality;
use isocenter_reading::DiagnosisReading;
use isocenter_reading::plan::PlanReading;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

pub use cases::{CATALOG, CATALOG_NAME, Case, Cohort, LIBRARY, RULES};

/// What is planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    WrongSide,
    WrongSite,
    RemovedSite,
    Arithmetic,
    Unit,
    SexOfCode,
    Modality,
    SideOfCode,
    UnknownCode,
    SiteOfCode,
    SummaryDelivered,
    UnreadPlan,
    ExtremeDose,
    PriorRadiotherapy,
    UnlikeTraining,
}

impl Fault {
    pub const ALL: [Self; 15] = [
        Self::WrongSide,
        Self::WrongSite,
        Self::RemovedSite,
        Self::Arithmetic,
        Self::Unit,
        Self::SexOfCode,
        Self::Modality,
        Self::SideOfCode,
        Self::UnknownCode,
        Self::SiteOfCode,
        Self::SummaryDelivered,
        Self::UnreadPlan,
        Self::ExtremeDose,
        Self::PriorRadiotherapy,
        Self::UnlikeTraining,
    ];

    /// The rules of which one must fire.
    pub fn rules(self) -> &'static [RuleId] {
        match self {
            Self::WrongSide => &[RuleId::Side],
            Self::WrongSite => &[RuleId::Site],
            Self::RemovedSite => &[RuleId::RemovedSite],
            Self::Arithmetic => &[RuleId::DoseArithmetic],
            Self::Unit => &[RuleId::DoseUnit],
            Self::SexOfCode => &[RuleId::CodeSex],
            Self::Modality => &[RuleId::Modality],
            Self::SideOfCode => &[RuleId::CodeSide],
            Self::UnknownCode => &[RuleId::CodeExists],
            Self::SiteOfCode => &[RuleId::CodeSite],
            Self::SummaryDelivered => &[RuleId::SummaryDelivered],
            Self::UnreadPlan => &[RuleId::PlanUnread],
            Self::ExtremeDose => &[RuleId::DosePerFraction, RuleId::TotalDose, RuleId::Fractions, RuleId::Eqd2],
            Self::PriorRadiotherapy => &[RuleId::PriorRadiotherapy],
            Self::UnlikeTraining => &[RuleId::UnlikeTraining],
        }
    }

    /// Share of plants that must be found.
    pub fn required(self) -> f64 {
        match self {
            Self::Arithmetic | Self::Unit | Self::SexOfCode | Self::SideOfCode | Self::UnknownCode => 0.99,
            Self::SummaryDelivered | Self::UnreadPlan => 0.99,
            Self::WrongSide | Self::WrongSite | Self::RemovedSite | Self::Modality => 0.95,
            Self::SiteOfCode | Self::PriorRadiotherapy | Self::UnlikeTraining => 0.90,
            Self::ExtremeDose => 0.80,
        }
    }

    fn forms(self) -> &'static [Form] {
        match self {
            Self::WrongSide => site_faults::SIDES,
            Self::WrongSite => site_faults::SITES,
            Self::RemovedSite => site_faults::REMOVED,
            Self::Arithmetic => dose_faults::ARITHMETIC,
            Self::Unit => dose_faults::UNITS,
            Self::SummaryDelivered => dose_faults::SUMMARY,
            Self::UnreadPlan => dose_faults::UNREAD,
            Self::ExtremeDose => dose_faults::EXTREME,
            Self::Modality => modality_faults::FORMS,
            Self::SexOfCode => code_faults::SEX,
            Self::SideOfCode => code_faults::SIDE,
            Self::UnknownCode => code_faults::UNKNOWN,
            Self::SiteOfCode => code_faults::SITE,
            Self::PriorRadiotherapy => text_faults::PRIOR,
            Self::UnlikeTraining => text_faults::UNLIKE,
        }
    }
}

/// A way of writing a fault: its name, and the faulty suggestion where the case lends itself to it.
pub struct Form {
    pub name: &'static str,
    pub plant: fn(&Case, &mut ChaCha8Rng) -> Option<Case>,
}

/// A faulty suggestion.
pub struct Plant {
    pub form: &'static str,
    pub clean: Case,
    pub faulty: Case,
}

/// Most plants of one form, so that no form outweighs the others; of few forms, more.
const MOST_OF_A_FORM: usize = 60;
const MOST_OF_FEW: usize = 150;

/// Plants of a fault over cases, spread over its forms.
pub fn plants(fault: Fault, cases: &[Case], seed: u64) -> Vec<Plant> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut order: Vec<&Case> = cases.iter().collect();
    let mut plants = Vec::new();
    let forms = fault.forms();
    let most = MOST_OF_A_FORM.max(MOST_OF_FEW / forms.len());
    for form in forms {
        order.shuffle(&mut rng);
        let made = order.iter().filter_map(|case| {
            let faulty = (form.plant)(case, &mut rng)?;
            Some(Plant { form: form.name, clean: (*case).clone(), faulty })
        });
        plants.extend(made.take(most));
    }
    plants
}

/// The same plan in other words, for cases that lend themselves to it: the way of writing, the case as it was, the case rewritten.
pub fn rewritten(cases: &[Case]) -> impl Iterator<Item = (&'static str, &Case, Case)> {
    let mut rng = ChaCha8Rng::seed_from_u64(7);
    harmless::FORMS.iter().flat_map(move |form| {
        let made: Vec<_> =
            cases.iter().filter_map(|case| Some((form.name, case, (form.plant)(case, &mut rng)?))).collect();
        made
    })
}

/// What the rules say about a suggestion.
pub fn check(book: &Rulebook, case: &Case, training: Option<TrainingCases<'_>>) -> Vec<Finding> {
    let (diagnosis_reading, plan_reading) = (DiagnosisReading::read(&case.diagnosis), PlanReading::read(&case.plan));
    book.check(&CheckInput {
        diagnosis: &case.diagnosis,
        diagnosis_reading: &diagnosis_reading,
        plan: &case.plan,
        plan_reading: &plan_reading,
        code: case.code.as_deref(),
        catalog: &CATALOG,
        catalog_name: CATALOG_NAME,
        library: &LIBRARY,
        modality: Modality::from_term(&case.modality),
        training,
    })
}

/// Whether a rule that fires on a clean suggestion tells what is so: an earlier course, a child, a technique of another radiation. Written apart from
/// the readers under test; the other rules have no such excuse.
pub fn is_true_alarm(rule: RuleId, case: &Case) -> bool {
    match rule {
        RuleId::PriorRadiotherapy => text_faults::tells_of_earlier_course(case),
        RuleId::UnlikeTraining => text_faults::is_of_child(case),
        RuleId::Modality => modality_faults::contradicts_itself(case),
        _ => false,
    }
}

/// Whether one of the rules of the fault fires.
pub fn is_found(fault: Fault, findings: &[Finding]) -> bool {
    findings.iter().any(|finding| finding.level <= Level::Look && fault.rules().contains(&finding.rule))
}
