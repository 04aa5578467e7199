//! Small multiples: how many panels stand side by side, and how wide each is.

use crate::number::real;
use crate::theme::WIDTH;

/// Most panels in a row.
const MOST: usize = 3;
/// Space between two panels.
pub(crate) const GAP: f64 = 22.0;
/// Right of the last panel, so that the label of its last tick has room.
const RIGHT: f64 = 8.0;

/// Rows of panels of one width.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Multiples {
    pub(crate) per_row: usize,
    pub(crate) panel_width: f64,
    left: f64,
}

impl Multiples {
    /// `count` panels right of `left`.
    pub(crate) fn new(count: usize, left: f64) -> Self {
        let rows = count.div_ceil(MOST).max(1);
        let per_row = count.div_ceil(rows).max(1);
        let panel_width = ((WIDTH - left - RIGHT - GAP * real(per_row - 1)) / real(per_row)).floor();
        Self { per_row, panel_width, left }
    }

    /// Left edge of the panel of a column.
    pub(crate) fn left_of(&self, column: usize) -> f64 {
        self.left + real(column) * (self.panel_width + GAP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn panels_are_shared_evenly_over_rows() {
        assert_eq!([1, 2, 3, 4, 5, 7].map(|count| Multiples::new(count, 32.0).per_row), [1, 2, 3, 2, 3, 3]);
    }

    #[test]
    fn no_panel_is_narrower_than_the_design_allows() {
        for count in 1..20 {
            assert!(Multiples::new(count, 48.0).panel_width >= 160.0, "{count}");
        }
    }
}
