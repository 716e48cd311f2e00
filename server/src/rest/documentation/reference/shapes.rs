//! What a value is, in words: `string, at most 255 characters`, `one of asc, desc`, with links to the schemas that have a name.

use super::{escape, inline, members as members_of, text};
use serde_json::{Value, json};

/// A schema in a line of HTML.
pub fn shape(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix("#/components/schemas/")) {
        let name = escape(name);
        return format!(r##"<a href="#schema-{name}">{name}</a>"##);
    }
    for (keyword, between) in [("anyOf", " or "), ("allOf", " and ")] {
        if let Some(several) = schema[keyword].as_array() {
            return several.iter().map(shape).collect::<Vec<_>>().join(between);
        }
    }
    let mut words = vec![types(schema)];
    words.extend(bounds(schema));
    if let Some(allowed) = schema["enum"].as_array() {
        let allowed: Vec<String> = allowed.iter().map(|word| word.as_str().map_or_else(|| word.to_string(), str::to_owned)).collect();
        words
            .push(format!("one of {}", allowed.iter().map(|word| format!("<code>{}</code>", escape(word))).collect::<Vec<_>>().join(", ")));
    }
    words.join(", ")
}

fn types(schema: &Value) -> String {
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().map(text).collect(),
        _ => return if schema.get("properties").is_some() { "object".to_owned() } else { "anything".to_owned() },
    };
    let named = |name: &&str| match *name {
        "array" => format!("array of {}", shape(schema.get("items").unwrap_or(&json!({})))),
        "string" => match schema["format"].as_str() {
            Some(format) => format!("string ({})", escape(format)),
            None => "string".to_owned(),
        },
        name => escape(name),
    };
    types.iter().map(named).collect::<Vec<_>>().join(" or ")
}

fn bounds(schema: &Value) -> Vec<String> {
    let number = |name: &str| schema.get(name).filter(|bound| bound.is_number());
    let mut bounds = Vec::new();
    match (number("minimum"), number("maximum")) {
        (Some(min), Some(max)) => bounds.push(format!("{min} to {max}")),
        (Some(min), None) => bounds.push(format!("from {min}")),
        (None, Some(max)) => bounds.push(format!("up to {max}")),
        (None, None) => {}
    }
    bounds.extend(number("maxLength").map(|max| format!("at most {max} characters")));
    bounds.extend(number("maxItems").map(|max| format!("at most {max}")));
    bounds.extend(schema.get("default").map(|default| format!("by default {}", escape(&default.to_string()))));
    bounds
}

/// The members of an object, as a list of HTML; of several objects that are one, those of each of them.
pub fn members(schema: &Value) -> String {
    let mut html = String::new();
    if schema.get("$ref").is_some() {
        html.push_str(&format!("<p>Everything of {}, and:</p>", shape(&json!({ "$ref": schema["$ref"] }))));
    }
    let required = |name: &str| schema["required"].as_array().is_some_and(|names| names.iter().any(|one| one == name));
    let member = |(name, member): (&str, &Value)| {
        let marks = [("required", required(name)), ("read-only", member["readOnly"] == true)];
        let marks: String =
            marks.iter().filter(|(_, there)| *there).map(|(mark, _)| format!(r#" <span class="{mark}">{mark}</span>"#)).collect();
        format!(
            r#"<div><dt><code>{}</code> <span class="shape">{}</span>{marks}</dt><dd>{}</dd></div>"#,
            escape(name),
            shape(member),
            inline(text(&member["description"]))
        )
    };
    let list: String = members_of(&schema["properties"]).map(member).collect();
    if !list.is_empty() {
        html.push_str(&format!("<dl>{list}</dl>"));
    }
    html.extend(schema["allOf"].as_array().into_iter().flatten().map(members));
    html
}
