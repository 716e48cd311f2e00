//! Questions sent to a candidate: answered by a link, without an account, and handed in once.

mod sql;

use crate::{
    Service, candidates,
    db::Tx,
    error::{Error, Result},
    letters,
    records::{self, Logged},
    request_candidates,
    scorecards::{Said, Typed},
    signed::{self, Use},
    task_groups, tasks,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    answers::Source,
    assignments::{Assignment, AssignmentFields, AssignmentStatus, DAYS},
    candidates::Candidate,
    change::{Entity, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{AssignmentId, CandidateId, RequestCandidateId, TaskGroupId},
    policy::{self, Action, Actor, On},
    resource::Record,
    task_groups::{GroupStatus, RecruitmentTaskGroup},
    tasks::RecruitmentTask,
};
use serde_json::json;
use uuid::Uuid;

/// The longest draft that is kept, in letters.
const DRAFT: usize = 400_000;

impl Logged for AssignmentFields {
    const ENTITY: Entity = Entity::Assignment;

    fn owner(record: &Assignment) -> Uuid {
        record.candidate.unwrap_or_default().0
    }
}

/// What a candidate finds behind their link.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub assignment: Assignment,
    pub candidate: Candidate,
    pub group: RecruitmentTaskGroup,
    pub tasks: Vec<RecruitmentTask>,
    /// What they have typed so far.
    pub typed: Typed,
}

/// Sends the questions of a question bank to a candidate, to be answered within so many days.
///
/// # Errors
/// [`Refusal::Forbidden`], [`Refusal::Malformed`]; flaws: a question bank that is not published, that was answered, days out of range.
pub async fn send(
    service: &Service,
    actor: &Actor,
    candidate: CandidateId,
    group: TaskGroupId,
    request: Option<RequestCandidateId>,
    days: i64,
) -> Result<Assignment> {
    policy::can(actor, Action::SendAssignment, On::Nothing)?;
    if !DAYS.contains(&days) {
        return Err(FieldErrors::one("days", Flaw::Range { min: *DAYS.start(), max: *DAYS.end() }).into());
    }
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    let (at, id) = (command.at, AssignmentId(service.clock.id()));
    let fields = AssignmentFields {
        candidate: Some(candidate),
        request_candidate: request,
        task_group: Some(group),
        sender: actor.user(),
        expires_at: Some(at + TimeDelta::days(days)),
        ..AssignmentFields::default()
    };
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, mut fields) = (pen.clone(), actor.clone(), fields.clone());
            Box::pin(async move {
                let file = candidates::facts_in(tx, candidate).await?.ok_or_else(|| records::dangling("candidates", candidate))?;
                records::referred(policy::can(&actor, Action::SendAssignment, On::Candidate(&file)), "candidates", candidate)?;
                let candidate = file.id;
                fields.candidate = Some(candidate);
                if let Some(standing) = request
                    && request_candidates::standing(tx, &actor, standing).await?.candidate != fields.candidate
                {
                    return Err(FieldErrors::one("resourceRequestCandidate", Flaw::Choice).into());
                }
                let group = task_groups::find(tx, group).await?.filter(|group| group.status == GroupStatus::Published);
                let group = group.ok_or_else(|| FieldErrors::one("recruitmentTaskGroup", Flaw::Choice))?;
                // Two who send at once: the second waits here, and finds what the first one sent.
                records::number(tx, &format!("assignments:{candidate}")).await?;
                if sql::answered(tx, candidate, group.id).await? || sql::sent(tx, candidate, group.id, at).await? {
                    return Err(FieldErrors::one("recruitmentTaskGroup", Flaw::Taken).into());
                }
                let assignment = Record { id, version: 1, created_at: at, updated_at: at, fields };
                records::add(tx, &pen, &assignment).await?;
                letters::queue_assignment(tx, &pen, &assignment).await?;
                Ok(assignment)
            })
        })
        .await
}

/// What was sent to a candidate, the latest first.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of the person; [`Refusal::Forbidden`].
pub async fn of_candidate(service: &Service, actor: &Actor, id: CandidateId) -> Result<Vec<Assignment>> {
    service
        .db
        .read(async |tx: &mut Tx| {
            let file = candidates::facts_in(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))?;
            policy::can(actor, Action::SendAssignment, On::Candidate(&file))?;
            sql::of_candidate(tx, file.id).await
        })
        .await
}

/// Takes back what was sent and not handed in: its link no longer works.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`]; [`Conflict::Transition`].
pub async fn withdraw(service: &Service, actor: &Actor, id: AssignmentId) -> Result<Assignment> {
    policy::can(actor, Action::SendAssignment, On::Nothing)?;
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor) = (pen.clone(), actor.clone());
            Box::pin(async move {
                let missing = || Error::Refused(Refusal::NotFound);
                let before = known(tx, id).await?.ok_or_else(missing)?;
                let file = candidates::facts_in(tx, before.candidate.unwrap_or_default()).await?.ok_or_else(missing)?;
                policy::can(&actor, Action::SendAssignment, On::Candidate(&file))?;
                before.open(tx.command()?.at)?;
                let fields = AssignmentFields { status: AssignmentStatus::Withdrawn, ..before.fields.clone() };
                let facts = records::moved(before.status, fields.status);
                records::save(tx, &pen, Kind::Moved, &before, fields, facts).await
            })
        })
        .await
}

