//! `cargo xtask bench`: what the released server does, measured and written to `docs/benchmarks.md`.
//!
//! The server runs on one core and the load on another. Each row is measured on every size of the data in one run, so that the sizes can be compared;
//! the times themselves are those of this machine.

mod charts;
mod load;
mod overload;
mod report;
mod several;
mod subject;

pub use subject::{Place, Subject};

use crate::{
    bundle::{self, Profile},
    postgres::Cluster,
    process::{cargo, output, run, step, target_dir},
};
use anyhow::{Context, Result, bail, ensure};
use load::{Asking, Measured, Request, closed, open};
use overload::Overload;
use several::Several;
use std::{
    fs,
    path::Path,
    process::{Command, ExitCode},
    sync::Arc,
    time::Duration,
};

/// How long each row is asked for, after it was asked for a fifth of that without being counted.
const LASTING: Duration = Duration::from_secs(5);
/// How often in a second one client asks, whose waiting is measured.
const PACE: f64 = 100.0;
/// People on a page.
const PAGE: u64 = 30;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// One client, at a steady pace: how long it waits.
    One,
    /// So many clients, each asking again as soon as it is answered: how many are answered.
    Many(usize),
}

/// What is aimed at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aim {
    /// Half of the answers come within so many milliseconds.
    Median(f64),
    /// Half, and of a hundred all but one.
    MedianAndLast(f64, f64),
    /// So many answers in a second.
    Rate(f64),
    /// Hardly longer on the most people than on the fewest.
    Flat,
    /// It is there to compare with.
    None,
}

pub struct Row {
    pub name: &'static str,
    pub how: How,
    pub aim: Aim,
    asking: fn(&Known) -> Asking,
}

/// What is known of a running server: where it is, how one is let in, and who is in it.
struct Known {
    origin: String,
    token: String,
    cookie: String,
    people: u64,
    /// Addresses of some files, from all over the list.
    files: Vec<String>,
}

impl Known {
    fn of(subject: &Subject, people: u64) -> Result<Self> {
        Self::at(subject, &subject.origin, people)
    }

    /// As [`Known::of`], where it is asked at another address.
    fn at(subject: &Subject, origin: &str, people: u64) -> Result<Self> {
        let token = subject.token()?;
        let mut files = Vec::new();
        for step in 0..8 {
            let page = 1 + step * (people / PAGE).saturating_sub(1) / 8;
            let found = subject.json(&format!("/api/candidates?page={page}"), &token)?;
            let ids = found.as_array().into_iter().flatten().filter_map(|person| person["id"].as_str());
            files.extend(ids.map(|id| format!("/candidates/{id}")));
        }
        ensure!(!files.is_empty(), "the list is empty");
        Ok(Self { origin: origin.to_owned(), token, cookie: subject.cookie()?, people, files })
    }

    fn api(&self, request: impl Fn(u64) -> Request + Send + Sync + 'static) -> Asking {
        let headers = vec![("authorization", format!("Bearer {}", self.token)), ("accept", "application/ld+json".to_owned())];
        Asking { origin: self.origin.clone(), headers, status: 200, first_byte: false, request: Arc::new(request) }
    }

    /// How long the list is, in pages.
    fn pages(&self) -> u64 {
        self.people.div_ceil(PAGE)
    }

    /// Another page each time, of so many.
    fn paged(&self, list: &'static str, pages: u64) -> Asking {
        let pages = pages.max(1);
        self.api(move |number| {
            // Steps that meet every page before they come back; and then it is one shorter, or the few that a thousand people have would come from memory.
            let (page, length) = (1 + number * 7_919 % pages, PAGE - number / pages % 2);
            Request::get(format!("/api/{list}?page={page}&itemsPerPage={length}"))
        })
    }

    /// Somebody else is written down each time.
    fn creating(&self, firstname: &'static str) -> Asking {
        let request = move |number| {
            let person = serde_json::json!({ "firstname": firstname, "lastname": format!("Number {number}"), "email": format!("bench{number}@example.test") });
            Request { path: "/api/candidates".to_owned(), body: Some(person.to_string()) }
        };
        Asking { status: 201, ..self.api(request) }
    }

    fn page(&self, request: impl Fn(u64) -> Request + Send + Sync + 'static) -> Asking {
        let headers = vec![("cookie", self.cookie.clone()), ("accept", "text/html".to_owned())];
        Asking { headers, ..self.api(request) }
    }
}

