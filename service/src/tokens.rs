//! Tokens of programs: the login token of the contract, which lives an hour, and scoped tokens, which live until they end or are revoked.
//!
//! A login token is a JWT (RFC 7519, HS256): clients decode its `exp`. It is looked up as well, so that it ends with its account. A scoped
//! token is a secret of 256 bits behind a prefix by which scanners of leaked secrets can know it.

use crate::{
    Service, changes,
    db::{Param, Tx, Where},
    error::{Error, Result},
    keys,
    recent::Recent,
    records, sessions, sql, throttle, users,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    change::{Entity, Kind},
    error::{Error as Refusal, FieldErrors, Flaw},
    id::{TokenId, UserId},
    policy::{self, Action, Actor, On, Scopes},
    text,
    users::{User, UserFields},
};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use sqlx::types::Json;
use uuid::Uuid;

/// How long a login token lives.
const LIFETIME: TimeDelta = TimeDelta::hours(1);
/// Every scoped token begins with it.
const PREFIX: &str = "instroom_";
/// `{"typ":"JWT","alg":"HS256"}`: the only header that is written, and the only one that is accepted.
const HEADER: &str = "eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9";
/// Last-used times are written at most so often.
const USED: TimeDelta = TimeDelta::minutes(1);

/// What a login token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iat: i64,
    exp: i64,
    /// As API Platform's clients expect: `ROLE_ADMIN`, …
    roles: Vec<String>,
    username: String,
    jti: Uuid,
}

/// Why a token is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unaccepted {
    Invalid,
    Expired,
}

/// Signs in a program: a login token for an address and a password.
///
/// # Errors
/// As [`sessions::sign_in`].
pub async fn login(service: &Service, email: &str, password: &str, address: &str) -> Result<String> {
    let (user, attempt) = sessions::authenticate(service, email, password, address).await?;
    let (id, now) = (TokenId(service.clock.id()), service.clock.now());
    let claims = Claims {
        iat: now.timestamp(),
        exp: (now + LIFETIME).timestamp(),
        roles: vec![format!("ROLE_{}", user.role.word().to_uppercase())],
        username: user.email.clone(),
        jti: id.0,
    };
    let user_id = user.id;
    service
        .db
        .housekeep(move |tx| {
            let attempt = attempt.clone();
            Box::pin(async move {
                throttle::succeeded(tx, &attempt).await?;
                tx.query(sql!("DELETE FROM token WHERE kind = 'login' AND expires_at < $1")).bind(now).execute().await?;
                insert(tx, id, user_id, "login", "", None, &Scopes::default(), now, Some(now + LIFETIME)).await
            })
        })
        .await?;
    sign(&service.keys.signing[..], &claims)
}

/// A scoped token, without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub id: TokenId,
    pub name: String,
    /// Whose it is, and what they are called.
    pub owner: (UserId, String),
    /// Whether that is a program.
    pub service: bool,
    pub scopes: Scopes,
    pub created_at: DateTime<Utc>,
    /// None: it does not end by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// To the minute. None: never.
    pub used_at: Option<DateTime<Utc>>,
}

/// A scoped token of this user, made on the command line or in Settings. Its secret is shown once. `lasting`: how long from now; none, where it does not end by itself.
///
/// # Errors
/// Flaws of `name` and `scopes`. [`Refusal::Forbidden`] for a token, which makes no others, and for somebody else's account but to administrators.
pub async fn add(
    service: &Service,
    actor: &Actor,
    user: &User,
    name: &str,
    scopes: &[String],
    lasting: Option<TimeDelta>,
) -> Result<String> {
    policy::can(actor, Action::ManageAccount, On::Nothing)?;
    if actor.user().is_some_and(|asker| asker != user.id) {
        policy::can(actor, Action::ManageUsers, On::Nothing)?;
    }
    let name = text::normal(name);
    let mut flaws = FieldErrors::default();
    if name.is_empty() {
        flaws.push("name", Flaw::Blank);
    } else if let Err(flaw) = text::line(&name, text::NAME) {
        flaws.push("name", flaw);
    }
    if scopes.is_empty() {
        flaws.push("scopes", Flaw::Blank);
    } else if scopes.iter().any(|scope| !Scopes::ALL.contains(&scope.as_str())) {
        flaws.push("scopes", Flaw::Choice);
    }
    flaws.or(())?;
    let secret = format!("{PREFIX}{}", keys::secret()?);
    let (id, digest, scopes) = (TokenId(service.clock.id()), keys::digest(&secret), Scopes(scopes.iter().cloned().collect()));
    let command = service.command(actor);
    let (keys, change, user, at) = (service.keys.clone(), service.clock.id(), user.id, command.at);
    service
        .db
        .write(&command, move |tx| {
            let (keys, name, digest, scopes) = (keys.clone(), name.clone(), digest.clone(), scopes.clone());
            Box::pin(async move {
                insert(tx, id, user, "scoped", &name, Some(digest), &scopes, at, lasting.map(|lasting| at + lasting)).await?;
                changes::record(tx, &keys, change, changes::Draft::bare(Entity::Token, id.0, user.0, Kind::Created, 1)).await?;
                Ok(())
            })
        })
        .await?;
    Ok(secret)
}