pub(crate) async fn known(tx: &mut Tx, id: AssignmentId) -> Result<Option<Assignment>> {
    records::find::<AssignmentFields>(tx, id).await
}

/// The end of the link by which a candidate answers.
///
/// # Errors
/// The keys'.
pub fn link(service: &Service, id: AssignmentId) -> Result<String> {
    signed::sign(&service.keys, Use::Assignment, id.0.as_bytes())
}

fn read_link(service: &Service, secret: &str) -> Result<AssignmentId> {
    let about = signed::read(&service.keys, Use::Assignment, secret)?;
    let id = about.and_then(|about| Uuid::from_slice(&about).ok()).ok_or(Error::Refused(Refusal::NotFound))?;
    Ok(AssignmentId(id))
}

/// What is behind a link, whether it can still be answered or not.
///
/// # Errors
/// [`Refusal::NotFound`] where nothing is, or it was taken back.
pub async fn by_link(service: &Service, secret: &str) -> Result<Sheet> {
    let id = read_link(service, secret)?;
    service.db.read(async |tx: &mut Tx| sheet(tx, id).await).await
}

async fn sheet(tx: &mut Tx, id: AssignmentId) -> Result<Sheet> {
    let missing = || Error::Refused(Refusal::NotFound);
    let assignment = known(tx, id).await?.filter(|assignment| assignment.status != AssignmentStatus::Withdrawn).ok_or_else(missing)?;
    let candidate = candidates::known(tx, assignment.candidate.unwrap_or_default()).await?.ok_or_else(missing)?;
    let group = task_groups::known(tx, assignment.task_group.unwrap_or_default()).await?;
    let tasks = tasks::in_group(tx, group.id).await?.into_iter().filter(|task| !task.archived).collect();
    let typed = sql::draft(tx, id).await?;
    Ok(Sheet { assignment, candidate, group, tasks, typed })
}

/// Keeps what a candidate has typed so far.
///
/// # Errors
/// [`Refusal::NotFound`]; [`Conflict::Transition`] where it is handed in or expired; too much at once.
pub async fn keep(service: &Service, secret: &str, typed: &Typed) -> Result<()> {
    if typed.iter().map(|(name, value)| name.len() + value.len()).sum::<usize>() > DRAFT {
        return Err(FieldErrors::one("answer", Flaw::TooLong { max: DRAFT as u32 }).into());
    }
    let (id, now, typed) = (read_link(service, secret)?, service.clock.now(), typed.clone());
    service
        .db
        .housekeep(move |tx| {
            let typed = json!(typed);
            Box::pin(async move {
                sheet(tx, id).await?.assignment.open(now)?;
                sql::keep(tx, id, typed, now).await
            })
        })
        .await
}

/// Hands in a candidate's answers, all at once and once. `seen` is the revision of the questions that they saw.
///
/// # Errors
/// As [`keep`]; flaws by the names of the controls; [`Conflict::HandedIn`], [`Conflict::Stale`] where the questions have changed.
pub async fn hand_in(service: &Service, secret: &str, typed: &Typed, seen: Option<i64>) -> Result<Assignment> {
    let (id, pen, typed) = (read_link(service, secret)?, service.pen(), typed.clone());
    // Nobody who has an account does it.
    let command = service.command(&Actor::System);
    let at: DateTime<Utc> = command.at;
    let done = service.db.write(&command, move |tx| {
        let (pen, typed) = (pen.clone(), typed.clone());
        Box::pin(async move {
            let Sheet { assignment: before, group, tasks, .. } = sheet(tx, id).await?;
            before.open(at)?;
            if group.status == GroupStatus::Archived {
                return Err(Conflict::Archived.into());
            }
            records::unchanged_since(seen, group.revision)?;
            let mut flaws = FieldErrors::default();
            let said: Vec<_> = tasks.iter().map(|task| (task, Said::answered(&typed, task, &mut flaws))).collect();
            for (_, said) in said.iter().filter(|(task, said)| task.required && !said.answers()) {
                let control = said.name("answer");
                if flaws.of(&control).is_none() {
                    flaws.push(&control, Flaw::Blank);
                }
            }
            flaws.or(())?;
            for (task, said) in said.iter().filter(|(_, said)| said.answers()) {
                let about = (before.candidate, before.request_candidate);
                said.record(tx, &pen, task, group.revision, Source::Candidate, about, None, at).await?;
            }
            sql::forget(tx, id).await?;
            let fields = AssignmentFields { status: AssignmentStatus::Submitted, submitted_at: Some(at), ..before.fields.clone() };
            let facts = records::moved(before.status, fields.status);
            records::save(tx, &pen, Kind::Moved, &before, fields, facts).await
        })
    });
    done.await.map_err(|error| if error.is_taken() { Conflict::HandedIn.into() } else { error })
}
