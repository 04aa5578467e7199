//! The TypeScript in `ui/src/lib/api/generated/` says what the Rust wire types say.
//! After a change of a wire type: `ISOCENTER_REGENERATE=1 cargo test -p isocenter-tests --test wire_types`.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use isocenter_app::wire::typescript_files;

fn generated_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/lib/api/generated")
}

fn expected() -> BTreeMap<String, String> {
    typescript_files().unwrap().into_iter().map(|file| (file.name, file.text)).collect()
}

fn regenerate(folder: &Path, files: &BTreeMap<String, String>) {
    std::fs::create_dir_all(folder).unwrap();
    for entry in std::fs::read_dir(folder).unwrap() {
        std::fs::remove_file(entry.unwrap().path()).unwrap();
    }
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
}

#[test]
fn generated_typescript_is_what_the_wire_types_say() {
    let (folder, expected) = (generated_folder(), expected());
    if std::env::var_os("ISOCENTER_REGENERATE").is_some() {
        regenerate(&folder, &expected);
    }
    let found: BTreeMap<String, String> = std::fs::read_dir(&folder)
        .expect("the generated folder is missing; run this test with ISOCENTER_REGENERATE=1")
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read_to_string(&path).unwrap()))
        .collect();
    let names = |files: &BTreeMap<String, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&expected), "run this test with ISOCENTER_REGENERATE=1");
    for (name, text) in &expected {
        assert_eq!(&found[name], text, "{name} is stale; run this test with ISOCENTER_REGENERATE=1");
    }
}
