"""Computes every number of results.json anew from samples.csv and compares.

Usage: python3 recompute.py [FOLDER]      (the folder that holds both files; by default this one)
Needs: numpy, scipy, scikit-learn, rouge-score. Tolerance: 1e-9, relative, so that small p-values are held too; counts and names must be equal.

What is not computed here is read from the CSV: the class or plan that an answer was read as, and which single fields of a regimen agree.
Ends with 1 when anything differs.
"""

import csv
import json
import math
import pathlib
import sys
import warnings
from collections import Counter

import numpy as np
from rouge_score import rouge_scorer
from scipy import stats
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

# Labels are always passed where they matter; a table of one label is no mistake.
warnings.filterwarnings("ignore", message="A single label was found")

RELATIVE, ABSOLUTE = 1e-9, 1e-12
MODALITIES = ["photon", "proton", "electron", "brachytherapy"]
UNREADABLE = "unreadable"
HEADLINE = {"regimen": "rouge1_recall", "modality": "modality_correct", "icd10": "category_correct"}
BESIDE = {
    "regimen": [],
    "modality": ["scored_modality_correct"],
    "icd10": ["constrained_category_correct", "constrained_code_correct"],
}
ROUGE = [f"rouge{kind}_{rate}" for kind in "12L" for rate in ("recall", "precision", "f1")]
METRICS = {
    "regimen": ROUGE
    + ["same_modality", "same_dose", "same_fractions", "same_dose_per_fraction", "same_eqd2", "same_phases"]
    + ["same_site", "same_side", "readable"],
    "modality": ["modality_correct", "readable"],
    "icd10": ["category_correct", "code_correct", "readable"],
}
SCHEMES = {"regimen": [], "modality": ["modality"], "icd10": ["icd10_category", "icd10_group", "icd10_code"]}
SAME_DOSE_GRAY = 0.005
LEAST_PER_CENT = [50, 70, 90]
DIVISIONS = ["site", "radiation", "intent", "sex", "age", "text_length"]


class Comparison:
    """Counts what was compared and keeps what differs."""

    def __init__(self):
        self.compared, self.differing = 0, []

    def check(self, path, theirs, ours):
        if isinstance(ours, dict) and isinstance(theirs, dict):
            if set(ours) != set(theirs):
                self.differing.append(f"{path}: keys {sorted(set(ours) ^ set(theirs))}")
            for key in ours.keys() & theirs.keys():
                self.check(f"{path}.{key}", theirs[key], ours[key])
        elif isinstance(ours, list) and isinstance(theirs, list):
            if len(ours) != len(theirs):
                self.differing.append(f"{path}: {len(theirs)} entries, here {len(ours)}")
            for at, (a, b) in enumerate(zip(theirs, ours)):
                self.check(f"{path}[{at}]", a, b)
        else:
            self.compared += 1
            if not equal(theirs, ours):
                self.differing.append(f"{path}: {theirs!r}, here {ours!r}")


def equal(a, b):
    numbers = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (a, b))
    if not numbers or a == b:
        return a == b
    # A difference of means may be the rounding of a zero; every p of a test is far larger or exactly equal in its leading digits.
    rounding_of_zero = max(abs(a), abs(b)) <= ABSOLUTE and min(a, b) <= 0.0
    return math.isclose(a, b, rel_tol=RELATIVE) or rounding_of_zero


class Samples:
    """The rows of samples.csv, found by model, task and way."""

    def __init__(self, rows, study):
        self.study = study
        self.temperatures = study["sampling"]["temperatures"]
        self.blocks = {}
        for row in rows:
            row["temperature"] = float(row["temperature"]) if row["temperature"] else None
            way = "free" if row["way"] == "free" else "beside"
            self.blocks.setdefault((row["model"], row["task"], way), []).append(row)

    def of(self, model, task, metric):
        return self.blocks.get((model, task, "beside" if metric in BESIDE[task] else "free"), [])

    def case_values(self, model, task, metric, temperature=None, holds=lambda row: True):
        """Mean over samples and number of samples of each case, in the order of the case list."""
        values = {}
        for row in self.of(model, task, metric):
            here = temperature is None or row["temperature"] == temperature
            if here and row[metric] != "" and holds(row):
                values.setdefault(row["case_id"], []).append(float(row[metric]))
        return [(sum(found) / len(found), len(found)) for _, found in sorted(values.items())]


