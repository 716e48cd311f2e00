use super::support::Stage;
use http::Method;
use serde_json::{Value, json};

fn ada() -> Value {
    json!({
        "firstname": " Ada ", "lastname": "Lovelace", "email": "ada@example.test", "phoneNumber": "+31 6 1234 5678", "source": "referral",
        "location": "London", "birthDate": "1990-01-02", "position": "Engineer", "linkedinProfile": "https://www.linkedin.com/in/ada",
        "notes": "Knows the engine.", "tags": ["priority"], "skills": [{ "skill": "Rust", "level": 4 }], "employee": true,
        "availableFrom": "2026-04-01T12:00:00+02:00", "consent": { "basis": "asked", "givenAt": "2026-01-01" },
        "id": "ignored", "lifecycle": "archived", "version": 9, "createdAt": "2001-01-01", "unknown": { "a": [1] },
    })
}

scene!(made_and_read, |stage| {
    let recruiter = stage.recruiter();
    let made = recruiter.post("/candidates", ada()).await;
    let shown = made.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        201 Created
        accept-patch: application/merge-patch+json
        content-location: /candidates/#1
        content-type: application/ld+json; charset=utf-8
        etag: "v1-…"
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        location: /candidates/#1
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/Candidate",
          "@id": "/candidates/#1",
          "@type": "Candidate",
          "id": "#1",
          "firstname": "Ada",
          "lastname": "Lovelace",
          "email": "ada@example.test",
          "phoneNumber": "+31 6 1234 5678",
          "source": "referral",
          "location": "London",
          "birthDate": "1990-01-02T00:00:00+00:00",
          "position": "Engineer",
          "linkedinProfile": "https://www.linkedin.com/in/ada",
          "notes": "Knows the engine.",
          "expectations": null,
          "tags": [
            "priority"
          ],
          "skills": [
            {
              "skill": "Rust",
              "level": 4
            }
          ],
          "employee": true,
          "visibility": "normal",
          "recruiter": null,
          "availableFrom": "2026-04-01T00:00:00+00:00",
          "consent": {
            "basis": "asked",
            "givenAt": "2026-01-01T00:00:00+00:00",
            "expiresAt": null
          },
          "attachments": [],
          "lifecycle": "active",
          "createdAt": "2026-03-02T09:00:00+00:00",
          "updatedAt": "2026-03-02T09:00:00+00:00",
          "version": 1
        }
        "##);
    }
    let read = recruiter.get(&made.text_of("@id")).await;
    assert_eq!((&read.text, read.header("etag")), (&made.text, made.header("etag")));
    let shown = recruiter.get_json(&made.text_of("@id")).await.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        200 OK
        accept-patch: application/merge-patch+json
        content-type: application/json; charset=utf-8
        etag: "v1-…"
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "id": "#1",
          "firstname": "Ada",
          "lastname": "Lovelace",
          "email": "ada@example.test",
          "phoneNumber": "+31 6 1234 5678",
          "source": "referral",
          "location": "London",
          "birthDate": "1990-01-02T00:00:00+00:00",
          "position": "Engineer",
          "linkedinProfile": "https://www.linkedin.com/in/ada",
          "notes": "Knows the engine.",
          "expectations": null,
          "tags": [
            "priority"
          ],
          "skills": [
            {
              "skill": "Rust",
              "level": 4
            }
          ],
          "employee": true,
          "visibility": "normal",
          "recruiter": null,
          "availableFrom": "2026-04-01T00:00:00+00:00",
          "consent": {
            "basis": "asked",
            "givenAt": "2026-01-01T00:00:00+00:00",
            "expiresAt": null
          },
          "attachments": [],
          "lifecycle": "active",
          "createdAt": "2026-03-02T09:00:00+00:00",
          "updatedAt": "2026-03-02T09:00:00+00:00",
          "version": 1
        }
        "##);
    }
    let id = made.text_of("id");
    for (target, kind) in [
        (format!("/candidates/{id}.json"), "application/json; charset=utf-8"),
        (format!("/candidates/{id}.jsonld"), "application/ld+json; charset=utf-8"),
        (format!("/api/candidates/{id}.json"), "application/json; charset=utf-8"),
    ] {
        assert_eq!(recruiter.get(&target).await.at(200).header("content-type"), kind);
    }
    let head = recruiter.say(Method::HEAD, &format!("/candidates/{id}"), &[], "").await.at(200);
    assert_eq!(
        (head.text.as_str(), head.header("etag"), head.header("accept-patch")),
        ("", read.header("etag"), "application/merge-patch+json")
    );
    assert_eq!(head.header("content-length"), read.text.len().to_string());
    let api = recruiter.get(&format!("/api/candidates/{id}")).await.json();
    assert_eq!((&api["@context"], &api["@id"]), (&json!("/api/contexts/Candidate"), &json!(format!("/api/candidates/{id}"))));
});

