//! Deciding by the link in a letter, without signing in.

use super::{Decided, Round, decide, round};
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
    policy::{Actor, Rule},
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
    /// The step that it is for.
    pub step: usize,
}

/// Whether a link can still be used, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Open,
    /// It was used: this was decided in its step, by it or in the pages.
    Used(Verdict),
    /// The others have decided, or the request was taken back.
    Over(ApprovalStatus),
    /// The request has changed since; another letter asks about what it says now.
    Stale,
    Expired,
    /// Others are asked now.
    Elsewhere,
}

/// The end of the link in a letter that was due at this moment: for the step that waits.
///
/// # Errors
/// The keys'.
pub fn link(service: &Service, approval: &Approval, user: UserId, due: DateTime<Utc>) -> Result<String> {
    let until = (due + LIFE).timestamp().to_be_bytes();
    let step = [approval.current().unwrap_or_default() as u8];
    signed::sign(&service.keys, Use::Approval, &[approval.id.0.as_bytes(), user.0.as_bytes(), &until[..], &step[..]].concat())
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
    let until = about.get(32..40).and_then(|bytes| bytes.try_into().ok()).map(i64::from_be_bytes).ok_or_else(missing)?;
    let step = usize::from(*about.get(40).ok_or_else(missing)?);
    let now = service.clock.now();
    let expired = now.timestamp() >= until;
    service
        .db
        .read(async |tx: &mut Tx| {
            let round = round(tx, approval, now).await?;
            let user = users::active(tx, user).await?.ok_or_else(missing)?;
            let standing = standing(&round.approval, user.id, &round.waits_for, step, expired);
            // What a link that is over shows is what became of it.
            let readable = standing == Standing::Open;
            Ok(Asked { round: Round { readable, ..round }, user, standing, step })
        })
        .await
}

impl Round {
    /// Whether this user can decide in it, signed in, and why not.
    pub fn standing(&self, user: UserId) -> Standing {
        let waits = self.approval.current().filter(|_| self.waits_for.contains(&user));
        let decided = self.approval.decisions.iter().rev().find(|decision| decision.by == user).map(|decision| decision.step as usize);
        standing(&self.approval, user, &self.waits_for, waits.or(decided).unwrap_or_default(), false)
    }
}

fn standing(approval: &Approval, user: UserId, waits_for: &[UserId], step: usize, expired: bool) -> Standing {
    let used = approval.decisions.iter().rev().find(|decision| decision.by == user && decision.step == step as i64);
    let waits = approval.current() == Some(step) && waits_for.contains(&user);
    match approval.status {
        ApprovalStatus::Superseded => Standing::Stale,
        ApprovalStatus::Pending if waits && expired => Standing::Expired,
        ApprovalStatus::Pending if waits => Standing::Open,
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
pub async fn decide_by_link(service: &Service, secret: &str, verdict: Verdict, reason: &str, seen: Option<i64>) -> Result<Approval> {
    let asked = by_link(service, secret).await?;
    let over = |status: ApprovalStatus| Conflict::Transition { from: status.to_string(), allowed: Vec::new() };
    match asked.standing {
        Standing::Open => {}
        Standing::Used(_) => return Err(Conflict::Decided.into()),
        Standing::Over(status) => return Err(over(status).into()),
        Standing::Stale => return Err(over(ApprovalStatus::Superseded).into()),
        Standing::Expired => return Err(Conflict::Expired.into()),
        Standing::Elsewhere => return Err(Refusal::from(Rule::Approver).into()),
    }
    let decided = Decided { verdict, reason: reason.to_owned(), step: asked.step, seen };
    decide(service, &Actor::User(users::person(&asked.user)), asked.round.approval.id, &decided).await
}