_indices = {}


def resampled(cases, statistics):
    """Rows of every resample: SplitMix64 (Steele, Lea & Flood 2014), number * cases >> 64."""
    if cases not in _indices:
        draws = statistics["bootstrap_resamples"] * cases
        with np.errstate(over="ignore"):
            gamma = np.uint64(0x9E3779B97F4A7C15)
            state = np.uint64(statistics["bootstrap_seed"]) + gamma * np.arange(1, draws + 1, dtype=np.uint64)
            state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            state ^= state >> np.uint64(31)
            half, low = np.uint64(32), np.uint64(0xFFFFFFFF)
            number = (state >> half) * np.uint64(cases) + (((state & low) * np.uint64(cases)) >> half)
        _indices[cases] = (number >> half).astype(np.int64).reshape(-1, cases)
    return _indices[cases]


def is_spread(values):
    """Whether there is anything to resample: cases that are all alike would give an interval of no width."""
    return len(values) > 0 and max(values) - min(values) > 1e-9


def bootstrap(values, statistics):
    if not is_spread(values):
        return None
    means = np.asarray(values)[resampled(len(values), statistics)].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return {"low": float(low), "high": float(high)}


def wilson(successes, n):
    if n == 0:
        return None
    interval = stats.binomtest(successes, n).proportion_ci(0.95, method="wilson")
    return {"low": float(interval.low), "high": float(interval.high)}


def measured(samples, model, task, metric, temperature=None, subgroup=None):
    holds = (lambda row: row[subgroup["division"]] == subgroup["level"]) if subgroup else (lambda row: True)
    found = samples.case_values(model, task, metric, temperature, holds)
    values, count = [value for value, _ in found], sum(n for _, n in found)
    at_an_end = all(value == 0.0 for value in values) or all(value == 1.0 for value in values)
    is_wilson = at_an_end or (metric not in ROUGE and count == len(values))
    entry = {
        "model": model,
        "task": task,
        "metric": metric,
        "temperature": temperature,
        "value": sum(values) / len(values) if values else None,
        "cases": len(values),
        "samples": count,
        "interval": wilson(int(sum(values)), len(values)) if is_wilson else bootstrap(values, samples.study["statistics"]),
        "interval_method": "wilson" if is_wilson else "bootstrap",
    }
    if subgroup:
        entry["subgroup"] = subgroup
    return entry


def series(samples, model, task, metric):
    points = [measured(samples, model, task, metric, temperature) for temperature in samples.temperatures]
    values = [point["value"] for point in points]
    whole = None not in values
    best = max(values) if whole else None
    return {
        "model": model,
        "task": task,
        "metric": metric,
        "is_headline": metric == HEADLINE[task],
        "points": points,
        "all": measured(samples, model, task, metric),
        "highest": {"value": best, "temperature": samples.temperatures[values.index(best)]} if whole else None,
        "median": float(np.median(values)) if whole else None,
    }


def exact_lower_tail(doubled_ranks, threshold):
    """P(S <= threshold) where each rank counts with probability one half."""
    chances = np.zeros(int(sum(doubled_ranks)) + 1)
    chances[0] = 1.0
    top = 0
    for rank in sorted(int(rank) for rank in doubled_ranks):
        top += rank
        chances[rank : top + 1] += chances[: top + 1 - rank].copy()
        chances[: top + 1] *= 0.5
    return float(chances[: int(threshold) + 1].sum())


