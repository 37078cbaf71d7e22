//! SARIF 2.1.0, the part of it that findings need.

use serde_json::{Value, json};

use super::finding_sentence;
use crate::audit::{Finding, FindingCode, Severity};
use crate::report::model::Report;
use crate::report::reading;
use crate::report::words;

pub(super) fn render(report: &Report) -> Result<String, serde_json::Error> {
    let audited = &report.audited;
    let mut rules: Vec<Value> = audited
        .rules
        .iter()
        .map(|result| {
            let rule = &result.rule;
            let asks = words::ENGLISH.tolerance(&rule.tolerance, reading::scale(&rule.criterion));
            json!({
                "id": rule.id,
                "shortDescription": {"text": words::ENGLISH.criterion_name(&rule.criterion)},
                "fullDescription": {"text": words::pipeline::rule_asks(&rule.criterion, &asks)},
            })
        })
        .collect();
    let of_rules = rules.len();
    rules.extend(
        FindingCode::ALL
            .iter()
            .map(|code| json!({"id": code.code(), "shortDescription": {"text": code.description()}})),
    );
    let input = report.provenance.inputs.first().map(|input| input.name.as_str());
    let results: Vec<Value> = audited
        .findings
        .iter()
        .map(|finding| {
            let rule = audited.rules.iter().position(|result| finding.rule.as_ref() == Some(&result.rule.id));
            let code = FindingCode::ALL.iter().position(|code| *code == finding.code).unwrap_or_default();
            let index = rule.unwrap_or(of_rules + code);
            let mut result = json!({
                "ruleId": rules[index]["id"],
                "ruleIndex": index,
                "level": level(finding),
                "message": {"text": finding_sentence(report, finding)},
                "locations": [location(finding, input)],
                "partialFingerprints": {"evenhandFinding/v1": finding.id},
                "properties": {
                    "code": finding.code.code(),
                    "severity": finding.severity.text(),
                    "evidence": format!("audited.{}", finding.evidence),
                },
            });
            if let Some(people) = finding.people {
                result["properties"]["customers"] = json!(people);
            }
            if let Some(reason) = &finding.exempted {
                result["suppressions"] = json!([{"kind": "external", "status": "accepted", "justification": reason}]);
            }
            result
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "evenhand", "version": report.provenance.crate_version, "rules": rules}},
            "results": results,
            "columnKind": "unicodeCodePoints",
        }],
    });
    Ok(serde_json::to_string_pretty(&log)? + "\n")
}

fn level(finding: &Finding) -> &'static str {
    let open = matches!(finding.code, FindingCode::Inconclusive | FindingCode::NotAssessed);
    if finding.fails_gate {
        "error"
    } else if open || finding.severity == Severity::Info {
        "note"
    } else {
        "warning"
    }
}

fn location(finding: &Finding, input: Option<&str>) -> Value {
    let mut location =
        json!({"logicalLocations": [{"fullyQualifiedName": finding.slice.to_string(), "kind": "segment"}]});
    if let Some(name) = input {
        location["physicalLocation"] = json!({"artifactLocation": {"uri": uri(name)}, "region": {"startLine": 1}});
    }
    location
}

/// A file's name as a reference in a URI: what has a meaning there is percent-encoded.
fn uri(name: &str) -> String {
    use std::fmt::Write as _;

    name.replace('\\', "/").bytes().fold(String::new(), |mut text, byte| {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => text.push(char::from(byte)),
            // Writing to a String cannot fail.
            other => drop(write!(text, "%{other:02X}")),
        }
        text
    })
}
