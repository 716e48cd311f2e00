//! People: found, added, changed, archived, recognised.

mod sql;
mod tally;

use crate::{
    Service, changes,
    db::{Tx, Where},
    error::{Error, Result},
    matching,
    records::{self, Logged, Pen},
    search::{self, Indexed},
};
use domain::{
    candidates::{Candidate, CandidateFields, Lifecycle, Visibility},
    change::{Change, Entity, Facts, Kind, Values},
    error::{Conflict, Error as Refusal, FieldErrors, Flaw, Malformed},
    id::{CandidateId, ChangeId, UserId},
    merge_patch,
    page::Page,
    policy::{self, Action, Actor, CandidateFacts, NoteFacts, On},
    query::{Operand, Query, Test},
    resource::{Attributes, Described, Record},
    users::Role,
};
pub(crate) use sql::{active, in_files, of_files, within_scope, within_scope_by};
use std::collections::{BTreeMap, BTreeSet};
pub(crate) use tally::{miscounted, of_records};
use uuid::Uuid;

/// Files that may be the same person, shown at most.
const DUPLICATES: i64 = 5;

impl Logged for CandidateFields {
    const ENTITY: Entity = Entity::Candidate;

    fn owner(record: &Candidate) -> Uuid {
        record.id.0
    }
}

/// What a list hides unless it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Archived {
    /// The API returns every file.
    Shown,
    /// The pages show archived files only to whoever filters by lifecycle.
    Hidden,
}

/// Who asks for which list.
pub(crate) type Asked = (Actor, Query, Archived);

/// The files this actor finds, narrowed, ordered and paged.
///
/// # Errors
/// [`Refusal::Forbidden`] where a token lacks the scope.
pub async fn list(service: &Service, actor: &Actor, query: &Query, archived: Archived) -> Result<Page<Candidate>> {
    policy::can(actor, Action::ListCandidates, On::Nothing)?;
    let asked = (actor.clone(), records::readable_query(actor, query), archived);
    // Who asks for certain files asks for others next, and who goes through all of them for the next piece.
    let once = query.walk.is_some() || query.conditions.iter().any(|condition| condition.on.name() == "id");
    let pages = service.pages.reading(service.db.version().filter(|_| !once));
    if let Some(page) = pages.get(&asked) {
        return Ok(page);
    }
    let page = read_list(service, &asked).await?;
    pages.put(asked, page.clone());
    Ok(page)
}

async fn read_list(service: &Service, (actor, query, archived): &Asked) -> Result<Page<Candidate>> {
    let scope = policy::scope(actor);
    let mut within = Where::default();
    if *archived == Archived::Hidden && !query.conditions.iter().any(|condition| condition.on.name() == "lifecycle") {
        sql::listed(&mut within);
    } else {
        sql::whole(&mut within);
    }
    let states = within.clone();
    within_scope(&mut within, scope);
    if let Some(tally) = tally::of(service, scope, query, states.clone()) {
        return records::redact_page(actor, tally.page(&service.db, within).await?);
    }
    let lengths = service.lengths.reading(service.db.version());
    let page = service
        .db
        .read(async |tx: &mut Tx| {
            if let Some(text) = &query.text {
                let found = match crate::tally::by_age(query).filter(|_| query.walk.is_none() && tally::only_states(query)) {
                    Some(descending) => {
                        let mut states = states;
                        records::narrow(&mut states, &query.conditions);
                        search::page(tx, actor, text, &states, query.paging, descending, &lengths).await?
                    }
                    None => None,
                };
                if let Some((ids, total)) = found {
                    // What a document knows of a file is never more than the file itself says.
                    records::narrow(&mut within, &query.conditions);
                    let mut items = records::of_ids_within::<CandidateFields>(tx, &within, ids.iter().copied()).await?;
                    items.sort_by_key(|candidate| ids.iter().position(|id| *id == candidate.id));
                    return Ok(Page { items, total, paging: query.paging });
                }
                search::narrow(tx, &mut within, actor, text).await?;
            }
            records::page::<CandidateFields>(tx, within, query).await
        })
        .await?;
    records::redact_page(actor, page)
}

/// A person's file; of one that ended in another, the other.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not know of it.
pub async fn get(service: &Service, actor: &Actor, id: CandidateId) -> Result<Candidate> {
    let candidate = service.db.read(async |tx: &mut Tx| find(tx, actor, Action::ReadCandidate, id).await).await?;
    records::redact(actor, candidate)
}