def signed_rank(x, y, alternative):
    """The exact conditional test, by SciPy's own distribution where that is exact too."""
    if not x:
        return {"state": "undefined"}
    differences = np.round(np.asarray(x) - np.asarray(y), 9)
    rest = differences[differences != 0.0]
    if len(rest) == 0:
        return {"state": "no_difference", "n": len(differences)}
    ranks = stats.rankdata(np.abs(rest))
    positive, total = float(ranks[rest > 0].sum()), float(ranks.sum())
    if len(rest) > 1000:
        raise SystemExit("more than 1000 differing pairs: compare with SciPy's approximation by hand")
    doubled = np.round(2 * ranks)
    one_sided = alternative == "greater"
    if one_sided:
        p = exact_lower_tail(doubled, 2 * (total - positive))
    else:
        p = min(1.0, 2 * exact_lower_tail(doubled, 2 * min(positive, total - positive)))
    shared = Counter(np.abs(rest).tolist())
    ties = sum(count for count in shared.values() if count > 1)
    if ties == 0 and len(rest) == len(differences) and len(rest) <= 50:
        scipy_p = stats.wilcoxon(differences, alternative=alternative, method="exact").pvalue
        assert math.isclose(p, scipy_p, rel_tol=RELATIVE), f"SciPy's exact p is {scipy_p}, the table's {p}"
    return {
        "state": "tested",
        "p": p,
        "p_floor": 2.0 ** -len(rest) * (1 if one_sided else 2),
        "statistic": positive if one_sided else min(positive, total - positive),
        "n": len(differences),
        "zeros": int((differences == 0).sum()),
        "ties": ties,
        "method": "exact",
        "rank_biserial": (2 * positive - total) / total,
        "median_difference": float(np.median(differences)),
    }


def holm(entries):
    tested = sorted((entry for entry in entries if "p" in entry["outcome"]), key=lambda entry: entry["outcome"]["p"])
    largest = 0.0
    for before, entry in enumerate(tested):
        largest = max(largest, min(1.0, entry["outcome"]["p"] * (len(tested) - before)))
        entry["p_holm"] = largest


def opposed(study):
    models = study["models"]
    for tuned in models:
        if tuned["role"] == "tuned":
            base = next(m for m in models if m["role"] == "base" and m["folder"] == tuned["folder"])
            yield "tuned_against_base", tuned["id"], base["id"]
    for at, one in enumerate(models):
        for other in models[at + 1 :]:
            if one["role"] == other["role"] and one["family"] != other["family"]:
                yield "family_against_family", one["id"], other["id"]


def tests_and_differences(samples, tasks, scans):
    tests, differences = [], []
    for opponents, first, second in opposed(samples.study):
        alternative = "greater" if opponents == "tuned_against_base" else "two-sided"

        def entry(task, unit, x, y):
            return {
                "opponents": opponents,
                "first": first,
                "second": second,
                "task": task,
                "metric": HEADLINE[task] if task else None,
                "unit": unit,
                "outcome": signed_rank(x, y, alternative),
                "p_holm": None,
            }

        def points(model, task):
            scan = scans[(model, task, HEADLINE[task])]
            return [point["value"] for point in scan["points"]]

        by_temperature = [entry(task, "temperature", points(first, task), points(second, task)) for task in tasks]
        holm(by_temperature)
        tests += by_temperature
        if len(tasks) > 1:
            together = [sum((points(model, task) for task in tasks), []) for model in (first, second)]
            tests.append(entry(None, "temperature", *together))
        by_case = []
        for task in tasks:
            x, y = ([v for v, _ in samples.case_values(m, task, HEADLINE[task])] for m in (first, second))
            by_case.append(entry(task, "case", x, y))
            differences.append({"task": task} | difference(samples, task, first, second))
        holm(by_case)
        tests += by_case
    return tests, differences


def difference(samples, task, first, second, holds=lambda row: True):
    x, y = ([v for v, _ in samples.case_values(m, task, HEADLINE[task], None, holds)] for m in (first, second))
    value = sum(x) / len(x) - sum(y) / len(y) if x else None
    statistics = samples.study["statistics"]
    interval = None
    if is_spread([a - b for a, b in zip(x, y)]):
        rows = resampled(len(x), statistics)
        low, high = np.quantile(np.asarray(x)[rows].mean(axis=1) - np.asarray(y)[rows].mean(axis=1), [0.025, 0.975])
        interval = {"low": float(low), "high": float(high)}
    return {"first": first, "second": second, "value": value, "cases": len(x), "bootstrap": interval}


def class_of(scheme, row, column):
    """Class of the truth (`reference`) or of the answer."""
    if scheme == "icd10_group":
        return row["truth_group" if column == "reference" else "answer_group"]
    label = row[column]
    return label[:3] if scheme == "icd10_category" and label != UNREADABLE else label


