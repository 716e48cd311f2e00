//! Webhooks: which events there are, in which order, and what becomes of them.

use crate::support::{Stage, object, refused};
use chrono::TimeDelta;
use domain::{
    change::Entity,
    error::{Error as Refusal, FieldErrors, Flaw},
    id::WebhookId,
    policy::{Actor, Rule},
    query::Query,
    users::Role,
};
use serde_json::{Value, json};
use service::{
    candidates, demo,
    feed::Told,
    notes, requests, users,
    webhooks::{
        self,
        outbox::{self, Attempt, Message, Standing},
    },
};
use std::time::Duration;

const TAKEN: u16 = 204;

async fn webhook(stage: &Stage, admin: &Actor, given: Value) -> WebhookId {
    let mut all = object(json!({ "url": "https://hooks.example.com/x" }));
    all.extend(object(given));
    webhooks::create(&stage.service, admin, &all).await.expect("made").id
}

async fn candidate(stage: &Stage, by: &Actor, name: &str) -> domain::candidates::Candidate {
    let given = object(json!({ "firstname": name, "lastname": "B", "email": format!("{}@example.test", name.to_lowercase()) }));
    candidates::create(&stage.service, by, &given).await.expect("made")
}

async fn standing(stage: &Stage, admin: &Actor, id: WebhookId) -> (i64, i64) {
    let Standing { waiting, dead, .. } = outbox::standing(&stage.service, admin, id).await.expect("told");
    (waiting, dead)
}

/// Has so many events made that wait. On PostgreSQL a change gets its place a moment later.
async fn gathered(stage: &Stage, admin: &Actor, id: WebhookId, waiting: i64) {
    for _ in 0..200 {
        while outbox::gather(&stage.service, id).await.expect("gathered") {}
        if standing(stage, admin, id).await.0 == waiting {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{waiting} events expected, there are {}", standing(stage, admin, id).await.0);
}

async fn take(stage: &Stage, id: WebhookId) -> Vec<Message> {
    let mut taken = outbox::take(&stage.service, id, 100).await.expect("taken");
    taken.sort_by_key(|message| message.id);
    taken
}

fn names(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.event.as_str()).collect()
}

async fn answered(stage: &Stage, message: &Message, status: u16) {
    let attempt = Attempt { status: Some(status), took: 7, response: "said".to_owned(), retry_after: None };
    outbox::done(&stage.service, message, attempt).await.expect("noted");
}

story!(a_change_is_told_once_and_in_the_order_of_its_record, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (ruben, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    candidate(stage, &recruiter, "Before").await;
    // The log has an end that all of it has reached.
    let service = &stage.service;
    stage.numbered().await;
    let all = webhook(stage, &admin, json!({})).await;
    let some = webhook(stage, &admin, json!({ "events": ["candidate_note.created", "candidate_note.deleted"] })).await;

    let ada = candidate(stage, &recruiter, "Ada").await;
    candidates::patch(service, &recruiter, ada.id, &object(json!({ "position": "Engineer" })), None).await.expect("changed");
    let bob = candidate(stage, &recruiter, "Bob").await;
    let note = object(json!({ "candidate": ada.id.to_string(), "content": "Called", "visibility": "admin_only" }));
    let note = notes::create(service, &admin, &note).await.expect("written");
    notes::delete(service, &admin, note.id, None).await.expect("deleted");
    gathered(stage, &admin, all, 5).await;
    gathered(stage, &admin, some, 2).await;

    let first = take(stage, all).await;
    assert_eq!(names(&first), ["candidate.created", "candidate.created", "candidate_note.created"], "one of each record");
    assert!(take(stage, all).await.is_empty(), "nobody else gets them, and nothing overtakes");
    let told = first[0].change.as_ref().expect("a change");
    assert_eq!((told.entity, told.record, told.by), (Entity::Candidate, ada.id.0, Some(ruben.id)));
    assert!(told.now.is_none() && told.facts.fields.contains(&"firstname".to_owned()));
    assert_eq!(first[1].change.as_ref().map(|told| told.record), Some(bob.id.0));
    answered(stage, &first[0], TAKEN).await;
    let second = take(stage, all).await;
    assert_eq!(names(&second), ["candidate.updated"], "the note's deletion waits for its creation");
    assert_eq!(second[0].change.as_ref().map(|told| told.facts.fields.clone()), Some(vec!["position".to_owned()]));
    for message in first[1..].iter().chain(&second) {
        answered(stage, message, TAKEN).await;
    }
    let third = take(stage, all).await;
    assert_eq!(names(&third), ["candidate_note.deleted"]);
    answered(stage, &third[0], TAKEN).await;
    assert_eq!(standing(stage, &admin, all).await, (0, 0));
    assert!(!outbox::due(service).await.expect("asked").contains(&all));

    let of_some = take(stage, some).await;
    assert_eq!(
        (names(&of_some), of_some[0].id),
        (vec!["candidate_note.created"], first[2].id),
        "the same event has the same id everywhere"
    );
    assert_ne!(first[0].sign(1, b"x").expect("signed"), of_some[0].sign(1, b"x").expect("signed"), "and every webhook its own secret");
});

story!(an_event_carries_the_record_only_where_that_is_switched_on, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let id = webhook(stage, &admin, json!({ "includeData": true, "events": ["candidate.created", "resource_request.updated"] })).await;
    let given = object(json!({ "firstname": "Ada", "lastname": "B", "email": "ada@example.test", "visibility": "confidential" }));
    let ada = candidates::create(&stage.service, &admin, &given).await.expect("made");
    let request = requests::create(&stage.service, &admin, &object(json!({ "position": "x" }))).await.expect("made");
    let submitted = object(json!({ "status": "pending_approval" }));
    requests::patch(&stage.service, &admin, request.id, &submitted, None).await.expect("submitted");
    gathered(stage, &admin, id, 2).await;
    let messages = take(stage, id).await;
    assert_eq!(names(&messages), ["candidate.created", "resource_request.updated"]);
    let now = messages[0].change.as_ref().and_then(|change| change.now.clone());
    assert_eq!(now, Some(Told::Candidate(ada)), "as an administrator reads it");
    let moved = messages[1].change.as_ref().expect("a change");
    assert_eq!(moved.facts.from.as_deref(), Some("draft"));
    assert!(matches!(&moved.now, Some(Told::Request(now)) if now.id == request.id));
});

