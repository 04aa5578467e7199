//! Text to ids and back beyond what the golden pack holds: pieces, special tokens, defaults.

use isocenter_lm::TextTokenizer;

use crate::fixture::{copy_of, edit_json, pack};

#[test]
fn pieces_keep_the_space_in_front_of_a_word() {
    for family in ["llama2", "llama3"] {
        let tokenizer = TextTokenizer::open(&pack(family)).unwrap();
        let ids = tokenizer.encode_without_special("plan of care").unwrap();
        let joined: String = ids.iter().map(|id| tokenizer.piece(*id)).collect();
        assert_eq!(joined.trim_start(), "plan of care", "{family}");
        assert_eq!(
            joined.starts_with(' '),
            family == "llama2",
            "{family}: only the metaspace tokenizer puts a space in front"
        );
    }
}

#[test]
fn special_tokens_add_no_text() {
    let tokenizer = TextTokenizer::open(&pack("llama3")).unwrap();
    for id in 0..5 {
        assert_eq!(tokenizer.piece(id), "");
    }
    assert_eq!(tokenizer.decode(&[0, 4]), "");
}

#[test]
fn the_post_processor_decides_about_the_first_token() {
    let tokenizer = TextTokenizer::open(&pack("llama2")).unwrap();
    assert_eq!(tokenizer.encode("x").unwrap()[0], tokenizer.bos_id().unwrap());
    assert!(!tokenizer.encode_without_special("x").unwrap().contains(&tokenizer.bos_id().unwrap()));
}

#[test]
fn special_tokens_are_found_in_either_spelling_and_padding_falls_back_to_the_end() {
    let folder = copy_of("llama2");
    edit_json(&folder.path().join("tokenizer_config.json"), |config| {
        config["eos_token"] = serde_json::json!({"content": "</s>", "special": true});
        config.as_object_mut().unwrap().remove("bos_token");
    });
    let tokenizer = TextTokenizer::open(folder.path()).unwrap();
    assert_eq!(
        (tokenizer.bos_id(), tokenizer.declared_eos_id(), tokenizer.eos_id(), tokenizer.pad_id()),
        (None, Some(2), 2, 2)
    );
}

#[test]
fn without_a_declaration_the_usual_end_token_is_taken() {
    let folder = copy_of("llama3");
    std::fs::remove_file(folder.path().join("tokenizer_config.json")).unwrap();
    let tokenizer = TextTokenizer::open(folder.path()).unwrap();
    assert_eq!((tokenizer.declared_eos_id(), tokenizer.eos_id()), (None, 4));
}

#[test]
fn a_file_that_cuts_or_fills_texts_is_read_without_doing_so() {
    let folder = copy_of("llama2");
    let whole =
        TextTokenizer::open(folder.path()).unwrap().encode("invasive ductal carcinoma of the left breast").unwrap();
    edit_json(&folder.path().join("tokenizer.json"), |tokenizer| {
        tokenizer["truncation"] =
            serde_json::json!({"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0});
        tokenizer["padding"] = serde_json::json!({
            "strategy": {"Fixed": 64}, "direction": "Right", "pad_to_multiple_of": null,
            "pad_id": 0, "pad_type_id": 0, "pad_token": "<unk>",
        });
    });
    assert_eq!(
        TextTokenizer::open(folder.path()).unwrap().encode("invasive ductal carcinoma of the left breast").unwrap(),
        whole
    );
}

#[test]
fn any_text_can_be_encoded() {
    let tokenizer = TextTokenizer::open(&pack("llama3")).unwrap();
    for text in ["", " ", "\0\u{7}\u{1b}[0m", "左乳腺癌", "<|eot_id|>", &"x ".repeat(50_000)] {
        tokenizer.encode(text).unwrap();
    }
}
