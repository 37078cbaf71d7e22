//! How often every interval holds the truth and every test errs, beside what other tools do: writes
//! `docs/validation/coverage.md`, or the file named. `cargo run --release -p evenhand-inference --example validation`
#![allow(
    clippy::print_stderr,
    clippy::unnecessary_wraps,
    clippy::type_complexity,
    reason = "a program that takes minutes says where it is"
)]

#[allow(dead_code, reason = "some of it is asked by the test that includes it")]
mod tables;

use std::path::PathBuf;

use tables::table::document;

fn main() -> std::io::Result<()> {
    let committed = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/validation/coverage.md");
    let file = std::env::args_os().nth(1).map_or(committed, PathBuf::from);
    let finished: Vec<_> = tables::all()
        .into_iter()
        .map(|table| {
            eprintln!("{}", table.title);
            table.compute()
        })
        .collect();
    std::fs::write(file, document(&finished))
}
