//! Server functions: run as their JavaScript client would run them, whoever asks, and answered with the status of what they refuse.
//!
//! Leptos answers every refusal with 500, and a plain form with a redirect to wherever it came from, the error in the address and what was typed
//! lost. So neither is used: `Accept` and `Referer` never reach it, and the refusal is read from the answer.

use crate::http::{pages::Pages, request_id, status};
use app::post::is_local;
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    response::{IntoResponse, Response},
};
use domain::error::{Error, RequestId};
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts};
use std::sync::Arc;

/// Where server functions live, and only they.
pub const PREFIX: &str = "/_call/";
/// Set by Leptos on an answer that is an error.
const REFUSED: &str = "serverfnerror";
/// A refusal is a code and a few parameters.
const REFUSAL_BYTES: usize = 64 * 1024;

/// What came of a call.
pub enum Outcome {
    Done(Response),
    /// With the headers of the answer: a refusal may set a cookie too.
    Refused(Error, HeaderMap),
}

/// `POST /_call/NAME`: the calls of islands. Refusals are JSON, as `domain` writes them.
pub async fn endpoint(State(pages): State<Arc<Pages>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let mut response = match run(&pages, &parts, parts.uri.path(), body).await {
        Outcome::Done(response) => response,
        Outcome::Refused(error, headers) => {
            let mut response = (headers, axum::Json(&error)).into_response();
            status::mark(&mut response, &error);
            response
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Runs the server function at `path` with the visit of `parts`.
pub async fn run(pages: &Pages, parts: &Parts, path: &str, body: Body) -> Outcome {
    let id = request_id::of(&parts.extensions);
    let Some(request) = inner(parts, path, body) else { return Outcome::Refused(Error::NotFound, HeaderMap::new()) };
    let context = pages.context();
    let response = leptos_axum::handle_server_fns_with_context(move || context(), request).await.into_response();
    if response.headers().contains_key(REFUSED) {
        return refused(response, &id).await;
    }
    match response.status() {
        status if status.is_success() => Outcome::Done(local_only(response)),
        // Leptos's own answer to a name it does not know.
        StatusCode::BAD_REQUEST => Outcome::Refused(Error::NotFound, HeaderMap::new()),
        _ => Outcome::Refused(Error::Internal(id), HeaderMap::new()),
    }
}

fn inner(parts: &Parts, path: &str, body: Body) -> Option<Request> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::POST;
    *request.uri_mut() = path.parse::<Uri>().ok()?;
    *request.headers_mut() = parts.headers.clone();
    *request.extensions_mut() = parts.extensions.clone();
    for name in [header::REFERER, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
        request.headers_mut().remove(name);
    }
    request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    Some(request)
}

async fn refused(response: Response, id: &RequestId) -> Outcome {
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, REFUSAL_BYTES).await.unwrap_or_default();
    let error = match serde_json::from_slice(&bytes) {
        // Made where the request's name was not known.
        Ok(Error::Internal(RequestId(unknown))) if unknown.is_empty() => Error::Internal(id.clone()),
        Ok(error) => error,
        Err(_) => Error::Internal(id.clone()),
    };
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::LOCATION] {
        parts.headers.remove(name);
    }
    Outcome::Refused(error, parts.headers)
}

/// A function may send the browser on, but only within this site, whatever it was told to do with `next`.
fn local_only(mut response: Response) -> Response {
    let location = response.headers().get(header::LOCATION);
    if location.is_some_and(|location| !location.to_str().is_ok_and(is_local)) {
        response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("/"));
    }
    response
}
