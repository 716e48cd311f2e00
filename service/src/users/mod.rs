//! Accounts: invited, changed, deactivated; and everybody's own.

pub(crate) mod password;
mod sql;

use crate::{
    Service, changes,
    db::{Tx, Where},
    error::{Error, Result},
    links,
    records::{self, Logged, Pen},
};
use chrono::{DateTime, FixedOffset, Offset, Utc};
use domain::{
    change::{Entity, Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw, Malformed},
    id::{SessionId, UserId},
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, On, Person, Purpose},
    query::Query,
    resource::{Attributes, Record},
    users::{Role, User, UserFields},
};
pub(crate) use sql::{active, by_email, known, mentioned, password_hash};
use uuid::Uuid;

impl Logged for UserFields {
    const ENTITY: Entity = Entity::User;

    fn owner(record: &User) -> Uuid {
        record.id.0
    }
}

/// Accounts of one installation, listed at most.
const LISTED: i64 = 1_000;

/// An account, as far as permissions look at it.
pub fn person(user: &User) -> Person {
    Person { id: user.id, role: user.role, candidate: user.candidate, service: user.service }
}

/// Every account, by age.
///
/// # Errors
/// [`Refusal::Forbidden`] where a token lacks the scope.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<User>> {
    policy::can(actor, Action::ReadUsers, On::Nothing)?;
    let users = service.db.look(async |tx: &mut Tx| records::some::<UserFields>(tx, &Where::default(), false, LISTED).await).await?;
    Ok(users.into_iter().map(|user| named_only(actor, user)).collect())
}

/// Accounts, narrowed, ordered and paged by what everybody may read of them.
///
/// # Errors
/// As [`list`].
pub async fn page(service: &Service, actor: &Actor, query: &Query) -> Result<Page<User>> {
    policy::can(actor, Action::ReadUsers, On::Nothing)?;
    let query =
        records::askable(query, |on| matches!(on.name(), "id" | "name" | "role" | "active" | "service" | "createdAt" | "updatedAt"));
    let page = service.db.read(async |tx: &mut Tx| records::page::<UserFields>(tx, Where::default(), &query).await).await?;
    Ok(page.map(|user| named_only(actor, user)))
}

/// An account.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn get(service: &Service, actor: &Actor, id: UserId) -> Result<User> {
    policy::can(actor, Action::ReadUsers, On::Nothing)?;
    let user = service.db.read(async |tx: &mut Tx| find(tx, id).await).await?;
    Ok(named_only(actor, user))
}

/// Everybody sees names and roles; addresses, files and settings are the administrators' and one's own.
fn named_only(actor: &Actor, mut user: User) -> User {
    let all = actor.user() == Some(user.id) || policy::can(actor, Action::ManageUsers, On::Nothing).is_ok();
    if !all {
        let UserFields { name, role, active, service, .. } = user.fields;
        user.fields = UserFields { name, role, active, service, ..UserFields::default() };
    }
    user
}

/// Adds an account that can sign in at once.
///
/// # Errors
/// [`Refusal::Invalid`] (a password too short, an address that is taken), [`Refusal::Forbidden`].
pub async fn add(service: &Service, actor: &Actor, given: &Attributes, password: &str) -> Result<User> {
    policy::can(actor, Action::ManageUsers, On::Nothing)?;
    let fields = merge_patch::create::<UserFields>(given);
    let fields = both(fields, password::check("password", password))?;
    let hash = password::hash(service, password.to_owned()).await?;
    insert(service, actor, fields, Some(hash), None).await
}

/// Adds an account whose owner sets the password through a link, and the link's secret.
///
/// # Errors
/// As [`add`].
pub async fn invite(service: &Service, actor: &Actor, given: &Attributes) -> Result<(User, String)> {
    policy::can(actor, Action::ManageUsers, On::Nothing)?;
    let fields = merge_patch::create::<UserFields>(given)?;
    known_zone(&fields)?;
    let link = links::Draft::new(service, Purpose::Invite)?;
    let user = insert(service, actor, fields, None, Some(link.clone())).await?;
    Ok((user, link.secret))
}

