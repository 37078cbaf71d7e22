#!/usr/bin/env python3
"""Writes tests/golden/tasks.toml: predicted values, classes and individual metrics by SciPy, scikit-learn and the peers.

    python3.11 -m venv /tmp/venv-peers && /tmp/venv-peers/bin/pip install -r ../../tests/golden/peers/requirements.txt
    /tmp/venv-peers/bin/python tests/golden/make_tasks.py

Rows are drawn here and written out, so that both sides read the same digits. What no library has is computed from rows in
NumPy by its definition, another way than the sums and histograms of the crate.
"""

import pathlib
import platform
import warnings

from math import comb

import numpy as np
import scipy
import sklearn
from scipy import stats
from sklearn import metrics, neighbors

warnings.filterwarnings("ignore")
OUT = pathlib.Path(__file__).with_name("tasks.toml")
lines = []


def text(value):
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, (list, tuple, np.ndarray)):
        return "[" + ", ".join(text(item) for item in value) + "]"
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    value = float(value)
    return repr(value) if np.isfinite(value) else {True: '"inf"', False: '"nan"'}[value > 0]


def emit(table, **fields):
    lines.append(f"[{table}]")
    lines.extend(f"{name} = {text(value)}" for name, value in fields.items())
    lines.append("")


rng = np.random.default_rng(20261129)


def spenders(count, scale, over):
    """Spend as it is: most spend nothing, few spend much; a prediction that is off by `over`."""
    outcome = np.where(rng.random(count) < 0.6, 0.0, np.round(rng.lognormal(3.0, 0.9, count) * scale, 2))
    prediction = np.round(np.maximum(0.0, 0.5 * outcome + rng.normal(8.0 + over, 5.0, count)), 3)
    return outcome, prediction


GROUP, REFERENCE = spenders(48, 0.8, 2.0), spenders(75, 1.0, 0.0)


def influence(y, p):
    """The standard error of R² from the rows' influence on it."""
    q, d = (y - p) ** 2, (y - y.mean()) ** 2
    own = -(q - q.mean()) / d.mean() + q.mean() * (d - d.mean()) / d.mean() ** 2
    return np.sqrt((own**2).mean() / (len(y) - 1))


def log_rmse_error(y, p):
    q = (y - p) ** 2
    return np.sqrt(q.var(ddof=1) / len(q)) / (2 * q.mean())


for name, (y, p) in {"group": GROUP, "reference": REFERENCE}.items():
    residual = y - p
    low, high = stats.t.interval(0.95, len(y) - 1, residual.mean(), stats.sem(residual))
    emit(
        f"values.{name}",
        outcome=y,
        prediction=p,
        mean_residual=residual.mean(),
        mean_residual_interval=[low, high],
        mean_absolute_error=metrics.mean_absolute_error(y, p),
        root_mean_squared_error=metrics.root_mean_squared_error(y, p),
        log_rmse_standard_error=log_rmse_error(y, p),
        r_squared=metrics.r2_score(y, p),
        r_squared_standard_error=influence(y, p),
        absolute_error_quantiles=np.quantile(abs(residual), [0.5, 0.9, 0.95]),
        trimmed_residual=stats.trim_mean(residual, 0.1),
        upper_limit_of_absolute_error=abs(residual).mean() + stats.t.ppf(0.95, len(y) - 1) * stats.sem(abs(residual)),
        lower_limit_of_absolute_error=abs(residual).mean() - stats.t.ppf(0.975, len(y) - 1) * stats.sem(abs(residual)),
    )

(yg, pg), (yr, pr) = GROUP, REFERENCE
rg, rr = yg - pg, yr - pr
welch = stats.ttest_ind(rg, rr, equal_var=False)
yuen = stats.ttest_ind(rg, rr, equal_var=False, trim=0.1)
ks = stats.ks_2samp(pg, pr, method="asymp")


def ratio(value, first, second):
    half = stats.norm.ppf(0.975) * np.hypot(first, second)
    return [value, value * np.exp(-half), value * np.exp(half)]


def log_mean_error(x):
    return stats.sem(x) / x.mean()


def bootstrap_t(a, b, draws=200_000):
    """Row by row, and many draws: the interval to Monte Carlo precision."""
    own = np.random.default_rng(7)

    def samples(x):
        drawn = x[own.integers(0, len(x), (draws, len(x)))]
        return drawn.mean(1), drawn.var(1, ddof=1) / len(x)

    (ma, va), (mb, vb) = samples(a), samples(b)
    apart = a.mean() - b.mean()
    t = (ma - mb - apart) / np.sqrt(va + vb)
    error = np.hypot(stats.sem(a), stats.sem(b))
    low, high = np.quantile(t, [0.025, 0.975])
    return [apart - high * error, apart - low * error]


