"""Runs other tools and this crate on the same files on this machine, checks their numbers, and writes the tables.

    python3 -m venv VENV && VENV/bin/pip install -r benches/peers/requirements.txt
    VENV/bin/python benches/peers/run.py --data DIRECTORY --ours WORKLOADS_BINARY --program EVENHAND_BINARY \
        --write docs/PERFORMANCE.md

A tool's time counts only if its counts of every group and both differences equal ours. Each tool runs in a process of
its own, whose peak resident set is what the operating system says of it.
"""

import argparse
import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import time
from importlib.metadata import distributions
from pathlib import Path

HERE = Path(__file__).resolve().parent
LEVELS = {"age_band": 6, "gender": 3, "region": 12, "channel": 5, "income_band": 8}
MILLION = 1_000_000
# tool, workload, rows, repetitions
PEERS = [
    ("numpy", "W1", 10, 7), ("numba", "W1", 10, 15), ("polars", "W1", 10, 9), ("duckdb", "W1", 10, 9),
    ("pandas", "W1", 10, 5), ("aif360", "W1", 1, 3), ("aequitas", "W1", 1, 3), ("fairlearn", "W1", 1, 2),
    ("numpy", "W2", 10, 5), ("numba", "W2", 10, 9), ("polars", "W2", 10, 5), ("duckdb", "W2", 10, 5),
    ("pandas", "W2", 10, 3), ("aequitas", "W2", 1, 1), ("fairlearn", "W2", 1, 1),
    ("fairlearn", "W3", 1, 1),
    ("numpy", "W4", 10, 3), ("polars", "W4", 10, 5), ("duckdb", "W4", 10, 5), ("fairlearn", "W4", 1, 1),
    ("polars", "W7", 10, 7), ("duckdb", "W7", 10, 7), ("pandas", "W7", 10, 5),
    ("duckdb", "W6", 10, 5), ("polars", "W6", 10, 5), ("pandas", "W6", 10, 3),
    ("duckdb", "W6p", 10, 9), ("polars", "W6p", 10, 9),
]
NOT_RUN = [
    ("AIF360, W2", "its metrics compare one privileged with one unprivileged group; 439 such pairs were not asked of it"),
]


def make_data(directory, rows):
    """A synthetic campaign, seeded; one file of bytes for each coded column, and a CSV and a Parquet file of all with text
    levels."""
    import polars as pl
    directory.mkdir(parents=True, exist_ok=True)
    done, packed = directory / f"campaign-{rows}.csv", directory / f"campaign-{rows}.parquet"
    if not (done.exists() and (directory / "score.f64").exists()):
        make_columns(directory, rows)
    if not packed.exists():
        pl.read_csv(done).write_parquet(packed)


def make_columns(directory, rows):
    """Coded columns, and CSV files of them."""
    import numpy as np
    import polars as pl
    random = np.random.default_rng(20261122)
    columns = {name: random.integers(0, levels, rows, dtype=np.uint8) for name, levels in LEVELS.items()}
    chance = 0.10 + 0.02 * columns["age_band"] + 0.005 * columns["region"]
    columns["y_true"] = (random.random(rows) < chance).astype(np.uint8)
    score = np.clip(0.3 * columns["y_true"] + 0.7 * random.random(rows) - 0.01 * columns["age_band"], 0, 1)
    columns["y_pred"] = (score > 0.5).astype(np.uint8)
    for name, codes in columns.items():
        codes.tofile(directory / f"{name}.u8")
    score.astype("<f8").tofile(directory / "score.f64")
    frame = pl.DataFrame(columns).with_columns(
        *(pl.format("level {}", pl.col(name).cast(pl.String).str.zfill(2)).alias(name) for name in LEVELS),
        score=pl.Series(score), weight=pl.Series(1 + random.random(rows)),
    )
    for part in (1000, MILLION, rows):
        frame.head(part).write_csv(directory / f"campaign-{part}.csv", float_precision=5)


def repeat(directory, times):
    """The same columns so many times over."""
    larger = directory / f"times-{times}"
    larger.mkdir(exist_ok=True)
    for column in directory.glob("*.u8"):
        target = larger / column.name
        if not target.exists():
            target.write_bytes(column.read_bytes() * times)
    return larger


