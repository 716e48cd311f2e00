//! The server that is measured: the released executable on made-up data, on a core of its own.

use crate::{
    browser::free_port,
    process::{output, run},
};
use anyhow::{Context, Result, bail, ensure};
use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

const EMAIL: &str = "bench@example.test";
const PASSWORD: &str = "correct horse battery staple";
/// The file of a database of PostgreSQL.
const DUMP: &str = "people.dump";
/// The longest a start may take.
const PATIENCE: Duration = Duration::from_secs(120);

/// Lets this thread, and those that it starts, have a core as soon as they are due, before whatever else the load's core does. What may not do that goes without.
pub fn hurry() {
    let thread = fs::read_link("/proc/thread-self").ok();
    let Some(id) = thread.as_deref().and_then(Path::file_name) else { return };
    _ = output(Command::new("chrt").args(["--rr", "--pid", "1"]).arg(id));
}

/// A server that runs; it ends with this.
pub struct Subject {
    child: Child,
    pub origin: String,
    /// From being told to start to being ready.
    pub started: Duration,
}

impl Drop for Subject {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

/// What a server is started on.
pub struct Place {
    /// The directory of its key, and of the embedded database.
    pub home: PathBuf,
    /// The address of another database.
    pub database: Option<String>,
}

impl Place {
    /// Made-up people in the embedded database: made once, and copied for each run, since what is measured writes too.
    pub fn embedded(binary: &Path, bench: &Path, people: u64) -> Result<Self> {
        let made = bench.join(format!("people-{people}"));
        if !made.is_dir() {
            let unfinished = Self { home: empty(bench, "unfinished")?, database: None };
            unfinished.fill(binary, people)?;
            fs::rename(&unfinished.home, &made)?;
        }
        let home = copy(&made, empty(bench, "run")?)?;
        Ok(Self { home, database: None })
    }

    /// The same in a new database of a PostgreSQL server: made once too, and read back from where it was dumped.
    pub fn on_postgres(binary: &Path, bench: &Path, server: &str, people: u64) -> Result<Self> {
        let made = bench.join(format!("people-{people}-postgres"));
        if !made.is_dir() {
            let unfinished = Self { home: empty(bench, "unfinished")?, database: Some(database(server, "unfinished")?) };
            unfinished.fill(binary, people)?;
            let address = unfinished.database.as_deref().unwrap_or_default();
            unfinished.settle(binary, address)?;
            run(Command::new("pg_dump").args(["--format=custom", "--dbname", address, "--file"]).arg(unfinished.home.join(DUMP)))?;
            run(Command::new("psql").arg(server).args(["--quiet", "--command", "DROP DATABASE unfinished"]))?;
            fs::rename(&unfinished.home, &made)?;
        }
        let place = Self { home: copy(&made, empty(bench, "run")?)?, database: Some(database(server, &format!("people_{people}"))?) };
        let address = place.database.as_deref().unwrap_or_default();
        run(Command::new("pg_restore").args(["--no-owner", "--dbname", address]).arg(place.home.join(DUMP)))?;
        // As it would be after a night: what is known of the tables, and nothing left to be written that was changed before.
        run(Command::new("psql").arg(address).args(["--quiet", "--command", "VACUUM ANALYZE", "--command", "CHECKPOINT"]))?;
        Ok(place)
    }

    fn fill(&self, binary: &Path, people: u64) -> Result<()> {
        run(self.of(binary).args(["generate", "--candidates", &people.to_string()]).stdout(Stdio::null()))?;
        let mut add = self.of(binary);
        add.args(["user", "add", "--email", EMAIL, "--role", "recruiter"]).stdin(Stdio::piped()).stdout(Stdio::null());
        let mut child = add.spawn().context("user add")?;
        child.stdin.take().context("no input")?.write_all(PASSWORD.as_bytes())?;
        ensure!(child.wait()?.success(), "the account could not be made");
        Ok(())
    }

    /// Lets a server do what it does behind the scenes with what was written without one: on PostgreSQL, the changes get their places in the order.
    fn settle(&self, binary: &Path, address: &str) -> Result<()> {
        let _server = Subject::start(binary, self)?;
        let waiting = || output(Command::new("psql").arg(address).args(["-At", "--command", "SELECT EXISTS (SELECT FROM change_pending)"]));
        while waiting()?.trim() == "t" {
            thread::sleep(Duration::from_secs(1));
        }
        Ok(())
    }

    /// The executable on this data, with nothing else of the environment that would concern it.
    fn of(&self, binary: &Path) -> Command {
        let mut command = Command::new(binary);
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("INSTROOM_")) {
            command.env_remove(name);
        }
        command.env("INSTROOM_DATA", &self.home);
        if let Some(database) = &self.database {
            command.env("INSTROOM_DATABASE", database);
        }
        command
    }
}

/// Copies the files of a directory.
fn copy(from: &Path, to: PathBuf) -> Result<PathBuf> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        fs::copy(entry.path(), &copy)?;
        // What of a copy is not on the disk yet would be written while something is measured.
        fs::File::open(copy)?.sync_all()?;
    }
    Ok(to)
}

/// Makes a database; its address.
fn database(server: &str, name: &str) -> Result<String> {
    run(Command::new("psql").arg(server).args(["--quiet", "--command", &format!("CREATE DATABASE {name}")]))?;
    Ok(server.replacen("///postgres?", &format!("///{name}?"), 1))
}

fn empty(bench: &Path, name: &str) -> Result<PathBuf> {
    let home = bench.join(name);
    if home.exists() {
        fs::remove_dir_all(&home)?;
    }
    fs::create_dir_all(&home)?;
    Ok(home)
}

