"""Computes every number of numbers.json anew from grades.csv and grades.json and compares.

Usage: python3 recompute_grades.py [FOLDER]      (the folder that holds the three files; by default this one)
Needs: numpy, scipy, scikit-learn. Tolerance: 1e-9; counts, names and reasons must be equal.

First both exports are read and must say the same, field by field. Then the histories are followed to what stands, and all is computed
from that: kappa by scikit-learn with labels 1 to 5, Wilson's interval by SciPy for whole counts and by its formula for means over graders,
medians and means by NumPy, Gwet's AC2 by its own formula (the one of irrCAC). The percentile bootstrap is done again with the same draws
(SplitMix64 from seed 0), so its intervals are held to 1e-9 too.

Of the orders it uses the exported positions, so every grader must have recorded every position, as in any locked study.
Ends with 1 when anything differs.
"""

import csv
import json
import math
import pathlib
import statistics
import sys
from collections import Counter, defaultdict

import numpy as np
from scipy import stats
from sklearn.metrics import cohen_kappa_score

TOLERANCE = 1e-9
LABELS = [1, 2, 3, 4, 5]
RESAMPLES = 1000
INTEGERS = {
    "format", "number", "account", "item", "position", "grade", "focus_ms", "recorded_at_us", "replaces",
    "first_before", "second_before", "first", "second", "consensus", "decision",
}  # fmt: skip
Z_95 = stats.norm.ppf(0.975)


# The protocol is one field, whatever the number of cases.
csv.field_size_limit(2**31 - 1)


class Comparison:
    """Counts what was compared and keeps what differs."""

    def __init__(self):
        self.compared, self.numbers, self.differing = 0, 0, []

    def check(self, path, theirs, ours):
        if isinstance(ours, dict) and isinstance(theirs, dict):
            if set(ours) != set(theirs):
                self.differing.append(f"{path}: keys {sorted(set(ours) ^ set(theirs))}")
            for key in ours.keys() & theirs.keys():
                self.check(f"{path}.{key}", theirs[key], ours[key])
        elif isinstance(ours, list) and isinstance(theirs, list):
            if len(ours) != len(theirs):
                self.differing.append(f"{path}: {len(theirs)} and {len(ours)} entries")
            for place, pair in enumerate(zip(theirs, ours)):
                self.check(f"{path}[{place}]", *pair)
        else:
            self.compared += 1
            is_number = all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (ours, theirs))
            self.numbers += is_number
            same = abs(ours - theirs) <= TOLERANCE if is_number else ours == theirs and type(ours) is type(theirs)
            if not same:
                self.differing.append(f"{path}: {theirs} there, {ours} here")


def rows_of_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        for record in csv.DictReader(file):
            row = {}
            for name, field in record.items():
                if field == "":
                    continue
                text = field[1:] if field.startswith("'") else field
                if name in INTEGERS:
                    row[name] = int(text)
                elif name == "is_flagged":
                    row[name] = text == "true"
                else:
                    row[name] = json.loads(text) if name == "content" else text
            yield row


def standing_protocol(rows):
    protocol = next(row["content"] for row in rows if row["record"] == "protocol")
    graders = protocol["graders"]
    for change in (row["content"] for row in rows if row["record"] == "amendment"):
        if change["kind"] == "clarify_grade":
            definition = protocol["scale"][change["grade"] - 1]
            definition["name"], definition["definition"] = change["name"].strip(), change["definition"].strip()
            continue
        gone = next(grader for grader in graders if grader["id"] == change["grader"])
        gone["is_removed"] = True
        if change["kind"] == "replace_grader":
            new = {"id": change["by"], "name": change["name"], "letter": gone["letter"], "is_removed": False}
            graders.append(new)
    active = sorted((grader for grader in graders if not grader["is_removed"]), key=lambda grader: grader["letter"])
    return protocol, active


class Ledger:
    """What stands of each history; entries of a packet that met another grade stay beside it."""

    def __init__(self, rows):
        self.current, self.entries, self.focus_ms = {}, Counter(), Counter()
        beside = set()
        for row in (row for row in rows if row["record"] == "entry"):
            place, replaces = (row["account"], row["round"], row["item"]), row.get("replaces")
            self.entries[place] += 1
            self.focus_ms[place] += row["focus_ms"]
            standing = self.current.get(place)
            if (standing["number"] if standing else None) == replaces:
                if row["act"] == "withdrawn":
                    del self.current[place]
                else:
                    self.current[place] = row
            elif "packet" in row and (replaces is None or replaces in beside):
                beside.add(row["number"])
            else:
                raise SystemExit(f"entry {row['number']} does not follow from what stood")

    def grade(self, account, kind, item):
        return self.current.get((account, kind, item), {}).get("grade")


