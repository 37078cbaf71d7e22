"""Runs other fairness libraries on toy inputs and writes what they say to ../peers.toml.

The toys below are confusion counts per group. Each is expanded into rows, in the order tp, fp, fn, tn, group by group,
and given to each library as it is. Nothing is corrected: a library's NaN, infinity, None or exception is the result.
See README.md for the command.
"""

import argparse
import contextlib
import inspect
import io
import json
import math
import os
import platform
import sys
import warnings
from collections import Counter
from importlib.metadata import version

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import pandas as pd

# name: (what it is for, reference group, [(group, stratum, tp, fp, fn, tn)]); a group of None is a missing segment.
TOYS = {
    "t1": (
        "METHODS T1: three groups",
        "A",
        [("A", "", 60, 20, 15, 105), ("B", "", 24, 16, 16, 104), ("C", "", 6, 0, 4, 30)],
    ),
    "two_groups": (
        "equal selection rates, TPR and FPR both 25 points apart in opposite directions",
        "A",
        [("A", "", 30, 10, 10, 30), ("B", "", 20, 20, 20, 20)],
    ),
    "both_rates_zero": ("nobody is selected: ratio 0/0", "A", [("A", "", 0, 0, 4, 16), ("B", "", 0, 0, 2, 8)]),
    "reference_rate_zero": (
        "nobody in the reference group is selected: ratio x/0",
        "A",
        [("A", "", 0, 0, 4, 16), ("B", "", 2, 1, 3, 14)],
    ),
    "no_positives": ("B has no actual positives: TPR 0/0", "A", [("A", "", 6, 4, 2, 8), ("B", "", 0, 3, 0, 7)]),
    "no_false_positives": ("B has no false positives: FN/FP is 3/0", "A", [("A", "", 6, 4, 2, 8), ("B", "", 5, 0, 3, 12)]),
    "no_false_negatives": (
        "no false negatives, so every benefit p - y + 1 is above zero",
        "A",
        [("A", "", 6, 4, 0, 10), ("B", "", 5, 2, 0, 13)],
    ),
    "one_row": ("B is a single row, selected and positive", "A", [("A", "", 6, 4, 2, 8), ("B", "", 1, 0, 0, 0)]),
    "identical": ("two groups with the same counts", "A", [("A", "", 6, 4, 2, 8), ("B", "", 6, 4, 2, 8)]),
    "missing_segment": (
        "A and B of T1, and 40 rows whose segment is missing (METHODS T6)",
        "A",
        [("A", "", 60, 20, 15, 105), ("B", "", 24, 16, 16, 104), (None, "", 6, 4, 4, 26)],
    ),
    "t3": (
        "METHODS T3: two strata; only selection matters, so label = prediction",
        "a",
        [("a", "1", 80, 0, 0, 20), ("b", "1", 36, 0, 0, 14), ("a", "2", 20, 0, 0, 80), ("b", "2", 30, 0, 0, 170)],
    ),
    "t3_all_accepted": (
        "T3, but nobody in stratum 2 is rejected",
        "a",
        [("a", "1", 80, 0, 0, 20), ("b", "1", 36, 0, 0, 14), ("a", "2", 100, 0, 0, 0), ("b", "2", 50, 0, 0, 0)],
    ),
}
# METHODS T2: (score, label) per group.
SCORES = {
    "A": [(0.95, 1), (0.85, 1), (0.80, 0), (0.70, 1), (0.60, 1), (0.55, 0), (0.40, 0), (0.35, 1), (0.20, 0), (0.10, 0)],
    "B": [(0.90, 1), (0.75, 0), (0.65, 1), (0.50, 0), (0.45, 1), (0.40, 0), (0.30, 0), (0.25, 1), (0.15, 0), (0.05, 0)],
}
# METHODS J: a label with five ordered classes; not every class occurs in both groups.
CLASSES = {"a": [1, 2, 3], "d": [1, 1, 4, 5, 5]}
# Five ordered classes that all occur in both groups: the pmfs differ by at most .10, the distribution functions by .15.
CLASSES_FULL = {"a": [1] * 4 + [2] * 4 + [3] * 4 + [4] * 4 + [5] * 4, "d": [1] * 2 + [2] * 3 + [3] * 5 + [4] * 5 + [5] * 5}
STRATIFIED = ("t3", "t3_all_accepted")
TOOLS = ("fairlearn", "aif360", "aequitas", "smclarify", "jurity", "holisticai")
DISTRIBUTIONS = TOOLS + ("numpy", "pandas", "scikit-learn", "scipy")


