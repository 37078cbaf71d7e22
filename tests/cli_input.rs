//! Bad input through the program: exit status 2, a message that names column, row, value and remedy, and no file.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, unreachable_pub, reason = "a test")]
#![cfg(feature = "cli")]

mod cli;

use cli::{Folder, fair};

/// Refuses a file, names what it should, and leaves nothing behind.
#[track_caller]
fn refused(text: impl AsRef<[u8]>, flags: &str, words: &[&str]) {
    let folder = Folder::with("c.csv", text);
    let flags = if flags.is_empty() { "--decision d --segments g" } else { flags };
    let (status, out, err) = folder.run(&format!("audit c.csv {flags} --html r.html --json r.json"));
    assert_eq!(status, 2, "{out}{err}");
    assert_eq!(out, "");
    assert!(err.starts_with("error: "), "{err}");
    for word in words {
        assert!(err.contains(word), "no {word:?} in\n{err}");
    }
    assert_eq!(folder.files(), ["c.csv"], "nothing half-written");
}

#[test]
fn columns() {
    refused("g,decision\na,1\n", "", &["c.csv", "column \"d\"", "is not in the header"]);
    refused("g,d,d\na,1,1\n", "", &["column \"d\"", "twice"]);
    refused("g,d\na,1\n", "--decision d --segments d", &["is also asked for as decision"]);
}

#[test]
fn shapes() {
    refused("g,d\na,1\nb\n", "", &["row 2 (line 3)", "the row has 1 cell and the header has 2"]);
    refused("g,d\na,1\nb,0,1\n", "", &["row 2 (line 3)", "quote cells that hold the delimiter"]);
    refused("", "", &["c.csv", "empty"]);
    refused("g,d\n", "", &["header and no rows"]);
    refused(b"g,d\na,1\n\xff\xfe,0\n", "", &["row 2 (line 3)", "UTF-8"]);
    refused(b"\x1f\x8b\x08", "", &["c.csv", "cannot be read", "damaged or was cut off"]);
}

#[test]
fn values() {
    refused(
        "g,d\na,1\nb,2\n",
        "",
        &["column \"d\", row 2 (line 3): \"2\" is neither 0 nor 1", "--decision-positive LEVEL"],
    );
    let score = "--decision d --segments g --score s";
    refused("g,d,s\na,1,NaN\n", score, &["column \"s\", row 1", "NaN", "--exclude-non-finite"]);
    refused("g,d,s\na,1,1.2\n", score, &["column \"s\", row 1", "\"1.2\""]);
    let weight = "--decision d --segments g --weight w";
    refused("g,d,w\na,1,-1\n", weight, &["column \"w\", row 1", "-1"]);
    refused("g,d,w\na,1,inf\n", weight, &["column \"w\", row 1", "inf"]);
}

#[test]
fn too_many_levels() {
    let text = (0..100_000).fold(String::from("g,d\n"), |text, at| text + &format!("level {at},{}\n", at % 2));
    refused(text, "", &["column \"g\"", "different levels", "--max-levels LEVELS", "--bands COLUMN=CUTS"]);
}

#[test]
fn all_problems_at_once() {
    refused(
        "g,d,s\na,2,7\nb,1\n",
        "--decision d --segments h --score s",
        &["problems", "\"h\"", "\"2\"", "\"7\"", "row 2"],
    );
}

#[test]
fn what_is_unusual_and_right_is_read() {
    let rows = fair();
    let forms: Vec<(&str, Vec<u8>)> = vec![
        ("byte order mark", [b"\xEF\xBB\xBF".as_slice(), rows.as_bytes()].concat()),
        ("windows lines", rows.replace('\n', "\r\n").into_bytes()),
        ("semicolons", rows.replace(',', ";").into_bytes()),
        ("quoted newlines", rows.replace("female", "\"fe\nmale\"").into_bytes()),
        ("one level", rows.replace("female", "male").into_bytes()),
        ("one row of a level", (rows.clone() + "c,fax,male,0.5,1,1\n").into_bytes()),
        ("all outcomes one", rows.replace(",0\n", ",1\n").into_bytes()),
    ];
    for (name, text) in forms {
        let folder = Folder::with("c.csv", text);
        let (status, out, err) =
            folder.run("audit c.csv --decision targeted --outcome bought --segments channel,gender --intersections 2");
        assert!(status < 2, "{name}: {err}");
        assert!(out.contains("customers audited"), "{name}: {out}");
    }
}

