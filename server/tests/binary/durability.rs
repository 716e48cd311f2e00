//! What was acknowledged is there after `kill -9`, on both databases, and what is sent again with its key is there once. The binary itself is
//! killed, in the middle of a thousand writes.

#![expect(clippy::expect_used, clippy::panic, reason = "what goes wrong in a test ends it")]

use std::{
    collections::BTreeSet,
    io::Write,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

/// The binary under test.
const INSTROOM: &str = env!("CARGO_BIN_EXE_instroom");
/// Who writes at the same time.
const CLIENTS: usize = 8;
/// Writes each of them would make.
const EACH: usize = 125;
/// Acknowledged writes after which the process is killed.
const ENOUGH: usize = 300;
const PASSWORD: &str = "a long enough password";

/// A running server. It ends by SIGKILL, however the test ends.
struct Served(Child);

impl Drop for Served {
    fn drop(&mut self) {
        // It may be dead already.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

struct Installation {
    folder: tempfile::TempDir,
    database: String,
    port: u16,
}

impl Installation {
    fn new(database: impl FnOnce(&std::path::Path) -> String) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = database(folder.path());
        // The site is not what is tested, and need not have been built.
        let package = folder.path().join("site/pkg");
        std::fs::create_dir_all(package.join("0")).expect("a site");
        for file in ["current", "0/instroom.css"] {
            std::fs::write(package.join(file), "0").expect("a site");
        }
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
        Self { folder, database, port }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(INSTROOM);
        command.args(arguments).env("INSTROOM_DATA", self.folder.path()).env("INSTROOM_DATABASE", &self.database);
        command.env("INSTROOM_SITE_ROOT", self.folder.path().join("site")).stdout(Stdio::null());
        command
    }

    fn add_user(&self) {
        let arguments = ["user", "add", "--email", "ruben@example.test", "--role", "recruiter"];
        let mut child = self.command(&arguments).stdin(Stdio::piped()).spawn().expect("it starts");
        let mut stdin = child.stdin.take().expect("an input");
        stdin.write_all(PASSWORD.as_bytes()).expect("read");
        drop(stdin);
        assert!(child.wait().expect("it ends").success());
    }

    /// Starts the server and waits until it is ready.
    fn serve(&self) -> Served {
        let address = format!("127.0.0.1:{}", self.port);
        let served = Served(self.command(&["serve", "--listen", &address]).spawn().expect("it starts"));
        for _ in 0..200 {
            if ureq::get(self.url("/readyz")).call().is_ok() {
                return served;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("the server is not ready");
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn login(&self) -> String {
        let body = serde_json::json!({ "username": "ruben@example.test", "password": PASSWORD }).to_string();
        let mut answer = ureq::post(self.url("/api/login")).header("content-type", "application/json").send(body).expect("signed in");
        let answer: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string().expect("text")).expect("JSON");
        answer["token"].as_str().expect("a token").to_owned()
    }

    /// Creates a candidate; their address once that is acknowledged.
    fn create(&self, token: &str, n: usize) -> Option<String> {
        let email = format!("person{n}@example.test");
        let body = serde_json::json!({ "firstname": "P", "lastname": n.to_string(), "email": email }).to_string();
        let request = ureq::post(self.url("/api/candidates")).header("authorization", format!("Bearer {token}"));
        let request = request.header("content-type", "application/json").header("idempotency-key", format!("person-{n}"));
        let answer = request.send(body).ok()?;
        (answer.status() == 201).then_some(email)
    }

    /// The addresses of everybody who is there.
    fn everybody(&self, token: &str) -> BTreeSet<String> {
        let mut everybody = BTreeSet::new();
        for page in 1.. {
            let url = self.url(&format!("/api/candidates?itemsPerPage=100&page={page}"));
            let request = ureq::get(url).header("authorization", format!("Bearer {token}")).header("accept", "application/json");
            let text = request.call().expect("a list").body_mut().read_to_string().expect("text");
            let people: Vec<serde_json::Value> = serde_json::from_str(&text).expect("JSON");
            everybody.extend(people.iter().filter_map(|person| person["email"].as_str().map(str::to_owned)));
            if people.len() < 100 {
                break;
            }
        }
        everybody
    }

    /// How many people there are.
    fn total(&self, token: &str) -> usize {
        let request = ureq::get(self.url("/api/candidates?itemsPerPage=0")).header("authorization", format!("Bearer {token}"));
        let answer = request.header("accept", "application/json").call().expect("a list");
        answer.headers()["x-total-count"].to_str().expect("a number").parse().expect("a number")
    }

    fn killed_while_writing(self) {
        self.add_user();
        let server = self.serve();
        let token = self.login();
        let acknowledged = Arc::new(Mutex::new(Vec::new()));
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (this, token, acknowledged) = (&self, &token, Arc::clone(&acknowledged));
                scope.spawn(move || {
                    for n in 0..EACH {
                        let Some(email) = this.create(token, client * EACH + n) else { return };
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
        let _server = self.serve();
        let token = self.login();
        let everybody = self.everybody(&token);
        let lost: Vec<_> = acknowledged.difference(&everybody).collect();
        assert!(lost.is_empty(), "{} of {} acknowledged writes are lost", lost.len(), acknowledged.len());
        // Nobody knows which of the others were done. All of them are sent again, and each is there once.
        thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (this, token) = (&self, &token);
                scope.spawn(move || (0..EACH).for_each(|n| assert!(this.create(token, client * EACH + n).is_some())));
            }
        });
        assert_eq!((self.everybody(&token).len(), self.total(&token)), (CLIENTS * EACH, CLIENTS * EACH), "nobody twice");
        // PostgreSQL's changes are numbered within moments of the start.
        let sound = (0..50).any(|_| {
            let checked = self.command(&["check"]).output().expect("it runs");
            if !checked.status.success() {
                thread::sleep(Duration::from_millis(100));
            }
            checked.status.success()
        });
        assert!(sound, "the log holds");
    }
}

#[test]
fn an_acknowledged_write_survives_kill_9_on_sqlite() {
    Installation::new(|folder| format!("sqlite:{}", folder.join("instroom.db").display())).killed_while_writing();
}

#[test]
fn an_acknowledged_write_survives_kill_9_on_postgres() {
    let server = std::env::var("INSTROOM_TEST_POSTGRES").expect("run the tests by `cargo xtask test`");
    Installation::new(|_| fresh_database(&server)).killed_while_writing();
}

/// A new database on the test server; the server is thrown away with all of them.
fn fresh_database(server: &str) -> String {
    let name = format!("durability_{}", std::process::id());
    let created = Command::new("psql").arg(server).arg("-c").arg(format!("CREATE DATABASE {name}")).output();
    assert!(created.is_ok_and(|created| created.status.success()), "a database is made");
    let (base, query) = server.split_once('?').unwrap_or((server, ""));
    let (host, _) = base.rsplit_once('/').expect("an address with a path");
    PathBuf::from(format!("{host}/{name}?{query}")).display().to_string()
}
