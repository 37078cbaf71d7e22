//! Prints the catalogue as `docs/METRICS.md`, or explains one entry: `cargo run --example metrics_document --features profiles -- tpr`.
#![allow(clippy::print_stdout, reason = "printing is what it is for")]

use evenhand::metric::{document, find};

fn main() -> Result<(), evenhand::Error> {
    let text = match std::env::args().nth(1) {
        Some(name) => document::explain(find(&name)?),
        None => document::markdown(),
    };
    print!("{text}");
    Ok(())
}
