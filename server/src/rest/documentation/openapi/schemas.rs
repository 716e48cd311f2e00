//! Schemas: what is read, what is sent to make and to change it, and what every collection and every refusal looks like.

use super::{Form, object, schema, texts};
use crate::rest::documentation::{Attribute, IMPORTS, USERS, What, described, lower_camel, read_only};
use domain::{
    resource::{Access, Field, Kind, Resource},
    text,
};
use serde_json::{Value, json};

/// The length of `1990-01-02T00:00:00+00:00`.
const MOMENT: u32 = 25;

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    In,
    Out,
}

impl Way {
    /// The name of the objects in a field.
    fn name(self, resource: &Resource, field: &Field) -> String {
        let verb = if self == Way::In { "write" } else { "read" };
        format!("{}.{}-{}.{verb}", resource.name, field.name, lower_camel(resource))
    }
}

pub fn all(resources: &[Resource]) -> Value {
    let mut schemas: Vec<(String, Value)> = Vec::new();
    for resource in described(resources) {
        schemas.push((Form::Read.name(resource), read(resource)));
        schemas.push((Form::JsonLd.name(resource), json_ld(resource)));
        schemas.extend(objects(resource, Way::Out));
    }
    for resource in described(resources).filter(|resource| !read_only(resource)) {
        if resource.name != IMPORTS.name {
            schemas.push((Form::Write.name(resource), write(resource)));
        }
        schemas.push((Form::Patch.name(resource), patch(resource)));
        schemas.extend(objects(resource, Way::In));
    }
    let others = [
        ("HydraCollectionBaseSchema", collection()),
        ("ChangeFeed", feed()),
        ("Change", change(resources)),
        ("Credentials", credentials()),
        ("Token", token()),
        ("Unauthorized", unauthorized()),
        ("Problem", problem()),
        ("Error", error()),
        ("ConstraintViolation", violation()),
        ("ConstraintViolationList", violations()),
    ];
    schemas.extend(others.map(|(name, schema)| (name.to_owned(), schema)));
    object(schemas)
}

/// Every attribute is always there.
fn read(resource: &Resource) -> Value {
    let attributes = Attribute::all(resource);
    let names: Vec<&str> = attributes.iter().map(|attribute| attribute.name).collect();
    json!({
        "type": "object",
        "description": resource.doc,
        "required": names,
        "properties": object(attributes.iter().map(|attribute| (attribute.name, told(resource, attribute)))),
    })
}

fn told(resource: &Resource, attribute: &Attribute) -> Value {
    let mut schema = match attribute.what {
        What::Uuid => json!({ "type": "string", "format": "uuid", "maxLength": 36 }),
        What::Number | What::Version => json!({ "type": "integer", "format": "int64", "minimum": 1, "maximum": i64::MAX }),
        What::Moment => moment(),
        What::Field(field) => value(resource, field, Way::Out),
    };
    schema["description"] = json!(attribute.doc);
    if attribute.access == Access::Read {
        schema["readOnly"] = json!(true);
    }
    schema
}

fn json_ld(resource: &Resource) -> Value {
    json!({ "type": "object", "description": resource.doc, "allOf": [linked(&Form::Read.name(resource), &[resource.name], &["@id", "@type"])] })
}

/// A schema with the members that JSON-LD adds. They stand beside the reference, which adds them for whoever checks JSON (JSON Schema 2020-12, §8.2.3.1)
/// and hides them from generators that would give `@id` and `id` the same name, and then have neither.
fn linked(name: &str, types: &[&str], required: &[&str]) -> Value {
    let address = |description: &str| json!({ "type": "string", "format": "iri-reference", "readOnly": true, "description": description });
    let mut linked = schema(name);
    linked["required"] = json!(required);
    linked["properties"] = json!({
        "@context": address("What the names mean; said once, by the outermost object."),
        "@id": address("The address."),
        "@type": { "type": "string", "enum": types, "readOnly": true, "description": "The type." },
    });
    linked
}