def class_table(samples, model, scheme, temperature, order):
    task = "modality" if scheme == "modality" else "icd10"
    rows = [row for row in samples.blocks[(model, task, "free")] if row["temperature"] == temperature]
    truth = [class_of(scheme, row, "reference") for row in rows]
    predicted = [class_of(scheme, row, "answer_class") for row in rows]
    found = set(truth) | set(predicted) | (set(MODALITIES) if scheme == "modality" else set())
    assert found == set(order), f"classes of {model}, {scheme}: {sorted(found ^ set(order))}"
    matrix = confusion_matrix(truth, predicted, labels=order)
    rates = precision_recall_fscore_support(truth, predicted, labels=order, zero_division=np.nan)
    classes = []
    for at, label in enumerate(order):
        support, answered, correct = int(matrix[at].sum()), int(matrix[:, at].sum()), int(matrix[at, at])
        classes.append(
            {
                "class": label,
                "truth": support,
                "predicted": answered,
                "correct": correct,
                "precision": float(rates[0][at]) if answered else None,
                "recall": float(rates[1][at]) if support else None,
                "f1": float(rates[2][at]) if support + answered else None,
            }
        )
    occurring = [row["class"] for row in classes if row["truth"] + row["predicted"]]
    averages = {}
    for name in ("macro", "weighted", "micro"):
        values = precision_recall_fscore_support(truth, predicted, labels=occurring, average=name, zero_division=0)
        undefined = {key: sum(row[key] is None for row in classes if row["class"] in occurring) for key in ("precision", "recall", "f1")}
        averages[name] = {
            key: {"value": float(value), "classes": len(occurring), "undefined": 0 if name == "micro" else undefined[key]}
            for key, value in zip(("precision", "recall", "f1"), values)
        }
    cells = [
        {"truth": int(a), "prediction": int(b), "samples": int(matrix[a, b])} for a, b in zip(*np.nonzero(matrix))
    ]
    return {
        "model": model,
        "scheme": scheme,
        "temperature": temperature,
        "cases": len({row["case_id"] for row in rows}),
        "samples": len(rows),
        "classes": classes,
        **averages,
        "cells": cells,
    }


def calibration(samples, model):
    rows = samples.blocks[(model, "modality", "beside")]
    chances = np.array([[float(row[f"p_{label}"]) for label in MODALITIES] for row in rows])
    truth = np.array([MODALITIES.index(row["reference"]) for row in rows])
    brier = float(((chances - np.eye(4)[truth]) ** 2).sum(axis=1).mean())
    top, right = chances.max(axis=1), chances.argmax(axis=1) == truth
    number = samples.study["statistics"]["calibration_bins"]
    edges = np.arange(1, number + 1) / number
    bin_of = np.searchsorted(edges, top, side="left")
    bins, error = [], 0.0
    for at in range(number):
        inside = bin_of == at
        n = int(inside.sum())
        share, mean = (float(right[inside].mean()), float(top[inside].mean())) if n else (None, None)
        error += n * abs(share - mean) if n else 0.0
        bins.append(
            {
                "low": float(edges[at - 1]) if at else 0.0,
                "high": float(edges[at]),
                "cases": n,
                "correct": int(right[inside].sum()),
                "share": share,
                "interval": wilson(int(right[inside].sum()), n),
                "mean_probability": mean,
            }
        )
    return {
        "model": model,
        "cases": len(rows),
        "brier": brier,
        "expected_calibration_error": error / len(rows),
        "bins": bins,
    }


def phases_of(plan):
    """Modality, gray and fractions of each phase; none where no plan was read."""
    phases = (phase.split(" ") for phase in plan.split("; ") if phase)
    return [(modality, float(gray), int(fractions)) for modality, gray, fractions in phases]


def is_same_plan(one, other):
    same = lambda a, b: a[0] == b[0] and a[2] == b[2] and abs(a[1] - b[1]) < SAME_DOSE_GRAY
    return bool(one) and len(one) == len(other) and all(same(a, b) for a, b in zip(one, other))


def largest_group(plans):
    """The first plan of the largest group and how many are in it; of equal groups the one that came first."""
    groups = []
    for plan in filter(None, plans):
        group = next((group for group in groups if is_same_plan(group[0], plan)), None)
        if group:
            group.append(plan)
        else:
            groups.append([plan])
    return max(((group[0], len(group)) for group in groups), key=lambda group: group[1], default=(None, 0))


