//! Requests for people, and the people in them.

use crate::support::{Stage, object, refused};
use chrono::TimeDelta;
use domain::{
    change::Kind,
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{CandidateId, RequestId},
    policy::{Actor, Rule},
    query::Query,
    request_candidates::Stage as Standing,
    requests::{RequestFields, RequestStatus},
    resource::{Described, Resource},
    users::Role,
};
use serde_json::{Value, json};
use service::{
    candidates::{self, Archived},
    notes, request_candidates, requests,
};

static CANDIDATES: Resource = domain::candidates::CandidateFields::RESOURCE;

async fn person(stage: &Stage, by: &Actor, name: &str, visibility: &str) -> CandidateId {
    let given = json!({ "firstname": name, "lastname": "L", "email": format!("{name}@example.test"), "visibility": visibility });
    candidates::create(&stage.service, by, &object(given)).await.expect("a person").id
}

async fn stands(stage: &Stage, by: &Actor, request: RequestId, who: CandidateId) -> Result<domain::id::RequestCandidateId, service::Error> {
    let given = json!({ "resourceRequest": request.to_string(), "candidate": who.to_string() });
    Ok(request_candidates::create(&stage.service, by, &object(given)).await?.id)
}

story!(a_request_goes_its_ways_and_no_others, |stage| {
    let service = &stage.service;
    let (manager_user, manager) = stage.user("Marijke", Role::HiringManager).await;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, other) = stage.user("Milan", Role::HiringManager).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let create = async |by: &Actor, given: Value| requests::create(service, by, &object(given)).await;
    assert!(matches!(refused(create(&interviewer, json!({ "position": "x" })).await), Error::Forbidden(_)));
    assert_eq!(refused(create(&manager, json!({ "client": "x" })).await), FieldErrors::one("position", Flaw::Blank));
    let closed = create(&manager, json!({ "position": "x", "status": "closed" })).await;
    let begins = Conflict::Transition { from: "draft".into(), allowed: vec!["pending_approval".into(), "open".into()] };
    assert_eq!(refused(closed), Error::Conflict(begins));
    let odd = json!({ "position": "x", "salaryRangeMin": 200, "salaryRangeMax": 100, "start": "2026-05-01", "end": "2026-04-01", "currency": "euro" });
    assert!(
        matches!(refused(create(&manager, odd).await), Error::Invalid(FieldErrors(flaws)) if flaws.len() == 1),
        "a long currency is told first"
    );
    let odd = json!({ "position": "x", "salaryRangeMin": 200, "salaryRangeMax": 100, "start": "2026-05-01", "end": "2026-04-01", "currency": "eur" });
    let Error::Invalid(FieldErrors(flaws)) = refused(create(&manager, odd).await) else { panic!("flaws") };
    assert_eq!(flaws.iter().map(|flaw| flaw.field.as_str()).collect::<Vec<_>>(), ["salaryRangeMax", "end", "currency"]);

    let draft = create(&manager, json!({ "description": "Somebody", "owners": [] })).await.expect("a draft");
    assert_eq!((draft.status, draft.code.as_str()), (RequestStatus::Draft, "RR-2026-0001"));
    assert_eq!(draft.owners, [format!("/users/{}", manager_user.id)]);
    let patch = async |by: &Actor, given: Value| requests::patch(service, by, draft.id, &object(given), None).await;
    assert_eq!(refused(patch(&other, json!({ "client": "x" })).await), Error::NotFound, "another manager's");
    assert_eq!(refused(patch(&recruiter, json!({ "status": "open" })).await), Error::Forbidden(Rule::Owner));
    assert_eq!(refused(patch(&manager, json!({ "status": "open" })).await), FieldErrors::one("position", Flaw::Blank));
    let open = patch(&manager, json!({ "status": "pending_approval", "position": "Engineer", "headcount": 2 })).await.expect("submitted");
    assert_eq!(open.status, RequestStatus::Open, "no flow applies");
    let filled = patch(&manager, json!({ "status": "filled" })).await;
    let ways = Conflict::Transition { from: "open".into(), allowed: vec!["on_hold".into(), "cancelled".into()] };
    assert_eq!(refused(filled), Error::Conflict(ways));
    assert_eq!(refused(patch(&recruiter, json!({ "status": "on_hold" })).await), FieldErrors::one("holdReason", Flaw::Blank));
    let held = patch(&recruiter, json!({ "status": "on_hold", "holdReason": "Budget." })).await.expect("held");
    assert_eq!(held.hold_reason.as_deref(), Some("Budget."));
    let resumed = patch(&recruiter, json!({ "status": "open" })).await.expect("resumed");
    assert_eq!((resumed.status, resumed.hold_reason.clone()), (RequestStatus::Open, None));
    let cancelled = patch(&manager, json!({ "status": "cancelled", "cancelReason": "Given up." })).await.expect("cancelled");
    let reopened = patch(&manager, json!({ "status": "open" })).await.expect("reopened");
    assert_eq!((cancelled.status, reopened.status, reopened.cancel_reason.clone()), (RequestStatus::Cancelled, RequestStatus::Open, None));
    let log = requests::history(service, &manager, draft.id).await.expect("a history");
    assert_eq!(log.iter().filter(|change| change.kind == Kind::Moved).count(), 5);
});

