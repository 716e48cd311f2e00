//! What tests share.

use crate::{
    cli::{Cli, Command},
    config::Web,
};
use app::visit::{Theme, Visit};
use clap::Parser;
use domain::{
    imports::{Format, Import, OnDuplicate},
    policy::Actor,
    resource::{Attributes, Record},
    users::{Locale, UserFields},
};
use service::{Options, Service, db::Access, imports::Beginning};

/// A service on demo data, which vanishes with the folder.
pub async fn demo() -> (tempfile::TempDir, Service) {
    let folder = tempfile::tempdir().unwrap();
    let database = format!("sqlite:{}", folder.path().join("test.db").display());
    let options = Options { database, key_file: folder.path().join("key"), access: Access::Server };
    let service = Service::open(options).await.unwrap();
    service::demo::fill(&service).await.unwrap();
    (folder, service)
}

/// An import of one row, which is not rehearsed yet.
pub async fn import(service: &Service, actor: &Actor, row: Attributes) -> Import {
    let beginning = Beginning {
        name: None,
        source: None,
        on_duplicate: OnDuplicate::Skip,
        format: Format::Ndjson,
        columns: Vec::new(),
        patient: false,
    };
    let mut receiving = service::imports::begin(service, actor, beginning).await.unwrap();
    receiving.push(Ok(row), 2).await.unwrap();
    receiving.finish().await.unwrap()
}

/// Somebody who is signed in.
pub fn visit() -> Visit {
    let (id, at) = (Default::default(), Default::default());
    let user = Record { id, version: 1, created_at: at, updated_at: at, fields: UserFields::default() };
    let clock = app::ui::Clock { now: at, zone: chrono::FixedOffset::east_opt(0).unwrap() };
    Visit { locale: Locale::English, theme: Theme::System, user: Some(user), actor: Some(Actor::System), clock, demo: None }
}

/// The configuration of `instroom serve` with these arguments.
pub fn web(arguments: &[&str]) -> Web {
    let cli = Cli::try_parse_from(["instroom", "serve"].iter().chain(arguments)).unwrap();
    let Command::Serve(serve) = cli.command else { panic!("serve") };
    Web::of(&serve).unwrap()
}
