//! Behaviour of the vault, a file for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod audit;
mod backups;
mod faults;
mod fine_tuning;
mod fixture;
mod grade_model;
mod grades;
mod grades_tampered;
mod grading_fixture;
mod gradings;
mod kill;
mod killed;
mod killed_grading;
mod lost_commits;
mod memory;
mod packets;
mod plain_text;
#[cfg(unix)]
mod private;
mod sign_in;
mod standing;
mod studies;
mod tables;
mod vault;