/// Whose tokens somebody looks after: their own, and an administrator everybody's.
fn keeper(actor: &Actor) -> Result<(UserId, bool)> {
    let user = actor.user().ok_or(Error::Refused(Refusal::Unauthenticated))?;
    policy::can(actor, Action::ManageAccount, On::Nothing)?;
    Ok((user, policy::can(actor, Action::ManageUsers, On::Nothing).is_ok()))
}

/// The scoped tokens, the last made first: one's own, and for an administrator everybody's.
///
/// # Errors
/// [`Refusal::Unauthenticated`]; [`Refusal::Forbidden`] for a token.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<Token>> {
    let (user, all) = keeper(actor)?;
    let mut within = Where::default();
    within.and("token.kind = 'scoped'", []);
    if !all {
        within.and("token.user_id = ?", [Param::Id(Some(user.0))]);
    }
    let sql = format!(
        "SELECT token.id, token.name, token.user_id, user_account.name AS owner, user_account.service, token.scopes, token.created_at, token.expires_at, token.used_at
         FROM token JOIN user_account ON user_account.id = token.user_id{} ORDER BY token.created_at DESC, token.id DESC LIMIT 1000",
        within.clause()
    );
    let found: Vec<Listed> =
        service.db.look(async |tx: &mut Tx| tx.query_built(sql).bind_all(within.params().to_vec()).all().await).await?;
    Ok(found.into_iter().map(Token::from).collect())
}

/// Ends a scoped token at once: one's own, and for an administrator anybody's.
///
/// # Errors
/// [`Refusal::NotFound`] where there is none, [`Refusal::Unauthenticated`], [`Refusal::Forbidden`] for a token.
pub async fn revoke(service: &Service, actor: &Actor, token: TokenId) -> Result<()> {
    let (user, all) = keeper(actor)?;
    let command = service.command(actor);
    let (keys, change) = (service.keys.clone(), service.clock.id());
    service
        .db
        .write(&command, move |tx| {
            let keys = keys.clone();
            Box::pin(async move {
                let owner: Option<(Uuid,)> = tx
                    .query(sql!("DELETE FROM token WHERE id = $1 AND kind = 'scoped' AND (user_id = $2 OR $3) RETURNING user_id"))
                    .bind(token.0)
                    .bind(user.0)
                    .bind(all)
                    .optional()
                    .await?;
                let (owner,) = owner.ok_or(Error::Refused(Refusal::NotFound))?;
                changes::record(tx, &keys, change, changes::Draft::bare(Entity::Token, token.0, owner, Kind::Deleted, 2)).await?;
                Ok(())
            })
        })
        .await
}

#[derive(sqlx::FromRow)]
struct Listed {
    id: Uuid,
    name: String,
    user_id: Uuid,
    owner: String,
    service: bool,
    scopes: Json<Scopes>,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
}

impl From<Listed> for Token {
    fn from(row: Listed) -> Self {
        let Listed { id, name, user_id, owner, service, scopes: Json(scopes), created_at, expires_at, used_at } = row;
        Self { id: TokenId(id), name, owner: (UserId(user_id), owner), service, scopes, created_at, expires_at, used_at }
    }
}

#[expect(clippy::too_many_arguments, reason = "the columns of one row")]
async fn insert(
    tx: &mut Tx,
    id: TokenId,
    user: UserId,
    kind: &'static str,
    name: &str,
    digest: Option<Vec<u8>>,
    scopes: &Scopes,
    at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
) -> Result<()> {
    tx.query(sql!(
        "INSERT INTO token (id, user_id, kind, name, digest, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)"
    ))
    .bind(id.0)
    .bind(user.0)
    .bind(kind)
    .bind(name.to_owned())
    .bind(digest)
    .bind(Json(scopes.clone()))
    .bind(at)
    .bind(expires_at)
    .execute()
    .await?;
    Ok(())
}

/// A token's row, beside its user's.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Row {
    token_id: Uuid,
    kind: String,
    scopes: Json<Scopes>,
    expires_at: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
}

/// Tokens with their users, by what is asked for: the id in a login's token, the digest of another.
pub(crate) type Known = Recent<Param, (User, Row)>;

