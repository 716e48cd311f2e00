//! `cargo xtask bench`: what the released server does, measured and written to `docs/benchmarks.md`.
//!
//! The server runs on one core and the load on another. Each row is measured on every size of the data in one run, so that the sizes can be compared;
//! the times themselves are those of this machine.

mod load;
mod report;
mod subject;

pub use subject::Subject;

use crate::{
    bundle::{self, Profile},
    process::{step, target_dir},
};
use anyhow::{Context, Result, bail, ensure};
use load::{Asking, Measured, Request, closed, open};
use std::{fs, path::Path, process::ExitCode, sync::Arc, time::Duration};

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
        let token = subject.token()?;
        let mut files = Vec::new();
        for step in 0..8 {
            let page = 1 + step * (people / PAGE).saturating_sub(1) / 8;
            let found = subject.json(&format!("/api/candidates?page={page}"), &token)?;
            let ids = found.as_array().into_iter().flatten().filter_map(|person| person["id"].as_str());
            files.extend(ids.map(|id| format!("/candidates/{id}")));
        }
        ensure!(!files.is_empty(), "the list is empty");
        Ok(Self { origin: subject.origin.clone(), token, cookie: subject.cookie()?, people, files })
    }

    fn api(&self, request: impl Fn(u64) -> Request + Send + Sync + 'static) -> Asking {
        let headers = vec![("authorization", format!("Bearer {}", self.token)), ("accept", "application/ld+json".to_owned())];
        Asking { origin: self.origin.clone(), headers, status: 200, request: Arc::new(request) }
    }

    fn page(&self, request: impl Fn(u64) -> Request + Send + Sync + 'static) -> Asking {
        let headers = vec![("cookie", self.cookie.clone()), ("accept", "text/html".to_owned())];
        Asking { headers, ..self.api(request) }
    }
}

/// What somebody types who looks for one of the made-up people: the beginning of a name, two words, a name that is not spelt right.
const TYPED: &[&str] = &["verme", "grace+hughes", "jansne", "okonk", "sore", "kwame+nowak", "witfield", "de+vries"];

fn search(number: u64) -> Request {
    Request::get(format!("/api/candidates/search?q={}", TYPED[number as usize % TYPED.len()]))
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
        name: "the last page of them, one client",
        how: How::One,
        aim: Aim::Median(2.0),
        asking: |known| {
            let last = known.people.div_ceil(PAGE);
            known.api(move |_| Request::get(format!("/api/candidates?page={last}")))
        },
    },
    Row {
        name: "search, beginnings of words and typing errors, one client",
        how: How::One,
        aim: Aim::Median(5.0),
        asking: |known| known.api(search),
    },
    Row {
        name: "the page of the candidates, one client",
        how: How::One,
        aim: Aim::Median(4.0),
        asking: |known| known.page(|_| Request::get("/candidates")),
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
    // The last: what it writes stays.
    Row {
        name: "a candidate is created, on the disk before the answer, 32 connections",
        how: How::Many(32),
        aim: Aim::Rate(2_500.0),
        asking: |known| {
            Asking {
            status: 201,
            ..known.api(|number| {
                let body = serde_json::json!({ "firstname": "Bench", "lastname": format!("Number {number}"), "email": format!("bench{number}@example.test") });
                Request { path: "/api/candidates".to_owned(), body: Some(body.to_string()) }
            })
        }
        },
    },
];

/// What was measured on one size of the data.
pub struct Found {
    pub people: u64,
    pub started: Duration,
    /// In KiB: after the start, and the most that it was.
    pub memory: (u64, u64),
    /// By row.
    pub measured: Vec<Measured>,
}

pub fn command(arguments: &[String]) -> Result<ExitCode> {
    let mut sizes = vec![1_000, 100_000, 1_000_000];
    match arguments {
        [] => {}
        [option, list] if option == "--people" => {
            sizes = list.split(',').map(str::parse).collect::<Result<_, _>>().context("--people takes numbers: 1000,100000")?;
        }
        _ => bail!("bench takes --people NUMBERS and nothing else"),
    }
    // The fewest first: the rest is compared with them.
    sizes.sort_unstable();
    let binary = bundle::build(Profile::Release)?;
    let bench = target_dir()?.join("bench");
    fs::create_dir_all(&bench)?;
    subject::step_aside()?;
    let found = sizes.iter().map(|people| measure(&binary, &bench, *people)).collect::<Result<Vec<_>>>()?;
    report::write(&found, arguments)?;
    Ok(ExitCode::SUCCESS)
}

fn measure(binary: &Path, bench: &Path, people: u64) -> Result<Found> {
    let data = step(&format!("{people} people"), || subject::data(binary, bench, people))?;
    let run = subject::copy(&data, bench)?;
    // The first start may bring the schema up to date.
    drop(Subject::start(binary, &run)?);
    let subject = Subject::start(binary, &run)?;
    let idle = subject.memory()?;
    let known = Known::of(&subject, people)?;
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
    Ok(Found { people, started: subject.started, memory: (idle, subject.most_memory()?), measured })
}
