//! The vocabulary: a Hydra `ApiDocumentation`, as API Platform 3 writes it. Clients find here which collections there are, what their records are
//! made of, and what can be done with them.

use super::{
    Attribute, What,
    contexts::{self, HYDRA, VIOLATION},
    described, lower_camel, read_only,
};
use crate::rest::wire::Iris;
use domain::resource::{Access, Field, Kind, Resource, Target};
use serde_json::{Value, json};

pub fn vocabulary(resources: &[Resource], iris: &Iris) -> Value {
    let described: Vec<&Resource> = described(resources).collect();
    let mut classes: Vec<Value> = described.iter().map(|resource| class(resource, &described)).collect();
    classes.extend([entry_point(resources), violation(), violations()]);
    json!({
        "@context": {
            "@vocab": contexts::vocabulary(iris),
            "hydra": HYDRA,
            "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "xmls": "http://www.w3.org/2001/XMLSchema#",
            "owl": "http://www.w3.org/2002/07/owl#",
            "schema": "https://schema.org/",
            "domain": { "@id": "rdfs:domain", "@type": "@id" },
            "range": { "@id": "rdfs:range", "@type": "@id" },
            "subClassOf": { "@id": "rdfs:subClassOf", "@type": "@id" },
            "expects": { "@id": "hydra:expects", "@type": "@id" },
            "returns": { "@id": "hydra:returns", "@type": "@id" },
        },
        "@id": iris.at("/docs.jsonld"),
        "@type": "hydra:ApiDocumentation",
        "hydra:title": "Instroom",
        "hydra:description": "An applicant tracking system.",
        "hydra:entrypoint": if iris.root().is_empty() { "/" } else { iris.root() },
        "hydra:supportedClass": classes,
    })
}

fn class(resource: &Resource, described: &[&Resource]) -> Value {
    let properties: Vec<Value> = Attribute::all(resource).iter().map(|attribute| property(resource, attribute, described)).collect();
    json!({
        "@id": format!("#{}", resource.name),
        "@type": "hydra:Class",
        "rdfs:label": resource.name,
        "hydra:title": resource.name,
        "hydra:description": resource.doc,
        "hydra:supportedProperty": properties,
        "hydra:supportedOperation": on_items(resource),
    })
}

fn property(resource: &Resource, attribute: &Attribute, described: &[&Resource]) -> Value {
    let class = format!("#{}", resource.name);
    let mut property = json!({
        "@id": attribute.shared().map_or_else(|| format!("{class}/{}", attribute.name), str::to_owned),
        "@type": if attribute.target().is_some() { "hydra:Link" } else { "rdf:Property" },
        "rdfs:label": attribute.name,
        "domain": class,
        "range": range(attribute, described),
    });
    if matches!(attribute.what, What::Field(Field { kind: Kind::Relation(_), .. })) {
        property["owl:maxCardinality"] = json!(1);
    }
    json!({
        "@type": "hydra:SupportedProperty",
        "hydra:property": property,
        "hydra:title": attribute.name,
        "hydra:required": attribute.required,
        "hydra:readable": true,
        "hydra:writeable": attribute.access != Access::Read,
        "hydra:description": attribute.doc,
    })
}

/// The type of a value, or the class that is pointed to; something, where that class is not described here.
fn range(attribute: &Attribute, described: &[&Resource]) -> String {
    let class = |target: Target| match described.iter().find(|resource| resource.name == target.name) {
        Some(resource) => format!("#{}", resource.name),
        None => "rdfs:Resource".to_owned(),
    };
    if let Some(target) = attribute.target() {
        return class(target);
    }
    if let Some(shared) = attribute.shared() {
        return shared.to_owned();
    }
    let range = match attribute.what {
        What::Number | What::Version => "xmls:integer",
        What::Moment => "xmls:dateTime",
        What::Uuid => "xmls:string",
        What::Field(field) => match field.kind {
            Kind::Integer { .. } => "xmls:integer",
            Kind::Day | Kind::Moment => "xmls:dateTime",
            Kind::Flag => "xmls:boolean",
            _ => "xmls:string",
        },
    };
    range.to_owned()
}

