//! What a person sees: text for standard output, messages on standard error, colours where there is a terminal.

use std::fmt::Write as _;
use std::io::{ErrorKind as IoErrorKind, IsTerminal, Write as _};

use anstyle::{AnsiColor, Style};
use evenhand::Error;
use evenhand::error::{ErrorKind, Problem};

/// Columns that are used at most.
pub(super) const WIDTH: usize = 80;

pub(super) const STRONG: Style = Style::new().bold();
pub(super) const FAINT: Style = Style::new().dimmed();
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(super) const OPEN: Style = AnsiColor::Yellow.on_default().bold();

/// The two streams of the program.
#[derive(Debug)]
pub(super) struct Terminal {
    quiet: bool,
}

impl Terminal {
    pub(super) fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether someone watches standard error.
    pub(super) fn is_watched(&self) -> bool {
        !self.quiet && std::io::stderr().is_terminal()
    }

    /// What was asked for. A reader that has seen enough, as `head`, is no error.
    pub(super) fn print(text: &str) -> Result<(), Error> {
        let mut out = anstream::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != IoErrorKind::BrokenPipe => {
                Err(Problem::new(ErrorKind::Io, format!("cannot be written: {error}")).place("standard output").into())
            }
            _ => Ok(()),
        }
    }

    /// What is said besides, unless it should be quiet.
    pub(super) fn say(&self, text: &str) {
        if !self.quiet {
            // There is nowhere left to complain about a standard error that is gone.
            let _ = anstream::stderr().lock().write_all(text.as_bytes());
        }
    }

    /// Why nothing was done.
    pub(super) fn refuse(error: &Error, hint: Option<&str>) {
        let mut text = String::new();
        let wrap = |line: &str, indent: usize| {
            if std::io::stderr().is_terminal() { wrapped(line, WIDTH, indent) } else { format!("{line}\n") }
        };
        let label = format!("{BAD}error:{BAD:#} ");
        if let [only] = error.problems() {
            let _ = write!(text, "{label}{}", wrap(&format!("       {only}"), 2).trim_start());
        } else {
            let _ = writeln!(text, "{label}{} problems", error.problems().len());
            for problem in error.problems() {
                text.push_str(&wrap(&format!("  {problem}"), 4));
            }
        }
        if let Some(hint) = hint {
            let _ = write!(text, "{STRONG}hint:{STRONG:#} {}", wrap(&format!("      {hint}"), 2).trim_start());
        }
        let _ = anstream::stderr().lock().write_all(text.as_bytes());
    }
}

/// Text broken into lines of at most so many columns; lines after the first are indented.
pub(super) fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    let lead = text.chars().take_while(|character| *character == ' ').count();
    let mut line = " ".repeat(lead);
    let mut empty = true;
    // A space that does not break stays: 95 % is one word.
    for word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let needed = line.chars().count() + usize::from(!empty) + word.chars().count();
        if needed > width && !empty {
            out.push_str(&line);
            out.push('\n');
            line = " ".repeat(indent);
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    out + &line + "\n"
}

/// Text in a style; it is taken away again where there is no terminal.
pub(super) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A whole number with its thousands apart, as 18,813.
pub(super) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
