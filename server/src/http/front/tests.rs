use super::*;
use crate::http::status::PROBLEM;
use axum::body::{Body, to_bytes};
use futures_util::stream;
use std::sync::atomic::{AtomicUsize, Ordering};

const BROWSER: Option<&str> = Some("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8");
const ANY: Option<&str> = Some("*/*");
const JSON: Option<&str> = Some("application/json");
const LD: Option<&str> = Some("application/ld+json");

fn addresses() -> Addresses {
    Addresses::new(["/favicon.svg", "/manifest.json"], ["/", "/candidates/{id}", "/sign-in", "/settings/tokens"])
}

fn asked<'a>(method: &'a Method, target: &'a str, accept: Option<&'a str>, content_type: Option<&'a str>) -> Asked<'a> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Asked { method, path, query, accept, content_type }
}

fn get(target: &str, accept: Option<&str>) -> Choice {
    let head = choose(&addresses(), asked(&Method::HEAD, target, accept, None));
    let get = choose(&addresses(), asked(&Method::GET, target, accept, None));
    assert_eq!(head, get);
    get
}

fn api(base: &'static str, path: &str, media_type: Option<&'static str>) -> Choice {
    Choice::Api { base: Base(base), path: path.into(), media_type }
}

#[test]
fn a_record_is_a_page_to_a_browser_and_data_to_anything_else() {
    for path in ["/", "/candidates", "/candidates/7", "/unknown"] {
        assert_eq!(get(path, BROWSER), Choice::Page, "{path}");
        for accept in [None, ANY, JSON, LD, Some("application/merge-patch+json"), Some("text/plain"), Some(""), Some("image/*")] {
            assert_eq!(get(path, accept), api("", path, None), "{path} {accept:?}");
        }
    }
}

#[test]
fn preference_is_weighed() {
    for (accept, html) in [
        ("text/html", true),
        ("TEXT/HTML; charset=utf-8", true),
        ("text/*", true),
        ("application/json, text/html", false),
        ("text/html, application/json", true),
        ("text/html;q=0.9, application/json", false),
        ("text/html;q=0.9, application/json;q=0.8", true),
        ("application/ld+json;q=0.8, text/html;q=0.9", true),
        ("text/html;q=0.8, application/json;q=0.1, application/ld+json", false),
        ("text/html, */*", true),
        ("*/*, text/html", true),
        ("text/html;q=0.5, */*;q=0.8", false),
        ("text/html;q=0, */*", false),
        ("*/*;q=0.1, text/*;q=0.2", true),
        ("text/html;q=0", false),
        ("text/html;q=nonsense", false),
        ("text/html;level=1;q=0.3, application/json;q=0.2", true),
        ("application/xhtml+xml", false),
    ] {
        assert_eq!(prefers_html(Some(accept)), html, "{accept}");
    }
}

#[test]
fn below_api_there_is_only_the_api() {
    for (path, below) in [("/api", "/"), ("/api/", "/"), ("/api/candidates", "/candidates"), ("/api/sign-in", "/sign-in")] {
        for accept in [BROWSER, ANY, None] {
            assert_eq!(get(path, accept), api("/api", below, None), "{path}");
        }
        let form = asked(&Method::POST, path, BROWSER, Some("application/x-www-form-urlencoded"));
        assert_eq!(choose(&addresses(), form), api("/api", below, None));
        let posted = Asked { query: "do=add_note", ..form };
        assert_eq!(choose(&addresses(), posted), api("/api", below, None));
    }
    assert_eq!(get("/apis", BROWSER), Choice::Page);
}

#[test]
fn suffixes_name_the_media_type_whatever_accept_says() {
    for (path, base, stem) in [
        ("/candidates", "", "/candidates"),
        ("/candidates/0190", "", "/candidates/0190"),
        ("/index", "", "/"),
        ("/docs", "", "/docs"),
        ("/docs/guide", "", "/docs/guide"),
        ("/docs/matching", "", "/docs/matching"),
        ("/contexts/Candidate", "", "/contexts/Candidate"),
        ("/api/candidates", "/api", "/candidates"),
        ("/api/index", "/api", "/"),
        ("/api", "/api", "/"),
    ] {
        for accept in [BROWSER, ANY, None, JSON] {
            assert_eq!(get(&format!("{path}.jsonld"), accept), api(base, stem, Some("application/ld+json")), "{path}");
            assert_eq!(get(&format!("{path}.json"), accept), api(base, stem, Some("application/json")), "{path}");
        }
    }
    assert_eq!(get("/candidates/.json", ANY), api("", "/candidates/.json", None));
    assert_eq!(get("/candidates/kim.jsonx", BROWSER), Choice::Page);
}

