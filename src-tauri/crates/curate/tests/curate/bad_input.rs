//! Input nobody wishes for: refused as a whole with words, or row by row with a reason.

use std::fs;
use std::io::Write;
use std::ops::ControlFlow;

use isocenter_curate::{
    Error, Field, Issue, IssueEffect, IssueReason, Stage, Table, csv_cell, import, propose, unobserved, write_issues,
};

use crate::fixture::{
    DIAGNOSIS_HEADER, Exports, HEADERS, PLAN_HEADER, SOME, diagnosis, plain_patients, plan, rewrite, settings,
    with_patient,
};

fn reasons(issues: &[Issue]) -> Vec<&'static str> {
    issues.iter().map(|issue| issue.reason.label()).collect()
}

#[test]
fn a_missing_column_is_refused_by_its_name() {
    let (diagnoses, plans) = plain_patients(10);
    let tables = [
        (Table::Diagnoses, "DiagnosisCode", Field::IcdCode),
        (Table::Diagnoses, "dx_desc", Field::FreeText),
        (Table::Diagnoses, "PatientId", Field::PatientId),
        (Table::Plans, "NoFractions", Field::Fractions),
        (Table::Plans, "PrescribedDose", Field::PrescribedDose),
        (Table::Plans, "Status", Field::Status),
        (Table::Plans, "PhaseType", Field::PlanType),
        (Table::Plans, "Intent", Field::PlanIntent),
    ];
    for (table, header, field) in tables {
        let exports = Exports::of_rows(&diagnoses, &plans);
        let path = if table == Table::Diagnoses { exports.diagnoses() } else { exports.plans() };
        rewrite(&path, |text| text.replacen(header, "Unheard of", 1).into_bytes());
        let error = exports.mapping().unwrap_err();
        let Error::ColumnsMissing { table: named, fields } = &error else { panic!("{header}: {error}") };
        assert_eq!((*named, fields.as_slice()), (table, [field].as_slice()));
        assert!(error.to_string().contains(field.name()), "{error}");
    }
}

#[test]
fn swapped_files_are_recognised_by_their_headers() {
    let result = propose(&SOME.plans(), &SOME.diagnoses(), &HEADERS, &mut unobserved);
    assert!(matches!(result, Err(Error::FilesSwapped)));
    let result = propose(&SOME.diagnoses(), &SOME.diagnoses(), &HEADERS, &mut unobserved);
    assert!(matches!(result, Err(Error::OtherTable { table: Table::Plans })));
}

#[test]
fn a_workbook_named_csv_is_refused_with_what_to_do() {
    for start in [b"PK\x03\x04\x14\x00\x06\x00".as_slice(), b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"] {
        let error = Exports::of_bytes(start, PLAN_HEADER).mapping().unwrap_err();
        assert!(matches!(error, Error::Workbook { table: Table::Diagnoses }));
        assert!(error.to_string().contains("CSV UTF-8"), "{error}");
    }
}

#[test]
fn empty_files_and_missing_files_are_refused() {
    for empty in ["", "\u{feff}", "\n\n  \n"] {
        assert!(matches!(
            Exports::of_bytes(DIAGNOSIS_HEADER, empty).mapping(),
            Err(Error::Empty { table: Table::Plans })
        ));
    }
    let exports = Exports::of_bytes(DIAGNOSIS_HEADER, PLAN_HEADER);
    fs::remove_file(exports.plans()).unwrap();
    assert!(matches!(exports.mapping(), Err(Error::Read { table: Table::Plans, .. })));
}

