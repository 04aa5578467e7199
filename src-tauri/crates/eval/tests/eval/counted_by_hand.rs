//! The numbers of the four cases, counted by hand.

use isocenter_domain::Task;
use isocenter_eval::{
    ClassScheme, ClassTable, Conditions, Measured, Metric, ModelId, Numbers, Opponents, Order, PairTest, PairUnit,
    ScanSeries, TestOutcome, Tested, UNREADABLE,
};

use crate::fixture::{COOL, WARM, with_evaluation};

const TINY: f64 = 1e-12;

fn tuned() -> ModelId {
    ModelId::new("llama-tuned")
}

fn base() -> ModelId {
    ModelId::new("llama-base")
}

fn close(found: Option<f64>, expected: f64) {
    let found = found.unwrap();
    assert!((found - expected).abs() < TINY, "{found} instead of {expected}");
}

fn series<'a>(numbers: &'a Numbers, model: &ModelId, task: Task, metric: Metric) -> &'a ScanSeries {
    numbers.scan(model, task, metric).unwrap()
}

fn values(series: &ScanSeries) -> Vec<Option<f64>> {
    series.points.iter().map(|point| point.value).collect()
}

fn test(numbers: &Numbers, task: Option<Task>, unit: PairUnit) -> &PairTest {
    let is_meant = |test: &&PairTest| {
        test.opponents == Opponents::TunedAgainstBase
            && test.first == tuned()
            && test.unit == unit
            && test.task == task.map(Task::name)
    };
    numbers.tests.iter().find(is_meant).unwrap()
}

fn tested(test: &PairTest) -> &Tested {
    let TestOutcome::Tested(tested) = &test.outcome else { panic!("no test was done") };
    tested
}

#[test]
fn modality_accuracy_over_the_temperatures() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let of_tuned = series(&numbers, &tuned(), Task::Modality, Metric::Modality);
        assert_eq!(values(of_tuned), [Some(0.75), Some(0.5)], "ascending, whatever the file's order");
        assert_eq!(of_tuned.highest.unwrap().value, 0.75);
        assert_eq!(of_tuned.highest.unwrap().temperature, COOL);
        close(of_tuned.median, 0.625);
        close(of_tuned.all.value, 0.625);
        assert_eq!((of_tuned.all.cases, of_tuned.all.samples), (4, 8));
        let of_base = series(&numbers, &base(), Task::Modality, Metric::Modality);
        assert_eq!(values(of_base), [Some(0.25), Some(0.25)]);
        assert_eq!(of_base.highest.unwrap().temperature, COOL, "the lowest of equal ones");
        let interval = of_tuned.points[0].interval.unwrap();
        assert!((interval.low - 0.300_64).abs() < 1e-5 && (interval.high - 0.954_41).abs() < 1e-5, "Wilson of 3 in 4");
    });
}

#[test]
fn the_tests_know_their_pairs_and_their_floor() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let temperatures = tested(test(&numbers, Some(Task::Modality), PairUnit::Temperature));
        assert_eq!((temperatures.p, temperatures.p_floor, temperatures.n), (0.25, 0.25, 2), "differences 0.5 and 0.25");
        assert_eq!(temperatures.statistic, 3.0);
        assert_eq!(temperatures.median_difference, 0.375);
        assert_eq!(
            test(&numbers, Some(Task::Modality), PairUnit::Temperature).p_holm,
            Some(0.75),
            "three tasks at 1/4"
        );
        let cases = tested(test(&numbers, Some(Task::Modality), PairUnit::Case));
        assert_eq!((cases.n, cases.zeros, cases.p), (4, 2, 0.25), "differences 0.5, 0, 1, 0");
        assert_eq!(cases.median_difference, 0.25);
        let together = tested(test(&numbers, None, PairUnit::Temperature));
        assert_eq!((together.n, together.p), (6, 1.0 / 64.0), "two temperatures of three tasks");
        assert_eq!(test(&numbers, None, PairUnit::Temperature).p_holm, None);
    });
}

