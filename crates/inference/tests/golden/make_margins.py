#!/usr/bin/env python3
"""Writes tests/golden/margins.toml: tests of margins on small counts, from NumPy and SciPy alone.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install scipy
    /tmp/venv/bin/python tests/golden/make_margins.py

Every table of the sizes given is looked at. The likeliest rates under a null are found by SciPy's minimiser on the likelihood of
one rate, the other following from the null; the statistic is (x1/n1 - g(x2/n2)) over its standard error at the likeliest rates of
its own table, found by the same minimiser for every table. Nothing of the crate's closed forms is used.
"""

import pathlib
import platform

import numpy as np
import scipy
from scipy.optimize import minimize_scalar
from scipy.special import xlogy
from scipy.stats import binom

OUT = pathlib.Path(__file__).with_name("margins.toml")


def group_of(scale, null, p2):
    return null * p2 if scale == "ratio" else p2 + null


def range_of(scale, null):
    if scale == "ratio":
        return 0.0, min(1.0, 1.0 / null)
    return max(0.0, -null), min(1.0, 1.0 - null)


def likeliest(scale, null, x1, n1, x2, n2):
    low, high = range_of(scale, null)

    def cost(p2):
        p1 = min(max(group_of(scale, null, p2), 0.0), 1.0)
        return -(xlogy(x1, p1) + xlogy(n1 - x1, 1 - p1) + xlogy(x2, p2) + xlogy(n2 - x2, 1 - p2))

    found = minimize_scalar(cost, bounds=(low, high), method="bounded", options={"xatol": 1e-13})
    best = min([low, high, found.x], key=cost)
    return group_of(scale, null, best), best


def statistic(scale, null, x1, n1, x2, n2):
    p1, p2 = likeliest(scale, null, x1, n1, x2, n2)
    slope = null if scale == "ratio" else 1.0
    excess = x1 / n1 - slope * x2 / n2 - (0.0 if scale == "ratio" else null)
    variance = p1 * (1 - p1) / n1 + slope**2 * p2 * (1 - p2) / n2
    if abs(excess) < 1e-14:
        return 0.0
    return excess / np.sqrt(variance) if variance > 1e-18 else np.copysign(np.inf, excess)


def tails(scale, null, x1, n1, x2, n2):
    table = np.array([[statistic(scale, null, a, n1, b, n2) for b in range(n2 + 1)] for a in range(n1 + 1)])
    observed = table[x1, x2]
    low, high = range_of(scale, null)
    slope = null if scale == "ratio" else 1.0

    def at(p2):
        p1 = group_of(scale, null, p2)
        mass = np.outer(binom.pmf(np.arange(n1 + 1), n1, p1), binom.pmf(np.arange(n2 + 1), n2, p2))
        return mass[table <= observed + 1e-6].sum(), mass[table >= observed - 1e-6].sum()

    p1, p2 = likeliest(scale, null, x1, n1, x2, n2)
    tried = [p2]
    if min(n1 * p1 * (1 - p1), n2 * p2 * (1 - p2)) < 5:
        error = (n1 * slope**2 / (p1 * (1 - p1)) + n2 / (p2 * (1 - p2))) ** -0.5
        tried += [p for p in (p2 - error, p2 + error) if low <= p <= high]
    less, greater = np.array([at(p) for p in tried]).T
    return less.max(), greater.max()


CASES = [
    ("ratio", 0.8, 40, 160, 80, 200),
    ("ratio", 0.8, 6, 40, 80, 200),
    ("ratio", 0.8, 2, 20, 2, 100),
    ("ratio", 1.25, 9, 30, 7, 60),
    ("ratio", 0.8, 3, 100, 9, 100),
    ("difference", -0.05, 6, 40, 80, 200),
    ("difference", 0.1, 20, 50, 6, 60),
    ("difference", -0.2, 3, 60, 20, 45),
]
lines = [
    "# Written by tests/golden/make_margins.py; do not edit.",
    f"# NumPy {np.__version__}, SciPy {scipy.__version__}, Python {platform.python_version()}.",
    "",
]
for scale, null, x1, n1, x2, n2 in CASES:
    less, greater = tails(scale, null, x1, n1, x2, n2)
    side = "p_less" if less < greater else "p_greater"
    lines += [
        "[[margin]]",
        f'scale = "{scale}"',
        f"null = {null}",
        f"group = [{x1}, {n1}]",
        f"reference = [{x2}, {n2}]",
        f"{side} = {min(less, greater):.9g}",
        "",
    ]
    print(lines[-7:])
OUT.write_text("\n".join(lines))