def by_rows(arguments, environment):
    """Time against rows: the folds of one and of five attributes, and all that comes after the latter."""
    names = ("W1", "W2", "after fold 5")
    lines = ["| rows | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for power in range(4, 9):
        directory = arguments.data if power < 8 else repeat(arguments.data, 10)
        command = [arguments.ours, str(directory), str(10 ** power), "21", *names]
        times = json.loads(run(command, env=environment)[0])["milliseconds"]
        lines.append(f"| 10^{power} | " + " | ".join(text(statistics.median(times[name])) for name in names) + " |")
    return "\n".join(lines)


def run(command, **where):
    """Standard output, seconds, and the peak resident set in MiB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **where)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return output, time.perf_counter() - start, usage.ru_maxrss / 1024, process.returncode


def same_scores(ours, theirs):
    """The first group whose AUC or calibration error is another, or nothing."""
    for group, expected in ours.items():
        for what in ("auc", "calibration_error"):
            if abs(theirs[group][what] - expected[what]) > 1e-9:
                return f"{what} of {group}: {theirs[group][what]} instead of {expected[what]}"
    return ""


def same(ours, theirs):
    """The first difference in words, or nothing."""
    for table, expected in ours.items():
        found = theirs.get(table)
        if found is None:
            return f"{table} is missing"
        if found["groups"] != expected["groups"]:
            wrong = [name for name in expected["groups"] if found["groups"].get(name) != expected["groups"][name]]
            return f"{table}: counts of {wrong[:3]} differ"
        for what in ("demographic_parity_difference", "equalized_odds_difference"):
            if abs(found[what] - expected[what]) > 1e-9:
                return f"{table}: {what} {found[what]} instead of {expected[what]}"
    return ""


def text(milliseconds):
    if milliseconds >= 10_000:
        return f"{milliseconds / 1000:.0f} s"
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.2f} s"
    return f"{milliseconds:.1f} ms" if milliseconds >= 10 else f"{milliseconds:.2f} ms"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--program", required=True)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--only", nargs="*", help="tools or workloads")
    parser.add_argument("--rows", action="store_true", help="only time against rows, from 10^4 to 10^8")
    parser.add_argument("--results", type=Path, help="where results are kept between runs")
    arguments = parser.parse_args()
    # In a process of its own: the peak of a parent is counted among those of its children.
    maker = multiprocessing.get_context("spawn").Process(target=make_data, args=(arguments.data, 10 * MILLION))
    maker.start()
    maker.join()
    kept = json.loads(arguments.results.read_text()) if arguments.results and arguments.results.exists() else {}
    environment = dict(os.environ, RAYON_NUM_THREADS="2", POLARS_MAX_THREADS="2")
    if arguments.rows:
        print(by_rows(arguments, environment))
        return
    wanted = lambda *names: not arguments.only or any(name in arguments.only for name in names)

    if wanted("ours") or "ours" not in kept:
        ours = {}
        for rows in (10, 1):
            output, _, memory, _ = run(
                [arguments.ours, str(arguments.data), str(rows * MILLION), "21"], env=environment)
            ours[str(rows)] = json.loads(output) | {"memory": memory}
        for workload in (["read 2 columns", "fold 1", "W1"], ["read 6 columns", "fold 5", "W2"], ["W3"], ["W4"], ["W4 binned"]):
            output, _, memory, _ = run([arguments.ours, str(arguments.data), str(10 * MILLION), "101", *workload], env=environment)
            ours["10"]["alone"] = ours["10"].get("alone", {}) | json.loads(output)["milliseconds"]
            ours["10"]["memory " + workload[-1]] = memory
        program = {}
        for name, rows, kind, times in (("W6", 10 * MILLION, "csv", 5), ("W6p", 10 * MILLION, "parquet", 9),
                                        ("cold start", 1000, "csv", 21)):
            command = [arguments.program, "audit", str(arguments.data / f"campaign-{rows}.{kind}"), "--decision", "y_pred",
                       "--outcome", "y_true", "--segments", "age_band,region", "--quiet"]
            runs = [run(command, env=environment) for _ in range(times + 1)][1:]
            if any(code not in (0, 1) for *_, code in runs):
                sys.exit(f"{name}: the program did not audit its file")
            program[name] = {"times": [seconds * 1e3 for _, seconds, _, _ in runs],
                             "memory": max(memory for _, _, memory, _ in runs), "exit": runs[0][3]}
        kept["ours"] = {"library": ours, "program": program}
    library, program = kept["ours"]["library"], kept["ours"]["program"]

    for tool, workload, rows, repetitions in PEERS:
        if not wanted(tool, workload):
            continue
        command = [sys.executable, str(HERE / "tools.py"), tool, workload, str(arguments.data), str(rows * MILLION),
                   str(repetitions)]
        output, _, memory, code = run(command, env=environment, stderr=subprocess.DEVNULL)
        if code:
            kept[f"{tool} {workload}"] = {"failed": code}
            continue
        result = json.loads(output)
        reference = library[str(rows)]
        expected = reference["W2"] if workload == "W2" else {"age_band": reference["W1"]}
        ways = {}
        for name, times in result["times"].items():
            found = result["numbers"][name]
            wrong = same_scores(reference["W4"], found) if workload == "W4" else same(expected, found)
            ways[name] = {"times": times, "wrong": wrong}
        kept[f"{tool} {workload}"] = {"rows": rows, "ways": ways, "memory": memory}
        print(tool, workload, {name: (text(statistics.median(way["times"])), way["wrong"]) for name, way in ways.items()},
              f"{memory:.0f} MiB", flush=True)
    if arguments.results:
        arguments.results.write_text(json.dumps(kept))
    page = tables(kept, library, program)
    if arguments.write:
        whole = arguments.write.read_text()
        before, rest = whole.split("<!-- peers -->\n")
        _, after = rest.split("<!-- end of peers -->")
        arguments.write.write_text(before + "<!-- peers -->\n" + page + "<!-- end of peers -->" + after)
    else:
        print(page)


def memory_of(result):
    return f"{result['memory']:.0f} MiB" if result["memory"] else "not recorded"


def tables(kept, library, program):
    lines = ["| workload | tool and what it was asked | rows | median | repetitions | ours at as many rows | ratio | peak memory |",
             "|---|---|---|---|---|---|---|---|"]
    for workload in ("W1", "W2", "W3", "W4", "W4 binned", "W6", "W6p", "W7"):
        for rows in (10, 1):
            if workload in program and rows == 10:
                times, memory = program[workload]["times"], program[workload]["memory"]
                what = "evenhand audit, two attributes, intervals, verdicts and report"
            elif workload not in program:
                times, memory = library[str(rows)]["milliseconds"][workload], library[str(rows)].get(f"memory {workload}", library[str(rows)]["memory"])
                what = "**evenhand**"
            else:
                continue
            note = f"{memory:.0f} MiB"
            lines.append(f"| {workload} | {what} | {rows} M | {text(statistics.median(times))} | {len(times)} | | | {note} |")
        for key, result in kept.items():
            if key == "ours" or not key.endswith(" " + workload):
                continue
            tool = key.split()[0]
            if "failed" in result:
                lines.append(f"| {workload} | {tool} | | failed with exit code {result['failed']} | | | | |")
                continue
            ours = program[workload]["times"] if workload in program else library[str(result["rows"])]["milliseconds"][workload]
            for name, way in result["ways"].items():
                median = statistics.median(way["times"])
                shown = text(median)
                if workload == "W3":
                    median *= 1001 / 3  # two resamples and the estimate itself were made
                    shown = f"{shown}; a thousand would take {text(median)}"
                ratio = f"{median / statistics.median(ours):,.1f}" if not way["wrong"] else f"does not count: {way['wrong']}"
                lines.append(
                    f"| {workload} | {tool}: {name} | {result['rows']} M | {shown} | {len(way['times'])} | "
                    f"{text(statistics.median(ours))} | {ratio} | {memory_of(result)} |")
    lines += ["", f"Cold start of the program on 1,000 rows: {text(statistics.median(program['cold start']['times']))}, "
              f"{program['cold start']['memory']:.0f} MiB ({len(program['cold start']['times'])} runs).", ""]
    for title, ours in (("in turns with all other workloads, so that every one starts from memory", library["10"]["milliseconds"]),
                        ("in turns of reading, fold and workload, so that the columns stay in the last-level cache", library["10"]["alone"])):
        quartile = {name: statistics.quantiles(times, n=4) for name, times in ours.items()}
        least = {name: min(times) for name, times in ours.items()}
        lines += [f"10 million rows, {title}:", "", "| | least | lower quartile | median | upper quartile |", "|---|---|---|---|---|"]
        lines += [f"| {name} | {text(least[name])} | " + " | ".join(text(value) for value in quartile[name]) + " |" for name in
                  ("read 2 columns", "fold 1", "W1", "read 6 columns", "fold 5", "W2", "W3", "W4", "W4 binned", "W7") if name in ours]
        for what, above, below in (("fold of one attribute / reading", "fold 1", "read 2 columns"),
                                   ("W1 / reading", "W1", "read 2 columns"),
                                   ("fold of five attributes / reading", "fold 5", "read 6 columns"), ("W2 / W1", "W2", "W1")):
            ratios = [quartile[above][at] / quartile[below][at] for at in range(3)]
            lines.append(f"| {what} | {least[above] / least[below]:.2f} | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")
        lines.append("")
    lines += [f"- {what}: {why}." for what, why in NOT_RUN]
    tools = ("fairlearn", "aequitas", "aif360", "pandas", "polars", "duckdb", "numpy", "numba", "pyarrow", "scikit-learn")
    present = {tool.metadata["Name"].lower(): tool.version for tool in distributions()}
    versions = ", ".join(f"{tool} {present[tool]}" for tool in tools if tool in present)
    lines += ["", f"Python {platform.python_version()}; {versions}.", ""]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
