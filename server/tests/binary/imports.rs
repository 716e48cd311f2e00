//! An import by the binary itself: a hundred thousand rows in little memory, and a process that is killed goes on where it was, on both databases.

use crate::installation::{Installation, Served};
use serde_json::{Value, json};
use std::{
    fmt::Write,
    thread,
    time::{Duration, Instant},
};

/// People in the file that is applied and undone.
const PEOPLE: usize = 1_500;
/// Rows of a file that is as long as one may be.
const MANY: usize = 100_000;
/// Bytes by which the process may grow for it: some pieces of it, and the database's own buffers.
const GROWTH: u64 = 64 * 1024 * 1024;

fn table(rows: usize, notes: &str) -> String {
    let mut table = "firstname,lastname,email,externalId,notes\n".to_owned();
    for n in 0..rows {
        writeln!(table, "P,{n},person{n}@example.test,{n},{notes}").expect("text");
    }
    table
}

fn send(installation: &Installation, token: &str, table: &str) -> Value {
    let request = ureq::post(installation.url("/api/imports?source=Board")).header("authorization", format!("Bearer {token}"));
    let request = request.header("content-type", "text/csv").header("accept", "application/json");
    let mut answer = request.send(table).expect("taken");
    serde_json::from_str(&answer.body_mut().read_to_string().expect("text")).expect("JSON")
}

/// Waits until an import is as far as this.
fn until(installation: &Installation, token: &str, address: &str, enough: impl Fn(&Value) -> bool) -> Value {
    let deadline = Instant::now() + Duration::from_secs(180);
    loop {
        let import = installation.get(token, address);
        if enough(&import) {
            return import;
        }
        assert!(Instant::now() < deadline, "{import}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn is(status: &'static str) -> impl Fn(&Value) -> bool {
    move |import| import["status"] == status
}

/// Waits until some of the work is done, and kills the process in it, twice.
fn killed_twice(installation: &Installation, token: &str, address: &str, status: &'static str) -> (Served, u64) {
    let mut came = 0;
    for part in [1, 2] {
        let server = installation.serve();
        let enough = (PEOPLE * part / 3) as u64;
        let import = until(installation, token, address, |import| import["done"].as_u64() >= Some(enough) || import["status"] != status);
        came = came.max(import["done"].as_u64().unwrap_or_default());
        assert_eq!(import["status"], status, "killed in the middle");
        drop(server);
    }
    (installation.serve(), came)
}

fn goes_on_after_kill_9(installation: &Installation) {
    installation.add_user("recruiter");
    let server = installation.serve();
    let token = installation.login();
    let import = send(installation, &token, &table(PEOPLE, ""));
    let address = format!("/api/imports/{}", import["id"].as_str().expect("an id"));
    drop(server);
    let server = installation.serve();
    let checked = until(installation, &token, &address, is("ready"));
    assert_eq!((&checked["rows"], &checked["counts"]["create"]), (&json!(PEOPLE), &json!(PEOPLE)));
    assert_eq!(installation.total(&token), 0, "it was a rehearsal");

    installation.patch(&token, &address, &json!({ "status": "applying" })).expect("asked");
    drop(server);
    let (server, came) = killed_twice(installation, &token, &address, "applying");
    assert!(came > 0 && came < PEOPLE as u64, "{came}");
    let applied = until(installation, &token, &address, is("applied"));
    assert_eq!(applied["counts"]["create"], json!(PEOPLE));
    assert_eq!((installation.everybody(&token, "email").len(), installation.total(&token)), (PEOPLE, PEOPLE), "nobody twice");
    // The same file once more is nobody new.
    let again = send(installation, &token, &table(PEOPLE, ""));
    let again = format!("/api/imports/{}", again["id"].as_str().expect("an id"));
    assert_eq!(until(installation, &token, &again, is("ready"))["counts"]["unchanged"], json!(PEOPLE));

    installation.patch(&token, &address, &json!({ "status": "undoing" })).expect("asked");
    drop(server);
    let (_server, _) = killed_twice(installation, &token, &address, "undoing");
    let undone = until(installation, &token, &address, is("undone"));
    assert_eq!(undone["counts"]["removed"], json!(PEOPLE));
    let active = installation.get(&token, "/api/candidates?lifecycle=active");
    assert_eq!(active, json!([]));
    installation.is_sound();
}

#[test]
fn an_import_goes_on_after_kill_9_on_sqlite() {
    goes_on_after_kill_9(&Installation::on_sqlite());
}

#[test]
fn an_import_goes_on_after_kill_9_on_postgres() {
    goes_on_after_kill_9(&Installation::on_postgres("imports"));
}

/// Sends so many rows; whether they are taken, and the process is hardly larger than before.
fn takes_little_memory(installation: &Installation, rows: usize) -> bool {
    installation.add_user("recruiter");
    let server = installation.serve();
    let token = installation.login();
    send(installation, &token, &table(100, ""));
    let before = server.most_memory();
    let table = table(rows, &"About three hundred bytes. ".repeat(10));
    assert!(table.len() > 30_000_000, "the file is large: {}", table.len());
    let request = ureq::post(installation.url("/api/imports?source=Board")).header("authorization", format!("Bearer {token}"));
    let request = request.header("content-type", "text/csv").config().http_status_as_error(false).build();
    let status = request.send(table).expect("an answer").status().as_u16();
    let grew = server.most_memory() - before;
    assert!(grew < GROWTH, "the process grew by {grew} bytes");
    let listed = installation.get(&token, "/api/imports").as_array().map_or(0, Vec::len);
    assert_eq!((status, listed), if status == 201 { (201, 2) } else { (422, 1) }, "what is not taken leaves nothing");
    status == 201
}

#[test]
fn a_hundred_thousand_rows_take_little_memory() {
    assert!(takes_little_memory(&Installation::on_sqlite(), MANY));
}

#[test]
fn one_row_more_is_refused() {
    assert!(!takes_little_memory(&Installation::on_postgres("many"), MANY + 1));
}