def coverage(samples, model):
    sampling = samples.study["sampling"]
    answers_per_case = len(sampling["temperatures"]) * sampling["samples_per_temperature"]
    of_case = {}
    for row in samples.blocks[(model, "regimen", "free")]:
        of_case.setdefault(row["case_id"], []).append(row)
    found, without_plan = [], 0
    for rows in of_case.values():
        assert len(rows) == answers_per_case, f"{len(rows)} answers of a case"
        truth = phases_of(rows[0]["truth_plan"])
        if not truth:
            continue
        plan, agreeing = largest_group([phases_of(row["answer_plan"]) for row in rows])
        without_plan += plan is None
        found.append((agreeing, plan is not None and is_same_plan(plan, truth)))
    cases, points = len(found), []
    for agreeing in sorted({agreeing for agreeing, _ in found}, reverse=True) if answers_per_case > 1 else []:
        right = [is_right for agreed, is_right in found if agreed >= agreeing]
        points.append(
            {
                "agreeing": agreeing,
                "agreement": agreeing / answers_per_case,
                "answered": len(right),
                "coverage": len(right) / cases,
                "correct": sum(right),
                "accuracy": sum(right) / len(right),
                "interval": wilson(sum(right), len(right)),
            }
        )
    enough = lambda per_cent: next((point for point in points if point["answered"] * 100 >= per_cent * cases), None)
    return {
        "model": model,
        "answers_per_case": answers_per_case,
        "cases": cases,
        "without_plan": without_plan,
        "points": points,
        "all": points[-1] if points else None,
        "at_least": [{"least_coverage": at / 100, "point": enough(at)} for at in LEAST_PER_CENT],
    }


def baselines(samples, tasks, scorer):
    found = []
    for task in tasks:
        rows = samples.blocks[(samples.study["models"][0]["id"], task, "free")]
        truths = list({row["case_id"]: row["reference"] for row in rows}.values())
        schemes = {"regimen": [("rouge1_recall", 0)], "modality": [("modality_correct", 0)]}
        for metric, width in schemes.get(task, [("category_correct", 3), ("code_correct", 0)]):
            answers = [truth[:width] if width else truth for truth in truths]
            counts = Counter(answers)
            answer = min(counts, key=lambda label: (-counts[label], label))
            n, entry = len(answers), {"task": task, "metric": metric, "frequency": counts[answer], "cases": len(answers)}
            if task == "regimen":
                value = sum(scorer.score(truth, answer)["rouge1"].recall for truth in truths) / n
                entry |= {"class": None, "value": value, "wilson": None}
            else:
                entry |= {"class": answer, "value": counts[answer] / n, "wilson": wilson(counts[answer], n)}
            found.append(entry)
    return found


def subgroups(samples, tasks, theirs):
    """In the order of the document; that no subgroup is missing is checked."""
    study, found = samples.study, []
    for given in theirs:
        task, group = given["task"], {"division": given["division"], "level": given["level"]}
        inside = lambda row: row[group["division"]] == group["level"]
        rows = [row for row in samples.blocks[(study["models"][0]["id"], task, "free")] if inside(row)]
        cases = len({row["case_id"] for row in rows})
        found.append(
            {"task": task}
            | group
            | {
                "cases": cases,
                "is_small": cases < study["statistics"]["small_subgroup_cases"],
                "measured": [measured(samples, m["id"], task, HEADLINE[task], None, group) for m in study["models"]],
                "differences": [
                    difference(samples, task, first, second, inside)
                    for opponents, first, second in opposed(study)
                    if opponents == "tuned_against_base"
                ],
            }
        )
    levels = {
        (task, division, row[division])
        for task in tasks
        for division in DIVISIONS
        for row in samples.blocks[(study["models"][0]["id"], task, "free")]
    }
    assert levels == {(group["task"], group["division"], group["level"]) for group in theirs}, "subgroups are missing"
    return found


def table1(samples, tasks, scans, tests):
    rows = []
    labels = {model["id"]: model["label"] for model in samples.study["models"]}
    for opponents, tuned, base in opposed(samples.study):
        if opponents != "tuned_against_base":
            continue

        def test(task):
            wanted = (opponents, tuned, base, task, "temperature")
            keys = ("opponents", "first", "second", "task", "unit")
            return next((entry for entry in tests if tuple(entry[key] for key in keys) == wanted), None)

        def cell(task):
            of = {role: scans[(model, task, HEADLINE[task])] for role, model in (("base", base), ("tuned", tuned))}
            both = {role: {"highest": scan["highest"], "median": scan["median"]} for role, scan in of.items()}
            entry = test(task)
            return {"metric": HEADLINE[task], **both, "test": entry["outcome"], "p_holm": entry["p_holm"], "cases": of["tuned"]["all"]["cases"]}

        overall = test(None)
        rows.append(
            {
                "label": labels[tuned],
                "tuned": tuned,
                "base": base,
                "tasks": {task: cell(task) for task in tasks},
                "all_tasks": overall["outcome"] if overall else None,
            }
        )
    return rows