story!(people_stand_in_requests_and_fill_them, |stage| {
    let service = &stage.service;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (ada, bob, secret) = (
        person(stage, &recruiter, "ada", "normal").await,
        person(stage, &recruiter, "bob", "normal").await,
        person(stage, &admin, "secret", "confidential").await,
    );
    let given = json!({ "position": "Engineer", "status": "open" });
    let request = requests::create(service, &manager, &object(given)).await.expect("open").id;
    let found = async |by: &Actor| {
        let query = Query::read(&CANDIDATES, []).expect("a query");
        candidates::list(service, by, &query, Archived::Shown)
            .await
            .expect("a list")
            .items
            .into_iter()
            .map(|file| file.id)
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&manager).await, []);
    let standing = stands(stage, &recruiter, request, ada).await.expect("proposed");
    assert_eq!(found(&manager).await, [ada], "managers see who stands in their requests");
    assert!(candidates::get(service, &manager, ada).await.is_ok());
    for (visibility, heard) in [("public", true), ("private", true), ("admin_only", false)] {
        let given = json!({ "candidate": ada, "content": "Asked for 6,000.", "visibility": visibility });
        let note = notes::create(service, &admin, &object(given)).await.expect("a note").id;
        assert_eq!(notes::get(service, &manager, note).await.is_ok(), heard, "{visibility} notes on the people of one's own requests");
    }
    assert_eq!(refused(stands(stage, &recruiter, request, ada).await), FieldErrors::one("candidate", Flaw::Taken));
    let unseen = refused(stands(stage, &recruiter, request, secret).await);
    assert!(matches!(unseen, Error::Malformed(domain::error::Malformed::Dangling { .. })), "{unseen:?}");
    let other = stands(stage, &recruiter, request, bob).await.expect("proposed");

    let patch = async |id, given: Value| request_candidates::patch(service, &recruiter, id, &object(given), None).await;
    let screened = patch(standing, json!({ "status": "screening", "proposedRate": 9_000, "costRate": 7_500 })).await.expect("forward");
    assert_eq!((screened.status, screened.margin), (Standing::Screening, Some(1_500)));
    assert_eq!(refused(patch(standing, json!({ "status": "shortlisted" })).await), FieldErrors::one("reason", Flaw::Blank));
    patch(standing, json!({ "status": "shortlisted", "reason": "Too early." })).await.expect("back");
    patch(standing, json!({ "status": "screening" })).await.expect("forward");
    let old = patch(standing, json!({ "status": "shortlisted" })).await;
    assert_eq!(refused(old), FieldErrors::one("reason", Flaw::Blank), "the reason of another move is none");
    patch(standing, json!({ "status": "on_hold" })).await.expect("on hold");
    let below = patch(standing, json!({ "status": "proposed" })).await;
    assert!(matches!(refused(below), Error::Conflict(Conflict::Transition { .. })));
    patch(standing, json!({ "status": "interviewing" })).await.expect("on");
    let late = request_candidates::delete(service, &recruiter, standing, None).await;
    assert_eq!(refused(late), Error::Conflict(Conflict::Met));
    let no = patch(other, json!({ "status": "rejected" })).await;
    assert!(matches!(refused(no), Error::Invalid(FieldErrors(flaws)) if flaws.len() == 2));
    patch(other, json!({ "status": "rejected", "rejectedBy": "client", "reason": "Too far." })).await.expect("rejected");
    let again = patch(other, json!({ "status": "proposed" })).await.expect("reopened");
    assert_eq!((again.status, again.rejected_by), (Standing::Proposed, None));

    patch(standing, json!({ "status": "placed" })).await.expect("placed");
    let full = requests::get(service, &manager, request).await.expect("read");
    assert_eq!((full.status, full.filled_count), (RequestStatus::Filled, 1));
    assert_eq!(refused(patch(other, json!({ "status": "placed" })).await), Error::Conflict(Conflict::NoSeat));
    let third = person(stage, &recruiter, "cy", "normal").await;
    let closed = refused(stands(stage, &recruiter, request, third).await);
    assert_eq!(closed, Error::Conflict(Conflict::NotOpen { status: "filled".into() }));
    for nothing in [json!({ "headcount": null }), json!({ "status": null })] {
        let cleared = requests::patch(service, &manager, request, &object(nothing), None).await;
        assert!(matches!(refused(cleared), Error::Invalid(FieldErrors(flaws)) if flaws[0].flaw == Flaw::Blank));
    }
    let more = requests::patch(service, &manager, request, &object(json!({ "headcount": 2 })), None).await.expect("more seats");
    assert_eq!(more.status, RequestStatus::Open);
    let fewer = requests::patch(service, &manager, request, &object(json!({ "headcount": 1 })), None).await.expect("fewer");
    assert_eq!(fewer.status, RequestStatus::Filled);
    patch(standing, json!({ "status": "offered", "reason": "Withdrew the signature." })).await.expect("undone");
    let reopened = requests::get(service, &manager, request).await.expect("read");
    assert_eq!((reopened.status, reopened.filled_count), (RequestStatus::Open, 0));

    let cancel = object(json!({ "status": "cancelled", "cancelReason": "Given up." }));
    requests::patch(service, &manager, request, &cancel, None).await.expect("cancelled");
    for id in [standing, other] {
        let out = request_candidates::get(service, &recruiter, id).await.expect("read");
        assert_eq!((out.status, out.reason.as_deref()), (Standing::Withdrawn, Some("Given up.")));
    }
    let back = patch(standing, json!({ "status": "offered" })).await;
    assert_eq!(refused(back), Error::Conflict(Conflict::NotOpen { status: "cancelled".into() }), "nobody comes back into what is over");
    let read = request_candidates::get(service, &recruiter, standing).await.expect("read");
    let stages: Vec<_> = read.history.iter().map(|change| change.to.word()).collect();
    let expected = ["proposed", "screening", "shortlisted", "screening", "on_hold", "interviewing", "placed", "offered", "withdrawn"];
    assert_eq!(stages, expected);
    assert_eq!(request_candidates::history(service, &recruiter, standing).await.expect("a history").len(), 9);
    let mistake = requests::create(service, &manager, &object(json!({ "position": "x" }))).await.expect("a draft").id;
    let wrong = stands(stage, &recruiter, mistake, bob).await.expect("from draft on");
    request_candidates::delete(service, &recruiter, wrong, None).await.expect("a mistake");
    assert_eq!(refused(request_candidates::get(service, &recruiter, wrong).await), Error::NotFound);
    stands(stage, &recruiter, mistake, bob).await.expect("and again");
});