def rows_of(toy, missing=None):
    """One row per customer: group, stratum, label y, prediction p."""
    rows = []
    for group, stratum, tp, fp, fn, tn in TOYS[toy][2]:
        name = missing if group is None else group
        rows += [(name, stratum, 1, 1)] * tp + [(name, stratum, 0, 1)] * fp
        rows += [(name, stratum, 1, 0)] * fn + [(name, stratum, 0, 0)] * tn
    frame = pd.DataFrame(rows, columns=["group", "stratum", "y", "p"])
    frame["group"] = frame["group"].astype(object)
    return frame


class Recorder:
    """Calls a function of a tool and records what came of it."""

    def __init__(self, toy, tool, **common):
        self.head = {"toy": toy, "tool": tool}
        self.common = common
        self.cases = []

    def call(self, function, run, **where):
        """`run` returns one number, or a dictionary from a group's name to a number."""
        silence = io.StringIO()
        with warnings.catch_warnings(record=True) as heard:
            warnings.simplefilter("always")
            with contextlib.redirect_stdout(silence), contextlib.redirect_stderr(silence):
                try:
                    value = run()
                except Exception as error:
                    text = " ".join(str(error).split())
                    value = f"raises: {type(error).__name__}: {text[:160]}"
        said = []
        for warning in heard:
            if issubclass(warning.category, (DeprecationWarning, FutureWarning, PendingDeprecationWarning)):
                continue
            text = f"{warning.category.__name__}: {' '.join(str(warning.message).split())[:120]}"
            if text not in said:
                said.append(text)
        values = value if isinstance(value, dict) else {None: value}
        for group, number in values.items():
            case = dict(self.head, function=function, **self.common, **where)
            if group is not None:
                case["group"] = str(group)
            case["value"] = plain(number)
            if said:
                case["warns"] = said
            self.cases.append(case)


def plain(value):
    """A float, a bool, or a string for what is neither."""
    if value is None:
        return "none"
    if isinstance(value, str):
        return value
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    value = float(value)
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    return value


def run_fairlearn(toy, data, rec):
    import fairlearn.metrics as fl
    from sklearn.metrics import accuracy_score, precision_score

    y, p, group = data["y"], data["p"], data["group"]
    for name in (
        "demographic_parity_difference",
        "demographic_parity_ratio",
        "equal_opportunity_difference",
        "equal_opportunity_ratio",
        "equalized_odds_difference",
        "equalized_odds_ratio",
    ):
        function = getattr(fl, name)
        rec.call(name, lambda: function(y, p, sensitive_features=group), reference="best and worst group")
        rec.call(
            name,
            lambda: function(y, p, sensitive_features=group, method="to_overall"),
            arguments='method="to_overall"',
            reference="overall",
        )
        if name.startswith("equalized_odds"):
            rec.call(
                name,
                lambda: function(y, p, sensitive_features=group, agg="mean"),
                arguments='agg="mean"',
                reference="best and worst group",
            )
    for name in (
        "selection_rate",
        "true_positive_rate",
        "false_positive_rate",
        "true_negative_rate",
        "false_negative_rate",
        "accuracy_score",
        "zero_one_loss",
    ):
        for kind in ("difference", "ratio"):
            function = getattr(fl, f"{name}_{kind}")
            rec.call(
                f"{name}_{kind}", lambda: function(y, p, sensitive_features=group), reference="best and worst group"
            )
    for metric in (fl.selection_rate, fl.true_positive_rate, fl.false_positive_rate, precision_score, accuracy_score):

        def frame():
            return fl.MetricFrame(metrics=metric, y_true=y, y_pred=p, sensitive_features=group)

        name = f"MetricFrame({metric.__name__})"
        rec.call(f"{name}.by_group", lambda: frame().by_group.to_dict())
        rec.call(f"{name}.overall", lambda: frame().overall)
        if metric is precision_score:
            rec.call(f"{name}.difference", lambda: frame().difference(), reference="best and worst group")
            rec.call(f"{name}.ratio", lambda: frame().ratio(), reference="best and worst group")


