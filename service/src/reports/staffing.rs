//! How people move through requests: how far they get, how long each stage takes, how long it takes to fill a request, and from where they came. All of
//! it from the change log, so that it can be told as of any moment, of what the asker finds.

use super::{
    Times,
    counted::{Everything, Standing},
    sql, ways,
};
use crate::{Service, changes, db::Tx, error::Result, records, request_candidates, requests};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    change::Entity,
    id::{RequestCandidateId, RequestId},
    policy::{self, Action, Actor, On},
    reports::{Begins, Ends},
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate, Stage},
    requests::{RequestFields, RequestStatus, ResourceRequest},
};
use std::collections::{BTreeMap, BTreeSet};

/// People that are listed behind a number, at most.
pub const LISTED: usize = 500;

/// How far people of each source got: the stages that are counted.
pub const SOURCED: [Stage; 4] = [Stage::Proposed, Stage::Interviewing, Stage::Offered, Stage::Placed];

/// What the report is about: what happened from one moment until another, as it looked at a third.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StaffingAsked {
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// What happened from here on is not known yet.
    pub as_of: DateTime<Utc>,
    pub begins: Begins,
    pub ends: Ends,
}

impl StaffingAsked {
    /// Whether a moment lies in the time that is asked for.
    pub(super) fn holds(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.until
    }
}

/// What became of requests and of the people in them.
#[derive(Clone, Debug)]
pub struct Staffing {
    pub funnel: Funnel,
    pub stages: Vec<InStage>,
    pub fill: Times,
    /// The requests behind it, the first that came to its end first.
    pub filled: Vec<Filled>,
    pub sources: Vec<Source>,
}

impl Staffing {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.filled.is_empty() && self.stages.iter().all(|stage| stage.times.n == 0 && stage.now == 0)
    }
}

/// How far those got who were proposed in the time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Funnel {
    /// How many reached each rung of the ladder, or a higher one. The first rung are all of them.
    pub reached: Vec<(Stage, i64)>,
    /// How many of them are rejected, withdrawn or on hold.
    pub beside: Vec<(Stage, i64)>,
}

/// How long people are in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InStage {
    pub stage: Stage,
    /// How many left it in the time that is asked for: fewer than the times, where somebody left it twice.
    pub people: i64,
    /// Of the times that ended in the time that is asked for.
    pub times: Times,
    /// How many are in it, whenever they were proposed.
    pub now: i64,
}

/// A request that came to its end.
#[derive(Clone, Debug)]
pub struct Filled {
    pub request: ResourceRequest,
    pub began: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    pub took: TimeDelta,
}

/// From where people came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// None: their files do not say it.
    pub name: Option<String>,
    /// How many reached each of [`SOURCED`].
    pub counts: [i64; 4],
}

/// A number of the report: who is behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Behind {
    /// Who was proposed in the time, and reached this rung or a higher one.
    Reached(Stage),
    /// Who was proposed in the time, and is here now.
    Beside(Stage),
    /// Who is here now, whenever they were proposed.
    Now(Stage),
    /// Who was here, and left it in the time.
    Spent(Stage),
    /// Who was proposed in the time, came from here, and reached this rung or a higher one.
    Source(Option<String>, Stage),
    /// Who was placed in the requests that came to their end, or made an offer, where that is the end.
    Filled,
}

/// Who is behind a number.
#[derive(Clone, Debug, Default)]
pub struct People {
    /// The first proposed first; [`LISTED`] at most.
    pub standings: Vec<ResourceRequestCandidate>,
    /// How many there are.
    pub total: i64,
    /// How many more counted then, whose proposal was taken back since.
    pub gone: i64,
}