/// What somebody types who looks for one of the made-up people: the beginning of a name, two words, a name that is not spelt right.
const TYPED: &[&str] = &["verme", "grace+hughes", "jansne", "okonk", "sore", "kwame+nowak", "witfield", "de+vries"];

/// Another question, or another page of what it finds, each time: none of the pages comes from memory, but how many are found does. No page is longer
/// than what a thousand people have to show for most of the questions, so that what is answered is as long whatever the number of people.
fn search(number: u64) -> Request {
    let typed = TYPED[number as usize % TYPED.len()];
    Request::get(format!("/api/candidates/search?q={typed}&itemsPerPage={}", 20 + number / TYPED.len() as u64 % 8))
}

pub const ROWS: &[Row] = &[
    Row {
        name: "a constant answer (`/livez`), one client",
        how: How::One,
        aim: Aim::None,
        asking: |known| known.api(|_| Request::get("/livez")),
    },
    Row { name: "the same at 16 connections", how: How::Many(16), aim: Aim::None, asking: |known| known.api(|_| Request::get("/livez")) },
    Row {
        name: "`GET /api/candidates`, 30 of them, one client",
        how: How::One,
        aim: Aim::MedianAndLast(1.0, 5.0),
        asking: |known| known.api(|_| Request::get("/api/candidates")),
    },
    Row {
        name: "the same at 16 connections",
        how: How::Many(16),
        aim: Aim::Rate(5_000.0),
        asking: |known| known.api(|_| Request::get("/api/candidates")),
    },
    Row {
        name: "the last page of them",
        how: How::One,
        aim: Aim::Median(2.0),
        asking: |known| {
            let last = known.pages();
            known.api(move |_| Request::get(format!("/api/candidates?page={last}")))
        },
    },
    Row {
        name: "another of their pages each time, from all over the list",
        how: How::One,
        aim: Aim::Median(2.0),
        asking: |known| known.paged("candidates", known.pages()),
    },
    Row {
        name: "in the order of their names, another page of the first hundred each time",
        how: How::One,
        aim: Aim::Median(5.0),
        asking: |known| {
            let pages = known.pages().min(100);
            known.api(move |number| Request::get(format!("/api/candidates?order[lastname]=asc&page={}", 1 + number * 37 % pages)))
        },
    },
    Row {
        name: "those who came by one source",
        how: How::One,
        aim: Aim::Flat,
        // A thousand people have four pages of them: what is answered is as long whatever the number of people.
        asking: |known| known.api(|number| Request::get(format!("/api/candidates?source=linkedin&page={}", 1 + number % 4))),
    },
    Row {
        name: "search, beginnings of words and typing errors, another page each time",
        how: How::One,
        aim: Aim::Median(5.0),
        asking: |known| known.api(search),
    },
    Row {
        name: "another page of all notes each time",
        how: How::One,
        aim: Aim::Flat,
        asking: |known| known.paged("candidate-notes", known.people / 2 / PAGE),
    },
    Row {
        name: "another page of all answers each time",
        how: How::One,
        aim: Aim::Flat,
        asking: |known| known.paged("recruitment-task-answers", known.people * 9 / 100 / PAGE),
    },
    Row {
        name: "another page of all who stand in requests each time",
        how: How::One,
        aim: Aim::Flat,
        asking: |known| known.paged("resource-request-candidates", known.people * 3 / 100 / PAGE),
    },
    Row {
        name: "the page of the candidates, one client",
        how: How::One,
        aim: Aim::Median(4.0),
        asking: |known| known.page(|_| Request::get("/candidates")),
    },
    Row {
        name: "its first byte",
        how: How::One,
        aim: Aim::Median(4.0),
        asking: |known| Asking { first_byte: true, ..known.page(|_| Request::get("/candidates")) },
    },
    Row {
        name: "the page of a candidate, one client",
        how: How::One,
        aim: Aim::Median(4.0),
        asking: |known| {
            let files = known.files.clone();
            known.page(move |number| Request::get(files[number as usize % files.len()].clone()))
        },
    },
    // The last of the rows: what it writes stays.
    Row {
        name: "a candidate is created, on the disk before the answer, 32 connections",
        how: How::Many(32),
        aim: Aim::Rate(2_500.0),
        asking: |known| known.creating("Bench"),
    },
];

/// The database that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A statement that SQLite runs alone: its name, and the median in microseconds.
pub type Floor = (String, f64);

