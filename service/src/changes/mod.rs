//! The change log: the only source of history, undo, audit, and everything that follows what happens.
//!
//! Facts stand in clear; values are sealed with the key of the one person they are about. Rows are chained by their hashes in one order, which
//! SQLite's single writer fills as it commits, and on PostgreSQL the one sequencer that holds the advisory lock.

mod chain;

use crate::{
    db::{Command, Db, Param, Tx, Where},
    error::{Error, Result},
    keys::{Key, Keys},
    sql,
};
pub use chain::{Audit, audit};
pub(crate) use chain::{chain, sequence_for_ever};
use chrono::{DateTime, Utc};
use domain::{
    change::{Change, Entity, Facts, Kind, Values},
    id::{ChangeId, CommandId, Identifier, UserId},
    resource::{Attributes, Described, Record, Resource},
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};
use uuid::Uuid;

/// Changes told of one person or one record, at most.
pub(crate) const HISTORY: i64 = 500;

/// A row of the log, about to be written.
pub struct Draft {
    pub entity: Entity,
    pub entity_id: Uuid,
    /// Whose key seals the values: the candidate's, or the account's.
    pub owner: Uuid,
    pub kind: Kind,
    pub facts: Facts,
    pub values: Values,
}

impl Draft {
    /// That something happened of which nothing was typed.
    pub fn bare(entity: Entity, entity_id: Uuid, owner: Uuid, kind: Kind, version: i64) -> Self {
        let facts = Facts { version, ..Facts::default() };
        Self { entity, entity_id, owner, kind, facts, values: Values::default() }
    }

    /// What became of a record: the difference between two states.
    pub fn of<F: Described>(entity: Entity, owner: Uuid, kind: Kind, before: Option<&F>, after: &Record<F>) -> Self {
        // What is made of other records when it is read did not change here.
        let own = |fields: &F| -> Attributes {
            let computed = |name: &str| F::RESOURCE.field(name).is_some_and(|field| field.computed);
            fields.attributes().into_iter().filter(|(name, _)| !computed(name)).collect()
        };
        let was = before.map(own).unwrap_or_default();
        let (fields, before, after_values) = domain::merge_patch::difference(&was, &own(&after.fields));
        let given = |name: &String| after_values.get(name).is_some_and(|value| !is_nothing(value));
        // A new record has something to say only where something was given.
        let fields = if was.is_empty() { fields.into_iter().filter(given).collect() } else { fields };
        let facts = Facts { fields, version: after.version, ..Facts::default() };
        Self { entity, entity_id: after.id.logged(), owner, kind, facts, values: Values { before, after: after_values } }
    }
}

fn is_nothing(value: &Value) -> bool {
    value.is_null() || value == &Value::Array(Vec::new()) || value == &Value::Bool(false)
}

/// A row of the log, as stored.
#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    command: Uuid,
    actor: Option<Uuid>,
    at: DateTime<Utc>,
    entity: String,
    entity_id: Uuid,
    owner: Uuid,
    kind: String,
    facts: String,
    sealed: Option<Vec<u8>>,
}

impl Row {
    /// The bytes that are hashed: every column, each behind its length.
    fn stored(&self) -> Vec<u8> {
        let at = self.at.timestamp_micros().to_be_bytes();
        let actor = self.actor.map(Uuid::into_bytes);
        let columns: [&[u8]; 10] = [
            self.id.as_bytes(),
            self.command.as_bytes(),
            actor.as_ref().map_or(&[], |id| &id[..]),
            &at,
            self.entity.as_bytes(),
            self.entity_id.as_bytes(),
            self.owner.as_bytes(),
            self.kind.as_bytes(),
            self.facts.as_bytes(),
            self.sealed.as_deref().unwrap_or_default(),
        ];
        let mut stored = Vec::new();
        for column in columns {
            stored.extend((column.len() as u64).to_be_bytes());
            stored.extend(column);
        }
        stored
    }

