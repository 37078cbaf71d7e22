#!/usr/bin/env python3
"""Writes tests/golden/scores_real.toml: AUC and calibration by segment of public predictions, and a paired DeLong test.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install numpy==2.4.6 pandas==2.3.3 scikit-learn==1.9.1
    /tmp/venv/bin/python tests/golden/make_scores_real.py DIRECTORY

The directory holds bank_marketing_predictions.csv and adult_predictions.csv (their checksums are written down). Only numbers
of segments are written, never rows. AUC is scikit-learn's; DeLong's placements are taken by sorting, in NumPy.
"""

import hashlib
import pathlib
import platform
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

OUT = pathlib.Path(__file__).with_name("scores_real.toml")
SETS = {
    "bank": ("bank_marketing_predictions.csv", ["age_band", "marital", "job", "education", "channel"]),
    "adult": ("adult_predictions.csv", ["sex", "race", "age_band", "workclass"]),
}
directory = pathlib.Path(sys.argv[1])
lines = [
    "# Written by tests/golden/make_scores_real.py; do not edit. Numbers of segments of public data, no rows.",
    f"# NumPy {np.__version__}, pandas {pd.__version__}, scikit-learn {sklearn.__version__}, Python {platform.python_version()}.",
    "",
]


def placements(positives, negatives):
    """Of each positive the share of negatives below it, ties half; and of each negative the share of positives above."""
    def share(own, others):
        others = np.sort(others)
        return (np.searchsorted(others, own, "left") + np.searchsorted(others, own, "right")) / (2 * len(others))
    return share(positives, negatives), 1 - share(negatives, positives)


def paired(label, old, new):
    """Change of AUC from old to new, and its variance by DeLong."""
    parts = [placements(score[label == 1], score[label == 0]) for score in (old, new)]
    change = [parts[1][side] - parts[0][side] for side in (0, 1)]
    return change[0].mean(), sum(part.var(ddof=1) / len(part) for part in change)


for name, (file, segments) in SETS.items():
    path = directory / file
    frame = pd.read_csv(path, keep_default_na=False, dtype={segment: str for segment in segments})
    lines += [f"[{name}]", f'file = "{file}"', f'sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"', ""]
    for segment in [None, *segments]:
        groups = [("", frame)] if segment is None else frame.groupby(segment)
        for level, part in groups:
            label, score = part["y_true"].to_numpy(), part["score"].to_numpy()
            if len(np.unique(label)) < 2:
                continue
            lines += [f"[[{name}.segment]]", f'attribute = "{segment or ""}"', f'level = "{level}"']
            lines += [f"rows = {len(part)}", f"auc = {float(roc_auc_score(label, score))!r}"]
            lines += [f"mean_residual = {float((label - score).mean())!r}", f"brier = {float(brier_score_loss(label, score))!r}"]
            fitted = IsotonicRegression().fit(score, label).predict(score)
            lines += [f"miscalibration = {float(brier_score_loss(label, score) - np.mean((label - fitted) ** 2))!r}"]
            own, other = placements(score[label == 1], score[label == 0])
            lines += [f"auc_variance = {float(own.var(ddof=1) / len(own) + other.var(ddof=1) / len(other))!r}", ""]

adult = pd.read_csv(directory / SETS["adult"][0], keep_default_na=False)
label, old, new = (adult[column].to_numpy() for column in ("y_true", "score", "score_b"))
for level in ("Female", "Male"):
    own = (adult["sex"] == level).to_numpy()
    change, variance = paired(label[own], old[own], new[own])
    lines += ["[[paired]]", f'level = "{level}"', f"change = {float(change)!r}", f"variance = {float(variance)!r}"]
    lines += [f"positive_mean_change = {float((new - old)[own & (label == 1)].mean())!r}"]
    lines += [f"old = {float(roc_auc_score(label[own], old[own]))!r}", f"new = {float(roc_auc_score(label[own], new[own]))!r}", ""]
# How well a score tells men from women.
lines += [f"[proxy]", f"old = {float(roc_auc_score(adult['sex'] == 'Male', old))!r}", f"new = {float(roc_auc_score(adult['sex'] == 'Male', new))!r}"]
for outcome in (0, 1):
    own = label == outcome
    for what, score in (("old", old), ("new", new)):
        lines += [f"{what}_{outcome} = {float(roc_auc_score((adult['sex'] == 'Male')[own], score[own]))!r}"]
OUT.write_text("\n".join(lines) + "\n")