#[test]
fn equal_families_give_no_test_instead_of_a_p() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let families = numbers.tests.iter().filter(|test| test.opponents == Opponents::FamilyAgainstFamily);
        let outcomes: Vec<_> = families.map(|test| &test.outcome).collect();
        assert_eq!(outcomes.len(), 14, "base and tuned; three tasks and all by temperature, three by case");
        assert!(outcomes.iter().all(|outcome| matches!(outcome, TestOutcome::NoDifference { .. })));
    });
}

fn table(numbers: &Numbers, scheme: ClassScheme, at: isocenter_eval::Temperature) -> &ClassTable {
    let is_meant = |table: &&ClassTable| table.model == tuned() && table.scheme == scheme && table.temperature == at;
    numbers.classes.iter().find(is_meant).unwrap()
}

#[test]
fn classes_without_an_answer_are_undefined_in_their_row_and_zero_in_the_average() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let cool = table(&numbers, ClassScheme::Modality, COOL);
        let labels: Vec<&str> = cool.rates.classes.iter().map(|row| row.class.label()).collect();
        assert_eq!(labels, ["photon", "proton", "electron", "brachytherapy"], "nobody's class stays visible");
        close(cool.rates.classes[0].precision, 2.0 / 3.0);
        close(cool.rates.classes[0].f1, 0.8);
        assert_eq!(
            (cool.rates.classes[2].precision, cool.rates.classes[2].recall),
            (None, Some(0.0)),
            "electron is never answered"
        );
        assert_eq!(
            (cool.rates.classes[3].precision, cool.rates.classes[3].recall, cool.rates.classes[3].f1),
            (None, None, None)
        );
        close(cool.rates.macro_average.precision.value, 5.0 / 9.0);
        close(cool.rates.macro_average.f1.value, 0.6);
        assert_eq!((cool.rates.macro_average.precision.classes, cool.rates.macro_average.precision.undefined), (3, 1));
        close(cool.rates.weighted.precision.value, 7.0 / 12.0);
        close(cool.rates.micro.f1.value, 0.75);
        assert_eq!(cool.rates.matrix()[2], [1, 0, 0, 0], "the electron case is answered photon");
        let warm = table(&numbers, ClassScheme::Modality, WARM);
        let last = warm.rates.classes.last().unwrap();
        assert_eq!((last.class.label(), last.truth, last.predicted), (UNREADABLE, 0, 1), "no answer is dropped");
        close(warm.rates.micro.f1.value, 0.5);
    });
}

#[test]
fn a_code_counts_by_its_main_category_and_by_itself() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let of = |metric| values(series(&numbers, &tuned(), Task::Icd10, metric));
        let third = |n: f64| Some(n / 3.0);
        assert_eq!(of(Metric::Icd10Category), [third(2.0), third(2.0)]);
        assert_eq!(of(Metric::Icd10Code), [third(1.0), third(2.0)], "C50.911 is not C50.912");
        assert_eq!(of(Metric::Readable), [third(2.0), Some(1.0)]);
        let groups = table(&numbers, ClassScheme::Icd10Group, WARM);
        assert_eq!(groups.rates.micro.f1.value, Some(1.0), "C62 for C61 stays within the male genital organs");
        let baseline = numbers.baseline(Metric::Icd10Category).unwrap();
        assert_eq!((baseline.frequency, baseline.cases), (1, 3));
        assert_eq!(baseline.class.as_ref().unwrap().label(), "C34", "the first of equally frequent ones");
    });
}

