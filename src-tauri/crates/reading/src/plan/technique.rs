//! Techniques of radiotherapy and the words that mean them.

use std::sync::OnceLock;

use isocenter_domain::Modality;

use crate::phrases::Phrases;

/// A technique. In order of what it says of a plan: of two that are named, the earlier one is the plan's (`VMAT SBRT` is SBRT).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Technique {
    /// Gamma Knife radiosurgery.
    GammaKnife,
    /// Radiosurgery, one fraction as a rule.
    Radiosurgery,
    /// Stereotactic radiotherapy of the head in fractions.
    StereotacticFractionated,
    /// Stereotactic body radiotherapy.
    StereotacticBody,
    /// CyberKnife, which does both.
    CyberKnife,
    /// Total body irradiation.
    TotalBody,
    /// Total skin electrons.
    TotalSkinElectrons,
    /// Craniospinal irradiation.
    Craniospinal,
    /// A plaque on the eye or the skin.
    Plaque,
    /// A low dose rate, permanent seeds among them.
    LowDoseRate,
    /// A pulsed dose rate.
    PulsedDoseRate,
    /// A high dose rate.
    HighDoseRate,
    /// An applicator on the skin.
    SurfaceApplicator,
    /// Electrons during an operation.
    IntraoperativeElectrons,
    /// One field at right angles to the skin.
    EnFace,
    /// X-rays below a megavolt.
    Kilovoltage,
    /// Intensity-modulated protons.
    IntensityModulatedProtons,
    /// Scanned protons.
    PencilBeamScanning,
    /// Scattered protons.
    PassiveScatteredProtons,
    /// On a linear accelerator with magnetic resonance imaging.
    MagneticResonanceGuided,
    /// Helical tomotherapy.
    Tomotherapy,
    /// Volumetric-modulated arcs.
    VolumetricArc,
    /// Intensity-modulated photons.
    IntensityModulated,
    /// Three-dimensional conformal photons, tangents among them.
    ThreeDimensionalConformal,
    /// Opposed or single simple fields.
    SimpleFields,
}

/// How surely a technique says what radiation it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Implies {
    Surely(Modality),
    /// Unless anything else is said.
    Usually(Modality),
}

/// Each technique, what it is called, the radiation, and the phrases that mean it. The name is the first phrase.
type Row = (Technique, Implies, &'static [&'static str]);

