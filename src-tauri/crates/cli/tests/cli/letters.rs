//! `letter check` and `letter score`, on the invented letters of the crate.

use std::path::PathBuf;

use serde_json::json;

use crate::program::{checkout, run, text};

fn golden(name: &str) -> PathBuf {
    checkout().join("src-tauri/crates/letter/tests/golden").join(name)
}

#[test]
fn letters_that_say_what_the_facts_say_are_clear() {
    for name in ["breast_en", "lung_de"] {
        let (facts, letter) = (golden(&format!("{name}.json")), golden(&format!("{name}.txt")));
        let arguments = ["letter", "check", "--facts", text(&facts), "--letter", text(&letter)];
        let found = run(&[&arguments[..], &["--json"]].concat()).json();
        assert_eq!(
            (&found["clear"], &found["unsupported_share"], &found["format"]),
            (&json!(true), &json!(0.0), &json!(1))
        );
        assert!(found["claims"].as_array().unwrap().iter().all(|claim| claim["verdict"] == "traced"));
        let words = run(&arguments);
        assert_eq!(words.code, 0);
        assert!(words.stdout.contains("nothing stands against signing"), "{}", words.stdout);
    }
}

#[test]
fn a_wrong_side_and_an_invented_date_are_named_with_their_places() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letter.txt");
    let written = std::fs::read_to_string(golden("lung_de.txt")).unwrap();
    let written = written.replace("im rechten Oberlappen", "im linken Oberlappen").replace("10. August", "11. August");
    std::fs::write(&letter, &written).unwrap();
    let facts = golden("lung_de.json");
    let arguments = ["letter", "check", "--facts", text(&facts), "--letter", text(&letter)];
    let found = run(&[&arguments[..], &["--json"]].concat()).json();
    let claims = found["claims"].as_array().unwrap();
    let side = claims.iter().find(|claim| claim["verdict"] == "contradicted").unwrap();
    let place = |end: &str| usize::try_from(side["span"][end].as_u64().unwrap()).unwrap();
    assert_eq!((&side["kind"], &written[place("start")..place("end")]), (&json!("side"), "linken"));
    assert!(claims.iter().any(|claim| claim["verdict"] == "unsupported" && claim["kind"] == "date"));
    assert_eq!((&found["counts"]["contradicted"], &found["counts"]["unsupported"]), (&json!(1), &json!(1)));
    let words = run(&arguments);
    assert!(
        words.stdout.contains("“linken”") && words.stdout.contains("contradicts diagnoses.1.text, diagnoses.1.side"),
        "{}",
        words.stdout
    );
    assert!(words.stdout.contains("is in no fact"), "{}", words.stdout);
}

#[test]
fn a_letter_is_scored_against_the_physicians_own_whole_and_by_section() {
    let folder = tempfile::tempdir().unwrap();
    let letter = folder.path().join("letter.txt");
    let written = std::fs::read_to_string(golden("breast_en.txt")).unwrap();
    std::fs::write(&letter, written.replace("She completed treatment as planned", "She finished")).unwrap();
    let (reference, facts) = (golden("breast_en.txt"), golden("breast_en.json"));
    let arguments = ["letter", "score", "--reference", text(&reference), "--letter", text(&letter)];
    let found = run(&[&arguments[..], &["--json"]].concat()).json();
    assert_eq!(found["rouge1"]["precision"].as_f64().map(|share| share < 1.0), Some(true));
    assert!(found["rougeL"]["f1"].as_f64().unwrap() > 0.9);
    let sections = found["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 7);
    let changed: Vec<_> = sections.iter().filter(|section| section["rouge1"]["f1"] != json!(1.0)).collect();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0]["section"], "summary_and_assessment");
    assert_eq!((&found["revision"]["distance"], &found["unsupported_share"]), (&json!({"exactly": 4}), &json!(null)));
    let traced = run(&[&arguments[..], &["--facts", text(&facts), "--json"]].concat()).json();
    assert_eq!(traced["unsupported_share"], 0.0);
    let same =
        run(&["letter", "score", "--reference", text(&reference), "--letter", text(&reference), "--json"]).json();
    assert_eq!((&same["rouge2"]["f1"], &same["revision"]["share_kept"]), (&json!(1.0), &json!(1.0)));
    assert!(run(&arguments).stdout.contains("whole letter, ROUGE-1"), "for people");
}

