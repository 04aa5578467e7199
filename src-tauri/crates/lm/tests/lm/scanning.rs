//! The temperature scan: every sample is the one that generation alone gives, however the scan is cut up.

use std::collections::BTreeMap;

use isocenter_lm::{
    AdapterUse, CancelToken, Ending, Engine, Error, Finish, GenerationOptions, SampleKey, ScanCase, ScanPlan,
    ScanSample,
};

use crate::fixture::{engine, error_of, pack, reciting_model};

fn plan() -> ScanPlan {
    ScanPlan {
        temperatures: vec![0.0, 0.3, 1.0],
        samples_per_temperature: 2,
        seed: 5,
        top_p: None,
        max_tokens: 12,
        ending: Ending::EndToken,
        adapter_use: AdapterUse::Apart,
    }
}

fn cases(engine: &Engine) -> Vec<ScanCase> {
    let question = "What is the radiation therapy prescription for this: ";
    ["DCIS of the left breast", "adenocarcinoma of the prostate, grade 2, PSA 7", "glioblastoma", "C61", "bone pain"]
        .iter()
        .enumerate()
        .map(|(index, diagnosis)| ScanCase {
            id: format!("case {index}"),
            prompt: engine.tokenizer().encode(&format!("{question}{diagnosis}")).unwrap(),
        })
        .collect()
}

type Samples = BTreeMap<(String, SampleKey), ScanSample>;

/// The samples by the ids of their cases; the key's case is set to 0, for it is a place in a list.
fn scan(engine: &Engine, cases: &[ScanCase], adapter: Option<&str>, plan: &ScanPlan) -> Samples {
    scan_without(engine, cases, adapter, plan, &|_| false)
}

fn scan_without(
    engine: &Engine,
    cases: &[ScanCase],
    adapter: Option<&str>,
    plan: &ScanPlan,
    is_done: &dyn Fn(SampleKey) -> bool,
) -> Samples {
    let mut samples = Samples::new();
    let mut on_sample = |mut sample: ScanSample| {
        let id = cases[sample.key.case].id.clone();
        sample.key.case = 0;
        assert!(samples.insert((id, sample.key), sample).is_none(), "each sample is told of once");
    };
    engine.scan(cases, adapter, plan, is_done, &CancelToken::new(), &mut on_sample).unwrap();
    samples
}

#[test]
fn every_sample_is_the_one_that_generation_alone_gives() {
    for family in ["llama2", "llama3", "mistral"] {
        let mut engine = engine(&pack(family));
        engine.add_adapter("tuned", &pack(family).join("adapter")).unwrap();
        let cases = cases(&engine);
        for (adapter, top_p) in [(None, None), (Some("tuned"), None), (None, Some(0.8))] {
            let plan = ScanPlan { top_p, ..plan() };
            let samples = scan(&engine, &cases, adapter, &plan);
            assert_eq!(samples.len(), 5 * 3 * 2);
            for ((id, key), sample) in samples {
                let temperature = plan.temperatures[key.temperature];
                let options = GenerationOptions {
                    temperature,
                    top_p,
                    seed: plan.sample_seed(&id, temperature, key.sample),
                    max_tokens: plan.max_tokens,
                };
                let prompt = cases.iter().find(|case| case.id == id).unwrap().prompt.clone();
                let alone = engine.generate(&[prompt], adapter, &options, &CancelToken::new(), &mut |_| ()).unwrap();
                assert_eq!(
                    (&sample.ids, &sample.text, sample.finish),
                    (&alone[0].ids, &alone[0].text, alone[0].finish),
                    "{family}, {adapter:?}, {top_p:?}, {id}, {key:?}"
                );
            }
        }
    }
}

#[test]
fn samples_depend_neither_on_order_nor_on_company_nor_on_interruptions() {
    let engine = engine(&pack("mistral"));
    let cases = cases(&engine);
    // More samples than are drawn at once.
    let plan = ScanPlan { samples_per_temperature: 14, ..plan() };
    let whole = scan(&engine, &cases, None, &plan);
    assert_eq!(whole.len(), 5 * 3 * 14);
    let reversed: Vec<ScanCase> = cases.iter().rev().cloned().collect();
    assert_eq!(scan(&engine, &reversed, None, &plan), whole, "in another order");
    let mut one_by_one = Samples::new();
    for case in &cases {
        one_by_one.extend(scan(&engine, std::slice::from_ref(case), None, &plan));
    }
    assert_eq!(one_by_one, whole, "each case alone");
    let is_odd = |key: SampleKey| (key.case + key.temperature + key.sample) % 2 == 1;
    let mut resumed = scan_without(&engine, &cases, None, &plan, &is_odd);
    let first = resumed.len();
    resumed.extend(scan_without(&engine, &cases, None, &plan, &|key| !is_odd(key)));
    assert_eq!((first * 2, &resumed), (whole.len(), &whole), "in two parts");
}

