//! What holds of every number of every study.

use isocenter_eval::{
    CellAddress, Class, Evaluation, Measured, Metric, Numbers, Order, ParserVersion, write_results_json,
    write_samples_csv,
};

use crate::fixture::{cases, records, study, with_evaluation};

fn everything(evaluation: &Evaluation<'_>) -> (Vec<u8>, Vec<u8>) {
    let numbers = evaluation.numbers().unwrap();
    let (mut json, mut csv) = (Vec::new(), Vec::new());
    write_results_json(evaluation, &numbers, &evaluation.findings(&numbers), &[], &mut json).unwrap();
    write_samples_csv(evaluation, &mut csv).unwrap();
    (json, csv)
}

#[test]
fn the_order_of_records_does_not_matter_and_a_repetition_gives_the_same_bytes() {
    let (study, cases) = (study(), cases());
    let first = everything(&Evaluation::new(&study, &cases, records(&study, &cases)).unwrap());
    let mut reversed = records(&study, &cases);
    reversed.reverse();
    reversed.rotate_left(17);
    assert!(first == everything(&Evaluation::new(&study, &cases, reversed).unwrap()));
}

fn all_measured(numbers: &Numbers) -> Vec<&Measured> {
    let scans = numbers.scans.iter().flat_map(|series| series.points.iter().chain([&series.all]));
    scans.chain(&numbers.beside).chain(numbers.subgroups.iter().flat_map(|group| &group.measured)).collect()
}

#[test]
fn every_mean_is_the_mean_of_the_cases_behind_it() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        for measured in all_measured(&numbers) {
            let best = evaluation.cases_behind(&measured.conditions, Order::BestFirst);
            let worst = evaluation.cases_behind(&measured.conditions, Order::WorstFirst);
            assert_eq!((best.len(), worst.len()), (measured.cases, measured.cases), "{:?}", measured.conditions);
            assert!(best.windows(2).all(|pair| pair[0].value >= pair[1].value));
            assert!(worst.windows(2).all(|pair| pair[0].value <= pair[1].value));
            let sum: f64 = best.iter().map(|behind| behind.value).sum();
            match measured.value {
                None => assert_eq!((measured.cases, measured.interval), (0, None), "undefined only without a case"),
                Some(value) => assert!((sum / best.len() as f64 - value).abs() < 1e-12, "{:?}", measured.conditions),
            }
        }
    });
}

#[test]
fn every_value_lies_within_its_interval_and_between_0_and_1() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        for measured in all_measured(&numbers) {
            if let (Some(value), Some(interval)) = (measured.value, measured.interval) {
                assert!((0.0..=1.0).contains(&value));
                assert!(interval.low <= value + 1e-12 && value <= interval.high + 1e-12, "{:?}", measured.conditions);
            }
        }
    });
}

#[test]
fn every_cell_of_a_confusion_matrix_opens_its_cases() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        for table in &numbers.classes {
            assert_eq!(table.rates.cells.iter().map(|cell| cell.samples).sum::<usize>(), table.samples);
            for cell in &table.rates.cells {
                let behind = evaluation.cases_in_cell(&CellAddress {
                    model: table.model.clone(),
                    scheme: table.scheme,
                    temperature: table.temperature,
                    truth: table.rates.classes[cell.truth].class.clone(),
                    prediction: table.rates.classes[cell.prediction].class.clone(),
                });
                assert_eq!(behind.len(), cell.samples);
            }
        }
    });
}

#[test]
fn subgroups_of_a_division_hold_every_case_once() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        for task in evaluation.study().tasks() {
            for division in isocenter_eval::Division::ALL {
                let groups =
                    numbers.subgroups.iter().filter(|group| group.task == task && group.subgroup.division == division);
                assert_eq!(groups.map(|group| group.cases).sum::<usize>(), *numbers.cases.get(task).unwrap());
            }
        }
        assert!(numbers.subgroups.iter().all(|group| group.is_small), "four cases are few");
    });
}

#[test]
fn names_in_files_lead_back() {
    for task in isocenter_domain::Task::ALL {
        for metric in Metric::of(task).iter().chain(Metric::beside(task)) {
            assert_eq!(Metric::from_name(metric.name()), Some(*metric));
        }
    }
    for class in [Class::Unreadable, Class::Named("C61".into())] {
        assert_eq!(Class::from_label(class.label()), class);
    }
}

#[test]
fn a_parser_version_is_written_as_its_number() {
    assert_eq!(u32::from(ParserVersion::V1), 1);
    assert!(ParserVersion::try_from(2).is_err());
}
