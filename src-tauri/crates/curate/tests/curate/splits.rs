//! Splits are apart by patient, repeatable, stratified on request; like texts are named; a frozen one refuses silent change.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use isocenter_curate::{
    CaseId, Curated, Decision, DuplicateKind, Error, FrozenSplit, HeldOut, Part, SpanDecision, SplitSettings, Strata,
    duplicates, is_apart_by_patient, split,
};
use isocenter_domain::Task;

use crate::fixture::SOME;

static CURATED: LazyLock<Curated> = LazyLock::new(|| SOME.curate());

fn settings(held_out: usize, validation: usize, strata: Strata) -> SplitSettings {
    SplitSettings { task: Task::Regimen, seed: 5, held_out: HeldOut::Count(held_out), validation, strata }
}

#[test]
fn the_published_split_keeps_its_proportion_at_any_size() {
    for (task, share) in [(Task::Regimen, 403.0 / 7_903.0), (Task::Icd10, 377.0 / 7_177.0)] {
        let cases = CURATED.cases_for(task);
        let split = split(&cases, &SplitSettings::published(task, 1)).unwrap();
        let expected = (cases.len() as f64 * share).round() as usize;
        assert_eq!((split.held_out.len(), split.train.len()), (expected, cases.len() - expected));
        assert!(split.validation.is_empty());
    }
}

#[test]
fn any_size_is_met_exactly_and_the_parts_are_apart_by_patient() {
    let cases = CURATED.cases_for(Task::Regimen);
    for strata in [Strata::None, Strata::Modality, Strata::Icd10Category] {
        for (held_out, validation) in [(0, 0), (1, 1), (100, 50), (cases.len() - 1, 1)] {
            let split = split(&cases, &settings(held_out, validation, strata)).unwrap();
            assert_eq!((split.held_out.len(), split.validation.len()), (held_out, validation), "{strata:?}");
            assert_eq!(split.train.len(), cases.len() - held_out - validation);
            assert!(is_apart_by_patient(&split, &cases));
            assert_eq!(split.members().map(|(id, _)| id).collect::<HashSet<_>>().len(), cases.len());
        }
    }
    let too_many = split(&cases, &settings(cases.len(), 1, Strata::None));
    assert!(matches!(too_many, Err(Error::SplitTooLarge { available, .. }) if available == cases.len()));
}

#[test]
fn two_cases_of_one_patient_stay_together() {
    let cases = CURATED.cases_for(Task::Regimen);
    let mut doubled = cases.clone();
    let ids: Vec<CaseId> =
        (0..cases.len()).map(|number| CaseId::new(50_000 + u32::try_from(number).unwrap())).collect();
    doubled.extend(cases.iter().zip(&ids).map(|(case, id)| isocenter_curate::TaskCase { id, ..case.clone() }));
    let split = split(&doubled, &settings(100, 40, Strata::Modality)).unwrap();
    assert!(is_apart_by_patient(&split, &doubled));
    assert!(split.held_out.len() >= 100);
}

#[test]
fn the_seed_decides_and_tasks_share_most_held_out_patients() {
    let held_out = |task, seed| -> HashSet<CaseId> {
        let split = split(&CURATED.cases_for(task), &SplitSettings::published(task, seed)).unwrap();
        split.held_out.into_iter().collect()
    };
    let (first, again, other) = (held_out(Task::Regimen, 1), held_out(Task::Regimen, 1), held_out(Task::Regimen, 2));
    assert_eq!(first, again);
    assert!(first.intersection(&other).count() * 3 < first.len(), "another seed holds out others");
    let icd10 = held_out(Task::Icd10, 1);
    assert!(icd10.intersection(&first).count() * 10 >= icd10.len() * 7);
}

#[test]
fn strata_have_their_share_in_every_part() {
    let cases = CURATED.cases_for(Task::Modality);
    let split = split(&cases, &settings(200, 0, Strata::Modality)).unwrap();
    let held_out: HashSet<&CaseId> = split.held_out.iter().collect();
    let mut counts: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for case in &cases {
        let count = counts.entry(case.answer.as_str()).or_default();
        count.0 += 1;
        count.1 += usize::from(held_out.contains(case.id));
    }
    for (label, (all, held)) in counts {
        let expected = all as f64 * 200.0 / cases.len() as f64;
        assert!((held as f64 - expected).abs() <= 1.0, "{label}: {held} of {all}");
    }
}

#[test]
fn equal_and_nearly_equal_texts_are_found() {
    let ids: Vec<CaseId> = (1..=5).map(CaseId::new).collect();
    let texts = [
        "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores, no ADT so far, ECOG 0, well",
        "62 Y/O M; adenoca prostate cT2aN0M0 - iPSA 7.8; Gleason 3+4=7 (GG2); 4/12 cores; no ADT so far; ECOG 0; well.",
        "62 y/o M, adenoca prostate cT2aN0M0, iPSA 7.8, Gleason 3+4=7 (GG2), 4/12 cores, no ADT so far, ECOG 0, unwell",
        "GBM Lt temporal IDH-wt MGMT unmeth s/p STR",
        "",
    ];
    let found = duplicates(ids.iter().zip(texts), 0.8);
    let told: Vec<(&str, &str, DuplicateKind)> =
        found.iter().map(|pair| (pair.one.as_str(), pair.other.as_str(), pair.kind)).collect();
    assert_eq!(
        told,
        [
            ("C-00001", "C-00002", DuplicateKind::Exact),
            ("C-00001", "C-00003", DuplicateKind::Near),
            ("C-00002", "C-00003", DuplicateKind::Near)
        ]
    );
    assert!((found[0].similarity - 1.0).abs() < f64::EPSILON);
    assert_eq!(duplicates(ids.iter().zip(texts), 1.0).len(), 1);
}