/// The names of those of these people whom this actor finds.
///
/// # Errors
/// As [`list`].
pub async fn names(service: &Service, actor: &Actor, ids: BTreeSet<CandidateId>) -> Result<BTreeMap<CandidateId, String>> {
    policy::can(actor, Action::ListCandidates, On::Nothing)?;
    let found = service.db.read(async |tx: &mut Tx| found_of(tx, actor, ids).await).await?;
    Ok(found.into_iter().map(|candidate| (candidate.id, candidate.name())).collect())
}

async fn found_of(tx: &mut Tx, actor: &Actor, ids: impl IntoIterator<Item = CandidateId>) -> Result<Vec<Candidate>> {
    let mut within = Where::default();
    within_scope(&mut within, policy::scope(actor));
    records::of_ids_within::<CandidateFields>(tx, &within, ids).await
}

/// Those of these people whom an actor finds.
pub(crate) async fn seen(tx: &mut Tx, actor: &Actor, ids: impl IntoIterator<Item = CandidateId>) -> Result<BTreeSet<CandidateId>> {
    let ids: BTreeSet<CandidateId> = ids.into_iter().collect();
    Ok(found_of(tx, actor, ids).await?.into_iter().map(|person| person.id).collect())
}

/// Files that may be of the same person, as far as this actor finds them.
///
/// # Errors
/// The database's.
pub async fn duplicates(service: &Service, actor: &Actor, of: &CandidateFields, except: Option<CandidateId>) -> Result<Vec<Candidate>> {
    let found = service.db.look(async |tx: &mut Tx| recognised_in(tx, actor, of, except).await).await?;
    found.into_iter().map(|candidate| records::redact(actor, candidate)).collect()
}

/// As [`duplicates`].
pub(crate) async fn recognised_in(tx: &mut Tx, actor: &Actor, of: &CandidateFields, except: Option<CandidateId>) -> Result<Vec<Candidate>> {
    sql::recognised(tx, actor, of, except, DUPLICATES).await
}

/// Adds a file. A possible duplicate is no obstacle; [`duplicates`] tells of it.
///
/// # Errors
/// [`Refusal::Invalid`], [`Refusal::Malformed`], [`Refusal::Forbidden`].
pub async fn create(service: &Service, actor: &Actor, given: &Attributes) -> Result<Candidate> {
    policy::can(actor, Action::CreateCandidate, On::Nothing)?;
    let fields: CandidateFields = merge_patch::create(&records::readable::<CandidateFields>(actor, given))?;
    let fields = in_sight(actor, fields);
    let command = service.command(actor);
    let candidate = Record { id: CandidateId(service.clock.id()), version: 1, created_at: command.at, updated_at: command.at, fields };
    let pen = service.pen();
    let created = service
        .db
        .write_once(&command, move |tx| {
            let (pen, candidate) = (pen.clone(), candidate.clone());
            Box::pin(async move {
                known_recruiter(tx, candidate.recruiter).await?;
                insert_in(tx, &pen, &candidate).await?;
                Ok(candidate)
            })
        })
        .await?;
    records::redact(actor, created)
}

/// Stores a new file: the row, its words, and the change.
pub(crate) async fn insert_in(tx: &mut Tx, pen: &Pen, candidate: &Candidate) -> Result<ChangeId> {
    let change = records::add(tx, pen, candidate).await?;
    tally::note(tx, None, candidate).await?;
    matching::index(tx, candidate, Indexed::Never).await?;
    search::index_candidate(tx, candidate, Indexed::Never).await?;
    Ok(change)
}

/// Changes a file by a merge patch. `seen` is the version the writer looked at; none overwrites whatever is there.
///
/// # Errors
/// As [`create`]; [`Conflict::Stale`] where somebody was faster.
pub async fn patch(service: &Service, actor: &Actor, id: CandidateId, given: &Attributes, seen: Option<i64>) -> Result<Candidate> {
    let given = records::readable::<CandidateFields>(actor, given);
    let writer = actor.clone();
    let change = move |current: &CandidateFields| Ok(in_sight(&writer, merge_patch::patch(current, &given)?));
    let candidate = alter(service, actor, id, Action::EditCandidate, Kind::Updated, seen, None, change).await?;
    records::redact(actor, candidate)
}

/// A recruiter who makes a file confidential that nobody looks after looks after it: it would be out of their sight in that moment.
pub(crate) fn in_sight(actor: &Actor, mut fields: CandidateFields) -> CandidateFields {
    let recruiter = actor.person().filter(|person| person.role == Role::Recruiter && !person.service);
    if fields.visibility == Visibility::Confidential && fields.recruiter.is_none() {
        fields.recruiter = recruiter.map(|person| person.id);
    }
    fields
}

