//! Seconds from opening a model to its first token. `cargo run --release -p isocenter-lm --example load_speed -- MODEL [ids…]`;
//! without ids the prompt is eight tokens of a fixed pattern.
#![allow(clippy::print_stdout, reason = "a measurement for the terminal")]

use std::path::Path;
use std::time::Instant;

use isocenter_lm::{CancelToken, DeviceChoice, Engine, Error, GenerationOptions};

fn main() -> Result<(), Error> {
    let mut arguments = std::env::args().skip(1);
    let model = arguments.next().unwrap_or_else(|| "models/demo-llama".to_owned());
    let given: Vec<u32> = arguments.filter_map(|id| id.parse().ok()).collect();
    let prompt = if given.is_empty() { vec![1, 72, 101, 108, 108, 111, 32, 87] } else { given };
    let start = Instant::now();
    let engine = Engine::open(Path::new(&model), DeviceChoice::Cpu)?;
    let opened = start.elapsed().as_secs_f64();
    let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 0, max_tokens: 1 };
    let mut first = None;
    let mut on_token = |_: isocenter_lm::TokenEvent<'_>| first = Some(start.elapsed().as_secs_f64());
    engine.generate(&[prompt], None, &options, &CancelToken::new(), &mut on_token)?;
    println!("opened after {opened:.2} s, first token after {:.2} s", first.unwrap_or_default());
    Ok(())
}
