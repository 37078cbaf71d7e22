"""One tool, one workload, in a process of its own: `tools.py TOOL WORKLOAD DIRECTORY ROWS REPETITIONS`.

Prints one JSON object: milliseconds of every repetition, and the numbers that run.py checks. Columns are loaded, in the
form that suits the tool best, before the clock starts; W6 starts from the file. Where a tool has several natural ways,
all are timed and the fastest counts.
"""

import itertools
import json
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

LEVELS = {"age_band": 6, "gender": 3, "region": 12, "channel": 5, "income_band": 8}
NAMES = list(LEVELS)
PAIRS = list(itertools.combinations(NAMES, 2))


def load(directory, rows, columns):
    return {name: np.fromfile(f"{directory}/{name}.u8", dtype=np.uint8, count=rows) for name in columns}


def level(code):
    return f"level {code:02}"


def rates(table):
    """Every rate of every group, and both differences, from an array of [group, TN FN FP TP]."""
    tn, fn, fp, tp = (table[:, at].astype(float) for at in range(4))
    total = tn + fn + fp + tp
    with np.errstate(all="ignore"):
        found = {
            "selection": (tp + fp) / total, "base": (tp + fn) / total, "tpr": tp / (tp + fn), "fpr": fp / (fp + tn),
            "tnr": tn / (fp + tn), "fnr": fn / (tp + fn), "ppv": tp / (tp + fp), "npv": tn / (tn + fn),
            "fdr": fp / (tp + fp), "for": fn / (tn + fn), "accuracy": (tp + tn) / total, "error": (fp + fn) / total,
        }
    spread = lambda values: float(np.nanmax(values) - np.nanmin(values))
    return found, spread(found["selection"]), max(spread(found["tpr"]), spread(found["fpr"]))


def numbers(table, names):
    groups = {name: [int(count) for count in counts] for name, counts in zip(names, table) if counts.sum()}
    kept = table[table.sum(axis=1) > 0]
    _, parity, odds = rates(kept)
    return {"groups": groups, "demographic_parity_difference": parity, "equalized_odds_difference": odds}


def one(table):
    return {"age_band": numbers(table, [level(code) for code in range(6)])}


def pair_names(first, second):
    return [f"{level(a)}×{level(b)}" for a in range(LEVELS[first]) for b in range(LEVELS[second])]


def rolled(base):
    """All ten pairs as sums over the base cuboid, with their rates."""
    found = {}
    for first, second in PAIRS:
        drop = tuple(at for at, name in enumerate(NAMES) if name not in (first, second))
        table = base.sum(axis=drop).reshape(-1, 4)
        rates(table)
        found[f"{first}×{second}"] = table
    return found


def all_pairs(tables):
    return {name: numbers(table, pair_names(*name.split("×"))) for name, table in tables.items()}


SHAPE = tuple(LEVELS.values()) + (4,)


def spread_out(keys, counts, shape):
    table = np.zeros(shape, dtype=np.int64)
    table[tuple(np.asarray(key) for key in keys)] = counts
    return table


# A tool is a function of (workload, directory, rows) that gives ways: name -> (run, read the numbers from a result).


def numpy_tool(workload, directory, rows):
    data = load(directory, rows, NAMES + ["y_true", "y_pred"])
    if workload == "W1":
        def run():
            key = data["age_band"] * np.uint8(4) + data["y_pred"] * np.uint8(2) + data["y_true"]
            table = np.bincount(key, minlength=24).reshape(6, 4)
            rates(table)
            return table
        return {"bincount of one joined key": (run, one)}
    def run():
        key = data[NAMES[0]].astype(np.uint16)
        for name in NAMES[1:]:
            key *= np.uint16(LEVELS[name])
            key += data[name]
        key *= np.uint16(4)
        key += data["y_pred"] * np.uint8(2) + data["y_true"]
        return rolled(np.bincount(key, minlength=int(np.prod(SHAPE))).reshape(SHAPE))
    return {"bincount of the base cells, rolled up": (run, all_pairs)}


