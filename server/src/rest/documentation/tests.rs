use super::*;
use crate::rest::RESOURCES;
use http::Extensions;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// At the root, of a request that did not say to which host it goes.
fn iris() -> Iris {
    Iris::of(&Extensions::new())
}

fn open_api() -> Value {
    openapi(RESOURCES, &iris())
}

/// Every value in a document.
fn everything(value: &Value) -> Vec<&Value> {
    let below: Vec<&Value> = match value {
        Value::Array(entries) => entries.iter().collect(),
        Value::Object(members) => members.values().collect(),
        _ => Vec::new(),
    };
    std::iter::once(value).chain(below.into_iter().flat_map(everything)).collect()
}

/// The operations of a document: method, path, and description.
fn operations(document: &Value) -> Vec<(&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .flat_map(|(path, item)| {
            let methods = item.as_object().unwrap().iter().filter(|(method, _)| *method != "parameters");
            methods.map(move |(method, operation)| (method.as_str(), path.as_str(), operation))
        })
        .collect()
}

fn names(value: &Value) -> BTreeSet<&str> {
    match value {
        Value::Object(members) => members.keys().map(String::as_str).collect(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect(),
        _ => BTreeSet::new(),
    }
}

/// The supported properties of a class of the vocabulary, by name.
fn properties<'a>(vocabulary: &'a Value, class: &str) -> BTreeMap<&'a str, &'a Value> {
    let classes = vocabulary["hydra:supportedClass"].as_array().unwrap();
    let class = classes.iter().find(|one| one["@id"] == format!("#{class}")).unwrap_or_else(|| panic!("no class {class}"));
    let properties = class["hydra:supportedProperty"].as_array().unwrap();
    properties.iter().map(|property| (property["hydra:title"].as_str().unwrap(), property)).collect()
}

#[test]
fn every_reference_leads_somewhere_and_everything_is_referred_to() {
    let document = open_api();
    let references: BTreeSet<&str> = everything(&document).into_iter().filter_map(|value| value["$ref"].as_str()).collect();
    for reference in &references {
        assert!(document.pointer(&reference[1..]).is_some(), "{reference}");
    }
    for (kind, all) in document["components"].as_object().unwrap().iter().filter(|(kind, _)| *kind != "securitySchemes") {
        for name in names(all) {
            assert!(references.contains(&*format!("#/components/{kind}/{name}")), "nothing refers to {kind}/{name}");
        }
    }
}

#[test]
fn the_operations_are_those_of_the_contract() {
    let document = open_api();
    let mut expected = BTreeSet::new();
    for (path, item) in [
        ("/candidates", "get patch"),
        ("/candidate-notes", "get patch delete"),
        ("/recruitment-tasks", "get patch"),
        ("/recruitment-task-groups", "get patch"),
        ("/recruitment-task-answers", "get patch"),
        ("/resource-requests", "get patch"),
        ("/resource-request-candidates", "get patch delete"),
    ] {
        expected.extend(["get", "post"].map(|method| format!("{method} {path}")));
        expected.extend(item.split(' ').map(|method| format!("{method} {path}/{{id}}")));
    }
    expected.insert("get /candidates/search".to_owned());
    assert_eq!(expected.len(), 31);
    let beside = [
        "post /login",
        "get /changes",
        "get /users",
        "get /users/{id}",
        "get /me",
        "get /imports",
        "post /imports",
        "get /imports/{id}",
        "patch /imports/{id}",
        "delete /imports/{id}",
        "get /import-rows",
        "get /import-rows/{id}",
        "get /webhooks",
        "post /webhooks",
        "get /webhooks/{id}",
        "patch /webhooks/{id}",
        "delete /webhooks/{id}",
        "get /webhook-logs",
        "get /webhook-logs/{id}",
    ];
    expected.extend(beside.map(str::to_owned));
    let found: BTreeSet<String> = operations(&document).iter().map(|(method, path, _)| format!("{method} {path}")).collect();
    assert_eq!(found, expected);
}

