//! The engine held to what transformers and PEFT compute (`tests/golden/pack`, made by
//! `tests/oracle/make_reference.py`),
//! and to candle-transformers' own LLaMA. Training is held elsewhere.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod device;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::LazyLock;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::llama;
use device::device_choice;
use isocenter_lm::{
    AdapterUse, CancelToken, ChatMessage, ChatTemplate, Ending, Engine, Finish, GenerationOptions, ModelSource,
    ScanCase, ScanPlan, ScanSample, TextTokenizer, adapter_file, open_device,
};
use isocenter_nn::{Adapter, BaseWeights, Decoder, DecoderInput, KvCache};
use serde_json::Value;

/// Opened once: tensors of two openings cannot be combined.
fn device() -> &'static Device {
    static DEVICE: LazyLock<Device> = LazyLock::new(|| open_device(device_choice()).unwrap());
    &DEVICE
}

const FAMILIES: [&str; 3] = ["llama2", "llama3", "mistral"];

/// What PRODUCT asks of float32 logits against transformers.
const LOGIT_TOLERANCE: f32 = 2e-4;

/// A cached or padded computation against the plain one: the same products, summed in another order.
const SAME_MODEL_TOLERANCE: f32 = 1e-4;

struct Prompt {
    text: String,
    ids: Vec<u32>,
    greedy: Vec<u32>,
    decoded: String,
}

struct Golden {
    folder: PathBuf,
    record: Value,
    tensors: HashMap<String, Tensor>,
}

impl Golden {
    fn of(family: &str) -> Self {
        let pack = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("golden/pack");
        let record = std::fs::read(pack.join(format!("engine/{family}.json"))).unwrap();
        Self {
            folder: pack.join("models").join(family),
            record: serde_json::from_slice(&record).unwrap(),
            tensors: candle_core::safetensors::load(pack.join(format!("engine/{family}.safetensors")), &Device::Cpu)
                .unwrap(),
        }
    }

    fn prompts(&self) -> Vec<Prompt> {
        let ids = |value: &Value| {
            value.as_array().unwrap().iter().map(|id| u32::try_from(id.as_u64().unwrap()).unwrap()).collect()
        };
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let prompts = self.record["prompts"].as_array().unwrap();
        prompts
            .iter()
            .map(|prompt| Prompt {
                text: text(&prompt["text"]),
                ids: ids(&prompt["ids"]),
                greedy: ids(&prompt["greedy"]),
                decoded: text(&prompt["decoded"]),
            })
            .collect()
    }

    fn decoder(&self) -> Decoder {
        ModelSource::open(&self.folder).unwrap().load_decoder(BaseWeights::Frozen, device()).unwrap()
    }

    fn adapter(&self, decoder: &Decoder) -> Adapter {
        adapter_file::read(&self.folder.join("adapter"), decoder.config(), device()).unwrap().1
    }

    fn engine(&self) -> Engine {
        Engine::open(&self.folder, device_choice()).unwrap()
    }
}

/// Logits of every position: (tokens, vocab).
fn all_logits(decoder: &Decoder, ids: &[u32], adapter: Option<&Adapter>) -> Tensor {
    let input = DecoderInput::from_rows(&[ids.to_vec()], 0, device()).unwrap();
    decoder.logits(&decoder.hidden(&input, adapter).unwrap().squeeze(0).unwrap()).unwrap()
}

fn largest_difference(left: &Tensor, right: &Tensor) -> f32 {
    assert_eq!(left.dims(), right.dims());
    let here = |tensor: &Tensor| tensor.to_device(&Device::Cpu).unwrap();
    (here(left) - here(right)).unwrap().abs().unwrap().max_all().unwrap().to_scalar().unwrap()
}

#[test]
fn token_ids_and_decoded_text_are_those_of_transformers() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let tokenizer = TextTokenizer::open(&golden.folder).unwrap();
        for (index, prompt) in golden.prompts().iter().enumerate() {
            assert_eq!(tokenizer.encode(&prompt.text).unwrap(), prompt.ids, "{family}, prompt {index}");
            assert_eq!(tokenizer.decode(&prompt.ids), prompt.decoded, "{family}, prompt {index}");
        }
    }
}

