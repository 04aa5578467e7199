//! Coverage against accuracy of ten cases with four answers each, counted by hand.

use isocenter_domain::Redacted;
use isocenter_eval::{
    CaseId, CaseList, CaseTraits, Coverage, CoveragePoint, Evaluation, FigureSubject, Finish, FreeAnswer, Plan, Record,
    Reply, ReportParts, Role, Study, StudyCase, Way, report_html, write_results_json, write_samples_csv,
};

const DELIVERED: &str = "plan 50.4 Gy/ 28 fx photons. primary, photon, 50.4Gy, fractions:28";
const WRONG: &str = "plan 25 Gy/ 5 fx photons. primary, photon, 25.0Gy, fractions:5";
const OTHER: &str = "plan 40 Gy/ 15 fx photons + boost 10 Gy/ 5 fx electrons. primary, photon, 40.0Gy, fractions:15, boost, electron, 10.0Gy, fractions:5";

/// Four answers of each case, the lower temperature first: right, wrong, another wrong one, unreadable.
const ANSWERS: [&str; 11] = [
    "RRRR", "RRRR", "WWWW", "RRRU", "RRWR", "WWUU", "RRWW", "WWRR", "UUUU", "RWOU",
    // Its delivered regimen cannot be read: left out.
    "RRRR",
];

fn text_of(answer: u8) -> &'static str {
    match answer {
        b'R' => DELIVERED,
        b'W' => WRONG,
        b'O' => OTHER,
        _ => "I do not know",
    }
}

fn cases() -> CaseList {
    let case = |place: usize| StudyCase {
        id: CaseId::new(format!("C{place:02}")),
        diagnosis: Redacted::new(String::from("a lump")),
        regimen: Some(Redacted::new(if place < 10 { DELIVERED } else { "as discussed" }.to_owned())),
        modality: None,
        icd10: None,
        traits: CaseTraits::default(),
    };
    CaseList::new((0..ANSWERS.len()).map(case).collect()).unwrap()
}

fn study(temperatures: &str, samples: u32, cases: &CaseList) -> Study {
    let model = |role: &str, adapters: &str| {
        format!(
            "[[models]]\nid = \"llama-{role}\"\nlabel = \"llama\"\nfamily = \"llama\"\nrole = \"{role}\"\nfolder = \"llama\"\n{adapters}\n"
        )
    };
    let text = format!(
        "name = \"Agreement\"\n[cases]\nfile = \"cases.jsonl\"\nsha256 = \"{}\"\n[sampling]\ntemperatures = {temperatures}\n\
         samples_per_temperature = {samples}\n[statistics]\nbootstrap_resamples = 20\n\
         [tasks.regimen]\nmax_tokens = 96\nprompt_version = 1\n{}{}",
        cases.sha256(),
        model("base", ""),
        model("tuned", "adapters = { regimen = \"r\" }")
    );
    Study::from_toml(&text).unwrap()
}

/// The base never states a plan.
fn records(study: &Study, cases: &CaseList) -> Vec<Record> {
    let answer = |unit: isocenter_eval::Unit| {
        let is_base = study.models[study.model_index(&unit.model).unwrap()].role == Role::Base;
        let Way::Free { temperature, sample } = unit.way else { panic!("a regimen is answered freely") };
        let answers = ANSWERS[cases.index(&unit.case).unwrap()].as_bytes();
        let at = study.sampling.temperatures.iter().position(|other| *other == temperature).unwrap();
        let place = at * study.sampling.samples_per_temperature as usize + sample as usize;
        let text = if is_base { "I do not know" } else { text_of(answers[place]) };
        let text = Redacted::new(text.to_owned());
        let reply = Reply::Free(FreeAnswer { temperature, sample, seed: 1, ids: vec![5], text, finish: Finish::Eos });
        Record { model: unit.model, task: unit.task, case: unit.case, reply }
    };
    Plan::new(study, cases).unwrap().units().map(answer).collect()
}