def numba_tool(workload, directory, rows):
    import numba
    numba.set_num_threads(2)
    data = load(directory, rows, NAMES + ["y_true", "y_pred"])

    @numba.njit(parallel=True)
    def count_one(group, y, p, size):
        parts = np.zeros((2, size), dtype=np.int64)
        half = (len(group) + 1) // 2
        for part in numba.prange(2):
            table = np.zeros(size, dtype=np.int64)
            for row in range(part * half, min((part + 1) * half, len(group))):
                table[group[row] * 4 + p[row] * 2 + y[row]] += 1
            parts[part] = table
        return parts.sum(axis=0)

    @numba.njit(parallel=True)
    def count_base(a, b, c, d, e, y, p, size):
        parts = np.zeros((2, size), dtype=np.int64)
        half = (len(a) + 1) // 2
        for part in numba.prange(2):
            table = np.zeros(size, dtype=np.int32)
            for row in range(part * half, min((part + 1) * half, len(a))):
                key = (((a[row] * 3 + b[row]) * 12 + c[row]) * 5 + d[row]) * 8 + e[row]
                table[key * 4 + p[row] * 2 + y[row]] += 1
            parts[part] = table
        return parts.sum(axis=0)

    if workload == "W1":
        def run():
            table = count_one(data["age_band"], data["y_true"], data["y_pred"], 24).reshape(6, 4)
            rates(table)
            return table
        return {"a loop on two threads, compiled before": (run, one)}
    columns = [data[name] for name in NAMES]
    def run():
        return rolled(count_base(*columns, data["y_true"], data["y_pred"], int(np.prod(SHAPE))).reshape(SHAPE))
    return {"a loop over base cells on two threads, rolled up": (run, all_pairs)}


def pandas_tool(workload, directory, rows):
    import pandas as pd
    frame = pd.DataFrame(load(directory, rows, NAMES + ["y_true", "y_pred"]), copy=False)
    if workload == "W7":
        frame["age_band"] = np.array([level(code) for code in range(6)], dtype=object)[frame["age_band"]]
        def run():
            counts = frame.groupby(["age_band", "y_pred", "y_true"], observed=True).size()
            table = counts.to_numpy().reshape(6, 4)
            rates(table)
            return table
        return {"groupby size on text": (run, one)}
    def grouped(names, shape):
        counts = frame.groupby(names + ["y_pred", "y_true"], observed=True, sort=False).size()
        keys = [counts.index.get_level_values(name) for name in names + ["y_pred", "y_true"]]
        return spread_out(keys, counts.to_numpy(), shape + (2, 2)).reshape(shape + (4,))
    if workload == "W1":
        def run():
            table = grouped(["age_band"], (6,))
            rates(table)
            return table
        return {"groupby size": (run, one)}
    return {"groupby of the base cells, rolled up": (lambda: rolled(grouped(NAMES, SHAPE[:-1])), all_pairs)}


def polars_tool(workload, directory, rows):
    import polars as pl
    frame = pl.DataFrame(load(directory, rows, NAMES + ["y_true", "y_pred"]))
    if workload == "W7":
        frame = frame.with_columns(pl.format("level 0{}", "age_band").alias("age_band"))
    def by_codes(names, shape, text=False):
        found = frame.lazy().group_by(names + ["y_pred", "y_true"]).len().collect()
        keys = [found[name] for name in names + ["y_pred", "y_true"]]
        if text:
            keys[0] = keys[0].str.slice(6).cast(pl.Int64)
        return spread_out([key.to_numpy() for key in keys], found["len"].to_numpy(), shape + (2, 2)).reshape(shape + (4,))
    def by_sums(names, shape, text=False):
        y, p = pl.col("y_true").cast(pl.UInt32), pl.col("y_pred").cast(pl.UInt32)
        sums = [pl.len().alias("n"), y.sum().alias("y"), p.sum().alias("p"), (y & p).sum().alias("tp")]
        found = frame.lazy().group_by(names).agg(sums).collect()
        n, y, p, tp = (found[name].to_numpy().astype(np.int64) for name in ("n", "y", "p", "tp"))
        table = np.zeros(shape + (4,), dtype=np.int64)
        keys = [found[name].str.slice(6).cast(pl.Int64) if text else found[name] for name in names]
        table[tuple(key.to_numpy() for key in keys)] = np.stack([n - y - p + tp, y - tp, p - tp, tp], axis=1)
        return table
    ways = {"group by attribute and code, count": by_codes, "group by attribute, sums": by_sums}
    if workload == "W2":
        return {f"{name}; rolled up": (lambda way=way: rolled(way(NAMES, SHAPE[:-1])), all_pairs) for name, way in ways.items()}
    def run(way):
        table = way(["age_band"], (6,), workload == "W7")
        rates(table)
        return table
    return {name: (lambda way=way: run(way), one) for name, way in ways.items()}


