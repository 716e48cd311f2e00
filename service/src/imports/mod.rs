//! Imports: people from files. [`begin`] takes in a file, row by row; [`work`] rehearses, applies and undoes it, some rows at a time, so that a process that ends goes on
//! where it was when it begins again, and whoever else writes waits for some rows at most.
//!
//! What an import does to people is one command, and stands in the log of changes as everything else does. The import itself, and its rows, are bookkeeping.

mod decide;
mod receive;
mod work;

pub use receive::{Beginning, Receiving, begin};
pub use work::work;

use crate::{
    Service,
    db::{Param, Tx, Where},
    error::{Error, Result},
    records::{self, Keyed},
    sql,
};
use chrono::TimeDelta;
use domain::{
    error::Error as Refusal,
    id::{ImportId, ImportRowId},
    imports::{Import, ImportFields, ImportRow, ImportRowFields, Status},
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, On},
    query::Query,
    resource::Attributes,
    users::Role,
};
use uuid::Uuid;

/// Imports of one user that were not applied yet, at most.
pub const MOST: i64 = 50;
/// How long a file may send nothing before it is given up.
const SILENT: TimeDelta = TimeDelta::hours(1);
/// How long an import is kept that nobody applied.
const WAITS: TimeDelta = TimeDelta::days(30);
/// How long an import can be undone.
const REMEMBERED: TimeDelta = TimeDelta::days(90);

impl Keyed for ImportFields {}
impl Keyed for ImportRowFields {}

/// The imports that an asker finds: their own, and an administrator everybody's, for in a row may stand what nobody else reads.
fn within(actor: &Actor) -> Where {
    let mut within = Where::default();
    within.and("status <> 'receiving'", []);
    match actor.person() {
        Some(person) if person.role == Role::Admin => {}
        Some(person) => within.and("made_by = ?", [Param::Id(Some(person.id.0))]),
        None if *actor == Actor::System => {}
        None => within.and("1 = 0", []),
    }
    within
}

/// Imports, narrowed, ordered and paged.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<Import>> {
    policy::can(actor, Action::ImportCandidates, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| records::page::<ImportFields>(tx, within(actor), query).await).await
}

/// An import.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn get(service: &Service, actor: &Actor, id: ImportId) -> Result<Import> {
    policy::can(actor, Action::ImportCandidates, On::Nothing)?;
    service.db.look(async |tx: &mut Tx| known(tx, actor, id).await).await
}

async fn known(tx: &mut Tx, actor: &Actor, id: ImportId) -> Result<Import> {
    let found = records::of_ids_within::<ImportFields>(tx, &within(actor), [id]).await?;
    found.into_iter().next().ok_or(Error::Refused(Refusal::NotFound))
}

/// Rows of imports, narrowed, ordered and paged.
///
/// # Errors
/// [`Refusal::Forbidden`].
pub async fn rows(service: &Service, actor: &Actor, query: &Query) -> Result<Page<ImportRow>> {
    policy::can(actor, Action::ImportCandidates, On::Nothing)?;
    service.db.read(async |tx: &mut Tx| records::page::<ImportRowFields>(tx, of_imports(actor), query).await).await
}

fn of_imports(actor: &Actor) -> Where {
    let mut rows = Where::default();
    rows.and_in_select("import", "SELECT id FROM import", within(actor));
    rows
}

/// A row of an import.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn row(service: &Service, actor: &Actor, id: ImportRowId) -> Result<ImportRow> {
    policy::can(actor, Action::ImportCandidates, On::Nothing)?;
    let found = service.db.look(async |tx: &mut Tx| records::of_ids_within::<ImportRowFields>(tx, &of_imports(actor), [id]).await).await?;
    found.into_iter().next().ok_or(Error::Refused(Refusal::NotFound))
}

