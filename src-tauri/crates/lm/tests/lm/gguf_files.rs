//! GGUF files written by llama.cpp's own package (`tests/golden/gguf`, made by `tests/oracle/make_gguf_reference.py`), and
//! what is left of them after damage: an error that names the fault, or a model, and never more.

use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use candle_core::Device;
use isocenter_lm::memory_budget::{MachineMemory, ModelUse};
use isocenter_lm::{Architecture, ChatMessage, DeviceChoice, Engine, Error, ModelSource, SixteenBit, WeightForm};
use isocenter_nn::{BaseWeights, Decoder, DecoderInput};
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{copy_of, error_of, gguf_reference};

/// Eight-bit weights times activations that the engine may round to eight bits as well, against f32 products.
const ROUNDED_PRODUCTS: f32 = 0.05;
/// The reference's f32 products against ours.
const EXACT_PRODUCTS: f32 = 2e-4;

fn reference() -> Value {
    serde_json::from_slice(&fs::read(gguf_reference("reference.json")).unwrap()).unwrap()
}

fn ids(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|id| u32::try_from(id.as_u64().unwrap()).unwrap()).collect()
}

/// A copy that a test may damage.
fn copy() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.gguf");
    fs::copy(gguf_reference("llama3-q8_0.gguf"), &path).unwrap();
    (folder, path)
}

/// Writes `with` over the only place in the file where `found` stands.
fn replace(path: &Path, found: &[u8], with: &[u8]) {
    let mut bytes = fs::read(path).unwrap();
    let places: Vec<usize> =
        bytes.windows(found.len()).enumerate().filter(|(_, window)| *window == found).map(|(at, _)| at).collect();
    assert_eq!(places.len(), 1, "the bytes stand in one place");
    bytes[places[0]..places[0] + with.len()].copy_from_slice(with);
    fs::write(path, bytes).unwrap();
}

/// A number under a key: its kind and value follow the key's text.
fn entry(key: &str, kind: u32, value: u32) -> Vec<u8> {
    [key.as_bytes(), &kind.to_le_bytes(), &value.to_le_bytes()].concat()
}

fn open_error(path: &Path) -> Error {
    error_of(ModelSource::open(path))
}

#[test]
fn a_file_tells_what_model_it_is() {
    let source = ModelSource::open(&gguf_reference("llama3-q8_0.gguf")).unwrap();
    let config = source.config();
    assert_eq!(source.architecture(), Architecture::Llama);
    assert_eq!((config.num_heads, config.num_kv_heads, config.head_dim), (4, 2, 16));
    assert!(config.tie_word_embeddings, "the file has no output.weight");
    assert_eq!((source.bos_id(), source.eos_ids()), (Some(0), vec![4]));
    assert_eq!(source.weights_bytes(), fs::metadata(source.path()).unwrap().len());
}

fn last_logits(decoder: &Decoder, ids: &[u32]) -> Vec<f32> {
    let input = DecoderInput::from_rows(&[ids.to_vec()], 0, &Device::Cpu).unwrap();
    let hidden = decoder.hidden(&input, None).unwrap().squeeze(0).unwrap();
    decoder.logits(&hidden).unwrap().to_vec2::<f32>().unwrap().pop().unwrap()
}

/// The largest difference to the logits that transformers computes on the same weights.
fn error_of_logits(decoder: &Decoder, case: &Value) -> f32 {
    let expected = case["last_logits"].as_array().unwrap();
    let found = last_logits(decoder, &ids(&case["ids"]));
    assert_eq!(found.len(), expected.len());
    found.iter().zip(expected).map(|(f, e)| (f - e.as_f64().unwrap() as f32).abs()).fold(0.0, f32::max)
}