def duckdb_tool(workload, directory, rows):
    import duckdb
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    import pyarrow as pa
    columns = load(directory, rows, NAMES + ["y_true", "y_pred"])
    source = pa.table(columns)
    age = "'level 0' || age_band" if workload == "W7" else "age_band"
    connection.execute(f"CREATE TABLE t AS SELECT {age} AS age_band, * EXCLUDE (age_band) FROM source")
    del source, columns
    def key(values):
        return np.array([int(value[6:]) for value in values]) if workload == "W7" else values
    def by_codes(names, shape):
        by = ", ".join(names + ["y_pred", "y_true"])
        found = connection.execute(f"SELECT {by}, count(*) AS n FROM t GROUP BY {by}").fetchnumpy()
        keys = [key(found[names[0]])] + [found[name] for name in names[1:] + ["y_pred", "y_true"]]
        return spread_out(keys, found["n"], shape + (2, 2)).reshape(shape + (4,))
    def by_sums(names, shape):
        by = ", ".join(names)
        found = connection.execute(
            f"SELECT {by}, count(*) AS n, sum(y_true)::BIGINT AS y, sum(y_pred)::BIGINT AS p, "
            f"sum(y_true & y_pred)::BIGINT AS tp FROM t GROUP BY {by}").fetchnumpy()
        n, y, p, tp = (found[name].astype(np.int64) for name in ("n", "y", "p", "tp"))
        table = np.zeros(shape + (4,), dtype=np.int64)
        table[tuple([key(found[names[0]])] + [found[name] for name in names[1:]])] = np.stack(
            [n - y - p + tp, y - tp, p - tp, tp], axis=1)
        return table
    ways = {"GROUP BY attribute and code, count": by_codes, "GROUP BY attribute, sums": by_sums}
    if workload == "W2":
        return {f"{name}; rolled up": (lambda way=way: rolled(way(NAMES, SHAPE[:-1])), all_pairs) for name, way in ways.items()}
    def run(way):
        table = way(["age_band"], (6,))
        rates(table)
        return table
    return {name: (lambda way=way: run(way), one) for name, way in ways.items()}


def fairlearn_tool(workload, directory, rows):
    from fairlearn import metrics as fl
    from sklearn.metrics import accuracy_score, confusion_matrix, precision_score
    data = load(directory, rows, NAMES + ["y_true", "y_pred"])
    asked = {
        "n": fl.count, "selection_rate": fl.selection_rate, "tpr": fl.true_positive_rate, "fpr": fl.false_positive_rate,
        "tnr": fl.true_negative_rate, "fnr": fl.false_negative_rate, "accuracy": accuracy_score, "precision": precision_score,
    }
    y, p = data["y_true"], data["y_pred"]
    def frame(names, resamples=None):
        groups = {name: data[name] for name in names}
        boot = {"n_boot": resamples, "ci_quantiles": [0.025, 0.975], "random_state": 1} if resamples else {}
        found = fl.MetricFrame(metrics=asked, y_true=y, y_pred=p, sensitive_features=groups, **boot)
        parity = found.difference()["selection_rate"]
        return found, float(parity), float(max(found.difference()["tpr"], found.difference()["fpr"]))
    def read(result, names):
        found, parity, odds = result
        groups = {}
        for index, row in found.by_group.iterrows():
            codes = index if isinstance(index, tuple) else (index,)
            n = row["n"]
            # Whole counts from rates: selected = sr n; positives from tpr and fpr.
            selected = row["selection_rate"] * n
            tp = row["precision"] * selected
            positives = tp / row["tpr"]
            counts = [n - positives - (selected - tp), positives - tp, selected - tp, tp]
            groups["×".join(level(int(code)) for code in codes)] = [round(float(count)) for count in counts]
        return {"groups": groups, "demographic_parity_difference": parity, "equalized_odds_difference": odds}
    if workload == "W3":
        # One resample costs the same each time; two are timed, and run.py says what a thousand would be.
        return {"MetricFrame with n_boot=2": (lambda: frame(["age_band"], 2), lambda r: {"age_band": read(r, ["age_band"])})}
    if workload == "W1":
        return {"MetricFrame": (lambda: frame(["age_band"]), lambda r: {"age_band": read(r, ["age_band"])})}
    def run():
        return {pair: frame(list(pair)) for pair in PAIRS}
    return {"ten MetricFrames": (run, lambda r: {"×".join(pair): read(found, pair) for pair, found in r.items()})}