    fn open(self, key: Option<&Key>) -> Result<Change> {
        let values = match (&self.sealed, key) {
            (Some(sealed), Some(key)) => Some(serde_json::from_slice(&key.open(sealed, self.id.as_bytes())?)?),
            _ => None,
        };
        Ok(Change {
            id: self.id.into(),
            command: CommandId(self.command),
            actor: self.actor.map(UserId),
            at: self.at,
            entity: self.entity.parse().map_err(|_| Error::broken("a change of an unknown kind of record"))?,
            entity_id: self.entity_id,
            kind: self.kind.parse().map_err(|_| Error::broken("a change of an unknown kind"))?,
            facts: serde_json::from_str(&self.facts)?,
            values,
        })
    }
}

/// Appends to the log, in the transaction of the command that is being carried out.
///
/// # Errors
/// There is no command, or the database's.
pub(crate) async fn record(tx: &mut Tx, keys: &Keys, id: Uuid, draft: Draft) -> Result<ChangeId> {
    let Command { id: command, actor, at, .. } = tx.command()?.clone();
    let key = match (draft.entity, draft.kind) {
        // Nothing was ever sealed for somebody whose file has just been made.
        (Entity::Candidate, Kind::Created) => new_key(tx, keys, draft.owner).await?,
        // Whoever changes who finds a file goes alone; what else happens in it goes together.
        (Entity::Candidate | Entity::Interview | Entity::Scorecard, _) => owner_key(tx, keys, draft.owner, Turn::Alone).await?,
        _ => owner_key(tx, keys, draft.owner, Turn::Together).await?,
    };
    let sealed = key.seal(&serde_json::to_vec(&draft.values)?, id.as_bytes())?;
    let row = Row {
        id,
        command: command.0,
        actor: actor.user().map(|user| user.0),
        at,
        entity: draft.entity.word().to_owned(),
        entity_id: draft.entity_id,
        owner: draft.owner,
        kind: draft.kind.word().to_owned(),
        facts: serde_json::to_string(&draft.facts)?,
        sealed: Some(sealed),
    };
    let stored = row.stored();
    let statement = sql!(
        "INSERT INTO change (id, command, actor, at, entity, entity_id, owner, kind, facts, sealed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    );
    let params = vec![
        Param::Id(Some(row.id)),
        Param::Id(Some(row.command)),
        Param::Id(row.actor),
        Param::Moment(Some(row.at)),
        Param::Text(Some(row.entity)),
        Param::Id(Some(row.entity_id)),
        Param::Id(Some(row.owner)),
        Param::Text(Some(row.kind)),
        Param::Text(Some(row.facts)),
        Param::Bytes(row.sealed.unwrap_or_default()),
    ];
    tx.later(statement, params).await?;
    if !tx.is_sqlite() {
        tx.later(sql!("INSERT INTO change_pending (change_id) VALUES ($1)"), vec![Param::Id(Some(id))]).await?;
    }
    tx.appended(id.into(), stored);
    Ok(id.into())
}

/// The keys that open this database's log: a new key file for a database that has sealed nothing yet, else the one that sealed it.
///
/// # Errors
/// The key file is missing, or is another database's: everything sealed would be lost, and nothing could be added.
pub(crate) async fn keys(db: &Db, file: &Path, may_make: bool) -> Result<Keys> {
    let any: Option<(Uuid, Vec<u8>)> =
        db.read(async |tx: &mut Tx| tx.query(sql!("SELECT owner, wrapped FROM data_key LIMIT 1")).optional().await).await?;
    let keys = Keys::load(file, may_make && any.is_none())?;
    match any {
        Some((owner, wrapped)) if keys.unwrap_key(&wrapped, owner.as_bytes()).is_err() => Err(Error::broken(format!(
            "the key file {} is not the one of this database; put the right one back, from where the backups of the keys are",
            file.display()
        ))),
        _ => Ok(keys),
    }
}

/// Who may write in a file at the same time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    Alone,
    Together,
}