_indices = {}


def resampled(n):
    """Rows of 1000 resamples of n: floor(number * n / 2^64) for the numbers of SplitMix64 from seed 0, row after row."""
    if n not in _indices:
        with np.errstate(over="ignore"):
            steps = np.arange(1, RESAMPLES * n + 1, dtype=np.uint64)
            mixed = steps * np.uint64(0x9E3779B97F4A7C15)
            mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            mixed ^= mixed >> np.uint64(31)
            high, low = mixed >> np.uint64(32), mixed & np.uint64(0xFFFFFFFF)
            drawn = (high * np.uint64(n) + ((low * np.uint64(n)) >> np.uint64(32))) >> np.uint64(32)
        _indices[n] = drawn.astype(np.int64).reshape(RESAMPLES, n)
    return _indices[n]


def kappa_of_table(table, power):
    """As cohen_kappa_score of the pairs counted in table; None without variation."""
    i, j = np.indices((5, 5))
    weights = (i != j).astype(float) if power == 0 else np.abs(i - j).astype(float) ** power
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0))
    expected = (weights * by_chance).sum()
    return None if expected == 0 else float(1 - (weights * table).sum() * table.sum() / expected)


def ac2_of_table(table):
    """Gwet 2014, quadratic weights, as irrCAC's gwet_ac1_raw: pa - pe over 1 - pe."""
    i, j = np.indices((5, 5))
    weights = 1 - (i - j) ** 2 / 16
    shares = table / table.sum()
    mean = (shares.sum(axis=0) + shares.sum(axis=1)) / 2
    chance = weights.sum() * (mean * (1 - mean)).sum() / (5 * 4)
    return float(((weights * shares).sum() - chance) / (1 - chance))


def bias_of_table(table):
    i, j = np.indices((5, 5))
    return float(((i - j) * table).sum() / table.sum())


COEFFICIENTS = {
    "kappa": lambda table: kappa_of_table(table, 0),
    "kappa_linear": lambda table: kappa_of_table(table, 1),
    "kappa_quadratic": lambda table: kappa_of_table(table, 2),
    "ac2": ac2_of_table,
    "bias": bias_of_table,
}
SKLEARN = {"kappa": None, "kappa_linear": "linear", "kappa_quadratic": "quadratic"}


def statistic(value, values):
    """The interval is that of the resamples with a value, where these are at least half."""
    defined = [other for other in values if other is not None]
    without = RESAMPLES - len(defined)
    holds = 2 * without <= RESAMPLES
    low, high = map(float, np.quantile(defined, [0.025, 0.975])) if holds else (None, None)
    return {"value": value, "low": low, "high": high, "resamples_without_value": without, "undefined": None}


def undefined(why):
    return {"value": None, "low": None, "high": None, "resamples_without_value": None, "undefined": why}


def share(count, n):
    count = float(count)
    if n == 0:
        return {"count": count, "n": 0, "share": None, "low": None, "high": None}
    if count == int(count):
        interval = stats.binomtest(int(count), n).proportion_ci(0.95, method="wilson")
        low, high = float(interval.low), float(interval.high)
    else:
        p = count / n
        centre = p + Z_95**2 / (2 * n)
        width = Z_95 * math.sqrt(p * (1 - p) / n + Z_95**2 / (4 * n * n))
        low, high = ((centre + sign * width) / (1 + Z_95**2 / n) for sign in (-1, 1))
        low, high = float(low), float(high)
    return {"count": count, "n": n, "share": count / n, "low": low, "high": high}


