#!/usr/bin/env python3
"""Writes tests/golden/scores.toml: what scikit-learn, SciPy and statsmodels say of small sets of scores.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy==2.4.6 scipy==1.17.1 scikit-learn==1.9.1 statsmodels==0.15.0
    /tmp/venv/bin/python tests/golden/make_scores.py

The inputs are METHODS' table T2 and seeded draws with many ties, all written into the file. DeLong's variance is taken pair
by pair, which needs no library.
"""

import pathlib
import platform
import sys

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import stats
from scipy.spatial import distance
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, roc_auc_score, roc_curve

OUT = pathlib.Path(__file__).with_name("scores.toml")
T2 = {
    "a": [(0.95, 1), (0.85, 1), (0.80, 0), (0.70, 1), (0.60, 1), (0.55, 0), (0.40, 0), (0.35, 1), (0.20, 0), (0.10, 0)],
    "b": [(0.90, 1), (0.75, 0), (0.65, 1), (0.50, 0), (0.45, 1), (0.40, 0), (0.30, 0), (0.25, 1), (0.15, 0), (0.05, 0)],
}


def drawn(seed, rows, values):
    """Scores on a grid of so many values, labels that follow them but not well."""
    random = np.random.default_rng(seed)
    groups = {}
    for name, shift in (("a", 0.0), ("b", 0.15)):
        score = (random.integers(0, values, rows) + 0.5) / values
        label = random.random(rows) < np.clip(0.8 * score + shift, 0.02, 0.98)
        groups[name] = [(float(s), int(y)) for s, y in zip(score, label)]
    return groups


CASES = {"t2": T2, "ties": drawn(1, 60, 12), "few": drawn(2, 25, 4), "fine": drawn(3, 80, 1_000_003)}
EDGES = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
lines = [
    "# Written by tests/golden/make_scores.py; do not edit.",
    f"# NumPy {np.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}, "
    f"statsmodels {statsmodels.__version__}, Python {platform.python_version()}.",
    "",
]


def delong(positives, negatives):
    kernel = (positives[:, None] > negatives[None, :]) + 0.5 * (positives[:, None] == negatives[None, :])
    return kernel.mean(), kernel.mean(axis=1).var(ddof=1) / len(positives) + kernel.mean(axis=0).var(ddof=1) / len(negatives)


def abroca(curves):
    """The area between two piecewise linear curves on a grid that holds every corner and every crossing."""
    (fa, ta, _), (fb, tb, _) = curves
    knots = np.unique(np.concatenate([fa, fb]))
    total = 0.0
    for left, right in zip(knots, knots[1:]):
        def ends(f, t):
            inside = f[(f <= left)].size - 1  # the last corner at or left of the segment
            return np.interp([left, right], [f[inside], f[inside + 1]], [t[inside], t[inside + 1]])
        d0, d1 = ends(fa, ta) - ends(fb, tb)
        width = right - left
        total += width * (abs(d0) + abs(d1)) / 2 if d0 * d1 >= 0 else width * (d0**2 + d1**2) / (2 * (abs(d0) + abs(d1)))
    return total


def emit(name, value):
    lines.append(f"{name} = {value!r}" if not isinstance(value, (float, np.floating)) else f"{name} = {float(value)!r}")


for case, groups in CASES.items():
    lines.append(f"[{case}]")
    data = {name: (np.array([s for s, _ in rows]), np.array([y for _, y in rows])) for name, rows in groups.items()}
    for name, (score, label) in data.items():
        emit(f"score_{name}", [float(s) for s in score])
        emit(f"label_{name}", [int(y) for y in label])
    pooled = tuple(np.concatenate([data["a"][at], data["b"][at]]) for at in (0, 1))
    for name, (score, label) in {**data, "pooled": pooled}.items():
        emit(f"auc_{name}", roc_auc_score(label, score))
        emit(f"auc_variance_{name}", delong(score[label == 1], score[label == 0])[1])
        emit(f"brier_{name}", brier_score_loss(label, score))
        fitted = IsotonicRegression().fit(score, label).predict(score)
        base = label.mean()
        emit(f"mcb_{name}", brier_score_loss(label, score) - np.mean((label - fitted) ** 2))
        emit(f"dsc_{name}", base * (1 - base) - np.mean((label - fitted) ** 2))
        bins = np.clip(np.digitize(score, EDGES) - 1, 0, 4)
        parts = [(score[bins == b].mean(), label[bins == b].mean(), (bins == b).mean()) for b in range(5) if (bins == b).any()]
        emit(f"ece_{name}", sum(share * abs(rate - mean) for mean, rate, share in parts))
        clipped = np.clip(score, 1e-6, 1 - 1e-6)
        logit = np.log(clipped / (1 - clipped))
        line = sm.Logit(label, sm.add_constant(logit)).fit(disp=0, tol=1e-14, maxiter=200)
        emit(f"cox_{name}", [float(x) for x in [*line.params, *line.bse]])
        large = sm.GLM(label, np.ones(len(label)), family=sm.families.Binomial(), offset=logit).fit(tol=1e-14)
        emit(f"citl_{name}", [float(large.params[0]), float(large.bse[0])])
    (sa, ya), (sb, yb) = data["a"], data["b"]
    emit("xauc_ab", delong(sa[ya == 1], sb[yb == 0])[0])
    emit("xauc_ba", delong(sb[yb == 1], sa[ya == 0])[0])
    emit("abroca", abroca([roc_curve(y, s, drop_intermediate=False) for s, y in (data["a"], data["b"])]))
    exact = stats.ks_2samp(sa, sb, method="exact")
    emit("ks", exact.statistic)
    # SciPy's exact p-value takes no account of ties; it is right only where there are none.
    if len(np.unique(pooled[0])) == len(pooled[0]):
        emit("ks_p_exact", exact.pvalue)
    emit("w1", stats.wasserstein_distance(sa, sb))
    counts = [np.histogram(s, EDGES)[0].astype(float) for s in (sa, sb)]
    p, q = (count / count.sum() for count in counts)
    emit("tvd", 0.5 * np.abs(p - q).sum())
    emit("js", distance.jensenshannon(p, q) ** 2)
    emit("hellinger", np.sqrt(0.5 * ((np.sqrt(p) - np.sqrt(q)) ** 2).sum()))
    # Bins that both lack are no bins; one that only one side has makes the divergence infinite.
    union = (p > 0) | (q > 0)
    pu, qu = p[union], q[union]
    if (pu > 0).all() and (qu > 0).all():
        emit("kl_ba", stats.entropy(qu, pu))
        emit("psi", stats.entropy(qu, pu) + stats.entropy(pu, qu))
    ph, qh = ((count + 0.5) / (count.sum() + 2.5) for count in counts)
    emit("psi_half", stats.entropy(qh, ph) + stats.entropy(ph, qh))
    for side, outcome in (("positives", 1), ("negatives", 0)):
        welch = stats.ttest_ind(sb[yb == outcome], sa[ya == outcome], equal_var=False)
        limits = welch.confidence_interval(0.95)
        emit(f"balance_{side}", [float(x) for x in (sb[yb == outcome].mean() - sa[ya == outcome].mean(), welch.pvalue, *limits)])
    welch = stats.ttest_ind(yb - sb, ya - sa, equal_var=False)
    emit("residual_gap", [float((yb - sb).mean() - (ya - sa).mean()), float(welch.pvalue)])
    lines.append("")

OUT.write_text("\n".join(lines))
print(f"{OUT}: {len(lines)} lines", file=sys.stderr)
