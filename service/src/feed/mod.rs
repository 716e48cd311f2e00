//! The change feed: whoever follows it from the beginning has, at every moment, what the lists of the API would give them.
//!
//! A change is told as what the record is now, so that it can be told twice and late. The changes come in the order of the log; of each record that one of
//! them touched, the reader is given what a list gives them. What they no longer find is gone, and that is told only to whom it was there
//! before: whoever could never read a record does not learn its id.

mod past;

use crate::{
    Service, answers, candidates,
    db::Tx,
    error::{Error, Result},
    notes, request_candidates, requests, sql, task_groups, tasks, users,
};
use chrono::{DateTime, Utc};
use domain::{
    answers::RecruitmentTaskAnswer,
    candidates::Candidate,
    change::{Entity, Facts, Kind},
    error::{Error as Refusal, Malformed},
    id::{AnswerId, CandidateId, Identifier, TaskGroupId},
    notes::CandidateNote,
    page::{Page, Paging},
    policy::{self, Action, Actor, On, Reach},
    query::{Condition, On as Attribute, Operand, Query, Test},
    request_candidates::ResourceRequestCandidate,
    requests::ResourceRequest,
    resource::{Described, Record},
    task_groups::{Blind, RecruitmentTaskGroup},
    tasks::RecruitmentTask,
    users::User,
};
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    str::FromStr,
};
use uuid::Uuid;

/// Rows of the log that are gone through for one page.
const ROWS: i64 = 500;
/// Records on a page after which no further row of the log is begun. One that touches a whole file can bring more.
const ENOUGH: usize = 100;

/// Where a reader is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    position: i64,
    /// The beginning of the hash at that place: in a database that was put back it is another.
    hash: u32,
    /// What the reader could read, in short: with other rights the records are others.
    rights: u32,
}

impl Cursor {
    /// The place in the log up to which its reader knows.
    pub fn position(&self) -> i64 {
        self.position
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:08x}{:08x}", self.position, self.hash, self.rights)
    }
}

impl FromStr for Cursor {
    type Err = Malformed;

    fn from_str(text: &str) -> std::result::Result<Self, Malformed> {
        let read = || {
            let (position, marks) = text.split_once('-')?;
            let digits = |text: &str, radix| text.bytes().all(|byte| char::from(byte).is_digit(radix));
            if !digits(position, 10) || marks.len() != 16 || !digits(marks, 16) {
                return None;
            }
            let marks = u64::from_str_radix(marks, 16).ok()?;
            Some(Self { position: position.parse().ok()?, hash: (marks >> 32) as u32, rights: marks as u32 })
        };
        read().ok_or(Malformed::Cursor)
    }
}

/// Since when changes are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Since {
    /// All that there is.
    Beginning,
    /// What happens from now on.
    Now,
    Cursor(Cursor),
}

impl FromStr for Since {
    type Err = Malformed;

    /// Nothing is the beginning, `now` is now, anything else must be a cursor.
    fn from_str(text: &str) -> std::result::Result<Self, Malformed> {
        match text {
            "" => Ok(Self::Beginning),
            "now" => Ok(Self::Now),
            text => text.parse().map(Self::Cursor),
        }
    }
}

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

/// What is followed, and what a list of it takes.
const FOLLOWED: [(Entity, Action); 8] = [
    (Entity::Candidate, Action::ListCandidates),
    (Entity::Note, Action::ListNotes),
    (Entity::Task, Action::ReadTasks),
    (Entity::TaskGroup, Action::ReadTaskGroups),
    (Entity::Answer, Action::ListAnswers),
    (Entity::Request, Action::ListRequests),
    (Entity::RequestCandidate, Action::ListRequestCandidates),
    (Entity::User, Action::ReadUsers),
];

/// A row of the log.
#[derive(sqlx::FromRow)]
struct Row {
    position: i64,
    hash: Vec<u8>,
    actor: Option<Uuid>,
    at: DateTime<Utc>,
    entity: String,
    entity_id: Uuid,
    owner: Uuid,
    kind: String,
    facts: String,
}

/// A record that some rows of the log touched.
#[derive(Debug)]
struct Touched {
    entity: Entity,
    id: Uuid,
    /// Whose file it is in.
    file: Option<CandidateId>,
    at: DateTime<Utc>,
    /// Whether one of these rows made it: the reader has not had it before.
    made: bool,
    /// The places of these rows, as far as the record may have gone out of sight there.
    places: Vec<i64>,
}

/// The records that are touched, in the order in which they first were.
struct Records<'a> {
    /// What the reader reads at all.
    readable: &'a [Entity],
    all: Vec<Touched>,
    places: BTreeMap<(&'static str, Uuid), usize>,
}

