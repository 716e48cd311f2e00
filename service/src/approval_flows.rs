//! Approval flows: who is asked about which requests.

use crate::{
    Service,
    db::{Tx, Where},
    error::{Error, Result},
    records::{self, Keyed, Logged},
};
use domain::{
    approvals::{ApprovalFlow, FlowFields},
    change::{Entity, Facts},
    error::{Error as Refusal, FieldErrors, Flaw},
    id::ApprovalFlowId,
    merge_patch,
    policy::{self, Action, Actor, On},
    requests::RequestFields,
    resource::{Attributes, Record},
};
use uuid::Uuid;

/// Flows of an installation, at most.
const MOST: i64 = 200;

impl Keyed for FlowFields {}

impl Logged for FlowFields {
    const ENTITY: Entity = Entity::ApprovalFlow;

    fn owner(record: &ApprovalFlow) -> Uuid {
        record.id.0
    }
}

/// All of them, in the order in which they are looked at; those that are used no more come last.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<ApprovalFlow>> {
    policy::can(actor, Action::ManageApprovalFlows, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| all(tx).await).await
}

async fn all(tx: &mut Tx) -> Result<Vec<ApprovalFlow>> {
    let mut flows = records::some::<FlowFields>(tx, &Where::default(), false, MOST).await?;
    flows.sort_by_key(|flow| (flow.archived, flow.position.unwrap_or_default()));
    Ok(flows)
}

/// A flow.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::NotFound`].
pub async fn get(service: &Service, actor: &Actor, id: ApprovalFlowId) -> Result<ApprovalFlow> {
    policy::can(actor, Action::ManageApprovalFlows, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| find(tx, id).await).await
}

async fn find(tx: &mut Tx, id: ApprovalFlowId) -> Result<ApprovalFlow> {
    records::find::<FlowFields>(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))
}

/// The flow that a request like this one goes; none where nobody need approve it.
pub(crate) async fn flow_for(tx: &mut Tx, request: &RequestFields) -> Result<Option<ApprovalFlow>> {
    Ok(all(tx).await?.into_iter().find(|flow| flow.applies(request)))
}

/// Makes a flow.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::Invalid`], [`Refusal::Malformed`].
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<ApprovalFlow> {
    policy::can(actor, Action::ManageApprovalFlows, On::Nothing)?;
    let fields: FlowFields = merge_patch::create(given)?;
    fields.consistent()?;
    let (command, pen) = (service.command(actor), service.pen());
    let (at, id) = (command.at, ApprovalFlowId(service.clock.id()));
    service
        .db
        .write(&command, move |tx| {
            let (pen, fields) = (pen.clone(), fields.clone());
            Box::pin(async move {
                if all(tx).await?.len() as i64 >= MOST {
                    return Err(FieldErrors::one("name", Flaw::TooMany { max: MOST as u32 }).into());
                }
                let flow = Record { id, version: 1, created_at: at, updated_at: at, fields };
                records::add(tx, &pen, &flow).await?;
                Ok(flow)
            })
        })
        .await
}

/// Changes a flow. What is under way goes on as it began.
///
/// # Errors
/// As [`create`]; [`Refusal::NotFound`], [`domain::error::Conflict::Stale`].
pub async fn patch(service: &Service, actor: &Actor, id: ApprovalFlowId, given: &Attributes, seen: Option<i64>) -> Result<ApprovalFlow> {
    policy::can(actor, Action::ManageApprovalFlows, On::Nothing)?;
    let (command, pen, given) = (service.command(actor), service.pen(), given.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, given) = (pen.clone(), given.clone());
            Box::pin(async move {
                let before = find(tx, id).await?;
                records::unchanged_since(seen, before.version)?;
                let fields: FlowFields = merge_patch::patch(&before.fields, &given)?;
                fields.consistent()?;
                let kind = records::put_away(before.archived, fields.archived);
                records::save(tx, &pen, kind, &before, fields, Facts::default()).await
            })
        })
        .await
}
