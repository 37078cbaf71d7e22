//! The part of the schema on predictions other than decisions.

use serde_json::{Value, json};

use super::parts::{count, list, number, object, one_of, refer, text};
use crate::audit::{CountedUnit, ExhibitKind};
use crate::metric::Task;

pub(super) fn definitions() -> Vec<(&'static str, Value)> {
    let flag = json!({"type": "boolean"});
    let ends = json!({"type": "array", "items": number(), "minItems": 2, "maxItems": 2});
    let slice = object(
        json!({
            "slice": refer("slice"), "count": count(), "share": refer("measured"), "below_minimum": flag,
            "metrics": list(&refer("metric_value")),
        }),
        json!({"disparities": list(&refer("disparity"))}),
    );
    let worst = object(
        json!({
            "criterion": text(), "value": refer("measured"), "interval": refer("measured_interval"),
            "p_value": refer("measured"), "comparisons": count(),
        }),
        json!({"group": refer("slice"), "reference": refer("slice"), "unmeasured": list(&refer("slice"))}),
    );
    let point = object(json!({"x": number(), "y": number()}), json!({"interval": ends, "count": count()}));
    let curve = object(json!({"slice": refer("slice"), "points": list(&point)}), json!({}));
    let or_null = |value: Value| json!({"anyOf": [value, {"type": "null"}]});
    let bar = object(
        json!({"slice": refer("slice"), "values": list(&or_null(number()))}),
        json!({"intervals": list(&or_null(ends))}),
    );
    let curves = object(json!({"series": list(&curve), "diagonal": flag}), json!({}));
    let bars = object(json!({"categories": list(&text()), "series": list(&bar)}), json!({}));
    let drawing = json!({"anyOf": [
        object(json!({"curves": curves}), json!({})),
        object(json!({"bars": bars}), json!({})),
    ]});
    let exhibit =
        object(json!({"kind": one_of(&ExhibitKind::ALL), "drawing": drawing}), json!({"grouping": refer("grouping")}));
    // A note is a word, or a word with what it says.
    let note = json!({"anyOf": [text(), {"type": "object", "minProperties": 1, "maxProperties": 1}]});
    let pair = json!({"type": "array", "items": text(), "minItems": 2, "maxItems": 2});
    vec![
        ("task_slice", slice),
        (
            "task_result",
            object(
                json!({
                    "task": one_of(&Task::ALL),
                    "roles": list(&object(json!({"role": text(), "column": text()}), json!({}))),
                    "unit": one_of(&CountedUnit::ALL),
                    "overall": refer("task_slice"),
                    "groupings": list(&object(
                        json!({"grouping": refer("grouping"), "slices": list(&refer("task_slice"))}),
                        json!({"all_groups": list(&worst)}),
                    )),
                }),
                json!({"options": list(&pair), "exhibits": list(&exhibit), "notes": list(&note)}),
            ),
        ),
    ]
}