scene!(changed_by_a_merge_patch, |stage| {
    let recruiter = stage.recruiter();
    let made = recruiter.post("/candidates", ada()).await;
    let address = made.text_of("@id");
    let user = recruiter.get("/me").await;
    let (iri, id) = (user.text_of("@id"), user.text_of("id"));
    for given in [iri.clone(), format!("/api{iri}"), format!("http://jobs.example.com{iri}"), id.clone()] {
        recruiter.patch(&address, json!({ "recruiter": null })).await.at(200);
        let changed = recruiter.patch(&format!("/api{address}"), json!({ "recruiter": given })).await.at(200);
        assert_eq!(changed.text_of("recruiter"), format!("/api{iri}"), "{given}");
    }
    // react-admin sends the whole document back.
    let mut document = recruiter.get(&address).await.json();
    let before = document.clone();
    document["id"] = document["@id"].clone();
    document["position"] = json!("Countess");
    document["birthDate"] = Value::Null;
    let changed = recruiter.patch(&address, document.clone()).await.at(200);
    let after = changed.json();
    let differs: Vec<&String> = after.as_object().unwrap().keys().filter(|name| after[*name] != before[*name]).collect();
    assert_eq!(differs, ["birthDate", "position", "version"]);
    assert!(changed.header("etag").starts_with(&format!("\"v{}-", after["version"])));
    let again = recruiter.patch(&address, document).await.at(200);
    assert_eq!(again.header("etag"), changed.header("etag"), "what changes nothing makes no version");
    let cleared = recruiter.patch(&address, json!({ "tags": null, "employee": null })).await.at(200).json();
    assert_eq!((&cleared["tags"], &cleared["employee"]), (&json!([]), &json!(false)));
    let blank = recruiter.patch(&address, json!({ "visibility": null })).await.at(422).json();
    assert_eq!(
        (&blank["violations"][0]["propertyPath"], recruiter.get(&address).await.json()["visibility"].as_str()),
        (&json!("visibility"), Some("normal"))
    );
    let shown = recruiter.patch(&address, json!({ "firstname": null, "email": "x" })).await.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        422 Unprocessable Entity
        accept-patch: application/merge-patch+json
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
          "detail": "firstname: This value should not be blank.\nemail: This value is not a valid email address.",
          "description": "firstname: This value should not be blank.\nemail: This value is not a valid email address.",
          "hydra:title": "An error occurred",
          "hydra:description": "firstname: This value should not be blank.\nemail: This value is not a valid email address.",
          "violations": [
            {
              "propertyPath": "firstname",
              "message": "This value should not be blank.",
              "code": "#1"
            },
            {
              "propertyPath": "email",
              "message": "This value is not a valid email address.",
              "code": "#2"
            }
          ]
        }
        "##);
    }
});

