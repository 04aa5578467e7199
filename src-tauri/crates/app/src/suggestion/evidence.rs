//! What stands beside an answer: the diagnosis as it is read, the checks, similar cases, the library's schedules. The rules lie in the vault
//! once somebody has changed them, else in the program.

use std::collections::HashSet;
use std::sync::Arc;

use isocenter_check::{CheckInput, Finding, Level, ReadText, RuleId, Rulebook, TrainingCases};
use isocenter_domain::{Icd10Code, Modality, Phase, Regimen};
use isocenter_reading::diagnosis::{Fact, FactValue, Standing};
use isocenter_reading::plan::PlanReading;
use isocenter_reading::{DiagnosisReading, Span};
use isocenter_regimens::{RegimenEntry, Verification};

use super::asker::ArmAnswer;
use super::past_cases::{PastCases, no_cases};
use super::plan_phases;
use super::shown::ShownArm;
use crate::count::count;
use crate::error::Error;
use crate::session::Session;
use crate::wire::{
    Arm, CheckLevel, CheckPlace, CheckText, CheckView, FactGroup, FactStanding, LibraryRow, LibraryRows,
    LibraryVerification, ReadDiagnosis, ReadFact, SimilarCases, SuggestEvent,
};
use crate::{assets, diagnosis_text, failure};

/// The rules that hold now, with the number of their version.
pub(crate) struct CurrentRules {
    pub(crate) version: u32,
    pub(crate) rulebook: Rulebook,
}

/// The rules of the vault, else those of the program.
///
/// # Errors
/// A damaged vault.
pub(crate) fn rulebook(session: &mut Session) -> Result<CurrentRules, Error> {
    let stored = match session.if_open() {
        Some(open) => open.vault.read().check_rules().map_err(failure::vault)?,
        None => None,
    };
    match stored {
        None => Ok(CurrentRules { version: 0, rulebook: assets::check_rules()?.clone() }),
        Some(row) => {
            let rulebook = Rulebook::read_over(&row.toml, assets::check_rules()?).map_err(failure::check)?;
            Ok(CurrentRules { version: row.summary.number, rulebook })
        }
    }
}

/// A plan with what was answered beside it.
pub(crate) struct AnsweredPlan<'a> {
    pub(crate) plan: &'a str,
    pub(crate) modality: Option<Modality>,
    pub(crate) code: Option<&'a str>,
}

/// Applies the rules, exceptions first.
///
/// # Errors
/// A damaged asset.
pub(crate) fn findings(
    rulebook: &Rulebook,
    diagnosis: &str,
    answered: &AnsweredPlan<'_>,
    past: Option<&PastCases>,
) -> Result<Vec<Finding>, Error> {
    // What identifies the patient is no word of theirs to know.
    let masked = past.map(|_| diagnosis_text::masked_words(diagnosis)).transpose()?.unwrap_or_default();
    let knows_word =
        |word: &str| masked.contains(&word.to_lowercase()) || past.is_some_and(|past| past.knows_word(word));
    let of_category = |category| past.map_or(0, |past| past.of_category(category));
    let input = CheckInput {
        diagnosis,
        diagnosis_reading: &DiagnosisReading::read(diagnosis),
        plan: answered.plan,
        plan_reading: &PlanReading::read(answered.plan),
        code: answered.code,
        catalog: assets::icd10_catalog()?,
        catalog_name: assets::ICD10_TABLE_NAME,
        library: assets::regimen_library()?,
        modality: answered.modality,
        training: past.map(|_| TrainingCases { knows_word: &knows_word, of_category: &of_category }),
    };
    Ok(rulebook.check(&input))
}

