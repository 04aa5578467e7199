//! Markers of a tumour and their values.

/// A marker and its value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Biomarker {
    /// Which.
    pub marker: Marker,
    /// What it shows.
    pub value: MarkerValue,
}

/// Which marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "each is the name that `name` gives it")]
pub enum Marker {
    EstrogenReceptor,
    ProgesteroneReceptor,
    Her2,
    Ki67,
    P16,
    Hpv,
    Ebv,
    Egfr,
    Alk,
    Ros1,
    Kras,
    PdL1,
    Braf,
    Idh,
    Codeletion1p19q,
    Mgmt,
    Psa,
    MismatchRepair,
    P53,
    Brca,
    Fgfr2,
    Cea,
    Ca199,
    Ca125,
    Afp,
    Hcg,
    Cd30,
    LymphovascularInvasion,
    PerineuralInvasion,
    ExtranodalExtension,
}

/// What a marker shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MarkerValue {
    /// Positive, mutated-or-present by its usual word, expressed.
    Positive,
    /// Negative.
    Negative,
    /// A number in the marker's usual unit (PSA in ng/mL).
    Number(f64),
    /// Percent.
    Percent(f64),
    /// A score such as HER2 3+.
    Score(u8),
    /// Mutated.
    Mutated,
    /// Wild type.
    WildType,
    /// Methylated.
    Methylated,
    /// Not methylated.
    Unmethylated,
    /// Codeleted.
    Codeleted,
    /// Within the normal range.
    Normal,
}

impl Marker {
    /// Its name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::EstrogenReceptor => "ER",
            Self::ProgesteroneReceptor => "PR",
            Self::Her2 => "HER2",
            Self::Ki67 => "Ki-67",
            Self::P16 => "p16",
            Self::Hpv => "HPV",
            Self::Ebv => "EBV",
            Self::Egfr => "EGFR",
            Self::Alk => "ALK",
            Self::Ros1 => "ROS1",
            Self::Kras => "KRAS",
            Self::PdL1 => "PD-L1",
            Self::Braf => "BRAF",
            Self::Idh => "IDH",
            Self::Codeletion1p19q => "1p19q",
            Self::Mgmt => "MGMT",
            Self::Psa => "PSA",
            Self::MismatchRepair => "MMR",
            Self::P53 => "p53",
            Self::Brca => "BRCA",
            Self::Fgfr2 => "FGFR2",
            Self::Cea => "CEA",
            Self::Ca199 => "CA 19-9",
            Self::Ca125 => "CA-125",
            Self::Afp => "AFP",
            Self::Hcg => "hCG",
            Self::Cd30 => "CD30",
            Self::LymphovascularInvasion => "LVSI",
            Self::PerineuralInvasion => "PNI",
            Self::ExtranodalExtension => "ENE",
        }
    }
}

impl Biomarker {
    pub(crate) fn words(self) -> String {
        let name = self.marker.name();
        match self.value {
            MarkerValue::Positive => format!("{name} positive"),
            MarkerValue::Negative => format!("{name} negative"),
            MarkerValue::Number(number) => format!("{name} {number}"),
            MarkerValue::Percent(percent) => format!("{name} {percent} %"),
            MarkerValue::Score(score) => format!("{name} {score}+"),
            MarkerValue::Mutated => format!("{name} mutated"),
            MarkerValue::WildType => format!("{name} wild type"),
            MarkerValue::Methylated => format!("{name} methylated"),
            MarkerValue::Unmethylated => format!("{name} unmethylated"),
            MarkerValue::Codeleted => format!("{name} codeleted"),
            MarkerValue::Normal => format!("{name} normal"),
        }
    }
}
