//! People for whom nothing has happened for a long time.

use super::{fill, sql};
use crate::{
    Service, candidates,
    db::{Param, Tx},
    error::Result,
    records,
};
use domain::{
    candidates::Candidate,
    policy::{self, Action, Actor, On},
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate, STALE, Stage},
    requests::{RequestFields, ResourceRequest},
};

/// Somebody who waits for a next step.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub standing: ResourceRequestCandidate,
    pub person: Candidate,
    pub request: ResourceRequest,
}

/// People that are looked at for the longest waiting among them.
const LOOKED_AT: i64 = 500;

/// Who is in the running for an open request that this actor owns, or was proposed by them, and neither moved nor was interviewed for [`STALE`]; the
/// longest first.
///
/// # Errors
/// [`domain::error::Error::Forbidden`].
pub async fn stale(service: &Service, actor: &Actor, limit: usize) -> Result<Vec<Waiting>> {
    policy::can(actor, Action::ListRequestCandidates, On::Nothing)?;
    let Some(user) = actor.user() else { return Ok(Vec::new()) };
    let before = service.clock.now() - STALE;
    let found = service
        .db
        .read(async |tx: &mut Tx| {
            let mut within = sql::found(actor);
            within.and("created_at < ?", [Param::Moment(Some(before))]);
            let active = Stage::ALL.iter().filter(|stage| stage.active()).map(|stage| Param::Text(Some(stage.to_string())));
            within.and_in("status", active.collect());
            within.and("request IN (SELECT id FROM resource_request WHERE status = 'open')", []);
            let mine = "(proposed_by = ? OR request IN (SELECT request FROM resource_request_owner WHERE user_id = ?))";
            within.and(mine, [Param::Id(Some(user.0)), Param::Id(Some(user.0))]);
            let moved =
                "id NOT IN (SELECT entity_id FROM change WHERE entity = 'request_candidate' AND kind IN ('moved', 'restored') AND at >= ?)";
            within.and(moved, [Param::Moment(Some(before))]);
            within.and("candidate NOT IN (SELECT candidate FROM interview WHERE starts_at >= ?)", [Param::Moment(Some(before))]);
            let mut standings = records::some::<RequestCandidateFields>(tx, &within, false, LOOKED_AT).await?;
            fill(tx, &mut standings).await?;
            standings.sort_by_key(|standing| standing.since());
            standings.truncate(limit);
            let people = candidates::of_ids(tx, standings.iter().filter_map(|standing| standing.candidate)).await?;
            let requests = records::of_ids::<RequestFields>(tx, standings.iter().filter_map(|standing| standing.request)).await?;
            let waiting = |standing: ResourceRequestCandidate| {
                let person = people.iter().find(|person| Some(person.id) == standing.candidate)?.clone();
                let request = requests.iter().find(|request| Some(request.id) == standing.request)?.clone();
                Some(Waiting { standing, person, request })
            };
            Ok(standings.into_iter().filter_map(waiting).collect::<Vec<_>>())
        })
        .await?;
    let redacted = found.into_iter().map(|Waiting { standing, person, request }| {
        Ok(Waiting {
            standing: records::redact(actor, standing)?,
            person: records::redact(actor, person)?,
            request: records::redact(actor, request)?,
        })
    });
    redacted.collect()
}
