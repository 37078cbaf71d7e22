#!/usr/bin/env python3
"""Writes tests/golden/hillstrom.toml: predicted and actual spend of the Hillstrom data by zip_code, by SciPy and scikit-learn.

    /tmp/venv-peers/bin/python tests/golden/make_hillstrom.py /path/to/hillstrom.csv

The environment is that of tests/golden/peers/. Each area is compared with everybody else.
"""

import hashlib
import pathlib
import platform
import sys

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import stats
from sklearn import metrics

path = pathlib.Path(sys.argv[1])
rows = pd.read_csv(path)
OUT = pathlib.Path(__file__).with_name("hillstrom.toml")
lines = [
    "# Written by tests/golden/make_hillstrom.py; do not edit.",
    f"# NumPy {np.__version__}, SciPy {scipy.__version__}, scikit-learn {sklearn.__version__}, Python {platform.python_version()}.",
    f"# Input: hillstrom.csv, sha256 {hashlib.sha256(path.read_bytes()).hexdigest()}",
    "",
]


def emit(table, **fields):
    lines.append(f"[[{table}]]")
    for name, value in fields.items():
        value = [float(x) for x in value] if isinstance(value, (list, tuple)) else value
        value = f'"{value}"' if isinstance(value, str) else value if isinstance(value, (int, list)) else float(value)
        lines.append(f"{name} = {value!r}" if not isinstance(value, str) else f"{name} = {value}")
    lines.append("")


def ratio(own, others):
    return own.mean() / others.mean()


for area in sorted(rows.zip_code.unique()):
    own, others = rows[rows.zip_code == area], rows[rows.zip_code != area]
    r, q = own.spend - own.pred_spend, others.spend - others.pred_spend
    welch = stats.ttest_ind(r, q, equal_var=False)
    yuen = stats.ttest_ind(r, q, equal_var=False, trim=0.05)
    low, high = welch.confidence_interval(0.95)
    emit(
        "area",
        name=area,
        rows=len(own),
        mean_prediction=own.pred_spend.mean(),
        mean_outcome=own.spend.mean(),
        mean_residual=r.mean(),
        mean_absolute_error=metrics.mean_absolute_error(own.spend, own.pred_spend),
        root_mean_squared_error=metrics.root_mean_squared_error(own.spend, own.pred_spend),
        r_squared=metrics.r2_score(own.spend, own.pred_spend),
        absolute_error_quantile=np.quantile(abs(r), 0.9),
        trimmed_mean_residual=stats.trim_mean(r, 0.05),
        mean_residual_difference=[r.mean() - q.mean(), low, high, welch.pvalue],
        trimmed_residual_difference=[stats.trim_mean(r, 0.05) - stats.trim_mean(q, 0.05), *yuen.confidence_interval(0.95), yuen.pvalue],
        mean_absolute_error_ratio=ratio(abs(r), abs(q)),
        root_mean_squared_error_ratio=np.sqrt((r**2).mean() / (q**2).mean()),
        mean_prediction_ratio=ratio(own.pred_spend, others.pred_spend),
        prediction_parity=stats.ks_2samp(own.pred_spend, others.pred_spend, method="asymp").statistic,
        prediction_transport=stats.wasserstein_distance(own.pred_spend, others.pred_spend),
    )

OUT.write_text("\n".join(lines))
