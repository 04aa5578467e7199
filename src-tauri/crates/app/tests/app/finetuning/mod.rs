//! Fine-tunes from the form to the clinic, on the shipped demonstration base and an invented cohort.

mod after;
mod before;
mod clinic;
mod killed;
mod models;
mod runs;
