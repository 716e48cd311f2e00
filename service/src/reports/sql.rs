//! What reports count, counted by the database: no answer is read for its number.

use super::Asked;
use crate::{
    answers,
    candidates::within_scope,
    db::{Param, Tx, Where},
    error::Result,
    request_candidates,
};
use chrono::{DateTime, Utc};
use domain::{
    id::{InterviewId, TaskGroupId, TaskId, UserId},
    policy::{self, Actor},
    scorecards::APART,
};
use uuid::Uuid;

/// The answers of a report, as far as the asker reads them.
fn counted(actor: &Actor, asked: &Asked) -> Where {
    let mut within = answers::learned(actor);
    within.and("status IN ('submitted', 'amended')", []);
    within.and("submitted_at >= ?", [Param::Moment(Some(asked.from))]);
    within.and("submitted_at < ?", [Param::Moment(Some(asked.until))]);
    if let Some(group) = asked.group {
        within.and("task IN (SELECT id FROM recruitment_task WHERE task_group = ?)", [Param::key(group)]);
    }
    within
}

/// How often each question got each score.
pub(super) async fn scores(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Vec<(TaskId, i64, i64)>> {
    let mut within = counted(actor, asked);
    within.and("score IS NOT NULL", []);
    let sql = format!("SELECT task, score, COUNT(*) FROM recruitment_task_answer{} GROUP BY task, score", within.clause());
    let rows: Vec<(i64, i64, i64)> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    Ok(rows.into_iter().map(|(task, score, n)| (TaskId(task), score, n)).collect())
}

/// Of each interview: how many questions two or more scored, and in how many of them they were apart. The latest first.
pub(super) async fn compared(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Vec<(InterviewId, i64, i64)>> {
    let mut within = counted(actor, asked);
    within.and("interview IS NOT NULL AND score IS NOT NULL", []);
    let sql = format!(
        "SELECT interview, COUNT(*), COUNT(CASE WHEN spread >= {APART} THEN 1 END) FROM (
            SELECT interview, task, MAX(score) - MIN(score) AS spread, MAX(submitted_at) AS latest
            FROM recruitment_task_answer{} GROUP BY interview, task HAVING COUNT(*) > 1) compared
         GROUP BY interview ORDER BY MAX(latest) DESC, interview",
        within.clause()
    );
    let rows: Vec<(Uuid, i64, i64)> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    Ok(rows.into_iter().map(|(interview, compared, apart)| (InterviewId(interview), compared, apart)).collect())
}

/// Who handed in what they heard in an interview, when that ended, and when they did.
type HandedIn = (UserId, DateTime<Utc>, DateTime<Utc>);

/// When each interview ended, and each of its interviewers handed in; what they amended later changes nothing in it. That somebody has handed in is no
/// secret, what they said is.
pub(super) async fn handed_in(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Vec<HandedIn>> {
    let mut within = Where::default();
    within.and("s.submitted_at >= ?", [Param::Moment(Some(asked.from))]);
    within.and("s.submitted_at < ?", [Param::Moment(Some(asked.until))]);
    if let Some(group) = asked.group {
        within.and("s.task_group = ?", [Param::key(group)]);
    }
    let mut files = Where::default();
    within_scope(&mut files, policy::scope(actor));
    within.and_in_select("s.candidate", "SELECT id FROM candidate", files);
    let sql = format!(
        "SELECT s.interviewer, i.ends_at, s.submitted_at FROM scorecard s JOIN interview i ON i.id = s.interview{} ORDER BY s.interviewer, s.id",
        within.clause()
    );
    let rows: Vec<(Uuid, DateTime<Utc>, DateTime<Utc>)> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    Ok(rows.into_iter().map(|(user, end, at)| (UserId(user), end, at)).collect())
}

/// Somebody who stands or stood in a request.
#[derive(sqlx::FromRow)]
pub(super) struct Stood {
    pub id: Uuid,
    pub request: Uuid,
    pub candidate: Uuid,
    /// When the proposal was taken back, as a mistake.
    pub deleted_at: Option<DateTime<Utc>>,
    /// Where the person came from, as their file says it now.
    pub source: Option<String>,
}

/// Whoever was ever proposed for a request, as far as the asker finds them.
pub(super) async fn stood(tx: &mut Tx, actor: &Actor) -> Result<Vec<Stood>> {
    let mut within = Where::default();
    within.and_in_select("s.id", "SELECT id FROM resource_request_candidate", request_candidates::ever_found(actor));
    let sql = format!(
        "SELECT s.id, s.request, s.candidate, s.deleted_at, c.source FROM resource_request_candidate s JOIN candidate c ON c.id = s.candidate{}",
        within.clause()
    );
    tx.query_built(sql).bind_all(within.params().to_vec()).all().await
}

/// The question banks of which something was scored or heard, whichever is asked for; that one too.
pub(super) async fn groups(tx: &mut Tx, actor: &Actor, asked: &Asked) -> Result<Vec<(TaskGroupId, String)>> {
    let mut within = counted(actor, &Asked { group: None, ..*asked });
    within.and("(score IS NOT NULL OR interview IS NOT NULL)", []);
    let sql = format!(
        "SELECT id, name FROM recruitment_task_group WHERE id = ${} OR id IN (
            SELECT t.task_group FROM recruitment_task t WHERE t.id IN (SELECT task FROM recruitment_task_answer{}))
         ORDER BY position NULLS LAST, id",
        within.params().len() + 1,
        within.clause()
    );
    let rows: Vec<(i64, String)> =
        tx.query_built(sql).bind_all(within.params().to_vec()).bind(asked.group.map(|group| group.0)).all().await?;
    Ok(rows.into_iter().map(|(id, name)| (TaskGroupId(id), name)).collect())
}
