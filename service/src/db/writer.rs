//! SQLite's single writer. Whoever waits while a commit is under way is committed together with the next: durable, and fast.

use super::{
    Work,
    tx::{Command, Tx},
};
use crate::error::{Error, Result};
use domain::error::Error as Refusal;
use futures_util::{FutureExt, future::BoxFuture};
use sqlx::SqliteConnection;
use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};
use tokio::sync::{mpsc, oneshot};

/// Work that may wait; one more is refused at once.
const QUEUE: usize = 1_024;
/// Work committed together at most.
const BATCH: usize = 64;

/// A handle on the writer.
pub(super) struct Writer {
    jobs: mpsc::Sender<Message>,
    commits: Arc<Commits>,
}

/// How many there were. Each is counted before anybody is told of it.
struct Commits {
    /// Of those, the ones that recorded a change.
    recorded: AtomicU64,
    all: AtomicU64,
}

enum Message {
    Job(Box<dyn Job>),
    Exclusive(Exclusive, oneshot::Sender<Result<()>>),
    Stop(oneshot::Sender<()>),
}

/// Work outside of any transaction: migrations.
type Exclusive = Box<dyn for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<()>> + Send>;

/// Work with its type of result forgotten.
trait Job: Send {
    /// Does the work inside a transaction and keeps what came of it. False: take it back.
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool>;
    /// Tells whoever waits: what came of it, or why it could not be committed.
    fn answer(self: Box<Self>, committed: Result<()>);
}

struct Waiting<T, W> {
    command: Option<Command>,
    work: W,
    result: Option<Result<T>>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T: Send + 'static, W: Work<T>> Job for Waiting<T, W> {
    fn run<'t>(&'t mut self, tx: &'t mut Tx) -> BoxFuture<'t, bool> {
        Box::pin(async move {
            tx.restart(self.command.clone());
            let done = AssertUnwindSafe(async {
                let value = (self.work)(tx).await?;
                tx.flush().await?;
                tx.finish()?;
                Ok(value)
            });
            let result = done.catch_unwind().await.unwrap_or_else(|_| Err(Error::broken("a write panicked")));
            let good = result.is_ok();
            if !good {
                // What a refused work left to be sent is sent with nobody else's.
                tx.restart(None);
            }
            self.result = Some(result);
            good
        })
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let result = match (self.result, committed) {
            (Some(result), Ok(())) => result,
            (Some(Err(own)), Err(_)) => Err(own),
            (_, Err(error)) => Err(error),
            (None, Ok(())) => Err(Error::broken("a write was answered before it ran")),
        };
        // Whoever asked may have gone away; what was written stays written.
        let _ = self.reply.send(result);
    }
}

impl Writer {
    pub fn start(conn: SqliteConnection) -> Self {
        let (jobs, inbox) = mpsc::channel(QUEUE);
        let commits = Arc::new(Commits { recorded: AtomicU64::new(1), all: AtomicU64::new(1) });
        tokio::spawn(run(Tx::writer(conn), inbox, Arc::clone(&commits)));
        Self { jobs, commits }
    }

    /// How often something was recorded. Whoever reads it first and the database then, reads this version or a newer one.
    pub fn version(&self) -> u64 {
        self.commits.recorded.load(Ordering::SeqCst)
    }

    /// How often anything was written; otherwise as [`version`](Self::version).
    pub fn writes(&self) -> u64 {
        self.commits.all.load(Ordering::SeqCst)
    }

    /// Queues work and waits until it is durable.
    pub async fn submit<T: Send + 'static>(&self, command: Option<Command>, work: impl Work<T>) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let job = Box::new(Waiting { command, work, result: None, reply });
        self.jobs.try_send(Message::Job(job)).map_err(|_| Error::Refused(Refusal::Busy))?;
        answer.await.map_err(|_| Error::Refused(Refusal::Busy))?
    }

    /// Does work outside of any transaction, with nobody else writing.
    pub async fn exclusively(&self, work: impl for<'t> FnOnce(&'t mut Tx) -> BoxFuture<'t, Result<()>> + Send + 'static) -> Result<()> {
        let (reply, answer) = oneshot::channel();
        let sent = self.jobs.send(Message::Exclusive(Box::new(work), reply)).await;
        sent.map_err(|_| Error::Refused(Refusal::Busy))?;
        answer.await.map_err(|_| Error::Refused(Refusal::Busy))?
    }

    /// Finishes what waits, and closes the file.
    pub async fn stop(&self) {
        let (reply, answer) = oneshot::channel();
        if self.jobs.send(Message::Stop(reply)).await.is_ok() {
            let _ = answer.await;
        }
    }
}

