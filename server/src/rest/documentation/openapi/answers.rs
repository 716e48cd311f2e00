//! Answers: what was asked for, and every refusal that an operation can give.

use super::{Form, object, schema};
use domain::resource::Resource;
use serde_json::{Value, json};

/// The refusals, by status: the names of their descriptions in the document, and what they say.
const REFUSALS: &[(u16, &str, &str)] = &[
    (
        400,
        "BadRequest",
        "What was sent cannot be read: broken JSON, a value of a wrong type, an address of nothing, a page that makes no sense.",
    ),
    (401, "Unauthorized", "There is no token, or not one that is accepted."),
    (403, "Forbidden", "The role or the scopes of the token do not allow it; `rule` says which rule."),
    (404, "NotFound", "There is no such record, or the asker may not know of it."),
    (406, "NotAcceptable", "Nothing that `Accept` names is given here."),
    (408, "RequestTimeout", "The body came too slowly."),
    (409, "Conflict", "The state of the record forbids it; `allowedTransitions` says where it can go instead."),
    (410, "Gone", "The cursor is of other rights, or of another state of the database: begin again without it."),
    (412, "PreconditionFailed", "The record has changed since the version that `If-Match` names."),
    (413, "ContentTooLarge", "The body is larger than 1 MiB, or the file of an import than 64 MiB."),
    (414, "UriTooLong", "The address is longer than 64 KiB. Answered by the connection itself, without a body."),
    (415, "UnsupportedMediaType", "The body is in a media type that is not read here."),
    (422, "UnprocessableContent", "The values break the rules, as `violations` say; or the `Idempotency-Key` was used for another body."),
    (429, "TooManyRequests", "Too many requests, or failed attempts."),
    (431, "RequestHeaderFieldsTooLarge", "The headers are longer than 64 KiB. Answered by the connection itself, without a body."),
    (500, "InternalServerError", "Something broke here; `detail` names the request in the log."),
    (503, "ServiceUnavailable", "There is too much to do at this moment."),
    (507, "InsufficientStorage", "The disk is full: what is there can be read, and nothing can be saved."),
];

/// The descriptions of the refusals.
pub fn refusals() -> Value {
    object(REFUSALS.iter().map(|(status, name, description)| (*name, refused(*status, description))))
}

fn refused(status: u16, description: &str) -> Value {
    let (kind, name) = match status {
        414 | 431 => return json!({ "description": description }),
        401 => ("application/json", "Unauthorized"),
        422 => ("application/problem+json", "ConstraintViolationList"),
        _ => ("application/problem+json", "Error"),
    };
    let mut answer = json!({ "description": description, "content": { kind: { "schema": schema(name) } } });
    let header = match status {
        401 => "WWW-Authenticate",
        429 | 503 => "Retry-After",
        _ => return answer,
    };
    answer["headers"] = with([header]);
    answer
}

/// The headers of answers.
pub fn headers() -> Value {
    let text = |description: &str| json!({ "description": description, "schema": { "type": "string" } });
    let address = |description: &str| json!({ "description": description, "schema": { "type": "string", "format": "uri-reference" } });
    json!({
        "ETag": text("Names this representation; the number behind the `v` is the version of the record."),
        "Link": text("Where the documentation is (`rel=\"http://www.w3.org/ns/hydra/core#apiDocumentation\"`); where the next page is (`rel=\"next\"`); which record this one may double (`rel=\"duplicate\"`)."),
        "Location": address("The address of what was made."),
        "Content-Location": address("The address of what is shown."),
        "Accept-Patch": text("In which media type a record is changed."),
        "X-Total-Count": { "description": "How many records there are on all pages; with `application/json` only.", "schema": { "type": "integer", "format": "int64", "minimum": 0 } },
        "Retry-After": { "description": "After how many seconds to try again.", "schema": { "type": "integer", "format": "int64", "minimum": 0 } },
        "WWW-Authenticate": text("`Bearer`."),
    })
}

/// These of [`headers`].
pub fn with<const N: usize>(names: [&str; N]) -> Value {
    object(names.map(|name| (name, json!({ "$ref": format!("#/components/headers/{name}") }))))
}

/// The answers of an operation: what it gives, under its status, and how it may refuse.
pub fn of(given: impl IntoIterator<Item = (u16, Value)>, refusals: &[u16]) -> Value {
    let refused = |status: u16| {
        let name = REFUSALS.iter().find(|(known, ..)| *known == status).map(|(_, name, _)| *name);
        name.map(|name| (status, json!({ "$ref": format!("#/components/responses/{name}") })))
    };
    let answers = given.into_iter().chain(refusals.iter().filter_map(|status| refused(*status)));
    object(answers.map(|(status, answer)| (status.to_string(), answer)))
}

/// 304 Not Modified.
pub fn unmodified() -> (u16, Value) {
    (304, json!({ "description": "It is as `If-None-Match` says.", "headers": with(["ETag", "Link"]) }))
}

/// A record, in both media types.
pub fn record(resource: &Resource, description: String) -> Value {
    json!({
        "description": description,
        "headers": with(["Content-Location", "ETag", "Link", "Accept-Patch"]),
        "content": {
            "application/json": { "schema": Form::Read.reference(resource) },
            "application/ld+json": { "schema": Form::JsonLd.reference(resource) },
        },
    })
}

/// A page of a collection, in both media types.
pub fn collection(resource: &Resource) -> Value {
    json!({
        "description": format!("{} collection", resource.name),
        "headers": with(["ETag", "Link", "X-Total-Count"]),
        "content": {
            "application/json": { "schema": { "type": "array", "maxItems": 100, "items": Form::Read.reference(resource) } },
            "application/ld+json": {
                "schema": {
                    "allOf": [
                        schema("HydraCollectionBaseSchema"),
                        {
                            "type": "object",
                            "properties": { "hydra:member": { "type": "array", "maxItems": 100, "items": Form::JsonLd.reference(resource) } },
                        },
                    ],
                },
            },
        },
    })
}