def agreement(by_case, missing, why=None):
    """by_case: pairs of each case, cases in the order of the protocol."""
    cases = [pairs for pairs in by_case if pairs]
    first, second = zip(*(pair for pairs in cases for pair in pairs)) if cases else ((), ())
    n = len(first)
    tables = np.zeros((len(cases), 5, 5), dtype=np.int64)
    for place, pairs in enumerate(cases):
        for a, b in pairs:
            tables[place, a - 1, b - 1] += 1
    result = {
        "n": n,
        "missing": missing,
        "exact": share(sum(a == b for a, b in zip(first, second)), n),
        "within_one": share(sum(abs(a - b) <= 1 for a, b in zip(first, second)), n),
    }
    if why or n == 0:
        return result | {name: undefined(why or "no_pairs") for name in COEFFICIENTS}
    draws = [np.bincount(rows, minlength=len(cases)) for rows in resampled(len(cases))]
    counted = [np.tensordot(draw, tables, 1) for draw in draws]
    for name, coefficient in COEFFICIENTS.items():
        if name in SKLEARN:
            varies = len({*first, *second}) > 1
            value = cohen_kappa_score(first, second, labels=LABELS, weights=SKLEARN[name]) if varies else None
        elif name == "bias":
            value = np.mean(np.subtract(first, second))
        else:
            value = coefficient(tables.sum(axis=0))
        result[name] = undefined("no_variation") if value is None else statistic(
            float(value), [coefficient(table) for table in counted]
        )
    return result


class Study:
    """The protocol as it stands, what stands of every history, and what the panel adjusted."""

    def __init__(self, rows):
        self.protocol, self.graders = standing_protocol(rows)
        self.ledger = Ledger(rows)
        self.decisions = {}
        for row in (row for row in rows if row["record"] == "decision"):
            self.decisions[row["item"]] = row
        self.entries = [row for row in rows if row["record"] == "entry"]
        self.case_place = {case["id"]: place for place, case in enumerate(self.protocol["cases"])}
        self.items = {item["number"]: item for item in self.protocol["items"]}

    def before(self, item):
        return [self.ledger.grade(grader["id"], "first", item) for grader in self.graders]

    def is_settled(self, item):
        row, grades = self.decisions.get(item), self.before(item)
        if row is None or len(grades) != 2 or None in grades:
            return False
        return [row["first_before"], row["second_before"]] == grades and abs(grades[0] - grades[1]) > 1

    def after(self, item):
        if not self.is_settled(item):
            return self.before(item)
        return [self.decisions[item]["first"], self.decisions[item]["second"]]

    def by_case(self, pairs):
        cases = defaultdict(list)
        for item, a, b in pairs:
            cases[self.case_place[self.items[item]["case"]]].append((a, b))
        return [cases[place] for place in sorted(cases)]

    def agreement(self, items):
        if len(self.graders) != 2:
            return agreement([], 0, "one_grader")
        pairs = [(item, *self.before(item)) for item in items]
        complete = [pair for pair in pairs if None not in pair]
        return agreement(self.by_case(complete), len(pairs) - len(complete))

    def distribution(self, items, grader, grades):
        given = Counter(grade for grade in grades if grade is not None)
        marks = [self.ledger.current.get((grader["id"], "first", item)) for item in items]
        skipped = sum(mark is not None and mark["act"] == "skipped" for mark in marks)
        total = sum(given.values())
        return self.named(grader) | {
            "counts": [given[label] for label in LABELS],
            "skipped": skipped,
            "unrecorded": len(items) - total - skipped,
            "mean": float(np.average(LABELS, weights=[given[label] for label in LABELS])) if total else None,
        }

    @staticmethod
    def named(grader):
        return {"grader": grader["id"], "name": grader["name"], "letter": grader["letter"]}

    def acceptance(self, all_grades):
        complete = [grades for grades in all_grades if grades and None not in grades]
        mean = lambda holds: sum(sum(map(holds, grades)) for grades in complete) / max(len(self.graders), 1)
        return {
            "grade_one": share(mean(lambda grade: grade == 1), len(complete)),
            "acceptable": share(mean(lambda grade: grade <= 2), len(complete)),
        }

    def arm(self, arm):
        items = [number for number, item in self.items.items() if item["arm"] == arm["id"]]
        result = {"arm": arm["id"], "label": arm["label"]}
        for when, grades_of in (("before", self.before), ("after", self.after)):
            grades = [grades_of(item) for item in items]
            result[when] = [
                self.distribution(items, grader, [row[place] for row in grades])
                for place, grader in enumerate(self.graders)
            ]
            result[f"acceptance_{when}"] = self.acceptance(grades)
        return result | {"agreement": self.agreement(items)}

    def looks(self, grader):
        """(position, round, item) of each look that was ever recorded, in this grader's order."""
        own = (row for row in self.entries if row["account"] == grader["id"] and row["round"] != "calibration")
        return sorted({(row["position"], row["round"], row["item"]) for row in own})

    def repeats(self, grader):
        items = [item for _, kind, item in self.looks(grader) if kind == "repeat"]
        if not items:
            return self.named(grader) | {"agreement": agreement([], 0, "no_repeats")}
        both = [(item, *(self.ledger.grade(grader["id"], kind, item) for kind in ("first", "repeat"))) for item in items]
        complete = [pair for pair in both if None not in pair]
        return self.named(grader) | {"agreement": agreement(self.by_case(complete), len(both) - len(complete))}

    def pace(self, grader):
        firsts = [(grader["id"], "first", item) for _, kind, item in self.looks(grader) if kind == "first"]
        third = len(firsts) // 3
        graded = [
            (place, self.ledger.current[key]["grade"], self.ledger.focus_ms[key] / 1000)
            for place, key in enumerate(firsts)
            if self.ledger.current.get(key, {}).get("grade") is not None
        ]
        early = [look for look in graded if look[0] < third]
        late = [look for look in graded if look[0] >= len(firsts) - third]
        median = lambda looks: float(statistics.median(look[2] for look in looks)) if looks else None
        counted = [key for key in self.ledger.current if key[0] == grader["id"] and key[1] != "calibration"]
        return self.named(grader) | {
            "n": len(graded),
            "median_s": median(graded),
            "first_third_s": median(early),
            "last_third_s": median(late),
            "drift": drift([look[1] for look in early], [look[1] for look in late]),
            "hasty": sum(look[2] < 2 for look in graded),
            "corrected": sum(self.ledger.entries[key] > 1 for key in counted),
        }

    def panel(self):
        differing = [item for item in self.items if len(self.graders) == 2 and None not in self.before(item)]
        settled = [self.decisions[item] for item in self.decisions if self.is_settled(item)]
        moved = lambda row: (row["first"] != row["first_before"]) + (row["second"] != row["second_before"])
        return {
            "flagged": sum(abs(self.before(item)[0] - self.before(item)[1]) > 1 for item in differing),
            "settled": len(settled),
            "moved": sum(map(moved, settled)),
            "dissents": sum(bool(row["content"]["dissent"].strip()) for row in settled),
            "outdated": len(self.decisions) - len(settled),
        }

    def numbers(self):
        return {
            "arms": [self.arm(arm) for arm in self.protocol["arms"]],
            "agreement": self.agreement(list(self.items)),
            "repeats": [self.repeats(grader) for grader in self.graders],
            "pace": [self.pace(grader) for grader in self.graders],
            "panel": self.panel(),
        }


