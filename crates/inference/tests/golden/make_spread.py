"""The spread of effects by SciPy: the standard deviation between segments at which Cochran's statistic is its degrees of freedom
(Paule and Mandel), and the interval at which it is a quantile of chi-squared (Q-profile).

Printed numbers stand in tests/uplift.rs and in the audit's tests/task_uplift.rs. metafor 4 prints for the thirteen BCG trials
tau^2 = 0.3181 (method PM) and confint 0.1197 to 1.1115.

    pip install scipy==1.17.1 numpy==2.4.6 && python make_spread.py
"""

import math

import numpy as np
from scipy import optimize, stats

BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip
A13 = [(77, 400, 60, 400), (30, 200, 24, 200), (5, 50, 9, 50)]


def profile(effects, variances):
    effects, variances = np.array(effects), np.array(variances)
    degrees = len(effects) - 1

    def statistic(between):
        weights = 1 / (variances + between)
        mean = (weights * effects).sum() / weights.sum()
        return (weights * (effects - mean) ** 2).sum()

    def root(target):
        if statistic(0) <= target:
            return 0.0
        high = 1.0
        while statistic(high) > target:
            high *= 2
        return optimize.brentq(lambda between: statistic(between) - target, 0, high, xtol=1e-18, rtol=1e-15)

    return [statistic(0), root(degrees), root(stats.chi2.ppf(0.975, degrees)), root(stats.chi2.ppf(0.025, degrees))]


ratios = [math.log(a / (a + b) / (c / (c + d))) for a, b, c, d in BCG]
variances = [1 / a - 1 / (a + b) + 1 / c - 1 / (c + d) for a, b, c, d in BCG]
print("BCG: Q, tau^2, lower, upper:", profile(ratios, variances))
effects = [x / n - y / m for x, n, y, m in A13]
variances = [x / n * (1 - x / n) / n + y / m * (1 - y / m) / m for x, n, y, m in A13]
found = profile(effects, variances)
print("METHODS A13: Q, tau, lower, upper:", found[0], [math.sqrt(value) for value in found[1:]])
