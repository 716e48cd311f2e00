//! People of a request are shown to the client by a link, and the client says yes or no to each.

use crate::support::{On, Stage, object, refused};
use chrono::{NaiveDate, TimeDelta};
use domain::{
    client_views::{ClientView, ViewStatus},
    error::{Conflict, Error, FieldErrors, Flaw},
    id::{CandidateId, RequestCandidateId, RequestId},
    policy::Actor,
    request_candidates::{ClientVerdict as Verdict, Stage as Standing},
    users::Role,
};
use serde_json::{Value, json};
use service::{candidates, client_views, notes, request_candidates, requests};
use std::collections::BTreeSet;

async fn open(stage: &Stage, by: &Actor) -> RequestId {
    let given = json!({
        "position": "Engineer", "client": "Waterschap", "location": "Utrecht", "start": "2026-05-01", "currency": "EUR",
        "description": "Hush.", "billRateMax": 99_999, "status": "open", "headcount": 9,
    });
    requests::create(&stage.service, by, &object(given)).await.expect("a request").id
}

/// Somebody with something of everything, proposed for a request.
async fn proposed(stage: &Stage, by: &Actor, request: RequestId, name: &str) -> (RequestCandidateId, CandidateId) {
    let given = json!({
        "firstname": name, "lastname": "L", "email": format!("{name}@example.test"), "phoneNumber": "0612345678", "birthDate": "1990-01-02",
        "position": "Analyst", "location": "Delft", "notes": "Hush.", "expectations": "Hush.", "tags": ["hush"], "source": "Hush",
        "skills": [{ "skill": "Rust", "level": 3 }], "employee": true, "availableFrom": "2026-04-01",
    });
    let file = candidates::create(&stage.service, by, &object(given)).await.expect("a person").id;
    let note = json!({ "candidate": file, "content": "Hush." });
    notes::create(&stage.service, by, &object(note)).await.expect("a note");
    let given = json!({
        "resourceRequest": request.to_string(), "candidate": file.to_string(), "note": "Hush.", "proposedRate": 9_000, "costRate": 7_531,
        "allocationPercent": 80,
    });
    (request_candidates::create(&stage.service, by, &object(given)).await.expect("proposed").id, file)
}

async fn put(stage: &Stage, by: &Actor, id: RequestCandidateId, given: Value) {
    request_candidates::patch(&stage.service, by, id, &object(given), None).await.expect("changed");
}

async fn stage_of(stage: &Stage, id: RequestCandidateId) -> Standing {
    request_candidates::get(&stage.service, &Actor::System, id).await.expect("a standing").status
}

async fn shown(stage: &Stage, view: &ClientView) -> client_views::Shown {
    let link = client_views::link(&stage.service, view).expect("a link");
    client_views::by_link(&stage.service, &link).await.expect("shown")
}

