//! Rankings, funnels and experiments from a file by the program, good and bad.
#![cfg(feature = "cli")]
#![allow(clippy::unwrap_used, reason = "a test")]

mod cli;

use std::fmt::Write as _;

use cli::Folder;

/// Runs the program in a folder: exit code, standard output and standard error as one text.
fn run(folder: &Folder, arguments: &[&str]) -> (i32, String) {
    let output = folder.evenhand("").args(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
    (output.status.code().unwrap(), text)
}

/// Half of 2,000 customers are mailed; in the south the mail drives away a third.
fn experiment() -> String {
    let mut text = String::from("region,mailed,stayed,chosen,lift\n");
    for row in 0..2_000 {
        let (south, mailed) = (row % 4 < 2, row % 2 == 0);
        let stayed = if south && mailed { row % 9 < 3 } else { row % 3 > 0 };
        writeln!(
            text,
            "{},{},{},1,0.{}",
            if south { "south" } else { "north" },
            u8::from(mailed),
            u8::from(stayed),
            row % 10
        )
        .unwrap();
    }
    text
}

#[test]
fn an_experiment_from_a_file_fails_its_gate_where_the_treatment_harms() {
    let folder = Folder::with("mail.csv", experiment());
    let columns = ["treatment=mailed", "outcome=stayed", "targeted=chosen", "score=lift"];
    let mut arguments = vec!["audit", "mail.csv", "--task", "uplift", "--segments", "region", "--markdown", "mail.md"];
    arguments.extend(columns.iter().flat_map(|column| ["--column", column]));
    let (code, text) = run(&folder, &arguments);
    assert_eq!(code, 1, "{text}");
    let report = folder.read("mail.md");
    for part in ["Qini curves", "effect where the rule treats", "Heterogeneity of effects"] {
        assert!(report.contains(part), "{part} in\n{report}");
    }
}

#[test]
fn an_arm_that_is_not_known_is_named_by_row() {
    let folder = Folder::with("mail.csv", "region,mailed,stayed\nn,1,1\ns,,0\nn,0,1\n");
    let columns = ["--column", "treatment=mailed", "--column", "outcome=stayed"];
    let (code, text) =
        run(&folder, &[&["audit", "mail.csv", "--task", "uplift", "--segments", "region"], &columns[..]].concat());
    assert!(code > 1 && text.contains("mailed") && text.contains("has no arm"), "{code} {text}");
}

/// A hundred lists of five out of a catalogue of ten, half of each brand; those of one brand come first.
fn lists(last: &str) -> String {
    let mut text = String::from("household,rank,item,brand\n");
    for list in 0..100 {
        for rank in 1..=5 {
            let item = (list + rank) % 5 + if rank == 5 && list % 2 == 0 { 5 } else { 0 };
            writeln!(text, "h{list},{rank},i{item},{}", if item < 5 { "own" } else { "other" }).unwrap();
        }
    }
    for item in 0..10 {
        writeln!(text, ",,i{item},{}", if item < 5 { "own" } else { "other" }).unwrap();
    }
    text + last
}

#[test]
fn lists_with_their_catalogue_from_a_file() {
    let folder = Folder::with("lists.csv", lists(""));
    let columns = ["--column", "list=household", "--column", "rank=rank", "--column", "item=item", "--option", "k=3"];
    let arguments =
        [&["audit", "lists.csv", "--task", "rankings", "--segments", "brand", "--markdown", "l.md"], &columns[..]];
    let (code, text) = run(&folder, &arguments.concat());
    assert_eq!(code, 1, "{text}");
    let report = folder.read("l.md");
    for part in ["Attention by rank", "catalogue", "MinSkew", "NDKL"] {
        assert!(report.contains(part), "{part} in\n{report}");
    }
    let folder = Folder::with("lists.csv", lists("h0,5,i1,own\n"));
    let (code, text) = run(&folder, &arguments.concat());
    assert!(code > 1 && text.contains("twice"), "{code} {text}");
}

#[test]
fn a_funnel_from_a_file_names_its_steps() {
    let mut text = String::from("age,agreed,opens\n");
    for row in 0..3_000 {
        let old = row % 3 == 0;
        let agreed = if old { row % 4 == 0 } else { row % 4 < 3 };
        writeln!(
            text,
            "{},{},{}",
            if old { "60+" } else { "younger" },
            u8::from(agreed),
            u8::from(agreed && row % 5 < 2)
        )
        .unwrap();
    }
    let folder = Folder::with("spring.csv", text);
    let columns = ["--column", "consented=agreed", "--column", "opened=opens", "--language", "de"];
    let arguments =
        [&["audit", "spring.csv", "--task", "funnel", "--segments", "age", "--markdown", "s.md"], &columns[..]];
    let (code, text) = run(&folder, &arguments.concat());
    assert_eq!(code, 1, "{text}");
    let report = folder.read("s.md");
    for part in ["Zustimmungsquote", "was die Zustimmung zur Differenz beiträgt", "Verschiebung durch die Zustimmung"]
    {
        assert!(report.to_lowercase().contains(&part.to_lowercase()), "{part} in\n{report}");
    }
}
