//! People of a request, shown to the client by a link: those who were shared, without notes, and a yes or no to each.

mod sql;

use crate::{
    Service,
    db::Tx,
    error::{Error, Result},
    records::{self, Logged},
    request_candidates, requests,
    signed::{self, Use},
    throttle,
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::{
    candidates::{Candidate, CandidateFields, Skill},
    change::{Entity, Kind},
    client_views::{ClientView, ClientViewFields, DAYS, PEOPLE, ViewStatus, shows, stage_once_shared},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{ClientViewId, RequestCandidateId, RequestId},
    policy::{Action, Actor},
    request_candidates::{ClientVerdict, RequestCandidateFields, ResourceRequestCandidate},
    requests::{RequestFields, ResourceRequest},
    resource::Record,
    text,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Answers by one link within a quarter of an hour: more than anybody gives, fewer than fill a disk.
const ANSWERS: i64 = 200;

impl Logged for ClientViewFields {
    const ENTITY: Entity = Entity::ClientView;

    fn owner(record: &ClientView) -> Uuid {
        record.request.unwrap_or_default().0
    }
}

/// What a client finds behind their link. It has no field for what is not theirs to read, so that no page can show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub status: ViewStatus,
    /// Until when it can be looked at.
    pub expires_at: Option<DateTime<Utc>>,
    /// None where the link is open no more.
    pub brief: Option<Brief>,
    /// Nobody where the link is open no more.
    pub people: Vec<ShownPerson>,
}

/// What a client reads of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    pub position: Option<String>,
    pub client: Option<String>,
    pub location: Option<String>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub allocation_percent: Option<i64>,
    pub currency: Option<String>,
}

/// What a client reads of a person, and what they said themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPerson {
    pub standing: RequestCandidateId,
    pub name: String,
    pub position: Option<String>,
    pub location: Option<String>,
    pub employee: bool,
    pub skills: Vec<Skill>,
    /// For this request, else in general.
    pub available_from: Option<NaiveDate>,
    pub allocation_percent: Option<i64>,
    /// In minor units of the brief's currency.
    pub proposed_rate: Option<i64>,
    pub answer: Option<Answer>,
}

/// What a client said to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub verdict: ClientVerdict,
    pub comment: Option<String>,
    pub at: DateTime<Utc>,
}

impl Answer {
    /// What was said to somebody the last time, by whichever link.
    pub fn of(standing: &RequestCandidateFields) -> Option<Self> {
        let (verdict, at) = (standing.client_verdict?, standing.client_answered_at?);
        Some(Self { verdict, comment: standing.client_comment.clone(), at })
    }
}

/// What was shared of a request, as somebody reads it who may not know of everybody in it.
#[derive(Clone, Debug)]
pub struct Shared {
    /// With those whom the reader sees.
    pub view: ClientView,
    /// How many more there are.
    pub hidden: usize,
}

impl Brief {
    fn of(request: &RequestFields) -> Self {
        Self {
            position: request.position.clone(),
            client: request.client.clone(),
            location: request.location.clone(),
            starts_on: request.starts_on,
            ends_on: request.ends_on,
            allocation_percent: request.allocation_percent,
            currency: request.currency.clone(),
        }
    }
}

impl ShownPerson {
    fn of(standing: &ResourceRequestCandidate, file: &Candidate) -> Self {
        Self {
            standing: standing.id,
            name: file.name(),
            position: file.position.clone(),
            location: file.location.clone(),
            employee: file.employee,
            skills: file.skills.clone(),
            available_from: standing.available_from.or(file.available_from),
            allocation_percent: standing.allocation_percent,
            proposed_rate: standing.proposed_rate,
            answer: Answer::of(standing),
        }
    }
}

/// Whether somebody was shown to a client by any link, whatever became of it since.
pub(crate) async fn shown(tx: &mut Tx, standing: &ResourceRequestCandidate) -> Result<bool> {
    let views = sql::of_request(tx, standing.request.unwrap_or_default()).await?;
    Ok(views.iter().any(|view| view.standings.contains(&standing.id)))
}

