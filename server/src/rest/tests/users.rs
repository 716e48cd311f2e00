use super::support::{PASSWORD, Stage};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::TimeDelta;
use domain::{policy::Actor, users::Role};
use http::Method;
use serde_json::{Value, json};

scene!(names_and_roles_and_nothing_else, |stage| {
    let users = stage.manager().get_json("/users?order[name]=asc").await.at(200).json();
    let mut names = Vec::new();
    for user in users.as_array().unwrap() {
        assert_eq!(user.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "name", "role"]);
        names.push(user["name"].as_str().unwrap());
    }
    assert_eq!(names, ["The admin", "The hiring_manager", "The interviewer", "The recruiter"]);
    let shown = stage.manager().get("/me").await.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        200 OK
        content-type: application/ld+json; charset=utf-8
        etag: "v1-…"
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/User",
          "@id": "/users/#1",
          "@type": "User",
          "id": "#1",
          "name": "The hiring_manager",
          "role": "hiring_manager"
        }
        "##);
    }
    let me = stage.manager().get("/me").await.text_of("@id");
    assert_eq!(stage.manager().get(&me).await.at(200).text_of("role"), "hiring_manager");
    // Not even the question is heard.
    let probed = stage.manager().get("/users?email=admin&order[email]=asc&itemsPerPage=2").await.at(200).json();
    assert_eq!(probed["hydra:totalItems"], 4);
    let template = probed["hydra:search"]["hydra:template"].as_str().unwrap();
    assert_eq!(template, "/users{?id,id[],order[id],name,name[],order[name],role,role[],order[role]}");
    assert_eq!(stage.admin().get("/users?role=interviewer").await.json()["hydra:totalItems"], 1);
    stage.admin().get("/users/018f0000-0000-7000-8000-000000000000").await.at(404);
});

scene!(a_login_token_is_a_jwt_that_lives_an_hour, |stage| {
    for target in ["/login", "/api/login"] {
        let answer = stage.anon().post(target, json!({ "username": "recruiter@example.test", "password": PASSWORD })).await.at(200);
        assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("application/json", "no-store"));
        let token = answer.text_of("token");
        let claims = BASE64_URL_SAFE_NO_PAD.decode(token.split('.').nth(1).unwrap()).unwrap();
        let claims: Value = serde_json::from_slice(&claims).unwrap();
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 3600);
        assert_eq!((&claims["username"], &claims["roles"]), (&json!("recruiter@example.test"), &json!(["ROLE_RECRUITER"])));
        stage.with(&token).get("/candidates").await.at(200);
    }
});

scene!(wrong_logins_are_told_nothing_and_counted, |stage| {
    let wrong = json!({ "username": "recruiter@example.test", "password": "wrong" });
    let shown = stage.anon().post("/login", wrong.clone()).await.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r#"
        401 Unauthorized
        content-type: application/json
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        www-authenticate: Bearer
        x-content-type-options: nosniff

        {
          "code": 401,
          "message": "Invalid credentials."
        }
        "#);
    }
    let unknown = stage.anon().post("/login", json!({ "username": "nobody@example.test", "password": "wrong" })).await.at(401);
    assert_eq!(unknown.text, r#"{"code":401,"message":"Invalid credentials."}"#);
    for _ in 0..8 {
        stage.anon().post("/login", wrong.clone()).await.at(401);
    }
    let shown = stage.anon().post("/login", wrong).await.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r#"
        429 Too Many Requests
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        retry-after: 900
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/Error",
          "@id": "/errors/429",
          "@type": "hydra:Error",
          "status": 429,
          "type": "/errors/429",
          "title": "An error occurred",
          "detail": "Too many attempts. Try again in 900 seconds.",
          "description": "Too many attempts. Try again in 900 seconds.",
          "hydra:title": "An error occurred",
          "hydra:description": "Too many attempts. Try again in 900 seconds."
        }
        "#);
    }
    for (body, detail) in [
        (r#"{"password":"x"}"#, r#"The key "username" must be provided."#),
        (r#"{"username":"x"}"#, r#"The key "password" must be provided."#),
        (r#"{"username":"x","password":5}"#, r#"The key "password" must be provided."#),
        ("[]", "The document must be a JSON object."),
        ("{", "Syntax error"),
    ] {
        let answer = stage.anon().say(Method::POST, "/login", &[("content-type", "application/json")], body).await.at(400);
        assert_eq!(answer.text_of("detail"), detail, "{body}");
    }
    stage.anon().say(Method::POST, "/login", &[], "{}").await.at(415);
});

scene!(tokens_that_are_not_accepted, |stage| {
    let said = async |authorization: &str| {
        let answer = stage.anon().say(Method::GET, "/me", &[("authorization", authorization)], "").await.at(401);
        assert_eq!((answer.header("content-type"), answer.header("www-authenticate")), ("application/json", "Bearer"));
        answer.text
    };
    for none in ["", "Bearer", "Bearer ", "Basic YTpi", "Token x"] {
        assert_eq!(said(none).await, r#"{"code":401,"message":"JWT Token not found"}"#, "{none}");
    }
    for bad in ["Bearer x", "Bearer a.b.c", "bearer instroom_x", "Bearer x y"] {
        assert_eq!(said(bad).await, r#"{"code":401,"message":"Invalid JWT Token"}"#, "{bad}");
    }
    let scoped = stage.token(Role::Recruiter, &["users:read"]).await;
    stage.clock.advance(TimeDelta::minutes(61));
    let expired = stage.recruiter().get("/me").await.at(401);
    assert_eq!(expired.text, r#"{"code":401,"message":"Expired JWT Token"}"#);
    scoped.get("/me").await.at(200);
    let admin = service::users::with_email(&stage.service, "recruiter@example.test").await.unwrap();
    service::users::deactivate(&stage.service, &Actor::System, admin.id).await.unwrap();
    assert_eq!(scoped.get("/me").await.at(401).text, r#"{"code":401,"message":"Invalid JWT Token"}"#);
});
