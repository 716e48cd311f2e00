//! What browsers load: the bundle, whose folder is named by the hash of its contents and may be kept for ever, and the few files beside it.

use crate::site::File;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};
use std::{collections::BTreeMap, sync::Arc};

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// A file with the headers that it always has.
#[derive(Debug)]
struct Asset {
    file: File,
    kind: HeaderValue,
    kept: HeaderValue,
    tag: HeaderValue,
}

/// By their addresses.
type Assets = Arc<BTreeMap<String, Asset>>;

/// The routes of the site's files, and nothing else.
pub fn routes(files: &BTreeMap<String, File>) -> Router {
    let assets: BTreeMap<String, Asset> = files.iter().filter_map(|(path, file)| Some((path.clone(), asset(path, file)?))).collect();
    let mut router = Router::new().route("/pkg/{*file}", get(send));
    for path in assets.keys().filter(|path| !path.starts_with("/pkg/")) {
        router = router.route(path, get(send));
    }
    router.with_state(Arc::new(assets))
}

fn asset(path: &str, file: &File) -> Option<Asset> {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    // Ours are written in UTF-8.
    let kind = if kind.type_() == mime_guess::mime::TEXT { format!("{kind}; charset=utf-8") } else { kind.to_string() };
    let kept = if path.starts_with("/pkg/") { FOREVER } else { AN_HOUR };
    Some(Asset { kind: HeaderValue::from_str(&kind).ok()?, kept, tag: HeaderValue::from_str(&file.tag()).ok()?, file: file.clone() })
}

async fn send(State(assets): State<Assets>, uri: Uri, asked: HeaderMap) -> Response {
    // What is not there now may be there soon: only what was found is kept.
    let Some(asset) = assets.get(uri.path()) else {
        return (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, HeaderValue::from_static("no-store"))]).into_response();
    };
    let known = [(header::CACHE_CONTROL, asset.kept.clone()), (header::ETAG, asset.tag.clone()), vary()];
    if has(&asked, &asset.tag) {
        return (StatusCode::NOT_MODIFIED, known).into_response();
    }
    let kind = [(header::CONTENT_TYPE, asset.kind.clone())];
    let (content, encoding) = chosen(&asset.file, &asked);
    (known, kind, encoding.map(|name| [(header::CONTENT_ENCODING, HeaderValue::from_static(name))]), content).into_response()
}

fn vary() -> (HeaderName, HeaderValue) {
    (header::VARY, HeaderValue::from_static("Accept-Encoding"))
}

/// Whether whoever asks has this already (RFC 9110 §13.1.2).
fn has(asked: &HeaderMap, tag: &HeaderValue) -> bool {
    let listed = |value: &HeaderValue| value.to_str().is_ok_and(|list| list.split(',').any(|one| one.trim().as_bytes() == tag.as_bytes()));
    asked.get_all(header::IF_NONE_MATCH).iter().any(listed)
}