#[test]
fn one_percent_of_rows_with_a_wrong_number_of_fields_is_set_aside_and_the_rest_is_kept() {
    let exports = Exports::synthetic(600, 3);
    let whole = exports.curate();
    let mut broken = Vec::new();
    rewrite(&exports.diagnoses(), |text| {
        let mut changed = String::new();
        for (row, line) in (1..).zip(text.lines()) {
            changed.push_str(line);
            if row % 100 == 50 {
                broken.push(row);
                changed.push_str(",odd");
            }
            changed.push('\n');
        }
        changed.into_bytes()
    });
    let import = exports.import().unwrap();
    let set_aside: Vec<u64> =
        import.issues().iter().filter(|issue| issue.reason == IssueReason::FieldCount).map(|issue| issue.row).collect();
    assert_eq!(set_aside, broken);
    assert_eq!(IssueReason::FieldCount.effect(), IssueEffect::RowSetAside);
    let kept = exports.curate().cases.len();
    assert!(kept <= whole.cases.len() && kept + broken.len() >= whole.cases.len(), "{kept} of {}", whole.cases.len());
    let patients = whole.cases.len() + whole.dropped.len();
    assert!(import.patients().len() + 2 >= patients, "most of them still have plans");
}

#[test]
fn a_nul_byte_sets_its_row_aside() {
    let (mut diagnoses, plans) = plain_patients(10);
    diagnoses[4] = diagnoses[4].replace("Prostate", "Pro\0state");
    let exports = Exports::of_rows(&diagnoses, &plans);
    assert_eq!((exports.issues()[0].row, exports.issues()[0].reason), (6, IssueReason::NulByte));
    assert_eq!(exports.curate().cases.len(), 9);
}

#[test]
fn a_field_of_fifty_megabytes_sets_its_row_aside() {
    for quote in ["", "\""] {
        let (diagnoses, plans) = plain_patients(10);
        let exports = Exports::of_rows(&diagnoses, &plans);
        let mut file = fs::File::create(exports.diagnoses()).unwrap();
        write!(file, "{DIAGNOSIS_HEADER}\n{}\nP0001,{quote}", diagnoses[0]).unwrap();
        let piece = vec![b'x'; 1 << 20];
        (0..50).for_each(|_| file.write_all(&piece).unwrap());
        write!(file, "{quote}\n{}\n", diagnoses[1..].join("\n")).unwrap();
        drop(file);
        let import = exports.import().unwrap();
        let issues = import.issues();
        assert_eq!((issues[0].row, issues[0].reason, issues.len()), (3, IssueReason::RowTooLong, 1), "{quote}");
        assert_eq!(import.patients().len(), 10, "the rows behind it are read");
    }
}

#[test]
fn an_open_quote_costs_its_own_row_only() {
    let (mut diagnoses, plans) = plain_patients(30);
    diagnoses[4] = diagnoses[4].replace("Prostate", "\"Prostate");
    // A later quoted text would close it.
    diagnoses[9] = diagnoses[9].replace("Prostate", "\"Prostate").replace("ones", "ones\"");
    let exports = Exports::of_rows(&diagnoses, &plans);
    let issues = exports.issues();
    assert_eq!((issues[0].row, issues[0].reason.effect()), (6, IssueEffect::RowSetAside));
    assert_eq!(reasons(&issues)[1..], ["plan_without_diagnosis"], "{issues:?}");
    assert_eq!(exports.curate().cases.len(), 29);
}

#[test]
fn an_open_quote_in_the_last_row_costs_that_row_only() {
    let (mut diagnoses, plans) = plain_patients(10);
    diagnoses[9] = diagnoses[9].replace("Prostate", "\"Prostate");
    let exports = Exports::of_rows(&diagnoses, &plans);
    assert_eq!(reasons(&exports.issues()), ["quote_not_closed", "plan_without_diagnosis"]);
}

#[test]
fn text_behind_a_closing_quote_sets_its_row_aside() {
    let (mut diagnoses, plans) = plain_patients(10);
    diagnoses[4] = diagnoses[4].replace("Prostate adenocarcinoma", "\"Lt\" breast");
    let issues = Exports::of_rows(&diagnoses, &plans).issues();
    assert_eq!((issues[0].row, issues[0].reason), (6, IssueReason::TextBehindQuote));
}

#[test]
fn ids_that_differ_in_case_are_one_patient_where_the_person_is_clear() {
    let exports = with_patient(&[diagnosis("ab1", "Rectal cancer cT3")], &[plan("AB1")]);
    assert_eq!(reasons(&exports.issues()), ["patient_id_case"]);
    assert_eq!(exports.curate().cases.len(), 21);

    let twice =
        with_patient(&[diagnosis("ab1", "Rectal cancer cT3"), diagnosis("AB1", "Rectal cancer cT3")], &[plan("ab1")]);
    assert_eq!(reasons(&twice.issues()), ["patient_id_case"]);
    assert_eq!(twice.curate().cases.len(), 21, "name and date of birth agree");
}

