#!/usr/bin/env python3
"""Write what SciPy, scikit-learn, rouge-score (with NLTK's stemmer), statsmodels, irrCAC and NumPy compute on random inputs.

    pip install scipy==1.17.1 scikit-learn==1.9.1 rouge-score==0.1.2 nltk==3.10.4 statsmodels==0.15.0 && pip install --no-deps irrCAC==0.4.4
    python make_statistics.py tests/golden/statistics.json --seed 1 --cases 12

Expected calibration error and the bootstrap have no peer that fixes the definition: they are written out here in Python, from the
words of the documentation. An undefined value is null.
"""
import argparse, json, math, random, warnings
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from nltk.stem.porter import PorterStemmer
from rouge_score import rouge_scorer
from scipy import stats
from sklearn.calibration import calibration_curve
from sklearn.metrics import (accuracy_score, brier_score_loss, cohen_kappa_score, confusion_matrix,
                             precision_recall_fscore_support)
from statsmodels.stats.multitest import multipletests

warnings.filterwarnings("ignore")
WORDS = ("plan Gy fx photons primary boost fractions:5 25.0Gy 50.4 Gy/28 C50.912 left breast irradiated irradiation irradiating hypofractionated "
         "organs nodes nodal regionally adjuvantly treating treated treatment dying skies news proceeding prostatic prostatectomy metastases "
         "metastasis oncologist's re-irradiation dose-escalated SBRT VMAT naïve Größe 左乳腺癌 İstanbul ſite Kelvin 1.8Gy/fx T1cN0(sn) "
         "was tied ties flies generally radically possibly early stages studies studied agreed feed controlling rolled filing failing").split()
ROOTS = ("rad onc tum or prost breast met ast fract plan treat adj uv anal lymph irrad curat pall geo theo bio hyp spy fl y ay sky ee o ab str "
         "conflat troubl siz hop tan fall hiss fizz fil fail happ rel condit val hesit digit conform differ vil analog viet pred oper feud "
         "decis call form sens trip electr hope good rev allow infer airlin gyroscop adjust def irrit replac depend adopt homolog comm activ "
         "angular effect bowdler prob rat ceas contr roll 25 5f x1 b2 yy").split()
ENDS = ("s es ies ss sses ed eed ied ing ying y ly ation ational tional enci anci izer ization bli alli alli fulli logi logy entli eli ousli "
        "ator alism iveness fulness ousness aliti iviti biliti icate ative alize iciti ical ful ness al ance ence er ic able ible ant ement "
        "ment ent ion sion tion ou ism ate iti ous ive ize e ll lle at bl iz tt").split()


def value(x):
    x = float(x)
    return x if math.isfinite(x) else None


def rouge_rows(rng, cases):
    text = lambda: rng.choice([" ", "\n", "/"]).join(rng.choice(WORDS) for _ in range(rng.choice([0, 1, 2, 5, 12, 40])))
    for _ in range(cases):
        reference = text()
        words = reference.split(" ")
        hypothesis = text() if rng.random() < 0.5 else " ".join(w for w in rng.sample(words, len(words)) if rng.random() < 0.8)
        row = dict(reference=reference, hypothesis=hypothesis)
        for name, stem in (("plain", False), ("stemmed", True)):
            scores = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=stem).score(reference, hypothesis)
            row[name] = {k: list(map(float, v)) for k, v in scores.items()}
        yield row


def stems(rng, cases):
    stemmer = PorterStemmer()
    words = sorted({rng.choice(ROOTS) + "".join(rng.choice(ENDS) for _ in range(rng.choice([1, 1, 2, 3]))) for _ in range(20 * cases)})
    return [[w, stemmer.stem(w)] for w in words if len(w) > 3]


