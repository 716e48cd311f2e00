//! The database: one SQL text, two databases, native types on both.
//!
//! Reads are snapshots. Writes go through one function, [`Db::write`], which appends to the change log in the same transaction; bookkeeping
//! goes through [`Db::housekeep`]. Whoever waits may go away: the write is finished, or was never begun.

mod lock;
mod migrate;
mod query;
mod row;
mod select;
mod tx;
mod writer;

pub use query::{Database, Param, Query, Record, Statement};
pub(crate) use row::{Beside, ENVELOPE, Stored, param};
pub use select::{Sum, Where};
pub use tx::{Command, Tx};

use crate::{
    error::{Error, Result},
    sql,
};
use domain::error::Error as Refusal;
use futures_util::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use sqlx::{
    ConnectOptions, Connection,
    postgres::{PgConnectOptions, PgPool, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous},
};
use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

/// The oldest SQLite without the WAL corruption that was fixed in 3.51.3, as `sqlite3_libversion_number` counts.
const SQLITE_OLDEST: i32 = 3_051_003;
/// How long anybody waits for a connection before hearing [`Refusal::Busy`].
const PATIENCE: Duration = Duration::from_secs(3);
/// How long a connection to PostgreSQL may have been idle and is used without being asked first whether it still answers.
const FRESH: Duration = Duration::from_secs(1);
/// The first number of the locks by which connections to PostgreSQL have rows of the tallies to themselves; any that nobody else takes.
const SHARDS: i32 = 0x7a11;
/// How long SQLite waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);
/// Transactions that PostgreSQL lets lose against one another before giving up.
const ATTEMPTS: u32 = 30;
/// Rows that are removed at once.
const PIECE: i64 = 500;
/// What a loser waits, longer each time, so that the winner is done.
const BACKOFF: Duration = Duration::from_micros(500);

/// Work to be done in a transaction. It may be run again, so it owns what it needs and awaits nothing but SQL.
pub trait Work<T>: Fn(&mut Tx) -> BoxFuture<'_, Result<T>> + Send + Sync + 'static {}
impl<T, F: Fn(&mut Tx) -> BoxFuture<'_, Result<T>> + Send + Sync + 'static> Work<T> for F {}

/// What a process wants of the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// The one server on a SQLite file: takes the lock, and brings the schema up to date.
    Server,
    /// A short visit beside a running server, to write something small. A database that nobody serves is brought up to date first.
    Visitor,
    /// A look beside a running server. Nothing is made, migrated or locked.
    Reader,
}

#[derive(Clone)]
pub struct Db {
    backend: Arc<Backend>,
    snapshot: Option<Arc<Snapshot>>,
}

/// What is read one after another, as of one moment.
struct Snapshot {
    /// The database's before the moment.
    version: Option<u64>,
    /// The transaction that the first read began, while nobody reads. When the last who share it are gone, it ends by itself.
    tx: Mutex<Option<Tx>>,
}

impl Snapshot {
    fn take(&self) -> Option<Tx> {
        self.tx.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn put(&self, tx: Tx) {
        self.tx.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(tx);
    }
}

enum Backend {
    Sqlite { readers: SqlitePool, writer: writer::Writer, path: Option<PathBuf>, lock: Option<lock::Lock> },
    Postgres(PgPool),
}

impl Db {
    /// Opens `sqlite:PATH` or `postgres://…`.
    ///
    /// # Errors
    /// The address is neither, the database is away, or another server has it.
    pub async fn open(url: &str, access: Access) -> Result<Self> {
        if url.starts_with("sqlite:") {
            Self::open_sqlite(url, access).await
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            Self::open_postgres(url).await
        } else {
            Err(Error::broken("the database address must begin with sqlite: or postgres://"))
        }
    }