scene!(a_stale_writer_is_told_so, |stage| {
    let address = stage.candidate("Ada").await;
    let write = async |tag: &str, position: &str| {
        let headers = [("content-type", "application/merge-patch+json; charset=utf-8"), ("if-match", tag)];
        stage.recruiter().say(Method::PATCH, &address, &headers, json!({ "position": position }).to_string()).await
    };
    let plain = stage.recruiter().get_json(&address).await;
    let changed = write(plain.header("etag"), "1").await.at(200);
    let shown = write(plain.header("etag"), "2").await.show();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r#"
        412 Precondition Failed
        accept-patch: application/merge-patch+json
        content-type: application/problem+json; charset=utf-8
        link: <http://jobs.example.com/docs.jsonld>; rel="http://www.w3.org/ns/hydra/core#apiDocumentation"
        vary: accept-encoding
        vary: Accept
        x-content-type-options: nosniff

        {
          "@context": "/contexts/Error",
          "@id": "/errors/412",
          "@type": "hydra:Error",
          "status": 412,
          "type": "/errors/412",
          "title": "An error occurred",
          "detail": "The record has changed since: it is at version 2.",
          "description": "The record has changed since: it is at version 2.",
          "hydra:title": "An error occurred",
          "hydra:description": "The record has changed since: it is at version 2."
        }
        "#);
    }
    write("nonsense", "2").await.at(412);
    write(&format!("W/{}", changed.header("etag")), "2").await.at(200);
    write("*", "3").await.at(200);
    assert_eq!(stage.recruiter().get(&address).await.text_of("position"), "3");
});

scene!(what_a_client_has_is_not_sent_again, |stage| {
    let address = stage.candidate("Ada").await;
    for target in [address.as_str(), "/candidates", "/"] {
        let first = stage.recruiter().get(target).await.at(200);
        let headers = [("if-none-match", first.header("etag"))];
        let second = stage.recruiter().say(Method::GET, target, &headers, "").await.at(304);
        assert_eq!((second.text.as_str(), second.header("etag")), ("", first.header("etag")), "{target}");
        stage.recruiter().say(Method::GET, target, &[headers[0], ("accept", "application/json")], "").await.at(200);
    }
});

