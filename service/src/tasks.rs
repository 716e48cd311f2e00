//! Questions of question banks.

use crate::{
    Service, changes,
    db::{Param, Tx, Where},
    error::{Error, Result},
    records::{self, Keyed, Logged},
    sql, task_groups,
};
use domain::{
    change::{Change, Entity, Facts, Kind},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw},
    id::{Identifier, TaskGroupId, TaskId},
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, On},
    query::Query,
    resource::{Attributes, Record},
    task_groups::{GroupStatus, RecruitmentTaskGroup},
    tasks::{RecruitmentTask, TaskFields},
};
use uuid::Uuid;

/// Questions of one question bank, at most.
pub(crate) const MOST: u32 = 1_000;

impl Keyed for TaskFields {}

impl Logged for TaskFields {
    const ENTITY: Entity = Entity::Task;

    fn owner(record: &RecruitmentTask) -> Uuid {
        record.id.logged()
    }
}

/// Questions, narrowed, ordered and paged.
///
/// # Errors
/// [`Refusal::Forbidden`] where a token lacks the scope.
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<RecruitmentTask>> {
    policy::can(actor, Action::ReadTasks, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| records::page::<TaskFields>(tx, Where::default(), query).await).await
}

/// A question.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn get(service: &Service, actor: &Actor, id: TaskId) -> Result<RecruitmentTask> {
    policy::can(actor, Action::ReadTasks, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| known(tx, id).await).await
}

/// What happened to a question, the newest first.
///
/// # Errors
/// As [`get`].
pub async fn history(service: &Service, actor: &Actor, id: TaskId) -> Result<Vec<Change>> {
    policy::can(actor, Action::ReadTasks, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            known(tx, id).await?;
            changes::of_record(tx, &service.keys, Entity::Task, id.logged()).await
        })
        .await
}

async fn known(tx: &mut Tx, id: TaskId) -> Result<RecruitmentTask> {
    records::find::<TaskFields>(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))
}

/// Adds a question to a question bank, behind the others where no place is given.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Malformed`], [`Refusal::Forbidden`]; [`Conflict::Archived`].
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<RecruitmentTask> {
    policy::can(actor, Action::WriteTasks, On::Nothing)?;
    let fields: TaskFields = settled(merge_patch::create(given)?)?;
    let (command, pen) = (service.command(actor), service.pen());
    let at = command.at;
    service
        .db
        .write_once(&command, move |tx| {
            let (pen, mut fields) = (pen.clone(), fields.clone());
            Box::pin(async move {
                let group = group_of(tx, &fields).await?;
                room(tx, group.id, 1).await?;
                if fields.position.is_none() {
                    fields.position = Some(behind(tx, group.id).await?);
                }
                let id = TaskId(records::number(tx, "recruitment_task").await?);
                let task = Record { id, version: 1, created_at: at, updated_at: at, fields };
                records::add(tx, &pen, &task).await?;
                task_groups::questions_changed(tx, &pen, &group).await?;
                Ok(task)
            })
        })
        .await
}

/// Adds several questions to a question bank in the order given, behind the others: all of them, or none. They have their places, and are one
/// revision. `seen` is the version of the question bank.
///
/// # Errors
/// As [`create`]; [`Conflict::Stale`].
pub async fn create_many(
    service: &Service,
    actor: &Actor,
    group: TaskGroupId,
    given: &[Attributes],
    seen: Option<i64>,
) -> Result<Vec<RecruitmentTask>> {
    policy::can(actor, Action::WriteTasks, On::Nothing)?;
    let read = |given: &Attributes| {
        let mut given = given.clone();
        given.insert("recruitmentTaskGroup".to_owned(), group.to_string().into());
        settled(merge_patch::create(&given)?)
    };
    let fields = given.iter().map(read).collect::<Result<Vec<TaskFields>>>()?;
    let (command, pen) = (service.command(actor), service.pen());
    let at = command.at;
    service
        .db
        .write(&command, move |tx| {
            let (pen, fields) = (pen.clone(), fields.clone());
            Box::pin(async move {
                let group = open_group(tx, group).await?;
                records::unchanged_since(seen, group.version)?;
                room(tx, group.id, fields.len()).await?;
                let first = behind(tx, group.id).await?;
                let mut tasks = Vec::new();
                for (position, fields) in (first..).zip(fields) {
                    let id = TaskId(records::number(tx, "recruitment_task").await?);
                    let fields = TaskFields { position: Some(position), ..fields };
                    let task = Record { id, version: 1, created_at: at, updated_at: at, fields };
                    records::add(tx, &pen, &task).await?;
                    tasks.push(task);
                }
                task_groups::questions_changed(tx, &pen, &group).await?;
                Ok(tasks)
            })
        })
        .await
}

