//! Whatever comes is answered, and never by a fault.

use super::support::Stage;
use http::Method;
use serde_json::json;

scene!(bodies, |stage| {
    let address = stage.candidate("Ada").await;
    let recruiter = stage.recruiter();
    let deep = format!("{{\"firstname\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let broken: Vec<&[u8]> = vec![
        b"",
        b"{",
        b"nonsense",
        b"{\"firstname\":\"\xff\"}",
        b"{\"firstname\":\"\\ud800\"}",
        b"{\"firstname\":\"\\udc00x\"}",
        b"{\"score\":1e400}",
        b"{\"firstname\":\"a\",\"firstname\":\"b\"}",
        b"{\"unknown\":{\"a\":1,\"a\":2}}",
        b"{\"a\":1}garbage",
        deep.as_bytes(),
    ];
    for body in broken {
        for (method, target, kind) in [
            (Method::POST, "/candidates", "application/json"),
            (Method::POST, "/api/candidate-notes", "application/ld+json"),
            (Method::PATCH, address.as_str(), "application/merge-patch+json"),
            (Method::POST, "/login", "application/json"),
        ] {
            let answer = recruiter.say(method, target, &[("content-type", kind)], body.to_vec()).await.at(400);
            assert_eq!(answer.text_of("detail"), "Syntax error", "{}", String::from_utf8_lossy(&body[..body.len().min(80)]));
        }
    }
    for body in ["[]", "\"x\"", "null", "7", "[{}]"] {
        let answer = recruiter.say(Method::POST, "/candidates", &[("content-type", "application/json")], body).await.at(400);
        assert_eq!(answer.text_of("detail"), "The document must be a JSON object.");
    }
});

scene!(values, |stage| {
    let address = stage.candidate("Ada").await;
    let nested = (0..100).fold(json!("x"), |inner, _| json!([inner]));
    let values = [
        json!("\u{0}"),
        json!("a\u{0}b"),
        json!("\u{202e}\u{2028}"),
        json!("</script><script>alert(1)</script>"),
        json!("x".repeat(900_000)),
        json!("\u{fdfa}".repeat(20_000)),
        json!(["\u{0}"]),
        json!([{ "skill": "\u{0}", "level": 1 }]),
        json!([{ "skill": "x", "level": 1e300 }]),
        json!({ "basis": "\u{0}", "givenAt": "x" }),
        json!({ "givenAt": 7 }),
        json!(-1),
        json!(1e300),
        json!(18_446_744_073_709_551_615_u64),
        json!(true),
        json!({}),
        json!(["x", 1, null, {}]),
        json!("99999-01-01"),
        json!("-0001-01-01"),
        json!("2026-02-30"),
        json!("0000-00-00T00:00:00Z"),
        json!("/candidates/../users/x"),
        json!("http://[::1"),
        nested,
    ];
    let names = ["firstname", "email", "phoneNumber", "birthDate", "linkedinProfile", "notes", "tags", "skills", "employee"];
    for name in names.into_iter().chain(["visibility", "recruiter", "consent", "availableFrom", "id", "unknown", "\u{0}"]) {
        for value in &values {
            let answer = stage.recruiter().patch(&address, json!({ name: value })).await;
            let shown: String = value.to_string().chars().take(60).collect();
            assert!(matches!(answer.status.as_u16(), 200 | 400 | 422), "{name} {shown}: {} {}", answer.status, answer.text);
        }
    }
    for name in ["candidate", "content", "type", "visibility", "score", "pinned", "mentions"] {
        for value in &values {
            let mut note = json!({ "candidate": address, "content": "x" });
            note[name] = value.clone();
            let answer = stage.recruiter().post("/candidate-notes", note).await;
            let shown: String = value.to_string().chars().take(60).collect();
            assert!(matches!(answer.status.as_u16(), 201 | 400 | 422), "{name} {shown}: {} {}", answer.status, answer.text);
        }
    }
    stage.recruiter().get("/candidates").await.at(200);
});

scene!(questions, |stage| {
    stage.candidate("Ada").await;
    let many = |pair: &str| vec![pair; 60_000 / (pair.len() + 1)].join("&");
    let long = |character: &str| character.repeat(60_000 / character.len());
    for query in [
        "%".to_owned(),
        "%FF=%FF".to_owned(),
        "firstname=%00".to_owned(),
        "q=%00".to_owned(),
        "firstname=%FF%FE".to_owned(),
        "firstname[".to_owned(),
        "firstname]".to_owned(),
        "[]=x&[a]=x&=x&&".to_owned(),
        "order=asc&order[]=asc&order[[id]]=asc".to_owned(),
        "firstname=%25_%5C".to_owned(),
        "createdAt[after]=%2B262142-12-31".to_owned(),
        "createdAt[before]=-262143-01-01".to_owned(),
        "birthDate=0000-01-01".to_owned(),
        "employee=maybe&recruiter=x&id=x".to_owned(),
        "q='%20OR%201=1%20--".to_owned(),
        "q=%22*%20NEAR(a,b)%20^x%20{y}".to_owned(),
        many("tags=a"),
        many("firstname[]=a"),
        many("id=x"),
        many("employee=true"),
        many("order[id]=asc"),
        many("exists[position]=1"),
        many("createdAt[after]=2026-01-01"),
        many("birthDate=2026-01-01"),
        format!("firstname={}", long("a")),
        format!("firstname={}", long("%25")),
        format!("firstname={}", long("%EF%B7%BA")),
        format!("tags={}", long("_")),
        format!("q={}", long("a%20")),
        format!("q={}", long("x")),
    ] {
        for target in ["/candidates", "/candidates/search", "/candidate-notes", "/users"] {
            let answer = stage.recruiter().get(&format!("{target}?{query}")).await;
            let shown: String = query.chars().take(60).collect();
            assert!(answer.status == 200, "{target} {shown}: {} {}", answer.status, answer.text);
        }
    }
});

