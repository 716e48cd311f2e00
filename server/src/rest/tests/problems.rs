//! What goes wrong, word by word.

use super::{super::problem::Problem, support::Stage};
use crate::http::{front::Base, request_id};
use axum::{
    Router,
    body::{Body, to_bytes},
    middleware::from_fn,
    routing::get,
};
use domain::{
    error::{Conflict, Error, FieldErrors, Flaw},
    users::Role,
};
use http::{Method, Request};
use serde_json::{Value, json};
use tower::ServiceExt;

#[tokio::test]
async fn every_problem_has_its_words() {
    let stage = Stage::set().await;
    let recruiter = stage.recruiter();
    insta::assert_snapshot!(recruiter.get("/candidates/018f0000-0000-7000-8000-000000000000").await.show(), @r#"
        404 Not Found
        accept-patch: application/merge-patch+json
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/Error",
          "@id": "/errors/404",
          "@type": "hydra:Error",
          "status": 404,
          "type": "/errors/404",
          "title": "An error occurred",
          "detail": "Not Found",
          "description": "Not Found",
          "hydra:title": "An error occurred",
          "hydra:description": "Not Found"
        }
        "#);
    insta::assert_snapshot!(recruiter.say(Method::PUT, "/api/candidates/x", &[], "{}").await.show(), @r#"
        405 Method Not Allowed
        allow: GET,HEAD,PATCH
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/api/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/api/contexts/Error",
          "@id": "/api/errors/405",
          "@type": "hydra:Error",
          "status": 405,
          "type": "/api/errors/405",
          "title": "An error occurred",
          "detail": "Method Not Allowed",
          "description": "Method Not Allowed",
          "hydra:title": "An error occurred",
          "hydra:description": "Method Not Allowed"
        }
        "#);
    insta::assert_snapshot!(recruiter.say(Method::GET, "/candidates", &[("accept", "text/csv")], "").await.show(), @r#"
        406 Not Acceptable
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/Error",
          "@id": "/errors/406",
          "@type": "hydra:Error",
          "status": 406,
          "type": "/errors/406",
          "title": "An error occurred",
          "detail": "Requested format \"text/csv\" is not supported. Supported MIME types are \"application/ld+json\", \"application/json\".",
          "description": "Requested format \"text/csv\" is not supported. Supported MIME types are \"application/ld+json\", \"application/json\".",
          "hydra:title": "An error occurred",
          "hydra:description": "Requested format \"text/csv\" is not supported. Supported MIME types are \"application/ld+json\", \"application/json\"."
        }
        "#);
    let long = "x".repeat(256);
    let given =
        json!({ "firstname": "", "email": "nobody", "position": long, "linkedinProfile": "javascript:alert(1)", "visibility": "x" });
    insta::assert_snapshot!(recruiter.post("/candidates", given).await.show(), @r##"
        422 Unprocessable Entity
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/ConstraintViolationList",
          "@id": "/errors/422",
          "@type": "ConstraintViolationList",
          "status": 422,
          "type": "/errors/422",
          "title": "An error occurred",
          "detail": "firstname: This value should not be blank.\nlastname: This value should not be blank.\nemail: This value is not a valid email address.\nposition: This value is too long. It should have 255 characters or less.\nlinkedinProfile: This value is not a valid URL.\nvisibility: The value you selected is not a valid choice.",
          "description": "firstname: This value should not be blank.\nlastname: This value should not be blank.\nemail: This value is not a valid email address.\nposition: This value is too long. It should have 255 characters or less.\nlinkedinProfile: This value is not a valid URL.\nvisibility: The value you selected is not a valid choice.",
          "hydra:title": "An error occurred",
          "hydra:description": "firstname: This value should not be blank.\nlastname: This value should not be blank.\nemail: This value is not a valid email address.\nposition: This value is too long. It should have 255 characters or less.\nlinkedinProfile: This value is not a valid URL.\nvisibility: The value you selected is not a valid choice.",
          "violations": [
            {
              "propertyPath": "firstname",
              "message": "This value should not be blank.",
              "code": "#1"
            },
            {
              "propertyPath": "lastname",
              "message": "This value should not be blank.",
              "code": "#1"
            },
            {
              "propertyPath": "email",
              "message": "This value is not a valid email address.",
              "code": "#2"
            },
            {
              "propertyPath": "position",
              "message": "This value is too long. It should have 255 characters or less.",
              "code": "#3"
            },
            {
              "propertyPath": "linkedinProfile",
              "message": "This value is not a valid URL.",
              "code": "#4"
            },
            {
              "propertyPath": "visibility",
              "message": "The value you selected is not a valid choice.",
              "code": "#5"
            }
          ]
        }
        "##);
    insta::assert_snapshot!(recruiter.say(Method::POST, "/candidates", &[("content-type", "text/xml")], "<a/>").await.show(), @r#"
        415 Unsupported Media Type
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/Error",
          "@id": "/errors/415",
          "@type": "hydra:Error",
          "status": 415,
          "type": "/errors/415",
          "title": "An error occurred",
          "detail": "The content-type \"text/xml\" is not supported. Supported MIME types are \"application/ld+json\", \"application/json\".",
          "description": "The content-type \"text/xml\" is not supported. Supported MIME types are \"application/ld+json\", \"application/json\".",
          "hydra:title": "An error occurred",
          "hydra:description": "The content-type \"text/xml\" is not supported. Supported MIME types are \"application/ld+json\", \"application/json\"."
        }
        "#);
    let scoped = stage.token(Role::Recruiter, &["candidates:read"]).await;
    insta::assert_snapshot!(scoped.post("/candidates", json!({})).await.show(), @r#"
        403 Forbidden
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/Error",
          "@id": "/errors/403",
          "@type": "hydra:Error",
          "status": 403,
          "type": "/errors/403",
          "title": "An error occurred",
          "detail": "Access Denied: the token lacks the scope \"candidates:write\".",
          "description": "Access Denied: the token lacks the scope \"candidates:write\".",
          "hydra:title": "An error occurred",
          "hydra:description": "Access Denied: the token lacks the scope \"candidates:write\".",
          "rule": "scope:candidates:write"
        }
        "#);
    let forbidden = stage.manager().post("/candidates", json!({})).await.at(403).json();
    assert_eq!(
        (&forbidden["detail"], &forbidden["rule"]),
        (&json!(r#"Access Denied: the role does not allow "CreateCandidate"."#), &json!("role:CreateCandidate"))
    );
}

#[tokio::test]
async fn ids_that_cannot_exist_are_not_found() {
    let stage = Stage::set().await;
    let address = stage.candidate("Ada").await;
    for id in ["x", "1", "%FF", "%00", "018F0000-0000-7000-8000-000000000000", "018f000000007000800000000000000", "..%2F..", "%F0%9F%98%80"]
    {
        for method in [Method::GET, Method::PATCH, Method::HEAD] {
            let headers = [("content-type", "application/merge-patch+json")];
            let answer = stage.recruiter().say(method.clone(), &format!("/candidates/{id}"), &headers, "{}").await.at(404);
            assert!(method == Method::HEAD || answer.text_of("detail") == "Not Found", "{id}");
        }
    }
    stage.recruiter().get(&address.to_uppercase().replace("/CANDIDATES", "/candidates")).await.at(404);
    stage.recruiter().get("/candidates/").await.at(404);
}

#[tokio::test]
async fn media_types_are_asked_for_exactly() {
    let stage = Stage::set().await;
    let address = stage.candidate("Ada").await;
    let recruiter = stage.recruiter();
    let given = json!({ "firstname": "A", "lastname": "B", "email": "a@example.test" }).to_string();
    for (method, target, kind, status) in [
        (Method::POST, "/candidates", "application/json", 201),
        (Method::POST, "/candidates", "application/ld+json; charset=utf-8", 201),
        (Method::POST, "/candidates", "Application/JSON;charset=UTF-8", 201),
        (Method::POST, "/candidates", "application/merge-patch+json", 415),
        (Method::POST, "/candidates", "application/jsonx", 415),
        (Method::POST, "/candidates", "", 415),
        (Method::PATCH, &address, "application/merge-patch+json", 200),
        (Method::PATCH, &address, "application/json", 415),
        (Method::PATCH, &address, "application/ld+json", 415),
        (Method::PATCH, &address, "application/json-patch+json", 415),
        (Method::GET, "/candidates", "text/nonsense", 200),
    ] {
        let answer = recruiter.say(method.clone(), target, &[("content-type", kind)], given.clone()).await.at(status);
        if method == Method::PATCH {
            assert_eq!(answer.header("accept-patch"), "application/merge-patch+json");
        }
    }
    let none = recruiter.say(Method::POST, "/candidates", &[], given).await.at(415);
    assert_eq!(none.text_of("detail"), r#"The "Content-Type" header must exist."#);
    // Who is nobody is told so before anything else about the body; who cannot read the answer before that.
    stage.anon().say(Method::POST, "/candidates", &[], "{").await.at(401);
    stage.anon().say(Method::POST, "/candidates", &[("accept", "text/csv")], "{").await.at(406);
    recruiter.say(Method::GET, "/candidates", &[("accept", "text/csv"), ("instance", "acme")], "").await.at(406);
    recruiter.say(Method::GET, "/candidates", &[("instance", "acme")], "").await.at(200);
}

/// What no use case refuses yet, and what breaks.
#[tokio::test]
async fn refusals_of_every_kind_are_told() {
    let answer = async |error: Error| {
        let problem = Problem::from(error);
        let routes = Router::new().route("/", get(move || std::future::ready(problem.clone())));
        let app = routes.layer(from_fn(super::super::problem::layer)).layer(from_fn(request_id::layer));
        let mut request = Request::get("/").body(Body::empty()).unwrap();
        request.extensions_mut().insert(Base("/api"));
        let (parts, body) = app.oneshot(request).await.unwrap().into_parts();
        let body: Value = serde_json::from_slice(&to_bytes(body, 10_000).await.unwrap()).unwrap();
        (parts, body)
    };
    let moved = Conflict::Transition { from: "open".into(), allowed: vec!["on_hold".into(), "cancelled".into()] };
    let (parts, body) = answer(moved.into()).await;
    assert_eq!((parts.status.as_u16(), &body["allowedTransitions"]), (409, &json!(["on_hold", "cancelled"])));
    assert_eq!(body["detail"], r#"From "open" the only ways are "on_hold", "cancelled"."#);
    for (error, status, retry) in [
        (Error::Busy, 503, Some("1")),
        (Error::Throttled { retry_after: 90 }, 429, Some("90")),
        (Error::Full, 507, None),
        (Conflict::ChangedSince.into(), 409, None),
        (Conflict::LastAdmin.into(), 409, None),
    ] {
        let (parts, body) = answer(error).await;
        assert_eq!((parts.status.as_u16(), &body["status"]), (status, &json!(status)));
        assert_eq!(parts.headers.get("retry-after").map(|value| value.to_str().unwrap()), retry);
        assert_eq!(body["@id"], format!("/api/errors/{status}"));
    }
    let (parts, body) = answer(Error::Internal(domain::error::RequestId("a secret".into()))).await;
    let id = parts.headers["x-request-id"].to_str().unwrap();
    assert_eq!((parts.status.as_u16(), &body["detail"]), (500, &json!(format!("Internal Server Error (request {id})"))));
    let mut flaws = FieldErrors::default();
    for flaw in [
        Flaw::TooShort { min: 1 },
        Flaw::TooMany { max: 50 },
        Flaw::Date,
        Flaw::Range { min: 1, max: 4 },
        Flaw::Unprintable,
        Flaw::Taken,
        Flaw::WrongPassword,
        Flaw::AtLine { line: 3, flaw: Box::new(Flaw::Email) },
    ] {
        flaws.push("x", flaw);
    }
    let (_, body) = answer(Error::Invalid(flaws)).await;
    let codes: std::collections::BTreeSet<&str> =
        body["violations"].as_array().unwrap().iter().map(|violation| violation["code"].as_str().unwrap()).collect();
    assert!(codes.len() == 8 && codes.iter().all(|code| uuid::Uuid::try_parse(code).is_ok()));
    insta::assert_snapshot!(body["detail"].as_str().unwrap(), @"
        x: This value is too short. It should have 1 character or more.
        x: This collection should contain 50 elements or less.
        x: This value is not a valid date.
        x: This value should be between 1 and 4.
        x: This value contains characters that cannot be printed.
        x: This value is already used.
        x: This value should be the user's current password.
        x: Line 3: This value is not a valid email address.
        ");
}
