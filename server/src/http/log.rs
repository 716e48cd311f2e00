//! Logs: JSON lines on standard output, one line per request.
//!
//! No personal data: the pattern of the route, never the path (a path names a person's file), no query, no address of the client, and of a panic
//! only the place, for its text may quote what it stumbled over.

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use std::{
    sync::{Arc, OnceLock},
    time::Instant,
};
use tracing_subscriber::{EnvFilter, filter::ParseError};

/// Starts logging.
///
/// # Errors
/// The filter cannot be read.
pub fn start(filter: &str) -> Result<(), ParseError> {
    let filter = EnvFilter::try_new(filter)?;
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(true).with_span_list(false);
    // A second start, in a test, changes nothing.
    let _ = lines.with_env_filter(filter).try_init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        tracing::error!(place, "panic");
    }));
    Ok(())
}

/// Where the pattern of the route is noted for [`layer`], which sees the request before it has one, and the answer after a panic may have lost it.
#[derive(Clone, Default)]
struct Note(Arc<OnceLock<MatchedPath>>);

/// Notes which route was taken. Belongs around the routes of a router, with `route_layer`.
pub async fn route(request: Request, next: Next) -> Response {
    if let (Some(note), Some(pattern)) = (request.extensions().get::<Note>(), request.extensions().get::<MatchedPath>()) {
        // A request that passes two routers was first routed by the outer one; that stays.
        let _ = note.0.set(pattern.clone());
    }
    next.run(request).await
}

/// Logs each request once it is answered.
pub async fn layer(mut request: Request, next: Next) -> Response {
    let (method, start, note) = (request.method().clone(), Instant::now(), Note::default());
    request.extensions_mut().insert(note.clone());
    let response = next.run(request).await;
    let route = note.0.get().map_or("-", MatchedPath::as_str);
    let millis = u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX) as f64 / 1000.0;
    tracing::info!(method = %method, route, status = response.status().as_u16(), ms = millis, "answered");
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::request_id;
    use axum::{Router, body::Body, middleware::from_fn, routing::get};
    use std::{io::Write, sync::Mutex};
    use tower::ServiceExt;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn a_line_names_the_route_and_nobody() {
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt().json().flatten_event(true).with_current_span(true).with_span_list(false);
        let _guard = tracing::subscriber::set_default(subscriber.with_writer(move || writer.clone()).finish());
        let app = Router::new()
            .route("/candidates/{id}", get(async || "hello"))
            .route_layer(from_fn(route))
            .layer(from_fn(layer))
            .layer(from_fn(request_id::layer));
        for uri in ["/candidates/kim?q=jansen", "/nowhere/kim"] {
            app.clone().oneshot(Request::get(uri).body(Body::empty()).unwrap()).await.unwrap();
        }
        let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(
            (&lines[0]["method"], &lines[0]["route"], &lines[0]["status"]),
            (&"GET".into(), &"/candidates/{id}".into(), &200.into())
        );
        assert_eq!((&lines[1]["route"], &lines[1]["status"]), (&"-".into(), &404.into()));
        assert!(lines[0]["ms"].is_number() && lines[0]["span"]["id"].is_string());
        assert!(!text.contains("kim") && !text.contains("jansen"), "{text}");
    }
}
