use super::support::Stage;
use domain::{id::WebhookId, policy::Actor, users::Role};
use http::Method;
use serde_json::{Value, json};
use service::webhooks::outbox::{self, Attempt};
use std::time::Duration;

const URL: &str = "https://hooks.example.com/x";

/// The next event that waits for a webhook. On PostgreSQL a change gets its place a moment later.
pub(super) async fn next_event(stage: &Stage, webhook: WebhookId) -> outbox::Message {
    let next = async {
        loop {
            outbox::gather(&stage.service, webhook).await.unwrap();
            if let Some(message) = outbox::take(&stage.service, webhook, 1).await.unwrap().pop() {
                break message;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), next).await.expect("an event")
}

scene!(webhooks_are_made_changed_and_deleted, |stage| {
    let admin = stage.admin();
    let made =
        admin.post("/webhooks", json!({ "url": URL, "events": ["candidate.created"], "secret": "mine", "gone": true })).await.at(201);
    let (address, secret) = (made.text_of("@id"), made.text_of("secret"));
    assert!(secret.starts_with("whsec_"), "ours, whatever was sent: {secret}");
    let (id, etag) = (made.text_of("id"), made.header("etag").to_owned());
    assert_eq!(made.json()["active"], true);
    assert_eq!(made.json()["gone"], false);
    let seen = admin.get_json(&address).await.at(200).json();
    let expected = json!({
        "id": id, "url": URL, "events": ["candidate.created"], "description": null, "includeData": false, "active": true, "gone": false, "secret": null,
        "createdAt": "2026-03-02T09:00:00+00:00", "updatedAt": "2026-03-02T09:00:00+00:00", "version": 1,
    });
    assert_eq!(seen, expected);
    assert_eq!(admin.get_json("/webhooks").await.at(200).json(), json!([expected]));
    let changed = admin.patch(&address, json!({ "active": false, "description": "Payroll", "events": null })).await.at(200).json();
    assert_eq!((&changed["active"], &changed["description"], &changed["events"]), (&json!(false), &json!("Payroll"), &json!([])));
    let headers = [("content-type", "application/merge-patch+json"), ("if-match", etag.as_str())];
    admin.say(Method::PATCH, &address, &headers, json!({ "active": true }).to_string()).await.at(412);
    admin.delete(&address).await.at(204);
    admin.get(&address).await.at(404);
    admin.delete(&address).await.at(404);
});

scene!(a_webhook_that_is_asked_for_twice_is_made_once, |stage| {
    let headers = [("content-type", "application/json"), ("accept", "application/json"), ("idempotency-key", "k")];
    let body = json!({ "url": URL }).to_string();
    let made = stage.admin().say(Method::POST, "/webhooks", &headers, body.clone()).await.at(201).json();
    let again = stage.admin().say(Method::POST, "/webhooks", &headers, body).await.at(201).json();
    assert_eq!(made["id"], again["id"]);
    assert!(made["secret"].is_string() && again["secret"].is_null(), "what is kept of an answer has no secret in it");
});

scene!(addresses_that_only_we_reach_are_told_so, |stage| {
    let admin = stage.admin();
    let not_public = "This address is not on the public internet, and in no network that is allowed.";
    for (url, message) in [
        ("https://127.0.0.1/x", not_public),
        ("https://169.254.169.254/latest/meta-data", not_public),
        ("https://[::ffff:10.0.0.1]/", not_public),
        ("https://2130706433/", not_public),
        ("https://localhost/", not_public),
        ("http://hooks.example.com/", "This address should begin with https://."),
        ("ftp://hooks.example.com/", "This value is not a valid URL."),
        ("https://kim:secret@hooks.example.com/", "This value is not a valid URL."),
        ("", "This value should not be blank."),
    ] {
        let told = admin.post("/webhooks", json!({ "url": url })).await.at(422).json();
        assert_eq!(told["violations"][0]["message"], message, "{url}");
        assert_eq!(told["violations"][0]["propertyPath"], "url");
    }
    let told = admin.post("/webhooks", json!({ "url": URL, "events": ["candidate.hired"] })).await.at(422).json();
    assert_eq!(told["violations"][0]["propertyPath"], "events");
    assert_eq!(admin.get_json("/webhooks").await.at(200).json(), json!([]), "nothing was made");
});

scene!(what_came_of_an_event_is_in_the_log, |stage| {
    let admin = stage.admin();
    let id = admin.post("/webhooks", json!({ "url": URL })).await.at(201).text_of("id");
    stage.candidate("Ada").await;
    let webhook = id.parse().unwrap();
    let message = next_event(stage, webhook).await;
    let attempt = Attempt { status: Some(503), took: 12, response: "later".to_owned(), retry_after: None };
    outbox::done(&stage.service, &message, attempt).await.unwrap();
    let log: Value = admin.get_json(&format!("/api/webhook-logs?webhook=/api/webhooks/{id}&statusCode[gte]=300")).await.at(200).json();
    let entry = &log[0];
    let expected = json!({
        "id": entry["id"], "webhook": format!("/api/webhooks/{id}"), "url": URL, "event": "candidate.created", "messageId": message.id.to_string(),
        "statusCode": 503, "responseTime": 12, "response": "later", "createdAt": "2026-03-02T09:00:00+00:00",
    });
    assert_eq!(entry, &expected);
    let one = admin.get_json(&format!("/api/webhook-logs/{}", entry["id"].as_str().unwrap())).await.at(200).json();
    assert_eq!(one, expected);
    assert_eq!(admin.get_json("/webhook-logs?statusCode[lt]=300").await.at(200).json(), json!([]));
    admin.post("/webhook-logs", json!({})).await.at(405);
    stage.recruiter().get("/webhook-logs").await.at(403);
    assert_eq!(stage.recruiter().get("/webhooks").await.at(403).text_of("rule"), "role:ReadWebhooks");
    let reads = stage.token(Role::Admin, &["webhooks:read"]).await;
    reads.get("/webhooks").await.at(200);
    assert!(reads.post("/webhooks", json!({ "url": URL })).await.at(403).text_of("detail").contains("webhooks:write"));
    let everything = outbox::standing(&stage.service, &Actor::System, webhook).await.unwrap();
    assert_eq!((everything.waiting, everything.dead), (1, 0));
});
