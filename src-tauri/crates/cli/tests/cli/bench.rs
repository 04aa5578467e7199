//! `bench scan` and `bench decode` print what the peers' script prints, for as many tokens as were asked for.

use serde_json::{Value, json};

use crate::program::run;

const GGUF: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/golden/gguf/llama3-q8_0.gguf");
const MODEL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../tests/golden/pack/models/llama2");

fn bench(kind: &str, extra: &[&str]) -> Value {
    let mut arguments =
        vec!["bench", kind, "--json", "--model", MODEL, "--prompt-tokens", "9", "--new-tokens", "3", "--threads", "2"];
    arguments.extend(extra);
    run(&arguments).json()
}

#[test]
fn a_scan_is_measured_with_the_field_names_of_the_peers() {
    let adapter = format!("{MODEL}/adapter");
    for (extra, dtype) in [(["--adapter", &adapter], "float32"), (["--quantize", "q8_0"], "q8_0")] {
        let report = bench("scan", &[&["--prompts", "2"], &extra[..]].concat());
        assert_eq!((&report["peer"], &report["dtype"]), (&json!("isocenter"), &json!(dtype)));
        assert_eq!(
            (&report["prompts"], &report["prompt_tokens"], &report["new_tokens"]),
            (&json!(2), &json!(9), &json!(3))
        );
        let number = |key: &str| report[key].as_f64().unwrap();
        assert!((number("samples_per_s") * number("seconds") - 20.0).abs() < 1e-6, "two prompts at ten temperatures");
        assert!(
            (number("new_tokens_per_s") * number("seconds") - 60.0).abs() < 1e-6,
            "three tokens each, whatever ends"
        );
        assert!(report["peak_rss_mib"].is_u64() || report["peak_rss_mib"].is_null());
    }
}

#[test]
fn the_writing_of_one_answer_is_measured_from_the_start_of_loading() {
    let report = bench("decode", &[]);
    let number = |key: &str| report[key].as_f64().unwrap();
    assert!(number("first_token_seconds") > number("load_seconds") && number("load_seconds") > 0.0);
    assert!(number("new_tokens_per_s") > 0.0 && number("prompt_tokens_per_s") > 0.0);
    assert_eq!((&report["prompt_tokens"], &report["new_tokens"]), (&json!(9), &json!(3)));
}

#[test]
fn the_blocks_of_a_file_are_named_and_stay_what_they_are_whatever_is_asked() {
    for extra in [&[][..], &["--quantize", "nf4"]] {
        let mut arguments =
            vec!["bench", "decode", "--json", "--model", GGUF, "--prompt-tokens", "9", "--new-tokens", "3"];
        arguments.extend(extra);
        assert_eq!(run(&arguments).json()["dtype"], json!("q8_0"));
    }
    assert_eq!(bench("decode", &["--quantize", "nf4"])["dtype"], json!("nf4"));
    let step =
        ["bench", "train", "--json", "--batch", "1", "--length", "8", "--answer", "4", "--steps", "1", "--model", GGUF];
    assert_eq!(run(&step).json()["dtype"], json!("q8_0"));
}
