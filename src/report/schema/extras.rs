//! The schema of what a caller adds, and of what is counted.

use serde_json::{Value, json};

use super::parts::{count, list, number, object, one_of, refer, text};
use crate::report::model::Section;
use crate::report::scorecard::{Better, Perspective};
use crate::report::theme::LogoMedia;

pub(super) fn definitions() -> Vec<(&'static str, Value)> {
    vec![
        ("totals", totals()),
        ("measure", measure()),
        ("trend", trend()),
        ("custom_section", custom_section()),
        ("theme", theme()),
    ]
}

fn totals() -> Value {
    let settling = || object(json!({"evidence": text(), "customers": number()}), json!({}));
    let reason = object(json!({"verdict": refer("verdict"), "reason": text(), "comparisons": count()}), json!({}));
    object(
        json!({
            "comparisons": count(),
            "failing_rules": count(),
            "affected": object(json!({"least": count(), "most": count()}), json!({"share": number()})),
            "findings": object(json!({"settled": count(), "open": count(), "listed": count()}), json!({})),
            "combinations": count(),
            "alpha": number(),
            "below_minimum": count(),
        }),
        json!({
            "withheld_up_to": count(),
            "open": list(&object(
                json!({"rule": text(), "comparisons": count(), "reasons": list(&reason)}),
                json!({"nearest": settling()}),
            )),
            "to_do": list(&object(json!({"rule": text(), "more": count()}), json!({}))),
            "settling": list(&settling()),
            "follow_up": object(json!({"new": count(), "open": count(), "closed": count()}), json!({})),
            "consent": object(json!({"rows": count(), "refused": count(), "coverage": number()}), json!({})),
        }),
    )
}

fn measure() -> Value {
    let unit = json!({"anyOf": [{"enum": ["number", "share", "count"]}, object(json!({"amount": text()}), json!({}))]});
    let segment = object(json!({"slice": refer("slice"), "value": refer("measured")}), json!({}));
    object(
        json!({
            "id": text(), "name": text(), "perspective": one_of(&Perspective::ALL), "better": one_of(&Better::ALL),
            "value": refer("measured"),
        }),
        json!({
            "unit": unit, "target": number(), "previous": number(), "segments": list(&segment),
            "computed": {"const": true},
        }),
    )
}

fn trend() -> Value {
    let digest = json!({"type": "string", "pattern": "^[0-9a-f]{64}$"});
    let point = object(
        json!({
            "value": refer("measured"), "interval": refer("measured_interval"), "verdict": refer("verdict"), "rows": count(),
        }),
        json!({}),
    );
    let series = object(
        json!({
            "rule": text(), "grouping": refer("grouping"), "slice": refer("slice"),
            "points": list(&json!({"anyOf": [point, {"type": "null"}]})),
        }),
        json!({}),
    );
    let earlier = object(json!({"title": text(), "sha256": digest}), json!({"period": text()}));
    object(json!({"earlier": list(&earlier), "series": list(&series)}), json!({}))
}

fn custom_section() -> Value {
    let table = object(json!({"caption": text(), "columns": list(&text()), "rows": list(&list(&text()))}), json!({}));
    object(json!({"title": text()}), json!({"before": one_of(&Section::ALL), "text": text(), "tables": list(&table)}))
}

fn theme() -> Value {
    let colour = || json!({"type": "string", "pattern": "^#[0-9a-fA-F]{6}$"});
    let palette = || {
        object(
            json!({}),
            json!({"paper": colour(), "wash": colour(), "ink": colour(), "muted": colour(), "accent": colour()}),
        )
    };
    let logo = object(json!({"media": one_of(&LogoMedia::ALL), "data": text(), "text": text()}), json!({}));
    object(json!({}), json!({"light": palette(), "dark": palette(), "logo": logo}))
}
