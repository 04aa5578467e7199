//! Tidiness as ordinary tests: the crate graph, who may know which library, and the rules of the hand that clippy does not know.
//! Reads the checkout's text; builds nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

#[path = "tidy/checkout.rs"]
mod checkout;
#[path = "tidy/licences.rs"]
mod licences;
#[path = "tidy/ui.rs"]
mod ui;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use checkout::{
    CODE, PROSE_AND_SETTINGS, assert_none, files, is_golden_or_generated, is_test, root, shipped_lines, texts,
};

/// A file grows past this only when it holds a second subject.
const MOST_LINES: usize = 600;

/// Arrows of ARCHITECTURE.md. `isocenter-tests` may know everything and is known by nobody.
const GRAPH: &[(&str, &[&str])] = &[
    ("isocenter", &["isocenter-app"]),
    ("isocenter-cli", &["isocenter-app"]),
    (
        "isocenter-app",
        &[
            "isocenter-chart",
            "isocenter-check",
            "isocenter-curate",
            "isocenter-document",
            "isocenter-domain",
            "isocenter-eval",
            "isocenter-grade",
            "isocenter-letter",
            "isocenter-lm",
            "isocenter-rating",
            "isocenter-reading",
            "isocenter-redact",
            "isocenter-regimens",
            "isocenter-similar",
            "isocenter-stats",
            "isocenter-store",
            "isocenter-synthetic",
            "isocenter-train",
        ],
    ),
    ("isocenter-train", &["isocenter-lm", "isocenter-nn"]),
    ("isocenter-lm", &["isocenter-nn"]),
    ("isocenter-synthetic", &["isocenter-domain", "isocenter-regimens"]),
    ("isocenter-regimens", &["isocenter-domain"]),
    ("isocenter-check", &["isocenter-domain", "isocenter-reading", "isocenter-regimens"]),
    ("isocenter-eval", &["isocenter-domain", "isocenter-report", "isocenter-stats"]),
    ("isocenter-grade", &["isocenter-domain", "isocenter-report", "isocenter-stats"]),
    ("isocenter-letter", &["isocenter-domain"]),
    ("isocenter-rating", &["isocenter-domain", "isocenter-report", "isocenter-stats"]),
    ("isocenter-report", &[]),
    ("isocenter-document", &["isocenter-domain"]),
    ("isocenter-chart", &[]),
    ("isocenter-store", &["isocenter-domain"]),
    ("isocenter-curate", &["isocenter-domain", "isocenter-redact"]),
    ("isocenter-reading", &["isocenter-domain"]),
    ("isocenter-redact", &[]),
    ("isocenter-similar", &[]),
    ("isocenter-nn", &[]),
    ("isocenter-domain", &[]),
    ("isocenter-stats", &[]),
    ("isocenter-testkit", &["isocenter-domain", "isocenter-nn"]),
    ("isocenter-tests", &[]),
];

/// Which of our crates may name a library (its name, or the beginning of it).
const KNOWN_ONLY_IN: &[(&str, &[&str])] = &[
    ("candle-", &["isocenter-nn", "isocenter-lm", "isocenter-train", "isocenter-testkit", "isocenter-tests"]),
    ("tauri", &["isocenter"]),
    ("gtk", &["isocenter"]),
    ("webkit2gtk", &["isocenter"]),
    ("clap", &["isocenter-cli"]),
    ("indicatif", &["isocenter-cli"]),
    ("rpassword", &["isocenter-cli"]),
    ("tokenizers", &["isocenter-lm", "isocenter-train"]),
    ("memmap2", &["isocenter-lm"]),
    ("plotters", &["isocenter-chart"]),
    ("hayro", &["isocenter-document"]),
    ("krilla", &["isocenter-document"]),
    ("quick-xml", &["isocenter-document"]),
    ("rustybuzz", &["isocenter-document"]),
    ("zip", &["isocenter-document"]),
    ("rusqlite", &["isocenter-store"]),
    ("argon2", &["isocenter-store"]),
    ("chacha20poly1305", &["isocenter-store"]),
];

/// What tests of any crate may use beside what lies below it: tiny models and golden values; invented patients; the words of the field.
const LENT_TO_TESTS: &[&str] = &["isocenter-testkit", "isocenter-synthetic", "isocenter-domain"];

/// Crates whose types are not a promise to anybody outside.
const WITHOUT_SERDE: &[&str] = &["isocenter-domain", "isocenter-reading", "isocenter-stats", "isocenter-nn"];

struct Dependency {
    name: String,
    is_dev: bool,
}

