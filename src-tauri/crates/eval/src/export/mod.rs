//! What leaves a study for other programs: every sample as CSV, every number as JSON, and the Python script that computes the numbers anew
//! from the samples and compares. Opening files is the caller's.

mod results;
mod samples_csv;

pub use results::write_results_json;
pub use samples_csv::write_samples_csv;

/// The script. `python3 recompute.py FOLDER` reads `samples.csv` and `results.json` there; it needs NumPy, SciPy, scikit-learn and rouge-score.
pub const RECOMPUTE_PY: &str = include_str!("../../../../../assets/evaluation/recompute.py");
