"""Asks other tools about ranked lists and writes what they say to ../rankings.toml, for tests/task_rankings.rs.

Sixty lists of five out of a catalogue of eight items, four of each brand, for customers of two regions. Nothing of what the tools
answer is corrected. The environment is that of requirements.txt:

    python3 tests/golden/peers/rankings.py
"""

import argparse
import math
import os
import warnings
from importlib.metadata import version

import numpy as np
import pandas as pd
from holisticai.bias import metrics as holistic
from jurity.recommenders import RankingRecoMetrics
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy
from sklearn.metrics import roc_auc_score

warnings.filterwarnings("ignore")

LISTS, PLACES, ITEMS = 60, 5, 8
BRAND = ["own" if item < 4 else "other" for item in range(ITEMS)]


def listed(customer, place):
    """The item at a place from 0 of a customer's list: the step is odd, so that no item comes twice."""
    return (customer * 3 + place * (1 + 2 * (customer % 3))) % ITEMS


def region(customer):
    return "north" if customer % 2 == 0 else "south"


def relevant(customer, item):
    """Every fifth customer wants nothing."""
    return customer % 5 != 0 and (customer * 5 + item * 7) % 9 < 4


def lists():
    return [[listed(customer, place) for place in range(PLACES)] for customer in range(LISTS)]


def jurity_precision():
    """Precision@3 of each region: the recommendations, scored by their places, beside what each customer wanted."""
    rows = [
        (customer, item, PLACES - place)
        for customer, own in enumerate(lists())
        for place, item in enumerate(own)
    ]
    predicted = pd.DataFrame(rows, columns=["user_id", "item_id", "clicks"])
    wanted = [
        (customer, item, int(relevant(customer, item))) for customer in range(LISTS) for item in range(ITEMS)
    ]
    actual = pd.DataFrame(wanted, columns=["user_id", "item_id", "clicks"])
    metric = RankingRecoMetrics.Precision(click_column="clicks", k=3)
    answers = {}
    for name in ("north", "south"):
        own = [customer for customer in range(LISTS) if region(customer) == name]
        of = lambda frame: frame[frame.user_id.isin(own)].reset_index(drop=True)
        answers[name] = metric.get_score(of(actual), of(predicted))
    answers["everybody"] = metric.get_score(actual, predicted)
    return {name: "None" if answer is None else float(answer) for name, answer in answers.items()}


def shown():
    matrix = np.zeros((LISTS, ITEMS))
    for customer, own in enumerate(lists()):
        matrix[customer, own] = 1
    return matrix


def holistic_answers():
    north = np.array([int(region(customer) == "north") for customer in range(LISTS)])
    matrix = shown()
    top = matrix.copy()
    for customer, own in enumerate(lists()):
        for place, item in enumerate(own):
            top[customer, item] = PLACES - place
    truth = np.array([[float(relevant(c, i)) for i in range(ITEMS)] for c in range(LISTS)])
    return {
        "aggregate_diversity": float(holistic.aggregate_diversity(matrix, thresh=0.5)),
        "exposure_l1": float(holistic.exposure_l1(north, 1 - north, matrix, thresh=0.5)),
        "avg_precision_ratio": float(holistic.avg_precision_ratio(north, 1 - north, matrix, truth, thresh=0.5)),
    }


def scikit_pairs():
    """The share of pairs in order over all lists, by brand of the wanted item: AUC of each list weighted by its pairs."""
    answers = {}
    for brand in ("own", "other"):
        ordered = pairs = 0.0
        for customer, own in enumerate(lists()):
            wanted = [place for place, item in enumerate(own) if BRAND[item] == brand and relevant(customer, item)]
            others = [place for place, item in enumerate(own) if not relevant(customer, item)]
            if wanted and others:
                labels = [1] * len(wanted) + [0] * len(others)
                scores = [-place for place in wanted + others]
                number = len(wanted) * len(others)
                ordered += roc_auc_score(labels, scores) * number
                pairs += number
        answers[brand] = ordered / pairs
    return answers


def scipy_answers():
    target = np.array([0.5, 0.5])
    attention = np.zeros(2)
    divergences = []
    for own in lists():
        counts = np.zeros(2)
        total = mass = 0.0
        for place, item in enumerate(own, start=1):
            weight = 1 / math.log2(place + 1)
            group = 0 if BRAND[item] == "own" else 1
            counts[group] += 1
            attention[group] += weight
            total += weight * entropy(counts / place, target)
            mass += weight
        divergences.append(total / mass)
    return {
        "attention_similarity": 1 - jensenshannon(attention / attention.sum(), target, base=2) ** 2,
        "ndkl": float(np.mean(divergences)),
        "ndkl_standard_error": float(np.std(divergences, ddof=1) / math.sqrt(LISTS)),
    }


def main():
    parser = argparse.ArgumentParser()
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--out", default=os.path.join(here, "..", "rankings.toml"))
    out = parser.parse_args().out
    parts = {
        "jurity_precision_at_3": ("jurity", jurity_precision()),
        "holisticai": ("holisticai", holistic_answers()),
        "scikit_learn_pairs": ("scikit-learn", scikit_pairs()),
        "scipy": ("scipy", scipy_answers()),
    }
    with open(out, "w", encoding="utf-8") as file:
        file.write("# Written by peers/rankings.py; do not edit.\n")
        for name, (tool, answers) in parts.items():
            file.write(f'\n[{name}]\nversion = "{version(tool)}"\n')
            for key, value in answers.items():
                file.write(f'{key} = "{value}"\n' if isinstance(value, str) else f"{key} = {float(value)!r}\n")


if __name__ == "__main__":
    main()
