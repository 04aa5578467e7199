//! The classes that confusion matrices are made of. An answer that cannot be read is a class of its own, the last.

use std::fmt;
use std::sync::OnceLock;

use isocenter_domain::{Icd10Category, Icd10Code, Modality, Task};
use serde::{Deserialize, Serialize, Serializer};

use crate::{Answer, StudyCase};

/// How answers are put into classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ClassScheme {
    /// The four modalities.
    Modality,
    /// ICD-10 by groups of blocks, as in figure 6 of Wang et al.
    Icd10Group,
    /// ICD-10 main categories.
    Icd10Category,
    /// ICD-10 full codes.
    Icd10Code,
}

/// A class.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// With its label.
    Named(String),
    /// An answer that cannot be read.
    Unreadable,
}

/// The label of [`Class::Unreadable`] in files and tables.
pub const UNREADABLE: &str = "unreadable";

impl ClassScheme {
    /// Those of a task; the first is the headline's.
    #[must_use]
    pub const fn of(task: Task) -> &'static [Self] {
        match task {
            Task::Regimen => &[],
            Task::Modality => &[Self::Modality],
            Task::Icd10 => &[Self::Icd10Category, Self::Icd10Group, Self::Icd10Code],
        }
    }

    /// The task whose answers it sorts.
    #[must_use]
    pub const fn task(self) -> Task {
        match self {
            Self::Modality => Task::Modality,
            Self::Icd10Group | Self::Icd10Category | Self::Icd10Code => Task::Icd10,
        }
    }

    /// The name in tables.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Modality => "modality",
            Self::Icd10Group => "ICD-10 group",
            Self::Icd10Category => "ICD-10 main category",
            Self::Icd10Code => "ICD-10 code",
        }
    }

    /// The classes that stay visible though no case has them, in their order; none where only those that occur are shown.
    #[must_use]
    pub fn fixed(self) -> Vec<Class> {
        match self {
            Self::Modality => Modality::ALL.into_iter().map(|modality| Class::named(modality.label())).collect(),
            Self::Icd10Group | Self::Icd10Category | Self::Icd10Code => Vec::new(),
        }
    }

    /// The place of a class among its fellows: modalities and groups in the field's order, codes by the alphabet, unreadable last.
    pub(crate) fn rank(self, class: &Class) -> (usize, String) {
        let Class::Named(label) = class else { return (usize::MAX, String::new()) };
        let place = match self {
            Self::Modality => Modality::ALL.iter().position(|modality| modality.label() == label),
            Self::Icd10Group => groups().order.iter().position(|group| group == label),
            Self::Icd10Category | Self::Icd10Code => Some(0),
        };
        (place.unwrap_or(usize::MAX - 1), label.clone())
    }

    /// The class of the case, if it has one.
    #[must_use]
    pub fn truth(self, case: &StudyCase) -> Option<Class> {
        match self {
            Self::Modality => case.modality.map(|modality| Class::named(modality.label())),
            Self::Icd10Group | Self::Icd10Category | Self::Icd10Code => {
                case.icd10.as_ref().map(|code| self.of_code(code))
            }
        }
    }

    /// The class of an answer; unreadable too for the answer to another task.
    #[must_use]
    pub fn prediction(self, answer: &Answer) -> Class {
        match (self, answer) {
            (Self::Modality, Answer::Modality(Some(modality))) => Class::named(modality.label()),
            (Self::Icd10Group | Self::Icd10Category | Self::Icd10Code, Answer::Icd10(Some(code))) => self.of_code(code),
            _ => Class::Unreadable,
        }
    }

    fn of_code(self, code: &Icd10Code) -> Class {
        Class::Named(match self {
            Self::Icd10Group => icd10_group(code.category()).to_owned(),
            Self::Icd10Code => code.to_string(),
            Self::Icd10Category | Self::Modality => code.category().to_string(),
        })
    }
}