/// Adds an account of a program, with this `name` and `role`. Nobody signs in with it: an administrator makes its tokens.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Forbidden`].
pub async fn add_program(service: &Service, actor: &Actor, given: &Attributes) -> Result<User> {
    policy::can(actor, Action::ManageUsers, On::Nothing)?;
    let mut given = given.clone();
    // Nothing is ever sent there (RFC 6761 §6.4), and no two have the same.
    given.insert("email".to_owned(), format!("{}@program.invalid", service.clock.id().simple()).into());
    let fields = UserFields { service: true, ..merge_patch::create(&given)? };
    for_program(&fields)?;
    insert(service, actor, fields, None, None).await
}

/// Tells every flaw of two checks at once.
fn both<T>(one: Result<T, Refusal>, other: Result<(), Refusal>) -> Result<T, Refusal> {
    match (one, other) {
        (Err(Refusal::Invalid(mut flaws)), Err(Refusal::Invalid(more))) => {
            flaws.0.extend(more.0);
            Err(Refusal::Invalid(flaws))
        }
        (Err(error), _) | (Ok(_), Err(error)) => Err(error),
        (Ok(value), Ok(())) => Ok(value),
    }
}

async fn insert(
    service: &Service,
    actor: &Actor,
    fields: UserFields,
    password_hash: Option<String>,
    link: Option<links::Draft>,
) -> Result<User> {
    let command = service.command(actor);
    let user = Record { id: UserId(service.clock.id()), version: 1, created_at: command.at, updated_at: command.at, fields };
    let pen = service.pen();
    let inserted = service.db.write(&command, move |tx| {
        let (pen, mut user, hash, link) = (pen.clone(), user.clone(), password_hash.clone(), link.clone());
        Box::pin(async move {
            user.fields = with_file(tx, user.fields).await?;
            insert_in(tx, &pen, &user, hash).await?;
            if let Some(link) = link {
                links::insert(tx, &link, Some(user.id)).await?;
            }
            Ok(user)
        })
    });
    inserted.await.map_err(taken)
}

pub(crate) async fn insert_in(tx: &mut Tx, pen: &Pen, user: &User, password_hash: Option<String>) -> Result<()> {
    records::add(tx, pen, user).await?;
    match password_hash {
        Some(hash) => sql::set_password(tx, user.id, hash).await,
        None => Ok(()),
    }
}

pub(crate) fn taken(error: Error) -> Error {
    if error.is_taken() { FieldErrors::one("email", Flaw::Taken).into() } else { error }
}

/// What a program may be: what it reads and writes must not hang on being somebody's own.
fn for_program(user: &UserFields) -> Result<()> {
    if user.service && !Role::OF_PROGRAMS.contains(&user.role) {
        return Err(FieldErrors::one("role", Flaw::Choice).into());
    }
    Ok(())
}

/// With the file that is there, where the one that was named ended in another.
async fn with_file(tx: &mut Tx, user: UserFields) -> Result<UserFields> {
    let Some(file) = user.candidate else { return Ok(user) };
    match crate::candidates::facts_in(tx, file).await? {
        Some(facts) => {
            changes::hold(tx, facts.id.0).await?;
            Ok(UserFields { candidate: Some(facts.id), ..user })
        }
        None => Err(Malformed::Dangling { value: format!("/candidates/{file}") }.into()),
    }
}

