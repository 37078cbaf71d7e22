//! The JSON Schema of the report, put together from the same lists as the report itself: reasons, methods, codes, sections.
//!
//! Objects allow no other keys, so a field that the schema does not know fails the tests.

mod audit;
mod extras;
mod parts;
mod task;

use serde_json::{Value, json};

use self::parts::{columns, count, list, object, one_of, text};
use super::governance::ActionState;
use super::model::{Report, SCHEMA_VERSION, Section};
use super::words::Language;
use crate::audit::FindingCode;

impl Report {
    /// The JSON Schema (draft 2020-12) of what [`Report::to_json`] writes, ending in a line feed. `docs/report.schema.json`
    /// is a copy.
    ///
    /// # Example
    ///
    /// ```
    /// let schema: serde_json::Value = serde_json::from_str(&evenhand::report::Report::json_schema()).unwrap();
    /// assert_eq!(schema["properties"]["schema_version"]["const"], evenhand::report::SCHEMA_VERSION);
    /// ```
    pub fn json_schema() -> String {
        let text = serde_json::to_string_pretty(&schema()).unwrap_or_default();
        text + "\n"
    }
}

fn schema() -> Value {
    let mut schema = report();
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["$id"] = json!(format!("urn:evenhand:report:{SCHEMA_VERSION}"));
    schema["title"] = json!(format!("Report of evenhand, schema version {SCHEMA_VERSION}"));
    let mut definitions = parts::definitions();
    let own = own_definitions().into_iter().chain(extras::definitions());
    for (name, definition) in audit::definitions().into_iter().chain(task::definitions()).chain(own) {
        definitions.insert(name.to_owned(), definition);
    }
    schema["$defs"] = Value::Object(definitions);
    schema
}

fn report() -> Value {
    object(
        json!({
            "schema_version": {"const": SCHEMA_VERSION},
            "title": text(),
            "card": {"$ref": "#/$defs/card"},
            "sections": list(&one_of(&Section::ALL)),
            "provenance": {"$ref": "#/$defs/provenance"},
            "totals": {"$ref": "#/$defs/totals"},
            "audited": {"$ref": "#/$defs/audited"},
        }),
        json!({
            "language": one_of(&Language::ALL),
            "theme": {"$ref": "#/$defs/theme"},
            "custom": list(&json!({"$ref": "#/$defs/custom_section"})),
            "scorecard": list(&json!({"$ref": "#/$defs/measure"})),
            "trend": {"$ref": "#/$defs/trend"},
            "governance": {"$ref": "#/$defs/governance"},
            "follow_up": list(&json!({"$ref": "#/$defs/tracked_finding"})),
            "sign_offs": list(&json!({"$ref": "#/$defs/sign_off"})),
        }),
    )
}

fn own_definitions() -> Vec<(&'static str, Value)> {
    let digest = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    vec![
        (
            "card",
            object(
                json!({}),
                json!({
                    "purpose": text(), "decision_made": text(), "model": text(), "owner": text(), "reviewer": text(),
                    "period": text(), "legal_basis": text(), "favourable_outcome": text(), "population": text(),
                    "consent": text(), "segment_source": text(), "notes": list(&text()),
                }),
            ),
        ),
        (
            "provenance",
            object(
                json!({"crate_version": text(), "policy_name": text(), "seed": count(), "confidence": {"$ref": "#/$defs/confidence"}}),
                json!({
                    "inputs": list(&object(json!({"name": text(), "sha256": text()}), json!({}))),
                    "policy_version": text(), "policy_sha256": text(),
                    "supersedes": object(json!({"title": text(), "sha256": digest}), json!({"period": text()})),
                }),
            ),
        ),
        (
            "governance",
            object(
                json!({}),
                json!({"actions": list(&json!({"$ref": "#/$defs/action"})), "limitations": list(&text())}),
            ),
        ),
        (
            "action",
            object(
                json!({"id": text(), "option": text(), "state": one_of(&ActionState::ALL)}),
                json!({
                    "findings": list(&text()), "cost": text(), "who_loses": text(), "owner": text(), "due": text(),
                    "effect": object(
                        json!({
                            "measure": text(), "value": {"type": "number"}, "lower": {"type": "number"},
                            "upper": {"type": "number"}, "confidence": {"$ref": "#/$defs/confidence"},
                        }),
                        json!({}),
                    ),
                }),
            ),
        ),
        (
            "tracked_finding",
            object(
                json!({
                    "id": text(), "state": {"enum": ["new", "open", "closed"]}, "code": one_of(&FindingCode::ALL),
                    "severity": {"$ref": "#/$defs/severity"}, "reports": count(),
                    "standing": {"enum": [
                        "found", "shown_within", "shown_outside", "exemption_settled", "no_longer_reversed", "no_longer_withheld",
                        "not_settled", "not_assessed", "not_audited",
                    ]},
                }),
                json!({"rule": text(), "evidence": text()}),
            ),
        ),
        (
            "sign_off",
            object(
                json!({
                    "name": text(), "role": text(), "date": text(),
                    "decision": {"enum": ["approved", "approved_with_conditions", "rejected"]},
                }),
                json!({
                    "independence": text(), "statement": text(),
                    "signature": object(
                        json!({
                            "algorithm": {"const": "ed25519"}, "public_key": digest,
                            "value": {"type": "string", "pattern": "^[0-9a-f]{128}$"},
                        }),
                        json!({}),
                    ),
                }),
            ),
        ),
        ("numbers", columns(&json!({"$ref": "#/$defs/measured"}))),
        ("counts", columns(&count())),
    ]
}