/// Shares people of a request with the client, by a link that works for so many days. Whoever was not submitted to the client yet is so from
/// now on.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of the request; [`Refusal::Forbidden`]; [`Conflict::NotOpen`] where it is over; flaws of
/// `standings` (nobody, too many, or somebody who is out or whom the asker may not move), `contact` and `days`.
pub async fn share(
    service: &Service,
    actor: &Actor,
    request: RequestId,
    standings: &[RequestCandidateId],
    contact: &str,
    days: i64,
) -> Result<ClientView> {
    let mut wanted: Vec<RequestCandidateId> = Vec::new();
    for standing in standings {
        if !wanted.contains(standing) {
            wanted.push(*standing);
        }
    }
    let mut flaws = FieldErrors::default();
    if wanted.is_empty() {
        flaws.push("standings", Flaw::TooFew { min: 1 });
    } else if wanted.len() > PEOPLE {
        flaws.push("standings", Flaw::TooMany { max: PEOPLE as u32 });
    }
    let contact = text::said(contact).and_then(|contact| contact.ok_or(Flaw::Blank));
    let contact = contact.unwrap_or_else(|flaw| {
        flaws.push("contact", flaw);
        String::new()
    });
    if !DAYS.contains(&days) {
        flaws.push("days", Flaw::Range { min: *DAYS.start(), max: *DAYS.end() });
    }
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    let (at, id) = (command.at, ClientViewId(service.clock.id()));
    let fields = ClientViewFields {
        request: Some(request),
        contact,
        standings: wanted,
        // Days out of range are a flaw, and nothing is stored.
        expires_at: Some(at + TimeDelta::days(days.clamp(*DAYS.start(), *DAYS.end()))),
        created_by: actor.user(),
        ..ClientViewFields::default()
    };
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, fields, mut flaws) = (pen.clone(), actor.clone(), fields.clone(), flaws.clone());
            Box::pin(async move {
                // Who may not know of the request learns nothing of what is wrong with the rest.
                let about = requests::find(tx, &actor, Action::EditRequestCandidate, request).await?;
                if about.status.over() {
                    return Err(Conflict::NotOpen { status: about.status.to_string() }.into());
                }
                let mut people = Vec::new();
                if flaws.of("standings").is_none() {
                    people = shareable(tx, &actor, request, &fields.standings).await?;
                    if people.len() < fields.standings.len() {
                        flaws.push("standings", Flaw::Choice);
                    }
                }
                flaws.or(())?;
                for before in &people {
                    let status = stage_once_shared(before.status);
                    if status != before.status {
                        // A reason is that of one move: an earlier one does not explain this one.
                        let moved = RequestCandidateFields { status, reason: None, ..before.fields.clone() };
                        moved.go(before.status, before.status)?;
                        request_candidates::store(tx, &pen, before, moved, None).await?;
                    }
                }
                let view = Record { id, version: 1, created_at: at, updated_at: at, fields };
                records::add(tx, &pen, &view).await?;
                Ok(view)
            })
        })
        .await
}

/// Those of these people whom this actor sees in this request, and may share.
async fn shareable(tx: &mut Tx, actor: &Actor, request: RequestId, ids: &[RequestCandidateId]) -> Result<Vec<ResourceRequestCandidate>> {
    let mut seen = request_candidates::seen_in(tx, actor, request).await?;
    seen.retain(|standing| ids.contains(&standing.id));
    let files = records::of_ids::<CandidateFields>(tx, seen.iter().filter_map(|standing| standing.candidate)).await?;
    seen.retain(|standing| files.iter().any(|file| Some(file.id) == standing.candidate && shows(standing, file)));
    Ok(seen)
}

/// What was shared of a request, the latest first, as far as this actor sees who is in it.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn of_request(service: &Service, actor: &Actor, id: RequestId) -> Result<Vec<Shared>> {
    service
        .db
        .read(async |tx: &mut Tx| {
            requests::find(tx, actor, Action::ReadRequest, id).await?;
            let views = sql::of_request(tx, id).await?;
            if views.is_empty() {
                return Ok(Vec::new());
            }
            let seen: BTreeSet<RequestCandidateId> =
                request_candidates::ever_seen_in(tx, actor, id).await?.into_iter().map(|standing| standing.id).collect();
            let views = views.into_iter().map(|mut view| {
                let all = view.standings.len();
                view.fields.standings.retain(|standing| seen.contains(standing));
                Shared { hidden: all - view.standings.len(), view }
            });
            Ok(views.collect())
        })
        .await
}

/// Takes back what was shared: its link shows nobody any more. What the client said stays.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`]; [`Conflict::Transition`] where it was taken back already.
pub async fn revoke(service: &Service, actor: &Actor, id: ClientViewId) -> Result<ClientView> {
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor) = (pen.clone(), actor.clone());
            Box::pin(async move {
                let before = known(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))?;
                requests::find(tx, &actor, Action::EditRequest, before.request.unwrap_or_default()).await?;
                if before.revoked {
                    return Err(Conflict::Transition { from: ViewStatus::Revoked.to_string(), allowed: Vec::new() }.into());
                }
                let fields = ClientViewFields { revoked: true, ..before.fields.clone() };
                let facts = records::moved(ViewStatus::Open, ViewStatus::Revoked);
                records::save(tx, &pen, Kind::Moved, &before, fields, facts).await
            })
        })
        .await
}

