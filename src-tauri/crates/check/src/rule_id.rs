//! The rules and the numbers they compare with, by name. What a rule says and how severe it is stands in the rulebook, what it does in `rules`.

use std::fmt;

/// Declares [`RuleId`] and [`LimitId`] so that every rule has its name and every number its rule, once.
macro_rules! rules {
    ($($(#[doc = $words:literal])+ $rule:ident = $id:literal { $($limit:ident = $name:literal),* $(,)? })+) => {
        /// A rule; its name is stable, so that a decision of last year still says what was shown.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RuleId {
            $($(#[doc = $words])+ $rule,)+
        }

        /// A number of a rule that a physicist may change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum LimitId {
            $($($limit,)*)+
        }

        impl RuleId {
            /// Every rule in the order in which findings of one level stand.
            pub const ALL: &[Self] = &[$(Self::$rule,)+];

            /// The name in files: `dose-arithmetic`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$rule => $id,)+
                }
            }

            pub(crate) const fn limits(self) -> &'static [LimitId] {
                match self {
                    $(Self::$rule => &[$(LimitId::$limit,)*],)+
                }
            }
        }

        impl LimitId {
            pub(crate) const ALL: &[Self] = &[$($(Self::$limit,)*)+];

            pub(crate) const fn name(self) -> &'static str {
                match self {
                    $($(Self::$limit => $name,)*)+
                }
            }
        }
    };
}

rules! {
    /// No dose and fractions could be read.
    PlanUnread = "plan-unread" {}
    /// Dose is fractions times dose per fraction.
    DoseArithmetic = "dose-arithmetic" {
        ArithmeticPercent = "tolerance-percent",
        ArithmeticGray = "tolerance-gray",
    }
    /// Gray, centigray, and dose per fraction where the total belongs.
    DoseUnit = "dose-unit" {
        UnitMostGray = "most-gray",
        UnitLeastCentigray = "least-centigray",
        UnitLeastPerFraction = "least-per-fraction",
    }
    /// The opening summary and the delivered part of one suggestion.
    SummaryDelivered = "summary-delivered" {}
    /// Dose per fraction against technique, intent and site.
    DosePerFraction = "dose-per-fraction" {
        ConventionalLeast = "conventional-least",
        ConventionalMost = "conventional-most",
        TwiceDailyLeast = "twice-daily-least",
        TwiceDailyMost = "twice-daily-most",
        ModerateLeast = "moderate-hypofractionation-least",
        ModerateMost = "moderate-hypofractionation-most",
        PalliativeLeast = "palliative-least",
        PalliativeMost = "palliative-most",
        UltraLeast = "ultra-hypofractionation-least",
        UltraMost = "ultra-hypofractionation-most",
        StereotacticBodyLeast = "stereotactic-body-least",
        StereotacticBodyMost = "stereotactic-body-most",
        RadiosurgeryLeast = "radiosurgery-least",
        RadiosurgeryMost = "radiosurgery-most",
        FunctionalLeast = "functional-radiosurgery-least",
        FunctionalMost = "functional-radiosurgery-most",
        FractionatedStereotacticLeast = "fractionated-stereotactic-least",
        FractionatedStereotacticMost = "fractionated-stereotactic-most",
        HighDoseRateLeast = "high-dose-rate-least",
        HighDoseRateMost = "high-dose-rate-most",
        LowDoseBenignLeast = "low-dose-benign-least",
        LowDoseBenignMost = "low-dose-benign-most",
        TotalBodyLeast = "total-body-least",
        TotalBodyMost = "total-body-most",
    }
    /// Total dose against technique, intent and site.
    TotalDose = "total-dose" {
        CurativeLeast = "curative-least",
        CurativeMost = "curative-most",
        CurativeStop = "curative-stop-above",
        PalliativeTotalLeast = "palliative-least",
        PalliativeTotalMost = "palliative-most",
        StereotacticTotalLeast = "stereotactic-least",
        StereotacticTotalMost = "stereotactic-most",
        StereotacticStop = "stereotactic-stop-above",
        ImplantLeast = "implant-least",
        ImplantMost = "implant-most",
        PlaqueLeast = "plaque-least",
        PlaqueMost = "plaque-most",
        SitePercent = "above-library-percent",
    }
    /// Number of fractions.
    Fractions = "fractions" {
        FractionsMost = "most",
        FractionsStop = "stop-above",
        StereotacticFractionsMost = "stereotactic-most",
        BrachytherapyFractionsMost = "brachytherapy-most",
    }
    /// EQD2 against the library's schedules for the site.
    Eqd2 = "eqd2" {
        Eqd2Percent = "outside-library-percent",
        Eqd2Most = "most-gray",
        Eqd2Stop = "stop-above-gray",
    }
    /// Side of plan, diagnosis and code.
    Side = "side" {}
    /// Site of plan and diagnosis.
    Site = "site" {}
    /// A plan to what the text says is gone.
    RemovedSite = "removed-site" {}
    /// T, N and M that the plan names against those of the diagnosis.
    Stage = "stage" {}
    /// Radiation of the plan, its technique and the modality answer.
    Modality = "modality" {}
    /// The code is in the table.
    CodeExists = "code-exists" {}
    /// Sex of the code and of the text.
    CodeSex = "code-sex" {}
    /// Side of the code and of the text.
    CodeSide = "code-side" {}
    /// Site of the code and of the text.
    CodeSite = "code-site" {}
    /// A part of the site that the text names and the code leaves out.
    CodeDetail = "code-detail" {}
    /// Earlier radiotherapy to the same region.
    PriorRadiotherapy = "prior-radiotherapy" {}
    /// A diagnosis unlike those the model was trained on.
    UnlikeTraining = "unlike-training" {
        AdultYears = "adult-years",
        BenignCases = "benign-cases-least",
        WordsLeast = "words-least",
        WordsMost = "words-most",
        UnknownPercent = "unknown-words-percent",
        ForeignWords = "foreign-words-least",
    }
}

impl RuleId {
    /// The rule of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|rule| rule.name() == name)
    }
}

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
