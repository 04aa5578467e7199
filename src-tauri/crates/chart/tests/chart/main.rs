//! The figures as a caller sees them: their SVG, the places that tell a value, what is refused, and that no label lies on another.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "tests"
)]

mod files;
mod marks;
mod overlaps;
mod refusals;
mod samples;
mod snapshots;
mod written_svg;