#[test]
fn chat_text_is_that_of_transformers() {
    let golden = Golden::of("llama3");
    let chat = &golden.record["chat"];
    let field = |message: &Value, key: &str| message[key].as_str().unwrap().to_owned();
    let messages: Vec<ChatMessage> = chat["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| ChatMessage { role: field(message, "role"), content: field(message, "content") })
        .collect();
    let tokenizer = TextTokenizer::open(&golden.folder).unwrap();
    let template = ChatTemplate::open(&golden.folder, &tokenizer).unwrap().expect("the LLaMA-3 model has a template");
    assert_eq!(template.render(&messages, true).unwrap(), chat["text"].as_str().unwrap());
}

#[test]
fn models_without_a_chat_template_say_so() {
    for family in ["llama2", "mistral"] {
        let golden = Golden::of(family);
        let tokenizer = TextTokenizer::open(&golden.folder).unwrap();
        assert!(ChatTemplate::open(&golden.folder, &tokenizer).unwrap().is_none(), "{family}");
    }
}

#[test]
fn logits_are_those_of_transformers() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let decoder = golden.decoder();
        for (index, prompt) in golden.prompts().iter().enumerate() {
            let error = largest_difference(
                &all_logits(&decoder, &prompt.ids, None),
                &golden.tensors[&format!("prompt{index}.logits")],
            );
            assert!(error <= LOGIT_TOLERANCE, "{family}, prompt {index}: {error}");
        }
    }
}

#[test]
fn logits_with_an_adapter_are_those_of_peft() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let decoder = golden.decoder();
        let adapter = golden.adapter(&decoder);
        for (index, prompt) in golden.prompts().iter().enumerate() {
            let expected = &golden.tensors[&format!("prompt{index}.adapter_logits")];
            let error = largest_difference(&all_logits(&decoder, &prompt.ids, Some(&adapter)), expected);
            assert!(error <= LOGIT_TOLERANCE, "{family}, prompt {index}: {error}");
        }
    }
}

#[test]
fn greedy_tokens_read_one_by_one_from_the_cache_are_those_of_transformers() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let decoder = golden.decoder();
        for (index, prompt) in golden.prompts().iter().enumerate() {
            let mut cache = KvCache::new(decoder.config().num_layers);
            let mut fed = prompt.ids.clone();
            let (mut chosen, mut logits) = (Vec::new(), Vec::new());
            while chosen.len() < prompt.greedy.len() {
                decoder.read_to_logits(&[&fed], None, &mut cache, &mut logits).unwrap();
                let largest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
                let next = logits.iter().position(|logit| *logit == largest).unwrap() as u32;
                chosen.push(next);
                fed = vec![next];
            }
            assert_eq!(chosen, prompt.greedy, "{family}, prompt {index}");
        }
    }
}

/// The reference goes on after an EOS; an answer ends with it.
fn up_to_the_first_eos(ids: &[u32], eos_ids: &[u32]) -> Vec<u32> {
    let end = ids.iter().position(|id| eos_ids.contains(id)).map_or(ids.len(), |position| position + 1);
    ids[..end].to_vec()
}

#[test]
fn a_batch_of_prompts_of_different_lengths_is_answered_as_one_by_one() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let engine = golden.engine();
        let prompts = golden.prompts();
        let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 1, max_tokens: 24 };
        let ids: Vec<Vec<u32>> = prompts.iter().map(|prompt| prompt.ids.clone()).collect();
        let answers = engine.generate(&ids, None, &options, &CancelToken::new(), &mut |_| ()).unwrap();
        for (index, (prompt, answer)) in prompts.iter().zip(&answers).enumerate() {
            assert_eq!(answer.ids, up_to_the_first_eos(&prompt.greedy, engine.eos_ids()), "{family}, prompt {index}");
            let ended = answer.ids.last().is_some_and(|id| engine.eos_ids().contains(id));
            assert_eq!(answer.finish, if ended { Finish::Eos } else { Finish::Length }, "{family}, prompt {index}");
        }
    }
}