story!(two_hundred_want_one_seat, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let given = json!({ "position": "Engineer", "status": "open" });
    let request = requests::create(service, &recruiter, &object(given)).await.expect("open").id;
    let mut standings = Vec::new();
    for n in 0..8 {
        let who = person(stage, &recruiter, &format!("p{n}"), "normal").await;
        standings.push(stands(stage, &recruiter, request, who).await.expect("proposed"));
    }
    let attempts = (0..200).map(|n| {
        let (service, recruiter, id) = (service.clone(), recruiter.clone(), standings[n % standings.len()]);
        tokio::spawn(
            async move { request_candidates::patch(&service, &recruiter, id, &object(json!({ "status": "placed" })), Some(1)).await },
        )
    });
    let mut placed = 0;
    for attempt in attempts.collect::<Vec<_>>() {
        placed += i32::from(attempt.await.expect("no panic").is_ok());
    }
    let after = requests::get(service, &recruiter, request).await.expect("read");
    assert_eq!((placed, after.filled_count, after.status), (1, 1, RequestStatus::Filled));
});

story!(what_is_sent_twice_is_done_once, |stage| {
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let given = object(json!({ "position": "Engineer" }));
    let keyed = stage.service.once("somebody", "/resource-requests", "key", b"body");
    let attempts = (0..40).map(|_| {
        let (service, recruiter, given) = (keyed.clone(), recruiter.clone(), given.clone());
        tokio::spawn(async move { requests::create(&service, &recruiter, &given).await.map(|made| made.id) })
    });
    let mut made = Vec::new();
    for attempt in attempts.collect::<Vec<_>>() {
        // Refused as busy, nothing happened; answered, it is the one answer.
        match attempt.await.expect("no panic") {
            Ok(id) => made.push(id),
            Err(error) => assert_eq!(error.answer(), Error::Busy),
        }
    }
    made.dedup();
    assert_eq!(made.len(), 1, "{made:?}");
    let all = requests::list(&stage.service, &recruiter, &Query::default()).await.expect("a list");
    assert_eq!(all.total, 1);
    assert_eq!(refused(stage.service.once("somebody", "/resource-requests", "key", b"other").recall().await), Error::KeyReused);
    assert!(stage.service.once("another", "/resource-requests", "key", b"other").recall().await.expect("recalled").is_none());
    stage.clock.advance(TimeDelta::hours(25));
    assert!(stage.service.once("somebody", "/resource-requests", "key", b"body").recall().await.expect("recalled").is_none());

    let refusal = FieldErrors::one("position", Flaw::Blank);
    let keyed = stage.service.once("somebody", "/resource-requests", "refused", b"body");
    keyed.remember_refusal(&refusal).await.expect("kept");
    keyed.remember_refusal(&Error::NotFound).await.expect("the first one stays");
    assert_eq!(keyed.recall().await.expect("recalled"), Some(Err(refusal)));
});