scene!(headers, |stage| {
    let address = stage.candidate("Ada").await;
    for (name, value) in [
        ("accept", "*/*;q=nonsense"),
        ("accept", ",,,;;;"),
        ("if-none-match", "\"\", W/, *, \""),
        ("if-match", "\"v-1-\""),
        ("content-type", ";;;"),
        ("instance", "é"),
        ("x-forwarded-prefix", "\"><script>"),
    ] {
        let status = stage.recruiter().say(Method::GET, &address, &[(name, value)], "").await.status.as_u16();
        assert!(matches!(status, 200 | 304 | 406 | 412), "{name}: {value} {status}");
    }
    let accept = vec!["application/x"; 5_000].join(",");
    stage.recruiter().say(Method::GET, "/candidates", &[("accept", &accept)], "").await.at(406);
});

scene!(
    /// What no resource takes, at every one of them: refused in the contract's words, whichever database is behind it.
    everywhere,
    |stage| {
    let recruiter = stage.recruiter();
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
    let large = json!({ "firstname": "x".repeat(10_000_000) }).to_string();
    for resource in crate::rest::RESOURCES {
        let path = format!("/api/{}", resource.path);
        let send = async |method: Method, target: &str, body: &[u8]| {
            let kind = if method == Method::PATCH { "application/merge-patch+json" } else { "application/json" };
            recruiter.say(method, target, &[("content-type", kind)], body.to_vec()).await
        };
        for body in
            [deep.as_bytes(), b"{\"a\":1e400}", b"{\"a\":\"\\ud800\"}", b"{\"a\":\"\0\"}", b"{\"a\":1,\"a\":2}", b"{\"a\":\"\xff\"}"]
        {
            let answer = send(Method::POST, &path, body).await.at(400);
            assert_eq!((answer.text_of("detail"), answer.text_of("@type")), ("Syntax error".to_owned(), "hydra:Error".to_owned()));
            assert_eq!(answer.header("content-type"), crate::http::status::PROBLEM);
        }
        let answer = send(Method::POST, &path, large.as_bytes()).await.at(413);
        assert_eq!(
            (answer.text_of("@context"), answer.text_of("detail")),
            ("/api/contexts/Error".to_owned(), "Payload Too Large".to_owned())
        );
        for page in ["page=0", "page=-1", "page=x", "page=99999999999999999999", "itemsPerPage=-1"] {
            recruiter.get(&format!("{path}?{page}")).await.at(400);
        }
        for (query, members) in [("itemsPerPage=0", 0), ("page=4294967295", 0)] {
            let found = recruiter.get(&format!("{path}?{query}")).await.at(200).json();
            assert_eq!(found["hydra:member"].as_array().map(Vec::len), Some(members), "{path}?{query}");
        }
        // Relations to nothing, to a record of another kind, and to nowhere.
        for field in resource.fields.iter().filter(|field| field.required) {
            let domain::resource::Kind::Relation(target) = field.kind else { continue };
            let nothing = if target.numbered { "7".to_owned() } else { "01890000-0000-7000-8000-000000000001".to_owned() };
            let dangling = format!("/api/{}/{nothing}", target.path);
            for (iri, detail) in [
                (dangling.as_str(), format!(r#"Item not found for "{dangling}"."#)),
                ("/api/errors/404", r#"Invalid IRI "/api/errors/404"."#.to_owned()),
                ("javascript:alert(1)", r#"Invalid IRI "javascript:alert(1)"."#.to_owned()),
            ] {
                let mut document = whole(resource);
                document[field.name] = json!(iri);
                let answer = recruiter.post(&path, document).await.at(400);
                // Of several relations to nothing, the first that is looked for is told.
                let told = answer.text_of("detail");
                assert!(
                    told == detail || iri == dangling && told.starts_with("Item not found for \"/api/"),
                    "{path} {}: {told}",
                    field.name
                );
            }
        }
    }
}
);

/// What has to be there, with relations to nothing.
fn whole(resource: &domain::resource::Resource) -> serde_json::Value {
    use domain::resource::Kind;
    let value = |kind: Kind| match kind {
        Kind::Relation(target) if target.numbered => json!("7"),
        Kind::Relation(_) => json!("01890000-0000-7000-8000-000000000001"),
        Kind::Email => json!("ada@example.test"),
        _ => json!("x"),
    };
    let required = resource.fields.iter().filter(|field| field.required);
    required.map(|field| (field.name.to_owned(), value(field.kind))).collect::<serde_json::Map<_, _>>().into()
}