/// The key for a change that is about to be written. On PostgreSQL the row of the key is locked until the change is committed, and the change gets its number
/// after that: where one decides who finds what another writes, they are committed in the order in which they are told.
async fn owner_key(tx: &mut Tx, keys: &Keys, owner: Uuid, turn: Turn) -> Result<Key> {
    let statement = match turn {
        _ if tx.is_sqlite() => WRAPPED,
        Turn::Alone => sql!(Postgres, "SELECT wrapped FROM data_key WHERE owner = $1 FOR UPDATE"),
        Turn::Together => sql!(Postgres, "SELECT wrapped FROM data_key WHERE owner = $1 FOR SHARE"),
    };
    match key_by(tx, keys, owner, statement).await? {
        Some(key) => Ok(key),
        None => new_key(tx, keys, owner).await,
    }
}

/// Nobody else writes in any file until this transaction ends. On PostgreSQL it is the first statement of its transaction: a lock takes no snapshot, and what
/// was committed while it was waited for is seen.
pub(crate) async fn alone(tx: &mut Tx) -> Result<()> {
    if !tx.is_sqlite() {
        tx.query(sql!(Postgres, "LOCK TABLE data_key IN EXCLUSIVE MODE")).execute().await?;
    }
    Ok(())
}

/// The file of this owner stays what it is until this transaction ends: nobody merges it.
pub(crate) async fn hold(tx: &mut Tx, owner: Uuid) -> Result<()> {
    if !tx.is_sqlite() {
        tx.query(sql!(Postgres, "SELECT owner FROM data_key WHERE owner = $1 FOR SHARE")).bind(owner).execute().await?;
    }
    Ok(())
}

/// Whoever has begun to write in one of these files, and waits, begins anew and finds what this transaction made of it.
pub(crate) async fn overtake(tx: &mut Tx, owners: [Uuid; 2]) -> Result<()> {
    if tx.is_sqlite() {
        return Ok(());
    }
    for owner in owners {
        tx.query(sql!(Postgres, "UPDATE data_key SET wrapped = wrapped WHERE owner = $1")).bind(owner).execute().await?;
    }
    Ok(())
}

async fn new_key(tx: &mut Tx, keys: &Keys, owner: Uuid) -> Result<Key> {
    let (key, wrapped) = keys.data_key(owner.as_bytes())?;
    let statement = sql!("INSERT INTO data_key (owner, wrapped) VALUES ($1, $2)");
    tx.later(statement, vec![Param::Id(Some(owner)), Param::Bytes(wrapped)]).await?;
    Ok(key)
}

async fn known_key(tx: &mut Tx, keys: &Keys, owner: Uuid) -> Result<Option<Key>> {
    key_by(tx, keys, owner, WRAPPED).await
}

/// Seals something that is no change with the key of an owner whose first change has been recorded.
pub(crate) async fn seal(tx: &mut Tx, keys: &Keys, owner: Uuid, plain: &[u8], about: &[u8]) -> Result<Vec<u8>> {
    of_somebody(known_key(tx, keys, owner).await?)?.seal(plain, about)
}

/// Opens what [`seal`] sealed.
pub(crate) async fn open(tx: &mut Tx, keys: &Keys, owner: Uuid, sealed: &[u8], about: &[u8]) -> Result<Vec<u8>> {
    of_somebody(known_key(tx, keys, owner).await?)?.open(sealed, about)
}

fn of_somebody(key: Option<Key>) -> Result<Key> {
    key.ok_or_else(|| Error::broken("something is sealed for nobody"))
}

const WRAPPED: &str = sql!("SELECT wrapped FROM data_key WHERE owner = $1");

async fn key_by(tx: &mut Tx, keys: &Keys, owner: Uuid, statement: &'static str) -> Result<Option<Key>> {
    let wrapped: Option<(Vec<u8>,)> = tx.query(statement).bind(owner).optional().await?;
    wrapped.map(|(wrapped,)| keys.unwrap_key(&wrapped, owner.as_bytes())).transpose()
}

