//! Operations: what can be asked at each path, under API Platform's names.

use super::{Form, answers, object, parameters, schema};
use crate::{
    imports::FILE,
    rest::documentation::{IMPORTS, USERS, described, read_only},
};
use domain::resource::{Access, Resource};
use serde_json::{Value, json};

/// How every operation may refuse.
const ALWAYS: &[u16] = &[414, 431, 500, 503];
/// How whatever reads for somebody may refuse.
const READING: &[u16] = &[401, 403, 406, 429];
/// How whatever reads a body may refuse.
const SENDING: &[u16] = &[400, 408, 413, 415, 422, 507];

pub fn paths(resources: &[Resource]) -> Value {
    let mut paths: Vec<(String, Value)> = Vec::new();
    for resource in described(resources) {
        let path = format!("/{}", resource.path);
        if read_only(resource) {
            paths.push((path.clone(), json!({ "get": list(resource) })));
            paths.push((format!("{path}/{{id}}"), json!({ "parameters": [parameters::id(resource)], "get": get(resource) })));
            continue;
        }
        let create = if resource.name == IMPORTS.name { send(resource) } else { create(resource) };
        paths.push((path.clone(), json!({ "get": list(resource), "post": create })));
        if resource.searchable {
            paths.push((format!("{path}/search"), json!({ "get": search(resource) })));
        }
        let mut item = json!({ "parameters": [parameters::id(resource)], "get": get(resource), "patch": patch(resource) });
        if resource.deletable {
            item["delete"] = delete(resource);
        }
        paths.push((format!("{path}/{{id}}"), item));
    }
    paths.push(("/me".to_owned(), json!({ "get": me() })));
    paths.push(("/changes".to_owned(), json!({ "get": changes() })));
    paths.push(("/login".to_owned(), json!({ "post": login() })));
    object(paths)
}

/// The id of an operation: what API Platform makes of its path, without the characters that ids cannot have.
fn id(path: &str, action: &str) -> String {
    format!("api_{path}_{action}")
}

/// How an operation may refuse, in the order of the statuses.
fn refusals(some: &[&[u16]]) -> Vec<u16> {
    let mut refusals: Vec<u16> = some.concat();
    refusals.sort_unstable();
    refusals.dedup();
    refusals
}

/// Whether the records have states, in which not everything can be done.
fn has_states(resource: &Resource) -> bool {
    ["status", "archived"].iter().any(|name| resource.field(name).is_some_and(|field| field.access == Access::Write))
}

/// How the state of a record may refuse.
fn states(resource: &Resource) -> &'static [u16] {
    if has_states(resource) { &[409] } else { &[] }
}

fn list(resource: &Resource) -> Value {
    let summary = format!("Retrieves the collection of {} resources.", resource.name);
    collection(resource, id(resource.path, "get_collection"), summary, parameters::of_collection(resource))
}

fn search(resource: &Resource) -> Value {
    let summary = format!("Searches the collection of {} resources.", resource.name);
    let parameters = parameters::of_search().chain(parameters::of_collection(resource)).collect();
    collection(resource, id(&format!("{}search", resource.path), "get_collection"), summary, parameters)
}

fn collection(resource: &Resource, id: String, summary: String, mut parameters: Vec<Value>) -> Value {
    parameters.push(parameters::reference("If-None-Match"));
    json!({
        "operationId": id,
        "tags": [resource.name],
        "summary": summary,
        "description": format!("{} Filters that are unknown, and values that cannot be read, are ignored.", resource.doc),
        "parameters": parameters,
        "responses": answers::of([(200, answers::collection(resource)), answers::unmodified()], &refusals(&[ALWAYS, READING, &[400]])),
    })
}

fn get(resource: &Resource) -> Value {
    let shown = answers::record(resource, format!("{} resource", resource.name));
    json!({
        "operationId": id(resource.path, "id_get"),
        "tags": [resource.name],
        "summary": format!("Retrieves a {} resource.", resource.name),
        "description": resource.doc,
        "parameters": [parameters::reference("If-None-Match")],
        "responses": answers::of([(200, shown), answers::unmodified()], &refusals(&[ALWAYS, READING, &[404]])),
    })
}

fn create(resource: &Resource) -> Value {
    let body = Form::Write.reference(resource);
    let mut made = answers::record(resource, format!("{} resource created", resource.name));
    made["headers"] = answers::with(["Location", "Content-Location", "ETag", "Link", "Accept-Patch"]);
    made["links"] = links(resource);
    json!({
        "operationId": id(resource.path, "post"),
        "tags": [resource.name],
        "summary": format!("Creates a {} resource.", resource.name),
        "description": resource.doc,
        "parameters": [parameters::reference("Idempotency-Key")],
        "requestBody": {
            "description": format!("The new {} resource", resource.name),
            "required": true,
            "content": { "application/json": { "schema": body }, "application/ld+json": { "schema": body } },
        },
        "responses": answers::of([(201, made)], &refusals(&[ALWAYS, READING, SENDING, states(resource)])),
    })
}

