//! A figure and its unit are never parted by the end of a line; who joins lines again must know it, too.

/// Whether the short word at the beginning of `after` belongs to the figure at the end of `before`.
pub(crate) fn belongs_to_figure(before: &str, after: &str) -> bool {
    const LONGEST: usize = 3;
    let word = after.split([' ', ',', ';', '.', ')']).next().unwrap_or_default();
    let is_unit = word == "%" || (word.chars().all(char::is_alphabetic) && !word.is_empty());
    before.trim_end().ends_with(|c: char| c.is_ascii_digit()) && is_unit && word.chars().count() <= LONGEST
}
