//! The words of the plan export that decide: intent, status, plan type, course. Unknown words stay unknown.

use serde::{Deserialize, Serialize};

/// What a plan is for. Blank is treatment, as in ARIA's plan view; sites also write curative or palliative here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PlanIntent {
    Treatment,
    /// Verification, research or machine test.
    Aside,
}

impl PlanIntent {
    pub(crate) fn read(text: &str) -> Self {
        const ASIDE: [&str; 8] = ["verif", "research", "machine", "qa", "phantom", "test", "commission", "study"];
        let is_aside = words(text).iter().any(|word| ASIDE.iter().any(|start| word.starts_with(start)));
        if is_aside { Self::Aside } else { Self::Treatment }
    }
}

/// What the treatment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TreatmentIntent {
    /// Cure.
    Curative,
    /// Relief.
    Palliative,
}

impl TreatmentIntent {
    pub(crate) fn read(text: &str) -> Option<Self> {
        words(text).iter().find_map(|word| {
            if word.starts_with("pallia") || word.starts_with("paliat") {
                Some(Self::Palliative)
            } else if ["curat", "kurat", "radical", "radikal"].iter().any(|start| word.starts_with(start)) {
                Some(Self::Curative)
            } else {
                None
            }
        })
    }
}

/// What a plan is to the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum PlanType {
    Primary,
    Boost,
    Alternative,
    Replan,
    /// The cell is blank.
    Unstated,
    Unknown,
}

impl PlanType {
    pub(crate) fn read(text: &str) -> Self {
        let words = words(text);
        let has = |starts: &[&str]| words.iter().any(|word| starts.iter().any(|start| word.starts_with(start)));
        if words.is_empty() {
            Self::Unstated
        } else if has(&["altern"]) {
            Self::Alternative
        } else if has(&["replan", "revis", "adapt", "rescan"]) {
            Self::Replan
        } else if has(&["boost", "cone", "reduction"]) {
            Self::Boost
        } else if has(&["prim", "initial", "main"]) {
            Self::Primary
        } else {
            Self::Unknown
        }
    }
}

/// Approval of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanStatus {
    /// Delivered to the end.
    Completed,
    /// Approved for treatment.
    TreatmentApproved,
    /// Approved by the physician, not yet for treatment.
    PlanningApproved,
    /// Ended before its last fraction.
    CompletedEarly,
    /// Unapproved, reviewed, rejected, retired or approved elsewhere.
    NotApproved,
    /// No known word.
    Unknown,
}

impl PlanStatus {
    pub(crate) fn read(text: &str) -> Self {
        let letters: String = text.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
        match letters.as_str() {
            "completed" => Self::Completed,
            "treatapproval" | "treatmentapproval" | "treatmentapproved" | "treatapproved" => Self::TreatmentApproved,
            "planapproval" | "planningapproval" | "planningapproved" | "planapproved" => Self::PlanningApproved,
            "completedearly" => Self::CompletedEarly,
            "unapproved" | "reviewed" | "rejected" | "retired" | "externalapproval" | "externallyapproved" => {
                Self::NotApproved
            }
            _ => Self::Unknown,
        }
    }
}

/// What the id of a course says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CourseKind {
    /// `C1` … `C99`, or beginning with a digit from 1 to 9.
    Numbered,
    /// Any other name.
    Named,
    /// Machine tests, commissioning, research.
    NonClinical,
}

pub(crate) fn course_kind(id: &str) -> CourseKind {
    const NON_CLINICAL: [&str; 8] = ["qa", "test", "phantom", "machine", "commissioning", "research", "dryrun", "zz"];
    let id = id.trim();
    let number = id.strip_prefix(['C', 'c']).unwrap_or(id);
    if id.starts_with('$') || words(id).iter().any(|word| NON_CLINICAL.contains(&word.as_str())) {
        CourseKind::NonClinical
    } else if number.starts_with(|c: char| matches!(c, '1'..='9')) {
        CourseKind::Numbered
    } else {
        CourseKind::Named
    }
}

/// Whether the id of a patient is that of a phantom or a machine test.
pub(crate) fn is_non_clinical_patient(id: &str) -> bool {
    const NON_CLINICAL: [&str; 6] = ["phantom", "qa", "test", "testpatient", "dummy", "commissioning"];
    id.starts_with('$')
        || id.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("qa"))
        || words(id).iter().any(|word| NON_CLINICAL.contains(&word.as_str()))
}

/// Runs of letters, in lower case.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase().split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{CourseKind, PlanIntent, PlanStatus, PlanType, TreatmentIntent, course_kind, is_non_clinical_patient};

    #[test]
    fn a_blank_intent_is_treatment_and_machine_words_are_not() {
        for text in ["", "CURATIVE", "Palliative"] {
            assert_eq!(PlanIntent::read(text), PlanIntent::Treatment, "{text}");
        }
        for text in ["VERIFICATION", "RESEARCH", "MACHINE_QA", "Verifikation"] {
            assert_eq!(PlanIntent::read(text), PlanIntent::Aside, "{text}");
        }
    }

    #[test]
    fn intents_are_read_in_several_languages() {
        assert_eq!(TreatmentIntent::read("Palliativ"), Some(TreatmentIntent::Palliative));
        assert_eq!(TreatmentIntent::read("Curatif"), Some(TreatmentIntent::Curative));
        assert_eq!(TreatmentIntent::read("Kurativ"), Some(TreatmentIntent::Curative));
        assert_eq!(TreatmentIntent::read("Prophylactic"), None);
    }

    #[test]
    fn plan_types_and_statuses_are_known_words_or_unknown() {
        assert_eq!(PlanType::read("Alternative primary"), PlanType::Alternative);
        assert_eq!(PlanType::read("Primary"), PlanType::Primary);
        assert_eq!(PlanType::read("Boost 2"), PlanType::Boost);
        assert_eq!(PlanType::read(""), PlanType::Unstated);
        assert_eq!(PlanType::read("Phase II"), PlanType::Unknown);
        assert_eq!(PlanStatus::read("TreatApproval"), PlanStatus::TreatmentApproved);
        assert_eq!(PlanStatus::read("UnApproved"), PlanStatus::NotApproved);
        assert_eq!(PlanStatus::read("Freigegeben"), PlanStatus::Unknown);
    }

    #[test]
    fn ids_of_courses_and_patients_tell_what_is_no_treatment() {
        assert_eq!(course_kind("C1"), CourseKind::Numbered);
        assert_eq!(course_kind("1_RT"), CourseKind::Numbered);
        assert_eq!(course_kind("Kurs A"), CourseKind::Named);
        assert_eq!(course_kind("QA"), CourseKind::NonClinical);
        for id in ["$QA123", "QA_PHANTOM_1", "qa-7", "Site_Phantom_2"] {
            assert!(is_non_clinical_patient(id), "{id}");
        }
        for id in ["10000123", "AQ12", "P-7781"] {
            assert!(!is_non_clinical_patient(id), "{id}");
        }
    }
}
