//! The log: that it shows tampering, in which order changes stand, and that each write is whole.

use crate::support::object;
use chrono::TimeDelta;
use domain::{change::Facts, page::Paging, query::Query, users::Role};
use serde_json::json;
use service::{
    candidates::{self, Archived},
    changes,
    db::Tx,
};

story!(the_log_shows_tampering, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    for n in 0..3 {
        let given = object(json!({ "firstname": "A", "lastname": "B", "email": format!("a{n}@example.test") }));
        candidates::create(service, &admin, &given).await.expect("created");
    }
    settled(service).await;
    let audit = changes::audit(service).await.expect("audited");
    assert_eq!(audit, changes::Audit { good: 4, bad: vec![], unordered: 0 });
    let command = service.command(&admin);
    let forged = service.db.write(&command, |tx| {
        Box::pin(async move { tx.query("UPDATE change SET facts = '{}' WHERE kind = 'created' AND entity = 'user'").execute().await })
    });
    assert!(forged.await.is_err(), "a command that records nothing does not commit");
    let quiet = service.db.housekeep(|tx| Box::pin(async move { tx.query("UPDATE change SET facts = '{}'").execute().await }));
    assert!(quiet.await.is_err(), "and housekeeping has no business there");
    crate::support::tamper(stage).await;
    let audit = changes::audit(service).await.expect("audited");
    assert_eq!(audit.bad, [2]);
});

/// Waits until PostgreSQL's changes have their places.
async fn settled(service: &service::Service) {
    for _ in 0..200 {
        if changes::audit(service).await.expect("audited").unordered == 0 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

story!(changes_stand_in_the_order_in_which_they_happened_whatever_the_clock_says, |stage| {
    let service = &stage.service;
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let given = object(json!({ "firstname": "A", "lastname": "B", "email": "a@example.test" }));
    let file = candidates::create(service, &admin, &given).await.expect("created").id;
    for n in 0..20 {
        stage.clock.advance(-TimeDelta::minutes(1));
        let given = object(json!({ "location": format!("Place {n}") }));
        candidates::patch(service, &admin, file, &given, None).await.expect("changed");
    }
    settled(service).await;
    let order = "SELECT c.facts FROM change_order o JOIN change c ON c.id = o.change_id WHERE c.entity_id = $1 ORDER BY o.position";
    let facts: Vec<(String,)> = service.db.read(async |tx: &mut Tx| tx.query(order).bind(file.0).all().await).await.expect("the log");
    let versions: Vec<i64> = facts.iter().map(|(facts,)| serde_json::from_str::<Facts>(facts).expect("facts").version).collect();
    assert_eq!(versions, (1..=21).collect::<Vec<_>>());
});

story!(many_write_at_once_and_each_pays_for_itself, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    let mut tasks = Vec::new();
    for n in 0..120 {
        let (service, admin) = (stage.service.clone(), admin.clone());
        tasks.push(tokio::spawn(async move {
            let email = if n % 10 == 0 { "nonsense".to_owned() } else { format!("a{n}@example.test") };
            let recruiter = if n % 10 == 1 { Some(uuid::Uuid::nil().to_string()) } else { None };
            let given = object(json!({ "firstname": "A", "lastname": "B", "email": email, "recruiter": recruiter }));
            candidates::create(&service, &admin, &given).await.is_ok()
        }));
    }
    let mut done = 0;
    for task in tasks {
        done += i64::from(task.await.expect("no panic"));
    }
    assert_eq!(done, 96);
    let query = Query { paging: Paging { page: 1, per_page: 0 }, ..Query::default() };
    assert_eq!(candidates::list(&stage.service, &admin, &query, Archived::Shown).await.expect("a list").total, 96);
    settled(&stage.service).await;
    assert_eq!(changes::audit(&stage.service).await.expect("audited").good, 97);
});

story!(a_write_is_finished_though_nobody_waits, |stage| {
    let (_, admin) = stage.user("Amira", Role::Admin).await;
    for n in 0..20 {
        let given = object(json!({ "firstname": "A", "lastname": "B", "email": format!("a{n}@example.test") }));
        let create = candidates::create(&stage.service, &admin, &given);
        // The client goes away at once.
        let _ = tokio::time::timeout(std::time::Duration::from_micros(200 * n), create).await;
    }
    let given = object(json!({ "firstname": "Last", "lastname": "B", "email": "last@example.test" }));
    candidates::create(&stage.service, &admin, &given).await.expect("the pool is not poisoned");
    settled(&stage.service).await;
    let audit = changes::audit(&stage.service).await.expect("audited");
    let total = candidates::list(&stage.service, &admin, &Query::default(), Archived::Shown).await.expect("a list").total;
    assert_eq!(audit.good as i64, total + 1, "a change for every file, and the user's: nothing is half done");
});
