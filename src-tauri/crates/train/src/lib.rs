//! Training: LoRA fine-tuning on prompt and answer, and full training of small bases from scratch.
//!
//! It sees text and tokens, never medicine. A recipe reads load → setup → train → save; the loop itself is
//! `training_loop`, and whoever wants to watch implements [`Observer`].

mod accumulate;
mod adamw;
mod batch;
mod checkpoint;
mod clip;
mod data_order;
mod early_stop;
mod error;
mod example;
mod example_tokens;
mod fingerprint;
mod lora_init;
mod lora_recipe;
mod lora_result;
mod lora_task;
mod memory_forecast;
mod observer;
mod output_folder;
mod pretrain_config;
mod pretrain_recipe;
mod recipe_config;
mod run_lock;
mod run_record;
mod schedule;
mod step_benchmark;
mod target_modules;
mod token_stream;
mod tokenized_example;
mod tokenizer_training;
mod training_loop;
mod validation_set;

pub use adamw::{AdamW, AdamWSettings};
pub use checkpoint::checkpoint_path;
pub use clip::clip_gradients;
pub use early_stop::{EarlyStop, Quantity};
pub use error::Error;
pub use example::{Example, parse_examples, read_examples};
pub use example_tokens::{ExampleTokens, example_tokens};
pub use lora_recipe::{FinetuneJob, finetune};
pub use lora_result::{FinetuneSummary, Outcome};
pub use memory_forecast::{ForecastInput, MemoryForecast};
pub use observer::{LogLine, Observer, Phase, Plan, Unobserved, Validation};
pub use pretrain_config::PretrainConfig;
pub use pretrain_recipe::{PretrainJob, PretrainSummary, pretrain};
pub use recipe_config::{Keep, LossOn, Precision, Quantize, RecipeConfig};
pub use schedule::{Schedule, ScheduleShape};
pub use step_benchmark::{StepBenchmark, StepMeasurement, measure_steps};
pub use target_modules::TargetModules;
pub use tokenizer_training::{TokenizerKind, train_tokenizer};
pub use training_loop::Resume;
pub use validation_set::ValidationSet;