#[test]
fn operations_have_the_names_that_clients_are_generated_with() {
    let document = open_api();
    let ids: Vec<&str> = operations(&document).iter().map(|(_, _, operation)| operation["operationId"].as_str().unwrap()).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{ids:?}");
    assert!(ids.iter().all(|id| id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))), "{ids:?}");
    for id in [
        "api_candidates_get_collection",
        "api_candidatessearch_get_collection",
        "api_candidates_post",
        "api_candidates_id_get",
        "api_candidates_id_patch",
        "api_candidate-notes_id_delete",
        "login",
    ] {
        assert!(ids.contains(&id), "{id}");
    }
    for (_, path, operation) in operations(&document) {
        for link in operation["responses"]["201"]["links"].as_object().into_iter().flat_map(|links| links.values()) {
            assert!(ids.contains(&link["operationId"].as_str().unwrap()), "{path}");
        }
    }
    for name in [
        "Candidate-candidate.read",
        "Candidate.jsonld-candidate.read",
        "Candidate-candidate.write",
        "Candidate-candidate.write.jsonMergePatch",
        "CandidateNote-candidateNote.read",
        "Credentials",
    ] {
        assert!(document["components"]["schemas"].get(name).is_some(), "{name}");
    }
}

/// A change of what integrators rely on is seen in review. `INSTA_UPDATE=always cargo test -p server documentation` writes it anew.
#[test]
fn the_document_is_what_it_was() {
    let document = serde_json::to_string_pretty(&openapi(RESOURCES, &iris())).unwrap();
    insta::with_settings!({ snapshot_path => "../../../../docs", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("openapi", document);
    });
}

#[test]
fn plain_json_comes_first() {
    let document = open_api();
    // A note has an attribute of this name too.
    let media = |content: &&serde_json::Map<String, Value>| content.keys().all(|key| key.contains('/'));
    let contents = everything(&document).into_iter().filter_map(|value| value.get("content")?.as_object()).filter(media);
    // A file is not JSON, whatever is in it.
    for content in contents.filter(|content| content.len() > 1 && !content.contains_key("text/csv")) {
        assert_eq!(content.keys().collect::<Vec<_>>(), ["application/json", "application/ld+json"]);
    }
    for (method, path, operation) in operations(&document).into_iter().filter(|(method, ..)| *method == "patch") {
        assert_eq!(names(&operation["requestBody"]["content"]), BTreeSet::from(["application/merge-patch+json"]), "{method} {path}");
    }
}

/// Both documents describe every attribute, and say the same of it.
#[test]
fn hydra_and_openapi_agree() {
    let (document, vocabulary) = (open_api(), vocabulary(RESOURCES, &iris()));
    for resource in described(RESOURCES) {
        let schema = |form: &str| document["components"]["schemas"][format!("{}-{}.{form}", resource.name, lower_camel(resource))].clone();
        let (read, patch) = (schema("read"), schema("write.jsonMergePatch"));
        // An import is made of a file, and is changed as others are.
        let write = if resource.name == IMPORTS.name { patch.clone() } else { schema("write") };
        let hydra = properties(&vocabulary, resource.name);
        assert_eq!(names(&read["properties"]), hydra.keys().copied().collect(), "{}", resource.name);
        assert_eq!(names(&read["required"]), names(&read["properties"]), "{}", resource.name);
        for field in resource.fields.iter().filter(|_| !read_only(resource)) {
            assert!(hydra.contains_key(field.name), "{}", field.name);
            assert_eq!(write["properties"].get(field.name).is_some(), field.access != Access::Read, "{}", field.name);
            assert_eq!(patch["properties"].get(field.name).is_some(), field.access == Access::Write, "{}", field.name);
        }
        for (name, property) in hydra {
            let of = |set: &Value| names(set).contains(name);
            assert_eq!(property["hydra:required"], json!(of(&write["required"])), "{} {name}", resource.name);
            assert_eq!(property["hydra:writeable"], json!(of(&write["properties"])), "{} {name}", resource.name);
            assert_eq!(property["hydra:writeable"] == false, read["properties"][name]["readOnly"] == true, "{} {name}", resource.name);
            assert!(!read["properties"][name]["description"].as_str().unwrap().is_empty(), "{} {name}", resource.name);
        }
        assert_eq!(patch.get("required"), None);
    }
    assert_eq!(properties(&vocabulary, "User").into_keys().collect::<Vec<_>>(), ["id", "name", "role"]);
}