story!(owners_of_another_system_are_kept_and_have_no_rights, |stage| {
    let service = &stage.service;
    let (user, manager) = stage.user("Marijke", Role::HiringManager).await;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let id = user.id;
    let foreign = [format!("http://evil.test/api/users/{id}"), format!("//evil.test/users/{id}"), format!("/elsewhere/users/{id}")];
    let theirs = requests::create(service, &admin, &object(json!({ "position": "x", "owners": foreign }))).await.expect("made");
    assert_eq!(theirs.owners, foreign, "as it was sent");
    assert_eq!(refused(requests::get(service, &manager, theirs.id).await), Error::NotFound, "and without any rights");
    let owners = ["/employees/3", "https://other.example/people/7", &format!("/api/users/{id}")];
    let given = object(json!({ "position": "x", "owners": owners }));
    let made = requests::create(service, &admin, &given).await.expect("made");
    assert_eq!(made.owners, ["/employees/3".to_owned(), "https://other.example/people/7".to_owned(), format!("/users/{}", user.id)]);
    assert!(requests::get(service, &manager, made.id).await.is_ok());
    for (asked, total) in [(format!("/api/users/{}", user.id), 1), ("/employees/3".to_owned(), 1), ("/employees/4".to_owned(), 0)] {
        static REQUESTS: Resource = RequestFields::RESOURCE;
        let query = Query::read(&REQUESTS, [("owners", asked.as_str())]).expect("a query");
        assert_eq!(requests::list(service, &admin, &query).await.expect("a list").total, total, "{asked}");
    }
    let without = object(json!({ "owners": ["/employees/3"] }));
    requests::patch(service, &admin, made.id, &without, None).await.expect("patched");
    assert_eq!(refused(requests::get(service, &manager, made.id).await), Error::NotFound);
});

