//! A small study from its file to its numbers: stopped, torn, repeated and changed in between.

use std::path::{Path, PathBuf};

use isocenter_app::commands::{EvaluateEvent, EvaluateReport, EvaluateRequest, evaluate};
use isocenter_app::{CancelToken, DeviceChoice, Error, ErrorCode, StopRequest};
use isocenter_eval::CaseList;
use serde_json::Value;

use crate::fixture::{House, assert_is_one_sentence_with_a_remedy, edit, edit_bytes, listing};

const CASES: [(&str, &str, &str, &str); 4] = [
    ("A", "IDC of the left breast, grade 2", "photon", "C50.912"),
    ("B", "adenoca prostate, Gleason 7", "photon", "C61"),
    ("C", "NSCLC of the right lung", "proton", "C34.11"),
    ("D", "BCC of the nose", "electron", "C44.311"),
];
const REGIMEN: &str = "plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5";
/// Four cases × (two models: three tasks at two temperatures, labels and codes beside).
const ANSWERS: usize = 4 * 2 * (3 * 2 + 2);

/// A house with one model, a case list and a study of the base and the tuned model.
struct StudyHouse {
    house: House,
}

impl StudyHouse {
    fn new() -> Self {
        let house = House::with_model();
        let line = |(id, diagnosis, modality, code): &(&str, &str, &str, &str)| {
            serde_json::json!({
                "case_id": id, "diagnosis": diagnosis, "regimen": REGIMEN, "modality": modality, "icd10": code
            })
            .to_string()
                + "\n"
        };
        let lines: String = CASES.iter().map(line).collect();
        let sha256 = CaseList::read(lines.as_bytes()).unwrap().sha256();
        let root = house.models.path();
        std::fs::write(root.join("cases.jsonl"), lines).unwrap();
        std::fs::write(
            root.join("study.toml"),
            format!(
                "name = \"Small\"\n[cases]\nfile = \"cases.jsonl\"\nsha256 = \"{sha256}\"\n\
                 [sampling]\ntemperatures = [0.5, 1.0]\nseed = 7\n[statistics]\nbootstrap_resamples = 20\n\
                 [tasks.regimen]\nmax_tokens = 9\nprompt_version = 1\n[tasks.modality]\nmax_tokens = 4\nprompt_version = 1\n\
                 [tasks.icd10]\nmax_tokens = 6\nprompt_version = 1\nbeams = 3\n\
                 [[models]]\nid = \"base\"\nlabel = \"L\"\nfamily = \"llama\"\nrole = \"base\"\nfolder = \"llama2\"\n\
                 [[models]]\nid = \"tuned\"\nlabel = \"L\"\nfamily = \"llama\"\nrole = \"tuned\"\nfolder = \"llama2\"\n\
                 adapters = {{ regimen = \"llama2/adapters/regimen\", modality = \"llama2/adapters/modality\", \
                 icd10 = \"llama2/adapters/icd10\" }}\n"
            ),
        )
        .unwrap();
        Self { house }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.house.models.path().join(name)
    }

    fn run(&self, out: &str) -> Result<EvaluateReport, Error> {
        self.run_until(out, usize::MAX).0
    }

    /// Runs and asks to stop after so many answers of this session; gives each progress too.
    fn run_until(&self, out: &str, answers: usize) -> (Result<EvaluateReport, Error>, Vec<usize>) {
        let request =
            EvaluateRequest { study: self.path("study.toml"), out: self.path(out), device: DeviceChoice::Cpu };
        let (cancel, mut done) = (CancelToken::new(), Vec::new());
        let report = evaluate(&self.house.application, &request, &cancel, &mut |event| {
            if let EvaluateEvent::Stored(progress) = event {
                assert_eq!(progress.total, ANSWERS);
                assert!(progress.seconds_left.is_none_or(|left| left.is_finite() && left >= 0.0));
                done.push(progress.done);
                if done.len() == answers {
                    cancel.request(StopRequest::Pause);
                }
            }
        });
        (report, done)
    }

    fn results(&self, out: &str) -> Vec<u8> {
        std::fs::read(self.path(out).join("results.json")).unwrap()
    }

