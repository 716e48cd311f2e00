//! Deciding by the link in a letter, without signing in.

use super::{Round, decide, round};
use crate::{
    Service,
    db::Tx,
    error::{Error, Result},
    signed::{self, Use},
    users,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    approvals::{Approval, ApprovalStatus, Verdict},
    error::{Conflict, Error as Refusal},
    id::{ApprovalId, UserId},
    policy::Actor,
    users::User,
};
use uuid::Uuid;

/// How long a link works.
const LIFE: TimeDelta = TimeDelta::days(14);

/// What a link finds.
#[derive(Clone, Debug)]
pub struct Asked {
    pub round: Round,
    pub user: User,
    pub standing: Standing,
}

/// Whether a link can still be used, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    /// It was used: this was decided by it, or in the pages.
    Used(Verdict),
    /// The others have decided, or the request was taken back.
    Over(ApprovalStatus),
    /// The request has changed since; another letter asks about what it says now.
    Stale,
    Expired,
    /// Others are asked now.
    Elsewhere,
}

/// The end of the link in a letter that was due at this moment.
///
/// # Errors
/// The keys'.
pub fn link(service: &Service, approval: ApprovalId, user: UserId, due: DateTime<Utc>) -> Result<String> {
    let until = (due + LIFE).timestamp();
    signed::sign(&service.keys, Use::Approval, &[approval.0.as_bytes(), user.0.as_bytes(), &until.to_be_bytes()[..]].concat())
}

/// What is behind such a link.
///
/// # Errors
/// [`Refusal::NotFound`] where we did not write it, or whoever it was for can no longer sign in.
pub async fn by_link(service: &Service, secret: &str) -> Result<Asked> {
    let missing = || Error::Refused(Refusal::NotFound);
    let about = signed::read(&service.keys, Use::Approval, secret)?.ok_or_else(missing)?;
    let id = |from: usize| Uuid::from_slice(about.get(from..from + 16).unwrap_or_default()).map_err(|_| missing());
    let (approval, user) = (ApprovalId(id(0)?), UserId(id(16)?));
    let until = about.get(32..).and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes).ok_or_else(missing)?;
    let expired = service.clock.now().timestamp() >= until;
    service
        .db
        .read(async |tx: &mut Tx| {
            let round = round(tx, approval).await?;
            let user = users::active(tx, user).await?.ok_or_else(missing)?;
            let standing = standing(&round.approval, user.id, &round.waits_for, expired);
            Ok(Asked { round, user, standing })
        })
        .await
}

fn standing(approval: &Approval, user: UserId, waits_for: &[UserId], expired: bool) -> Standing {
    let used = approval.decisions.iter().rev().find(|decision| decision.by == user);
    match approval.status {
        ApprovalStatus::Superseded => Standing::Stale,
        ApprovalStatus::Pending if waits_for.contains(&user) && expired => Standing::Expired,
        ApprovalStatus::Pending if waits_for.contains(&user) => Standing::Open,
        status => match used {
            Some(decision) => Standing::Used(decision.verdict),
            None if status == ApprovalStatus::Pending => Standing::Elsewhere,
            None => Standing::Over(status),
        },
    }
}

/// Decides by such a link. It works once: what is decided waits for nobody any more.
///
/// # Errors
/// As [`by_link`] and [`decide`]; [`Conflict::Expired`].
pub async fn decide_by_link(service: &Service, secret: &str, verdict: Verdict, reason: &str) -> Result<Approval> {
    let asked = by_link(service, secret).await?;
    if asked.standing == Standing::Expired {
        return Err(Conflict::Expired.into());
    }
    decide(service, &Actor::User(users::person(&asked.user)), asked.round.approval.id, verdict, reason).await
}
