#!/usr/bin/env python3
"""Write what scikit-learn, irrCAC, statsmodels and NumPy compute on random studies of grades.

    pip install scikit-learn==1.9.1 scipy==1.17.1 statsmodels==0.15.0 && pip install --no-deps irrCAC==0.4.4
    python3 make_grades.py tests/golden/grades.json --seed 6 --studies 24

A study: regimens with arm and case, both first grades (null: skipped) and, where they are more than one apart, what a panel made of them.
"""

import argparse
import json
import math
import pathlib
import random
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
from irrCAC.raw import CAC
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.proportion import proportion_confint

warnings.filterwarnings("ignore")
LABELS = [1, 2, 3, 4, 5]


def value(x):
    x = float(x)
    return x if math.isfinite(x) else None


def share(count, n):
    if n == 0:
        return dict(count=float(count), n=0, share=None, low=None, high=None)
    low, high = proportion_confint(count, n, alpha=0.05, method="wilson")
    return dict(count=float(count), n=n, share=count / n, low=max(float(low), 0.0), high=min(float(high), 1.0))


def agreement(rows):
    both = [(row["a"], row["b"]) for row in rows if None not in (row["a"], row["b"])]
    result = dict(n=len(both), missing=len(rows) - len(both))
    a, b = (np.array(column) for column in zip(*both)) if both else (np.array([]), np.array([]))
    result["exact"] = share(int((a == b).sum()), len(both))
    result["within_one"] = share(int((abs(a - b) <= 1).sum()), len(both))
    for name, weights in (("kappa", None), ("kappa_linear", "linear"), ("kappa_quadratic", "quadratic")):
        result[name] = value(cohen_kappa_score(a, b, labels=LABELS, weights=weights)) if both else None
    # irrCAC divides by n - 1 for its standard error, so that one pair is left out.
    if len(both) != 1:
        raw = CAC(pd.DataFrame(dict(a=a, b=b)), weights="quadratic", categories=LABELS, digits=16) if both else None
        result["ac2"] = value(raw.gwet()["est"]["coefficient_value"]) if both else None
    result["bias"] = float(np.mean(a - b)) if both else None
    return result


def distribution(grades):
    given = [grade for grade in grades if grade is not None]
    return dict(counts=[given.count(label) for label in LABELS], skipped=grades.count(None), mean=float(np.mean(given)) if given else None)


def after(row):
    return row["panel"] or [row["a"], row["b"]]


def acceptance(pairs):
    complete = [pair for pair in pairs if None not in pair]
    mean = lambda most: sum(grade <= most for pair in complete for grade in pair) / 2
    return dict(grade_one=share(mean(1), len(complete)), acceptable=share(mean(2), len(complete)))


def arm(rows):
    before, settled = [[row["a"], row["b"]] for row in rows], [after(row) for row in rows]
    columns = lambda pairs: [distribution([pair[grader] for pair in pairs]) for grader in (0, 1)]
    return dict(
        before=columns(before), after=columns(settled), acceptance_before=acceptance(before),
        acceptance_after=acceptance(settled), agreement=agreement(rows),
    )  # fmt: skip


def studies(rng, count):
    for _ in range(count):
        cases, arms = rng.choice([1, 2, 5, 12, 40, 120]), rng.choice([1, 2])
        spread, apart, skips = rng.choice([0, 1, 2, 4]), rng.choice([0.0, 0.2, 0.6]), rng.choice([0.0, 0.1])
        rows = []
        for _ in range(cases * arms):
            a = 1 + rng.randint(0, spread)
            b = min(5, max(1, a + rng.choice([-3, -2, -1, 1, 2, 3]))) if rng.random() < apart else a
            a, b = (None if rng.random() < skips else grade for grade in (a, b))
            flagged = None not in (a, b) and abs(a - b) > 1
            rows.append(dict(a=a, b=b, panel=[rng.randint(1, 5), rng.randint(1, 5)] if flagged else None))
        by_arm = [arm(rows[first::arms]) for first in range(arms)]
        moved = sum((row["panel"][0] != row["a"]) + (row["panel"][1] != row["b"]) for row in rows if row["panel"])
        flagged = sum(row["panel"] is not None for row in rows)
        yield dict(arms=arms, rows=rows, expected=dict(arms=by_arm, agreement=agreement(rows), flagged=flagged, moved=moved))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--seed", type=int, default=6)
    arguments.add_argument("--studies", type=int, default=24)
    given = arguments.parse_args()
    versions = json.dumps({name: version(name) for name in ("scikit-learn", "irrCAC", "statsmodels", "numpy")})
    lines = ",\n".join(json.dumps(study, allow_nan=False) for study in studies(random.Random(given.seed), given.studies))
    given.out.write_text(f'{{"versions": {versions}, "seed": {given.seed},\n"studies": [\n{lines}\n]}}\n')


main()
