//! The REST API: a translation of the service's use cases into the words of API Platform's clients. No rule lives here.
//!
//! [`exposed`] has the handlers of every resource, made from its description; a noun's own file names its use cases, and nothing else. What goes
//! wrong travels as a [`problem::Problem`] and is put into words once, by [`problem::layer`].

mod answers;
mod asking;
mod auth;
mod body;
mod candidates;
mod changes;
mod discovery;
mod documentation;
mod exposed;
mod hydra;
mod idempotency;
mod imports;
mod limits;
mod login;
mod notes;
mod problem;
mod request_candidates;
mod requests;
mod task_groups;
mod tasks;
mod users;
mod violation;
mod webhooks;
mod wire;

pub use body::object;
pub use documentation::is_guide;
pub use imports::PATH as FILES;
pub use webhooks::event;
pub use wire::Iris;

use crate::http::{
    log,
    status::{About, Reader, plain},
};
use axum::{
    Router,
    extract::Request,
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};
use changes::Waiters;
use domain::{
    answers::AnswerFields,
    candidates::CandidateFields,
    error::Error,
    notes::NoteFields,
    request_candidates::RequestCandidateFields,
    requests::RequestFields,
    resource::{Described, Resource},
    task_groups::TaskGroupFields,
    tasks::TaskFields,
};
use http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use limits::Limiter;
use problem::Problem;
use service::Service;

/// The resources of the entry point, in the contract's order.
const RESOURCES: &[Resource] = &[
    CandidateFields::RESOURCE,
    NoteFields::RESOURCE,
    TaskFields::RESOURCE,
    TaskGroupFields::RESOURCE,
    AnswerFields::RESOURCE,
    RequestFields::RESOURCE,
    RequestCandidateFields::RESOURCE,
];

/// The API, at the addresses of its root. It wants [`crate::http::front::Base`] and [`crate::http::proxy::Client`] in the extensions of a request,
/// and the body read; [`layer`] belongs around whatever is around it.
pub fn router(service: &Service) -> Router {
    Router::new()
        .merge(discovery::routes())
        .merge(login::routes())
        .merge(candidates::routes())
        .merge(notes::routes())
        .merge(tasks::routes())
        .merge(task_groups::routes())
        .merge(answers::routes())
        .merge(requests::routes())
        .merge(request_candidates::routes())
        .merge(users::routes())
        .merge(imports::routes())
        .merge(webhooks::routes())
        .merge(changes::routes())
        .fallback(async || Problem::from(Error::NotFound))
        .method_not_allowed_fallback(async || Problem::MethodNotAllowed)
        .route_layer(from_fn(log::route))
        .layer(from_fn(problem::layer))
        .with_state(service.clone())
}

/// Around the gate: whoever waits for something to happen takes nobody's place, and has asked once. `limit`: how often a token may ask in a minute.
pub fn waiting(api: Router, service: &Service, limit: Option<u32>) -> Router {
    let api = api.layer(from_fn_with_state(Waiters::of(service), changes::layer));
    match limit {
        Some(limit) => api.layer(from_fn_with_state(Limiter::new(limit, service.clock.clone()), limits::layer)),
        None => api,
    }
}

/// What every answer at an address of the API says, whoever of us gave it: where the documentation is, and that it is nobody else's to keep.
pub async fn layer(request: Request, next: Next) -> Response {
    let iris = Iris::of(request.extensions());
    let mut response = next.run(request).await;
    sign(&iris, response.headers_mut());
    response
}

/// There is too much to do at this moment: as everything of the API would say it.
pub fn busy(extensions: &Extensions) -> Response {
    let mut response = plain(Reader::Program, StatusCode::SERVICE_UNAVAILABLE, &About::of(extensions));
    sign(&Iris::of(extensions), response.headers_mut());
    response
}

fn sign(iris: &Iris, headers: &mut HeaderMap) {
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-cache"));
    // Clients look for the documentation in all links at once, from the beginning: it comes first.
    let others: Vec<HeaderValue> = headers.get_all(header::LINK).iter().cloned().collect();
    let documentation = format!(r#"<{}>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation""#, iris.absolute("/docs.jsonld"));
    if let Ok(documentation) = HeaderValue::from_str(&documentation) {
        headers.insert(header::LINK, documentation);
        for other in others {
            headers.append(header::LINK, other);
        }
    }
}

#[cfg(test)]
mod tests;