/// What happened to a person's file and everything in it, the newest first.
pub(crate) async fn of_owner(tx: &mut Tx, keys: &Keys, owner: Uuid) -> Result<Vec<Change>> {
    let key = known_key(tx, keys, owner).await?;
    let rows: Vec<Row> = tx
        .query(sql!(
            "SELECT id, command, actor, at, entity, entity_id, owner, kind, facts, sealed FROM change
             WHERE owner = $1 ORDER BY at DESC, id DESC LIMIT $2"
        ))
        .bind(owner)
        .bind(HISTORY)
        .all()
        .await?;
    rows.into_iter().map(|row| row.open(key.as_ref())).collect()
}

/// A row of the log, and its place in the order.
#[derive(sqlx::FromRow)]
struct Numbered {
    position: i64,
    #[sqlx(flatten)]
    row: Row,
}

/// What happened to a person's file and what is in it from a place in the order on, as far as it may decide who finds what, with the places, the oldest first.
/// What has no place yet comes last, behind all places: it has happened all the same.
pub(crate) async fn of_owner_since(tx: &mut Tx, keys: &Keys, owner: Uuid, position: i64) -> Result<Vec<(i64, Change)>> {
    let key = known_key(tx, keys, owner).await?;
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "SELECT o.position, c.id, c.command, c.actor, c.at, c.entity, c.entity_id, c.owner, c.kind, c.facts, c.sealed
             FROM change c JOIN change_order o ON o.change_id = c.id WHERE c.owner = $1 AND o.position >= $2
             AND (c.kind <> 'updated' OR c.facts LIKE '%\"visibility\"%' OR c.facts LIKE '%\"recruiter\"%'
                  OR c.facts LIKE '%\"interviewers\"%' OR c.facts LIKE '%\"blind\"%') ORDER BY o.position"
        )
    } else {
        sql!(
            Postgres,
            "SELECT COALESCE(o.position, 9223372036854775807) AS position,
                    c.id, c.command, c.actor, c.at, c.entity, c.entity_id, c.owner, c.kind, c.facts, c.sealed
             FROM change c LEFT JOIN change_order o ON o.change_id = c.id LEFT JOIN change_pending p ON p.change_id = c.id
             WHERE c.owner = $1 AND (o.position >= $2 OR o.position IS NULL)
             AND (c.kind <> 'updated' OR c.facts LIKE '%\"visibility\"%' OR c.facts LIKE '%\"recruiter\"%'
                  OR c.facts LIKE '%\"interviewers\"%' OR c.facts LIKE '%\"blind\"%') ORDER BY o.position NULLS LAST, p.number"
        )
    };
    let rows: Vec<Numbered> = tx.query(statement).bind(owner).bind(position).all().await?;
    rows.into_iter().map(|Numbered { position, row }| Ok((position, row.open(key.as_ref())?))).collect()
}

/// The first change of an attribute of a record from a place in the order on. What has no place yet comes last.
pub(crate) async fn next_of(
    tx: &mut Tx,
    keys: &Keys,
    (entity, id): (Entity, Uuid),
    position: i64,
    attribute: &str,
) -> Result<Option<Change>> {
    let statement = if tx.is_sqlite() {
        sql!(
            Sqlite,
            "SELECT c.id, c.command, c.actor, c.at, c.entity, c.entity_id, c.owner, c.kind, c.facts, c.sealed
             FROM change c JOIN change_order o ON o.change_id = c.id
             WHERE c.entity_id = $1 AND c.entity || '' = $2 AND o.position >= $3 AND c.facts LIKE $4 ORDER BY o.position LIMIT 1"
        )
    } else {
        sql!(
            Postgres,
            "SELECT c.id, c.command, c.actor, c.at, c.entity, c.entity_id, c.owner, c.kind, c.facts, c.sealed
             FROM change c LEFT JOIN change_order o ON o.change_id = c.id LEFT JOIN change_pending p ON p.change_id = c.id
             WHERE c.entity_id = $1 AND c.entity || '' = $2 AND (o.position >= $3 OR o.position IS NULL) AND c.facts LIKE $4
             ORDER BY o.position NULLS LAST, p.number LIMIT 1"
        )
    };
    let row: Option<Row> = tx.query(statement).bind(id).bind(entity.word()).bind(position).bind(named(attribute)).optional().await?;
    Ok(match row {
        Some(row) => opened(tx, keys, vec![row]).await?.pop(),
        None => None,
    })
}

