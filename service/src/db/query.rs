//! One statement with its arguments, on whichever database the transaction is on.

use super::{select::shifted, tx::Tx};
use crate::error::Result;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::{
    Arguments as _, AssertSqlSafe, Encode, FromRow, Postgres, SqlSafeStr, SqlStr, Sqlite, SqliteConnection, Transaction, Type,
    pool::PoolConnection,
    postgres::{PgArguments, PgRow},
    sqlite::{SqliteArguments, SqliteRow},
    types::Json,
};
use uuid::Uuid;

pub(super) enum Conn {
    /// A connection without a transaction, for a single statement.
    SqliteLooker(PoolConnection<Sqlite>),
    SqliteReader(Transaction<'static, Sqlite>),
    SqliteWriter(SqliteConnection),
    Postgres(Transaction<'static, Postgres>),
    PostgresLooker(PoolConnection<Postgres>),
}

/// A value that both databases bind natively.
pub trait Value: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> {}
impl<T> Value for T where T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> {}

/// A row that both databases decode natively; `#[derive(FromRow)]` or a tuple is enough.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// An argument whose type is known when the program runs: what a description calls for.
#[derive(Clone, Debug, PartialEq)]
pub enum Param {
    Text(Option<String>),
    Id(Option<Uuid>),
    Bytes(Vec<u8>),
    Int(Option<i64>),
    Flag(bool),
    Day(Option<NaiveDate>),
    Moment(Option<DateTime<Utc>>),
    Json(Option<serde_json::Value>),
}

enum Arguments {
    Sqlite(SqliteArguments),
    Postgres(PgArguments),
}

/// Runs one sqlx call on the database at hand.
macro_rules! on_either {
    ($query:expr, $with:path, |$q:ident, $c:ident| $run:expr) => {
        match ($query.conn, $query.args.map_err(sqlx::Error::Encode)?) {
            (Conn::SqliteLooker(conn), Arguments::Sqlite(args)) => {
                let ($q, $c) = ($with($query.sql, args), &mut **conn);
                $run
            }
            (Conn::SqliteReader(tx), Arguments::Sqlite(args)) => {
                let ($q, $c) = ($with($query.sql, args), &mut **tx);
                $run
            }
            (Conn::SqliteWriter(conn), Arguments::Sqlite(args)) => {
                let ($q, $c) = ($with($query.sql, args), conn);
                $run
            }
            (Conn::Postgres(tx), Arguments::Postgres(args)) => {
                let ($q, $c) = ($with($query.sql, args), &mut **tx);
                $run
            }
            (Conn::PostgresLooker(conn), Arguments::Postgres(args)) => {
                let ($q, $c) = ($with($query.sql, args), &mut **conn);
                $run
            }
            (Conn::SqliteLooker(_) | Conn::SqliteReader(_) | Conn::SqliteWriter(_), Arguments::Postgres(_))
            | (Conn::Postgres(_) | Conn::PostgresLooker(_), Arguments::Sqlite(_)) => {
                return Err(crate::error::Error::broken("a statement was given another database's arguments"));
            }
        }
    };
}

/// The table that an `INSERT` writes which reads no other table.
pub(super) fn inserted(sql: &str) -> Option<&str> {
    let mut words = sql.split_ascii_whitespace();
    let table = (words.next()? == "INSERT" && words.next()? == "INTO").then(|| words.next())??;
    while let Some(word) = words.next() {
        if matches!(word, "FROM" | "JOIN") {
            let from = words.next()?;
            if from != table && !from.starts_with("(SELECT") && !from.starts_with("jsonb_array_elements(") {
                return None;
            }
        }
    }
    Some(table)
}

/// Statements of which nothing is heard, sent together.
#[derive(Default)]
pub(super) struct Queue {
    /// The numbers of arguments go on from one to the next.
    statements: Vec<String>,
    params: Vec<Param>,
}

impl Queue {
    pub fn push(&mut self, sql: &str, params: Vec<Param>) {
        self.statements.push(shifted(sql, self.params.len()));
        self.params.extend(params);
    }

    /// Whether one of them is an `INSERT` into this table.
    pub fn inserts_into(&self, table: &str) -> bool {
        self.statements.iter().any(|statement| inserted(statement) == Some(table))
    }

    pub async fn send(&mut self, conn: &mut Conn) -> Result<()> {
        let Self { statements, params } = std::mem::take(self);
        let sql = match conn {
            Conn::Postgres(_) | Conn::PostgresLooker(_) => in_one(statements),
            Conn::SqliteLooker(_) | Conn::SqliteReader(_) | Conn::SqliteWriter(_) => statements.join(";"),
        };
        if sql.is_empty() {
            return Ok(());
        }
        let statement = Query::new(conn, self, AssertSqlSafe(sql).into_sql_str(), Ok(())).bind_all(params);
        on_either!(statement, sqlx::query_with, |query, conn| query.execute(conn).await.map(drop))?;
        Ok(())
    }
}

/// Several as parts of one: PostgreSQL takes only one with arguments at a time. None sees what another writes, and they are in no order.
fn in_one(mut statements: Vec<String>) -> String {
    let last = statements.pop().unwrap_or_default();
    if statements.is_empty() {
        return last;
    }
    let parts: Vec<String> = statements.iter().enumerate().map(|(i, statement)| format!("part_{i} AS ({statement})")).collect();
    format!("WITH {} {last}", parts.join(", "))
}

/// A statement being given its arguments.
pub struct Query<'t> {
    conn: &'t mut Conn,
    queue: &'t mut Queue,
    sql: SqlStr,
    args: Result<Arguments, sqlx::error::BoxDynError>,
}

impl<'t> Query<'t> {
    /// A statement that is not allowed fails when it is run.
    pub(super) fn new(conn: &'t mut Conn, queue: &'t mut Queue, sql: SqlStr, allowed: Result<(), sqlx::error::BoxDynError>) -> Self {
        let args = match conn {
            Conn::SqliteLooker(_) | Conn::SqliteReader(_) | Conn::SqliteWriter(_) => Arguments::Sqlite(SqliteArguments::default()),
            Conn::Postgres(_) | Conn::PostgresLooker(_) => Arguments::Postgres(PgArguments::default()),
        };
        Self { conn, queue, sql, args: allowed.map(|()| args) }
    }