fn manifests() -> BTreeMap<String, Vec<Dependency>> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let package = |package: &serde_json::Value| {
        let dependency = |d: &serde_json::Value| Dependency {
            name: d["name"].as_str().unwrap().to_owned(),
            is_dev: d["kind"] == "dev",
        };
        (
            package["name"].as_str().unwrap().to_owned(),
            package["dependencies"].as_array().unwrap().iter().map(dependency).collect(),
        )
    };
    metadata["packages"].as_array().unwrap().iter().map(package).collect()
}

#[test]
fn crates_depend_on_each_other_only_along_the_drawn_arrows() {
    let manifests = manifests();
    let drawn: BTreeSet<&str> = GRAPH.iter().map(|(name, _)| *name).collect();
    assert_eq!(
        manifests.keys().map(String::as_str).collect::<BTreeSet<_>>(),
        drawn,
        "every member of the workspace has its line in GRAPH"
    );
    for (name, arrows) in GRAPH {
        let ours = manifests[*name].iter().filter(|d| !d.is_dev && d.name.starts_with("isocenter"));
        let actual: BTreeSet<&str> = ours.map(|d| d.name.as_str()).collect();
        assert_eq!(actual, arrows.iter().copied().collect(), "arrows that start at {name}");
    }
}

#[test]
fn a_test_may_borrow_only_what_is_lent_to_tests_and_what_lies_below() {
    let below: BTreeMap<&str, &[&str]> = GRAPH.iter().copied().collect();
    let mut offences = Vec::new();
    for (name, dependencies) in manifests().iter().filter(|(name, _)| *name != "isocenter-tests") {
        for d in dependencies.iter().filter(|d| d.is_dev && d.name.starts_with("isocenter")) {
            let lies_below = |start: &str| {
                let mut open = vec![start];
                while let Some(next) = open.pop() {
                    if next == d.name {
                        return true;
                    }
                    open.extend(below[next]);
                }
                false
            };
            if !LENT_TO_TESTS.contains(&d.name.as_str()) && !below[name.as_str()].iter().any(|next| lies_below(next)) {
                offences.push(format!("{name} borrows {}", d.name));
            }
        }
    }
    assert_none("dev-dependencies point down too", offences);
}

#[test]
fn each_library_is_named_only_where_it_belongs() {
    let mut offences = Vec::new();
    for (name, dependencies) in manifests() {
        for d in &dependencies {
            for (library, homes) in KNOWN_ONLY_IN {
                if d.name.starts_with(library) && !homes.contains(&name.as_str()) {
                    offences.push(format!("{name} names {}", d.name));
                }
            }
            if d.name.starts_with("serde") && !d.is_dev && WITHOUT_SERDE.contains(&name.as_str()) {
                offences.push(format!("{name} names {}", d.name));
            }
        }
    }
    assert_none("a library outside its crates", offences);
}

#[test]
fn the_architecture_names_files_that_exist() {
    let text = std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let table = text.split("## Where would I look for").nth(1).unwrap().split("\n## ").next().unwrap();
    let named: Vec<&str> = table.split('`').skip(1).step_by(2).filter(|name| name.contains('/')).collect();
    assert!(named.len() > 10, "the table names files");
    let exists = |name: &str| {
        let (folder, last) = name.rsplit_once('/').unwrap();
        let ending = last.strip_prefix('*').unwrap_or("");
        match last.starts_with('*') {
            true => files().iter().any(|(file, _)| file.starts_with(folder) && file.ends_with(ending)),
            false => root().join(name).exists(),
        }
    };
    assert_none("a file that is not there", named.into_iter().filter(|n| !exists(n)).map(str::to_owned).collect());
}

#[test]
fn every_rust_file_opens_by_saying_what_it_is() {
    let silent = texts(&[".rs"]).into_iter().filter(|(_, text)| !text.starts_with("//!"));
    assert_none("no //! on the first line", silent.map(|(name, _)| name).collect());
}

#[test]
fn no_file_has_grown_past_one_subject() {
    let long = texts(CODE).into_iter().filter(|(name, _)| !is_golden_or_generated(name));
    let long = long.map(|(name, text)| (name, text.lines().count())).filter(|(_, lines)| *lines > MOST_LINES);
    assert_none("more than 600 lines", long.map(|(name, lines)| format!("{name}: {lines}")).collect());
}