/// Says what an import's columns are, or has it applied or undone, by a merge patch.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`], [`Refusal::Invalid`], [`Refusal::Malformed`], [`domain::error::Conflict::Stale`]; [`domain::error::Conflict::Transition`] where it is too late for
/// that, or too early.
pub async fn patch(service: &Service, actor: &Actor, id: ImportId, given: &Attributes, seen: Option<i64>) -> Result<Import> {
    policy::can(actor, Action::ImportCandidates, On::Nothing)?;
    let (command, actor, given) = (service.command(actor), actor.clone(), given.clone());
    service
        .db
        .housekeep(move |tx| {
            let (command, actor, given) = (command.clone(), actor.clone(), given.clone());
            Box::pin(async move {
                let before = known(tx, &actor, id).await?;
                records::unchanged_since(seen, before.version)?;
                let mut fields: ImportFields = merge_patch::patch(&before.fields, &given)?;
                let asked = fields.status;
                let plain = ImportFields { status: before.status, name: before.name.clone(), ..fields.clone() };
                let otherwise = plain != before.fields;
                before.may_become(asked, otherwise)?;
                if otherwise {
                    fields.consistent()?;
                    (fields.status, fields.done) = (Status::Checking, 0);
                } else if asked != before.status {
                    fields.done = 0;
                }
                if fields == before.fields {
                    return Ok(before);
                }
                let after = Import { version: before.version + 1, updated_at: command.at, fields, ..before.clone() };
                records::update(tx, &after).await?;
                let statement = match asked {
                    Status::Applying => sql!("UPDATE import SET applied_by = COALESCE(applied_by, $2), acts_for = $3 WHERE id = $1"),
                    Status::Undoing => sql!("UPDATE import SET undone_by = $2, acts_for = $3 WHERE id = $1"),
                    _ => return Ok(after),
                };
                if asked != before.status {
                    tx.query(statement).bind(id.0).bind(command.id.0).bind(actor.user().map(|user| user.0)).execute().await?;
                }
                Ok(after)
            })
        })
        .await
}

/// Forgets an import: what it did stays, and can no longer be undone as one. [`forget`] removes its rows.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`], [`domain::error::Conflict::Stale`]; [`domain::error::Conflict::Transition`] while it is being applied or undone.
pub async fn delete(service: &Service, actor: &Actor, id: ImportId, seen: Option<i64>) -> Result<()> {
    policy::can(actor, Action::ImportCandidates, On::Nothing)?;
    let actor = actor.clone();
    service
        .db
        .housekeep(move |tx| {
            let actor = actor.clone();
            Box::pin(async move {
                let before = known(tx, &actor, id).await?;
                records::unchanged_since(seen, before.version)?;
                before.may_go()?;
                tx.query(sql!("DELETE FROM import WHERE id = $1")).bind(id.0).execute().await.map(drop)
            })
        })
        .await
}

/// Forgets what need not be remembered any longer: files that never came to their end, imports that nobody applied, those of long ago, and what is left of others.
///
/// # Errors
/// The database's.
pub async fn forget(service: &Service) -> Result<()> {
    let now = service.clock.now();
    let before = |age: TimeDelta| Param::Moment(Some(now - age));
    let silent = sql!("DELETE FROM import WHERE id IN (SELECT id FROM import WHERE status = 'receiving' AND updated_at < $1 LIMIT $2)");
    service.db.sweep(silent, before(SILENT)).await?;
    let waits =
        sql!("DELETE FROM import WHERE id IN (SELECT id FROM import WHERE status IN ('mapping', 'ready') AND updated_at < $1 LIMIT $2)");
    service.db.sweep(waits, before(WAITS)).await?;
    let old = sql!(
        "DELETE FROM import WHERE id IN (SELECT id FROM import WHERE status IN ('applied', 'stopped', 'undone') AND updated_at < $1 LIMIT $2)"
    );
    service.db.sweep(old, before(REMEMBERED)).await?;
    // They are looked for where nobody waits for it, and removed a piece at a time.
    let left: Vec<(Uuid,)> = service
        .db
        .look(async |tx: &mut Tx| {
            tx.query(sql!("SELECT DISTINCT import FROM import_row WHERE import NOT IN (SELECT id FROM import)")).all().await
        })
        .await?;
    for (import,) in left {
        service.db.sweep(ROWS_OF, Param::Id(Some(import))).await?;
    }
    Ok(())
}

/// Removes the rows of an import.
const ROWS_OF: &str = sql!("DELETE FROM import_row WHERE id IN (SELECT id FROM import_row WHERE import = $1 LIMIT $2)");
