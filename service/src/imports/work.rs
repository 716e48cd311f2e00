//! The work on imports: some rows, in one transaction that also notes how far it came.

use super::decide::{Decided, Decision, Row, decide};
use crate::{
    Service, candidates, changes,
    db::{Command, Param, Tx},
    error::{Error, Result},
    records::{self, Pen},
    sql, users,
};
use chrono::{DateTime, TimeDelta, Utc};
use domain::{
    candidates::{Candidate, Lifecycle},
    change::{Change, Kind},
    error::{Conflict, Error as Refusal},
    id::{CandidateId, ChangeId, CommandId, ImportId, UserId},
    imports::{Counts, Import, ImportFields, Outcome, Reason, Status},
    policy::{self, Action, Actor, On},
    resource::Record,
};
use std::{cmp::Reverse, collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// Rows that are rehearsed at once.
const REHEARSED: i64 = 200;
/// Rows that are applied at once, or undone: whoever else writes waits for them.
const APPLIED: i64 = 50;

/// On whose behalf an import is worked on, and as which command.
#[derive(sqlx::FromRow)]
struct Orders {
    made_by: Option<Uuid>,
    acts_for: Option<Uuid>,
    applied_by: Option<Uuid>,
    undone_by: Option<Uuid>,
}

/// Does the next piece of work; false where there is none. Several processes can do so at the same time.
///
/// # Errors
/// The database's.
pub async fn work(service: &Service) -> Result<bool> {
    let (clock, pen) = (Arc::clone(&service.clock), service.pen());
    let done = service.db.housekeep(move |tx| {
        let (at, pen) = (clock.now(), pen.clone());
        Box::pin(async move {
            let Some(import) = next(tx).await? else { return Ok(false) };
            Desk { tx, import, at, pen }.work().await?;
            Ok(true)
        })
    });
    match done.await {
        Ok(done) => Ok(done),
        Err(error) => {
            // It may be this one's own fault: the others have their turn before it is tried again.
            postpone(service).await?;
            Err(error)
        }
    }
}

async fn postpone(service: &Service) -> Result<()> {
    let now = service.clock.now();
    service
        .db
        .housekeep(move |tx| {
            Box::pin(async move {
                let statement = sql!(
                    "UPDATE import SET updated_at = $1 WHERE id IN (
                        SELECT id FROM import WHERE status IN ('checking', 'applying', 'undoing') ORDER BY updated_at, id LIMIT 1)"
                );
                tx.query(statement).bind(now).execute().await.map(drop)
            })
        })
        .await
}

/// The import that waited longest, and that nobody else has at hand.
async fn next(tx: &mut Tx) -> Result<Option<Import>> {
    let statement = if tx.is_sqlite() {
        sql!("SELECT id FROM import WHERE status IN ('checking', 'applying', 'undoing') ORDER BY updated_at, id LIMIT 1")
    } else {
        sql!(
            Postgres,
            "SELECT id FROM import WHERE status IN ('checking', 'applying', 'undoing') ORDER BY updated_at, id LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
    };
    let found: Option<(Uuid,)> = tx.query(statement).optional().await?;
    match found {
        Some((id,)) => records::find::<ImportFields>(tx, ImportId(id)).await,
        None => Ok(None),
    }
}

/// What a piece of work has at hand.
struct Desk<'t> {
    tx: &'t mut Tx,
    import: Import,
    at: DateTime<Utc>,
    pen: Pen,
}