/// An operation. What it `expects` and `returns` are classes.
fn operation(action: Option<&str>, method: &str, title: String, expects: Option<&str>, returns: &str) -> Value {
    let mut operation = json!({
        "@type": match action {
            Some(action) => json!(["hydra:Operation", format!("schema:{action}")]),
            None => json!("hydra:Operation"),
        },
        "hydra:method": method,
        "hydra:title": title,
        "rdfs:label": title,
        "returns": returns,
    });
    if let Some(expects) = expects {
        operation["expects"] = json!(expects);
    }
    operation
}

fn on_items(resource: &Resource) -> Vec<Value> {
    let (name, class) = (resource.name, format!("#{}", resource.name));
    let mut operations = vec![operation(Some("FindAction"), "GET", format!("Retrieves a {name} resource."), None, &class)];
    if !read_only(resource) {
        operations.push(operation(None, "PATCH", format!("Updates the {name} resource."), Some(&class), &class));
    }
    if resource.deletable {
        operations.push(operation(Some("DeleteAction"), "DELETE", format!("Deletes the {name} resource."), None, "owl:Nothing"));
    }
    operations
}

/// The class of the entry point: its members are the collections, and what can be done with each of them.
fn entry_point(resources: &[Resource]) -> Value {
    json!({
        "@id": "#Entrypoint",
        "@type": "hydra:Class",
        "rdfs:label": "Entrypoint",
        "hydra:title": "Entrypoint",
        "hydra:supportedProperty": resources.iter().map(collection).collect::<Vec<_>>(),
        "hydra:supportedOperation": [operation(None, "GET", "Retrieves the entry point.".to_owned(), None, "#Entrypoint")],
    })
}

fn collection(resource: &Resource) -> Value {
    let (name, class) = (resource.name, format!("#{}", resource.name));
    let title = format!("The collection of {name} resources");
    json!({
        "@type": "hydra:SupportedProperty",
        "hydra:property": {
            "@id": format!("#Entrypoint/{}", lower_camel(resource)),
            "@type": "hydra:Link",
            "rdfs:label": title,
            "domain": "#Entrypoint",
            "range": [
                { "@id": "hydra:Collection" },
                { "owl:equivalentClass": { "owl:onProperty": { "@id": "hydra:member" }, "owl:allValuesFrom": { "@id": class } } },
            ],
            "owl:maxCardinality": 1,
            "hydra:supportedOperation": [
                operation(Some("FindAction"), "GET", format!("Retrieves the collection of {name} resources."), None, "hydra:Collection"),
                operation(Some("CreateAction"), "POST", format!("Creates a {name} resource."), Some(&class), &class),
            ],
        },
        "hydra:title": title,
        "hydra:required": false,
        "hydra:readable": true,
        "hydra:writeable": false,
    })
}

fn violation() -> Value {
    let docs = ["Which attribute is wrong.", "What is wrong with it.", "What is wrong with it, for programs."];
    let properties: Vec<Value> =
        VIOLATION.iter().zip(docs).map(|(name, doc)| told("ConstraintViolation", name, doc, "xmls:string")).collect();
    json!({
        "@id": "#ConstraintViolation",
        "@type": "hydra:Class",
        "rdfs:label": "ConstraintViolation",
        "hydra:title": "A constraint violation",
        "hydra:supportedProperty": properties,
    })
}

fn violations() -> Value {
    json!({
        "@id": "#ConstraintViolationList",
        "@type": "hydra:Class",
        "subClassOf": "hydra:Error",
        "rdfs:label": "ConstraintViolationList",
        "hydra:title": "A constraint violation list",
        "hydra:supportedProperty": [told("ConstraintViolationList", "violations", "What is wrong.", "#ConstraintViolation")],
    })
}

/// A property of something that is only ever told.
fn told(class: &str, name: &str, doc: &str, range: &str) -> Value {
    json!({
        "@type": "hydra:SupportedProperty",
        "hydra:property": {
            "@id": format!("#{class}/{name}"),
            "@type": "rdf:Property",
            "rdfs:label": name,
            "domain": format!("#{class}"),
            "range": range,
        },
        "hydra:title": name,
        "hydra:required": false,
        "hydra:readable": true,
        "hydra:writeable": false,
        "hydra:description": doc,
    })
}
