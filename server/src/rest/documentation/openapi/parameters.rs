//! Parameters: the id in an address, the filters and the order of a collection, its pages, and the headers that are understood.

use crate::rest::{changes::PATIENCE, documentation::shown};
use domain::{
    imports::{COLUMNS, OnDuplicate},
    page::Paging,
    query::{On, TEXT_NAMES},
    resource::{Field, Filter, Kind, Resource},
    text,
};
use serde_json::{Value, json};

/// The longest value of a parameter that is promised to be understood: all of them at once still fit into the head of a request.
const LONGEST: u32 = text::SHORT;
/// The longest list of entity tags.
const TAGS: u32 = 1_024;

/// Those of more than one operation.
pub fn shared() -> Value {
    json!({
        "page": {
            "name": "page",
            "in": "query",
            "description": "The number of the page.",
            "schema": { "type": "integer", "format": "int64", "minimum": 1, "maximum": u32::MAX, "default": 1 },
        },
        "itemsPerPage": {
            "name": "itemsPerPage",
            "in": "query",
            "description": format!("How many records a page has; no more than {} are given. 0 asks for their number alone.", Paging::MOST),
            "schema": { "type": "integer", "format": "int64", "minimum": 0, "maximum": u32::MAX, "default": Paging::DEFAULT },
        },
        "If-Match": {
            "name": "If-Match",
            "in": "header",
            "description": "The `ETag` of the record that was seen: where it has changed since, nothing is done and the answer is 412.",
            "schema": { "type": "string", "maxLength": TAGS },
        },
        "If-None-Match": {
            "name": "If-None-Match",
            "in": "header",
            "description": "The `ETag` of what one has already: where it is still so, the answer is 304.",
            "schema": { "type": "string", "maxLength": TAGS },
        },
        "Idempotency-Key": {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Makes it safe to send a request again: within a day the same key gets the same answer, and the work is done once.",
            "schema": { "type": "string", "minLength": 1, "maxLength": text::SHORT, "pattern": "^[!-~]+$" },
        },
    })
}

/// One of [`shared`].
pub fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/parameters/{name}") })
}

/// Where in the change feed one is.
pub fn since() -> Value {
    let description =
        "What the answer before gave as `next`; `now` for what happens from now on. Without it the feed begins at the beginning.";
    query(
        "since",
        description.to_owned(),
        json!({ "type": "string", "maxLength": LONGEST, "pattern": "^(now|[0-9]{1,18}-[0-9a-f]{16})?$" }),
    )
}

/// How long one waits for a change.
pub fn wait() -> Value {
    let description = "For how many seconds to wait for something to happen, where nothing has.";
    query("wait", description.to_owned(), json!({ "type": "integer", "format": "int64", "minimum": 0, "maximum": PATIENCE, "default": 0 }))
}

/// What is told of a file beside it.
pub fn of_file() -> Vec<Value> {
    let line = json!({ "type": "string", "maxLength": text::SHORT });
    let columns = json!({
        "name": "columns",
        "in": "query",
        "required": false,
        "description": "Which column of a table is which attribute, where its name does not tell: `columns[Name]=firstname`; nothing leaves it out.",
        "style": "deepObject",
        "explode": true,
        "schema": { "type": "object", "maxProperties": COLUMNS, "additionalProperties": { "type": "string", "maxLength": text::SHORT } },
    });
    vec![
        query("name", "What the import is called.".to_owned(), line.clone()),
        query("source", "Where the people come from, unless a row says so itself; what an externalId belongs to.".to_owned(), line),
        query(
            "onDuplicate",
            "What becomes of a row with the e-mail address, phone number or LinkedIn profile of somebody who is here.".to_owned(),
            json!({ "type": "string", "enum": OnDuplicate::WORDS, "default": OnDuplicate::Skip.word() }),
        ),
        columns,
    ]
}

