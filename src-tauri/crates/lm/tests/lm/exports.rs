//! Merged exports: what is written answers as the base with its adapter did, in every format, or is not kept.

use std::fs;
use std::path::{Path, PathBuf};

use candle_core::Device;
use isocenter_lm::{
    CancelToken, DeviceChoice, Engine, Error, ExportFormat, ExportJob, ExportPhase, ExportReference, ExportReport,
    GenerationOptions, ModelSource, export_merged,
};
use isocenter_nn::BaseWeights;

use crate::fixture::{copy_of, edit_config, edit_tensors, error_of, pack};

const PROMPTS: [&str; 4] = [
    "invasive ductal carcinoma of the left breast, grade 2, cT1N0M0",
    "glioblastoma of the left frontal lobe",
    "adenocarcinoma of the rectum, grade 3, cT3N1M0, PSA 1.5",
    "What is the radiation therapy prescription for this: larynx",
];
const FAMILIES: [&str; 3] = ["llama2", "llama3", "mistral"];

fn prompts() -> Vec<String> {
    PROMPTS.map(str::to_owned).to_vec()
}

fn export(model: &Path, out: &Path, format: ExportFormat) -> Result<ExportReport, Error> {
    export_checking(model, out, format, 24)
}

fn export_checking(model: &Path, out: &Path, format: ExportFormat, max_tokens: usize) -> Result<ExportReport, Error> {
    let job = ExportJob { base: model, adapter: &model.join("adapter"), out, format, prompts: &prompts(), max_tokens };
    export_merged(&job, &CancelToken::new(), &mut |_| {})
}

fn place(format: ExportFormat) -> (tempfile::TempDir, PathBuf) {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join(if format.is_one_file() { "merged.gguf" } else { "merged" });
    (parent, out)
}

fn greedy(engine: &Engine, adapter: Option<&str>, prompt: &str) -> Vec<u32> {
    let options = GenerationOptions { temperature: 0.0, top_p: None, seed: 0, max_tokens: 40 };
    let prompt = engine.tokenizer().encode(prompt).unwrap();
    engine.generate(&[prompt], adapter, &options, &CancelToken::new(), &mut |_| {}).unwrap()[0].ids.clone()
}

#[test]
fn merging_changes_no_greedy_answer_of_any_family_in_single_precision() {
    for family in FAMILIES {
        let mut beside = Engine::open(&pack(family), DeviceChoice::Cpu).unwrap();
        beside.add_adapter("tuned", &pack(family).join("adapter")).unwrap();
        for format in [ExportFormat::SafetensorsF32, ExportFormat::GgufF32] {
            let (_parent, out) = place(format);
            let report = export(&pack(family), &out, format).unwrap();
            assert_eq!((report.prompts, report.reference), (4, ExportReference::BaseWithAdapter));
            assert_eq!(report.changed_by_rounding, 0);
            let merged = Engine::open(&out, DeviceChoice::Cpu).unwrap();
            for prompt in PROMPTS {
                assert_eq!(
                    greedy(&merged, None, prompt),
                    greedy(&beside, Some("tuned"), prompt),
                    "{family} {format:?}"
                );
                assert_ne!(
                    greedy(&merged, None, prompt),
                    greedy(&beside, None, prompt),
                    "{family}: the adapter changes the answer"
                );
            }
        }
    }
}

#[test]
fn every_format_holds_the_merged_numbers_as_exactly_as_it_can() {
    for (format, tolerance) in [
        (ExportFormat::SafetensorsF32, 0.0),
        (ExportFormat::GgufF32, 0.0),
        (ExportFormat::SafetensorsF16, 1e-3),
        (ExportFormat::GgufF16, 1e-3),
        (ExportFormat::SafetensorsBf16, 8e-3),
        (ExportFormat::GgufBf16, 8e-3),
        (ExportFormat::GgufQ8_0, 2e-2),
    ] {
        let model = copy_of("llama2");
        let (_parent, out) = place(format);
        // A random model is never sure of its words: sixteen bits change some answer before long.
        export_checking(model.path(), &out, format, 1).unwrap();
        let (_again, exact) = place(ExportFormat::SafetensorsF32);
        export(model.path(), &exact, ExportFormat::SafetensorsF32).unwrap();
        let tensors = |path: &Path| {
            let source = ModelSource::open(path).unwrap();
            source.load_decoder(BaseWeights::Trainable, &Device::Cpu).unwrap().named_tensors()
        };
        for ((name, exact), (same, found)) in tensors(&exact).into_iter().zip(tensors(&out)) {
            assert_eq!(name, same);
            let numbers = |tensor: &candle_core::Tensor| tensor.flatten_all().unwrap().to_vec1::<f32>().unwrap();
            let largest = numbers(&exact).iter().map(|number| number.abs()).fold(0.0, f32::max);
            for (exact, found) in numbers(&exact).iter().zip(numbers(&found)) {
                assert!((exact - found).abs() <= tolerance * largest, "{format:?} {name}: {found} for {exact}");
            }
        }
    }
}