def pairs(toy):
    """Each other group of a toy against its reference group."""
    reference = TOYS[toy][1]
    groups = list(dict.fromkeys(g for g, *_ in TOYS[toy][2] if g is not None))
    return [(g, reference) for g in groups if g != reference]


def run_aif360(toy, data, rec):
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import BinaryLabelDatasetMetric, ClassificationMetric

    codes = {"A": 0.0, "B": 1.0, "C": 2.0, "a": 0.0, "b": 1.0}

    def dataset(column):
        frame = pd.DataFrame({"group": data["group"].map(codes), "label": data[column].astype(float)})
        return BinaryLabelDataset(df=frame, label_names=["label"], protected_attribute_names=["group"])

    for u, p in pairs(toy):
        where = {"unprivileged": u, "privileged": p}
        groups = {"unprivileged_groups": [{"group": codes[u]}], "privileged_groups": [{"group": codes[p]}]}

        def both():
            return ClassificationMetric(dataset("y"), dataset("p"), **groups)

        for name in (
            "statistical_parity_difference",
            "disparate_impact",
            "equal_opportunity_difference",
            "true_positive_rate_difference",
            "false_positive_rate_difference",
            "false_negative_rate_difference",
            "false_omission_rate_difference",
            "false_discovery_rate_difference",
            "false_positive_rate_ratio",
            "false_negative_rate_ratio",
            "false_omission_rate_ratio",
            "false_discovery_rate_ratio",
            "error_rate_difference",
            "error_rate_ratio",
            "average_odds_difference",
            "average_abs_odds_difference",
            "equalized_odds_difference",
            "average_predictive_value_difference",
            "differential_fairness_bias_amplification",
            "between_group_generalized_entropy_index",
            "between_group_theil_index",
        ):
            rec.call(f"ClassificationMetric.{name}", lambda: getattr(both(), name)(), **where)
        for name in ("true_positive_rate", "positive_predictive_value", "false_positive_rate", "selection_rate"):
            rec.call(f"ClassificationMetric.{name}", lambda: {u: getattr(both(), name)(privileged=False)}, **where)
        for name in ("disparate_impact", "statistical_parity_difference"):
            rec.call(
                f"BinaryLabelDatasetMetric.{name}",
                lambda: getattr(BinaryLabelDatasetMetric(dataset("y"), **groups), name)(),
                arguments="of the labels, not the predictions",
                **where,
            )

    u, p = pairs(toy)[0]

    def whole():
        return ClassificationMetric(
            dataset("y"),
            dataset("p"),
            unprivileged_groups=[{"group": codes[u]}],
            privileged_groups=[{"group": codes[p]}],
        )

    for alpha in (2, 1, 0):
        rec.call(
            "ClassificationMetric.generalized_entropy_index",
            lambda: whole().generalized_entropy_index(alpha=alpha),
            arguments=f"alpha={alpha}",
        )
    rec.call("ClassificationMetric.theil_index", lambda: whole().theil_index())
    rec.call("ClassificationMetric.coefficient_of_variation", lambda: whole().coefficient_of_variation())
    rec.call(
        "ClassificationMetric.between_all_groups_generalized_entropy_index",
        lambda: whole().between_all_groups_generalized_entropy_index(),
    )
    rec.call("ClassificationMetric.between_all_groups_theil_index", lambda: whole().between_all_groups_theil_index())
    for column, what in (("p", "of the predictions"), ("y", "of the labels")):
        rec.call(
            "BinaryLabelDatasetMetric.smoothed_empirical_differential_fairness",
            lambda: BinaryLabelDatasetMetric(
                dataset(column), unprivileged_groups=[{"group": codes[u]}], privileged_groups=[{"group": codes[p]}]
            ).smoothed_empirical_differential_fairness(),
            arguments=what,
        )

    # The scikit-learn flavoured half of the library: privileged group against everybody else.
    import aif360.sklearn.metrics as sk

    reference = TOYS[toy][1]
    index = pd.Index(data["group"], name="group")
    y = pd.Series(data["y"].to_numpy(), index=index)
    pred = pd.Series(data["p"].to_numpy(), index=index)
    where = {"privileged": reference, "unprivileged": "rest"}
    for name in (
        "statistical_parity_difference",
        "disparate_impact_ratio",
        "equal_opportunity_difference",
        "average_odds_difference",
        "average_odds_error",
        "average_predictive_value_difference",
        "class_imbalance",
        "kl_divergence",
    ):
        function = getattr(sk, name)
        rec.call(
            f"sklearn.metrics.{name}", lambda: function(y, pred, prot_attr="group", priv_group=reference), **where
        )
    rec.call(
        "sklearn.metrics.conditional_demographic_disparity",
        lambda: sk.conditional_demographic_disparity(y, pred, prot_attr="group"),
        arguments="strata are the groups themselves",
    )
    for concentration in (1.0, 2.0, 0.0):
        rec.call(
            "sklearn.metrics.smoothed_edf",
            lambda: sk.smoothed_edf(y, pred, prot_attr="group", concentration=concentration),
            arguments=f"concentration={concentration}",
        )
    rec.call("sklearn.metrics.df_bias_amplification", lambda: sk.df_bias_amplification(y, pred, prot_attr="group"))
    for alpha in (2, 1, 0):
        rec.call(
            "sklearn.metrics.generalized_entropy_error",
            lambda: sk.generalized_entropy_error(y, pred, alpha=alpha),
            arguments=f"alpha={alpha}",
        )
    benefit = 1 + pred.to_numpy() - y.to_numpy()
    rec.call("sklearn.metrics.theil_index", lambda: sk.theil_index(benefit), arguments="b = p - y + 1")
    rec.call(
        "sklearn.metrics.coefficient_of_variation",
        lambda: sk.coefficient_of_variation(benefit),
        arguments="b = p - y + 1",
    )
    rec.call(
        "sklearn.metrics.between_group_generalized_entropy_error",
        lambda: sk.between_group_generalized_entropy_error(y, pred, prot_attr="group"),
        arguments="alpha=2",
    )


