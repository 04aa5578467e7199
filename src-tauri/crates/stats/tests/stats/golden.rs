//! Reading golden files: numbers, texts and null for "undefined".

use std::path::Path;

use serde_json::Value;

pub fn read(name: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden").join(name);
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// The rows of a section; a golden file without them proves nothing.
pub fn rows<'a>(file: &'a Value, section: &str) -> &'a [Value] {
    let rows = file[section].as_array().unwrap();
    assert!(!rows.is_empty(), "{section} is empty");
    rows
}

pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

pub fn whole(value: &Value) -> Vec<usize> {
    value.as_array().unwrap().iter().map(|number| number.as_u64().unwrap() as usize).collect()
}

pub fn grades(value: &Value) -> Vec<u8> {
    value.as_array().unwrap().iter().map(|grade| u8::try_from(grade.as_u64().unwrap()).unwrap()).collect()
}

pub fn texts(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect()
}
