//! Every route for everybody: what must be answered follows from the policy's table, and a route that is not in this list fails.

use super::support::Stage;
use crate::testing;
use domain::{
    candidates::Visibility,
    imports::ImportRowFields,
    notes::NoteVisibility,
    policy::{self, Action, Actor, AnswerFacts, CandidateFacts, NoteFacts, On, Own, RequestFacts, Rule, Scopes},
    query::Query,
    resource::{Attributes, Described},
    task_groups::Blind,
    users::Role,
};
use http::{Method, header};
use serde_json::json;
use service::webhooks::outbox::{self, Attempt};
use std::collections::{BTreeMap, BTreeSet};

/// Every route, and the action that it is. None: whoever comes.
const ROUTES: &[(Method, &str, Option<Action>)] = &[
    (Method::GET, "/", None),
    (Method::GET, "/docs", None),
    (Method::GET, "/docs/{name}", None),
    (Method::GET, "/contexts/{name}", None),
    (Method::POST, "/login", None),
    (Method::GET, "/me", Some(Action::ReadUsers)),
    (Method::GET, "/users", Some(Action::ReadUsers)),
    (Method::GET, "/users/{id}", Some(Action::ReadUsers)),
    (Method::GET, "/candidates", Some(Action::ListCandidates)),
    (Method::POST, "/candidates", Some(Action::CreateCandidate)),
    (Method::GET, "/candidates/search", Some(Action::ListCandidates)),
    (Method::GET, "/candidates/{id}", Some(Action::ReadCandidate)),
    (Method::PATCH, "/candidates/{id}", Some(Action::EditCandidate)),
    (Method::GET, "/candidate-notes", Some(Action::ListNotes)),
    (Method::POST, "/candidate-notes", Some(Action::CreateNote)),
    (Method::GET, "/candidate-notes/{id}", Some(Action::ReadNote)),
    (Method::PATCH, "/candidate-notes/{id}", Some(Action::EditNote)),
    (Method::DELETE, "/candidate-notes/{id}", Some(Action::DeleteNote)),
    (Method::GET, "/recruitment-task-groups", Some(Action::ReadTaskGroups)),
    (Method::POST, "/recruitment-task-groups", Some(Action::WriteTaskGroups)),
    (Method::GET, "/recruitment-task-groups/{id}", Some(Action::ReadTaskGroups)),
    (Method::PATCH, "/recruitment-task-groups/{id}", Some(Action::WriteTaskGroups)),
    (Method::GET, "/recruitment-tasks", Some(Action::ReadTasks)),
    (Method::POST, "/recruitment-tasks", Some(Action::WriteTasks)),
    (Method::GET, "/recruitment-tasks/{id}", Some(Action::ReadTasks)),
    (Method::PATCH, "/recruitment-tasks/{id}", Some(Action::WriteTasks)),
    (Method::GET, "/recruitment-task-answers", Some(Action::ListAnswers)),
    (Method::POST, "/recruitment-task-answers", Some(Action::CreateAnswer)),
    (Method::GET, "/recruitment-task-answers/{id}", Some(Action::ReadAnswer)),
    (Method::PATCH, "/recruitment-task-answers/{id}", Some(Action::EditAnswer)),
    (Method::GET, "/resource-requests", Some(Action::ListRequests)),
    (Method::POST, "/resource-requests", Some(Action::CreateRequest)),
    (Method::GET, "/resource-requests/{id}", Some(Action::ReadRequest)),
    (Method::PATCH, "/resource-requests/{id}", Some(Action::EditRequest)),
    (Method::GET, "/resource-request-candidates", Some(Action::ListRequestCandidates)),
    (Method::POST, "/resource-request-candidates", Some(Action::CreateRequestCandidate)),
    (Method::GET, "/resource-request-candidates/{id}", Some(Action::ReadRequestCandidate)),
    (Method::PATCH, "/resource-request-candidates/{id}", Some(Action::EditRequestCandidate)),
    (Method::DELETE, "/resource-request-candidates/{id}", Some(Action::DeleteRequestCandidate)),
    (Method::GET, "/imports", Some(Action::ImportCandidates)),
    (Method::POST, "/imports", Some(Action::ImportCandidates)),
    (Method::GET, "/imports/{id}", Some(Action::ImportCandidates)),
    (Method::PATCH, "/imports/{id}", Some(Action::ImportCandidates)),
    (Method::DELETE, "/imports/{id}", Some(Action::ImportCandidates)),
    (Method::GET, "/import-rows", Some(Action::ImportCandidates)),
    (Method::GET, "/import-rows/{id}", Some(Action::ImportCandidates)),
    (Method::GET, "/changes", Some(Action::FollowChanges)),
    (Method::GET, "/webhooks", Some(Action::ReadWebhooks)),
    (Method::POST, "/webhooks", Some(Action::WriteWebhooks)),
    (Method::GET, "/webhooks/{id}", Some(Action::ReadWebhooks)),
    (Method::PATCH, "/webhooks/{id}", Some(Action::WriteWebhooks)),
    (Method::DELETE, "/webhooks/{id}", Some(Action::WriteWebhooks)),
    (Method::GET, "/webhook-logs", Some(Action::ReadWebhooks)),
    (Method::GET, "/webhook-logs/{id}", Some(Action::ReadWebhooks)),
];