/// The pattern of facts that name an attribute: names of attributes are our own words, and stand in the facts in quotes.
fn named(attribute: &str) -> String {
    format!("%\"{attribute}\"%")
}

/// What happened to one record, the newest first; of a long history the latest part. Whoever asks for changes of certain records says the kind as an expression, of which
/// there is no index: where SQLite knows little of the table, as after the first analysis of a few rows, it would go through all changes of the kind.
pub(crate) async fn of_record(tx: &mut Tx, keys: &Keys, entity: Entity, id: Uuid) -> Result<Vec<Change>> {
    let rows: Vec<Row> = tx
        .query(sql!(
            "SELECT id, command, actor, at, entity, entity_id, owner, kind, facts, sealed FROM change
             WHERE entity_id = $1 AND entity || '' = $2 ORDER BY at DESC, id DESC LIMIT $3"
        ))
        .bind(id)
        .bind(entity.word())
        .bind(HISTORY)
        .all()
        .await?;
    opened(tx, keys, rows).await
}

/// Rows of several owners: a record goes to another when two files are merged, and a command changes several.
async fn opened(tx: &mut Tx, keys: &Keys, rows: Vec<Row>) -> Result<Vec<Change>> {
    let owners: BTreeSet<Uuid> = rows.iter().map(|row| row.owner).collect();
    let mut within = Where::default();
    within.and_in("owner", owners.into_iter().map(|owner| Param::Id(Some(owner))).collect());
    let sql = format!("SELECT owner, wrapped FROM data_key{}", within.clause());
    let wrapped: Vec<(Uuid, Vec<u8>)> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    let mut known: BTreeMap<Uuid, Key> = BTreeMap::new();
    for (owner, wrapped) in wrapped {
        known.insert(owner, keys.unwrap_key(&wrapped, owner.as_bytes())?);
    }
    let open = |row: Row| {
        let key = known.get(&row.owner);
        row.open(key)
    };
    rows.into_iter().map(open).collect()
}

/// What these commands did, the oldest first.
pub(crate) async fn of_commands(tx: &mut Tx, keys: &Keys, commands: &[CommandId]) -> Result<Vec<Change>> {
    let mut within = Where::default();
    within.and_in("command", commands.iter().map(|command| Param::Id(Some(command.0))).collect());
    let sql = format!(
        "SELECT id, command, actor, at, entity, entity_id, owner, kind, facts, sealed FROM change{} ORDER BY at, id",
        within.clause()
    );
    let rows: Vec<Row> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    opened(tx, keys, rows).await
}

/// The facts of what happened to several records, the oldest first: all that can be told without a key.
pub(crate) async fn facts_of(tx: &mut Tx, entity: Entity, ids: Vec<Uuid>) -> Result<Vec<Change>> {
    let mut within = Where::default();
    within.and_in("entity_id", ids.into_iter().map(|id| Param::Id(Some(id))).collect());
    within.and("entity || '' = ?", [Param::Text(Some(entity.word().to_owned()))]);
    let sql = format!(
        "SELECT id, command, actor, at, entity, entity_id, owner, kind, facts, CAST(NULL AS BYTEA) AS sealed FROM change{} ORDER BY at, id",
        within.clause()
    );
    let rows: Vec<Row> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    rows.into_iter().map(|row| row.open(None)).collect()
}

/// What happens to a record that says where it stands.
const MOVES: [Kind; 4] = [Kind::Created, Kind::Moved, Kind::Deleted, Kind::Restored];

