//! Requests for people: written, submitted, held, cancelled, closed.

mod sql;

use crate::{
    Service, approval_flows, approvals, changes,
    db::Tx,
    error::{Error, Result},
    records::{self, Logged, Pen},
    request_candidates, users,
};
use chrono::Datelike;
use domain::{
    approvals::{ApprovalFlow, ApprovalStatus, watched},
    change::{Change, Entity, Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{Identifier, RequestId},
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, On, RequestFacts},
    query::Query,
    requests::{self, RequestFields, RequestStatus, ResourceRequest, Step, Who},
    resource::{Attributes, Record, Target},
};
pub(crate) use sql::{found, set_owners, within_reach};
use uuid::Uuid;

impl Logged for RequestFields {
    const ENTITY: Entity = Entity::Request;

    fn owner(record: &ResourceRequest) -> Uuid {
        record.id.logged()
    }
}

/// The requests this actor finds, narrowed, ordered and paged.
///
/// # Errors
/// [`Refusal::Forbidden`] where a token lacks the scope.
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<ResourceRequest>> {
    policy::can(actor, Action::ListRequests, On::Nothing)?;
    let query = records::readable_query(actor, query);
    let page = service
        .db
        .read(async |tx: &mut Tx| {
            let mut page = records::page::<RequestFields>(tx, found(actor), &query).await?;
            approvals::fill(tx, &mut page.items).await?;
            Ok(page)
        })
        .await?;
    records::redact_page(actor, page)
}

/// A request.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn get(service: &Service, actor: &Actor, id: RequestId) -> Result<ResourceRequest> {
    let request = service
        .db
        .read(async |tx: &mut Tx| {
            let request = find(tx, actor, Action::ReadRequest, id).await?;
            filled(tx, request).await
        })
        .await?;
    records::redact(actor, request)
}

/// What happened to a request, the newest first.
///
/// # Errors
/// As [`get`].
pub async fn history(service: &Service, actor: &Actor, id: RequestId) -> Result<Vec<Change>> {
    service
        .db
        .read(async |tx: &mut Tx| {
            find(tx, actor, Action::ReadRequest, id).await?;
            changes::of_record(tx, &service.keys, Entity::Request, id.logged()).await
        })
        .await
}

/// A request that this actor may do this to.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, action: Action, id: RequestId) -> Result<ResourceRequest> {
    let request = known(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))?;
    policy::can(actor, action, On::Request(&RequestFacts::from(&request)))?;
    Ok(request)
}

pub(crate) async fn known(tx: &mut Tx, id: RequestId) -> Result<Option<ResourceRequest>> {
    records::find::<RequestFields>(tx, id).await
}

/// With where its approval stands.
async fn filled(tx: &mut Tx, request: ResourceRequest) -> Result<ResourceRequest> {
    let mut filled = [request];
    approvals::fill(tx, &mut filled).await?;
    let [request] = filled;
    Ok(request)
}

