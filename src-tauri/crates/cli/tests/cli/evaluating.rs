//! A small study by the program: the numbers of the use-case, and none lost to a kill; tables that others made, in every wrong form.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use isocenter_app::commands::{EvaluateRequest, evaluate};
use isocenter_app::{Application, CancelToken, DeviceChoice, OperatingSystemHost};
use isocenter_eval::CaseList;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{Ran, checkout, model_with_adapters, names, program, run, text};

/// Invented cases and a study of one model, base and tuned, in a folder.
fn study_in(folder: &Path, cases: usize) -> PathBuf {
    model_with_adapters("llama2", &folder.join("model"));
    let kinds = [("photon", "C50.912"), ("proton", "C61"), ("electron", "C44.311"), ("brachytherapy", "C53.9")];
    let mut lines = String::new();
    for index in 0..cases {
        let (modality, icd10) = kinds[index % kinds.len()];
        let regimen = format!("plan {index} Gy/ 5 fx {modality}. primary, {modality}, {index}.0Gy, fractions:5");
        let diagnosis = format!("invented disease number {index} of the left side");
        let case = json!({ "case_id": format!("case-{index:03}"), "diagnosis": diagnosis, "regimen": regimen, "modality": modality, "icd10": icd10 });
        writeln!(lines, "{case}").unwrap();
    }
    let sha256 = CaseList::read(lines.as_bytes()).unwrap().sha256();
    std::fs::write(folder.join("cases.jsonl"), lines).unwrap();
    let study = folder.join("study.toml");
    std::fs::write(
        &study,
        format!(
            "name = \"Small\"\npurpose = \"demonstration\"\n[cases]\nfile = \"cases.jsonl\"\nsha256 = \"{sha256}\"\n\
             [sampling]\ntemperatures = [0.2, 0.8]\n[statistics]\nbootstrap_resamples = 20\n\
             [tasks.regimen]\nmax_tokens = 24\nprompt_version = 1\n[tasks.modality]\nmax_tokens = 6\nprompt_version = 1\n\
             [tasks.icd10]\nmax_tokens = 8\nprompt_version = 1\nbeams = 3\n\
             [[models]]\nid = \"base\"\nlabel = \"L\"\nfamily = \"llama\"\nrole = \"base\"\nfolder = \"model\"\n\
             [[models]]\nid = \"tuned\"\nlabel = \"L\"\nfamily = \"llama\"\nrole = \"tuned\"\nfolder = \"model\"\n\
             adapters = {{ regimen = \"model/adapters/regimen\", modality = \"model/adapters/modality\", icd10 = \"model/adapters/icd10\" }}\n"
        ),
    )
    .unwrap();
    study
}

fn evaluate_by_program(study: &Path, out: &Path) -> Ran {
    run(&["evaluate", "--json", "--study", text(study), "--out", text(out)])
}

