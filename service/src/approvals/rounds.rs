//! Rounds: begun when a request is submitted or changed, ended without a decision, and told with the request.

use super::{barred, sql};
use crate::{
    db::Tx,
    error::Result,
    letters,
    records::{self, Pen},
};
use domain::{
    approvals::{Approval, ApprovalFields, ApprovalFlow, ApprovalStatus, FlowStep, watched, working_days_after},
    change::Kind,
    error::Conflict,
    id::{ApprovalFlowId, ApprovalId, RequestId, UserId},
    policy,
    requests::{ApprovalTold, RequestFields, ResourceRequest, StepTold},
    resource::Record,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Begins to ask about a request as it is now. What others were asked about before is void.
///
/// # Errors
/// [`Conflict::NoApprovers`] where a step could never get its number.
pub(crate) async fn begin(tx: &mut Tx, pen: &Pen, request: &ResourceRequest, flow: &ApprovalFlow, by: Option<UserId>) -> Result<()> {
    let at = tx.command()?.at;
    // Who owned it while it waited, or submitted it then, does not decide about it after leaving.
    let before = sql::of_requests(tx, &[request.id]).await?.into_iter().find(|round| round.status == ApprovalStatus::Pending);
    let mut kept_out: Vec<UserId> =
        before.into_iter().flat_map(|round| round.fields.barred).chain(policy::owners(request)).chain(by).collect();
    kept_out.sort();
    kept_out.dedup();
    end(tx, pen, request.id, ApprovalStatus::Superseded).await?;
    let fields = ApprovalFields {
        request: Some(request.id),
        request_version: request.version,
        flow: Some(flow.id),
        barred: kept_out,
        submitted_by: by,
        steps: flow.steps.clone(),
        asked_at: Some(at),
        remind_after: flow.remind_after,
        escalate_after: flow.escalate_after,
        escalate_to: flow.escalate_to,
        subject: watched(request).into(),
        ..ApprovalFields::default()
    };
    let (staff, barred) = (sql::staff(tx).await?, barred(request, &fields));
    if let Some(step) = fields.steps.iter().find(|step| (step.able(&staff, &barred).len() as i64) < step.required) {
        return Err(Conflict::NoApprovers { step: step.name.clone() }.into());
    }
    let approval = Record { id: ApprovalId(pen.clock.id()), version: 1, created_at: at, updated_at: at, fields };
    records::add(tx, pen, &approval).await?;
    ask(tx, pen, &approval, &approval.waits_for(&staff, &barred, at)).await
}

/// Asks these, later again whoever has not decided, and in the end somebody else. A letter that nobody needs any more when it is due is dropped.
pub(super) async fn ask(tx: &mut Tx, pen: &Pen, approval: &Approval, whom: &[UserId]) -> Result<()> {
    let at = tx.command()?.at;
    for user in whom {
        letters::queue_approval(tx, pen, *user, approval, at, false).await?;
        if let Some(days) = approval.remind_after {
            letters::queue_approval(tx, pen, *user, approval, working_days_after(at, days), true).await?;
        }
    }
    if let Some((due, user)) = approval.escalates() {
        letters::queue_approval(tx, pen, user, approval, due, false).await?;
    }
    Ok(())
}

/// Ends what is under way about a request, without a decision.
pub(crate) async fn end(tx: &mut Tx, pen: &Pen, request: RequestId, status: ApprovalStatus) -> Result<()> {
    let at = tx.command()?.at;
    for before in sql::of_requests(tx, &[request]).await?.into_iter().filter(|round| round.status == ApprovalStatus::Pending) {
        let fields = ApprovalFields { status, ended_at: Some(at), ..before.fields.clone() };
        records::save(tx, pen, Kind::Moved, &before, fields, records::moved(before.status, status)).await?;
    }
    Ok(())
}

/// Whether all that is watched of a request was approved as it is, by this flow.
pub(crate) async fn holds(tx: &mut Tx, id: RequestId, request: &RequestFields, flow: ApprovalFlowId) -> Result<bool> {
    let rounds = sql::of_requests(tx, &[id]).await?;
    let last = rounds.iter().find(|round| matches!(round.status, ApprovalStatus::Approved | ApprovalStatus::Rejected));
    let holds =
        |round: &Approval| round.status == ApprovalStatus::Approved && round.flow == Some(flow) && round.differences(request).is_empty();
    Ok(last.is_some_and(holds))
}

/// Tells requests where their approval stands.
pub(crate) async fn fill(tx: &mut Tx, requests: &mut [ResourceRequest]) -> Result<()> {
    let ids: Vec<RequestId> = requests.iter().map(|request| request.id).collect();
    if ids.is_empty() {
        return Ok(());
    }
    let mut latest: BTreeMap<Uuid, Approval> = BTreeMap::new();
    for round in sql::of_requests(tx, &ids).await? {
        latest.entry(round.request.unwrap_or_default().0).or_insert(round);
    }
    for request in requests {
        request.approval = latest.get(&request.id.0).map(told);
    }
    Ok(())
}

fn told(round: &Approval) -> ApprovalTold {
    let current = round.current();
    let step = |(place, step): (usize, &FlowStep)| StepTold {
        name: step.name.clone(),
        approvals_required: step.required,
        approvals: round.approvals(place),
        waiting: current == Some(place),
    };
    ApprovalTold {
        status: round.status,
        version: round.request_version,
        steps: round.steps.iter().enumerate().map(step).collect(),
        decisions: round.decisions.clone(),
    }
}
