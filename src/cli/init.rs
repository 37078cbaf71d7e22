//! `evenhand init`: looks at a file and writes a first audit.toml.

use std::fs::File;
use std::path::Path;

use evenhand::Error;
use evenhand::error::{ErrorKind, Problem};
use evenhand::io::{inspect_csv, to_commented_specification};

use super::Refusal;
use super::arguments::InitArguments;
use super::output::{Target, write_all};
use super::specification::unreadable;
use super::terminal::{STRONG, Terminal, count, styled};

/// Writes the specification.
pub(super) fn run(arguments: &InitArguments, terminal: &Terminal) -> Result<(), Refusal> {
    let output = &arguments.output;
    let shown = output.display().to_string();
    if output != Path::new("-") && output.exists() && !arguments.force {
        let problem = Problem::new(ErrorKind::Io, "is there already").place(shown);
        return Err(problem.remedy("write elsewhere with -o FILE, or over it with --force").into());
    }
    let target = Target::open(output)?;
    if target.is_file(&arguments.file) {
        let problem = Problem::new(ErrorKind::Io, "is the input").place(shown);
        return Err(problem.remedy("write elsewhere with -o FILE").into());
    }
    let inspection = if arguments.file == Path::new("-") {
        inspect_csv(std::io::stdin().lock()).map_err(|error| error.in_place("standard input"))?
    } else {
        let file = File::open(&arguments.file).map_err(|error| unreadable(&arguments.file, &error))?;
        inspect_csv(file).map_err(|error: Error| error.in_place(&arguments.file.display().to_string()))?
    };
    write_all(&[(target.clone(), to_commented_specification(&inspection))])?;
    if target != Target::Stdout {
        let guesses = format!(
            "Wrote {shown}, guessed from {} rows and {} columns.\n\n\
             Read it: each line marked \"guess\" wants a look, above all outcome, decision and segments.\nThen run:\n  {}\n",
            count(inspection.rows),
            inspection.columns.len(),
            styled(STRONG, &format!("evenhand audit --spec {shown} {} --html report.html", arguments.file.display())),
        );
        terminal.say(&guesses);
    }
    Ok(())
}
