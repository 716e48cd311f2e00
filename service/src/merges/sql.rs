//! What merges ask of the database beyond what every resource asks.

use crate::{db::Tx, error::Result, sql};
use chrono::{DateTime, Utc};
use domain::{
    candidates::Candidate,
    change::Facts,
    id::{CandidateId, CommandId, UserId},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// How much of what is in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Carried {
    pub notes: i64,
    pub requests: i64,
    pub interviews: i64,
    pub assignments: i64,
    pub answers: i64,
}

pub(super) async fn carried(tx: &mut Tx, id: CandidateId) -> Result<Carried> {
    tx.query(sql!(
        "SELECT (SELECT COUNT(*) FROM candidate_note WHERE candidate = $1 AND deleted_at IS NULL) AS notes,
            (SELECT COUNT(*) FROM resource_request_candidate WHERE candidate = $1 AND deleted_at IS NULL) AS requests,
            (SELECT COUNT(*) FROM interview WHERE candidate = $1) AS interviews,
            (SELECT COUNT(*) FROM assignment WHERE candidate = $1) AS assignments,
            (SELECT COUNT(*) FROM recruitment_task_answer WHERE candidate = $1 AND status <> 'withdrawn') AS answers"
    ))
    .bind(id.0)
    .one()
    .await
}

/// Notes that a file ended in another.
pub(super) async fn note(tx: &mut Tx, ended: CandidateId, stays: CandidateId) -> Result<()> {
    let command = tx.command()?.clone();
    tx.query(sql!("INSERT INTO candidate_merge (merged, survivor, command, actor, at) VALUES ($1, $2, $3, $4, $5)"))
        .bind(ended.0)
        .bind(stays.0)
        .bind(command.id.0)
        .bind(command.actor.user().map(|user| user.0))
        .bind(command.at)
        .execute()
        .await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Tx, ended: CandidateId) -> Result<()> {
    tx.query(sql!("DELETE FROM candidate_merge WHERE merged = $1")).bind(ended.0).execute().await?;
    Ok(())
}

/// The file in which another ended, and the command by which.
pub(super) async fn end_of(tx: &mut Tx, ended: CandidateId) -> Result<Option<(CandidateId, CommandId)>> {
    let found: Option<(Uuid, Uuid)> =
        tx.query(sql!("SELECT survivor, command FROM candidate_merge WHERE merged = $1")).bind(ended.0).optional().await?;
    Ok(found.map(|(survivor, command)| (CandidateId(survivor), CommandId(command))))
}

/// The file that stayed, over however many merges; of one that did not end, itself.
pub(crate) async fn survivor(tx: &mut Tx, mut id: CandidateId) -> Result<CandidateId> {
    while let Some((other, _)) = end_of(tx, id).await? {
        id = other;
    }
    Ok(id)
}

/// The files that ended in this one, the latest first: by whom, and when.
pub(super) async fn ended_in(tx: &mut Tx, id: CandidateId) -> Result<Vec<(CandidateId, Option<UserId>, DateTime<Utc>)>> {
    let rows: Vec<(Uuid, Option<Uuid>, DateTime<Utc>)> = tx
        .query(sql!("SELECT merged, actor, at FROM candidate_merge WHERE survivor = $1 ORDER BY at DESC, merged"))
        .bind(id.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(merged, actor, at)| (CandidateId(merged), actor.map(UserId), at)).collect())
}

/// This file, and all with which it was ever one, directly or by another.
pub(crate) async fn ever_one_with(tx: &mut Tx, id: CandidateId) -> Result<BTreeSet<CandidateId>> {
    let (mut all, mut next) = (BTreeSet::from([id]), vec![id]);
    while let Some(file) = next.pop() {
        let rows: Vec<(String,)> = tx
            .query(sql!("SELECT facts FROM change WHERE owner = $1 AND entity || '' = 'candidate' AND kind = 'merged'"))
            .bind(file.0)
            .all()
            .await?;
        for (facts,) in rows {
            let facts: Facts = serde_json::from_str(&facts)?;
            next.extend(facts.with.map(CandidateId).filter(|other| all.insert(*other)));
        }
    }
    Ok(all)
}

/// The files that ended in this one, directly or by another.
pub(crate) async fn all_ended_in(tx: &mut Tx, id: CandidateId) -> Result<BTreeSet<CandidateId>> {
    let (mut all, mut next) = (BTreeSet::new(), vec![id]);
    while let Some(file) = next.pop() {
        next.extend(ended_in(tx, file).await?.into_iter().map(|(ended, ..)| ended).filter(|ended| all.insert(*ended)));
    }
    Ok(all)
}

/// A file has at least this version: what was seen of another under a lower one is not taken for this one.
pub(super) async fn raise(tx: &mut Tx, file: &mut Candidate, version: i64) -> Result<()> {
    if file.version < version {
        tx.query(sql!("UPDATE candidate SET version = $2 WHERE id = $1")).bind(file.id.0).bind(version).execute().await?;
        file.version = version;
    }
    Ok(())
}
