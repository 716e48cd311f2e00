use super::*;
use crate::testing;
use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    middleware::{from_fn, from_fn_with_state},
    routing::any,
};
use tower::ServiceExt;

const COOKIES: Cookies = Cookies { secure: true };

async fn app(service: &Service) -> Router {
    let hello = async |Extension(visit): Extension<Visit>, Extension(caller): Extension<Caller>| {
        let name = visit.user.map_or("nobody".to_owned(), |user| user.name.clone());
        format!("{name} {} {}", visit.locale, caller.session.is_some())
    };
    let sessions = Sessions { service: service.clone(), cookies: COOKIES, demo: None };
    Router::new()
        .route("/", any(hello))
        .route("/candidates/{id}", any(hello))
        .route("/sign-in", any(hello))
        .route("/link/{secret}", any(hello))
        .route_layer(from_fn(gate))
        .layer(from_fn_with_state(Arc::new(sessions), layer))
}

async fn get(app: &Router, target: &str, cookie: &str) -> (http::response::Parts, String) {
    let request = Request::get(target).header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let (parts, body) = app.clone().oneshot(request).await.unwrap().into_parts();
    (parts, String::from_utf8(to_bytes(body, 10_000).await.unwrap().to_vec()).unwrap())
}

#[tokio::test]
async fn who_is_signed_in_is_known_by_the_cookie() {
    let (_folder, service) = testing::demo().await;
    let app = app(&service).await;
    let (secret, _) = sessions::sign_in(&service, "recruiter@example.test", service::demo::PASSWORD, "::1", "test").await.unwrap();
    let (parts, body) = get(&app, "/candidates/7", &format!("a=b; __Host-instroom={secret}; locale=nl")).await;
    assert_eq!((parts.status.as_u16(), body.as_str()), (200, "Ruben Claassen nl true"));
    assert!(!parts.headers.contains_key(header::SET_COOKIE));
    // Over https the plain name means nothing: anybody on the network could have set it.
    assert_eq!(get(&app, "/candidates/7", &format!("instroom={secret}")).await.0.status, 303);
    sessions::sign_out(&service, &secret).await.unwrap();
    let (parts, _) = get(&app, "/candidates/7", &format!("__Host-instroom={secret}")).await;
    assert_eq!(parts.status, 303);
    assert!(parts.headers[header::SET_COOKIE].to_str().unwrap().contains("Max-Age=0"));
}

#[tokio::test]
async fn who_is_not_is_sent_to_sign_in_and_back() {
    let (_folder, service) = testing::demo().await;
    let app = app(&service).await;
    for (target, location) in [
        ("/", "/sign-in"),
        ("/candidates/7", "/sign-in?next=/candidates/7"),
        ("/candidates/7?q=a%20b&do=add_note&page=2", "/sign-in?next=/candidates/7%3Fq%3Da%2520b%26page%3D2"),
    ] {
        let (parts, _) = get(&app, target, "").await;
        assert_eq!((parts.status.as_u16(), parts.headers[header::LOCATION].to_str().unwrap()), (303, location));
    }
    for open in ["/sign-in", "/link/secret"] {
        assert_eq!(get(&app, open, "").await.1, "nobody en false");
    }
    // What is nowhere is "not found", signed in or not.
    assert_eq!(get(&app, "/nowhere", "").await.0.status, 404);
}

#[tokio::test]
async fn a_database_that_is_away_signs_nobody_out() {
    let (_folder, service) = testing::demo().await;
    let app = app(&service).await;
    service.close().await;
    let (parts, _) = get(&app, "/candidates/7", "__Host-instroom=x").await;
    assert!(parts.status.is_server_error() && !parts.headers.contains_key(header::SET_COOKIE));
    assert_eq!(get(&app, "/sign-in", "").await.0.status, 200);
}