/// Who is behind the token of an `Authorization` header.
///
/// # Errors
/// The database's; what is wrong with the token is inside.
pub async fn find(service: &Service, token: &str) -> Result<Result<Actor, Unaccepted>> {
    let now = service.clock.now();
    let claims = if token.starts_with(PREFIX) {
        None
    } else {
        match read(&service.keys.signing[..], token, now) {
            Ok(claims) => Some(claims),
            Err(unaccepted) => return Ok(Err(unaccepted)),
        }
    };
    let (condition, asked) = match claims {
        Some(claims) => ("id = ? AND kind = 'login'", Param::Id(Some(claims.jti))),
        None => ("digest = ? AND kind = 'scoped'", Param::Bytes(keys::digest(token))),
    };
    let known = service.tokens.reading(service.db.writes());
    let mut within = Where::default();
    within.and(condition, [asked.clone()]);
    let select = "SELECT id AS token_id, user_id, kind, scopes, expires_at, used_at FROM token";
    let joined = "user_account.id = beside.user_id";
    let read = service.db.look(async |tx: &mut Tx| records::beside::<UserFields, Row>(tx, select, &within, joined).await);
    let found = known.or_read(asked, read).await?;
    let Some((user, row)) = found.filter(|(user, _)| user.active) else { return Ok(Err(Unaccepted::Invalid)) };
    if row.expires_at.is_some_and(|expires| expires <= now) {
        return Ok(Err(Unaccepted::Expired));
    }
    if row.used_at.is_none_or(|used| now - used >= USED) {
        touch(service, row.token_id, now).await;
    }
    let person = users::person(&user);
    Ok(Ok(match row.kind.as_str() {
        "login" => Actor::User(person),
        _ => Actor::Token { person, scopes: row.scopes.0 },
    }))
}

async fn touch(service: &Service, id: Uuid, now: DateTime<Utc>) {
    let touched = service.db.housekeep(move |tx| {
        Box::pin(async move { tx.query(sql!("UPDATE token SET used_at = $2 WHERE id = $1")).bind(id).bind(now).execute().await })
    });
    if let Err(error) = touched.await {
        tracing::warn!(%error, "a token's last-used time was not written");
    }
}

fn sign(key: &[u8], claims: &Claims) -> Result<String> {
    let signed = format!("{HEADER}.{}", BASE64_URL_SAFE_NO_PAD.encode(serde_json::to_vec(claims)?));
    let tag = mac(key, &signed)?.finalize().into_bytes();
    Ok(format!("{signed}.{}", BASE64_URL_SAFE_NO_PAD.encode(tag)))
}

fn read(key: &[u8], token: &str, now: DateTime<Utc>) -> Result<Claims, Unaccepted> {
    let invalid = Unaccepted::Invalid;
    let (signed, tag) = token.rsplit_once('.').ok_or(invalid)?;
    let (header, payload) = signed.split_once('.').ok_or(invalid)?;
    // One header, letter by letter: no other algorithm can be asked for.
    if header != HEADER {
        return Err(invalid);
    }
    let tag = BASE64_URL_SAFE_NO_PAD.decode(tag).map_err(|_| invalid)?;
    // Compares in constant time.
    mac(key, signed).map_err(|_| invalid)?.verify_slice(&tag).map_err(|_| invalid)?;
    let payload = BASE64_URL_SAFE_NO_PAD.decode(payload).map_err(|_| invalid)?;
    let claims: Claims = serde_json::from_slice(&payload).map_err(|_| invalid)?;
    if claims.exp <= now.timestamp() { Err(Unaccepted::Expired) } else { Ok(claims) }
}

fn mac(key: &[u8], text: &str) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|_| Error::broken("a signing key of no use"))?;
    mac.update(text.as_bytes());
    Ok(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(exp: i64) -> Claims {
        Claims { iat: 0, exp, roles: vec!["ROLE_ADMIN".into()], username: "ada@example.test".into(), jti: Uuid::nil() }
    }

    #[test]
    fn what_was_signed_is_read() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let token = sign(b"key", &claims(60)).expect("signed");
        assert_eq!(read(b"key", &token, now).expect("accepted").username, "ada@example.test");
        assert_eq!(read(b"key", &token, now + LIFETIME).err(), Some(Unaccepted::Expired));
        assert_eq!(read(b"other", &token, now).err(), Some(Unaccepted::Invalid));
    }

    #[test]
    fn nothing_else_is() {
        let now = DateTime::<Utc>::UNIX_EPOCH;
        let token = sign(b"key", &claims(60)).expect("signed");
        let payload = token.split('.').nth(1).expect("a payload");
        let unsigned = format!("{}.{payload}.", BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none","typ":"JWT"}"#));
        for bad in ["", ".", "..", "a.b.c", &unsigned, &token[..token.len() - 2], &format!("{token}x")] {
            assert_eq!(read(b"key", bad, now).err(), Some(Unaccepted::Invalid), "{bad}");
        }
    }

    #[test]
    fn the_header_is_what_it_says() {
        assert_eq!(BASE64_URL_SAFE_NO_PAD.decode(HEADER).as_deref(), Ok(br#"{"typ":"JWT","alg":"HS256"}"#.as_slice()));
    }

    #[test]
    fn signatures_are_those_of_rfc_7515() {
        // RFC 7515, appendix A.1.
        let key = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
        let signed = "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
        let tag = mac(&BASE64_URL_SAFE_NO_PAD.decode(key).expect("a key"), signed).expect("a mac").finalize().into_bytes();
        assert_eq!(BASE64_URL_SAFE_NO_PAD.encode(tag), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }
}