story!(whoever_is_shared_is_submitted_to_the_client, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, manager) = stage.user("Marijke", Role::HiringManager).await;
    let (_, other) = stage.user("Milan", Role::HiringManager).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let request = open(stage, &manager).await;
    let mut people = Vec::new();
    for name in ["ada", "bob", "cy", "dee", "eve"] {
        people.push(proposed(stage, &recruiter, request, name).await.0);
    }
    let [ada, bob, cy, dee, eve] = people[..] else { panic!("five") };
    put(stage, &recruiter, bob, json!({ "status": "offered" })).await;
    put(stage, &recruiter, cy, json!({ "status": "on_hold" })).await;
    put(stage, &recruiter, dee, json!({ "status": "placed" })).await;
    put(stage, &recruiter, eve, json!({ "status": "rejected", "rejectedBy": "us", "reason": "Too far." })).await;
    let elsewhere = open(stage, &recruiter).await;
    let (fay, _) = proposed(stage, &recruiter, elsewhere, "fay").await;

    let share = async |by: &Actor, who: &[RequestCandidateId]| client_views::share(service, by, request, who, "Kees", 14).await;
    for stranger in [&other, &interviewer] {
        assert_eq!(refused(share(stranger, &[ada]).await), Error::NotFound);
        assert_eq!(refused(client_views::of_request(service, stranger, request).await), Error::NotFound);
    }
    for wrong in [eve, fay, RequestCandidateId::default()] {
        assert_eq!(refused(share(&recruiter, &[ada, wrong]).await), FieldErrors::one("standings", Flaw::Choice));
    }
    assert_eq!(refused(share(&manager, &[ada, fay]).await), FieldErrors::one("standings", Flaw::Choice), "of a request they do not see");
    let many: Vec<_> = (0..51).map(|n| RequestCandidateId(uuid::Uuid::from_u128(n))).collect();
    assert_eq!(refused(share(&recruiter, &many).await), FieldErrors::one("standings", Flaw::TooMany { max: 50 }));
    let nothing = client_views::share(service, &recruiter, request, &[], " ", 91).await;
    let Error::Invalid(FieldErrors(flaws)) = refused(nothing) else { panic!("flaws") };
    assert_eq!(flaws.iter().map(|flaw| flaw.field.as_str()).collect::<Vec<_>>(), ["standings", "contact", "days"]);
    assert_eq!(stage_of(stage, ada).await, Standing::Proposed, "what is refused moves nobody");

    stage.clock.advance(TimeDelta::hours(1));
    let first = share(&recruiter, &[ada, bob, cy, dee, ada]).await.expect("shared");
    assert_eq!((&first.standings[..], first.contact.as_str(), first.created_by), (&[ada, bob, cy, dee][..], "Kees", recruiter.user()));
    assert_eq!(first.expires_at, Some(service.clock.now() + TimeDelta::days(14)));
    for (id, expected) in [(ada, Standing::SubmittedToClient), (bob, Standing::Offered), (cy, Standing::OnHold), (dee, Standing::Placed)] {
        assert_eq!(stage_of(stage, id).await, expected);
    }
    let told = request_candidates::history(service, &recruiter, ada).await.expect("a history");
    assert_eq!((told[0].facts.to.as_deref(), told[0].actor), (Some("submitted_to_client"), recruiter.user()));
    stage.clock.advance(TimeDelta::hours(1));
    let second = share(&manager, &[ada]).await.expect("shared again");
    let views = client_views::of_request(service, &manager, request).await.expect("both");
    assert_eq!(views.iter().map(|shared| shared.view.id).collect::<Vec<_>>(), [second.id, first.id], "the latest first");
    // What left the house is not unsaid: not the move, and the proposal was no mistake any more.
    let moved = request_candidates::history(service, &recruiter, ada).await.expect("a history")[0].id;
    assert_eq!(refused(request_candidates::undo(service, &recruiter, moved).await), Error::Conflict(Conflict::NotUndoable));
    for id in [ada, cy] {
        assert_eq!(
            refused(request_candidates::delete(service, &recruiter, id, None).await),
            Error::Conflict(Conflict::Met),
            "also who was on hold"
        );
    }

    let cancel = object(json!({ "status": "cancelled", "cancelReason": "Given up." }));
    requests::patch(service, &recruiter, elsewhere, &cancel, None).await.expect("cancelled");
    let over = client_views::share(service, &recruiter, elsewhere, &[fay], "Kees", 14).await;
    assert_eq!(refused(over), Error::Conflict(Conflict::NotOpen { status: "cancelled".into() }));
});

story!(a_client_sees_only_whom_was_shared_and_nothing_else_of_them, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let request = open(stage, &recruiter).await;
    let (ada, _) = proposed(stage, &recruiter, request, "ada").await;
    let (bob, bobs) = proposed(stage, &recruiter, request, "bob").await;
    let (cy, _) = proposed(stage, &recruiter, request, "cy").await;
    let (dee, _) = proposed(stage, &recruiter, request, "dee").await;
    proposed(stage, &recruiter, request, "eve").await;
    put(stage, &recruiter, ada, json!({ "availableFrom": "2026-06-01" })).await;
    put(stage, &recruiter, cy, json!({ "status": "on_hold" })).await;
    let view = client_views::share(service, &recruiter, request, &[dee, cy, bob, ada], "Kees", 14).await.expect("shared");

    let seen = shown(stage, &view).await;
    let names = |seen: &client_views::Shown| seen.people.iter().map(|person| person.name.clone()).collect::<Vec<_>>();
    assert_eq!((seen.status, seen.expires_at), (ViewStatus::Open, view.expires_at));
    assert_eq!(names(&seen), ["dee L", "cy L", "bob L", "ada L"], "those who were shared, in that order");
    let brief = seen.brief.clone().expect("the request");
    assert_eq!(
        (brief.position.as_deref(), brief.client.as_deref(), brief.currency.as_deref()),
        (Some("Engineer"), Some("Waterschap"), Some("EUR"))
    );
    let [theirs, .., own] = &seen.people[..] else { panic!("people") };
    let day = |text: &str| text.parse::<NaiveDate>().ok();
    assert_eq!((theirs.available_from, own.available_from), (day("2026-04-01"), day("2026-06-01")), "for this request, else in general");
    assert_eq!((own.proposed_rate, own.allocation_percent, own.employee, own.skills[0].level), (Some(9_000), Some(80), true, 3));
    // Ids are digits by chance.
    let mut nameless = seen.clone();
    nameless.people.iter_mut().for_each(|person| person.standing = RequestCandidateId::default());
    let everything = format!("{nameless:?}").to_lowercase();
    for hidden in ["hush", "7531", "99999", "@example", "0612345678", "1990", "eve l"] {
        assert!(!everything.contains(hidden), "{hidden}");
    }

    // Whoever is out since, or gone, is shown no more.
    put(stage, &recruiter, ada, json!({ "status": "rejected", "rejectedBy": "us", "reason": "Too far." })).await;
    put(stage, &recruiter, cy, json!({ "status": "withdrawn" })).await;
    candidates::archive(service, &recruiter, bobs, None).await.expect("archived");
    assert_eq!(names(&shown(stage, &view).await), ["dee L"]);
    let link = client_views::link(service, &view).expect("a link");
    for gone in [ada, bob, cy] {
        assert_eq!(refused(client_views::answer(service, &link, gone, Verdict::Yes, "").await), Error::NotFound);
    }
    candidates::restore(service, &recruiter, bobs, None).await.expect("back");
    assert_eq!(names(&shown(stage, &view).await), ["dee L", "bob L"]);
});

