//! Bodies to begin with: what has to be there, with values that have the right shape.

use super::{Document, members};
use serde_json::{Map, Value, json};

/// A body with what is required; with the first attribute alone, where nothing is.
pub fn body(document: Document<'_>, schema: &Value) -> String {
    let sample = object(document, document.resolved(schema));
    serde_json::to_string_pretty(&sample).unwrap_or_default()
}

fn object(document: Document<'_>, schema: &Value) -> Value {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let there = members(&schema["properties"]).enumerate();
    let wanted = there.filter(|(place, (name, _))| if required.is_empty() { *place == 0 } else { required.contains(name) });
    Value::Object(wanted.map(|(_, (name, schema))| (name.to_owned(), value(document, schema))).collect::<Map<_, _>>())
}

fn value(document: Document<'_>, schema: &Value) -> Value {
    let schema = document.resolved(schema);
    let kind = match &schema["type"] {
        Value::Array(several) => &several[0],
        one => one,
    };
    match (kind.as_str().unwrap_or_default(), schema["format"].as_str().unwrap_or_default()) {
        ("object", _) => object(document, schema),
        ("array", _) => json!([value(document, &schema["items"])]),
        ("boolean", _) => json!(false),
        ("integer", _) => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        ("string", "email") => json!("ada@example.com"),
        ("string", "iri-reference") => json!("/…"),
        ("string", "password") => json!("…"),
        ("string", _) => schema["enum"].get(0).cloned().unwrap_or_else(|| json!("text")),
        _ => Value::Null,
    }
}
