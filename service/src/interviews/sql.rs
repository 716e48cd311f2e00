//! What interviews ask of the database beyond what every resource asks.

use crate::{
    candidates::in_files,
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
    sql,
};
use chrono::{DateTime, Utc};
use domain::{
    error::Busy,
    id::{CandidateId, InterviewId, UserId},
    interviews::{Interview, InterviewFields, LONGEST, Rsvp},
    policy::Actor,
    users::Role,
};
use uuid::Uuid;

/// Interviews of one agenda, at most.
pub(super) const AGENDA: i64 = 500;

impl Keyed for InterviewFields {}

/// The interviews that an actor finds: `policy::sees` and `policy::attends`, said in SQL.
fn found(actor: &Actor) -> Where {
    let mut within = Where::default();
    if let Some(person) = actor.person().filter(|person| person.role == Role::Interviewer) {
        within.and("id IN (SELECT interview FROM interview_seat WHERE user_id = ?)", [Param::Id(Some(person.id.0))]);
    }
    in_files(&mut within, "interview.candidate", actor);
    within
}

/// Those that are not over before `from` and begin before `until`, the earliest first, and one more than an agenda takes where there are more.
pub(super) async fn between(tx: &mut Tx, actor: &Actor, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Interview>> {
    let mut within = found(actor);
    within.and("ends_at > ?", [Param::Moment(Some(from))]);
    // Those that were over long before are not looked at.
    within.and("starts_at > ? AND starts_at < ?", [from - LONGEST, until].map(|at| Param::Moment(Some(at))));
    records::ordered(tx, &within, "starts_at", false, AGENDA + 1).await
}

/// The latest first.
pub(super) async fn with(tx: &mut Tx, actor: &Actor, candidate: CandidateId) -> Result<Vec<Interview>> {
    let mut within = found(actor);
    within.and("candidate = ?", [Param::Id(Some(candidate.0))]);
    records::ordered(tx, &within, "starts_at", true, AGENDA).await
}

/// Those in which a user sits and which are not over before `from`, the earliest first.
pub(super) async fn of_user(tx: &mut Tx, user: UserId, from: DateTime<Utc>) -> Result<Vec<Interview>> {
    let mut within = Where::default();
    within.and("id IN (SELECT interview FROM interview_seat WHERE user_id = ?)", [Param::Id(Some(user.0))]);
    within.and("ends_at > ?", [Param::Moment(Some(from))]);
    records::ordered(tx, &within, "starts_at", false, AGENDA).await
}

/// Those that are over, and of which this user has not said what they heard, the longest ago first.
pub(super) async fn owed(tx: &mut Tx, user: UserId, now: DateTime<Utc>) -> Result<Vec<Interview>> {
    let mut within = Where::default();
    within.and(
        "id IN (SELECT interview FROM interview_seat WHERE user_id = ? AND live AND NOT declined AND handed_in_at IS NULL)",
        [Param::Id(Some(user.0))],
    );
    within.and("ends_at <= ?", [Param::Moment(Some(now))]);
    records::ordered(tx, &within, "starts_at", false, AGENDA).await
}

/// Notes who sits in it, so that it can be asked for. What was handed in stays so.
pub(crate) async fn set_seats(tx: &mut Tx, interview: &Interview) -> Result<()> {
    tx.query(sql!("DELETE FROM interview_seat WHERE interview = $1 AND handed_in_at IS NULL")).bind(interview.id.0).execute().await?;
    tx.query(sql!("UPDATE interview_seat SET live = $2 WHERE interview = $1"))
        .bind(interview.id.0)
        .bind(interview.status.live())
        .execute()
        .await?;
    for seat in &interview.interviewers {
        tx.query(sql!(
            "INSERT INTO interview_seat (interview, user_id, candidate, task_group, live, declined) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (interview, user_id) DO UPDATE SET live = excluded.live, declined = excluded.declined"
        ))
        .bind(interview.id.0)
        .bind(seat.user.0)
        .bind(interview.candidate.map(|id| id.0))
        .bind(interview.task_group.map(|id| id.0))
        .bind(interview.status.live())
        .bind(seat.rsvp == Rsvp::Declined)
        .execute()
        .await?;
    }
    Ok(())
}

/// Notes in whose file an interview is, where it is another than it was.
pub(crate) async fn seat_in(tx: &mut Tx, id: InterviewId, file: CandidateId) -> Result<()> {
    tx.query(sql!("UPDATE interview_seat SET candidate = $2 WHERE interview = $1")).bind(id.0).bind(file.0).execute().await?;
    Ok(())
}

/// Whether a user still has to hand in what they heard.
pub(crate) async fn awaits(tx: &mut Tx, id: InterviewId, user: UserId) -> Result<bool> {
    let waits = tx
        .query(sql!(
            "SELECT COUNT(*) FROM interview_seat WHERE interview = $1 AND user_id = $2 AND live AND NOT declined AND handed_in_at IS NULL"
        ))
        .bind(id.0)
        .bind(user.0)
        .number()
        .await?;
    Ok(waits > 0)
}

/// How many still have to hand in, of those who did not say they would not be there.
pub(super) async fn awaited(tx: &mut Tx, id: InterviewId) -> Result<i64> {
    tx.query(sql!("SELECT COUNT(*) FROM interview_seat WHERE interview = $1 AND NOT declined AND handed_in_at IS NULL"))
        .bind(id.0)
        .number()
        .await
}

/// How many have handed in what they heard.
pub(super) async fn heard(tx: &mut Tx, id: InterviewId) -> Result<i64> {
    tx.query(sql!("SELECT COUNT(*) FROM interview_seat WHERE interview = $1 AND handed_in_at IS NOT NULL")).bind(id.0).number().await
}

/// Notes that a user has handed in what they heard.
pub(crate) async fn handed_in(tx: &mut Tx, id: InterviewId, user: UserId, at: DateTime<Utc>) -> Result<()> {
    tx.query(sql!("UPDATE interview_seat SET handed_in_at = $3 WHERE interview = $1 AND user_id = $2"))
        .bind(id.0)
        .bind(user.0)
        .bind(at)
        .execute()
        .await?;
    Ok(())
}

/// Nobody else changes the agenda of these people until this transaction ends: what is counted up is locked.
pub(super) async fn hold(tx: &mut Tx, people: &[Uuid]) -> Result<()> {
    let mut people = people.to_vec();
    people.sort();
    people.dedup();
    for person in people {
        records::number(tx, &format!("agenda:{person}")).await?;
    }
    Ok(())
}

/// With whom an interview is, who sits in it, from when, and until when.
type Taken = (Uuid, Option<Uuid>, DateTime<Utc>, DateTime<Utc>);

/// When these people are in other interviews.
pub(super) async fn busy(
    tx: &mut Tx,
    except: Option<InterviewId>,
    candidate: CandidateId,
    users: &[UserId],
    from: DateTime<Utc>,
    until: DateTime<Utc>,
) -> Result<Vec<Busy>> {
    let mut within = Where::default();
    within.and("i.status IN ('scheduled', 'complete')", []);
    within.and("i.ends_at > ?", [Param::Moment(Some(from))]);
    within.and("i.starts_at < ?", [Param::Moment(Some(until))]);
    if let Some(except) = except {
        within.and("i.id <> ?", [Param::key(except)]);
    }
    let (mut with_candidate, mut with_users) = (Where::default(), Where::default());
    with_candidate.and("i.candidate = ?", [Param::Id(Some(candidate.0))]);
    with_users.and("NOT s.declined", []);
    with_users.and_in("s.user_id", users.iter().map(|user| Param::Id(Some(user.0))).collect());
    within.and_any(vec![with_candidate, with_users]);
    let sql = format!(
        "SELECT i.candidate, CASE WHEN s.declined THEN NULL ELSE s.user_id END, i.starts_at, i.ends_at
         FROM interview i JOIN interview_seat s ON s.interview = i.id{} ORDER BY i.starts_at, s.user_id",
        within.clause()
    );
    let rows: Vec<Taken> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    let mut busy: Vec<Busy> = Vec::new();
    for (with, user, from, until) in rows {
        let seat = user.map(UserId).filter(|user| users.contains(user)).map(|user| Busy { who: Some(user), from, until });
        let person = (with == candidate.0).then_some(Busy { who: None, from, until });
        for one in seat.into_iter().chain(person) {
            if !busy.contains(&one) {
                busy.push(one);
            }
        }
    }
    Ok(busy)
}

/// The generation of a user's calendar address.
pub(super) async fn generation(tx: &mut Tx, user: UserId) -> Result<i64> {
    let row: Option<(i64,)> = tx.query(sql!("SELECT generation FROM calendar_feed WHERE user_id = $1")).bind(user.0).optional().await?;
    Ok(row.map_or(0, |(generation,)| generation))
}

pub(super) async fn renew(tx: &mut Tx, user: UserId) -> Result<()> {
    tx.query(sql!(
        "INSERT INTO calendar_feed (user_id, generation) VALUES ($1, 1)
         ON CONFLICT (user_id) DO UPDATE SET generation = calendar_feed.generation + 1"
    ))
    .bind(user.0)
    .execute()
    .await?;
    Ok(())
}