    async fn open_sqlite(url: &str, access: Access) -> Result<Self> {
        let options: SqliteConnectOptions = url.parse()?;
        let path = options.get_filename().to_owned();
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder)?;
        }
        let lock = match access {
            Access::Server => Some(lock::Lock::take(&path)?),
            Access::Visitor => None,
            Access::Reader if path.exists() => None,
            Access::Reader => return Err(Error::broken(format!("there is no database at {}", path.display()))),
        };
        let options = options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY)
            .optimize_on_close(true, None)
            .pragma("secure_delete", "ON")
            .disable_statement_logging();
        let mut conn = options.connect().await?;
        assert_sqlite_version(&mut conn).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(8)
            .acquire_timeout(PATIENCE)
            // A file does not go away.
            .test_before_acquire(false)
            .connect_with(options.read_only(true).create_if_missing(false))
            .await?;
        Ok(Self::of(Backend::Sqlite { readers, writer: writer::Writer::start(conn), path: Some(path), lock }))
    }

    async fn open_postgres(url: &str) -> Result<Self> {
        let options: PgConnectOptions = url.parse()?;
        let pool = PgPoolOptions::new()
            .max_connections(16)
            .acquire_timeout(PATIENCE)
            // To ask each time whether it still answers would double what a short statement takes.
            .test_before_acquire(false)
            // Two who count in the same row at once do not get along: one begins again. So each connection has rows of its own, as long as it is open.
            .after_connect(|conn, _| {
                Box::pin(async move {
                    let statement = sql!(
                        Postgres,
                        "SELECT set_config('instroom.shard', CAST(n AS TEXT), FALSE) FROM generate_series(0, 63) n WHERE pg_try_advisory_lock($1, n) LIMIT 1"
                    );
                    sqlx::query(statement).bind(SHARDS).execute(conn).await.map(drop)
                })
            })
            .before_acquire(|conn, found| {
                Box::pin(async move {
                    if found.idle_for >= FRESH {
                        conn.ping().await?;
                    }
                    Ok(true)
                })
            })
            .connect_with(options.application_name("instroom").disable_statement_logging())
            .await?;
        Ok(Self::of(Backend::Postgres(pool)))
    }

    fn of(backend: Backend) -> Self {
        Self { backend: Arc::new(backend), snapshot: None }
    }

    /// Finishes what is under way and lets the database go.
    pub async fn close(&self) {
        match &*self.backend {
            Backend::Sqlite { readers, writer, lock, .. } => {
                // The last to close folds the log into the file, and only who may write can.
                readers.close().await;
                writer.stop().await;
                lock.iter().for_each(lock::Lock::release);
            }
            Backend::Postgres(pool) => pool.close().await,
        }
    }

    /// Changes records. The only way to: everything that happens in `work` is one transaction, answered when it is durable, and it must
    /// [record](crate::changes::record) what it changed.
    ///
    /// # Errors
    /// Whatever `work` refuses; [`Refusal::Busy`] where the queue is full or the database away, [`Refusal::Full`] on a full disk.
    pub async fn write<T: Send + 'static>(&self, command: &Command, work: impl Work<T>) -> Result<T> {
        self.transact(Some(command.clone()), work).await
    }

    /// As [`Db::write`], but what a command with a key has done before is not done again: its answer is that of the first time.
    ///
    /// # Errors
    /// As [`Db::write`]; whatever the first time was refused with; [`Refusal::KeyReused`].
    pub async fn write_once<T>(&self, command: &Command, work: impl Work<T>) -> Result<T>
    where
        T: Serialize + DeserializeOwned + Clone + Send + Sync + 'static,
    {
        let Some(once) = command.once.clone() else { return self.write(command, work).await };
        let work = Arc::new(work);
        let attempt = || {
            let (once, work) = (Arc::clone(&once), Arc::clone(&work));
            self.write(command, move |tx| {
                let (once, work) = (Arc::clone(&once), Arc::clone(&work));
                Box::pin(async move {
                    if let Some(answer) = once.find(tx).await? {
                        return Ok(serde_json::from_value(answer?)?);
                    }
                    let value = work(tx).await?;
                    once.store(tx, &Ok(serde_json::to_value(&value)?)).await?;
                    Ok(value)
                })
            })
        };
        match attempt().await {
            // Another of the same key was faster; now it is there to be found.
            Err(error) if error.is_taken() => attempt().await,
            done => done,
        }
    }

    /// Writes bookkeeping: sessions, throttling, links, last-seen times, the search index. No change is recorded.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub async fn housekeep<T: Send + 'static>(&self, work: impl Work<T>) -> Result<T> {
        self.transact(None, work).await
    }

    /// Removes bookkeeping a piece at a time, so that nobody waits behind all of it. The statement says which rows by its first argument, and by its second how
    /// many at most.
    ///
    /// # Errors
    /// As [`Db::write`].
    pub(crate) async fn sweep(&self, statement: &'static str, which: Param) -> Result<()> {
        loop {
            let which = which.clone();
            let removed = self
                .housekeep(move |tx| {
                    let which = which.clone();
                    Box::pin(async move { tx.query(statement).bind_param(which).bind(PIECE).execute().await })
                })
                .await?;
            if removed < PIECE.unsigned_abs() {
                return Ok(());
            }
        }
    }

    async fn transact<T: Send + 'static>(&self, command: Option<Command>, work: impl Work<T>) -> Result<T> {
        match &*self.backend {
            Backend::Sqlite { writer, .. } => writer.submit(command, work).await,
            Backend::Postgres(pool) => {
                let pool = pool.clone();
                // A task of its own: whoever asked may go away, the transaction is finished all the same.
                let task = tokio::spawn(async move { transact_postgres(&pool, command, work).await });
                task.await.map_err(Error::broken)?
            }
        }
    }

    /// The same database, of which all is read as of one moment: when something is read of it first. What is kept in memory may be a moment older; what is read at the
    /// same time as something else, or after something failed, may be newer. To begin and to end a transaction for each read takes longer than most reads.
    ///
    /// For one who reads, for no longer than a page takes: it holds a connection, and what is written meanwhile is not seen.
    #[must_use]
    pub fn snapshot(&self) -> Self {
        if self.snapshot.is_some() {
            // Part of what is read already: with a connection of its own it would wait for one while it holds one.
            return self.clone();
        }
        let snapshot = Snapshot { version: self.version(), tx: Mutex::default() };
        Self { backend: Arc::clone(&self.backend), snapshot: Some(Arc::new(snapshot)) }
    }

    /// Reads, in one snapshot.
    ///
    /// # Errors
    /// Whatever `work` refuses; [`Refusal::Busy`] where no connection is free in time.
    pub async fn read<T>(&self, work: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        let Some(snapshot) = &self.snapshot else {
            // It ends as it goes: nobody waits for that.
            return work(&mut self.begin().await?).await;
        };
        let mut tx = match snapshot.take() {
            Some(tx) => tx,
            None => self.begin().await?,
        };
        let result = work(&mut tx).await?;
        snapshot.put(tx);
        Ok(result)
    }

    async fn begin(&self) -> Result<Tx> {
        Ok(match &*self.backend {
            Backend::Sqlite { readers, .. } => Tx::read_sqlite(readers.begin().await?),
            // In a task of its own: sqlx forgets a transaction of which whoever began it went away before the answer, and the next who is given that connection would
            // be in it (github.com/launchbadge/sqlx/issues/4393).
            Backend::Postgres(pool) => {
                let pool = pool.clone();
                let begun = tokio::spawn(async move { pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await });
                Tx::read_postgres(begun.await.map_err(|_| Error::broken("a transaction was not begun"))??)
            }
        })
    }

    /// Reads with a single statement, which is a snapshot by itself: to begin and end a transaction costs more than what it reads.
    ///
    /// # Errors
    /// As [`Db::read`]; a second statement, where the transaction is not that of a [`Db::snapshot`].
    pub async fn look<T>(&self, work: impl AsyncFnOnce(&mut Tx) -> Result<T>) -> Result<T> {
        if self.snapshot.is_some() {
            return self.read(work).await;
        }
        let mut tx = match &*self.backend {
            Backend::Sqlite { readers, .. } => Tx::look_sqlite(readers.acquire().await?),
            Backend::Postgres(pool) => Tx::look_postgres(pool.acquire().await?),
        };
        work(&mut tx).await
    }

    /// Grows with whatever is recorded: as long as it is the same, records are what they were. None where others write too.
    pub fn version(&self) -> Option<u64> {
        if let Some(snapshot) = &self.snapshot {
            return snapshot.version;
        }
        match &*self.backend {
            Backend::Sqlite { writer, lock: Some(_), .. } => Some(writer.version()),
            Backend::Sqlite { .. } | Backend::Postgres(_) => None,
        }
    }

    /// Grows with whatever is written, recorded or not: as long as it is the same, every row that was there is what it was. What is written beside a server
    /// ([`Access::Visitor`]) is new rows alone. None where others write too, and of a snapshot.
    pub fn writes(&self) -> Option<u64> {
        match &*self.backend {
            Backend::Sqlite { writer, lock: Some(_), .. } if self.snapshot.is_none() => Some(writer.writes()),
            Backend::Sqlite { .. } | Backend::Postgres(_) => None,
        }
    }

    /// Whether this is the embedded database.
    pub fn is_sqlite(&self) -> bool {
        matches!(&*self.backend, Backend::Sqlite { .. })
    }

    /// The file of the embedded database.
    pub fn file(&self) -> Option<&std::path::Path> {
        match &*self.backend {
            Backend::Sqlite { path, .. } => path.as_deref(),
            Backend::Postgres(_) => None,
        }
    }

    /// Prepares every statement of the program; the errors say which do not fit this database.
    pub async fn check_statements(&self) -> Vec<(&'static str, sqlx::Error)> {
        use sqlx::{Executor, SqlSafeStr};
        let mut bad = Vec::new();
        for Statement { sql, on } in inventory::iter::<Statement> {
            let done = match (&*self.backend, on) {
                (Backend::Sqlite { readers, .. }, None | Some(Database::Sqlite)) => readers.prepare(sql.into_sql_str()).await.map(drop),
                (Backend::Postgres(pool), None | Some(Database::Postgres)) => pool.prepare(sql.into_sql_str()).await.map(drop),
                _ => Ok(()),
            };
            bad.extend(done.err().map(|error| (*sql, error)));
        }
        bad
    }
}