/// What the rules find in a plan that replaces a suggested one.
///
/// # Errors
/// A damaged asset.
pub(crate) fn checks_of_edited(
    rules: &CurrentRules,
    diagnosis: &str,
    plan: &str,
    arm: &ShownArm<'_>,
) -> Result<Vec<CheckView>, Error> {
    let code = arm.code.as_ref().map(Icd10Code::as_str);
    let radiations = |plan: &str| PlanReading::read(plan).named_modalities();
    // The modality task answered about the suggested plan: it says nothing of a radiation that a person has put in its place.
    let modality = arm.modality.filter(|_| radiations(plan) == radiations(arm.plan));
    let answered = AnsweredPlan { plan, modality, code };
    let found = findings(&rules.rulebook, diagnosis, &answered, None)?;
    let view = |finding: &Finding| check_view(&rules.rulebook, finding, diagnosis, plan);
    // That a diagnosis is unlike those of training does not go away with another plan.
    let unlike = RuleId::UnlikeTraining.name();
    let kept = arm.checks.iter().filter(|check| check.rule == unlike).cloned();
    let mut checks: Vec<CheckView> =
        found.iter().filter(|finding| finding.rule.name() != unlike).map(view).chain(kept).collect();
    checks.sort_by_key(|check| check.level);
    Ok(checks)
}

/// What stands beside the answers about one diagnosis.
pub(crate) struct Evidence<'a> {
    /// As it was pasted: places point into it.
    pub(crate) diagnosis: &'a str,
    /// As the model read it: without what identifies the patient, as past cases are.
    pub(crate) as_read: &'a str,
    pub(crate) rules: &'a CurrentRules,
    pub(crate) past: Option<Arc<PastCases>>,
    /// The diagnosis as the model reads it.
    pub(crate) vector: Option<Vec<f32>>,
}

impl Evidence<'_> {
    /// Of one arm.
    ///
    /// # Errors
    /// A damaged asset.
    pub(crate) fn beside(&self, arm: Arm, answer: &ArmAnswer) -> Result<SuggestEvent, Error> {
        let code = answer.code.as_ref().map(Icd10Code::as_str);
        let answered = AnsweredPlan { plan: &answer.plan, modality: answer.modality, code };
        let mut found = findings(&self.rules.rulebook, self.diagnosis, &answered, self.past.as_deref())?;
        if !plan_phases::are_read_alike(&answer.plan) {
            stop_for_two_readings(&mut found);
        }
        let view = |finding| check_view(&self.rules.rulebook, finding, self.diagnosis, &answer.plan);
        let plan = Regimen::read(&answer.plan);
        Ok(SuggestEvent::Evidence {
            arm,
            checks: found.iter().map(view).collect(),
            similar: self.similar(&plan)?,
            library: library(&plan, answer.code.as_ref())?,
        })
    }

    fn similar(&self, plan: &Regimen) -> Result<SimilarCases, Error> {
        match &self.past {
            Some(past) => past.similar(self.as_read, self.vector.as_deref(), plan),
            None => Ok(no_cases("No training cases are known of this model: its adapters came without them.")),
        }
    }
}

/// What is shown as facts and what was checked would be two plans: nothing of it may be taken over unread.
fn stop_for_two_readings(found: &mut [Finding]) {
    if let Some(finding) = found.iter_mut().find(|finding| finding.rule == RuleId::PlanUnread) {
        finding.level = Level::Stop;
        finding.statement = "The plan can be read in two ways".to_owned();
        finding.weigh = Some("Write the plan yourself: the facts above may leave a phase out".to_owned());
    }
    found.sort_by_key(|finding| finding.level);
}

fn check_view(rulebook: &Rulebook, finding: &Finding, diagnosis: &str, plan: &str) -> CheckView {
    let rule = rulebook.rule(finding.rule);
    let place = |place: &isocenter_check::Place| {
        let (text, words) = match place.text {
            ReadText::Diagnosis => (CheckText::Diagnosis, diagnosis),
            ReadText::Plan => (CheckText::Plan, plan),
        };
        let (start, end) = utf16(words, place.span);
        CheckPlace { text, start, end }
    };
    CheckView {
        rule: finding.rule.name().to_owned(),
        title: rule.title.clone(),
        level: match finding.level {
            Level::Stop => CheckLevel::Stop,
            Level::Look => CheckLevel::Look,
            Level::Pass => CheckLevel::Pass,
            Level::NotChecked => CheckLevel::NotChecked,
        },
        statement: finding.statement.clone(),
        weigh: finding.weigh.clone(),
        explanation: rule.explanation.clone(),
        source: finding.source.clone(),
        places: finding.places.iter().map(place).collect(),
    }
}

