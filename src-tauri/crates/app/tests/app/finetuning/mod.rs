//! Fine-tunes from the form to the clinic, on the shipped demonstration base and an invented cohort.

mod after;
mod before;
pub mod clinic;
mod full_disk;
mod killed;
mod models;
mod runs;