#[test]
fn a_form_is_posted_to_a_page_and_a_document_to_the_api() {
    let form = Some("application/x-www-form-urlencoded");
    for (target, accept, content_type, page) in [
        ("/candidates/7?do=add_note", BROWSER, form, true),
        ("/candidates/7", ANY, form, true),
        ("/candidates/7", BROWSER, Some("multipart/form-data; boundary=x"), true),
        ("/candidates/7?a=b&do=add_note", ANY, Some("application/json"), true),
        ("/candidates?do=x", ANY, None, true),
        ("/candidates?undo=x", ANY, JSON, false),
        ("/candidates", JSON, JSON, false),
        ("/candidates", BROWSER, JSON, false),
        ("/candidates", BROWSER, Some("text/plain"), false),
        ("/candidates", BROWSER, None, true),
        ("/candidates", ANY, None, false),
        ("/candidates", ANY, LD, false),
        ("/login", ANY, JSON, false),
        ("/sign-in", ANY, JSON, true),
    ] {
        let choice = choose(&addresses(), asked(&Method::POST, target, accept, content_type));
        assert_eq!(choice == Choice::Page, page, "{target} {accept:?} {content_type:?}");
    }
}

#[test]
fn other_methods_are_the_apis() {
    for method in [Method::PATCH, Method::DELETE, Method::PUT, Method::OPTIONS] {
        let choice = choose(&addresses(), asked(&method, "/candidates/7", BROWSER, JSON));
        assert_eq!(choice, api("", "/candidates/7", None));
        assert_eq!(choose(&addresses(), asked(&method, "/sign-in", BROWSER, None)), Choice::Page);
    }
}

#[test]
fn some_addresses_have_one_answer() {
    for path in ["/favicon.svg", "/manifest.json", "/pkg/abc/instroom.js", "/livez", "/readyz"] {
        for accept in [BROWSER, JSON, None] {
            assert_eq!(get(path, accept), Choice::Fixed, "{path}");
            assert_eq!(get("/_call/add_note", accept), Choice::Call);
        }
    }
    for path in ["/sign-in", "/settings/tokens", "/settings/unknown"] {
        for accept in [BROWSER, JSON, ANY, None] {
            assert_eq!(get(path, accept), Choice::Page, "{path}");
        }
    }
}

fn front(gate: Arc<Gate>) -> Router {
    let echo = |name: &'static str| {
        Router::new().fallback(async move |request: Request| {
            let base = request.extensions().get::<Base>().map_or("-", |base| base.0);
            let accept = text(request.headers(), header::ACCEPT).unwrap_or("-");
            let cookie = request.headers().contains_key(header::COOKIE);
            ([(header::VARY, "Cookie")], format!("{name} {} {base} {accept} {cookie}", request.uri()))
        })
    };
    Front { gate, addresses: addresses(), pages: echo("page"), api: echo("api") }.into_router()
}

#[tokio::test]
async fn requests_are_handed_on() {
    let app = front(Gate::of(1));
    for (target, accept, expected, vary) in [
        ("/candidates?a=b", "text/html", "page /candidates?a=b - text/html true", "Cookie,Accept"),
        ("/api/candidates.json?a=%20b", "text/html", "api /candidates?a=%20b /api application/json false", "Cookie,Accept"),
        ("/candidates/7", "*/*", "api /candidates/7  */* false", "Cookie,Accept"),
        ("/livez", "*/*", "page /livez - */* true", "Cookie"),
    ] {
        let request = Request::get(target).header(header::ACCEPT, accept).header(header::COOKIE, "a=b").body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        let said: Vec<_> = response.headers().get_all(header::VARY).iter().map(|value| value.to_str().unwrap()).collect();
        assert_eq!(said.join(","), vary);
        assert_eq!(to_bytes(response.into_body(), 1000).await.unwrap(), expected.as_bytes());
    }
}

#[tokio::test]
async fn where_it_is_crowded_work_is_refused_and_nothing_else() {
    let app = front(Gate::crowded());
    for (target, accept, status, kind, vary) in [
        ("/candidates", "text/html", 503, "text/html; charset=utf-8", true),
        ("/candidates", "*/*", 503, PROBLEM, true),
        ("/_call/add_note", "*/*", 503, "application/json", false),
        ("/livez", "*/*", 200, "text/plain; charset=utf-8", false),
        ("/live", "*/*", 200, "text/plain; charset=utf-8", false),
        ("/pkg/abc/instroom.js", "*/*", 200, "text/plain; charset=utf-8", false),
    ] {
        let request = Request::get(target).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
        let (parts, _) = app.clone().oneshot(request).await.unwrap().into_parts();
        let headers = parts.headers;
        assert_eq!((parts.status.as_u16(), &headers[header::CONTENT_TYPE]), (status, &kind.parse().unwrap()), "{target} {accept}");
        assert_eq!(headers.contains_key(header::RETRY_AFTER), status == 503, "{target} {accept}");
        assert_eq!(headers.contains_key(header::LINK), kind == PROBLEM, "{target} {accept}");
        assert_eq!(headers.get_all(header::VARY).iter().any(|value| value == "Accept"), vary, "{target} {accept}");
    }
}

#[tokio::test]
async fn what_is_refused_is_read_first() {
    let app = front(Gate::crowded());
    for (expect, read) in [(false, 3), (true, 0)] {
        let parts = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&parts);
        let body = Body::from_stream(stream::iter((0..3).map(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok::<_, std::io::Error>("part")
        })));
        let mut request = Request::post("/candidates").header(header::CONTENT_TYPE, "application/json");
        if expect {
            request = request.header(header::EXPECT, "100-continue");
        }
        let response = app.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        assert_eq!((response.status(), parts.load(Ordering::Relaxed)), (StatusCode::SERVICE_UNAVAILABLE, read));
    }
}