/// The report of how people move through requests.
///
/// # Errors
/// [`domain::error::Error::Forbidden`].
pub async fn staffing(service: &Service, actor: &Actor, asked: &StaffingAsked) -> Result<Staffing> {
    policy::can(actor, Action::ReadReports, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            let (all, _) = everything(service, tx, actor, asked).await?;
            let filled = filled(tx, actor, &all, asked).await?;
            Ok(Staffing {
                funnel: all.funnel(asked),
                stages: all.stages(asked),
                fill: Times::of(filled.iter().map(|filled| filled.took).collect()),
                filled,
                sources: all.sources(asked),
            })
        })
        .await
}

/// Who is behind a number of the report, as far as they are still there.
///
/// # Errors
/// As [`staffing`].
pub async fn people(service: &Service, actor: &Actor, asked: &StaffingAsked, behind: &Behind) -> Result<People> {
    policy::can(actor, Action::ReadReports, On::Nothing)?;
    let people = service
        .db
        .read(async |tx: &mut Tx| {
            let (all, taken_back) = everything(service, tx, actor, asked).await?;
            let counted = all.behind(asked, behind);
            let (gone, there): (Vec<_>, Vec<_>) = counted.into_iter().partition(|id| taken_back.contains(id));
            let mut standings = records::of_ids::<RequestCandidateFields>(tx, there.iter().take(LISTED).copied()).await?;
            standings.sort_by_key(|standing| standing.id);
            Ok(People { standings, total: there.len() as i64, gone: gone.len() as i64 })
        })
        .await?;
    let standings = people.standings.into_iter().map(|standing| records::redact(actor, standing)).collect::<Result<_>>()?;
    Ok(People { standings, ..people })
}

/// All that the asker finds, as it looked at the moment that is asked for; and whose proposals were taken back, then or since.
async fn everything(
    service: &Service,
    tx: &mut Tx,
    actor: &Actor,
    asked: &StaffingAsked,
) -> Result<(Everything, BTreeSet<RequestCandidateId>)> {
    let (select, conditions) = ("SELECT id FROM resource_request_candidate", request_candidates::ever_found(actor));
    let log = changes::moves_until(tx, Entity::RequestCandidate, asked.as_of, select, conditions).await?;
    let mut ways = ways::fold::<Stage>(&log);
    let (mut standings, mut taken_back) = (BTreeMap::new(), BTreeSet::new());
    // The files say from where people came, the log from where they were said to come then.
    let sources = changes::was_at(tx, &service.keys, Entity::Candidate, "source", asked.as_of).await?;
    for stood in sql::stood(tx, actor).await? {
        let id = RequestCandidateId(stood.id);
        if stood.deleted_at.is_some() {
            taken_back.insert(id);
        }
        if let Some(way) = ways.remove(&stood.id) {
            let source = sources.get(&stood.candidate).map_or(stood.source, |was| was.as_str().map(str::to_owned));
            standings.insert(id, Standing { request: RequestId(stood.request), source, way });
        }
    }
    let (select, conditions) = ("SELECT id FROM resource_request", requests::found(actor));
    let log = changes::moves_until(tx, Entity::Request, asked.as_of, select, conditions).await?;
    let requests = ways::fold::<RequestStatus>(&log).into_iter().map(|(id, way)| (RequestId(id), way)).collect();
    Ok((Everything { standings, requests }, taken_back))
}

/// The requests that came to their end, with what they say.
async fn filled(tx: &mut Tx, actor: &Actor, all: &Everything, asked: &StaffingAsked) -> Result<Vec<Filled>> {
    let spans = all.spans(asked);
    let ids: Vec<RequestId> = spans.iter().map(|span| span.request).collect();
    let found = records::of_ids::<RequestFields>(tx, ids).await?;
    let mut found: BTreeMap<RequestId, ResourceRequest> = found.into_iter().map(|request| (request.id, request)).collect();
    let mut filled = Vec::with_capacity(spans.len());
    for span in spans {
        if let Some(request) = found.remove(&span.request) {
            let request = records::redact(actor, request)?;
            filled.push(Filled { request, began: span.began, ended: span.ended, took: span.took() });
        }
    }
    Ok(filled)
}