story!(moves_in_a_request_are_taken_back, |stage| {
    let service = &stage.service;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, stranger) = stage.user("Milan", Role::HiringManager).await;
    let (ada, bob) = (person(stage, &recruiter, "ada", "normal").await, person(stage, &recruiter, "bob", "normal").await);
    let given = json!({ "position": "Engineer", "status": "open" });
    let request = requests::create(service, &manager, &object(given)).await.expect("open").id;
    let (first, second) =
        (stands(stage, &recruiter, request, ada).await.expect("in"), stands(stage, &recruiter, request, bob).await.expect("in"));
    let patch = async |id, given: Value| request_candidates::patch(service, &recruiter, id, &object(given), None).await;
    let last = async |id| request_candidates::last_change(service, &recruiter, id).await.expect("a history").expect("a change");
    let status =
        async || requests::get(service, &manager, request).await.map(|request| (request.status, request.filled_count)).expect("there");
    let stage_of = async |id| request_candidates::get(service, &recruiter, id).await.expect("there").status;

    // Back without a reason, and only by whoever may go forward.
    patch(first, json!({ "status": "interviewing" })).await.expect("forward");
    let change = last(first).await;
    assert_eq!(refused(request_candidates::undo(service, &stranger, change).await), Error::NotFound);
    assert_eq!(request_candidates::undo(service, &recruiter, change).await.expect("back"), request);
    assert_eq!(stage_of(first).await, Standing::Proposed);
    assert_eq!(refused(request_candidates::undo(service, &recruiter, change).await), Error::Conflict(Conflict::ChangedSince));

    // A seat is given back, and taken again where it is still free.
    patch(first, json!({ "status": "placed" })).await.expect("placed");
    assert_eq!(status().await, (RequestStatus::Filled, 1));
    let placed = last(first).await;
    request_candidates::undo(service, &recruiter, placed).await.expect("reopened");
    assert_eq!(status().await, (RequestStatus::Open, 0));
    let unplaced = last(first).await;
    patch(second, json!({ "status": "placed" })).await.expect("placed");
    assert_eq!(refused(request_candidates::undo(service, &recruiter, unplaced).await), Error::Conflict(Conflict::NoSeat));
    assert_eq!((stage_of(first).await, status().await), (Standing::Proposed, (RequestStatus::Filled, 1)));
    let placed = last(second).await;
    request_candidates::undo(service, &recruiter, placed).await.expect("free again");
    request_candidates::undo(service, &recruiter, unplaced).await.expect("placed again");
    assert_eq!((stage_of(first).await, status().await), (Standing::Placed, (RequestStatus::Filled, 1)));
    // What is over stays as it was.
    requests::patch(service, &manager, request, &object(json!({ "status": "closed" })), None).await.expect("closed");
    let closed = Error::Conflict(Conflict::NotOpen { status: "closed".into() });
    assert_eq!(refused(request_candidates::undo(service, &recruiter, last(first).await).await), closed);
    assert_eq!(refused(patch(first, json!({ "status": "withdrawn" })).await), closed);
    requests::patch(service, &manager, request, &object(json!({ "status": "open" })), None).await.expect("reopened");
    request_candidates::undo(service, &recruiter, last(first).await).await.expect("vacated");
    assert_eq!(status().await, (RequestStatus::Open, 0));

    // A rejection comes back with all that was said of it.
    patch(second, json!({ "status": "rejected", "rejectedBy": "client", "reason": "Too far away." })).await.expect("rejected");
    let rejected = last(second).await;
    request_candidates::undo(service, &recruiter, rejected).await.expect("back");
    let back = request_candidates::get(service, &recruiter, second).await.expect("there");
    assert_eq!((back.status, back.rejected_by, back.reason.clone()), (Standing::Proposed, None, None));

    // A proposal that was a mistake goes and comes back, unless the person was proposed anew.
    let third = stands(stage, &recruiter, request, person(stage, &recruiter, "eve", "normal").await).await.expect("in");
    let gone = request_candidates::delete(service, &recruiter, third, None).await.expect("gone");
    assert_eq!(refused(request_candidates::get(service, &recruiter, third).await), Error::NotFound);
    request_candidates::undo(service, &recruiter, gone).await.expect("back");
    let proposed = last(third).await;
    assert_eq!(
        refused(request_candidates::undo(service, &recruiter, proposed).await),
        Error::Conflict(Conflict::NotUndoable),
        "a way back is gone again by removing"
    );
    let gone = request_candidates::delete(service, &recruiter, third, None).await.expect("gone");
    let eve = request_candidates::of_request(service, &recruiter, request).await.expect("people");
    assert_eq!(eve.len(), 2);
    let again = person(stage, &recruiter, "kim", "normal").await;
    let fourth = stands(stage, &recruiter, request, again).await.expect("in");
    request_candidates::undo(service, &recruiter, last(fourth).await).await.expect("taken back");
    let anew = stands(stage, &recruiter, request, again).await.expect("proposed anew");
    let first_time = request_candidates::history(service, &recruiter, anew).await.expect("a history");
    assert_eq!(first_time.len(), 1, "another standing");
    request_candidates::undo(service, &recruiter, gone).await.expect("eve comes back");
    // An owner brings back whom they removed, though the person stood in no other request of theirs.
    let gone = request_candidates::delete(service, &manager, third, None).await.expect("gone");
    request_candidates::undo(service, &manager, gone).await.expect("back");
    // What was undone once is not undone again, whatever the fields say by now.
    patch(third, json!({ "status": "shortlisted" })).await.expect("forward");
    let early = last(third).await;
    request_candidates::undo(service, &recruiter, early).await.expect("back");
    patch(third, json!({ "status": "shortlisted" })).await.expect("forward again");
    assert_eq!(refused(request_candidates::undo(service, &recruiter, early).await), Error::Conflict(Conflict::ChangedSince));
    // What met others cannot be unmade.
    patch(anew, json!({ "status": "interviewing" })).await.expect("forward");
    assert_eq!(refused(request_candidates::delete(service, &recruiter, anew, None).await), Error::Conflict(Conflict::Met));
});