#[test]
fn ids_that_differ_in_case_and_may_be_two_people_are_dropped() {
    let other = diagnosis("AB1", "Rectal cancer cT3").replace("Roe", "Doe");
    let exports = with_patient(&[diagnosis("ab1", "Rectal cancer cT3"), other], &[plan("ab1")]);
    assert_eq!(reasons(&exports.issues()), ["patient_id_case"]);
    assert_eq!(exports.curate().funnel().steps[1].reasons["ambiguous_patient_id"], 1);
}

#[test]
fn negative_absurd_and_unreadable_doses_and_fractions_are_left_out() {
    let of = |fractions: &str, dose: &str| {
        plan("odd").replace(",30,2,6000 cGy in 30 Fractions", &format!(",{fractions},{dose},"))
    };
    let cases = [
        ("30", "-2", "dose_not_positive"),
        ("30", "0", "dose_not_positive"),
        ("30", "20", "dose_absurd"),
        ("30", "0.05", "dose_absurd"),
        ("30", "two", "dose_unreadable"),
        ("0", "2", "fractions_not_positive"),
        ("-3", "2", "fractions_not_positive"),
        ("300", "0.1", "fractions_absurd"),
        ("many", "2", "fractions_unreadable"),
        ("2.5", "2", "fractions_unreadable"),
    ];
    for (fractions, dose, reason) in cases {
        let exports = with_patient(&[diagnosis("odd", "Rectal cancer")], &[of(fractions, dose)]);
        let issues = exports.issues();
        assert_eq!(reasons(&issues), [reason], "{dose} x {fractions}");
        let column = if reason.starts_with("dose") { "PrescribedDose" } else { "NoFractions" };
        assert_eq!((issues[0].row, issues[0].column.as_deref()), (22, Some(column)));
        assert_eq!(exports.curate().funnel().steps[1].reasons["plan_incomplete"], 1);
    }
}

#[test]
fn a_dose_that_contradicts_its_prescription_is_noted() {
    let exports = with_patient(&[diagnosis("odd", "Rectal cancer")], &[plan("odd").replace("6000 cGy", "5000 cGy")]);
    assert_eq!(reasons(&exports.issues()), ["dose_contradicted"]);
    assert_eq!(exports.curate().cases.len(), 21);
}

#[test]
fn dates_in_the_future_are_left_out() {
    let exports = with_patient(
        &[diagnosis("odd", "Rectal cancer").replace("2020-03-04", "2031-03-04")],
        &[plan("odd").replace("2020-04-05", "2024-07-01")],
    );
    let columns: Vec<Option<String>> = exports.issues().into_iter().map(|issue| issue.column).collect();
    assert_eq!(reasons(&exports.issues()), ["date_in_future", "date_in_future"]);
    assert_eq!(columns, [Some("DateStamp".to_owned()), Some("FirstDayOfTreatment".to_owned())]);
    assert_eq!(exports.curate().cases.len(), 21);
}

#[test]
fn unknown_codes_leave_the_code_task_only() {
    for (code, reason) in [("C99.9", "icd_code_unknown"), ("prostate", "icd_code_unreadable")] {
        let exports = with_patient(&[diagnosis("odd", "Rectal cancer").replace("C61", code)], &[plan("odd")]);
        assert_eq!(reasons(&exports.issues()), [reason]);
        let steps = exports.curate().funnel().steps;
        assert_eq!((steps[1].kept, steps[2].kept, steps[2].reasons["unusable_code"]), (21, 20, 1));
    }
}

