//! Dates are read in the style of their file; the order of day and month is found out or asked.

use isocenter_curate::{DateOrder, Error, Question, Table, propose, unobserved};

use crate::fixture::{Exports, HEADERS, SOME, plain_patients};

/// The plain patients with these dates of diagnosis, in turn.
fn exports(dates: &[&str]) -> Exports {
    let (diagnoses, plans) = plain_patients(20);
    let dated: Vec<String> =
        diagnoses.iter().zip(dates.iter().cycle()).map(|(row, date)| row.replace("2020-03-04", date)).collect();
    Exports::of_rows(&dated, &plans)
}

fn order(dates: &[&str]) -> (Option<DateOrder>, Vec<Question>) {
    let exports = exports(dates);
    let proposal = propose(&exports.diagnoses(), &exports.plans(), &HEADERS, &mut unobserved).unwrap();
    (proposal.mapping.diagnoses.date_order, proposal.questions)
}

#[test]
fn the_order_is_told_by_days_above_twelve() {
    assert_eq!(order(&["03/04/2020", "25/12/2019"]), (Some(DateOrder::DayFirst), vec![]));
    assert_eq!(order(&["03/04/2020", "12/25/2019"]), (Some(DateOrder::MonthFirst), vec![]));
    assert_eq!(order(&["03-04-2020", "25-12-2019"]), (Some(DateOrder::DayFirst), vec![]));
}

#[test]
fn dates_whose_form_leaves_no_choice_need_no_order() {
    let forms = ["2020-03-04", "2020-03-04 08:30:00", "2020-03-04T08:30:00", "20200304", "04.03.2020", "4-Mar-2020"];
    assert_eq!(order(&forms), (None, vec![]));
    assert_eq!(order(&["Mar 4 2020  8:30AM", "4 March 2020", "2020/03/04", "05/05/2020"]), (None, vec![]));
    assert!(exports(&forms).issues().is_empty());
}

#[test]
fn an_order_that_cannot_be_told_is_asked_for() {
    let question = Question::DateOrder(Table::Diagnoses);
    assert_eq!(order(&["03/04/2020", "05/06/2019"]), (None, vec![question]));
    assert_eq!(order(&["25/12/2019", "12/25/2019"]), (None, vec![question]), "a mixed file is not guessed");
    let exports = exports(&["03/04/2020", "05/06/2019"]);
    assert!(matches!(exports.import(), Err(Error::Undecided { questions }) if questions == [question]));
    let mut mapping = exports.mapping().unwrap();
    mapping.diagnoses.date_order = Some(DateOrder::MonthFirst);
    assert!(exports.import_with(&mapping).unwrap().issues().is_empty());
}

#[test]
fn what_is_no_date_is_left_out() {
    for text in ["yesterday", "2020-13-04", "31/02/2020", "3/4/20", "1820-03-04", "04.03"] {
        let issues = exports(&[text, "2020-03-04"]).issues();
        assert_eq!(issues.len(), 10, "{text}");
        assert!(issues.iter().all(|issue| issue.reason.label() == "date_unreadable"), "{text}");
    }
}

#[test]
fn the_synthetic_exports_are_day_first() {
    let proposal = propose(&SOME.diagnoses(), &SOME.plans(), &HEADERS, &mut unobserved).unwrap();
    assert_eq!(proposal.mapping.diagnoses.date_order, Some(DateOrder::DayFirst));
    assert_eq!(proposal.mapping.plans.date_order, Some(DateOrder::DayFirst));
    assert!(proposal.plan_dates.day_first > 100 && proposal.plan_dates.month_first == 0, "{:?}", proposal.plan_dates);
}
