//! The program, command by command. It prints; the library does not.

mod arguments;
mod audit;
mod catalogue;
mod choices;
mod compare;
mod explain;
mod extras;
mod init;
mod input;
mod output;
mod plan;
mod policy;
mod progress;
mod rendering;
mod report_arguments;
mod review;
mod screen;
mod sheet;
mod specification;
mod summary;
mod task;
mod terminal;

use std::process::ExitCode;

use clap::Parser;
use evenhand::Error;

use arguments::{Arguments, Command};
use terminal::Terminal;

/// The policy failed.
const FAILED: u8 = 1;
/// Bad usage or input.
const REFUSED: u8 = 2;

/// Why nothing was done.
#[derive(Debug)]
struct Refusal {
    error: Error,
    hint: Option<String>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, hint: None }
    }
}

impl From<evenhand::error::Problem> for Refusal {
    fn from(problem: evenhand::error::Problem) -> Self {
        Error::from(problem).into()
    }
}

/// Reads the arguments, does what they ask for, and says how it went.
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no errors; where there is nobody to read them there is nothing to do.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { REFUSED } else { 0 });
        }
    };
    arguments.color_choice().write_global();
    let terminal = Terminal::new(arguments.quiet);
    let done = match arguments.command {
        Command::Audit(audit) => audit::run(&audit, &terminal),
        Command::Explain(explain) => explain::run(&explain).map(|()| true),
        Command::Catalogue(catalogue) => catalogue::run(&catalogue).map(|()| true),
        Command::Init(init) => init::run(&init, &terminal).map(|()| true),
        Command::Compare(compare) => compare::run(&compare, &terminal).map(|()| true),
        Command::Screen(screen) => screen::run(&screen, &terminal).map(|()| true),
        Command::Plan(plan) => plan::run(&plan, &terminal).map(|()| true),
        Command::Policy(policy) => policy::run(&policy).map(|()| true),
        Command::Render(render) => review::render(&render, &terminal).map(|()| true),
        Command::Diff(diff) => review::diff(&diff),
        Command::Keygen(keygen) => review::keygen(&keygen, &terminal).map(|()| true),
        Command::Sign(sign) => review::sign(&sign, &terminal).map(|()| true),
        Command::Verify(verify) => review::verify(&verify, &terminal),
        Command::Schema => review::schema().map(|()| true),
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(FAILED),
        Err(refusal) => {
            Terminal::refuse(&refusal.error, refusal.hint.as_deref());
            ExitCode::from(REFUSED)
        }
    }
}