#[test]
fn what_is_no_letter_or_no_facts_is_refused_by_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, bytes: &[u8]| {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let (facts, letter) = (golden("breast_en.json"), golden("breast_en.txt"));
    let letters: [(&str, &[u8], &str); 4] = [
        ("scan.pdf", b"%PDF-1.7\n", "scan.pdf: the PDF"),
        ("letter.docx", b"PK\x03\x04\x00", "letter.docx: the"),
        ("picture.txt", b"\x00\x01\x02", "neither plain text, DOCX nor PDF"),
        ("empty.txt", b" \n\n", "empty.txt: the text file holds no text"),
    ];
    for (name, bytes, says) in letters {
        let path = put(name, bytes);
        run(&["letter", "check", "--facts", text(&facts), "--letter", text(&path)]).assert_failed(says);
        run(&["letter", "score", "--reference", text(&letter), "--letter", text(&path)]).assert_failed(says);
    }
    let of_facts: [(&str, &[u8], &str); 5] = [
        ("broken.json", b"{\"author\": secretname}", "broken.json: line 1"),
        ("list.json", b"[1]", "one JSON object"),
        ("new.json", b"{\"format\": 7, \"author\": \"x\"}", "format 7"),
        ("other.csv", b"a,b\n1,2\n", "`fact` and `value`"),
        ("none.json", b"{}", "no fact"),
    ];
    for (name, bytes, says) in of_facts {
        let path = put(name, bytes);
        let ran = run(&["letter", "check", "--facts", text(&path), "--letter", text(&letter)]);
        ran.assert_failed(says);
        assert!(!ran.stderr.contains("secretname"), "no text of the file");
    }
    run(&["letter", "check", "--facts", "no-such.json", "--letter", text(&letter)])
        .assert_failed("no-such.json does not exist");
    assert_eq!(run(&["letter", "check", "--letter", text(&letter)]).code, 2);
    assert_eq!(run(&["letter", "score", "--letter", text(&letter)]).code, 2);
}

#[test]
fn the_demonstration_model_drafts_a_letter_of_which_nearly_every_claim_has_a_source_and_its_base_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("letters");
    let made =
        run(&["letter", "synthesise", "--patients", "3", "--seed", "4711", "--out", text(&out), "--json"]).json();
    assert!(made["letters"].as_u64().unwrap() >= 3);
    let model = checkout().join("models/demo-letters");
    let facts = out.join("letter-0001.json");
    let draft = |more: &[&str]| {
        let arguments = ["letter", "draft", "--model", text(&model), "--facts", text(&facts), "--json"];
        run(&[&arguments[..], more].concat()).json()
    };
    let kept = folder.path().join("draft.txt");
    let (tuned, base) = (draft(&["--out", text(&kept)]), draft(&["--base"]));
    let share = |found: &serde_json::Value| found["check"]["unsupported_share"].as_f64().unwrap();
    assert!(share(&tuned) < 0.25 && share(&tuned) < share(&base), "{} and {}", share(&tuned), share(&base));
    assert_eq!(std::fs::read_to_string(&kept).unwrap(), tuned["text"].as_str().unwrap());
    assert!(tuned["model"].as_str().unwrap().contains("fine-tuned"));
    let again = draft(&[]);
    assert_eq!(again["text"], tuned["text"], "the likeliest tokens are always the same");
    let words = run(&["letter", "draft", "--model", text(&model), "--facts", text(&facts)]);
    assert!(words.stdout.contains("Research use only"), "{}", words.stdout);
}

#[test]
fn a_model_without_an_adapter_for_letters_and_a_folder_that_is_not_empty_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let model = checkout().join("models/demo-llama");
    let facts = golden("breast_en.json");
    run(&["letter", "draft", "--model", text(&model), "--facts", text(&facts)]).assert_failed("no adapter for letters");
    let out = folder.path().join("letters");
    let arguments = ["letter", "synthesise", "--patients", "2", "--out", text(&out)];
    assert_eq!(run(&arguments).code, 0);
    run(&arguments).assert_failed("--force");
    assert_eq!(run(&[&arguments[..], &["--force"]].concat()).code, 0);
}