story!(a_client_answers_until_the_link_ends_and_the_last_word_counts, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let (_, interviewer) = stage.user("Iris", Role::Interviewer).await;
    let request = open(stage, &recruiter).await;
    let (ada, _) = proposed(stage, &recruiter, request, "ada").await;
    let (bob, _) = proposed(stage, &recruiter, request, "bob").await;
    let (eve, _) = proposed(stage, &recruiter, request, "eve").await;
    let share = async |who: &[RequestCandidateId], days| {
        client_views::share(service, &recruiter, request, who, "Kees", days).await.expect("shared")
    };
    let view = share(&[ada, bob], 2).await;
    let link = client_views::link(service, &view).expect("a link");
    let answer = async |link: &str, who, verdict, comment: &str| client_views::answer(service, link, who, verdict, comment).await;

    let foreign = Stage::set(On::Sqlite).await;
    let theirs = client_views::link(&foreign.service, &view).expect("a link");
    foreign.strike().await;
    for wrong in ["", "nonsense", &link[1..], &theirs] {
        assert_eq!(refused(client_views::by_link(service, wrong).await), Error::NotFound, "{wrong}");
        assert_eq!(refused(answer(wrong, ada, Verdict::Yes, "").await), Error::NotFound, "{wrong}");
    }
    assert_eq!(refused(answer(&link, eve, Verdict::Yes, "").await), Error::NotFound, "not in it");
    let long = answer(&link, ada, Verdict::Yes, &"x".repeat(20_001)).await;
    assert_eq!(refused(long), FieldErrors::one("comment", Flaw::TooLong { max: 20_000 }));

    answer(&link, ada, Verdict::Yes, " First\r\nlines. ").await.expect("said");
    answer(&link, bob, Verdict::No, "").await.expect("said");
    answer(&link, bob, Verdict::No, "").await.expect("said once more");
    let said = shown(stage, &view).await;
    let told: Vec<_> = said.people.iter().filter_map(|person| person.answer.clone()).map(|it| (it.verdict, it.comment)).collect();
    assert_eq!(told, [(Verdict::Yes, Some("First\nlines.".to_owned())), (Verdict::No, None)]);
    stage.clock.advance(TimeDelta::hours(1));
    answer(&link, ada, Verdict::No, "Second.").await.expect("said again");
    let standing = async |id| request_candidates::get(service, &recruiter, id).await.expect("a standing");
    let after = standing(ada).await;
    assert_eq!((after.client_verdict, after.client_answered_at), (Some(Verdict::No), Some(service.clock.now())));
    let log = request_candidates::history(service, &recruiter, bob).await.expect("a history");
    assert_eq!(
        log.iter().filter(|change| change.facts.fields.contains(&"clientVerdict".to_owned())).count(),
        1,
        "the same once more is nothing new"
    );
    let said = log.iter().find(|change| change.facts.fields.contains(&"clientVerdict".to_owned())).expect("it was said").id;
    assert_eq!(refused(request_candidates::undo(service, &recruiter, said).await), Error::Conflict(Conflict::NotUndoable));

    // By whichever link: what was said last counts.
    let other = share(&[ada], 90).await;
    let others = client_views::link(service, &other).expect("a link");
    stage.clock.advance(TimeDelta::hours(1));
    answer(&others, ada, Verdict::Yes, "Third.").await.expect("said");
    let word = async |id| {
        let said = standing(id).await;
        (said.client_verdict, said.client_comment.clone())
    };
    assert_eq!(word(ada).await, (Some(Verdict::Yes), Some("Third.".to_owned())));
    assert_eq!((word(bob).await, word(eve).await), ((Some(Verdict::No), None), (None, None)));

    // It expires, is taken back, or the request is over: nobody is shown, and what was said stays.
    stage.clock.advance(TimeDelta::days(2));
    let closed = async |view: &ClientView, status: ViewStatus| {
        let seen = shown(stage, view).await;
        assert_eq!((seen.status, seen.brief, seen.people), (status, None, vec![]));
    };
    closed(&view, ViewStatus::Expired).await;
    assert_eq!(refused(answer(&link, ada, Verdict::Yes, "").await), Error::Conflict(Conflict::Expired));
    assert_eq!(refused(client_views::revoke(service, &interviewer, other.id).await), Error::NotFound);
    assert_eq!(refused(client_views::revoke(service, &recruiter, Default::default()).await), Error::NotFound);
    let revoked = client_views::revoke(service, &recruiter, other.id).await.expect("taken back");
    assert!(revoked.revoked);
    assert_eq!(word(ada).await.0, Some(Verdict::Yes), "what was said stays");
    closed(&other, ViewStatus::Revoked).await;
    let ended = |word: &str| Error::Conflict(Conflict::Transition { from: word.to_owned(), allowed: Vec::new() });
    assert_eq!(refused(answer(&others, ada, Verdict::No, "").await), ended("revoked"));
    assert_eq!(refused(client_views::revoke(service, &recruiter, other.id).await), ended("revoked"));
    let last = share(&[ada], 1).await;
    let cancel = object(json!({ "status": "cancelled", "cancelReason": "Given up." }));
    requests::patch(service, &recruiter, request, &cancel, None).await.expect("cancelled");
    closed(&last, ViewStatus::Over).await;
    let link = client_views::link(service, &last).expect("a link");
    assert_eq!(refused(answer(&link, ada, Verdict::No, "").await), ended("over"));
});