#[test]
fn an_exported_file_has_the_same_tokens_template_and_ends_as_its_base() {
    for family in FAMILIES {
        let (_parent, out) = place(ExportFormat::GgufF32);
        export(&pack(family), &out, ExportFormat::GgufF32).unwrap();
        let (base, exported) = (ModelSource::open(&pack(family)).unwrap(), ModelSource::open(&out).unwrap());
        assert_eq!((base.bos_id(), base.eos_ids()), (exported.bos_id(), exported.eos_ids()));
        assert_eq!(base.architecture(), exported.architecture());
        assert_eq!(base.config().sliding_window, exported.config().sliding_window);
        assert_eq!(base.chat_template().is_some(), exported.chat_template().is_some());
        for text in PROMPTS.iter().chain(&["", "  a", "左乳腺癌 🙂", "</s> x", "1,234.5 Gy\n"]) {
            assert_eq!(base.tokenizer().encode(text).unwrap(), exported.tokenizer().encode(text).unwrap(), "{text:?}");
        }
    }
}

#[test]
fn a_file_is_exported_again_as_a_folder_that_answers_alike() {
    let (_first, gguf) = place(ExportFormat::GgufF32);
    export(&pack("llama2"), &gguf, ExportFormat::GgufF32).unwrap();
    let (_second, folder) = place(ExportFormat::SafetensorsF32);
    let job = ExportJob {
        base: &gguf,
        adapter: &pack("llama2").join("adapter"),
        out: &folder,
        format: ExportFormat::SafetensorsF32,
        prompts: &prompts(),
        max_tokens: 16,
    };
    export_merged(&job, &CancelToken::new(), &mut |_| {}).unwrap();
    let source = ModelSource::open(&folder).unwrap();
    assert_eq!(source.tokenizer().encode(PROMPTS[0]).unwrap()[0], 1, "BOS stands in front");
}

#[test]
fn rotary_divisors_have_no_place_in_a_folder() {
    let (_first, gguf) = place(ExportFormat::GgufF32);
    export(&pack("llama3"), &gguf, ExportFormat::GgufF32).unwrap();
    let (parent, folder) = place(ExportFormat::SafetensorsF32);
    let job = ExportJob {
        base: &gguf,
        adapter: &pack("llama3").join("adapter"),
        out: &folder,
        format: ExportFormat::SafetensorsF32,
        prompts: &prompts(),
        max_tokens: 4,
    };
    assert!(matches!(error_of(export_merged(&job, &CancelToken::new(), &mut |_| {})), Error::RotaryNotInConfig));
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
}

#[test]
fn an_export_that_answers_differently_is_refused_and_leaves_nothing() {
    // Numbers beyond half precision's range saturate there, and the model says something else.
    let model = copy_of("llama2");
    edit_tensors(&model.path().join("model.safetensors"), |tensors| {
        let head = (&tensors["lm_head.weight"] * 1e7).unwrap();
        tensors.insert("lm_head.weight".to_owned(), head);
    });
    let (parent, out) = place(ExportFormat::GgufF16);
    match error_of(export(model.path(), &out, ExportFormat::GgufF16)) {
        Error::ExportDiffers { differing, prompts } => assert!(differing > 0 && prompts == 4),
        error => panic!("{error}"),
    }
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0, "no file and no staging folder stays");
}

#[test]
fn what_is_there_already_is_never_overwritten() {
    let (_parent, out) = place(ExportFormat::GgufF32);
    fs::write(&out, "mine").unwrap();
    assert!(matches!(error_of(export(&pack("llama2"), &out, ExportFormat::GgufF32)), Error::AlreadyThere { .. }));
    assert_eq!(fs::read(&out).unwrap(), b"mine");
}

#[test]
fn an_export_without_prompts_proves_nothing_and_is_refused() {
    let (_parent, out) = place(ExportFormat::GgufF32);
    let adapter = pack("llama2").join("adapter");
    let job = ExportJob {
        base: &pack("llama2"),
        adapter: &adapter,
        out: &out,
        format: ExportFormat::GgufF32,
        prompts: &[],
        max_tokens: 4,
    };
    assert!(matches!(error_of(export_merged(&job, &CancelToken::new(), &mut |_| {})), Error::NoExportPrompts));
}

#[test]
fn a_cancelled_export_leaves_nothing() {
    let (parent, out) = place(ExportFormat::GgufF32);
    let cancel = CancelToken::new();
    let adapter = pack("llama2").join("adapter");
    let job = ExportJob {
        base: &pack("llama2"),
        adapter: &adapter,
        out: &out,
        format: ExportFormat::GgufF32,
        prompts: &prompts(),
        max_tokens: 4,
    };
    let mut written = 0;
    let mut on_phase = |phase| {
        if let ExportPhase::Writing { done, of } = phase {
            written = done;
            assert_eq!(of, 3 + 3 * 9, "embedding, norm, head, and nine a layer");
            if done == 5 {
                cancel.cancel();
            }
        }
    };
    assert!(matches!(error_of(export_merged(&job, &cancel, &mut on_phase)), Error::Cancelled));
    assert_eq!(written, 5);
    assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
}

#[test]
fn a_window_reaches_the_file_and_comes_back() {
    let model = copy_of("mistral");
    edit_config(model.path(), |config| config["sliding_window"] = 7.into());
    let (_parent, out) = place(ExportFormat::GgufF32);
    export(model.path(), &out, ExportFormat::GgufF32).unwrap();
    assert_eq!(ModelSource::open(&out).unwrap().config().sliding_window, Some(7));
}