    /// The answers without their order.
    fn answers(&self, out: &str) -> Vec<String> {
        let text = std::fs::read_to_string(self.path(out).join("samples.jsonl")).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    }
}

#[test]
fn a_study_file_that_names_no_hash_is_frozen_with_it() {
    let study = StudyHouse::new();
    let file = study.path("study.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let without: String =
        text.lines().filter(|line| !line.starts_with("sha256")).map(|line| format!("{line}\n")).collect();
    std::fs::write(&file, without).unwrap();
    study.run("out").unwrap();
    let cases = std::fs::read_to_string(study.path("cases.jsonl")).unwrap();
    let sha256 = CaseList::read(cases.as_bytes()).unwrap().sha256();
    assert!(std::fs::read_to_string(study.path("out").join("study.toml")).unwrap().contains(&sha256));
    let changed: String = cases.lines().skip(1).map(|line| format!("{line}\n")).collect();
    std::fs::write(study.path("cases.jsonl"), changed).unwrap();
    let refused = study.run("out").unwrap_err();
    assert!(refused.to_string().contains("another study"), "{refused}");
}

#[test]
fn a_study_leaves_its_answers_numbers_figures_and_report_and_gives_them_again() {
    let study = StudyHouse::new();
    let report = study.run("out").unwrap();
    assert_eq!((report.samples, report.drawn), (ANSWERS, ANSWERS));
    let files = listing(&study.path("out"));
    for name in
        ["study.toml", "run.json", "samples.jsonl", "samples.csv", "results.json", "recompute.py", "report.html"]
    {
        assert!(files.iter().any(|file| file == name), "{name}: {files:?}");
    }
    for figure in [
        "comparison",
        "scan-regimen",
        "fields-regimen",
        "coverage-regimen",
        "scan-modality",
        "scores-modality",
        "classes-modality",
        "confusion-modality-tuned",
        "reliability-modality",
        "scan-icd10",
        "scores-icd10",
        "classes-icd10",
        "confusion-icd10-tuned",
    ] {
        for ending in ["svg", "png", "pdf"] {
            let name = format!("figures/{figure}.{ending}");
            assert!(files.contains(&name), "{name}: {files:?}");
        }
    }
    let results: Value = serde_json::from_slice(&study.results("out")).unwrap();
    assert_eq!(results["cases"]["regimen"], 4);
    assert_eq!(report.results, study.results("out"));
    let record = std::fs::read_to_string(study.path("out").join("run.json")).unwrap();
    assert!(record.contains("tuned, adapter of icd10, SHA-256") && !record.contains(CASES[0].1));
    let html = std::fs::read_to_string(study.path("out").join("report.html")).unwrap();
    assert!(html.contains("<svg") && !html.contains(CASES[0].1) && !html.contains(REGIMEN), "no text of a case");

    // Stored answers are enough: the model may be gone.
    std::fs::rename(study.path("llama2"), study.path("moved")).unwrap();
    let again = study.run("out").unwrap();
    assert_eq!((again.drawn, &again.results), (0, &report.results));
    std::fs::rename(study.path("moved"), study.path("llama2")).unwrap();
    study.run("other").unwrap();
    assert_eq!(study.answers("other"), study.answers("out"), "the same study gives the same answers");
    assert_eq!(study.results("other"), study.results("out"));
}

#[test]
fn a_stopped_or_torn_run_goes_on_without_losing_or_doubling_an_answer() {
    let study = StudyHouse::new();
    study.run("whole").unwrap();
    let whole = std::fs::read(study.path("whole").join("samples.jsonl")).unwrap();

    for answers in [1, 20, 47] {
        let out = format!("stopped-{answers}");
        let (stopped, done) = study.run_until(&out, answers);
        let error = stopped.unwrap_err();
        assert!(error.what().contains(&format!("{} of {ANSWERS}", done.last().unwrap())), "{error}");
        assert_is_one_sentence_with_a_remedy(&error);
        let (ended, more) = study.run_until(&out, usize::MAX);
        ended.unwrap();
        assert_eq!(more.first().copied(), Some(done.last().unwrap() + 1), "what is stored counts as done");
        assert_eq!(study.answers(&out), study.answers("whole"));
        assert_eq!(study.results(&out), study.results("whole"));
    }

    // As a kill in the middle of a write leaves it, in the header, between two lines and within one.
    let header = whole.iter().position(|byte| *byte == b'\n').unwrap();
    for length in [0, header / 2, header, header + 1, whole.len() / 3, whole.len() / 2 + 7, whole.len() - 1] {
        let out = format!("torn-{length}");
        std::fs::create_dir_all(study.path(&out)).unwrap();
        std::fs::write(study.path(&out).join("samples.jsonl"), &whole[..length]).unwrap();
        std::fs::copy(study.path("whole/run.json"), study.path(&out).join("run.json")).unwrap();
        study.run(&out).unwrap();
        assert_eq!(study.answers(&out), study.answers("whole"), "torn at {length}");
        assert_eq!(study.results(&out), study.results("whole"), "torn at {length}");
    }
}

#[test]
fn another_study_and_another_model_do_not_go_on_with_these_answers() {
    let study = StudyHouse::new();
    study.run_until("out", 20).0.unwrap_err();
    let before = study.answers("out");
    let refused = |expected: &str| {
        let error = study.run("out").unwrap_err();
        assert_is_one_sentence_with_a_remedy(&error);
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(study.answers("out"), before, "nothing was written");
    };
    edit(&study.path("study.toml"), |text| text.replace("seed = 7", "seed = 8"));
    refused("another study");
    std::fs::remove_file(study.path("out/study.toml")).unwrap();
    refused("of another study");
    std::fs::remove_file(study.path("out/study.toml")).unwrap();
    edit(&study.path("study.toml"), |text| text.replace("seed = 8", "seed = 7"));
    edit_bytes(&study.path("llama2/adapters/icd10/adapter_model.safetensors"), |bytes| {
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
    });
    refused("another tuned, adapter of icd10");
    std::fs::remove_file(study.path("out/run.json")).unwrap();
    refused("run.json");
    edit(&study.path("cases.jsonl"), |text| text.replace("Gleason 7", "Gleason 8"));
    refused("another one than the study");
}

#[test]
fn what_cannot_be_asked_is_refused_in_words_before_anything_is_asked() {
    let study = StudyHouse::new();
    let original = std::fs::read_to_string(study.path("study.toml")).unwrap();
    let faults: [(&str, &str, &str); 5] = [
        ("prompt_version = 1\nbeams", "prompt_version = 9\nbeams", "prompt version 9"),
        ("folder = \"llama2\"", "folder = \"nowhere\"", "nowhere"),
        ("llama2/adapters/icd10", "llama2/adapters/none", "none"),
        ("seed = 7", "sed = 7", "line"),
        ("cases.jsonl", "no-cases.jsonl", "no-cases.jsonl"),
    ];
    for (index, (from, to, expected)) in faults.iter().enumerate() {
        edit(&study.path("study.toml"), |text| text.replace(from, to));
        let out = format!("fault-{index}");
        let error = study.run(&out).unwrap_err();
        assert!(!study.path(&out).exists(), "{error}: nothing was written");
        assert_is_one_sentence_with_a_remedy(&error);
        assert!(error.to_string().contains(expected), "{error}");
        assert_ne!(error.code(), ErrorCode::Internal);
        std::fs::write(study.path("study.toml"), &original).unwrap();
    }
    let locked = study.path("locked");
    std::fs::create_dir_all(&locked).unwrap();
    let other = std::fs::File::create(locked.join("samples.jsonl")).unwrap();
    other.try_lock().unwrap();
    assert_eq!(study.run("locked").unwrap_err().code(), ErrorCode::Busy, "one writer at a time");
}

/// What the patient's text may never be part of.
#[test]
fn a_broken_case_line_is_named_by_its_number_alone() {
    let study = StudyHouse::new();
    edit(&study.path("cases.jsonl"), |text| text.replacen("\"modality\":\"photon\"", "\"modality\":\"gamma\"", 1));
    let error = study.run("out").unwrap_err();
    assert!(error.to_string().contains("line 1"), "{error}");
    let told = format!("{error} {:?}", error.detail());
    assert!(!told.contains("gamma") && !told.contains("breast"), "{told}");
    assert!(!Path::new(&study.path("out")).exists());
}