    /// Gives the next argument.
    #[must_use]
    pub fn bind(mut self, value: impl Value) -> Self {
        self.args = self.args.and_then(|mut args| {
            match &mut args {
                Arguments::Sqlite(to) => to.add(value)?,
                Arguments::Postgres(to) => to.add(value)?,
            }
            Ok(args)
        });
        self
    }

    /// Gives the next argument, of a type known when the program runs.
    #[must_use]
    pub fn bind_param(self, param: Param) -> Self {
        match param {
            Param::Text(value) => self.bind(value),
            Param::Id(value) => self.bind(value),
            Param::Bytes(value) => self.bind(value),
            Param::Int(value) => self.bind(value),
            Param::Flag(value) => self.bind(value),
            Param::Day(value) => self.bind(value),
            Param::Moment(value) => self.bind(value),
            Param::Json(value) => self.bind(value.map(Json)),
        }
    }

    /// Gives several.
    #[must_use]
    pub fn bind_all(self, params: impl IntoIterator<Item = Param>) -> Self {
        params.into_iter().fold(self, Query::bind_param)
    }

    /// Every row.
    pub async fn all<R: Record>(self) -> Result<Vec<R>> {
        self.queue.send(self.conn).await?;
        Ok(on_either!(self, sqlx::query_as_with, |query, conn| query.fetch_all(conn).await)?)
    }

