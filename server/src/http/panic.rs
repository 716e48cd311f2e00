//! A panic is a 500 with the request's name, and the end of that request only. Where it happened is logged by the panic hook.

use crate::http::status::{About, Reader, plain};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use http::StatusCode;
use std::panic::AssertUnwindSafe;

/// Catches what panics inside. Nothing of the request is looked at afterwards but its name, so nothing half-done is seen.
pub async fn layer(State(reader): State<Reader>, request: Request, next: Next) -> Response {
    let about = About::of(request.extensions());
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => plain(reader, StatusCode::INTERNAL_SERVER_ERROR, &about),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::request_id;
    use axum::{
        Router,
        body::{Body, to_bytes},
        middleware::{from_fn, from_fn_with_state},
        routing::get,
    };
    use tower::ServiceExt;

    #[tokio::test]
    async fn a_panic_is_a_500_that_tells_the_name_of_the_request_and_nothing_else() {
        async fn broken() -> &'static str {
            panic!("kim@example.com")
        }
        for (reader, kind) in [(Reader::Person, "text/html; charset=utf-8"), (Reader::Program, crate::http::status::PROBLEM)] {
            let app = Router::new().route("/", get(broken)).layer(from_fn_with_state(reader, layer)).layer(from_fn(request_id::layer));
            let response = app.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
            assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
            assert_eq!(response.headers()["content-type"], kind);
            let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
            let body = String::from_utf8(to_bytes(response.into_body(), 10_000).await.unwrap().to_vec()).unwrap();
            assert!(body.contains(&id) && !body.contains("kim"), "{body}");
        }
    }
}