#[test]
fn flags_that_do_not_fit() {
    let text = "g,d\na,1\nb,0\n";
    refused(text, "--segments g", &["no decision was given; name its column with --decision", "evenhand init"]);
    refused(text, "--decision d", &["no segments were given; name the columns to compare with --segments"]);
    refused(text, "--decision d --segments g --bands g=low", &["\"g=low\" holds a cut that is not a number"]);
    refused(text, "--decision d --segments g --confidence 95", &["\"95\" is not between 0 and 1", "0.95"]);
    refused(text, "--decision d --segments g --preset marketting", &["did you mean \"marketing\"?"]);
    refused(text, "--decision d --segments g --policy no.toml", &["no.toml", "cannot be read", "check the path"]);
    refused(text, "--decision d --segments g --spec no.toml", &["no.toml", "cannot be read"]);
}

#[test]
fn policies_and_specifications_that_do_not_fit() {
    let folder = Folder::with("c.csv", "g,d\na,1\nb,0\n");
    folder.add(
        "p.toml",
        "presets = ['marketing']\nminimum_row = 3\n[[rule]]\nid = 'equal-reach'\ntolerance = { min = 1, max = -1 }\n",
    );
    let (status, _, err) = folder.run("audit c.csv --decision d --segments g --policy p.toml --html r.html");
    assert_eq!(status, 2);
    assert!(
        err.contains("p.toml, line 2: \"minimum_row\" is not a key of a policy; did you mean \"minimum_rows\"?"),
        "{err}"
    );
    assert!(err.contains("line 5: has a tolerance from 1 to -1, which nothing can meet"), "{err}");
    folder.add("a.toml", "[columns]\ndecisoin = 'd'\n");
    let (status, _, err) = folder.run("audit c.csv --spec a.toml --html r.html");
    assert_eq!(status, 2);
    assert!(err.contains("a.toml") || err.contains("decisoin"), "{err}");
    assert!(err.contains("did you mean \"decision\"?"), "{err}");
    assert_eq!(folder.files(), ["a.toml", "c.csv", "p.toml"]);
}

#[test]
fn an_output_that_cannot_be_written_is_found_before_the_data_are_read() {
    // Were the data read first, their problem would be told.
    let folder = Folder::with("c.csv", "g,d\na,7\n");
    let (status, _, err) = folder.run("audit c.csv --decision d --segments g --html no/r.html --json . --csv ok.csv");
    assert_eq!(status, 2);
    assert!(err.contains("no/r.html: cannot be written") && err.contains("make its directory first"), "{err}");
    assert!(err.contains(".: is a directory"), "{err}");
    assert!(!err.contains("\"7\""), "{err}");
    for (flags, words) in [
        ("--html c.csv", "c.csv: is an input too"),
        ("--html r --json r", "is asked for twice as output"),
        ("--html - --json -", "is asked for twice as output"),
    ] {
        let (status, _, err) = folder.run(&format!("audit c.csv --decision d --segments g {flags}"));
        assert_eq!(status, 2);
        assert!(err.contains(words), "{err}");
    }
    assert_eq!(folder.files(), ["c.csv"]);
    let (status, _, err) = folder.run("audit . --decision d --segments g");
    assert_eq!(status, 2);
    assert!(err.contains("is a directory"), "{err}");
}

#[test]
fn a_report_that_is_there_stays_until_the_new_one_is_whole() {
    let folder = Folder::with("c.csv", "g,d\na,7\n");
    folder.add("r.html", "old");
    assert_eq!(folder.run("audit c.csv --decision d --segments g --html r.html").0, 2);
    assert_eq!(folder.read("r.html"), "old");
    folder.add("c.csv", fair());
    assert_eq!(folder.run("audit c.csv --decision targeted --segments gender --html r.html").0, 0);
    assert!(folder.read("r.html").len() > 1000);
    assert_eq!(folder.files(), ["c.csv", "r.html"]);
}
