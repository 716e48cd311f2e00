//! The change feed: whoever follows it from the beginning has, at every moment, what the lists of the API would give them.
//!
//! A change is told as what the record is now, so that it can be told twice and late. The changes come in the order of the log; of each record that one of
//! them touched, the reader is given what a list gives them. What they no longer find is gone, and that is told only to whom it was there
//! before: whoever could never read a record does not learn its id.

mod cursor;
mod past;
mod touched;

use crate::{
    Service, answers, candidates,
    db::Tx,
    error::{Error, Result},
    notes, request_candidates, requests, sql, task_groups, tasks, users,
};
use chrono::{DateTime, Utc};
use domain::{
    answers::{AnswerFields, RecruitmentTaskAnswer},
    candidates::{Candidate, CandidateFields},
    change::Entity,
    error::Error as Refusal,
    id::{CandidateId, Identifier},
    notes::{CandidateNote, NoteFields},
    page::{Page, Paging},
    policy::{self, Action, Actor, On},
    query::{Condition, On as Attribute, Operand, Query, Test},
    request_candidates::{RequestCandidateFields, ResourceRequestCandidate},
    requests::{RequestFields, ResourceRequest},
    resource::{Described, Record, Resource},
    task_groups::{RecruitmentTaskGroup, TaskGroupFields},
    tasks::{RecruitmentTask, TaskFields},
    users::{User, UserFields},
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use touched::{Records, Row, Touched};
use uuid::Uuid;

pub use cursor::{Cursor, Since};

/// Rows of the log that are gone through for one page.
const ROWS: i64 = 500;
/// One more where records of the API get or lose an attribute: then a copy is of another shape than what comes, and is begun anew.
const SHAPE: u8 = 1;
/// Records on a page after which no further row of the log is begun. One that touches a whole file can bring more.
const ENOUGH: usize = 100;

/// A piece of the feed.
#[derive(Clone, Debug)]
pub struct Feed {
    pub items: Vec<Item>,
    /// Where the next piece begins.
    pub next: Cursor,
    /// Whether there is more already.
    pub more: bool,
}

/// What became of a record.
#[derive(Clone, Debug)]
pub struct Item {
    pub entity: Entity,
    /// As the change log names it.
    pub id: Uuid,
    /// When it was touched, the last time that this piece tells of.
    pub at: DateTime<Utc>,
    /// As it is now; none: the reader finds it no more.
    pub now: Option<Told>,
    /// Of a file that is found no more because it ended in another: the other, where the reader finds that.
    pub into: Option<Uuid>,
}

/// A record of any resource that is followed.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    Candidate(Candidate),
    Note(CandidateNote),
    Task(RecruitmentTask),
    TaskGroup(RecruitmentTaskGroup),
    Answer(RecruitmentTaskAnswer),
    Request(ResourceRequest),
    RequestCandidate(ResourceRequestCandidate),
    User(User),
}

/// What is followed: its description, and what a list of it takes.
const FOLLOWED: [(Entity, Resource, Action); 8] = [
    (Entity::Candidate, CandidateFields::RESOURCE, Action::ListCandidates),
    (Entity::Note, NoteFields::RESOURCE, Action::ListNotes),
    (Entity::Task, TaskFields::RESOURCE, Action::ReadTasks),
    (Entity::TaskGroup, TaskGroupFields::RESOURCE, Action::ReadTaskGroups),
    (Entity::Answer, AnswerFields::RESOURCE, Action::ListAnswers),
    (Entity::Request, RequestFields::RESOURCE, Action::ListRequests),
    (Entity::RequestCandidate, RequestCandidateFields::RESOURCE, Action::ListRequestCandidates),
    (Entity::User, UserFields::RESOURCE, Action::ReadUsers),
];

/// The description of what is followed; none of what is not.
pub fn resource(entity: Entity) -> Option<Resource> {
    FOLLOWED.into_iter().find(|(followed, ..)| *followed == entity).map(|(_, resource, _)| resource)
}

