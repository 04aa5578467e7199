//! The kinds of mess the exports show, each counted, so that an importer can be held to all of them.

use std::collections::BTreeMap;

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident => $label:literal,)*) => {
        /// One kind of mess.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Mess { $($(#[$doc])* $name,)* }

        impl Mess {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The kind in snake case.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

kinds! {
    /// The plan stands in the diagnosis text behind a word like "Plan".
    PlanWithKeyword => "plan_with_keyword",
    /// The plan stands in the diagnosis text without such a word.
    PlanWithoutKeyword => "plan_without_keyword",
    /// The plan in the text is in centigray.
    PlanInCentigray => "plan_in_centigray",
    /// Earlier radiation in the text, which is history and stays.
    PriorRadiation => "prior_radiation",
    /// A word of planning that is no plan and stays ("planned surgery", "treatment planning CT").
    PlanningWord => "planning_word",
    /// A name in the text.
    NameInText => "name_in_text",
    /// A full date in the text.
    DateInText => "date_in_text",
    /// A record number in the text.
    RecordNumberInText => "record_number_in_text",
    /// Initials of who wrote the text.
    InitialsInText => "initials_in_text",
    /// Marks that mean nothing.
    OddPunctuation => "odd_punctuation",
    /// Values padded with blanks.
    BlankPadding => "blank_padding",
    /// An ICD-9 row beside the ICD-10 row of the same diagnosis.
    Icd9Beside => "icd9_beside",
    /// Only an ICD-9 row.
    Icd9Only => "icd9_only",
    /// A diagnosis without code.
    CodeBlank => "code_blank",
    /// A code without its dot.
    CodeWithoutDot => "code_without_dot",
    /// The letter O where a zero is meant.
    CodeWithLetterO => "code_with_letter_o",
    /// A code in lower case.
    CodeInLowerCase => "code_in_lower_case",
    /// Another diagnosis of the same patient.
    SeveralDiagnoses => "several_diagnoses",
    /// A second approved primary plan.
    AlternativePlan => "alternative_plan",
    /// A boost row behind the primary row.
    BoostPlan => "boost_plan",
    /// A verification plan.
    VerificationPlan => "verification_plan",
    /// A research plan.
    ResearchPlan => "research_plan",
    /// A plan that was never approved.
    UnapprovedPlan => "unapproved_plan",
    /// An earlier plan that was retired.
    RetiredPlan => "retired_plan",
    /// A plan that was rejected.
    RejectedPlan => "rejected_plan",
    /// No row in the plan export.
    PlanMissing => "plan_missing",
    /// An approved plan without fractions or dose.
    PlanIncomplete => "plan_incomplete",
    /// A blank diagnosis text.
    TextBlank => "text_blank",
    /// A diagnosis text that is the plan alone.
    TextIsPlan => "text_is_plan",
    /// A phantom or machine test.
    NotAPatient => "not_a_patient",
    /// A date written day first, in a file of dates written year first.
    DayFirstDate => "day_first_date",
    /// An intent in another language.
    LocalIntent => "local_intent",
    /// A comma in a plan id.
    CommaInPlanId => "comma_in_plan_id",
    /// A modality told by another column or word than usual.
    ModalityTerm => "modality_term",
}

/// How often each kind occurs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MessCounts(BTreeMap<Mess, usize>);

impl MessCounts {
    pub(crate) fn count(&mut self, kind: Mess) {
        *self.0.entry(kind).or_default() += 1;
    }

    /// How often `kind` occurs.
    #[must_use]
    pub fn of(&self, kind: Mess) -> usize {
        self.0.get(&kind).copied().unwrap_or(0)
    }
}