#[test]
fn nothing_is_left_for_later() {
    // Put together here, so that this file says none of them.
    let marks = ["TO", "FIX", "XX"].iter().zip(["DO", "ME", "X"]).map(|(a, b)| format!("{a}{b}"));
    let marks: Vec<String> = marks
        .chain(["db", "tod", "unimplemente"].iter().zip(["g!(", "o!(", "d!("]).map(|(a, b)| format!("{a}{b}")))
        .collect();
    let ignored = format!("#[{}", "ignore");
    let skipped = [format!(".{}(", "skip"), format!("test.{}", "only"), format!("test.{}", "todo")];
    let mut offences = Vec::new();
    let is_rule = |name: &str| name.contains("tidy");
    for (name, text) in texts(CODE).iter().filter(|(name, _)| !is_golden_or_generated(name) && !is_rule(name)) {
        for (number, line) in text.lines().enumerate() {
            let is_rust = name.ends_with(".rs");
            let marked = marks.iter().any(|mark| line.contains(mark.as_str())) || (is_rust && line.contains(&ignored));
            let silenced = name.contains(".test.") && skipped.iter().any(|mark| line.contains(mark.as_str()));
            if marked || silenced {
                offences.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert_none("left for later, or a test that does not run", offences);
}

#[test]
fn only_the_command_line_prints() {
    let mut offences = Vec::new();
    for (name, text) in texts(&[".rs"]).iter().filter(|(name, _)| !is_test(name)) {
        let may_print = name.contains("/crates/cli/") || name.ends_with("build.rs");
        for (number, line) in shipped_lines(text) {
            let prints = ["println!(", "print!(", "eprintln!(", "eprint!("].iter().any(|print| line.contains(print));
            if prints && !may_print {
                offences.push(format!("{name}:{number}: {}", line.trim()));
            }
        }
    }
    assert_none("printing outside the command line", offences);
}

#[test]
fn unsafe_code_is_expected_by_name_where_it_stands() {
    let mut offences = Vec::new();
    for (name, text) in texts(&[".rs"]) {
        let uses =
            shipped_lines(&text).filter(|(_, line)| line.contains("unsafe {") || line.contains("unsafe impl")).count();
        let reasons = text.matches("SAFETY:").count();
        let is_expected = text.contains("expect(") && text.contains("unsafe_code,") && text.contains("reason = ");
        if uses > reasons || (uses > 0 && !is_expected) {
            offences.push(format!("{name}: {uses} unsafe, {reasons} reasons"));
        }
    }
    assert_none("unsafe without `expect(unsafe_code, reason = …)` and a SAFETY comment", offences);
}

#[test]
fn names_say_what_a_thing_is() {
    const SAY_NOTHING: &[&str] =
        &["util", "utils", "helper", "helpers", "common", "misc", "manager", "service", "processor", "handler"];
    let stem = |name: &str| Path::new(name).file_stem().unwrap().to_string_lossy().to_lowercase();
    let empty = files().into_iter().map(|(name, _)| name).filter(|name| CODE.iter().any(|e| name.ends_with(e)));
    assert_none("a name that says nothing", empty.filter(|name| SAY_NOTHING.contains(&stem(name).as_str())).collect());
}

#[test]
fn no_file_knows_one_machine_or_one_registry() {
    let machine = ["work", "root", "home", "Users", "tmp"].map(|folder| format!("/{folder}/"));
    let hosts = ["registry.npmjs", "pypi.", "pythonhosted.", "static.crates.", "index.crates."]
        .map(|host| format!("{host}{}", "org"));
    let hosts: Vec<String> =
        hosts.into_iter().chain(["static.crates.", "index.crates."].map(|host| format!("{host}{}", "io"))).collect();
    let mut offences = Vec::new();
    for (name, text) in texts(PROSE_AND_SETTINGS) {
        for (number, line) in text.lines().enumerate() {
            // A web address may hold such a folder; a path that begins a word may not.
            let starts_word =
                |at: usize| at == 0 || !line[..at].ends_with(|c: char| c.is_alphanumeric() || "./_-}$*".contains(c));
            let knows_machine =
                machine.iter().any(|path| line.match_indices(path.as_str()).any(|(at, _)| starts_word(at)));
            let knows_registry = hosts.iter().any(|host| line.contains(host.as_str()));
            let is_resolved =
                name.ends_with("package-lock.json") && line.trim_start().starts_with("\"resolved\": \"http");
            if knows_machine || knows_registry || is_resolved {
                offences.push(format!("{name}:{}: {}", number + 1, line.trim().chars().take(120).collect::<String>()));
            }
        }
    }
    assert_none("a path of one machine, or the host of a registry", offences);
}
