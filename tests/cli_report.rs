//! The commands that take a report in JSON: sign, verify, render, diff, schema; and the forms for pipelines.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]
#![cfg(feature = "cli")]

mod cli;

use cli::{Folder, fair, unfair};
use evenhand::report::Report;

const COLUMNS: &str = "--decision targeted --outcome bought --segments channel,gender";

/// A folder with a report on the unfair campaign, and a pair of keys.
fn audited() -> Folder {
    let folder = Folder::with("unfair.csv", unfair());
    let (status, _, err) = folder.run(&format!("audit unfair.csv {COLUMNS} --json report.json"));
    assert_eq!(status, 1, "{err}");
    let (status, _, err) = folder.run("keygen ada --owner Ada");
    assert_eq!(status, 0, "{err}");
    folder
}

const SIGN: &str = "sign report.json --name Ada --role risk --date 2026-11-22 --key ada.key.pem";

#[test]
fn a_report_is_signed_verified_and_rendered() {
    let folder = audited();
    let (status, out, _) = folder.run("verify report.json --trusted ada.pub.pem");
    assert!(status == 1 && out.contains("DRAFT: nobody signed it"), "{out}");

    let (status, _, err) = folder.run(&format!("{SIGN} --decision approve --note checked -o signed.json"));
    assert_eq!(status, 0, "{err}");
    let (status, out, _) = folder.run("verify signed.json --trusted ada.pub.pem --approved");
    assert_eq!(status, 0, "{out}");
    for said in ["good: approved by Ada (risk), 2026-11-22", "with the key of Ada", "checked"] {
        assert!(out.contains(said), "{out}");
    }
    let (status, out, _) = folder.run("verify signed.json");
    assert!(status == 1 && out.contains("not trusted"), "{out}");

    let (status, _, err) = folder.run("render signed.json --html signed.html --markdown signed.md");
    assert_eq!(status, 0, "{err}");
    assert!(folder.read("signed.md").contains("Approved by Ada, 2026-11-22"));
    assert!(!folder.read("signed.html").contains("DRAFT"));

    // In place, a second reviewer who rejects.
    assert_eq!(folder.run("keygen ben").0, 0);
    let (status, _, err) =
        folder.run("sign signed.json --name Ben --role audit --date 2026-11-23 --decision reject --key ben.key.pem");
    assert_eq!(status, 0, "{err}");
    let both = "verify signed.json --trusted ada.pub.pem --trusted ben.pub.pem";
    assert_eq!(folder.run(both).0, 0);
    let (status, out, _) = folder.run(&format!("{both} --approved"));
    assert!(status == 1 && out.contains("rejected by Ben") && out.contains("Not approved"), "{out}");

    // A changed byte is noticed, and such a report is neither rendered nor signed.
    folder.add("changed.json", folder.read("signed.json").replacen("\"seed\": 0", "\"seed\": 1", 1));
    let (status, _, err) = folder.run("verify changed.json --trusted ada.pub.pem");
    assert!(status == 1 && err.contains("changed after"), "{err}");
    assert_eq!(folder.run("render changed.json --markdown -").0, 2);
    assert_eq!(folder.run(&SIGN.replace("report.json", "changed.json --decision approve")).0, 2);
    assert_eq!(folder.run("verify unfair.csv").0, 2);
}