/// Takes a file out of the lists. It can be restored.
///
/// # Errors
/// [`Conflict::Transition`] where it is not active.
pub async fn archive(service: &Service, actor: &Actor, id: CandidateId, seen: Option<i64>) -> Result<Candidate> {
    let change = |current: &CandidateFields| moved(current, Lifecycle::Active, Lifecycle::Archived);
    alter(service, actor, id, Action::ArchiveCandidate, Kind::Archived, seen, None, change).await
}

/// Brings an archived file back into the lists.
///
/// # Errors
/// [`Conflict::Transition`] where it is not archived.
pub async fn restore(service: &Service, actor: &Actor, id: CandidateId, seen: Option<i64>) -> Result<Candidate> {
    let change = |current: &CandidateFields| moved(current, Lifecycle::Archived, Lifecycle::Active);
    alter(service, actor, id, Action::ArchiveCandidate, Kind::Restored, seen, None, change).await
}

pub(crate) fn moved(current: &CandidateFields, from: Lifecycle, to: Lifecycle) -> Result<CandidateFields> {
    if current.lifecycle != from {
        let allowed = match current.lifecycle {
            Lifecycle::Active => vec![Lifecycle::Archived.to_string()],
            Lifecycle::Archived => vec![Lifecycle::Active.to_string()],
            Lifecycle::Anonymised | Lifecycle::Merged => Vec::new(),
        };
        return Err(Conflict::Transition { from: current.lifecycle.to_string(), allowed }.into());
    }
    Ok(CandidateFields { lifecycle: to, ..current.clone() })
}

/// Takes a change of a file back: the inverse change, by the same rules, unless something came after it.
pub(crate) async fn undo(service: &Service, actor: &Actor, id: CandidateId, undone: &Change) -> Result<Candidate> {
    let (kind, values) = match (undone.kind, &undone.values) {
        // A file is never deleted; taking its creation back archives it.
        (Kind::Created, _) => (Kind::Archived, None),
        (Kind::Archived, _) => (Kind::Restored, None),
        (Kind::Restored, _) => (Kind::Archived, None),
        (Kind::Updated, Some(values)) => (Kind::Updated, Some(values.clone())),
        _ => return Err(Conflict::NotUndoable.into()),
    };
    let action = if kind == Kind::Updated { Action::EditCandidate } else { Action::ArchiveCandidate };
    let reader = actor.clone();
    let change = move |current: &CandidateFields| match (&values, kind) {
        (Some(values), _) => back(&reader, current, values),
        (None, Kind::Archived) => moved(current, Lifecycle::Active, Lifecycle::Archived),
        (None, _) => moved(current, Lifecycle::Archived, Lifecycle::Active),
    };
    let candidate = alter(service, actor, id, action, kind, None, Some(undone.id), change).await?;
    records::redact(actor, candidate)
}

/// The attributes as they were before a change; refused where one of them changed again since.
pub(crate) fn back<F: Described>(actor: &Actor, current: &F, values: &Values) -> Result<F> {
    let mut attributes = current.attributes();
    for (name, after) in &values.after {
        if attributes.get(name) != Some(after) {
            return Err(Conflict::ChangedSince.into());
        }
        // Who may not see a value may not bring it back either.
        if F::RESOURCE.field(name).is_some_and(|field| !actor.reads(field.readers)) {
            return Err(Conflict::NotUndoable.into());
        }
        attributes.insert(name.clone(), values.before.get(name).cloned().unwrap_or_default());
    }
    Ok(F::from_attributes(attributes)?)
}

/// The one way a file changes: find it, ask whether one may, change it, store it, index it, record it.
#[expect(clippy::too_many_arguments, reason = "each is a different thing, and only the use cases above name them")]
async fn alter(
    service: &Service,
    actor: &Actor,
    id: CandidateId,
    action: Action,
    kind: Kind,
    seen: Option<i64>,
    undoes: Option<ChangeId>,
    change: impl Fn(&CandidateFields) -> Result<CandidateFields> + Send + Sync + Clone + 'static,
) -> Result<Candidate> {
    let (command, pen, actor) = (service.command(actor), service.pen(), actor.clone());
    service
        .db
        .write(&command, move |tx| {
            let (pen, actor, change) = (pen.clone(), actor.clone(), change.clone());
            Box::pin(async move {
                let before = find(tx, &actor, action, id).await?;
                records::unchanged_since(seen, before.version)?;
                let fields = change(&before.fields)?;
                if fields == before.fields {
                    return Ok(before);
                }
                if fields.recruiter != before.recruiter {
                    known_recruiter(tx, fields.recruiter).await?;
                }
                store_in(tx, &pen, kind, &before, fields, undoes).await.map(|(_, after)| after)
            })
        })
        .await
}

