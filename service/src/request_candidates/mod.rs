//! People proposed for requests: through the stages, into a seat, or out.

mod merge;
mod sql;
mod stale;
mod undo;

use crate::{
    Service, candidates, changes, client_views,
    db::Tx,
    error::{Error, Result},
    records::{self, Logged, Pen},
    requests,
};
use domain::{
    candidates::Candidate,
    change::{Change, Entity, Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{CandidateId, ChangeId, Identifier, RequestCandidateId, RequestId},
    matching::MatchTerm,
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, CandidateFacts, On, RequestFacts},
    query::Query,
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate, Stage, StageChange},
    requests::{RequestFields, RequestStatus, ResourceRequest},
    resource::{Attributes, Record},
};
pub(crate) use merge::{Given, give_back, make_room};
pub(crate) use sql::{ever_found, ever_seen_in, is_deleted, seen_in};
pub use stale::{Waiting, stale};
use std::collections::{BTreeMap, BTreeSet};
pub use undo::{last_change, undo};
use uuid::Uuid;

impl Logged for RequestCandidateFields {
    const ENTITY: Entity = Entity::RequestCandidate;

    fn owner(record: &ResourceRequestCandidate) -> Uuid {
        record.candidate.unwrap_or_default().0
    }
}

/// Who stands in the requests this actor finds, as far as they see the person.
///
/// # Errors
/// [`Refusal::Forbidden`] where a token lacks the scope.
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<ResourceRequestCandidate>> {
    policy::can(actor, Action::ListRequestCandidates, On::Nothing)?;
    let query = records::readable_query(actor, query);
    let db = service.db.snapshot();
    let mut page = match sql::tally(service, actor, &query) {
        Some(tally) => tally.page::<RequestCandidateFields>(&db, sql::found(actor)).await?,
        None => {
            db.read(async |tx: &mut Tx| {
                let query = candidates::going_on(tx, &query).await?;
                records::page(tx, sql::found(actor), &query).await
            })
            .await?
        }
    };
    db.read(async |tx: &mut Tx| fill(tx, &mut page.items).await).await?;
    records::redact_page(actor, page)
}

/// Somebody's standing in a request.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn get(service: &Service, actor: &Actor, id: RequestCandidateId) -> Result<ResourceRequestCandidate> {
    let (standing, ..) = service.db.read(async |tx: &mut Tx| find(tx, actor, Action::ReadRequestCandidate, id).await).await?;
    records::redact(actor, standing)
}

/// What happened to somebody's standing in a request, the newest first.
///
/// # Errors
/// As [`get`].
pub async fn history(service: &Service, actor: &Actor, id: RequestCandidateId) -> Result<Vec<Change>> {
    service
        .db
        .read(async |tx: &mut Tx| {
            find(tx, actor, Action::ReadRequestCandidate, id).await?;
            changes::of_record(tx, &service.keys, Entity::RequestCandidate, id.logged()).await
        })
        .await
}

/// A standing that another record refers to.
pub(crate) async fn standing(tx: &mut Tx, actor: &Actor, id: RequestCandidateId) -> Result<ResourceRequestCandidate> {
    match find(tx, actor, Action::ReadRequestCandidate, id).await {
        Ok((standing, ..)) => Ok(standing),
        Err(Error::Refused(Refusal::NotFound)) => Err(records::dangling("resource-request-candidates", id)),
        Err(error) => Err(error),
    }
}

/// A standing that this actor may do this to, with its history and its request.
async fn find(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    id: RequestCandidateId,
) -> Result<(ResourceRequestCandidate, ResourceRequest, CandidateFacts)> {
    let found = find_whatever(tx, actor, action, id).await?;
    if is_deleted(tx, id).await? { Err(Error::Refused(Refusal::NotFound)) } else { Ok(found) }
}

/// As [`find`], also of a proposal that was taken back.
async fn find_whatever(
    tx: &mut Tx,
    actor: &Actor,
    action: Action,
    id: RequestCandidateId,
) -> Result<(ResourceRequestCandidate, ResourceRequest, CandidateFacts)> {
    let missing = || Error::Refused(Refusal::NotFound);
    let standing = records::find::<RequestCandidateFields>(tx, id).await?.ok_or_else(missing)?;
    let request = requests::known(tx, standing.request.unwrap_or_default()).await?.ok_or_else(missing)?;
    let mut file = candidates::facts_in(tx, standing.candidate.unwrap_or_default()).await?.ok_or_else(missing)?;
    // Whose proposal was taken back stands in no request of its owners any more: they may still bring the person back.
    file.managers.extend(policy::owners(&request));
    policy::can(actor, action, On::RequestCandidate(&RequestFacts::from(&request), &file))?;
    let mut filled = [standing];
    fill(tx, &mut filled).await?;
    let [standing] = filled;
    Ok((standing, request, file))
}

