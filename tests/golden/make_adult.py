"""Counts of adult_predictions.csv that tests/paired.rs and tests/dataset.rs compare with: row by row, standard library only.

    python3 make_adult.py adult_predictions.csv
"""

import collections
import csv
import math
import sys

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def flips():
    for sex in ("Female", "Male"):
        rows = [row for row in ROWS if row["sex"] == sex]
        positive = [row for row in rows if row["y_true"] == "1"]
        old = lambda row: float(row["score"]) >= 0.5
        new = lambda row: float(row["score_b"]) >= 0.5
        print(
            sex, "rows", len(rows), "old", sum(map(old, rows)), "new", sum(map(new, rows)),
            "gained", sum(new(row) and not old(row) for row in rows),
            "lost", sum(old(row) and not new(row) for row in rows),
            "positive", len(positive), "old", sum(map(old, positive)), "new", sum(map(new, positive)),
        )


def corrected_v(first, second):
    """Bergsma 2013."""
    n = len(first)
    both = collections.Counter(zip(first, second))
    rows, columns = collections.Counter(first), collections.Counter(second)
    chi = sum(
        (both.get((a, b), 0) - rows[a] * columns[b] / n) ** 2 / (rows[a] * columns[b] / n) for a in rows for b in columns
    )
    r, c = len(rows), len(columns)
    phi = max(0.0, chi / n - (r - 1) * (c - 1) / (n - 1))
    shrunk = lambda levels: levels - (levels - 1) ** 2 / (n - 1)
    return math.sqrt(phi / min(shrunk(r) - 1, shrunk(c) - 1))


def area(group, others):
    """The probability that a value of the group is larger, by ranks."""
    values = sorted([(value, 1) for value in group] + [(value, 0) for value in others])
    rank_sum, at = 0.0, 0
    while at < len(values):
        end = at
        while end < len(values) and values[end][0] == values[at][0]:
            end += 1
        rank_sum += (at + 1 + end) / 2 * sum(member for _, member in values[at:end])
        at = end
    n = len(group)
    return (rank_sum - n * (n + 1) / 2) / (n * len(others))


def proxies():
    sex = [row["sex"] for row in ROWS]
    for column in ("age_band", "race", "native_region", "marital_status", "education", "workclass"):
        print(column, "V", corrected_v([row[column] for row in ROWS], sex))
    for column in ("age", "score", "score_b"):
        split = {level: [float(row[column]) for row in ROWS if row["sex"] == level] for level in ("Female", "Male")}
        print(column, "AUC of Female", area(split["Female"], split["Male"]))


def labels():
    for sex in ("Female", "Male"):
        rows = [row for row in ROWS if row["sex"] == sex]
        print(sex, "rows", len(rows), "positive", sum(row["y_true"] == "1" for row in rows),
              "workclass missing", sum(row["workclass"] == "" for row in rows))


if __name__ == "__main__":
    flips()
    proxies()
    labels()
