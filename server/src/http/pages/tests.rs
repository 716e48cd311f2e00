use super::*;
use crate::{http::request_id, testing};
use app::call::Refused;
use axum::{
    Extension,
    body::{Body, to_bytes},
};
use domain::error::{Error, FieldErrors, Flaw, RequestId};
use leptos::prelude::*;
use leptos_axum::{ResponseOptions, redirect};
use tower::ServiceExt;

/// Stands for what the real context provides.
#[derive(Clone)]
struct Greeting(&'static str);

/// Says what it is told, and does what it says.
#[server(endpoint = "say", prefix = "/_call")]
async fn say(text: String) -> Result<String, Refused> {
    let greeting = expect_context::<Greeting>().0;
    expect_context::<ResponseOptions>().append_header(header::SET_COOKIE, HeaderValue::from_static("said=1"));
    match text.as_str() {
        "" => Err(Refused(FieldErrors::one("text", Flaw::Blank))),
        "break" => Err(Refused(Error::Internal(RequestId(String::new())))),
        "busy" => Err(Refused(Error::Busy)),
        "slow" => Err(Refused(Error::Throttled { retry_after: 90 })),
        "panic" => panic!("told to"),
        "elsewhere" => {
            redirect("/elsewhere?a=b");
            Ok(text)
        }
        "evil" => {
            redirect("//evil.example");
            Ok(text)
        }
        _ => Ok(format!("{greeting} {text}")),
    }
}

#[component]
fn Document() -> impl IntoView {
    let here = expect_context::<http::request::Parts>();
    if here.uri.path() == "/moved" {
        redirect("/elsewhere");
    }
    let greeting = expect_context::<Greeting>().0;
    let posted = use_context::<Posted>().map(|posted| format!("{} {:?} {:?}", posted.action, posted.values, posted.error));
    view! { <p>{greeting}" "{here.method.to_string()}" "{here.uri.to_string()}</p><p>{posted}</p> }
}

fn app() -> Router {
    let context: Context = Arc::new(|| provide_context(Greeting("hello")));
    // An application without routes has one page.
    assert_eq!(patterns(&context, || ()), ["/"]);
    let pages = Arc::new(Pages::new(context, Document, |pattern| if pattern == "/page/{id}" { &["say", "gone"] } else { &[] }));
    let routes = routes(&pages, &["/page/{id}".into(), "/other".into(), "/moved".into()]);
    routes.merge(calls(&pages)).layer(Extension(testing::visit())).layer(from_fn(request_id::layer))
}

async fn send(request: http::request::Builder, body: &str) -> (http::response::Parts, String) {
    let response = app().oneshot(request.body(Body::from(body.to_owned())).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    (parts, String::from_utf8(to_bytes(body, 100_000).await.unwrap().to_vec()).unwrap())
}

/// As a browser without JavaScript does.
async fn post(target: &str, body: &str) -> (http::response::Parts, String) {
    let request = Request::post(target)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .header(header::ACCEPT, "text/html,*/*;q=0.8")
        .header(header::REFERER, "http://x/referer");
    send(request, body).await
}

#[tokio::test]
async fn a_page_is_complete_and_nobody_elses() {
    for accept in ["text/html", "*/*"] {
        let (parts, body) = send(Request::get("/page/7?a=b").header(header::ACCEPT, accept), "").await;
        assert_eq!(parts.status, 200);
        assert_eq!(parts.headers[header::CACHE_CONTROL], "private, no-cache");
        assert!(body.contains("hello") && body.contains("/page/7?a=b"), "{body}");
        let policy = parts.headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(policy.contains("'nonce-") && !policy.contains("unsafe-inline"), "{policy}");
        let (parts, _) = send(Request::get("/moved").header(header::ACCEPT, accept), "").await;
        assert_eq!((parts.status.as_u16(), &parts.headers[header::LOCATION]), (303, &HeaderValue::from_static("/elsewhere")));
    }
    let (parts, body) = send(Request::get("/nowhere"), "").await;
    assert!(parts.status == 404 && body.contains("hello"));
}

#[tokio::test]
async fn done_leads_to_the_page_or_to_where_the_function_says() {
    for (text, location) in [("hi", "/page/7?a=b"), ("elsewhere", "/elsewhere?a=b"), ("evil", "/")] {
        let (parts, _) = post("/page/7?a=b&do=say", &format!("text={text}")).await;
        assert_eq!((parts.status.as_u16(), parts.headers[header::LOCATION].to_str().unwrap()), (303, location));
        assert_eq!(parts.headers[header::SET_COOKIE], "said=1");
    }
}

#[tokio::test]
async fn refused_is_the_same_page_with_what_was_typed() {
    let (parts, body) = post("/page/7?a=b&do=say", "text=&more=typed&password=hunter2").await;
    assert_eq!(parts.status, 422);
    assert_eq!(parts.headers[header::CACHE_CONTROL], "private, no-cache");
    assert_eq!(parts.headers[header::SET_COOKIE], "said=1");
    assert!(!parts.headers.contains_key(header::LOCATION));
    for expected in ["GET", "/page/7?a=b<", "say", "typed", "Blank"] {
        assert!(body.contains(expected), "{expected}: {body}");
    }
    assert!(!body.contains("hunter2"));
}

#[tokio::test]
async fn every_refusal_has_its_status() {
    for (text, status, retry) in [("busy", 503, Some("1")), ("slow", 429, Some("90")), ("break", 500, None)] {
        let (parts, body) = post("/page/7?do=say", &format!("text={text}")).await;
        assert_eq!(parts.status, status);
        assert_eq!(parts.headers.get(header::RETRY_AFTER).map(|value| value.to_str().unwrap()), retry);
        assert!(text != "break" || body.contains(parts.headers["x-request-id"].to_str().unwrap()), "{body}");
    }
    // A field that is missing altogether: the form is not one of ours.
    assert_eq!(post("/page/7?do=say", "other=x").await.0.status, 400);
}

#[tokio::test]
async fn a_page_runs_only_what_is_its_own() {
    for (target, status) in [
        ("/page/7", 405),
        ("/page/7?do=unknown", 404),
        ("/page/7?do=", 404),
        ("/page/7?do=../livez", 404),
        ("/other?do=say", 404),
        ("/nowhere?do=say", 404),
        ("/page/7?do=gone", 404),
    ] {
        assert_eq!(post(target, "text=hi").await.0.status, status, "{target}");
    }
    assert_eq!(post("/page/7", "").await.0.headers[header::ALLOW], "GET,HEAD");
    let json = Request::post("/page/7?do=say").header(header::CONTENT_TYPE, "application/json");
    assert_eq!(send(json, "{\"text\":\"hi\"}").await.0.status, 415);
}

#[tokio::test]
async fn an_island_calls_and_hears_why_not() {
    let (parts, body) = post("/_call/say", "text=hi").await;
    assert_eq!((parts.status.as_u16(), body.as_str()), (200, "\"hello hi\""));
    assert_eq!(parts.headers[header::CACHE_CONTROL], "no-store");
    assert!(!parts.headers.contains_key(header::LOCATION));
    let (parts, body) = post("/_call/say", "text=").await;
    let error: Error = serde_json::from_str(&body).unwrap();
    assert_eq!((parts.status.as_u16(), error), (422, FieldErrors::one("text", Flaw::Blank)));
    assert_eq!(parts.headers[header::CONTENT_TYPE], "application/json");
    assert!(!parts.headers.contains_key(header::LOCATION));
    let (parts, body) = post("/_call/unknown", "text=").await;
    assert_eq!((parts.status.as_u16(), body.as_str()), (404, "\"NotFound\""));
    assert_eq!(send(Request::get("/_call/say?text=hi"), "").await.0.status, 405);
}
