//! Browsers that are signed in. The cookie holds a secret of 256 bits, the database its digest.

use crate::{
    Service,
    db::{Param, Tx, Where},
    error::{Error, Result},
    keys,
    recent::Recent,
    records, sql,
    throttle::{self, Attempt},
    users,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    error::Error as Refusal,
    id::SessionId,
    policy::Actor,
    text,
    users::{User, UserFields},
};
use uuid::Uuid;

/// A session nobody uses ends after this.
pub const IDLE: TimeDelta = TimeDelta::days(7);
/// Any session ends after this.
pub const ABSOLUTE: TimeDelta = TimeDelta::days(30);
/// Last-seen times are written at most so often.
const SEEN: TimeDelta = TimeDelta::minutes(1);
/// Unicode scalars kept of a browser's description of itself.
const USER_AGENT: usize = 255;

/// Who is signed in, in this browser.
#[derive(Clone, Debug)]
pub struct SignedIn {
    pub session: SessionId,
    pub user: User,
    pub actor: Actor,
}

/// One of one's own sessions, as shown in Settings.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    pub id: Uuid,
    pub user_agent: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

/// Signs in, and gives the secret for the cookie. Every sign-in is a new session.
///
/// # Errors
/// [`Refusal::Unauthenticated`], the same for an unknown account and a wrong password; [`Refusal::Throttled`].
pub async fn sign_in(service: &Service, email: &str, password: &str, address: &str, user_agent: &str) -> Result<(String, SignedIn)> {
    let (user, attempt) = authenticate(service, email, password, address).await?;
    begin(service, user, Some(attempt), user_agent).await
}

/// Signs in whoever has just used a link.
///
/// # Errors
/// The database's.
pub async fn begin_after_link(service: &Service, user: User, user_agent: &str) -> Result<(String, SignedIn)> {
    begin(service, user, None, user_agent).await
}

async fn begin(service: &Service, user: User, attempt: Option<Attempt>, user_agent: &str) -> Result<(String, SignedIn)> {
    let (id, secret, now) = (SessionId(service.clock.id()), keys::secret()?, service.clock.now());
    let (digest, user_id) = (keys::digest(&secret), user.id);
    let user_agent: String = user_agent.chars().filter(|c| !c.is_control()).take(USER_AGENT).collect();
    service
        .db
        .housekeep(move |tx| {
            let (digest, user_agent, attempt) = (digest.clone(), user_agent.clone(), attempt.clone());
            Box::pin(async move {
                if let Some(attempt) = attempt {
                    throttle::succeeded(tx, &attempt).await?;
                }
                tx.query(sql!("DELETE FROM session WHERE expires_at < $1")).bind(now).execute().await?;
                tx.query(sql!(
                    "INSERT INTO session (id, user_id, digest, user_agent, created_at, seen_at, expires_at)
                     VALUES ($1, $2, $3, $4, $5, $5, $6)"
                ))
                .bind(id.0)
                .bind(user_id.0)
                .bind(digest)
                .bind(user_agent)
                .bind(now)
                .bind(now + ABSOLUTE)
                .execute()
                .await?;
                Ok(())
            })
        })
        .await?;
    let actor = Actor::User(users::person(&user));
    Ok((secret, SignedIn { session: id, user, actor }))
}

/// Checks an address and a password.
pub(crate) async fn authenticate(service: &Service, email: &str, password: &str, address: &str) -> Result<(User, Attempt)> {
    let attempt = throttle::begin(service, &text::email_key(&text::normal(email)), address).await?;
    let (user, stored) = service
        .db
        .read(async |tx: &mut Tx| {
            let user = users::by_email(tx, email).await?.filter(|user| user.is_person());
            let stored = match &user {
                Some(user) => users::password_hash(tx, user.id).await?,
                None => None,
            };
            Ok((user, stored))
        })
        .await?;
    let right = users::password::verify(service, password.to_owned(), stored).await?;
    match user {
        Some(user) if right => Ok((user, attempt)),
        _ => Err(Error::Refused(Refusal::Unauthenticated)),
    }
}

/// A session's row, beside its user's.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Seen {
    session_id: Uuid,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

/// Sessions with their users, by the digests of their secrets.
pub(crate) type Known = Recent<Vec<u8>, (User, Seen)>;

/// Who is behind a cookie's secret.
///
/// # Errors
/// The database's.
pub async fn find(service: &Service, secret: &str) -> Result<Option<SignedIn>> {
    let (now, digest) = (service.clock.now(), keys::digest(secret));
    let known = service.sessions.reading(service.db.writes());
    let mut within = Where::default();
    within.and("digest = ?", [Param::Bytes(digest.clone())]);
    let select = "SELECT id AS session_id, user_id, seen_at, expires_at FROM session";
    let joined = "user_account.id = beside.user_id";
    let read = service.db.look(async |tx: &mut Tx| records::beside::<UserFields, Seen>(tx, select, &within, joined).await);
    let found = known.or_read(digest, read).await?;
    let good = |(user, row): &(User, Seen)| user.is_person() && row.expires_at > now && row.seen_at > now - IDLE;
    let Some((user, Seen { session_id, seen_at: seen, .. })) = found.filter(good) else { return Ok(None) };
    let session = SessionId(session_id);
    if now - seen >= SEEN {
        // An update, never an insert: a session that was ended meanwhile stays ended.
        let touched = service.db.housekeep(move |tx| {
            Box::pin(
                async move { tx.query(sql!("UPDATE session SET seen_at = $2 WHERE id = $1")).bind(session.0).bind(now).execute().await },
            )
        });
        if let Err(error) = touched.await {
            tracing::warn!(%error, "a session's last-seen time was not written");
        }
    }
    let actor = Actor::User(users::person(&user));
    Ok(Some(SignedIn { session, user, actor }))
}

/// Ends a session.
///
/// # Errors
/// The database's.
pub async fn sign_out(service: &Service, secret: &str) -> Result<()> {
    let digest = keys::digest(secret);
    service
        .db
        .housekeep(move |tx| {
            let digest = digest.clone();
            Box::pin(async move {
                tx.query(sql!("DELETE FROM session WHERE digest = $1")).bind(digest).execute().await?;
                Ok(())
            })
        })
        .await
}

/// One's own sessions, the last used first.
///
/// # Errors
/// [`Refusal::Unauthenticated`].
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<Session>> {
    let user = actor.user().ok_or(Error::Refused(Refusal::Unauthenticated))?;
    let now = service.clock.now();
    service
        .db
        .read(async |tx: &mut Tx| {
            tx.query(sql!(
                "SELECT id, user_agent, created_at, seen_at FROM session
                 WHERE user_id = $1 AND expires_at > $2 AND seen_at > $3 ORDER BY seen_at DESC, id LIMIT 100"
            ))
            .bind(user.0)
            .bind(now)
            .bind(now - IDLE)
            .all()
            .await
        })
        .await
}

/// Ends one of one's own sessions.
///
/// # Errors
/// [`Refusal::NotFound`] where it is not one's own, or gone already.
pub async fn revoke(service: &Service, actor: &Actor, session: SessionId) -> Result<()> {
    let user = actor.user().ok_or(Error::Refused(Refusal::Unauthenticated))?;
    service
        .db
        .housekeep(move |tx| {
            Box::pin(async move {
                let ended =
                    tx.query(sql!("DELETE FROM session WHERE id = $1 AND user_id = $2")).bind(session.0).bind(user.0).execute().await?;
                if ended == 1 { Ok(()) } else { Err(Error::Refused(Refusal::NotFound)) }
            })
        })
        .await
}
