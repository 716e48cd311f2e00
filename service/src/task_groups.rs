//! Question banks: written, published, archived.

use crate::{
    Service, changes,
    db::{Param, Tx, Where},
    error::{Error, Result},
    records::{self, Keyed, Logged, Pen},
};
use domain::{
    change::{Change, Entity, Facts, Kind},
    error::{Error as Refusal, FieldErrors, Flaw},
    id::{Identifier, TaskGroupId, TaskId},
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, On},
    query::Query,
    resource::{Attributes, Record},
    task_groups::{GroupStatus, RecruitmentTaskGroup, TaskGroupFields},
};
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
    policy::can(actor, Action::ReadTaskGroups, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            let mut page = records::page::<TaskGroupFields>(tx, Where::default(), query).await?;
            fill(tx, &mut page.items).await?;
            Ok(page)
        })
        .await
}

/// A question bank.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn get(service: &Service, actor: &Actor, id: TaskGroupId) -> Result<RecruitmentTaskGroup> {
    policy::can(actor, Action::ReadTaskGroups, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| known(tx, id).await).await
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
                let before = known(tx, id).await?;
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

/// Whether what is asked is another thing: where it stands among others is none.
fn reads_otherwise(before: &TaskGroupFields, after: &TaskGroupFields) -> bool {
    let aside = TaskGroupFields { status: before.status, position: before.position, ..after.clone() };
    aside != *before
}

pub(crate) async fn known(tx: &mut Tx, id: TaskGroupId) -> Result<RecruitmentTaskGroup> {
    find(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))
}

pub(crate) async fn find(tx: &mut Tx, id: TaskGroupId) -> Result<Option<RecruitmentTaskGroup>> {
    let mut found: Vec<_> = records::find::<TaskGroupFields>(tx, id).await?.into_iter().collect();
    fill(tx, &mut found).await?;
    Ok(found.pop())
}

/// The questions of these question banks, in their order, in one statement.
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

/// Notes that the questions of a question bank changed: another version of it, and another revision where it is being asked.
pub(crate) async fn questions_changed(tx: &mut Tx, pen: &Pen, group: &RecruitmentTaskGroup) -> Result<()> {
    let revised = i64::from(group.status == GroupStatus::Published);
    let fields = TaskGroupFields { revision: group.revision + revised, ..group.fields.clone() };
    let facts = Facts { fields: vec!["tasks".to_owned()], ..Facts::default() };
    records::save_always(tx, pen, Kind::Updated, group, fields, facts).await.map(drop)
}