async fn run(mut tx: Tx, mut inbox: mpsc::Receiver<Message>, commits: Arc<Commits>) {
    let mut next = None;
    loop {
        let Some(message) = (match next.take() {
            Some(message) => Some(message),
            None => inbox.recv().await,
        }) else {
            break;
        };
        match message {
            Message::Job(job) => {
                let mut batch = vec![job];
                while batch.len() < BATCH {
                    match inbox.try_recv() {
                        Ok(Message::Job(job)) => batch.push(job),
                        Ok(other) => {
                            next = Some(other);
                            break;
                        }
                        Err(_) => break,
                    }
                }
                commit(&mut tx, batch, &commits).await;
            }
            Message::Exclusive(work, reply) => {
                let _ = reply.send(work(&mut tx).await);
            }
            Message::Stop(reply) => {
                tx.close().await;
                let _ = reply.send(());
                return;
            }
        }
    }
    tx.close().await;
}

/// Commits a batch: first as if nothing in it were refused. Where something is, all of it is done again, each in a savepoint of its own. Where the
/// commit itself fails, each is tried alone, so that nobody pays for a neighbour.
async fn commit(tx: &mut Tx, mut batch: Vec<Box<dyn Job>>, commits: &Commits) {
    let committed = match attempt(tx, &mut batch, commits, false).await {
        Ok(true) => Ok(()),
        // Refused alone, it has been taken back, and that is all.
        Ok(false) if batch.len() == 1 => Ok(()),
        Ok(false) => attempt(tx, &mut batch, commits, true).await.map(drop),
        Err(error) => Err(error),
    };
    match committed {
        Ok(()) => batch.into_iter().for_each(|job| job.answer(Ok(()))),
        Err(error) if batch.len() == 1 => batch.into_iter().for_each(|job| job.answer(Err(Error::from_commit(&error)))),
        Err(_) => {
            for job in batch {
                let mut alone = [job];
                let committed = attempt(tx, &mut alone, commits, true).await.map(drop).map_err(|error| Error::from_commit(&error));
                let [job] = alone;
                job.answer(committed);
            }
        }
    }
}

/// Runs the jobs and commits; false where one was refused. In savepoints, what is refused is taken back and the others are committed; else nothing of the
/// batch has happened, as after an error.
async fn attempt(tx: &mut Tx, batch: &mut [Box<dyn Job>], commits: &Commits, savepoints: bool) -> Result<bool> {
    tx.control("BEGIN IMMEDIATE").await?;
    let result = attempt_begun(tx, batch, commits, savepoints).await;
    if !matches!(result, Ok(good) if good || savepoints) {
        // A full disk ends the transaction by itself; then there is nothing to take back.
        let _ = tx.control("ROLLBACK").await;
    }
    result
}

async fn attempt_begun(tx: &mut Tx, batch: &mut [Box<dyn Job>], commits: &Commits, savepoints: bool) -> Result<bool> {
    let mut all = true;
    tx.begin_chain();
    for job in batch {
        if !savepoints {
            if !job.run(tx).await {
                return Ok(false);
            }
            continue;
        }
        tx.control("SAVEPOINT job").await?;
        if !job.run(tx).await {
            all = false;
            tx.control("ROLLBACK TO job").await?;
        }
        tx.control("RELEASE job").await?;
    }
    let recorded = tx.chain().await?;
    let committed = tx.control("COMMIT").await;
    // Where it failed nobody knows for sure what is there: what was read before is read again.
    commits.all.fetch_add(1, Ordering::SeqCst);
    if recorded {
        commits.recorded.fetch_add(1, Ordering::SeqCst);
    }
    committed?;
    Ok(all)
}
