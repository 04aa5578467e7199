//! Tables that others made, as they come.

use isocenter_domain::Task;
use isocenter_eval::{Error, PredictionMetrics, TestOutcome, agreement_of_csv, compare_csv, metrics_of_csv};
use isocenter_stats::Alternative;

fn json(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap()
}

#[test]
fn marks_quotes_line_ends_and_order_of_columns_do_not_matter() {
    let plain = "case_id,reference,prediction\n1,photon,photon\n2,proton,photon\n";
    let messy =
        "\u{feff}prediction,\"case_id\",extra,reference\r\n\"photon\",1,\"a,\nb\",photon\r\n photons ,2,,PROTON\r\n";
    let of = |text: &str| metrics_of_csv(Task::Modality, text.as_bytes()).unwrap();
    assert_eq!(of(plain), of(messy));
    let json = json(&of(plain));
    assert_eq!(json["n"], 2);
    assert_eq!(json["accuracy"], 0.5);
    assert_eq!(json["macro"]["recall"], 0.5);
    assert_eq!(json["weighted"]["precision"], 0.25);
    assert_eq!(json["confusion"]["matrix"][1][0], 1);
}

#[test]
fn codes_count_by_category_with_the_full_code_beside() {
    let table = "case_id,reference,prediction\n1,C50.912,c50911\n2,C61,nothing\n3,C34.11,C34.11\n";
    let PredictionMetrics::Classes(metrics) = metrics_of_csv(Task::Icd10, table.as_bytes()).unwrap() else {
        panic!("codes are classes")
    };
    assert_eq!((metrics.accuracy, metrics.code_accuracy, metrics.unreadable), (Some(2.0 / 3.0), Some(1.0 / 3.0), 1));
}

#[test]
fn regimens_are_means_over_cases() {
    let table = "case_id,reference,prediction\n1,the cat,the the the the\n2,a b,a b\n";
    let json = json(&metrics_of_csv(Task::Regimen, table.as_bytes()).unwrap());
    assert_eq!(json["rouge1"], serde_json::json!({"precision": 0.625, "recall": 0.75, "f1": (1.0 / 3.0 + 1.0) / 2.0}));
    assert_eq!(json["rougeL"]["recall"], 0.75);
}

#[test]
fn a_table_without_rows_is_undefined_not_zero() {
    for task in Task::ALL {
        let json = json(&metrics_of_csv(task, "case_id,reference,prediction\n".as_bytes()).unwrap());
        assert_eq!(json["n"], 0);
        let value = if task == Task::Regimen { &json["rouge1"]["recall"] } else { &json["accuracy"] };
        assert_eq!(*value, serde_json::Value::Null, "{task}");
    }
    assert_eq!(compare_csv(Alternative::Greater, "x,y\n".as_bytes()).unwrap(), TestOutcome::Undefined);
    assert_eq!(
        json(&agreement_of_csv("case_id,grader_a,grader_b\n".as_bytes()).unwrap())["exact"],
        serde_json::Value::Null
    );
}

#[test]
fn faults_are_named_by_column_and_line() {
    let metrics = |text: &str| metrics_of_csv(Task::Modality, text.as_bytes()).unwrap_err();
    let Error::ColumnsMissing { missing, .. } = metrics("case_id,truth\n") else { panic!("columns are missing") };
    assert_eq!(missing, ["reference", "prediction"]);
    assert!(matches!(
        metrics("case_id,reference,prediction,prediction\n"),
        Error::ColumnTwice { column: "prediction" }
    ));
    assert!(matches!(metrics("case_id,reference,prediction\n1,photon,x\n1,photon,x\n"), Error::CaseTwice { .. }));
    assert!(matches!(
        metrics("case_id,reference,prediction\n1,photon,x\n2,?,x\n"),
        Error::Field { line: 3, column: "reference" }
    ));
    assert!(matches!(
        metrics("case_id,reference,prediction\n1,photon\n"),
        Error::Field { line: 2, column: "prediction" }
    ));
    let compare = |text: &str| compare_csv(Alternative::Greater, text.as_bytes()).unwrap_err();
    for number in ["NaN", "inf", "", "one"] {
        assert!(matches!(compare(&format!("x,y\n1,{number}\n")), Error::Field { line: 2, column: "y" }), "{number}");
    }
    let grades = |text: &str| agreement_of_csv(text.as_bytes()).unwrap_err();
    assert!(matches!(grades("case_id,grader_a,grader_b\n1,6,1\n"), Error::Field { line: 2, column: "grader_a" }));
    assert!(matches!(
        metrics_of_csv(Task::Modality, b"case_id,reference,prediction\n1,\xff,x\n".as_slice()),
        Err(Error::Table { .. })
    ));
}

#[test]
fn equal_differences_of_decimals_are_ties() {
    let TestOutcome::Tested(test) =
        compare_csv(Alternative::Greater, "x,y\n.3,.2\n.4,.3\n.5,.4\n.6,.5\n.9,.8\n.7,.8\n".as_bytes()).unwrap()
    else {
        panic!("it differs")
    };
    assert_eq!((test.p, test.ties, test.method), (7.0 / 64.0, 6, "exact"), "six differences of one size");
}

#[test]
fn agreement_is_on_the_whole_scale_and_flags_more_than_one_apart() {
    let table = "case_id,grader_a,grader_b\nC1,1,1\nC2,4,5\nC3,5,5\nC4,5,4\nC5,4,4\nC6,1,4\nC7,5,5\nC8,4,5\nC9,,5\n";
    let agreement = agreement_of_csv(table.as_bytes()).unwrap();
    assert_eq!((agreement.n, agreement.ungraded), (8, 1));
    assert_eq!(agreement.flagged.iter().map(isocenter_eval::CaseId::as_str).collect::<Vec<_>>(), ["C6"]);
    let close = |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 1e-10, "{found:?}");
    close(agreement.kappa.unweighted, 0.219_512_195_1);
    close(agreement.kappa.linear, 0.478_260_869_6);
    close(agreement.kappa.quadratic, 0.654_676_259_0);
}