/// What was measured on one size of the data.
pub struct Found {
    pub database: Database,
    pub people: u64,
    pub started: Duration,
    /// In KiB: after the start, and the most that it was.
    pub memory: (u64, u64),
    /// In bytes, of all that somebody loads who opens the page of the candidates for the first time.
    pub visit: u64,
    /// By row.
    pub measured: Vec<Measured>,
    pub overload: Vec<Overload>,
    /// Of the embedded database only.
    pub floor: Vec<Floor>,
}

pub fn command(arguments: &[String]) -> Result<ExitCode> {
    let mut sqlite = vec![1_000, 100_000, 1_000_000];
    let mut postgres = sqlite.clone();
    for pair in arguments.chunks(2) {
        let [option, list] = pair else { bail!("{USAGE}") };
        let sizes = match option.as_str() {
            "--people" => &mut sqlite,
            "--postgres" => &mut postgres,
            _ => bail!("{USAGE}"),
        };
        *sizes = list.split(',').filter(|size| !size.is_empty()).map(str::parse).collect::<Result<_, _>>().context(USAGE)?;
        // The fewest first: the rest is compared with them.
        sizes.sort_unstable();
    }
    let machine = report::Machine::read(arguments);
    let binary = bundle::build(Profile::Release)?;
    // With the server, so that it is made of the same crates with the same features.
    step("floor", || {
        run(cargo().args(["build", "--quiet", "--release", "--package", "server", "--package", "service", "--example", "floor"]))
    })?;
    let bench = target_dir()?.join("bench");
    fs::create_dir_all(&bench)?;
    subject::step_aside()?;
    let mut found = Vec::new();
    for people in sqlite {
        let place = step(&format!("{people} people in SQLite"), || Place::embedded(&binary, &bench, people))?;
        found.push(measure(&binary, &place, Database::Sqlite, people)?);
        // After each: it takes long, and what was measured is not to be lost.
        report::write(&found, None, &machine)?;
    }
    let mut several = None;
    if let Some(postgres_most) = postgres.last().copied() {
        let cluster = Cluster::start_durable()?;
        for people in postgres {
            let place = step(&format!("{people} people in PostgreSQL"), || Place::on_postgres(&binary, &bench, &cluster.url(), people))?;
            found.push(measure(&binary, &place, Database::Postgres, people)?);
            if people == postgres_most {
                // It needs what not every machine has. All else is worth telling without it.
                several = Some(several::measure(&binary, &place, people).map_err(|error| format!("{error:#}")));
            }
            report::write(&found, several.as_ref(), &machine)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

const USAGE: &str = "bench takes --people NUMBERS (SQLite), --postgres NUMBERS, and nothing else: --people 1000,100000 --postgres 1000";

fn measure(binary: &Path, place: &Place, database: Database, people: u64) -> Result<Found> {
    // The first start may bring the schema up to date.
    drop(Subject::start(binary, place)?);
    let floor = match database {
        Database::Sqlite => step("SQLite alone", || floor(&place.home.join("instroom.db")))?,
        Database::Postgres => Vec::new(),
    };
    let subject = Subject::start(binary, place)?;
    let idle = subject.memory()?;
    let known = Known::of(&subject, people)?;
    let visit = subject.first_visit("/candidates", &known.cookie)?;
    let mut measured = Vec::new();
    for row in ROWS {
        let asking = (row.asking)(&known);
        let result = step(row.name, || match row.how {
            How::One => {
                open(&asking, 1, PACE, LASTING / 5)?;
                open(&asking, 1, PACE, LASTING)
            }
            // Whom a warming up has made cannot be made again.
            How::Many(connections) if asking.status == 201 => closed(&asking, connections, LASTING),
            How::Many(connections) => {
                closed(&asking, connections, LASTING / 5)?;
                closed(&asking, connections, LASTING)
            }
        })?;
        measured.push(result);
    }
    // What that needs does not count as what it needs every day.
    let memory = (idle, subject.most_memory()?);
    let overload = overload::measure(&known)?;
    Ok(Found { database, people, started: subject.started, memory, visit, measured, overload, floor })
}

/// What SQLite takes for the statements of lists, on the server's core.
fn floor(file: &Path) -> Result<Vec<Floor>> {
    let example = target_dir()?.join("release/examples/floor");
    let told = output(Command::new("taskset").args(["--cpu-list", "0"]).arg(example).arg(file))?;
    let line = |line: &str| {
        let (name, median) = line.split_once('\t').context("a line of the floor")?;
        Ok((name.to_owned(), median.trim().parse()?))
    };
    told.lines().map(line).collect()
}