scene!(a_possible_duplicate_is_made_and_says_so, |stage| {
    let (first, second) = (stage.candidate("Ada").await, stage.candidate("Grace").await);
    stage.recruiter().patch(&second, json!({ "phoneNumber": "06-12345678" })).await.at(200);
    let given = json!({ "firstname": "A", "lastname": "L", "email": "ADA@example.test", "phoneNumber": "+31612345678" });
    let made = stage.recruiter().post("/api/candidates", given).await.at(201);
    let links = made.links();
    assert_eq!(links[1..], [format!(r#"</api{first}>; rel="duplicate""#), format!(r#"</api{second}>; rel="duplicate""#)]);
    assert!(links[0].contains("apiDocumentation"));
});

scene!(a_collection_is_paged, |stage| {
    for name in ["Ada", "Barbara", "Edsger", "Grace", "Lois"] {
        stage.candidate(name).await;
    }
    let recruiter = stage.recruiter();
    let shown =
        recruiter.get("/candidates?page=2&itemsPerPage=2&order%5Bfirstname%5D=desc&unknown=%C3%A9").await.json()["hydra:view"].to_string();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r#"{"@id":"/candidates?itemsPerPage=2&order%5Bfirstname%5D=desc&unknown=%C3%A9&page=2","@type":"hydra:PartialCollectionView","hydra:first":"/candidates?itemsPerPage=2&order%5Bfirstname%5D=desc&unknown=%C3%A9&page=1","hydra:last":"/candidates?itemsPerPage=2&order%5Bfirstname%5D=desc&unknown=%C3%A9&page=3","hydra:previous":"/candidates?itemsPerPage=2&order%5Bfirstname%5D=desc&unknown=%C3%A9&page=1","hydra:next":"/candidates?itemsPerPage=2&order%5Bfirstname%5D=desc&unknown=%C3%A9&page=3"}"#);
    }
    let template = recruiter.get("/api/candidates?itemsPerPage=0").await.at(200).json();
    assert_eq!((&template["hydra:totalItems"], &template["hydra:member"]), (&json!(5), &json!([])));
    let shown = template["hydra:search"]["hydra:template"].as_str().unwrap();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r##"
        /api/candidates{?id,id[],order[id],firstname,firstname[],order[firstname],lastname,lastname[],order[lastname],email,email[],order[email],phoneNumber,phoneNumber[],exists[phoneNumber],order[phoneNumber],source,source[],exists[source],order[source],location,location[],exists[location],order[location],birthDate,birthDate[],birthDate[before],birthDate[strictly_before],birthDate[after],birthDate[strictly_after],exists[birthDate],order[birthDate],position,position[],exists[position],order[position],linkedinProfile,linkedinProfile[],exists[linkedinProfile],order[linkedinProfile],exists[notes],order[notes],exists[expectations],order[expectations],tags,tags[],skills,skills[],employee,employee[],order[employee],visibility,visibility[],order[visibility],recruiter,recruiter[],exists[recruiter],availableFrom,availableFrom[],availableFrom[before],availableFrom[strictly_before],availableFrom[after],availableFrom[strictly_after],exists[availableFrom],order[availableFrom],exists[consent],lifecycle,lifecycle[],order[lifecycle],createdAt,createdAt[],createdAt[before],createdAt[strictly_before],createdAt[after],createdAt[strictly_after],order[createdAt],updatedAt,updatedAt[],updatedAt[before],updatedAt[strictly_before],updatedAt[after],updatedAt[strictly_after],order[updatedAt],order[version]}
        "##);
    }
    let shown = template["hydra:search"]["hydra:mapping"][3].to_string();
    insta::allow_duplicates! {
        insta::assert_snapshot!(shown, @r#"{"@type":"IriTemplateMapping","variable":"firstname","property":"firstname","required":false}"#);
    }
    let view = async |query: &str| recruiter.get(&format!("/candidates{query}")).await.at(200).json()["hydra:view"].clone();
    assert_eq!(view("").await, Value::Null, "one page, and nothing was asked");
    assert_eq!(view("?email=a").await, json!({ "@id": "/candidates?email=a", "@type": "hydra:PartialCollectionView" }));
    let last = view("?itemsPerPage=2&page=3").await;
    assert_eq!((&last["hydra:previous"], &last["hydra:next"]), (&json!("/candidates?itemsPerPage=2&page=2"), &Value::Null));
    let beyond = recruiter.get("/candidates?page=9&itemsPerPage=2").await.at(200).json();
    assert_eq!((&beyond["hydra:totalItems"], beyond["hydra:member"].as_array().unwrap().len()), (&json!(5), 0));
    assert_eq!(beyond["hydra:view"]["hydra:previous"], "/candidates?itemsPerPage=2&page=3");
    let keys: Vec<String> = beyond.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["@context", "@id", "@type", "hydra:totalItems", "hydra:member", "hydra:view", "hydra:search"]);
    let members = recruiter.get("/candidates").await.json()["hydra:member"].clone();
    assert!(members.as_array().unwrap().iter().all(|member| member.get("@context").is_none() && member["@type"] == "Candidate"));

    let plain = recruiter.get_json("/api/candidates?itemsPerPage=2&order[lastname]=asc").await.at(200);
    assert_eq!((plain.header("x-total-count"), plain.json().as_array().unwrap().len()), ("5", 2));
    assert_eq!(plain.links()[1..], [r#"</api/candidates?itemsPerPage=2&order%5Blastname%5D=asc&page=2>; rel="next""#]);
    assert_eq!(recruiter.get_json("/candidates?itemsPerPage=2&page=3").await.links().len(), 1, "no next");
    assert!(plain.json()[0].as_object().unwrap().keys().all(|name| !name.starts_with('@')));
    assert_eq!(recruiter.get("/candidates?itemsPerPage=1000").await.at(200).names().len(), 5);
    for bad in ["page=0", "page=-1", "page=x", "page=1.5", "page=99999999999", "itemsPerPage=-1", "itemsPerPage=many", "page="] {
        let detail = recruiter.get(&format!("/candidates?{bad}")).await.at(400).text_of("detail");
        assert_eq!(detail, r#""page" must be a whole number from 1, "itemsPerPage" one from 0."#, "{bad}");
    }
});

scene!(a_collection_is_narrowed_ordered_and_searched, |stage| {
    let mut addresses = Vec::new();
    for name in ["Ada", "Barbara", "Edsger", "Grace", "Éva"] {
        addresses.push(stage.candidate(name).await);
        stage.clock.advance(chrono::TimeDelta::minutes(10));
    }
    let recruiter = stage.recruiter();
    let me = recruiter.get("/me").await.text_of("@id");
    recruiter.patch(&addresses[2], json!({ "recruiter": me, "position": "Professor", "birthDate": "1930-05-11" })).await.at(200);
    let ids: Vec<&str> = addresses.iter().map(|address| address.rsplit('/').next().unwrap()).collect();
    for (query, expected) in [
        (String::new(), "Ada Barbara Edsger Grace Éva"),
        ("firstname=EV".to_owned(), "Éva"),
        ("firstname%5B%5D=ada&firstname%5B%5D=grace".to_owned(), "Ada Grace"),
        ("firstname%5B0%5D=ada&firstname%5B1%5D=grace".to_owned(), "Ada Grace"),
        ("email=barbara@example.test".to_owned(), "Barbara"),
        (format!("recruiter={me}"), "Edsger"),
        (format!("recruiter=http://jobs.example.com/api{me}"), "Edsger"),
        (format!("id[]={}&id[]={}", ids[0], addresses[3]), "Ada Grace"),
        ("id=nobody".to_owned(), ""),
        ("exists[position]=true".to_owned(), "Edsger"),
        ("exists[position]=0".to_owned(), "Ada Barbara Grace Éva"),
        ("birthDate[before]=1931-01-01".to_owned(), "Edsger"),
        ("birthDate=1930-05-11T00:00:00%2B00:00".to_owned(), "Edsger"),
        ("createdAt[after]=2026-03-02T09:20:00Z&createdAt[strictly_before]=2026-03-02T09:30:00.123456Z".to_owned(), "Edsger"),
        ("createdAt[after]=2026-03-02T10:30:00%2B01:00&order[createdAt]=desc".to_owned(), "Éva Grace"),
        ("updatedAt[after]=2026-03-02T09:40:00.123456Z&order[updatedAt]=desc".to_owned(), "Edsger Éva"),
        ("order[firstname]=desc".to_owned(), "Grace Éva Edsger Barbara Ada"),
        ("createdAt[after]=2026-03-03".to_owned(), ""),
        (
            "order[nonsense]=desc&order[firstname]=sideways&createdAt[after]=x&exists[x]=true&visibility=x".to_owned(),
            "Ada Barbara Edsger Grace Éva",
        ),
        ("name=edsger".to_owned(), "Ada Barbara Edsger Grace Éva"),
        ("birthDate[after]=%2B262142-01-01".to_owned(), "Ada Barbara Edsger Grace Éva"),
    ] {
        let found = recruiter.get(&format!("/candidates?{query}")).await.at(200).names().join(" ");
        assert_eq!(found, expected, "{query}");
    }
    for (query, expected) in [
        ("q=lovelace%20-ada", "Barbara Edsger Grace Éva"),
        ("search=professor", "Edsger"),
        ("name=edgser", "Edsger"),
        ("phrase=eva&order[firstname]=asc", "Éva"),
        ("term=lovelace&firstname=a&itemsPerPage=2", "Ada Barbara"),
        ("query=nobody", ""),
    ] {
        assert_eq!(recruiter.get(&format!("/candidates/search?{query}")).await.at(200).names().join(" "), expected, "{query}");
    }
    let found = recruiter.get("/api/candidates/search.jsonld?q=lovelace&itemsPerPage=3").await.at(200).json();
    assert_eq!((&found["@id"], &found["@type"]), (&json!("/api/candidates/search"), &json!("hydra:Collection")));
    assert_eq!(found["hydra:view"]["hydra:next"], "/api/candidates/search?q=lovelace&itemsPerPage=3&page=2");
    assert!(found["hydra:search"]["hydra:template"].as_str().unwrap().ends_with(",q,query,search,phrase,term,name}"));
});