fn with_study(temperatures: &str, samples: u32, check: impl FnOnce(&Evaluation<'_>)) {
    let cases = cases();
    let study = study(temperatures, samples, &cases);
    check(&Evaluation::new(&study, &cases, records(&study, &cases)).unwrap());
}

/// How many agree, are answered, are right.
type Counts = (usize, usize, usize);

fn counts(point: &CoveragePoint) -> Counts {
    (point.agreeing, point.answered, point.correct)
}

fn at_least(found: &Coverage) -> Vec<(f64, Option<Counts>)> {
    found.at_least.iter().map(|at| (at.least_coverage, at.point.as_ref().map(counts))).collect()
}

#[test]
fn agreement_is_the_share_of_the_largest_group_and_its_plan_is_right_or_wrong() {
    with_study("[0.1, 0.7]", 2, |evaluation| {
        let numbers = evaluation.numbers().unwrap();
        let [base, tuned] = numbers.coverages.as_slice() else { panic!("one for each model") };
        assert_eq!((tuned.answers_per_case, tuned.cases, tuned.without_plan), (4, 10, 1));
        let points: Vec<_> = tuned.points.iter().map(counts).collect();
        assert_eq!(points, [(4, 3, 2), (3, 5, 4), (2, 8, 5), (1, 9, 6), (0, 10, 6)], "of equal groups the first");
        assert_eq!(tuned.all.as_ref().map(counts), Some((0, 10, 6)));
        assert_eq!(at_least(tuned), [(0.5, Some((3, 5, 4))), (0.7, Some((2, 8, 5))), (0.9, Some((1, 9, 6)))]);
        let half = tuned.at_least[0].point.unwrap();
        assert_eq!((half.agreement, half.coverage, half.accuracy), (0.75, 0.5, 0.8));
        // Of 4 of 5 by SciPy 1.17.1, `binomtest(4, 5).proportion_ci(0.95, "wilson")`.
        let interval = half.interval.unwrap();
        let (low, high) = (0.375_534_629_762_525_3, 0.963_775_891_367_569_8);
        assert!((interval.low - low).abs() < 1e-9 && (interval.high - high).abs() < 1e-9, "{interval:?}");
        assert_eq!((base.cases, base.without_plan), (10, 10));
        assert_eq!(base.points.iter().map(counts).collect::<Vec<_>>(), [(0, 10, 0)], "wrong, and answered last");
    });
}

#[test]
fn one_answer_of_a_case_agrees_with_nothing() {
    with_study("[0.1]", 1, |evaluation| {
        let numbers = evaluation.numbers().unwrap();
        for found in &numbers.coverages {
            assert_eq!((found.answers_per_case, found.points.len(), found.all), (1, 0, None));
            assert_eq!(at_least(found), [(0.5, None), (0.7, None), (0.9, None)]);
        }
        let findings = evaluation.findings(&numbers);
        let said = findings.iter().find(|finding| finding.figure == FigureSubject::Coverage).unwrap();
        assert!(said.text.contains("is undefined"), "{}", said.text);
        let mut bytes = Vec::new();
        write_results_json(evaluation, &numbers, &findings, &[], &mut bytes).unwrap();
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(json["coverages"][1]["all"], serde_json::Value::Null);
        assert_eq!(json["coverages"][1]["at_least"][0]["point"], serde_json::Value::Null);
        assert!(report(evaluation).contains("its agreement is undefined"));
    });
}

fn report(evaluation: &Evaluation<'_>) -> String {
    let numbers = evaluation.numbers().unwrap();
    report_html(&ReportParts {
        evaluation,
        numbers: &numbers,
        findings: &evaluation.findings(&numbers),
        figures: &[],
        sections: &[],
        model_cards: &[],
        run: &[],
        made: "today",
    })
}

#[test]
fn finding_and_table_say_over_which_answers_agreement_is_counted() {
    with_study("[0.1, 0.7]", 2, |evaluation| {
        let findings = evaluation.findings(&evaluation.numbers().unwrap());
        let said = findings.iter().find(|finding| finding.figure == FigureSubject::Coverage).unwrap();
        assert_eq!(
            said.text,
            "The most frequent plan of a case’s answers is the delivered one in 0.600 (llama) of all cases; answering at least half of the \
             cases, those whose answers agree most, it is in 0.800 (llama)."
        );
        assert_eq!(
            said.details,
            [
                "llama: all 10 cases answered 0.600 (95 % 0.313 to 0.832); at least 0.900 of cases answered 0.667 (95 % 0.354 to 0.879), where \
                 1 of 4 answers or more agree (9 cases); at least 0.700 of cases answered 0.625 (95 % 0.306 to 0.863), where 2 of 4 answers or \
                 more agree (8 cases); at least 0.500 of cases answered 0.800 (95 % 0.376 to 0.964), where 3 of 4 answers or more agree \
                 (5 cases); in 1 case no answer states a plan.",
                "Agreement is over the 4 answers of a case, drawn at temperatures 0.1 and 0.7, two at each.",
            ]
        );
        let page = report(evaluation);
        assert!(page.contains("Agreement over the 4 answers of a case, drawn at temperatures 0.1, 0.7"), "{page}");
        assert!(page.contains("≥ 3 of 4") && page.contains("5 of 10") && page.contains("Limitations"));
        assert!(page.contains("llama, base: in 10 of 10 cases no answer states a plan"), "{page}");
        assert!(page.contains("mixes temperatures"), "what it may not be taken for");
    });
}

#[test]
fn a_sample_states_the_plans_that_were_read() {
    with_study("[0.1, 0.7]", 2, |evaluation| {
        let mut bytes = Vec::new();
        write_samples_csv(evaluation, &mut bytes).unwrap();
        let mut table = csv::Reader::from_reader(bytes.as_slice());
        let header = table.headers().unwrap().clone();
        let column = |name: &str| header.iter().position(|other| other == name).unwrap();
        let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
        let plans = |case: &str| -> Vec<(String, String)> {
            let of_case = rows.iter().filter(|row| {
                &row[column("model")] == "llama-tuned"
                    && &row[column("task")] == "regimen"
                    && &row[column("case_id")] == case
            });
            of_case.map(|row| (row[column("truth_plan")].to_owned(), row[column("answer_plan")].to_owned())).collect()
        };
        let truth = String::from("photon 50.4 28");
        assert_eq!(
            plans("C09"),
            [
                (truth.clone(), truth.clone()),
                (truth.clone(), String::from("photon 25.0 5")),
                (truth.clone(), String::from("photon 40.0 15; electron 10.0 5")),
                (truth, String::new()),
            ]
        );
        assert!(plans("C10").iter().all(|(truth, _)| truth.is_empty()), "it could not be read");
    });
}
