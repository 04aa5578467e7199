//! GGUF files among the models: listed, asked, and refused in words.

use std::fs;
use std::path::{Path, PathBuf};

use isocenter_app::commands::{self, GenerateRequest, PromptSource};
use isocenter_app::wire::Task;
use isocenter_app::{CancelToken, DeviceChoice, ErrorCode, Quantize};
use isocenter_testkit::golden;

use crate::fixture::{House, copy, edit_bytes};

fn reference() -> PathBuf {
    golden::model_folder("llama3").join("../../../gguf/llama3-q8_0.gguf")
}

fn request(model: &Path, quantize: Quantize) -> GenerateRequest {
    GenerateRequest {
        model: model.to_owned(),
        adapter: None,
        source: PromptSource::Prompt("larynx, grade 2".into()),
        temperature: 0.0,
        top_p: None,
        seed: 1,
        max_tokens: 4,
        device: DeviceChoice::Cpu,
        quantize,
    }
}

#[test]
fn files_and_folders_of_files_are_listed_with_their_adapters() {
    let house = House::empty();
    let root = house.models.path();
    fs::copy(reference(), root.join("one.gguf")).unwrap();
    copy(&golden::model_folder("llama3").join("adapter"), &root.join("one.adapters/regimen"));
    for name in ["alone/only.gguf", "many/q8.gguf", "many/again.gguf"] {
        fs::create_dir_all(root.join(name).parent().unwrap()).unwrap();
        fs::copy(reference(), root.join(name)).unwrap();
    }
    let models = commands::list_models(&house.application);
    let ids: Vec<&str> = models.iter().map(|model| model.id.as_str()).collect();
    assert_eq!(ids, ["alone", "again.gguf", "q8.gguf", "one.gguf"]);
    assert!(models.iter().all(|model| model.problem.is_none() && model.architecture == "LLaMA"));
    assert_eq!(models[3].tasks, [Task::Regimen]);
}

#[test]
fn a_damaged_file_is_listed_with_its_problem() {
    let house = House::empty();
    let path = house.models.path().join("cut.gguf");
    fs::copy(reference(), &path).unwrap();
    edit_bytes(&path, |bytes| bytes.truncate(bytes.len() / 2));
    let models = commands::list_models(&house.application);
    assert_eq!(models[0].problem.as_ref().unwrap().code, ErrorCode::ModelCorrupt);
    let error =
        commands::generate(&house.application, &request(&path, Quantize::None), &CancelToken::new(), &mut |_| ())
            .unwrap_err();
    assert_eq!(error.code(), ErrorCode::ModelCorrupt);
    assert!(error.to_string().contains("cut.gguf"), "{error}");
}

#[test]
fn a_file_and_a_folder_answer_at_every_precision() {
    let house = House::empty();
    for quantize in [Quantize::None, Quantize::Q8_0, Quantize::Q4K, Quantize::Nf4] {
        for model in [reference(), golden::model_folder("llama2")] {
            let mut tokens = 0;
            let mut count = |line: commands::GeneratedLine| tokens += line.ids.len();
            commands::generate(&house.application, &request(&model, quantize), &CancelToken::new(), &mut count)
                .unwrap();
            assert!((1..=4).contains(&tokens), "{quantize:?}");
        }
    }
}
