"""Writes statsmodels.toml: logistic regression, McNemar and homogeneity by an independent implementation.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install statsmodels==0.15.0
    /tmp/venv/bin/python tests/golden/make_statsmodels.py

The average marginal effect is computed here from statsmodels' coefficients and covariance by central differences, since
get_margeff treats one dummy of a group with several levels as free of the others.
"""

import pathlib
import platform

import numpy as np
import scipy
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.contingency_tables import StratifiedTable, mcnemar

# Rows: group, control levels, selected, rows.
LOGISTIC = {
    "t3": [[0, 0, 80, 100], [0, 1, 20, 100], [1, 0, 36, 50], [1, 1, 30, 200]],
    "berkeley": [
        [group, department, selected, rows]
        for department, cells in enumerate(
            [
                [(512, 825), (89, 108)],
                [(353, 560), (17, 25)],
                [(120, 325), (202, 593)],
                [(138, 417), (131, 375)],
                [(53, 191), (94, 393)],
                [(22, 373), (24, 341)],
            ]
        )
        for group, (selected, rows) in enumerate(cells)
    ],
    "three_groups_two_controls": [
        [0, 0, 0, 40, 100], [0, 0, 1, 30, 60], [0, 1, 0, 12, 90], [0, 1, 1, 25, 80],
        [1, 0, 0, 20, 70], [1, 0, 1, 9, 20], [1, 1, 0, 5, 120], [1, 1, 1, 17, 75],
        [2, 0, 0, 3, 15], [2, 0, 1, 6, 14], [2, 1, 1, 8, 22], [2, 2, 0, 4, 9], [0, 2, 1, 30, 33],
    ],
    "one_in_ten_thousand": [[0, 0, 90, 1000000], [0, 1, 400, 2000000], [1, 0, 40, 600000], [1, 1, 90, 700000]],
}

# Selected by the new model only, by the old one only.
MCNEMAR = {"few": [12, 5], "none_lost": [6, 0], "equal": [4, 4], "many": [310, 255]}

TWO_RATES = [(56, 70, 48, 80), (9, 10, 3, 10), (40, 160, 80, 200), (20, 20, 80, 200), (6, 40, 80, 200)]

STRATA = {
    "t3": [[36, 50, 80, 100], [30, 200, 20, 100]],
    "berkeley": [
        [89, 108, 512, 825], [17, 25, 353, 560], [202, 593, 120, 325],
        [131, 375, 138, 417], [94, 393, 53, 191], [24, 341, 22, 373],
    ],
    "sparse": [[0, 3, 1, 2], [2, 2, 1, 4], [1, 5, 0, 1], [3, 4, 2, 6]],
}


def column_matrix(cells, group=None):
    cells = np.array(cells)
    levels = [sorted(set(cells[:, j])) for j in range(cells.shape[1] - 2)]
    columns = [np.ones(len(cells))]
    for j, present in enumerate(levels):
        values = np.full(len(cells), group) if j == 0 and group is not None else cells[:, j]
        columns += [(values == level).astype(float) for level in present[1:]]
    return np.column_stack(columns)


def logistic(name, cells):
    array = np.array(cells, dtype=float)
    successes, trials = array[:, -2], array[:, -1]
    fit = sm.GLM(
        np.column_stack([successes, trials - successes]), column_matrix(cells), family=sm.families.Binomial()
    ).fit(tol=1e-14, maxiter=200)
    lines = [f"[[logistic]]", f'name = "{name}"', f"cells = {cells}", f"deviance = {float(fit.deviance)!r}"]
    for offset, group in enumerate(sorted(set(array[:, 0].astype(int)))[1:]):
        low, high = fit.conf_int()[1 + offset]

        def effect(beta):
            expit = lambda x: 1 / (1 + np.exp(-x))
            gap = expit(column_matrix(cells, group) @ beta) - expit(column_matrix(cells, 0) @ beta)
            return np.average(gap, weights=trials)

        beta = np.asarray(fit.params)
        gradient = np.array(
            [(effect(beta + 1e-6 * unit) - effect(beta - 1e-6 * unit)) / 2e-6 for unit in np.eye(len(beta))]
        )
        variance = gradient @ np.asarray(fit.cov_params()) @ gradient
        lines += [
            "[[logistic.effect]]",
            f"group = {group}",
            f"odds_ratio = {float(np.exp(beta[1 + offset]))!r}",
            f"standard_error = {float(fit.bse[1 + offset])!r}",
            f"lower = {float(np.exp(low))!r}",
            f"upper = {float(np.exp(high))!r}",
            f"average_marginal_effect = {float(effect(beta))!r}",
            f"average_marginal_effect_standard_error = {float(np.sqrt(variance))!r}",
        ]
    return lines


