//! Trained tokenizers: the same each time, reversible, cut where they should be.

use crate::fixture::documents;
use isocenter_lm::{ChatMessage, ChatTemplate, TextTokenizer};
use isocenter_train::{Error, TokenizerKind, train_tokenizer};

const KINDS: [TokenizerKind; 2] = [TokenizerKind::ByteLevelBpe, TokenizerKind::Metaspace];

fn trained(kind: TokenizerKind) -> (tempfile::TempDir, TextTokenizer) {
    let folder = tempfile::tempdir().unwrap();
    train_tokenizer(&documents(), kind, 480, folder.path()).unwrap();
    let tokenizer = TextTokenizer::open(folder.path()).unwrap();
    (folder, tokenizer)
}

#[test]
fn the_same_texts_give_the_same_files() {
    for kind in KINDS {
        let (first, second) = (trained(kind).0, trained(kind).0);
        for name in ["tokenizer.json", "tokenizer_config.json"] {
            let read = |folder: &tempfile::TempDir| std::fs::read(folder.path().join(name)).unwrap();
            assert_eq!(read(&first), read(&second), "{kind:?} {name}");
        }
    }
}

#[test]
fn any_text_comes_back_as_it_was() {
    for kind in KINDS {
        let (_folder, tokenizer) = trained(kind);
        for text in ["The left breast", "α/β = 10 Gy – naïve ☢ 放射治疗", "C50.912, 25.0Gy\nx  y", "<0x41> [x] {y} ~"]
        {
            let ids = tokenizer.encode(text).unwrap();
            assert_eq!(tokenizer.decode(&ids), text, "{kind:?}");
            assert_eq!(Some(ids[0]), tokenizer.bos_id(), "{kind:?} begins with BOS");
            assert_eq!(tokenizer.encode_without_special(text).unwrap(), ids[1..], "{kind:?} without BOS is the rest");
        }
    }
}

#[test]
fn digits_are_cut_singly_or_by_three() {
    let (_folder, tokenizer) = trained(TokenizerKind::Metaspace);
    let ids = tokenizer.encode_without_special("25 5060").unwrap();
    let digits = ids.iter().filter(|&&id| tokenizer.piece(id).chars().any(|c| c.is_ascii_digit())).count();
    assert_eq!(digits, 6, "LLaMA-2's way cuts every digit off");
    let (_folder, tokenizer) = trained(TokenizerKind::ByteLevelBpe);
    let longest = |text: &str| {
        let ids = tokenizer.encode_without_special(text).unwrap();
        ids.iter().map(|&id| tokenizer.piece(id).len()).max().unwrap()
    };
    assert!(longest("12345678") <= 3, "LLaMA-3's way joins at most three digits");
}

#[test]
fn frequent_words_become_tokens_and_the_end_token_is_known() {
    for kind in KINDS {
        let (_folder, tokenizer) = trained(kind);
        let tokens = |text: &str| tokenizer.encode_without_special(text).unwrap().len();
        assert_eq!(tokens("The was treated with") - tokens("The"), 3, "{kind:?} knows the words of every document");
        assert!(tokenizer.vocab_size() <= 480, "{kind:?} stays within the vocabulary it was given");
        assert_ne!(Some(tokenizer.eos_id()), tokenizer.bos_id());
    }
}

#[test]
fn the_byte_level_tokenizer_has_llama3s_chat_template() {
    let (folder, tokenizer) = trained(TokenizerKind::ByteLevelBpe);
    let template = ChatTemplate::open(folder.path(), &tokenizer).unwrap().unwrap();
    let text = template.render(&[ChatMessage { role: "user".into(), content: " hello ".into() }], true).unwrap();
    assert_eq!(
        text,
        "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n"
    );
}

#[test]
fn too_small_a_vocabulary_or_no_text_is_refused_and_nothing_is_written() {
    for kind in KINDS {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("tokenizer");
        assert!(matches!(train_tokenizer(&documents(), kind, 100, &out), Err(Error::TokenizerTraining { .. })));
        assert!(matches!(train_tokenizer(&[" ".into()], kind, 400, &out), Err(Error::TokenizerTraining { .. })));
        assert!(!out.exists());
    }
}