def drift(early, late):
    if not early or not late:
        return undefined("no_grades")
    grades, is_late = np.array(early + late, dtype=float), np.array([False] * len(early) + [True] * len(late))
    values = []
    for rows in resampled(len(grades)):
        drawn, drawn_late = grades[rows], is_late[rows]
        both = drawn_late.any() and not drawn_late.all()
        values.append(float(drawn[drawn_late].mean() - drawn[~drawn_late].mean()) if both else None)
    return statistic(float(np.mean(late) - np.mean(early)), values)


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else __file__)
    folder = folder if folder.is_dir() else folder.parent
    rows = list(rows_of_csv(folder / "grades.csv"))
    exported = json.loads((folder / "grades.json").read_text(encoding="utf-8"))
    theirs = json.loads((folder / "numbers.json").read_text(encoding="utf-8"))
    exports = Comparison()
    exports.check("grades", exported["records"], rows)
    print(f"{exports.compared} fields of {len(rows)} records are the same in CSV and JSON, {len(exports.differing)} differ")
    ours = Study(rows).numbers()
    numbers = Comparison()
    for name, value in ours.items():
        numbers.check(name, theirs[name], value)
    agree = numbers.compared - len(numbers.differing)
    print(f"{agree} of {numbers.compared} values agree, {numbers.numbers} of them numbers, to {TOLERANCE}")
    for line in (exports.differing + numbers.differing)[:50]:
        print(f"  {line}")
    sys.exit(1 if exports.differing or numbers.differing else 0)


if __name__ == "__main__":
    main()