def aequitas_tool(workload, directory, rows):
    import pandas as pd
    from aequitas.group import Group
    data = load(directory, rows, NAMES + ["y_true", "y_pred"])
    text = {name: np.array([level(code) for code in range(12)], dtype=object)[data[name]] for name in NAMES}
    base = pd.DataFrame({"score": data["y_pred"].astype(int), "label_value": data["y_true"].astype(int)})
    if workload == "W1":
        base["age_band"] = text["age_band"]
        asked = ["age_band"]
    else:
        for first, second in PAIRS:
            base[f"{first}×{second}"] = pd.Series(text[first]) + "×" + pd.Series(text[second])
        asked = [f"{first}×{second}" for first, second in PAIRS]
    def run():
        table, _ = Group().get_crosstabs(base, attr_cols=asked)
        return table
    def read(table):
        found = {}
        for name, part in table.groupby("attribute_name"):
            part = part.sort_values("attribute_value")
            counts = part[["tn", "fn", "fp", "tp"]].to_numpy().astype(int)
            found[name] = numbers(counts, list(part["attribute_value"]))
        return found
    return {"Group.get_crosstabs": (run, read)}


def aif360_tool(workload, directory, rows):
    import pandas as pd
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import ClassificationMetric
    data = load(directory, rows, ["age_band", "y_true", "y_pred"])
    frame = pd.DataFrame({"age_band": data["age_band"].astype(float), "y": data["y_true"].astype(float)})
    truth = BinaryLabelDataset(df=frame, label_names=["y"], protected_attribute_names=["age_band"])
    predicted = truth.copy()
    predicted.labels = data["y_pred"].astype(float).reshape(-1, 1)
    def run():
        found = []
        for group in range(6):
            others = [{"age_band": other} for other in range(6) if other != group]
            metric = ClassificationMetric(truth, predicted, unprivileged_groups=[{"age_band": group}], privileged_groups=others)
            metric.performance_measures(privileged=False)
            metric.statistical_parity_difference()
            counts = metric.binary_confusion_matrix(privileged=False)
            found.append([counts["TN"], counts["FN"], counts["FP"], counts["TP"]])
        table = np.array(found).astype(int)
        rates(table)
        return table
    return {"ClassificationMetric, each band against the others": (run, one)}


def parquet_ways(tool, path):
    """W6p: the same from Parquet."""
    if tool == "duckdb":
        import duckdb
        connection = duckdb.connect()
        connection.execute("SET threads = 2")
        query = f"SELECT age_band, region, y_pred, y_true, count(*) AS n FROM read_parquet('{path}') GROUP BY ALL"
        return {"read_parquet, GROUP BY both": lambda: connection.execute(query).fetchall()}
    import polars as pl
    query = lambda: pl.scan_parquet(path).group_by(["age_band", "region", "y_pred", "y_true"]).len()
    return {"scan_parquet, streaming engine": lambda: query().collect(engine="streaming").rows(),
            "scan_parquet": lambda: query().collect().rows()}


