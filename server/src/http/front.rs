//! One address, two answers: the page of a record and the record itself (the API).
//!
//! [`choose`] decides, and only decides: by base, suffix, `Accept`, the form's content type and `?do=`. Each router keeps its own methods, so
//! `Allow` stays true in both. Whatever was negotiated says `Vary: Accept`.

use crate::{
    http::{
        gate::Gate,
        limits,
        proxy::Client,
        status::{About, Reader, plain},
        upload,
    },
    rest,
};
use axum::{
    Router,
    extract::{Request, State},
    response::Response,
};
use http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use std::{collections::HashSet, sync::Arc};
use tower::ServiceExt;

/// The first segments of the API's addresses at the root. A page below any other is only a page, and is served whatever `Accept` says.
const API: &[&str] = &[
    "candidates",
    "candidate-notes",
    "recruitment-tasks",
    "recruitment-task-groups",
    "recruitment-task-answers",
    "resource-requests",
    "resource-request-candidates",
    "changes",
    "contexts",
    "docs",
    "errors",
    "login",
    "users",
    "imports",
    "import-rows",
    "webhooks",
    "webhook-logs",
];

/// What every IRI in the answer begins with: nothing, or `/api`. In the extensions of every request to the API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Base(pub &'static str);

impl Base {
    /// The beginning of every IRI in the answer to this request, as whoever asks sees it: what a proxy took off the path, and the base.
    pub fn root(extensions: &Extensions) -> String {
        let prefix = extensions.get::<Client>().map(|client| client.prefix.as_str()).unwrap_or_default();
        let Base(base) = extensions.get().copied().unwrap_or_default();
        format!("{prefix}{base}")
    }
}

/// Addresses with one answer.
#[derive(Debug, Default)]
pub struct Addresses {
    /// `/favicon.svg`, …
    files: HashSet<String>,
    /// First segments of the pages that the API knows nothing of: `sign-in`, …
    pages: HashSet<String>,
}

impl Addresses {
    /// From those of the site's files, and the patterns of all pages: `/candidates/{id}`.
    pub fn new<'a>(files: impl IntoIterator<Item = &'a str>, patterns: impl IntoIterator<Item = &'a str>) -> Self {
        let pages = patterns.into_iter().map(first_segment).filter(|first| !first.is_empty() && !API.contains(first)).map(str::to_owned);
        Self { files: files.into_iter().map(str::to_owned).collect(), pages: pages.collect() }
    }

    fn is_fixed(&self, path: &str) -> bool {
        self.files.contains(path)
            || path.starts_with("/pkg/")
            || path.starts_with("/calendar/")
            || path.starts_with("/export/")
            || path == upload::PATH
            || path == "/live"
            || path == "/livez"
            || path == "/readyz"
    }
}

fn first_segment(path: &str) -> &str {
    path.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// What is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    pub method: &'a Method,
    pub path: &'a str,
    pub query: &'a str,
    pub accept: Option<&'a str>,
    pub content_type: Option<&'a str>,
}

/// Who answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The pages' router, at an address that has one answer.
    Fixed,
    /// The same, for the call of an island.
    Call,
    /// The pages' router.
    Page,
    /// The API's router, at this path, and in this media type where the address names one.
    Api { base: Base, path: String, media_type: Option<&'static str> },
}

/// Decides who answers.
pub fn choose(addresses: &Addresses, asked: Asked<'_>) -> Choice {
    if addresses.is_fixed(asked.path) {
        return Choice::Fixed;
    }
    if asked.path.starts_with("/_call/") {
        return Choice::Call;
    }
    let (path, media_type) = without_suffix(asked.path);
    let api = |base, path: &str| Choice::Api { base, path: if path.is_empty() { "/" } else { path }.to_owned(), media_type };
    if let Some(rest) = path.strip_prefix("/api").filter(|rest| rest.is_empty() || rest.starts_with('/')) {
        return api(Base("/api"), if rest == "/index" { "/" } else { rest });
    }
    if media_type.is_some() {
        return api(Base(""), if path == "/index" { "/" } else { path });
    }
    // The API's reference and guides are pages of the API's own.
    if path == "/docs" || path.strip_prefix("/docs/").is_some_and(rest::is_guide) {
        return api(Base(""), path);
    }
    if addresses.pages.contains(first_segment(path)) || for_person(asked) {
        return Choice::Page;
    }
    api(Base(""), path)
}

/// `/candidates.jsonld` is `/candidates` in that media type.
fn without_suffix(path: &str) -> (&str, Option<&'static str>) {
    let suffixes = [(".jsonld", "application/ld+json"), (".json", "application/json")];
    let found = suffixes.into_iter().find_map(|(suffix, media_type)| Some((path.strip_suffix(suffix)?, Some(media_type))));
    found.filter(|(stem, _)| !stem.ends_with('/')).unwrap_or((path, None))
}