const ROWS: &[Row] = {
    use Implies::{Surely, Usually};
    use Modality::{Brachytherapy, Electron, Photon, Proton};
    use Technique as T;
    &[
        (T::GammaKnife, Surely(Photon), &["Gamma Knife", "gamma knife", "gammaknife", "GK", "GKRS", "GKS"]),
        (T::Radiosurgery, Usually(Photon), &["SRS", "radiosurgery", "stereotactic radiosurgery", "srs"]),
        (
            T::StereotacticFractionated,
            Usually(Photon),
            &["FSRT", "HFSRT", "hfsrt", "fsrt", "fractionated stereotactic", "fractionated SRS", "SRT"],
        ),
        (
            T::StereotacticBody,
            Usually(Photon),
            &["SBRT", "SABR", "sbrt", "sabr", "stereotactic body", "stereotactic ablative", "SAbR"],
        ),
        (T::CyberKnife, Surely(Photon), &["CyberKnife", "cyberknife", "cyber knife"]),
        (T::TotalBody, Usually(Photon), &["TBI", "total body irradiation"]),
        (
            T::TotalSkinElectrons,
            Surely(Electron),
            &["TSEBT", "TSEB", "TSET", "TSEI", "tsebt", "total skin electron", "total skin electron beam"],
        ),
        (
            T::Craniospinal,
            Usually(Photon),
            &["CSI", "craniospinal irradiation", "craniospinal RT", "craniospinal radiation"],
        ),
        (T::Plaque, Surely(Brachytherapy), &["plaque brachytherapy", "eye plaque", "COMS plaque", "coms plaque"]),
        (
            T::LowDoseRate,
            Surely(Brachytherapy),
            &[
                "LDR",
                "low dose rate",
                "ldr",
                "permanent implant",
                "permanent seed implant",
                "seed implant",
                "permanent seeds",
                "PSI",
                "prostate seed implant",
            ],
        ),
        (T::PulsedDoseRate, Surely(Brachytherapy), &["PDR", "pulsed dose rate", "pdr"]),
        (T::HighDoseRate, Surely(Brachytherapy), &["HDR", "high dose rate", "hdr", "VCB"]),
        (
            T::SurfaceApplicator,
            Surely(Brachytherapy),
            &["surface applicator", "surface brachytherapy", "surface mould"],
        ),
        (
            T::IntraoperativeElectrons,
            Surely(Electron),
            &["IOERT", "intraoperative electron", "intraoperative electron radiotherapy", "ioert"],
        ),
        (T::EnFace, Usually(Electron), &["en face", "enface"]),
        (
            T::Kilovoltage,
            Surely(Photon),
            &["kV", "kilovoltage", "orthovoltage", "superficial x ray", "superficial x rays", "kVp"],
        ),
        (T::IntensityModulatedProtons, Surely(Proton), &["IMPT", "impt", "intensity modulated proton"]),
        (
            T::PencilBeamScanning,
            Surely(Proton),
            &["PBS", "pencil beam", "pencil beam scanning", "pbs", "scanned protons", "spot scanning"],
        ),
        (
            T::PassiveScatteredProtons,
            Surely(Proton),
            &["PSPT", "passive scatter", "passive scattered", "passive scattering", "pspt", "double scatter"],
        ),
        (T::MagneticResonanceGuided, Surely(Photon), &["MRgRT", "MR linac", "MR guided", "mrgrt", "mr linac"]),
        (T::Tomotherapy, Surely(Photon), &["tomotherapy", "TomoTherapy", "helical tomotherapy", "HT"]),
        (
            T::VolumetricArc,
            Surely(Photon),
            &["VMAT", "vmat", "RapidArc", "rapidarc", "volumetric arc", "volumetric modulated arc"],
        ),
        (
            T::IntensityModulated,
            Surely(Photon),
            &["IMRT", "imrt", "intensity modulated radiotherapy", "intensity modulated radiation therapy"],
        ),
        (
            T::ThreeDimensionalConformal,
            Surely(Photon),
            &["3DCRT", "3dcrt", "3D CRT", "3d crt", "3D conformal", "3d conformal", "tangents", "tangential"],
        ),
        (
            T::SimpleFields,
            Usually(Photon),
            &["AP/PA", "ap pa", "opposed laterals", "opposed fields", "lateral opposed", "opposed lateral", "2D", "2d"],
        ),
    ]
};

impl Technique {
    /// Every technique, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        ROWS.iter().map(|(technique, ..)| *technique)
    }

    /// The usual short name: `VMAT`, `Gamma Knife`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().2.first().copied().unwrap_or_default()
    }

    /// The radiation, where the technique has one only; nothing for SBRT, which is given with photons as a rule and with protons too.
    #[must_use]
    pub fn modality(self) -> Option<Modality> {
        if let Implies::Surely(modality) = self.implies() { Some(modality) } else { None }
    }

    /// Whether it is stereotactic, with few large fractions.
    #[must_use]
    pub const fn is_stereotactic(self) -> bool {
        matches!(
            self,
            Self::GammaKnife
                | Self::Radiosurgery
                | Self::StereotacticFractionated
                | Self::StereotacticBody
                | Self::CyberKnife
        )
    }

    pub(crate) fn implies(self) -> Implies {
        self.row().1
    }

    fn row(self) -> &'static Row {
        // OK because a test holds the table to the order of the enumeration.
        &ROWS[self as usize]
    }
}

/// The phrases of all techniques.
pub(crate) fn phrases() -> &'static Phrases<Technique> {
    static PHRASES: OnceLock<Phrases<Technique>> = OnceLock::new();
    PHRASES.get_or_init(|| {
        Phrases::new(ROWS.iter().flat_map(|(technique, _, words)| words.iter().map(|word| (*word, *technique))))
    })
}

#[cfg(test)]
mod tests {
    use super::{ROWS, Technique, phrases};
    use crate::words::words;

    #[test]
    fn the_table_stands_in_the_order_of_the_enumeration_and_no_phrase_means_two() {
        let mut seen = std::collections::BTreeMap::new();
        for (place, (technique, _, names)) in ROWS.iter().enumerate() {
            assert_eq!(*technique as usize, place);
            for name in *names {
                assert_eq!(seen.insert(name, technique), None, "{name}");
            }
        }
    }

    #[test]
    fn the_name_of_a_technique_means_it() {
        for technique in Technique::all() {
            let words = words(technique.name());
            assert_eq!(phrases().longest_at(&words, 0), Some((words.len(), technique)), "{}", technique.name());
        }
    }
}