#[tokio::test]
async fn there_are_no_routes_but_these() {
    let stage = Stage::set().await;
    // axum tells its routes to nobody but a debugger.
    let told = format!("{:?}", crate::rest::router(&stage.service));
    let paths: BTreeSet<&str> = told.split('"').filter(|text| text.starts_with('/') && !text.contains("__private__")).collect();
    let listed: BTreeSet<&str> = ROUTES.iter().map(|(_, path, _)| *path).collect();
    assert_eq!(paths, listed);
    for path in listed {
        let of_path = ROUTES.iter().filter(|(_, other, _)| *other == path).map(|(method, _, _)| method.as_str());
        let mut expected: BTreeSet<&str> = of_path.collect();
        if expected.contains("GET") {
            expected.insert("HEAD");
        }
        for method in [Method::PUT, Method::TRACE, Method::OPTIONS] {
            let answer = stage.admin().say(method, &format!("/api{path}"), &[], "").await.at(405);
            assert_eq!(answer.header("allow").split(',').map(str::trim).collect::<BTreeSet<_>>(), expected, "{path}");
        }
    }
}

/// What is acted on: a file and what is in it, and a request of a hiring manager's in which the person stands. None of them the asker's own.
struct Subject {
    candidate: CandidateFacts,
    note: NoteFacts,
    answer: AnswerFacts,
    request: RequestFacts,
}

/// The status that the table demands.
fn expected(actor: &Actor, method: &Method, action: Action, subject: &Subject) -> u16 {
    let done = match *method {
        Method::POST => 201,
        Method::DELETE => 204,
        _ => 200,
    };
    let on = match action {
        Action::ReadCandidate | Action::EditCandidate => On::Candidate(&subject.candidate),
        Action::ReadNote | Action::EditNote | Action::DeleteNote => On::Note(&subject.note, &subject.candidate),
        Action::ReadAnswer | Action::EditAnswer => On::Answer(&subject.answer, &subject.candidate),
        Action::ReadRequest | Action::EditRequest => On::Request(&subject.request),
        Action::ReadRequestCandidate | Action::EditRequestCandidate | Action::DeleteRequestCandidate => {
            On::RequestCandidate(&subject.request, &subject.candidate)
        }
        _ => On::Nothing,
    };
    // Whoever may write, but not about this person or for this request, is told that there is no such record.
    let about = match action {
        Action::CreateNote | Action::CreateAnswer => On::Candidate(&subject.candidate),
        Action::CreateRequestCandidate => On::RequestCandidate(&subject.request, &subject.candidate),
        _ => On::Nothing,
    };
    match (policy::can(actor, action, on), policy::can(actor, action, about)) {
        (Ok(()), Err(Rule::Hidden)) => 400,
        (Ok(()), _) => done,
        (Err(Rule::Hidden), _) => 404,
        (Err(_), _) => 403,
    }
}