impl Subject {
    /// Starts it on the first core.
    pub fn start(binary: &Path, place: &Place) -> Result<Self> {
        let address = format!("127.0.0.1:{}", free_port()?);
        let inner = place.of(binary);
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", "0"]).arg(inner.get_program());
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        command.args(["serve", "--listen", &address]).env("INSTROOM_LOG", "warn").stdout(Stdio::null());
        let begun = Instant::now();
        let child = command.spawn().context("taskset (package util-linux)")?;
        let mut subject = Subject { child, origin: format!("http://{address}"), started: Duration::ZERO };
        loop {
            if ureq::get(format!("{}/readyz", subject.origin)).call().is_ok() {
                subject.started = begun.elapsed();
                return Ok(subject);
            }
            if let Some(status) = subject.child.try_wait()? {
                bail!("the server ended with {status}");
            }
            ensure!(begun.elapsed() < PATIENCE, "the server does not get ready");
            thread::sleep(Duration::from_millis(2));
        }
    }
}

/// Names of files that are quoted in a text, each once.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let mut seen = BTreeSet::new();
    let names =
        text.split('"').filter(|name| [".css", ".js", ".wasm"].iter().any(|kind| name.ends_with(kind)) && !name.contains(['\n', ' ']));
    names.filter(move |name| seen.insert(*name))
}

/// Keeps this process, and whatever it starts from now on but the server, off the server's core.
pub fn step_aside() -> Result<()> {
    run(Command::new("taskset").args(["--all-tasks", "--cpu-list", "--pid", "1", &std::process::id().to_string()]).stdout(Stdio::null()))
}

impl Subject {
    /// A token for the API.
    pub fn token(&self) -> Result<String> {
        let body = serde_json::json!({ "username": EMAIL, "password": PASSWORD }).to_string();
        let mut answer = ureq::post(format!("{}/api/login", self.origin)).header("content-type", "application/json").send(body)?;
        let answer: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        Ok(answer["token"].as_str().context("no token")?.to_owned())
    }

    /// The cookie of somebody who has signed in.
    pub fn cookie(&self) -> Result<String> {
        let agent: ureq::Agent = ureq::Agent::config_builder().max_redirects(0).build().into();
        let form = [("email", EMAIL), ("password", PASSWORD), ("next", "")];
        let answer = agent.post(format!("{}/sign-in?do=sign_in", self.origin)).header("origin", &self.origin).send_form(form)?;
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
        let pairs: Vec<&str> = cookies.filter_map(|cookie| cookie.split(';').next()).collect();
        ensure!(!pairs.is_empty(), "signing in gives no cookie");
        Ok(pairs.join("; "))
    }

    /// What the API says to a reader.
    pub fn json(&self, path: &str, token: &str) -> Result<serde_json::Value> {
        let request = ureq::get(format!("{}{path}", self.origin)).header("authorization", format!("Bearer {token}"));
        Ok(serde_json::from_str(&request.header("accept", "application/json").call()?.body_mut().read_to_string()?)?)
    }

    /// What somebody loads who opens a page for the first time: the page, and the files that it and its scripts name. Bodies alone, compressed with brotli, in bytes.
    pub fn first_visit(&self, path: &str, cookie: &str) -> Result<u64> {
        let get = |path: &str, coding: &str| {
            let request = ureq::get(format!("{}{path}", self.origin)).header("cookie", cookie).header("accept", "text/html, */*");
            let mut answer = request.header("accept-encoding", coding).call()?;
            let sent = answer.headers().get("content-encoding").and_then(|coding| coding.to_str().ok()).unwrap_or("identity");
            ensure!(sent == coding, "{path} comes as {sent}");
            Ok::<_, anyhow::Error>(answer.body_mut().read_to_vec()?)
        };
        let page = String::from_utf8(get(path, "identity")?)?;
        let mut files: Vec<String> = named(&page).filter(|name| name.starts_with("/pkg/")).map(str::to_owned).collect();
        ensure!([".css", ".js", ".wasm"].iter().all(|kind| files.iter().any(|file| file.ends_with(kind))), "{path} names {files:?}");
        let mut bytes = get(path, "br")?.len();
        let mut seen = 0;
        while let Some(file) = files.get(seen).cloned() {
            bytes += get(&file, "br")?.len();
            if let (Some((folder, _)), true) = (file.rsplit_once('/'), file.ends_with(".js")) {
                let script = String::from_utf8(get(&file, "identity")?)?;
                for name in script.split("from ").skip(1).filter_map(|rest| named(rest).next()?.strip_prefix("./")) {
                    let other = format!("{folder}/{name}");
                    if !files.contains(&other) {
                        files.push(other);
                    }
                }
            }
            seen += 1;
        }
        Ok(bytes as u64)
    }

    /// The process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Memory that it holds now, in KiB.
    pub fn memory(&self) -> Result<u64> {
        self.status("VmRSS:")
    }

    /// The most memory that it has held, in KiB.
    pub fn most_memory(&self) -> Result<u64> {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> Result<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix(name)).with_context(|| format!("no {name}"))?;
        Ok(line.trim().trim_end_matches("kB").trim().parse()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_those_that_are_quoted() {
        let page = r#"<link href="/pkg/1/a.css"><script src="/pkg/1/a.js"></script><link href="/pkg/1/a.js"><a href="/about">a.js</a>"#;
        assert_eq!(named(page).collect::<Vec<_>>(), ["/pkg/1/a.css", "/pkg/1/a.js"]);
    }
}