/// The id in an item's address.
pub fn id(resource: &Resource) -> Value {
    let schema = if resource.numbered {
        json!({ "type": "integer", "format": "int64", "minimum": 1, "maximum": i64::MAX })
    } else {
        json!({ "type": "string", "format": "uuid", "maxLength": 36 })
    };
    json!({ "name": "id", "in": "path", "required": true, "description": format!("{} identifier", resource.name), "schema": schema })
}

/// Everything that a collection understands.
pub fn of_collection(resource: &Resource) -> Vec<Value> {
    let mut all = vec![reference("page"), reference("itemsPerPage")];
    for on in shown(resource) {
        all.extend(on.parameters().into_iter().map(|name| parameter(on, name)));
    }
    all
}

/// The names under which free text is looked for.
pub fn of_search() -> impl Iterator<Item = Value> {
    let description =
        "Free text: words, the beginnings of words, and `-word` for what must not be there. All of these names mean the same.";
    TEXT_NAMES.iter().map(move |name| query(name, description.to_owned(), json!({ "type": "string", "maxLength": LONGEST })))
}

fn query(name: &str, description: String, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn parameter(on: On, name: String) -> Value {
    let attribute = on.name();
    let operator = name.strip_prefix(attribute).and_then(|rest| rest.strip_prefix('[')).and_then(|rest| rest.strip_suffix(']'));
    match operator {
        // One of several, in the words of PHP. Described as a text, because generators give `name` and `name[]` the same name, and then have neither.
        Some("") => json!({
            "name": name,
            "in": "query",
            "description": format!("As `{attribute}`; given several times, one of them is enough."),
            "content": { "text/plain": { "schema": { "type": "string", "maxLength": LONGEST } } },
        }),
        Some(operator) => query(&name, format!("Only where `{attribute}` is {}.", compared(operator)), operand(on)),
        None if name == attribute => query(&name, narrowed(on), operand(on)),
        None if name.starts_with("exists") => {
            query(&name, format!("Only where `{attribute}` has a value, or has none."), json!({ "type": "boolean" }))
        }
        None => query(&name, format!("In the order of `{attribute}`."), json!({ "type": "string", "enum": ["asc", "desc"] })),
    }
}

fn narrowed(on: On) -> String {
    let name = on.name();
    match on.filter() {
        Some(Filter::Partial) => format!("Only where `{name}` contains this, whatever the case and the accents."),
        Some(Filter::Member) => format!("Only where `{name}` has this among them."),
        _ => format!("Only where `{name}` is this."),
    }
}

fn compared(operator: &str) -> &'static str {
    match operator {
        "lt" => "less than this",
        "lte" => "at most this",
        "gt" => "more than this",
        "gte" => "at least this",
        "before" => "at this moment or before",
        "strictly_before" => "before this moment",
        "after" => "at this moment or after",
        _ => "after this moment",
    }
}

/// A value to compare with. Days are given as days or as moments, moments too: what is named is what they are.
fn operand(on: On) -> Value {
    let field = match on {
        On::Id => return reference_to_record(),
        On::Version => return json!({ "type": "integer", "format": "int64", "minimum": 1 }),
        On::CreatedAt | On::UpdatedAt => return json!({ "type": "string", "format": "date-time", "maxLength": 64 }),
        On::Field(field) => field,
    };
    match field.kind {
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Integer { min, max } => json!({ "type": "integer", "format": "int64", "minimum": min, "maximum": max }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Day => json!({ "type": "string", "format": "date", "maxLength": 64 }),
        Kind::Moment => json!({ "type": "string", "format": "date-time", "maxLength": 64 }),
        Kind::Relation(_) | Kind::Addresses(_) => reference_to_record(),
        Kind::Words | Kind::Skills | Kind::List(_) => json!({ "type": "string", "maxLength": text::TAG }),
        _ => json!({ "type": "string", "maxLength": Field::max(field).unwrap_or(LONGEST).min(LONGEST) }),
    }
}

/// A record, by its address or by its id.
fn reference_to_record() -> Value {
    json!({ "type": "string", "format": "iri-reference", "maxLength": LONGEST })
}
