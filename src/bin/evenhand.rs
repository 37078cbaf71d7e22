//! The program `evenhand`: audits predictions for bias over customer segments from the command line.
//!
//! It uses nothing but the crate's public interface, as any other program would.

#[path = "../cli/mod.rs"]
mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