scene!(every_route_answers_everybody_as_the_table_says, |stage| {
    let admin = stage.admin();
    let user = async |name: &str| service::users::with_email(&stage.service, &format!("{name}@example.test")).await.unwrap();
    let (author, manager) = (user("admin").await, user("hiring_manager").await);
    let candidate = stage.candidate("Ada").await;
    let group = admin.post("/recruitment-task-groups", json!({ "name": "x" })).await.at(201).text_of("@id");
    let task = admin.post("/recruitment-tasks", json!({ "question": "?", "recruitmentTaskGroup": group })).await.at(201).text_of("@id");
    let owners = json!([format!("/users/{}", manager.id)]);
    let request = admin.post("/resource-requests", json!({ "position": "x", "owners": owners })).await.at(201).text_of("@id");
    let standing = json!({ "resourceRequest": request, "candidate": candidate });
    let standing = admin.post("/resource-request-candidates", standing).await.at(201).text_of("@id");
    let id_of = |iri: &str| iri.rsplit('/').next().unwrap().to_owned();
    let subject = Subject {
        candidate: CandidateFacts {
            id: id_of(&candidate).parse().unwrap(),
            visibility: Visibility::Normal,
            recruiter: None,
            managers: vec![manager.id, author.id],
            interviewers: Vec::new(),
        },
        note: NoteFacts { visibility: NoteVisibility::Public, author: Some(author.id) },
        answer: AnswerFacts { interviewer: Some(author.id), blind: Blind::AfterOwn, own: Own::Nothing },
        request: RequestFacts { id: id_of(&request).parse().unwrap(), owners: vec![manager.id, author.id] },
    };
    let note = json!({ "candidate": candidate, "content": "Hello" });
    let webhook = json!({ "url": "https://hooks.example.com/x" });
    let made = admin.post("/webhooks", webhook.clone()).await.at(201).text_of("@id");
    let attempted = attempted(stage, &id_of(&made)).await;
    let mut tried = BTreeMap::new();
    for (method, path, action) in ROUTES {
        let Some(action) = *action else { continue };
        // Any scope will do where any is asked for.
        let scope = policy::row_of(action).and_then(|row| row.scope).map(|scope| if scope == Scopes::ANY { Scopes::ALL[0] } else { scope });
        let others: Vec<&str> =
            Scopes::ALL.iter().copied().filter(|other| Some(other.split(':').next()) != scope.map(|s| s.split(':').next())).collect();
        for role in Role::ALL {
            let person = service::users::person(&user(role.word()).await);
            let scopes = |names: &[&str]| Scopes(names.iter().map(|name| (*name).to_owned()).collect());
            let with_scope = scope.into_iter().collect::<Vec<_>>();
            for (actor, speaker) in [
                (Actor::User(person), stage.role(*role)),
                (Actor::Token { person, scopes: scopes(&with_scope) }, stage.token(*role, &with_scope).await),
                (Actor::Token { person, scopes: scopes(&others) }, stage.token(*role, &others).await),
            ] {
                let collection = path.split('/').nth(1).unwrap();
                // A record of its own for everyone who may change it for good, or can be there once.
                let fresh = async |path: &str, given: serde_json::Value| id_of(&admin.post(path, given).await.at(201).text_of("@id"));
                let somebody = async || {
                    let given = json!({ "firstname": "Kim", "lastname": "B", "email": "kim@example.test" });
                    admin.post("/candidates", given).await.at(201).text_of("@id")
                };
                let id = match collection {
                    "users" => user("interviewer").await.id.to_string(),
                    "candidates" => id_of(&candidate),
                    "candidate-notes" => fresh("/candidate-notes", note.clone()).await,
                    "recruitment-task-groups" => id_of(&group),
                    "recruitment-tasks" => id_of(&task),
                    "recruitment-task-answers" => {
                        let given = json!({ "question": "?", "recruitmentTaskGroup": group });
                        let task = fresh("/recruitment-tasks", given).await;
                        fresh("/recruitment-task-answers", json!({ "recruitmentTask": task, "candidate": candidate })).await
                    }
                    "resource-requests" => id_of(&request),
                    "resource-request-candidates" if *method == Method::DELETE => {
                        admin
                            .delete(&format!("/resource-request-candidates/{}", id_of(&standing_of(&admin, &request, &candidate).await)))
                            .await;
                        let given = json!({ "resourceRequest": request, "candidate": candidate });
                        fresh("/resource-request-candidates", given).await
                    }
                    "resource-request-candidates" => id_of(&standing),
                    "imports" => imported(stage, person).await.0,
                    "import-rows" => imported(stage, person).await.1,
                    "webhooks" if *method == Method::DELETE => fresh("/webhooks", webhook.clone()).await,
                    "webhooks" => id_of(&made),
                    "webhook-logs" => attempted.clone(),
                    _ => String::new(),
                };
                let target = path.replace("{id}", &id);
                let given = match action {
                    Action::CreateNote => note.clone(),
                    Action::WriteTaskGroups => json!({ "name": "x" }),
                    Action::WriteWebhooks => webhook.clone(),
                    Action::WriteTasks => json!({ "question": "?", "recruitmentTaskGroup": group }),
                    Action::CreateAnswer => {
                        let given = json!({ "question": "?", "recruitmentTaskGroup": group });
                        json!({ "recruitmentTask": fresh("/recruitment-tasks", given).await, "candidate": candidate })
                    }
                    Action::CreateRequest => json!({ "position": "x" }),
                    // In the manager's own request, about whom the manager sees: that is Ada, who stands in it already.
                    Action::CreateRequestCandidate if *role == Role::HiringManager => {
                        let given = json!({ "position": "x", "owners": owners });
                        json!({ "resourceRequest": fresh("/resource-requests", given).await, "candidate": candidate })
                    }
                    Action::CreateRequestCandidate => json!({ "resourceRequest": request, "candidate": somebody().await }),
                    _ => json!({ "firstname": "Kim", "lastname": "B", "email": "kim@example.test" }),
                };
                let answer = match *method {
                    Method::POST if action == Action::ImportCandidates => {
                        let file = "firstname,lastname,email\nAda,B,ada@example.test\n";
                        speaker.say(Method::POST, &target, &[("content-type", "text/csv")], file).await
                    }
                    Method::POST => speaker.post(&target, given).await,
                    Method::PATCH => speaker.patch(&target, json!({})).await,
                    Method::DELETE => speaker.delete(&target).await,
                    _ => speaker.get(&target).await,
                };
                let expected = expected(&actor, method, action, &subject);
                assert_eq!(answer.status.as_u16(), expected, "{method} {path} {actor:?}: {}", answer.text);
                *tried.entry(expected).or_insert(0) += 1;
            }
        }
        let anonymous = stage.anon().say(method.clone(), &path.replace("{id}", "1"), &[], "").await.at(401);
        assert_eq!(anonymous.header(header::WWW_AUTHENTICATE.as_str()), "Bearer");
        assert_eq!(anonymous.text, r#"{"code":401,"message":"JWT Token not found"}"#, "{method} {path}");
    }
    assert_eq!(tried.keys().copied().collect::<Vec<_>>(), [200, 201, 204, 400, 403, 404], "{tried:?}");
    assert_eq!(tried.values().sum::<i32>(), 49 * 4 * 3);
});

/// An import of somebody's own, where their role allows one, and its row.
async fn imported(stage: &Stage, person: policy::Person) -> (String, String) {
    let (service, own) = (&stage.service, Actor::User(person));
    let actor = if policy::can(&own, Action::ImportCandidates, On::Nothing).is_ok() { own } else { Actor::System };
    let import = testing::import(service, &actor, Attributes::new()).await;
    let resource = const { &ImportRowFields::RESOURCE };
    let of_it = Query::read(resource, [("import", import.id.to_string().as_str())]).unwrap();
    let row = service::imports::rows(service, &actor, &of_it).await.unwrap().items.remove(0);
    // No more of them wait than may.
    while service::imports::work(service).await.unwrap() {}
    let applying = json!({ "status": "applying" }).as_object().cloned().unwrap();
    service::imports::patch(service, &actor, import.id, &applying, None).await.unwrap();
    while service::imports::work(service).await.unwrap() {}
    (import.id.to_string(), row.id.to_string())
}

/// The id of an attempt at sending this webhook a trial.
async fn attempted(stage: &Stage, webhook: &str) -> String {
    let (service, id) = (&stage.service, webhook.parse().unwrap());
    outbox::test(service, &Actor::System, id).await.unwrap();
    let message = outbox::take(service, id, 1).await.unwrap().pop().unwrap();
    outbox::done(service, &message, Attempt::default()).await.unwrap();
    let log = service::webhooks::log(service, &Actor::System, &Default::default()).await.unwrap();
    log.items[0].id.to_string()
}

/// Where somebody stands in a request now.
async fn standing_of(speaker: &super::support::Speaker<'_>, request: &str, candidate: &str) -> String {
    let listed = speaker.get(&format!("/resource-request-candidates?resourceRequest={request}&candidate={candidate}")).await.json();
    listed["hydra:member"][0]["@id"].as_str().unwrap_or("/none").to_owned()
}