def csv_ways(tool, path):
    """W6: two attributes from a CSV file to all rates, each attribute alone."""
    columns = ["age_band", "region", "y_true", "y_pred"]
    def table_of(groups, counts):
        return {"groups": groups, "counts": counts}
    if tool == "duckdb":
        import duckdb
        connection = duckdb.connect()
        connection.execute("SET threads = 2")
        def run():
            query = f"SELECT age_band, region, y_pred, y_true, count(*) AS n FROM read_csv('{path}') GROUP BY ALL"
            return connection.execute(query).fetchall()
        return {"read_csv, GROUP BY both": run}
    if tool == "polars":
        import polars as pl
        def run():
            found = pl.scan_csv(path).group_by(["age_band", "region", "y_pred", "y_true"]).len()
            return found.collect(engine="streaming").rows()
        def lazily():
            return pl.scan_csv(path).group_by(["age_band", "region", "y_pred", "y_true"]).len().collect().rows()
        return {"scan_csv, streaming engine": run, "scan_csv": lazily}
    import pandas as pd
    def run():
        frame = pd.read_csv(path, usecols=columns, engine="pyarrow")
        counts = frame.groupby(["age_band", "region", "y_pred", "y_true"]).size()
        return [(*key, int(count)) for key, count in counts.items()]
    return {"read_csv with pyarrow": run}


def csv_numbers(rows):
    table = np.zeros((6, 4), dtype=np.int64)
    for age, _, p, y, count in rows:
        table[int(str(age)[6:]), int(p) * 2 + int(y)] += count
    rates(table)
    return one(table)


BINS = 15


def score_numbers(result):
    """AUC and expected calibration error by age band, from (group, auc), and (group, bin, rows, positives, scores)."""
    aucs, cells = result
    found = {level(int(group)): {"auc": float(auc)} for group, auc in aucs}
    rows, gaps = dict.fromkeys(found, 0.0), dict.fromkeys(found, 0.0)
    for group, _, count, positives, scores in cells:
        name = level(int(group))
        rows[name] += float(count)
        gaps[name] += abs(float(positives) - float(scores))
    for name, group in found.items():
        group["calibration_error"] = gaps[name] / rows[name]
    return found


