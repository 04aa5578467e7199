//! For tests only: tiny models, golden files, named tolerances.

pub mod golden;
pub mod tiny_model;
pub mod tolerance;
