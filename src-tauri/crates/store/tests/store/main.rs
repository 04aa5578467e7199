//! Behaviour of the vault, a file for each subject.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod audit;
mod backups;
mod check_rules;
mod evidence_fixture;
mod evidence_tampered;
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
mod killed_decisions;
mod killed_grading;
mod killed_letters;
mod letter_fixture;
mod letter_ratings;
mod letter_studies;
mod letters;
mod letters_tampered;
mod lost_commits;
mod memory;
mod older;
mod packets;
mod plain_text;
#[cfg(unix)]
mod private;
mod sign_in;
mod similar_indexes;
mod standing;
mod studies;
mod suggestions;
mod tables;
mod vault;
