//! What standings in requests ask of the database beyond what every resource asks.

use crate::{
    Service,
    candidates::{self, of_files, within_scope},
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
    requests::within_reach,
    sql,
    tally::Tally,
};
use chrono::{DateTime, Utc};
use domain::{
    candidates::CandidateFields,
    id::{CandidateId, RequestCandidateId, RequestId},
    policy::{self, Actor, Reach},
    query::Query,
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate},
};
use std::collections::BTreeSet;

/// The file of whom a standing is.
const FILE: &str = "resource_request_candidate.candidate";
/// People of one request, at most.
const STANDING: i64 = 10_000;

impl Keyed for RequestCandidateFields {}

/// The standings that an actor finds: `policy::manages` of the request and `policy::sees` of the person, said in SQL.
pub(super) fn found(actor: &Actor) -> Where {
    let mut within = ever_found(actor);
    within.and("deleted_at IS NULL", []);
    within
}

/// As [`found`], with the proposals that were taken back.
pub(crate) fn ever_found(actor: &Actor) -> Where {
    let mut within = Where::default();
    within_reach(&mut within, actor, "request");
    of_files(&mut within, FILE, files(actor));
    within
}

/// How many standings an actor finds, where the tally knows.
pub(super) fn tally<'a>(service: &'a Service, actor: &Actor, query: &'a Query) -> Option<Tally<'a>> {
    let mut within = Where::default();
    within.and("deleted_at IS NULL", []);
    candidates::of_records(service, policy::scope(actor), query, ("resource_request_candidate", FILE), &within, Where::default())
}

/// The files of those who stand in the requests that an actor finds, as far as they see them.
fn files(actor: &Actor) -> Where {
    let mut files = Where::default();
    let scope = policy::scope(actor);
    match scope.reach {
        // In one's own requests one sees everybody but oneself, also whoever stands in none of them any more.
        Reach::Own { .. } => {
            if let Some(own) = scope.own_file {
                files.and("id <> ?", [Param::Id(Some(own.0))]);
            }
        }
        _ => within_scope(&mut files, scope),
    }
    files
}

/// Everybody in a request.
pub(super) async fn standing_in(tx: &mut Tx, request: RequestId) -> Result<Vec<ResourceRequestCandidate>> {
    let mut within = Where::default();
    within.and("deleted_at IS NULL AND request = ?", [Param::Id(Some(request.0))]);
    records::some::<RequestCandidateFields>(tx, &within, false, STANDING).await
}

/// Everybody in a request whom this actor sees, by their ranks.
pub(crate) async fn seen_in(tx: &mut Tx, actor: &Actor, request: RequestId) -> Result<Vec<ResourceRequestCandidate>> {
    let mut within = Where::default();
    within.and("deleted_at IS NULL", []);
    standing_within(tx, actor, within, request).await
}

/// As [`seen_in`], with the proposals that were taken back.
pub(crate) async fn ever_seen_in(tx: &mut Tx, actor: &Actor, request: RequestId) -> Result<Vec<ResourceRequestCandidate>> {
    standing_within(tx, actor, Where::default(), request).await
}

/// Those who stand in one request are few, and are asked for first: [`found`] would have the files of everybody looked at.
async fn standing_within(tx: &mut Tx, actor: &Actor, mut within: Where, request: RequestId) -> Result<Vec<ResourceRequestCandidate>> {
    within_reach(&mut within, actor, "request");
    within.and("request = ?", [Param::Id(Some(request.0))]);
    let mut standings = records::some::<RequestCandidateFields>(tx, &within, false, STANDING).await?;
    let people = standings.iter().filter_map(|standing| standing.candidate);
    let seen = records::of_ids_within::<CandidateFields>(tx, &files(actor), people).await?;
    let seen: BTreeSet<CandidateId> = seen.into_iter().map(|person| person.id).collect();
    standings.retain(|standing| standing.candidate.is_some_and(|candidate| seen.contains(&candidate)));
    // Stable: those of one rank stay as they were proposed.
    standings.sort_by_key(|standing| standing.rank.unwrap_or(i64::MAX));
    Ok(standings)
}

/// Where a person stands.
pub(super) async fn of_file(tx: &mut Tx, id: CandidateId) -> Result<Vec<ResourceRequestCandidate>> {
    let mut within = Where::default();
    within.and("deleted_at IS NULL AND candidate = ?", [Param::Id(Some(id.0))]);
    records::some::<RequestCandidateFields>(tx, &within, false, STANDING).await
}

/// Whether the person of a standing stands in its request.
pub(super) async fn stands(tx: &mut Tx, standing: &ResourceRequestCandidate) -> Result<bool> {
    let there = tx
        .query(sql!("SELECT COUNT(*) FROM resource_request_candidate WHERE request = $1 AND candidate = $2 AND deleted_at IS NULL"))
        .bind(standing.request.map(|id| id.0))
        .bind(standing.candidate.map(|id| id.0))
        .number()
        .await?;
    Ok(there > 0)
}

pub(crate) async fn is_deleted(tx: &mut Tx, id: RequestCandidateId) -> Result<bool> {
    tx.exists(sql!("SELECT CAST(1 AS BIGINT) FROM resource_request_candidate WHERE id = $1 AND deleted_at IS NOT NULL"), id.0).await
}

pub(super) async fn mark_deleted(tx: &mut Tx, id: RequestCandidateId, at: Option<DateTime<Utc>>) -> Result<()> {
    tx.query(sql!("UPDATE resource_request_candidate SET deleted_at = $2 WHERE id = $1")).bind(id.0).bind(at).execute().await?;
    Ok(())
}
