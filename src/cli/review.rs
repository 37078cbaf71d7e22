//! `evenhand keygen`, `sign`, `verify`, `render`, `diff` and `schema`: what is done with a report in JSON.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use evenhand::Error;
use evenhand::error::{ErrorKind, Problem};
use evenhand::report::{PublicKey, Report, ReviewDecision, ReviewKey, SignOff, Verified};

use super::Refusal;
use super::output::{Target, write_all};
use super::rendering;
use super::report_arguments::{
    Decision, DiffArguments, KeygenArguments, RenderArguments, SignArguments, VerifyArguments,
};
use super::specification::read_text;
use super::terminal::{BAD, GOOD, Terminal, styled};

/// Prints the schema of the report.
pub(super) fn schema() -> Result<(), Refusal> {
    Terminal::print(&Report::json_schema())?;
    Ok(())
}

/// Writes a pair of keys.
pub(super) fn keygen(arguments: &KeygenArguments, terminal: &Terminal) -> Result<(), Refusal> {
    let named = |ending: &str| {
        let mut name = arguments.name.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    };
    let (private, public) = (named(".key.pem"), named(".pub.pem"));
    for path in [&private, &public] {
        if path.exists() {
            let problem = Problem::new(ErrorKind::Io, "is there already").place(path.display().to_string());
            return Err(problem.remedy("a key is not written over: choose another name").into());
        }
    }
    let key = ReviewKey::generate()?;
    let owner = arguments.owner.as_ref().map_or_else(String::new, |owner| format!("# {}\n", owner.replace('\n', " ")));
    let public_text = format!("{owner}{}", key.public_key().to_pem()?);
    write_private(&private, &key.to_pem()?)?;
    write_all(&[(Target::open(&public)?, public_text)])?;
    terminal.say(&format!(
        "Wrote {}: keep it to yourself, whoever has it can sign in your name.\n\
         Wrote {}: give it to those who are to verify your signatures.\nPublic key {}\n",
        private.display(),
        public.display(),
        key.public_key().fingerprint()
    ));
    Ok(())
}

/// A new file that only its owner may read.
fn write_private(path: &Path, text: &str) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).and_then(|mut file| file.write_all(text.as_bytes())).map_err(|error| {
        Problem::new(ErrorKind::Io, format!("cannot be written: {error}")).place(path.display().to_string()).into()
    })
}

fn placed<T>(path: &Path, result: Result<T, Error>) -> Result<T, Error> {
    result.map_err(|error| error.in_place(&path.display().to_string()))
}

/// Signs a report.
pub(super) fn sign(arguments: &SignArguments, terminal: &Terminal) -> Result<(), Refusal> {
    let output = arguments.output.as_ref().unwrap_or(&arguments.report);
    let text = read_text(&arguments.report)?;
    // What was signed before must still hold: nobody signs a report that was tampered with.
    placed(&arguments.report, Report::verify_json(&text, &[]))?;
    let report = placed(&arguments.report, Report::from_json(&text))?;
    let key = placed(&arguments.key, ReviewKey::from_pem(&read_text(&arguments.key)?))?;
    let decision = match arguments.decision {
        Decision::Approve => ReviewDecision::Approved,
        Decision::ApproveWithConditions => ReviewDecision::ApprovedWithConditions,
        Decision::Reject => ReviewDecision::Rejected,
    };
    let mut sign_off = SignOff::new(&arguments.name, &arguments.role, decision, &arguments.date);
    if let Some(note) = &arguments.note {
        sign_off = sign_off.statement(note);
    }
    if let Some(statement) = &arguments.independence {
        sign_off = sign_off.independence(statement);
    }
    let signed = report.sign(sign_off, &key)?;
    let target = Target::open(output)?;
    if target.is_file(&arguments.key) {
        let problem = Problem::new(ErrorKind::Io, "is the key").place(output.display().to_string());
        return Err(problem.remedy("write elsewhere with -o FILE").into());
    }
    write_all(&[(target.clone(), signed.to_json()?)])?;
    if target != Target::Stdout {
        let digest = signed.digest()?;
        terminal.say(&format!("Signed {}, whose digest is {digest}.\n", output.display()));
    }
    Ok(())
}

/// Verifies a report; whether it is signed, and only by trusted keys.
pub(super) fn verify(arguments: &VerifyArguments, terminal: &Terminal) -> Result<bool, Refusal> {
    let mut trusted = Vec::new();
    for path in &arguments.trusted {
        let keys = placed(path, PublicKey::all_from_pem(&read_text(path)?))?;
        let file = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        trusted.extend(keys.into_iter().map(|key| if key.name.is_some() { key } else { key.named(file.clone()) }));
    }
    let text = read_text(&arguments.report)?;
    // A file that is no report is bad input; a report that was changed fails.
    Report::from_json(&text).map_err(|error| error.in_place(&arguments.report.display().to_string()))?;
    let verified = match Report::verify_json(&text, &trusted) {
        Ok(verified) => verified,
        Err(error) => {
            Terminal::refuse(&error.in_place(&arguments.report.display().to_string()), None);
            return Ok(false);
        }
    };
    let passed = verified.is_trusted() && (!arguments.approved || verified.is_approved());
    if !terminal.is_quiet() {
        Terminal::print(&said(&verified, passed, arguments.approved))?;
    }
    Ok(passed)
}