def exact_ks(a, b):
    """The share of all orders of the pooled rows, ties kept together, with a gap at least as large: lattice paths in whole
    numbers. SciPy's exact p-value takes ties for different values."""
    m, n = len(a), len(b)
    values = sorted(set(a) | set(b))
    d = max(abs(sum(x <= v for x in a) * n - sum(x <= v for x in b) * m) for v in values)
    ends, total = set(), 0
    for v in values:
        total += a.count(v) + b.count(v)
        ends.add(total)
    below = {(0, 0): 1}
    for step in range(1, m + n + 1):
        new = {}
        for (i, j), ways in below.items():
            for k in ((i + 1, j), (i, j + 1)):
                if k[0] <= m and k[1] <= n:
                    new[k] = new.get(k, 0) + ways
        if step in ends:
            new = {k: w for k, w in new.items() if abs(k[0] * n - k[1] * m) < d}
        below = new
    return 1 - below.get((m, n), 0) / comb(m + n, m)


cap = np.quantile(np.concatenate([yg, yr]), 0.9)
capped = stats.ttest_ind(np.minimum(yg, cap), np.minimum(yr, cap), equal_var=False)
emit(
    "values.comparison",
    welch=[welch.statistic, welch.df, welch.pvalue, *welch.confidence_interval(0.95)],
    yuen=[yuen.statistic, yuen.df, yuen.pvalue, *yuen.confidence_interval(0.95)],
    kolmogorov_smirnov=[ks.statistic, exact_ks(pg.tolist(), pr.tolist())],
    wasserstein=stats.wasserstein_distance(pg, pr),
    mean_absolute_error_ratio=ratio(abs(rg).mean() / abs(rr).mean(), log_mean_error(abs(rg)), log_mean_error(abs(rr))),
    root_mean_squared_error_ratio=ratio(
        np.sqrt((rg**2).mean() / (rr**2).mean()), log_rmse_error(yg, pg), log_rmse_error(yr, pr)
    ),
    r_squared_difference=[
        metrics.r2_score(yg, pg) - metrics.r2_score(yr, pr),
        np.hypot(influence(yg, pg), influence(yr, pr)),
    ],
    spend_bootstrap_t=bootstrap_t(yg, yr),
    residual_bootstrap_t=bootstrap_t(rg, rr),
    cap=cap,
    capped_welch=[capped.statistic, capped.df, capped.pvalue],
)

# Peers on the same rows.
import fairlearn
from fairlearn import metrics as fl
from importlib.metadata import version
from holisticai.bias import metrics as ha

y, p = np.concatenate([yg, yr]), np.concatenate([pg, pr])
segment = np.array(["group"] * len(yg) + ["reference"] * len(yr))
a, b = (segment == "group").astype(int), (segment == "reference").astype(int)
emit(
    "values.peers",
    fairlearn_mean_absolute_error_group_max=fl.mean_absolute_error_group_max(y, p, sensitive_features=segment),
    fairlearn_mean_squared_error_group_max=fl.mean_squared_error_group_max(y, p, sensitive_features=segment),
    fairlearn_r2_score_group_min=fl.r2_score_group_min(y, p, sensitive_features=segment),
    fairlearn_demographic_parity_difference=fl.demographic_parity_difference(y, p, sensitive_features=segment),
    holisticai_rmse_ratio=ha.rmse_ratio(a, b, p, y),
    holisticai_mae_ratio=ha.mae_ratio(a, b, p, y),
    holisticai_avg_score_diff=ha.avg_score_diff(a, b, p),
    holisticai_avg_score_ratio=ha.avg_score_ratio(a, b, p),
    holisticai_zscore_diff=ha.zscore_diff(a, b, p),
    holisticai_max_statistical_parity=ha.max_statistical_parity(a, b, p),
    standardised=[
        (pg.mean() - pr.mean()) / np.sqrt(((len(pg) - 1) * pg.var(ddof=1) + (len(pr) - 1) * pr.var(ddof=1)) / (len(p) - 2)),
        (pg.mean() - pr.mean()) / p.std(ddof=1),
        (pg.mean() - pr.mean()) / pr.std(ddof=1),
        (pg.mean() - pr.mean()) / np.sqrt((pg.var(ddof=1) + pr.var(ddof=1)) / 2),
    ],
    mean_ratio=ratio(pg.mean() / pr.mean(), log_mean_error(pg), log_mean_error(pr)),
)

# Classes: three offers.
TABLES = {"group": np.array([[30, 9, 6], [8, 20, 7], [2, 5, 13]]), "reference": np.array([[60, 10, 5], [12, 50, 8], [9, 6, 40]])}