#[test]
fn the_program_and_the_use_case_give_the_same_numbers() {
    let home = tempfile::tempdir().unwrap();
    let study = study_in(home.path(), 6);
    let out = home.path().join("program");
    let ran = evaluate_by_program(&study, &out);
    let document = ran.json();
    assert_eq!(document["cases"], json!({ "regimen": 6, "modality": 6, "icd10": 6 }));
    assert_eq!(document["is_demonstration"], true);
    assert_eq!(document["table1"][0]["tasks"]["regimen"]["cases"], 6);
    let written = std::fs::read_to_string(out.join("results.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), document);

    let application = Application::new(OperatingSystemHost::new());
    let request =
        EvaluateRequest { study: study.clone(), out: home.path().join("use-case"), device: DeviceChoice::Cpu };
    let report = evaluate(&application, &request, &CancelToken::new(), &mut |_| {}).unwrap();
    assert_eq!(String::from_utf8(report.results).unwrap(), written);

    let words = run(&["evaluate", "--study", text(&study), "--out", text(&out)]);
    assert_eq!(words.code, 0, "{}", words.stderr);
    assert!(words.stdout.contains("0 of them new") && words.stdout.contains("Demonstration"), "{}", words.stdout);
    std::fs::write(&study, std::fs::read_to_string(&study).unwrap().replace("0.8]", "0.9]")).unwrap();
    evaluate_by_program(&study, &out).assert_failed("another study");
}

#[test]
fn a_killed_run_goes_on_to_the_same_answers_and_numbers() {
    let home = tempfile::tempdir().unwrap();
    let study = study_in(home.path(), 40);
    let (whole, killed) = (home.path().join("whole"), home.path().join("killed"));
    evaluate_by_program(&study, &whole).json();
    let samples = |out: &Path| std::fs::read_to_string(out.join("samples.jsonl")).unwrap_or_default();
    for answers in [3, 150, 400] {
        let mut child = program()
            .args(["evaluate", "--study", text(&study), "--out", text(&killed)])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let began = Instant::now();
        while samples(&killed).lines().count() < answers && child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < Duration::from_secs(300), "it never came so far");
            std::thread::sleep(Duration::from_millis(5));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    evaluate_by_program(&study, &killed).json();
    let sorted = |out: &Path| {
        let text = samples(out);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&killed), sorted(&whole));
    let results = |out: &Path| std::fs::read(out.join("results.json")).unwrap();
    assert_eq!(results(&killed), results(&whole));
}

struct Tables {
    folder: TempDir,
}

impl Tables {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn run(&self, command: &[&str], table: impl AsRef<[u8]>) -> Ran {
        let path = self.folder.path().join("table.csv");
        std::fs::write(&path, table).unwrap();
        let mut arguments = vec![command[0], "--json", text(&path)];
        arguments.extend(&command[1..]);
        run(&arguments)
    }
}

const METRICS: [&str; 3] = ["metrics", "--task", "modality"];

#[test]
fn metrics_read_a_table_as_spreadsheets_write_it() {
    let tables = Tables::new();
    let table = "\u{feff}\"prediction\",notes,\"case_id\",\"reference\"\r\n\" photon\",x,1,photon\r\n\"photon, proton\",\"a \"\"b\"\"\",2,proton\r\nproton,,3,photon\r\n";
    let found = tables.run(&METRICS, table).json();
    assert_eq!((&found["n"], &found["unreadable"]), (&json!(3), &json!(1)));
    assert!((found["accuracy"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-12);
    for average in ["macro", "weighted", "micro"] {
        for rate in ["precision", "recall", "f1"] {
            assert!(found[average][rate].is_number(), "{average} {rate}: {found}");
        }
    }
    assert!(found["confusion"].is_object());

    let regimen = "case_id,reference,prediction\n1,60 Gy in 30 fractions to the left breast,50.4 Gy in 28 fractions left breast\n";
    let found = tables.run(&["metrics", "--task", "regimen"], regimen).json();
    let rouge1 = &found["rouge1"];
    assert_eq!((&rouge1["precision"], &found["n"]), (&json!(0.625), &json!(1)));
    assert!((rouge1["recall"].as_f64().unwrap() - 0.555_555_555_6).abs() < 1e-9);
    assert!(found["rouge2"]["f1"].is_number() && found["rougeL"]["f1"].is_number());

    let codes = "case_id,reference,prediction\n1,C50.912,C50.911\n2,C61,the code is C61.\n";
    let found = tables.run(&["metrics", "--task", "icd10"], codes).json();
    assert_eq!((&found["accuracy"], &found["code_accuracy"]), (&json!(1.0), &json!(0.5)));
    let empty = tables.run(&METRICS, "case_id,reference,prediction\n").json();
    assert_eq!((&empty["n"], &empty["accuracy"]), (&json!(0), &Value::Null), "undefined is no 0");
}

#[test]
fn compare_tests_two_columns_and_says_when_there_is_nothing_to_test() {
    let tables = Tables::new();
    let rising: String = (1..=10).fold("x,y\n".to_owned(), |table, d| table + &format!("{d},0\n"));
    let found = tables.run(&["compare"], &rising).json();
    assert_eq!(found["p"], json!(1.0 / 1024.0));
    assert_eq!((&found["n"], &found["zeros"], &found["method"]), (&json!(10), &json!(0), &json!("exact")));
    assert_eq!(tables.run(&["compare", "--alternative", "less"], &rising).json()["p"], json!(1.0));
    assert_eq!(tables.run(&["compare", "--alternative", "two-sided"], &rising).json()["p"], json!(2.0 / 1024.0));
    for (table, n) in [("x,y\n1,1\n2,2\n", 2), ("x,y\n", 0)] {
        let ran = tables.run(&["compare"], table);
        let found = ran.json();
        assert_eq!(
            (&found["statistic"], &found["p"], &found["n"], &found["zeros"]),
            (&Value::Null, &Value::Null, &json!(n), &json!(n))
        );
        assert!(ran.stderr.starts_with("note: ") && ran.stderr.contains("undefined"), "{}", ran.stderr);
    }
}

#[test]
fn agreement_counts_pairs_and_flags_those_far_apart() {
    let tables = Tables::new();
    let (a, b) = ([5, 5, 5, 4, 4, 3, 5, 5, 4, 1], [5, 5, 4, 4, 4, 4, 5, 3, 4, 2]);
    let rows = a.iter().zip(b).enumerate();
    let table = rows.fold("case_id,grader_a,grader_b\n".to_owned(), |t, (i, (a, b))| t + &format!("c{i},{a},{b}\n"));
    let found = tables.run(&["agreement"], table + "c10,,4\n").json();
    assert_eq!((&found["n"], &found["ungraded"], &found["flagged"]), (&json!(10), &json!(1), &json!(["c7"])));
    for (weight, expected) in
        [("unweighted", 0.420_289_855_1), ("linear", 0.545_454_545_5), ("quadratic", 0.695_652_173_9)]
    {
        assert!((found["kappa"][weight].as_f64().unwrap() - expected).abs() < 1e-9, "{weight}: {found}");
    }
    assert!(found["ac2"].is_number() && found["exact"].is_number() && found["within_one"].is_number());
    let constant = tables.run(&["agreement"], "case_id,grader_a,grader_b\n1,5,5\n2,5,5\n").json();
    assert_eq!((&constant["kappa"]["quadratic"], &constant["exact"]), (&Value::Null, &json!(1.0)));
}

#[test]
fn a_wrong_table_is_refused_by_file_line_and_column() {
    let tables = Tables::new();
    let wrong: [(&[&str], &[u8], &[&str]); 12] = [
        (&METRICS, b"case_id,truth,prediction\n1,photon,photon\n", &["no column reference", "case_id"]),
        (&METRICS, b"", &["no column case_id, reference, prediction"]),
        (&METRICS, b"case_id,reference,reference,prediction\n1,photon,photon,photon\n", &["reference twice"]),
        (&METRICS, b"case_id,reference,prediction\n1,photon,photon\n1,photon,photon\n", &["case 1 is there twice"]),
        (&METRICS, b"case_id,reference,prediction\n1,photon,photon\n2,gamma,photon\n", &["line 3", "reference"]),
        (&METRICS, b"case_id,reference,prediction\n1,photon\n", &["line 2", "prediction"]),
        (&METRICS, b"case_id,reference,prediction\n1,\xff\xfe,photon\n", &["UTF-8"]),
        (&["metrics", "--task", "icd10"], b"case_id,reference,prediction\n1,nothing,C61\n", &["line 2", "reference"]),
        (&["compare"], b"x,y\n1,2\n1,two\n", &["line 3", "y"]),
        (&["compare"], b"x,y\n1,NaN\n", &["line 2", "y"]),
        (&["agreement"], b"case_id,grader_a,grader_b\n1,5,6\n", &["line 2", "grader_b"]),
        (&["agreement"], b"case_id,grader_a\n1,5\n", &["no column grader_b"]),
    ];
    for (command, table, says) in wrong {
        let ran = tables.run(command, table);
        says.iter().for_each(|words| ran.assert_failed(words));
        ran.assert_failed("table.csv");
        assert!(!ran.stderr.contains("gamma"), "no text of the table: {}", ran.stderr);
    }
    run(&["compare", "no-such.csv"]).assert_failed("no-such.csv does not exist");
    assert_eq!(names(tables.folder.path()), ["table.csv"]);
}

#[test]
fn a_hundred_thousand_rows_are_read_whole() {
    let tables = Tables::new();
    let table = |row: &dyn Fn(usize) -> String, header: &str| {
        (0..100_000).fold(format!("{header}\n"), |table, index| table + &row(index) + "\n")
    };
    let header = "case_id,reference,prediction";
    let dose = |index: usize| {
        format!("plan {}.5 Gy/ {} fx photons. primary, photon, fractions:{}", index % 70, index % 30, index % 30)
    };
    let labels = ["photon", "proton", "electron", "brachytherapy"];
    let inputs: [(&[&str], String); 4] = [
        (&["metrics", "--task", "regimen"], table(&|i| format!("{i},\"{}\",\"{}\"", dose(i), dose(i + 1)), header)),
        (&METRICS, table(&|i| format!("{i},{},{}", labels[i % 4], labels[i % 3]), header)),
        (&["metrics", "--task", "icd10"], table(&|i| format!("{i},C{:02}.{},C{:02}", i % 90, i % 10, i % 80), header)),
        (&["compare"], table(&|i| format!("{},{}", i % 97, i % 89), "x,y")),
    ];
    for (command, table) in inputs {
        assert_eq!(tables.run(command, table).json()["n"], 100_000);
    }
}

#[test]
fn the_shipped_study_is_the_one_that_the_program_writes() {
    let home = tempfile::tempdir().unwrap();
    let (models, out) = (checkout().join("models"), home.path().join("study"));
    let recipes = models.join("recipes");
    let written =
        run(&["demo", "study", "--json", "--recipes", text(&recipes), "--models", text(&models), "--out", text(&out)])
            .json();
    assert_eq!(written["cases"], json!({ "icd10": 377, "modality": 403, "regimen": 403 }));
    let read = |folder: &Path, name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let shipped = models.join("study");
    assert!(read(&out, "cases.jsonl") == read(&shipped, "cases.jsonl"), "the frozen cases");
    let without_places = |text: String| {
        let places = ["folder", "regimen =", "modality =", "icd10 ="];
        text.lines()
            .filter(|line| !places.iter().any(|place| line.starts_with(place)))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(without_places(read(&out, "study.toml")), without_places(read(&shipped, "study.toml")));
    let results: Value = serde_json::from_str(&read(&shipped, "results.json")).unwrap();
    assert_eq!(
        results["cases_sha256"],
        json!(CaseList::read(read(&shipped, "cases.jsonl").as_bytes()).unwrap().sha256())
    );
    assert_eq!(results["is_demonstration"], true);
    for row in results["table1"].as_array().unwrap() {
        for task in ["regimen", "modality", "icd10"] {
            assert_eq!(row["tasks"][task]["test"]["p"], json!(1.0 / 1024.0), "tuned beats base: {}", row["label"]);
        }
    }
}

#[test]
fn the_shipped_study_is_written_from_any_folder() {
    let home = tempfile::tempdir().unwrap();
    let elsewhere = |models: &Path| {
        let mut command = program();
        command.args(["demo", "study", "--json", "--out", "study"]).current_dir(home.path());
        Ran::new(command.env("ISOCENTER_MODELS", models).output().unwrap())
    };
    let nowhere = elsewhere(home.path());
    nowhere.assert_failed("demo-llama and demo-mistral");
    assert!(nowhere.stderr.contains("--models") && nowhere.stderr.contains("ISOCENTER_MODELS"), "{}", nowhere.stderr);
    assert_eq!(elsewhere(&checkout().join("models")).json()["models"], 4);
    assert!(home.path().join("study/study.toml").is_file());
}