async fn known(tx: &mut Tx, id: ClientViewId) -> Result<Option<ClientView>> {
    records::find::<ClientViewFields>(tx, id).await
}

/// The end of the link by which a client looks. Until when it works stands in the record, so that it can be taken back.
///
/// # Errors
/// The keys'.
pub fn link(service: &Service, view: &ClientView) -> Result<String> {
    signed::sign(&service.keys, Use::Client, view.id.0.as_bytes())
}

fn read_link(service: &Service, secret: &str) -> Result<ClientViewId> {
    let about = signed::read(&service.keys, Use::Client, secret)?;
    let id = about.and_then(|about| Uuid::from_slice(&about).ok()).ok_or(Error::Refused(Refusal::NotFound))?;
    Ok(ClientViewId(id))
}

/// What is behind a link, whether it is still open or not.
///
/// # Errors
/// [`Refusal::NotFound`] where we did not write it.
pub async fn by_link(service: &Service, secret: &str) -> Result<Shown> {
    let (id, now) = (read_link(service, secret)?, service.clock.now());
    service
        .db
        .read(async |tx: &mut Tx| {
            let (view, request) = behind(tx, id).await?;
            let (status, expires_at) = (view.stands(request.status, now), view.expires_at);
            if status != ViewStatus::Open {
                return Ok(Shown { status, expires_at, brief: None, people: Vec::new() });
            }
            let people = people(tx, &view).await?;
            Ok(Shown { status, expires_at, brief: Some(Brief::of(&request)), people })
        })
        .await
}

/// A view, and the request that it is of.
async fn behind(tx: &mut Tx, id: ClientViewId) -> Result<(ClientView, ResourceRequest)> {
    let missing = || Error::Refused(Refusal::NotFound);
    let view = known(tx, id).await?.ok_or_else(missing)?;
    let request = requests::known(tx, view.request.unwrap_or_default()).await?.ok_or_else(missing)?;
    Ok((view, request))
}

/// Who is shown, in the order in which they were shared: without those who are out since, or whose file is in use no more.
async fn people(tx: &mut Tx, view: &ClientView) -> Result<Vec<ShownPerson>> {
    let standings = sql::standings(tx, &view.standings).await?;
    let ids: Vec<_> = standings.iter().filter_map(|standing| standing.candidate).collect();
    let files = records::of_ids::<CandidateFields>(tx, ids).await?;
    let person = |id: &RequestCandidateId| {
        let standing = standings.iter().find(|standing| standing.id == *id)?;
        let file = files.iter().find(|file| Some(file.id) == standing.candidate)?;
        shows(standing, file).then(|| ShownPerson::of(standing, file))
    };
    Ok(view.standings.iter().filter_map(person).collect())
}

/// Says yes or no to somebody, by such a link. It works again and again until the link ends; what was said last counts.
///
/// # Errors
/// [`Refusal::NotFound`] where we did not write the link, or it does not show this person; a flaw of `comment`; [`Conflict::Expired`];
/// [`Conflict::Transition`] where it was taken back, or the request is over; [`Refusal::Throttled`].
pub async fn answer(service: &Service, secret: &str, standing: RequestCandidateId, verdict: ClientVerdict, comment: &str) -> Result<()> {
    let id = read_link(service, secret)?;
    let comment = text::normal(comment);
    text::lines(&comment, text::LONG).map_err(|flaw| FieldErrors::one("comment", flaw))?;
    let comment = (!comment.is_empty()).then_some(comment);
    throttle::within(service, &format!("client view {id}"), ANSWERS).await?;
    // Nobody who has an account does it.
    let (command, pen) = (service.command(&Actor::System), service.pen());
    let at = command.at;
    service
        .db
        .write(&command, move |tx| {
            let (pen, comment) = (pen.clone(), comment.clone());
            Box::pin(async move {
                let (view, request) = behind(tx, id).await?;
                view.open(request.status, at)?;
                let shown = people(tx, &view).await?.into_iter().find(|person| person.standing == standing);
                let said = shown.ok_or(Error::Refused(Refusal::NotFound))?.answer;
                // The same once more is nothing new.
                if said.is_some_and(|said| (said.verdict, &said.comment) == (verdict, &comment)) {
                    return Ok(());
                }
                let before = records::find::<RequestCandidateFields>(tx, standing).await?.ok_or(Error::Refused(Refusal::NotFound))?;
                let fields = RequestCandidateFields {
                    client_verdict: Some(verdict),
                    client_comment: comment,
                    client_answered_at: Some(at),
                    ..before.fields.clone()
                };
                request_candidates::store(tx, &pen, &before, fields, None).await.map(drop)
            })
        })
        .await
}
