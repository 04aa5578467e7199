//! Random inputs of many shapes: what the programs named in `tests/golden/statistics.json` compute
//! (`tests/oracle/make_statistics.py`).

use isocenter_stats::{
    Averages, Averaging, BootstrapSettings, ConfusionMatrix, Continuity, DisagreementWeight, Distribution, FIVE_POINT,
    PairedGrades, Rouge, Stemming, UndefinedAs, WilcoxonSettings, Z_95, Zeros, average, bootstrap_mean, brier_score,
    holm, mean, median, quantile, reliability, rouge, rouge_tokens, wilcoxon, wilson_interval,
};
use serde_json::Value;

use crate::golden::{grades, numbers, read, rows, texts, whole};
use crate::pack::alternative;
use crate::{SUMMATION, assert_close};

/// A p-value far out in the tail, relative to itself: two error functions, and z to sixteen digits.
const TAIL: f64 = 1e-11;

const FILE: &str = "statistics.json";

#[track_caller]
fn assert_same(ours: Option<f64>, theirs: &Value, what: &str) {
    assert_eq!(ours.is_some(), theirs.is_number(), "{what}: {ours:?}, not {theirs}");
    if let Some(ours) = ours {
        assert_close(ours, theirs.as_f64().unwrap(), SUMMATION, what);
    }
}

#[test]
fn rouge_is_that_of_rouge_score() {
    for row in rows(&read(FILE), "rouge") {
        let (reference, hypothesis) = (row["reference"].as_str().unwrap(), row["hypothesis"].as_str().unwrap());
        for (name, stemming) in [("plain", Stemming::None), ("stemmed", Stemming::Porter)] {
            let ours = rouge(reference, hypothesis, stemming);
            for (kind, Rouge { precision, recall, f1 }) in
                [("rouge1", ours.rouge1), ("rouge2", ours.rouge2), ("rougeL", ours.rouge_l)]
            {
                for (value, expected) in [precision, recall, f1].into_iter().zip(numbers(&row[name][kind])) {
                    assert_close(value, expected, SUMMATION, &format!("{name} {kind}, `{reference}`, `{hypothesis}`"));
                }
            }
        }
    }
}

#[test]
fn stems_are_those_of_nltk() {
    for pair in rows(&read(FILE), "stems") {
        let (word, stem) = (pair[0].as_str().unwrap(), pair[1].as_str().unwrap());
        let expected: Vec<&str> = Some(stem).filter(|stem| !stem.is_empty()).into_iter().collect();
        assert_eq!(rouge_tokens(word, Stemming::Porter), expected, "the stem of {word}");
    }
}

#[test]
fn signed_rank_tests_are_those_of_scipy() {
    for row in rows(&read(FILE), "wilcoxon") {
        let (x, y) = (numbers(&row["x"]), numbers(&row["y"]));
        for theirs in row["tests"].as_array().unwrap() {
            let settings = WilcoxonSettings {
                distribution: if theirs["method"] == "exact" { Distribution::Exact } else { Distribution::Asymptotic },
                zeros: if theirs["zeros"] == "pratt" { Zeros::RankedThenDropped } else { Zeros::Dropped },
                continuity: if theirs["correction"] == true { Continuity::Corrected } else { Continuity::Uncorrected },
                ..WilcoxonSettings::new(alternative(&theirs["alternative"]))
            };
            let (ours, p) = (wilcoxon(&x, &y, settings).unwrap(), theirs["p"].as_f64().unwrap());
            let what = format!("{} pairs, {settings:?}", x.len());
            assert_close(ours.p, p, TAIL * p, &what);
            assert_close(ours.statistic, theirs["statistic"].as_f64().unwrap(), 0.0, &what);
            assert_eq!(ours.zeros as u64, row["zeros"].as_u64().unwrap(), "{what}");
            assert_eq!(ours.ties as u64, row["ties"].as_u64().unwrap(), "{what}");
            assert_close(ours.median_difference, row["median_difference"].as_f64().unwrap(), SUMMATION, &what);
            if settings.zeros == Zeros::Dropped {
                assert_close(ours.rank_biserial, row["rank_biserial"].as_f64().unwrap(), SUMMATION, &what);
            }
        }
    }
}

