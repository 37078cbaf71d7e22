//! The house: rooms import only rooms above them, files stay short, and nothing panics on data.
//!
//! docs/ARCHITECTURE.md draws what this test enforces. Comments and `#[cfg(test)]` modules are not counted.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Each room with the rooms it may import. A room may always import itself; the order is the order of the flow.
const ROOMS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("value", &[]),
    ("inference", &["value"]),
    ("segment", &["error"]),
    ("data", &["error", "segment", "value"]),
    ("cube", &["error", "value", "segment", "data", "inference"]),
    ("metric", &["error", "value", "segment", "data", "cube"]),
    ("privacy", &["error", "segment", "cube"]),
    ("audit", &["error", "value", "segment", "data", "cube", "privacy", "metric", "inference"]),
    ("plan", &["error", "value", "data", "cube", "metric", "inference", "audit"]),
    ("paired", &["error", "value", "segment", "data", "cube", "inference", "audit"]),
    ("task", &["error", "value", "segment", "data", "cube", "privacy", "metric", "inference", "audit"]),
    ("dataset", &["error", "value", "segment", "data", "inference", "audit"]),
    (
        "report",
        &[
            "error",
            "value",
            "segment",
            "data",
            "cube",
            "privacy",
            "metric",
            "inference",
            "audit",
            "plan",
            "paired",
            "dataset",
        ],
    ),
];

/// Leaves use the public interface as any user would, and nobody imports them. The program may read files by `io`.
const LEAVES: &[(&str, &[&str])] = &[("io", &[]), ("cli", &["io"])];

/// Most lines a file may have, tests not counted.
const LONGEST: usize = 500;

struct Source {
    /// Path below the package, with forward slashes.
    path: String,
    /// The folder or file of the crate root that it belongs to; empty for the root itself.
    room: String,
    /// The lines without comments and tests, each with its number.
    code: Vec<(usize, String)>,
    /// Lines of the file, tests not counted.
    length: usize,
}

fn sources() -> Vec<Source> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let roots = [(home.join("src"), ""), (home.join("crates/inference/src"), "inference")];
    let mut files = Vec::new();
    for (root, whole) in &roots {
        let before = files.len();
        let mut found = Vec::new();
        collect(root, &mut found);
        found.sort();
        files.extend(found.into_iter().map(|file| (file, root, *whole)));
        assert!(files.len() > before + 30, "the source was found");
    }
    files
        .iter()
        .map(|(file, root, whole)| {
            let below = |folder: &Path| file.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/");
            let (path, within) = (below(home), below(root));
            let first = within.split('/').next().unwrap().trim_end_matches(".rs");
            let room = match first {
                "value" => "value",
                _ if !whole.is_empty() => whole,
                "lib" | "bin" | "main" => "",
                _ => first,
            };
            let text = fs::read_to_string(file).unwrap();
            let kept = without_tests(&text);
            let length = kept.len();
            let code = kept
                .into_iter()
                .filter(|(_, line)| !line.trim_start().starts_with("//"))
                .map(|(at, line)| (at, line.to_owned()))
                .collect();
            Source { room: room.to_owned(), path, code, length }
        })
        .collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The lines outside `#[cfg(test)]` modules. Code is formatted, so such a module ends at the next `}` of its own indent.
fn without_tests(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut kept: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let marked = lines[at].trim() == "#[cfg(test)]";
        let next = lines[at..].iter().find(|line| !line.trim_start().starts_with("#[")).map_or("", |line| line.trim());
        if marked && next.starts_with("mod ") && next.ends_with('{') {
            let end = format!("{}}}", &lines[at][..lines[at].len() - lines[at].trim_start().len()]);
            at += lines[at..].iter().position(|line| *line == end).unwrap_or(lines.len() - at);
        } else {
            kept.push((at + 1, lines[at]));
        }
        at += 1;
    }
    kept
}

/// The rooms that a line names: `crate::room`, and each of `crate::{room, room::item}`.
fn rooms_named(line: &str) -> Vec<&str> {
    let mut named = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        if line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        let word = |text: &'_ str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        if let Some(list) = rest.strip_prefix('{') {
            named.extend(list.split(['{', '}', ',']).map(str::trim).map(|item| &item[..word(item)]));
        } else {
            named.push(&rest[..word(rest)]);
        }
    }
    named.retain(|room| !room.is_empty());
    named
}

