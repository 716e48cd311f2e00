//! Links that work once: the first account, invitations, password resets. A link is looked at by GET and used by POST.

use crate::{
    Service,
    db::Tx,
    error::{Error, Result},
    keys, sql, users,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    error::Error as Refusal,
    id::{LinkId, UserId},
    policy::{Actor, Purpose},
    resource::{Attributes, Record},
    users::User,
};
use uuid::Uuid;

/// How long a link waits to be used.
fn lifetime(purpose: Purpose) -> TimeDelta {
    match purpose {
        Purpose::Setup => TimeDelta::days(1),
        Purpose::Invite => TimeDelta::days(7),
        Purpose::Reset => TimeDelta::hours(1),
    }
}

/// A link about to be made. The secret is shown once; its digest is stored.
#[derive(Clone)]
pub(crate) struct Draft {
    id: LinkId,
    purpose: Purpose,
    pub secret: String,
    at: DateTime<Utc>,
}

impl Draft {
    pub fn new(service: &Service, purpose: Purpose) -> Result<Self> {
        Ok(Self { id: LinkId(service.clock.id()), purpose, secret: keys::secret()?, at: service.clock.now() })
    }
}

/// Stores a link; earlier ones for the same purpose and account are void.
pub(crate) async fn insert(tx: &mut Tx, link: &Draft, user: Option<UserId>) -> Result<()> {
    let user = user.map(|user| user.0);
    tx.query(sql!("DELETE FROM link WHERE purpose = $1 AND COALESCE(user_id, $2) = $2 AND (user_id IS NULL) = $3"))
        .bind(link.purpose.word())
        .bind(user.unwrap_or_default())
        .bind(user.is_none())
        .execute()
        .await?;
    tx.query(sql!("INSERT INTO link (id, purpose, user_id, digest, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)"))
        .bind(link.id.0)
        .bind(link.purpose.word())
        .bind(user)
        .bind(keys::digest(&link.secret))
        .bind(link.at)
        .bind(link.at + lifetime(link.purpose))
        .execute()
        .await?;
    Ok(())
}

pub(crate) async fn make(service: &Service, purpose: Purpose, user: Option<UserId>) -> Result<String> {
    let link = Draft::new(service, purpose)?;
    let secret = link.secret.clone();
    service
        .db
        .housekeep(move |tx| {
            let link = link.clone();
            Box::pin(async move { insert(tx, &link, user).await })
        })
        .await?;
    Ok(secret)
}

/// The secret of a new setup link, where there is no account yet.
///
/// # Errors
/// The database's.
pub async fn setup(service: &Service) -> Result<Option<String>> {
    if users::any(service).await? {
        return Ok(None);
    }
    make(service, Purpose::Setup, None).await.map(Some)
}

/// A link that works.
#[derive(Clone, Debug)]
pub struct Link {
    pub purpose: Purpose,
    /// Whose it is; none for the setup link.
    pub user: Option<User>,
    id: LinkId,
}

/// Looks at a link without using it.
///
/// # Errors
/// [`Refusal::NotFound`] where it is unknown, used, expired or void.
pub async fn look(service: &Service, secret: &str) -> Result<Link> {
    let now = service.clock.now();
    service.db.read(async |tx: &mut Tx| find(tx, secret, now).await).await
}

async fn find(tx: &mut Tx, secret: &str, now: DateTime<Utc>) -> Result<Link> {
    let missing = || Error::Refused(Refusal::NotFound);
    let row: Option<(Uuid, String, Option<Uuid>)> = tx
        .query(sql!("SELECT id, purpose, user_id FROM link WHERE digest = $1 AND used_at IS NULL AND expires_at > $2"))
        .bind(keys::digest(secret))
        .bind(now)
        .optional()
        .await?;
    let (id, purpose, user) = row.ok_or_else(missing)?;
    let purpose = purpose.parse().map_err(|_| Error::broken("a link of an unknown purpose"))?;
    let user = match user {
        Some(user) => Some(users::active(tx, user.into()).await?.ok_or_else(missing)?),
        None => None,
    };
    Ok(Link { purpose, user, id: id.into() })
}

/// Uses a link: makes the first account from what was `given`, or sets the password of the account it belongs to.
///
/// # Errors
/// [`Refusal::NotFound`] where the link does not work any more; flaws of `password` and, at setup, of the account.
pub async fn redeem(service: &Service, secret: &str, given: &Attributes, password: &str) -> Result<User> {
    let link = look(service, secret).await?;
    let first = if link.user.is_none() { Some(users::first_admin(given)) } else { None };
    users::password::check("password", password)?;
    let first = first.transpose()?;
    let hash = users::password::hash(service, password.to_owned()).await?;
    let actor = match &link.user {
        Some(user) => Actor::User(users::person(user)),
        None => Actor::System,
    };
    let command = service.command(&actor);
    let (pen, user_id, at) = (service.pen(), UserId(service.clock.id()), command.at);
    let (secret, owner) = (secret.to_owned(), link.user.clone());
    let done = service.db.write(&command, move |tx| {
        let (pen, first, hash, secret, owner) = (pen.clone(), first.clone(), hash.clone(), secret.clone(), owner.clone());
        Box::pin(async move {
            // Two who use it at once: the second finds it used.
            let link = find(tx, &secret, at).await?;
            tx.query(sql!("UPDATE link SET used_at = $2 WHERE id = $1")).bind(link.id.0).bind(at).execute().await?;
            match (owner, first) {
                (Some(user), _) => {
                    users::set_password_in(tx, &pen, user.id, hash, None).await?;
                    Ok(user)
                }
                (None, Some(fields)) => {
                    let user = Record { id: user_id, version: 1, created_at: at, updated_at: at, fields };
                    users::insert_in(tx, &pen, &user, Some(hash)).await?;
                    Ok(user)
                }
                (None, None) => Err(Error::Refused(Refusal::NotFound)),
            }
        })
    });
    done.await.map_err(users::taken)
}
