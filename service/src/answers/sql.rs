//! What answers ask of the database beyond what every resource asks.

use crate::{
    candidates::within_scope,
    db::{Param, Tx, Where},
    error::Result,
    records::{self, Keyed},
};
use domain::{
    answers::{AnswerFields, RecruitmentTaskAnswer},
    id::TaskGroupId,
    policy::{self, Actor},
    users::Role,
};

/// Answers of one scorecard, at most: as many as a question bank could ever have questions.
const SCORECARD: i64 = 1_000;

impl Keyed for AnswerFields {}

/// The answers that an actor reads: `policy::sees` and `policy::learns`, said in SQL.
pub(super) fn learned(actor: &Actor) -> Where {
    let mut within = Where::default();
    if let Some(person) = actor.person().filter(|person| person.role == Role::Interviewer) {
        within.and("interviewer = ?", [Param::Id(Some(person.id.0))]);
    }
    let mut files = Where::default();
    within_scope(&mut files, policy::scope(actor));
    within.and_in_select("candidate", "SELECT id FROM candidate", files);
    within
}

/// The answers of one person to one question bank about one candidate, in one conversation.
pub(super) async fn scorecard(tx: &mut Tx, group: TaskGroupId, of: &AnswerFields) -> Result<Vec<RecruitmentTaskAnswer>> {
    let mut within = Where::default();
    within.and("task IN (SELECT id FROM recruitment_task WHERE task_group = ?)", [Param::key(group)]);
    within.and("candidate = ?", [Param::Id(of.candidate.map(|id| id.0))]);
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
    records::some(tx, &within, false, SCORECARD).await
}