/// Stores a file that changed: the row, its words, and the change.
pub(crate) async fn store_in(
    tx: &mut Tx,
    pen: &Pen,
    kind: Kind,
    before: &Candidate,
    fields: CandidateFields,
    undoes: Option<ChangeId>,
) -> Result<(ChangeId, Candidate)> {
    store_with(tx, pen, kind, before, fields, Facts { undoes, ..Facts::default() }).await
}

/// Stores what a merge makes of one of the two files, or its way back; `with`: the other one.
pub(crate) async fn turn_in(
    tx: &mut Tx,
    pen: &Pen,
    kind: Kind,
    before: &Candidate,
    fields: CandidateFields,
    with: CandidateId,
) -> Result<Candidate> {
    store_with(tx, pen, kind, before, fields, Facts { with: Some(with.0), ..Facts::default() }).await.map(|(_, after)| after)
}

async fn store_with(
    tx: &mut Tx,
    pen: &Pen,
    kind: Kind,
    before: &Candidate,
    fields: CandidateFields,
    facts: Facts,
) -> Result<(ChangeId, Candidate)> {
    let moves = before.lifecycle != fields.lifecycle;
    let states = if moves { records::moved(before.lifecycle, fields.lifecycle) } else { Facts::default() };
    let facts = Facts { undoes: facts.undoes, with: facts.with, ..states };
    let (change, after) = records::write(tx, pen, kind, before, fields, facts).await?;
    tally::note(tx, Some(before), &after).await?;
    matching::index(tx, &after, Indexed::Perhaps).await?;
    search::index_candidate(tx, &after, Indexed::Perhaps).await?;
    Ok((change, after))
}

/// A file that this actor may do this to: where the one with this id ended in another, the other.
pub(crate) async fn find(tx: &mut Tx, actor: &Actor, action: Action, id: CandidateId) -> Result<Candidate> {
    Ok(find_with_facts(tx, actor, action, id).await?.0)
}

async fn find_with_facts(tx: &mut Tx, actor: &Actor, action: Action, id: CandidateId) -> Result<(Candidate, CandidateFacts)> {
    let candidate = found(tx, id).await?.ok_or(Error::Refused(Refusal::NotFound))?;
    let facts = facts_of(tx, &candidate).await?;
    policy::can(actor, action, On::Candidate(&facts))?;
    Ok((candidate, facts))
}

/// What permissions look at in a file.
///
/// # Errors
/// The database's.
pub async fn facts(service: &Service, candidate: &Candidate) -> Result<CandidateFacts> {
    service.db.read(async |tx: &mut Tx| facts_of(tx, candidate).await).await
}

/// The file with this id, or the one in which it ended.
async fn found(tx: &mut Tx, id: CandidateId) -> Result<Option<Candidate>> {
    match known(tx, id).await? {
        Some(ended) if ended.lifecycle == Lifecycle::Merged => {
            let survivor = crate::merges::survivor(tx, id).await?;
            known(tx, survivor).await
        }
        found => Ok(found),
    }
}

/// A question of which each condition on whose file something is in names the file that it is in now.
pub(crate) async fn going_on(tx: &mut Tx, query: &Query) -> Result<Query> {
    let mut query = query.clone();
    for condition in query.conditions.iter_mut().filter(|condition| condition.on.name() == "candidate") {
        let Test::Is(operands) = &mut condition.test else { continue };
        for operand in operands {
            if let Operand::Id(id) = operand {
                *id = crate::merges::survivor(tx, CandidateId(*id)).await?.0;
            }
        }
    }
    Ok(query)
}

/// A file as it is, whether it ended or not, and whoever asks.
pub(crate) async fn known(tx: &mut Tx, id: CandidateId) -> Result<Option<Candidate>> {
    records::find::<CandidateFields>(tx, id).await
}

/// Files, whoever asks.
pub(crate) async fn of_ids(tx: &mut Tx, ids: impl IntoIterator<Item = CandidateId>) -> Result<Vec<Candidate>> {
    records::of_ids::<CandidateFields>(tx, ids).await
}