story!(the_demo_has_one_that_was_not_answered_and_asks_nothing_of_anybody, |stage| {
    let service = &stage.service;
    assert!(demo::fill(service).await.expect("filled"));
    let admin = Actor::User(users::person(&users::with_email(service, "admin@example.test").await.expect("the admin")));
    let all = webhooks::all(service, &admin).await.expect("a list");
    assert_eq!(all.len(), 1);
    assert!(!all[0].active);
    assert_eq!(standing(stage, &admin, all[0].id).await, (0, 1));
    let dead = outbox::dead(service, &admin, all[0].id).await.expect("told");
    let ago = service.clock.now() - dead[0].ended_at.expect("it ended");
    assert_eq!((dead[0].event.as_str(), dead[0].attempts, ago), ("webhook.test", 5, TimeDelta::hours(72 - 25)));
});

story!(what_is_not_taken_is_sent_again_for_a_day_and_can_be_sent_after_it, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let service = &stage.service;
    let id = webhook(stage, &admin, json!({})).await;
    let ada = candidate(stage, &admin, "Ada").await;
    candidates::patch(service, &admin, ada.id, &object(json!({ "position": "Engineer" })), None).await.expect("changed");
    gathered(stage, &admin, id, 2).await;
    let begun = stage.service.clock.now();
    let mut attempts = 0;
    let event = loop {
        let taken = take(stage, id).await;
        match taken.as_slice() {
            [] => {
                assert!(stage.service.clock.now() - begun < TimeDelta::hours(30), "it ends");
                stage.clock.advance(TimeDelta::minutes(1));
            }
            [message] if message.event == "candidate.updated" => break message.clone(),
            [message] => {
                attempts += 1;
                assert_eq!(message.attempts, attempts);
                answered(stage, message, 503).await;
            }
            more => panic!("{}", more.len()),
        }
    };
    assert!((8..20).contains(&attempts), "{attempts}");
    assert!(stage.service.clock.now() - begun >= outbox::PATIENCE);
    assert_eq!(standing(stage, &admin, id).await, (1, 1), "what comes after it is sent all the same");
    answered(stage, &event, TAKEN).await;
    let dead = outbox::dead(service, &admin, id).await.expect("told");
    assert_eq!((dead.len(), dead[0].event.as_str(), dead[0].attempts), (1, "candidate.created", attempts));

    outbox::replay(service, &admin, id, None).await.expect("again");
    let again = take(stage, id).await;
    assert_eq!((names(&again), again[0].id), (vec!["candidate.created"], dead[0].message));
    answered(stage, &again[0], 500).await;
    assert_eq!(standing(stage, &admin, id).await, (1, 0), "it has another day");
    // Its pauses begin anew as well.
    stage.clock.advance(TimeDelta::seconds(7));
    answered(stage, &take(stage, id).await[0], TAKEN).await;
    assert_eq!(standing(stage, &admin, id).await, (0, 0));
    // What arrived is sent again to whoever asks for it by its id.
    outbox::replay(service, &admin, id, Some(event.id)).await.expect("again");
    assert_eq!(take(stage, id).await[0].id, event.id);
    assert_eq!(refused(outbox::replay(service, &admin, id, Some(ada.id.0)).await), Refusal::NotFound);

    let log = webhooks::log(service, &admin, &Query::default()).await.expect("told");
    assert_eq!(log.total, attempts + 3);
    assert_eq!((log.items[0].status_code, log.items[0].response_time, log.items[0].response.as_str()), (Some(503), Some(7), "said"));
    stage.clock.advance(TimeDelta::days(31));
    outbox::forget(service).await.expect("forgotten");
    assert_eq!(webhooks::log(service, &admin, &Query::default()).await.expect("told").total, 0);
});

