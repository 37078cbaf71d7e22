//! Through the program: standard input, packed files and other formats give the same report, and a killed run leaves
//! nothing behind.
#![allow(clippy::unwrap_used, clippy::items_after_statements, reason = "a test")]
#![cfg(feature = "cli")]

mod cli;

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::Duration;

use cli::{Folder, fair};

const FLAGS: &str = "--decision targeted --outcome bought --segments channel,gender";

/// The report as JSON without the name and the digest of the input.
fn without_input(report: &str) -> String {
    let mut report: serde_json::Value = serde_json::from_str(report).unwrap();
    fn forget(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(fields) => {
                fields.retain(|key, _| !key.contains("digest") && !key.contains("input") && !key.contains("sha"));
                fields.values_mut().for_each(forget);
            }
            serde_json::Value::Array(values) => values.iter_mut().for_each(forget),
            serde_json::Value::String(text) => {
                let names = text.contains("SHA") || text.contains(".csv") || text.contains("standard input");
                if names || text.contains(".jsonl") || (text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()))
                {
                    text.clear();
                }
            }
            _ => {}
        }
    }
    forget(&mut report);
    report.to_string()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

fn json_lines(csv: &str) -> String {
    let mut lines = csv.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    lines.fold(String::new(), |mut text, cells| {
        let fields: Vec<String> = header.iter().zip(cells).map(|(key, cell)| format!("{key:?}:{cell:?}")).collect();
        writeln!(text, "{{{}}}", fields.join(",")).unwrap();
        text
    })
}

#[test]
fn every_way_in_gives_the_same_report() {
    let csv = fair();
    let folder = Folder::with("c.csv", &csv);
    let (status, expected, err) = folder.run(&format!("audit c.csv {FLAGS} --json - -q"));
    assert_eq!((status, err.as_str()), (0, ""));
    let expected = without_input(&expected);
    folder.add("packed.csv.gz", gzip(&csv));
    folder.add("packed.csv.zst", {
        ruzstd::encoding::compress_to_vec(csv.as_bytes(), ruzstd::encoding::CompressionLevel::Fastest)
    });
    folder.add("c.jsonl", json_lines(&csv));
    folder.add("packed.jsonl.gz", gzip(&json_lines(&csv)));
    folder.add("other.csv", csv.replace(',', "~"));
    for arguments in ["packed.csv.gz", "packed.csv.zst", "c.jsonl", "packed.jsonl.gz", "other.csv --delimiter ~"] {
        let (status, out, err) = folder.run(&format!("audit {arguments} {FLAGS} --json - -q"));
        assert_eq!((status, err.as_str()), (0, ""), "{arguments}");
        assert_eq!(without_input(&out), expected, "{arguments}");
    }
    for input in [csv.clone().into_bytes(), gzip(&csv), json_lines(&csv).into_bytes()] {
        let output = folder.evenhand(&format!("audit - {FLAGS} --json - -q")).write_stdin(input).output().unwrap();
        assert!(output.status.success());
        assert_eq!(without_input(&String::from_utf8(output.stdout).unwrap()), expected);
    }
}

#[test]
fn what_depends_on_all_rows_still_works() {
    let folder = Folder::with("c.csv", fair());
    for flags in ["--bands score=quantiles:4 --segments score", "--score score --segments channel --preset nyc-ll144"] {
        let (status, out, err) = folder.run(&format!("audit c.csv --decision targeted {flags} --markdown - -q"));
        assert!(status < 2, "{err}");
        assert!(out.contains("DRAFT"), "{out}");
    }
}

