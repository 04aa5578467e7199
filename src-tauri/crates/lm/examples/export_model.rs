//! A merged export from the terminal, with the greedy tokens of its first prompt, to be held against other programs.
//! `cargo run -p isocenter-lm --example export_model -- BASE ADAPTER OUT f32|f16|bf16|q8_0 PROMPT…`; an OUT that ends in `.gguf` is
//! a file, any other a folder.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

use std::path::{Path, PathBuf};

use isocenter_lm::{
    CancelToken, DeviceChoice, Engine, Error, ExportFormat, ExportJob, GenerationOptions, export_merged,
};

fn main() -> Result<(), Error> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [base, adapter, out, kind, prompts @ ..] = arguments.as_slice() else {
        println!("BASE ADAPTER OUT f32|f16|bf16|q8_0 PROMPT…");
        return Ok(());
    };
    let out = PathBuf::from(out);
    let format = match (kind.as_str(), out.extension().is_some_and(|end| end == "gguf")) {
        ("f32", true) => ExportFormat::GgufF32,
        ("f16", true) => ExportFormat::GgufF16,
        ("bf16", true) => ExportFormat::GgufBf16,
        ("q8_0", true) => ExportFormat::GgufQ8_0,
        ("f16", false) => ExportFormat::SafetensorsF16,
        ("bf16", false) => ExportFormat::SafetensorsBf16,
        _ => ExportFormat::SafetensorsF32,
    };
    let job =
        ExportJob { base: Path::new(base), adapter: Path::new(adapter), out: &out, format, prompts, max_tokens: 48 };
    let report = export_merged(&job, &CancelToken::new(), &mut |_| {})?;
    println!("{report:?}");
    let engine = Engine::open(&out, DeviceChoice::Cpu)?;
    let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 0, max_tokens: 48 };
    for prompt in prompts {
        let ids = engine.tokenizer().encode(prompt)?;
        let answer = engine.generate(std::slice::from_ref(&ids), None, &options, &CancelToken::new(), &mut |_| {})?;
        println!("{ids:?} {:?}", answer[0].ids);
    }
    Ok(())
}