#[test]
fn classification_is_that_of_scikit_learn() {
    for row in rows(&read(FILE), "classification") {
        let (truth, predicted) = (texts(&row["truth"]), texts(&row["predicted"]));
        let matrix = ConfusionMatrix::of_observed(&truth, &predicted).unwrap();
        assert_eq!(matrix.labels(), texts(&row["labels"]));
        let theirs: Vec<Vec<usize>> = row["confusion"].as_array().unwrap().iter().map(whole).collect();
        assert!(matrix.rows().eq(theirs.iter().map(Vec::as_slice)), "the matrix");
        assert_same(matrix.accuracy().share(), &row["accuracy"], "accuracy");
        let classes = matrix.classes();
        for (ours, theirs) in classes.iter().zip(row["classes"].as_array().unwrap()) {
            assert_same(ours.precision(), &theirs[0], "precision");
            assert_same(ours.recall(), &theirs[1], "recall");
            assert_same(ours.f1(), &theirs[2], "F1");
            assert_eq!(ours.support as u64, theirs[3].as_u64().unwrap(), "support");
        }
        let in_truth: Vec<_> = classes.iter().copied().filter(|class| class.support > 0).collect();
        for theirs in row["averages"].as_array().unwrap() {
            let averaging = match theirs["averaging"].as_str().unwrap() {
                "macro" => Averaging::Macro,
                "weighted" => Averaging::Weighted,
                _ => Averaging::Micro,
            };
            let undefined_as = match theirs["undefined_as"].as_f64() {
                None => UndefinedAs::LeftOut,
                Some(0.0) => UndefinedAs::Zero,
                Some(_) => UndefinedAs::One,
            };
            let over = if theirs["over"] == "truth" { &in_truth } else { &classes };
            let Averages { precision, recall, f1 } = average(over, averaging, undefined_as);
            assert_same(precision.value, &theirs["precision"], &format!("precision, {theirs}"));
            assert_same(recall.value, &theirs["recall"], &format!("recall, {theirs}"));
            assert_same(f1.value, &theirs["f1"], &format!("F1, {theirs}"));
        }
    }
}

#[test]
fn agreement_is_that_of_scikit_learn_and_irr_cac() {
    for row in rows(&read(FILE), "agreement") {
        let pairs = PairedGrades::new(&grades(&row["a"]), &grades(&row["b"]), FIVE_POINT).unwrap();
        assert_same(pairs.exact().share(), &row["exact"], "exact");
        assert_same(pairs.within_one().share(), &row["within_one"], "within one");
        assert_same(pairs.bias(), &row["bias"], "bias");
        for (name, weight) in [
            ("unweighted", DisagreementWeight::Unweighted),
            ("linear", DisagreementWeight::Linear),
            ("quadratic", DisagreementWeight::Quadratic),
        ] {
            assert_same(pairs.kappa(weight).ok(), &row["kappa"][name], &format!("{name} kappa"));
            assert_same(pairs.gwet(weight).ok(), &row["gwet"][name], &format!("{name} AC"));
        }
    }
}

#[test]
fn holm_is_that_of_statsmodels() {
    for row in rows(&read(FILE), "holm") {
        for (ours, theirs) in holm(&numbers(&row["p"])).unwrap().into_iter().zip(numbers(&row["adjusted"])) {
            assert_close(ours, theirs, SUMMATION, "an adjusted p");
        }
    }
}

#[test]
fn quantiles_are_those_of_numpy() {
    for row in rows(&read(FILE), "quantile") {
        let values = numbers(&row["values"]);
        assert_same(mean(&values).unwrap(), &row["mean"], "mean");
        assert_same(median(&values).unwrap(), &row["median"], "median");
        for (share, theirs) in numbers(&row["shares"]).into_iter().zip(row["quantiles"].as_array().unwrap()) {
            assert_same(quantile(&values, share).unwrap(), theirs, "quantile");
        }
    }
}

#[test]
fn wilson_intervals_are_those_of_scipy() {
    for row in rows(&read(FILE), "wilson") {
        let count = |name: &str| row[name].as_u64().unwrap() as usize;
        let ours = wilson_interval(count("successes"), count("n"), Z_95).unwrap();
        assert_close(ours.low, row["low"].as_f64().unwrap(), SUMMATION, "low");
        assert_close(ours.high, row["high"].as_f64().unwrap(), SUMMATION, "high");
    }
}

#[test]
fn calibration_is_that_of_scikit_learn() {
    for row in rows(&read(FILE), "calibration") {
        let probabilities: Vec<Vec<f64>> = row["probabilities"].as_array().unwrap().iter().map(numbers).collect();
        assert_same(brier_score(&probabilities, &whole(&row["truth"])).unwrap(), &row["brier"], "Brier");
        let correct: Vec<bool> = row["correct"].as_array().unwrap().iter().map(|right| right == true).collect();
        let bins = row["bins"].as_u64().unwrap() as usize;
        let ours = reliability(&numbers(&row["confidence"]), &correct, bins).unwrap();
        let error = ours.expected_calibration_error();
        assert_same(error, &row["expected_calibration_error"], "expected calibration error");
        let curve = row["curve"].as_array().unwrap();
        for (bin, theirs) in ours.bins.iter().filter(|bin| bin.correct.n > 0).zip(curve) {
            assert_same(bin.mean_confidence, &theirs[0], "mean confidence");
            assert_same(bin.correct.share(), &theirs[1], "share right");
        }
    }
}

#[test]
fn bootstrap_intervals_are_those_of_the_same_draws_elsewhere() {
    for row in rows(&read(FILE), "bootstrap") {
        let settings = BootstrapSettings {
            resamples: row["resamples"].as_u64().unwrap() as usize,
            seed: row["seed"].as_str().unwrap().parse().unwrap(),
            ..BootstrapSettings::default()
        };
        let ours = bootstrap_mean(&numbers(&row["values"]), settings).unwrap().unwrap();
        assert_same(Some(ours.estimate), &row["estimate"], "estimate");
        assert_same(Some(ours.interval.low), &row["low"], "low");
        assert_same(Some(ours.interval.high), &row["high"], "high");
    }
}