#[test]
fn logits_and_greedy_tokens_are_those_of_transformers_on_the_same_weights() {
    let source = ModelSource::open(&gguf_reference("llama3-q8_0.gguf")).unwrap();
    // A trainable base holds the file's numbers in f32.
    let decoder = source.load_decoder(BaseWeights::Trainable, &Device::Cpu).unwrap();
    for case in reference()["llama3"]["cases"].as_array().unwrap() {
        let error = error_of_logits(&decoder, case);
        assert!(error <= EXACT_PRODUCTS, "logits are off by {error}");
        let mut said = ids(&case["ids"]);
        let prompt = said.len();
        for _ in ids(&case["greedy"]) {
            let logits = last_logits(&decoder, &said);
            let likeliest = (0..logits.len()).max_by(|a, b| logits[*a].total_cmp(&logits[*b])).unwrap();
            said.push(u32::try_from(likeliest).unwrap());
        }
        assert_eq!(said[prompt..], ids(&case["greedy"]));
    }
}

#[test]
fn packed_weights_give_the_same_logits_but_for_the_rounding_of_eight_bit_products() {
    let source = ModelSource::open(&gguf_reference("llama3-q8_0.gguf")).unwrap();
    let decoder = source.load_decoder(BaseWeights::Frozen, &Device::Cpu).unwrap();
    assert_eq!(decoder.named_packed().len(), 1 + 3 * 7, "embedding and projections stay packed");
    for case in reference()["llama3"]["cases"].as_array().unwrap() {
        let error = error_of_logits(&decoder, case);
        assert!(error <= ROUNDED_PRODUCTS, "logits are off by {error}");
    }
}

#[test]
fn byte_level_tokens_are_those_of_tokenizers() {
    let source = ModelSource::open(&gguf_reference("llama3-q8_0.gguf")).unwrap();
    for case in reference()["llama3"]["texts"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let found = source.tokenizer().encode(text).unwrap();
        assert_eq!(found, ids(&case["ids"]), "{text:?}");
        if !text.contains("<s>") {
            assert_eq!(source.tokenizer().decode(&found), text);
        }
    }
}

#[test]
fn pieces_with_scores_give_the_tokens_of_sentencepiece() {
    let source = ModelSource::open(&gguf_reference("sentencepiece.gguf")).unwrap();
    assert_eq!((source.bos_id(), source.eos_ids()), (Some(1), vec![2]));
    for case in reference()["sentencepiece"]["texts"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        let found = source.tokenizer().encode(text).unwrap();
        assert_eq!(found, ids(&case["ids"]), "{text:?}");
    }
}

#[test]
fn the_chat_template_comes_out_of_the_metadata() {
    let message = |role: &str, content: &str| ChatMessage { role: role.to_owned(), content: content.to_owned() };
    let engine = Engine::open(&gguf_reference("llama3-q8_0.gguf"), DeviceChoice::Cpu).unwrap();
    let folder = Engine::open(&crate::fixture::pack("llama3"), DeviceChoice::Cpu).unwrap();
    let messages = [message("user", "larynx, grade 2")];
    assert_eq!(engine.encode_chat(&messages).unwrap(), folder.encode_chat(&messages).unwrap());
    assert!(ModelSource::open(&gguf_reference("sentencepiece.gguf")).unwrap().chat_template().is_none());
}

#[test]
fn a_tokenizer_beside_the_file_takes_the_place_of_its_own() {
    let (folder, path) = copy();
    let pack = crate::fixture::pack("llama3");
    for name in ["tokenizer.json", "tokenizer_config.json", "chat_template.jinja"] {
        fs::copy(pack.join(name), folder.path().join(name)).unwrap();
    }
    crate::fixture::edit_json(&folder.path().join("tokenizer.json"), |json| json["post_processor"] = Value::Null);
    let source = ModelSource::open(&path).unwrap();
    assert_ne!(source.tokenizer().encode("larynx").unwrap()[0], 0, "the edited tokenizer adds no BOS");
    assert!(source.chat_template().is_some());
}

