//! Interviews and requests as clients meet them.

use super::support::{Speaker, Stage};
use http::Method;
use serde_json::{Value, json};

async fn group(speaker: &Speaker<'_>) -> String {
    speaker.post("/recruitment-task-groups", json!({ "name": "Screening" })).await.at(201).text_of("@id")
}

scene!(questions_and_answers, |stage| {
    let recruiter = stage.recruiter();
    let candidate = stage.candidate("Ada").await;
    let group = group(&recruiter).await;
    assert_eq!(group, "/recruitment-task-groups/1");
    let given = json!({
        "question": "How many days?", "recruitmentTaskGroup": format!("/api{group}"), "options": ["3", "4"], "required": true,
        "anchors": { "4": "All of them." },
    });
    let task = recruiter.post("/api/recruitment-tasks", given).await;
    let shown = task.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        201 Created
        accept-patch: application/merge-patch+json
        content-location: /api/recruitment-tasks/1
        content-type: application/ld+json; charset=utf-8
        etag: "v1-…"
        link: <http://jobs.example.com/api/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        location: /api/recruitment-tasks/1
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/api/contexts/RecruitmentTask",
          "@id": "/api/recruitment-tasks/1",
          "@type": "RecruitmentTask",
          "id": 1,
          "question": "How many days?",
          "options": [
            "3",
            "4"
          ],
          "recruitmentTaskGroup": "/api/recruitment-task-groups/1",
          "type": "single_choice",
          "required": true,
          "position": 0,
          "guidance": null,
          "anchors": {
            "1": null,
            "2": null,
            "3": null,
            "4": "All of them."
          },
          "skill": null,
          "weight": 1,
          "archived": false,
          "createdAt": "2026-03-02T09:00:00+00:00",
          "updatedAt": "2026-03-02T09:00:00+00:00",
          "version": 1
        }
        "##);
    }
    let read = recruiter.get(&group).await.at(200).json();
    assert_eq!((&read["tasks"], &read["id"], &read["version"]), (&json!(["/recruitment-tasks/1"]), &json!(1), &json!(2)));
    for (given, status) in [
        (json!(1), 201),
        (json!("1"), 201),
        (json!("/recruitment-task-groups/2"), 400),
        (json!("/candidates/1"), 400),
        (json!(1.5), 400),
        (json!(true), 400),
    ] {
        let answer = recruiter.post("/recruitment-tasks", json!({ "question": "?", "recruitmentTaskGroup": given })).await;
        assert_eq!(answer.status.as_u16(), status, "{given} {}", answer.text);
    }
    for target in ["/recruitment-tasks/0", "/recruitment-tasks/01", "/recruitment-tasks/x", "/recruitment-tasks/99999999999999999999"] {
        recruiter.get(target).await.at(404);
    }
    let answer = json!({ "recruitmentTask": "/recruitment-tasks/1", "candidate": candidate, "answer": "4", "status": "submitted" });
    let answer = recruiter.post("/recruitment-task-answers", answer).await;
    let shown = answer.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        201 Created
        accept-patch: application/merge-patch+json
        content-location: /recruitment-task-answers/1
        content-type: application/ld+json; charset=utf-8
        etag: "v2-…"
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        location: /recruitment-task-answers/1
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/RecruitmentTaskAnswer",
          "@id": "/recruitment-task-answers/1",
          "@type": "RecruitmentTaskAnswer",
          "id": 1,
          "recruitmentTask": "/recruitment-tasks/1",
          "candidate": "/candidates/#1",
          "resourceRequestCandidate": null,
          "interview": null,
          "interviewer": "/users/#2",
          "source": "interviewer",
          "answer": "4",
          "score": null,
          "comment": null,
          "taskSnapshot": {
            "question": "How many days?",
            "type": "single_choice",
            "options": [
              "3",
              "4"
            ],
            "revision": 1
          },
          "status": "submitted",
          "reason": null,
          "submittedAt": "2026-03-02T09:00:00+00:00",
          "createdAt": "2026-03-02T09:00:00+00:00",
          "updatedAt": "2026-03-02T09:00:00+00:00",
          "version": 2
        }
        "##);
    }
    let wrong = json!({ "recruitmentTask": "/recruitment-tasks/1", "candidate": candidate, "answer": "5" });
    let wrong = recruiter.post("/recruitment-task-answers", wrong).await.at(422).json();
    assert_eq!(wrong["violations"][0]["propertyPath"], "answer");
    for (query, total) in [
        ("recruitmentTask=1", 1),
        ("recruitmentTask=/api/recruitment-tasks/1", 1),
        ("recruitmentTask=2", 0),
        ("id[]=1&id[]=7", 1),
        ("id=x", 0),
        ("status=submitted", 1),
        ("exists[score]=true", 0),
        ("submittedAt[after]=2026-03-02&order[submittedAt]=desc", 1),
    ] {
        let found = recruiter.get(&format!("/recruitment-task-answers?{query}")).await.at(200).json();
        assert_eq!(found["hydra:totalItems"], total, "{query}");
    }
});