def run_aequitas(toy, data, rec):
    from aequitas.bias import Bias
    from aequitas.fairness import Fairness
    from aequitas.group import Group

    reference = TOYS[toy][1]

    def frame():
        return pd.DataFrame({"score": data["p"], "label_value": data["y"], "segment": data["group"]})

    def column(table, name):
        return dict(zip(table["attribute_value"], table[name], strict=True))

    def crosstab():
        return Group().get_crosstabs(frame(), attr_cols=["segment"])[0]

    def predefined():
        return Bias().get_disparity_predefined_groups(crosstab(), frame(), {"segment": reference})

    measures = ("ppr", "pprev", "precision", "for", "fpr", "fnr", "tpr", "accuracy")
    for name in measures:
        rec.call(f"Group.get_crosstabs[{name}]", lambda: column(crosstab(), name))
    for name in measures[:7]:
        rec.call(
            f"Bias.get_disparity_predefined_groups[{name}_disparity]",
            lambda: column(predefined(), f"{name}_disparity"),
            reference=reference,
        )
    for name in ("ppr", "pprev"):
        rec.call(
            f"Bias.get_disparity_major_group[{name}_disparity]",
            lambda: column(Bias().get_disparity_major_group(crosstab(), frame()), f"{name}_disparity"),
            reference="largest group",
        )
        rec.call(
            f"Bias.get_disparity_min_metric[{name}_disparity]",
            lambda: column(Bias().get_disparity_min_metric(crosstab(), frame()), f"{name}_disparity"),
            reference="group with the least value",
        )
    for name in (
        "Statistical Parity",
        "Impact Parity",
        "FPR Parity",
        "TPR Parity",
        "Precision Parity",
        "Equalized Odds",
        "Supervised Fairness",
    ):
        rec.call(
            f"Fairness.get_group_value_fairness[{name}]",
            lambda: column(Fairness().get_group_value_fairness(predefined()), name),
            reference=reference,
        )
    rec.call(
        "Fairness.get_overall_fairness[Overall Fairness]",
        lambda: Fairness().get_overall_fairness(
            Fairness().get_group_attribute_fairness(Fairness().get_group_value_fairness(predefined()))
        )["Overall Fairness"],
        reference=reference,
    )