def score_ways(tool, directory, rows):
    """W4: AUC, ties half, and the calibration table on 15 bins of equal width, by age band."""
    group, label = (np.fromfile(f"{directory}/{name}.u8", dtype=np.uint8, count=rows) for name in ("age_band", "y_true"))
    score = np.fromfile(f"{directory}/score.f64", count=rows)
    # Mann and Whitney: ranks are means of ties; the sum of those of positives, less what it is at least.
    area = lambda ranks, positives, count: (ranks - positives * (positives + 1) / 2) / (positives * (count - positives))
    if tool == "polars":
        import polars as pl
        frame = pl.DataFrame({"g": group, "y": label, "s": score})
        by_bin = lambda: frame.lazy().group_by("g", (pl.col("s") * BINS).floor().clip(0, BINS - 1).alias("b")).agg(
            pl.len(), pl.col("y").cast(pl.Int64).sum().alias("p"), pl.col("s").sum().alias("t")).collect().rows()
        def ranks():
            y = pl.col("y").cast(pl.Int64)
            found = frame.lazy().group_by("g").agg(
                pl.col("s").rank("average").filter(y == 1).sum().alias("r"), y.sum().alias("p"), pl.len().alias("n")).collect()
            return [(g, area(r, p, n)) for g, r, p, n in found.rows()], by_bin()
        def sorting():
            sums = frame.lazy().group_by("g", "s").agg(pl.col("y").cast(pl.Int64).sum().alias("p"), pl.len().cast(pl.Int64).alias("n"))
            sums = sums.sort("g", "s").with_columns((pl.col("n") - pl.col("p")).alias("m")).with_columns(
                (pl.col("m").cum_sum().over("g") - pl.col("m")).alias("below"))
            found = sums.group_by("g").agg(
                (pl.col("p").cast(pl.Float64) * (pl.col("below") + 0.5 * pl.col("m"))).sum().alias("w"), pl.col("p").sum(), pl.col("m").sum()).collect()
            return [(g, w / (p * m)) for g, w, p, m in found.rows()], by_bin()
        return {"rank within groups": ranks, "group by score, cumulative sum": sorting}
    if tool == "duckdb":
        import duckdb
        import pyarrow as pa
        connection = duckdb.connect()
        connection.execute("SET threads = 2")
        source = pa.table({"g": group, "y": label, "s": score})
        connection.execute("CREATE TABLE t AS SELECT * FROM source")
        by_bin = lambda: connection.execute(
            f"SELECT g, least(floor(s * {BINS}), {BINS - 1}) AS b, count(*), sum(y)::BIGINT, sum(s) FROM t GROUP BY g, b").fetchall()
        def windowed():
            found = connection.execute(
                "WITH r AS (SELECT g, y, rank() OVER w + (count(*) OVER (PARTITION BY g, s) - 1) / 2 AS r FROM t "
                "WINDOW w AS (PARTITION BY g ORDER BY s)) "
                "SELECT g, sum(r) FILTER (y = 1), sum(y)::BIGINT, count(*) FROM r GROUP BY g").fetchall()
            return [(g, area(r, p, n)) for g, r, p, n in found], by_bin()
        def grouped():
            found = connection.execute(
                "WITH c AS (SELECT g, s, sum(y)::BIGINT AS p, count(*) - sum(y)::BIGINT AS m FROM t GROUP BY g, s), "
                "d AS (SELECT g, p, m, sum(m) OVER (PARTITION BY g ORDER BY s ROWS UNBOUNDED PRECEDING) - m AS below FROM c) "
                "SELECT g, sum(p::DOUBLE * (below + m / 2)) / (sum(p)::DOUBLE * sum(m)) FROM d GROUP BY g").fetchall()
            return found, by_bin()
        return {"rank() window": windowed, "GROUP BY score, running sum": grouped}
    if tool == "numpy":
        def run():
            aucs, cells = [], []
            for code in range(6):
                own = group == code
                s, y = score[own], label[own]
                order = np.argsort(s)
                s, y = s[order], y[order]
                last = np.flatnonzero(np.append(s[1:] != s[:-1], True))
                positives, below = np.cumsum(y, dtype=np.int64)[last], (last + 1) - np.cumsum(y, dtype=np.int64)[last]
                p, m = np.diff(positives, prepend=0), np.diff(below, prepend=0)
                aucs.append((code, (p * (below - 0.5 * m)).sum() / (float(positives[-1]) * float(below[-1]))))
                b = np.minimum((s * BINS).astype(np.int64), BINS - 1)
                counts = [np.bincount(b, weights=weights, minlength=BINS) for weights in (None, y, s)]
                cells += [(code, at, *row) for at, row in enumerate(zip(*counts))]
            return aucs, cells
        return {"argsort of each group": run}
    from fairlearn.metrics import MetricFrame
    from sklearn.metrics import roc_auc_score
    def run():
        found = MetricFrame(metrics=roc_auc_score, y_true=label, y_pred=score, sensitive_features=group)
        b = np.minimum((score * BINS).astype(np.int64), BINS - 1)
        key = group.astype(np.int64) * BINS + b
        counts = [np.bincount(key, weights=weights, minlength=6 * BINS) for weights in (None, label, score)]
        return list(found.by_group.items()), [(at // BINS, at % BINS, *row) for at, row in enumerate(zip(*counts))]
    return {"MetricFrame of roc_auc_score; bins by numpy": run}


def main():
    tool, workload, directory, rows, repetitions = sys.argv[1:]
    rows, repetitions = int(rows), int(repetitions)
    if workload == "W4":
        ways = {name: (run, score_numbers) for name, run in score_ways(tool, directory, rows).items()}
    elif workload == "W6":
        ways = {name: (run, csv_numbers) for name, run in csv_ways(tool, f"{directory}/campaign-{rows}.csv").items()}
    elif workload == "W6p":
        ways = {name: (run, csv_numbers) for name, run in parquet_ways(tool, f"{directory}/campaign-{rows}.parquet").items()}
    else:
        ways = globals()[f"{tool}_tool"](workload, directory, rows)
    times, found = {}, {}
    for name, (run, read) in ways.items():
        result = run() if repetitions > 2 else None
        times[name] = []
        for _ in range(repetitions):
            start = time.perf_counter()
            result = run()
            times[name].append((time.perf_counter() - start) * 1e3)
        found[name] = read(result)
    print(json.dumps({"times": times, "numbers": found}))


if __name__ == "__main__":
    main()
