//! Several servers on one PostgreSQL, behind one address: how much more they do together, and what is lost when one of them dies.

use super::{
    Known, LASTING, Place, Subject,
    load::{Measured, Request, closed, surplus},
};
use crate::{browser::free_port, process::step, tools};
use anyhow::{Context, Result, ensure};
use std::{
    collections::BTreeSet,
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

/// Servers, at most.
const SERVERS: usize = 3;
/// What each of them gets of a core, in hundredths: as if each ran on a small machine of its own.
const SHARE: u64 = 15;
/// People written down in a second while one of the servers dies, and for how long.
const PACE: f64 = 100.0;
const MEANWHILE: Duration = Duration::from_secs(10);
/// When it dies.
const DEATH: Duration = Duration::from_secs(3);
/// The longest that whoever watches waits for a change.
const PATIENCE: Duration = Duration::from_secs(20);

/// People in the file that is being imported when it dies, and the longest that may take.
const IMPORTED: usize = 1_000;
const IMPORTING: Duration = Duration::from_secs(300);
/// Where they come from.
const SOURCE: &str = "Benchmark";

/// What became of a file that was being imported.
pub struct Imported {
    pub of: usize,
    pub came: usize,
    pub took: Duration,
}

/// What was measured.
pub struct Several {
    /// Lists in a second by one server, by two, and so on.
    pub rates: Vec<f64>,
    /// People written down while one of the servers died.
    pub written: Measured,
    /// Those of them that are not there afterwards, though that was answered.
    pub missing: usize,
    /// After a change that was made as soon as it was dead, when whoever watched there was told by another.
    pub told: Duration,
    pub imported: Imported,
}

/// Starts more and more servers on the same data, and kills one.
pub fn measure(binary: &Path, place: &Place, people: u64) -> Result<Several> {
    let haproxy = tools::haproxy()?;
    let mut servers: Vec<(Subject, Share)> = Vec::new();
    let mut rates = Vec::new();
    for number in 1..=SERVERS {
        let server = Subject::start(binary, place)?;
        let share = Share::of(server.id(), number)?;
        servers.push((server, share));
        let proxy = Proxy::before(&haproxy, &place.home, &servers)?;
        let known = Known::at(&servers[0].0, &proxy.origin, people)?;
        let lists = known.api(|_| Request::get("/api/candidates"));
        let rate = step(&format!("{number} of {SERVERS} servers"), || {
            // With so little of a core a server that has just started takes seconds until each of its connections knows the statements.
            closed(&lists, 16 * number, 2 * LASTING)?;
            closed(&lists, 16 * number, LASTING).map(|measured| measured.rate())
        })?;
        rates.push(rate);
    }
    let proxy = Proxy::before(&haproxy, &place.home, &servers)?;
    // Whoever has signed in at one of them is known to all.
    let known = Known::at(&servers[0].0, &proxy.origin, people)?;
    let (first, _share) = servers.remove(0);
    let import = Import::rehearsed(&proxy.origin, &known.token)?;
    let (written, told, took) = step("one of them dies", || one_dies(&known, &proxy.origin, first, &import))?;
    let came = listed(&servers[0].0, &known.token, &format!("source={SOURCE}"))?.len();
    let imported = Imported { of: IMPORTED, came, took };
    let found = listed(&servers[0].0, &known.token, "firstname=Survivor")?;
    let missing = written.answered.iter().filter(|number| !found.contains(&format!("Number {number}"))).count();
    Ok(Several { rates, written, missing, told, imported })
}

/// The last names of those who are found by this.
fn listed(server: &Subject, token: &str, by: &str) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for page in 1.. {
        let list = server.json(&format!("/api/candidates?{by}&itemsPerPage=100&page={page}"), token)?;
        let people = list.as_array().context("no list")?;
        found.extend(people.iter().filter_map(|person| person["lastname"].as_str()).map(str::to_owned));
        if people.is_empty() {
            break;
        }
    }
    Ok(found)
}

/// A file of people who come.
struct Import {
    /// Its address.
    url: String,
    token: String,
}