impl Records<'_> {
    fn touch(&mut self, row: &Row, (entity, id): (Entity, Uuid), file: Option<CandidateId>, may_be_gone: bool) {
        if !self.readable.contains(&entity) {
            return;
        }
        let place = *self.places.entry((entity.word(), id)).or_insert_with(|| {
            self.all.push(Touched { entity, id, file, at: row.at, made: false, places: Vec::new() });
            self.all.len() - 1
        });
        if let Some(touched) = self.all.get_mut(place) {
            touched.at = row.at;
            touched.made |= row.kind == Kind::Created.word() && row.entity_id == id;
            if may_be_gone {
                touched.places.push(row.position);
            }
        }
    }
}

/// What happened since, as far as this actor reads it.
///
/// # Errors
/// [`Refusal::Forbidden`] for whoever does not follow changes; [`Refusal::Gone`] for a cursor of other rights, or of another state of the database.
pub async fn since(service: &Service, actor: &Actor, since: &Since) -> Result<Feed> {
    policy::can(actor, Action::FollowChanges, On::Nothing)?;
    let readable: Vec<Entity> =
        FOLLOWED.iter().filter(|(_, action)| policy::can(actor, *action, On::Nothing).is_ok()).map(|(entity, _)| *entity).collect();
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
    let is_missing = |touched: &&Touched| !touched.made && !now.contains_key(&(touched.entity.word(), touched.id));
    let missing: Vec<&Touched> = touched.iter().filter(is_missing).collect();
    let gone = past::gone(service, actor, &missing).await?;
    let items = touched.iter().filter_map(|touched| {
        let Touched { entity, id, at, .. } = *touched;
        let now = now.remove(&(entity.word(), id));
        (now.is_some() || gone.contains(&(entity.word(), id))).then_some(Item { entity, id, at, now })
    });
    Ok(Feed { items: items.collect(), next, more })
}

/// Whoever may read other things is another reader.
fn rights(actor: &Actor, readable: &[Entity]) -> u32 {
    let mut hash = Sha256::new();
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
            let hash = there.map_or(0, |(hash,)| beginning(&hash));
            if cursor.rights != rights || cursor.hash != hash {
                return Err(Error::Refused(Refusal::Gone));
            }
            cursor.clone()
        }
    };
    let rows: Vec<Row> = tx
        .query(sql!(
            "SELECT o.position, o.hash, c.actor, c.at, c.entity, c.entity_id, c.owner, c.kind, c.facts
             FROM change_order o JOIN change c ON c.id = o.change_id WHERE o.position > $1 ORDER BY o.position LIMIT $2"
        ))
        .bind(at.position)
        .bind(ROWS)
        .all()
        .await?;
    let mut records = Records { readable, all: Vec::new(), places: BTreeMap::new() };
    let (mut more, count) = (rows.len() as i64 == ROWS, rows.len());
    for (n, row) in rows.into_iter().enumerate() {
        touch(tx, service, actor, &row, &mut records).await?;
        at = Cursor { position: row.position, hash: beginning(&row.hash), rights };
        if records.all.len() >= ENOUGH {
            more |= n + 1 < count;
            break;
        }
    }
    Ok((records.all, at, more))
}