fn write(resource: &Resource) -> Value {
    let attributes: Vec<Attribute> = Attribute::all(resource).into_iter().filter(|attribute| attribute.access != Access::Read).collect();
    let required: Vec<&str> = attributes.iter().filter(|attribute| attribute.required).map(|attribute| attribute.name).collect();
    let mut schema = json!({ "type": "object", "description": resource.doc, "properties": object(attributes.iter().filter_map(|attribute| asked(resource, attribute))) });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

/// Nothing has to be there; what was set for good when the record was made is not asked for.
fn patch(resource: &Resource) -> Value {
    let attributes = Attribute::all(resource);
    let writable = attributes.iter().filter(|attribute| attribute.access == Access::Write);
    json!({ "type": "object", "description": resource.doc, "properties": object(writable.filter_map(|attribute| asked(resource, attribute))) })
}

fn asked(resource: &Resource, attribute: &Attribute) -> Option<(&'static str, Value)> {
    let What::Field(field) = attribute.what else { return None };
    let mut schema = value(resource, field, Way::In);
    schema["description"] = json!(attribute.doc);
    Some((attribute.name, schema))
}

/// A value of a field. `null` comes out where there may be none; it goes in wherever the field is not required, and leaves it empty or, where it is
/// never empty, at its default.
fn value(resource: &Resource, field: &Field, way: Way) -> Value {
    let mut schema = some(resource, field, way);
    let nullable = match way {
        Way::In => !field.required && field.clearable(),
        Way::Out => field.nullable(),
    };
    if nullable {
        allow_null(&mut schema);
    }
    if let (Way::In, Some(example)) = (way, example(field.kind)) {
        schema["examples"] = json!([example]);
    }
    schema
}

/// A value to begin with, where one can be told from the kind alone.
fn example(kind: Kind) -> Option<Value> {
    match kind {
        Kind::Email => Some(json!("ada@example.com")),
        Kind::Url => Some(json!("https://example.com/in/ada")),
        Kind::Day | Kind::Moment => Some(json!("2026-09-01")),
        Kind::Words => Some(json!(["senior"])),
        Kind::Choice(words) => words.first().map(|word| json!(word)),
        _ => None,
    }
}

fn allow_null(schema: &mut Value) {
    match schema.get_mut("type") {
        Some(Value::Array(types)) => types.push(json!("null")),
        Some(one) => *one = json!([one.take(), "null"]),
        None => {}
    }
    for alternatives in ["enum", "anyOf"] {
        if let Some(Value::Array(alternatives)) = schema.get_mut(alternatives) {
            let null = if alternatives.iter().all(Value::is_object) { json!({ "type": "null" }) } else { Value::Null };
            alternatives.push(null);
        }
    }
}

fn some(resource: &Resource, field: &Field, way: Way) -> Value {
    match field.kind {
        Kind::Line(max) => texted(max, way, field.required, texts::line(field.required)),
        Kind::Lines(max) => texted(max, way, field.required, texts::lines(field.required)),
        Kind::Email => json!({ "type": "string", "format": "email", "maxLength": text::EMAIL }),
        Kind::Url if way == Way::In => texted(text::URL, way, field.required, texts::url(field.required)),
        Kind::Url => json!({ "type": "string", "format": "iri", "maxLength": text::URL }),
        Kind::Day | Kind::Moment if way == Way::In => {
            json!({ "anyOf": [{ "type": "string", "format": "date" }, { "type": "string", "format": "date-time" }] })
        }
        Kind::Day | Kind::Moment => moment(),
        Kind::Flag => json!({ "type": "boolean" }),
        Kind::Integer { min, max } => json!({ "type": "integer", "format": "int64", "minimum": min, "maximum": max }),
        Kind::Choice(words) => json!({ "type": "string", "enum": words }),
        Kind::Words => list(field, texted(text::TAG, way, false, texts::line(false))),
        Kind::Texts(max) => {
            let mut texts = list(field, texted(max, way, true, texts::line(true)));
            if way == Way::In {
                texts["uniqueItems"] = json!(true);
            }
            texts
        }
        Kind::Skills | Kind::List(_) => list(field, schema(&way.name(resource, field))),
        Kind::Object(_) => json!({ "anyOf": [schema(&way.name(resource, field))] }),
        Kind::Any => json!({}),
        // A number is an id, and nothing but an id.
        Kind::Relation(target) if target.numbered && way == Way::In => {
            json!({ "type": ["string", "integer"], "format": "iri-reference", "maxLength": text::URL, "minimum": 1 })
        }
        Kind::Relation(_) => iri(),
        Kind::Relations(_) | Kind::Addresses(_) => list(field, iri()),
    }
}

fn texted(max: u32, way: Way, required: bool, pattern: String) -> Value {
    let mut schema = json!({ "type": "string", "maxLength": max });
    if way == Way::In {
        schema["pattern"] = json!(pattern);
        if required {
            schema["minLength"] = json!(1);
        }
    }
    schema
}

fn moment() -> Value {
    json!({ "type": "string", "format": "date-time", "maxLength": MOMENT })
}

fn iri() -> Value {
    json!({ "type": "string", "format": "iri-reference", "minLength": 1, "maxLength": text::URL })
}

/// As many as one may send. What is made from other records is as many as there are.
fn list(field: &Field, items: Value) -> Value {
    let mut schema = json!({ "type": "array", "items": items });
    if field.access != Access::Read {
        schema["maxItems"] = json!(text::TAGS);
    }
    schema
}

/// The objects in the fields of a resource and in one another, under names of their own: generators that meet them twice make them once.
fn objects(resource: &Resource, way: Way) -> impl Iterator<Item = (String, Value)> {
    let fields = Attribute::all(resource).into_iter().filter_map(|attribute| match attribute.what {
        What::Field(field) => Some(field),
        _ => None,
    });
    let there = fields.filter(move |field| way == Way::Out || field.access != Access::Read);
    there.flat_map(move |field| inside(resource, field, way))
}

/// The objects in a field.
fn inside(resource: &Resource, field: &Field, way: Way) -> Vec<(String, Value)> {
    let Some(fields) = field.kind.members() else { return Vec::new() };
    let mut found = vec![(way.name(resource, field), members(resource, field, fields, way))];
    found.extend(fields.iter().flat_map(|member| inside(resource, member, way)));
    found
}

/// Coming out, every member is there; going in, the required ones.
fn members(resource: &Resource, of: &Field, fields: &[Field], way: Way) -> Value {
    let required: Vec<&str> = fields.iter().filter(|field| way == Way::Out || field.required).map(|field| field.name).collect();
    let described = |field: &Field| {
        let mut schema = value(resource, field, way);
        schema["description"] = json!(field.doc.trim());
        (field.name, schema)
    };
    let mut schema = json!({ "type": "object", "description": of.doc.trim(), "properties": object(fields.iter().map(described)) });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn collection() -> Value {
    let address = || json!({ "type": "string", "format": "iri-reference" });
    json!({
        "type": "object",
        "description": "A page of a collection.",
        "required": ["@context", "@id", "@type", "hydra:totalItems", "hydra:member", "hydra:search"],
        "properties": {
            "@context": address(),
            "@id": address(),
            "@type": { "type": "string", "enum": ["hydra:Collection"] },
            "hydra:totalItems": { "type": "integer", "format": "int64", "minimum": 0, "description": "On all pages." },
            "hydra:member": { "type": "array", "maxItems": 100, "items": { "type": "object" } },
            "hydra:view": {
                "type": "object",
                "description": "Where the page stands among the others; absent where there is but one.",
                "required": ["@id", "@type"],
                "properties": {
                    "@id": address(),
                    "@type": { "type": "string", "enum": ["hydra:PartialCollectionView"] },
                    "hydra:first": address(),
                    "hydra:last": address(),
                    "hydra:previous": address(),
                    "hydra:next": address(),
                },
            },
            "hydra:search": {
                "type": "object",
                "description": "How the collection is narrowed and ordered.",
                "required": ["@type", "hydra:template", "hydra:variableRepresentation", "hydra:mapping"],
                "properties": {
                    "@type": { "type": "string", "enum": ["hydra:IriTemplate"] },
                    "hydra:template": { "type": "string" },
                    "hydra:variableRepresentation": { "type": "string", "enum": ["BasicRepresentation"] },
                    "hydra:mapping": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["@type", "variable", "property", "required"],
                            "properties": {
                                "@type": { "type": "string", "enum": ["IriTemplateMapping"] },
                                "variable": { "type": "string" },
                                "property": { "type": ["string", "null"] },
                                "required": { "type": "boolean" },
                            },
                        },
                    },
                },
            },
        },
    })
}

