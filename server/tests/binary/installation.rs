//! The binary itself, on a database of its own, spoken to over HTTP.

use std::{
    collections::BTreeSet,
    io::Write,
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

/// The binary under test.
const INSTROOM: &str = env!("CARGO_BIN_EXE_instroom");
const PASSWORD: &str = "a long enough password";

/// A running server. It ends by SIGKILL, however the test ends.
pub struct Served(Child);

impl Served {
    /// The most memory that the process ever had, in bytes.
    pub fn most_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).expect("Linux tells");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("how much");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") * 1_024
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may be dead already.
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

pub struct Installation {
    folder: tempfile::TempDir,
    database: String,
    port: u16,
}

impl Installation {
    pub fn on_sqlite() -> Self {
        Self::new(|folder| format!("sqlite:{}", folder.join("instroom.db").display()))
    }

    /// On a new database of the test server; the server is thrown away with all of them.
    pub fn on_postgres(name: &str) -> Self {
        let server = std::env::var("INSTROOM_TEST_POSTGRES").expect("run the tests by `cargo xtask test`");
        let name = format!("{name}_{}", std::process::id());
        let created = Command::new("psql").arg(&server).arg("-c").arg(format!("CREATE DATABASE {name}")).output();
        assert!(created.is_ok_and(|created| created.status.success()), "a database is made");
        let (base, query) = server.split_once('?').unwrap_or((&server, ""));
        let (host, _) = base.rsplit_once('/').expect("an address with a path");
        let address = PathBuf::from(format!("{host}/{name}?{query}")).display().to_string();
        Self::new(|_| address)
    }

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

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(INSTROOM);
        command.args(arguments).env("INSTROOM_DATA", self.folder.path()).env("INSTROOM_DATABASE", &self.database);
        command.env("INSTROOM_SITE_ROOT", self.folder.path().join("site")).env("INSTROOM_WEBHOOK_NETWORKS", "127.0.0.0/8");
        command.env("INSTROOM_LOG", "error").stdout(Stdio::null());
        command
    }

    pub fn add_user(&self, role: &str) {
        let arguments = ["user", "add", "--email", "ruben@example.test", "--role", role];
        let mut child = self.command(&arguments).stdin(Stdio::piped()).spawn().expect("it starts");
        let mut stdin = child.stdin.take().expect("an input");
        stdin.write_all(PASSWORD.as_bytes()).expect("read");
        drop(stdin);
        assert!(child.wait().expect("it ends").success());
    }

    /// Starts the server and waits until it is ready.
    pub fn serve(&self) -> Served {
        let address = format!("127.0.0.1:{}", self.port);
        let served = Served(self.command(&["serve", "--listen", &address]).stderr(Stdio::null()).spawn().expect("it starts"));
        for _ in 0..1_000 {
            if ureq::get(self.url("/readyz")).call().is_ok() {
                return served;
            }
            thread::sleep(Duration::from_millis(5));
        }
        panic!("the server is not ready");
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    pub fn login(&self) -> String {
        let body = serde_json::json!({ "username": "ruben@example.test", "password": PASSWORD }).to_string();
        let mut answer = ureq::post(self.url("/api/login")).header("content-type", "application/json").send(body).expect("signed in");
        let answer: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string().expect("text")).expect("JSON");
        answer["token"].as_str().expect("a token").to_owned()
    }

    /// What was made, once that is acknowledged.
    pub fn post(&self, token: &str, path: &str, given: &serde_json::Value) -> Option<serde_json::Value> {
        self.post_with(token, path, &[], given)
    }

    pub fn post_with(&self, token: &str, path: &str, headers: &[(&str, &str)], given: &serde_json::Value) -> Option<serde_json::Value> {
        let request = ureq::post(self.url(path)).header("authorization", format!("Bearer {token}"));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        let request = request.header("content-type", "application/json").header("accept", "application/json");
        let mut answer = request.send(given.to_string()).ok()?;
        let text = answer.body_mut().read_to_string().ok()?;
        (answer.status() == 201).then(|| serde_json::from_str(&text).ok()).flatten()
    }

    /// What became of a record, once that is acknowledged.
    pub fn patch(&self, token: &str, path: &str, given: &serde_json::Value) -> Option<serde_json::Value> {
        let request = ureq::patch(self.url(path)).header("authorization", format!("Bearer {token}"));
        let request = request.header("content-type", "application/merge-patch+json").header("accept", "application/json");
        let text = request.send(given.to_string()).ok()?.body_mut().read_to_string().ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Asserts that the log and everything else is what it was. PostgreSQL's changes are numbered within moments of the start.
    pub fn is_sound(&self) {
        let sound = (0..50).any(|_| {
            let checked = self.command(&["check"]).output().expect("it runs");
            if !checked.status.success() {
                thread::sleep(Duration::from_millis(100));
            }
            checked.status.success()
        });
        assert!(sound, "the log holds");
    }

    /// What is at this address.
    pub fn get(&self, token: &str, path: &str) -> serde_json::Value {
        let request = ureq::get(self.url(path)).header("authorization", format!("Bearer {token}")).header("accept", "application/json");
        let text = request.call().expect("an answer").body_mut().read_to_string().expect("text");
        serde_json::from_str(&text).expect("JSON")
    }

    /// This attribute of everybody who is there.
    pub fn everybody(&self, token: &str, attribute: &str) -> BTreeSet<String> {
        let mut everybody = BTreeSet::new();
        for page in 1.. {
            let people = self.get(token, &format!("/api/candidates?itemsPerPage=100&page={page}"));
            let people = people.as_array().expect("a list");
            everybody.extend(people.iter().filter_map(|person| person[attribute].as_str().map(str::to_owned)));
            if people.len() < 100 {
                break;
            }
        }
        everybody
    }

    /// How many people there are.
    pub fn total(&self, token: &str) -> usize {
        let request = ureq::get(self.url("/api/candidates?itemsPerPage=0")).header("authorization", format!("Bearer {token}"));
        let answer = request.header("accept", "application/json").call().expect("a list");
        answer.headers()["x-total-count"].to_str().expect("a number").parse().expect("a number")
    }
}
