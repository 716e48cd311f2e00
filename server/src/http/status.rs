//! What a refusal is in HTTP: one table for pages, calls and the API, and the plain answers of the layers around them.

use crate::http::{front::Base, request_id};
use axum::{
    body::Body,
    response::{IntoResponse, Response},
};
use domain::error::{Error, Malformed, RequestId};
use http::{Extensions, HeaderValue, StatusCode, header};
use serde_json::json;

/// The status of a refusal.
pub fn of(error: &Error) -> StatusCode {
    StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// Seconds after which to try again; `None`: trying again changes nothing.
pub fn retry_after(error: &Error) -> Option<u32> {
    match error {
        Error::Throttled { retry_after } => Some(*retry_after),
        Error::Busy => Some(1),
        _ => None,
    }
}

/// Gives an answer the status of a refusal.
pub fn mark(response: &mut Response, error: &Error) {
    *response.status_mut() = of(error);
    if let Some(seconds) = retry_after(error) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
}

/// Who reads a plain answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A person: HTML.
    Person,
    /// A program: `application/problem+json` (RFC 9457) in the contract's words.
    Program,
    /// An island, whose call was not even begun: a refusal in JSON, as `domain` writes it.
    Island,
}

/// What a plain answer says of its request.
#[derive(Clone, Debug)]
pub struct About {
    id: RequestId,
    root: String,
}

impl About {
    pub fn of(extensions: &Extensions) -> Self {
        Self { id: request_id::of(extensions), root: Base::root(extensions) }
    }
}

/// An answer of a layer, before or instead of a page or the API: a broken request, a fault. It says the status and the request's name, no more.
pub fn plain(reader: Reader, status: StatusCode, about: &About) -> Response {
    let About { id, root } = about;
    let (kind, body) = match reader {
        Reader::Person => ("text/html; charset=utf-8", page(status, id)),
        Reader::Program => (PROBLEM, problem("Error", status, &detail(status, id), root).to_string()),
        Reader::Island => ("application/json", json!(refusal(status, id)).to_string()),
    };
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")];
    let mut response = (status, headers, Body::from(body)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

fn reason(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

/// Made of constants and a UUID: there is nothing in it to escape.
fn page(status: StatusCode, id: &RequestId) -> String {
    let (code, reason) = (status.as_u16(), reason(status));
    let advice = match status {
        StatusCode::FORBIDDEN => "This request came from another site, so it was not carried out.",
        StatusCode::PAYLOAD_TOO_LARGE => "That was more than fits. Nothing was saved.",
        StatusCode::REQUEST_TIMEOUT => "The connection was too slow. Nothing was saved.",
        StatusCode::INTERNAL_SERVER_ERROR => "Something broke on our side. Nothing you did wrong; the log of the server tells what.",
        StatusCode::SERVICE_UNAVAILABLE => "There is too much to do at this moment. Try again in a few seconds.",
        _ => "This cannot be done.",
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{code} {reason}</title></head><body><main><h1>{reason}</h1><p>{advice}</p><p><a href=\"/\">Instroom</a></p>\
         <p><small>Request {}</small></p></main></body></html>\n",
        id.0
    )
}

fn refusal(status: StatusCode, id: &RequestId) -> Error {
    match status {
        StatusCode::NOT_FOUND => Error::NotFound,
        StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Error::Busy,
        status if status.is_client_error() => Error::Malformed(Malformed::Body),
        _ => Error::Internal(id.clone()),
    }
}

fn detail(status: StatusCode, id: &RequestId) -> String {
    match status {
        StatusCode::INTERNAL_SERVER_ERROR => format!("{} (request {})", reason(status), id.0),
        _ => reason(status).to_owned(),
    }
}

/// The media type of what went wrong (RFC 9457), as API Platform sends it.
pub const PROBLEM: &str = "application/problem+json; charset=utf-8";

/// What went wrong, for a program: RFC 9457 and Hydra at once, in the order and the words of API Platform. `context` names the JSON-LD context.
pub fn problem(context: &str, status: StatusCode, detail: &str, root: &str) -> serde_json::Value {
    let code = status.as_u16();
    json!({
        "@context": format!("{root}/contexts/{context}"),
        "@id": format!("{root}/errors/{code}"),
        "@type": if context == "Error" { "hydra:Error" } else { context },
        "status": code,
        "type": format!("{root}/errors/{code}"),
        "title": "An error occurred",
        "detail": detail,
        "description": detail,
        "hydra:title": "An error occurred",
        "hydra:description": detail,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{
        error::{Conflict, FieldErrors, Flaw},
        policy::Rule,
    };

    #[test]
    fn every_refusal_has_its_status() {
        for (error, status, retry) in [
            (Error::NotFound, 404, None),
            (Error::Unauthenticated, 401, None),
            (Error::Forbidden(Rule::Author), 403, None),
            (Error::Malformed(Malformed::Body), 400, None),
            (FieldErrors::one("email", Flaw::Email), 422, None),
            (Error::Conflict(Conflict::Stale { seen: 1, current: 2 }), 412, None),
            (Error::Conflict(Conflict::ChangedSince), 409, None),
            (Error::Throttled { retry_after: 90 }, 429, Some("90")),
            (Error::Busy, 503, Some("1")),
            (Error::Full, 507, None),
            (Error::Internal(RequestId("x".into())), 500, None),
        ] {
            let mut response = Response::new(Body::empty());
            mark(&mut response, &error);
            assert_eq!(response.status().as_u16(), status, "{error}");
            assert_eq!(response.headers().get(header::RETRY_AFTER).map(|value| value.to_str().unwrap()), retry, "{error}");
        }
    }

    #[tokio::test]
    async fn a_plain_answer_names_the_request() {
        let about = About { id: RequestId("0123".into()), root: "/api".into() };
        for (reader, kind) in
            [(Reader::Person, "text/html; charset=utf-8"), (Reader::Program, PROBLEM), (Reader::Island, "application/json")]
        {
            let response = plain(reader, StatusCode::INTERNAL_SERVER_ERROR, &about);
            assert_eq!(response.headers()[header::CONTENT_TYPE], kind);
            let body = axum::body::to_bytes(response.into_body(), 10_000).await.unwrap();
            let body = String::from_utf8_lossy(&body);
            assert!(body.contains("0123"));
            assert_eq!(body.contains("/api/errors/500"), reader == Reader::Program);
        }
    }
}
