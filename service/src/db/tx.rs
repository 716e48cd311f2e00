//! A transaction under way.

use super::query::{Conn, Param, Query, Queue, inserted};
use crate::{
    error::{Error, Result},
    idempotency::Once,
};
use chrono::{DateTime, Utc};
use domain::{
    id::{ChangeId, CommandId},
    policy::Actor,
};
use sqlx::{AssertSqlSafe, Postgres, SqlSafeStr, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};
use std::sync::Arc;

/// The tables that [`Db::housekeep`](super::Db::housekeep) writes: nothing in them is a record, and nobody asks who changed it.
const BOOKKEEPING: &[&str] = &[
    "session",
    "token",
    "link",
    "failed_attempt",
    "change_order",
    "change_pending",
    "search_document",
    "search_index",
    "search_missing",
    "search_word",
    "idempotency",
    "scorecard_draft",
    "assignment_draft",
    "letter",
    "calendar_feed",
    "candidate_skill",
    "counter",
    "webhook_cursor",
    "webhook_delivery",
    "webhook_log",
    "import",
    "import_row",
    "candidate_external_id",
];

/// The table that a statement writes.
fn written_table(sql: &str) -> Option<&str> {
    let mut words = sql.split_ascii_whitespace();
    match words.next()? {
        "INSERT" | "DELETE" => words.nth(1),
        "UPDATE" => words.next(),
        _ => None,
    }
}

/// Everything that is written together, for one reason.
#[derive(Clone, Debug)]
pub struct Command {
    pub id: CommandId,
    pub actor: Actor,
    pub at: DateTime<Utc>,
    /// Carried out once, however often it is sent.
    pub once: Option<Arc<Once>>,
}

/// A transaction. It is ended by whoever began it, or with the snapshot that has it; never by whoever works in it.
pub struct Tx {
    pub(super) conn: Conn,
    command: Option<Command>,
    changes: Vec<(ChangeId, Vec<u8>)>,
    /// Those of the commands before, which are committed together with this one.
    finished: Vec<(ChangeId, Vec<u8>)>,
    wrote: bool,
    statements: usize,
    queue: Queue,
}

impl Tx {
    fn new(conn: Conn, command: Option<Command>) -> Self {
        Self { conn, command, changes: Vec::new(), finished: Vec::new(), wrote: false, statements: 0, queue: Queue::default() }
    }

    pub(super) fn look_sqlite(conn: PoolConnection<Sqlite>) -> Self {
        Self::new(Conn::SqliteLooker(conn), None)
    }

    pub(super) fn look_postgres(conn: PoolConnection<Postgres>) -> Self {
        Self::new(Conn::PostgresLooker(conn), None)
    }

    pub(super) fn read_sqlite(transaction: Transaction<'static, Sqlite>) -> Self {
        Self::new(Conn::SqliteReader(transaction), None)
    }

    pub(super) fn read_postgres(transaction: Transaction<'static, Postgres>) -> Self {
        Self::new(Conn::Postgres(transaction), None)
    }

    pub(super) fn write_postgres(transaction: Transaction<'static, Postgres>, command: Option<Command>) -> Self {
        Self::new(Conn::Postgres(transaction), command)
    }

    /// The writer's own connection; the writer begins and commits.
    pub(super) fn writer(conn: SqliteConnection) -> Self {
        Self::new(Conn::SqliteWriter(conn), None)
    }

    /// Makes the writer's connection ready for the next command.
    pub(super) fn restart(&mut self, command: Option<Command>) {
        self.command = command;
        self.changes.clear();
        self.wrote = false;
        self.queue = Queue::default();
    }

