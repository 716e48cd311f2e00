//! Contexts: what the names in an answer mean, as API Platform 3 writes them. `name` is `Candidate/name` in the vocabulary, and what points
//! somewhere is an IRI.

use super::{Attribute, described, lower_camel};
use crate::rest::wire::Iris;
use domain::resource::Resource;
use serde_json::{Map, Value, json};

/// The prefix of Hydra's own words.
pub const HYDRA: &str = "http://www.w3.org/ns/hydra/core#";

/// The members of a problem that are words of ours; those of Hydra have its prefix.
const ERROR: &[&str] = &["status", "type", "title", "detail", "description", "rule", "allowedTransitions"];
/// The members of a violation.
pub const VIOLATION: &[&str] = &["propertyPath", "message", "code"];

/// What every word of ours begins with: `https://jobs.example.com/docs.jsonld#`.
pub fn vocabulary(iris: &Iris) -> String {
    format!("{}#", iris.absolute("/docs.jsonld"))
}

/// The context of this type; none, where there is no such type.
pub fn context(resources: &[Resource], name: &str, iris: &Iris) -> Option<Value> {
    let mut context = Map::new();
    context.insert("@vocab".to_owned(), json!(vocabulary(iris)));
    context.insert("hydra".to_owned(), json!(HYDRA));
    context.extend(terms(resources, name)?);
    Some(json!({ "@context": context }))
}

fn terms(resources: &[Resource], name: &str) -> Option<Map<String, Value>> {
    match name {
        "Entrypoint" => Some(resources.iter().map(|resource| pointer("Entrypoint", &lower_camel(resource))).collect()),
        "Error" => Some(ERROR.iter().map(|term| word("Error", term)).collect()),
        "ConstraintViolationList" => {
            let list = ERROR[..5].iter().chain(&["violations"]).map(|term| word("ConstraintViolationList", term));
            Some(list.chain(VIOLATION.iter().map(|term| word("ConstraintViolation", term))).collect())
        }
        name => described(resources).find(|resource| resource.name == name).map(record),
    }
}

fn record(resource: &Resource) -> Map<String, Value> {
    let term = |attribute: Attribute| match (attribute.target(), attribute.shared()) {
        (Some(_), _) => pointer(resource.name, attribute.name),
        (None, Some(shared)) => (attribute.name.to_owned(), json!(shared)),
        (None, None) => word(resource.name, attribute.name),
    };
    Attribute::all(resource).into_iter().map(term).collect()
}

fn word(class: &str, name: &str) -> (String, Value) {
    (name.to_owned(), json!(format!("{class}/{name}")))
}

fn pointer(class: &str, name: &str) -> (String, Value) {
    (name.to_owned(), json!({ "@id": format!("{class}/{name}"), "@type": "@id" }))
}