story!(a_receiver_that_is_there_again_gets_everything_at_once, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let id = webhook(stage, &admin, json!({})).await;
    for name in ["Ada", "Bob", "Cleo"] {
        candidate(stage, &admin, name).await;
    }
    gathered(stage, &admin, id, 3).await;
    for hours in [0, 1, 2] {
        stage.clock.advance(TimeDelta::hours(hours));
        for message in take(stage, id).await {
            answered(stage, &message, 502).await;
        }
    }
    // One of them is tried before the others, and taken.
    outbox::replay(&stage.service, &admin, id, Some(earliest(stage, &admin).await)).await.expect("again");
    let one = take(stage, id).await;
    assert_eq!(one.len(), 1);
    answered(stage, &one[0], TAKEN).await;
    assert_eq!(take(stage, id).await.len(), 2, "nobody waits for the end of a pause");
});

/// The id of the event that was sent first.
async fn earliest(stage: &Stage, admin: &Actor) -> uuid::Uuid {
    let log = webhooks::log(&stage.service, admin, &Query::default()).await.expect("told");
    log.items[0].message.parse().expect("an id")
}

story!(a_process_that_died_is_not_waited_for, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let id = webhook(stage, &admin, json!({})).await;
    candidate(stage, &admin, "Ada").await;
    gathered(stage, &admin, id, 1).await;
    let lost = take(stage, id).await;
    assert!(take(stage, id).await.is_empty());
    if stage.service.db.is_sqlite() {
        outbox::begin(&stage.service).await.expect("begun");
    } else {
        stage.clock.advance(TimeDelta::seconds(31));
    }
    assert!(outbox::due(&stage.service).await.expect("asked").contains(&id));
    let again = take(stage, id).await;
    assert_eq!((again[0].id, again[0].attempts), (lost[0].id, 2));
});

