//! What is read is of one moment, and whoever goes away or is refused leaves nothing behind.

use crate::{
    lists::asking,
    support::{On, Stage, object, refused},
};
use domain::{error::Error as Refusal, policy::Actor, query::Query, users::Role};
use serde_json::json;
use service::{
    candidates::{self, Archived},
    check, demo, request_candidates, users,
};
use std::task::Poll;

story!(what_is_read_in_a_snapshot_is_of_one_moment, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    let add = async |n: i64| {
        let given = object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": format!("ada{n}@example.test") }));
        candidates::create(service, &recruiter, &given).await.expect("created").id
    };
    let asked = asking(&[]);
    let people =
        async |service: &service::Service| candidates::list(service, &recruiter, &asked, Archived::Hidden).await.expect("a list").total;
    let first = add(1).await;
    // More of them, one after another, than there are connections: each gives its own back.
    for n in 2..40 {
        let then = service.snapshot();
        candidates::get(&then, &recruiter, first).await.expect("the first");
        assert_eq!(people(&then).await, n - 1);
        let new = add(n).await;
        // What is read twice is the same, by whichever use case; others see what is new, and keep nothing that is old.
        assert_eq!(people(&then).await, n - 1);
        assert_eq!((people(service).await, people(&service.snapshot()).await), (n, n));
        assert_eq!(people(&then.clone()).await, n - 1);
        if n % 3 == 0 {
            assert_eq!(refused(candidates::get(&then, &recruiter, new).await), Refusal::NotFound);
            candidates::get(&then, &recruiter, new).await.expect("after something was refused it is another moment");
        }
        let (one, other) = futures_util::future::join(people(&then), people(&then)).await;
        assert!((n - 1..=n).contains(&one) && (n - 1..=n).contains(&other), "{one} {other}");
    }
});

#[tokio::test]
async fn a_page_that_asks_for_a_snapshot_in_its_own_needs_no_second_connection() {
    let stage = Stage::set(On::Sqlite).await;
    assert!(demo::fill(&stage.service).await.expect("filled"));
    // As many as there are connections: whoever waited for another would wait for ever.
    let pages: Vec<service::Service> = (0..8).map(|_| stage.service.snapshot()).collect();
    for page in &pages {
        assert!(!users::list(page, &Actor::System).await.expect("a list").is_empty());
    }
    let none = Query::default();
    for page in &pages {
        let standings = request_candidates::list(page, &Actor::System, &none).await.expect("a list, without waiting");
        assert!(standings.total > 0);
    }
    drop(pages);
    stage.strike().await;
}

story!(whoever_goes_away_while_something_is_read_leaves_nothing_behind, |stage| {
    let service = &stage.service;
    let (_, recruiter) = stage.user("Rosa", Role::Recruiter).await;
    let asked = asking(&[("exists[firstname]", "true"), ("q", "lovelace"), ("order[lastname]", "asc")]);
    // Gone at one of the places at which it waits: for a connection, for a transaction to begin, for each statement, for the end.
    let gone = async |places: usize| {
        let (mut reading, mut left) = (std::pin::pin!(candidates::list(service, &recruiter, &asked, Archived::Hidden)), places);
        std::future::poll_fn(|context| match reading.as_mut().poll(context) {
            Poll::Pending if left > 0 => {
                left -= 1;
                Poll::Pending
            }
            _ => Poll::Ready(()),
        })
        .await;
    };
    let mut users = 1;
    for places in 0..12 {
        futures_util::future::join_all((0..32).map(|_| gone(places))).await;
        // What every connection sees is what there is, twice, and every connection can be written by.
        for _ in 0..2 {
            let looks = (0..32).map(|_| users::list(service, &recruiter));
            for found in futures_util::future::join_all(looks).await {
                assert_eq!(found.expect("a list").len(), users, "{places}");
            }
            let more = ["Otto", "Olga", "Omar"].map(|name| format!("{name} {users}"));
            futures_util::future::join_all(more.iter().map(|name| stage.user(name, Role::Recruiter))).await;
            users += more.len();
        }
    }
});

story!(what_a_refused_work_left_behind_is_nobodys, |stage| {
    let service = &stage.service;
    assert!(demo::fill(service).await.expect("filled"));
    let admin = users::with_email(service, "admin@example.test").await.expect("the admin");
    let admin = Actor::User(users::person(&admin));
    let standings = request_candidates::list(service, &admin, &Query::default()).await.expect("a list").items;
    let of = |request| standings.iter().filter(|standing| standing.request == request).map(|standing| standing.id).collect();
    let mut order: Vec<_> = standings.iter().map(|standing| of(standing.request)).max_by_key(Vec::len).expect("a request");
    assert!(order.len() > 1, "two in one request");
    order.reverse();
    // The last of them is nowhere: the others have been moved by then.
    order.push(domain::id::RequestCandidateId(service.clock.id()));
    let work = (0..40).map(|n| {
        let (order, admin) = (order.clone(), admin.clone());
        async move {
            if n % 2 == 0 {
                let given = object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": format!("ada{n}@example.test") }));
                candidates::create(service, &admin, &given).await.expect("created");
            } else {
                request_candidates::arrange(service, &admin, &order).await.expect_err("nobody is there");
            }
        }
    });
    futures_util::future::join_all(work).await;
    assert_eq!(request_candidates::list(service, &admin, &Query::default()).await.expect("a list").items, standings);
    let told = check::check(service).await.expect("checked");
    assert!(told.audit.bad.is_empty() && told.miscounted == 0, "{told:?}");
    if service.db.is_sqlite() {
        assert!(told.is_good(), "{told:?}");
    }
});
