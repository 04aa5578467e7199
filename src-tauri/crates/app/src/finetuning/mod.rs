//! Fine-tunes from the form to the clinic: what is checked before, who runs and who waits, what is kept, whose adapter answers. The
//! commands over it are in `commands/finetuning`; the training itself is in `isocenter-train`.

pub(crate) mod adapter_proof;
pub(crate) mod base_model;
mod case_problems;
pub(crate) mod data_set;
pub(crate) mod evaluation;
pub(crate) mod export;
pub(crate) mod forecast;
pub(crate) mod licence;
mod machine_trace;
pub(crate) mod preparation;
pub(crate) mod preview;
pub(crate) mod recipe_form;
pub(crate) mod registry;
pub(crate) mod release;
pub(crate) mod run_folder;
pub(crate) mod run_hall;
pub(crate) mod run_progress;
pub(crate) mod run_record;
pub(crate) mod run_worker;
mod token_lengths;

pub(crate) use base_model::FoundBases;
pub(crate) use data_set::PreparedData;
pub(crate) use run_hall::RunHall;
