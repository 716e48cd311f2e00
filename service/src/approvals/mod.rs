//! Approval of requests: who is asked, what they decide, and what becomes of the request.

mod links;
mod rounds;
mod sql;

use crate::{
    Service,
    db::Tx,
    error::{Error, Result},
    letters,
    records::{self, Logged},
    requests,
};
use chrono::{DateTime, Utc};
use domain::{
    approvals::{Approval, ApprovalFields, ApprovalStatus, Decision, Staff, Verdict},
    change::{Entity, Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{ApprovalId, RequestId, UserId},
    policy::{self, Action, Actor, On, Rule},
    requests::{RequestFields, RequestStatus, ResourceRequest},
    text,
    users::Role,
};
use std::collections::BTreeMap;
use uuid::Uuid;

pub use links::{Asked, Standing, by_link, decide_by_link, link};
use rounds::ask;
pub(crate) use rounds::{begin, end, fill, holds};

impl Logged for ApprovalFields {
    const ENTITY: Entity = Entity::Approval;

    fn owner(record: &Approval) -> Uuid {
        record.request.unwrap_or_default().0
    }
}

/// A round, with the request it is about and what that says otherwise by now.
#[derive(Clone, Debug)]
pub struct Round {
    pub approval: Approval,
    pub request: ResourceRequest,
    /// The last round before it that came to an end by a decision.
    pub before: Option<Approval>,
    /// For whom it waits.
    pub waits_for: Vec<UserId>,
    /// Who has a part in it, in whatever step.
    pub concerned: Vec<UserId>,
    /// Whether the asker reads the request: who is asked does, and who may anyway. Others who have a part in it are told where it stands.
    pub readable: bool,
}

/// Who would decide about their own: who was kept from it when the round began, and whoever owns the request by now.
fn barred(request: &RequestFields, approval: &ApprovalFields) -> Vec<UserId> {
    policy::owners(request).into_iter().chain(approval.barred.iter().copied()).collect()
}

pub(crate) async fn known(tx: &mut Tx, id: ApprovalId) -> Result<Option<Approval>> {
    records::find::<ApprovalFields>(tx, id).await
}

/// For whom a round waits at this moment.
pub(crate) async fn waits_for(tx: &mut Tx, approval: &Approval, now: DateTime<Utc>) -> Result<Vec<UserId>> {
    let Some(request) = requests::known(tx, approval.request.unwrap_or_default()).await? else { return Ok(Vec::new()) };
    Ok(approval.waits_for(&sql::staff(tx).await?, &barred(&request, approval), now))
}

/// A round that waits for this actor, or did.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever is not asked and may not know of the request.
pub async fn get(service: &Service, actor: &Actor, id: ApprovalId) -> Result<Round> {
    policy::can(actor, Action::DecideApproval, On::Nothing)?;
    let now = service.clock.now();
    let round = service.db.read(async |tx: &mut Tx| round(tx, id, now).await).await?;
    let user = actor.user().unwrap_or_default();
    let facts = policy::RequestFacts::from(&round.request);
    let may = policy::can(actor, Action::ReadRequest, On::Request(&facts));
    let readable = may.is_ok() || round.waits_for.contains(&user);
    if !readable && !round.concerned.contains(&user) {
        may?;
    }
    Ok(Round { readable, ..round })
}

async fn round(tx: &mut Tx, id: ApprovalId, now: DateTime<Utc>) -> Result<Round> {
    let missing = || Error::Refused(Refusal::NotFound);
    let approval = known(tx, id).await?.ok_or_else(missing)?;
    let request = requests::known(tx, approval.request.unwrap_or_default()).await?.ok_or_else(missing)?;
    let staff = sql::staff(tx).await?;
    let waits_for = approval.waits_for(&staff, &barred(&request, &approval), now);
    let concerned = staff.iter().map(|(user, _)| *user).filter(|user| approval.concerns(*user, &staff)).collect();
    let before = decided_before(&sql::of_requests(tx, &[request.id]).await?, &approval);
    Ok(Round { approval, request, before, waits_for, concerned, readable: false })
}

/// The last round before this one, of those of its request, the latest first, that came to an end by a decision.
fn decided_before(rounds: &[Approval], approval: &Approval) -> Option<Approval> {
    let of_request = rounds.iter().filter(|round| round.request == approval.request);
    let mut earlier = of_request.skip_while(|round| round.id != approval.id).skip(1);
    earlier.find(|round| matches!(round.status, ApprovalStatus::Approved | ApprovalStatus::Rejected)).cloned()
}

/// The rounds about a request, the latest first.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn of_request(service: &Service, actor: &Actor, id: RequestId) -> Result<Vec<Round>> {
    let now = service.clock.now();
    service
        .db
        .read(async |tx: &mut Tx| {
            let request = requests::find(tx, actor, Action::ReadRequest, id).await?;
            let staff = sql::staff(tx).await?;
            let rounds = sql::of_requests(tx, &[id]).await?;
            let round = |approval: Approval| {
                let waits_for = approval.waits_for(&staff, &barred(&request, &approval), now);
                Round { approval, request: request.clone(), before: None, waits_for, concerned: Vec::new(), readable: true }
            };
            Ok(rounds.into_iter().map(round).collect())
        })
        .await
}

