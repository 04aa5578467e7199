//! Wrong usage ends with code 2 and never with an answer.

use crate::program::run;

#[test]
fn wrong_usage_exits_with_two_and_prints_nothing_on_standard_output() {
    let wrong: [&[&str]; 18] = [
        &["advise"],
        &["suggest"],
        &["suggest", "--temperature", "hot", "DCIS"],
        &["suggest", "--temperature", "-1", "DCIS"],
        &["suggest", "--seed", "-1", "DCIS"],
        &["generate", "--model", "m"],
        &["generate", "--model", "m", "--input", "f.jsonl", "prompt"],
        &["generate", "--model", "m", "--top-p", "1.5", "prompt"],
        &["generate", "--model", "m", "--device", "tpu", "prompt"],
        &["generate", "--model", "m", "--quantize", "q3", "prompt"],
        &["score", "--model", "m"],
        &["finetune", "--model", "m", "--data", "d"],
        &["finetune", "--model", "m", "--data", "d", "--out", "o", "--set", "rank"],
        &["evaluate", "--study", "s.toml"],
        &["metrics", "f.csv"],
        &["metrics", "f.csv", "--task", "letter"],
        &["compare", "f.csv", "--alternative", "more"],
        &["cohort", "synthesise", "--cases", "0", "--seed", "1", "--out", "o"],
    ];
    for arguments in wrong {
        let ran = run(arguments);
        assert_eq!(ran.code, 2, "{arguments:?}: {}", ran.stderr);
        assert_eq!(ran.stdout, "", "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_no_failure() {
    for arguments in [&["--help"][..], &["suggest", "--help"], &["--version"]] {
        assert_eq!(run(arguments).code, 0);
    }
}