def rows_of(table):
    pairs = [(i, j) for i in range(3) for j in range(3) for _ in range(table[i, j])]
    return np.array(pairs).T


def total_variation(p, q):
    return 0.5 * abs(p / p.sum() - q / q.sum()).sum()


for name, table in TABLES.items():
    actual, predicted = rows_of(table)
    emit(
        f"classes.{name}",
        counts=table,
        one_versus_rest=[[m[1, 1], m[0, 1], m[1, 0], m[0, 0]] for m in metrics.multilabel_confusion_matrix(actual, predicted)],
        recall=metrics.recall_score(actual, predicted, average=None),
        precision=metrics.precision_score(actual, predicted, average=None),
        accuracy=metrics.accuracy_score(actual, predicted),
        macro_recall=metrics.balanced_accuracy_score(actual, predicted),
    )


def exact_permutation(group, reference, statistic):
    """By enumerating every table with these margins."""
    total = group + reference
    law = stats.multivariate_hypergeom(total, group.sum())
    observed = statistic(group, total - group)
    p = mean = 0.0
    for i in range(total[0] + 1):
        for j in range(total[1] + 1):
            k = group.sum() - i - j
            if 0 <= k <= total[2]:
                drawn = np.array([i, j, k])
                weight, value = law.pmf(drawn), statistic(drawn, total - drawn)
                p, mean = p + weight * (value >= observed - 1e-12), mean + weight * value
    return [observed, mean, p]


def ordinal(p, q):
    return stats.wasserstein_distance([0, 1, 2], [0, 1, 2], p, q)


g, r = TABLES["group"], TABLES["reference"]
(ag, cg), (ar, cr) = rows_of(g), rows_of(r)
groups = np.array(["group"] * len(ag) + ["reference"] * len(ar))
attribute, predicted, actual = groups, np.concatenate([cg, cr]), np.concatenate([ag, ar])
emit(
    "classes.comparison",
    total_variation=exact_permutation(g.sum(0), r.sum(0), total_variation),
    ordinal=exact_permutation(g.sum(0), r.sum(0), ordinal),
    odds=[exact_permutation(g[c], r[c], total_variation) for c in range(3)],
    holisticai_multiclass_statistical_parity=ha.multiclass_statistical_parity(attribute, predicted),
    holisticai_multiclass_equality_of_opp=ha.multiclass_equality_of_opp(attribute, predicted, actual),
    holisticai_multiclass_average_odds=ha.multiclass_average_odds(attribute, predicted, actual),
    holisticai_multiclass_true_rates=ha.multiclass_true_rates(attribute, predicted, actual),
)

# Individual: features in three dimensions and a decision.
features = np.round(rng.normal(size=(60, 3)), 4)
decision = (features[:, 0] + 0.5 * rng.normal(size=60) > 0).astype(int)
outcome = (features[:, 0] + 0.8 * rng.normal(size=60) > 0).astype(int)


def consistency(include):
    near = neighbors.NearestNeighbors(n_neighbors=5 if include else 6, algorithm="brute").fit(features)
    index = near.kneighbors(return_distance=False, X=features)
    if not include:
        index = np.array([[j for j in row if j != i][:5] for i, row in enumerate(index)])
    return 1 - abs(decision - decision[index].mean(1)).mean()


from aif360.sklearn.metrics import coefficient_of_variation, consistency_score, generalized_entropy_index, theil_index
from holisticai.bias import metrics as bias

benefit = 1.0 * decision - outcome + 1
half = np.arange(60) % 2 == 0
emit(
    "individual",
    features=features,
    decision=decision,
    outcome=outcome,
    consistency_excluding=consistency(False),
    consistency_including=consistency(True),
    aif360_consistency_score=consistency_score(features, decision, n_neighbors=5),
    aif360_generalized_entropy=[generalized_entropy_index(benefit, alpha) for alpha in (0.5, 1, 2, 3)],
    aif360_theil_index=theil_index(benefit),
    aif360_coefficient_of_variation=coefficient_of_variation(benefit),
    aif360_generalized_entropy_at_0=generalized_entropy_index(benefit + 1, 0),
    textbook_at_0=-np.log((benefit + 1) / (benefit + 1).mean()).mean(),
)

head = [
    "# Written by tests/golden/make_tasks.py; do not edit.",
    f"# NumPy {np.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}, fairlearn {fairlearn.__version__}, "
    f"AIF360 {version('aif360')}, holisticai {version('holisticai')}, Python {platform.python_version()}.",
    "",
]
OUT.write_text("\n".join(head + lines))