    /// The row, where there is one.
    pub async fn optional<R: Record>(self) -> Result<Option<R>> {
        self.queue.send(self.conn).await?;
        Ok(on_either!(self, sqlx::query_as_with, |query, conn| query.fetch_optional(conn).await)?)
    }

    /// The row that is always there.
    pub async fn one<R: Record>(self) -> Result<R> {
        self.queue.send(self.conn).await?;
        Ok(on_either!(self, sqlx::query_as_with, |query, conn| query.fetch_one(conn).await)?)
    }

    /// The single number of the single row: `SELECT COUNT(*) …`.
    pub async fn number(self) -> Result<i64> {
        self.one::<(i64,)>().await.map(|(number,)| number)
    }

    /// How many rows it touched.
    pub async fn execute(self) -> Result<u64> {
        self.queue.send(self.conn).await?;
        Ok(on_either!(self, sqlx::query_with, |query, conn| query.execute(conn).await.map(|done| done.rows_affected()))?)
    }
}

impl Tx {
    /// Whether a query finds anything.
    ///
    /// # Errors
    /// The database's.
    pub async fn exists(&mut self, sql: &'static str, id: Uuid) -> Result<bool> {
        Ok(self.query(sql).bind(id).optional::<(i64,)>().await?.is_some())
    }
}

/// One of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A statement of the program, registered by [`sql!`](crate::sql), so that one test prepares them all on both databases.
pub struct Statement {
    pub sql: &'static str,
    /// Set where only one of the two understands it: full-text search, catalogues.
    pub on: Option<Database>,
}

inventory::collect!(Statement);

/// Registers a statement and is its text. `sql!(Sqlite, "…")` and `sql!(Postgres, "…")` are for what the other does not know.
#[macro_export]
macro_rules! sql {
    ($text:literal) => {{
        ::inventory::submit! { $crate::db::Statement { sql: $text, on: None } }
        $text
    }};
    ($database:ident, $text:literal) => {{
        ::inventory::submit! { $crate::db::Statement { sql: $text, on: Some($crate::db::Database::$database) } }
        $text
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_that_do_not_depend_on_each_other_are_sent_as_one() {
        let mut queue = Queue::default();
        queue.push("INSERT INTO a (x, y) VALUES ($1, $2)", vec![Param::Int(Some(1)), Param::Int(Some(2))]);
        assert_eq!(in_one(queue.statements.clone()), "INSERT INTO a (x, y) VALUES ($1, $2)");
        queue.push("INSERT INTO b (x) VALUES ($1)", vec![Param::Int(Some(3))]);
        assert_eq!(in_one(queue.statements.clone()), "WITH part_0 AS (INSERT INTO a (x, y) VALUES ($1, $2)) INSERT INTO b (x) VALUES ($3)");
        assert!(queue.inserts_into("a") && queue.inserts_into("b") && !queue.inserts_into("x"));
        assert_eq!(in_one(Vec::new()), "");
    }

    #[test]
    fn a_statement_depends_on_what_it_reads() {
        let of = |rest: &str| inserted(&format!("INSERT INTO a (x) {rest}")).map(str::to_owned);
        for alone in [
            "VALUES ($1) ON CONFLICT (x) DO UPDATE SET x = a.x + 1",
            "SELECT value FROM jsonb_array_elements($1)",
            "SELECT MIN(n.x) FROM (SELECT $1 AS x UNION ALL SELECT x + 1 FROM a WHERE x > $1) n",
        ] {
            assert_eq!(of(alone).as_deref(), Some("a"), "{alone}");
        }
        for reading in ["SELECT x FROM b", "SELECT a.x FROM a JOIN b ON TRUE", "VALUES ((SELECT x FROM b))", "SELECT a.x FROM a, b"] {
            assert_eq!(of(reading), None, "{reading}");
        }
        assert_eq!(inserted("UPDATE a SET x = 1"), None);
        assert_eq!(inserted("DELETE FROM a"), None);
    }
}
