//! A stage for stories: a service on a fresh database of each kind, with a clock that stands still.

use chrono::{DateTime, Utc};
use domain::{
    policy::Actor,
    resource::Attributes,
    users::{Role, User},
};
use serde_json::{Value, json};
use service::{Error, Options, Service, changes, clock::ManualClock, db::Access, users};
use sqlx::{Connection, Executor, PgConnection};
use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// The name of the variable that names the PostgreSQL server to test on; `cargo xtask test` starts one and sets it.
const POSTGRES: &str = "INSTROOM_TEST_POSTGRES";

/// Numbers the databases of this process.
static STORIES: AtomicU32 = AtomicU32::new(0);

/// Everything a story needs.
pub struct Stage {
    pub service: Service,
    pub clock: Arc<ManualClock>,
    pub options: Options,
    pub folder: tempfile::TempDir,
    database: Option<String>,
}

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

pub fn the_day() -> DateTime<Utc> {
    "2026-03-02T09:00:00Z".parse().expect("a moment")
}

impl Stage {
    pub async fn set(on: On) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let (url, database) = match on {
            On::Sqlite => (format!("sqlite:{}", folder.path().join("instroom.db").display()), None),
            On::Postgres => {
                let name = format!("story_{}_{}", std::process::id(), STORIES.fetch_add(1, Ordering::Relaxed));
                let mut conn = PgConnection::connect(&server()).await.expect("the PostgreSQL server answers");
                conn.execute(sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.expect("a database");
                (address(&name), Some(name))
            }
        };
        let options = Options { database: url, key_file: folder.path().join("instroom.key"), access: Access::Server };
        let clock = ManualClock::at(the_day());
        let service = Service::open_with(options.clone(), clock.clone()).await.expect("the service opens");
        Self { service, clock, options, folder, database }
    }

    /// Closes the service and removes its database.
    pub async fn strike(self) {
        self.service.close().await;
        drop(self.service);
        if let Some(name) = self.database {
            let mut conn = PgConnection::connect(&server()).await.expect("the PostgreSQL server answers");
            conn.execute(sqlx::AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"))).await.expect("it goes");
        }
    }

    pub async fn user(&self, name: &str, role: Role) -> (User, Actor) {
        let email = format!("{}@example.test", name.to_lowercase().replace(' ', "."));
        let given = object(json!({ "email": email, "name": name, "role": role.word() }));
        let user = users::add(&self.service, &Actor::System, &given, PASSWORD).await.expect("a user");
        let actor = Actor::User(users::person(&user));
        (user, actor)
    }

    /// Waits until every change has its place in the order: on PostgreSQL that is a moment later.
    pub async fn numbered(&self) {
        for _ in 0..500 {
            if changes::audit(&self.service).await.expect("audited").unordered == 0 {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("changes are not numbered");
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

pub const PASSWORD: &str = "a long enough password";

fn server() -> String {
    std::env::var(POSTGRES).unwrap_or_else(|_| panic!("{POSTGRES} names no server; run the tests by `cargo xtask test`"))
}

/// The server's address with another database.
fn address(database: &str) -> String {
    let server = server();
    let (base, query) = server.split_once('?').map_or((server.as_str(), None), |(base, query)| (base, Some(query)));
    let (host, _) = base.rsplit_once('/').expect("an address with a path");
    format!("{host}/{database}{}", query.map(|query| format!("?{query}")).unwrap_or_default())
}

pub fn object(value: Value) -> Attributes {
    value.as_object().cloned().expect("an object")
}

pub fn refused<T: std::fmt::Debug>(result: Result<T, Error>) -> domain::error::Error {
    match result {
        Err(Error::Refused(refusal)) => refusal,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Tells a story twice: `story!(name, |stage| { … })` is a test on each database.
macro_rules! story {
    ($(#[$doc:meta])* $name:ident, |$stage:ident| $body:block) => {
        $(#[$doc])*
        async fn $name($stage: &$crate::support::Stage) $body

        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                let stage = $crate::support::Stage::set($crate::support::On::Sqlite).await;
                super::$name(&stage).await;
                stage.strike().await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                let stage = $crate::support::Stage::set($crate::support::On::Postgres).await;
                super::$name(&stage).await;
                stage.strike().await;
            }
        }
    };
}

/// Changes a row of the log behind the service's back.
pub async fn tamper(stage: &Stage) {
    let forge = "UPDATE change SET facts = '{\"version\":9}' WHERE id = (SELECT change_id FROM change_order WHERE position = 2)";
    if let Some(name) = &stage.database {
        PgConnection::connect(&address(name)).await.expect("connected").execute(forge).await.expect("forged");
    } else {
        let path = stage.file("instroom.db");
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path).busy_timeout(std::time::Duration::from_secs(5));
        sqlx::ConnectOptions::connect(&options).await.expect("connected").execute(forge).await.expect("forged");
    }
}
