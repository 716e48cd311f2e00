//! Every page and every list asks the database as often for many as for few.

use super::{
    permissions::{PAGES, Subject, everybody},
    tests::{BROWSER, Server},
};
use crate::testing;
use domain::{id::TaskGroupId, interviews::When, policy::Actor, resource::Attributes};
use http::{Request as Builder, header};
use serde_json::{Value, json};
use service::{Service, demo, interviews::Plan};
use std::{cell::Cell, sync::Once};
use tracing::{Event, Subscriber};
use tracing_subscriber::{
    Layer, Registry,
    layer::{Context, SubscriberExt},
};

thread_local! {
    static ASKED: Cell<usize> = const { Cell::new(0) };
}

/// Counts the statements of each thread. One for the whole process: whether a place in the code is listened to depends on what the others do.
struct Counter;

impl<S: Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sql" {
            ASKED.set(ASKED.get() + 1);
        }
    }
}

/// More of everything that a page lists.
const MORE: usize = 12;
/// What a page may ask more where there is anything at all on it.
const FIRST: usize = 5;

/// The lists of the API, each with what narrows it to what belongs to the subject.
const LISTS: &[&str] = &[
    "/api/candidates",
    "/api/candidate-notes",
    "/api/candidate-notes?candidate={id}",
    "/api/recruitment-task-groups",
    "/api/recruitment-tasks",
    "/api/recruitment-task-answers",
    "/api/recruitment-task-answers?candidate={id}",
    "/api/resource-requests",
    "/api/resource-request-candidates",
    "/api/resource-request-candidates?resourceRequest={request}",
    "/api/users",
    "/api/webhooks",
    "/api/imports",
    "/api/import-rows",
];

/// The pages that show them.
const LISTED: &[&str] = &[
    "/candidates",
    "/candidate-notes",
    "/recruitment-task-groups",
    "/recruitment-tasks",
    "/recruitment-task-answers",
    "/resource-requests",
    "/resource-request-candidates",
    "/imports",
];

async fn more(service: &Service, subject: &Subject) {
    let admin = service::users::with_email(service, "admin@example.test").await.unwrap();
    let actor = Actor::User(service::users::person(&admin));
    let given = |value: Value| -> Attributes { value.as_object().unwrap().clone() };
    let (candidate, request) = (subject.fill("{id}"), subject.fill("{request}"));
    let group = TaskGroupId(subject.fill("{group}").parse().unwrap());
    let user: domain::id::UserId = subject.fill("{user}").parse().unwrap();
    for n in 0..MORE {
        let person = given(json!({ "firstname": "Ada", "lastname": format!("Number {n}"), "email": format!("more{n}@example.test") }));
        let person = service::candidates::create(service, &actor, &person).await.unwrap();
        let note = given(json!({ "candidate": candidate, "content": format!("Note {n}") }));
        service::notes::create(service, &actor, &note).await.unwrap();
        let task = given(json!({ "question": format!("Why {n}?"), "recruitmentTaskGroup": group.0 }));
        let task = service::tasks::create(service, &actor, &task).await.unwrap();
        let answer = given(json!({ "recruitmentTask": task.id.0, "candidate": candidate, "answer": "Because", "status": "submitted" }));
        service::answers::create(service, &actor, &answer).await.unwrap();
        let bank = service::task_groups::duplicate(service, &actor, group, &format!("Talk {n}")).await.unwrap();
        service::task_groups::patch(service, &actor, bank.id, &given(json!({ "status": "published" })), None).await.unwrap();
        let plan = Plan {
            candidate: candidate.parse().unwrap(),
            task_group: bank.id,
            interviewers: vec![user],
            when: When { day: format!("2030-02-{:02}", n + 1), from: "10:00".into(), until: "11:00".into(), zone: "UTC".into() },
            ..Plan::default()
        };
        service::interviews::schedule(service, &actor, &plan).await.unwrap();
        let other = given(json!({ "position": "More", "status": "open", "owners": [format!("/users/{user}")] }));
        let other = service::requests::create(service, &Actor::System, &other).await.unwrap();
        for (request, candidate) in [(other.id.to_string(), candidate.clone()), (request.clone(), person.id.to_string())] {
            let proposal = given(json!({ "resourceRequest": request, "candidate": candidate }));
            service::request_candidates::create(service, &actor, &proposal).await.unwrap();
        }
        let step = json!({ "name": "Finance", "approvers": [user], "approvalsRequired": 1 });
        let flow = given(json!({ "name": format!("Flow {n}"), "client": format!("Client {n}"), "steps": [step] }));
        service::approval_flows::create(service, &actor, &flow).await.unwrap();
        let webhook = given(json!({ "url": format!("https://hooks.example.com/{n}") }));
        service::webhooks::create(service, &actor, &webhook).await.unwrap();
        let account = given(json!({ "email": format!("user{n}@example.test"), "name": format!("User {n}"), "role": "recruiter" }));
        let account = service::users::add(service, &actor, &account, demo::PASSWORD).await.unwrap();
        service::tokens::add(service, &actor, &account, "more", &["candidates:read".to_owned()], None).await.unwrap();
        testing::import(service, &actor, Attributes::new()).await;
    }
}