#[test]
fn a_killed_run_leaves_nothing_behind() {
    let folder = Folder::with("c.csv", "");
    for beginning in [fair().into_bytes(), gzip(&fair()), json_lines(&fair()).into_bytes()] {
        let mut child = Command::new(folder.evenhand("").get_program())
            .current_dir(folder.path(""))
            .args(format!("audit - {FLAGS} --html r.html --json r.json").split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input.write_all(&beginning).unwrap();
        input.flush().unwrap();
        std::thread::sleep(Duration::from_millis(200));
        assert!(child.try_wait().unwrap().is_none(), "it waits for more");
        child.kill().unwrap();
        child.wait().unwrap();
        drop(input);
        assert_eq!(folder.files(), ["c.csv"]);
    }
}

#[test]
fn a_run_that_is_killed_while_it_writes_leaves_the_old_file() {
    let mut text = String::from("level,targeted\n");
    for row in 0..20_000_u32 {
        writeln!(text, "l{row},{}", row % 2).unwrap();
    }
    let folder = Folder::with("c.csv", text);
    let mut caught = 0;
    for _ in 0..3 {
        folder.add("r.json", "the old one");
        let mut child = Command::new(folder.evenhand("").get_program())
            .current_dir(folder.path(""))
            .args(
                "audit c.csv --decision targeted --segments level --max-levels 30000 --json r.json -q"
                    .split_whitespace(),
            )
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Killed as soon as a part of the report stands beside its place.
        let begun = || {
            folder.files().iter().any(|name| {
                let size = std::fs::metadata(folder.path(name)).map_or(0, |file| file.len());
                name.starts_with(".r.json.evenhand-") && size > 0
            })
        };
        while child.try_wait().unwrap().is_none() && !begun() {
            std::thread::sleep(Duration::from_micros(200));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let found = folder.read("r.json");
        let is_old = found == "the old one";
        caught += u32::from(
            is_old
                && folder
                    .files()
                    .iter()
                    .any(|name| std::path::Path::new(name).extension().is_some_and(|end| end == "tmp")),
        );
        assert!(is_old || serde_json::from_str::<serde_json::Value>(&found).is_ok(), "half a report");
    }
    assert!(caught > 0, "no run was caught while it wrote");
}

/// What the program writes to a terminal on standard error; `None` where there is no `script` to make one.
fn at_a_terminal(folder: &Folder, flags: &str) -> Option<String> {
    let program = folder.evenhand("").get_program().to_string_lossy().into_owned();
    let line = format!("{program} audit long.csv --decision targeted --segments channel --json r.json {flags}");
    let run = Command::new("script")
        .current_dir(folder.path(""))
        .args(["--quiet", "--return", "--command", &line, "/dev/null"])
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .output();
    run.ok().map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn a_long_file_shows_its_progress_to_a_terminal_and_to_nothing_else() {
    let mut text = String::from("channel,targeted,note\n");
    let note = "n".repeat(80);
    for row in 0..400_000_u32 {
        writeln!(text, "{},{},{note}", if row % 3 == 0 { "web" } else { "phone" }, row % 2).unwrap();
    }
    let folder = Folder::with("long.csv", text);
    if let Some(seen) = at_a_terminal(&folder, "") {
        assert!(seen.contains("reading ") && seen.contains("rows") && seen.contains("/s"), "{seen}");
        assert!(seen.contains(" left"), "{seen}");
        let quiet = at_a_terminal(&folder, "--quiet").unwrap();
        assert!(!quiet.contains("reading "), "{quiet}");
    }
    let (_, _, err) = folder.run("audit long.csv --decision targeted --segments channel --json r.json");
    assert!(!err.contains("reading "), "{err}");
}

#[test]
#[cfg(not(feature = "parquet"))]
fn a_program_without_parquet_says_so() {
    let folder = Folder::with("c.parquet", b"PAR1....");
    let (status, _, err) = folder.run(&format!("audit c.parquet {FLAGS}"));
    assert_eq!(status, 2);
    assert!(err.contains("a Parquet file") && err.contains("formats"), "{err}");
}

#[test]
#[cfg(feature = "parquet")]
fn parquet_and_arrow_through_the_program() {
    let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let at = |kind: &str| data.join(format!("bank_marketing_predictions.{kind}")).display().to_string();
    if !data.exists() {
        return;
    }
    let folder = Folder::with("x", "");
    let flags = "--decision targeted --outcome y_true --segments job,marital --json - -q";
    let (_, expected, _) = folder.run(&format!("audit {} {flags}", at("csv")));
    let neutral = |text: &str| without_input(&text.replace(".parquet", ".csv").replace(".arrow", ".csv"));
    for kind in ["arrow", "parquet"] {
        let (status, out, err) = folder.run(&format!("audit {} {flags}", at(kind)));
        assert!(status < 2, "{err}");
        assert_eq!(neutral(&out), neutral(&expected), "{kind}");
        let input = std::fs::read(at(kind)).unwrap();
        let output = folder.evenhand(&format!("audit - {flags}")).write_stdin(input.clone()).output().unwrap();
        assert_eq!(neutral(&String::from_utf8(output.stdout).unwrap()), neutral(&expected), "{kind} by pipe");
        let cut = folder.evenhand(&format!("audit - {flags}")).write_stdin(&input[..input.len() / 2]).output().unwrap();
        assert_eq!(cut.status.code(), Some(2));
        assert!(String::from_utf8(cut.stderr).unwrap().contains("damaged or was cut off"));
    }
}