story!(people_stand_in_the_order_in_which_they_were_put, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, stranger) = stage.user("Milan", Role::HiringManager).await;
    let open = async |position: &str| {
        let given = json!({ "position": position, "status": "open" });
        requests::create(service, &recruiter, &object(given)).await.expect("open").id
    };
    let (request, other) = (open("Engineer").await, open("Analyst").await);
    let mut ids = Vec::new();
    for name in ["ada", "bob", "eve"] {
        ids.push(stands(stage, &recruiter, request, person(stage, &recruiter, name, "normal").await).await.expect("in"));
    }
    let elsewhere = stands(stage, &recruiter, other, person(stage, &recruiter, "kim", "normal").await).await.expect("in");
    let order = async || {
        let people = request_candidates::of_request(service, &recruiter, request).await.expect("people");
        people.into_iter().map(|(_, person)| person.firstname.clone()).collect::<Vec<_>>()
    };
    assert_eq!(order().await, ["ada", "bob", "eve"], "as they were proposed");
    request_candidates::arrange(service, &recruiter, &[ids[2], ids[0]]).await.expect("arranged");
    assert_eq!(order().await, ["eve", "ada", "bob"], "who has no place comes last");
    assert_eq!(refused(request_candidates::arrange(service, &recruiter, &[ids[0], elsewhere]).await), Error::NotFound);
    assert_eq!(refused(request_candidates::arrange(service, &stranger, &[ids[0]]).await), Error::NotFound);
    assert_eq!(refused(request_candidates::of_request(service, &stranger, request).await), Error::NotFound);
    assert_eq!(refused(request_candidates::arrange(service, &recruiter, &[ids[0], ids[0]]).await), FieldErrors::one("order", Flaw::Twice));
    let many = vec![ids[0]; 501];
    let too_many = FieldErrors::one("order", Flaw::TooMany { max: 500 });
    assert_eq!(refused(request_candidates::arrange(service, &recruiter, &many).await), too_many);
    assert_eq!(order().await, ["eve", "ada", "bob"], "a refused order changes nothing");
});

/// So many at once.
const AT_ONCE: usize = 200;

async fn at_once<T: Send + 'static, F>(stage: &Stage, task: impl Fn(service::Service, usize) -> F) -> Vec<Result<T, service::Error>>
where
    F: Future<Output = Result<T, service::Error>> + Send + 'static,
{
    let tasks: Vec<_> = (0..AT_ONCE).map(|n| tokio::spawn(task(stage.service.clone(), n))).collect();
    let mut done = Vec::new();
    for task in tasks {
        done.push(task.await.expect("it ends"));
    }
    done
}