scene!(requests_and_the_people_in_them, |stage| {
    let manager = stage.manager();
    let recruiter = stage.recruiter();
    let given = json!({
        "position": "Engineer", "client": "Waterschap", "status": "pending_approval", "start": "2026-05-01", "salaryRangeMin": 420_000,
        "salaryRangeMax": 560_000, "billingType": "time_and_materials", "owners": ["/employees/3"], "currency": "EUR",
        "skills": [{ "skill": "Rust", "minLevel": 3, "required": true }], "code": "mine", "filledCount": 7, "approval": {},
    });
    let request = manager.post("/api/resource-requests", given).await;
    let shown = request.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        201 Created
        accept-patch: application/merge-patch+json
        content-location: /api/resource-requests/#1
        content-type: application/ld+json; charset=utf-8
        etag: "v1-…"
        link: <http://jobs.example.com/api/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        location: /api/resource-requests/#1
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/api/contexts/ResourceRequest",
          "@id": "/api/resource-requests/#1",
          "@type": "ResourceRequest",
          "id": "#1",
          "code": "RR-2026-0001",
          "client": "Waterschap",
          "status": "open",
          "location": null,
          "position": "Engineer",
          "description": null,
          "start": "2026-05-01T00:00:00+00:00",
          "end": null,
          "neededBy": null,
          "salaryRangeMin": 420000,
          "salaryRangeMax": 560000,
          "billingType": "time_and_materials",
          "currency": "EUR",
          "billRateMin": null,
          "billRateMax": null,
          "owners": [
            "/employees/3"
          ],
          "requester": "/api/users/#2",
          "headcount": 1,
          "filledCount": 0,
          "allocationPercent": null,
          "skills": [
            {
              "skill": "Rust",
              "minLevel": 3,
              "required": true,
              "weight": null
            }
          ],
          "priority": null,
          "reason": null,
          "approval": null,
          "holdReason": null,
          "cancelReason": null,
          "rejectionReason": null,
          "closingReason": null,
          "createdAt": "2026-03-02T09:00:00+00:00",
          "updatedAt": "2026-03-02T09:00:00+00:00",
          "version": 1
        }
        "##);
    }
    let id = request.text_of("id");
    let jump = manager.patch(&format!("/resource-requests/{id}"), json!({ "status": "closed", "client": "Other" })).await.at(409).json();
    assert_eq!(jump["allowedTransitions"], json!(["on_hold", "cancelled"]));
    assert_eq!(manager.get(&format!("/resource-requests/{id}")).await.json()["client"], "Waterschap", "all of it, or nothing");
    let candidate = stage.candidate("Ada").await;
    let standing = json!({ "resourceRequest": request.text_of("@id"), "candidate": candidate, "proposedRate": 9_000, "costRate": 8_000 });
    let standing = recruiter.post("/resource-request-candidates", standing).await;
    let shown = standing.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        201 Created
        accept-patch: application/merge-patch+json
        content-location: /resource-request-candidates/#1
        content-type: application/ld+json; charset=utf-8
        etag: "v1-…"
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        location: /resource-request-candidates/#1
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/ResourceRequestCandidate",
          "@id": "/resource-request-candidates/#1",
          "@type": "ResourceRequestCandidate",
          "id": "#1",
          "resourceRequest": "/resource-requests/#2",
          "candidate": "/candidates/#3",
          "status": "proposed",
          "rank": null,
          "proposedBy": "/users/#4",
          "note": null,
          "proposedRate": 9000,
          "costRate": 8000,
          "margin": 1000,
          "availableFrom": null,
          "allocationPercent": null,
          "rejectedBy": null,
          "reason": null,
          "clientVerdict": null,
          "clientComment": null,
          "clientAnsweredAt": null,
          "matchScore": 9,
          "matchFormula": 1,
          "matchTerms": [
            {
              "term": "skill",
              "subject": "Rust",
              "has": null,
              "wants": 3,
              "required": true,
              "points": 0,
              "of": 7000
            },
            {
              "term": "availability",
              "subject": null,
              "has": null,
              "wants": null,
              "required": false,
              "points": 750,
              "of": 1500
            }
          ],
          "matchReasons": [
            "lacks Rust",
            "availability unknown"
          ],
          "history": [
            {
              "from": null,
              "to": "proposed",
              "at": "2026-03-02T09:00:00+00:00",
              "by": "/users/#4"
            }
          ],
          "createdAt": "2026-03-02T09:00:00+00:00",
          "updatedAt": "2026-03-02T09:00:00+00:00",
          "version": 1
        }
        "##);
    }
    let address = standing.text_of("@id");
    let placed = recruiter.patch(&address, json!({ "status": "placed" })).await.at(200).json();
    assert_eq!(placed["history"][1]["from"], "proposed");
    assert_eq!(recruiter.get(&format!("/resource-requests/{id}")).await.json()["status"], "filled");
    let met = recruiter.delete(&address).await.at(409).json();
    assert_eq!(met["allowedTransitions"], json!(["withdrawn"]));
    let listed = recruiter.get_json("/resource-request-candidates?order[status]=asc").await.at(200).json();
    assert_eq!(listed[0]["history"].as_array().map(Vec::len), Some(2));
});