#[test]
fn whatever_narrows_a_collection_is_described() {
    let document = open_api();
    for resource in RESOURCES {
        let parameters = &document["paths"][format!("/{}", resource.path)]["get"]["parameters"];
        let described: BTreeSet<&str> = parameters.as_array().unwrap().iter().filter_map(|parameter| parameter["name"].as_str()).collect();
        let understood: Vec<String> = On::all(resource).flat_map(|on| on.parameters()).collect();
        assert_eq!(described, understood.iter().map(String::as_str).collect(), "{}", resource.name);
    }
}

/// Every parameter has an end.
#[test]
fn parameters_are_bounded() {
    fn bounded(schema: &Value) -> bool {
        match schema["type"].as_str() {
            Some("string") => schema.get("maxLength").is_some() || schema.get("enum").is_some(),
            Some("integer") => schema.get("minimum").is_some() && schema.get("maximum").is_some(),
            Some("array") => schema.get("maxItems").is_some() && bounded(&schema["items"]),
            Some("object") => schema.get("maxProperties").is_some() && bounded(&schema["additionalProperties"]),
            kind => kind == Some("boolean"),
        }
    }
    let document = open_api();
    let parameters: Vec<&Value> =
        everything(&document).into_iter().filter(|value| value["in"].is_string() && value["name"].is_string()).collect();
    assert!(parameters.len() > 100);
    for parameter in parameters {
        let schema = parameter.get("schema").unwrap_or(&parameter["content"]["text/plain"]["schema"]);
        assert!(bounded(schema), "{parameter}");
    }
}

#[test]
fn values_are_described_by_the_rules_that_check_them() {
    let document = open_api();
    let schemas = &document["components"]["schemas"];
    let (read, write) = (&schemas["Candidate-candidate.read"]["properties"], &schemas["Candidate-candidate.write"]["properties"]);
    assert_eq!(read["firstname"], json!({ "type": "string", "maxLength": 100, "description": "Given name." }));
    assert_eq!(read["birthDate"]["type"], json!(["string", "null"]));
    assert_eq!(read["lifecycle"]["enum"], json!(["active", "archived", "anonymised", "merged"]));
    assert_eq!(write["firstname"]["minLength"], 1);
    assert_eq!(write["tags"]["maxItems"], 50);
    let answers = &schemas["RecruitmentTaskAnswer-recruitmentTaskAnswer.write"]["properties"];
    assert_eq!(answers["recruitmentTask"]["type"], json!(["string", "integer"]));
    assert_eq!(answers["source"]["enum"], json!(["interviewer", "candidate", "api", null]));
    assert_eq!(answers["answer"].get("type"), None);
}

