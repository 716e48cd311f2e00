//! What is special about the embedded database: one server, one file, and a copy before every migration.

use crate::support::{On, Stage, object};
use domain::{policy::Actor, query::Query};
use serde_json::json;
use service::{
    Options, Service,
    candidates::{self, Archived},
    check,
    db::Access,
    matching, requests,
};
use sqlx::{ConnectOptions, Executor, sqlite::SqliteConnectOptions};
use std::path::Path;

async fn behind_its_back(file: &Path, sql: &'static str) {
    let options = SqliteConnectOptions::new().filename(file);
    options.connect().await.expect("connected").execute(sql).await.expect("done");
}

async fn failing(options: Options) -> String {
    match Service::open(options).await {
        Ok(_) => panic!("it must not open"),
        Err(error) => error.to_string(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_server_is_refused_and_a_visitor_is_not() {
    let stage = Stage::set(On::Sqlite).await;
    assert!(failing(stage.options.clone()).await.contains("another Instroom already serves"));
    for access in [Access::Visitor, Access::Reader] {
        let beside = Service::open(Options { access, ..stage.options.clone() }).await.expect("it may");
        assert!(check::check(&beside).await.expect("checked").is_good());
        beside.close().await;
    }
    let nowhere =
        Options { access: Access::Reader, database: format!("sqlite:{}", stage.file("none.db").display()), ..stage.options.clone() };
    assert!(failing(nowhere).await.contains("there is no database"));
    assert!(!stage.file("none.db").exists(), "a look makes nothing");
    stage.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_schema_is_refused() {
    let Stage { service, options, folder, .. } = Stage::set(On::Sqlite).await;
    service.close().await;
    drop(service);
    behind_its_back(
        &folder.path().join("instroom.db"),
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .await;
    for access in [Access::Server, Access::Visitor] {
        assert!(failing(Options { access, ..options.clone() }).await.contains("newer than this program"));
    }
    assert!(failing(Options { access: Access::Reader, ..options }).await.contains("another version's schema"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_whole_and_is_made_while_serving() {
    let stage = Stage::set(On::Sqlite).await;
    let given = object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": "ada@example.test" }));
    candidates::create(&stage.service, &Actor::System, &given).await.expect("created");
    let copy = stage.file("copy.db");
    stage.service.db.backup(copy.clone()).await.expect("copied");
    assert!(stage.service.db.backup(copy.clone()).await.is_err(), "nothing is overwritten");
    candidates::create(&stage.service, &Actor::System, &given).await.expect("created");

    let options = Options { database: format!("sqlite:{}", copy.display()), ..stage.options.clone() };
    let restored = Service::open(options).await.expect("the copy opens");
    let people = candidates::list(&restored, &Actor::System, &Query::default(), Archived::Shown).await.expect("a list");
    assert_eq!(people.total, 1);
    assert!(check::check(&restored).await.expect("checked").is_good());
    restored.close().await;
    stage.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_file_is_refused_and_none_is_made_in_its_place() {
    let stage = Stage::set(On::Sqlite).await;
    let given = object(json!({ "firstname": "Ada", "lastname": "Lovelace", "email": "ada@example.test" }));
    candidates::create(&stage.service, &Actor::System, &given).await.expect("created");
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(stage.file("instroom.key")).expect("a key file").permissions());
    assert_eq!(mode & 0o777, 0o600);

    let lost = Options { key_file: stage.file("lost.key"), access: Access::Visitor, ..stage.options.clone() };
    assert!(failing(lost).await.contains("cannot be read"));
    assert!(!stage.file("lost.key").exists());
    let other = Options {
        database: format!("sqlite:{}", stage.file("other.db").display()),
        key_file: stage.file("other.key"),
        ..stage.options.clone()
    };
    Service::open(other).await.expect("an installation of its own").close().await;
    let wrong = Options { key_file: stage.file("other.key"), access: Access::Visitor, ..stage.options.clone() };
    assert!(failing(wrong).await.contains("is not the one of this database"));
    stage.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_seed_makes_the_same_people() {
    let stage = Stage::set(On::Sqlite).await;
    service::generate::candidates(&stage.service, 150, 7, |_| ()).await.expect("generated");
    let again = Stage::set(On::Sqlite).await;
    service::generate::candidates(&again.service, 150, 7, |_| ()).await.expect("generated");
    let names = async |stage: &Stage| {
        let page = candidates::list(&stage.service, &Actor::System, &Query::default(), Archived::Shown).await.expect("a list");
        page.items.into_iter().map(|person| (person.id, person.fields)).collect::<Vec<_>>()
    };
    assert_eq!(names(&stage).await, names(&again).await, "the same seed, the same people");
    again.strike().await;
    stage.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_from_before_suggestions_learns_whom_to_suggest() {
    let Stage { service, options, folder, .. } = Stage::set(On::Sqlite).await;
    let given = |value: serde_json::Value| object(value);
    let skills = json!([{ "skill": "Rust", "level": 3 }]);
    let person = given(json!({ "firstname": "Ada", "lastname": "L", "email": "ada@example.test", "skills": skills }));
    candidates::create(&service, &Actor::System, &person).await.expect("a person");
    let wanted = given(json!({ "position": "Engineer", "skills": [{ "skill": "rust", "minLevel": 2, "required": true }] }));
    let request = requests::create(&service, &Actor::System, &wanted).await.expect("a request").id;
    service.close().await;
    drop(service);
    let file = folder.path().join("instroom.db");
    behind_its_back(&file, "DELETE FROM candidate_skill").await;
    let suggested = async |options: Options| {
        let service = Service::open(options).await.expect("it opens");
        let found = matching::suggestions(&service, &Actor::System, request, 5).await.expect("suggestions").len();
        service.close().await;
        found
    };
    assert_eq!(suggested(options.clone()).await, 0, "it is done once");
    behind_its_back(&file, "DELETE FROM counter WHERE name = 'candidate_skill'").await;
    assert_eq!(suggested(options).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_older_program_left_is_indexed_at_the_start() {
    let Stage { service, options, folder, .. } = Stage::set(On::Sqlite).await;
    service::generate::candidates(&service, 1_200, 7, |_| {}).await.expect("people");
    service.close().await;
    drop(service);
    let file = folder.path().join("instroom.db");
    for statement in [
        "INSERT INTO search_index (search_index) VALUES ('delete-all')",
        "DELETE FROM search_document",
        "DELETE FROM search_word",
        "INSERT INTO search_missing SELECT id FROM candidate",
    ] {
        behind_its_back(&file, statement).await;
    }
    let reader = Service::open(Options { access: Access::Reader, ..options.clone() }).await.expect("it may");
    assert_eq!(check::check(&reader).await.expect("checked").unindexed, 1_200);
    reader.close().await;
    let service = Service::open(options).await.expect("opened");
    assert!(check::check(&service).await.expect("checked").is_good());
    for text in ["jansen", "jansne", "engineer meetup"] {
        let query = Query { text: Some(text.to_owned()), ..Query::default() };
        let found = candidates::list(&service, &Actor::System, &query, Archived::Shown).await.expect("a list");
        assert!(found.total > 0, "{text}");
    }
    service.close().await;
}