fn for_person(asked: Asked<'_>) -> bool {
    match *asked.method {
        Method::GET | Method::HEAD => prefers_html(asked.accept),
        Method::POST => match asked.content_type.map(essence) {
            Some(kind) if kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data" => true,
            Some(_) => has_do(asked.query),
            None => has_do(asked.query) || prefers_html(asked.accept),
        },
        _ => false,
    }
}

fn has_do(query: &str) -> bool {
    query.split('&').any(|pair| pair == "do" || pair.starts_with("do="))
}

/// The media type without its parameters, in small letters (RFC 9110 §8.3.1).
pub fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// How much a media type is wanted: thousandths of q, how exactly it was named, and how early. Compared in this order (RFC 9110 §12.5.1; that the
/// exact and the early win among equals is ours).
pub type Want = (u16, u8, i32);

/// Whether HTML is wanted more than what the API has.
fn prefers_html(accept: Option<&str>) -> bool {
    let Some(accept) = accept else { return false };
    let html = want(accept, "text/html");
    let api = want(accept, "application/ld+json").max(want(accept, "application/json"));
    // `*/*` wants both alike, and is the API's.
    html.0 > 0 && html > api
}

/// How much an `Accept` header wants a media type. Nothing, where the first number is none.
pub fn want(accept: &str, media_type: &str) -> Want {
    let mut best: Want = (0, 0, i32::MIN);
    let mut exactness = None;
    for (position, range) in (0..).zip(accept.split(',')) {
        let mut parts = range.split(';').map(str::trim);
        let Some(exact) = exactness_of(&parts.next().unwrap_or_default().to_ascii_lowercase(), media_type) else { continue };
        // The most exact range decides, wherever it stands: `text/html;q=0, */*` does not want HTML.
        if exactness.is_none_or(|found| exact > found) {
            exactness = Some(exact);
            best = (parts.find_map(quality).unwrap_or(1000), exact, -position);
        }
    }
    best
}

fn exactness_of(range: &str, media_type: &str) -> Option<u8> {
    let kind = media_type.split('/').next().unwrap_or_default();
    if range == media_type {
        Some(2)
    } else if range.strip_suffix("/*") == Some(kind) {
        Some(1)
    } else {
        (range == "*/*").then_some(0)
    }
}

/// `q=0.8` in thousandths; a weight that is none counts as nothing.
fn quality(parameter: &str) -> Option<u16> {
    let (name, value) = parameter.split_once('=')?;
    if !name.trim().eq_ignore_ascii_case("q") {
        return None;
    }
    let value: f32 = value.trim().parse().ok().filter(|value| (0.0..=1.0).contains(value)).unwrap_or(0.0);
    Some((value * 1000.0).round() as u16)
}

/// The two routers behind the decision, and the gate that is in them.
pub struct Front {
    pub gate: Arc<Gate>,
    pub addresses: Addresses,
    pub pages: Router,
    pub api: Router,
}

impl Front {
    pub fn into_router(self) -> Router {
        Router::new().fallback(answer).with_state(Arc::new(self))
    }
}

async fn answer(State(front): State<Arc<Front>>, mut request: Request) -> Response {
    let headers = request.headers();
    let asked = Asked {
        method: request.method(),
        path: request.uri().path(),
        query: request.uri().query().unwrap_or_default(),
        accept: text(headers, header::ACCEPT),
        content_type: text(headers, header::CONTENT_TYPE),
    };
    let choice = choose(&front.addresses, asked);
    let (router, reader) = match choice {
        Choice::Fixed => (&front.pages, None),
        Choice::Call => (&front.pages, Some(Reader::Island)),
        Choice::Page => (&front.pages, Some(Reader::Person)),
        Choice::Api { base, path, media_type } => {
            address(&mut request, base, &path, media_type);
            (&front.api, Some(Reader::Program))
        }
    };
    let mut response = match reader {
        // Whoever would wait for too long is sent away before anything is done for them.
        Some(reader) if front.gate.is_crowded() => {
            let (parts, body) = request.into_parts();
            // A client that still writes while its connection is closed may never see why. One that waits for leave to write sees it first.
            if !parts.headers.contains_key(header::EXPECT) {
                limits::discard(body, limits::BODY).await;
            }
            match reader {
                Reader::Program => rest::busy(&parts.extensions),
                reader => plain(reader, StatusCode::SERVICE_UNAVAILABLE, &About::of(&parts.extensions)),
            }
        }
        _ => {
            let Ok(response) = router.clone().oneshot(request).await;
            response
        }
    };
    if matches!(reader, Some(Reader::Person | Reader::Program)) {
        response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
    }
    response
}

/// The API finds every request at its path below the root, and what it is to answer with in `Accept`. It never sees a cookie.
fn address(request: &mut Request, base: Base, path: &str, media_type: Option<&'static str>) {
    let target = match request.uri().query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    if let Ok(uri) = target.parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    if let Some(media_type) = media_type {
        request.headers_mut().insert(header::ACCEPT, HeaderValue::from_static(media_type));
    }
    request.headers_mut().remove(header::COOKIE);
    request.extensions_mut().insert(base);
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests;
