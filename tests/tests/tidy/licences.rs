//! Every library that is compiled into Isocenter may be given on under Apache-2.0's terms beside its own.

use std::process::Command;

use super::checkout::{assert_none, root};

/// Licences that ask for no more than their text and the authors' names. MPL-2.0 stays with its own files, which we do not change.
const ACCEPTED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "LLVM-exception",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "WTFPL",
    "Zlib",
    // SQLite's own: public domain in the form of a blessing.
    "blessing",
];

/// Whether the expression can be met: each part of a conjunction by one of its alternatives.
fn is_accepted(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], " ").replace('/', " OR ").replace(" WITH ", " AND ");
    plain.split(" AND ").all(|part| part.split(" OR ").any(|name| ACCEPTED.contains(&name.trim())))
}

fn this_platform() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("rustc runs");
    let text = String::from_utf8(output.stdout).expect("text");
    text.lines().find_map(|line| line.strip_prefix("host: ")).expect("rustc names its host").to_owned()
}

#[test]
fn every_library_has_a_licence_that_goes_with_ours() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", &this_platform()])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    assert!(packages.len() > 100, "the whole tree is read");
    let licence = |package: &serde_json::Value| package["license"].as_str().unwrap_or("none").to_owned();
    let refused = packages.iter().filter(|package| !is_accepted(&licence(package)));
    assert_none("a licence to look at", refused.map(|p| format!("{}: {}", p["name"], licence(p))).collect());
}

#[test]
fn the_rule_for_licences_reads_expressions() {
    for accepted in ["MIT", "MIT/Apache-2.0", "GPL-2.0 OR MIT", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_accepted(accepted), "{accepted}");
    }
    for refused in ["none", "GPL-3.0", "MIT AND AGPL-3.0"] {
        assert!(!is_accepted(refused), "{refused}");
    }
}
