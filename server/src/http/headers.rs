//! What every answer says to browsers, errors and assets too.
//!
//! A page sets its own Content-Security-Policy, with the nonce of that answer; whatever sets none may not run, load or frame anything.

use crate::http::proxy::Client;
use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderName, HeaderValue, header};

/// Name and value of what every answer carries unless it says otherwise itself.
pub const ALWAYS: &[(&str, &str)] = &[
    ("content-security-policy", "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
    ),
];

/// One year (RFC 6797). Without `includeSubDomains`: the neighbours' names are not ours to decide on.
const HSTS: HeaderValue = HeaderValue::from_static("max-age=31536000");

/// Adds [`ALWAYS`], and HSTS where the client came over https.
pub async fn layer(request: Request, next: Next) -> Response {
    let https = request.extensions().get::<Client>().is_some_and(|client| client.https);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    if https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{Extension, Router, body::Body, middleware::from_fn, routing::get};
    use tower::ServiceExt;

    fn app(https: bool) -> Router {
        let client = Client { ip: [127, 0, 0, 1].into(), https, host: "x".into(), prefix: String::new() };
        Router::new()
            .route("/page", get(async || [("content-security-policy", "script-src 'nonce-1'")]))
            .layer(from_fn(layer))
            .layer(Extension(client))
    }

    async fn get_headers(app: Router, path: &str) -> http::HeaderMap {
        app.oneshot(Request::get(path).body(Body::empty()).unwrap()).await.unwrap().headers().clone()
    }

    #[tokio::test]
    async fn errors_carry_them_all() {
        let headers = get_headers(app(false), "/nowhere").await;
        for (name, value) in ALWAYS {
            assert_eq!(headers[*name], *value);
        }
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }

    #[tokio::test]
    async fn a_page_has_its_own_policy_and_only_that() {
        let headers = get_headers(app(true), "/page").await;
        let policies: Vec<_> = headers.get_all(header::CONTENT_SECURITY_POLICY).iter().collect();
        assert_eq!(policies, ["script-src 'nonce-1'"]);
        assert_eq!(headers[header::STRICT_TRANSPORT_SECURITY], HSTS);
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    }
}
