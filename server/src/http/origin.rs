//! Whoever carries a cookie is asked where the request came from: cross-site request forgery ends here.
//!
//! Around everything that reads the cookie: pages, posts to pages, calls. The API reads `Authorization` alone and needs none of it.
//! Browsers say in `Sec-Fetch-Site` (W3C Fetch Metadata) where a request comes from, on https and on loopback; elsewhere they send `Origin`
//! (RFC 6454) with every POST. A request that says neither is no browser's, and has no business here.

use crate::{
    config::PublicUrl,
    http::{
        proxy::Client,
        status::{About, Reader, plain},
    },
};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use std::sync::Arc;

/// The origin of the public address, which is ours whatever a proxy says.
#[derive(Debug, Default)]
pub struct Own(Option<String>);

impl Own {
    pub fn of(public: Option<&PublicUrl>) -> Self {
        Self(public.map(|url| format!("{}://{}", if url.https { "https" } else { "http" }, url.host)))
    }

    fn is(&self, origin: &str, client: Option<&Client>) -> bool {
        self.0.as_deref() == Some(origin) || client.is_some_and(|client| !client.host.is_empty() && client.origin() == origin)
    }
}

/// Refuses, with 403, what would change something and does not come from our own pages.
pub async fn layer(State(own): State<Arc<Own>>, request: Request, next: Next) -> Response {
    if request.method().is_safe() || ours(&own, request.headers(), request.extensions().get()) {
        next.run(request).await
    } else {
        plain(Reader::Person, StatusCode::FORBIDDEN, &About::of(request.extensions()))
    }
}

fn ours(own: &Own, headers: &HeaderMap, client: Option<&Client>) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin" || site == "none",
        None => headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok()).is_some_and(|origin| own.is(origin, client)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        Router,
        body::Body,
        middleware::from_fn_with_state,
        routing::{any, get},
    };
    use tower::ServiceExt;

    async fn status(method: &str, headers: &[(&str, &str)]) -> u16 {
        let public = PublicUrl { https: true, host: "jobs.example.com".into(), prefix: String::new() };
        let client = Client { ip: [127, 0, 0, 1].into(), https: false, host: "127.0.0.1:3000".into(), prefix: String::new() };
        let app = Router::new()
            .route("/", any(async || "done"))
            .route("/get", get(async || "done"))
            .layer(from_fn_with_state(Arc::new(Own::of(Some(&public))), layer))
            .layer(axum::Extension(client));
        let mut request = Request::builder().method(method).uri("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        app.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status().as_u16()
    }

    #[tokio::test]
    async fn only_our_own_pages_change_anything() {
        let own = ("origin", "http://127.0.0.1:3000");
        let evil = ("origin", "https://evil.example");
        let table: &[(&[(&str, &str)], u16)] = &[
            (&[], 403),
            (&[("sec-fetch-site", "same-origin")], 200),
            (&[("sec-fetch-site", "none")], 200),
            (&[("sec-fetch-site", "same-site")], 403),
            (&[("sec-fetch-site", "cross-site")], 403),
            (&[("sec-fetch-site", "cross-site"), own], 403),
            (&[("sec-fetch-site", "same-origin"), evil], 200),
            (&[own], 200),
            (&[("origin", "https://jobs.example.com")], 200),
            (&[("origin", "https://127.0.0.1:3000")], 403),
            (&[("origin", "http://127.0.0.1:3001")], 403),
            (&[("origin", "http://127.0.0.1:3000.evil.example")], 403),
            (&[("origin", "null")], 403),
            (&[evil], 403),
        ];
        for (headers, expected) in table {
            for method in ["POST", "PUT", "PATCH", "DELETE"] {
                assert_eq!(status(method, headers).await, *expected, "{method} {headers:?}");
            }
            assert_eq!(status("GET", headers).await, 200);
        }
    }
}
