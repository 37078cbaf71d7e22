//! The other commands: explain, catalogue, init and policy.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]
#![cfg(feature = "cli")]

mod cli;

use cli::{Folder, unfair};
use evenhand::Policy;
use evenhand::audit::FindingCode;
use evenhand::audit::preset::PRESETS;
use evenhand::metric::catalogue;

#[test]
fn everything_that_has_a_name_is_explained() {
    let folder = Folder::with("c.csv", "");
    let names = catalogue::entries()
        .map(|entry| entry.id().to_owned())
        .chain(PRESETS.iter().map(|preset| preset.id.to_owned()))
        .chain(FindingCode::ALL.map(|code| code.code().to_owned()))
        .chain(["TPR".to_owned(), "within".to_owned()]);
    for name in names {
        let (status, out, err) = folder.run(&format!("explain {name}"));
        assert_eq!(status, 0, "{name}: {err}");
        assert!(out.lines().count() > 1 || name == "within", "{name}: {out}");
        assert!(out.lines().all(|line| line.chars().count() <= 80), "{name}: {out}");
    }
    let (status, _, err) = folder.run("explain disparate_impct");
    assert_eq!(status, 2);
    assert!(err.contains("did you mean \"disparate_impact\"?"), "{err}");
    assert!(folder.run("explain qqqq").2.contains("`evenhand catalogue` lists what there is"));
}

#[test]
fn the_catalogue_is_complete_in_words_and_as_json() {
    let folder = Folder::with("c.csv", "");
    let (status, text, _) = folder.run("catalogue");
    assert_eq!(status, 0);
    let (_, json, _) = folder.run("catalogue --json");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let ids: Vec<&str> = ["metrics", "criteria"]
        .iter()
        .flat_map(|kind| json[kind].as_array().unwrap())
        .map(|entry| entry["id"].as_str().unwrap())
        .collect();
    for entry in catalogue::entries() {
        assert!(text.contains(entry.id()) && ids.contains(&entry.id()), "{}", entry.id());
    }
    assert_eq!(json["presets"].as_array().unwrap().len(), PRESETS.len());
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}

#[test]
fn init_writes_what_audit_reads_and_writes_over_nothing() {
    let folder = Folder::with("c.csv", unfair());
    let (status, _, err) = folder.run("init c.csv");
    assert_eq!(status, 0, "{err}");
    assert!(err.contains("evenhand audit --spec audit.toml c.csv"), "{err}");
    let text = folder.read("audit.toml");
    assert!(text.contains("decision = \"targeted\"  # guess"), "{text}");
    let (status, out, err) = folder.run("audit --spec audit.toml c.csv");
    assert_eq!(status, 1, "{out}{err}");

    folder.add("audit.toml", "mine");
    let (status, _, err) = folder.run("init c.csv");
    assert_eq!(status, 2);
    assert!(err.contains("audit.toml: is there already") && err.contains("--force"), "{err}");
    assert_eq!(folder.read("audit.toml"), "mine");
    assert_eq!(folder.run("init c.csv --force --quiet"), (0, String::new(), String::new()));
    assert_eq!(folder.read("audit.toml"), text);
    assert_eq!(folder.run("init c.csv -o -"), (0, text, String::new()));
    assert_eq!(folder.run("init c.csv -o c.csv --force").0, 2);
    assert_eq!(folder.run("init none.csv -o x.toml").0, 2);
    assert_eq!(folder.files(), ["audit.toml", "c.csv"]);
}

#[test]
fn policy_prints_what_audit_reads() {
    let folder = Folder::with("c.csv", unfair());
    for preset in PRESETS {
        let (status, text, _) = folder.run(&format!("policy {}", preset.id));
        assert_eq!(status, 0);
        let policy = Policy::from_toml(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!((policy.rules, policy.tables), (preset.policy().rules, preset.policy().tables));
    }
    let (_, text, _) = folder.run("policy");
    folder.add("policy.toml", &text);
    let command = "audit c.csv --decision targeted --outcome bought --segments channel --json - --quiet";
    let by_file = folder.run(&format!("{command} --policy policy.toml"));
    assert_eq!(by_file.0, 1, "{}", by_file.2);
    assert_eq!(folder.run("policy marketting").0, 2);
}