/// Makes a request: a draft, or submitted at once where its status says so. Where no approval flow applies, what is submitted is open.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Malformed`], [`Refusal::Forbidden`]; [`Conflict::Transition`] for a status that no request begins with.
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<ResourceRequest> {
    policy::can(actor, Action::CreateRequest, On::Nothing)?;
    let given = records::readable::<RequestFields>(actor, given);
    let mut fields: RequestFields = merge_patch::create(&given)?;
    fields.consistent()?;
    fields.requester = actor.user();
    // A program owns nothing: whoever it works for says whose the request is.
    let person = actor.person().filter(|person| !person.service);
    if fields.owners.is_empty() {
        fields.owners = person.map(|person| format!("/{}/{}", Target::USER.path, person.id)).into_iter().collect();
    }
    let submits = fields.status != RequestStatus::Draft;
    if submits {
        begins_with(fields.status)?;
        fields.complete()?;
    }
    let by = actor.user();
    let (command, pen, id) = (service.command(actor), service.pen(), RequestId(service.clock.id()));
    let at = command.at;
    let made = service
        .db
        .write_once(&command, move |tx| {
            let (pen, mut fields) = (pen.clone(), fields.clone());
            Box::pin(async move {
                owned_by_people(tx, &fields).await?;
                let year = at.year();
                let flow = if submits { approval_flows::flow_for(tx, &fields).await? } else { None };
                fields.status = match (submits, &flow) {
                    (false, _) => RequestStatus::Draft,
                    (true, None) => RequestStatus::Open,
                    (true, Some(_)) => RequestStatus::PendingApproval,
                };
                let mut fields = fields.settled();
                fields.code = format!("RR-{year}-{:04}", records::number(tx, &format!("resource_request {year}")).await?);
                let request = Record { id, version: 1, created_at: at, updated_at: at, fields };
                let facts = Facts { to: Some(request.status.to_string()), ..Facts::default() };
                records::add_with(tx, &pen, &request, facts).await?;
                set_owners(tx, &request).await?;
                if let Some(flow) = flow {
                    approvals::begin(tx, &pen, &request, &flow, by).await?;
                }
                filled(tx, request).await
            })
        })
        .await?;
    records::redact(actor, made)
}

/// A program owns nothing.
async fn owned_by_people(tx: &mut Tx, request: &RequestFields) -> Result<()> {
    for owner in policy::owners(&RequestFields { requester: None, ..request.clone() }) {
        if users::known(tx, owner).await?.is_some_and(|user| user.service) {
            return Err(FieldErrors::one("owners", Flaw::Choice).into());
        }
    }
    Ok(())
}

fn begins_with(status: RequestStatus) -> Result<(), Conflict> {
    let submitted = requests::MOVES.iter().find(|row| row.step == Step::Submit).map(|row| row.to).unwrap_or_default();
    if submitted.contains(&status) {
        return Ok(());
    }
    let allowed = submitted.iter().map(ToString::to_string).collect();
    Err(Conflict::Transition { from: RequestStatus::Draft.to_string(), allowed })
}

/// Changes a request by a merge patch; its `status` is the move that leads there. All of it happens, or nothing.
///
/// # Errors
/// As [`create`]; [`Conflict::Transition`], [`Conflict::Stale`].
pub async fn patch(service: &Service, actor: &Actor, id: RequestId, given: &Attributes, seen: Option<i64>) -> Result<ResourceRequest> {
    let given = records::readable::<RequestFields>(actor, given);
    let (command, pen, writer) = (service.command(actor), service.pen(), actor.clone());
    let patched = service
        .db
        .write(&command, move |tx| {
            let (pen, actor, given) = (pen.clone(), writer.clone(), given.clone());
            Box::pin(async move {
                let before = find(tx, &actor, Action::EditRequest, id).await?;
                records::unchanged_since(seen, before.version)?;
                let mut fields = merge_patch::patch(&before.fields, &given)?;
                let flow = approval_flows::flow_for(tx, &fields).await?;
                let rewritten = rewritten(tx, &before, &fields, flow.as_ref()).await?;
                let step = match fields.status == before.status {
                    true => None,
                    false => Some(stepped(&actor, &before, &fields)?),
                };
                fields.status = destination(tx, &before, &fields, (step, rewritten), flow.as_ref()).await?;
                let asks = fields.status == RequestStatus::PendingApproval && (rewritten || before.status != fields.status);
                let fields = fields.settled();
                fields.consistent()?;
                let after = store(tx, &pen, &before, fields).await?;
                match flow.filter(|_| asks) {
                    Some(flow) => approvals::begin(tx, &pen, &after, &flow, actor.user()).await?,
                    None if before.status != RequestStatus::PendingApproval || after.status == before.status => {}
                    None if step == Some(Step::Withdraw) => approvals::end(tx, &pen, id, ApprovalStatus::Withdrawn).await?,
                    None => approvals::end(tx, &pen, id, ApprovalStatus::Superseded).await?,
                }
                filled(tx, after).await
            })
        })
        .await?;
    records::redact(actor, patched)
}

