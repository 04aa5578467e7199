//! The two exports and the fields curation reads from each. How headers feed fields is in `header_table` and `mapping`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// One of the two exports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Table {
    /// One row per coded diagnosis.
    Diagnoses,
    /// One row per plan.
    Plans,
}

impl Table {
    /// The name in issues and mapping files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Diagnoses => "diagnoses",
            Self::Plans => "plans",
        }
    }

    /// The other export.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Diagnoses => Self::Plans,
            Self::Plans => Self::Diagnoses,
        }
    }

    /// The fields that can be read from it.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        use Field::{
            CourseId, CourseStatus, DateOfBirth, DiagnosisDate, DiagnosisType, DosePerFraction, Energy, FirstDay,
            FirstName, Fractions, FreeText, IcdCode, IcdTable, LastDay, LastName, Machine, MiddleName, PatientId,
            PlanComment, PlanId, PlanIntent, PlanName, PlanType, PrescribedDose, PrescriptionText, RadiationType,
            RecordStatus, Status, Technique, TotalDose, TreatmentIntent, TreatmentType,
        };
        match self {
            Self::Diagnoses => &[
                PatientId,
                LastName,
                FirstName,
                MiddleName,
                DateOfBirth,
                IcdCode,
                IcdTable,
                FreeText,
                DiagnosisType,
                RecordStatus,
                DiagnosisDate,
            ],
            Self::Plans => &[
                PatientId,
                CourseId,
                CourseStatus,
                PlanId,
                PlanName,
                PlanIntent,
                TreatmentIntent,
                PlanType,
                Status,
                TreatmentType,
                RadiationType,
                Energy,
                Machine,
                Technique,
                Fractions,
                PrescribedDose,
                TotalDose,
                DosePerFraction,
                PrescriptionText,
                PlanComment,
                FirstDay,
                LastDay,
            ],
        }
    }

    /// What curation cannot do without: of each group at least one field.
    #[must_use]
    pub const fn required(self) -> &'static [&'static [Field]] {
        match self {
            Self::Diagnoses => &[&[Field::PatientId], &[Field::IcdCode], &[Field::FreeText]],
            Self::Plans => &[
                &[Field::PatientId],
                &[Field::PlanIntent],
                &[Field::PlanType],
                &[Field::Status],
                &[Field::Fractions],
                Field::DOSES,
                Field::RADIATION,
            ],
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident => $name:literal,)*) => {
        /// What a column means.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// Every field.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name in mapping files.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

fields! {
    /// The patient's id; both exports have it.
    PatientId => "patient_id",
    /// Family name, read to be removed from texts.
    LastName => "last_name",
    /// Given name, read to be removed from texts.
    FirstName => "first_name",
    /// Middle name, read to be removed from texts.
    MiddleName => "middle_name",
    /// Date of birth, read to be removed from texts.
    DateOfBirth => "date_of_birth",
    /// Diagnosis code, ICD-10 or ICD-9.
    IcdCode => "icd_code",
    /// Which of the two the code is.
    IcdTable => "icd_table",
    /// The physician's diagnosis text.
    FreeText => "free_text",
    /// Primary or secondary diagnosis.
    DiagnosisType => "diagnosis_type",
    /// Whether the row still counts.
    RecordStatus => "record_status",
    /// When the diagnosis was entered.
    DiagnosisDate => "diagnosis_date",
    /// The course a plan belongs to.
    CourseId => "course_id",
    /// Whether the course is active or completed.
    CourseStatus => "course_status",
    /// The plan's id.
    PlanId => "plan_id",
    /// The plan's name.
    PlanName => "plan_name",
    /// Treatment (blank), verification, research or machine test.
    PlanIntent => "plan_intent",
    /// Curative or palliative.
    TreatmentIntent => "treatment_intent",
    /// Primary, boost, alternative or replan.
    PlanType => "plan_type",
    /// Approval of the plan.
    Status => "status",
    /// Kind of treatment in words.
    TreatmentType => "treatment_type",
    /// Radiation as a letter.
    RadiationType => "radiation_type",
    /// Energy such as `6X` or `9E`.
    Energy => "energy",
    /// The machine or source.
    Machine => "machine",
    /// Technique such as VMAT.
    Technique => "technique",
    /// Planned fractions.
    Fractions => "fractions",
    /// A dose whose unit the header does not tell.
    PrescribedDose => "prescribed_dose",
    /// The dose of all fractions.
    TotalDose => "total_dose",
    /// The dose of one fraction.
    DosePerFraction => "dose_per_fraction",
    /// The prescription in words, `4000 cGy in 15 Fractions`.
    PrescriptionText => "prescription_text",
    /// The physician's plan summary.
    PlanComment => "plan_comment",
    /// First day of treatment.
    FirstDay => "first_day",
    /// Last day of treatment.
    LastDay => "last_day",
}

impl Field {
    /// The fields a dose can come from, the first that an export has is taken.
    pub const DOSES: &[Self] = &[Self::PrescribedDose, Self::TotalDose, Self::DosePerFraction];
    /// The fields that tell the radiation.
    pub const RADIATION: &[Self] =
        &[Self::TreatmentType, Self::RadiationType, Self::Energy, Self::Technique, Self::Machine];

    /// The field of a mapping file's name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.name() == name)
    }

    /// Whether the column holds a date.
    #[must_use]
    pub const fn is_date(self) -> bool {
        matches!(self, Self::DateOfBirth | Self::DiagnosisDate | Self::FirstDay | Self::LastDay)
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