/// Whose key, what was decided, when.
fn said(verified: &Verified, passed: bool, must_be_approved: bool) -> String {
    let mut text = format!("Report {}\n", verified.sha256);
    for one in &verified.signed {
        let sign_off = &one.sign_off;
        let decision = match sign_off.decision {
            ReviewDecision::Approved => "approved",
            ReviewDecision::ApprovedWithConditions => "approved with conditions",
            ReviewDecision::Rejected => "rejected",
        };
        let owner = one.key.name.as_deref().unwrap_or("nobody who is trusted");
        let mark = if one.trusted { styled(GOOD, "good") } else { styled(BAD, "not trusted") };
        let _ = writeln!(
            text,
            "{mark}: {decision} by {} ({}), {}\n      with the key of {} {}",
            visible(&sign_off.name),
            visible(&sign_off.role),
            visible(&sign_off.date),
            visible(owner),
            one.key.fingerprint()
        );
        if let Some(statement) = &sign_off.statement {
            let _ = writeln!(text, "      {}", visible(statement));
        }
    }
    if verified.unsigned > 0 {
        let _ = writeln!(text, "{} without a signature: noted only", verified.unsigned);
    }
    text.push_str(if verified.signed.is_empty() {
        "DRAFT: nobody signed it.\n"
    } else if passed {
        "Verified: nothing was changed, and every key is trusted.\n"
    } else if must_be_approved && verified.is_trusted() {
        "Not approved: the signatures are good, and a reviewer rejected it.\n"
    } else {
        "Not verified: nothing was changed, and not every key is trusted. Name trusted keys with --trusted FILE.\n"
    });
    text
}

/// Text from a file, with control characters spelt out.
fn visible(text: &str) -> String {
    text.chars()
        .flat_map(|character| {
            let escaped = character.is_control()
                || ('\u{202a}'..='\u{202e}').contains(&character)
                || ('\u{2066}'..='\u{2069}').contains(&character);
            if escaped { character.escape_unicode().collect::<Vec<_>>() } else { vec![character] }
        })
        .collect()
}

/// Renders a report from its JSON.
pub(super) fn render(arguments: &RenderArguments, terminal: &Terminal) -> Result<(), Refusal> {
    let targets = rendering::targets(&arguments.output, &[&arguments.report])?;
    if targets.is_empty() {
        let problem = Problem::new(ErrorKind::Column, "no output was asked for");
        return Err(problem.remedy("name one, as --html report.html").into());
    }
    let text = read_text(&arguments.report)?;
    let report = placed(&arguments.report, Report::from_json(&text))?;
    if !report.is_draft() {
        // A rendering that says who signed must not be made of a report that was changed since.
        placed(&arguments.report, Report::verify_json(&text, &[]))?;
    }
    let mut texts = Vec::new();
    for (format, target) in &targets {
        texts.push((target.clone(), format.render(&report)?));
    }
    write_all(&texts)?;
    let files = rendering::given(&arguments.output).len();
    if targets.iter().all(|(_, target)| *target != Target::Stdout) {
        terminal.say(&format!("Wrote {files} {}.\n", if files == 1 { "file" } else { "files" }));
    }
    Ok(())
}

/// Says what changed between two reports; whether nothing became worse.
pub(super) fn diff(arguments: &DiffArguments) -> Result<bool, Refusal> {
    let read = |path: &Path| placed(path, Report::from_json(&read_text(path)?));
    let (old, new) = (read(&arguments.old)?, read(&arguments.new)?);
    let mut targets = Vec::new();
    for path in [&arguments.markdown, &arguments.json].into_iter().flatten() {
        let target = Target::open(path)?;
        let input = [&arguments.old, &arguments.new].into_iter().any(|input| target.is_file(input));
        if input || targets.contains(&target) {
            let problem = Problem::new(ErrorKind::Io, "is an input, or asked for twice as output");
            return Err(problem.place(path.display().to_string()).remedy("name a place of its own for each").into());
        }
        targets.push(target);
    }
    let mut difference = old.difference_to(&new)?;
    difference.language = arguments.language.unwrap_or(difference.language);
    let mut texts = Vec::new();
    let mut targets = targets.into_iter();
    if arguments.markdown.is_some() {
        texts.extend(targets.next().map(|target| (target, difference.markdown())));
    }
    if arguments.json.is_some() {
        let text = difference.to_json()?;
        texts.extend(targets.next().map(|target| (target, text)));
    }
    write_all(&texts)?;
    if texts.is_empty() {
        Terminal::print(&difference.text())?;
    }
    Ok(!difference.is_worse())
}