def run_smclarify(toy, data, rec):
    from smclarify.bias.metrics import posttraining as post
    from smclarify.bias.metrics import pretraining as pre

    inputs = {
        "feature": data["group"],
        "label": data["y"],
        "positive_label_index": data["y"] == 1,
        "positive_predicted_label_index": data["p"] == 1,
        "group_variable": data["stratum"],
    }
    for facet, _ in pairs(toy):
        inputs["sensitive_facet_index"] = data["group"] == facet
        where = {"unprivileged": facet, "privileged": "rest"}
        names = ["CI", "DPL", "DPPL", "DI", "DCA", "DCR", "RD", "SD", "DAR", "DRR", "AD", "TE"]
        if toy in STRATIFIED:
            names += ["CDDL", "CDDPL"]
        for name in names:
            function = getattr(post, name, None) or getattr(pre, name)
            wanted = {key: inputs[key] for key in inspect.signature(function).parameters}
            if name in ("CDDL", "CDDPL"):
                where = dict(where, arguments="group_variable = stratum")
            rec.call(name, lambda: function(**wanted), **where)
    rec.call("GE", lambda: post.GE(inputs["positive_label_index"], inputs["positive_predicted_label_index"]))


def indicator(groups, member):
    """1 for members, 0 for others, and whatever stands for a missing segment as it is."""
    codes = [value if pd.isna(value) else int(value == member) for value in groups]
    return np.array(codes, dtype=float).tolist() if any(isinstance(code, float) for code in codes) else codes


def run_jurity(toy, data, rec):
    from jurity.fairness import BinaryFairnessMetrics as J

    y, p = data["y"].tolist(), data["p"].tolist()
    for member, _ in pairs(toy):
        group = indicator(data["group"], member)
        where = {"unprivileged": member, "privileged": "rest"}
        for name in ("StatisticalParity", "DisparateImpact"):
            metric = getattr(J, name)()
            key = "membership_label" if name == "DisparateImpact" else "membership_labels"
            rec.call(name, lambda: metric.get_score(p, group, **{key: 1}), **where)
        for name in ("AverageOdds", "EqualOpportunity", "FNRDifference", "PredictiveEquality"):
            metric = getattr(J, name)()
            rec.call(name, lambda: metric.get_score(y, p, group, membership_labels=1), **where)
        rec.call("FORDifference", lambda: J.FORDifference().get_score(y, p, group, membership_label=1), **where)
    for alpha in (2, 1, 0):
        rec.call(
            "GeneralizedEntropyIndex",
            lambda: J.GeneralizedEntropyIndex().get_score(y, p, alpha=alpha),
            arguments=f"alpha={alpha}",
        )
    rec.call("TheilIndex", lambda: J.TheilIndex().get_score(y, p))