story!(a_webhook_that_is_off_keeps_its_place, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let service = &stage.service;
    let id = webhook(stage, &admin, json!({})).await;
    candidate(stage, &admin, "Ada").await;
    gathered(stage, &admin, id, 1).await;
    let taken = take(stage, id).await;
    answered(stage, &taken[0], 410).await;
    let gone = webhooks::get(service, &admin, id).await.expect("there");
    assert!(!gone.active && gone.gone, "its receiver said so");
    candidate(stage, &admin, "Bob").await;
    stage.numbered().await;
    assert!(!outbox::gather(service, id).await.expect("asked"));
    stage.clock.advance(TimeDelta::days(3));
    assert!(outbox::due(service).await.expect("asked").is_empty() && take(stage, id).await.is_empty());
    let elsewhere = object(json!({ "url": "https://hooks.example.com/elsewhere" }));
    let moved = webhooks::patch(service, &admin, id, &elsewhere, Some(gone.version)).await.expect("moved");
    assert!(!moved.active && !moved.gone, "nobody has said so of this address");
    let on = webhooks::patch(service, &admin, id, &object(json!({ "active": true })), Some(moved.version)).await.expect("on");
    assert!(on.active && !on.gone);
    gathered(stage, &admin, id, 2).await;
    let taken = take(stage, id).await;
    assert_eq!(names(&taken), ["candidate.created", "candidate.created"]);
    answered(stage, &taken[0], 500).await;
    assert_eq!(standing(stage, &admin, id).await, (2, 0), "its day begins anew");

    let seen = Some(on.version);
    webhooks::delete(service, &admin, id, seen).await.expect("deleted");
    assert_eq!(refused(webhooks::get(service, &admin, id).await), Refusal::NotFound);
    answered(stage, &taken[1], TAKEN).await;
    assert_eq!(webhooks::log(service, &admin, &Query::default()).await.expect("told").total, 0, "nothing is left of it");
});

story!(a_trial_tells_of_nothing, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let id = webhook(stage, &admin, json!({ "events": ["user.created"] })).await;
    outbox::test(&stage.service, &admin, id).await.expect("sent");
    let taken = take(stage, id).await;
    assert_eq!(names(&taken), ["webhook.test"]);
    assert!(taken[0].change.is_none());
    answered(stage, &taken[0], 200).await;
    assert_eq!(standing(stage, &admin, id).await, (0, 0));
});

story!(only_administrators_have_webhooks_and_only_in_good_shape, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let service = &stage.service;
    let given = object(json!({ "url": "https://hooks.example.com/x" }));
    assert!(matches!(refused(webhooks::create(service, &recruiter, &given).await), Refusal::Forbidden(_)));
    let made = webhooks::create(service, &admin, &given).await.expect("made");
    assert!(made.secret.as_deref().is_some_and(|secret| secret.starts_with("whsec_") && secret.len() == 50));
    assert_eq!(webhooks::get(service, &admin, made.id).await.expect("there").secret, None, "told once");
    for refused_to in [
        refused(webhooks::get(service, &recruiter, made.id).await),
        refused(webhooks::all(service, &recruiter).await),
        refused(webhooks::delete(service, &recruiter, made.id, None).await),
        refused(outbox::test(service, &recruiter, made.id).await),
        refused(outbox::replay(service, &recruiter, made.id, None).await),
        refused(outbox::dead(service, &recruiter, made.id).await),
        refused(webhooks::log(service, &recruiter, &Query::default()).await),
    ] {
        assert!(matches!(refused_to, Refusal::Forbidden(_)), "{refused_to}");
    }
    let ours = object(json!({ "url": "https://169.254.169.254/latest" }));
    assert_eq!(refused(webhooks::create(service, &admin, &ours).await), FieldErrors::one("url", Flaw::NotPublic));
    assert_eq!(refused(webhooks::patch(service, &admin, made.id, &ours, None).await), FieldErrors::one("url", Flaw::NotPublic));
    let events = object(json!({ "events": ["candidate.hired"] }));
    assert_eq!(refused(webhooks::patch(service, &admin, made.id, &events, None).await), FieldErrors::one("events", Flaw::Choice));
    for _ in 1..webhooks::MOST {
        webhooks::create(service, &admin, &given).await.expect("made");
    }
    let max = webhooks::MOST as u32;
    assert_eq!(refused(webhooks::create(service, &admin, &given).await), FieldErrors::one("url", Flaw::TooMany { max }));
});

story!(no_more_than_a_window_waits_outside_of_the_log, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let id = webhook(stage, &admin, json!({ "events": ["candidate.created"] })).await;
    service::generate::candidates(&stage.service, 1_200, 7, |_| {}).await.expect("made");
    stage.numbered().await;
    gathered(stage, &admin, id, 1_000).await;
    assert!(!outbox::gather(&stage.service, id).await.expect("asked"), "the rest waits in the log");
    let taken = take(stage, id).await;
    assert_eq!(taken.len(), 100);
    for message in &taken {
        answered(stage, message, TAKEN).await;
    }
    gathered(stage, &admin, id, 1_000).await;
});