/// Takes a step with a request, with the reason where it needs one; what else is said of it stays. `seen` is the version the asker saw.
///
/// # Errors
/// As [`patch`]; [`Conflict::Transition`] where there is no such step from here.
pub async fn take(service: &Service, actor: &Actor, id: RequestId, step: Step, reason: &str, seen: Option<i64>) -> Result<ResourceRequest> {
    let before = get(service, actor, id).await?;
    let row = requests::MOVES.iter().find(|row| row.from == before.status && row.step == step && row.who != Who::System);
    let Some((row, to)) = row.and_then(|row| Some((row, *row.to.first()?))) else {
        let allowed = requests::ways(actor, &RequestFacts::from(&before), before.status);
        return Err(Conflict::Transition { from: before.status.to_string(), allowed }.into());
    };
    let mut given = Attributes::new();
    given.insert("status".to_owned(), to.to_string().into());
    if let Some(attribute) = row.says_why().filter(|_| !reason.trim().is_empty()) {
        given.insert(attribute.to_owned(), reason.into());
    }
    patch(service, actor, id, &given, Some(seen.unwrap_or(before.version))).await
}

/// The step that a patch asks for.
fn stepped(actor: &Actor, before: &ResourceRequest, fields: &RequestFields) -> Result<Step> {
    let facts = RequestFacts::from(before);
    let row = requests::to(actor, &facts, before.status, fields.status)?;
    requests::may(actor, row, &facts, fields)?;
    Ok(row.step)
}

/// Whether a change must be approved again: what is watched, a way past the flow that would have applied, or, while others decide, whose it is.
async fn rewritten(tx: &mut Tx, before: &ResourceRequest, fields: &RequestFields, flow: Option<&ApprovalFlow>) -> Result<bool> {
    let owned = before.status == RequestStatus::PendingApproval && policy::owners(&before.fields) != policy::owners(fields);
    if owned || watched(before) != watched(fields) {
        return Ok(true);
    }
    let was = approval_flows::flow_for(tx, &before.fields).await?;
    Ok(was.map(|flow| flow.id) != flow.map(|flow| flow.id))
}

/// Where a change leads, with a step or without: what is watched is not changed without asking again, where somebody is to be asked.
async fn destination(
    tx: &mut Tx,
    before: &ResourceRequest,
    fields: &RequestFields,
    (step, rewritten): (Option<Step>, bool),
    flow: Option<&ApprovalFlow>,
) -> Result<RequestStatus> {
    use RequestStatus::{Draft, Filled, OnHold, Open, PendingApproval};
    let asks = flow.is_some();
    let holds = match flow.filter(|_| step == Some(Step::Reopen)) {
        Some(flow) => approvals::holds(tx, before.id, fields, flow.id).await?,
        None => true,
    };
    Ok(match (step, before.status) {
        (Some(Step::Submit), _) if asks => PendingApproval,
        (Some(Step::Submit), _) => Open,
        (Some(Step::Reopen), _) if !holds => Draft,
        (Some(Step::Reopen), _) => Open,
        (_, Open | OnHold | Filled) if rewritten && asks && !matches!(step, Some(Step::Cancel | Step::Close)) => PendingApproval,
        (None, PendingApproval) if rewritten && !asks => Open,
        _ => fields.status,
    })
}

/// Stores what became of a request, and what follows for the people in it.
pub(crate) async fn store(tx: &mut Tx, pen: &Pen, before: &ResourceRequest, fields: RequestFields) -> Result<ResourceRequest> {
    let moves = fields.status != before.status;
    let (kind, facts) = if moves { (Kind::Moved, records::moved(before.status, fields.status)) } else { (Kind::Updated, Facts::default()) };
    let after = records::save(tx, pen, kind, before, fields, facts).await?;
    if after.owners != before.owners {
        owned_by_people(tx, &after).await?;
        set_owners(tx, &after).await?;
    }
    if moves && after.status == RequestStatus::Cancelled {
        request_candidates::withdraw_all(tx, pen, &after).await?;
    }
    Ok(after)
}
