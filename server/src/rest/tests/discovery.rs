use super::support::Stage;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn the_entry_point_lists_what_there_is() {
    let stage = Stage::set().await;
    insta::assert_snapshot!(stage.anon().get("/").await.show(), @r##"
    200 OK
    content-type: application/ld+json; charset=utf-8
    etag: "…"
    link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
    vary: accept-encoding
    vary: Accept
    x-content-type-options: nosniff

    {
      "@context": "/contexts/Entrypoint",
      "@id": "/",
      "@type": "Entrypoint",
      "candidate": "/candidates",
      "candidateNote": "/candidate-notes",
      "recruitmentTask": "/recruitment-tasks",
      "recruitmentTaskGroup": "/recruitment-task-groups",
      "recruitmentTaskAnswer": "/recruitment-task-answers",
      "resourceRequest": "/resource-requests",
      "resourceRequestCandidate": "/resource-request-candidates"
    }
    "##);
    for target in ["/index.jsonld", "/"] {
        assert_eq!(stage.anon().get(target).await.at(200).json()["candidateNote"], "/candidate-notes", "{target}");
    }
    for target in ["/api", "/api/", "/api/index.jsonld"] {
        let api = stage.anon().get(target).await.at(200).json();
        assert_eq!((&api["@context"], &api["@id"]), (&json!("/api/contexts/Entrypoint"), &json!("/api")), "{target}");
        assert_eq!(api["candidateNote"], "/api/candidate-notes", "{target}");
    }
    let plain = stage.anon().get("/index.json").await.at(200).json();
    let names: Vec<&String> = plain.as_object().unwrap().keys().collect();
    let expected = [
        "candidate",
        "candidateNote",
        "recruitmentTask",
        "recruitmentTaskGroup",
        "recruitmentTaskAnswer",
        "resourceRequest",
        "resourceRequestCandidate",
    ];
    assert_eq!(names, expected);
}

/// What is said of the API needs no token, and is what was asked for.
#[tokio::test]
async fn the_documents_are_there_for_everybody() {
    let stage = Stage::set().await;
    let get = async |target: &str, accept: &str| stage.anon().say(Method::GET, target, &[("accept", accept)], "").await;
    for (target, accept, kind) in [
        ("/docs.jsonld", "", "application/ld+json; charset=utf-8"),
        ("/docs.json", "", "application/json; charset=utf-8"),
        ("/docs", "", "application/ld+json; charset=utf-8"),
        ("/docs", "application/json", "application/json; charset=utf-8"),
        ("/docs", "application/vnd.openapi+json", "application/vnd.openapi+json"),
        ("/docs", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/docs/guide", "", "text/html; charset=utf-8"),
        ("/docs/matching", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
        ("/contexts/Candidate", "", "application/ld+json; charset=utf-8"),
        ("/contexts/ResourceRequest.jsonld", "", "application/ld+json; charset=utf-8"),
        ("/contexts/Entrypoint", "text/html", ""),
    ] {
        for base in ["", "/api"] {
            // A browser that asks for a context at the root is answered by the pages.
            if kind.is_empty() {
                get(&format!("/api{target}"), accept).await.at(406);
                continue;
            }
            assert_eq!(get(&format!("{base}{target}"), accept).await.at(200).header("content-type"), kind, "{base}{target} {accept}");
        }
    }
    get("/api/contexts/Nothing", "").await.at(404);
    get("/docs", "text/csv").await.at(406);
    let refused = get("/docs/guide.json", "").await.at(406).text_of("detail");
    assert_eq!(refused, r#"Requested format "application/json" is not supported. Supported MIME types are "text/html"."#);
    get("/api/docs/nothing", "").await.at(404);
    let (root, api) = (get("/docs.json", "").await.json(), get("/api/docs.json", "").await.json());
    assert_eq!((&root["openapi"], &api["servers"][0]["url"]), (&json!("3.1.0"), &json!("/api")));
    let vocabulary = get("/api/docs.jsonld", "").await.json();
    assert_eq!(vocabulary["@context"]["@vocab"], "http://jobs.example.com/api/docs.jsonld#");
    for path in ["/docs", "/docs/guide", "/docs/matching"] {
        let page = get(path, "text/html").await;
        assert!(page.header("content-security-policy").contains("script-src 'self';"));
        for forbidden in ["<style", " style=", "javascript:"] {
            assert!(!page.text.contains(forbidden), "the policy forbids {forbidden} in {path}");
        }
    }
    assert!(get("/api/docs", "text/html").await.text.contains(r#"href="/api/docs/guide""#));
    assert!(get("/api/docs/guide", "text/html").await.text.contains(r#"href="/api/docs""#));
}

/// The documentation's link is the first of every answer's links, whoever of us gave it.
#[tokio::test]
async fn every_answer_says_where_the_documentation_is() {
    let stage = Stage::set().await;
    let large = vec![b' '; crate::http::limits::BODY + 1];
    for (method, target, body, status) in [
        (Method::GET, "/", vec![], 200),
        (Method::GET, "/candidates", vec![], 401),
        (Method::GET, "/candidates/nobody", vec![], 401),
        (Method::PUT, "/candidates", vec![], 405),
        (Method::POST, "/candidates", large, 413),
        (Method::POST, "/login", vec![], 415),
        (Method::GET, "/nowhere", vec![], 404),
    ] {
        for base in ["", "/api"] {
            let answer = stage.anon().say(method.clone(), &format!("{base}{target}"), &[], body.clone()).await.at(status);
            let link = format!(r#"<http://jobs.example.com{base}/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation""#);
            assert_eq!(answer.links(), [link.as_str()], "{target}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.headers.get_all("vary").iter().any(|vary| vary == "Accept"), "{target} {:?}", answer.headers);
            assert_eq!(answer.headers.get_all("vary").iter().filter(|vary| *vary == "Accept").count(), 1);
            if status != 200 && status != 401 {
                let (kind, context) = (answer.header("content-type"), answer.text_of("@context"));
                assert_eq!((kind, context.as_str()), (crate::http::status::PROBLEM, &*format!("{base}/contexts/Error")), "{target}");
            }
        }
    }
}

#[tokio::test]
async fn addresses_are_those_of_the_proxy_that_is_trusted() {
    let forwarded = [("x-forwarded-proto", "https"), ("x-forwarded-host", "ats.example.com"), ("x-forwarded-prefix", "/hr")];
    let trusting = Stage::behind(&["--trusted-proxies", "127.0.0.1"]).await;
    let answer = trusting.anon().say(Method::GET, "/api", &forwarded, "").await.at(200);
    assert!(answer.links()[0].starts_with("<https://ats.example.com/hr/api/docs.jsonld>;"), "{:?}", answer.links());
    assert_eq!(answer.json()["candidate"], "/hr/api/candidates");
    let made = json!({ "firstname": "Ada", "lastname": "L", "email": "ada@example.test" });
    let headers = [&forwarded[..], &[("content-type", "application/json")]].concat();
    let answer = trusting.recruiter().say(Method::POST, "/candidates", &headers, made.to_string()).await.at(201);
    assert_eq!(answer.header("location"), answer.text_of("@id"));
    assert!(answer.header("location").starts_with("/hr/candidates/"));
    // And its IRIs come back.
    let note = json!({ "candidate": answer.text_of("@id"), "content": "x" });
    trusting.recruiter().post("/candidate-notes", note).await.at(201);

    let wary = Stage::set().await;
    let answer = wary.anon().say(Method::GET, "/api", &forwarded, "").await.at(200);
    assert!(answer.links()[0].starts_with("<http://jobs.example.com/api/docs.jsonld>;"), "{:?}", answer.links());
    assert_eq!(answer.json()["candidate"], "/api/candidates");
}