story!(several_servers_make_each_event_once, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let id = webhook(stage, &admin, json!({ "events": ["candidate.created"] })).await;
    service::generate::candidates(&stage.service, 600, 7, |_| {}).await.expect("made");
    stage.numbered().await;
    let servers = (0..4).map(|_| {
        let service = stage.service.clone();
        tokio::spawn(async move { while outbox::gather(&service, id).await.expect("the slower one does it again") {} })
    });
    for server in servers.collect::<Vec<_>>() {
        server.await.expect("no panic");
    }
    gathered(stage, &admin, id, 600).await;
});

story!(who_was_too_slow_has_no_say_any_more, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    stage.numbered().await;
    let id = webhook(stage, &admin, json!({})).await;
    candidate(stage, &admin, "Ada").await;
    gathered(stage, &admin, id, 1).await;
    let slow = take(stage, id).await;
    stage.clock.advance(TimeDelta::seconds(31));
    let quick = take(stage, id).await;
    assert_eq!(slow[0].id, quick[0].id);
    answered(stage, &slow[0], 500).await;
    assert!(take(stage, id).await.is_empty(), "it is under way");
    answered(stage, &quick[0], TAKEN).await;
    answered(stage, &slow[0], 500).await;
    assert_eq!(standing(stage, &admin, id).await, (0, 0), "what has arrived has arrived");
});

story!(a_round_of_approval_is_told_as_an_update_of_its_request, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (ruben, _) = stage.user("Ruben", Role::Recruiter).await;
    let service = &stage.service;
    let step = json!({ "name": "Finance", "approvers": [ruben.id], "approvalsRequired": 1 });
    let flow = object(json!({ "name": "All", "steps": [step] }));
    service::approval_flows::create(service, &admin, &flow).await.expect("a flow");
    let request = requests::create(service, &admin, &object(json!({ "position": "x" }))).await.expect("made");
    stage.numbered().await;
    let id = webhook(stage, &admin, json!({ "events": ["resource_request.updated"] })).await;
    requests::patch(service, &admin, request.id, &object(json!({ "status": "pending_approval" })), None).await.expect("submitted");
    gathered(stage, &admin, id, 2).await;
    let mut told = Vec::new();
    while let Some(message) = take(stage, id).await.pop() {
        answered(stage, &message, TAKEN).await;
        let change = message.change.expect("a change");
        assert_eq!((change.entity, change.record), (Entity::Request, request.id.0));
        told.push((change.facts.fields, change.facts.to));
    }
    told.sort();
    assert_eq!(told[0], (vec!["approval".to_owned()], None), "where the round stands is no state of the request");
    assert_eq!(told[1].1.as_deref(), Some("pending_approval"));
});

story!(records_go_nowhere_on_behalf_of_who_may_not_read_them, |stage| {
    let (amira, admin) = stage.user("Amira", Role::Admin).await;
    let service = &stage.service;
    let writes = service::tokens::add(service, &admin, &amira, "x", &["webhooks:write".to_owned()], None).await.expect("a token");
    let program = service::tokens::find(service, &writes).await.expect("asked").expect("accepted");
    let with_data = object(json!({ "url": "https://hooks.example.com/x", "includeData": true }));
    let missing = Refusal::Forbidden(Rule::Scope("candidates:read".to_owned()));
    assert_eq!(refused(webhooks::create(service, &program, &with_data).await), missing);
    let theirs = webhooks::create(service, &admin, &with_data).await.expect("made");
    let elsewhere = object(json!({ "url": "https://elsewhere.example.com/x" }));
    assert_eq!(refused(webhooks::patch(service, &program, theirs.id, &elsewhere, None).await), missing);
    webhooks::patch(service, &program, theirs.id, &object(json!({ "active": false })), None).await.expect("switched off");
    let ids_only = object(json!({ "includeData": false, "url": "https://elsewhere.example.com/x" }));
    webhooks::patch(service, &program, theirs.id, &ids_only, None).await.expect("ids alone may go there");
});
