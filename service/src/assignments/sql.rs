//! What assignments ask of the database beyond what every resource asks.

use crate::{
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
    sql,
};
use chrono::{DateTime, Utc};
use domain::{
    assignments::{Assignment, AssignmentFields},
    id::{AssignmentId, CandidateId, TaskGroupId},
};
use std::collections::BTreeMap;

/// Assignments of one person, at most.
const MOST: i64 = 200;

impl Keyed for AssignmentFields {}

pub(super) async fn of_candidate(tx: &mut Tx, id: CandidateId) -> Result<Vec<Assignment>> {
    let mut within = Where::default();
    within.and("candidate = ?", [Param::Id(Some(id.0))]);
    records::some(tx, &within, true, MOST).await
}

/// Whether these questions are on their way to the person already.
pub(super) async fn sent(tx: &mut Tx, id: CandidateId, group: TaskGroupId, now: DateTime<Utc>) -> Result<bool> {
    let open = tx
        .query(sql!("SELECT COUNT(*) FROM assignment WHERE candidate = $1 AND task_group = $2 AND status = 'sent' AND expires_at > $3"))
        .bind(id.0)
        .bind(group.0)
        .bind(now)
        .number()
        .await?;
    Ok(open > 0)
}

/// Whether the person has answered these questions already.
pub(super) async fn answered(tx: &mut Tx, id: CandidateId, group: TaskGroupId) -> Result<bool> {
    let answers = tx
        .query(sql!(
            "SELECT COUNT(*) FROM recruitment_task_answer a JOIN recruitment_task t ON t.id = a.task
             WHERE a.candidate = $1 AND t.task_group = $2 AND a.source = 'candidate' AND a.status <> 'withdrawn'"
        ))
        .bind(id.0)
        .bind(group.0)
        .number()
        .await?;
    Ok(answers > 0)
}

/// What was typed so far.
pub(super) async fn draft(tx: &mut Tx, id: AssignmentId) -> Result<BTreeMap<String, String>> {
    let row: Option<(serde_json::Value,)> =
        tx.query(sql!("SELECT typed FROM assignment_draft WHERE assignment = $1")).bind(id.0).optional().await?;
    Ok(row.and_then(|(typed,)| serde_json::from_value(typed).ok()).unwrap_or_default())
}

pub(super) async fn keep(tx: &mut Tx, id: AssignmentId, typed: serde_json::Value, now: DateTime<Utc>) -> Result<()> {
    tx.query(sql!(
        "INSERT INTO assignment_draft (assignment, typed, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (assignment) DO UPDATE SET typed = excluded.typed, updated_at = excluded.updated_at"
    ))
    .bind(id.0)
    .bind_param(Param::Json(Some(typed)))
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

pub(super) async fn forget(tx: &mut Tx, id: AssignmentId) -> Result<()> {
    tx.query(sql!("DELETE FROM assignment_draft WHERE assignment = $1")).bind(id.0).execute().await?;
    Ok(())
}
