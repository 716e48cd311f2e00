//! Notes on candidates: written, read by those they are meant for, changed by their author, deleted and brought back.

mod sql;

use crate::{
    Service, candidates,
    db::Tx,
    error::{Error, Result},
    records::{self, Logged, Pen},
    search, users,
};
use domain::{
    change::{Change, Entity, Facts, Kind},
    error::{Conflict, Error as Refusal},
    id::{CandidateId, ChangeId, NoteId},
    merge_patch,
    notes::{CandidateNote, NoteFields},
    page::Page,
    policy::{self, Action, Actor, CandidateFacts, NoteFacts, On},
    query::Query,
    resource::{Attributes, Record},
};
pub(crate) use sql::{facts_in, is_deleted};
use uuid::Uuid;

impl Logged for NoteFields {
    const ENTITY: Entity = Entity::Note;

    fn owner(record: &CandidateNote) -> Uuid {
        record.candidate.unwrap_or_default().0
    }
}

/// The notes this actor may read, in all the files they see.
///
/// # Errors
/// [`Refusal::Forbidden`] where a token lacks the scope.
pub async fn list(service: &Service, actor: &Actor, query: &Query) -> Result<Page<CandidateNote>> {
    policy::can(actor, Action::ListNotes, On::Nothing)?;
    if let Some(tally) = sql::tally(service, actor, query) {
        return tally.page(&service.db, sql::heard(actor)).await;
    }
    service
        .db
        .read(async |tx: &mut Tx| {
            let query = candidates::going_on(tx, query).await?;
            records::page::<NoteFields>(tx, sql::heard(actor), &query).await
        })
        .await
}

/// The notes in a file that this actor may read: the pinned ones, then the newest.
///
/// # Errors
/// As [`candidates::get`].
pub async fn of_candidate(service: &Service, actor: &Actor, id: CandidateId) -> Result<Vec<CandidateNote>> {
    policy::can(actor, Action::ListNotes, On::Nothing)?;
    service
        .db
        .read(async |tx: &mut Tx| {
            let file = candidates::find(tx, actor, Action::ReadCandidate, id).await?;
            let mut notes = sql::in_file(tx, actor, file.id).await?;
            notes.sort_by_key(|note| !note.pinned);
            Ok(notes)
        })
        .await
}

/// A note.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn get(service: &Service, actor: &Actor, id: NoteId) -> Result<CandidateNote> {
    let (note, _) = service.db.read(async |tx: &mut Tx| find(tx, actor, Action::ReadNote, id, Gone::Hidden).await).await?;
    Ok(note)
}

/// Writes a note.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Malformed`], [`Refusal::Forbidden`].
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<CandidateNote> {
    policy::can(actor, Action::CreateNote, On::Nothing)?;
    let mut fields: NoteFields = merge_patch::create(given)?;
    fields.author = actor.user();
    let command = service.command(actor);
    let note = Record { id: NoteId(service.clock.id()), version: 1, created_at: command.at, updated_at: command.at, fields };
    let (pen, actor) = (service.pen(), actor.clone());
    service
        .db
        .write_once(&command, move |tx| {
            let (pen, actor, mut note) = (pen.clone(), actor.clone(), note.clone());
            Box::pin(async move {
                let file = file_of(tx, &note.fields).await?;
                // A note about somebody whom the writer does not see is a note about nobody.
                records::referred(policy::can(&actor, Action::CreateNote, On::Candidate(&file)), "candidates", file.id)?;
                note.candidate = Some(file.id);
                note.mentions = users::mentioned(tx, &note.content).await?;
                insert_in(tx, &pen, &note).await?;
                Ok(note)
            })
        })
        .await
}

/// Stores a new note: the row, its words, and the change.
pub(crate) async fn insert_in(tx: &mut Tx, pen: &Pen, note: &CandidateNote) -> Result<()> {
    records::add(tx, pen, note).await?;
    search::index_notes(tx, note.candidate.unwrap_or_default()).await
}

/// Changes a note by a merge patch; its author alone does. The earlier text stays in the history.
///
/// # Errors
/// As [`create`]; [`Conflict::Stale`] where somebody was faster.
pub async fn patch(service: &Service, actor: &Actor, id: NoteId, given: &Attributes, seen: Option<i64>) -> Result<CandidateNote> {
    let given = given.clone();
    let change = move |current: &NoteFields| Ok(merge_patch::patch(current, &given)?);
    alter(service, actor, id, seen, None, change).await
}

