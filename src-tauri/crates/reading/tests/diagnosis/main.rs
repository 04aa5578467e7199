//! Diagnoses, sites and sides, read from outside.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod awkward;
mod clinical;
mod cohort;
mod fixture;
mod hostile;
mod other_hands;
mod sides;
mod single_facts;
mod sites;