/// The smallest of what whoever asks can read (RFC 9110 §12.5.3).
fn chosen(file: &File, asked: &HeaderMap) -> (Bytes, Option<&'static str>) {
    let accepted = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let reads = |name: &str| {
        accepted.split(',').any(|one| {
            let mut parts = one.split(';').map(str::trim);
            let named = parts.next().is_some_and(|it| it.eq_ignore_ascii_case(name));
            // A weight of nothing is a refusal.
            named && !parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse().is_ok_and(|q: f32| q <= 0.0)))
        })
    };
    let compressed =
        |content: &Option<Bytes>, name: &'static str| content.clone().filter(|_| reads(name)).map(|content| (content, Some(name)));
    compressed(&file.brotli, "br").or_else(|| compressed(&file.gzip, "gzip")).unwrap_or_else(|| (file.plain.clone(), None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::{
        body::{Body, to_bytes},
        extract::Request,
    };
    use tower::ServiceExt;

    fn site() -> Router {
        let plain = |text: &'static str| File { plain: text.into(), ..File::default() };
        let script = File { brotli: Some("BR".into()), gzip: Some("GZ".into()), ..plain("js") };
        let files = [
            ("/pkg/abc/instroom.js", script),
            ("/pkg/abc/instroom_bg.wasm", plain("wasm")),
            ("/pkg/abc/instroom.css", plain("css")),
            ("/favicon.svg", File { gzip: Some("GZ".into()), ..plain("svg") }),
        ];
        routes(&files.map(|(path, file)| (path.to_owned(), file)).into())
    }

    async fn get(path: &str, headers: &[(HeaderName, &str)]) -> (Response, String) {
        let mut request = Request::get(path);
        for (name, value) in headers {
            request = request.header(name, *value);
        }
        let (parts, body) = site().oneshot(request.body(Body::empty()).unwrap()).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, 1000).await.unwrap().to_vec()).unwrap();
        (Response::from_parts(parts, Body::empty()), text)
    }

    #[tokio::test]
    async fn the_bundle_is_kept_forever_and_compressed_as_asked() {
        for (accepted, text, encoding) in [
            ("", "js", None),
            ("gzip", "GZ", Some("gzip")),
            ("br", "BR", Some("br")),
            ("gzip, deflate, br, zstd", "BR", Some("br")),
            ("br;q=0, gzip;q=0.5", "GZ", Some("gzip")),
            ("br;q=0.000,GZIP;q=0.", "js", None),
            ("brotli", "js", None),
        ] {
            let (response, body) = get("/pkg/abc/instroom.js", &[(header::ACCEPT_ENCODING, accepted)]).await;
            assert_eq!((response.status().as_u16(), body.as_str()), (200, text), "{accepted}");
            assert_eq!(response.headers().get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap()), encoding);
            assert_eq!(response.headers()[header::CACHE_CONTROL], FOREVER);
            assert_eq!(response.headers()[header::VARY], "Accept-Encoding");
        }
    }

    #[tokio::test]
    async fn every_file_says_what_it_is() {
        for (path, kind) in [
            ("/pkg/abc/instroom.js", "text/javascript; charset=utf-8"),
            ("/pkg/abc/instroom_bg.wasm", "application/wasm"),
            ("/pkg/abc/instroom.css", "text/css; charset=utf-8"),
            ("/favicon.svg", "image/svg+xml"),
        ] {
            assert_eq!(get(path, &[]).await.0.headers()[header::CONTENT_TYPE], kind);
        }
    }

    #[tokio::test]
    async fn what_the_browser_has_is_not_sent_again() {
        let (first, _) = get("/favicon.svg", &[(header::ACCEPT_ENCODING, "gzip")]).await;
        let tag = first.headers()[header::ETAG].to_str().unwrap().to_owned();
        let (again, body) = get("/favicon.svg", &[(header::IF_NONE_MATCH, &format!("\"x\", {tag}"))]).await;
        assert_eq!((again.status(), body.as_str()), (StatusCode::NOT_MODIFIED, ""));
        assert_eq!((&again.headers()[header::ETAG], &again.headers()[header::CACHE_CONTROL]), (&first.headers()[header::ETAG], &AN_HOUR));
        assert_eq!(get("/favicon.svg", &[(header::IF_NONE_MATCH, "W/\"x\"")]).await.0.status(), StatusCode::OK);
    }

    #[tokio::test]
    async fn nothing_else_is_served() {
        for path in [
            "/pkg",
            "/pkg/",
            "/pkg/abc",
            "/pkg/abc/",
            "/pkg/abc/%69nstroom.js",
            "/pkg/../favicon.svg",
            "/pkg/abc/../abc/instroom.js",
            "/pkg/abc/%2e%2e/abc/instroom.js",
            "/pkg/abc//instroom.js",
            "/pkg/abc/gone.js",
            "/favicon.svg.gz",
        ] {
            let (response, body) = get(path, &[]).await;
            assert_eq!(response.status().as_u16(), 404, "{path} {body}");
            assert_ne!(response.headers().get(header::CACHE_CONTROL), Some(&FOREVER), "{path}");
        }
    }
}
