//! The reference pack: what SciPy, scikit-learn and rouge-score computed once for this house (`tests/oracle/make_reference.py`).

use isocenter_stats::{
    Alternative, Averages, Averaging, ConfusionMatrix, DisagreementWeight, Distribution, FIVE_POINT, PairedGrades,
    Rouge, Stemming, UndefinedAs, WilcoxonMethod, WilcoxonSettings, accuracy, average, rouge, wilcoxon,
};
use serde_json::Value;

use crate::golden::{grades, numbers, read, rows, texts, whole};
use crate::{SUMMATION, assert_close};

pub fn alternative(name: &Value) -> Alternative {
    match name.as_str().unwrap() {
        "greater" => Alternative::Greater,
        "less" => Alternative::Less,
        "two-sided" => Alternative::TwoSided,
        other => panic!("{other} is no alternative"),
    }
}

#[test]
fn signed_rank_tests_are_those_of_scipy() {
    let pack = read("pack/metrics.json");
    for row in rows(&pack, "wilcoxon") {
        let (distribution, method) = match row["method"].as_str().unwrap() {
            "exact" => (Distribution::Exact, WilcoxonMethod::Exact),
            _ => (Distribution::Asymptotic, WilcoxonMethod::Asymptotic),
        };
        let settings = WilcoxonSettings { distribution, ..WilcoxonSettings::new(alternative(&row["alternative"])) };
        let test = wilcoxon(&numbers(&row["x"]), &numbers(&row["y"]), settings).unwrap();
        let what = row["note"].as_str().unwrap();
        assert_eq!(test.method, method, "{what}");
        assert_close(test.statistic, row["statistic"].as_f64().unwrap(), 0.0, what);
        assert_close(test.p, row["p"].as_f64().unwrap(), SUMMATION, what);
    }
}

#[test]
fn classification_is_that_of_scikit_learn() {
    let pack = read("pack/metrics.json");
    for row in rows(&pack, "classification") {
        let (truth, predicted) = (texts(&row["truth"]), texts(&row["predicted"]));
        let matrix = ConfusionMatrix::of_observed(&truth, &predicted).unwrap();
        assert_eq!(matrix.labels(), texts(&row["labels"]));
        let theirs: Vec<Vec<usize>> = row["confusion"].as_array().unwrap().iter().map(whole).collect();
        assert!(matrix.rows().eq(theirs.iter().map(Vec::as_slice)), "the matrix");
        let share = accuracy(&truth, &predicted).unwrap().share().unwrap();
        assert_close(share, row["accuracy"].as_f64().unwrap(), SUMMATION, "accuracy");
        for (name, averaging) in
            [("macro", Averaging::Macro), ("weighted", Averaging::Weighted), ("micro", Averaging::Micro)]
        {
            let Averages { precision, recall, f1 } = average(&matrix.classes(), averaging, UndefinedAs::Zero);
            for (rate, ours) in [("precision", precision), ("recall", recall), ("f1", f1)] {
                assert_close(ours.value.unwrap(), row[name][rate].as_f64().unwrap(), SUMMATION, name);
            }
        }
    }
}

#[test]
fn kappa_is_that_of_scikit_learn_with_the_labels_fixed() {
    let pack = read("pack/metrics.json");
    for row in rows(&pack, "kappa") {
        let pairs = PairedGrades::new(&grades(&row["a"]), &grades(&row["b"]), FIVE_POINT).unwrap();
        for (name, weight) in [
            ("unweighted", DisagreementWeight::Unweighted),
            ("linear", DisagreementWeight::Linear),
            ("quadratic", DisagreementWeight::Quadratic),
        ] {
            assert_close(pairs.kappa(weight).unwrap(), row[name].as_f64().unwrap(), SUMMATION, name);
        }
    }
}

#[test]
fn rouge_is_that_of_rouge_score_with_and_without_stemmer() {
    let pack = read("pack/metrics.json");
    for row in rows(&pack, "rouge") {
        let stemming = if row["stemmer"] == true { Stemming::Porter } else { Stemming::None };
        let (reference, hypothesis) = (row["reference"].as_str().unwrap(), row["hypothesis"].as_str().unwrap());
        let ours = rouge(reference, hypothesis, stemming);
        for (name, Rouge { precision, recall, f1 }) in
            [("rouge1", ours.rouge1), ("rouge2", ours.rouge2), ("rougeL", ours.rouge_l)]
        {
            for (part, value) in [("precision", precision), ("recall", recall), ("f1", f1)] {
                assert_close(value, row[name][part].as_f64().unwrap(), SUMMATION, &format!("{name} of `{hypothesis}`"));
            }
        }
    }
}
