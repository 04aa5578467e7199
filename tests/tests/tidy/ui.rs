//! Tidiness of the window's page and of what the shell grants it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::checkout::{assert_none, root, texts};

#[test]
fn tauri_is_imported_in_one_folder_of_the_ui() {
    let imports = texts(&[".ts", ".svelte", ".mjs"])
        .into_iter()
        .filter(|(name, text)| name.starts_with("ui/src/") && text.contains("@tauri-apps"));
    assert_none(
        "@tauri-apps outside ui/src/lib/api",
        imports.map(|(name, _)| name).filter(|name| !name.starts_with("ui/src/lib/api/")).collect(),
    );
}

/// Whether the line writes a colour out: `#` and 3, 4, 6 or 8 hexadecimal digits, or a colour function.
fn has_raw_colour(line: &str) -> bool {
    let is_hex = |(at, _): (usize, &str)| {
        let digits: String = line[at + 1..].chars().take_while(char::is_ascii_alphanumeric).collect();
        [3, 4, 6, 8].contains(&digits.len())
            && digits.chars().all(|c| c.is_ascii_hexdigit())
            && digits.chars().any(|c| c.is_ascii_digit())
            || digits.len() == 6 && digits.chars().all(|c| c.is_ascii_hexdigit())
    };
    line.match_indices('#').any(is_hex)
        || ["rgb(", "rgba(", "hsl(", "oklch(", "oklab("].iter().any(|function| line.contains(function))
}

#[test]
fn colours_come_from_the_design_tokens() {
    let mut offences = Vec::new();
    for (name, text) in texts(&[".css", ".svelte", ".ts", ".html"]) {
        if !name.starts_with("ui/")
            || name.contains("/generated/")
            || name.starts_with("ui/src/tokens/")
            || name.contains(".test.")
        {
            continue;
        }
        let raw = text.lines().enumerate().filter(|(_, line)| has_raw_colour(line));
        offences.extend(raw.map(|(number, line)| format!("{name}:{}: {}", number + 1, line.trim())));
    }
    assert_none("a colour written out; assets/design-tokens.json names them", offences);
}

#[test]
fn the_rule_for_colours_knows_a_colour() {
    for colour in ["color: #0e1a1a;", "#4CCFB5", "border: 1px solid #fff0", "rgb(1 2 3)", "#abcdef"] {
        assert!(has_raw_colour(colour), "{colour}");
    }
    for other in
        ["{#each rows as row}", "{#if ready}", "getElementById('#app')", "a#main", "href=\"#facts\"", "issue #12"]
    {
        assert!(!has_raw_colour(other), "{other}");
    }
}

#[test]
fn the_window_may_call_exactly_the_commands_of_the_wire() {
    let shell = root().join("src-tauri");
    let build = fs::read_to_string(shell.join("build.rs")).expect("build.rs");
    let list = build
        .split("const COMMANDS: &[&str] =")
        .nth(1)
        .and_then(|rest| rest.split("];").next())
        .expect("the list of commands");
    let registered: BTreeSet<String> = list.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    let capability: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(shell.join("capabilities/main.json")).unwrap()).unwrap();
    let permission = |p: &serde_json::Value| p.as_str().unwrap().trim_start_matches("allow-").replace('-', "_");
    let granted: BTreeSet<String> = capability["permissions"].as_array().unwrap().iter().map(permission).collect();
    let refused: Vec<&String> = registered.difference(&granted).collect();
    assert_eq!(refused, ["ungranted"], "one command stays ungranted, for the test that it is refused");
    assert!(granted.is_subset(&registered), "a grant for a command that does not exist");
}

/// The files of ours that a file imports at run time: path from the root, without ending where the import has none.
fn imports(name: &str, text: &str) -> Vec<String> {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let runs =
        text.lines().map(str::trim).filter(|line| !line.starts_with("import type") && !line.starts_with("export type"));
    let targets = runs.filter_map(|line| line.split_once(" from ").map(|(_, target)| target));
    let relative =
        targets.map(|target| target.trim_matches(|c| "'\";".contains(c))).filter(|target| target.starts_with('.'));
    let resolved = relative.map(|target| {
        let mut path: Vec<&str> = folder.split('/').collect();
        for step in target.split('/') {
            match step {
                "." => {}
                ".." => drop(path.pop()),
                step => path.push(step),
            }
        }
        path.join("/")
    });
    resolved.collect()
}

#[test]
fn no_file_of_the_page_imports_itself_in_a_circle() {
    let files = texts(&[".ts", ".svelte"]).into_iter().filter(|(name, _)| name.starts_with("ui/src/"));
    let graph: BTreeMap<String, Vec<String>> =
        files.map(|(name, text)| (name.clone(), imports(&name, &text))).collect();
    let file_of = |import: &str| {
        let endings = ["", ".ts", ".svelte", "/index.ts"].map(|ending| format!("{import}{ending}"));
        endings.into_iter().find(|name| graph.contains_key(name))
    };
    let mut offences = Vec::new();
    for start in graph.keys() {
        let mut open = vec![start.clone()];
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            for next in graph[&name].iter().filter_map(|import| file_of(import)) {
                if next == *start {
                    offences.push(format!("{start} through {name}"));
                }
                if seen.insert(next.clone()) {
                    open.push(next);
                }
            }
        }
    }
    assert!(graph.is_empty() || graph.values().any(|imports| !imports.is_empty()), "the rule reads the imports");
    assert_none("an import circle", offences);
}
