//! The one error of this crate.

/// Why a figure could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A font of the program could not be used.
    #[error("the font of the figures cannot be read")]
    Font,
    /// The drawing library refused.
    #[error("the figure cannot be drawn: {reason}")]
    Drawing {
        /// In its words; they hold no text of the figure.
        reason: String,
    },
    /// The picture could not be packed.
    #[error("the picture cannot be packed as PNG")]
    Png(#[source] png::EncodingError),
    /// Too large for a picture of pixels.
    #[error("a picture of {width} × {height} units is too large for pixels")]
    TooLarge {
        /// Width in units.
        width: f64,
        /// Height in units.
        height: f64,
    },
    /// NaN and infinity have no place on an axis; what is not defined is `None`.
    #[error("{series}, {label}: the value is not a finite number")]
    NotFinite {
        /// Whose value.
        series: String,
        /// Which of them.
        label: String,
    },
    /// The lower end of an interval lies above its upper end.
    #[error("{series}, {label}: the interval runs from {low} down to {high}")]
    IntervalReversed {
        /// Whose interval.
        series: String,
        /// Which of them.
        label: String,
        /// Its lower end, as given.
        low: f64,
        /// Its upper end, as given.
        high: f64,
    },
    /// Lists that belong together have different lengths.
    #[error("{of}: {found} given, {expected} expected")]
    LengthsDiffer {
        /// Of what.
        of: String,
        /// How many there should be.
        expected: usize,
        /// How many there are.
        found: usize,
    },
    /// Parts that do not add up would be drawn as a lie.
    #[error("step {step} of the funnel: {kept} kept and {dropped} dropped are not the {entered} that came in")]
    DoesNotAddUp {
        /// Number of the step, from 1.
        step: usize,
        /// Cases that came in.
        entered: u32,
        /// Cases kept.
        kept: u32,
        /// Cases dropped.
        dropped: u32,
    },
}