story!(two_hundred_answers_at_once_are_one_for_each_person, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let request = open(stage, &recruiter).await;
    let mut people = Vec::new();
    for name in ["ada", "bob", "cy", "dee"] {
        people.push(proposed(stage, &recruiter, request, name).await.0);
    }
    let view = client_views::share(service, &recruiter, request, &people, "Kees", 14).await.expect("shared");
    let link = client_views::link(service, &view).expect("a link");
    let mut tries = tokio::task::JoinSet::new();
    for n in 0..200 {
        let (service, link, who) = (stage.service.clone(), link.clone(), people[n % people.len()]);
        let verdict = if n % 3 == 0 { Verdict::Yes } else { Verdict::No };
        tries.spawn(async move { client_views::answer(&service, &link, who, verdict, &n.to_string()).await.map(|_| who).ok() });
    }
    let done: Vec<_> = tries.join_all().await.into_iter().flatten().collect();
    assert!(!done.is_empty());
    let after = request_candidates::of_request(service, &recruiter, request).await.expect("people");
    let answered: BTreeSet<_> =
        after.iter().filter(|(standing, _)| standing.client_verdict.is_some()).map(|(standing, _)| standing.id).collect();
    let told: BTreeSet<_> = done.iter().copied().collect();
    assert_eq!(answered, told, "whoever was told that it was said has been heard");
    for (standing, _) in &after {
        // It was proposed, moved, and each answer that was not refused made one version more.
        let said = done.iter().filter(|who| **who == standing.id).count();
        assert_eq!(standing.version, 2 + said as i64, "and none was lost");
    }
    // So many, and no more: nobody fills a disk by a link.
    let more = client_views::answer(service, &link, people[0], Verdict::Yes, "more").await;
    assert!(matches!(refused(more), Error::Throttled { .. }));
    stage.clock.advance(TimeDelta::hours(1));
    client_views::answer(service, &link, people[0], Verdict::Yes, "more").await.expect("later");
});

story!(whom_one_may_not_know_of_is_not_read_through_what_was_shared, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let (_, recruiter) = stage.user("Ruben", Role::Recruiter).await;
    let request = open(stage, &recruiter).await;
    let (ada, _) = proposed(stage, &recruiter, request, "ada").await;
    let (secret, file) = proposed(stage, &admin, request, "secret").await;
    candidates::patch(service, &admin, file, &object(json!({ "visibility": "confidential" })), None).await.expect("hidden");
    let view = client_views::share(service, &admin, request, &[ada, secret], "Kees", 14).await.expect("shared");
    let whole = client_views::of_request(service, &admin, request).await.expect("views");
    assert_eq!((whole[0].view.standings.len(), whole[0].hidden), (2, 0));
    let part = client_views::of_request(service, &recruiter, request).await.expect("views");
    assert_eq!((&part[0].view.standings[..], part[0].hidden, part[0].view.id), (&[ada][..], 1, view.id));
    let both = client_views::share(service, &recruiter, request, &[ada, secret], "Kees", 14).await;
    assert_eq!(refused(both), FieldErrors::one("standings", Flaw::Choice), "nobody shares whom they do not see");
});
