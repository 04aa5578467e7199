//! Adapters know the base, the template and the weights they were recorded with.

use std::fs;
use std::path::Path;

use isocenter_lm::{
    AdapterBinding, BINDING_FILE, BoundBase, BoundTemplate, CancelToken, DeviceChoice, Engine, Error, ModelSource,
    sha256_of_model,
};

use crate::fixture::{copy_of, edit_config, edit_json, edit_tensors, engine, error_of, gguf_reference, pack};

const TEMPLATE: &str = "What is the radiation therapy prescription for this: {diagnosis}";

fn bind(model: &Path, template: Option<&str>) -> AdapterBinding {
    let base = BoundBase::of(&ModelSource::open(model).unwrap(), None).unwrap();
    let template = template.map(|text| BoundTemplate::new("regimen", Some("1"), text));
    AdapterBinding::write(&model.join("adapter"), base, template).unwrap()
}

#[test]
fn a_record_is_read_back_as_written_and_lets_its_own_base_and_template_through() {
    let model = copy_of("llama2");
    let written = bind(model.path(), Some(TEMPLATE));
    assert_eq!(AdapterBinding::read(&model.path().join("adapter")).unwrap(), Some(written));
    let mut engine = engine(model.path());
    engine.add_adapter("tuned", &model.path().join("adapter")).unwrap();
    engine.check_template("tuned", TEMPLATE).unwrap();
    let bound = engine.adapter_binding("tuned").unwrap().template.as_ref().unwrap();
    assert_eq!((bound.text.as_str(), bound.version.as_deref()), (TEMPLATE, Some("1")));
}

#[test]
fn another_template_is_refused_by_the_name_of_the_bound_one() {
    let model = copy_of("llama2");
    bind(model.path(), Some(TEMPLATE));
    let mut engine = engine(model.path());
    engine.add_adapter("tuned", &model.path().join("adapter")).unwrap();
    let error = error_of(engine.check_template("tuned", "Prescribe: {diagnosis}"));
    assert!(matches!(&error, Error::AdapterOfOtherTemplate { template, .. } if template == "regimen 1"), "{error}");
    let unknown = error_of(engine.check_template("other", TEMPLATE));
    assert!(matches!(&unknown, Error::UnknownAdapter { name } if name == "other"), "{unknown}");
}

#[test]
fn another_base_of_the_same_shape_is_refused() {
    let trained_on = copy_of("llama2");
    bind(trained_on.path(), None);
    let other = copy_of("llama2");
    edit_tensors(&other.path().join("model.safetensors"), |tensors| {
        let name = "model.layers.1.mlp.up_proj.weight";
        let changed = (&tensors[name] * 1.5).unwrap();
        tensors.insert(name.to_owned(), changed);
    });
    let mut engine = engine(other.path());
    let error = error_of(engine.add_adapter("tuned", &trained_on.path().join("adapter")));
    assert!(
        matches!(&error, Error::AdapterOfOtherBase { base, .. } if *base == trained_on.path().display().to_string()),
        "{error}"
    );
    assert_eq!(engine.adapter_names().count(), 0);
}

#[test]
fn the_same_weights_with_another_rotary_base_are_another_model() {
    let (one, two) = (copy_of("llama2"), copy_of("llama2"));
    edit_config(two.path(), |config| config["rope_theta"] = 20_000.0.into());
    let quick = |folder: &Path| ModelSource::open(folder).unwrap().quick_sha256().unwrap();
    assert_ne!(quick(one.path()), quick(two.path()));
    assert_eq!(quick(one.path()), quick(&pack("llama2")), "a copy is the same model");
}

#[test]
fn a_base_is_the_same_at_every_precision_it_is_loaded_in() {
    let model = copy_of("llama2");
    bind(model.path(), None);
    let options = isocenter_lm::LoadOptions {
        device: DeviceChoice::Cpu,
        quantize: isocenter_lm::Quantize::Q8_0,
        sixteen_bit: None,
    };
    Engine::open(model.path(), options).unwrap().add_adapter("tuned", &model.path().join("adapter")).unwrap();
}

#[test]
fn weights_that_were_changed_after_the_record_are_refused() {
    let model = copy_of("llama2");
    bind(model.path(), None);
    let adapter = model.path().join("adapter");
    edit_tensors(&adapter.join("adapter_model.safetensors"), |tensors| {
        for tensor in tensors.values_mut() {
            *tensor = (&*tensor * 2.0).unwrap();
        }
    });
    assert!(matches!(error_of(engine(model.path()).add_adapter("tuned", &adapter)), Error::AdapterChanged { .. }));
}

#[test]
fn an_adapter_without_a_record_takes_any_template_and_a_damaged_record_is_refused() {
    let model = copy_of("llama2");
    let adapter = model.path().join("adapter");
    let mut engine = engine(model.path());
    engine.add_adapter("peft", &adapter).unwrap();
    assert!(engine.adapter_binding("peft").is_none());
    engine.check_template("peft", "anything: {diagnosis}").unwrap();
    fs::write(adapter.join(BINDING_FILE), "{").unwrap();
    let error = error_of(engine.add_adapter("peft", &adapter));
    assert!(matches!(&error, Error::Json { path, .. } if path.ends_with(BINDING_FILE)), "{error}");
}

#[test]
fn an_adapter_trained_on_whole_prompts_takes_any_template() {
    let model = copy_of("llama2");
    bind(model.path(), None);
    let mut engine = engine(model.path());
    engine.add_adapter("tuned", &model.path().join("adapter")).unwrap();
    engine.check_template("tuned", "anything").unwrap();
}

#[test]
fn fields_of_a_later_version_do_not_keep_a_record_from_being_read() {
    let model = copy_of("llama2");
    bind(model.path(), Some(TEMPLATE));
    let adapter = model.path().join("adapter");
    edit_json(&adapter.join(BINDING_FILE), |record| record["later"] = 1.into());
    assert!(AdapterBinding::read(&adapter).unwrap().is_some());
}

#[test]
fn the_hash_of_a_model_covers_every_byte_and_stops_when_asked() {
    let go = CancelToken::new();
    let one = copy_of("llama3");
    let before = sha256_of_model(one.path(), &go).unwrap();
    assert_eq!(before, sha256_of_model(&pack("llama3"), &go).unwrap());
    let shard = one.path().join("model-00004-of-00013.safetensors");
    let mut bytes = fs::read(&shard).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&shard, bytes).unwrap();
    assert_ne!(before, sha256_of_model(one.path(), &go).unwrap());
    // sha256sum of the file itself.
    let file = sha256_of_model(&gguf_reference("sentencepiece.gguf"), &go).unwrap();
    assert_eq!(file.len(), 64);
    let stopped = CancelToken::new();
    stopped.cancel();
    assert!(matches!(sha256_of_model(&pack("llama3"), &stopped), Err(Error::Cancelled)));
}