#[test]
fn keys_are_kept_to_their_owner() {
    let folder = audited();
    let (status, _, err) = folder.run("keygen ada");
    assert!(status == 2 && err.contains("is there already"), "{err}");
    assert!(folder.read("ada.key.pem").starts_with("-----BEGIN PRIVATE KEY-----"));
    assert!(folder.read("ada.pub.pem").starts_with("# Ada\n-----BEGIN PUBLIC KEY-----"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(folder.path("ada.key.pem")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let (status, _, err) =
        folder.run(&SIGN.replace("ada.key", "ada.pub").replace("sign report", "sign --decision reject report"));
    assert!(status == 2 && err.contains("is not a private Ed25519 key"), "{err}");
    let (status, _, err) =
        folder.run(&SIGN.replace("2026-11-22", "2026-02-30").replace("report.json", "report.json --decision reject"));
    assert!(status == 2 && err.contains("is not a day"), "{err}");
}

#[test]
fn two_reports_are_compared() {
    let folder = audited();
    folder.add("fair.csv", fair());
    let args = format!("audit fair.csv {COLUMNS} --supersedes report.json --json later.json --markdown later.md");
    let (status, _, err) = folder.run(&args);
    assert_eq!(status, 0, "{err}");
    let later = Report::from_json(&folder.read("later.json")).unwrap();
    let earlier = Report::from_json(&folder.read("report.json")).unwrap();
    assert_eq!(later.provenance.supersedes.unwrap().sha256, earlier.digest().unwrap());
    assert!(folder.read("later.md").contains("Since the last report"));

    let (status, out, _) = folder.run("diff report.json later.json");
    assert_eq!(status, 0, "{out}");
    assert!(out.contains("channel=phone: 0.50 (outside") && out.contains("Findings that evidence closed"), "{out}");
    let (status, out, _) = folder.run("diff later.json report.json --markdown - --json difference.json");
    assert_eq!(status, 1, "the other way round it became worse: {out}");
    assert!(out.contains("## Worse") && out.contains("## New findings"), "{out}");
    let json: serde_json::Value = serde_json::from_str(&folder.read("difference.json")).unwrap();
    assert_eq!(json["passed"], serde_json::json!([true, false]));
    let (status, out, _) = folder.run("diff report.json report.json");
    assert!(status == 0 && out.contains("same input"), "{out}");
    assert_eq!(folder.run("diff report.json unfair.csv").0, 2);
}

#[test]
fn pipelines_and_the_public_get_their_forms() {
    let folder = audited();
    let (status, _, err) =
        folder.run("render report.json --junit j.xml --sarif s.json --public-summary p.md --csv slices.csv");
    assert_eq!(status, 0, "{err}");
    let (status, _, err) = folder.run("render report.json --public-summary p.html");
    assert_eq!(status, 0, "{err}");
    let junit = folder.read("j.xml");
    assert!(
        junit.contains("<testsuites name=") && junit.contains("<failure message=\"Customers in channel=phone"),
        "{junit}"
    );
    let sarif: serde_json::Value = serde_json::from_str(&folder.read("s.json")).unwrap();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    assert!(results.iter().any(|result| result["level"] == "error"));
    assert_eq!(results[0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"], "unfair.csv");
    assert!(folder.read("p.md").contains("about 50% less often than everyone else"));
    let html = folder.read("p.html");
    assert!(html.starts_with("<!doctype html>") && html.contains("default-src 'none'") && !html.contains("<script"));
    assert_eq!(folder.run("render report.json").0, 2, "nothing was asked for");
}

/// JSON and CSV are written as they are made: to a file and to a pipe, the bytes of the library.
#[test]
fn what_is_written_in_pieces_is_what_the_library_gives() {
    let folder = audited();
    let text = folder.read("report.json");
    let report = Report::from_json(&text).unwrap();
    assert!(report.to_json().unwrap() == text);
    let (status, out, err) = folder.run("render report.json --json again.json --csv -");
    assert_eq!(status, 0, "{err}");
    assert!(folder.read("again.json") == text && out == report.slice_csv());
    let (status, out, _) = folder.run("render report.json --json -");
    assert!(status == 0 && out == text);
    assert!(folder.files().iter().all(|name| !name.contains("tmp")), "{:?}", folder.files());
}

/// A name with an escape sequence in it is written to a pipe as to a file.
#[test]
fn a_pipe_gets_every_byte() {
    let rows = (0..400).map(|at| format!("{},{}\n", ["a\u{1b}[31mred", "b"][at % 2], u8::from(at % 3 == 0)));
    let folder = Folder::with("c.csv", format!("channel,targeted\n{}", rows.collect::<String>()));
    let audit = "audit c.csv --decision targeted --segments channel";
    folder.run(&format!("{audit} --csv file.csv"));
    let (_, out, _) = folder.run(&format!("{audit} --csv -"));
    assert!(out.contains("a\u{1b}[31mred") && out == folder.read("file.csv"));
}

/// A device that is full: exit status 2, what to do, and nothing else written.
#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_told_with_a_remedy() {
    let folder = audited();
    for form in ["json", "csv", "html"] {
        let (status, _, err) = folder.run(&format!("render report.json --{form} /dev/full --markdown left.md"));
        assert_eq!(status, 2, "{form}: {err}");
        assert!(err.contains("/dev/full") && err.contains("cannot be written") && err.contains("make room"), "{err}");
        assert!(!folder.path("left.md").exists(), "{form}: half of the outputs was written");
    }
}

#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_names_the_feature_that_it_takes() {
    let folder = audited();
    let (status, _, err) = folder.run("render report.json --parquet slices.parquet --csv slices.csv");
    assert_eq!(status, 2);
    assert!(err.contains("slices.parquet") && err.contains("feature `formats`"), "{err}");
    assert!(!folder.path("slices.csv").exists(), "nothing is written by halves");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_written_whole_to_a_file_and_a_pipe() {
    let folder = audited();
    let report = Report::from_json(&folder.read("report.json")).unwrap();
    let expected = report.slice_parquet().unwrap();
    let (status, _, err) = folder.run("render report.json --parquet slices.parquet");
    assert_eq!(status, 0, "{err}");
    assert!(std::fs::read(folder.path("slices.parquet")).unwrap() == expected);
    let output = folder.evenhand("render report.json --parquet -").output().unwrap();
    assert!(output.status.success() && output.stdout == expected);
    assert_eq!(folder.run("render report.json --parquet report.json").0, 2, "the input is not written over");
}

#[test]
fn the_schema_is_printed() {
    let folder = Folder::with("c.csv", "");
    let (status, out, _) = folder.run("schema");
    assert!(status == 0 && out == Report::json_schema());
}

const EXTRAS: &str = r##"
[columns]
decision = "targeted"
outcome = "bought"
segments = ["channel", "gender"]

[report]
period = "summer"

[[scorecard]]
id = "response"
name = "Response rate"
unit = "share"
target = 0.12
value = 0.134
segments.channel = { web = 0.15, phone = 0.08 }

[[sections]]
title = "Background"
before = "segments"
file = "background.md"

[theme]
light = { accent = "#6a1b9a" }
logo = "logo.svg"
logo_text = "Acme"
"##;

/// Scorecard, trend, own sections and theme from files; what is wrong with them is said before anything is written.
#[test]
fn a_specification_adds_to_the_report() {
    let folder = Folder::with("c.csv", unfair());
    folder.add("fair.csv", fair());
    folder.add("audit.toml", EXTRAS);
    folder.add("background.md", "Sent *twice* a year.");
    folder.add("logo.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"9\"/></svg>");
    let (_, _, err) = folder.run(&format!("audit fair.csv {COLUMNS} --period spring --json spring.json"));
    assert_eq!(err, "");
    let files = "--html report.html --json report.json --markdown report.md";
    let (status, _, err) =
        folder.run(&format!("audit c.csv --spec audit.toml --earlier spring.json --supersedes spring.json {files}"));
    assert_eq!((status, err.as_str()), (1, ""));
    let text = folder.read("report.md");
    for said in [
        "## Balanced scorecard",
        "Response rate (given)",
        "## Over time",
        "| spring | summer |",
        "## Background",
        "▼ worse; before 0",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(folder.read("report.html").contains("<img class=\"logo\""));
    // The same bytes again from the JSON, and whatever the number of threads.
    assert_eq!(folder.run("render report.json --html again.html --json again.json").0, 0);
    assert_eq!(
        (folder.read("again.html"), folder.read("again.json")),
        (folder.read("report.html"), folder.read("report.json"))
    );
    let mut one = folder.evenhand(
        "audit c.csv --spec audit.toml --earlier spring.json --supersedes spring.json --quiet --json one.json",
    );
    assert_eq!(one.env("RAYON_NUM_THREADS", "1").output().unwrap().status.code(), Some(1));
    assert_eq!(folder.read("one.json"), folder.read("report.json"));

    for (wrong, right, says) in [
        ("phone = 0.08", "phon = 0.08", "did you mean \"phone\"?"),
        ("segments.channel", "segments.chanel", "did you mean \"channel\"?"),
        ("#6a1b9a", "#ffee00", "accent on paper has a contrast of 1.2 : 1 and needs 4.5 : 1"),
        ("logo = \"logo.svg\"", "logo = \"c.csv\"", "is neither .svg nor .png"),
        ("logo_text = \"Acme\"", "", "has no text"),
        ("background.md", "nowhere.md", "nowhere.md"),
        ("file = \"background.md\"", "", "write something, or leave the section out"),
    ] {
        folder.add("wrong.toml", EXTRAS.replacen(wrong, right, 1));
        let (status, _, err) = folder.run("audit c.csv --spec wrong.toml --json never.json");
        assert_eq!(status, 2, "{right}");
        let err = err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(err.contains(says), "{right}: {err}");
        assert!(!folder.files().contains(&"never.json".to_owned()), "{right}");
    }
    let (status, _, err) = folder.run("audit c.csv --spec audit.toml --earlier c.csv");
    assert!(status == 2 && err.contains("c.csv"), "{err}");
}
