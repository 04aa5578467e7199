//! What kind of treatment a technique is, as far as limits differ.

use isocenter_domain::Modality;
use isocenter_reading::PlanReading;
use isocenter_reading::plan::Technique;

/// Kinds that have limits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TechniqueKind {
    StereotacticBody,
    Radiosurgery,
    FractionatedStereotactic,
    TotalBody,
    Brachytherapy,
    PermanentSource,
    Plaque,
    External,
}

/// The kind of a phase of this radiation: a course may have external beam and brachytherapy, and names one technique for both.
pub(super) fn kind_of(reading: &PlanReading, modality: Modality) -> TechniqueKind {
    let named = |wanted: Technique| reading.techniques.iter().any(|found| found.value == wanted);
    if modality == Modality::Brachytherapy {
        return match () {
            () if named(Technique::Plaque) => TechniqueKind::Plaque,
            () if named(Technique::LowDoseRate) || named(Technique::PulsedDoseRate) => TechniqueKind::PermanentSource,
            () => TechniqueKind::Brachytherapy,
        };
    }
    match reading.technique() {
        Some(Technique::GammaKnife | Technique::Radiosurgery) => TechniqueKind::Radiosurgery,
        Some(Technique::StereotacticFractionated) => TechniqueKind::FractionatedStereotactic,
        Some(Technique::StereotacticBody | Technique::CyberKnife) => TechniqueKind::StereotacticBody,
        Some(Technique::TotalBody | Technique::TotalSkinElectrons) => TechniqueKind::TotalBody,
        _ if reading.sites.iter().any(|found| found.value.id() == "body") => TechniqueKind::TotalBody,
        _ => TechniqueKind::External,
    }
}
