//! What was acknowledged is there after `kill -9`, on both databases, and what is sent again with its key is there once. The binary itself is
//! killed, in the middle of a thousand writes.

use crate::installation::Installation;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// Who writes at the same time.
const CLIENTS: usize = 8;
/// Writes each of them would make.
const EACH: usize = 125;
/// Acknowledged writes after which the process is killed.
const ENOUGH: usize = 300;

/// Creates a candidate; their address once that is acknowledged.
fn create(installation: &Installation, token: &str, n: usize) -> Option<String> {
    let email = format!("person{n}@example.test");
    let given = serde_json::json!({ "firstname": "P", "lastname": n.to_string(), "email": email });
    let key = format!("person-{n}");
    installation.post_with(token, "/api/candidates", &[("idempotency-key", &key)], &given).map(|_| email)
}

fn killed_while_writing(installation: &Installation) {
    installation.add_user("recruiter");
    let server = installation.serve();
    let token = installation.login();
    let acknowledged = Arc::new(Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (token, acknowledged) = (&token, Arc::clone(&acknowledged));
            scope.spawn(move || {
                for n in 0..EACH {
                    let Some(email) = create(installation, token, client * EACH + n) else { return };
                    acknowledged.lock().expect("no panic").push(email);
                }
            });
        }
        let deadline = Instant::now() + Duration::from_secs(60);
        while acknowledged.lock().expect("no panic").len() < ENOUGH && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(1));
        }
        drop(server);
    });

    let acknowledged: BTreeSet<String> = acknowledged.lock().expect("no panic").drain(..).collect();
    assert!((ENOUGH..CLIENTS * EACH).contains(&acknowledged.len()), "killed in the middle: {}", acknowledged.len());
    let _server = installation.serve();
    let token = installation.login();
    let everybody = installation.everybody(&token, "email");
    let lost: Vec<_> = acknowledged.difference(&everybody).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged writes are lost", lost.len(), acknowledged.len());
    // Nobody knows which of the others were done. All of them are sent again, and each is there once.
    thread::scope(|scope| {
        for client in 0..CLIENTS {
            let token = &token;
            scope.spawn(move || (0..EACH).for_each(|n| assert!(create(installation, token, client * EACH + n).is_some())));
        }
    });
    assert_eq!(
        (installation.everybody(&token, "email").len(), installation.total(&token)),
        (CLIENTS * EACH, CLIENTS * EACH),
        "nobody twice"
    );
    installation.is_sound();
}

#[test]
fn an_acknowledged_write_survives_kill_9_on_sqlite() {
    killed_while_writing(&Installation::on_sqlite());
}

#[test]
fn an_acknowledged_write_survives_kill_9_on_postgres() {
    killed_while_writing(&Installation::on_postgres("durability"));
}