/// What happened since, as far as this actor reads it.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever does not follow changes; [`Refusal::Gone`] for a cursor of other rights, or of another state of the database.
pub async fn since(service: &Service, actor: &Actor, since: &Since) -> Result<Feed> {
    policy::can(actor, Action::FollowChanges, On::Nothing)?;
    let readable: Vec<Entity> =
        FOLLOWED.into_iter().filter(|(.., action)| policy::can(actor, *action, On::Nothing).is_ok()).map(|(entity, ..)| entity).collect();
    let rights = rights(actor, &readable);
    let found = service.db.read(async |tx: &mut Tx| gather(tx, service, actor, &readable, since, rights).await).await?;
    let (touched, mut next, more) = found;
    next.rights = rights;
    // Read after the log: whatever has happened in between comes again.
    let mut now = BTreeMap::new();
    for entity in readable {
        let ids: Vec<Uuid> = touched.iter().filter(|touched| touched.entity == entity).map(|touched| touched.id).collect();
        for some in ids.chunks(Paging::MOST as usize) {
            for (id, told) in listed(service, actor, entity, some).await? {
                now.insert((entity.word(), id), told);
            }
        }
    }
    let missing: Vec<&Touched> = touched.iter().filter(|touched| !now.contains_key(&(touched.entity.word(), touched.id))).collect();
    let gone = past::gone(service, actor, &missing).await?;
    let mut items = Vec::with_capacity(touched.len());
    for Touched { entity, id, at, .. } in touched {
        let now = now.remove(&(entity.word(), id));
        if now.is_some() || gone.contains(&(entity.word(), id)) {
            let into = if now.is_none() { ended_in(service, actor, entity, id).await? } else { None };
            items.push(Item { entity, id, at, now, into });
        }
    }
    Ok(Feed { items, next, more })
}

