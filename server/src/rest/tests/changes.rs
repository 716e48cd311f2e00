use super::support::{Answer, Stage};
use crate::rest::changes::{self, Waiters};
use axum::{Router, body::Body, middleware::from_fn_with_state, routing::get};
use domain::users::Role;
use futures_util::future::join_all;
use http::{Method, Request, StatusCode};
use serde_json::{Value, json};
use std::{
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use tokio::time::timeout;
use tower::ServiceExt;

/// What an answer tells: of each record, whether it is gone.
fn told(answer: &Answer) -> Vec<(String, bool)> {
    let changes = answer.json()["changes"].as_array().cloned().unwrap();
    changes.iter().map(|change| (change["record"].as_str().unwrap().to_owned(), change["deleted"].as_bool().unwrap())).collect()
}

/// Everything up to now, and the cursor behind it. On PostgreSQL a change gets its place a moment later.
pub(super) async fn begin(stage: &Stage, base: &str) -> (Vec<Value>, String) {
    let (mut changes, mut since) = (Vec::new(), String::new());
    for _ in 0..100 {
        let answer = stage.recruiter().get(&format!("{base}/changes?since={since}&wait=1")).await.at(200);
        changes.extend(answer.json()["changes"].as_array().cloned().unwrap());
        since = answer.text_of("next");
        if answer.json()["changes"] == json!([]) {
            return (changes, since);
        }
    }
    panic!("it does not end");
}

scene!(what_became_of_records_is_told_as_their_addresses_tell_it, |stage| {
    let ada = stage.candidate("Ada").await;
    let note = |content: &str| json!({ "candidate": ada, "content": content });
    let kept = stage.recruiter().post("/candidate-notes", note("Called.")).await.at(201).text_of("@id");
    let deleted = stage.recruiter().post("/candidate-notes", note("Wrote.")).await.at(201).text_of("@id");
    let group = stage.recruiter().post("/recruitment-task-groups", json!({ "name": "x" })).await.at(201).text_of("@id");
    let (changes, since) = begin(stage, "/api").await;
    let records: Vec<&str> = changes.iter().map(|change| change["record"].as_str().unwrap()).collect();
    for record in [&ada, &kept, &deleted, &group] {
        assert!(records.contains(&format!("/api{record}").as_str()), "{record} in {records:?}");
    }
    for change in &changes {
        let expected = stage.recruiter().get_json(change["record"].as_str().unwrap()).await.at(200).json();
        assert_eq!((&change["data"], &change["deleted"]), (&expected, &json!(false)));
        assert_eq!(change["changedAt"], "2026-03-02T09:00:00+00:00");
    }
    assert_eq!(changes.iter().filter(|change| change["type"] == "User").count(), 4);
    let again = stage.recruiter().get(&format!("/api/changes?since={since}")).await.at(200);
    assert_eq!((told(&again), again.text_of("next"), again.json()["more"].clone()), (vec![], since.clone(), json!(false)));
    assert_eq!(again.header("content-type"), "application/json; charset=utf-8");

    stage.recruiter().delete(&deleted).await.at(204);
    let wait = format!("/changes?since={since}&wait=10");
    let answer = stage.recruiter().get(&wait).await.at(200);
    assert_eq!(told(&answer), [(deleted.clone(), true)]);
    assert!(answer.json()["changes"][0].get("data").is_none());
    let headers = [("if-none-match", answer.header("etag"))];
    stage.recruiter().say(Method::GET, &wait, &headers, "").await.at(304);

    // A program reads what its scopes let it.
    let notes = stage.token(Role::Recruiter, &["candidate-notes:read"]).await;
    assert_eq!(told(&notes.get("/changes").await.at(200)), [(kept, false), (deleted, true)]);
});

scene!(whoever_waits_is_answered_as_soon_as_something_happens, |stage| {
    let (_, since) = begin(stage, "").await;
    let target = format!("/changes?since={since}&wait=25");
    let recruiter = stage.recruiter();
    let mut waiting = pin!(recruiter.get(&target));
    assert!(timeout(Duration::from_millis(600), &mut waiting).await.is_err(), "nothing has happened");
    let ada = stage.candidate("Ada").await;
    let answer = timeout(Duration::from_secs(10), waiting).await.expect("long before the time is over").at(200);
    assert_eq!(told(&answer), [(ada, false)]);

    // Nothing happens: the same cursor, when the time is over.
    let since = answer.text_of("next");
    let target = format!("/changes?since={since}&wait=1");
    let mut waiting = pin!(recruiter.get(&target));
    assert!(timeout(Duration::from_millis(900), &mut waiting).await.is_err());
    let answer = waiting.await.at(200);
    assert_eq!((told(&answer), answer.text_of("next")), (vec![], since.clone()));
    for wait in ["", "x", "-1", "0.5"] {
        let target = format!("/changes?since={since}&wait={wait}");
        timeout(Duration::from_millis(900), recruiter.get(&target)).await.expect("at once").at(200);
    }
});

scene!(those_who_wait_take_nobodys_place, |stage| {
    let (_, since) = begin(stage, "").await;
    let target = format!("/changes?since={since}&wait=25");
    let recruiter = stage.recruiter();
    // More than there are places.
    let waiting = join_all((0..100).map(|_| recruiter.get(&target)));
    let working = async {
        tokio::time::sleep(Duration::from_millis(600)).await;
        for _ in 0..5 {
            stage.admin().get("/candidates").await.at(200);
        }
        stage.candidate("Ada").await
    };
    let (answers, ada) = tokio::join!(waiting, working);
    for answer in answers {
        assert_eq!(told(&answer.at(200)), [(ada.clone(), false)]);
    }
});

scene!(those_who_wait_look_a_few_at_a_time, |stage| {
    // Those who look now, and the most there were.
    let counted = Arc::new((AtomicUsize::new(0), AtomicUsize::new(0)));
    let look = {
        let counted = Arc::clone(&counted);
        async move || {
            let (looking, most) = &*counted;
            most.fetch_max(looking.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_millis(5)).await;
            looking.fetch_sub(1, Ordering::Relaxed);
        }
    };
    let app = Router::new().route("/changes", get(look)).layer(from_fn_with_state(Waiters::of(&stage.service), changes::layer));
    let ask = async |target: &str| app.clone().oneshot(Request::get(target).body(Body::empty()).unwrap()).await.unwrap().status();
    for (target, at_once) in [("/changes?wait=25", 1..=changes::LOOKING), ("/changes", 20..=20)] {
        counted.1.store(0, Ordering::Relaxed);
        assert_eq!(join_all((0..20).map(|_| ask(target))).await, [StatusCode::OK; 20]);
        let most = counted.1.load(Ordering::Relaxed);
        assert!(at_once.contains(&most), "{target}: {most}");
    }
});

scene!(whoever_does_not_get_to_look_is_told_when_to_come_again, |stage| {
    let slow = get(async || tokio::time::sleep(Duration::from_millis(3_500)).await);
    let app = Router::new().route("/changes", slow).layer(from_fn_with_state(Waiters::of(&stage.service), changes::layer));
    let ask = async |_| app.clone().oneshot(Request::get("/changes?wait=25").body(Body::empty()).unwrap()).await.unwrap();
    let answers = join_all((0..=changes::LOOKING).map(ask)).await;
    let (last, others) = answers.split_last().unwrap();
    assert!(others.iter().all(|answer| answer.status() == StatusCode::OK));
    assert_eq!((last.status(), last.headers().contains_key("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, true));
});

scene!(what_is_no_cursor_is_told_so, |stage| {
    stage.anon().get("/changes?wait=20").await.at(401);
    for role in [Role::HiringManager, Role::Interviewer] {
        assert_eq!(stage.role(role).get("/changes?wait=20").await.at(403).text_of("rule"), "role:FollowChanges");
    }
    let detail = stage.recruiter().get("/changes?since=yesterday&wait=20").await.at(400).text_of("detail");
    assert_eq!(detail, r#""since" must be "now", or what an answer gave as "next"."#);
    let (_, since) = begin(stage, "").await;
    let gone = stage.admin().get(&format!("/changes?since={since}")).await.at(410);
    assert!(gone.text_of("detail").contains(r#"start again without "since""#));
    let now = stage.recruiter().get("/changes?since=now&wait=20").await.at(200);
    assert_eq!((told(&now), now.text_of("next")), (vec![], since));
    stage.recruiter().say(Method::GET, "/changes", &[("accept", "text/csv")], "").await.at(406);
    stage.recruiter().post("/changes", json!({})).await.at(405);
});