/// What waits for this actor, the longest first.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn waiting(service: &Service, actor: &Actor) -> Result<Vec<Round>> {
    policy::can(actor, Action::DecideApproval, On::Nothing)?;
    let Some(user) = actor.user() else { return Ok(Vec::new()) };
    let now = service.clock.now();
    service
        .db
        .read(async |tx: &mut Tx| {
            let staff = sql::staff(tx).await?;
            let rounds = sql::under_way(tx).await?;
            let ids = rounds.iter().filter_map(|round| round.request).collect::<Vec<_>>();
            let about: BTreeMap<Uuid, ResourceRequest> =
                records::of_ids::<RequestFields>(tx, ids).await?.into_iter().map(|request| (request.id.0, request)).collect();
            let mine = rounds.into_iter().filter_map(|approval| {
                let request = about.get(&approval.request?.0)?.clone();
                let waits_for = approval.waits_for(&staff, &barred(&request, &approval), now);
                let round = Round { approval, request, before: None, waits_for, concerned: Vec::new(), readable: true };
                round.waits_for.contains(&user).then_some(round)
            });
            let mut mine: Vec<Round> = mine.collect();
            let all = sql::of_requests(tx, &mine.iter().map(|round| round.request.id).collect::<Vec<_>>()).await?;
            for round in &mut mine {
                round.before = decided_before(&all, &round.approval);
            }
            Ok(mine)
        })
        .await
}

/// A round that nobody else changes until this transaction ends.
struct Taken {
    round: Approval,
    request: ResourceRequest,
    staff: Vec<(UserId, Role)>,
    barred: Vec<UserId>,
}

/// Two who decide at once: the second waits here, and sees what the first has decided.
async fn taken(tx: &mut Tx, id: ApprovalId) -> Result<Taken> {
    let missing = || Error::Refused(Refusal::NotFound);
    let about = known(tx, id).await?.and_then(|round| round.request).ok_or_else(missing)?;
    records::number(tx, &format!("approval:{about}")).await?;
    let round = known(tx, id).await?.ok_or_else(missing)?;
    let request = requests::known(tx, about).await?.ok_or_else(missing)?;
    let (staff, barred) = (sql::staff(tx).await?, barred(&request, &round));
    Ok(Taken { round, request, staff, barred })
}

/// What somebody decides, and about what.
#[derive(Clone, Debug)]
pub struct Decided {
    pub verdict: Verdict,
    pub reason: String,
    /// The step in which they were asked: a second press decides nothing more.
    pub step: usize,
    /// The version of the request that they saw.
    pub seen: Option<i64>,
}

/// Decides about a request, in the step that waits for this actor.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it; [`Refusal::Forbidden`] with [`Rule::Approver`]; a flaw of `reason` where a rejection has none;
/// [`Conflict::Decided`] where the actor has decided, or the step is over; [`Conflict::Transition`] where all of it is; [`Conflict::Stale`] where the
/// request says something else by now.
pub async fn decide(service: &Service, actor: &Actor, id: ApprovalId, decided: &Decided) -> Result<Approval> {
    policy::can(actor, Action::DecideApproval, On::Nothing)?;
    let user = actor.user().ok_or(Refusal::Unauthenticated)?;
    let reason = text::said(&decided.reason).map_err(|flaw| FieldErrors::one("reason", flaw))?;
    let (verdict, asked_in, seen) = (decided.verdict, decided.step, decided.seen);
    if verdict == Verdict::Reject && reason.is_none() {
        return Err(FieldErrors::one("reason", Flaw::Blank).into());
    }
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, reason, actor) = (pen.clone(), reason.clone(), actor.clone());
            Box::pin(async move {
                let Taken { round: before, request, staff, barred } = taken(tx, id).await?;
                let at = tx.command()?.at;
                let refused = may(&before, user, &staff, &barred, at);
                if refused.is_err() && !before.concerns(user, &staff) {
                    policy::can(&actor, Action::ReadRequest, On::Request(&policy::RequestFacts::from(&request)))?;
                }
                refused?;
                if before.current() != Some(asked_in) {
                    return Err(Conflict::Decided.into());
                }
                records::unchanged_since(seen, request.version)?;
                let step = before.current().unwrap_or_default();
                let decision = Decision { step: step as i64, by: user, verdict, reason: reason.clone(), at, version: request.version };
                let fields = before.fields.clone().with(decision, &staff, &barred);
                let (kind, facts) = match fields.status == before.status {
                    true => (Kind::Updated, Facts::default()),
                    false => (Kind::Moved, records::moved(before.status, fields.status)),
                };
                let after = records::save(tx, &pen, kind, &before, fields, facts).await?;
                match after.status {
                    ApprovalStatus::Approved => {
                        let fields = RequestFields { status: RequestStatus::Open, ..request.fields.clone() };
                        requests::store(tx, &pen, &request, fields.settled()).await?;
                    }
                    ApprovalStatus::Rejected => {
                        let fields = RequestFields { status: RequestStatus::Rejected, rejection_reason: reason, ..request.fields.clone() };
                        requests::store(tx, &pen, &request, fields).await?;
                    }
                    _ if after.current() != Some(step) => ask(tx, &pen, &after, &after.waits_for(&staff, &barred, at)).await?,
                    _ => {}
                }
                Ok(after)
            })
        })
        .await
}