#[test]
fn formulas_in_cells_are_noted_and_read_as_text() {
    for formula in ["=cmd|' /C calc'!A0", "@SUM(A1)", "+cmd|' /C calc'!A0", "-HYPERLINK(x)"] {
        let exports = with_patient(&[diagnosis("odd", formula)], &[plan("odd")]);
        let issues = exports.issues();
        assert_eq!(reasons(&issues), ["formula_in_cell"], "{formula}");
        assert_eq!(issues[0].column.as_deref(), Some("dx_desc"));
        assert!(exports.curate().cases.iter().any(|case| case.text.original().reveal() == formula));
    }
    for harmless in ["- Rectal cancer", "-- seen elsewhere", "+ve nodes", "="] {
        assert!(with_patient(&[diagnosis("odd", harmless)], &[plan("odd")]).issues().is_empty(), "{harmless}");
    }
}

#[test]
fn our_own_csv_never_begins_a_cell_like_a_formula() {
    for start in ["=", "+", "-", "@", "\t", "\r"] {
        assert_eq!(csv_cell(&format!("{start}x")), format!("'{start}x"));
    }
    assert_eq!(csv_cell("x=1"), "x=1");
    let issue = Issue {
        file: Table::Plans,
        row: 7,
        column: Some("=cmd|' /C calc'!A0".to_owned()),
        reason: IssueReason::DoseAbsurd,
    };
    let mut out = Vec::new();
    write_issues(&[issue], &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert_eq!(
        text,
        "file,row,column,reason,words\nplans,7,'=cmd|' /C calc'!A0,dose_absurd,The dose is above 200 Gy in total or below 0.1 Gy per fraction.\n"
    );
}

#[test]
fn no_issue_carries_the_text_of_a_cell() {
    let secret = "Xylophone";
    let (mut diagnoses, mut plans) = plain_patients(10);
    diagnoses.push(format!("{secret},{secret},{secret},{secret},ICD-10-CM,{secret},,,={secret}(1),{secret}"));
    plans.push(format!("{secret}2,C1,,,{secret},,{secret},,,,{secret},{secret},,,{secret}"));
    let import = Exports::of_rows(&diagnoses, &plans).import().unwrap();
    assert!(import.issues().len() > 5);
    let mut csv = Vec::new();
    write_issues(import.issues(), &mut csv).unwrap();
    let told = format!("{:?}{}", import.issues(), String::from_utf8(csv).unwrap());
    assert!(!told.contains(secret), "{told}");
}

#[test]
fn an_import_can_be_cancelled_at_any_row() {
    let mapping = SOME.mapping().unwrap();
    for stop in [1, 700, 2_500] {
        let mut rows = 0;
        let mut observer = |_| {
            rows += 1;
            if rows == stop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let result = import(&SOME.diagnoses(), &SOME.plans(), &mapping, settings(), &mut observer);
        assert!(matches!(result, Err(Error::Cancelled)), "row {stop}");
        assert_eq!(rows, stop);
    }
}

#[test]
fn progress_goes_up_to_the_length_of_each_file() {
    let mut seen = Vec::new();
    let mut observer = |progress| {
        seen.push(progress);
        ControlFlow::Continue(())
    };
    import(&SOME.diagnoses(), &SOME.plans(), &SOME.mapping().unwrap(), settings(), &mut observer).unwrap();
    for (table, path) in [(Table::Diagnoses, SOME.diagnoses()), (Table::Plans, SOME.plans())] {
        let of_table: Vec<_> = seen.iter().filter(|progress| progress.stage == Stage::Reading(table)).collect();
        assert!(
            of_table.windows(2).all(|pair| pair[0].position <= pair[1].position && pair[0].done + 1 == pair[1].done)
        );
        let last = of_table.last().unwrap();
        assert_eq!(last.position, last.length);
        assert_eq!(last.length, fs::metadata(path).unwrap().len());
    }
}

#[test]
fn rows_of_a_patient_without_a_diagnosis_are_reported_and_the_patient_is_dropped() {
    let exports = with_patient(&[], &[plan("only-plan")]);
    assert_eq!(reasons(&exports.issues()), ["plan_without_diagnosis"]);
    let funnel = exports.curate().funnel();
    assert_eq!((funnel.steps[0].kept, funnel.steps[1].reasons["no_diagnosis"]), (21, 1));
}