def check_scores(comparison, samples, scorer):
    """The columns of each row: ROUGE from the two texts, yes or no from the two classes."""
    known = {}
    for (_, task, way), rows in samples.blocks.items():
        for row in rows:
            path, ours = f"samples.{row['model']}.{task}.{row['case_id']}.{row['temperature']}.{row['sample']}", {}
            right, answer = row["reference"], row["answer_class"]
            if task == "regimen":
                pair = (right, row["text"])
                if pair not in known:
                    scores = scorer.score(*pair)
                    known[pair] = {
                        f"rouge{kind}_{name}": getattr(scores[f"rouge{kind}"], field)
                        for kind in "12L"
                        for name, field in (("recall", "recall"), ("precision", "precision"), ("f1", "fmeasure"))
                    }
                    truth, plan = phases_of(row["truth_plan"]), phases_of(row["answer_plan"])
                    known[pair] |= {"same_phases": float(is_same_plan(plan, truth))} if truth else {}
                ours = known[pair]
            elif task == "modality":
                ours = {("modality_correct" if way == "free" else "scored_modality_correct"): float(answer == right)}
            else:
                prefix = "" if way == "free" else "constrained_"
                ours = {
                    f"{prefix}category_correct": float(answer != UNREADABLE and answer[:3] == right[:3]),
                    f"{prefix}code_correct": float(answer == right),
                }
            for metric, value in ours.items():
                comparison.check(f"{path}.{metric}", float(row[metric]), value)


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    results = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    with open(folder / "samples.csv", encoding="utf-8-sig", newline="") as file:
        samples = Samples(csv.DictReader(file), results["study"])
    study, comparison = results["study"], Comparison()
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=False)
    tasks = [task for task in ("regimen", "modality", "icd10") if task in study["tasks"]]
    models = [model["id"] for model in study["models"]]

    check_scores(comparison, samples, scorer)
    ordered = [series(samples, model, task, metric) for model in models for task in tasks for metric in METRICS[task]]
    scans = {(scan["model"], scan["task"], scan["metric"]): scan for scan in ordered}
    tests, differences = tests_and_differences(samples, tasks, scans)
    orders = [
        (model, scheme, temperature)
        for model in models
        for task in tasks
        for scheme in SCHEMES[task]
        for temperature in samples.temperatures
    ]
    comparison.check("classes.length", len(results["classes"]), len(orders))
    classes = [
        class_table(samples, *key, [row["class"] for row in theirs["classes"]])
        for key, theirs in zip(orders, results["classes"])
    ]
    first = samples.blocks
    ours = {
        "cases": {task: len({row["case_id"] for row in first[(models[0], task, "free")]}) for task in tasks},
        "table1": table1(samples, tasks, scans, tests),
        "scans": ordered,
        "beside": [measured(samples, m, task, metric) for m in models for task in tasks for metric in BESIDE[task]],
        "baselines": baselines(samples, tasks, scorer),
        "tests": tests,
        "differences": differences,
        "classes": classes,
        "calibrations": [calibration(samples, model) for model in models] if "modality" in tasks else [],
        "coverages": [coverage(samples, model) for model in models] if "regimen" in tasks else [],
        "subgroups": subgroups(samples, tasks, results["subgroups"]),
    }
    words = {"format", "study", "study_sha256", "cases_sha256", "is_demonstration", "definitions", "run", "findings"}
    comparison.check("results.keys", sorted(set(results) - words), sorted(ours))
    for section, value in ours.items():
        comparison.check(section, results[section], value)

    for difference_found in comparison.differing[:20]:
        print(difference_found)
    print(f"{comparison.compared} values compared, {len(comparison.differing)} differ")
    return 1 if comparison.differing else 0


if __name__ == "__main__":
    sys.exit(main())
