//! Which plans of a patient were the treatment: one clear primary plan and the boosts of its course.

use crate::drop_reason::DropReason;
use crate::plan_row::PlanRow;
use crate::plan_words::{CourseKind, PlanIntent, PlanStatus, PlanType};
use crate::rule::{RuleId, RuleSet};

/// The treatment of a patient: its primary plan first, then its boosts in order of delivery. Empty only where rules are off.
pub(crate) fn select_plans<'a>(rows: &'a [PlanRow], rules: &RuleSet) -> Result<Vec<&'a PlanRow>, DropReason> {
    if rows.is_empty() {
        return Err(DropReason::NoPlan);
    }
    let mut plans: Vec<&PlanRow> = rows.iter().filter(|row| treats_a_patient(row, rules)).collect();
    if plans.is_empty() {
        return Err(DropReason::NoPatientPlan);
    }
    plans.retain(|row| is_approved(row) || !rules.has(RuleId::ApprovedPlans));
    if plans.is_empty() {
        return Err(DropReason::NoApprovedPlan);
    }
    let treatment = primary_and_boosts(&plans, rules)?;
    let is_incomplete = |row: &&PlanRow| row.dose.is_none() || row.fractions.is_none();
    if rules.has(RuleId::CompletePrescription) && treatment.iter().any(is_incomplete) {
        return Err(DropReason::PlanIncomplete);
    }
    Ok(treatment)
}

fn treats_a_patient(row: &PlanRow, rules: &RuleSet) -> bool {
    let is_aside = row.intent == PlanIntent::Aside && rules.has(RuleId::PatientPlans);
    let is_in_machine_course = row.course_kind == CourseKind::NonClinical && rules.has(RuleId::ClinicalCourses);
    let is_in_odd_course = row.course_kind != CourseKind::Numbered && rules.has(RuleId::NumberedCourses);
    !is_aside && !is_in_machine_course && !is_in_odd_course
}

fn is_approved(row: &PlanRow) -> bool {
    match row.status {
        PlanStatus::Completed | PlanStatus::TreatmentApproved => true,
        PlanStatus::PlanningApproved => row.is_course_completed,
        // A course that ended early did not deliver what was prescribed.
        PlanStatus::CompletedEarly | PlanStatus::NotApproved | PlanStatus::Unknown => false,
    }
}

fn primary_and_boosts<'a>(plans: &[&'a PlanRow], rules: &RuleSet) -> Result<Vec<&'a PlanRow>, DropReason> {
    let of_type =
        |wanted: PlanType| -> Vec<&'a PlanRow> { plans.iter().copied().filter(|row| type_of(row) == wanted).collect() };
    let mut primaries = of_type(PlanType::Primary);
    let mut boosts = of_type(PlanType::Boost);
    let replans = of_type(PlanType::Replan);
    if primaries.is_empty() || !rules.has(RuleId::ReplansJoin) {
        // A replan takes the place of the plan it replaced.
        primaries.extend(replans);
    }
    if rules.has(RuleId::ReplansJoin) {
        join_equal(&mut primaries);
        join_revisions(&mut boosts);
    }
    if rules.has(RuleId::SinglePrimary) {
        let has_alternative = plans.iter().any(|row| row.plan_type == PlanType::Alternative);
        let is_one_course = plans.windows(2).all(|pair| is_same_course(pair[0], pair[1]));
        if has_alternative || primaries.len() > 1 || !is_one_course {
            return Err(DropReason::AlternativePlan);
        }
        if primaries.is_empty() || plans.iter().any(|row| row.plan_type == PlanType::Unknown) {
            return Err(DropReason::NoClearPrimary);
        }
    }
    let primary = primaries.first().copied();
    boosts.retain(|boost| primary.is_none_or(|primary| is_same_course(primary, boost)));
    // Stable, so that boosts without a date keep the order of the export.
    boosts.sort_by_key(|boost| boost.first_day);
    Ok(primary.into_iter().chain(boosts).collect())
}

/// A plan without type is a boost by its name, else a primary plan.
fn type_of(row: &PlanRow) -> PlanType {
    match row.plan_type {
        PlanType::Unstated if row.is_called_boost => PlanType::Boost,
        PlanType::Unstated => PlanType::Primary,
        stated => stated,
    }
}

fn is_same_course(one: &PlanRow, other: &PlanRow) -> bool {
    one.course_id.eq_ignore_ascii_case(&other.course_id)
}

/// Primary plans of one prescription in one course are revisions of one plan.
fn join_equal(plans: &mut Vec<&PlanRow>) {
    let mut kept: Vec<&PlanRow> = Vec::with_capacity(plans.len());
    for plan in plans.drain(..) {
        if !kept.iter().any(|other| is_same_course(plan, other) && is_same_prescription(plan, other)) {
            kept.push(plan);
        }
    }
    *plans = kept;
}

/// Boosts may repeat a prescription; they are one only when their ids are revisions of one id too (`BST` and `BST:1`).
fn join_revisions(boosts: &mut Vec<&PlanRow>) {
    fn stem(row: &PlanRow) -> &str {
        row.plan_id.split(':').next().unwrap_or("").trim()
    }
    let mut kept: Vec<&PlanRow> = Vec::with_capacity(boosts.len());
    for boost in boosts.drain(..) {
        let is_revision = |other: &&PlanRow| {
            !stem(boost).is_empty()
                && stem(boost).eq_ignore_ascii_case(stem(other))
                && is_same_prescription(boost, other)
        };
        if !kept.iter().any(is_revision) {
            kept.push(boost);
        }
    }
    *boosts = kept;
}

fn is_same_prescription(one: &PlanRow, other: &PlanRow) -> bool {
    one.modality == other.modality && one.dose == other.dose && one.fractions == other.fractions
}