def changes(name, gained, lost):
    table = [[0, gained], [lost, 0]]
    chi = mcnemar(table, exact=False, correction=False)
    return [
        "[[mcnemar]]",
        f'name = "{name}"',
        f"gained = {gained}",
        f"lost = {lost}",
        f"exact = {float(mcnemar(table, exact=True).pvalue)!r}",
        f"chi_squared = {float(chi.statistic)!r}",
        f"chi_squared_p = {float(chi.pvalue)!r}",
    ]


def two_rates(compare, x1, n1, x2, n2):
    """Where statsmodels is no oracle: its score interval, or its error, and its restricted rates at a null value."""
    from statsmodels.stats import proportion

    lines = ["[[two_rates]]", f'compare = "{compare}"', f"group = [{x1}, {n1}]", f"reference = [{x2}, {n2}]"]
    try:
        low, high = proportion.confint_proportions_2indep(x1, n1, x2, n2, method="score", compare=compare)
        lines += [f"lower = {float(low)!r}", f"upper = {float(high)!r}"]
    except ValueError as error:
        lines += [f'error = "{error}"']
    null = 0.1 if compare == "diff" else 0.8
    test = proportion.score_test_proportions_2indep(x1, n1, x2, n2, value=null, compare=compare, return_results=True)
    return lines + [
        f"null = {null}",
        f"restricted_group = {float(test.prop1_null)!r}",
        f"restricted_reference = {float(test.prop2_null)!r}",
    ]


def strata(name, rows):
    table = StratifiedTable([np.array([[a, n - a], [c, m - c]], dtype=float) for a, n, c, m in rows])
    plain, corrected = table.test_null_odds(correction=False), table.test_null_odds(correction=True)
    low, high = table.oddsratio_pooled_confint()
    lines = [
        "[[strata]]",
        f'name = "{name}"',
        f"rows = {rows}",
        f"odds_ratio = {float(table.oddsratio_pooled)!r}",
        f"risk_ratio = {float(table.riskratio_pooled)!r}",
        f"lower = {float(low)!r}",
        f"upper = {float(high)!r}",
        f"cmh = {float(plain.statistic)!r}",
        f"cmh_p = {float(plain.pvalue)!r}",
        f"cmh_corrected = {float(corrected.statistic)!r}",
        f"breslow_day = {float(table.test_equal_odds(adjust=False).statistic)!r}",
        f"tarone = {float(table.test_equal_odds(adjust=True).statistic)!r}",
        f"tarone_p = {float(table.test_equal_odds(adjust=True).pvalue)!r}",
    ]
    return lines


lines = [
    "# Written by tests/golden/make_statsmodels.py; do not edit.",
    f"# statsmodels {statsmodels.__version__}, NumPy {np.__version__}, SciPy {scipy.__version__},"
    f" Python {platform.python_version()}",
    "",
]
for name, cells in LOGISTIC.items():
    lines += logistic(name, cells) + [""]
for name, (gained, lost) in MCNEMAR.items():
    lines += changes(name, gained, lost) + [""]
for name, rows in STRATA.items():
    lines += strata(name, rows) + [""]
for counts in TWO_RATES:
    for compare in ["diff", "ratio"]:
        lines += two_rates(compare, *counts) + [""]
pathlib.Path(__file__).with_name("statsmodels.toml").write_text("\n".join(lines))
