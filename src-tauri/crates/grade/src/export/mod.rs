//! Everything of a study of grades as one table, written as CSV or as JSON with the same fields, and read back from either without loss.
//! A record is of one kind (its field `record`): the protocol first, then amendments, entries, decisions, signatures, votes and the lock.
//! Opening files is the caller's.

mod columns;
mod csv;
mod json;
mod row;
mod rows_of;
mod study_of;

pub use columns::{EXPORT_COLUMNS, EXPORT_FORMAT};
pub use csv::{read_grades_csv, write_grades_csv};
pub use json::{read_grades_json, write_grades_json};
