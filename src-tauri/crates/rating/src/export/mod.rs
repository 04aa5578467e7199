//! Everything of a letter study for other programs: the ratings as a table and as JSON, the numbers as JSON. Opening files is the caller's.

mod csv;
mod json;
mod numbers;

pub use csv::write_ratings_csv;
pub use json::{EXPORT_FORMAT, Ratings, read_ratings_json, write_ratings_json};
pub use numbers::{NUMBERS_FORMAT, write_numbers_json};