impl Desk<'_> {
    async fn work(mut self) -> Result<()> {
        let statement = sql!("SELECT made_by, acts_for, applied_by, undone_by FROM import WHERE id = $1");
        let orders: Orders = self.tx.query(statement).bind(self.import.id.0).one().await?;
        let checks = self.import.status == Status::Checking;
        let maker = self.able(orders.made_by).await?;
        let asker = if checks { maker.clone() } else { self.able(orders.acts_for).await? };
        let Some(actor) = asker else { return self.stop().await };
        // Whose it is reads its rows: what becomes of them is told by what they may know, whoever had it applied.
        let eyes = maker.filter(|_| orders.made_by.is_some()).unwrap_or_else(|| actor.clone());
        if checks {
            return self.rehearse(&eyes).await;
        }
        let undoes = self.import.status == Status::Undoing;
        let id = if undoes { orders.undone_by } else { orders.applied_by };
        let id = CommandId(id.ok_or_else(|| Error::broken("an import is worked on that nobody asked for"))?);
        self.tx.take_up(Command { id, actor: actor.clone(), at: self.at, once: None });
        if undoes { self.undo(&actor).await } else { self.apply(&eyes).await }
    }

    /// A user who may import; nobody's is Instroom's own.
    async fn able(&mut self, user: Option<Uuid>) -> Result<Option<Actor>> {
        let Some(id) = user else { return Ok(Some(Actor::System)) };
        let user = users::known(self.tx, UserId(id)).await?.filter(|user| user.active);
        let actor = user.map(|user| Actor::User(users::person(&user)));
        Ok(actor.filter(|actor| policy::can(actor, Action::ImportCandidates, On::Nothing).is_ok()))
    }

    /// Whoever it is done for may not do it any more.
    async fn stop(self) -> Result<()> {
        let to = if self.import.status == Status::Checking { Status::Mapping } else { Status::Stopped };
        self.become_of(to).await
    }

    async fn become_of(mut self, status: Status) -> Result<()> {
        let counts = self.counts().await?;
        let before = &self.import;
        let fields = ImportFields { status, counts, done: before.rows, ..before.fields.clone() };
        let after = Import { version: before.version + 1, updated_at: self.at, fields, ..before.clone() };
        records::update(self.tx, &after).await
    }

    async fn counts(&mut self) -> Result<Counts> {
        let statement = sql!("SELECT outcome, COUNT(*) FROM import_row WHERE import = $1 GROUP BY outcome");
        let rows: Vec<(String, i64)> = self.tx.query(statement).bind(self.import.id.0).all().await?;
        let mut counts = Counts::default();
        for (outcome, number) in rows {
            if let Some(count) = outcome.parse().ok().and_then(|outcome| counts.of(outcome)) {
                *count = number;
            }
        }
        Ok(counts)
    }

    /// The rows with these numbers.
    async fn rows(&mut self, from: i64, to: i64) -> Result<Vec<Row>> {
        let statement = sql!(
            "SELECT id, number, outcome, candidate, given, change FROM import_row WHERE import = $1 AND number BETWEEN $2 AND $3 ORDER BY number"
        );
        self.tx.query(statement).bind(self.import.id.0).bind(from).bind(to).all().await
    }

    /// So many rows are done.
    async fn came(self, done: i64, then: Status) -> Result<()> {
        if done >= self.import.rows {
            return self.become_of(then).await;
        }
        let statement = sql!("UPDATE import SET done = $2, updated_at = $3 WHERE id = $1");
        self.tx.query(statement).bind(self.import.id.0).bind(done).bind(self.at).execute().await.map(drop)
    }

    async fn rehearse(mut self, actor: &Actor) -> Result<()> {
        let done = (self.import.done + REHEARSED).min(self.import.rows);
        for row in self.rows(self.import.done + 1, done).await? {
            if row.given.is_none() {
                continue;
            }
            let decided = decide(self.tx, actor, &self.import, &row, false).await?;
            self.note(&row, &decided).await?;
        }
        self.came(done, Status::Ready).await
    }

    /// Notes what is decided of a row.
    async fn note(&mut self, row: &Row, Decided { decision, marks, .. }: &Decided) -> Result<()> {
        let (same_as, reasons): (Option<i64>, &[Reason]) = match decision {
            Decision::Repeated { row } => (Some(*row), &[]),
            Decision::Invalid(reasons) => (None, reasons),
            _ => (None, &[]),
        };
        let statement = sql!(
            "UPDATE import_row SET outcome = $2, candidate = $3, same_as = $4, reasons = $5, email_key = $6, phone_key = $7, linkedin_key = $8,
             external_key = $9 WHERE id = $1"
        );
        let params = vec![
            Param::Id(Some(row.id)),
            Param::Text(Some(decision.outcome().word().to_owned())),
            Param::Id(decision.candidate().map(|id| id.0)),
            Param::Int(same_as),
            Param::Json(Some(serde_json::to_value(reasons)?)),
            Param::Text(marks.email.clone()),
            Param::Text(marks.phone.clone()),
            Param::Text(marks.linkedin.clone()),
            Param::Text(marks.external.clone()),
        ];
        self.tx.later(statement, params).await
    }

    async fn apply(mut self, actor: &Actor) -> Result<()> {
        // One after the other, on however many servers: who was faster is known to whoever comes next, as every other transaction is refused here and done again.
        records::number(self.tx, "imports").await?;
        let done = (self.import.done + APPLIED).min(self.import.rows);
        for (n, row) in (0..).zip(self.rows(self.import.done + 1, done).await?) {
            let rehearsed = row.outcome.parse().unwrap_or(Outcome::Waiting);
            let does = matches!(rehearsed, Outcome::Create | Outcome::Update | Outcome::Restore | Outcome::Unchanged);
            if !does || row.given.is_none() {
                continue;
            }
            let decided = decide(self.tx, actor, &self.import, &row, true).await?;
            self.note(&row, &decided).await?;
            let (candidate, change) = match decided.decision {
                Decision::Create(fields) => {
                    let id = CandidateId(self.pen.clock.id());
                    // One after the other, so that a list has them in the order of the file.
                    let at = self.at + TimeDelta::microseconds(n);
                    let candidate = Record { id, version: 1, created_at: at, updated_at: at, fields: *fields };
                    let change = candidates::insert_in(self.tx, &self.pen, &candidate).await?;
                    (id, Some(change))
                }
                Decision::Change { before, fields, back } => {
                    let kind = if back { Kind::Restored } else { Kind::Updated };
                    let (change, after) = candidates::store_in(self.tx, &self.pen, kind, &before, *fields, None).await?;
                    (after.id, Some(change))
                }
                Decision::Unchanged(id) => (id, None),
                Decision::Duplicate(_) | Decision::Repeated { .. } | Decision::Invalid(_) => continue,
            };
            if let Some((source, external)) = decided.external {
                let statement = sql!(
                    "INSERT INTO candidate_external_id (source, external_id, candidate, import) VALUES ($1, $2, $3, $4) ON CONFLICT (source, external_id) DO NOTHING"
                );
                let params =
                    vec![Param::Text(Some(source)), Param::Text(Some(external)), Param::key(candidate), Param::key(self.import.id)];
                self.tx.later(statement, params).await?;
            }
            let statement = sql!("UPDATE import_row SET candidate = $2, change = $3, given = NULL, updated_at = $4 WHERE id = $1");
            let change = change.map(|change| change.0);
            let params = vec![Param::Id(Some(row.id)), Param::key(candidate), Param::Id(change), Param::Moment(Some(self.at))];
            self.tx.later(statement, params).await?;
        }
        self.came(done, Status::Applied).await
    }

    /// Backwards, so that what happened last is taken back first. Among some rows that counts for each person alone: the words of people are written in the order
    /// in which they came, as SQLite's index of words makes a piece of its own of whatever is written backwards.
    async fn undo(mut self, actor: &Actor) -> Result<()> {
        let done = (self.import.done + APPLIED).min(self.import.rows);
        let (from, to) = (self.import.rows - done + 1, self.import.rows - self.import.done);
        let mut rows = self.rows(from, to).await?;
        let mut first = BTreeMap::new();
        for row in &rows {
            first.entry(row.candidate).or_insert(row.number);
        }
        rows.sort_by_key(|row| (first.get(&row.candidate).copied(), Reverse(row.number)));
        for row in rows {
            let (Some(candidate), Some(change)) = (row.candidate, row.change) else { continue };
            let outcome = self.take_back(actor, CandidateId(candidate), ChangeId(change)).await?;
            let statement = sql!("UPDATE import_row SET outcome = $2, change = NULL, updated_at = $3 WHERE id = $1");
            let params = vec![Param::Id(Some(row.id)), Param::Text(Some(outcome.word().to_owned())), Param::Moment(Some(self.at))];
            self.tx.later(statement, params).await?;
        }
        if done >= self.import.rows {
            // What a person is called elsewhere was this file's word; for who stays because of it, or comes back by it, it still counts.
            let statement = sql!(
                "DELETE FROM candidate_external_id WHERE import = $1 AND candidate NOT IN (
                    SELECT candidate FROM import_row WHERE import = $1 AND outcome IN ('removed', 'kept') AND candidate IS NOT NULL)"
            );
            self.tx.query(statement).bind(self.import.id.0).execute().await?;
        }
        self.came(done, Status::Undone).await
    }

    /// Whether something happened to a person, or in their file, since a change, other than by its command and by this one.
    async fn went_on(&mut self, id: CandidateId, since: &Change) -> Result<bool> {
        let this = self.tx.command()?.id;
        let statement = sql!("SELECT kind FROM change WHERE owner = $1 AND at >= $2 AND command NOT IN ($3, $4) LIMIT 1");
        let query = self.tx.query(statement).bind(id.0).bind(since.at).bind(since.command.0).bind(this.0);
        let found: Option<(String,)> = query.optional().await?;
        Ok(found.is_some())
    }

    async fn take_back(&mut self, actor: &Actor, id: CandidateId, change: ChangeId) -> Result<Outcome> {
        let Some((change, _)) = changes::find(self.tx, &self.pen.keys, change).await? else { return Ok(Outcome::Kept) };
        let before = match candidates::find(self.tx, actor, Action::EditCandidate, id).await {
            // Whoever became one with somebody else stays so.
            Ok(before) if before.id != id => return Ok(Outcome::Kept),
            Ok(before) => before,
            Err(Error::Refused(Refusal::NotFound | Refusal::Forbidden(_))) => return Ok(Outcome::Kept),
            Err(error) => return Err(error),
        };
        let fields = match (change.kind, &change.values) {
            // Whoever was met since, or noted of, is not put away for having come by a file.
            (Kind::Created | Kind::Restored, _) if self.went_on(id, &change).await? => return Ok(Outcome::Kept),
            (Kind::Created, _) => candidates::moved(&before.fields, Lifecycle::Active, Lifecycle::Archived),
            (Kind::Updated | Kind::Restored, Some(values)) => candidates::back(actor, &before.fields, values),
            _ => return Ok(Outcome::Kept),
        };
        let fields = match fields {
            Ok(fields) => fields,
            Err(Error::Refused(Refusal::Conflict(Conflict::ChangedSince | Conflict::NotUndoable | Conflict::Transition { .. }))) => {
                return Ok(Outcome::Kept);
            }
            Err(error) => return Err(error),
        };
        let (kind, outcome) = match change.kind {
            Kind::Updated => (Kind::Updated, Outcome::Reverted),
            _ => (Kind::Archived, Outcome::Removed),
        };
        let _: (ChangeId, Candidate) = candidates::store_in(self.tx, &self.pen, kind, &before, fields, Some(change.id)).await?;
        Ok(outcome)
    }
}