/// Lets somebody decide in the place of somebody else: whoever is asked hands it over, an administrator replaces whom they like.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Refusal::Forbidden`]; a flaw of `to` where they cannot decide or are asked already; [`Conflict::Transition`] where it is over.
pub async fn hand_over(service: &Service, actor: &Actor, id: ApprovalId, from: UserId, to: UserId) -> Result<Approval> {
    policy::can(actor, Action::DecideApproval, On::Nothing)?;
    if actor.user() != Some(from) {
        policy::can(actor, Action::ManageApprovalFlows, On::Nothing)?;
    }
    let (command, pen) = (service.command(actor), service.pen());
    service
        .db
        .write(&command, move |tx| {
            let pen = pen.clone();
            Box::pin(async move {
                let Taken { round: before, request: _, staff, barred } = taken(tx, id).await?;
                let at = tx.command()?.at;
                let step = before.current().and_then(|place| before.steps.get(place));
                // Who has left is replaced too, though it no longer waits for them.
                if step.is_none_or(|step| !step.approvers.contains(&from)) {
                    may(&before, from, &staff, &barred, at)?;
                }
                let waits = before.waits_for(&staff, &barred, at);
                let there = staff.iter().any(|(user, _)| *user == to);
                if !there || barred.contains(&to) || waits.contains(&to) || before.decisions.iter().any(|decision| decision.by == to) {
                    return Err(FieldErrors::one("to", Flaw::Choice).into());
                }
                let fields = before.fields.clone().handed_over(from, to);
                let after = records::save(tx, &pen, Kind::Updated, &before, fields, Facts::default()).await?;
                ask(tx, &pen, &after, &[to]).await?;
                Ok(after)
            })
        })
        .await
}

/// Writes once more to everybody for whom a round waits.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`] for whoever may not change the request; [`Conflict::Transition`] where it is over.
pub async fn remind(service: &Service, actor: &Actor, id: ApprovalId) -> Result<usize> {
    let (pen, actor, now) = (service.pen(), actor.clone(), service.clock.now());
    service
        .db
        .housekeep(move |tx| {
            let (pen, actor) = (pen.clone(), actor.clone());
            Box::pin(async move {
                let missing = || Error::Refused(Refusal::NotFound);
                let approval = known(tx, id).await?.ok_or_else(missing)?;
                let request = requests::find(tx, &actor, Action::EditRequest, approval.request.unwrap_or_default()).await?;
                if approval.status != ApprovalStatus::Pending {
                    return Err(Conflict::Transition { from: approval.status.to_string(), allowed: Vec::new() }.into());
                }
                let waits = approval.waits_for(&sql::staff(tx).await?, &barred(&request, &approval), now);
                for user in &waits {
                    letters::remind_of_approval(tx, &pen, *user, &approval, now).await?;
                }
                Ok(waits.len())
            })
        })
        .await
}

/// Whether a round waits for this user.
fn may(round: &Approval, user: UserId, staff: &Staff, barred: &[UserId], now: DateTime<Utc>) -> Result<()> {
    if round.status != ApprovalStatus::Pending {
        return Err(Conflict::Transition { from: round.status.to_string(), allowed: Vec::new() }.into());
    }
    if round.waits_for(staff, barred, now).contains(&user) {
        return Ok(());
    }
    let decided = round.decisions.iter().any(|decision| decision.by == user && Some(decision.step as usize) == round.current());
    Err(if decided { Conflict::Decided.into() } else { Refusal::from(Rule::Approver).into() })
}