#[test]
fn rouge_is_shown_beside_the_fields_it_hides() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let of = |metric| values(series(&numbers, &tuned(), Task::Regimen, metric));
        assert_eq!(of(Metric::Rouge1Recall), [Some(1.0), Some(9.0 / 12.0)]);
        assert_eq!(of(Metric::Rouge1Precision), [Some(1.0), Some(9.0 / 13.0)]);
        assert_eq!(of(Metric::SameModality), [Some(1.0), Some(1.0)]);
        assert_eq!(of(Metric::SameDose), [Some(1.0), Some(0.0)], "24.5 is not 25 Gy");
        assert_eq!(of(Metric::SameEqd2), [Some(1.0), Some(1.0)], "30.4 is within 5 % of 31.25 Gy");
        assert_eq!(of(Metric::SamePhases), [Some(1.0), Some(0.0)]);
        assert_eq!(of(Metric::SameSide), [None, None], "nobody states a side: undefined, not 0");
        let of_base = values(series(&numbers, &base(), Task::Regimen, Metric::SameDose));
        assert_eq!(of_base, [Some(0.0), Some(0.0)], "what is not stated does not agree");
    });
}

#[test]
fn labels_and_codes_stand_beside_the_scan() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let of = |metric| {
            let is_meant = |found: &&Measured| found.conditions.model == tuned() && found.conditions.metric == metric;
            numbers.beside.iter().find(is_meant).unwrap()
        };
        assert_eq!(of(Metric::ScoredModality).value, Some(0.5), "photon for two of four");
        assert_eq!(of(Metric::ConstrainedCategory).value, Some(1.0 / 3.0));
        assert_eq!(of(Metric::ConstrainedCode).value, Some(0.0));
        let calibration = &numbers.calibrations[0];
        // Two right: 0.3² + 3 × 0.1² = 0.12; two wrong: 0.7² + 0.9² + 2 × 0.1² = 1.32.
        close(calibration.brier, 0.72);
        close(calibration.expected_calibration_error, 0.2);
    });
}

#[test]
fn from_a_number_to_its_cases() {
    with_evaluation(|evaluation| {
        let conditions = Conditions {
            model: tuned(),
            task: Task::Modality,
            metric: Metric::Modality,
            temperature: None,
            subgroup: None,
        };
        let ids = |order| -> Vec<String> {
            evaluation.cases_behind(&conditions, order).iter().map(|behind| behind.case.to_string()).collect()
        };
        assert_eq!(ids(Order::BestFirst), ["A", "C", "B", "D"]);
        assert_eq!(ids(Order::WorstFirst), ["D", "B", "A", "C"]);
        let answers = evaluation.answers(&tuned(), Task::Modality, &isocenter_eval::CaseId::new("C"));
        let texts: Vec<&str> = answers.iter().map(|answer| answer.given.text.reveal().as_str()).collect();
        assert_eq!(texts, ["IMPT", "IMPT"]);
        let unread = evaluation.unreadable(&tuned(), Task::Modality);
        assert_eq!(unread.iter().map(|unit| unit.case.as_str()).collect::<Vec<_>>(), ["D"]);
    });
}

#[test]
fn a_finding_says_no_more_than_the_pairs_allow() {
    with_evaluation(|evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let findings = evaluation.findings(&numbers);
        let scan = findings.iter().find(|finding| finding.task == Some("modality")).unwrap();
        assert_eq!(
            scan.text,
            "Too few cases differ for the test case by case to show a gain in accuracy in llama (+0.375, 95 % +0.125 to +0.750, p = 0.250 by Holm) \
             and mistral (+0.375, 95 % +0.125 to +0.750, p = 0.250 by Holm). \
             Tuned is above base at 2 of 2 temperatures; two are too few for the test over temperatures to show anything below 0.250.",
            "p = 1/4 can show neither a gain nor that there is none"
        );
        assert_eq!(
            scan.details[0],
            "llama: tuned above base at 2 of 2 temperatures; tuned highest 0.750 at T 0.1, median 0.625, base highest 0.250 at T 0.1, \
             median 0.250; p = 0.250, the smallest that 2 differing pairs allow, by Holm 0.750; 4 cases."
        );
    });
}