def run_holisticai(toy, data, rec):
    import holisticai.bias.metrics as ha

    y, p = data["y"].to_numpy(), data["p"].to_numpy()
    for a, b in pairs(toy):
        where = {"unprivileged": a, "privileged": b, "arguments": f"group_a={a}, group_b={b}"}
        in_a, in_b = np.array(indicator(data["group"], a)), np.array(indicator(data["group"], b))
        for name in ("statistical_parity", "disparate_impact", "four_fifths", "cohen_d", "z_test_diff", "z_test_ratio"):
            rec.call(name, lambda: getattr(ha, name)(in_a, in_b, p), **where)
        for name in (
            "equal_opportunity_diff",
            "false_positive_rate_diff",
            "false_negative_rate_diff",
            "true_negative_rate_diff",
            "average_odds_diff",
            "accuracy_diff",
        ):
            rec.call(name, lambda: getattr(ha, name)(in_a, in_b, p, y), **where)
        rec.call("abroca", lambda: ha.abroca(in_a, in_b, p.astype(float), y), **where)
    for alpha in (2, 1, 0):
        rec.call(
            "generalized_entropy_index",
            lambda: ha.generalized_entropy_index(p, y, alpha=alpha),
            arguments=f"alpha={alpha}",
        )
    rec.call("theil_index", lambda: ha.theil_index(p, y))
    rec.call("coefficient_of_variation", lambda: ha.coefficient_of_variation(p, y))


def run_scores(tool):
    """T2, for the tools that take scores."""
    rec = Recorder("t2", tool)
    rows = [(group, score, label) for group, pairs_ in SCORES.items() for score, label in pairs_]
    data = pd.DataFrame(rows, columns=["group", "score", "y"])
    if tool == "fairlearn":
        import fairlearn.metrics as fl

        for name in ("demographic_parity_difference", "demographic_parity_ratio"):
            function = getattr(fl, name)
            rec.call(
                name,
                lambda: function(data["y"], data["score"], sensitive_features=data["group"]),
                arguments="y_pred = score",
            )
    if tool == "holisticai":
        import holisticai.bias.metrics as ha

        for a, b in (("A", "B"), ("B", "A")):
            masks = [(data["group"] == g).to_numpy().astype(int) for g in (a, b)]
            rec.call(
                "abroca",
                lambda: ha.abroca(*masks, data["score"].to_numpy(), data["y"].to_numpy()),
                arguments=f"group_a={a}, group_b={b}",
            )
    return rec.cases


def run_classes(toy, classes):
    """A label with several classes, for Clarify's distances between distributions."""
    from smclarify.bias.metrics import pretraining as pre

    rec = Recorder(toy, "smclarify", unprivileged="d", privileged="a")
    label = pd.Series(classes["a"] + classes["d"])
    facet = pd.Series([False] * len(classes["a"]) + [True] * len(classes["d"]))
    for name in ("KL", "JS", "LP", "TVD", "KS"):
        rec.call(name, lambda: getattr(pre, name)(label, facet))
    return rec.cases


def collect(tools):
    cases = []
    for tool in tools:
        cases += run_scores(tool)
    if "smclarify" in tools:
        cases += run_classes("classes", CLASSES) + run_classes("classes_full", CLASSES_FULL)
    for toy in TOYS:
        kinds = {"None": None, "NaN": float("nan")} if toy == "missing_segment" else {"": None}
        for label, missing in kinds.items():
            data = rows_of(toy, missing)
            for tool in tools:
                if toy in STRATIFIED and tool not in ("smclarify", "aif360"):
                    continue
                rec = Recorder(toy, tool, **({"missing": label} if label else {}))
                globals()[f"run_{tool}"](toy, data, rec)
                cases += rec.cases
    # A tool that refuses missing segments refuses them everywhere: its first three refusals are enough.
    refusals = Counter()
    kept = []
    for case in cases:
        if "missing" in case and isinstance(case["value"], str) and case["value"].startswith("raises"):
            key = (case["tool"], case["missing"], case["value"])
            refusals[key] += 1
            if refusals[key] > 3:
                continue
        kept.append(case)
    cases = kept
    seen = set()
    for case in cases:
        parts = [case["toy"], case["tool"], case["function"]]
        parts += [f"{k}={case[k]}" for k in ("missing", "unprivileged", "group", "arguments") if k in case]
        case["name"] = " / ".join(parts)
        if case["name"] in seen:
            sys.exit(f"two cases are called {case['name']}")
        seen.add(case["name"])
    return cases


