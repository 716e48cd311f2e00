//! Links that need no account: an invitation is answered by one, a calendar is read by one.

use super::{known, reply_to, sql};
use crate::{
    Service,
    db::Tx,
    error::{Error, Result},
    signed::{self, Use},
    users,
};
use domain::{
    error::Error as Refusal,
    id::{InterviewId, UserId},
    interviews::{Interview, InterviewStatus, Rsvp},
    policy::{self, Action, Actor, On},
    users::User,
};
use uuid::Uuid;

/// The end of the link by which somebody answers an invitation without signing in: of one plan, until the interview is over.
///
/// # Errors
/// The keys'.
pub fn invitation(service: &Service, interview: &Interview, user: UserId) -> Result<String> {
    let about = [interview.id.0.as_bytes(), user.0.as_bytes(), &interview.sequence.to_be_bytes()[..]].concat();
    signed::sign(&service.keys, Use::Invitation, &about)
}

/// The interview and the user that such a link is about.
///
/// # Errors
/// [`Refusal::NotFound`] where the plan has changed, the interview is over or called off, or nobody is invited any more.
pub async fn by_link(service: &Service, secret: &str) -> Result<(Interview, User)> {
    let missing = || Error::Refused(Refusal::NotFound);
    let about = signed::read(&service.keys, Use::Invitation, secret)?.ok_or_else(missing)?;
    let id = |from: usize| Uuid::from_slice(about.get(from..from + 16).unwrap_or_default()).map_err(|_| missing());
    let (interview, user) = (InterviewId(id(0)?), UserId(id(16)?));
    let sequence = about.get(32..).and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
    let now = service.clock.now();
    service
        .db
        .read(async |tx: &mut Tx| {
            let interview = known(tx, interview).await?.ok_or_else(missing)?;
            let user = users::active(tx, user).await?.ok_or_else(missing)?;
            let holds = interview.stands(now) == InterviewStatus::Scheduled && interview.seats(user.id);
            if holds && sequence == Some(interview.sequence) { Ok((interview, user)) } else { Err(missing()) }
        })
        .await
}

/// Answers an invitation by its link.
///
/// # Errors
/// As [`by_link`] and [`reply`].
pub async fn reply_by_link(service: &Service, secret: &str, rsvp: Rsvp) -> Result<Interview> {
    let (interview, user) = by_link(service, secret).await?;
    reply_to(service, &Actor::User(users::person(&user)), interview.id, rsvp, Some(interview.sequence)).await
}

/// The end of the private address of a user's calendar.
///
/// # Errors
/// The database's.
pub async fn feed(service: &Service, user: UserId) -> Result<String> {
    let generation = service.db.read(async |tx: &mut Tx| sql::generation(tx, user).await).await?;
    signed::sign(&service.keys, Use::Calendar, &[user.0.as_bytes(), &generation.to_be_bytes()[..]].concat())
}

/// Makes the address of one's calendar void; [`feed`] tells the next one.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::Unauthenticated`].
pub async fn renew_feed(service: &Service, actor: &Actor) -> Result<()> {
    policy::can(actor, Action::ManageAccount, On::Nothing)?;
    let user = actor.user().ok_or(Refusal::Unauthenticated)?;
    service.db.housekeep(move |tx| Box::pin(async move { sql::renew(tx, user).await })).await
}

/// Whose calendar has this address.
///
/// # Errors
/// [`Refusal::NotFound`] where it is void, or the account can sign in no more.
pub async fn by_feed(service: &Service, secret: &str) -> Result<User> {
    let missing = || Error::Refused(Refusal::NotFound);
    let about = signed::read(&service.keys, Use::Calendar, secret)?.ok_or_else(missing)?;
    let user = UserId(Uuid::from_slice(about.get(..16).unwrap_or_default()).map_err(|_| missing())?);
    let generation = about.get(16..).and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes);
    service
        .db
        .read(async |tx: &mut Tx| {
            let user = users::active(tx, user).await?.ok_or_else(missing)?;
            if generation == Some(sql::generation(tx, user.id).await?) { Ok(user) } else { Err(missing()) }
        })
        .await
}