#[test]
fn a_folder_with_one_file_is_that_file_and_one_with_several_is_refused() {
    let (folder, path) = copy();
    assert_eq!(ModelSource::open(folder.path()).unwrap().weights_bytes(), fs::metadata(&path).unwrap().len());
    fs::copy(&path, folder.path().join("other.gguf")).unwrap();
    assert!(matches!(open_error(folder.path()), Error::SeveralGgufFiles { .. }));
}

#[test]
fn half_precision_may_stay_so_and_answers_alike() {
    let source = ModelSource::open(&gguf_reference("sentencepiece.gguf")).unwrap();
    let keep = WeightForm { sixteen_bit: SixteenBit::Keep, ..WeightForm::default() };
    let wide = source.resident_bytes(WeightForm::default()).unwrap();
    assert!(source.resident_bytes(keep).unwrap() < wide * 6 / 10, "two bytes a number instead of four");
    let input = DecoderInput::from_rows(&[vec![1, 300, 301, 302]], 2, &Device::Cpu).unwrap();
    let logits = |form| {
        let decoder = source.load_decoder_as(form, BaseWeights::Frozen, &Device::Cpu).unwrap();
        let hidden = decoder.hidden(&input, None).unwrap().squeeze(0).unwrap();
        decoder.logits(&hidden).unwrap().to_vec2::<f32>().unwrap()
    };
    for (kept, widened) in logits(keep).iter().flatten().zip(logits(WeightForm::default()).iter().flatten()) {
        assert!((kept - widened).abs() <= 1e-3, "{kept} for {widened}");
    }
}

#[test]
fn a_file_cut_short_anywhere_is_refused() {
    let (folder, path) = copy();
    let whole = fs::read(&path).unwrap();
    let data_start = header_length(&whole);
    let inside_the_header = (0..data_start).filter(|length| *length < 1500 || length % 61 == 0);
    for length in inside_the_header.chain([data_start, whole.len() / 2, whole.len() - 1]) {
        let cut = folder.path().join("cut.gguf");
        fs::write(&cut, &whole[..length]).unwrap();
        let error = open_error(&cut);
        assert!(matches!(&error, Error::TruncatedWeights { file } if file.ends_with("cut.gguf")), "{length}: {error}");
    }
}

/// Where the header ends: behind the last line of the table, whose tensor is `output_norm.weight` or another.
fn header_length(bytes: &[u8]) -> usize {
    let last = b"blk.2.ffn_norm.weight";
    bytes.windows(last.len()).rposition(|window| window == last).unwrap() + last.len()
}

#[test]
fn a_flipped_byte_in_the_header_gives_an_error_or_a_model() {
    let (_folder, path) = copy();
    let whole = fs::read(&path).unwrap();
    let mut file = fs::File::options().write(true).open(&path).unwrap();
    let mut put = |place: usize, byte: u8| {
        file.seek(SeekFrom::Start(place as u64)).unwrap();
        file.write_all(&[byte]).unwrap();
    };
    let places = (0..header_length(&whole)).filter(|place| *place < 1200 || place % 13 == 0);
    let mut opened = 0;
    for place in places {
        for flip in [0x01, 0x80, 0xff] {
            put(place, whole[place] ^ flip);
            if let Ok(source) = ModelSource::open(&path) {
                opened += 1;
                assert_eq!(source.config().hidden_size, 64, "sizes are held to the shapes of the tensors");
            }
        }
        put(place, whole[place]);
    }
    assert!(opened > 0, "a letter of a token may change without a fault");
    ModelSource::open(&path).unwrap();
}

#[test]
fn counts_and_lengths_beyond_the_file_are_refused_without_reserving_room() {
    for (place, what) in [(8, "tensors"), (16, "pairs"), (24, "the first key's length")] {
        for count in [u64::MAX, 1 << 60, 1 << 40] {
            let (_folder, path) = copy();
            let mut bytes = fs::read(&path).unwrap();
            bytes[place..place + 8].copy_from_slice(&count.to_le_bytes());
            fs::write(&path, bytes).unwrap();
            let error = open_error(&path);
            assert!(
                matches!(&error, Error::TruncatedWeights { .. } | Error::CorruptGguf { .. }),
                "{count} {what}: {error}"
            );
        }
    }
}

