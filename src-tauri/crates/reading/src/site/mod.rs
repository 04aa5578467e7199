//! Sites of the body: a closed lexicon (`sites.txt`) with names, the organs that hold them, what lies near for a plan, and the ICD-10-CM codes
//! that stand for them. It says what words mean, not what is treated.

mod codes;
mod find;
mod lexicon;
mod relation;

use isocenter_domain::Icd10Code;

pub use find::sites;
pub(crate) use find::{SiteMention, mentions, vertebra};
use lexicon::lexicon;
pub use relation::SiteRelation;

/// A site: a row of the lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Site(u16);

/// Sex of a patient, or the one sex that has an organ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sex {
    /// Female.
    Female,
    /// Male.
    Male,
}

impl Site {
    /// The site with this id, `prostate_bed`.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        lexicon().by_id.get(id).copied()
    }

    /// Its id, which stays the same from version to version.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// The site that holds it.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        self.row().parent
    }

    /// Itself and the sites that hold it, from the inside out.
    pub fn with_parents(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |site| site.parent())
    }

    /// Whether there is a left one and a right one.
    #[must_use]
    pub fn is_paired(self) -> bool {
        self.row().is_paired
    }

    /// Whether it is a region that holds organs, `pelvis`.
    #[must_use]
    pub fn is_region(self) -> bool {
        self.row().is_region
    }

    /// Whether it consists of lymph nodes.
    #[must_use]
    pub fn is_nodal(self) -> bool {
        self.row().is_nodal
    }

    /// The one sex that has it.
    #[must_use]
    pub fn sex(self) -> Option<Sex> {
        self.row().sex
    }

    /// What is treated where the organ is gone: the prostate bed for the prostate.
    #[must_use]
    pub fn bed(self) -> Option<Self> {
        self.row().bed
    }

    /// The sites for which `code` stands; none for a code that says no site. The longest matching prefix of the lexicon decides.
    #[must_use]
    pub fn of_code(code: &Icd10Code) -> Vec<Self> {
        codes::sites_of(code.as_str())
    }

    /// How this site lies to another.
    #[must_use]
    pub fn relation(self, other: Self) -> SiteRelation {
        relation::relation(self, other)
    }

    /// Every site of the lexicon.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..lexicon().rows.len()).filter_map(|row| u16::try_from(row).ok()).map(Self)
    }

    fn row(self) -> &'static lexicon::Row {
        &lexicon().rows[usize::from(self.0)]
    }
}
