//! Every route for everybody: what must be answered follows from the policy's table, and a route that is not in this list fails.

use super::support::Stage;
use domain::{
    candidates::Visibility,
    notes::NoteVisibility,
    policy::{self, Action, Actor, CandidateFacts, NoteFacts, On, Rule, Scopes},
    users::Role,
};
use http::{Method, header};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Every route, and the action that it is. None: whoever comes.
const ROUTES: &[(Method, &str, Option<Action>)] = &[
    (Method::GET, "/", None),
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

/// What is acted on: a file and a note in it, neither of them the asker's own.
struct Subject {
    candidate: CandidateFacts,
    note: NoteFacts,
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
        _ => On::Nothing,
    };
    match policy::can(actor, action, on) {
        // Whoever may write notes, but not in this file, is told that there is no such file.
        Ok(()) if action == Action::CreateNote => match policy::can(actor, action, On::Candidate(&subject.candidate)) {
            Err(Rule::Hidden) => 400,
            _ => done,
        },
        Ok(()) => done,
        Err(Rule::Hidden) => 404,
        Err(_) => 403,
    }
}

scene!(every_route_answers_everybody_as_the_table_says, |stage| {
    let candidate = stage.candidate("Ada").await;
    let id = candidate.rsplit('/').next().unwrap().to_owned();
    let note = json!({ "candidate": candidate, "content": "Hello" });
    let user = service::users::with_email(&stage.service, "interviewer@example.test").await.unwrap();
    let author = service::users::with_email(&stage.service, "admin@example.test").await.unwrap();
    let subject = Subject {
        candidate: CandidateFacts { id: id.parse().unwrap(), visibility: Visibility::Normal, recruiter: None },
        note: NoteFacts { visibility: NoteVisibility::Public, author: Some(author.id) },
    };
    let mut tried = BTreeMap::new();
    for (method, path, action) in ROUTES {
        let Some(action) = *action else { continue };
        let scope = policy::row_of(action).and_then(|row| row.scope);
        let others: Vec<&str> =
            Scopes::ALL.iter().copied().filter(|other| Some(other.split(':').next()) != scope.map(|s| s.split(':').next())).collect();
        for role in Role::ALL {
            let user_behind = service::users::with_email(&stage.service, &format!("{role}@example.test")).await.unwrap();
            let person = service::users::person(&user_behind);
            let scopes = |names: &[&str]| Scopes(names.iter().map(|name| (*name).to_owned()).collect());
            let with_scope = scope.into_iter().collect::<Vec<_>>();
            for (actor, speaker) in [
                (Actor::User(person), stage.role(*role)),
                (Actor::Token { person, scopes: scopes(&with_scope) }, stage.token(*role, &with_scope).await),
                (Actor::Token { person, scopes: scopes(&others) }, stage.token(*role, &others).await),
            ] {
                // A note of its own for everyone who may delete it.
                let fresh = stage.admin().post("/candidate-notes", note.clone()).await.at(201).text_of("id");
                let id = match path.split('/').nth(1) {
                    Some("users") => user.id.to_string(),
                    Some("candidates") => id.clone(),
                    _ => fresh,
                };
                let target = path.replace("{id}", &id);
                let answer = match *method {
                    Method::POST if action == Action::CreateNote => speaker.post(&target, note.clone()).await,
                    Method::POST => {
                        let given = json!({ "firstname": "Kim", "lastname": "B", "email": "kim@example.test" });
                        speaker.post(&target, given).await
                    }
                    Method::PATCH => speaker.patch(&target, json!({})).await,
                    Method::DELETE => speaker.delete(&target).await,
                    _ => speaker.get(&target).await,
                };
                let expected = expected(&actor, method, action, &subject);
                assert_eq!(answer.status.as_u16(), expected, "{method} {path} {actor:?}: {}", answer.text);
                *tried.entry(expected).or_insert(0) += 1;
            }
        }
        let anonymous = stage.anon().say(method.clone(), &path.replace("{id}", &id), &[], "").await.at(401);
        assert_eq!(anonymous.header(header::WWW_AUTHENTICATE.as_str()), "Bearer");
        assert_eq!(anonymous.text, r#"{"code":401,"message":"JWT Token not found"}"#, "{method} {path}");
    }
    assert_eq!(tried.keys().copied().collect::<Vec<_>>(), [200, 201, 204, 400, 403, 404], "{tried:?}");
    assert_eq!(tried.values().sum::<i32>(), 13 * 4 * 3);
});
