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