#[test]
fn rooms_import_only_rooms_above_them() {
    let allowed: BTreeMap<&str, &[&str]> = ROOMS.iter().chain(LEAVES).copied().collect();
    let public: Vec<&str> = ROOMS.iter().map(|(room, _)| *room).collect();
    let mut wrong = Vec::new();
    // The statistics are a crate of their own: the compiler knows that they import nothing but `value`.
    for source in sources().iter().filter(|source| !source.room.is_empty() && source.room != "inference") {
        let Some(above) = allowed.get(source.room.as_str()) else {
            wrong.push(format!("{} lies in no room of tests/architecture.rs", source.path));
            continue;
        };
        let leaf = LEAVES.iter().any(|(leaf, _)| *leaf == source.room);
        for (at, line) in &source.code {
            for room in rooms_named(line) {
                let known = above.contains(&room) || room == source.room || leaf && public.contains(&room);
                // What the root re-exports has a capital: a leaf may use it, a room names the room it comes from.
                let exported = leaf && room.starts_with(char::is_uppercase);
                if !known && !exported {
                    wrong.push(format!("{}:{at}: `{}` may not import `{room}`", source.path, source.room));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "arrows against the flow:\n{}", wrong.join("\n"));
}

#[test]
fn leaves_use_the_public_interface_only() {
    let sources = sources();
    let is_leaf = |source: &&Source| LEAVES.iter().any(|(leaf, _)| *leaf == source.room);
    // Names that some room keeps within the crate and that nothing public is called.
    let declared = |marks: &[&str]| -> BTreeSet<String> {
        sources
            .iter()
            .filter(|source| !is_leaf(source))
            .flat_map(|source| &source.code)
            .filter_map(|(_, line)| {
                let rest = marks.iter().find_map(|mark| line.trim_start().strip_prefix(mark))?;
                let rest = rest.trim_start_matches("const fn ").trim_start_matches("fn ");
                let rest = ["mod ", "const ", "static ", "struct ", "enum ", "trait ", "type "]
                    .iter()
                    .fold(rest, |rest, keyword| rest.trim_start_matches(keyword));
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
                (end > 0).then(|| rest[..end].to_owned())
            })
            .collect()
    };
    let kept = declared(&["pub(crate) ", "pub(super) "]);
    let public = declared(&["pub ", "fn ", "let "]);
    // A method may be called as a room is, and the room is public.
    let is_room = |name: &&String| ROOMS.iter().any(|(room, _)| room == name);
    let private: BTreeSet<&String> = kept.difference(&public).filter(|name| !is_room(name)).collect();
    let mut wrong = Vec::new();
    for source in sources.iter().filter(is_leaf) {
        for (at, line) in source.code.iter().filter(|(_, line)| line.contains("crate::")) {
            for word in line.split(|c: char| !c.is_alphanumeric() && c != '_') {
                if private.contains(&word.to_owned()) {
                    wrong.push(format!("{}:{at}: `{word}` is not public", source.path));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "leaves reach behind the public interface:\n{}", wrong.join("\n"));
}

#[test]
fn files_stay_short() {
    let sources = sources();
    let long: Vec<String> = sources
        .iter()
        .filter(|source| source.length > LONGEST)
        .map(|source| format!("{} has {} lines", source.path, source.length))
        .collect();
    assert!(long.is_empty(), "files of more than {LONGEST} lines:\n{}", long.join("\n"));
}

#[test]
fn nothing_panics_on_purpose_outside_tests() {
    let wrong: Vec<String> = sources()
        .iter()
        .flat_map(|source| source.code.iter().map(move |(at, line)| (source, at, line)))
        .filter(|(_, _, line)| {
            [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!("].iter().any(|call| line.contains(call))
        })
        .map(|(source, at, line)| format!("{}:{at}: {}", source.path, line.trim()))
        .collect();
    assert!(wrong.is_empty(), "these could panic:\n{}", wrong.join("\n"));
}

#[test]
fn the_reader_of_paths_reads_them() {
    assert_eq!(rooms_named("use crate::cube::{Cells, Cube};"), ["cube"]);
    assert_eq!(rooms_named("use crate::{audit, data::Predictions};"), ["audit", "data"]);
    assert_eq!(rooms_named("    let x = crate::value::quotient(a, crate::data::B);"), ["value", "data"]);
    assert_eq!(rooms_named("pub(crate) fn own() {}"), [""; 0]);
    let text = "fn a() {}\n#[cfg(test)]\n#[allow(x)]\nmod tests {\n    fn b() {}\n}\nfn c() {}";
    assert_eq!(without_tests(text), [(1, "fn a() {}"), (7, "fn c() {}")]);
}
