//! How two sites lie to each other, for the question whether a plan for one fits a diagnosis of the other.

use super::Site;

/// How two sites lie to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SiteRelation {
    /// One and the same.
    Same,
    /// One holds the other: an upper lobe, and the lung.
    Within,
    /// A plan for one is usual for the other: the breast, and the chest wall.
    Near,
    /// None of these.
    Apart,
}

/// Symmetric.
pub(super) fn relation(one: Site, other: Site) -> SiteRelation {
    if one == other {
        return SiteRelation::Same;
    }
    if one.with_parents().any(|site| site == other) || other.with_parents().any(|site| site == one) {
        return SiteRelation::Within;
    }
    let is_near = one.with_parents().any(|one| {
        other.with_parents().any(|other| one.row().near.contains(&other) || other.row().near.contains(&one))
    });
    if is_near { SiteRelation::Near } else { SiteRelation::Apart }
}
