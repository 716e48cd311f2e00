use super::{changes::begin, support::Stage, webhooks::next_event};
use domain::policy::Actor;
use http::Method;
use serde_json::{Value, json};
use service::merges;
use std::collections::BTreeSet;

fn id(address: &str) -> &str {
    address.rsplit('/').next().unwrap_or_default()
}

async fn merge(stage: &Stage, stays: &str, ends: &str) {
    let [stays, ends] = [stays, ends].map(|address| (id(address).parse().unwrap(), None));
    merges::merge(&stage.service, &Actor::System, stays, ends, &BTreeSet::new()).await.unwrap();
}

async fn apart(stage: &Stage, ends: &str) {
    merges::unmerge(&stage.service, &Actor::System, id(ends).parse().unwrap()).await.unwrap();
}

scene!(whoever_asks_for_a_file_that_ended_is_given_the_other, |stage| {
    let recruiter = stage.recruiter();
    let (stays, ends) = (stage.candidate("Ada").await, stage.candidate("Augusta").await);
    let note = recruiter.post("/candidate-notes", json!({ "candidate": ends, "content": "Called." })).await.at(201).text_of("@id");
    merge(stage, &stays, &ends).await;
    let one = recruiter.get(&format!("/api{stays}")).await.at(200);
    let other = recruiter.get(&format!("/api{ends}")).await.at(200);
    assert_eq!((one.json(), one.header("etag")), (other.json(), other.header("etag")));
    assert_eq!(other.header("content-location"), format!("/api{stays}"));
    assert_eq!(other.json()["@id"], format!("/api{stays}"));
    assert_eq!(recruiter.get(&note).await.at(200).json()["candidate"], stays);

    // What is sent to it arrives at the other, under the version that was shown.
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", other.header("etag"))];
    let patch = json!({ "location": "London" }).to_string();
    let patched = recruiter.say(Method::PATCH, &ends, &headers, patch.clone()).await.at(200);
    assert_eq!((patched.text_of("id").as_str(), patched.header("content-location")), (id(&stays), stays.as_str()));
    recruiter.say(Method::PATCH, &ends, &headers, patch).await.at(412);
    let written = recruiter.post("/candidate-notes", json!({ "candidate": ends, "content": "Came." })).await.at(201);
    assert_eq!(written.json()["candidate"], stays);
    for file in [&stays, &ends] {
        let notes = recruiter.get(&format!("/candidate-notes?candidate={file}")).await.at(200);
        assert_eq!(notes.json()["hydra:totalItems"], 2, "{file}");
    }
    let people = recruiter.get_json("/candidates").await.at(200).json();
    assert_eq!(people.as_array().unwrap().iter().map(|person| person["id"].clone()).collect::<Vec<_>>(), [json!(id(&stays))]);
    assert_eq!(recruiter.get_json("/candidates?lifecycle=merged").await.at(200).json(), json!([]));
    apart(stage, &ends).await;
    assert_eq!(recruiter.get(&ends).await.at(200).text_of("id"), id(&ends));
});

/// The next piece of the feed that has something in it.
async fn changes(stage: &Stage, since: &str) -> (Vec<Value>, String) {
    let answer = stage.recruiter().get(&format!("/changes?since={since}&wait=10")).await.at(200);
    (answer.json()["changes"].as_array().cloned().unwrap(), answer.text_of("next"))
}

scene!(a_merge_is_told_by_a_tombstone_that_names_the_other, |stage| {
    let (stays, ends) = (stage.candidate("Ada").await, stage.candidate("Augusta").await);
    let note = json!({ "candidate": ends, "content": "Called." });
    let note = stage.recruiter().post("/candidate-notes", note).await.at(201).text_of("@id");
    let (_, since) = begin(stage, "").await;
    merge(stage, &stays, &ends).await;
    let (told, since) = changes(stage, &since).await;
    let of = |told: &[Value], record: &str| told.iter().find(|change| change["record"] == record).cloned().unwrap_or_default();
    let gone = of(&told, &ends);
    assert_eq!((&gone["deleted"], &gone["mergedInto"], gone.get("data")), (&json!(true), &json!(stays), None));
    assert_eq!((&of(&told, &stays)["deleted"], of(&told, &stays).get("mergedInto")), (&json!(false), None));
    assert_eq!(of(&told, &note)["data"]["candidate"], stays);
    // Whoever begins now ends without it, too.
    let (all, _) = changes(stage, "").await;
    let left: Vec<&Value> = all.iter().filter(|change| change["deleted"] == json!(false) && change["type"] == "Candidate").collect();
    assert_eq!(left.iter().map(|change| &change["record"]).collect::<Vec<_>>(), [&json!(stays)]);
    apart(stage, &ends).await;
    let (told, _) = changes(stage, &since).await;
    assert_eq!(of(&told, &ends)["data"]["id"], id(&ends));
    assert_eq!(of(&told, &note)["data"]["candidate"], ends);
});

scene!(a_webhook_is_told_that_a_file_ended_in_another, |stage| {
    let (stays, ends) = (stage.candidate("Ada").await, stage.candidate("Augusta").await);
    let hook = json!({ "url": "https://hooks.example.com/x", "events": ["candidate.merged"] });
    let webhook = stage.admin().post("/webhooks", hook).await.at(201).text_of("id").parse().unwrap();
    merge(stage, &stays, &ends).await;
    let message = next_event(stage, webhook).await;
    let iris = crate::rest::wire::Iris::of_events("");
    let event: Value = serde_json::from_slice(&crate::rest::webhooks::event(&message, &iris).unwrap()).unwrap();
    assert_eq!(event["type"], "candidate.merged");
    let told = &event["data"];
    assert_eq!((&told["record"], &told["mergedInto"]), (&json!(format!("/api{ends}")), &json!(format!("/api{stays}"))));
    assert_eq!((&told["from"], &told["to"]), (&json!("active"), &json!("merged")));
});