/// How records were made, moved, taken away and brought back before a moment, the oldest first: all that can be told without a key. Of those whose
/// ids `select` finds, with these conditions.
pub(crate) async fn moves_until(
    tx: &mut Tx,
    entity: Entity,
    at: DateTime<Utc>,
    select: &'static str,
    conditions: Where,
) -> Result<Vec<Change>> {
    let mut within = Where::default();
    within.and("entity = ? AND at < ?", [Param::Text(Some(entity.word().to_owned())), Param::Moment(Some(at))]);
    within.and_in("kind", MOVES.iter().map(|kind| Param::Text(Some(kind.word().to_owned()))).collect());
    within.and_in_select("entity_id", select, conditions);
    let sql = format!(
        "SELECT id, command, actor, at, entity, entity_id, owner, kind, facts, CAST(NULL AS BYTEA) AS sealed FROM change{} ORDER BY at, id",
        within.clause()
    );
    let rows: Vec<Row> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    rows.into_iter().map(|row| row.open(None)).collect()
}

/// What an attribute of records was at a moment, of those in which it was changed since. Whose key is gone is told no more.
pub(crate) async fn was_at(tx: &mut Tx, keys: &Keys, entity: Entity, attribute: &str, at: DateTime<Utc>) -> Result<BTreeMap<Uuid, Value>> {
    let mut within = Where::default();
    within.and("entity = ? AND at >= ?", [Param::Text(Some(entity.word().to_owned())), Param::Moment(Some(at))]);
    within.and("kind IN ('updated', 'merged', 'unmerged') AND facts LIKE ?", [Param::Text(Some(named(attribute)))]);
    let sql = format!(
        "SELECT id, command, actor, at, entity, entity_id, owner, kind, facts, sealed FROM change{} ORDER BY at, id",
        within.clause()
    );
    let rows: Vec<Row> = tx.query_built(sql).bind_all(within.params().to_vec()).all().await?;
    let mut was = BTreeMap::new();
    for row in rows {
        let (record, key) = (row.entity_id, known_key(tx, keys, row.owner).await?);
        let Some(values) = row.open(key.as_ref())?.values else { continue };
        // The first change since then says what it was.
        if let Some(before) = values.before.get(attribute).or_else(|| values.after.get(attribute).map(|_| &Value::Null)) {
            was.entry(record).or_insert_with(|| before.clone());
        }
    }
    Ok(was)
}

/// One change, with the person it is about.
pub(crate) async fn find(tx: &mut Tx, keys: &Keys, id: ChangeId) -> Result<Option<(Change, Uuid)>> {
    let row: Option<Row> = tx
        .query(sql!("SELECT id, command, actor, at, entity, entity_id, owner, kind, facts, sealed FROM change WHERE id = $1"))
        .bind(id.0)
        .optional()
        .await?;
    let Some(row) = row else { return Ok(None) };
    let owner = row.owner;
    let key = known_key(tx, keys, owner).await?;
    Ok(Some((row.open(key.as_ref())?, owner)))
}

/// The resource whose records an entity names.
pub fn resource(entity: Entity) -> Option<Resource> {
    match entity {
        Entity::Candidate => Some(domain::candidates::CandidateFields::RESOURCE),
        Entity::Note => Some(domain::notes::NoteFields::RESOURCE),
        Entity::User => Some(domain::users::UserFields::RESOURCE),
        Entity::TaskGroup => Some(domain::task_groups::TaskGroupFields::RESOURCE),
        Entity::Task => Some(domain::tasks::TaskFields::RESOURCE),
        Entity::Answer => Some(domain::answers::AnswerFields::RESOURCE),
        Entity::Interview => Some(domain::interviews::InterviewFields::RESOURCE),
        Entity::Assignment => Some(domain::assignments::AssignmentFields::RESOURCE),
        Entity::Scorecard => Some(domain::scorecards::ScorecardFields::RESOURCE),
        Entity::Request => Some(domain::requests::RequestFields::RESOURCE),
        Entity::RequestCandidate => Some(domain::request_candidates::RequestCandidateFields::RESOURCE),
        Entity::ApprovalFlow => Some(domain::approvals::FlowFields::RESOURCE),
        Entity::Approval => Some(domain::approvals::ApprovalFields::RESOURCE),
        Entity::ClientView => Some(domain::client_views::ClientViewFields::RESOURCE),
        Entity::Webhook => Some(domain::webhooks::WebhookFields::RESOURCE),
        Entity::Token => None,
    }
}
