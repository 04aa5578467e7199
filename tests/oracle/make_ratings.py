#!/usr/bin/env python3
"""Write what scikit-learn, irrCAC, SciPy and NumPy compute on random letter studies.

    pip install scikit-learn==1.9.1 scipy==1.17.1 && pip install --no-deps irrCAC==0.4.4
    python3 make_ratings.py tests/golden/ratings.json --seed 7 --studies 24

A study: letters with case and author (base, tuned, physician) and the score of each rater in one dimension (null: not rated).
"""

import argparse
import itertools
import json
import math
import pathlib
import random
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from scipy.stats import PermutationMethod, wilcoxon
from sklearn.metrics import cohen_kappa_score

warnings.filterwarnings("ignore")
LABELS = [1, 2, 3, 4]
EVERY_SIGN = PermutationMethod(n_resamples=np.inf)


def value(x):
    x = float(x)
    return x if math.isfinite(x) else None


def agreement(rows, first, second):
    both = [(row["scores"][first], row["scores"][second]) for row in rows]
    both = [pair for pair in both if None not in pair]
    result = dict(n=len(both))
    a, b = (np.array(column) for column in zip(*both)) if both else (np.array([]), np.array([]))
    result["exact"] = float(np.mean(a == b)) if both else None
    result["within_one"] = float(np.mean(abs(a - b) <= 1)) if both else None
    result["kappa"] = value(cohen_kappa_score(a, b, labels=LABELS, weights="quadratic")) if both else None
    # irrCAC divides by n - 1 for its standard error, so that one pair is left out.
    if len(both) != 1:
        raw = CAC(pd.DataFrame(dict(a=a, b=b)), weights="quadratic", categories=LABELS, digits=16) if both else None
        result["ac2"] = value(raw.gwet()["est"]["coefficient_value"]) if both else None
    return result


def arm(rows):
    given = [score for row in rows for score in row["scores"] if score is not None]
    result = dict(n=len(given), counts=[given.count(label) for label in LABELS])
    result["mean"] = float(np.mean(given)) if given else None
    result["median"] = float(np.median(given)) if given else None
    return result


def comparison(rows):
    by_case = {}
    for row in rows:
        by_case.setdefault(row["case"], {})[row["author"]] = row["scores"]
    x, y, left_out = [], [], 0
    for letters in by_case.values():
        if not {"base", "tuned"} <= letters.keys():
            continue
        both = [pair for pair in zip(letters["tuned"], letters["base"]) if None not in pair]
        if not both:
            left_out += 1
            continue
        x.append(np.mean([pair[0] for pair in both]))
        y.append(np.mean([pair[1] for pair in both]))
    # Differences of means by thirds, so that equal ones are equal.
    d = np.round(np.array(x) - np.array(y), 9)
    result = dict(cases=len(d), left_out=left_out, mean_difference=float(np.mean(np.array(x) - np.array(y))) if len(d) else None, test=None)
    # SciPy permutes two differences or more.
    if len(d) > 1 and np.any(d != 0):
        one = wilcoxon(d, alternative="greater", zero_method="wilcox", method=EVERY_SIGN)
        two = wilcoxon(d, alternative="two-sided", zero_method="wilcox", method=EVERY_SIGN)
        size, counts = np.unique(abs(d[d != 0]), return_counts=True)
        result["test"] = dict(
            n=len(d), zeros=int(np.sum(d == 0)), ties=int(counts[counts > 1].sum()), positive_ranks=float(one.statistic),
            p_one_sided=float(one.pvalue), p_two_sided=float(two.pvalue), median_difference=float(np.median(d)),
        )  # fmt: skip
    return result


def studies(rng, count):
    for _ in range(count):
        cases, raters = rng.choice([1, 2, 5, 8, 11]), rng.choice([1, 2, 3, 4])
        authors = rng.choice([["base", "tuned"], ["base", "tuned", "physician"], ["tuned", "physician"]])
        spread, skips, lift = rng.choice([0, 1, 3]), rng.choice([0.0, 0.0, 0.2]), rng.choice([0, 1])
        rows = []
        for case in range(cases):
            for author in authors:
                middle = 1 + rng.randint(0, 3) if spread else 3
                middle += lift * (author == "tuned")
                score = lambda: min(4, max(1, middle + rng.randint(-spread, spread) // 2))
                scores = [None if rng.random() < skips else score() for _ in range(raters)]
                rows.append(dict(case=case, author=author, scores=scores))
        pairs = [agreement(rows, *pair) for pair in itertools.combinations(range(raters), 2)]
        arms = {author: arm([row for row in rows if row["author"] == author]) for author in authors}
        expected = dict(arms=arms, pairs=pairs, comparison=comparison(rows) if "base" in authors else None)
        yield dict(raters=raters, rows=rows, expected=expected)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--studies", type=int, default=24)
    given = arguments.parse_args()
    versions = json.dumps({name: version(name) for name in ("scikit-learn", "irrCAC", "scipy", "numpy")})
    lines = ",\n".join(json.dumps(study, allow_nan=False) for study in studies(random.Random(given.seed), given.studies))
    given.out.write_text(f'{{"versions": {versions}, "seed": {given.seed},\n"studies": [\n{lines}\n]}}\n')


main()
