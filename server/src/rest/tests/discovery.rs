use super::support::Stage;
use http::Method;
use serde_json::json;

#[tokio::test]
async fn the_entry_point_lists_what_there_is() {
    let stage = Stage::set().await;
    insta::assert_snapshot!(stage.anon().get("/").await.show(), @r#"
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
          "candidateNote": "/candidate-notes"
        }
        "#);
    for target in ["/index.jsonld", "/"] {
        assert_eq!(stage.anon().get(target).await.at(200).json()["candidateNote"], "/candidate-notes", "{target}");
    }
    for target in ["/api", "/api/", "/api/index.jsonld"] {
        let expected = json!({
            "@context": "/api/contexts/Entrypoint", "@id": "/api", "@type": "Entrypoint",
            "candidate": "/api/candidates", "candidateNote": "/api/candidate-notes",
        });
        assert_eq!(stage.anon().get(target).await.at(200).json(), expected, "{target}");
    }
    let plain = stage.anon().get("/index.json").await.at(200).json();
    assert_eq!(plain, json!({ "candidate": "/candidates", "candidateNote": "/candidate-notes" }));
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
