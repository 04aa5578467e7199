//! What curation promises, in one binary.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bad_input;
mod dates;
mod dose;
mod encodings;
mod fixture;
mod mapping;
mod reimport;
mod review;
mod selection;
mod splits;
mod truth;