#[test]
fn a_file_that_is_no_gguf_says_so() {
    let (_folder, path) = copy();
    replace(&path, b"GGUF\x03", b"GGML\x03");
    assert!(matches!(open_error(&path), Error::CorruptGguf { what, .. } if what.contains("mark")));
    let (_folder, path) = copy();
    replace(&path, b"GGUF\x03\0\0\0", b"GGUF\0\0\0\x03");
    assert!(matches!(open_error(&path), Error::CorruptGguf { what, .. } if what.contains("big-endian")));
    let (_folder, path) = copy();
    replace(&path, b"GGUF\x03", b"GGUF\x63");
    assert!(matches!(open_error(&path), Error::CorruptGguf { what, .. } if what.contains("version")));
}

#[test]
fn a_format_that_is_not_read_is_refused_by_its_name() {
    let (_folder, path) = copy();
    // Two dimensions of 64, then the format.
    let line = |format: u32| {
        let name: &[u8] = b"blk.1.attn_output.weight";
        [name, &2_u32.to_le_bytes(), &64_u64.to_le_bytes(), &64_u64.to_le_bytes(), &format.to_le_bytes()].concat()
    };
    replace(&path, &line(8), &line(19));
    match open_error(&path) {
        Error::UnknownTensorType { tensor, format, .. } => {
            assert_eq!((tensor.as_str(), format.as_str()), ("blk.1.attn_output.weight", "IQ1_S"));
        }
        error => panic!("{error}"),
    }
}

#[test]
fn an_architecture_that_is_not_run_is_refused_by_its_name() {
    let (_folder, path) = copy();
    let named = |name: &[u8; 5]| [&b"general.architecture\x08\0\0\0\x05\0\0\0\0\0\0\0"[..], name].concat();
    replace(&path, &named(b"llama"), &named(b"qwen2"));
    let error = open_error(&path);
    assert!(matches!(&error, Error::UnknownArchitecture { architecture } if architecture == "qwen2"), "{error}");
}

#[test]
fn a_value_of_another_kind_is_refused_by_its_key() {
    let (_folder, path) = copy();
    const U32: u32 = 4;
    const F32: u32 = 6;
    replace(&path, &entry("llama.block_count", U32, 3), &entry("llama.block_count", F32, 3));
    match open_error(&path) {
        Error::MetadataType { key, expected, found, .. } => {
            assert_eq!((key.as_str(), expected, found), ("llama.block_count", "a whole number", "a number"));
        }
        error => panic!("{error}"),
    }
}

#[test]
fn a_size_of_nothing_is_refused_by_its_key() {
    let (_folder, path) = copy();
    replace(&path, &entry("llama.attention.head_count", 4, 4), &entry("llama.attention.head_count", 4, 0));
    let error = open_error(&path);
    assert!(matches!(&error, Error::MetadataValue { key, .. } if key == "llama.attention.head_count"), "{error}");
}

#[test]
fn a_missing_size_is_refused_by_its_key() {
    let (_folder, path) = copy();
    replace(&path, b"llama.feed_forward_length", b"llama.feed_forward_lengtX");
    let error = open_error(&path);
    assert!(matches!(&error, Error::MissingMetadata { key, .. } if key == "llama.feed_forward_length"), "{error}");
}

#[test]
fn a_claim_of_more_layers_than_there_are_ends_at_the_first_one_missing() {
    let (_folder, path) = copy();
    replace(&path, &entry("llama.block_count", 4, 3), &entry("llama.block_count", 4, u32::MAX));
    let error = open_error(&path);
    assert!(matches!(&error, Error::MissingTensor { tensor, .. } if tensor.starts_with("model.layers.3.")), "{error}");
}

