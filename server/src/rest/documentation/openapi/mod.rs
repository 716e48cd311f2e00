//! The OpenAPI document (3.1), with API Platform's names for everything that has a name: client generators make theirs of them.
//!
//! `application/json` comes first wherever there is a choice. Generators take the first, and in JSON-LD many of them confuse `@id` with `id`.

mod answers;
mod operations;
mod parameters;
mod schemas;
mod texts;

use super::{described, lower_camel};
use crate::rest::wire::Iris;
use domain::resource::Resource;
use serde_json::{Map, Value, json};

pub fn document(resources: &[Resource], iris: &Iris) -> Value {
    let mut tags: Vec<Value> = described(resources).map(|resource| tag(resource.name, resource.doc)).collect();
    tags.push(tag("Change", "What became of records, for whoever keeps a copy of them."));
    tags.push(tag("Login", "A token for a name and a password."));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Instroom",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "An applicant tracking system.",
            "description": ABOUT,
            "license": { "name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE") },
        },
        "servers": [{ "url": if iris.root().is_empty() { "/" } else { iris.root() } }],
        "security": [{ "JWT": [] }],
        "tags": tags,
        "paths": operations::paths(resources),
        "components": {
            "schemas": schemas::all(resources),
            "responses": answers::refusals(),
            "parameters": parameters::shared(),
            "headers": answers::headers(),
            "securitySchemes": {
                "JWT": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "A token from `/login`, which lives an hour, or one that was made in the settings.",
                },
            },
        },
    })
}

const ABOUT: &str = "The REST API of Instroom, in the conventions of API Platform.\n\n\
    Answers are JSON-LD with Hydra, or plain JSON where `Accept` says `application/json`. Records are changed by a JSON merge patch (RFC 7396): \
    what is absent stays, and `null` clears. Attributes that are unknown or read-only are ignored. Every record has a version in its `ETag`; \
    a write with `If-Match` happens only where nobody was faster. A POST with an `Idempotency-Key` can be sent again for a day and is done once.";

fn tag(name: &str, description: &str) -> Value {
    json!({ "name": name, "description": description })
}

/// Where the schemas of a resource are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As it is read, in plain JSON.
    Read,
    /// As it is read, in JSON-LD.
    JsonLd,
    /// As it is made.
    Write,
    /// As it is changed.
    Patch,
}

impl Form {
    fn name(self, resource: &Resource) -> String {
        let (name, group) = (resource.name, lower_camel(resource));
        match self {
            Form::Read => format!("{name}-{group}.read"),
            Form::JsonLd => format!("{name}.jsonld-{group}.read"),
            Form::Write => format!("{name}-{group}.write"),
            Form::Patch => format!("{name}-{group}.write.jsonMergePatch"),
        }
    }

    fn reference(self, resource: &Resource) -> Value {
        schema(&self.name(resource))
    }
}

/// A reference to a schema of the document.
fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// An object made of pairs.
fn object<K: Into<String>>(pairs: impl IntoIterator<Item = (K, Value)>) -> Value {
    Value::Object(pairs.into_iter().map(|(name, value)| (name.into(), value)).collect::<Map<_, _>>())
}