/// All pairs by the definition.
fn by_definition(texts: &[(&CaseId, &str)], threshold: f64) -> Vec<(CaseId, CaseId)> {
    let runs = |text: &str| -> HashSet<Vec<String>> {
        let lower = text.to_lowercase();
        let words: Vec<String> =
            lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
        words.windows(3.min(words.len().max(1))).map(<[String]>::to_vec).collect()
    };
    let sets: Vec<_> = texts.iter().map(|(id, text)| (*id, runs(text))).collect();
    let mut found = Vec::new();
    for (at, (one, runs)) in sets.iter().enumerate() {
        for (other, others) in &sets[..at] {
            let shared = runs.intersection(others).count() as f64;
            if shared / (runs.len() + others.len()) as f64 >= threshold / (1.0 + threshold) - 1e-12 {
                found.push(((*one).min(other).clone(), (*one).max(other).clone()));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_index_finds_the_pairs_of_the_definition() {
    let cases = CURATED.cases_for(Task::Regimen);
    let texts: Vec<(&CaseId, &str)> = cases.iter().take(300).map(|case| (case.id, case.diagnosis)).collect();
    for threshold in [0.3, 0.5, 0.8] {
        let found: Vec<_> =
            duplicates(texts.iter().copied(), threshold).into_iter().map(|pair| (pair.one, pair.other)).collect();
        assert_eq!(found, by_definition(&texts, threshold), "{threshold}");
    }
    assert!(!duplicates(texts, 0.3).is_empty(), "notes of one style are somewhat alike");
}

#[test]
fn like_texts_across_a_split_are_named_with_their_parts() {
    let mut cases = CURATED.cases_for(Task::Regimen);
    let parts = split(&cases, &settings(100, 0, Strata::None)).unwrap();
    let (trained, tested) = (&parts.train[0], &parts.held_out[0]);
    let text = cases.iter().find(|case| case.id == trained).unwrap().diagnosis;
    cases.iter_mut().find(|case| case.id == tested).unwrap().diagnosis = text;
    let crossings = parts.crossings(&cases, 0.95);
    let found = crossings.iter().find(|crossing| crossing.duplicate.kind == DuplicateKind::Exact).unwrap();
    let sides = HashSet::from([(&found.duplicate.one, found.one), (&found.duplicate.other, found.other)]);
    assert_eq!(sides, HashSet::from([(trained, Part::Train), (tested, Part::HeldOut)]));
}

#[test]
fn a_frozen_split_fits_its_cases_and_comes_back_from_its_file() {
    let cases = CURATED.cases_for(Task::Regimen);
    let settings = settings(100, 20, Strata::Modality);
    let parts = split(&cases, &settings).unwrap();
    let frozen = FrozenSplit::new(&parts, &settings, &cases);
    frozen.verify(&cases).unwrap();
    assert_eq!(frozen.sha256().len(), 64);
    assert_eq!((frozen.split(), frozen.task(), frozen.seed()), (parts, Some(Task::Regimen), 5));
    let back: FrozenSplit = toml::from_str(&toml::to_string(&frozen).unwrap()).unwrap();
    assert_eq!(back, frozen);
    back.verify(&cases).unwrap();
}

#[test]
fn a_frozen_split_refuses_another_part_another_seed_and_a_lost_case() {
    let cases = CURATED.cases_for(Task::Regimen);
    let settings = settings(100, 0, Strata::None);
    let frozen = FrozenSplit::new(&split(&cases, &settings).unwrap(), &settings, &cases);
    let text = toml::to_string(&frozen).unwrap();
    for (from, to) in [("\"held_out\"", "\"train\""), ("seed = 5", "seed = 6"), ("\"regimen\"", "\"modality\"")] {
        let altered: FrozenSplit = toml::from_str(&text.replacen(from, to, 1)).unwrap();
        assert!(matches!(altered.verify(&cases), Err(Error::SplitAltered)), "{from}");
    }
    assert!(
        matches!(frozen.verify(&cases[1..]), Err(Error::SplitStale { cases: lost }) if lost == [cases[0].id.to_string()])
    );
}

#[test]
fn a_text_reviewed_after_freezing_is_noticed() {
    let mut curated = CURATED.clone();
    let settings = settings(100, 0, Strata::None);
    let frozen = {
        let cases = curated.cases_for(Task::Regimen);
        FrozenSplit::new(&split(&cases, &settings).unwrap(), &settings, &cases)
    };
    let case = curated.cases.iter_mut().find(|case| !case.text.spans().is_empty()).unwrap();
    let id = case.id.clone();
    case.text.apply(&id, &[SpanDecision { span: 0, decision: Decision::Keep }]).unwrap();
    let stale = frozen.verify(&curated.cases_for(Task::Regimen));
    assert!(matches!(stale, Err(Error::SplitStale { cases }) if cases == [id.to_string()]));
}