impl Import {
    /// Sends the file, and waits until it is known what would become of it.
    fn rehearsed(origin: &str, token: &str) -> Result<Self> {
        let rows = (0..IMPORTED).map(|number| format!("Iris,Imported {number},imported{number}@example.test\n"));
        let file: String = std::iter::once("firstname,lastname,email\n".to_owned()).chain(rows).collect();
        let post = ureq::post(format!("{origin}/api/imports?source={SOURCE}")).header("authorization", format!("Bearer {token}"));
        let mut answer = post.header("content-type", "text/csv").header("accept", "application/json").send(file)?;
        let import: serde_json::Value = serde_json::from_str(&answer.body_mut().read_to_string()?)?;
        let id = import["id"].as_str().context("an import without an id")?;
        let import = Self { url: format!("{origin}/api/imports/{id}"), token: token.to_owned() };
        import.wait("ready", Instant::now())?;
        Ok(import)
    }

    fn apply(&self) -> Result<Instant> {
        let patch = ureq::patch(&self.url).header("authorization", format!("Bearer {}", self.token));
        patch.header("content-type", "application/merge-patch+json").send(r#"{"status":"applying"}"#)?;
        Ok(Instant::now())
    }

    /// Waits until some of its rows are done; how many.
    fn under_way(&self) -> Result<usize> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            let done = self.told()?["done"].as_u64().context("an import that does not say how far it is")?;
            if done > 0 {
                return Ok(done as usize);
            }
            thread::sleep(Duration::from_millis(20));
        }
        anyhow::bail!("an import is not worked on")
    }

    fn told(&self) -> Result<serde_json::Value> {
        let get = ureq::get(&self.url).header("authorization", format!("Bearer {}", self.token)).header("accept", "application/json");
        Ok(serde_json::from_str(&get.call()?.body_mut().read_to_string()?)?)
    }

    /// Waits until it stands there; how long after it was begun that was.
    fn wait(&self, status: &str, begun: Instant) -> Result<Duration> {
        while begun.elapsed() < IMPORTING {
            if self.told()?["status"] == status {
                return Ok(begun.elapsed());
            }
            thread::sleep(Duration::from_millis(200));
        }
        anyhow::bail!("an import did not get {status}")
    }
}

fn one_dies(known: &Known, origin: &str, first: Subject, import: &Import) -> Result<(Measured, Duration, Duration)> {
    let file = known.files.first().context("nobody is there")?;
    let watch =
        Watch { url: format!("{origin}/live?candidate={}&since=", file.rsplit('/').next().unwrap_or_default()), ..Watch::default() };
    thread::scope(|scope| {
        scope.spawn(|| watch.follow(&known.cookie));
        let writing = scope.spawn(|| surplus(&known.creating("Survivor"), 16, PACE, MEANWHILE));
        thread::sleep(DEATH);
        let begun = import.apply()?;
        let done = import.under_way()?;
        ensure!(done < IMPORTED, "all people of the file were there before the server was killed");
        // `kill -9`: a server that is dropped has no time to say goodbye.
        drop(first);
        let told = watch.told_of(|| {
            let note = serde_json::json!({ "candidate": file, "content": "Still here." }).to_string();
            let post = ureq::post(format!("{origin}/api/candidate-notes")).header("authorization", format!("Bearer {}", known.token));
            post.header("content-type", "application/json").send(note)?;
            Ok(())
        });
        watch.over.store(true, Ordering::Relaxed);
        let took = import.wait("applied", begun);
        let written = writing.join().ok().context("nothing was written")?;
        Ok((written, told?, took?))
    })
}

/// Somebody who watches a file, and connects again when the connection ends, as a browser does.
#[derive(Default)]
struct Watch {
    url: String,
    over: AtomicBool,
    /// The last event and when it came.
    last: Mutex<Option<(String, Instant)>>,
}

impl Watch {
    fn follow(&self, cookie: &str) {
        while !self.over.load(Ordering::Relaxed) {
            // That the server has gone is what this is about.
            _ = self.read(cookie);
            thread::sleep(Duration::from_millis(100));
        }
    }