/// A span in UTF-16 units, as the window counts.
fn utf16(text: &str, span: Span) -> (u32, u32) {
    let units = |bytes: usize| {
        let read = text.get(..bytes).unwrap_or(text);
        count(read.encode_utf16().count())
    };
    (units(span.start), units(span.end))
}

/// The library's schedules for the category of a code, those that equal a phase of the plan first.
fn library(plan: &Regimen, code: Option<&Icd10Code>) -> Result<LibraryRows, Error> {
    let Some(code) = code else { return Ok(LibraryRows { site: String::new(), rows: Vec::new() }) };
    let library = assets::regimen_library()?;
    let equal_to = |phase: &Phase| library.equal_to(phase.modality, phase.dose, phase.fractions);
    let equal: HashSet<&str> = plan.phases.iter().flat_map(equal_to).map(|entry| entry.id.as_str()).collect();
    let row = |entry: &RegimenEntry| LibraryRow {
        id: entry.id.clone(),
        condition: entry.condition.clone(),
        modality: entry.modality.into(),
        technique: entry.technique.clone(),
        dose_gy: entry.dose.gray(),
        fractions: entry.fractions.count(),
        dose_per_fraction_gy: entry.dose_per_fraction.gray(),
        schedule: entry.schedule.clone(),
        intent: entry.intent_class.word().to_owned(),
        source: entry.source.clone(),
        verification: match entry.verification {
            Verification::Page => LibraryVerification::Page,
            Verification::Named => LibraryVerification::Named,
        },
        equals_suggestion: equal.contains(entry.id.as_str()),
    };
    let entries: Vec<&RegimenEntry> = library.by_category(code.category()).collect();
    let mut seen = HashSet::new();
    let sites: Vec<&str> = entries.iter().map(|entry| entry.site.as_str()).filter(|site| seen.insert(*site)).collect();
    let mut rows: Vec<LibraryRow> = entries.into_iter().map(row).collect();
    rows.sort_by_key(|row| !row.equals_suggestion);
    Ok(LibraryRows { site: sites.join(", "), rows })
}

/// The facts of a diagnosis for the window.
pub(crate) fn read_view(text: &str, reading: &DiagnosisReading) -> ReadDiagnosis {
    let fact = |fact: &Fact| {
        let (start, end) = utf16(text, fact.span);
        Some(ReadFact {
            group: group_of(&fact.value)?,
            words: fact.value.words(),
            standing: standing(fact.standing)?,
            start,
            end,
        })
    };
    ReadDiagnosis { facts: reading.facts().iter().filter_map(fact).collect() }
}

/// Somebody else's illness is no fact of this patient.
const fn standing(standing: Standing) -> Option<FactStanding> {
    match standing {
        Standing::Present => Some(FactStanding::Present),
        Standing::Negated => Some(FactStanding::Negated),
        Standing::History => Some(FactStanding::History),
        Standing::Removed => Some(FactStanding::Removed),
        Standing::Possible => Some(FactStanding::Possible),
        Standing::Family => None,
    }
}

/// Sites that are only mentioned are not listed.
const fn group_of(value: &FactValue) -> Option<FactGroup> {
    Some(match value {
        FactValue::Site { .. } => FactGroup::Site,
        FactValue::Side(_) => FactGroup::Laterality,
        FactValue::Histology(_) => FactGroup::Histology,
        FactValue::Tnm(_) | FactValue::StageGroup(_) => FactGroup::Stage,
        FactValue::Grade(_) => FactGroup::Grade,
        FactValue::Biomarker(_) => FactGroup::Biomarkers,
        FactValue::Surgery(_) | FactValue::Margins(_) => FactGroup::Surgery,
        FactValue::PriorRadiotherapy(_) => FactGroup::Radiotherapy,
        FactValue::Intent(_) => FactGroup::Intent,
        FactValue::AgeYears(_) | FactValue::Sex(_) => FactGroup::Patient,
    })
}
