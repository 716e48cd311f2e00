//! Whoever looks at a file is told when something happens to it.

use crate::support::{Stage, object, refused};
use domain::{error::Error, id::CandidateId, policy::Actor, users::Role};
use serde_json::json;
use service::{
    Service, candidates,
    live::{self, Watched},
    notes, request_candidates, requests,
};
use std::time::Duration;
use tokio::time::timeout;

async fn person(stage: &Stage, by: &Actor, name: &str) -> CandidateId {
    let given = object(json!({ "firstname": name, "lastname": "L", "email": format!("{name}@example.test") }));
    candidates::create(&stage.service, by, &given).await.expect("a person").id
}

async fn write(service: &Service, by: &Actor, about: CandidateId) {
    let given = object(json!({ "candidate": about, "content": "Called." }));
    notes::create(service, by, &given).await.expect("a note");
}

story!(who_watches_a_file_is_told_within_a_second, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let (ada, bob) = (person(stage, &recruiter, "ada").await, person(stage, &recruiter, "bob").await);
    assert_eq!(refused(live::watch(service, &interviewer, Watched::File(ada), 0).await.map(drop)), Error::NotFound);
    // On PostgreSQL changes get their places a moment after they are committed.
    tokio::time::sleep(Duration::from_millis(400)).await;
    let since = live::position(service).await.expect("a position");
    let mut watch = live::watch(service, &recruiter, Watched::File(ada), since).await.expect("a watch");
    write(service, &recruiter, bob).await;
    assert!(timeout(Duration::from_millis(900), watch.next()).await.is_err(), "another file is another matter");
    write(service, &recruiter, ada).await;
    let told = timeout(Duration::from_secs(1), watch.next()).await.expect("within a second").expect("a place");
    assert!(told > since);
    assert!(timeout(Duration::from_millis(900), watch.next()).await.is_err(), "once");

    // What happened between the making of a page and the watch is not missed.
    let mut late = live::watch(service, &recruiter, Watched::File(ada), since).await.expect("a watch");
    assert_eq!(timeout(Duration::from_secs(1), late.next()).await.expect("at once"), Some(told));

    // Another process on the same database.
    if !service.db.is_sqlite() {
        let other = Service::open_with(stage.options.clone(), stage.clock.clone()).await.expect("another process");
        write(&other, &recruiter, ada).await;
        assert!(timeout(Duration::from_secs(1), watch.next()).await.expect("within a second").is_some());
        other.close().await;
    }

    // Who may no longer know of the person is told nothing more.
    let hidden = object(json!({ "visibility": "confidential" }));
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    candidates::patch(service, &admin, ada, &hidden, None).await.expect("hidden");
    assert_eq!(timeout(Duration::from_secs(1), watch.next()).await.expect("over"), None);
    let mut last = live::watch(service, &admin, Watched::File(ada), i64::MAX).await.expect("a watch");
    service.live.close();
    assert_eq!(timeout(Duration::from_secs(1), last.next()).await.expect("over"), None, "the process stops");
    assert_eq!(refused(live::watch(service, &admin, Watched::File(ada), 0).await.map(drop)), Error::Busy);
});

story!(who_watches_a_request_is_told_of_whoever_stands_in_it, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, stranger) = stage.user("Milan", Role::HiringManager).await;
    let (ada, bob) = (person(stage, &recruiter, "ada").await, person(stage, &recruiter, "bob").await);
    let asked = async |position: &str| {
        let given = object(json!({ "position": position, "status": "open" }));
        requests::create(service, &recruiter, &given).await.expect("a request").id
    };
    let (request, other) = (asked("Engineer").await, asked("Analyst").await);
    let propose = async |request: domain::id::RequestId, who: CandidateId| {
        let given = object(json!({ "resourceRequest": request.to_string(), "candidate": who.to_string() }));
        request_candidates::create(service, &recruiter, &given).await.expect("proposed").id
    };
    propose(other, ada).await;
    assert_eq!(refused(live::watch(service, &stranger, Watched::Request(request), 0).await.map(drop)), Error::NotFound);
    let since = {
        // Another database orders its log a moment later.
        tokio::time::sleep(Duration::from_millis(600)).await;
        live::position(service).await.expect("a place")
    };
    let mut watch = live::watch(service, &recruiter, Watched::Request(request), since).await.expect("a watch");
    propose(other, bob).await;
    assert!(timeout(Duration::from_millis(900), watch.next()).await.is_err(), "another request is another matter");
    let standing = propose(request, bob).await;
    assert!(timeout(Duration::from_secs(1), watch.next()).await.expect("within a second").is_some(), "somebody was proposed");
    let given = object(json!({ "status": "shortlisted" }));
    request_candidates::patch(service, &recruiter, standing, &given, None).await.expect("moved");
    assert!(timeout(Duration::from_secs(1), watch.next()).await.expect("within a second").is_some(), "and moved");
    let given = object(json!({ "client": "Brouwerij" }));
    requests::patch(service, &recruiter, request, &given, None).await.expect("edited");
    assert!(timeout(Duration::from_secs(1), watch.next()).await.expect("within a second").is_some(), "and the brief was edited");
});