/// Changes an account: administrators every attribute, everybody their own name, language and time zone.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Forbidden`], [`Conflict::LastAdmin`], [`Conflict::Stale`].
pub async fn patch(service: &Service, actor: &Actor, id: UserId, given: &Attributes, seen: Option<i64>) -> Result<User> {
    let manages = policy::can(actor, Action::ManageUsers, On::Nothing);
    let own = actor.user() == Some(id);
    if !own {
        manages.clone()?;
    }
    policy::can(actor, Action::ManageAccount, On::Nothing)?;
    let mut given = given.clone();
    if manages.is_err() {
        given.retain(|name, _| matches!(name.as_str(), "name" | "locale" | "timeZone"));
    }
    let change = move |user: &UserFields| {
        let fields = merge_patch::patch(user, &given)?;
        known_zone(&fields)?;
        Ok(fields)
    };
    alter(service, actor, id, Kind::Updated, seen, change).await.map_err(taken)
}

/// The offset from UTC, at this moment, of a time zone by its IANA name.
pub fn offset(zone: &str, at: DateTime<Utc>) -> Option<FixedOffset> {
    zone.parse::<chrono_tz::Tz>().ok().map(|zone| at.with_timezone(&zone).offset().fix())
}

fn known_zone(user: &UserFields) -> Result<()> {
    match &user.time_zone {
        Some(zone) if zone.parse::<chrono_tz::Tz>().is_err() => Err(FieldErrors::one("timeZone", Flaw::Choice).into()),
        _ => Ok(()),
    }
}

/// Ends an account: its sessions and tokens are gone at once.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Conflict::LastAdmin`].
pub async fn deactivate(service: &Service, actor: &Actor, id: UserId) -> Result<User> {
    policy::can(actor, Action::ManageUsers, On::Nothing)?;
    alter(service, actor, id, Kind::Deactivated, None, |user| Ok(UserFields { active: false, ..user.clone() })).await
}

/// Brings an account back.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn activate(service: &Service, actor: &Actor, id: UserId) -> Result<User> {
    policy::can(actor, Action::ManageUsers, On::Nothing)?;
    alter(service, actor, id, Kind::Activated, None, |user| Ok(UserFields { active: true, ..user.clone() })).await
}

async fn alter(
    service: &Service,
    actor: &Actor,
    id: UserId,
    kind: Kind,
    seen: Option<i64>,
    change: impl Fn(&UserFields) -> Result<UserFields> + Send + Sync + Clone + 'static,
) -> Result<User> {
    let (command, pen) = (service.command(actor), service.pen());
    service
        .db
        .write(&command, move |tx| {
            let (pen, change) = (pen.clone(), change.clone());
            Box::pin(async move {
                let before = find(tx, id).await?;
                records::unchanged_since(seen, before.version)?;
                let fields = change(&before.fields)?;
                if fields == before.fields {
                    return Ok(before);
                }
                let fields = with_file(tx, fields).await?;
                for_program(&fields)?;
                let after = records::save(tx, &pen, kind, &before, fields, Facts::default()).await?;
                if !sql::has_admin(tx).await? {
                    return Err(Conflict::LastAdmin.into());
                }
                if !after.active {
                    sql::end_access(tx, id, None).await?;
                }
                Ok(after)
            })
        })
        .await
}

/// Changes one's own password. Other sessions and login tokens end.
///
/// # Errors
/// Flaws of `current` and `password`; [`Refusal::Throttled`].
pub async fn change_password(
    service: &Service,
    actor: &Actor,
    session: Option<SessionId>,
    current: &str,
    password: &str,
    address: &str,
) -> Result<()> {
    policy::can(actor, Action::ManageAccount, On::Nothing)?;
    let id = actor.user().ok_or(Error::Refused(Refusal::Unauthenticated))?;
    password::check("password", password)?;
    let (user, stored) = service.db.read(async |tx: &mut Tx| Ok((find(tx, id).await?, password_hash(tx, id).await?))).await?;
    let attempt = crate::throttle::begin(service, &domain::text::email_key(&user.email), address).await?;
    if !password::verify(service, current.to_owned(), stored).await? {
        return Err(FieldErrors::one("current", Flaw::WrongPassword).into());
    }
    service
        .db
        .housekeep(move |tx| {
            let attempt = attempt.clone();
            Box::pin(async move { crate::throttle::succeeded(tx, &attempt).await })
        })
        .await?;
    let hash = password::hash(service, password.to_owned()).await?;
    set_password(service, actor, id, hash, session).await
}