/// Puts the questions of a question bank into this order; those that are not named stay behind them as they were. `seen` is the version of the
/// question bank; the new one is returned.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`]; [`Conflict::Archived`], [`Conflict::Stale`]; a flaw of `order` where it names what is no question of it.
pub async fn reorder(service: &Service, actor: &Actor, group: TaskGroupId, order: &[TaskId], seen: Option<i64>) -> Result<i64> {
    policy::can(actor, Action::WriteTasks, On::Nothing)?;
    let (command, pen, order) = (service.command(actor), service.pen(), order.to_vec());
    service
        .db
        .write(&command, move |tx| {
            let (pen, order) = (pen.clone(), order.clone());
            Box::pin(async move {
                let group = open_group(tx, group).await?;
                records::unchanged_since(seen, group.version)?;
                if !order.iter().all(|task| group.tasks.contains(task)) {
                    return Err(FieldErrors::one("order", Flaw::Choice).into());
                }
                let rest = group.tasks.iter().filter(|task| !order.contains(task));
                let places: Vec<TaskId> = order.iter().chain(rest).copied().collect();
                if places == group.tasks {
                    return Ok(group.version);
                }
                for before in in_group(tx, group.id).await? {
                    let Some(place) = places.iter().position(|task| *task == before.id) else { continue };
                    let fields = TaskFields { position: Some(place as i64), ..before.fields.clone() };
                    records::save(tx, &pen, Kind::Updated, &before, fields, Facts::default()).await?;
                }
                task_groups::questions_changed(tx, &pen, &group).await?;
                Ok(group.version + 1)
            })
        })
        .await
}

/// The questions of a question bank in the order in which they are asked; those that are asked no more come last.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn of_group(service: &Service, actor: &Actor, group: TaskGroupId) -> Result<Vec<RecruitmentTask>> {
    policy::can(actor, Action::ReadTasks, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| in_group(tx, group).await).await
}

pub(crate) async fn in_group(tx: &mut Tx, group: TaskGroupId) -> Result<Vec<RecruitmentTask>> {
    in_groups(tx, &[group]).await
}

/// The questions of these question banks; those of one are in their order.
pub(crate) async fn in_groups(tx: &mut Tx, groups: &[TaskGroupId]) -> Result<Vec<RecruitmentTask>> {
    if groups.is_empty() {
        return Ok(Vec::new());
    }
    let mut within = Where::default();
    within.and_in("task_group", groups.iter().map(|group| Param::key(*group)).collect());
    let most = i64::from(MOST) * groups.len() as i64;
    let mut tasks = records::some::<TaskFields>(tx, &within, false, most).await?;
    tasks.sort_by_key(|task| (task.archived, task.position.unwrap_or(i64::MAX), task.id));
    Ok(tasks)
}