    fn read(&self, cookie: &str) -> Result<()> {
        let since = self.last().as_ref().map_or("0".to_owned(), |(position, _)| position.clone());
        let agent: ureq::Agent = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).build().into();
        let answer = agent.get(format!("{}{since}", self.url)).header("cookie", cookie).call()?;
        for line in BufReader::new(answer.into_body().into_reader()).lines() {
            if let Some(position) = line?.strip_prefix("id: ") {
                *self.last() = Some((position.to_owned(), Instant::now()));
            }
            if self.over.load(Ordering::Relaxed) {
                break;
            }
        }
        Ok(())
    }

    /// How long after a change it was told of it.
    fn told_of(&self, change: impl FnOnce() -> Result<()>) -> Result<Duration> {
        let before = self.last().as_ref().map(|(position, _)| position.clone());
        ensure!(before.is_some(), "whoever watches heard nothing at first");
        let begun = Instant::now();
        change()?;
        while begun.elapsed() < PATIENCE {
            if let Some((_, at)) = self.last().as_ref().filter(|(position, _)| Some(position) != before.as_ref()) {
                return Ok(at.saturating_duration_since(begun));
            }
            thread::sleep(Duration::from_millis(5));
        }
        anyhow::bail!("whoever watches was not told")
    }

    fn last(&self) -> MutexGuard<'_, Option<(String, Instant)>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The part of a core that a process gets (cgroups of Linux); it ends with this.
struct Share(PathBuf);

impl Share {
    fn of(process: u32, number: usize) -> Result<Self> {
        const PERIOD: u64 = 10_000;
        let name = format!("instroom-bench-{number}");
        let quota = PERIOD * SHARE / 100;
        let (first, second) = (Path::new("/sys/fs/cgroup/cpu"), Path::new("/sys/fs/cgroup"));
        let home = if first.is_dir() { first.join(name) } else { second.join(name) };
        let settings = if first.is_dir() {
            vec![(home.join("cpu.cfs_period_us"), PERIOD.to_string()), (home.join("cpu.cfs_quota_us"), quota.to_string())]
        } else {
            vec![(second.join("cgroup.subtree_control"), "+cpu".to_owned()), (home.join("cpu.max"), format!("{quota} {PERIOD}"))]
        };
        let why = "to hold a server to a part of a core takes root and cgroups";
        fs::create_dir_all(&home).context(why)?;
        for (file, value) in settings.into_iter().chain([(home.join("cgroup.procs"), process.to_string())]) {
            fs::write(&file, value).with_context(|| format!("{why}: {}", file.display()))?;
        }
        Ok(Self(home))
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        // It can only be removed when the process in it is gone, which is dropped before this.
        _ = fs::remove_dir(&self.0);
    }
}

/// One address for several servers.
struct Proxy {
    child: Child,
    origin: String,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        // It may have ended by itself.
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

impl Proxy {
    /// What is given to a server that is dead goes to another; a request that may have been begun is not sent a second time. A server with a part of a core and sixteen
    /// clients may be slow to say that it is well; a dead one takes no connection, and is known at once.
    fn before(haproxy: &Path, home: &Path, servers: &[(Subject, Share)]) -> Result<Self> {
        let port = free_port()?;
        let mut configuration = format!(
            "defaults\n  mode http\n  timeout connect 1s\n  timeout check 5s\n  timeout client 60s\n  timeout server 60s\n  option redispatch\n  retries 3\n  retry-on conn-failure\n\
             listen instroom\n  bind 127.0.0.1:{port}\n  balance leastconn\n  option httpchk GET /readyz\n"
        );
        // Who watches does so at the first, which is to die.
        configuration.push_str("  use-server s0 if { path /live } { srv_is_up(instroom/s0) }\n");
        for (place, (server, _)) in servers.iter().enumerate() {
            let address = server.origin.trim_start_matches("http://");
            configuration.push_str(&format!("  server s{place} {address} check inter 500ms fall 1 rise 1\n"));
        }
        let file = home.join("haproxy.cfg");
        fs::write(&file, configuration)?;
        let child = Command::new(haproxy).args(["-q", "-db", "-f"]).arg(&file).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let proxy = Self { child, origin: format!("http://127.0.0.1:{port}") };
        let begun = Instant::now();
        while ureq::get(format!("{}/readyz", proxy.origin)).call().is_err() {
            ensure!(begun.elapsed() < PATIENCE, "haproxy does not get ready");
            thread::sleep(Duration::from_millis(20));
        }
        Ok(proxy)
    }
}