/// A link by which a user sets a new password, made by an administrator; its secret.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::NotFound`].
pub async fn reset_link(service: &Service, actor: &Actor, id: UserId) -> Result<String> {
    policy::can(actor, Action::ManageUsers, On::Nothing)?;
    let user = service.db.read(async |tx: &mut Tx| find(tx, id).await).await?;
    if user.service {
        return Err(Error::Refused(Refusal::NotFound));
    }
    // Who never had a password is still being invited.
    let stored = service.db.read(async |tx: &mut Tx| password_hash(tx, id).await).await?;
    let purpose = if stored.is_some() { Purpose::Reset } else { Purpose::Invite };
    links::make(service, purpose, Some(user.id)).await
}

/// Counts somebody asking for a new password, as [`sessions::sign_in`](crate::sessions::sign_in) counts attempts.
///
/// # Errors
/// [`Refusal::Throttled`].
pub async fn throttle_reset(service: &Service, email: &str, address: &str) -> Result<()> {
    let account = format!("reset {}", domain::text::email_key(&domain::text::normal(email)));
    crate::throttle::begin(service, &account, address).await.map(drop)
}

/// A link by which the owner of an address sets a new password, for a letter to that address; none where no account has it.
///
/// # Errors
/// The database's.
pub async fn request_reset(service: &Service, email: &str) -> Result<Option<(User, String)>> {
    let found = service.db.read(async |tx: &mut Tx| by_email(tx, email).await).await?;
    let Some(user) = found.filter(|user| user.is_person()) else { return Ok(None) };
    let secret = links::make(service, Purpose::Reset, Some(user.id)).await?;
    Ok(Some((user, secret)))
}

pub(crate) async fn set_password(service: &Service, actor: &Actor, id: UserId, hash: String, keep: Option<SessionId>) -> Result<()> {
    let command = service.command(actor);
    let pen = service.pen();
    service
        .db
        .write(&command, move |tx| {
            let (pen, hash) = (pen.clone(), hash.clone());
            Box::pin(async move { set_password_in(tx, &pen, id, hash, keep).await })
        })
        .await
}

pub(crate) async fn set_password_in(tx: &mut Tx, pen: &Pen, id: UserId, hash: String, keep: Option<SessionId>) -> Result<()> {
    let user = find(tx, id).await?;
    sql::set_password(tx, id, hash).await?;
    sql::end_access(tx, id, keep).await?;
    let draft = changes::Draft::bare(Entity::User, id.0, id.0, Kind::Password, user.version);
    changes::record(tx, &pen.keys, pen.clock.id(), draft).await?;
    Ok(())
}

/// Whether there is any account: a fresh install has none, and is set up by a link.
///
/// # Errors
/// The database's.
pub async fn any(service: &Service) -> Result<bool> {
    service.db.read(async |tx: &mut Tx| sql::any(tx).await).await
}

/// The account with this address, for the command line.
///
/// # Errors
/// [`Refusal::NotFound`].
pub async fn with_email(service: &Service, email: &str) -> Result<User> {
    let found = service.db.read(async |tx: &mut Tx| by_email(tx, email).await).await?;
    found.ok_or(Error::Refused(Refusal::NotFound))
}

pub(crate) async fn find(tx: &mut Tx, id: UserId) -> Result<User> {
    records::find::<UserFields>(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))
}

/// The first account, an administrator.
pub(crate) fn first_admin(given: &Attributes) -> Result<UserFields, Refusal> {
    merge_patch::create::<UserFields>(given).map(|fields| UserFields { role: Role::Admin, ..fields })
}