/// The file in which another ended, as far as this actor finds it.
async fn ended_in(service: &Service, actor: &Actor, entity: Entity, id: Uuid) -> Result<Option<Uuid>> {
    if entity != Entity::Candidate {
        return Ok(None);
    }
    match candidates::get(service, actor, CandidateId(id)).await {
        Ok(other) => Ok(Some(other.id.0).filter(|other| *other != id)),
        Err(Error::Refused(Refusal::NotFound)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Whoever may read other things is another reader; and whoever was given records with other attributes.
fn rights(actor: &Actor, readable: &[Entity]) -> u32 {
    let mut hash = Sha256::new();
    hash.update([SHAPE]);
    if let Some(person) = actor.person() {
        hash.update(person.id.0);
        hash.update(person.role.word());
        hash.update(person.candidate.unwrap_or_default().0);
    }
    for entity in readable {
        hash.update([b'/']);
        hash.update(entity.word());
    }
    beginning(&hash.finalize())
}

/// The first four bytes of a hash.
fn beginning(hash: &[u8]) -> u32 {
    hash.iter().take(4).fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// The records that the next rows of the log touch, where the reader is then, and whether there is more.
async fn gather(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    readable: &[Entity],
    since: &Since,
    rights: u32,
) -> Result<(Vec<Touched>, Cursor, bool)> {
    let mut at = match since {
        Since::Beginning => Cursor { position: 0, hash: 0, rights },
        Since::Now => {
            let end: Option<(i64, Vec<u8>)> =
                tx.query(sql!("SELECT position, hash FROM change_order ORDER BY position DESC LIMIT 1")).optional().await?;
            end.map_or(Cursor { position: 0, hash: 0, rights }, |(position, hash)| Cursor { position, hash: beginning(&hash), rights })
        }
        Since::Cursor(cursor) => {
            let there: Option<(Vec<u8>,)> =
                tx.query(sql!("SELECT hash FROM change_order WHERE position = $1")).bind(cursor.position).optional().await?;
            // Before the first change there is none.
            let hash = there.map(|(hash,)| beginning(&hash)).or((cursor.position == 0).then_some(0));
            if cursor.rights != rights || hash != Some(cursor.hash) {
                return Err(Error::Refused(Refusal::Gone));
            }
            cursor.clone()
        }
    };
    let rows: Vec<Row> = tx
        .query(sql!(
            "SELECT o.position, o.hash, c.command, c.actor, c.at, c.entity, c.entity_id, c.owner, c.kind, c.facts
             FROM change_order o JOIN change c ON c.id = o.change_id WHERE o.position > $1 ORDER BY o.position LIMIT $2"
        ))
        .bind(at.position)
        .bind(ROWS)
        .all()
        .await?;
    let mut records = Records::new(readable, touched::begun(tx, &rows).await?);
    let (mut more, count) = (rows.len() as i64 == ROWS, rows.len());
    for (n, row) in rows.into_iter().enumerate() {
        touched::touch(tx, service, actor, &row, &mut records).await?;
        at = Cursor { position: row.position, hash: beginning(&row.hash), rights };
        if records.all.len() >= ENOUGH {
            more |= n + 1 < count;
            break;
        }
    }
    Ok((records.all, at, more))
}

/// The number of a record that the change log names by it: [`Identifier::logged`], the other way.
pub fn number(logged: Uuid) -> i64 {
    logged.as_u64_pair().1.cast_signed()
}

/// The records with these ids that a list gives this actor, by their ids.
async fn listed(service: &Service, actor: &Actor, entity: Entity, ids: &[Uuid]) -> Result<Vec<(Uuid, Told)>> {
    let query = |numbered: bool| {
        let operand = |id: &Uuid| if numbered { Operand::Int(number(*id)) } else { Operand::Id(*id) };
        let these = Condition { on: Attribute::Id, test: Test::Is(ids.iter().map(operand).collect()) };
        Query { conditions: vec![these], paging: Paging { page: 1, per_page: Paging::MOST }, ..Query::default() }
    };
    Ok(match entity {
        Entity::Candidate => named(candidates::list(service, actor, &query(false), candidates::Archived::Shown).await?, Told::Candidate),
        Entity::Note => named(notes::list(service, actor, &query(false)).await?, Told::Note),
        Entity::Task => named(tasks::list(service, actor, &query(true)).await?, Told::Task),
        Entity::TaskGroup => named(task_groups::list(service, actor, &query(true)).await?, Told::TaskGroup),
        Entity::Answer => named(answers::list(service, actor, &query(true)).await?, Told::Answer),
        Entity::Request => named(requests::list(service, actor, &query(false)).await?, Told::Request),
        Entity::RequestCandidate => named(request_candidates::list(service, actor, &query(false)).await?, Told::RequestCandidate),
        Entity::User => named(users::page(service, actor, &query(false)).await?, Told::User),
        Entity::Token
        | Entity::Interview
        | Entity::Scorecard
        | Entity::Assignment
        | Entity::ApprovalFlow
        | Entity::Approval
        | Entity::ClientView
        | Entity::Webhook => Vec::new(),
    })
}

/// Whether this actor reads whatever is followed.
///
/// # Errors
/// [`Refusal::Forbidden`], with the first scope that is missing.
pub(crate) fn reads_all(actor: &Actor) -> Result<()> {
    FOLLOWED.into_iter().try_for_each(|(.., action)| Ok(policy::can(actor, action, On::Nothing)?))
}

/// A record as a list gives it to this actor; none where it does not.
pub(crate) async fn told(service: &Service, actor: &Actor, entity: Entity, id: Uuid) -> Result<Option<Told>> {
    Ok(listed(service, actor, entity, &[id]).await?.pop().map(|(_, told)| told))
}

fn named<F: Described>(page: Page<Record<F>>, told: fn(Record<F>) -> Told) -> Vec<(Uuid, Told)> {
    page.items.into_iter().map(|record| (record.id.logged(), told(record))).collect()
}