impl Class {
    fn named(label: &str) -> Self {
        Self::Named(label.to_owned())
    }

    /// The class with this label, as files write it.
    #[must_use]
    pub fn from_label(label: &str) -> Self {
        if label == UNREADABLE { Self::Unreadable } else { Self::named(label) }
    }

    /// The label.
    #[must_use]
    pub fn label(&self) -> &str {
        match self {
            Self::Named(label) => label,
            Self::Unreadable => UNREADABLE,
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl Serialize for Class {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.label())
    }
}

#[derive(Deserialize)]
struct Groups {
    order: Vec<String>,
    fallback: String,
    groups: Vec<GroupRange>,
}

#[derive(Deserialize)]
struct GroupRange {
    label: String,
    first: String,
    last: String,
}

fn groups() -> &'static Groups {
    static GROUPS: OnceLock<Groups> = OnceLock::new();
    GROUPS.get_or_init(|| {
        let table = include_str!("../../../../assets/icd10/figure6_groups.json");
        #[expect(clippy::expect_used, reason = "the table is compiled in, and a test reads it")]
        let mut groups: Groups = serde_json::from_str(table).expect("the compiled table of groups is whole");
        groups.order.push(groups.fallback.clone());
        groups
    })
}

/// The group of figure 6 of Wang et al. that holds a category. The figure's own labels of malignant groups are a picture; the official
/// blocks stand for them. The first range that holds it counts: C7A lies between C76 and C80 by the alphabet but is listed before.
#[must_use]
pub fn icd10_group(category: Icd10Category) -> &'static str {
    let groups = groups();
    let holds = |range: &&GroupRange| (range.first.as_str()..=range.last.as_str()).contains(&category.as_str());
    groups.groups.iter().find(holds).map_or(groups.fallback.as_str(), |range| range.label.as_str())
}

/// The ranges of categories of a group of that label, `C43–C44, C4A`; nothing for `Others`, which has none.
#[must_use]
pub fn icd10_group_ranges(label: &str) -> Option<String> {
    let words = |range: &GroupRange| {
        if range.first == range.last { range.first.clone() } else { format!("{}–{}", range.first, range.last) }
    };
    let ranges: Vec<String> = groups().groups.iter().filter(|range| range.label == label).map(words).collect();
    (!ranges.is_empty()).then(|| ranges.join(", "))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn group(code: &str) -> &'static str {
        icd10_group(Icd10Code::parse(code).unwrap().category())
    }

    #[test]
    fn categories_with_letters_fall_into_their_own_groups() {
        assert_eq!(group("C7A.1"), "Malignant: neuroendocrine tumors");
        assert_eq!(group("C7B.00"), "Malignant: neuroendocrine tumors (secondary)");
        assert_eq!(group("C79.51"), "Malignant: ill-defined, secondary and unspecified sites");
        assert_eq!(group("C4A.9"), "Malignant: melanoma and other skin");
        assert_eq!(group("D3A.00"), "Benign Neoplasms");
        assert_eq!(group("QA0"), "Congenital Malformations");
        assert_eq!(group("D47.Z1"), "Others");
        assert_eq!(group("C50.912"), "Malignant: breast");
    }

    #[test]
    fn a_group_tells_its_ranges() {
        assert_eq!(icd10_group_ranges("Malignant: breast").as_deref(), Some("C50"));
        assert_eq!(icd10_group_ranges("Malignant: melanoma and other skin").as_deref(), Some("C43–C44, C4A"));
        assert_eq!(icd10_group_ranges("Others"), None);
    }

    #[test]
    fn unreadable_stands_last() {
        let mut classes = [Class::Unreadable, Class::named("C61"), Class::named("C50")];
        classes.sort_by_key(|class| ClassScheme::Icd10Category.rank(class));
        assert_eq!(classes, [Class::named("C50"), Class::named("C61"), Class::Unreadable]);
    }
}
