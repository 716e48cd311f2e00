//! The commands, each a few calls of the service. What they print is for people, on standard output; why they fail is on standard error.

mod serve;

use crate::{
    cli::{Cli, Command, Generate, Place, Token, User},
    config::Store,
};
use app::i18n::{Locale, errors};
use chrono::TimeDelta;
use domain::{
    error::{Error as Refusal, FieldError},
    policy::Actor,
    resource::Attributes,
};
use serde_json::json;
use service::{Options, Service, db::Access};
use std::{
    error::Error,
    fs::DirBuilder,
    io::{Read, Write},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
};

/// Why a command failed, for people.
pub type Result<T = ()> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// Runs a command.
///
/// # Errors
/// What to tell on standard error.
pub async fn run(cli: Cli) -> Result {
    let place = cli.place;
    match cli.command {
        Command::Serve(arguments) => serve::run(&place, &arguments).await,
        Command::Migrate => with(&place, Access::Server, async |_| say("The schema is up to date.")).await,
        Command::User(User::Add { email, role, name }) => {
            let password = password()?;
            with(&place, Access::Visitor, async |service| add_user(service, email, &role, name, &password).await).await
        }
        Command::Token(Token::Add { user, scopes, name, days }) => {
            with(&place, Access::Visitor, async |service| add_token(service, &user, &name, &scopes, days).await).await
        }
        Command::Generate(Generate { candidates, seed }) => {
            with(&place, Access::Server, async |service| generate(service, candidates, seed).await).await
        }
        Command::Backup { file } => with(&place, Access::Reader, async |service| backup(service, file).await).await,
        Command::Check => with(&place, Access::Reader, async |service| check(service).await).await,
    }
}

/// Opens the service for a command, and closes it afterwards however the command ended.
async fn with(place: &Place, access: Access, command: impl AsyncFnOnce(&Service) -> Result) -> Result {
    let service = open(&Store::of(place, false)?, access).await?;
    let done = command(&service).await;
    service.close().await;
    done
}

async fn open(store: &Store, access: Access) -> Result<Service> {
    make_private(&store.data)?;
    let options = Options { database: store.database.expose().to_owned(), key_file: store.key_file.clone(), access };
    Ok(Service::open(options).await.map_err(|error| format!("{}: {}", store.database, told(error)))?)
}

/// Makes the data directory where it is not there: for its owner alone.
fn make_private(folder: &Path) -> Result {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    Ok(made.map_err(|error| format!("{}: {error}", folder.display()))?)
}

/// A refusal or a fault, for whoever sits at the command line.
fn told(error: service::Error) -> String {
    match error {
        service::Error::Refused(Refusal::Invalid(flaws)) => {
            let line = |error: &FieldError| format!("{}: {}", error.field, errors::flaw(Locale::English, &error.flaw));
            flaws.0.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        service::Error::Refused(Refusal::Busy) => "the database does not answer".to_owned(),
        service::Error::Refused(refusal) => errors::sentence(Locale::English, &refusal),
        broken @ service::Error::Broken(_) => broken.to_string(),
    }
}

fn say(text: &str) -> Result {
    writeln!(std::io::stdout(), "{text}")?;
    Ok(())
}

/// The first line of standard input.
fn password() -> Result<String> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let password = text.lines().next().unwrap_or_default();
    if password.is_empty() { Err("the password is read from standard input, and nothing came".into()) } else { Ok(password.to_owned()) }
}

async fn add_user(service: &Service, email: String, role: &str, name: Option<String>, password: &str) -> Result {
    let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or_default().to_owned());
    let mut given = Attributes::new();
    for (field, value) in [("email", email), ("name", name), ("role", role.to_owned())] {
        given.insert(field.to_owned(), json!(value));
    }
    let user = service::users::add(service, &Actor::System, &given, password).await.map_err(told)?;
    say(&format!("{} can sign in.", user.email))
}

async fn add_token(service: &Service, email: &str, name: &str, scopes: &[String], days: Option<u16>) -> Result {
    let user = service::users::with_email(service, email).await.map_err(|error| format!("{email}: {}", told(error)))?;
    let lasting = days.map(|days| TimeDelta::days(days.into()));
    say(&service::tokens::add(service, &Actor::System, &user, name, scopes, lasting).await.map_err(told)?)
}

async fn generate(service: &Service, count: u64, seed: u64) -> Result {
    let mut said = 0;
    let tell = |made: u64| {
        if made - said >= 10_000 || made == count {
            said = made;
            eprintln!("{made} of {count}");
        }
    };
    service::generate::candidates(service, count, seed, tell).await.map_err(told)?;
    say(&format!("{count} candidates."))
}

async fn backup(service: &Service, file: PathBuf) -> Result {
    service.db.backup(file.clone()).await.map_err(told)?;
    say(&format!("{} is a copy of the database. Its history is sealed: keep the key file too, elsewhere.", file.display()))
}

async fn check(service: &Service) -> Result {
    let report = service::check::check(service).await.map_err(told)?;
    say(&format!(
        "changes in the chain: {} good, {} bad, {} without a place\ndatabase structure: {}\nfiles missing in the search index: {}\nwrong counts of files: {}",
        report.audit.good,
        report.audit.bad.len(),
        report.audit.unordered,
        if report.structure.is_empty() { "good".to_owned() } else { report.structure.join("; ") },
        report.unindexed,
        report.miscounted
    ))?;
    if report.is_good() { say("All is well.") } else { Err("the check found faults".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;
    use std::os::unix::fs::PermissionsExt;

    async fn command(data: &Path, arguments: &[&str]) -> Result {
        let data = data.to_str().unwrap();
        run(Cli::try_parse_from(["instroom", "--data", data].iter().chain(arguments)).unwrap()).await
    }

    #[tokio::test]
    async fn from_nothing_to_a_backup_that_checks() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let copy = folder.path().join("copy.db");
        command(&data, &["migrate"]).await.unwrap();
        assert_eq!(data.metadata().unwrap().permissions().mode() & 0o777, 0o700);
        command(&data, &["generate", "--candidates", "20", "--seed", "7"]).await.unwrap();
        command(&data, &["check"]).await.unwrap();
        command(&data, &["backup", copy.to_str().unwrap()]).await.unwrap();
        let address = format!("sqlite:{}", copy.display());
        command(&data, &["check", "--database", &address]).await.unwrap();
        let twice = command(&data, &["backup", copy.to_str().unwrap()]).await.unwrap_err();
        assert!(twice.to_string().contains("exists"), "{twice}");
    }

    #[tokio::test]
    async fn refusals_are_sentences() {
        let folder = tempfile::tempdir().unwrap();
        let unknown = command(folder.path(), &["token", "add", "--user", "kim@example.com", "--scope", "candidates:read"]).await;
        assert!(!format!("{}", unknown.unwrap_err()).contains("NotFound"));
        let flaws = domain::error::FieldErrors::one("password", domain::error::Flaw::TooShort { min: 10 });
        assert!(told(flaws.into()).starts_with("password: "));
    }
}