    /// A statement of the program, to be given its arguments: `tx.query(sql!("…"))`.
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        self.statement(sql.into_sql_str())
    }

    /// A statement put together from literals of the program by [`Where`](super::Where) and `records`.
    pub(crate) fn query_built(&mut self, sql: String) -> Query<'_> {
        self.statement(AssertSqlSafe(sql).into_sql_str())
    }

    /// Writes something of which nothing is heard but that it failed. It is sent with the next statement, or at the end of the work: to hand one over to SQLite's
    /// thread or to PostgreSQL, and to wait for it, takes longer than most statements. To PostgreSQL only new rows are sent together, each of another table.
    ///
    /// # Errors
    /// The database's, of this or of one before.
    pub(crate) async fn later(&mut self, sql: impl Into<String>, params: Vec<Param>) -> Result<()> {
        let sql = sql.into();
        match (&self.conn, inserted(&sql)) {
            (Conn::SqliteWriter(_), _) => {}
            (Conn::Postgres(_), Some(table)) => {
                if self.queue.inserts_into(table) {
                    self.flush().await?;
                }
            }
            // What reads may not write, and is told so at once.
            _ => return self.query_built(sql).bind_all(params).execute().await.map(drop),
        }
        self.allow(&sql).map_err(sqlx::Error::Encode)?;
        self.queue.push(&sql, params);
        Ok(())
    }

    /// Sends what [`later`](Self::later) left.
    pub(super) async fn flush(&mut self) -> Result<()> {
        self.queue.send(&mut self.conn).await
    }

    fn statement(&mut self, sql: sqlx::SqlStr) -> Query<'_> {
        let allowed = self.allow(sql.as_str());
        Query::new(&mut self.conn, &mut self.queue, sql, allowed)
    }

    /// Whether a statement may be run here.
    fn allow(&mut self, sql: &str) -> Result<(), sqlx::error::BoxDynError> {
        self.statements += 1;
        // Without its arguments: nothing of anybody is in it.
        tracing::trace!(target: "sql", statement = sql);
        let written = written_table(sql);
        self.wrote |= written.is_some_and(|table| !BOOKKEEPING.contains(&table));
        match (&self.command, written) {
            (None, Some(table)) if !BOOKKEEPING.contains(&table) => Err(format!("{table} is written by commands alone").into()),
            _ if self.statements > 1 && matches!(self.conn, Conn::SqliteLooker(_) | Conn::PostgresLooker(_)) => {
                Err("two statements are not one look".into())
            }
            _ => Ok(()),
        }
    }

    /// Goes on with another command in the same transaction: demo data has a past, and is all there or not at all.
    pub(crate) fn take_up(&mut self, command: Command) {
        self.command = Some(command);
    }

    /// Whether this is the embedded database.
    pub fn is_sqlite(&self) -> bool {
        !matches!(self.conn, Conn::Postgres(_) | Conn::PostgresLooker(_))
    }

    /// The command this transaction carries out.
    ///
    /// # Errors
    /// It is bookkeeping, or a read.
    pub fn command(&self) -> Result<&Command> {
        self.command.as_ref().ok_or_else(|| Error::broken("a change outside of a command"))
    }

    /// Notes a row of the change log, with the bytes that the chain hashes.
    pub(crate) fn appended(&mut self, change: ChangeId, stored: Vec<u8>) {
        self.changes.push((change, stored));
    }

    /// Ends the work of a command: if it wrote, it has changes to show.
    pub(super) fn finish(&mut self) -> Result<()> {
        if self.command.is_some() && self.wrote && self.changes.is_empty() {
            return Err(Error::broken("a command wrote without recording a change"));
        }
        self.finished.append(&mut self.changes);
        Ok(())
    }

    /// Before the first of the commands that the writer commits together.
    pub(super) fn begin_chain(&mut self) {
        self.finished.clear();
    }

    /// After the last of them: their changes take their places in the chain. False where there are none.
    pub(super) async fn chain(&mut self) -> Result<bool> {
        let changes = std::mem::take(&mut self.finished);
        let any = !changes.is_empty();
        crate::changes::chain(self, changes).await?;
        self.flush().await?;
        Ok(any)
    }

    /// Commits a transaction of a pool.
    pub(super) async fn end(self) -> Result<()> {
        match self.conn {
            Conn::SqliteReader(transaction) => transaction.commit().await?,
            Conn::Postgres(transaction) => transaction.commit().await?,
            Conn::SqliteWriter(_) | Conn::SqliteLooker(_) | Conn::PostgresLooker(_) => {}
        }
        Ok(())
    }

    /// Runs one of the writer's own statements.
    pub(super) async fn control(&mut self, sql: &'static str) -> sqlx::Result<()> {
        match &mut self.conn {
            Conn::SqliteWriter(conn) => sqlx::raw_sql(sql).execute(conn).await.map(drop),
            Conn::SqliteLooker(_) | Conn::SqliteReader(_) | Conn::Postgres(_) | Conn::PostgresLooker(_) => Ok(()),
        }
    }

    pub(super) async fn close(self) {
        if let Conn::SqliteWriter(conn) = self.conn {
            // Everything is committed; a failing checkpoint is repeated at the next start.
            if let Err(error) = sqlx::Connection::close(conn).await {
                tracing::warn!(%error, "closing the database");
            }
        }
    }
}