#[test]
fn contexts_and_vocabulary_use_the_same_words() {
    let (iris, vocabulary) = (iris(), vocabulary(RESOURCES, &iris()));
    for name in RESOURCES.iter().map(|resource| resource.name).chain(["User", "Entrypoint"]) {
        let context = context(RESOURCES, name, &iris).unwrap();
        assert_eq!(context["@context"]["@vocab"], vocabulary["@context"]["@vocab"]);
        let classes = vocabulary["hydra:supportedClass"].as_array().unwrap();
        let class = classes.iter().find(|class| class["@id"] == format!("#{name}")).unwrap();
        let described: BTreeSet<String> = class["hydra:supportedProperty"]
            .as_array()
            .unwrap()
            .iter()
            .map(|property| property["hydra:property"]["@id"].as_str().unwrap().trim_start_matches('#').to_owned())
            .collect();
        let meant = context["@context"].as_object().unwrap().iter().filter(|(term, _)| !["@vocab", "hydra"].contains(&term.as_str()));
        let meant: BTreeSet<String> = meant.map(|(_, term)| term.as_str().or(term["@id"].as_str()).unwrap().to_owned()).collect();
        assert_eq!(meant, described, "{name}");
    }
    assert!(context(RESOURCES, "Error", &iris).is_some() && context(RESOURCES, "ConstraintViolationList", &iris).is_some());
    assert_eq!(context(RESOURCES, "candidates", &iris), None);
    let author = &context(RESOURCES, "CandidateNote", &iris).unwrap()["@context"]["author"];
    assert_eq!(*author, json!({ "@id": "CandidateNote/author", "@type": "@id" }));
}

#[test]
fn the_entry_point_is_found_through_its_class() {
    let vocabulary = vocabulary(RESOURCES, &iris());
    let collections = properties(&vocabulary, "Entrypoint");
    assert_eq!(collections.len(), RESOURCES.len());
    let note = collections["The collection of CandidateNote resources"];
    assert_eq!(note["hydra:property"]["@id"], "#Entrypoint/candidateNote");
    assert_eq!(
        note["hydra:property"]["range"][1]["owl:equivalentClass"],
        json!({ "owl:onProperty": { "@id": "hydra:member" }, "owl:allValuesFrom": { "@id": "#CandidateNote" } })
    );
    let email = properties(&vocabulary, "Candidate")["email"];
    assert_eq!(email["hydra:property"]["range"], "https://schema.org/email");
    let candidate = properties(&vocabulary, "CandidateNote")["candidate"];
    assert_eq!(
        (&candidate["hydra:property"]["@type"], &candidate["hydra:property"]["range"]),
        (&json!("hydra:Link"), &json!("#Candidate"))
    );
}

#[test]
fn the_reference_has_every_operation_and_nothing_that_the_policy_forbids() {
    let html = reference(RESOURCES, &iris(), "/hr");
    let document = open_api();
    for (_, path, operation) in operations(&document) {
        let id = operation["operationId"].as_str().unwrap();
        for expected in [format!(r#"id="{id}""#), format!(r##"href="#{id}""##)] {
            assert!(html.contains(&expected), "{path} {expected}");
        }
    }
    for (_, link) in html.match_indices(r##"href="#"##).map(|(at, found)| (at, &html[at + found.len()..])) {
        let id = &link[..link.find('"').unwrap()];
        assert!(html.contains(&format!(r#"id="{id}""#)), "{id}");
    }
    assert_eq!(html.matches("<script").count(), 1);
    assert!(html.contains(r#"<script src="/hr/reference.js" defer></script>"#));
    for forbidden in ["style=", "<style", "onclick", "javascript:"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
}

#[test]
fn the_reference_escapes_what_it_says() {
    let iris = iris();
    let mut document = open_api();
    let evil = r#""><script>alert(1)</script>'&"#;
    document["info"]["description"] = json!(evil);
    document["tags"][0]["description"] = json!(evil);
    document["paths"]["/candidates"]["get"]["summary"] = json!(evil);
    document["paths"]["/candidates"]["get"]["parameters"][2]["name"] = json!(evil);
    document["paths"]["/candidates"]["get"]["parameters"][2]["schema"]["enum"] = json!([evil]);
    document["components"]["schemas"]["Candidate-candidate.read"]["properties"][evil] = json!({ "type": evil, "description": evil });
    let html = reference::page(&document, &iris, evil);
    assert!(!html.contains("<script>") && !html.contains(r#""><script"#));
    assert!(html.matches("&quot;&gt;&lt;script&gt;").count() >= 7);
}
