//! Records that are not those of the study.

use isocenter_domain::Task;
use isocenter_eval::{CaseId, Error, Evaluation, ModelId, Record, Reply, Temperature};

use crate::fixture::{cases, records, study};

fn refusal(change: impl FnOnce(&mut Vec<Record>)) -> Error {
    let (study, cases) = (study(), cases());
    let mut records = records(&study, &cases);
    change(&mut records);
    Evaluation::new(&study, &cases, records).map(|_| ()).unwrap_err()
}

#[test]
fn a_missing_sample_is_named() {
    let refused = refusal(|records| drop(records.drain(3..5)));
    let Error::SamplesMissing { missing, planned, model, task, case } = refused else { panic!("{refused:?}") };
    assert_eq!((missing, planned), (2, 116));
    assert_eq!((model.as_str(), task, case.as_str()), ("llama-base", Task::Regimen, "B"));
}

#[test]
fn a_sample_that_is_there_twice_is_refused() {
    let refused = refusal(|records| records.push(records[7].clone()));
    assert!(matches!(refused, Error::RecordTwice { record: 117 }), "{refused:?}");
}

#[test]
fn what_the_study_does_not_ask_is_refused() {
    let changed = |change: fn(&mut Record)| refusal(|records| change(&mut records[0]));
    assert!(matches!(changed(|record| record.model = ModelId::new("other")), Error::UnplannedRecord { record: 1 }));
    assert!(matches!(changed(|record| record.case = CaseId::new("E")), Error::UnplannedRecord { .. }));
    assert!(matches!(changed(|record| record.reply = Reply::Labels([0.25; 4])), Error::UnplannedRecord { .. }));
    let another_temperature = changed(|record| {
        if let Reply::Free(free) = &mut record.reply {
            free.temperature = Temperature::new(0.3);
        }
    });
    assert!(matches!(another_temperature, Error::UnplannedRecord { .. }));
    let another_sample = changed(|record| {
        if let Reply::Free(free) = &mut record.reply {
            free.sample = 1;
        }
    });
    assert!(matches!(another_sample, Error::UnplannedRecord { .. }));
}

#[test]
fn a_case_is_not_scored_in_a_task_it_does_not_serve() {
    let refused = refusal(|records| {
        let code = records.iter_mut().find(|record| record.task == Task::Icd10).unwrap();
        code.case = CaseId::new("D");
    });
    assert!(matches!(refused, Error::UnplannedRecord { .. }), "{refused:?}");
}

#[test]
fn probabilities_must_be_some() {
    for numbers in [[f64::NAN, 0.5, 0.5, 0.0], [0.5, 0.5, 0.5, 0.0], [1.5, -0.5, 0.0, 0.0], [0.0; 4]] {
        let refused = refusal(|records| {
            let labels = records.iter_mut().find(|record| matches!(record.reply, Reply::Labels(_))).unwrap();
            labels.reply = Reply::Labels(numbers);
        });
        assert!(matches!(refused, Error::NotProbabilities { .. }), "{numbers:?}");
    }
}