def wilcoxon_rows(rng, cases):
    for _ in range(cases):
        n, kind = rng.choice([1, 2, 5, 9, 10, 12, 13, 25, 30, 60, 200]), rng.choice(["continuous", "grades", "decimals", "halves"])
        shift = rng.choice([0, 0.3, 1])
        draw = dict(continuous=lambda: rng.gauss(0, 1), grades=lambda: float(rng.randint(1, 5)), decimals=lambda: round(rng.random(), 2),
                    halves=lambda: rng.randint(0, 9) / 2)[kind]
        y = [draw() for _ in range(n)]
        x = [(v if rng.random() < 0.1 else draw() + (shift if kind == "continuous" else 0)) for v in y]
        d = np.array(x) - np.array(y)
        if not d.any():
            continue
        size = np.abs(d[d != 0])
        tied = len(set(size)) < len(size)
        ranks = stats.rankdata(size) * np.sign(d[d != 0])
        row = dict(x=x, y=y, zeros=int((d == 0).sum()), ties=int(sum((size == s).sum() > 1 for s in size)),
                   rank_biserial=float(ranks.sum() / np.abs(ranks).sum()), median_difference=float(np.median(d)), tests=[])
        for alternative in ("greater", "less", "two-sided"):
            for zero_method in ("wilcox", "pratt"):
                for correction in (False, True):
                    r = stats.wilcoxon(x, y, alternative=alternative, zero_method=zero_method, correction=correction, method="asymptotic")
                    row["tests"].append(dict(alternative=alternative, zeros=zero_method, method="asymptotic", correction=correction,
                                             statistic=float(r.statistic), p=float(r.pvalue)))
                if not tied and not row["zeros"]:
                    method = "exact"
                elif n <= 13:  # every change of signs, as SciPy's own choice is for few pairs
                    method = stats.PermutationMethod(n_resamples=2 ** 13)
                else:
                    continue
                r = stats.wilcoxon(x, y, alternative=alternative, zero_method=zero_method, method=method)
                row["tests"].append(dict(alternative=alternative, zeros=zero_method, method="exact", correction=False,
                                         statistic=float(r.statistic), p=float(r.pvalue)))
        yield row


def classification_rows(rng, cases):
    for _ in range(cases):
        k, n = rng.choice([1, 2, 4, 7, 20]), rng.choice([1, 2, 7, 30, 120])
        labels = [f"c{i:02}" for i in range(k)]
        truth = [rng.choice(labels[:max(1, k - 1)]) for _ in range(n)]
        predicted = [t if rng.random() < 0.5 else rng.choice(labels[1:] + ["(unparsed)"]) for t in truth]
        names = sorted(set(truth) | set(predicted))
        row = dict(truth=truth, predicted=predicted, labels=names, confusion=confusion_matrix(truth, predicted, labels=names).tolist(),
                   accuracy=float(accuracy_score(truth, predicted)), averages=[])
        p, r, f, s = precision_recall_fscore_support(truth, predicted, labels=names, average=None, zero_division=np.nan)
        row["classes"] = [[value(a), value(b), value(c), int(d)] for a, b, c, d in zip(p, r, f, s)]
        for over, subset in (("all", names), ("truth", sorted(set(truth)))):
            for averaging in ("macro", "weighted", "micro"):
                for zero_division in (0, 1, np.nan):
                    p, r, f, _ = precision_recall_fscore_support(truth, predicted, labels=subset, average=averaging, zero_division=zero_division)
                    if averaging == "weighted" and math.isnan(zero_division) and not set(truth) & set(predicted):
                        p = math.nan  # scikit-learn drops the weights where all are zero; an average without weights has no value
                    row["averages"].append(dict(over=over, averaging=averaging, undefined_as=value(zero_division),
                                                precision=value(p), recall=value(r), f1=value(f)))
        yield row


def agreement_rows(rng, cases):
    for _ in range(cases):
        n, top = rng.choice([2, 5, 12, 40, 403]), rng.choice([2, 3, 5])
        apart = rng.choice([0, 0.2, 0.7])
        a = [rng.randint(1, top) for _ in range(n)]
        b = [min(5, max(1, g + rng.choice([-2, -1, 1, 2]))) if rng.random() < apart else g for g in a]
        row = dict(a=a, b=b, exact=float(np.mean(np.array(a) == b)), within_one=float(np.mean(np.abs(np.array(a) - b) <= 1)),
                   bias=float(np.mean(np.array(a) - b)), kappa={}, gwet={})
        coefficients = {w: CAC(pd.DataFrame(dict(a=a, b=b)), weights=w, categories=[1, 2, 3, 4, 5], digits=16) for w in ("identity", "linear", "quadratic")}
        for name, kappa, gwet in (("unweighted", None, "identity"), ("linear", "linear", "linear"), ("quadratic", "quadratic", "quadratic")):
            row["kappa"][name] = value(cohen_kappa_score(a, b, labels=[1, 2, 3, 4, 5], weights=kappa))
            row["gwet"][name] = value(coefficients[gwet].gwet()["est"]["coefficient_value"])
        yield row


