//! Training a base from scratch: it learns, can be stopped, and what it writes is a model folder.

use crate::fixture::{Recorder, documents, shape};
use isocenter_lm::{Architecture, CancelToken, DeviceChoice, Engine, GenerationOptions, StopRequest};
use isocenter_nn::DecoderConfig;
use isocenter_train::{
    Error, PretrainConfig, PretrainJob, Resume, TokenizerKind, checkpoint_path, pretrain, train_tokenizer,
};
use std::path::Path;

fn config() -> PretrainConfig {
    PretrainConfig::from_toml(
        "steps = 40\nbatch = 8\nmicro_batch = 8\ncontext_tokens = 24\nlr = 1e-2\nwarmup_steps = 4",
    )
    .unwrap()
}

fn job<'a>(folder: &'a Path, out: &'a Path, kind: Architecture, decoder: DecoderConfig) -> PretrainJob<'a> {
    PretrainJob {
        folder,
        architecture: kind,
        decoder,
        documents: documents(),
        out,
        config: config(),
        resume: Resume::Fresh,
        device: DeviceChoice::Cpu,
    }
}

#[test]
fn a_tiny_corpus_is_learnt_and_the_folder_opens_in_the_engine() {
    let families = [
        (TokenizerKind::ByteLevelBpe, Architecture::Llama, DecoderConfig { tie_word_embeddings: true, ..shape(340) }),
        (TokenizerKind::Metaspace, Architecture::Mistral, DecoderConfig { sliding_window: Some(16), ..shape(400) }),
    ];
    for (kind, architecture, decoder) in families {
        let folder = tempfile::tempdir().unwrap();
        let (tokenizer, out) = (folder.path().join("tokenizer"), folder.path().join("model"));
        train_tokenizer(&documents(), kind, decoder.vocab_size, &tokenizer).unwrap();
        let mut observer = Recorder::new();
        let summary =
            pretrain(job(&tokenizer, &out, architecture, decoder), &mut observer, &CancelToken::new()).unwrap();
        let (first, last) = (observer.lines[0].loss, summary.last.loss);
        assert!(last < 0.5 * first, "{kind:?}: from {first} to {last}");
        let engine = Engine::open(&out, DeviceChoice::Cpu).unwrap();
        let prompt = engine.tokenizer().encode("The left breast was treated with").unwrap();
        let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 0, max_tokens: 4 };
        let answers = engine.generate(&[prompt], None, &options, &CancelToken::new(), &mut |_| {}).unwrap();
        assert_eq!(answers.len(), 1);
        assert!(out.join("run.json").is_file() && out.join("log.jsonl").is_file());
        assert!(!checkpoint_path(&out).exists());
    }
}

#[test]
fn a_stopped_and_resumed_training_equals_an_uninterrupted_one_bit_for_bit() {
    let folder = tempfile::tempdir().unwrap();
    let tokenizer = folder.path().join("tokenizer");
    train_tokenizer(&documents(), TokenizerKind::ByteLevelBpe, 320, &tokenizer).unwrap();
    let (whole, stopped) = (folder.path().join("whole"), folder.path().join("stopped"));
    let short = |out| PretrainJob {
        config: PretrainConfig { steps: 6, ..config() },
        ..job(&tokenizer, out, Architecture::Llama, shape(320))
    };
    pretrain(short(&whole), &mut Recorder::new(), &CancelToken::new()).unwrap();
    let cancel = CancelToken::new();
    let mut observer = Recorder::stopping_after(3, StopRequest::Pause, &cancel);
    assert!(matches!(pretrain(short(&stopped), &mut observer, &cancel), Err(Error::Cancelled { step: 3, .. })));
    pretrain(
        PretrainJob { resume: Resume::FromCheckpoint, ..short(&stopped) },
        &mut Recorder::new(),
        &CancelToken::new(),
    )
    .unwrap();
    let read = |folder: &Path| std::fs::read(folder.join("model.safetensors")).unwrap();
    assert!(read(&whole) == read(&stopped), "the weights are equal bit for bit");
}

#[test]
fn too_little_text_and_too_small_a_vocabulary_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (tokenizer, out) = (folder.path().join("tokenizer"), folder.path().join("model"));
    train_tokenizer(&documents(), TokenizerKind::ByteLevelBpe, 320, &tokenizer).unwrap();
    let short =
        PretrainJob { documents: vec!["photons".into()], ..job(&tokenizer, &out, Architecture::Llama, shape(320)) };
    assert!(matches!(
        pretrain(short, &mut Recorder::new(), &CancelToken::new()),
        Err(Error::TooLittleText { window: 25, .. })
    ));
    let small = job(&tokenizer, &out, Architecture::Llama, shape(100));
    assert!(matches!(
        pretrain(small, &mut Recorder::new(), &CancelToken::new()),
        Err(Error::VocabularyTooSmall { model: 100, .. })
    ));
    assert!(!out.exists());
}
