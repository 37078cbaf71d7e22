//! The pieces from which the schema is put together.

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::audit::Verdict;
use crate::inference::Method;
use crate::value::Reason;

/// An object with these keys, the first of which must be there, and no others.
pub(super) fn object(required: Value, optional: Value) -> Value {
    let (Value::Object(mut properties), Value::Object(optional)) = (required, optional) else { return Value::Null };
    let required: Vec<Value> = properties.keys().map(|key| json!(key)).collect();
    properties.extend(optional);
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = Value::Array(required);
    }
    schema
}

/// A list of such values.
pub(super) fn list(item: &Value) -> Value {
    json!({"type": "array", "items": item})
}

/// One such value for each row, or one for all.
pub(super) fn columns(entry: &Value) -> Value {
    json!({"anyOf": [list(entry), object(json!({"all": entry}), json!({}))]})
}

/// A column in which a row may have no entry.
pub(super) fn gaps(entry: &Value) -> Value {
    columns(&json!({"anyOf": [entry, {"type": "null"}]}))
}

/// One of these, as they are written.
pub(super) fn one_of<T: Serialize>(all: &[T]) -> Value {
    let words: Vec<Value> = all.iter().map(|one| serde_json::to_value(one).unwrap_or_default()).collect();
    json!({"enum": words})
}

pub(super) fn text() -> Value {
    json!({"type": "string"})
}

pub(super) fn number() -> Value {
    json!({"type": "number"})
}

pub(super) fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

pub(super) fn refer(name: &str) -> Value {
    json!({"$ref": format!("#/$defs/{name}")})
}

/// What everything else is made of.
pub(super) fn definitions() -> Map<String, Value> {
    let reason = one_of(Reason::ALL);
    let sign = json!({"enum": ["positive", "negative"]});
    let because = |word: &str, what: &Value| {
        let mut properties = Map::new();
        properties.insert(word.to_owned(), what.clone());
        object(Value::Object(properties), json!({}))
    };
    let mut definitions = Map::new();
    let mut define = |name: &str, definition: Value| {
        definitions.insert(name.to_owned(), definition);
    };
    define("reason", reason);
    define(
        "unavailable",
        json!({"oneOf": [
            because("undefined", &refer("reason")), because("infinite", &sign),
            because("not_identified", &refer("reason")), because("suppressed", &refer("reason")),
        ]}),
    );
    define("measured", json!({"anyOf": [number(), refer("unavailable")]}));
    define("bound", json!({"anyOf": [number(), because("infinite", &sign)]}));
    define("confidence", json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}));
    define("method", one_of(Method::ALL));
    define("verdict", one_of(&Verdict::ALL));
    define("severity", json!({"enum": ["info", "low", "medium", "high"]}));
    define(
        "interval",
        object(
            json!({"lower": refer("bound"), "upper": refer("bound"), "confidence": refer("confidence"), "method": refer("method")}),
            json!({}),
        ),
    );
    define("measured_interval", json!({"anyOf": [refer("interval"), refer("unavailable")]}));
    let bounds =
        json!({"type": "array", "prefixItems": [refer("bound"), refer("bound")], "minItems": 2, "maxItems": 2});
    define(
        "intervals",
        object(
            json!({"bounds": columns(&json!({"anyOf": [bounds, refer("unavailable")]}))}),
            json!({"confidence": gaps(&refer("confidence")), "method": gaps(&refer("method"))}),
        ),
    );
    define(
        "estimate",
        object(
            json!({"value": refer("measured"), "standard_error": refer("measured"), "interval": refer("measured_interval")}),
            json!({}),
        ),
    );
    define("level", json!({"type": ["string", "null"]}));
    define("slice", list(&object(json!({"attribute": text(), "level": refer("level")}), json!({}))));
    define("place", json!({"anyOf": [count(), refer("slice")]}));
    define("grouping", list(&text()));
    definitions
}