#[test]
fn samples_of_a_case_differ_and_another_seed_draws_others() {
    let engine = engine(&pack("llama3"));
    let cases = cases(&engine);
    let plan = ScanPlan { temperatures: vec![1.0], samples_per_temperature: 8, ..plan() };
    let found = scan(&engine, &cases[..1], None, &plan);
    let distinct: std::collections::BTreeSet<_> = found.values().map(|sample| sample.ids.clone()).collect();
    assert!(distinct.len() > 4, "{} of 8", distinct.len());
    assert_ne!(scan(&engine, &cases[..1], None, &ScanPlan { seed: 6, ..plan }), found);
}

#[test]
fn samples_end_with_the_end_token_or_if_told_so_at_the_length_alone() {
    let folder = reciting_model(&["p", "l", "a", "n"]);
    let engine = engine(folder.path());
    let cases = [ScanCase { id: "a".to_owned(), prompt: vec![0] }];
    let plan = ScanPlan { temperatures: vec![0.0], samples_per_temperature: 1, max_tokens: 9, ..plan() };
    let sample = scan(&engine, &cases, None, &plan).into_values().next().unwrap();
    assert_eq!((sample.ids.len(), sample.text.as_str(), sample.finish), (5, "plan", Finish::Eos));
    let plan = ScanPlan { ending: Ending::LengthOnly, ..plan };
    let sample = scan(&engine, &cases, None, &plan).into_values().next().unwrap();
    assert_eq!((sample.ids.len(), sample.finish), (9, Finish::Length));
}

#[test]
fn a_cancelled_scan_says_so_and_what_was_told_is_good() {
    let engine = engine(&pack("llama2"));
    let cases = cases(&engine);
    let plan = plan();
    let whole = scan(&engine, &cases, None, &plan);
    let cancel = CancelToken::new();
    let mut told = 0;
    let mut on_sample = |mut sample: ScanSample| {
        let id = cases[sample.key.case].id.clone();
        sample.key.case = 0;
        assert_eq!(whole[&(id, sample.key)], sample);
        told += 1;
        cancel.cancel();
    };
    let ended = engine.scan(&cases, None, &plan, &|key| key.case > 0 && key.sample > 0, &cancel, &mut on_sample);
    assert!(matches!(error_of(ended), Error::Cancelled));
    assert!(told > 0);
    let nothing = engine.scan(&cases, None, &plan, &|_| false, &cancel, &mut |_| panic!("no sample may come"));
    assert!(matches!(error_of(nothing), Error::Cancelled));
}

#[test]
fn what_cannot_be_scanned_is_named() {
    let engine = engine(&pack("llama2"));
    let cases = [ScanCase { id: "a".to_owned(), prompt: vec![5] }];
    let refused = |cases: &[ScanCase], adapter: Option<&str>, plan: &ScanPlan| {
        error_of(engine.scan(cases, adapter, plan, &|_| false, &CancelToken::new(), &mut |_| ()))
    };
    let out_of_range = |plan: &ScanPlan| matches!(refused(&cases, None, plan), Error::OptionOutOfRange { .. });
    assert!(out_of_range(&ScanPlan { max_tokens: 0, ..plan() }));
    assert!(out_of_range(&ScanPlan { temperatures: vec![0.5, f64::NAN], ..plan() }));
    assert!(out_of_range(&ScanPlan { top_p: Some(0.0), ..plan() }));
    assert!(matches!(refused(&cases, Some("none"), &plan()), Error::UnknownAdapter { .. }));
    let empty = [ScanCase { id: "b".to_owned(), prompt: vec![] }];
    assert!(matches!(refused(&empty, None, &plan()), Error::EmptyPrompt { row: 0 }));
    assert!(scan(&engine, &[], None, &plan()).is_empty());
}