/// What is made of other records: the stages so far, from the change log, and the margin.
async fn fill(tx: &mut Tx, standings: &mut [ResourceRequestCandidate]) -> Result<()> {
    if standings.is_empty() {
        return Ok(());
    }
    let log = changes::facts_of(tx, Entity::RequestCandidate, standings.iter().map(|standing| standing.id.0).collect()).await?;
    for standing in standings {
        standing.margin = standing.fields.margin();
        standing.match_reasons = standing.match_terms.iter().map(MatchTerm::told).collect();
        standing.history = log.iter().filter(|change| change.entity_id == standing.id.0).filter_map(stage_change).collect();
    }
    Ok(())
}

fn stage_change(change: &Change) -> Option<StageChange> {
    let stage = |word: &Option<String>| word.as_deref().and_then(|word| word.parse().ok());
    Some(StageChange { from: stage(&change.facts.from), to: stage(&change.facts.to)?, at: change.at, by: change.actor })
}

/// With how well the person fits the request, as both are now.
async fn scored(tx: &mut Tx, fields: RequestCandidateFields, request: &ResourceRequest) -> Result<RequestCandidateFields> {
    let person = candidates::known(tx, fields.candidate.unwrap_or_default()).await?;
    Ok(match person {
        Some(person) => fields.scored(request, &person),
        None => fields,
    })
}

/// Proposes somebody for a request.
///
/// # Errors
/// [`Refusal::Invalid`] (a second proposal of the same person among them), [`Refusal::Malformed`], [`Refusal::Forbidden`];
/// [`Conflict::NotOpen`], [`Conflict::NoSeat`].
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<ResourceRequestCandidate> {
    policy::can(actor, Action::CreateRequestCandidate, On::Nothing)?;
    let given = records::readable::<RequestCandidateFields>(actor, given);
    let mut fields: RequestCandidateFields = merge_patch::create(&given)?;
    fields.proposed_by = actor.user();
    fields.go(Stage::Proposed, Stage::Proposed)?;
    let (command, pen, writer) = (service.command(actor), service.pen(), actor.clone());
    let (at, id) = (command.at, RequestCandidateId(service.clock.id()));
    let made = service.db.write_once(&command, move |tx| {
        let (pen, actor, fields) = (pen.clone(), writer.clone(), fields.clone());
        Box::pin(async move {
            let (request, person) = (fields.request.unwrap_or_default(), fields.candidate.unwrap_or_default());
            let missing = || records::dangling("resource-requests", request);
            let request = requests::known(tx, request).await?.ok_or_else(missing)?;
            let facts = RequestFacts::from(&request);
            let may = policy::can(&actor, Action::ReadRequest, On::Request(&facts));
            records::referred(unscoped(may), "resource-requests", request.id)?;
            let file = candidates::facts_in(tx, person).await?.ok_or_else(|| records::dangling("candidates", person))?;
            let may = policy::can(&actor, Action::CreateRequestCandidate, On::RequestCandidate(&facts, &file));
            records::referred(may, "candidates", person)?;
            takes_people(tx, &request).await?;
            let fields = scored(tx, RequestCandidateFields { candidate: Some(file.id), ..fields }, &request).await?;
            let standing = Record { id, version: 1, created_at: at, updated_at: at, fields };
            let facts = Facts { to: Some(standing.status.to_string()), ..Facts::default() };
            records::add_with(tx, &pen, &standing, facts).await?;
            seats(tx, &pen, &request, None, standing.status).await?;
            let mut filled = [standing];
            fill(tx, &mut filled).await?;
            let [standing] = filled;
            Ok(standing)
        })
    });
    let made = made.await.map_err(taken)?;
    records::redact(actor, made)
}

/// Whether the record may be known of, whatever the scopes of a token: those are asked for by the action itself.
fn unscoped(may: std::result::Result<(), policy::Rule>) -> std::result::Result<(), policy::Rule> {
    match may {
        Err(policy::Rule::Scope(_)) => Ok(()),
        may => may,
    }
}

