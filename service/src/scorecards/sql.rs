//! What scorecards ask of the database beyond what every resource asks.

use crate::{
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
    sql,
};
use chrono::{DateTime, Utc};
use domain::{
    answers::{AnswerFields, RecruitmentTaskAnswer},
    id::{CandidateId, InterviewId, UserId},
    scorecards::{Scorecard, ScorecardFields},
};
use std::collections::BTreeMap;

/// Scorecards of one interview or one person, and answers in them, at most.
const MOST: i64 = 1_000;

impl Keyed for ScorecardFields {}

pub(super) async fn of_interview(tx: &mut Tx, id: InterviewId) -> Result<Vec<Scorecard>> {
    let mut within = Where::default();
    within.and("interview = ?", [Param::key(id)]);
    records::some(tx, &within, false, MOST).await
}

pub(super) async fn of_candidate(tx: &mut Tx, id: CandidateId) -> Result<Vec<Scorecard>> {
    let mut within = Where::default();
    within.and("candidate = ?", [Param::Id(Some(id.0))]);
    records::some(tx, &within, false, MOST).await
}

/// The answers that count, of one interview.
pub(super) async fn answers_in(tx: &mut Tx, id: InterviewId) -> Result<Vec<RecruitmentTaskAnswer>> {
    let mut within = Where::default();
    within.and("interview = ?", [Param::key(id)]);
    within.and("status IN ('submitted', 'amended')", []);
    records::some::<AnswerFields>(tx, &within, false, MOST).await
}

/// What somebody has typed so far, and when they typed it last.
pub(super) async fn draft(tx: &mut Tx, id: InterviewId, user: UserId) -> Result<Option<(BTreeMap<String, String>, i64)>> {
    let row: Option<(serde_json::Value, i64)> = tx
        .query(sql!("SELECT typed, typed_at FROM scorecard_draft WHERE interview = $1 AND user_id = $2"))
        .bind(id.0)
        .bind(user.0)
        .optional()
        .await?;
    Ok(row.map(|(typed, at)| (serde_json::from_value(typed).unwrap_or_default(), at)))
}

pub(super) async fn keep(
    tx: &mut Tx,
    id: InterviewId,
    user: UserId,
    typed: serde_json::Value,
    typed_at: i64,
    now: DateTime<Utc>,
) -> Result<i64> {
    let kept = tx.query(sql!(
        "INSERT INTO scorecard_draft (interview, user_id, typed, typed_at, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (interview, user_id) DO UPDATE SET typed = excluded.typed, typed_at = excluded.typed_at, updated_at = excluded.updated_at
         WHERE scorecard_draft.typed_at < excluded.typed_at"
    ))
    .bind(id.0)
    .bind(user.0)
    .bind_param(Param::Json(Some(typed)))
    .bind(typed_at)
    .bind(now)
    .execute()
    .await?;
    let newer = if kept == 0 { draft(tx, id, user).await? } else { None };
    Ok(newer.map_or(typed_at, |(_, at)| at))
}

pub(super) async fn forget(tx: &mut Tx, id: InterviewId, user: UserId) -> Result<()> {
    tx.query(sql!("DELETE FROM scorecard_draft WHERE interview = $1 AND user_id = $2")).bind(id.0).bind(user.0).execute().await?;
    Ok(())
}
