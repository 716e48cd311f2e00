//! Answers to questions: given, handed in, amended, withdrawn.

mod sql;

use crate::{
    Service, candidates, changes,
    db::Tx,
    error::{Error, Result},
    records::{self, Logged, Pen},
    request_candidates, tasks,
};
use chrono::{DateTime, Utc};
use domain::{
    answers::{AnswerFields, AnswerStatus, GRACE, RecruitmentTaskAnswer, Snapshot, Source},
    change::{Change, Entity, Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{AnswerId, CandidateId, Identifier, TaskGroupId},
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, AnswerFacts, CandidateFacts, On, Own},
    query::Query,
    resource::{Attributes, Record},
    tasks::{RecruitmentTask, TaskType},
};
pub(crate) use sql::{learned, said_alike};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Logged for AnswerFields {
    const ENTITY: Entity = Entity::Answer;

    fn owner(record: &RecruitmentTaskAnswer) -> Uuid {
        record.candidate.unwrap_or_default().0
    }
}

/// The answers this actor may read, about the candidates they see.
///
/// # Errors
/// [`Refusal::Forbidden`] where a token lacks the scope.
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<RecruitmentTaskAnswer>> {
    policy::can(actor, Action::ListAnswers, On::Nothing)?;
    if let Some(tally) = sql::tally(service, actor, query) {
        return tally.page(&service.db, learned(actor)).await;
    }
    service
        .db
        .read(async |tx: &mut Tx| {
            let query = candidates::going_on(tx, query).await?;
            records::page::<AnswerFields>(tx, learned(actor), &query).await
        })
        .await
}

/// An answer.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn get(service: &Service, actor: &Actor, id: AnswerId) -> Result<RecruitmentTaskAnswer> {
    service.db.read(async |tx: &mut Tx| find(tx, actor, Action::ReadAnswer, id).await).await
}

/// What happened to an answer, the newest first: every earlier value is in it.
///
/// # Errors
/// As [`get`].
pub async fn history(service: &Service, actor: &Actor, id: AnswerId) -> Result<Vec<Change>> {
    service
        .db
        .read(async |tx: &mut Tx| {
            find(tx, actor, Action::ReadAnswer, id).await?;
            changes::of_record(tx, &service.keys, Entity::Answer, id.logged()).await
        })
        .await
}

async fn find(tx: &mut Tx, actor: &Actor, action: Action, id: AnswerId) -> Result<RecruitmentTaskAnswer> {
    let answer = records::find::<AnswerFields>(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))?;
    let file = file_of(tx, &answer.fields).await?;
    policy::can(actor, action, On::Answer(&facts_in(tx, actor, &answer.fields).await?, &file))?;
    Ok(answer)
}

/// What permissions look at in an answer, for this asker.
///
/// # Errors
/// The database's.
pub async fn facts(service: &Service, actor: &Actor, answer: &AnswerFields) -> Result<AnswerFacts> {
    service.db.read(async |tx: &mut Tx| facts_in(tx, actor, answer).await).await
}

async fn facts_in(tx: &mut Tx, actor: &Actor, answer: &AnswerFields) -> Result<AnswerFacts> {
    let task = answer.task.unwrap_or_default();
    let group = tasks::group_of_task(tx, task).await?.ok_or_else(|| records::dangling("recruitment-tasks", task))?;
    let own = own(tx, actor, answer.candidate.unwrap_or_default(), group.id).await?;
    Ok(AnswerFacts { interviewer: answer.interviewer, blind: group.blind, own })
}

/// What this asker has said about a person to the questions of a question bank.
pub(crate) async fn own(tx: &mut Tx, actor: &Actor, about: CandidateId, group: TaskGroupId) -> Result<Own> {
    Ok(own_of(tx, actor, about).await?.get(&group).copied().unwrap_or_default())
}

/// What this asker has said about a person, or is to say, by question bank.
pub(crate) async fn own_of(tx: &mut Tx, actor: &Actor, about: CandidateId) -> Result<BTreeMap<TaskGroupId, Own>> {
    match actor.user() {
        Some(user) => sql::own(tx, user, about).await,
        None => Ok(BTreeMap::new()),
    }
}

/// The answers about a person that count and that this actor may read, the oldest first.
pub(crate) async fn counting(tx: &mut Tx, actor: &Actor, about: CandidateId) -> Result<Vec<RecruitmentTaskAnswer>> {
    sql::counting(tx, actor, about).await
}