#[tokio::test]
async fn nothing_is_asked_more_often_for_many_than_for_few() {
    static LISTENING: Once = Once::new();
    LISTENING.call_once(|| tracing::subscriber::set_global_default(Registry::default().with(Counter)).expect("nobody else listens"));
    let server = Server::start(&[]).await;
    let subject = Subject::new(&server).await;
    let mut everybody: Vec<_> = everybody(&server).await.into_iter().map(|(actor, cookie)| (actor, cookie, String::new())).collect();
    for (actor, _, token) in &mut everybody {
        let (email, _) = demo::ACCOUNTS.iter().find(|(_, role)| actor.person().is_some_and(|person| person.role == *role)).unwrap();
        let login = json!({ "username": email, "password": demo::PASSWORD }).to_string();
        let answer = server.send(Builder::post("/api/login").header(header::CONTENT_TYPE, "application/json"), login).await.1;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        *token = format!("Bearer {}", answer["token"].as_str().unwrap());
    }
    let mut targets: Vec<String> = PAGES.iter().filter(|(_, action)| action.is_some()).map(|(page, _)| subject.address(page)).collect();
    targets.extend(LISTS.iter().map(|list| subject.fill(list)));
    let ask = async |length: usize| {
        let mut asked = Vec::new();
        for target in &targets {
            // The demo fills the first page of some lists: what they ask for one is compared with what they ask for thirty.
            let listed = LISTED.contains(&target.as_str()) || target.starts_with("/api");
            let and = if target.contains('?') { '&' } else { '?' };
            let asking = if listed { format!("{target}{and}itemsPerPage={length}") } else { target.clone() };
            for (_, cookie, token) in &everybody {
                let request = Builder::get(&asking);
                let request = if target.starts_with("/api") {
                    request.header(header::ACCEPT, "application/ld+json").header(header::AUTHORIZATION, token)
                } else {
                    request.header(header::ACCEPT, BROWSER).header(header::COOKIE, cookie)
                };
                ASKED.set(0);
                let (parts, _) = server.send(request, "").await;
                asked.push((parts.status, ASKED.get()));
            }
        }
        asked
    };
    let few = ask(1).await;
    assert!(few.iter().filter(|(status, asked)| *status == 200 && *asked > 0).count() > 140, "{few:?}");
    more(&server.service, &subject).await;
    let many = ask(30).await;
    let mut worse = Vec::new();
    for (place, ((status, few), (also, many))) in few.into_iter().zip(many).enumerate() {
        let (target, who) = (&targets[place / everybody.len()], &everybody[place % everybody.len()].0);
        assert_eq!(status, also, "{target}");
        if many > few + FIRST {
            worse.push(format!("{target} {:?}: {few}, then {many}", who.person().map(|person| person.role)));
        }
    }
    assert!(worse.is_empty(), "{worse:#?}");
}
