//! Training: LoRA fine-tuning on prompt and answer, and full training of small bases from scratch.
//!
//! It sees text and tokens, never medicine. A recipe reads load → setup → train → save; the loop itself is
//! [`training_loop`], and whoever wants to watch implements [`Observer`].

mod accumulate;
mod adamw;
mod batch;
mod checkpoint;
mod clip;
mod data_order;
mod error;
mod example;
mod fingerprint;
mod lora_init;
mod lora_recipe;
mod observer;
mod output_folder;
mod pretrain_config;
mod pretrain_recipe;
mod recipe_config;
mod run_record;
mod schedule;
mod target_modules;
mod token_stream;
mod tokenized_example;
mod tokenizer_training;
mod training_loop;

pub use adamw::{AdamW, AdamWSettings};
pub use checkpoint::checkpoint_path;
pub use clip::clip_gradients;
pub use error::Error;
pub use example::{Example, parse_examples, read_examples};
pub use lora_recipe::{FinetuneJob, FinetuneSummary, finetune};
pub use observer::{LogLine, Observer, Plan, Unobserved};
pub use pretrain_config::PretrainConfig;
pub use pretrain_recipe::{PretrainJob, PretrainSummary, pretrain};
pub use recipe_config::{LossOn, Quantize, RecipeConfig};
pub use schedule::{Schedule, ScheduleShape};
pub use target_modules::TargetModules;
pub use tokenizer_training::{TokenizerKind, train_tokenizer};
pub use training_loop::Resume;