fn taken(error: Error) -> Error {
    if error.is_taken() { FieldErrors::one("candidate", Flaw::Taken).into() } else { error }
}

/// Changes somebody's standing by a merge patch; its `status` is the stage they go to.
///
/// # Errors
/// As [`create`]; [`Conflict::Transition`], [`Conflict::Stale`].
pub async fn patch(
    service: &Service,
    actor: &Actor,
    id: RequestCandidateId,
    given: &Attributes,
    seen: Option<i64>,
) -> Result<ResourceRequestCandidate> {
    let given = records::readable::<RequestCandidateFields>(actor, given);
    let (command, pen, writer) = (service.command(actor), service.pen(), actor.clone());
    let patched = service
        .db
        .write(&command, move |tx| {
            let (pen, actor, given) = (pen.clone(), writer.clone(), given.clone());
            Box::pin(async move {
                let (before, request, _) = find(tx, &actor, Action::EditRequestCandidate, id).await?;
                records::unchanged_since(seen, before.version)?;
                let mut fields = merge_patch::patch(&before.fields, &given)?;
                // A reason is that of one move: an earlier one does not explain the next.
                if fields.status != before.status && !given.contains_key("reason") {
                    fields.reason = None;
                }
                fields.go(before.status, before.last_rung())?;
                if fields.status != Stage::Rejected {
                    fields.rejected_by = None;
                }
                comes_back(tx, before.status, fields.status, &request).await?;
                if fields != before.fields {
                    fields = scored(tx, fields, &request).await?;
                }
                let after = store(tx, &pen, &before, fields, None).await?;
                seats(tx, &pen, &request, Some(before.status), after.status).await?;
                let mut filled = [after];
                fill(tx, &mut filled).await?;
                let [after] = filled;
                Ok(after)
            })
        })
        .await?;
    records::redact(actor, patched)
}

/// Whoever is out comes back only where people are still taken.
async fn comes_back(tx: &mut Tx, was: Stage, is: Stage, request: &ResourceRequest) -> Result<()> {
    if was.out() && is != was { takes_people(tx, request).await } else { Ok(()) }
}

/// Somebody joins those who stand in a request. A request that is cancelled at the same moment waits for it, or refuses it: both write the same row.
async fn takes_people(tx: &mut Tx, request: &ResourceRequest) -> Result<()> {
    if !request.status.takes_people() {
        return Err(Conflict::NotOpen { status: request.status.to_string() }.into());
    }
    joined(tx, request).await
}

/// Makes whatever changes who stands in a request wait for whatever else does.
async fn joined(tx: &mut Tx, request: &ResourceRequest) -> Result<()> {
    records::number(tx, &format!("people:{}", request.id)).await.map(drop)
}

/// Stores what became of a standing.
pub(crate) async fn store(
    tx: &mut Tx,
    pen: &Pen,
    before: &ResourceRequestCandidate,
    fields: RequestCandidateFields,
    undoes: Option<ChangeId>,
) -> Result<ResourceRequestCandidate> {
    let (kind, facts) = if fields.status == before.status {
        (Kind::Updated, Facts::default())
    } else {
        (Kind::Moved, records::moved(before.status, fields.status))
    };
    records::save(tx, pen, kind, before, fields, Facts { undoes, ..facts }).await
}

/// Takes a seat for whoever is placed, and gives one back for whoever no longer is.
async fn seats(tx: &mut Tx, pen: &Pen, request: &ResourceRequest, was: Option<Stage>, is: Stage) -> Result<()> {
    let change = i64::from(is == Stage::Placed) - i64::from(was == Some(Stage::Placed));
    if change == 0 {
        return Ok(());
    }
    if change > 0 {
        if request.status == RequestStatus::Filled {
            return Err(Conflict::NoSeat.into());
        }
        if request.status != RequestStatus::Open {
            return Err(Conflict::NotOpen { status: request.status.to_string() }.into());
        }
    }
    // What is over stays as it was.
    if change < 0 && request.status.over() {
        return Err(Conflict::NotOpen { status: request.status.to_string() }.into());
    }
    let fields = RequestFields { filled_count: request.filled_count + change, ..request.fields.clone() };
    requests::store(tx, pen, request, fields.settled()).await.map(drop)
}