#[test]
fn scores_are_the_log_softmax_of_the_reference_logits() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let mut engine = golden.engine();
        engine.add_adapter("tuned", &golden.folder.join("adapter")).unwrap();
        for (index, prompt) in golden.prompts().iter().enumerate() {
            for (adapter, name) in [(None, "logits"), (Some("tuned"), "adapter_logits")] {
                let logits = &golden.tensors[&format!("prompt{index}.{name}")];
                let expected: Vec<Vec<f32>> = candle_nn::ops::log_softmax(logits, 1).unwrap().to_vec2().unwrap();
                let scores = engine.score(&prompt.ids, adapter).unwrap();
                assert_eq!(scores[0], None, "nothing stands before the first token");
                for (position, score) in scores.iter().enumerate().skip(1) {
                    let expected = expected[position - 1][prompt.ids[position] as usize];
                    let error = (score.unwrap() - expected).abs();
                    assert!(error <= LOGIT_TOLERANCE, "{family}, prompt {index}, position {position}: {error}");
                }
            }
        }
    }
}

#[test]
fn adapters_are_switched_from_one_call_to_the_next() {
    let golden = Golden::of("llama3");
    let mut engine = golden.engine();
    engine.add_adapter("one", &golden.folder.join("adapter")).unwrap();
    engine.add_adapter("two", &golden.folder.join("adapter")).unwrap();
    let ids = &golden.prompts()[0].ids;
    let base = engine.score(ids, None).unwrap();
    let one = engine.score(ids, Some("one")).unwrap();
    assert_ne!(base, one);
    assert_eq!(one, engine.score(ids, Some("two")).unwrap());
    assert_eq!(base, engine.score(ids, None).unwrap(), "the base is untouched");
    assert_eq!(engine.adapter_names().collect::<Vec<_>>(), ["one", "two"]);
}

#[test]
fn merging_an_adapter_for_a_scan_changes_no_greedy_answer() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let mut engine = golden.engine();
        engine.add_adapter("tuned", &golden.folder.join("adapter")).unwrap();
        let prompts: Vec<Vec<u32>> = golden.prompts().into_iter().map(|prompt| prompt.ids).collect();
        let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 1, max_tokens: 24 };
        let answers = |adapter| {
            let answers = engine.generate(&prompts, adapter, &options, &CancelToken::new(), &mut |_| ()).unwrap();
            answers.into_iter().map(|answer| answer.ids).collect::<Vec<_>>()
        };
        let cases: Vec<ScanCase> = (0..)
            .zip(&prompts)
            .map(|(index, prompt): (usize, _)| ScanCase { id: index.to_string(), prompt: prompt.clone() })
            .collect();
        let scanned = |adapter_use| {
            let plan = ScanPlan {
                temperatures: vec![0.0],
                samples_per_temperature: 1,
                seed: 1,
                top_p: None,
                max_tokens: 24,
                ending: Ending::EndToken,
                adapter_use,
            };
            let mut found = vec![Vec::new(); cases.len()];
            let mut on_sample = |sample: ScanSample| found[sample.key.case] = sample.ids;
            engine.scan(&cases, Some("tuned"), &plan, &|_| false, &CancelToken::new(), &mut on_sample).unwrap();
            found
        };
        let (base, tuned) = (answers(None), answers(Some("tuned")));
        assert_ne!(base, tuned, "{family}: the adapter does something");
        assert_eq!(scanned(AdapterUse::Merged), tuned, "{family}: merged");
        assert_eq!(scanned(AdapterUse::Apart), tuned, "{family}: apart");
        assert_eq!(answers(None), base, "{family}: the base is untouched");
    }
}

