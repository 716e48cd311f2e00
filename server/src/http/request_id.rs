//! Every request has a name: in its answer as `X-Request-Id`, in every line that is logged on its behalf, and in the page that apologises for a
//! fault. Names that clients send are not taken over; they would be theirs to choose, and end up in our logs.

use axum::{extract::Request, middleware::Next, response::Response};
use domain::error::RequestId;
use http::{HeaderName, HeaderValue};
use tracing::Instrument;

const NAME: HeaderName = HeaderName::from_static("x-request-id");

/// Names the request: [`RequestId`] in its extensions, `id` in the span around it.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let id = fresh();
    let span = tracing::info_span!("request", id = %id.0);
    let value = HeaderValue::from_str(&id.0);
    request.extensions_mut().insert(id);
    let mut response = next.run(request).instrument(span).await;
    if let Ok(value) = value {
        response.headers_mut().insert(NAME, value);
    }
    response
}

/// The request's name; a request that went around [`layer`] has an empty one.
pub fn of(extensions: &http::Extensions) -> RequestId {
    extensions.get().cloned().unwrap_or_else(|| RequestId(String::new()))
}

/// A random UUID (RFC 9562 §5.4). Without randomness it is the nil UUID: a request is served all the same.
fn fresh() -> RequestId {
    let mut bytes = [0; 16];
    let id = match getrandom::fill(&mut bytes) {
        Ok(()) => uuid::Builder::from_random_bytes(bytes).into_uuid(),
        Err(_) => uuid::Uuid::nil(),
    };
    RequestId(id.hyphenated().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    #[tokio::test]
    async fn answer_and_request_carry_the_same_name_and_no_two_are_alike() {
        let app = Router::new().route("/", get(async |request: Request| of(request.extensions()).0)).layer(from_fn(layer));
        let mut seen = Vec::new();
        for _ in 0..2 {
            let request = Request::builder().uri("/").header("x-request-id", "mine").body(Body::empty()).unwrap();
            let response = app.clone().oneshot(request).await.unwrap();
            let header = response.headers()[NAME].to_str().unwrap().to_owned();
            let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
            assert_eq!(header.as_bytes(), body);
            assert_eq!(header.len(), 36);
            seen.push(header);
        }
        assert_ne!(seen[0], seen[1]);
    }
}
