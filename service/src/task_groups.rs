//! Question banks: written, published, archived.

use crate::{
    Service, changes,
    db::{Param, Tx, Where},
    error::{Error, Result},
    records::{self, Keyed, Logged, Pen},
    tasks,
};
use chrono::{DateTime, Utc};
use domain::{
    change::{Change, Entity, Facts, Kind},
    error::{Error as Refusal, FieldErrors, Flaw},
    id::{CommandId, Identifier, TaskGroupId, TaskId, UserId},
    merge_patch,
    page::{Page, Paging},
    policy::{self, Action, Actor, On},
    query::Query,
    resource::{Attributes, Described, Record},
    task_groups::{GroupStatus, RecruitmentTaskGroup, TaskGroupFields},
    tasks::TaskFields,
};
use std::collections::BTreeMap;
use uuid::Uuid;

impl Keyed for TaskGroupFields {}

impl Logged for TaskGroupFields {
    const ENTITY: Entity = Entity::TaskGroup;

    fn owner(record: &RecruitmentTaskGroup) -> Uuid {
        record.id.logged()
    }
}

/// Question banks, narrowed, ordered and paged.
///
/// # Errors
/// [`Refusal::Forbidden`] where a token lacks the scope.
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<RecruitmentTaskGroup>> {
    found(service, actor, query, Usage::Counted).await
}

/// As [`list`], for whoever names them alone: with how many people they were used is not counted, which takes a while where they were many.
///
/// # Errors
/// As [`list`].
pub async fn names(service: &Service, actor: &Actor, query: &Query) -> Result<Page<RecruitmentTaskGroup>> {
    found(service, actor, query, Usage::Unknown).await
}

/// Whether it is told with how many people a question bank was used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Usage {
    Counted,
    Unknown,
}

async fn found(service: &Service, actor: &Actor, query: &Query, usage: Usage) -> Result<Page<RecruitmentTaskGroup>> {
    policy::can(actor, Action::ReadTaskGroups, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            let mut page = records::page::<TaskGroupFields>(tx, Where::default(), query).await?;
            fill(tx, &mut page.items).await?;
            if usage == Usage::Counted {
                count_usage(tx, &mut page.items).await?;
            }
            Ok(page)
        })
        .await
}

/// All that are published, in their order, however many: what somebody can be asked.
///
/// # Errors
/// As [`list`].
pub async fn published(service: &Service, actor: &Actor) -> Result<Vec<RecruitmentTaskGroup>> {
    policy::can(actor, Action::ReadTaskGroups, On::Nothing)?;
    let wanted = [("status", GroupStatus::Published.word()), ("order[position]", "asc")];
    let first = Query::read(&TaskGroupFields::RESOURCE, wanted)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            let mut groups = Vec::new();
            for page in 1.. {
                let query = Query { paging: Paging { page, per_page: Paging::MOST }, ..first.clone() };
                let found = records::page::<TaskGroupFields>(tx, Where::default(), &query).await?;
                groups.extend(found.items);
                if i64::from(page) >= query.paging.last(found.total) {
                    break;
                }
            }
            fill(tx, &mut groups).await?;
            Ok(groups)
        })
        .await
}

/// A question bank.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn get(service: &Service, actor: &Actor, id: TaskGroupId) -> Result<RecruitmentTaskGroup> {
    policy::can(actor, Action::ReadTaskGroups, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| counted(tx, id).await).await
}

/// What happened to a question bank, the newest first.
///
/// # Errors
/// As [`get`].
pub async fn history(service: &Service, actor: &Actor, id: TaskGroupId) -> Result<Vec<Change>> {
    policy::can(actor, Action::ReadTaskGroups, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            known(tx, id).await?;
            changes::of_record(tx, &service.keys, Entity::TaskGroup, id.logged()).await
        })
        .await
}

/// Begins a question bank. It is published once there is a question in it.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Malformed`], [`Refusal::Forbidden`], [`Refusal::Conflict`].
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<RecruitmentTaskGroup> {
    policy::can(actor, Action::WriteTaskGroups, On::Nothing)?;
    let fields: TaskGroupFields = merge_patch::create(given)?;
    GroupStatus::Draft.go(fields.status)?;
    if fields.status == GroupStatus::Published {
        return Err(no_questions());
    }
    let (command, pen) = (service.command(actor), service.pen());
    let at = command.at;
    service
        .db
        .write_once(&command, move |tx| {
            let (pen, fields) = (pen.clone(), fields.clone());
            Box::pin(async move {
                let id = TaskGroupId(records::number(tx, "recruitment_task_group").await?);
                let group = Record { id, version: 1, created_at: at, updated_at: at, fields };
                records::add(tx, &pen, &group).await?;
                Ok(group)
            })
        })
        .await
}