fn feed() -> Value {
    json!({
        "type": "object",
        "description": "A piece of the change feed.",
        "required": ["changes", "next", "more"],
        "properties": {
            "changes": { "type": "array", "items": schema("Change") },
            "next": { "type": "string", "maxLength": 36, "description": "The `since` of the next piece." },
            "more": { "type": "boolean", "description": "Whether there is more already." },
        },
    })
}

fn change(resources: &[Resource]) -> Value {
    let names: Vec<&str> = resources.iter().chain([&USERS]).map(|resource| resource.name).collect();
    json!({
        "type": "object",
        "description": "What became of a record.",
        "required": ["type", "record", "changedAt", "deleted"],
        "properties": {
            "type": { "type": "string", "enum": names, "description": "What kind of record it is." },
            "record": { "type": "string", "format": "iri-reference", "description": "Its address." },
            "changedAt": { "type": "string", "format": "date-time", "description": "When it was changed, the last time of which this piece tells." },
            "deleted": { "type": "boolean", "description": "Whether it is gone: deleted, or not to be read any more." },
            "mergedInto": {
                "type": "string",
                "format": "iri-reference",
                "description": "Of a candidate who is gone because two files became one: the file that stayed.",
            },
            "data": { "type": "object", "description": "As its address gives it, in plain JSON, at this moment. Not of what is gone." },
        },
    })
}

