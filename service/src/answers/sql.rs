//! What answers ask of the database beyond what every resource asks.

use crate::{
    Service,
    candidates::{self, in_files},
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
    sql,
    tally::Tally,
};
use domain::{
    answers::{AnswerFields, RecruitmentTaskAnswer},
    id::{CandidateId, TaskGroupId, UserId},
    policy::{self, Actor, Own},
    query::Query,
    task_groups::Blind,
    users::Role,
};
use std::collections::BTreeMap;

/// The file of whom an answer is about.
const FILE: &str = "recruitment_task_answer.candidate";
/// Answers of one scorecard, at most: as many as a question bank could ever have questions.
const SCORECARD: i64 = 1_000;

impl Keyed for AnswerFields {}

/// The asker does not sit in an interview with the person of an answer that asks the same questions, or has handed in what they heard.
const OWES_NOTHING: &str = "NOT EXISTS (SELECT 1 FROM interview_seat s JOIN recruitment_task t ON t.task_group = s.task_group
    WHERE t.id = recruitment_task_answer.task AND s.candidate = recruitment_task_answer.candidate AND s.user_id = ?
    AND s.live AND NOT s.declined AND s.handed_in_at IS NULL)";
/// The asker has handed in what they heard from the person of an answer to the same questions.
const HANDED_IN: &str = "(EXISTS (SELECT 1 FROM interview_seat s JOIN recruitment_task t ON t.task_group = s.task_group
    WHERE t.id = recruitment_task_answer.task AND s.candidate = recruitment_task_answer.candidate AND s.user_id = ? AND s.handed_in_at IS NOT NULL)
    OR EXISTS (SELECT 1 FROM recruitment_task_answer o JOIN recruitment_task u ON u.id = o.task JOIN recruitment_task t ON t.task_group = u.task_group
    WHERE t.id = recruitment_task_answer.task AND o.candidate = recruitment_task_answer.candidate AND o.interviewer = ?
    AND o.status IN ('submitted', 'amended')))";
/// The question bank of an answer hides the answers of others like this.
const BLIND: &str = "task IN (SELECT t.id FROM recruitment_task t JOIN recruitment_task_group g ON g.id = t.task_group WHERE g.blind = ?)";

/// The answers that an actor reads: `policy::sees` and `policy::learns`, said in SQL.
pub(crate) fn learned(actor: &Actor) -> Where {
    let mut within = Where::default();
    if let Some(person) = actor.person() {
        let me = || Param::Id(Some(person.id.0));
        let blind = |blind: Blind| Param::Text(Some(blind.to_string()));
        let (mut own, mut never, mut others) = (Where::default(), Where::default(), Where::default());
        own.and("interviewer = ?", [me()]);
        never.and(BLIND, [blind(Blind::Never)]);
        others.and(OWES_NOTHING, [me()]);
        if person.role == Role::Interviewer {
            others.and(BLIND, [blind(Blind::AfterOwn)]);
            others.and(HANDED_IN, [me(), me()]);
        }
        within.and_any(vec![own, never, others]);
    }
    in_files(&mut within, FILE, actor);
    within
}

/// How many answers an actor reads, where the tally knows: all of them but those of others that they are to learn after their own.
pub(super) fn tally<'a>(service: &'a Service, actor: &Actor, query: &'a Query) -> Option<Tally<'a>> {
    let mut tally = candidates::of_records(
        service,
        policy::scope(actor),
        query,
        ("recruitment_task_answer", FILE),
        &Where::default(),
        Where::default(),
    )?;
    if let Some(user) = actor.user() {
        let me = || Param::Id(Some(user.0));
        let mut hidden = Where::default();
        hidden.and(
            "candidate IN (SELECT candidate FROM interview_seat WHERE user_id = ? AND live AND NOT declined AND handed_in_at IS NULL)",
            [me()],
        );
        hidden.and("(interviewer IS NULL OR interviewer <> ?)", [me()]);
        hidden.and_not(BLIND, [Param::Text(Some(Blind::Never.to_string()))]);
        hidden.and_not(OWES_NOTHING, [me()]);
        in_files(&mut hidden, FILE, actor);
        tally.without("recruitment_task_answer", hidden);
    }
    Some(tally)
}

