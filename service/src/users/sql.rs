//! What accounts ask of the database beyond what every resource asks.

use crate::{
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
    sql,
};
use domain::{
    id::{SessionId, UserId},
    text::{self, fold},
    users::{User, UserFields},
};
use uuid::Uuid;

impl Keyed for UserFields {
    fn keys(&self) -> Vec<(&'static str, Param)> {
        vec![("email_key", Param::Text(Some(text::email_key(&self.email))))]
    }
}

pub(super) async fn any(tx: &mut Tx) -> Result<bool> {
    Ok(tx.query(sql!("SELECT COUNT(*) FROM user_account")).number().await? > 0)
}

pub(super) async fn has_admin(tx: &mut Tx) -> Result<bool> {
    Ok(tx.query(sql!("SELECT COUNT(*) FROM user_account WHERE role = 'admin' AND active AND NOT service")).number().await? > 0)
}

pub(crate) async fn by_email(tx: &mut Tx, email: &str) -> Result<Option<User>> {
    let mut within = Where::default();
    within.and("email_key = ?", [Param::Text(Some(text::email_key(&text::normal(email))))]);
    Ok(records::some::<UserFields>(tx, &within, false, 1).await?.pop())
}

/// The account, whether it can sign in or not.
pub(crate) async fn known(tx: &mut Tx, id: UserId) -> Result<Option<User>> {
    records::find::<UserFields>(tx, id).await
}

/// The account, where it is one that can sign in.
pub(crate) async fn active(tx: &mut Tx, id: UserId) -> Result<Option<User>> {
    Ok(records::find::<UserFields>(tx, id).await?.filter(|user| user.is_person()))
}

pub(crate) async fn password_hash(tx: &mut Tx, id: UserId) -> Result<Option<String>> {
    let row: Option<(Option<String>,)> =
        tx.query(sql!("SELECT password_hash FROM user_account WHERE id = $1")).bind(id.0).optional().await?;
    Ok(row.and_then(|(hash,)| hash))
}

pub(super) async fn set_password(tx: &mut Tx, id: UserId, hash: String) -> Result<()> {
    tx.query(sql!("UPDATE user_account SET password_hash = $2 WHERE id = $1")).bind(id.0).bind(hash).execute().await?;
    Ok(())
}

/// Ends every session but one, every token, and every link of an account.
pub(super) async fn end_access(tx: &mut Tx, id: UserId, keep: Option<SessionId>) -> Result<()> {
    let keep = keep.map_or(Uuid::nil(), |keep| keep.0);
    tx.query(sql!("DELETE FROM session WHERE user_id = $1 AND id <> $2")).bind(id.0).bind(keep).execute().await?;
    tx.query(sql!("DELETE FROM token WHERE user_id = $1")).bind(id.0).execute().await?;
    tx.query(sql!("DELETE FROM link WHERE user_id = $1")).bind(id.0).execute().await?;
    Ok(())
}

/// The active accounts that a text calls by `@name`, whatever the case and the accents.
pub(crate) async fn mentioned(tx: &mut Tx, content: &str) -> Result<Vec<UserId>> {
    if !content.contains('@') {
        return Ok(Vec::new());
    }
    let content = fold(content);
    let users: Vec<(Uuid, String)> = tx
        .query(sql!("SELECT id, name_fold FROM user_account WHERE active AND NOT service ORDER BY created_at, id LIMIT 1000"))
        .all()
        .await?;
    let called = |name: &str| {
        let call = format!("@{name}");
        let ends = |rest: &str| !rest.starts_with(char::is_alphanumeric);
        content.match_indices(&call).any(|(at, _)| ends(&content[at + call.len()..]))
    };
    Ok(users.into_iter().filter(|(_, name)| called(name)).map(|(id, _)| id.into()).collect())
}