/// A question as it was asked for this answer.
pub(crate) fn as_asked(task: &RecruitmentTask, answer: &RecruitmentTaskAnswer) -> RecruitmentTask {
    let mut task = task.clone();
    if let Some(asked) = &answer.snapshot {
        task.fields.question.clone_from(&asked.question);
        task.fields.kind = Some(asked.kind);
        task.fields.options.clone_from(&asked.options);
    }
    task
}

async fn file_of(tx: &mut Tx, answer: &AnswerFields) -> Result<CandidateFacts> {
    let id = answer.candidate.unwrap_or_default();
    candidates::facts_in(tx, id).await?.ok_or_else(|| records::dangling("candidates", id))
}

/// Answers a question about a candidate.
///
/// # Errors
/// [`Refusal::Invalid`] (a second answer to the same question among them), [`Refusal::Malformed`], [`Refusal::Forbidden`];
/// [`Conflict::Archived`].
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<RecruitmentTaskAnswer> {
    policy::can(actor, Action::CreateAnswer, On::Nothing)?;
    let fields = begun(actor, merge_patch::create(given)?)?;
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    let at = command.at;
    let made = service.db.write_once(&command, move |tx| {
        let (pen, actor, mut fields) = (pen.clone(), actor.clone(), fields.clone());
        Box::pin(async move {
            let (task, group) = tasks::asked(tx, fields.task.unwrap_or_default()).await?;
            let file = file_of(tx, &fields).await?;
            records::referred(policy::can(&actor, Action::CreateAnswer, On::Candidate(&file)), "candidates", file.id)?;
            fields.candidate = Some(file.id);
            if let Some(standing) = fields.request_candidate {
                let standing = request_candidates::standing(tx, &actor, standing).await?;
                if standing.candidate != fields.candidate {
                    return Err(FieldErrors::one("resourceRequestCandidate", Flaw::Choice).into());
                }
            }
            let snapshot = snapshot(&task, group.revision);
            fields.answer = fitting(&snapshot, &fields.answer)?;
            fields.snapshot = Some(snapshot);
            let hands_in = fields.status == Some(AnswerStatus::Submitted);
            let alone = fields.source == Some(Source::Api);
            fields.status = Some(if hands_in && alone { AnswerStatus::Submitted } else { AnswerStatus::Draft });
            fields.submitted_at = (hands_in && alone).then_some(at);
            let id = AnswerId(records::number(tx, "recruitment_task_answer").await?);
            let answer = Record { id, version: 1, created_at: at, updated_at: at, fields };
            records::add(tx, &pen, &answer).await?;
            if hands_in && !alone { hand_in(tx, &pen, group.id, &answer).await } else { Ok(answer) }
        })
    });
    made.await.map_err(taken)
}

/// Where it comes from and where it stands, where that was not said.
fn begun(actor: &Actor, mut fields: AnswerFields) -> Result<AnswerFields> {
    let source = fields.source.unwrap_or(if matches!(actor, Actor::Token { .. }) { Source::Api } else { Source::Interviewer });
    // What a program says, nobody heard from the person.
    if source == Source::Interviewer && actor.person().is_some_and(|person| person.service) {
        return Err(FieldErrors::one("source", Flaw::Choice).into());
    }
    fields.source = Some(source);
    fields.interviewer = if source == Source::Interviewer { actor.user() } else { None };
    let default = if source == Source::Api { AnswerStatus::Submitted } else { AnswerStatus::Draft };
    let status = fields.status.unwrap_or(default);
    if !matches!(status, AnswerStatus::Draft | AnswerStatus::Submitted) {
        return Err(AnswerStatus::Draft.nowhere().into());
    }
    Ok(AnswerFields { status: Some(status), ..fields })
}

pub(crate) fn snapshot(task: &RecruitmentTask, revision: i64) -> Snapshot {
    Snapshot { question: task.question.clone(), kind: task.answers(), options: task.options.clone(), revision }
}

/// An answer as the question asks for it.
fn fitting(asked: &Snapshot, answer: &serde_json::Value) -> Result<serde_json::Value> {
    if answer.is_null() {
        return Ok(serde_json::Value::Null);
    }
    let kind: TaskType = asked.kind;
    let checked = kind.check(asked.options.as_deref().unwrap_or_default(), answer);
    checked.map_err(|flaw| FieldErrors::one("answer", flaw).into())
}

fn taken(error: Error) -> Error {
    if error.is_taken() { FieldErrors::one("recruitmentTask", Flaw::Taken).into() } else { error }
}