scene!(a_post_that_is_sent_again_is_done_once, |stage| {
    let recruiter = stage.recruiter();
    let ada = json!({ "firstname": "Ada", "lastname": "L", "email": "ada@example.test" }).to_string();
    let headers = |key: &'static str| [("content-type", "application/json"), ("idempotency-key", key)];
    let send = async |key: &'static str, body: &str| recruiter.say(Method::POST, "/candidates", &headers(key), body.to_owned()).await;
    let first = send("one", &ada).await.at(201);
    let again = send("one", &format!(" {ada} ")).await.at(201);
    assert_eq!(
        (&again.text, again.header("etag"), again.header("location")),
        (&first.text, first.header("etag"), first.header("location"))
    );
    let changed = recruiter.patch(&first.text_of("@id"), json!({ "position": "Engineer" })).await.at(200);
    assert_eq!(send("one", &ada).await.at(201).text, first.text, "as it was then: {}", changed.text);
    let other = send("one", r#"{"firstname":"Bob"}"#).await.at(422);
    assert_eq!(other.text_of("detail"), r#"The "Idempotency-Key" was used for another request."#);
    send("two", &ada).await.at(201);
    assert_eq!(recruiter.get("/candidates").await.json()["hydra:totalItems"], 2);

    let refused = send("three", "{}").await.at(422);
    assert_eq!(send("three", "{}").await.at(422).text, refused.text);
    send("three", &ada).await.at(422);
    // Another's key, and the same key elsewhere, are other keys.
    stage.admin().say(Method::POST, "/candidates", &headers("one"), ada.clone()).await.at(201);
    recruiter.say(Method::POST, "/candidate-notes", &headers("one"), ada.clone()).await.at(422);
    assert_eq!(send("one", &ada).await.at(201).text, first.text, "at either base, and in either form");
    let plain = [("content-type", "application/json"), ("idempotency-key", "one"), ("accept", "application/json")];
    let plain = recruiter.say(Method::POST, "/api/candidates", &plain, ada.clone()).await.at(201);
    assert_eq!(plain.json()["id"], first.json()["id"]);
    for bad in ["", " ", "a b", "é"] {
        recruiter
            .say(Method::POST, "/candidates", &[("content-type", "application/json"), ("idempotency-key", bad)], ada.clone())
            .await
            .at(400);
    }
    let token = stage.token(domain::users::Role::Recruiter, &["candidates:write"]).await;
    token.say(Method::POST, "/candidates", &headers("one"), ada.clone()).await.at(201);
    assert_eq!(recruiter.get("/candidates").await.json()["hydra:totalItems"], 4);
    stage.clock.advance(chrono::TimeDelta::hours(25));
    let back = stage.log_in("recruiter@example.test").await;
    let late = stage.with(&back).say(Method::POST, "/candidates", &headers("one"), ada).await.at(201);
    assert_ne!(late.json()["id"], first.json()["id"], "a day is over");
});

scene!(hostile_values, |stage| {
    let recruiter = stage.recruiter();
    let candidate = stage.candidate("Ada").await;
    let group = group(&recruiter).await;
    let request = recruiter.post("/resource-requests", json!({ "position": "x" })).await.at(201).text_of("@id");
    let values = [
        json!(null),
        json!(""),
        json!("\u{0}"),
        json!("x".repeat(100_000)),
        json!(-1),
        json!(1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!(true),
        json!({}),
        json!([]),
        json!(["x", 1, null, {}]),
        json!([{}]),
        json!([{ "skill": "x", "minLevel": 9 }]),
        json!({ "1": 7, "4": "\u{0}" }),
        json!("99999-01-01"),
        json!("/candidates/../users/x"),
        json!("javascript:alert(1)"),
        json!("/recruitment-tasks/99999999999999999999"),
    ];
    for (path, base) in [
        ("/recruitment-task-groups", json!({ "name": "x" })),
        ("/recruitment-tasks", json!({ "question": "?", "recruitmentTaskGroup": group })),
        ("/recruitment-task-answers", json!({ "recruitmentTask": 1, "candidate": candidate })),
        ("/resource-requests", json!({ "position": "x" })),
        ("/resource-request-candidates", json!({ "resourceRequest": request, "candidate": candidate })),
    ] {
        let resource = crate::rest::RESOURCES.iter().find(|resource| path.ends_with(resource.path)).unwrap();
        for field in resource.fields {
            for value in &values {
                let mut document = base.clone();
                document[field.name] = value.clone();
                let answer = recruiter.post(path, document).await;
                let shown: String = value.to_string().chars().take(60).collect();
                assert!(matches!(answer.status.as_u16(), 201 | 400 | 409 | 422), "{path} {} {shown}: {}", field.name, answer.text);
            }
        }
        recruiter.get(path).await.at(200);
    }
});

scene!(only_our_own_host_names_our_records, |stage| {
    let admin = stage.admin();
    let manager = service::users::with_email(&stage.service, "hiring_manager@example.test").await.unwrap().id;
    for (owner, told, status) in [
        (format!("http://evil.test/api/users/{manager}"), None, 404),
        (format!("http://jobs.example.com.evil.test/api/users/{manager}"), None, 404),
        (format!("https://jobs.example.com/api/users/{manager}"), None, 404),
        (format!("HTTP://jobs.example.com/api/users/{manager}"), Some(format!("/api/users/{manager}")), 200),
        (manager.to_string(), Some(format!("/api/users/{manager}")), 200),
    ] {
        let made = admin.post("/api/resource-requests", json!({ "position": "x", "owners": [owner] })).await.at(201);
        assert_eq!(made.json()["owners"], json!([told.unwrap_or(owner.clone())]), "{owner}");
        stage.manager().get(&made.text_of("@id")).await.at(status);
        let found = admin.get(&format!("/api/resource-requests?owners={owner}")).await.json();
        assert!(found["hydra:totalItems"].as_i64().unwrap() > 0, "{owner} is found as it was sent");
    }
    let candidate = stage.candidate("Ada").await;
    for (host, status) in [("http://jobs.example.com", 201), ("http://evil.test", 400), ("//evil.test", 400), ("", 201)] {
        let note = json!({ "candidate": format!("{host}{candidate}"), "content": "x" });
        admin.post("/candidate-notes", note).await.at(status);
    }
    let nobody = admin.post("/api/candidate-notes", json!({ "candidate": "/candidates/x", "content": "x" })).await.at(400);
    assert_eq!(nobody.text_of("detail"), r#"Item not found for "/api/candidates/x"."#);
});

scene!(no_record_is_changed_by_who_saw_an_older_one, |stage| {
    let recruiter = stage.recruiter();
    let candidate = stage.candidate("Ada").await;
    let made = async |path: &str, given: Value| recruiter.post(path, given).await.at(201).text_of("@id");
    let note = made("/candidate-notes", json!({ "candidate": candidate, "content": "Called." })).await;
    let group = group(&recruiter).await;
    let task = made("/recruitment-tasks", json!({ "question": "Why?", "recruitmentTaskGroup": group })).await;
    let answer = made("/recruitment-task-answers", json!({ "recruitmentTask": task, "candidate": candidate })).await;
    let request = made("/resource-requests", json!({ "position": "Engineer" })).await;
    let standing = made("/resource-request-candidates", json!({ "resourceRequest": request, "candidate": candidate })).await;
    let changes = [
        (&candidate, json!({ "position": "Analyst" })),
        (&note, json!({ "content": "Called again." })),
        (&group, json!({ "name": "Interview" })),
        (&task, json!({ "question": "Why not?" })),
        (&answer, json!({ "answer": "Because." })),
        (&request, json!({ "position": "Analyst" })),
        (&standing, json!({ "rank": 1 })),
    ];
    let say = async |method: Method, address: &str, tag: &str, body: String| {
        let headers = [("content-type", "application/merge-patch+json"), ("if-match", tag)];
        recruiter.say(method, address, &headers, body).await
    };
    for (address, change) in changes {
        let old = recruiter.get(address).await.at(200);
        let unchanged = recruiter.say(Method::GET, address, &[("if-none-match", old.header("etag"))], "").await;
        assert_eq!(unchanged.status, 304, "{address}");
        say(Method::PATCH, address, old.header("etag"), change.to_string()).await.at(200);
        let late = say(Method::PATCH, address, old.header("etag"), change.to_string()).await;
        assert_eq!(late.status, 412, "{address} {}", late.text);
        if address == &note || address == &standing {
            say(Method::DELETE, address, old.header("etag"), String::new()).await.at(412);
            let now = recruiter.get(address).await.at(200);
            say(Method::DELETE, address, now.header("etag"), String::new()).await.at(204);
            recruiter.get(address).await.at(404);
        }
    }
});