/// Notes what a row of the log touches: the record it is about, and those that are read otherwise because of it.
async fn touch(tx: &mut Tx, service: &Service, actor: &Actor, row: &Row, records: &mut Records<'_>) -> Result<()> {
    let entity: Entity = row.entity.parse().map_err(|_| Error::broken("a change of an unknown kind of record"))?;
    let kind: Kind = row.kind.parse().map_err(|_| Error::broken("a change of an unknown kind"))?;
    let facts: Facts = serde_json::from_str(&row.facts)?;
    let changed = |names: &[&str]| facts.fields.iter().any(|field| names.contains(&field.as_str()));
    let (own, file) = ((entity, row.entity_id), Some(CandidateId(row.owner)));
    let made = kind == Kind::Created;
    match entity {
        Entity::Candidate => {
            records.touch(row, own, file, !made);
            // Whoever reads every file reads this one whosever it is.
            if !made && changed(&["visibility", "recruiter"]) && !matches!(policy::scope(actor).reach, Reach::All) {
                touch_file(tx, row, records).await?;
            }
        }
        Entity::Note | Entity::RequestCandidate => records.touch(row, own, file, !made),
        Entity::Answer => {
            // What becomes of an answer hides it from nobody.
            records.touch(row, own, file, false);
            if made && records.readable.contains(&Entity::TaskGroup) {
                // A question bank tells about how many people it was used.
                let group: Option<(i64,)> = tx
                    .query(sql!(
                        "SELECT t.task_group FROM recruitment_task_answer a JOIN recruitment_task t ON t.id = a.task WHERE a.id = $1"
                    ))
                    .bind(number(row.entity_id))
                    .optional()
                    .await?;
                if let Some((group,)) = group {
                    records.touch(row, (Entity::TaskGroup, TaskGroupId(group).logged()), None, false);
                }
            }
        }
        Entity::TaskGroup => {
            records.touch(row, own, None, true);
            if let Some(user) = actor.user().filter(|_| !made && changed(&["blind"])) {
                let bared = past::value_before(tx, service, row.owner, row.position, "blind").await?;
                touch_answers(tx, user.0, row, records, bared.is_some_and(|was| was == Blind::Never.word())).await?;
            }
        }
        Entity::Task | Entity::Request => records.touch(row, own, None, true),
        Entity::User if made || changed(&["name", "role"]) || matches!(kind, Kind::Activated | Kind::Deactivated) => {
            records.touch(row, own, None, true);
        }
        // A request tells how its approval stands.
        Entity::Approval => records.touch(row, (Entity::Request, row.owner), None, false),
        // Whoever sits in an interview finds the file, and reads what others say once they have said it themselves.
        Entity::Interview => {
            if let Some(user) = actor.user()
                && past::concerns(tx, service, row.owner, row.position, user).await?
            {
                touch_file(tx, row, records).await?;
            }
        }
        Entity::Scorecard if actor.user().map(|user| user.0) == row.actor => touch_file(tx, row, records).await?,
        Entity::User | Entity::Token | Entity::Scorecard | Entity::Assignment | Entity::ApprovalFlow | Entity::ClientView => {}
    }
    Ok(())
}

/// Touches all that was in a file when this row was written.
async fn touch_file(tx: &mut Tx, row: &Row, records: &mut Records<'_>) -> Result<()> {
    for (entity, id) in made_before(tx, row.owner, row.position).await? {
        records.touch(row, (entity, id), Some(CandidateId(row.owner)), true);
    }
    Ok(())
}

/// What was made in a file before this place in the log. What was made later is told where it was made, and never before.
async fn made_before(tx: &mut Tx, file: Uuid, position: i64) -> Result<Vec<(Entity, Uuid)>> {
    let made: Vec<(String, Uuid)> = tx
        .query(sql!(
            "SELECT c.entity, c.entity_id FROM change c JOIN change_order o ON o.change_id = c.id
             WHERE c.owner = $1 AND c.kind = 'created' AND c.entity IN ('candidate', 'note', 'answer', 'request_candidate') AND o.position < $2
             ORDER BY o.position"
        ))
        .bind(file)
        .bind(position)
        .all()
        .await?;
    let known =
        |(entity, id): (String, Uuid)| Ok((entity.parse().map_err(|_| Error::broken("a change of an unknown kind of record"))?, id));
    made.into_iter().map(known).collect()
}

/// Touches the answers to the questions of the question bank that this row is about, in the files of those whom a user interviews with them.
async fn touch_answers(tx: &mut Tx, user: Uuid, row: &Row, records: &mut Records<'_>, may_be_gone: bool) -> Result<()> {
    let answers: Vec<(Uuid, i64)> = tx
        .query(sql!(
            "SELECT DISTINCT a.candidate, a.id FROM recruitment_task_answer a JOIN recruitment_task t ON t.id = a.task
             JOIN interview_seat s ON s.candidate = a.candidate AND s.task_group = t.task_group
             WHERE s.user_id = $1 AND t.task_group = $2"
        ))
        .bind(user)
        .bind(number(row.entity_id))
        .all()
        .await?;
    let mut files: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    for (file, answer) in answers {
        files.entry(file).or_default().insert(AnswerId(answer).logged());
    }
    for (file, answers) in files {
        let made = made_before(tx, file, row.position).await?.into_iter();
        for (entity, id) in made.filter(|(entity, id)| *entity == Entity::Answer && answers.contains(id)) {
            records.touch(row, (entity, id), Some(CandidateId(file)), may_be_gone);
        }
    }
    Ok(())
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
        | Entity::ClientView => Vec::new(),
    })
}

fn named<F: Described>(page: Page<Record<F>>, told: fn(Record<F>) -> Told) -> Vec<(Uuid, Told)> {
    page.items.into_iter().map(|record| (record.id.logged(), told(record))).collect()
}