async fn transact_postgres<T>(pool: &PgPool, command: Option<Command>, work: impl Work<T>) -> Result<T> {
    for attempt in 1..=ATTEMPTS {
        match attempt_postgres(pool, command.clone(), &work).await {
            // The loser of two transactions has done nothing yet.
            Err(error) if error.is_again() => tokio::time::sleep(BACKOFF * attempt).await,
            done => return done,
        }
    }
    Err(Error::Refused(Refusal::Busy))
}

async fn attempt_postgres<T>(pool: &PgPool, command: Option<Command>, work: &impl Work<T>) -> Result<T> {
    let mut tx = Tx::write_postgres(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ").await?, command);
    let value = work(&mut tx).await?;
    tx.finish()?;
    tx.flush().await?;
    tx.end().await?;
    Ok(value)
}

async fn assert_sqlite_version(conn: &mut sqlx::SqliteConnection) -> Result<()> {
    let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(conn).await?;
    let mut parts = version.split('.').filter_map(|part| part.parse::<i32>().ok());
    let number = parts.by_ref().take(3).fold(0, |number, part| number * 1_000 + part);
    if number < SQLITE_OLDEST {
        return Err(Error::broken(format!("SQLite {version} can corrupt its log; 3.51.3 is the oldest that may be used")));
    }
    Ok(())
}
