//! `evenhand policy`: a preset written out as a policy to start from.

use std::fmt::Write as _;

use evenhand::Error;
use evenhand::audit::preset::{self, Preset};

use super::Refusal;
use super::arguments::PolicyArguments;
use super::terminal::{Terminal, WIDTH, wrapped};

/// What each key means, said where it first occurs.
const KEYS: [(&str, &str); 13] = [
    ("confidence", "Of every interval and verdict."),
    ("minimum_rows", "Slices with fewer rows are shown and not judged."),
    ("tables", "Impact tables that are printed, without a pass line."),
    ("criterion", "What is compared: `evenhand catalogue` lists them."),
    ("tolerance", "The values that are acceptable, both bounds included; either may be left out."),
    ("reference", "\"rest\", \"overall\", \"best\", \"largest\", or a segment, as { age_band = \"35-44\" }."),
    ("summary", "\"each\" segment, or the \"worst\" pair of each grouping."),
    ("within_strata", "Compare within the strata that the audit declares, where it does."),
    ("literal", "A rule of thumb reported beside the verdict: \"four-fifths\", \"two-standard-deviations\"."),
    ("family", "\"primary\" was declared in advance; \"exploratory\" looks through many comparisons."),
    ("severity", "\"high\", \"medium\", \"low\" or \"info\"."),
    ("fail_on", "Verdicts that fail the gate: \"outside\", \"inconclusive\", \"not-assessed\"."),
    ("on_failure", "What to do, and who answers for it: owner = \"campaign lead\"."),
];

const MORE: &str = "
# A rule may be limited to some segments:
# segments = [\"age_band\", \"gender × channel\"]

# A slice that a rule is not held against, for a reason and for a time:
# [[exemption]]
# rule = \"RULE\"
# slice = { channel = \"phone\", gender = \"female\" }
# reason = \"pilot\"
# expires = 2027-01-31
# approved_by = \"head of marketing\"

# Whom to tell when the gate fails; it stands at the top, before the first rule:
# escalation = [\"campaign lead\", \"model risk\"]
";

/// Prints the policy.
pub(super) fn run(arguments: &PolicyArguments) -> Result<(), Refusal> {
    let preset = preset::find(&arguments.preset)?;
    Terminal::print(&commented(preset)?)?;
    Ok(())
}

fn commented(preset: &Preset) -> Result<String, Error> {
    let mut policy = preset.policy();
    // Spelt out, so that each rule can be changed.
    policy.presets.clear();
    let text = policy.to_toml()?;
    let mut out = comment(&format!("{}, from the preset {}: {}", preset.name, preset.id, preset.text));
    out.push_str(&comment(&format!("Status: {}, as of {}. {}", preset.status.text(), preset.as_of, preset.caution)));
    out.push_str(&comment(&format!("Source: {}", preset.source)));
    out.push_str("#\n# Change it, keep it under version control, and use it:\n");
    out.push_str("#   evenhand audit campaign.csv … --policy policy.toml\n\n");
    let mut said: Vec<&str> = Vec::new();
    for line in text.lines() {
        let key = line.split(" = ").next().unwrap_or_default();
        if let Some((key, meaning)) = KEYS.iter().find(|(known, _)| *known == key)
            && !said.contains(key)
        {
            said.push(key);
            out.push_str(&comment(meaning));
        }
        let _ = writeln!(out, "{line}");
    }
    out.push_str(MORE.replace("RULE", policy.rules.first().map_or("four-fifths", |rule| rule.id.as_str())).as_str());
    Ok(out)
}

fn comment(text: &str) -> String {
    wrapped(text, WIDTH - 2, 0).lines().fold(String::new(), |mut out, line| {
        let _ = writeln!(out, "# {line}");
        out
    })
}
