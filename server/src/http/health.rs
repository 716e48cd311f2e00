//! Two questions of whoever runs us: is the process alive, and should it be sent requests. They need no session and name nothing.

use axum::{
    Router,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{StatusCode, header};
use std::time::Duration;

/// A database that takes longer than this to answer is not ready.
const PATIENCE: Duration = Duration::from_secs(1);

/// `/livez` answers without the database; `/readyz` asks `ready`, and is 503 when it says no or nothing.
pub fn routes<F, R>(ready: F) -> Router
where
    F: Fn() -> R + Clone + Send + Sync + 'static,
    R: Future<Output = bool> + Send,
{
    let readyz = async move || {
        let ready = tokio::time::timeout(PATIENCE, ready()).await.unwrap_or(false);
        if ready { answer(StatusCode::OK, "ready\n") } else { answer(StatusCode::SERVICE_UNAVAILABLE, "not ready\n") }
    };
    Router::new().route("/livez", get(async || answer(StatusCode::OK, "alive\n"))).route("/readyz", get(readyz))
}

fn answer(status: StatusCode, text: &'static str) -> Response {
    let mut response = (status, [(header::CACHE_CONTROL, "no-store")], text).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, http::HeaderValue::from_static("1"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{body::Body, extract::Request};
    use std::future::pending;
    use tower::ServiceExt;

    async fn status(app: Router, path: &str) -> u16 {
        app.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn alive_is_not_ready() {
        assert_eq!(status(routes(async || true), "/readyz").await, 200);
        assert_eq!(status(routes(async || false), "/readyz").await, 503);
        assert_eq!(status(routes(pending::<bool>), "/readyz").await, 503);
        assert_eq!(status(routes(pending::<bool>), "/livez").await, 200);
    }
}