def holm_rows(rng, cases):
    for _ in range(cases):
        p = [rng.choice([0.0, 1.0, 0.04, round(rng.random(), 3), rng.random() ** 4]) for _ in range(rng.choice([1, 2, 3, 9]))]
        yield dict(p=p, adjusted=multipletests(p, method="holm")[1].tolist())


def quantile_rows(rng, cases):
    for _ in range(cases):
        values = [rng.choice([rng.gauss(0, 3), float(rng.randint(-2, 2))]) for _ in range(rng.choice([1, 2, 3, 10, 101]))]
        shares = [0.0, 0.025, 0.25, 0.5, 0.9, 0.975, 1.0]
        yield dict(values=values, shares=shares, quantiles=np.quantile(values, shares, method="linear").tolist(),
                   mean=float(np.mean(values)), median=float(np.median(values)))


def wilson_rows(rng, cases):
    for _ in range(cases):
        n = rng.choice([1, 2, 10, 100, 403, 7177])
        successes = rng.choice([0, n, rng.randint(0, n)])
        i = stats.binomtest(successes, n).proportion_ci(0.95, method="wilson")
        yield dict(successes=successes, n=n, low=float(i.low), high=float(i.high))


def calibration_rows(rng, cases):
    for _ in range(cases):
        n, k, bins = rng.choice([1, 5, 60, 300]), rng.choice([2, 4]), rng.choice([1, 5, 10])
        raw = np.array([[rng.random() ** 3 + 1e-9 for _ in range(k)] for _ in range(n)])
        probabilities = raw / raw.sum(1, keepdims=True)
        truth = [rng.randrange(k) for _ in range(n)]
        confidence = [rng.choice([float(p.max()), round(float(p.max()), 1)]) for p in probabilities]
        correct = [bool(p.argmax() == t) for p, t in zip(probabilities, truth)]
        share, mean = calibration_curve(correct, confidence, n_bins=bins, strategy="uniform") if len(set(correct)) > 1 else ([], [])
        edges, gap = [i / bins for i in range(bins + 1)], 0.0
        for low, high in zip(edges, edges[1:]):
            inside = [i for i, c in enumerate(confidence) if (low < c or low == 0) and c <= high]
            if inside:
                gap += abs(sum(correct[i] for i in inside) - sum(confidence[i] for i in inside)) / n
        yield dict(probabilities=probabilities.tolist(), truth=truth, confidence=confidence, correct=correct, bins=bins, expected_calibration_error=gap,
                   brier=float(brier_score_loss(truth, probabilities, labels=list(range(k)), scale_by_half=False)),
                   curve=[list(map(float, pair)) for pair in zip(mean, share)])


def drawn(seed, cases):
    """SplitMix64, then the number times the cases over 2^64, rounded down."""
    state = seed
    while True:
        state = (state + 0x9E3779B97F4A7C15) % 2 ** 64
        z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9 % 2 ** 64
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB % 2 ** 64
        yield (z ^ (z >> 31)) * cases >> 64


def bootstrap_rows(rng, cases):
    for _ in range(cases):
        values, seed, resamples = [rng.gauss(0.5, 0.2) for _ in range(rng.choice([1, 2, 10, 60]))], rng.getrandbits(64), rng.choice([1, 20, 100])
        rows = drawn(seed, len(values))
        means = [np.mean([values[next(rows)] for _ in values]) for _ in range(resamples)]
        low, high = np.quantile(means, [0.025, 0.975], method="linear")
        yield dict(values=values, seed=str(seed), resamples=resamples, estimate=float(np.mean(values)), low=float(low), high=float(high))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("out", type=Path)
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--cases", type=int, default=12)
    args = ap.parse_args()
    rng = random.Random(args.seed)
    rows = dict(rouge=rouge_rows, stems=stems, wilcoxon=wilcoxon_rows, classification=classification_rows, agreement=agreement_rows, holm=holm_rows,
                quantile=quantile_rows, wilson=wilson_rows, calibration=calibration_rows, bootstrap=bootstrap_rows)
    packages = ("scipy", "scikit-learn", "rouge-score", "nltk", "statsmodels", "irrCAC", "numpy")
    parts = [f'"versions": {json.dumps({p: version(p) for p in packages})}, "seed": {args.seed}, "cases": {args.cases}']
    for name, make in rows.items():
        lines = ",\n".join(json.dumps(row, allow_nan=False) for row in make(rng, args.cases))
        parts.append(f'"{name}": [\n{lines}\n]')
    args.out.write_text("{" + ",\n".join(parts) + "}\n")


main()
