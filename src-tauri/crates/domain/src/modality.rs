//! The four radiation modalities and the terms that mean them.

use std::fmt;

/// What the patient is treated with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Modality {
    /// Photons of a linear accelerator or a gamma unit.
    Photon,
    /// Protons.
    Proton,
    /// Electrons.
    Electron,
    /// A source in or on the patient.
    Brachytherapy,
}

impl Modality {
    /// Every modality, in the order of their frequency in Wang et al.
    pub const ALL: [Self; 4] = [Self::Photon, Self::Proton, Self::Electron, Self::Brachytherapy];

    /// The answer of the modality task.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Photon => "photon",
            Self::Proton => "proton",
            Self::Electron => "electron",
            Self::Brachytherapy => "brachytherapy",
        }
    }

    /// The word a plan uses: `photons`, `protons`, `electrons`, `brachytherapy`.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Photon => "photons",
            Self::Proton => "protons",
            Self::Electron => "electrons",
            Self::Brachytherapy => "brachytherapy",
        }
    }

    /// The modality that a physician's term names, in any case: `photons`, `IMPT`, `HDR brachy`, `e-`; nothing for a word that names none or two of them.
    #[must_use]
    pub fn from_term(term: &str) -> Option<Self> {
        let mut found = None;
        for word in term.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
            let Some(modality) = Self::from_word(&word.to_ascii_lowercase()) else { continue };
            if found.is_some_and(|before| before != modality) {
                return None;
            }
            found = Some(modality);
        }
        found
    }

    fn from_word(word: &str) -> Option<Self> {
        match word {
            "photon" | "photons" | "x-ray" | "x-rays" | "xrt" | "imrt" | "vmat" | "3dcrt" | "sbrt" | "sabr" | "srs" => {
                Some(Self::Photon)
            }
            "proton" | "protons" | "impt" | "pbt" | "pspt" => Some(Self::Proton),
            "electron" | "electrons" | "e-" | "ioert" | "tsebt" => Some(Self::Electron),
            "brachy" | "brachytherapy" | "hdr" | "ldr" | "pdr" | "icbt" => Some(Self::Brachytherapy),
            _ => None,
        }
    }
}

impl fmt::Display for Modality {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}
