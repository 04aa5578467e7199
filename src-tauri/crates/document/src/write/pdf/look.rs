//! How each part of a letter looks on paper. All lengths in points, y downwards from the upper edge.

use crate::write::parts::{Part, Role, list_mark};

/// A4.
pub(super) const PAGE_WIDTH: f32 = 595.276;
/// A4.
pub(super) const PAGE_HEIGHT: f32 = 841.89;
/// 25 mm.
pub(super) const MARGIN: f32 = 70.866;
/// Between the margins.
pub(super) const TEXT_WIDTH: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// Kept free right of the label for the page's number.
pub(super) const PAGE_NUMBER_WIDTH: f32 = 84.0;
/// The lower edge of the foot: 12 mm above that of the page.
pub(super) const FOOT_BOTTOM: f32 = PAGE_HEIGHT - 34.0;
/// Between a rule and the words below or above it.
pub(super) const RULE_SPACE: f32 = 6.0;

/// Where text must end on every page: at the margin, or above a label that needs more room than the margin has.
pub(super) fn text_bottom(foot_height: f32) -> f32 {
    (PAGE_HEIGHT - MARGIN).min(FOOT_BOTTOM - foot_height - 3.0 * RULE_SPACE)
}

/// How dark letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ink {
    Black,
    Dark,
    Grey,
}

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// Which lines must not be torn apart by the end of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// May go on on the next page, two lines at least on either.
    Free,
    /// Whole, and on the page of the next two lines.
    WithNext,
}

/// The look of a paragraph.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    /// Of the letters.
    pub(super) size: f32,
    /// From line to line.
    pub(super) leading: f32,
    pub(super) weight: Weight,
    pub(super) ink: Ink,
    /// Left out at the top of a page.
    pub(super) before: f32,
    pub(super) after: f32,
    pub(super) keep: Keep,
    /// A thin line below it.
    pub(super) has_rule: bool,
}

const PLAIN: Look = Look {
    size: 10.0,
    leading: 14.0,
    weight: Weight::Regular,
    ink: Ink::Black,
    before: 0.0,
    after: 6.0,
    keep: Keep::Free,
    has_rule: false,
};

impl Look {
    /// The label.
    pub(super) const FOOT: Self = Self { size: 7.5, leading: 9.5, ink: Ink::Grey, after: 0.0, ..PLAIN };

    pub(super) fn of(part: &Part) -> Self {
        let close = if part.is_last { 16.0 } else { 0.0 };
        match part.role {
            Role::Sender => {
                let after = if part.is_last { 16.0 } else { 2.0 };
                Self {
                    size: 12.0,
                    leading: 16.0,
                    weight: Weight::Bold,
                    ink: Ink::Dark,
                    after,
                    keep: Keep::WithNext,
                    ..PLAIN
                }
            }
            Role::Letterhead => {
                Self { size: 8.5, leading: 11.5, ink: Ink::Grey, after: close, has_rule: part.is_last, ..PLAIN }
            }
            Role::Meta => Self { size: 9.5, leading: 13.0, ink: Ink::Dark, after: close, ..PLAIN },
            Role::Title => Self {
                size: 14.0,
                leading: 18.5,
                weight: Weight::Bold,
                ink: Ink::Dark,
                before: 4.0,
                after: 10.0,
                keep: Keep::WithNext,
                ..PLAIN
            },
            Role::Heading => Self {
                size: 10.5,
                leading: 14.5,
                weight: Weight::Bold,
                ink: Ink::Dark,
                before: 8.0,
                after: 2.0,
                keep: Keep::WithNext,
                ..PLAIN
            },
            Role::Body if list_mark(&part.text).is_some() => Self { after: 2.5, ..PLAIN },
            Role::Body => PLAIN,
            // Room for a hand's signature.
            Role::Signature => {
                let before = if part.is_first { 36.0 } else { 0.0 };
                let keep = if part.is_last { Keep::Free } else { Keep::WithNext };
                Self { before, after: 0.0, keep, ..PLAIN }
            }
        }
    }
}