/// Deletes a note; the deletion can be undone.
///
/// # Errors
/// [`Refusal::NotFound`], [`Refusal::Forbidden`].
pub async fn delete(service: &Service, actor: &Actor, id: NoteId, seen: Option<i64>) -> Result<ChangeId> {
    mark(service, actor, id, Kind::Deleted, seen, None).await
}

/// Takes a change of a note back.
pub(crate) async fn undo(service: &Service, actor: &Actor, undone: &Change) -> Result<()> {
    let id = NoteId(undone.entity_id);
    match (undone.kind, undone.values.clone()) {
        (Kind::Created | Kind::Restored, _) => mark(service, actor, id, Kind::Deleted, None, Some(undone.id)).await.map(drop),
        (Kind::Deleted, _) => mark(service, actor, id, Kind::Restored, None, Some(undone.id)).await.map(drop),
        (Kind::Updated, Some(values)) => {
            let reader = actor.clone();
            let change = move |current: &NoteFields| candidates::back(&reader, current, &values);
            alter(service, actor, id, None, Some(undone.id), change).await.map(drop)
        }
        _ => Err(Conflict::NotUndoable.into()),
    }
}

/// The one way a note's attributes change.
async fn alter(
    service: &Service,
    actor: &Actor,
    id: NoteId,
    seen: Option<i64>,
    undoes: Option<ChangeId>,
    change: impl Fn(&NoteFields) -> Result<NoteFields> + Send + Sync + Clone + 'static,
) -> Result<CandidateNote> {
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, change) = (pen.clone(), actor.clone(), change.clone());
            Box::pin(async move {
                let (before, _) = find(tx, &actor, Action::EditNote, id, Gone::Hidden).await?;
                records::unchanged_since(seen, before.version)?;
                let mut fields = change(&before.fields)?;
                if fields.content != before.content {
                    fields.mentions = users::mentioned(tx, &fields.content).await?;
                }
                let after = records::save(tx, &pen, Kind::Updated, &before, fields, Facts { undoes, ..Facts::default() }).await?;
                if after.version != before.version {
                    search::index_notes(tx, after.candidate.unwrap_or_default()).await?;
                }
                Ok(after)
            })
        })
        .await
}

/// The one way a note goes and comes back.
async fn mark(service: &Service, actor: &Actor, id: NoteId, kind: Kind, seen: Option<i64>, undoes: Option<ChangeId>) -> Result<ChangeId> {
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    let deleted_at = (kind == Kind::Deleted).then_some(command.at);
    let gone = if kind == Kind::Deleted { Gone::Hidden } else { Gone::Wanted };
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor) = (pen.clone(), actor.clone());
            Box::pin(async move {
                let (before, _) = find(tx, &actor, Action::DeleteNote, id, gone).await?;
                records::unchanged_since(seen, before.version)?;
                let facts = Facts { undoes, ..Facts::default() };
                // First: whoever counts it no more takes a turn in the file, and does not share it before.
                sql::mark_deleted(tx, id, deleted_at).await?;
                let (change, after) = records::mark(tx, &pen, kind, &before, facts).await?;
                search::index_notes(tx, after.candidate.unwrap_or_default()).await?;
                Ok(change)
            })
        })
        .await
}

/// Whether a deleted note is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gone {
    Hidden,
    Wanted,
}

/// A note that this actor may do this to, and the file it is in.
async fn find(tx: &mut Tx, actor: &Actor, action: Action, id: NoteId, gone: Gone) -> Result<(CandidateNote, CandidateFacts)> {
    let missing = || Error::Refused(Refusal::NotFound);
    let note = records::find::<NoteFields>(tx, id).await?.ok_or_else(missing)?;
    if is_deleted(tx, id).await? != (gone == Gone::Wanted) {
        return Err(missing());
    }
    let file = file_of(tx, &note.fields).await?;
    policy::can(actor, action, On::Note(&NoteFacts::from(&note.fields), &file))?;
    Ok((note, file))
}

async fn file_of(tx: &mut Tx, note: &NoteFields) -> Result<CandidateFacts> {
    let id = note.candidate.unwrap_or_default();
    candidates::facts_in(tx, id).await?.ok_or_else(|| records::dangling("candidates", id))
}