fn credentials() -> Value {
    json!({
        "type": "object",
        "required": ["username", "password"],
        "properties": {
            "username": { "type": "string", "maxLength": text::EMAIL, "description": "The e-mail address." },
            "password": { "type": "string", "format": "password", "maxLength": text::PASSWORD.end() },
        },
    })
}

fn token() -> Value {
    let token = json!({ "type": "string", "maxLength": 4096, "description": "Goes into `Authorization: Bearer …`, for an hour." });
    json!({ "type": "object", "required": ["token"], "properties": { "token": token } })
}

fn unauthorized() -> Value {
    json!({
        "type": "object",
        "required": ["code", "message"],
        "properties": { "code": { "type": "integer", "enum": [401] }, "message": { "type": "string", "maxLength": 255 } },
    })
}

/// The members that every problem has (RFC 9457), in Hydra's words too.
fn problem() -> Value {
    let text = || json!({ "type": "string" });
    json!({
        "type": "object",
        "description": "What every refusal says.",
        "required": ["status", "type", "title", "detail", "description", "hydra:title", "hydra:description"],
        "properties": {
            "status": { "type": "integer", "format": "int64", "minimum": 400, "maximum": 599 },
            "type": { "type": "string", "format": "iri-reference" },
            "title": text(),
            "detail": text(),
            "description": text(),
            "hydra:title": text(),
            "hydra:description": text(),
        },
    })
}

/// A problem of this type that says more.
fn refusal(description: &str, class: &str, more: Value) -> Value {
    let problem = linked("Problem", &[class], &["@context", "@id", "@type"]);
    json!({ "type": "object", "description": description, "allOf": [problem, { "type": "object", "properties": more }] })
}

fn error() -> Value {
    let rule = json!({ "type": "string", "description": "Which rule forbids it, with 403." });
    let ways = json!({ "type": "array", "items": { "type": "string" }, "description": "Where the record can go instead, with 409." });
    refusal("Why a request was not carried out.", "hydra:Error", json!({ "rule": rule, "allowedTransitions": ways }))
}

fn violation() -> Value {
    json!({
        "type": "object",
        "required": ["propertyPath", "message", "code"],
        "properties": {
            "propertyPath": { "type": "string", "description": "Which attribute is wrong." },
            "message": { "type": "string", "description": "What is wrong with it." },
            "code": { "type": "string", "format": "uuid", "description": "What is wrong with it, for programs." },
        },
    })
}

fn violations() -> Value {
    let violations =
        json!({ "type": "array", "items": schema("ConstraintViolation"), "description": "Everything that is wrong with the values." });
    refusal("What is wrong with the values that were sent.", "ConstraintViolationList", json!({ "violations": violations }))
}
