//! Words and wire forms of what crate `letter` and the vault name by code.

use isocenter_letter::{ClaimKind, FactKind, Language, SectionKind};
use isocenter_store::{LetterLanguage as StoredLanguage, LetterPart as StoredPart};

use crate::wire::{LetterLanguage, LetterPart, LetterSectionKind};

/// Language of a stored letter, for the window.
pub(crate) const fn language(language: StoredLanguage) -> LetterLanguage {
    match language {
        StoredLanguage::English => LetterLanguage::English,
        StoredLanguage::German => LetterLanguage::German,
    }
}

/// Language of a stored letter, for drafting.
pub(super) const fn drafted_language(language: StoredLanguage) -> Language {
    match language {
        StoredLanguage::English => Language::English,
        StoredLanguage::German => Language::German,
    }
}

/// What a stored letter's patient is used for, for the window.
pub(crate) const fn part(part: StoredPart) -> LetterPart {
    match part {
        StoredPart::Work => LetterPart::Work,
        StoredPart::Train => LetterPart::Train,
        StoredPart::Validation => LetterPart::Validation,
        StoredPart::HeldOut => LetterPart::HeldOut,
    }
}

/// A section that the window names.
pub(crate) const fn section_kind(kind: LetterSectionKind) -> SectionKind {
    match kind {
        LetterSectionKind::Salutation => SectionKind::Salutation,
        LetterSectionKind::Diagnoses => SectionKind::Diagnoses,
        LetterSectionKind::TreatmentHistory => SectionKind::TreatmentHistory,
        LetterSectionKind::SummaryAndAssessment => SectionKind::SummaryAndAssessment,
        LetterSectionKind::Recommendations => SectionKind::Recommendations,
        LetterSectionKind::PlannedSchedule => SectionKind::PlannedSchedule,
        LetterSectionKind::Closing => SectionKind::Closing,
    }
}

/// A section, for the window.
pub(crate) const fn wire_section(kind: SectionKind) -> LetterSectionKind {
    match kind {
        SectionKind::Salutation => LetterSectionKind::Salutation,
        SectionKind::Diagnoses => LetterSectionKind::Diagnoses,
        SectionKind::TreatmentHistory => LetterSectionKind::TreatmentHistory,
        SectionKind::SummaryAndAssessment => LetterSectionKind::SummaryAndAssessment,
        SectionKind::Recommendations => LetterSectionKind::Recommendations,
        SectionKind::PlannedSchedule => LetterSectionKind::PlannedSchedule,
        SectionKind::Closing => LetterSectionKind::Closing,
    }
}

/// What a claim says, as a word in a sentence.
pub(super) const fn claim_word(kind: ClaimKind) -> &'static str {
    match kind {
        ClaimKind::Dose => "dose",
        ClaimKind::DosePerFraction => "dose per fraction",
        ClaimKind::OtherDose => "dose that is no prescription",
        ClaimKind::Fractions => "number of fractions",
        ClaimKind::Date => "date",
        ClaimKind::Site => "site",
        ClaimKind::Side => "side",
        ClaimKind::Tnm => "TNM",
        ClaimKind::Stage => "stage",
        ClaimKind::Grade => "grade",
        ClaimKind::Margins => "margin status",
        ClaimKind::Icd10 => "ICD-10 code",
        ClaimKind::Drug => "drug",
        ClaimKind::Name => "name",
        ClaimKind::Age => "age",
        ClaimKind::Sex => "sex",
        ClaimKind::Technique => "technique",
        ClaimKind::Modality => "modality",
    }
}

/// What a fact says, as a label.
pub(super) const fn fact_label(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Language => "Language",
        FactKind::LetterDate => "Date of the letter",
        FactKind::Pseudonym => "Patient",
        FactKind::Sex => "Sex",
        FactKind::Age => "Age",
        FactKind::BirthYear => "Year of birth",
        FactKind::Role => "To",
        FactKind::Author => "From",
        FactKind::Diagnosis => "Diagnosis",
        FactKind::Icd10 => "ICD-10",
        FactKind::Site => "Site",
        FactKind::Side => "Side",
        FactKind::Histology => "Histology",
        FactKind::Tnm => "TNM",
        FactKind::Stage => "Stage",
        FactKind::Grade => "Grade",
        FactKind::Date => "Date",
        FactKind::TreatmentKind => "Kind",
        FactKind::Treatment => "Treatment",
        FactKind::Margins => "Margins",
        FactKind::Drug => "Drug",
        FactKind::Start => "From",
        FactKind::End => "To",
        FactKind::Status => "Status",
        FactKind::Target => "Target",
        FactKind::Technique => "Technique",
        FactKind::Modality => "Modality",
        FactKind::Dose => "Dose",
        FactKind::Unit => "Unit",
        FactKind::Fractions => "Fractions",
        FactKind::DosePerFraction => "Per fraction",
        FactKind::Recommendation => "Recommendation",
        FactKind::Appointment => "Appointment",
        FactKind::Remark => "Remark",
    }
}