fn no_questions() -> Error {
    FieldErrors::one("tasks", Flaw::TooFew { min: 1 }).into()
}

/// Changes a question bank by a merge patch; its `status` moves it. What is published gets another revision, answers keep theirs.
///
/// # Errors
/// As [`create`]; [`Refusal::Conflict`] where somebody was faster.
pub async fn patch(
    service: &Service,
    actor: &Actor,
    id: TaskGroupId,
    given: &Attributes,
    seen: Option<i64>,
) -> Result<RecruitmentTaskGroup> {
    policy::can(actor, Action::WriteTaskGroups, On::Nothing)?;
    let (command, pen, given) = (service.command(actor), service.pen(), given.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, given) = (pen.clone(), given.clone());
            Box::pin(async move {
                // How blind it is decides in every file who finds which answers, and is told in the order in which it came to be so. Whoever changes something
                // else goes with the others, and is behind whoever goes alone before anything is written.
                match given.contains_key("blind") {
                    true => changes::alone(tx).await?,
                    false => changes::hold(tx, id.logged()).await?,
                }
                let before = counted(tx, id).await?;
                records::unchanged_since(seen, before.version)?;
                let mut fields = merge_patch::patch(&before.fields, &given)?;
                before.status.go(fields.status)?;
                let moves = fields.status != before.status;
                if moves && fields.status == GroupStatus::Published && before.tasks.is_empty() {
                    return Err(no_questions());
                }
                if before.status == GroupStatus::Published && reads_otherwise(&before, &fields) {
                    fields.revision += 1;
                }
                let facts = if moves { records::moved(before.status, fields.status) } else { Facts::default() };
                let kind = if moves { Kind::Moved } else { Kind::Updated };
                records::save(tx, &pen, kind, &before, fields, facts).await
            })
        })
        .await
}

/// Begins another question bank with the questions of this one, called `name`.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`]; a flaw of the name.
pub async fn duplicate(service: &Service, actor: &Actor, id: TaskGroupId, name: &str) -> Result<RecruitmentTaskGroup> {
    policy::can(actor, Action::WriteTaskGroups, On::Nothing)?;
    let named: TaskGroupFields = merge_patch::create(&[("name".to_owned(), name.into())].into_iter().collect())?;
    let (command, pen) = (service.command(actor), service.pen());
    let at = command.at;
    service
        .db
        .write(&command, move |tx| {
            let (pen, name) = (pen.clone(), named.name.clone());
            Box::pin(async move {
                let model = known(tx, id).await?;
                let id = TaskGroupId(records::number(tx, "recruitment_task_group").await?);
                let begun = TaskGroupFields {
                    name,
                    status: GroupStatus::Draft,
                    revision: 1,
                    tasks: Vec::new(),
                    usage_count: 0,
                    ..model.fields.clone()
                };
                let mut group = Record { id, version: 1, created_at: at, updated_at: at, fields: begun };
                records::add(tx, &pen, &group).await?;
                for task in tasks::in_group(tx, model.id).await?.into_iter().filter(|task| !task.archived) {
                    let id = TaskId(records::number(tx, "recruitment_task").await?);
                    let fields = TaskFields { task_group: Some(group.id), ..task.fields };
                    records::add(tx, &pen, &Record { id, version: 1, created_at: at, updated_at: at, fields }).await?;
                    group.tasks.push(id);
                }
                Ok(group)
            })
        })
        .await
}

/// What became of a published question bank from one revision to the next.
#[derive(Clone, Debug)]
pub struct Revision {
    pub number: i64,
    pub at: DateTime<Utc>,
    pub by: Option<UserId>,
    /// Of the question bank itself and of its questions.
    pub changes: Vec<Change>,
}

