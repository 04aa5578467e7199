//! The demonstration model that drafts letters: a base of its own that reads English and German, and one adapter for the letters of one invented
//! institution.

mod evaluate;
mod model_card;
mod recipe;
mod stages;
mod training_text;

pub(super) use recipe::LetterRecipe;
pub(super) use stages::{build_adapter, build_base, evaluate_and_describe};