#[test]
fn a_tensor_that_no_layer_has_is_refused_by_its_name() {
    let (_folder, path) = copy();
    replace(&path, &entry("llama.block_count", 4, 3), &entry("llama.block_count", 4, 2));
    let error = open_error(&path);
    assert!(matches!(&error, Error::UnplacedTensor { tensor, .. } if tensor.starts_with("blk.2.")), "{error}");
}

#[test]
fn a_split_of_text_that_is_not_known_is_refused_and_a_tokenizer_beside_the_file_helps() {
    let (folder, path) = copy();
    replace(&path, b"llama-bpe", b"llama-xyz");
    let error = open_error(&path);
    assert!(
        matches!(&error, Error::UnsupportedMetadata { key, value, .. } if key == "tokenizer.ggml.pre" && value == "llama-xyz"),
        "{error}"
    );
    for name in ["tokenizer.json", "tokenizer_config.json"] {
        fs::copy(crate::fixture::pack("llama3").join(name), folder.path().join(name)).unwrap();
    }
    ModelSource::open(&path).unwrap();
}

#[test]
fn weights_that_are_not_finite_are_refused_by_name() {
    let (_folder, path) = copy();
    let mut bytes = fs::read(&path).unwrap();
    // Two blocks' worth of ones: a scale among them, or a whole f32, is no number then.
    let middle = bytes.len() / 2;
    bytes[middle..middle + 68].fill(0xff);
    fs::write(&path, bytes).unwrap();
    let source = ModelSource::open(&path).unwrap();
    let error = error_of(source.load_decoder(BaseWeights::Frozen, &Device::Cpu));
    assert!(matches!(&error, Error::NonFiniteWeights { .. }), "{error}");
}

#[test]
fn a_model_larger_than_the_memory_is_refused_with_both_numbers() {
    let source = ModelSource::open(&gguf_reference("llama3-q8_0.gguf")).unwrap();
    let machine = MachineMemory { total_bytes: 1 << 30, available_bytes: 1000 };
    let answering = ModelUse::Generation { batch: 1, context_tokens: 64 };
    match error_of(source.check_memory(WeightForm::default(), answering, machine)) {
        Error::NotEnoughMemory { needed_bytes, available_bytes } => {
            assert!(needed_bytes > source.resident_bytes(WeightForm::default()).unwrap());
            assert_eq!(available_bytes, 1000);
        }
        error => panic!("{error}"),
    }
}

#[test]
fn eight_bits_are_counted_as_eight_and_a_half() {
    let source = ModelSource::open(&gguf_reference("llama3-q8_0.gguf")).unwrap();
    let resident = source.resident_bytes(WeightForm::default()).unwrap() as f64;
    let bits = 8.0 * resident / source.config().parameter_count() as f64;
    assert!((8.5..8.7).contains(&bits), "{bits} bits a number, norms apart");
}

#[cfg(unix)]
#[test]
fn a_file_or_folder_that_vanishes_after_it_was_opened_is_read_all_the_same() {
    let (folder, path) = copy();
    let source = ModelSource::open(&path).unwrap();
    folder.close().unwrap();
    source.load_decoder(BaseWeights::Frozen, &Device::Cpu).unwrap();
    let folder = copy_of("llama3");
    let source = ModelSource::open(folder.path()).unwrap();
    folder.close().unwrap();
    source.load_decoder(BaseWeights::Frozen, &Device::Cpu).unwrap();
    assert!(matches!(open_error(source.path()), Error::MissingFile { .. }));
}

#[test]
fn a_file_cut_after_it_was_opened_is_refused_before_the_lost_part_is_touched() {
    let (_folder, path) = copy();
    let source = ModelSource::open(&path).unwrap();
    fs::File::options().write(true).open(&path).unwrap().set_len(50_000).unwrap();
    let error = error_of(source.load_decoder(BaseWeights::Frozen, &Device::Cpu));
    assert!(matches!(&error, Error::TruncatedWeights { .. }), "{error}");
}
