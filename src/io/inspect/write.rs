//! A first `audit.toml`, with every guess marked as one.

use super::{ColumnInspection, ColumnKind, Inspection, Role};

/// Writes an `audit.toml` from what was found: complete where that can be guessed, and each guess marked `# guess:` with
/// its reason, to be read by a person before anything is audited.
///
/// # Example
///
/// ```
/// use evenhand::io::{inspect_csv, to_commented_specification};
///
/// let inspection = inspect_csv("gender,bought,offer\nf,yes,1\nm,no,0\n".as_bytes())?;
/// let text = to_commented_specification(&inspection);
/// assert!(text.contains("outcome = \"bought\"  # guess: yes and no, and the name"));
/// assert!(text.contains("outcome_positive = \"yes\"  # guess"));
/// assert!(text.contains("decision = \"offer\""));
/// # Ok::<(), evenhand::Error>(())
/// ```
pub fn to_commented_specification(inspection: &Inspection) -> String {
    let mut lines = vec![
        format!("# What to audit, guessed from {} rows and {} columns.", inspection.rows, inspection.columns.len()),
        "# Every line marked \"guess\" wants a look.".to_owned(),
        "# policy = \"policy.toml\"".to_owned(),
        "# confidence = 0.95".to_owned(),
        "# seed = 1".to_owned(),
        "# cluster_bootstrap = 200  # where customers come back in a file too large to hold".to_owned(),
    ];
    columns(&mut lines, inspection);
    values(&mut lines, inspection);
    bands(&mut lines, inspection);
    lines.extend(REST.iter().map(|&line| line.to_owned()));
    lines.join("\n")
}

const REST: [&str; 13] = [
    "",
    "[slices]",
    "# intersections = 2  # also every pair of segments",
    "# also = [[\"age\", \"gender\"]]",
    "",
    "[report]",
    "# title = \"\"",
    "# purpose = \"\"",
    "# model = \"\"",
    "# owner = \"\"",
    "# reviewer = \"\"",
    "# period = \"\"",
    "# language = \"de\"  # en or de\n",
];

fn column(inspection: &Inspection, role: Role) -> Option<&ColumnInspection> {
    inspection.columns.iter().find(|column| column.guess.role == role)
}

/// The roles, the segments, and what was left out with the reason.
fn columns(lines: &mut Vec<String>, inspection: &Inspection) {
    let roles = [
        ("outcome", Role::Outcome, "what came of it, 0 or 1"),
        ("decision", Role::Decision, "what was decided, 0 or 1"),
        ("score", Role::Score, "the model's score between 0 and 1"),
        ("weight", Role::Weight, "what a row weighs"),
        ("count", Role::Count, "how many customers a row stands for"),
        ("customer", Role::Customer, "who the customer is"),
        ("consent", Role::Consent, "whether the customer consented; others are left out"),
    ];
    lines.push("\n[columns]".to_owned());
    for (key, role, meaning) in roles {
        lines.push(column(inspection, role).map_or_else(
            || format!("# {key} = \"\"  # {meaning}"),
            |column| format!("{key} = {}  # guess: {}{}", quoted(&column.name), column.guess.reason, missing(column)),
        ));
    }
    lines.push("segments = [  # guess: columns of few levels; keep those that describe people".to_owned());
    for column in inspection.columns.iter().filter(|column| column.guess.role == Role::Segment) {
        lines.push(format!("    {},  # guess: {}{}", quoted(&column.name), column.guess.reason, missing(column)));
    }
    lines.push("]".to_owned());
    lines.push(
        "# strata = []  # legitimate reasons for a difference: segments are compared again within them".to_owned(),
    );
    for column in inspection.columns.iter().filter(|column| column.guess.role == Role::Unused) {
        lines.push(format!("# not used: {}: {}{}", quoted(&column.name), column.guess.reason, missing(column)));
    }
}

fn values(lines: &mut Vec<String>, inspection: &Inspection) {
    lines.push("\n[values]".to_owned());
    for (key, role) in [("outcome", Role::Outcome), ("decision", Role::Decision), ("consent", Role::Consent)] {
        let Some(column) = column(inspection, role) else { continue };
        if column.kind == ColumnKind::ZeroOne {
            continue;
        }
        if let Some(level) = column.positive_level() {
            lines.push(format!("{key}_positive = {}  # guess: it says yes", quoted(level)));
        }
    }
    if column(inspection, Role::Decision).is_none() && column(inspection, Role::Score).is_some() {
        lines.push("threshold = 0.5  # guess: no column holds the decision; set the cut that is used".to_owned());
    }
    lines.extend(
        [
            "# favourable = \"not_selected\"  # where being selected is bad for people, as a fraud flag is",
            "# labels = \"selected_only\"  # where the outcome is known only for those who were selected",
            "# missing = [\"\", \"NA\"]  # cells that mean missing; the empty cell alone unless said otherwise",
        ]
        .map(str::to_owned),
    );
    if inspection.delimiter != ',' {
        lines.push(format!("delimiter = {}", quoted(&inspection.delimiter.to_string())));
    }
}

fn bands(lines: &mut Vec<String>, inspection: &Inspection) {
    lines.push("\n[bands]".to_owned());
    for column in inspection.columns.iter().filter(|column| column.guess.role == Role::Banded) {
        let Some(quartiles) = column.quartiles else { continue };
        let mut points: Vec<String> = quartiles.iter().map(ToString::to_string).collect();
        points.dedup();
        let (name, points) = (quoted(&column.name), points.join(", "));
        lines.push(format!("# {name} = [{points}]  # quartiles; to use it, name it a segment too{}", missing(column)));
    }
}

fn missing(column: &ColumnInspection) -> String {
    if column.missing == 0 { String::new() } else { format!(", {:.1} % missing", 100.0 * column.missing_share) }
}

/// Text as TOML writes it, with what would break the line escaped.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            other if other.is_control() => out.extend(format!("\\u{:04X}", u32::from(other)).chars()),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
