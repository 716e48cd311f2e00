//! What can be done: one function per use case. The only crate that knows SQL.
//!
//! A use case takes the [`Service`], who asks, and what is asked. It decides with `domain`, remembers with [`db`], and leaves a row in the
//! change log for everything it changed.

pub mod answers;
pub mod approval_flows;
pub mod approvals;
pub mod assignments;
pub mod candidates;
pub mod changes;
pub mod check;
pub mod client_views;
pub mod clock;
pub mod db;
pub mod demo;

mod error;

pub mod feed;
pub mod generate;
pub mod idempotency;
pub mod imports;
pub mod interviews;
pub mod keys;
pub mod letters;
pub mod links;
pub mod live;
pub mod matching;
pub mod merges;
pub mod notes;
mod recent;
mod records;
pub mod reports;
pub mod request_candidates;
pub mod requests;
pub mod scorecards;
pub mod search;
pub mod sessions;
mod signed;
mod tally;
pub mod task_groups;
pub mod tasks;
mod throttle;
pub mod tokens;
pub mod users;
pub mod webhooks;

pub use error::{Broken, Error, Result};
pub use records::redact;

use clock::Clock;
use db::{Access, Command, Db};
use domain::{candidates::Candidate, id::CommandId, network::Reach, page::Page, policy::Actor};
use keys::Keys;
use records::Pen;
use std::{
    path::{Path, PathBuf},
    sync::Arc,
};
use tokio::sync::Semaphore;

/// Pages of people that are kept for whoever asks again: some megabytes.
const PAGES: usize = 32;
/// Questions of which it is kept how many they find.
const LENGTHS: usize = 32;
/// Months of a list, or days of one of its months, that are kept: those of twenty years.
const SPANS: usize = 256;
/// Sessions and tokens, each, of which it is remembered whose they are.
const CALLERS: usize = 256;
/// Free bytes below which a server with the embedded database should be sent nothing more: room for one large write-ahead log.
const WATERMARK: u64 = 64 * 1024 * 1024;

/// What is free for us on the disk of a file; none where that cannot be told.
fn free_bytes(file: &Path) -> Option<u64> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Everything a use case needs of the world.
#[derive(Clone)]
pub struct Service {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub keys: Keys,
    /// Who watches what happens.
    pub live: live::Live,
    /// Where webhooks may lead.
    pub reach: Reach,
    /// Pages of people.
    pages: Arc<recent::Recent<candidates::Asked, Page<Candidate>>>,
    /// How many were found by words.
    lengths: Arc<search::Lengths>,
    /// How many records of a list came in each month, and on each day of some.
    spans: Arc<tally::Spans>,
    /// Who is behind the cookies that came lately.
    sessions: Arc<sessions::Known>,
    /// Who is behind the tokens that came lately.
    tokens: Arc<tokens::Known>,
    /// What is asked for now is done once, however often it is sent.
    once: Option<Arc<idempotency::Once>>,
    /// Passwords being hashed at the same time: each takes 19 MiB and a core.
    hashing: Arc<Semaphore>,
    /// Ends the background work of this process when the last clone is gone.
    _background: Arc<Background>,
}

/// How a service is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://…`.
    pub database: String,
    /// Made where it is not there.
    pub key_file: PathBuf,
    pub access: Access,
}

struct Background(Vec<tokio::task::JoinHandle<()>>);

impl Drop for Background {
    fn drop(&mut self) {
        self.0.iter().for_each(tokio::task::JoinHandle::abort);
    }
}

impl Service {
    /// Opens the database, brings its schema up to date, and loads the keys.
    ///
    /// # Errors
    /// The database is away, newer than this program, or served by another process; the key file cannot be used.
    pub async fn open(options: Options) -> Result<Self> {
        Self::open_with(options, Arc::new(clock::SystemClock)).await
    }

    /// As [`Service::open`], with a clock of one's own.
    ///
    /// # Errors
    /// As [`Service::open`].
    pub async fn open_with(options: Options, clock: Arc<dyn Clock>) -> Result<Self> {
        let db = Db::ready(&options.database, options.access).await?;
        let keys = changes::keys(&db, &options.key_file, options.access != Access::Reader).await?;
        if options.access == Access::Server {
            matching::fill(&db).await?;
            search::fill(&db).await?;
        }
        let mut background = Vec::new();
        if options.access == Access::Server && !db.is_sqlite() {
            background.push(tokio::spawn(changes::sequence_for_ever(db.clone())));
        }
        let live = live::Live::default();
        if options.access == Access::Server {
            background.push(tokio::spawn(live::follow_for_ever(db.clone(), live.clone())));
        }
        let hashers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Ok(Self {
            db,
            clock,
            keys,
            live,
            reach: Reach::default(),
            pages: Arc::new(recent::Recent::new(PAGES)),
            lengths: Arc::new(recent::Recent::new(LENGTHS)),
            spans: Arc::new(recent::Recent::new(SPANS)),
            sessions: Arc::new(recent::Recent::new(CALLERS)),
            tokens: Arc::new(recent::Recent::new(CALLERS)),
            once: None,
            hashing: Arc::new(Semaphore::new(hashers)),
            _background: Arc::new(Background(background)),
        })
    }

    /// A command of this actor, now.
    pub fn command(&self, actor: &Actor) -> Command {
        Command { id: CommandId(self.clock.id()), actor: actor.clone(), at: self.clock.now(), once: self.once.clone() }
    }

    /// The same service, for one who reads several things and wants them as of one moment: see [`Db::snapshot`].
    #[must_use]
    pub fn snapshot(&self) -> Self {
        Self { db: self.db.snapshot(), ..self.clone() }
    }

    fn pen(&self) -> Pen {
        Pen { keys: self.keys.clone(), clock: Arc::clone(&self.clock) }
    }

    /// Whether the database answers, takes writes, and has this program's schema.
    ///
    /// # Errors
    /// It does not.
    pub async fn ready(&self) -> Result<()> {
        if !self.db.is_migrated().await? {
            return Err(Error::Refused(domain::error::Error::Busy));
        }
        if self.db.file().is_some_and(|file| free_bytes(file).is_some_and(|free| free < WATERMARK)) {
            return Err(Error::Refused(domain::error::Error::Full));
        }
        self.db.housekeep(|_| Box::pin(async { Ok(()) })).await
    }

    /// Finishes what is under way and closes the database.
    pub async fn close(&self) {
        self.db.close().await;
    }
}
