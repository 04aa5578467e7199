//! Letters beyond files: what a letter adapter was trained with, and drafting section by section. No job, no events, no vault.

pub(crate) mod adapter;
pub(crate) mod drafting;
