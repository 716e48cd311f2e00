//! What browsers load: the bundle, whose folder is named by the hash of its contents and may be kept for ever, and the few files beside it.
//!
//! Only what is meant to be seen is: `/pkg/<hash>/…`, and the plain files that lay in the site's root at start, each by its own route.

use axum::{
    Router,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
};
use std::{fs, io, path::Path};
use tower_http::services::{ServeDir, ServeFile};

const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// The routes of the site's files, and nothing else.
pub fn routes(site: &Path, files: &[String]) -> Router {
    let bundle = ServeDir::new(site).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    let bundle = Router::new().route_service("/pkg/{hash}/{*file}", bundle).layer(from_fn(only_plain)).layer(from_fn(kept_forever));
    let mut beside = Router::new();
    for file in files {
        let service = ServeFile::new(site.join(file.trim_start_matches('/'))).precompressed_br().precompressed_gzip();
        beside = beside.route_service(file, service);
    }
    bundle.merge(beside.layer(from_fn(kept_an_hour))).layer(from_fn(vary))
}

/// The addresses of the files in the site's root: `/favicon.svg`, … Compressed copies are found through their originals.
///
/// # Errors
/// The folder cannot be read.
pub fn files(site: &Path) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(site)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
        let hidden = name.starts_with('.') || name.ends_with(".br") || name.ends_with(".gz");
        if plain && !hidden && entry.file_type()?.is_file() {
            files.push(format!("/{name}"));
        }
    }
    files.sort();
    Ok(files)
}

/// No dotfiles, and no way out of the folder, however it is written.
async fn only_plain(request: Request, next: Next) -> Response {
    let clean = |segment: &str| !segment.is_empty() && !segment.starts_with('.') && !segment.contains(['%', '\\']);
    if request.uri().path().split('/').skip(1).all(clean) { next.run(request).await } else { StatusCode::NOT_FOUND.into_response() }
}

async fn kept_forever(request: Request, next: Next) -> Response {
    kept(next.run(request).await, FOREVER)
}

async fn kept_an_hour(request: Request, next: Next) -> Response {
    kept(next.run(request).await, AN_HOUR)
}

/// What is not there now may be there soon: only what was found is kept.
fn kept(mut response: Response, how_long: HeaderValue) -> Response {
    let found = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let value = if found { how_long } else { HeaderValue::from_static("no-store") };
    response.headers_mut().insert(header::CACHE_CONTROL, value);
    response
}

/// `ServeDir` chooses by `Accept-Encoding` and does not say so.
async fn vary(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use tower::ServiceExt;

    fn site() -> (tempfile::TempDir, Router) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("pkg/abc/snippets")).unwrap();
        for (file, text) in [
            ("pkg/current", "abc"),
            ("pkg/abc/instroom.js", "js"),
            ("pkg/abc/instroom.js.br", "BR"),
            ("pkg/abc/instroom.js.gz", "GZ"),
            ("pkg/abc/instroom_bg.wasm", "wasm"),
            ("pkg/abc/.hidden", "no"),
            ("pkg/abc/snippets/a.js", "snippet"),
            ("favicon.svg", "svg"),
            ("favicon.svg.gz", "GZ"),
            (".env", "no"),
            ("a b", "no"),
        ] {
            fs::write(root.join(file), text).unwrap();
        }
        let files = files(root).unwrap();
        assert_eq!(files, ["/favicon.svg"]);
        let routes = routes(root, &files);
        (folder, routes)
    }

    async fn get(app: &Router, path: &str, encoding: &str) -> (Response, String) {
        let request = Request::get(path).header(header::ACCEPT_ENCODING, encoding).body(Body::empty()).unwrap();
        let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
        let text = String::from_utf8(to_bytes(body, 1000).await.unwrap().to_vec()).unwrap();
        (Response::from_parts(parts, Body::empty()), text)
    }

    #[tokio::test]
    async fn the_bundle_is_kept_forever_and_compressed_as_asked() {
        let (_folder, app) = site();
        for (encoding, text) in [("", "js"), ("gzip", "GZ"), ("br", "BR"), ("gzip, br", "BR")] {
            let (response, body) = get(&app, "/pkg/abc/instroom.js", encoding).await;
            assert_eq!((response.status().as_u16(), body.as_str()), (200, text));
            assert_eq!(response.headers()[header::CACHE_CONTROL], FOREVER);
            assert_eq!(response.headers()[header::VARY], "Accept-Encoding");
        }
        let (response, _) = get(&app, "/pkg/abc/instroom_bg.wasm", "br").await;
        assert_eq!(response.headers()[header::CONTENT_TYPE], "application/wasm");
        assert_eq!(get(&app, "/pkg/abc/snippets/a.js", "").await.1, "snippet");
    }

    #[tokio::test]
    async fn nothing_else_is_served() {
        let (_folder, app) = site();
        for path in [
            "/pkg",
            "/pkg/",
            "/pkg/current",
            "/pkg/abc",
            "/pkg/abc/",
            "/pkg/abc/.hidden",
            "/pkg/abc/%2ehidden",
            "/pkg/../.env",
            "/pkg/abc/../current",
            "/pkg/abc/%2e%2e/current",
            "/pkg/abc/..%2fcurrent",
            "/pkg/abc/gone.js",
            "/.env",
            "/favicon.svg.gz",
        ] {
            let (response, body) = get(&app, path, "").await;
            assert_eq!(response.status().as_u16(), 404, "{path} {body}");
            assert_ne!(response.headers().get(header::CACHE_CONTROL), Some(&FOREVER), "{path}");
        }
    }

    #[tokio::test]
    async fn files_beside_the_bundle_are_kept_for_an_hour() {
        let (_folder, app) = site();
        let (response, body) = get(&app, "/favicon.svg", "gzip").await;
        assert_eq!((response.headers()[header::CACHE_CONTROL].clone(), body.as_str()), (AN_HOUR, "GZ"));
    }
}