/// Changes an answer by a merge patch; its `status` moves it. What was handed in is amended, and its earlier value kept in the history.
///
/// # Errors
/// As [`create`]; [`Conflict::Transition`], [`Conflict::Stale`].
pub async fn patch(service: &Service, actor: &Actor, id: AnswerId, given: &Attributes, seen: Option<i64>) -> Result<RecruitmentTaskAnswer> {
    let (command, pen, actor, given) = (service.command(actor), service.pen(), actor.clone(), given.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, given) = (pen.clone(), actor.clone(), given.clone());
            Box::pin(async move {
                let before = find(tx, &actor, Action::EditAnswer, id).await?;
                records::unchanged_since(seen, before.version)?;
                let fields = merge_patch::patch(&before.fields, &given)?;
                let at = tx.command()?.at;
                alter(tx, &pen, before, fields, given.get("reason").is_some_and(|reason| !reason.is_null()), at).await
            })
        })
        .await
}

async fn alter(
    tx: &mut Tx,
    pen: &Pen,
    before: RecruitmentTaskAnswer,
    mut fields: AnswerFields,
    reasoned: bool,
    at: DateTime<Utc>,
) -> Result<RecruitmentTaskAnswer> {
    let was = before.status.unwrap_or(AnswerStatus::Draft);
    // Nothing is not a state: what is cleared stays where it was.
    let mut to = fields.status.unwrap_or(was);
    if let Some(asked) = &before.snapshot {
        fields.answer = fitting(asked, &fields.answer)?;
    }
    let rewritten = fields.answer != before.answer || fields.score != before.score || fields.comment != before.comment;
    was.go(to)?;
    if was == AnswerStatus::Withdrawn && rewritten {
        return Err(was.nowhere().into());
    }
    if was.counts() && rewritten && to != AnswerStatus::Withdrawn {
        to = AnswerStatus::Amended;
        let late = before.submitted_at.is_some_and(|submitted| at - submitted > GRACE);
        if late && !reasoned {
            return Err(FieldErrors::one("reason", Flaw::Blank).into());
        }
    }
    let hands_in = was == AnswerStatus::Draft && to == AnswerStatus::Submitted;
    if hands_in && fields.source != Some(Source::Api) {
        // What is written with the last word counts: the draft first, then all of them together.
        fields.status = Some(was);
        let draft = records::save(tx, pen, Kind::Updated, &before, fields, Facts::default()).await?;
        let (_, group) = tasks::asked(tx, draft.task.unwrap_or_default()).await?;
        return hand_in(tx, pen, group.id, &draft).await;
    }
    fields.status = Some(to);
    if hands_in {
        fields.submitted_at = Some(at);
    }
    let (kind, facts) = if to == was { (Kind::Updated, Facts::default()) } else { (Kind::Moved, records::moved(was, to)) };
    records::save(tx, pen, kind, &before, fields, facts).await
}

/// Hands in a scorecard: every draft of one person for one question bank about one candidate, once the required questions are answered.
async fn hand_in(tx: &mut Tx, pen: &Pen, group: TaskGroupId, last: &RecruitmentTaskAnswer) -> Result<RecruitmentTaskAnswer> {
    let at = tx.command()?.at;
    let scorecard = sql::scorecard(tx, group, &last.fields).await?;
    let answered = |task| {
        let of = |answer: &&RecruitmentTaskAnswer| answer.task == Some(task) && answer.status != Some(AnswerStatus::Withdrawn);
        scorecard.iter().filter(of).any(|answer| !answer.answer.is_null() || answer.score.is_some())
    };
    let open: Vec<i64> = tasks::required(tx, group).await?.into_iter().filter(|task| !answered(*task)).map(|task| task.0).collect();
    if !open.is_empty() {
        return Err(FieldErrors::one("status", Flaw::Unanswered { tasks: open }).into());
    }
    let mut handed_in = None;
    for draft in scorecard.iter().filter(|answer| answer.status == Some(AnswerStatus::Draft)) {
        let fields = AnswerFields { status: Some(AnswerStatus::Submitted), submitted_at: Some(at), ..draft.fields.clone() };
        let facts = records::moved(AnswerStatus::Draft, AnswerStatus::Submitted);
        let after = records::save(tx, pen, Kind::Moved, draft, fields, facts).await?;
        if after.id == last.id {
            handed_in = Some(after);
        }
    }
    handed_in.ok_or_else(|| Conflict::Stale { seen: last.version, current: last.version }.into())
}