#[test]
fn left_padding_does_not_show() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let decoder = golden.decoder();
        let rows: Vec<Vec<u32>> = golden.prompts().into_iter().map(|prompt| prompt.ids).collect();
        let input = DecoderInput::from_rows(&rows, 0, device()).unwrap();
        let hidden = decoder.hidden(&input, None).unwrap();
        for (index, row) in rows.iter().enumerate() {
            let own = hidden.get(index).unwrap().narrow(0, input.left_padding[index], row.len()).unwrap();
            let error = largest_difference(
                &decoder.logits(&own.contiguous().unwrap()).unwrap(),
                &all_logits(&decoder, row, None),
            );
            assert!(error <= SAME_MODEL_TOLERANCE, "{family}, prompt {index}: {error}");
        }
    }
}

#[test]
fn an_adapter_of_peft_is_written_back_with_the_same_tensors_and_settings() {
    for family in FAMILIES {
        let golden = Golden::of(family);
        let decoder = golden.decoder();
        let source = golden.folder.join("adapter");
        let (settings, adapter) = adapter_file::read(&source, decoder.config(), &Device::Cpu).unwrap();
        let parent = tempfile::tempdir().unwrap();
        let written = parent.path().join("adapter");
        adapter_file::write(&written, &settings, &adapter).unwrap();
        let load = |folder: &std::path::Path| {
            candle_core::safetensors::load(folder.join("adapter_model.safetensors"), &Device::Cpu).unwrap()
        };
        let (ours, theirs) = (load(&written), load(&source));
        assert_eq!(ours.len(), theirs.len());
        for (name, tensor) in &theirs {
            assert_eq!(largest_difference(&ours[name], tensor), 0.0, "{family}, {name}");
        }
        let (settings_again, adapter_again) = adapter_file::read(&written, decoder.config(), &Device::Cpu).unwrap();
        assert_eq!(settings_again, settings);
        for ((key, weights), (key_again, weights_again)) in adapter.iter().zip(adapter_again.iter()) {
            assert_eq!((key, weights.scale), (key_again, weights_again.scale), "{family}");
        }
        let config: Value =
            serde_json::from_slice(&std::fs::read(written.join("adapter_config.json")).unwrap()).unwrap();
        let reference: Value =
            serde_json::from_slice(&std::fs::read(source.join("adapter_config.json")).unwrap()).unwrap();
        for (key, value) in config.as_object().unwrap() {
            let sorted = |value: &Value| {
                value
                    .as_array()
                    .map(|list| list.iter().map(Value::to_string).collect::<std::collections::BTreeSet<_>>())
            };
            match sorted(value) {
                Some(list) => assert_eq!(Some(list), sorted(&reference[key]), "{family}, {key}"),
                None => assert_eq!(value, &reference[key], "{family}, {key}"),
            }
        }
    }
}

#[test]
fn the_llama_of_candle_transformers_agrees() {
    for family in ["llama2", "llama3"] {
        let golden = Golden::of(family);
        let mut tensors = HashMap::new();
        for entry in std::fs::read_dir(&golden.folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "safetensors") {
                tensors.extend(candle_core::safetensors::load(path, &Device::Cpu).unwrap());
            }
        }
        let config: llama::LlamaConfig =
            serde_json::from_slice(&std::fs::read(golden.folder.join("config.json")).unwrap()).unwrap();
        let config = config.into_config(false);
        let theirs = llama::Llama::load(VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu), &config).unwrap();
        let ours = golden.decoder();
        for (index, prompt) in golden.prompts().iter().enumerate() {
            let mut cache = llama::Cache::new(true, DType::F32, &config, &Device::Cpu).unwrap();
            let ids = Tensor::new(&prompt.ids[..], &Device::Cpu).unwrap().unsqueeze(0).unwrap();
            let expected = theirs.forward(&ids, 0, &mut cache).unwrap();
            let last = all_logits(&ours, &prompt.ids, None).narrow(0, prompt.ids.len() - 1, 1).unwrap();
            let error = largest_difference(&last, &expected);
            assert!(error <= LOGIT_TOLERANCE, "{family}, prompt {index}: {error}");
        }
    }
}