ORDER = ("name", "toy", "tool", "function", "missing", "privileged", "unprivileged", "reference", "group", "arguments")


def toml(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, list):
        return "[" + ", ".join(toml(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def write(path, cases):
    versions = {name: version(name) for name in DISTRIBUTIONS}
    lines = [
        "# What other fairness libraries say on toy inputs. Generated; do not edit.",
        "# by:      tests/golden/peers/run_peers.py",
        "# command: see tests/golden/peers/README.md",
        f"# python:  {platform.python_version()}",
        "# tools:   " + ", ".join(f"{n} {v}" for n, v in versions.items() if n in TOOLS),
        "# stack:   " + ", ".join(f"{n} {v}" for n, v in versions.items() if n not in TOOLS),
        "#",
        "# A value is a number, a truth value, or a string for what is neither: \"nan\", \"inf\", \"-inf\", \"none\" (Python's",
        "# None), \"raises: <exception>: <message>\". `warns` lists the warnings, if any. These are the peers' answers, not",
        "# the right ones: see DISAGREEMENTS.md.",
        "# `privileged` and `unprivileged` name the two sides of a comparison; \"rest\" is everybody else.",
        "",
    ]
    for toy, (purpose, reference, groups) in TOYS.items():
        lines += ["[[toy]]", f"name = {toml(toy)}", f"purpose = {toml(purpose)}", f"reference = {toml(reference)}", "groups = ["]
        for group, stratum, tp, fp, fn, tn in groups:
            name = "missing = true" if group is None else f"name = {toml(group)}"
            layer = f", stratum = {toml(stratum)}" if stratum else ""
            lines.append(f"  {{ {name}{layer}, tp = {tp}, fp = {fp}, fn = {fn}, tn = {tn} }},")
        lines += ["]", ""]
    lines += ["[[score_toy]]", 'name = "t2"', 'purpose = "METHODS T2: scores and labels"']
    for group, values in SCORES.items():
        lines.append(f"{group} = [" + ", ".join(f"[{score!r}, {label}]" for score, label in values) + "]")
    lines.append("")
    for name, classes in (("classes", CLASSES), ("classes_full", CLASSES_FULL)):
        lines += ["[[class_toy]]", f"name = {toml(name)}"]
        lines += [f"{group} = {values!r}" for group, values in classes.items()]
        lines.append("")
    for case in cases:
        lines.append("[[case]]")
        lines += [f"{key} = {toml(case[key])}" for key in ORDER if key in case]
        lines.append(f"value = {toml(case['value'])}")
        if "warns" in case:
            lines.append(f"warns = {toml(case['warns'])}")
        lines.append("")
    with open(path, "w", encoding="utf-8", newline="\n") as out:
        out.write("\n".join(lines))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=os.path.join(os.path.dirname(__file__), "..", "peers.toml"))
    parser.add_argument("--tools", default=",".join(TOOLS), help="comma-separated; with --json, to run one tool alone")
    parser.add_argument("--json", action="store_true", help="print the cases as JSON instead of writing the file")
    options = parser.parse_args()
    cases = collect(options.tools.split(","))
    if options.json:
        json.dump(cases, sys.stdout)
    else:
        write(options.out, cases)


if __name__ == "__main__":
    main()