/// As [`facts`], of the file with this id, or of the one in which it ended.
pub(crate) async fn facts_in(tx: &mut Tx, id: CandidateId) -> Result<Option<CandidateFacts>> {
    match found(tx, id).await? {
        Some(candidate) => facts_of(tx, &candidate).await.map(Some),
        None => Ok(None),
    }
}

pub(crate) async fn facts_of(tx: &mut Tx, candidate: &Candidate) -> Result<CandidateFacts> {
    let (managers, interviewers) = sql::managers_and_interviewers(tx, candidate.id).await?;
    Ok(CandidateFacts::new(candidate, managers, interviewers))
}

/// A file is looked after by somebody who is there, if by anybody.
pub(crate) async fn known_recruiter(tx: &mut Tx, recruiter: Option<UserId>) -> Result<()> {
    let Some(id) = recruiter else { return Ok(()) };
    match crate::users::known(tx, id).await? {
        None => Err(Malformed::Dangling { value: format!("/users/{id}") }.into()),
        // A program looks after nobody.
        Some(user) if user.service => Err(FieldErrors::one("recruiter", Flaw::Choice).into()),
        Some(_) => Ok(()),
    }
}

/// What happened to a file and the notes in it, the newest first, as far as this actor may read it.
///
/// # Errors
/// As [`get`]; [`Refusal::Forbidden`] for roles without history.
pub async fn history(service: &Service, actor: &Actor, id: CandidateId) -> Result<Vec<Change>> {
    service
        .db
        .read(async |tx: &mut Tx| {
            let (candidate, facts) = find_with_facts(tx, actor, Action::ReadHistory, id).await?;
            let id = candidate.id;
            let notes = crate::notes::facts_in(tx, id).await?;
            let mut log = changes::of_owner(tx, &service.keys, id.0).await?;
            // What is in the file since it came from one that ended here began there.
            for ended in crate::merges::all_ended_in(tx, id).await? {
                let theirs = changes::of_owner(tx, &service.keys, ended.0).await?;
                log.extend(theirs.into_iter().filter(|change| change.entity != Entity::Candidate));
            }
            log.sort_by_key(|change| std::cmp::Reverse((change.at, change.id)));
            log.truncate(changes::HISTORY as usize);
            let heard = |note: Uuid| {
                let note: Option<&NoteFacts> = notes.iter().find(|(id, _)| id.0 == note).map(|(_, facts)| facts);
                note.is_some_and(|note| policy::can(actor, Action::ReadNote, On::Note(note, &facts)).is_ok())
            };
            let readable = log.into_iter().filter(|change| match change.entity {
                Entity::Candidate => true,
                // That two files became one says it of everything in them.
                _ if matches!(change.kind, Kind::Merged | Kind::Unmerged) => false,
                Entity::Note => heard(change.entity_id),
                // That they took place; what was said in them is told where they are, to whom it is not hidden from.
                Entity::Interview | Entity::Scorecard | Entity::Assignment => true,
                // What happened in requests is told where those are.
                _ => false,
            });
            Ok(readable.map(|change| unseal(actor, change)).collect())
        })
        .await
}

/// A change without the values this reader may not have.
fn unseal(actor: &Actor, mut change: Change) -> Change {
    // Of two files that are two again, neither tells what the other said.
    if change.entity == Entity::Scorecard || matches!(change.kind, Kind::Merged | Kind::Unmerged) {
        change.values = Some(Values::default());
        return change;
    }
    let Some(resource) = changes::resource(change.entity) else { return change };
    let readable = |name: &str| resource.field(name).is_none_or(|field| actor.reads(field.readers));
    if let Some(values) = &mut change.values {
        values.before.retain(|name, _| readable(name));
        values.after.retain(|name, _| readable(name));
    }
    change
}

/// Takes a change back.
///
/// # Errors
/// [`Refusal::NotFound`] for whoever may not read it; [`Conflict::ChangedSince`], [`Conflict::NotUndoable`].
pub async fn undo_change(service: &Service, actor: &Actor, change: ChangeId) -> Result<()> {
    let found = service.db.read(async |tx: &mut Tx| changes::find(tx, &service.keys, change).await).await?;
    let (change, owner) = found.ok_or(Error::Refused(Refusal::NotFound))?;
    match change.entity {
        // What a file said that ended is nothing that the other one said.
        Entity::Candidate if get(service, actor, CandidateId(owner)).await?.id.0 != owner => Err(Conflict::ChangedSince.into()),
        Entity::Candidate => undo(service, actor, CandidateId(owner), &change).await.map(drop),
        Entity::Note => crate::notes::undo(service, actor, &change).await,
        _ => Err(Refusal::NotFound.into()),
    }
}