/// The revisions after the first, the newest first, from the log of changes.
///
/// # Errors
/// As [`get`].
pub async fn revisions(service: &Service, actor: &Actor, id: TaskGroupId) -> Result<Vec<Revision>> {
    policy::can(actor, Action::ReadTaskGroups, On::Nothing)?;
    policy::can(actor, Action::ReadTasks, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            known(tx, id).await?;
            let log = changes::of_record(tx, &service.keys, Entity::TaskGroup, id.logged()).await?;
            let revised = |change: &&Change| change.kind != Kind::Created && change.facts.fields.iter().any(|field| field == "revision");
            let revised: Vec<&Change> = log.iter().filter(revised).collect();
            let commands: Vec<CommandId> = revised.iter().map(|change| change.command).collect();
            let mut done = changes::of_commands(tx, &service.keys, &commands).await?;
            let mut revisions = Vec::new();
            for change in revised {
                let number = change.values.as_ref().and_then(|values| values.after.get("revision")?.as_i64());
                let (own, others) = done.into_iter().partition(|one| one.command == change.command);
                done = others;
                revisions.push(Revision { number: number.unwrap_or_default(), at: change.at, by: change.actor, changes: own });
            }
            Ok(revisions)
        })
        .await
}

/// Whether what is asked is another thing: where it stands among others is none.
fn reads_otherwise(before: &TaskGroupFields, after: &TaskGroupFields) -> bool {
    let aside = TaskGroupFields { status: before.status, position: before.position, ..after.clone() };
    aside != *before
}

/// As [`known`], with how often it was used.
async fn counted(tx: &mut Tx, id: TaskGroupId) -> Result<RecruitmentTaskGroup> {
    let mut group = known(tx, id).await?;
    count_usage(tx, std::slice::from_mut(&mut group)).await?;
    Ok(group)
}

/// A question bank with its questions, but not how often it was used: that is to go through all answers to it.
pub(crate) async fn known(tx: &mut Tx, id: TaskGroupId) -> Result<RecruitmentTaskGroup> {
    find(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))
}

/// As [`known`], where there is one.
pub(crate) async fn find(tx: &mut Tx, id: TaskGroupId) -> Result<Option<RecruitmentTaskGroup>> {
    let mut found: Vec<_> = records::find::<TaskGroupFields>(tx, id).await?.into_iter().collect();
    fill(tx, &mut found).await?;
    Ok(found.pop())
}

/// Those of these question banks that there are.
pub(crate) async fn of_ids(tx: &mut Tx, ids: impl IntoIterator<Item = TaskGroupId>) -> Result<Vec<RecruitmentTaskGroup>> {
    let mut found = records::of_ids::<TaskGroupFields>(tx, ids).await?;
    fill(tx, &mut found).await?;
    Ok(found)
}

/// The questions of these question banks, in their order.
async fn fill(tx: &mut Tx, groups: &mut [RecruitmentTaskGroup]) -> Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let mut within = Where::default();
    within.and_in("task_group", groups.iter().map(|group| Param::key(group.id)).collect());
    within.and("NOT archived", []);
    let sql = format!("SELECT task_group, id FROM recruitment_task{} ORDER BY position NULLS LAST, id", within.clause());
    let rows: Vec<(i64, i64)> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    for group in groups {
        group.tasks = rows.iter().filter(|(of, _)| *of == group.id.0).map(|(_, task)| TaskId(*task)).collect();
    }
    Ok(())
}

/// How many people the questions of these question banks were answered about.
async fn count_usage(tx: &mut Tx, groups: &mut [RecruitmentTaskGroup]) -> Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let mut within = Where::default();
    within.and_in("t.task_group", groups.iter().map(|group| Param::key(group.id)).collect());
    let sql = format!(
        "SELECT t.task_group, COUNT(DISTINCT a.candidate) FROM recruitment_task_answer a JOIN recruitment_task t ON t.id = a.task{}
         GROUP BY t.task_group",
        within.clause()
    );
    let rows: Vec<(i64, i64)> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    let usage: BTreeMap<i64, i64> = rows.into_iter().collect();
    for group in groups {
        group.usage_count = usage.get(&group.id.0).copied().unwrap_or_default();
    }
    Ok(())
}

/// Notes that the questions of a question bank changed: another version of it, and another revision where it is being asked.
pub(crate) async fn questions_changed(tx: &mut Tx, pen: &Pen, group: &RecruitmentTaskGroup) -> Result<()> {
    let revised = i64::from(group.status == GroupStatus::Published);
    let fields = TaskGroupFields { revision: group.revision + revised, ..group.fields.clone() };
    let facts = Facts { fields: vec!["tasks".to_owned()], ..Facts::default() };
    records::save_always(tx, pen, Kind::Updated, group, fields, facts).await.map(drop)
}
