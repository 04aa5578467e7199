//! Studies small enough to be counted by hand, and what must hold of every study.
#![expect(clippy::unwrap_used, clippy::float_cmp, clippy::panic, reason = "tests")]

mod answers;
mod counted_by_hand;
mod coverage;
mod exports;
mod faults;
mod few_temperatures;
mod fixture;
mod properties;
mod sample_file;
mod study_file;
mod tables;
