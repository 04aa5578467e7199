//! CSV, JSON and the report.

use isocenter_domain::Task;
use isocenter_eval::{
    FigureSubject, ModelCard, RECOMPUTE_PY, ReportFigure, ReportParts, RunFact, Study, report_html, write_results_json,
    write_samples_csv,
};

use crate::fixture::{cases, records, study_text, with_evaluation};

#[test]
fn the_table_has_a_row_for_each_record_and_names_each_column_once() {
    with_evaluation(|evaluation| {
        let mut csv = Vec::new();
        write_samples_csv(evaluation, &mut csv).unwrap();
        let text = String::from_utf8(csv).unwrap();
        assert_eq!(text.lines().count(), 1 + 116, "no text of this study has a line break");
        let columns: Vec<&str> = text.lines().next().unwrap().split(',').collect();
        assert_eq!(columns.iter().collect::<std::collections::HashSet<_>>().len(), columns.len());
        assert!(!text.contains("left breast"), "a diagnosis leaves no study");
        let row = "llama-tuned,llama,llama,tuned,modality,C,free,0.1,0,18446744073709551615,eos,2,proton,IMPT,proton,,,,,,,,,Lung,proton,\
                   curative,female,60–74,0–20";
        assert!(text.lines().any(|line| line.starts_with(row)), "{text}");
    });
}

#[test]
fn an_undefined_number_is_null() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let mut bytes = Vec::new();
        write_results_json(evaluation, &numbers, &[], &[], &mut bytes).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        let scans = json["scans"].as_array().unwrap();
        let side = scans.iter().find(|scan| scan["metric"] == "same_side").unwrap();
        assert_eq!(side["points"][0]["value"], serde_json::Value::Null);
        assert_eq!(side["median"], serde_json::Value::Null);
        assert_eq!(json["is_demonstration"], true);
        assert_eq!(json["study_sha256"], evaluation.study().sha256());
        assert_eq!(json["tests"][0]["outcome"]["state"], "tested");
    });
}

#[test]
fn the_script_names_every_metric() {
    for task in Task::ALL {
        for metric in isocenter_eval::Metric::of(task).iter().chain(isocenter_eval::Metric::beside(task)) {
            let is_built = metric.name().starts_with("rouge");
            assert!(is_built || RECOMPUTE_PY.contains(&format!("\"{}\"", metric.name())), "{}", metric.name());
        }
    }
}

fn report(study: &Study) -> String {
    let cases = cases();
    let evaluation = isocenter_eval::Evaluation::new(study, &cases, records(study, &cases)).unwrap();
    let numbers = evaluation.numbers().unwrap();
    let figure = ReportFigure {
        subject: FigureSubject::TemperatureScan,
        task: Some(Task::Modality),
        caption: String::from("n < 5"),
        svg: String::from("<?xml version=\"1.0\"?><svg><title>scan</title></svg>"),
    };
    report_html(&ReportParts {
        evaluation: &evaluation,
        numbers: &numbers,
        findings: &evaluation.findings(&numbers),
        figures: &[figure],
        sections: &[],
        model_cards: &[ModelCard { title: String::from("llama"), text: String::from("a <card>") }],
        run: &[RunFact { name: String::from("Device"), value: String::from("cpu") }],
        made: "today",
    })
}

#[test]
fn the_report_stands_alone_and_marks_a_demonstration() {
    let study = Study::from_toml(&study_text()).unwrap();
    let page = report(&study);
    let (before_body, body) = page.split_once("<tbody>").unwrap();
    assert!(before_body.contains("Demonstration: synthetic cases"), "in the head that each page repeats");
    assert!(before_body.contains("Research use only"), "in the foot that each page repeats");
    assert!(body.contains("<svg><title>scan</title></svg>") && !body.contains("<?xml"));
    assert!(body.contains("n &lt; 5") && body.contains("a &lt;card&gt;") && body.contains("Four &lt;cases&gt;"));
    assert!(!page.contains("http://") && !page.contains("https://"), "nothing is fetched");
    assert!(body.contains("seed 7") && body.contains("50 resamples"), "the exact settings");
    assert!(body.contains("0.250 (0.250)") && body.contains("0.750 (0.625)"), "highest (median)");
    assert!(body.contains(&study.sha256()));
    assert!(!page.contains("left breast"), "a diagnosis leaves no study");
    assert_eq!(page, report(&study), "the same parts give the same page");
}

#[test]
fn a_department_study_is_not_marked_as_a_demonstration() {
    let study = Study::from_toml(&study_text().replace("purpose = \"demonstration\"\n", "")).unwrap();
    assert!(!report(&study).contains("Demonstration"));
}
