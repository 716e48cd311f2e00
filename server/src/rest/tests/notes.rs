use super::support::Stage;
use serde_json::json;

scene!(written_changed_and_deleted, |stage| {
    let candidate = stage.candidate("Ada").await;
    let recruiter = stage.recruiter();
    let given = json!({ "candidate": candidate, "content": "Ask @[The admin]", "type": "call", "score": 3, "author": "/users/x" });
    let written = recruiter.post("/api/candidate-notes", given).await;
    let shown = written.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        201 Created
        accept-patch: application/merge-patch+json
        content-location: /api/candidate-notes/#1
        content-type: application/ld+json; charset=utf-8
        etag: "v1-…"
        link: <http://jobs.example.com/api/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        location: /api/candidate-notes/#1
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/api/contexts/CandidateNote",
          "@id": "/api/candidate-notes/#1",
          "@type": "CandidateNote",
          "id": "#1",
          "candidate": "/api/candidates/#2",
          "content": "Ask @[The admin]",
          "type": "call",
          "visibility": "public",
          "score": 3,
          "pinned": false,
          "author": "/api/users/#3",
          "mentions": [],
          "createdAt": "2026-03-02T09:00:00+00:00",
          "updatedAt": "2026-03-02T09:00:00+00:00",
          "version": 1
        }
        "##);
    }
    let address = written.text_of("@id");
    let changed = recruiter.patch(&address, json!({ "content": "Better", "candidate": written.text_of("candidate") })).await.at(200);
    assert_eq!((changed.text_of("content"), changed.json()["version"].as_i64()), ("Better".to_owned(), Some(2)));

    let shown = stage.admin().patch(&address, json!({ "content": "Worse" })).await.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r#"
        403 Forbidden
        accept-patch: application/merge-patch+json
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/api/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/api/contexts/Error",
          "@id": "/api/errors/403",
          "@type": "hydra:Error",
          "status": 403,
          "type": "/api/errors/403",
          "title": "An error occurred",
          "detail": "Access Denied: only the author may do this.",
          "description": "Access Denied: only the author may do this.",
          "hydra:title": "An error occurred",
          "hydra:description": "Access Denied: only the author may do this.",
          "rule": "author"
        }
        "#);
    }
    let other = stage.candidate("Grace").await;
    let moved = recruiter.patch(&address, json!({ "candidate": other })).await.at(422).json();
    assert_eq!(moved["detail"], "candidate: This value cannot be changed.");

    let list = stage.admin().get(&format!("/candidate-notes?candidate={candidate}&score[gte]=3")).await.at(200).json();
    assert_eq!((&list["hydra:totalItems"], &list["hydra:member"][0]["candidate"]), (&json!(1), &json!(candidate)));
    let template = list["hydra:search"]["hydra:template"].as_str().unwrap();
    assert!(template.contains("score,score[],score[lt],score[lte],score[gt],score[gte],exists[score],order[score]"), "{template}");

    let gone = recruiter.delete(&address).await.at(204);
    assert_eq!((gone.text.as_str(), gone.header("content-type"), gone.header("etag")), ("", "", ""));
    recruiter.get(&address).await.at(404);
    recruiter.delete(&address).await.at(404);
});

scene!(a_relation_names_a_record_that_the_writer_finds, |stage| {
    let candidate = stage.candidate("Ada").await;
    for (given, status, detail) in [
        (json!("nonsense"), 400, r#"Invalid IRI "nonsense"."#.to_owned()),
        (
            json!("/users/018f0000-0000-7000-8000-000000000000"),
            400,
            r#"Invalid IRI "/users/018f0000-0000-7000-8000-000000000000"."#.to_owned(),
        ),
        (
            json!("018f0000-0000-7000-8000-000000000000"),
            400,
            r#"Item not found for "/api/candidates/018f0000-0000-7000-8000-000000000000"."#.to_owned(),
        ),
        (json!(7), 400, r#"The type of the "candidate" attribute must be "string", "integer" given."#.to_owned()),
        (json!(null), 422, "candidate: This value should not be blank.".to_owned()),
    ] {
        let answer = stage.recruiter().post("/api/candidate-notes", json!({ "candidate": given, "content": "x" })).await.at(status);
        assert_eq!(answer.text_of("detail"), detail);
    }
    // A manager who does not see the file hears that it is not there.
    let answer = stage.manager().post("/candidate-notes", json!({ "candidate": candidate, "content": "x" })).await.at(400);
    assert_eq!(answer.text_of("detail"), format!(r#"Item not found for "{candidate}"."#));
    let private = json!({ "candidate": candidate, "content": "x", "visibility": "admin_only" });
    let private = stage.admin().post("/candidate-notes", private).await.at(201).text_of("@id");
    stage.recruiter().get(&private).await.at(404);
    assert_eq!(stage.recruiter().get("/candidate-notes").await.json()["hydra:totalItems"], 0);
    stage.recruiter().delete(&private).await.at(404);
});