/// The answers about a person that count, as far as an actor reads them.
pub(super) async fn counting(tx: &mut Tx, actor: &Actor, about: CandidateId) -> Result<Vec<RecruitmentTaskAnswer>> {
    let mut within = learned(actor);
    within.and("candidate = ?", [Param::Id(Some(about.0))]);
    within.and("status IN ('submitted', 'amended')", []);
    records::some(tx, &within, false, SCORECARD).await
}

/// What a user has said about a person, or is to say, by question bank: [`OWES_NOTHING`] and [`HANDED_IN`], of one.
pub(super) async fn own(tx: &mut Tx, user: UserId, about: CandidateId) -> Result<BTreeMap<TaskGroupId, Own>> {
    let said: Vec<(i64, bool)> = tx
        .query(sql!(
            "SELECT task_group, FALSE FROM interview_seat WHERE user_id = $1 AND candidate = $2 AND live AND NOT declined AND handed_in_at IS NULL
             UNION ALL SELECT task_group, TRUE FROM interview_seat WHERE user_id = $1 AND candidate = $2 AND handed_in_at IS NOT NULL
             UNION ALL SELECT t.task_group, TRUE FROM recruitment_task_answer a JOIN recruitment_task t ON t.id = a.task
                WHERE a.interviewer = $1 AND a.candidate = $2 AND a.status IN ('submitted', 'amended')"
        ))
        .bind(user.0)
        .bind(about.0)
        .all()
        .await?;
    let mut own = BTreeMap::new();
    for (group, handed_in) in said {
        // Who owes one scorecard is to say first what they think, whatever they handed in before.
        if !handed_in {
            own.insert(TaskGroupId(group), Own::Owed);
        } else {
            own.entry(TaskGroupId(group)).or_insert(Own::HandedIn);
        }
    }
    Ok(own)
}

/// The answer of a file to the same question, said in the same way, that was not withdrawn.
pub(crate) async fn said_alike(tx: &mut Tx, answer: &AnswerFields, file: CandidateId) -> Result<Option<RecruitmentTaskAnswer>> {
    let mut within = Where::default();
    within.and("status <> 'withdrawn' AND candidate = ?", [Param::Id(Some(file.0))]);
    within.and("task = ?", [Param::Int(answer.task.map(|id| id.0))]);
    said_as(&mut within, answer);
    Ok(records::some(tx, &within, false, 1).await?.pop())
}

/// Those of the same people, in the same conversation.
fn said_as(within: &mut Where, of: &AnswerFields) {
    let alternatives = [
        ("request_candidate", of.request_candidate.map(|id| id.0)),
        ("interview", of.interview.map(|id| id.0)),
        ("interviewer", of.interviewer.map(|id| id.0)),
    ];
    for (column, value) in alternatives {
        match value {
            Some(_) => within.and_on("{} = ?", &[column], [Param::Id(value)]),
            None => within.and_on("{} IS NULL", &[column], []),
        }
    }
    within.and("source = ?", [Param::Text(of.source.map(|source| source.to_string()))]);
}

/// The answers of one person to one question bank about one candidate, in one conversation.
pub(super) async fn scorecard(tx: &mut Tx, group: TaskGroupId, of: &AnswerFields) -> Result<Vec<RecruitmentTaskAnswer>> {
    let mut within = Where::default();
    within.and("task IN (SELECT id FROM recruitment_task WHERE task_group = ?)", [Param::key(group)]);
    within.and("candidate = ?", [Param::Id(of.candidate.map(|id| id.0))]);
    said_as(&mut within, of);
    records::some(tx, &within, false, SCORECARD).await
}