/// Making an import is sending its file.
fn send(resource: &Resource) -> Value {
    let mut create = create(resource);
    create["summary"] = json!("Creates an Import resource of a file.");
    create["description"] = json!(
        "The file is the body. It is rehearsed at once, and nothing happens before `status` is written as `applying`. Columns of a table are known by the \
         names of attributes, and by usual names of them in English and Dutch; a parameter `columns[Name]=attribute` says it of others."
    );
    create["parameters"] = json!(parameters::of_file());
    let text = |description: &str, example: &str| json!({ "schema": { "type": "string", "maxLength": FILE, "description": description }, "example": example });
    create["requestBody"] = json!({
        "description": "The file: at most 64 MiB, and 100,000 rows",
        "required": true,
        "content": {
            "text/csv": text("A table whose first row names the columns.", "firstname,lastname,email\r\nAda,Lovelace,ada@example.com\r\n"),
            "application/x-ndjson": text("An object on each line, as `POST /candidates` takes it, and `externalId`.", "{\"firstname\":\"Ada\",\"lastname\":\"Lovelace\",\"email\":\"ada@example.com\"}\n"),
        },
    });
    create
}

/// Where one can go from what was made.
fn links(resource: &Resource) -> Value {
    let all = [("Get", "id_get", true), ("Update", "id_patch", true), ("Delete", "id_delete", resource.deletable)];
    let link = |action: &str| json!({ "operationId": id(resource.path, action), "parameters": { "id": "$response.body#/id" } });
    object(all.into_iter().filter(|(.., there)| *there).map(|(name, action, _)| (format!("{name}{}", resource.name), link(action))))
}

fn patch(resource: &Resource) -> Value {
    let changed = answers::record(resource, format!("{} resource updated", resource.name));
    json!({
        "operationId": id(resource.path, "id_patch"),
        "tags": [resource.name],
        "summary": format!("Updates the {} resource.", resource.name),
        "description": resource.doc,
        "parameters": [parameters::reference("If-Match")],
        "requestBody": {
            "description": format!("The updated {} resource", resource.name),
            "required": true,
            "content": { "application/merge-patch+json": { "schema": Form::Patch.reference(resource) } },
        },
        "responses": answers::of([(200, changed)], &refusals(&[ALWAYS, READING, SENDING, states(resource), &[404, 412]])),
    })
}

fn delete(resource: &Resource) -> Value {
    let gone = json!({ "description": format!("{} resource deleted", resource.name), "headers": answers::with(["Link"]) });
    json!({
        "operationId": id(resource.path, "id_delete"),
        "tags": [resource.name],
        "summary": format!("Removes the {} resource.", resource.name),
        "description": resource.doc,
        "parameters": [parameters::reference("If-Match")],
        "responses": answers::of([(204, gone)], &refusals(&[ALWAYS, READING, states(resource), &[404, 412, 507]])),
    })
}

fn me() -> Value {
    let shown = answers::record(&USERS, "The user behind the token".to_owned());
    json!({
        "operationId": id("me", "get"),
        "tags": [USERS.name],
        "summary": "Retrieves the user behind the token.",
        "description": USERS.doc,
        "parameters": [parameters::reference("If-None-Match")],
        "responses": answers::of([(200, shown), answers::unmodified()], &refusals(&[ALWAYS, READING])),
    })
}

fn changes() -> Value {
    let feed = json!({
        "description": "A piece of the change feed",
        "headers": answers::with(["ETag", "Link"]),
        "content": { "application/json": { "schema": schema("ChangeFeed") } },
    });
    json!({
        "operationId": id("changes", "get_collection"),
        "tags": ["Change"],
        "summary": "Retrieves what became of all records.",
        "description": "From the beginning all that the token reads, and then what happens to it, in the order in which it happened. \
            Whoever follows it to its end has what the collections give. For administrators and recruiters.",
        "parameters": [parameters::since(), parameters::wait(), parameters::reference("If-None-Match")],
        "responses": answers::of([(200, feed), answers::unmodified()], &refusals(&[ALWAYS, READING, &[400, 410]])),
    })
}

fn login() -> Value {
    let body = schema("Credentials");
    let token = json!({
        "description": "The token",
        "headers": answers::with(["Link"]),
        "content": { "application/json": { "schema": schema("Token") } },
    });
    json!({
        "operationId": "login",
        "tags": ["Login"],
        "summary": "Creates a token.",
        "description": "A name and a password for a token, which goes into the `Authorization` header of other requests.",
        "security": [],
        "requestBody": {
            "description": "The name and the password",
            "required": true,
            "content": { "application/json": { "schema": body }, "application/ld+json": { "schema": body } },
        },
        "responses": answers::of([(200, token)], &refusals(&[ALWAYS, &[400, 401, 408, 413, 415, 429, 507]])),
    })
}
