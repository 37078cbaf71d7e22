//! How often every interval holds the truth and every test errs, beside what other tools do: writes
//! `docs/validation/coverage.md`. `cargo run --release -p evenhand-inference --example validation`
//!
//! Words after `--` make anew only the tables whose titles hold one of them, and keep the others as they are in the page.
#![allow(
    clippy::print_stderr,
    clippy::unnecessary_wraps,
    clippy::type_complexity,
    reason = "a program that takes minutes says where it is"
)]

#[allow(dead_code, reason = "some of it is asked by the test that includes it")]
mod tables;

use std::path::PathBuf;

use tables::table::{Part, document};

fn main() -> std::io::Result<()> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation/coverage.md");
    let words: Vec<String> = std::env::args().skip(1).collect();
    let page = if words.is_empty() { String::new() } else { std::fs::read_to_string(&file)? };
    let finished: Vec<_> = tables::all()
        .into_iter()
        .map(|table| {
            if !words.is_empty() && !words.iter().any(|word| table.title.contains(word)) {
                return Part::of_page(&page, table.title);
            }
            eprintln!("{}", table.title);
            table.compute().part()
        })
        .collect();
    std::fs::write(file, document(&finished))
}
