//! The schema, brought up to date at start.

use super::{Access, Backend, Db, lock::Lock, query::Conn, tx::Tx};
use crate::error::{Error, Result};
use sqlx::migrate::{Migrate, Migrator};
use std::path::PathBuf;

/// What both databases accept.
static COMMON: Migrator = sqlx::migrate!("../migrations/common");
/// What only one of them knows: full-text search, collations.
static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

fn with(own: &Migrator) -> Migrator {
    let mut all: Vec<_> = COMMON.iter().chain(own.iter()).cloned().collect();
    all.sort_by_key(|migration| migration.version);
    Migrator::with_migrations(all)
}

impl Db {
    /// Brings the schema up to date. A SQLite database that holds something is copied first, beside itself.
    ///
    /// # Errors
    /// The schema is newer than this program, or a migration fails; then nothing has changed.
    pub async fn migrate(&self) -> Result<()> {
        match &*self.backend {
            Backend::Postgres(pool) => {
                let migrator = with(&POSTGRES);
                let mut conn = pool.acquire().await?;
                refuse_newer(&mut *conn, &migrator).await?;
                migrator.run_direct(None, &mut *conn, false).await?;
            }
            Backend::Sqlite { writer, path, .. } => {
                let migrator = with(&SQLITE);
                let path = path.clone();
                writer
                    .exclusively(move |tx| {
                        Box::pin(async move {
                            let Conn::SqliteWriter(conn) = &mut tx.conn else { return Ok(()) };
                            let applied = refuse_newer(&mut *conn, &migrator).await?;
                            if let (true, Some(path)) = (applied > 0 && applied < migrator.iter().count(), path) {
                                backup_before(conn, path, applied).await?;
                            }
                            migrator.run_direct(None, conn, false).await?;
                            Ok(())
                        })
                    })
                    .await?;
            }
        }
        Ok(())
    }

    /// Whether the schema is that of this program.
    ///
    /// # Errors
    /// The database's.
    pub async fn is_migrated(&self) -> Result<bool> {
        let expected = if self.is_sqlite() { with(&SQLITE) } else { with(&POSTGRES) }.iter().count() as i64;
        let applied = self.read(async |tx: &mut Tx| tx.query("SELECT COUNT(*) FROM _sqlx_migrations WHERE success").number().await).await;
        match applied {
            Ok(applied) => Ok(applied == expected),
            Err(Error::Refused(refusal)) => Err(Error::Refused(refusal)),
            // There is no such table: nothing was ever migrated here.
            Err(Error::Broken(_)) => Ok(false),
        }
    }

    /// Copies the SQLite database to a new file while it is being used.
    ///
    /// # Errors
    /// The file exists, the disk is full, or the database is not SQLite.
    pub async fn backup(&self, to: PathBuf) -> Result<()> {
        let Backend::Sqlite { .. } = &*self.backend else {
            return Err(Error::broken("backup copies the embedded database; use pg_dump for PostgreSQL"));
        };
        if to.exists() {
            return Err(Error::broken(format!("{} exists already", to.display())));
        }
        // VACUUM INTO cannot run inside a transaction; a visitor's connection of its own reads beside the server.
        let Some(from) = self.file() else { return Ok(()) };
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(from).busy_timeout(super::BUSY);
        let mut conn = sqlx::ConnectOptions::connect(&options).await?;
        sqlx::query("VACUUM INTO $1").bind(to.display().to_string()).execute(&mut conn).await?;
        sqlx::Connection::close(conn).await?;
        std::fs::File::open(&to)?.sync_all()?;
        Ok(())
    }

    /// Opens, with the schema of this program.
    ///
    /// # Errors
    /// As [`Db::open`] and [`Db::migrate`]; for whoever may not migrate, that the schema is another's.
    pub async fn ready(url: &str, access: Access) -> Result<Self> {
        let db = Self::open(url, access).await?;
        if access == Access::Server {
            db.migrate().await?;
        } else if !db.is_migrated().await? {
            if access == Access::Reader {
                return Err(Error::broken("the database has another version's schema; `instroom migrate` brings it up to date"));
            }
            // Nobody changes the schema under a server.
            let _alone = db.file().map(Lock::take).transpose()?;
            db.migrate().await?;
        }
        Ok(db)
    }
}

/// How many migrations were applied, none of them unknown to this program.
async fn refuse_newer<C: Migrate>(conn: &mut C, migrator: &Migrator) -> Result<usize> {
    conn.ensure_migrations_table(&migrator.table_name).await?;
    let applied = conn.list_applied_migrations(&migrator.table_name).await?;
    match applied.iter().find(|applied| !migrator.version_exists(applied.version)) {
        Some(unknown) => Err(Error::broken(format!(
            "the database is newer than this program (it has migration {}); install the newer program",
            unknown.version
        ))),
        None => Ok(applied.len()),
    }
}

async fn backup_before(conn: &mut sqlx::SqliteConnection, path: PathBuf, applied: usize) -> Result<()> {
    let mut to = path.into_os_string();
    to.push(format!(".before-{}", applied + 1));
    let to = PathBuf::from(to);
    if !to.exists() {
        sqlx::query("VACUUM INTO $1").bind(to.display().to_string()).execute(conn).await?;
        tracing::info!(file = %to.display(), "copied the database before migrating it");
    }
    Ok(())
}