/// Changes a question by a merge patch. Answers that were given keep the question as it was asked.
///
/// # Errors
/// As [`create`]; [`Conflict::Stale`] where somebody was faster.
pub async fn patch(service: &Service, actor: &Actor, id: TaskId, given: &Attributes, seen: Option<i64>) -> Result<RecruitmentTask> {
    policy::can(actor, Action::WriteTasks, On::Nothing)?;
    let (command, pen, given) = (service.command(actor), service.pen(), given.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, given) = (pen.clone(), given.clone());
            Box::pin(async move {
                let before = known(tx, id).await?;
                records::unchanged_since(seen, before.version)?;
                let fields = settled(merge_patch::patch(&before.fields, &given)?)?;
                if fields == before.fields {
                    return Ok(before);
                }
                let group = group_of(tx, &before.fields).await?;
                let kind = records::put_away(before.archived, fields.archived);
                let after = records::save(tx, &pen, kind, &before, fields, Facts::default()).await?;
                task_groups::questions_changed(tx, &pen, &group).await?;
                Ok(after)
            })
        })
        .await
}

fn settled(fields: TaskFields) -> Result<TaskFields> {
    fields.settled().map_err(|(attribute, flaw)| FieldErrors::one(attribute, flaw).into())
}

/// The question bank, which must not be archived.
async fn group_of(tx: &mut Tx, task: &TaskFields) -> Result<RecruitmentTaskGroup> {
    let id = task.task_group.unwrap_or_default();
    let group = task_groups::find(tx, id).await?.ok_or_else(|| records::dangling("recruitment-task-groups", id))?;
    not_archived(group)
}

/// As [`group_of`], by its own address.
async fn open_group(tx: &mut Tx, id: TaskGroupId) -> Result<RecruitmentTaskGroup> {
    not_archived(task_groups::known(tx, id).await?)
}

fn not_archived(group: RecruitmentTaskGroup) -> Result<RecruitmentTaskGroup> {
    if group.status == GroupStatus::Archived { Err(Conflict::Archived.into()) } else { Ok(group) }
}

/// Refuses more questions than a question bank takes.
async fn room(tx: &mut Tx, group: TaskGroupId, more: usize) -> Result<()> {
    let there = tx.query(sql!("SELECT COUNT(*) FROM recruitment_task WHERE task_group = $1")).bind(group.0).number().await?;
    if there + more as i64 > i64::from(MOST) { Err(FieldErrors::one("tasks", Flaw::TooMany { max: MOST }).into()) } else { Ok(()) }
}

/// The place behind the last question.
async fn behind(tx: &mut Tx, group: TaskGroupId) -> Result<i64> {
    tx.query(sql!("SELECT COALESCE(MAX(position) + 1, 0) FROM recruitment_task WHERE task_group = $1 AND position < 1000000"))
        .bind(group.0)
        .number()
        .await
}

/// The question bank of a question, whatever became of both.
pub(crate) async fn group_of_task(tx: &mut Tx, id: TaskId) -> Result<Option<RecruitmentTaskGroup>> {
    match of_id(tx, id).await?.and_then(|task| task.task_group) {
        Some(group) => task_groups::find(tx, group).await,
        None => Ok(None),
    }
}

/// A question, asked or not.
pub(crate) async fn of_id(tx: &mut Tx, id: TaskId) -> Result<Option<RecruitmentTask>> {
    records::find::<TaskFields>(tx, id).await
}

/// A question that can be answered, and its question bank.
pub(crate) async fn asked(tx: &mut Tx, id: TaskId) -> Result<(RecruitmentTask, RecruitmentTaskGroup)> {
    let task = records::find::<TaskFields>(tx, id).await?.ok_or_else(|| records::dangling("recruitment-tasks", id))?;
    let group = group_of(tx, &task.fields).await?;
    if task.archived { Err(Conflict::Archived.into()) } else { Ok((task, group)) }
}

/// The questions that a scorecard cannot be handed in without.
pub(crate) async fn required(tx: &mut Tx, group: TaskGroupId) -> Result<Vec<TaskId>> {
    let rows: Vec<(i64,)> = tx
        .query(sql!("SELECT id FROM recruitment_task WHERE task_group = $1 AND required AND NOT archived ORDER BY position NULLS LAST, id"))
        .bind(group.0)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| TaskId(id)).collect())
}