/// Takes back a proposal that was a mistake.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`]; [`Conflict::Met`].
pub async fn delete(service: &Service, actor: &Actor, id: RequestCandidateId, seen: Option<i64>) -> Result<ChangeId> {
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor) = (pen.clone(), actor.clone());
            Box::pin(async move {
                let (before, ..) = find(tx, &actor, Action::DeleteRequestCandidate, id).await?;
                records::unchanged_since(seen, before.version)?;
                take_back(tx, &pen, &before, None).await
            })
        })
        .await
}

async fn take_back(tx: &mut Tx, pen: &Pen, before: &ResourceRequestCandidate, undoes: Option<ChangeId>) -> Result<ChangeId> {
    if before.history.iter().any(|change| change.to.met()) || client_views::shown(tx, before).await? {
        return Err(Conflict::Met.into());
    }
    let at = tx.command()?.at;
    // First, as a note's.
    sql::mark_deleted(tx, before.id, Some(at)).await?;
    let (change, _) = records::mark(tx, pen, Kind::Deleted, before, Facts { undoes, ..Facts::default() }).await?;
    Ok(change)
}

/// People who are put into an order at once, at most.
const ARRANGED: usize = 500;

/// Puts people of one request into this order: their ranks are their places, from 1.
///
/// # Errors
/// [`Refusal::NotFound`] where one of them is not there, or stands in another request than the first; [`Refusal::Forbidden`]; a flaw of `order` where
/// somebody stands in it twice, or there are too many.
pub async fn arrange(service: &Service, actor: &Actor, order: &[RequestCandidateId]) -> Result<()> {
    let Some(first) = order.first().copied() else { return Ok(()) };
    if order.len() > ARRANGED {
        return Err(FieldErrors::one("order", Flaw::TooMany { max: ARRANGED as u32 }).into());
    }
    if order.iter().collect::<BTreeSet<_>>().len() < order.len() {
        return Err(FieldErrors::one("order", Flaw::Twice).into());
    }
    let (command, pen, actor, order) = (service.command(actor), service.pen(), actor.clone(), order.to_vec());
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, order) = (pen.clone(), actor.clone(), order.clone());
            Box::pin(async move {
                let (_, request, _) = find(tx, &actor, Action::EditRequestCandidate, first).await?;
                // Whoever changes one of them changes all whom they see: the request is the same.
                let seen = seen_in(tx, &actor, request.id).await?;
                for (place, id) in (1..).zip(order) {
                    let before = seen.iter().find(|standing| standing.id == id).ok_or(Error::Refused(Refusal::NotFound))?;
                    let fields = RequestCandidateFields { rank: Some(place), ..before.fields.clone() };
                    store(tx, &pen, before, fields, None).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Everybody who stands in a request and whom this actor sees, with their files: by their ranks, then as they were proposed.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of the request.
pub async fn of_request(service: &Service, actor: &Actor, id: RequestId) -> Result<Vec<(ResourceRequestCandidate, Candidate)>> {
    policy::can(actor, Action::ListRequestCandidates, On::Nothing)?;
    let found = service
        .db
        .read(async |tx: &mut Tx| {
            requests::find(tx, actor, Action::ReadRequest, id).await?;
            let mut standings = seen_in(tx, actor, id).await?;
            fill(tx, &mut standings).await?;
            let people = candidates::of_ids(tx, standings.iter().filter_map(|standing| standing.candidate)).await?;
            Ok((standings, people))
        })
        .await?;
    let (standings, people) = found;
    let people: BTreeMap<CandidateId, Candidate> = people.into_iter().map(|person| (person.id, person)).collect();
    let pair = |standing: ResourceRequestCandidate| {
        let person = people.get(&standing.candidate?)?.clone();
        Some(records::redact(actor, standing).and_then(|standing| Ok((standing, records::redact(actor, person)?))))
    };
    standings.into_iter().filter_map(pair).collect()
}

/// Withdraws everybody who is still in the running: the request is cancelled.
pub(crate) async fn withdraw_all(tx: &mut Tx, pen: &Pen, request: &ResourceRequest) -> Result<()> {
    joined(tx, request).await?;
    for before in sql::standing_in(tx, request.id).await? {
        if before.status.active() {
            let fields =
                RequestCandidateFields { status: Stage::Withdrawn, reason: request.cancel_reason.clone(), ..before.fields.clone() };
            store(tx, pen, &before, fields, None).await?;
        }
    }
    Ok(())
}