story!(two_hundred_at_once_have_one_effect, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let given = json!({ "position": "Engineer", "status": "open" });
    let request = requests::create(service, &recruiter, &object(given)).await.expect("open").id;
    let ada = person(stage, &recruiter, "ada", "normal").await;

    let proposals = at_once(stage, |service, _| {
        let (recruiter, given) = (recruiter.clone(), json!({ "resourceRequest": request.to_string(), "candidate": ada.to_string() }));
        async move { request_candidates::create(&service, &recruiter, &object(given)).await }
    });
    let proposals = proposals.await;
    assert_eq!(proposals.iter().filter(|one| one.is_ok()).count(), 1);
    for refusal in proposals.into_iter().filter(Result::is_err) {
        assert!(matches!(refused(refusal), Error::Busy | Error::Invalid(_)));
    }
    let mut people = request_candidates::of_request(service, &recruiter, request).await.expect("people");
    assert_eq!(people.len(), 1, "nobody stands in it twice");

    // One seat, and three who could take it.
    for name in ["bob", "eve"] {
        stands(stage, &recruiter, request, person(stage, &recruiter, name, "normal").await).await.expect("in");
    }
    people = request_candidates::of_request(service, &recruiter, request).await.expect("people");
    let ids: Vec<_> = people.iter().map(|(standing, _)| standing.id).collect();
    let placements = at_once(stage, |service, n| {
        let (recruiter, id, given) = (recruiter.clone(), ids[n % ids.len()], json!({ "status": "placed" }));
        async move { request_candidates::patch(&service, &recruiter, id, &object(given), Some(1)).await }
    });
    let placements = placements.await;
    assert_eq!(placements.iter().filter(|one| one.is_ok()).count(), 1);
    for refusal in placements.into_iter().filter(Result::is_err) {
        let refusal = refused(refusal);
        assert!(matches!(refusal, Error::Busy | Error::Conflict(Conflict::NoSeat | Conflict::Stale { .. })), "{refusal:?}");
    }
    people = request_candidates::of_request(service, &recruiter, request).await.expect("people");
    assert_eq!(people.iter().filter(|(standing, _)| standing.status == Standing::Placed).count(), 1);
    let filled = requests::get(service, &recruiter, request).await.expect("there");
    assert_eq!((filled.status, filled.filled_count), (RequestStatus::Filled, 1));

    // And back: the seat is given back once.
    let placed = people.iter().find(|(standing, _)| standing.status == Standing::Placed).expect("one").0.id;
    let change = request_candidates::last_change(service, &recruiter, placed).await.expect("a history").expect("a change");
    let undone = at_once(stage, |service, _| {
        let recruiter = recruiter.clone();
        async move { request_candidates::undo(&service, &recruiter, change).await }
    });
    assert_eq!(undone.await.iter().filter(|one| one.is_ok()).count(), 1);
    let open = requests::get(service, &recruiter, request).await.expect("there");
    assert_eq!((open.status, open.filled_count), (RequestStatus::Open, 0));
});

story!(who_waits_for_long_is_told_to_whoever_could_move_them, |stage| {
    let service = &stage.service;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, other) = stage.user("Rosa", Role::Recruiter).await;
    let given = json!({ "position": "Engineer", "status": "open" });
    let request = requests::create(service, &manager, &object(given)).await.expect("open").id;
    let mut ids = Vec::new();
    for name in ["ada", "bob", "eve"] {
        ids.push(stands(stage, &recruiter, request, person(stage, &recruiter, name, "normal").await).await.expect("in"));
        stage.clock.advance(TimeDelta::days(1));
    }
    let patch = async |id, given: Value| request_candidates::patch(service, &recruiter, id, &object(given), None).await.expect("patched");
    patch(ids[1], json!({ "status": "withdrawn" })).await;
    let waiting = async |who: &Actor| {
        let found = request_candidates::stale(service, who, 10).await.expect("a list");
        found.into_iter().map(|one| one.person.firstname.clone()).collect::<Vec<_>>()
    };
    stage.clock.advance(TimeDelta::days(10));
    assert_eq!(waiting(&recruiter).await, Vec::<String>::new(), "it has not been long");
    stage.clock.advance(TimeDelta::days(10));
    assert_eq!(waiting(&recruiter).await, ["ada", "eve"], "who is out waits for nothing");
    assert_eq!(waiting(&manager).await, ["ada", "eve"], "whose request it is");
    assert_eq!(waiting(&other).await, Vec::<String>::new());
    patch(ids[0], json!({ "status": "screening" })).await;
    assert_eq!(waiting(&recruiter).await, ["eve"]);
    requests::patch(service, &manager, request, &object(json!({ "status": "on_hold", "holdReason": "Budget." })), None)
        .await
        .expect("held");
    assert_eq!(waiting(&recruiter).await, Vec::<String>::new(), "nobody waits in a request that waits itself");
});
